"""Robust z-scores of values against all that were known before them: median, median absolute deviation, cut off."""

from bisect import insort
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST = 250
"""Values an input needs before it is scored."""
LOWEST, HIGHEST = -1.0, 5.0
"""Scores are cut off here: one reading at its limit moves its block by 6 divided by the block's inputs at most."""
NORMAL = 1.4826
"""Median absolute deviations to a standard deviation, for a normal distribution."""
LEAST = 0.5
"""Share of the standard deviation a unit of score is at least, for inputs that hardly ever move."""


def robust_scores(value: Floats, rows: npt.NDArray[np.int64], scored: npt.NDArray[np.int64]) -> Floats:
    """
    Scores of values against all values up to a row, cut off to [-1, 5].

    Args:
        value: In order of arrival.
        rows: Ascending; each score is against ``value[: row + 1]``.
        scored: Beside `rows`, which value is scored.

    Returns:
        (value − median) ÷ max(1.4826 × MAD, half the standard deviation); NaN before 250 values, 0 while all are equal.
    """
    deviation = _deviations(value)[rows]
    pairs = np.array(list(_medians(value, rows)))
    unit = np.maximum(NORMAL * pairs[:, 1], LEAST * deviation)
    distance = value[scored] - pairs[:, 0]
    score = np.divide(distance, unit, out=np.zeros_like(distance), where=unit > 0)
    return np.where(rows + 1 >= FEWEST, np.clip(score, LOWEST, HIGHEST), np.nan)


def _deviations(value: Floats) -> Floats:
    """Standard deviation of each value and all before it."""
    centred = value - value.mean()
    count = np.arange(1, value.size + 1)
    mean = np.cumsum(centred) / count
    variance: Floats = np.cumsum(centred * centred) / count - mean * mean
    deviations: Floats = np.sqrt(np.maximum(variance, 0.0))
    return deviations


def _medians(value: Floats, rows: npt.NDArray[np.int64]) -> Iterator[tuple[float, float]]:
    """
    Median and median absolute deviation of the values up to each row.

    Values are kept sorted; the half of them nearest to the median is a run of neighbours, which is followed along.
    """
    numbers = value.tolist()
    held: list[float] = []
    done = start = 0
    for row in rows.tolist():
        if row + 1 - done > 32:
            held = sorted(numbers[: row + 1])
        else:
            for one in numbers[done : row + 1]:
                insort(held, one)
        done = row + 1
        median, deviation, start = _median_and_deviation(held, start)
        yield median, deviation


def _median_and_deviation(held: list[float], start: int) -> tuple[float, float, int]:
    """
    Of sorted values, and where the half nearest to the median begins.

    Args:
        start: Where it began with a value or a few less: one value more moves it by a step or two.
    """
    count = len(held)
    half = count // 2
    median = held[half] if count % 2 else (held[half - 1] + held[half]) / 2
    near = (count + 1) // 2
    while start < count - near and held[start] + held[start + near] < 2 * median:
        start += 1
    while start and held[start - 1] + held[start - 1 + near] >= 2 * median:
        start -= 1
    far = max(median - held[start], held[start + near - 1] - median)
    if count % 2:
        return median, far, start
    outside = [median - held[start - 1]] if start else []
    outside += [held[start + near] - median] if start + near < count else []
    return median, (far + min(outside)) / 2, start
