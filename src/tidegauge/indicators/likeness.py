"""How alike two weeks are: percentiles of readings side by side, and the root mean square of their differences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

STALE = 45
"""Days after which a value no longer describes a week."""
SHARED = 0.6
"""Share of the readings two weeks must have in common before a distance is told."""
LOOK_BACK = 28
"""Days over which a week's change is taken."""
APART = 13
"""Weeks between two of the nearest weeks listed, and between them and this one: neighbours are alike anyway."""


@dataclass(frozen=True, slots=True)
class Track:
    """
    A reading's values, and when each was known.

    Attributes:
        period, known: datetime64[D], ordered by period; those since 2018 that percentiles are taken among.
        value: Beside them.
    """

    period: Days
    known: Days
    value: Floats


@dataclass(frozen=True, slots=True)
class Week:
    """
    A reading in one week.

    Attributes:
        value: The last one known then; None where there was none, or it was too old.
        percentile: Its rank among all values known today, 0 to 100.
        period: Day it describes.
        change: Against the last value on or before 28 days earlier, in the reading's unit; None where there is none.
    """

    value: float | None
    percentile: float | None
    period: date | None
    change: float | None = None


def seen_on(track: Track, day: date) -> Week:
    """What was known of a reading on a day, ranked among all that is known now."""
    rows = np.flatnonzero(track.known <= np.datetime64(day))
    if not rows.size or np.datetime64(day) - track.period[rows[-1]] > np.timedelta64(STALE, "D"):
        return Week(None, None, None)
    last = rows[-1]
    period: date = track.period[last].astype("datetime64[D]").astype(object)
    rank = float(ranks(track.value, track.value[last : last + 1])[0])
    return Week(float(track.value[last]), rank, period, _change(track, rows))


def _change(track: Track, rows: npt.NDArray[np.intp]) -> float | None:
    """Of the last of the rows that were known: against the last one at least four weeks older."""
    last = rows[-1]
    older = rows[track.period[rows] <= track.period[last] - np.timedelta64(LOOK_BACK, "D")]
    return float(track.value[last] - track.value[older[-1]]) if older.size else None


def ranks(values: Floats, asked: Floats) -> Floats:
    """Percentile of each number asked among `values`, 0 to 100, ties half."""
    ordered = np.sort(values)
    below = np.searchsorted(ordered, asked, side="left")
    upto = np.searchsorted(ordered, asked, side="right")
    found: Floats = (below + upto) / 2 / max(1, ordered.size) * 100
    return found


def percentiles(tracks: Mapping[str, Track], days: Days) -> Floats:
    """Reading by day: the percentile of what was known on each day; NaN where nothing was, or it was too old."""
    table = np.full((len(tracks), days.size), np.nan)
    for row, track in enumerate(tracks.values()):
        if not track.known.size:
            continue
        at = np.searchsorted(np.maximum.accumulate(track.known), days, side="right") - 1
        there = at >= 0
        fresh = there & (days - track.period[np.maximum(at, 0)] <= np.timedelta64(STALE, "D"))
        table[row, fresh] = ranks(track.value, track.value[at[fresh]])
    return table


def distances(table: Floats, now: Floats) -> Floats:
    """
    Root mean square of percentile differences between each column and `now`, over the readings both have.

    NaN where fewer than 60% of the readings are there on both sides: 0 is the same, 100 the opposite.
    """
    gaps = (table - now[:, None]) ** 2
    count = (~np.isnan(gaps)).sum(axis=0)
    total = np.nansum(gaps, axis=0)
    enough = count >= np.ceil(SHARED * now.size)
    found: Floats = np.where(enough, np.sqrt(total / np.maximum(count, 1)), np.nan)
    return found


def nearest(distance: Floats, count: int) -> tuple[int, ...]:
    """Columns with the smallest distances, nearest first, at least 13 weeks from the last column and each other."""
    chosen: list[int] = []
    last = distance.size - 1
    for at in np.argsort(np.where(np.isnan(distance), np.inf, distance), kind="stable"):
        if np.isnan(distance[at]) or len(chosen) == count:
            break
        if all(abs(int(at) - other) >= APART for other in (*chosen, last)):
            chosen.append(int(at))
    return tuple(chosen)
