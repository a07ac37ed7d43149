"""Which published values can be true: within the catalogue's range, at most its step from the last. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tidegauge.catalogue import Series
from tidegauge.errors import SourceChanged
from tidegauge.model.wire import Snapshot
from tidegauge.sources.source import Published


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that is not believed, and why, in one sentence."""

    published: Published
    reason: str


def sorted_out(
    series: Series, found: Iterable[Published], before: float | None
) -> tuple[list[Published], list[Doubt]]:  # fmt: skip
    """
    The believed and the doubted among values in order of period.

    A jump beyond the catalogue's step is doubted, and believed at the next period if that confirms the new level: one
    wrong value stays out, a lasting change comes in a period late. Gaps are always believed.

    Args:
        before: The last believed value before the first of `found`; None where there is none.
    """
    believed: list[Published] = []
    doubts: list[Doubt] = []
    last, neighbour = before, before
    for one in found:
        reason = _range(series, one.value) or _step(series, one.value, last, neighbour)
        if reason:
            doubts.append(Doubt(one, reason))
        else:
            believed.append(one)
            last = last if one.value is None else one.value
        neighbour = neighbour if one.value is None or _range(series, one.value) else one.value
    return believed, doubts


def unremarkable(series: Series, values: np.ndarray) -> bool:
    """Whether nothing among `values` (in order of period, in the series' unit, NaN for a gap) can be doubted."""
    there = values[~np.isnan(values)]
    inside = ((there >= series.low) & (there <= series.high)).all()
    return bool(inside and (series.step is None or (np.abs(np.diff(there)) <= series.step).all()))


def check_once(series: Series, found: Sequence[Published], raw: Snapshot) -> None:
    """
    No period has two values known on the same day.

    Raises:
        SourceChanged: one has.
    """
    seen: dict[tuple[date, date | None], float | None] = {}
    for one in found:
        key = (one.period, one.known)
        if seen.setdefault(key, one.value) != one.value:
            raise SourceChanged(
                f"{raw.request.url} states {series.id} of {one.period} as {seen[key]:g} and as {one.value:g}; "
                f"the raw answer is kept as {raw.sha256[:12]}."
            )


def _range(series: Series, value: float | None) -> str:
    if value is None or series.low <= value <= series.high:
        return ""
    return f"{value:g} {series.unit.value} lies outside {series.low:g} to {series.high:g}"


def _step(series: Series, value: float | None, last: float | None, neighbour: float | None) -> str:
    if series.step is None or value is None or last is None or neighbour is None:
        return ""
    if min(abs(value - last), abs(value - neighbour)) <= series.step:
        return ""
    return f"{value:g} {series.unit.value} is further from {last:g} before it than {series.step:g}"
