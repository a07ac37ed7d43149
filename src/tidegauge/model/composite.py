"""The stress index as a page shows it."""

from dataclasses import dataclass
from datetime import date

from tidegauge.model.judgement import Level


@dataclass(frozen=True, slots=True)
class Contribution:
    """A block's part of the composite, and its change since the last issue."""

    key: str
    value: float
    change: float | None


@dataclass(frozen=True, slots=True)
class Composite:
    """
    The stress index with its contributions.

    Attributes:
        value, before: Of this week and of the week before.
        highest, highest_on: On record, and the last day of that week.
        level: Of the value.
        bounds: Where watch, strained and acute begin.
        contributions: They add up to the value.
        highest_day: The day of this week that counts: its highest.
        missing: Inputs that were not there on that day.
    """

    value: float
    before: float | None
    highest: float
    highest_on: date
    level: Level
    bounds: tuple[float, float, float]
    contributions: tuple[Contribution, ...]
    highest_day: date
    missing: tuple[str, ...] = ()
