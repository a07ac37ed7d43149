"""What a claim is and how it is checked: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf
from typing import NamedTuple

from tidegauge.model.units import Unit


class Kind(StrEnum):
    """What a claim is about."""

    MEASUREMENT = "measurement"
    FORECAST = "forecast"
    CONTEXT = "context"


class Shape(StrEnum):
    """How a number is stated."""

    EXACT = "exact"
    ABOUT = "about"
    RANGE = "range"
    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"


class Interval(NamedTuple):
    """Values that agree with a number as stated, both ends included unless `open_ends`."""

    low: float
    high: float
    open_ends: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value lies in it; float noise of the twelfth digit does not count."""
        slack = 1e-9 * max(1.0, abs(value))
        if self.open_ends:
            return self.low + slack < value < self.high - slack
        return self.low - slack <= value <= self.high + slack

    def miss(self, value: float) -> float:
        """How far a value lies outside; 0 inside."""
        return max(self.low - value, value - self.high, 0.0)

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        slack = 1e-9 * max(1.0, *(abs(one) for one in (*self[:2], *other[:2]) if abs(one) != inf))
        return self.low <= other.high + slack and other.low <= self.high + slack


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A number as a document states it.

    Attributes:
        text: As written in the claims file: ``5.34``, ``~6.8``, ``>22``, ``5.60..5.75``.
        shape: How it is stated.
        low, high: Its ends; the same but for a range.
        digits: Decimals it is written with: the claim's own rounding.
        tolerance: To either side, in the claim's unit; None takes it from the rounding.
    """

    text: str
    shape: Shape
    low: float
    high: float
    digits: int
    tolerance: float | None = None

    @property
    def unit_of_last_digit(self) -> float:
        """0.1 for 8.6."""
        return float(f"1e{-self.digits}")

    @property
    def interval(self) -> Interval:
        """Half a unit of the last digit to either side, one when "about"; a bound is a bound."""
        slack = self.unit_of_last_digit * (1.0 if self.shape is Shape.ABOUT else 0.5)
        slack = slack if self.tolerance is None else self.tolerance
        match self.shape:
            case Shape.ABOVE | Shape.AT_LEAST:
                return Interval(self.low, inf, self.shape is Shape.ABOVE)
            case Shape.BELOW | Shape.AT_MOST:
                return Interval(-inf, self.high, self.shape is Shape.BELOW)
            case _:
                return Interval(round(self.low - slack, 12), round(self.high + slack, 12))

    def difference(self, published: float) -> float:
        """The claim less the published value; of a range its nearer end; 0 where a bound or range holds."""
        if self.low == self.high and self.shape in (Shape.EXACT, Shape.ABOUT):
            return self.low - published
        if self.interval.holds(published):
            return 0.0
        return self.low - published if published < self.low else self.high - published


class Span(NamedTuple):
    """A period, both days included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return self.end.isoformat() if self.start == self.end else f"{self.start.isoformat()}/{self.end.isoformat()}"


class Take(StrEnum):
    """How one number is taken from a history within a period."""

    ON = "on"
    MEAN = "mean"
    MAX = "max"
    MIN = "min"
    SUM = "sum"
    CHANGE = "change"
    GROWTH = "growth"
    DRAWDOWN = "drawdown"
    REBOUND = "rebound"
    RANK = "rank"
    COUNT = "count"
    CORRELATION = "correlation"
    LAG = "lag"
    DATE = "date"


