"""Numbers with their unit, date and origin."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tidegauge.model.units import Unit


class Basis(StrEnum):
    """How we know since when a value was known."""

    VINTAGE = "vintage"
    """The publisher says when."""
    SEEN = "seen"
    """First fetched then."""
    ASSUMED = "assumed"
    """Period plus the series' publication lag: how imported history is dated."""


class Status(StrEnum):
    """Printed next to a number, in both languages."""

    FRESH = "fresh"
    LATE = "late"
    MISSING = "missing"
    REVISED = "revised"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Observation:
    """
    One published number, as it was known on one day.

    Attributes:
        series: Catalogue id, for example ``"SOFR"``.
        period: Day the number describes, not the day it was published.
        value: As published, in the series' own unit; None where the publisher printed a gap.
        known_on: First instant at which this value was known, with its zone.
        basis: How `known_on` was found.
        snapshot: SHA-256 of the raw answer or file it was read from.
    """

    series: str
    period: date
    value: float | None
    known_on: datetime
    basis: Basis
    snapshot: str


@dataclass(frozen=True, slots=True)
class Change:
    """
    How far a reading moved, in the reading's own unit (percentage changes are readings of their own).

    Attributes:
        one_week: Against the last value on or before seven days earlier; None where there is none.
        four_weeks: The same with 28 days.
        applicable: False where the series is rarer than weekly, so that a weekly change means nothing.
    """

    one_week: float | None = None
    four_weeks: float | None = None
    applicable: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One indicator on one as-of day.

    Attributes:
        indicator: Id in the INDICATORS table.
        value: In `unit`, unrounded; None when missing.
        unit: Unit of `value` and of `change`.
        digits: Decimals `tidegauge readings` prints.
        period: Newest date used; None when missing.
        change: Over one and four weeks.
        percentile: Rank of the value among all since 2018, 0 to 100; None when late, missing or too short a history.
        status: Judged against the series' own release calendar.
        inputs: The observations the value was computed from, those of its newest dates.
        extreme_on: For a highest or lowest of a window, and for the index and its blocks, the day of it; else None.
    """

    indicator: str
    value: float | None
    unit: Unit
    digits: int
    period: date | None
    change: Change
    percentile: float | None
    status: Status
    inputs: tuple[Observation, ...]
    extreme_on: date | None = None
