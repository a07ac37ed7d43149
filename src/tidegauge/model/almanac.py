"""Dated statements that are data: events, quotations, forecasts; reports/events.csv and its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something that happened.

    Attributes:
        day: When.
        known: Since when all of what is said was known: a figure of a later week makes it later than `day`.
        kind: policy, facility, data, fiscal, market, speech or report.
        who: Whose act, in English.
        en, zh_hant: What.
        source, link: Where it stands; the link may be empty.
        evidence: How it was checked.
        act: An authority decided, changed or announced something; a hold, an appointment, a take-up, a record is none.
    """

    day: date
    known: date
    kind: str
    who: str
    en: str
    zh_hant: str
    source: str
    link: str
    evidence: str
    act: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """
    What someone said.

    Attributes:
        day: When.
        official: An official of a public body; else of the market.
        who_en, who_zh_hant: Name and role.
        venue_en, venue_zh_hant: Where: a meeting, a call, a statement.
        literal: The speaker's own words; else a paraphrase.
        verified: The words were found in a transcript or a report of them that was checked.
        en, zh_hant: What was said; one of the two is a translation.
        source, link: Where it stands.
    """

    day: date
    official: bool
    who_en: str
    who_zh_hant: str
    venue_en: str
    venue_zh_hant: str
    literal: bool
    verified: bool
    en: str
    zh_hant: str
    source: str
    link: str


class Outcome(StrEnum):
    """How a forecast stands on the as-of day."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Forecast:
    """
    A statement about the future, with a condition that can be measured.

    Attributes:
        id: Short name.
        made_on: Day of the document that reports it; the forecast itself may be older.
        who_en, who_zh_hant: Whose.
        en, zh_hant: What was said.
        subject: Reading, series, or ``events.csv: <beginning of an event>``.
        condition: ``max >= 5.5``; see compose/scorecard.py.
        start, end: The horizon.
        measure_en, measure_zh_hant: The condition in words: what is measured, and what it must reach.
        document: The document of reports/claims that reports it; empty for none.
    """

    id: str
    made_on: date
    who_en: str
    who_zh_hant: str
    en: str
    zh_hant: str
    subject: str
    condition: str
    start: date
    end: date
    measure_en: str = ""
    measure_zh_hant: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """
    An item of a publisher's feed, as it stood on one day.

    Attributes:
        feed: File it came in, for example ``press_all.xml``.
        guid: The publisher's name for it; stays when its title is corrected.
        category: The publisher's own heading.
        title: The publisher's own words; its language is English.
        link: Its page.
        published: When, as the publisher states it, with its zone.
        known_on: Since when it stood so: when it was published, a corrected title when it was first seen.
        snapshot: SHA-256 of the raw answer it was read from.
    """

    feed: str
    guid: str
    category: str
    title: str
    link: str
    published: datetime
    known_on: datetime
    snapshot: str


@dataclass(frozen=True, slots=True)
class ReleaseDay:
    """
    A day on which a publication is announced to come out.

    Attributes:
        release: The publisher's number for it, for example FRED's 50 for the employment report.
        day: When.
        known_on: Since when it was announced, as far as we saw.
        snapshot: SHA-256 of the raw answer it was read from.
    """

    release: int
    day: date
    known_on: datetime
    snapshot: str


@dataclass(frozen=True, slots=True)
class Heading:
    """
    Which items of a feed join the timeline; a row of reports/feeds.toml.

    Attributes:
        feed: File of the feed.
        heading: The publisher's category.
        kind: "release" or "speech".
        days: How many days before the issue it may have come out.
        words: Whole words, also in the plural, one of which the title must have; empty for any title.
    """

    feed: str
    heading: str
    kind: str
    days: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose speech it is, in each language."""

    en: str
    zh_hant: str


StepWords = Mapping[str, Mapping[str, str]]
"""How steps of the Fed's own rates are told: by the name of a part, by language; reports/steps.toml."""


@dataclass(frozen=True, slots=True)
class Almanac:
    """
    Everything dated that a report may tell, and what of the feeds joins it.

    Attributes:
        headings: In order; the first that fits an item decides.
        speakers: By the surname in a speech's title.
        steps: Of rates that no event tells.
    """

    events: tuple[Event, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    headings: tuple[Heading, ...] = ()
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    steps: StepWords = field(default_factory=dict)
