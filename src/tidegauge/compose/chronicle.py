"""Sections 10 and 11: what happened in the weeks up to the issue, and what was said; only what was known by then."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from tidegauge.compose import feeds, occasions, steps
from tidegauge.compose.content import Content
from tidegauge.compose.desk import Desk
from tidegauge.indicators.balance import Scale
from tidegauge.model.almanac import Event, Quotation
from tidegauge.model.document import Fact, TableCell, TableColumn, TableRow, TableSpec, Told

WINDOW = timedelta(weeks=5)
"""Up to the as-of day."""


def events(desk: Desk) -> tuple[Event, ...]:
    """Of the window, known by the as-of day, in order."""
    day = desk.issue.as_of
    found = [one for one in desk.almanac.events if day - WINDOW < one.day <= day and one.known <= day]
    return tuple(sorted(found, key=lambda one: (one.day, one.kind)))


def quotations(desk: Desk) -> tuple[Quotation, ...]:
    """Of the window, officials first, in order."""
    day = desk.issue.as_of
    found = [one for one in desk.almanac.quotations if day - WINDOW < one.day <= day]
    return tuple(sorted(found, key=lambda one: (not one.official, one.day)))


def timeline(desk: Desk) -> Content:
    """Section 10: our own table of events, joined by steps of rates it does not tell and items of the Fed's feeds."""
    known = events(desk)
    listed = tuple(sorted((*known, *steps.events(desk, known, WINDOW)), key=lambda one: (one.day, one.kind)))
    items = feeds.items(desk, listed)
    acts = {one.day for one in listed if one.act}
    days = sorted([*(one.day for one in listed), *(one.day for one in items)])
    signs = occasions.letters(days)
    spoken = sum(one.kind == "speech" for one in listed) + sum(one.kind == feeds.SPEECH for one in items)
    facts: Mapping[str, Fact] = {
        "f": desk.figures.all(),
        "number": desk.figures.count("stress", len(listed) + len(items)),
        "acts": desk.figures.count("stress", len(acts)),
        # Of what a press release does we know nothing but its title: then nothing is said of policy.
        "speeches": spoken if all(one.kind == feeds.SPEECH for one in items) else 0,
        "acted": bool(acts),
        "quoting": bool(items),
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        **occasions.move_facts(desk, signs, WINDOW),
    }
    rows = [(one.day, one.kind, event_told(one)) for one in listed]
    rows += [(one.day, one.kind, feeds.told(one, desk.almanac.speakers)) for one in items]
    columns = (TableColumn("date"), TableColumn("event", told=True))
    table = tuple(
        TableRow((TableCell(day, strong=True, under=f"kind_{kind}", sign=signs[day]), TableCell(told)))
        for day, kind, told in sorted(rows, key=lambda row: (row[0], row[1]))
    )
    charts = {"spread_days": occasions.spread(desk, signs, WINDOW)}
    return Content(facts, charts, {"timeline": TableSpec("timeline", columns, table, named=False)}, empty=not rows)


def event_told(one: Event) -> Told:
    """An event as a statement with its source."""
    return Told(one.zh_hant, one.en, source=site(one.link) or one.source, link=one.link)


def site(link: str) -> str:
    """The publisher's address without www: what a link is called."""
    return (urlsplit(link).hostname or "").removeprefix("www.")


def comment(desk: Desk, scale: Scale | None = None) -> Content:
    """
    Section 11: officials and the market apart.

    Args:
        scale: Of reserves: what officials call ample stands beside what the data call so.
    """
    listed = quotations(desk)
    signs = occasions.letters(one.day for one in listed)
    officials = tuple(one for one in listed if one.official)
    market = tuple(one for one in listed if not one.official)
    facts: Mapping[str, Fact] = {
        "f": desk.figures.all(),
        "officials": desk.figures.count("stress", len(officials)),
        "market": desk.figures.count("stress", len(market)),
        "any_officials": bool(officials),
        "any_market": bool(market),
        "unverified": sum(not one.verified for one in listed),
        "paraphrased": sum(not one.literal for one in listed),
        **occasions.spoken_facts(desk, signs),
    }
    tables = {"officials": _quoted("officials", officials, signs), "market": _quoted("market", market, signs)}
    return Content(facts, {"spoken": occasions.spoken(desk, signs, scale)}, tables, empty=not listed)


def _quoted(id: str, listed: tuple[Quotation, ...], signs: Mapping[date, str]) -> TableSpec | None:
    if not listed:
        return None
    columns = (TableColumn("date"), TableColumn("said", told=True))
    return TableSpec(id, columns, tuple(TableRow(_quotation(one, signs[one.day])) for one in listed), named=False)


def _quotation(one: Quotation, sign: str) -> tuple[TableCell, TableCell]:
    kind = ("quoted" if one.literal else "paraphrased") + ("" if one.verified else "_unverified")
    zh, en = (f"「{one.zh_hant}」", f"“{one.en}”") if one.literal else (one.zh_hant, one.en)
    told = Told(
        zh,
        en,
        one.who_zh_hant,
        one.who_en,
        site(one.link) or one.source,
        one.link,
        venue_zh_hant=one.venue_zh_hant,
        venue_en=one.venue_en,
    )
    return TableCell(one.day, strong=True, under=kind, sign=sign), TableCell(told)
