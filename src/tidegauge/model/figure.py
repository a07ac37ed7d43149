"""Printed numbers, and what a prose template may be handed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tidegauge.model.data import Status
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One printed number, and where it leads.

    Attributes:
        reading: Indicator id; its number in the appendix is the superscript.
        value: In `unit`, unrounded; None prints as ….
        unit: Of `value`.
        period: Day the number describes; None where that has no meaning (a percentile).
        aspect: What of the reading it is: "value", "earlier", "change", "percentile", "rank", "part", "bound", "count".
        status: Of the reading.
        digits: Decimals the page prints.
        more: Decimals beyond what its unit prints, where it stands beside a number it would be mistaken for.
    """

    reading: str
    value: float | None
    unit: Unit
    period: date | None
    aspect: str = "value"
    status: Status = Status.FRESH
    digits: int = 2
    more: int = 0


Fact = Figure | date | str | bool | int | Level | None | tuple["Fact", ...] | Mapping[str, "Fact"]
"""What a prose template may be handed: figures, dates, states, and lists or tables of those."""
