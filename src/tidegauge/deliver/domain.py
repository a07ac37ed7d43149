"""
What the records of a sender's domain say about mail from it: SPF, DKIM, DMARC, where replies go. Pure but for `Names`.

Providers show unsubscribe buttons, and often the mail itself, only for what is authenticated; a wrong record is silent.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from tidegauge.deliver.addresses import Address
from tidegauge.errors import DeliveryError

NEEDS_DNS = "Looking up a domain needs a package more: pip install 'tidegauge[mail]'."
MOST_LOOKUPS, MOST_VOID = 10, 2
"""RFC 7208, 4.6.4: beyond them a receiver gives up with a permanent error."""
SECONDS = 5.0
ALL = {"-": "others are refused", "~": "others are suspect", "?": "nothing is said of others", "+": "anyone may send"}
_MECHANISM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)((?:[:/=].*)?)", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
Texts = Callable[[str], tuple[str, ...]]
"""A name to its TXT records, each in one piece; none where the name has none."""


@dataclass(frozen=True, slots=True)
class Found:
    """
    One thing that was looked at.

    Attributes:
        name: What.
        ok: Whether it is as it must be; None where mail goes out all the same.
        detail: What was found.
        remedy: What to do, one sentence; empty when all is well.
    """

    name: str
    ok: bool | None
    detail: str
    remedy: str = ""


class NoAnswer(DeliveryError):
    """The name server could not be asked: nothing is known of the domain."""


class Names:
    """
    Asks a name server.

    Args:
        host, port: Which; the system's own where empty.
    """

    def __init__(self, host: str = "", port: int = 53) -> None:
        try:
            library = import_module("dns.resolver")
            self._errors = import_module("dns.exception")
        except ImportError as error:
            raise DeliveryError(NEEDS_DNS) from error
        self._library = library
        try:
            self._resolver = library.Resolver(configure=not host)
            if host:
                self._resolver.nameservers, self._resolver.port = [host], port
        except (library.NoResolverConfiguration, ValueError) as error:
            raise DeliveryError(f"There is no name server to ask ({error}); name one with --nameserver.") from None
        self._resolver.lifetime = SECONDS

    def texts(self, name: str) -> tuple[str, ...]:
        """TXT records."""
        return tuple(b"".join(one.strings).decode("utf-8", "replace") for one in self._records(name, "TXT"))

    def exchangers(self, name: str) -> tuple[str, ...]:
        """Hosts that take mail for a domain; ``.`` for one that says that it takes none."""
        return tuple(one.exchange.to_text() for one in self._records(name, "MX"))

    def has_address(self, name: str) -> bool:
        """Whether a host has an address."""
        return any(self._records(name, kind) for kind in ("A", "AAAA"))

    def _records(self, name: str, kind: str) -> tuple[Any, ...]:
        library = self._library
        try:
            return tuple(self._resolver.resolve(name, kind))
        except (library.NXDOMAIN, library.NoAnswer):
            return ()
        except (self._errors.DNSException, OSError) as error:
            said = type(error).__name__ if isinstance(error, OSError) else str(error).split(":", maxsplit=1)[0]
            raise NoAnswer(
                f"{name} could not be looked up ({said}); check the connection, or name a server with --nameserver."
            ) from None


@dataclass(slots=True)
class _Count:
    """Lookups an SPF record costs a receiver."""

    lookups: int = 0
    void: int = 0
    faults: list[str] = field(default_factory=list)


def spf(sender: Address, texts: Texts) -> Found:
    """Whether the domain says who may send for it, so that a receiver can follow."""
    domain = sender.domain
    found = [one for one in texts(domain) if one.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return Found(
            "SPF", False, f"{domain} has no record",
            f'Publish a TXT record at {domain}: "v=spf1 include:<your mail provider> -all".',
        )  # fmt: skip
    if len(found) > 1:
        return Found(
            "SPF", False, f"{domain} has {len(found)} records", "Join them into one: receivers take two as an error."
        )
    count = _Count()
    _follow(found[0], texts, count, (domain,))
    over = count.lookups > MOST_LOOKUPS or count.void > MOST_VOID
    faults = [*count.faults]
    if over:
        faults.append(
            f"it costs {count.lookups} lookups, {count.void} of them empty, and receivers give up after "
            f"{MOST_LOOKUPS} and {MOST_VOID}; name addresses (ip4:, ip6:) instead of some includes"
        )
    if faults:
        return Found("SPF", False, found[0], f"Correct the record: {'; '.join(faults)}.")
    end = re.search(r"(?:^|\s)([+?~-]?)all(?:\s|$)", found[0], re.IGNORECASE)
    sign = (end[1] or "+") if end else ""
    if sign in ("+", "?") or (not end and "redirect=" not in found[0]):
        said = ALL.get(sign, "it does not end in -all or ~all")
        return Found("SPF", None if sign != "+" else False, found[0], f"End the record in -all or ~all: {said}.")
    return Found("SPF", True, f"{found[0]} ({count.lookups} of {MOST_LOOKUPS} lookups)")


def _follow(record: str, texts: Texts, count: _Count, seen: tuple[str, ...]) -> None:
    """Count what a record costs, and what is wrong in it and in those it names."""
    for term in record.split()[1:]:
        mechanism, modifier = _MECHANISM.fullmatch(term), _MODIFIER.fullmatch(term)
        if mechanism:
            kind, rest = mechanism[2].lower(), mechanism[3].lstrip(":")
            count.lookups += kind in ("include", "a", "mx", "ptr", "exists")
            count.faults += ["ptr is no longer to be used"] if kind == "ptr" else []
            if kind == "include":
                _named(rest, texts, count, seen)
        elif modifier:
            if modifier[1].lower() == "redirect":
                count.lookups += 1
                _named(modifier[2], texts, count, seen)
        else:
            count.faults.append(f"{term[:60]!r} is no part of SPF")


def _named(domain: str, texts: Texts, count: _Count, seen: tuple[str, ...]) -> None:
    """A record that another one names."""
    if "%" in domain or count.lookups > MOST_LOOKUPS:
        return
    if domain in seen:
        count.faults.append(f"{domain} names itself")
        return
    found = [one for one in texts(domain) if one.lower().split(" ")[0] == "v=spf1"]
    if len(found) != 1:
        count.void += not found
        count.faults.append(f"{domain or 'an include'} has {'no' if not found else 'more than one'} SPF record")
        return
    _follow(found[0], texts, count, (*seen, domain))


def dkim(sender: Address, selector: str, sign: Callable[[bytes], bytes] | None, texts: Texts) -> Found:
    """
    Whether a receiver can believe our signature: a message is signed, and verified with the record as published.

    Args:
        sign: Signs as issues are signed; None where no key is set.
    """
    if sign is None:
        return Found(
            "DKIM", None, "messages leave without a signature of ours",
            "Set TIDEGAUGE_DKIM_KEY and TIDEGAUGE_DKIM_SELECTOR, unless your mail server signs for "
            f"{sender.domain} itself.",
        )  # fmt: skip
    name = f"{selector}._domainkey.{sender.domain}"
    found = texts(name)
    if len(found) != 1:
        many = f"{len(found)} records at {name}" if found else f"no record at {name}"
        return Found("DKIM", False, many, "Publish one TXT record there with the public half of TIDEGAUGE_DKIM_KEY.")
    tags = _tags(found[0])
    if not tags.get("p"):
        return Found("DKIM", False, found[0][:80], f"The record at {name} holds no key (p=): publish the public half.")
    if "y" in tags.get("t", "").split(":"):
        return Found("DKIM", None, f"{name} is marked as a test (t=y)", "Take t=y away: receivers may ignore the key.")
    if not _verified(sender, sign, name, found[0]):
        return Found(
            "DKIM", False, f"{name} does not fit TIDEGAUGE_DKIM_KEY",
            "Publish the public half of that very key (RSA, 1024 bits or more), or set the key the record was made of.",
        )  # fmt: skip
    return Found("DKIM", True, f"a signed message verifies with {name}")


def _verified(sender: Address, sign: Callable[[bytes], bytes], name: str, record: str) -> bool:
    library = import_module("dkim")
    message = f"From: {sender.text}\r\nTo: {sender.text}\r\nSubject: check\r\n\r\ncheck\r\n".encode()

    def answer(asked: bytes, timeout: float = SECONDS) -> bytes | None:
        return record.encode() if asked.decode().rstrip(".") == name else None

    try:
        return bool(library.verify(sign(message) + message, dnsfunc=answer))
    except library.DKIMException:
        return False


def dmarc(sender: Address, signed: bool, texts: Texts) -> Found:
    """Whether the domain says what is to become of mail that is neither; looked for upwards, as receivers do."""
    labels = sender.domain.split(".")
    for place in (".".join(labels[at:]) for at in range(max(1, len(labels) - 1))):
        found = [one for one in texts(f"_dmarc.{place}") if one.lower().replace(" ", "").startswith("v=dmarc1")]
        if len(found) == 1:
            return _policy(sender, place, found[0], signed)
        if found:
            return Found("DMARC", False, f"_dmarc.{place} has {len(found)} records", "Keep one: two count as none.")
    return Found(
        "DMARC", False, f"{sender.domain} has no record",
        f'Publish a TXT record at _dmarc.{sender.domain}: "v=DMARC1; p=none; rua=mailto:{sender.text}".',
    )  # fmt: skip


def _policy(sender: Address, place: str, record: str, signed: bool) -> Found:
    tags = _tags(record)
    policy = tags.get("sp", tags.get("p", "")) if place != sender.domain else tags.get("p", "")
    if policy not in ("none", "quarantine", "reject"):
        return Found("DMARC", False, record, f"The record at _dmarc.{place} needs p=none, p=quarantine or p=reject.")
    aligned = f"From, envelope{' and signature' if signed else ''} are all {sender.domain}, so they are aligned"
    if policy == "none":
        return Found("DMARC", True, f"{record} ({aligned}; p=none only watches)")
    if not signed:
        return Found(
            "DMARC", None, f"{record} ({aligned})",
            f"With p={policy} and no DKIM, forwarded mail is lost: set TIDEGAUGE_DKIM_KEY unless your server signs.",
        )  # fmt: skip
    return Found("DMARC", True, f"{record} ({aligned})")


def replies(sender: Address, names: Names) -> Found:
    """Whether answers, bounces and unsubscribe mails have somewhere to go."""
    hosts = names.exchangers(sender.domain)
    if "." in hosts:
        return Found(
            "MX", False, f"{sender.domain} says that it takes no mail",
            "Many receivers refuse mail from such a domain: choose another sender, or publish an MX record.",
        )  # fmt: skip
    if hosts:
        return Found("MX", True, ", ".join(sorted(one.rstrip(".") for one in hosts)))
    if names.has_address(sender.domain):
        return Found("MX", None, f"{sender.domain} has an address but no MX record", "Publish an MX record.")
    return Found(
        "MX", False, f"{sender.domain} has neither MX record nor address",
        f"Replies and unsubscribe mails to {sender.text} are lost, and many refuse such senders: publish an MX record.",
    )  # fmt: skip


def _tags(record: str) -> Mapping[str, str]:
    """``v=DKIM1; k=rsa; p=…`` as a table; spaces inside a value do not count."""
    return dict(_pairs(record))


def _pairs(record: str) -> Iterator[tuple[str, str]]:
    for one in record.split(";"):
        name, equals, value = one.partition("=")
        if equals:
            yield name.strip().lower(), "".join(value.split()) if name.strip() == "p" else value.strip()
