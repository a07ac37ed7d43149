"""What is sent, before it is addressed to anyone: the content of one edition as e-mail."""

from dataclasses import dataclass
from datetime import datetime

from tidegauge.model.words import Edition

READER_LINK = "https://reader.invalid/unsubscribe"
"""Stands in text and HTML of a letter where each reader's own link goes."""
HTML_BUDGET = 90_000
"""Bytes: Gmail cuts off what is beyond 102 kB."""


@dataclass(frozen=True, slots=True)
class Picture:
    """
    An image within the HTML.

    Attributes:
        name: ASCII file name, unique in the letter.
        cid: Content-ID without its brackets, unique in the letter.
        data: PNG.
        width, height: As shown, in CSS pixels; the file has twice as many.
    """

    name: str
    cid: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with the letter; `media` is its type, ``application/pdf``."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One edition of one revision of an issue as e-mail.

    Attributes:
        issue: ``2025-W46``.
        revision: 0 for the first sending.
        edition: Which.
        dated: Of the message: the cut of the issue, later for a revision.
        subject, html, text: READER_LINK in the last two is replaced for each reader.
        pictures, attachments: See those.
    """

    issue: str
    revision: int
    edition: Edition
    dated: datetime
    subject: str
    html: str
    text: str
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()
