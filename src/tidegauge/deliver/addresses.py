"""E-mail addresses: checked, made comparable, written for the wire. Pure."""

import re
import unicodedata
from dataclasses import dataclass

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+"
_ATOM = re.compile(rf"{_ATEXT}(\.{_ATEXT})*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_LOCAL, LONGEST = 64, 254
"""Octets, RFC 5321 4.5.3.1 and its erratum 1690."""


@dataclass(frozen=True, slots=True)
class Address:
    """
    An address that can be written to.

    Attributes:
        local: Before the @, as given.
        domain: After it, as A-labels (``xn--…``), lower case.
        name: To be shown beside it; empty for none.
    """

    local: str
    domain: str
    name: str = ""

    @property
    def text(self) -> str:
        """As it stands on the wire."""
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """What makes two spellings one reader: case and composition of letters aside."""
        return unicodedata.normalize("NFC", self.text).casefold()

    @property
    def international(self) -> bool:
        """Whether only a server with SMTPUTF8 can take it."""
        return not self.local.isascii()


def parse(text: str, name: str = "") -> Address:
    """
    Read ``someone@example.org``.

    Raises:
        ValueError: it is none; the message completes "the address …".
    """
    shown, name = text.strip(), name.strip()
    local, at, domain = shown.rpartition("@")
    if not at or not _ATOM.fullmatch(local) or has_control(local):
        raise ValueError(f"{quoted(shown)} is no address; write it as name@example.org")
    if has_control(name):
        raise ValueError(f"of {quoted(shown)} has a name with a line break or another control character")
    address = Address(unicodedata.normalize("NFC", local), _domain(domain, shown), unicodedata.normalize("NFC", name))
    if len(local.encode()) > LONGEST_LOCAL or len(address.text.encode()) > LONGEST:
        raise ValueError(f"{quoted(shown)} is too long for any server")
    return address


def has_control(text: str) -> bool:
    """Whether a header could be broken with it: controls, line and paragraph separators, lone surrogates."""
    return any(unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs") for one in text)


def quoted(text: str) -> str:
    """A text that is not to be trusted, for a message: on one line and short."""
    return repr(text[:80])


def _domain(domain: str, shown: str) -> str:
    try:
        labels = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        labels = ""
    if "." not in labels and labels != "localhost":
        raise ValueError(f"{quoted(shown)} has no domain; write it as name@example.org")
    if not all(_LABEL.fullmatch(one) for one in labels.split(".")):
        raise ValueError(f"{quoted(shown)} has a domain that cannot exist")
    return labels
