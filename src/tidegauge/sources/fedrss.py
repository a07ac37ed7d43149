"""
The Federal Reserve Board's feeds of press releases and speeches, RSS 2.0. No key.

A feed holds its last twenty items and no history: what no collection has seen is never known here. Press releases are
tested against a recorded feed. Speeches follow documentation only, as several public notes of 2026 agree on it (a title
of the form ``Waller, The Economic Outlook``, the heading ``Speech``); neither was tried against the live server.

The live bytes begin with a byte order mark; days are not zero padded; blanks stand around elements.
"""

import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit

from tidegauge.errors import SourceChanged
from tidegauge.model.almanac import News
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape

FEEDS = ("press_all.xml", "speeches.xml")
HOST = "www.federalreserve.gov"
"""Where every item leads; a feed that links elsewhere is not the Fed's."""


class FedRss:
    """The feeds of FEEDS."""

    id = "fedrss"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self) -> tuple[Request, ...]:
        """See Feed.requests."""
        return tuple(Request(self.id, f"{self._base}/{name}", kind=name) for name in FEEDS)

    def parse(self, raw: Snapshot) -> list[News]:
        """See Feed.parse. A feed without items is no feed: there is always something of the last months."""
        items = _document(raw).findall("./channel/item")
        if not items:
            raise shape.changed(raw, "has no items")
        return [_item(raw, one) for one in items]


def _document(raw: Snapshot) -> ET.Element:
    text = shape.text_of(raw).strip()
    if text[:9].lower() == "<!doctype" or text[:5].lower() == "<html":
        raise shape.changed(raw, "answered with a web page instead of a feed")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise shape.changed(raw, "declares entities, which no feed of ours does")
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise shape.changed(raw, f"answered with bad XML ({error})") from None
    if root.tag != "rss":
        raise shape.changed(raw, f"has the root element {root.tag[:40]!r} instead of rss")
    return root


def _item(raw: Snapshot, item: ET.Element) -> News:
    title, link = _need(raw, item, "title"), _need(raw, item, "link")
    where = urlsplit(link)
    if where.scheme != "https" or where.hostname != HOST:
        raise shape.changed(raw, f"links to {link[:80]!r}, not to {HOST}")
    published = _instant(raw, _need(raw, item, "pubDate"))
    guid = _text(item, "guid") or link
    return News(
        raw.request.kind, guid, _text(item, "category"), unescape(title), link, published, published, raw.sha256
    )  # fmt: skip


def _text(item: ET.Element, name: str) -> str:
    return " ".join((item.findtext(name) or "").split())


def _need(raw: Snapshot, item: ET.Element, name: str) -> str:
    found = _text(item, name)
    if not found:
        raise shape.changed(raw, f"has an item without {name}")
    return found


def _instant(raw: Snapshot, text: str) -> datetime:
    """An instant with its zone, printed as ``Thu, 11 Jun 2026 15:00:00 GMT``."""
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        raise _no_day(raw, text) from None
    if instant.tzinfo is None:
        raise _no_day(raw, text)
    return instant


def _no_day(raw: Snapshot, text: str) -> SourceChanged:
    return shape.changed(raw, f"has {text[:40]!r} where a day with time and zone was expected")
