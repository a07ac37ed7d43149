"""`tidegauge mail check`: server, sender and the records of the sender's domain, each with one sentence of remedy."""

from collections.abc import Callable, Iterator

from tidegauge.deliver import domain, operator, server, signing
from tidegauge.deliver.addresses import Address
from tidegauge.deliver.domain import Found, Names, NoAnswer
from tidegauge.deliver.smtp import Post
from tidegauge.errors import DeliveryError, SettingsError
from tidegauge.issuing.office import Office

SECONDS = 20.0


def check(office: Office, names: Names) -> list[Found]:
    """
    Everything that was looked at, in the order to put it right. Nothing is sent and nothing is recorded.

    Args:
        names: Asks the name server.
    """
    try:
        sender = operator.sender(office.settings.mail)
    except SettingsError as error:
        return [Found("sender", False, "not usable", str(error)), *_server(office, None)]
    told = [Found("sender", True, sender.text), *_server(office, sender)]
    if "." not in sender.domain:
        return [*told, Found("domain", False, sender.domain, "TIDEGAUGE_MAIL_FROM needs a domain of the internet.")]
    return [*told, *_records(office, sender, names)]


def _server(office: Office, sender: Address | None) -> Iterator[Found]:
    """Reached, with TLS, logged in, and ready to take a message from the sender to the operator."""
    try:
        place = server.server(office.settings.mail)
        to = operator.operator(office.settings.mail).text if sender else ""
        with Post(place, SECONDS, SECONDS, office.context) as post:
            offered = post.try_out(sender.text if sender else "", to)
    except (SettingsError, DeliveryError) as error:
        yield Found("server", False, "not usable", str(error))
        return
    way = "without TLS, on this machine" if place.plain else "with TLS"
    login = "logged in" if place.user else "without login"
    yield Found(
        "server", True, f"{place.name}, {way}, {login}; offers {', '.join(offered) or 'nothing beyond the basics'}"
    )
    if not office.settings.mail.base:
        remedy = "Set TIDEGAUGE_BASE_URL: without an https link, large providers show no unsubscribe button."
        yield Found("unsubscribe", None, "by mailto only", remedy)


def _records(office: Office, sender: Address, names: Names) -> Iterator[Found]:
    mail = office.settings.mail
    steps: dict[str, Callable[[], Found]] = {"SPF": lambda: domain.spf(sender, names.texts)}
    sign = None
    try:
        sign = signing.signer(mail, sender.domain)
        if sign is not None:
            sign(b"From: a@example.org\r\n\r\n\r\n")
        steps["DKIM"] = lambda: domain.dkim(sender, mail.dkim_selector, sign, names.texts)
    except (SettingsError, DeliveryError) as error:
        yield Found("DKIM", False, "the key cannot be used", str(error))
    steps["DMARC"] = lambda: domain.dmarc(sender, sign is not None, names.texts)
    steps["MX"] = lambda: domain.replies(sender, names)
    for name, step in steps.items():
        try:
            yield step()
        except NoAnswer as error:
            yield Found(name, False, "not known", str(error))
