"""
Header lines, written by hand so that what is read back is what was written. Pure.

The standard library folds long headers in ways that lose spaces (python/cpython#89714) or encode links; here a text is
either plain, or a row of encoded words (RFC 2047), which readers join without spaces.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from tidegauge.deliver.addresses import Address, has_control
from tidegauge.errors import DeliveryError

LONGEST_LINE = 76
WORD_BYTES = 42
"""Of UTF-8 in one encoded word: with its frame it stays below 75 characters."""
_PLAIN = re.compile(r"[ -~]*")
_SAFE_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/^_`{|}~-]+")


def line(name: str, value: str) -> bytes:
    """
    A header of ASCII that is its own encoding: ids, links, dates. Folds only where `value` has ``, ``.

    Raises:
        DeliveryError: it would break the header.
    """
    if has_control(value) or not value.isascii():
        raise DeliveryError(f"The header {name} cannot hold {value[:60]!r}; correct the setting it comes from.")
    return f"{name}: {value}".replace(">, <", ">,\r\n <").encode("ascii") + b"\r\n"


def text(name: str, value: str) -> bytes:
    """
    A header of free text: a subject.

    Raises:
        DeliveryError: it is empty or has a control character.
    """
    if not value.strip() or has_control(value):
        raise DeliveryError(f"The header {name} is empty or has a line break: {value[:60]!r}; correct its template.")
    return f"{name}: {_free(value, len(name) + 2)}\r\n".encode("ascii")


def mailbox(name: str, address: Address, *, utf8: bool = False) -> bytes:
    """
    A header with one address.

    Args:
        utf8: The address goes as it is (SMTPUTF8); only then may its local part be other than ASCII.

    Raises:
        DeliveryError: a control character, or an address that needs `utf8`.
    """
    if has_control(address.name) or has_control(address.text) or (address.international and not utf8):
        raise DeliveryError(f"The header {name} cannot hold {address.text[:60]!r}; correct the address.")
    if not address.name:
        return f"{name}: {address.text}\r\n".encode()
    phrase = _phrase(address.name)
    fold = "\r\n " if len(name) + len(phrase) + len(address.text) + 5 > LONGEST_LINE else " "
    return f"{name}: {phrase}{fold}<{address.text}>\r\n".encode()


def date(name: str, moment: datetime) -> bytes:
    """A header with a moment."""
    return line(name, format_datetime(moment))


def words(value: str) -> str:
    """A text as encoded words, one a line."""
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(value))


def _free(value: str, taken: int) -> str:
    plain = _PLAIN.fullmatch(value) and "=?" not in value and value == value.strip() and "  " not in value
    fits = taken + max(map(len, value.split(" "))) <= LONGEST_LINE
    return _folded(value, taken) if plain and fits else words(value)


def _folded(value: str, taken: int) -> str:
    """ASCII in lines: each break stands before a space, which is all that is left of it when it is read."""
    lines, room = [""], LONGEST_LINE - taken
    for word in value.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = LONGEST_LINE - 1
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _phrase(value: str) -> str:
    if not _PLAIN.fullmatch(value) or "=?" in value or "  " in value:
        return words(value)
    if _SAFE_PHRASE.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pieces(value: str) -> Iterator[bytes]:
    """Whole characters, at most WORD_BYTES of them together."""
    piece = b""
    for character in value:
        encoded = character.encode()
        if len(piece) + len(encoded) > WORD_BYTES:
            yield piece
            piece = b""
        piece += encoded
    yield piece
