"""Rows of the store that are no observations: what was kept, refused, run."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """
    What appending did.

    Attributes:
        new: Periods that had no value before.
        revised: Values that differ from what was known until then.
    """

    new: int = 0
    revised: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.new + other.new, self.revised + other.revised)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """
    A raw answer or an imported file.

    Attributes:
        sha256: Of `body`.
        url: First asked there, without any key; ``file:`` and a name for an import.
        status: HTTP status; 0 for a file.
        content_type: As stated.
        fetched_at: First time.
        body: Decompressed.
    """

    sha256: str
    url: str
    status: int
    content_type: str
    fetched_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """
    A value in quarantine: kept and reported, never an observation.

    Attributes:
        series, period, value: As the publisher stated them, in the catalogue's unit.
        reason: One sentence.
        snapshot: SHA-256 of the kept answer.
    """

    series: str
    period: date
    value: float
    reason: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class SourceResult:
    """
    What a run did with one source.

    Attributes:
        source: Id.
        ok: Everything asked was collected.
        series: How many series were asked; 0 for feeds and calendars.
        new, revised, quarantined: Values.
        error: Sentences; empty where ok.
        remedy: What to do; empty where ok.
        seconds: Taken.
    """

    source: str
    ok: bool
    series: int
    new: int
    revised: int
    quarantined: int
    error: str
    remedy: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RunRecord:
    """
    One run, for `tidegauge status`.

    Attributes:
        id: Number.
        kind: "collect", "import", …
        started, ended: In UTC; `ended` is None where the run was interrupted or still goes on.
        exit_code: None likewise.
        results: By source.
    """

    id: int
    kind: str
    started: datetime
    ended: datetime | None
    exit_code: int | None
    results: tuple[SourceResult, ...]
