"""What came of a claim: frozen values."""

from dataclasses import dataclass
from enum import StrEnum

from tidegauge.claims.model import Claim, Document, Span
from tidegauge.model.data import Observation


class Verdict(StrEnum):
    """Worst first; the words are a contract."""

    IMPOSSIBLE = "impossible"
    """The statistic did not exist then, or cannot have that size."""
    WRONG = "wrong"
    """The published value is another."""
    DEFINITION = "definition"
    """A term is used for its opposite, or two things are taken for one."""
    CLOSE = "close"
    """Beyond the claim's own rounding, but by less than another half unit (amounts: or 1%)."""
    UNVERIFIABLE = "unverifiable"
    """No public source, or no data."""
    FORECAST = "forecast"
    """About what was still to come: open, met or missed."""
    CONFIRMED = "confirmed"
    """Within the claim's own rounding."""
    CONTEXT = "context"
    """Nothing measurable."""


class Outcome(StrEnum):
    """What became of a forecast."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Number:
    """
    A number taken from the data.

    Attributes:
        value: In `unit`.
        unit: The claim's; of a claim without a number the source's own.
        source: Reading or series it leads to.
        series: Catalogue ids of what was used.
        period: Day or period it describes.
        observations: Everything it was computed from.
    """

    value: float
    unit: str
    source: str
    series: tuple[str, ...]
    period: Span
    observations: tuple[Observation, ...]


class Cause(StrEnum):
    """Why a verdict is what it is; sentences in each language are chosen by it."""

    COMPARED = "compared"
    ENDED_SERIES = "ended_series"
    ENDED_STATISTIC = "ended_statistic"
    NEVER_PUBLISHED = "never_published"
    OUTSIDE_BOUNDS = "outside_bounds"
    INSIDE_BOUNDS = "inside_bounds"
    MORE_THAN_THERE_WAS = "more_than_there_was"
    TERM = "term"
    NO_SOURCE = "no_source"
    NO_DATA = "no_data"
    UNFINISHED = "unfinished"
    NOT_MEASURABLE = "not_measurable"
    HORIZON = "horizon"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    A claim with its verdict.

    Attributes:
        claim: What was checked.
        verdict: Computed.
        cause: Why.
        published: The number held against it, or the nearest published one; None where there is none.
        difference: Claim less published, in the claim's unit; None where they do not compare.
        nearest: Period on which the claim would have been right; None where it never was, or was not looked for.
        searched: Where nothing was found: the period the data span.
        outcome: Of a forecast.
        reason: In English, one or two sentences.
        remarks: What the document's other claims say against it, in English.
    """

    claim: Claim
    verdict: Verdict
    cause: Cause
    reason: str
    published: Number | None = None
    difference: float | None = None
    nearest: Span | None = None
    searched: Span | None = None
    outcome: Outcome | None = None
    remarks: tuple[str, ...] = ()

    @property
    def instead(self) -> bool:
        """Whether the published number is another statistic, the nearest one there is."""
        return self.cause not in (
            Cause.COMPARED,
            Cause.ENDED_SERIES,
            Cause.OUTSIDE_BOUNDS,
            Cause.INSIDE_BOUNDS,
            Cause.MORE_THAN_THERE_WAS,
            Cause.HORIZON,
            Cause.UNFINISHED,
        )


class Flaw(StrEnum):
    """What internal checks find."""

    TWO_VALUES = "two_values"
    ARITHMETIC = "arithmetic"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A flaw between claims: which, and a sentence in English."""

    flaw: Flaw
    claims: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """
    What came of some documents.

    Attributes:
        documents: In order.
        findings: Of all their claims, in order.
        inconsistencies: Between them.
    """

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    inconsistencies: tuple[Inconsistency, ...]

    def of(self, document: Document) -> tuple[Finding, ...]:
        """The findings of one document."""
        return tuple(one for one in self.findings if one.claim.document == document.name)
