"""The words, numbers, dates and fonts a chart is lettered with: everything the words stage decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tidegauge.errors import RenderError
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit
from tidegauge.model.words import Language

HAN_STARTS = "\u2e80"
"""From here on characters are Chinese (radicals, ideographs, full-width marks)."""


@dataclass(frozen=True, slots=True)
class Face:
    """
    A stack of fonts for one script.

    Attributes:
        css: Value of font-family, without quotes: WeasyPrint skips a quoted one inside an SVG.
        regular, bold: Files of the faces in the same order, to measure with; the first that has a character counts.
    """

    css: str
    regular: tuple[Path, ...]
    bold: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class DateStyle:
    """
    How days and months are written.

    Attributes:
        day: Within the briefing's year: ``11-13``, ``13 Nov``, ``11 月 13 日``.
        full_day: With the year.
        month: With the year: ``2025-06``.
        short_month: On an axis, after a month with its year: ``07``.
    """

    day: Callable[[date], str]
    full_day: Callable[[date], str]
    month: Callable[[date], str]
    short_month: Callable[[date], str]


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ISO_DATES = DateStyle(
    day=lambda day: f"{day:%m-%d}",
    full_day=lambda day: day.isoformat(),
    month=lambda day: f"{day:%Y-%m}",
    short_month=lambda day: f"{day:%m}",
)
ENGLISH_DATES = DateStyle(
    day=lambda day: f"{day.day} {MONTHS[day.month - 1]}",
    full_day=lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    month=lambda day: f"{MONTHS[day.month - 1]} {day.year}",
    short_month=lambda day: MONTHS[day.month - 1],
)
CHINESE_DATES = DateStyle(
    day=lambda day: f"{day.month} 月 {day.day} 日",
    full_day=lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    month=lambda day: f"{day.year} 年 {day.month} 月",
    short_month=lambda day: f"{day.month} 月",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How an edition shows a unit: $bn times ten is 億美元, with one decimal less."""

    factor: float = 1.0
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Lettering:
    """
    Attributes:
        languages: Shown, first the one that leads.
        labels: Key of a line, band, zone or zero line to its text on one line; besides those the patterns and
            words `last` ("末值 last {day}"), `beyond` ("← {day}: {value}"), `month_end`, `quarter_end`.
        categories: Key of a waterfall's step to its lines of text, one per language. Steps with a period need none.
        number: Value, decimals and whether a plus is written, to text with U+2212 and thousands separators.
        measured: The same with the unit: ``4.22%``, ``315 bp``.
        dates: How dates are written.
        steps: How the day under a waterfall's total is written, one function per language.
        latin, han: Fonts for texts without and with Han characters.
        names: Indicator ids to the readings' names, one per language.
        levels: Words of the levels, on one line.
        scales: Units that this edition shows in another measure.
    """

    languages: tuple[Language, ...]
    labels: Mapping[str, str]
    categories: Mapping[str, tuple[str, ...]]
    number: Callable[[float, int, bool], str]
    measured: Callable[[float, int, bool, Unit], str]
    dates: DateStyle
    steps: tuple[Callable[[date], str], ...]
    latin: Face
    han: Face
    scales: Mapping[Unit, Scale] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levels: Mapping[Level, str] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """
        The text of a key.

        Raises:
            RenderError: the words files have none.
        """
        try:
            return self.labels[key]
        except KeyError:
            raise RenderError(f"A chart needs the label {key!r}; add it to [chart] of the words files.") from None

    def reading(self, indicator: str) -> tuple[str, ...]:
        """
        A reading's name in each language.

        Raises:
            RenderError: the words files have none.
        """
        try:
            return self.names[indicator]
        except KeyError:
            raise RenderError(f"A ladder needs the name {indicator!r}: [reading] of the words files.") from None

    def category(self, key: str, period: date | None) -> tuple[str, ...]:
        """The lines under a bar of a waterfall: its words, or its day where it is a total on a day."""
        if key in self.categories:
            return self.categories[key]
        if period is not None:
            return tuple(style(period) for style in self.steps)
        raise RenderError(f"A waterfall needs the category {key!r}; add it to [chart] of the words files.")

    def face(self, text: str) -> Face:
        """The fonts a text is set in."""
        return self.han if any(character >= HAN_STARTS for character in text) else self.latin

    def scale(self, unit: Unit) -> Scale:
        """How values in `unit` are shown."""
        return self.scales.get(unit, Scale())
