"""The MIME tree against what was to be sent: read back and compared before anything leaves. Pure."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from tidegauge.deliver.letter import Letter
from tidegauge.deliver.messages import Message
from tidegauge.errors import DeliveryError

LONGEST_LINE = 998
_CID = re.compile(r'src="cid:([^"]+)"')
_IMAGE = re.compile(r"<img\b[^>]*>")


def check(message: Message, letter: Letter) -> None:
    """
    Compare a message with its letter, as a mail reader would see it.

    Raises:
        DeliveryError: subject, parts, names, sizes or bytes are not those of the letter.
    """
    if faults := tuple(_faults(message, letter)):
        named = f"{letter.issue} {letter.edition.value}"
        raise DeliveryError(f"The e-mail of {named} is not as written: {'; '.join(faults)}.")


def _faults(message: Message, letter: Letter) -> Iterator[str]:
    parsed = message_from_bytes(message.data, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    lines = message.data.split(b"\r\n")
    if any(len(one) > LONGEST_LINE or b"\n" in one for one in lines):
        yield "lines are too long or do not end in CRLF"
    if parsed["Subject"] != letter.subject:
        yield "the subject reads differently"
    for part in parsed.walk():
        yield from (f"{type(one).__name__} in {part.get_content_type()}" for one in part.defects)
    if _shape(parsed) != _expected(letter):
        yield f"the parts are {_shape(parsed)}"
        return
    yield from _contents(parsed, letter)


def _contents(parsed: EmailMessage, letter: Letter) -> Iterator[str]:
    kept = {part.get_filename(): part.get_payload(decode=True) for part in parsed.walk() if part.get_filename()}
    wanted = {one.name: one.data for one in letter.pictures} | {one.name: one.data for one in letter.attachments}
    yield from (f"{name} does not have the bytes of the file" for name in wanted if kept.get(name) != wanted[name])
    html = next(part.get_content() for part in parsed.walk() if part.get_content_type() == "text/html")
    if set(_CID.findall(html)) != {one.cid for one in letter.pictures}:
        yield "pictures and their places in the HTML differ"
    if not all('width="' in tag and 'height="' in tag and 'alt="' in tag for tag in _IMAGE.findall(html)):
        yield "a picture has no width, height or text"
    if "data:" in html or "<script" in html:
        yield "the HTML has data addresses or scripts"


def _shape(parsed: EmailMessage) -> tuple[str, ...]:
    return tuple(f"{part.get_content_type()} {part.get_filename() or ''}".strip() for part in parsed.walk())


def _expected(letter: Letter) -> tuple[str, ...]:
    page: tuple[str, ...] = ("text/html",)
    if letter.pictures:
        page = ("multipart/related", "text/html", *(f"image/png {one.name}" for one in letter.pictures))
    files = (f"{one.media} {one.name}" for one in letter.attachments)
    return ("multipart/mixed", "multipart/alternative", "text/plain", *page, *files)
