"""
A letter and a reader become a message: bytes, ready for the wire. Pure.

What all readers of an edition share is encoded once (`Form`); a message is that with the reader's own lines put in. So
twenty thousand messages of a megabyte cost what their headers cost.
"""

import hashlib
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from html import escape

from tidegauge import __version__
from tidegauge.deliver import headers
from tidegauge.deliver.addresses import Address
from tidegauge.deliver.letter import HTML_BUDGET, READER_LINK, Letter
from tidegauge.deliver.links import Links
from tidegauge.errors import DeliveryError

TEXT_MARK, HTML_MARK = "tidegauge text part", "tidegauge html part"
Signer = Callable[[bytes], bytes]
"""A message to its DKIM-Signature header."""


@dataclass(frozen=True, slots=True)
class Form:
    """
    A letter encoded but for the reader's own lines.

    Attributes:
        letter: What it was made from.
        before, between, after: Bytes around the text and the HTML part.
        boundary: Of the outermost part.
    """

    letter: Letter
    before: bytes
    between: bytes
    after: bytes
    boundary: str


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message to one reader.

    Attributes:
        sender, recipient: Of the envelope.
        data: As it goes over the wire: CRLF, lines below 998 bytes, 7-bit unless `utf8`.
        utf8: Only a server with SMTPUTF8 may have it.
    """

    sender: str
    recipient: str
    data: bytes
    utf8: bool = False


def form(letter: Letter) -> Form:
    """
    Encode what all readers share.

    Raises:
        DeliveryError: the HTML is larger than mail readers show, or two pictures have one name.
    """
    _check(letter)
    whole = _tree(letter)
    body = whole.as_bytes(policy=SMTP).partition(b"\r\n\r\n")[2]
    before, _, rest = body.partition(_encoded(TEXT_MARK))
    between, _, after = rest.partition(_encoded(HTML_MARK))
    return Form(letter, before, between, after, str(whole.get_boundary()))


def compose(form: Form, reader: Address, sender: Address, links: Links, sign: Signer | None = None) -> Message:
    """
    The message to one reader; the same arguments give the same bytes.

    Raises:
        DeliveryError: a header would break.
    """
    letter, link = form.letter, links.unsubscribe(reader.key)
    text = letter.text.replace(READER_LINK, link)
    html = letter.html.replace(READER_LINK, escape(link))
    head = _head(form, reader, sender, links)
    data = b"".join((head, b"\r\n", form.before, _encoded(text), form.between, _encoded(html), form.after))
    signed = sign(data) + data if sign else data
    return Message(sender.text, reader.text, signed, reader.international)


def _head(form: Form, reader: Address, sender: Address, links: Links) -> bytes:
    letter = form.letter
    ways = [f"<{one}>" for one in (links.unsubscribe_page(reader.key), links.unsubscribe_mail(reader.key)) if one]
    lines = [
        headers.mailbox("From", sender),
        headers.mailbox("To", reader, utf8=reader.international),
        headers.text("Subject", letter.subject),
        headers.date("Date", letter.dated),
        headers.line("Message-ID", f"<{message_id(letter, reader, sender)}>"),
        headers.line("List-Id", f"<weekly.{sender.domain}>"),
        headers.line("List-Unsubscribe", ", ".join(ways)),
        headers.line("Content-Language", ", ".join(one.value for one in letter.edition.languages)),
        headers.line("Auto-Submitted", "auto-generated"),
        headers.line("X-Mailer", f"Tidegauge {__version__}"),
        headers.line("X-Tidegauge-Issue", f"{letter.issue} r{letter.revision} {letter.edition.value}"),
        headers.line("MIME-Version", "1.0"),
        headers.line("Content-Type", f'multipart/mixed; boundary="{form.boundary}"'),
    ]
    if links.base:
        lines.insert(7, headers.line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return b"".join(lines)


def message_id(letter: Letter, reader: Address, sender: Address) -> str:
    """The same for each rebuild, different for each reader and revision."""
    named = hashlib.sha256(reader.key.encode()).hexdigest()[:20]
    return f"tidegauge.{letter.issue}.r{letter.revision}.{letter.edition.value}.{named}@{sender.domain}"


def _check(letter: Letter) -> None:
    size = len(letter.html.encode())
    if size >= HTML_BUDGET:
        raise DeliveryError(
            f"The e-mail of {letter.issue} {letter.edition.value} has {size} bytes of HTML; mail readers cut off above "
            f"{HTML_BUDGET}. Shorten templates/email/letter.html.j2."
        )
    names = [one.name for one in letter.pictures] + [one.name for one in letter.attachments]
    cids = [one.cid for one in letter.pictures]
    if len(set(names)) < len(names) or len(set(cids)) < len(cids) or not "".join((*names, *cids)).isascii():
        raise DeliveryError(f"Two parts of {letter.issue} share a name, or one is not ASCII: {', '.join(names)}.")


def _tree(letter: Letter) -> EmailMessage:
    """multipart/mixed: alternative (text; related (HTML, pictures)), attachments."""
    whole = EmailMessage(policy=SMTP)
    whole.set_content(TEXT_MARK, cte="base64")
    whole.add_alternative(HTML_MARK, subtype="html", cte="base64")
    page = whole.get_payload(1)
    assert isinstance(page, MIMEPart)
    for one in letter.pictures:
        page.add_related(one.data, "image", "png", cid=f"<{one.cid}>", filename=one.name, disposition="inline")
    for file in letter.attachments:
        main, _, sub = file.media.partition("/")
        whole.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    if not letter.attachments:
        whole.make_mixed()
    for number, part in enumerate(one for one in whole.walk() if one.is_multipart()):
        part.set_boundary(_boundary(letter, number))
    return whole


def _boundary(letter: Letter, number: int) -> str:
    """Fixed for an issue; ``=_`` occurs in no base64."""
    named = hashlib.sha256(f"{letter.issue} {letter.revision} {letter.edition.value} {number}".encode()).hexdigest()
    return f"=_tidegauge_{named[:24]}"


def _encoded(text: str) -> bytes:
    """A part as base64 with CRLF, the way the standard library writes it."""
    lines = "".join(f"{one}\r\n" for one in text.replace("\r\n", "\n").rstrip("\n").split("\n"))
    return encodebytes(lines.encode()).replace(b"\n", b"\r\n")
