"""Dated statements that are data: events, quotations, forecasts; reports/events.csv and its neighbours."""

from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Quotation:
    """
    What someone said.

    Attributes:
        day: When.
        official: An official of a public body; else of the market.
        who_en, who_zh_hant: Name and role.
        venue: Where.
        literal: The speaker's own words; else a paraphrase.
        verified: The words were found in a transcript or a report of them that was checked.
        en, zh_hant: What was said; one of the two is a translation.
        source, link: Where it stands.
    """

    day: date
    official: bool
    who_en: str
    who_zh_hant: str
    venue: str
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
        made_on: Day it was made, or became known to us.
        who_en, who_zh_hant: Whose.
        en, zh_hant: What was said.
        subject: Reading, series, or ``events.csv: <beginning of an event>``.
        condition: ``max >= 5.5``; see compose/scorecard.py.
        start, end: The horizon.
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


@dataclass(frozen=True, slots=True)
class Almanac:
    """Everything dated that a report may tell."""

    events: tuple[Event, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