class How(StrEnum):
    """What is done with a second number."""

    MINUS = "minus"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One number of one history.

    Attributes:
        source: Id of a reading or series; of an event for take DATE.
        take: How.
        span: Period it is taken in; for CHANGE and GROWTH its first and last day are what is compared.
        since: For RANK: from which day on values count.
        lowest: For RANK: 1 is the lowest, not the highest.
        above, below: For COUNT: strictly beyond it, in the history's own unit.
        other: For CORRELATION and LAG: the second source.
        fixed: Its period is its own, and stays where it is when the nearest right day is looked for.
    """

    source: str
    take: Take
    span: Span
    since: date | None = None
    lowest: bool = False
    above: float | None = None
    below: float | None = None
    other: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """
    How a claim is held against the data.

    Attributes:
        measure: What is taken.
        how, against: A second measure, taken off the first or dividing it.
        successor: Source that goes on where the first has ended; its value is shown, the claim is impossible.
        between: Two published sources between which the unpublished statistic must lie.
    """

    measure: Measure
    how: How | None = None
    against: Measure | None = None
    successor: str = ""
    between: tuple[str, str] | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Every reading or series it asks for."""
        second = (self.against.source, self.against.other) if self.against else ()
        named = (self.measure.source, self.measure.other, *second, self.successor, *(self.between or ()))
        return tuple(dict.fromkeys(one for one in named if one))


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit of claims: the catalogue's unit times a power of ten, or one of its own (unit None)."""

    unit: Unit | None
    size: float = 1.0


UNITS: Mapping[str, Scale] = {
    **{unit.value: Scale(unit) for unit in Unit},
    "usd_trillions": Scale(Unit.USD_BILLIONS, 1000.0),
    "multiple": Scale(None),
    "rank": Scale(None),
    "days": Scale(None),
    "months": Scale(None),
    "years": Scale(None),
    "date": Scale(None),
    "text": Scale(None),
}
"""Units a claim may have; `date` and `text` have no number."""
WORDLESS = ("date", "text")


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One statement of a document.

    Attributes:
        id: Unique among all documents: A08.
        document: Name of its document.
        quotation: Exact words.
        language: Their BCP 47 tag.
        paraphrase: In English; paraphrase_zh in Chinese, empty where the quotation is Chinese.
        kind: Measurement, forecast or context.
        value: As written in the claims file.
        quantity: The number in it; None for a date or a text.
        unit: Key of UNITS.
        span: Date or period; None where it has none.
        check: How it is measured; None where it cannot be.
        instead: The nearest published number, shown beside a claim that cannot be measured.
        statistic: Key of references.toml: a statistic that has ended or was never published.
        term, used_for: Key of references.toml, and what the document uses the term for.
        follows: Formulas in ids of other claims that ought to give this one's number, with ; between them.
        label: Name of the quantity, the same for every claim about it.
        reason, reference: Why it cannot be measured, and where to read about it.
        line: Line of the document.
    """

    id: str
    document: str
    quotation: str
    language: str
    paraphrase: str
    paraphrase_zh: str
    kind: Kind
    value: str
    quantity: Quantity | None
    unit: str
    span: Span | None
    check: Check | None = None
    instead: Check | None = None
    statistic: str = ""
    term: str = ""
    used_for: str = ""
    follows: str = ""
    label: str = ""
    reason: str = ""
    reference: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """
    A claims file.

    Attributes:
        name: ``article-a``.
        title, title_zh: Of the document, for the head of a page.
        published: Day it appeared, as far as known.
        claims: In order.
        file: Where it was read from, for messages.
        publisher: Who brought it out; empty where the document does not say.
    """

    name: str
    title: str
    title_zh: str
    published: date | None
    claims: tuple[Claim, ...]
    file: str
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic without data: published from `first` to `last` (None: never published)."""

    id: str
    name: str
    name_zh: str
    last: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term: what it means, and what it is not."""

    id: str
    means: str
    means_zh: str
    excludes: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day and was known (announced) on another, with its source."""

    id: str
    day: date
    known: date
    reference: str


@dataclass(frozen=True, slots=True)
class References:
    """reports/claims/references.toml: what claims may refer to besides data."""

    statistics: Mapping[str, Statistic]
    terms: Mapping[str, Term]
    events: Mapping[str, Event]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every document of reports/claims, and what they refer to."""

    documents: tuple[Document, ...]
    references: References
