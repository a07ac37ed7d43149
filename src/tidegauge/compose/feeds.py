"""
Items of the Federal Reserve's feeds that join the timeline: which, since when, and how they are told.

An item is told by the Fed's own title, in quotation marks and in English in every edition: a translation by machine
would be a quotation of nobody. reports/feeds.toml says which headings belong.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from tidegauge.compose.desk import Desk
from tidegauge.days import NEW_YORK
from tidegauge.model.almanac import Event, Heading, News, Speaker
from tidegauge.model.document import Told

BOARD_EN, BOARD_ZH = "Federal Reserve Board", "美聯儲理事會"
PAGE = re.compile(r"/([a-z]+\d{8}[a-z])\d*\.htm$")
"""A page of the Fed: ``monetary20251029a.htm``; its notes have a number after the letter."""
SPEECH = "speech"
OPENING = re.compile(r"(?:(?<=^)|(?<=[\s(\[\u2014\u2013]))[\"']")
MARKS = {"“": "‘", "”": "’", '"': "’", "'": "’"}
SETTABLE = ((0x20, 0x7F), (0xA0, 0x180), (0x2010, 0x2040))
"""Ranges of characters that every face of ours has; a title's others are left out rather than stop an issue."""


@dataclass(frozen=True, slots=True)
class Item:
    """
    An item that belongs.

    Attributes:
        day: Of publication, in New York.
        kind: "release" or "speech".
        news: As it stood on the as-of day.
    """

    day: date
    kind: str
    news: News


def items(desk: Desk, told: Iterable[Event]) -> tuple[Item, ...]:
    """
    In order of publication.

    Args:
        told: Events of our own table: an item whose page one of them links is told there, in both languages.
    """
    pages = {page(one.link) for one in told if one.link}
    found = (_item(desk, one) for one in desk.known.news() if page(one.link) not in pages)
    return tuple(one for one in found if one is not None)


def _item(desk: Desk, news: News) -> Item | None:
    day = news.published.astimezone(NEW_YORK).date()
    heading = next((one for one in desk.almanac.headings if _fits(one, news)), None)
    if heading is None or not desk.issue.as_of - timedelta(days=heading.days) < day <= desk.issue.as_of:
        return None
    return Item(day, heading.kind, news)


def _fits(heading: Heading, news: News) -> bool:
    if (heading.feed, heading.heading) != (news.feed, news.category):
        return False
    return not heading.words or any(_has(word, news.title) for word in heading.words)


def _has(word: str, title: str) -> bool:
    """Whether a title has a word or its plural, not one that only begins like it."""
    return re.search(rf"\b{re.escape(word)}s?\b", title, re.IGNORECASE) is not None


def page(link: str) -> str:
    """What two links to one announcement have in common: its page without the numbers of its notes."""
    path = urlsplit(link).path.lower()
    match = PAGE.search(path)
    return match[1] if match else path


def told(item: Item, speakers: Mapping[str, Speaker]) -> Told:
    """Who, the Fed's own title in quotation marks, and the link."""
    title = item.news.title
    who = Speaker(BOARD_EN, BOARD_ZH)
    if item.kind == SPEECH:
        surname, comma, rest = title.partition(", ")
        if comma and surname.replace(" ", "").lower() in item.news.link.lower():
            title, who = rest, speakers.get(surname, Speaker(surname, surname))
    source = (urlsplit(item.news.link).hostname or "").removeprefix("www.")
    return Told("", "", who.zh_hant, who.en, source, item.news.link, quotable(title))


def quotable(title: str) -> str:
    """A title as it stands within quotation marks: marks of its own are the inner ones."""
    plain = "".join(_settable(unicodedata.normalize("NFKC", title)))
    inner = OPENING.sub("‘", " ".join(plain.split()))
    return "".join(MARKS.get(one, one) for one in inner)


def _settable(text: str) -> Iterator[str]:
    yield from (one for one in text if any(low <= ord(one) < high for low, high in SETTABLE))
