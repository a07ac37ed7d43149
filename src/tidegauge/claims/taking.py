"""
One number taken from a history: on a day, a mean, a change, a rank. Pure functions over arrays.

Every take gives the value and the days it was computed from, or None where the history has nothing for its period.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from tidegauge.claims.model import Measure, Span, Take
from tidegauge.claims.tracks import Track

DAY = np.timedelta64(1, "D")
LAGS = range(-8, 9)
"""Quarters by which one series may lead the other."""
FEWEST_RETURNS = 3
STARTS_WITHIN = 10 * DAY
"""After `since`, by which a history must have begun."""


class Taken(NamedTuple):
    """
    A value, and what it came from.

    Attributes:
        value: In the tracks' unit, or of the take's own kind (percent, rank, count, correlation, months).
        period: What it describes.
        days: Of the first history.
        other_days: Of the second one, if any.
    """

    value: float
    period: Span
    days: np.ndarray
    other_days: np.ndarray


NONE = np.array([], dtype="datetime64[D]")


COMPARED = (Take.CHANGE, Take.GROWTH)
"""Takes that compare two days."""
NEARBY = 31
"""Days up to which two compared days move together; of longer comparisons the first day stays."""


def shifted(measure: Measure, days: int) -> Measure:
    """
    The same take `days` later. Of a comparison over more than a month only its last day moves, and what has a period of
    its own stays.
    """
    if measure.fixed:
        return measure
    step = timedelta(days=days)
    fixed = measure.take in COMPARED and measure.span.days > NEARBY
    start = measure.span.start if fixed else measure.span.start + step
    return replace(measure, span=Span(start, measure.span.end + step))


def take(measure: Measure, track: Track, other: Track | None = None) -> Taken | None:
    """The number; None where there is nothing to take it from."""
    return TAKES[measure.take](measure, track, other)


def _at(track: Track, day: np.datetime64, reach: int | None = None) -> int | None:
    """Row of the value that describes a day."""
    row = int(np.searchsorted(track.days, day, side="right")) - 1
    back = track.reach if reach is None else reach
    return row if row >= 0 and (day - track.days[row]) / DAY <= back else None


def _rows(measure: Measure, track: Track) -> slice:
    start, end = np.datetime64(measure.span.start), np.datetime64(measure.span.end)
    return slice(int(np.searchsorted(track.days, start)), int(np.searchsorted(track.days, end, side="right")))


def _span(days: np.ndarray) -> Span:
    return Span(days[0].astype(object), days[-1].astype(object))


def _on(measure: Measure, track: Track, _: Track | None) -> Taken | None:
    """The last value of the period; of a single day the value that describes it."""
    rows = _rows(measure, track)
    row = rows.stop - 1 if rows.stop > rows.start else _at(track, np.datetime64(measure.span.end))
    if row is None:
        return None
    days = track.days[row : row + 1]
    return Taken(float(track.values[row]), _span(days), days, NONE)


def _window(reduce: Callable[[np.ndarray], float]) -> Callable[[Measure, Track, Track | None], Taken | None]:
    def of(measure: Measure, track: Track, _: Track | None) -> Taken | None:
        rows = _rows(measure, track)
        if rows.stop <= rows.start:
            return None
        days = track.days[rows]
        return Taken(float(reduce(track.values[rows])), _span(days), days, NONE)

    return of


def _extreme(best: Callable[[np.ndarray], np.intp]) -> Callable[[Measure, Track, Track | None], Taken | None]:
    """The highest or lowest of the period; the day of it is its period."""

    def of(measure: Measure, track: Track, _: Track | None) -> Taken | None:
        rows = _rows(measure, track)
        if rows.stop <= rows.start:
            return None
        row = rows.start + int(best(track.values[rows]))
        days = track.days[row : row + 1]
        return Taken(float(track.values[row]), _span(days), track.days[rows], NONE)

    return of


def _ends(measure: Measure, track: Track) -> tuple[int, int] | None:
    first = _at(track, np.datetime64(measure.span.start))
    last = _at(track, np.datetime64(measure.span.end))
    return (first, last) if first is not None and last is not None and first < last else None


def _change(measure: Measure, track: Track, _: Track | None) -> Taken | None:
    """Last day less first day."""
    ends = _ends(measure, track)
    if ends is None:
        return None
    days = track.days[list(ends)]
    return Taken(round(float(track.values[ends[1]] - track.values[ends[0]]), 9), _span(days), days, NONE)


def _growth(measure: Measure, track: Track, _: Track | None) -> Taken | None:
    """Last day against first day, percent."""
    ends = _ends(measure, track)
    if ends is None or track.values[ends[0]] == 0:
        return None
    days = track.days[list(ends)]
    return Taken(float(track.values[ends[1]] / track.values[ends[0]] - 1) * 100, _span(days), days, NONE)


def _drawdown(measure: Measure, track: Track, _: Track | None) -> Taken | None:
    """The largest fall from a running high within the period, percent, as a positive number."""
    return _swing(measure, track, np.maximum.accumulate, lambda falls: -falls.min())


def _rebound(measure: Measure, track: Track, _: Track | None) -> Taken | None:
    """The largest rise from a running low within the period, percent."""
    return _swing(measure, track, np.minimum.accumulate, lambda rises: rises.max())


def _swing(
    measure: Measure,
    track: Track,
    running: Callable[[np.ndarray], np.ndarray],
    most: Callable[[np.ndarray], float],
) -> Taken | None:
    rows = _rows(measure, track)
    if rows.stop - rows.start < 2:
        return None
    values, days = track.values[rows], track.days[rows]
    return Taken(float(most(values / running(values) - 1)) * 100, _span(days), days, NONE)


def _rank(measure: Measure, track: Track, _: Track | None) -> Taken | None:
    """
    Place of the period's highest (lowest) among all values from `since` to its end; 1 is the record. A history that
    begins after `since` can show that something was higher, but not that nothing was.
    """
    rows = _rows(measure, track)
    since = rows.start if measure.since is None else int(np.searchsorted(track.days, np.datetime64(measure.since)))
    if rows.stop <= rows.start or since >= rows.start:
        return None
    sign = -1.0 if measure.lowest else 1.0
    window, before = track.values[rows] * sign, track.values[since : rows.start] * sign
    best = window.max()
    row = rows.start + int(window.argmax())
    higher = np.flatnonzero(before > best)
    days = track.days[since : rows.stop]
    short = measure.since is not None and track.days[0] - np.datetime64(measure.since) > STARTS_WITHIN
    if short and not higher.size:
        return None
    return Taken(float(higher.size + 1), _span(track.days[row : row + 1]), days, NONE)


def _count(measure: Measure, track: Track, _: Track | None) -> Taken | None:
    """Values strictly above (below) a threshold within the period."""
    rows = _rows(measure, track)
    if rows.stop <= rows.start:
        return None
    values = track.values[rows]
    beyond = values > measure.above if measure.above is not None else values < (measure.below or 0.0)
    return Taken(float(np.count_nonzero(beyond)), _span(track.days[rows]), track.days[rows], NONE)


def _correlation(measure: Measure, track: Track, other: Track | None) -> Taken | None:
    """Correlation of log returns between common days; the return into the first day of the period counts."""
    if other is None:
        return None
    common, one, two = np.intersect1d(track.days, other.days, return_indices=True)
    start = max(int(np.searchsorted(common, np.datetime64(measure.span.start))) - 1, 0)
    stop = int(np.searchsorted(common, np.datetime64(measure.span.end), side="right"))
    first = np.diff(np.log(track.values[one][start:stop]))
    second = np.diff(np.log(other.values[two][start:stop]))
    if first.size < FEWEST_RETURNS:
        return None
    days = common[start:stop]
    return Taken(float(np.corrcoef(first, second)[0, 1]), _span(days), days, days)


def _lag(measure: Measure, track: Track, other: Track | None) -> Taken | None:
    """
    By how many months the first follows the second: the shift at which the year-on-year changes of quarterly values
    (of a monthly series the quarter's mean) correlate most. Negative: the first leads.
    """
    if other is None:
        return None
    first, second = _yearly(measure, track), _yearly(measure, other)
    found = {lag: value for lag in LAGS if (value := _shifted_correlation(first, second, lag)) is not None}
    if not found:
        return None
    best = max(found, key=lambda lag: found[lag])
    days, other_days = (one.days[_rows(measure, one)] for one in (track, other))
    return Taken(best * 3.0, measure.span, days, other_days)


def _yearly(measure: Measure, track: Track) -> dict[int, float]:
    """Change against a year before by quarter (quarters since 1970)."""
    rows = _rows(measure, track)
    quarters = track.days[rows].astype("datetime64[M]").astype(int) // 3
    means = {int(one): float(track.values[rows][quarters == one].mean()) for one in np.unique(quarters)}
    return {one: value - means[one - 4] for one, value in means.items() if one - 4 in means}


def _shifted_correlation(first: dict[int, float], second: dict[int, float], lag: int) -> float | None:
    common = [one for one in first if one - lag in second]
    if len(common) < 20:
        return None
    return float(np.corrcoef([first[one] for one in common], [second[one - lag] for one in common])[0, 1])


TAKES: Mapping[Take, Callable[[Measure, Track, Track | None], Taken | None]] = {
    Take.ON: _on,
    Take.MEAN: _window(np.mean),
    Take.MAX: _extreme(np.argmax),
    Take.MIN: _extreme(np.argmin),
    Take.SUM: _window(np.sum),
    Take.CHANGE: _change,
    Take.GROWTH: _growth,
    Take.DRAWDOWN: _drawdown,
    Take.REBOUND: _rebound,
    Take.RANK: _rank,
    Take.COUNT: _count,
    Take.CORRELATION: _correlation,
    Take.LAG: _lag,
}
"""DATE is not here: an event is no history."""

OWN_KIND: Mapping[Take, tuple[str, ...]] = {
    Take.GROWTH: ("percent",),
    Take.DRAWDOWN: ("percent",),
    Take.REBOUND: ("percent",),
    Take.RANK: ("rank",),
    Take.COUNT: ("count", "days", "months"),
    Take.CORRELATION: ("correlation",),
    Take.LAG: ("months",),
    Take.DATE: ("date",),
}
"""Units of takes whose number is not in the unit of the history."""
