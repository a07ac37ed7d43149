"""Looking for the day on which a claim would have been right: thousands of days at once, few of them singly."""

import numpy as np

from tidegauge.claims.model import Interval, Measure, Take
from tidegauge.claims.taking import shifted
from tidegauge.claims.tracks import Track

QUICK = (Take.ON, Take.CHANGE)
NEAR = 1e-6
"""Of the larger end of a claim's interval, by which arithmetic in another order may differ."""


def likely(measure: Measure, track: Track, interval: Interval, shifts: list[int]) -> list[int]:
    """
    Those of `shifts`, in their order, at which the measure may lie within the interval: all at which it does, and few
    others. All of them for a take that is not tried this way.
    """
    if measure.take not in QUICK or measure.fixed or not shifts:
        return shifts
    moves = np.array(shifts, dtype="timedelta64[D]")
    end = np.datetime64(measure.span.end) + moves
    start = np.datetime64(measure.span.start) + moves
    if measure.take is Take.ON:
        values = _on(track, start, end)
    else:
        # Of a long comparison the first day stays: as `shifted` has it.
        stays = shifted(measure, 1).span.start == measure.span.start
        values = _on(track, end, end) - _on(track, np.full_like(start, measure.span.start) if stays else start)
    slack = NEAR * max(1.0, *(abs(one) for one in (interval.low, interval.high) if np.isfinite(one)))
    near = (values >= interval.low - slack) & (values <= interval.high + slack)
    return [shifts[row] for row in np.flatnonzero(near)]


def _on(track: Track, start: np.ndarray, end: np.ndarray | None = None) -> np.ndarray:
    """The last value of each period, or the one that still describes its end; NaN where there is none."""
    ends = start if end is None else end
    row = np.searchsorted(track.days, ends, side="right") - 1
    day = track.days[np.maximum(row, 0)]
    there = (row >= 0) & ((day >= start) | (ends - day <= np.timedelta64(track.reach, "D")))
    return np.where(there, track.values[np.maximum(row, 0)], np.nan)
