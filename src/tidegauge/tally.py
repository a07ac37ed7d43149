"""What has become of one source in a collection, and how it is told: one row, sentences, a remedy each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tidegauge.catalogue import Series
from tidegauge.errors import DataError, SourceChanged, SourceError, SourceUnavailable
from tidegauge.model.wire import Request
from tidegauge.store.records import Counts, Refused, SourceResult

PATIENCE = 3
"""
A source is left after so many failures in a row. Unavailable after all retries counts twice, and as the end where it
is the first answer of the source: then nobody is there.
"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Series that could not be collected, why, and the first of what was asked for them."""

    series: tuple[Series, ...]
    error: SourceError | DataError
    request: Request


@dataclass(slots=True)
class Tally:
    """What has become of one source so far."""

    name: str
    asked: int
    counts: Counts = field(default_factory=Counts)
    refused: list[Refused] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failures: int = 0
    answered: bool = False

    @property
    def failed(self) -> tuple[Series, ...]:
        """Series without their values."""
        return tuple(series for problem in self.problems for series in problem.series)


def weight(error: SourceError, answered: bool) -> int:
    """What a failure tells of the host: out of reach, the source is left; a 5xx on one series only counts."""
    if isinstance(error, SourceUnavailable):
        return 1 if error.reached else 2 if answered else PATIENCE
    return 0 if isinstance(error, SourceChanged) else 1


def told(tally: Tally, publisher: str, seconds: float) -> SourceResult:
    """
    The row of a source.

    Args:
        publisher: Id of the source; `tally.name` may say that it stood in for another.
        seconds: Taken.
    """
    reasons: dict[str, list[str]] = {}
    for problem in tally.problems:
        reasons.setdefault(str(problem.error), []).extend(series.id for series in problem.series)
    remedies = dict.fromkeys(_remedy(problem, publisher) for problem in tally.problems)
    return SourceResult(
        tally.name,
        not tally.problems,
        tally.asked,
        tally.counts.new,
        tally.counts.revised,
        len(tally.refused),
        " ".join(_sentence(text, ids) for text, ids in reasons.items()),
        " ".join(remedies),
        max(0.0, seconds),
    )


def _sentence(text: str, ids: Sequence[str]) -> str:
    names = ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
    return f"{names}: {text}" if text.endswith(".") else f"{names}: {text}."


def _remedy(problem: Problem, publisher: str) -> str:
    """What to do about it."""
    if isinstance(problem.error, SourceUnavailable):
        return f"Run `tidegauge collect --source {publisher}` again later."
    if isinstance(problem.error, SourceChanged):
        return f"Compare the kept answer with tests/specimens/{publisher}/ and update tidegauge/sources/{publisher}.py."
    if isinstance(problem.error, DataError):
        return "Correct the unit of the series in the catalogue."
    if problem.request.key_parameter:
        return f"Check {publisher.upper()}_API_KEY, or unset it."
    address = f"TIDEGAUGE_{problem.request.source.upper()}_URL"
    return f"Check the address ({address}) and the code of the series; asking again will not help."
