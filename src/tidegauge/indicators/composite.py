"""
The Tidegauge Stress Index: five blocks of robust z-scores, 0 is normal, more is tighter.

Each input is scored against all values known up to its own day, so nothing looks ahead and no past value is rewritten:
of a series that is revised the first published value of a period counts. docs/methodology.md has formulas and figures.
"""

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tidegauge.indicators.arithmetic import difference_bp, logarithm
from tidegauge.indicators.definition import Compute, Input, billions, index, percent
from tidegauge.indicators.rates import above_floor
from tidegauge.model.units import Unit

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

INDEX = "index"
BLOCKS = ("funding", "reserves", "offshore", "credit", "risk")
"""Secured funding; reserves and Fed facilities; offshore dollar; credit; risk assets. Each weighs a fifth."""
FIRST = np.datetime64("2018-01-01")
"""The index is computed from here; scores use everything older too."""
FEWEST = 250
"""Values an input needs before it is scored."""
LOWEST, HIGHEST = -1.0, 5.0
"""Scores are cut off here: one reading at its limit moves its block by 6 divided by the block's inputs at most."""
NORMAL = 1.4826
"""Median absolute deviations to a standard deviation, for a normal distribution."""
LEAST = 0.5
"""Share of the standard deviation a unit of score is at least, for inputs that hardly ever move."""
AGE, WEEKLY_AGE = 10, 14
"""Days after its period for which the last value of an input counts."""
DOLLAR_DAYS, EQUITY_DAYS, WEEKS = 20, 60, 13


@dataclass(frozen=True, slots=True)
class Ingredient:
    """
    One input of the index.

    Attributes:
        id: Its name; a key of the words file's [ingredient] table.
        block: Where it counts.
        needs: Series in the order the formula takes them.
        compute: Histories in, history out; more is tighter.
        formula: In words, for docs/methodology.md.
        weekly: Published once a week.
    """

    id: str
    block: str
    needs: tuple[Input, ...]
    compute: Compute
    formula: str
    weekly: bool = False


def secured_above_floor(sofr: pd.Series, tri_party: pd.Series, iorb: pd.Series, ioer: pd.Series) -> pd.Series:
    """SOFR, before its first day the tri-party rate, minus the floor, in basis points; all in percent."""
    return above_floor(continued(tri_party, sofr), iorb, ioer)


def continued(older: pd.Series, newer: pd.Series) -> pd.Series:
    """The newer series, and before its first period the older one."""
    if newer.empty or older.empty:
        return older if newer.empty else newer
    return pd.concat([older[older.index < newer.index[0]], newer])


def fall_in_reserves(reserves: pd.Series) -> pd.Series:
    """What reserves lost in 13 weeks, percent in logs: they have been anything from 10 to 4,200 billion dollars."""
    return (-logarithm(reserves).diff(WEEKS) * 100).dropna()


def logarithm_of_amount(amount: pd.Series) -> pd.Series:
    """Log of one plus an amount in billions: a facility's first billion counts for more than its hundredth."""
    return np.log1p(amount.clip(lower=0.0))


def operations(treasuries: pd.Series, total: pd.Series) -> pd.Series:
    """Log of the day's repo operations: all collateral, before 2022 Treasuries only (all that is on record)."""
    return logarithm_of_amount(continued(treasuries, total))


def rise_of_dollar(dollar: pd.Series) -> pd.Series:
    """Log change over 20 values, percent."""
    return (logarithm(dollar).diff(DOLLAR_DAYS) * 100).dropna()


def fall_of_equities(index_: pd.Series, fund: pd.Series) -> pd.Series:
    """Percent below the highest close of 60, of the index, and after its end of the fund that tracks it."""
    falls = [(1 - one / one.rolling(EQUITY_DAYS).max()).dropna() * 100 for one in (index_, fund)]
    if falls[0].empty:
        return falls[1]
    return pd.concat([falls[0], falls[1][falls[1].index > falls[0].index[-1]]])


FLOOR = (percent("IORB", optional=True), percent("IOER", optional=True))

INGREDIENTS: tuple[Ingredient, ...] = (
    Ingredient(
        "sofr",
        "funding",
        (percent("SOFR", optional=True), percent("OFR_REPO_TRI_AR_OO", optional=True), *FLOOR),
        secured_above_floor,
        "SOFR (before April 2018 the tri-party rate) − IORB",
    ),
    Ingredient("p99", "funding", (percent("SOFR99"), *FLOOR), above_floor, "99th percentile of SOFR − IORB"),
    Ingredient(
        "spread",
        "funding",
        (percent("SOFR99"), percent("SOFR1")),
        difference_bp,
        "99th − 1st percentile of SOFR",
    ),
    Ingredient("effr", "funding", (percent("EFFR"), *FLOOR), above_floor, "EFFR − IORB"),
    Ingredient(
        "reserves",
        "reserves",
        (billions("WRESBAL"),),
        fall_in_reserves,
        "fall in reserves over 13 weeks, log",
        weekly=True,
    ),
    Ingredient(
        "discount_window",
        "reserves",
        (billions("WLCFLPCL"),),
        logarithm_of_amount,
        "log (1 + primary credit)",
        weekly=True,
    ),
    Ingredient(
        "operations",
        "reserves",
        (billions("RPONTSYD", optional=True), billions("NYFED_REPO_OPS_TOTAL", optional=True)),
        operations,
        "log (1 + repo operations of the day)",
    ),
    Ingredient(
        "cp_bill",
        "offshore",
        (percent("RIFSPPFAAD90NB"), percent("DGS3MO")),
        difference_bp,
        "90-day AA financial paper − 3-month Treasury",
    ),
    Ingredient("swap_lines", "offshore", (billions("SWPT"),), logarithm_of_amount, "log (1 + swap lines)", weekly=True),
    Ingredient("dollar", "offshore", (index("DTWEXBGS"),), rise_of_dollar, "broad dollar, 20-day log change"),
    Ingredient("hy_oas", "credit", (percent("BAMLH0A0HYM2"),), pd.Series.copy, "high-yield spread"),
    Ingredient("ofr_credit", "credit", (index("OFRFSI_CREDIT"),), pd.Series.copy, "OFR index, credit"),
    Ingredient("ofr_funding", "credit", (index("OFRFSI_FUNDING"),), pd.Series.copy, "OFR index, funding"),
    Ingredient("vix", "risk", (index("VIXCLS"),), pd.Series.copy, "VIX"),
    Ingredient(
        "equities",
        "risk",
        (index("NASDAQ100", optional=True), Input("QQQ_YF", Unit.USD_PER_SHARE, optional=True)),
        fall_of_equities,
        "Nasdaq-100 below its 60-day high",
    ),
    Ingredient("move", "risk", (index("MOVE_YF"),), pd.Series.copy, "MOVE"),
)


NEEDS: tuple[Input, ...] = tuple(dict.fromkeys(need for one in INGREDIENTS for need in one.needs))
"""Every series of the index."""


FEWEST_BLOCKS = 3
"""Of five: with fewer the mean is no index of the whole and is missing."""


def needs_of(block: str) -> tuple[Input, ...]:
    """Every series of a block."""
    return tuple(dict.fromkeys(need for one in INGREDIENTS if one.block == block for need in one.needs))


def names_of(block: str) -> str:
    """A block's inputs in words."""
    return "; ".join(one.formula for one in INGREDIENTS if one.block == block)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """
    The values of one input in the order they became known.

    Attributes:
        period, known: datetime64[D], same length.
        value: More is tighter.
    """

    period: Days
    known: Days
    value: Floats

    def __post_init__(self) -> None:
        if not self.period.size == self.known.size == self.value.size:
            raise ValueError("period, known and value must be equally long")


@dataclass(frozen=True, slots=True)
class Stress:
    """
    The index by week.

    Attributes:
        weeks: datetime64[D], ascending: the last day of each week that was computed (Fridays, and the last day).
        peaks: The day of each week on which the index was highest.
        index: The index on that day: the mean of the blocks that are there.
        blocks: Each block on the same day, so that they add up; NaN where none of its inputs stood.
        scores: Each input's score on the same day; NaN where it was missing.
        missing: Inputs missing on the day of the last value: the highest of its week.
    """

    weeks: Days
    peaks: Days
    index: Floats
    blocks: Mapping[str, Floats]
    scores: Mapping[str, Floats]
    missing: tuple[str, ...]


def stress(inputs: Mapping[str, Arrivals], day: date, ingredients: Sequence[Ingredient] = INGREDIENTS) -> Stress:
    """
    The index of every week from 2018 up to `day`, as each day could have computed it.

    Args:
        inputs: By ingredient; one that is not there is missing on every day.
        day: The last day; a Saturday or Sunday counts as the Friday before.
        ingredients: For leaving one out.
    """
    days = weekdays(day)
    scores = {one.id: standing_scores(inputs[one.id], days, one.weekly) for one in ingredients if one.id in inputs}
    blocks = {
        block: _mean([scores[one.id] for one in ingredients if one.block == block and one.id in scores], days)
        for block in BLOCKS
    }
    index_ = _mean(list(blocks.values()), days, FEWEST_BLOCKS)
    at, ends = _highest_of_weeks(index_, days)
    row = int(at[-1]) if at.size else days.size - 1
    absent = tuple(one.id for one in ingredients if one.id not in scores or row < 0 or np.isnan(scores[one.id][row]))
    return Stress(
        weeks=days[ends],
        peaks=days[at],
        index=index_[at],
        blocks={key: one[at] for key, one in blocks.items()},
        scores={key: one[at] for key, one in scores.items()},
        missing=absent,
    )


def weekdays(day: date) -> Days:
    """Monday to Friday from 2018 to `day`; holidays too, on which the last values stand."""
    days = np.arange(FIRST, np.datetime64(day) + 1)
    weekday: npt.NDArray[np.bool_] = np.is_busday(days)
    return days[weekday]


def _mean(columns: list[Floats], days: Days, fewest: int = 1) -> Floats:
    """Mean of what is there, day by day; NaN where fewer than `fewest` are."""
    if not columns:
        return np.full(days.size, np.nan)
    table = np.vstack(columns)
    there = ~np.isnan(table)
    count = there.sum(axis=0)
    total = np.where(there, table, 0.0).sum(axis=0)
    return np.where(count >= fewest, total / np.maximum(count, 1), np.nan)


def _highest_of_weeks(index_: Floats, days: Days) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows of each week's highest value (the later one of equals), and of its last day; weeks without a value go."""
    rows = np.flatnonzero(~np.isnan(index_))
    if not rows.size:
        return rows, rows
    monday = (days[rows].astype(np.int64) + 3) // 7
    order = np.lexsort((rows, index_[rows], monday))
    last_of_week = np.append(np.flatnonzero(np.diff(monday[order])), order.size - 1)
    ends = np.append(np.flatnonzero(np.diff(monday)), rows.size - 1)
    return rows[order[last_of_week]], rows[ends]


def standing_scores(arrivals: Arrivals, days: Days, weekly: bool) -> Floats:
    """
    On each day the score of the newest period known by then, while that is not too old; else NaN.

    The score was given on the day the value became known, against all values known by then.
    """
    order = np.lexsort((arrivals.period, arrivals.known))
    period, known, value = arrivals.period[order], arrivals.known[order], arrivals.value[order]
    upto = np.searchsorted(known, days, side="right") - 1
    needed = np.unique(upto[upto >= 0])
    found = np.full(days.size, np.nan)
    if not needed.size:
        return found
    newest = _newest(period)
    score = np.full(period.size, np.nan)
    score[needed] = robust_scores(value, needed, newest[needed])
    there = upto >= 0
    at = upto[there]
    age = (days[there] - period[newest[at]]).astype(np.int64)
    found[there] = np.where(age <= (WEEKLY_AGE if weekly else AGE), score[at], np.nan)
    return found


def _newest(period: Days) -> npt.NDArray[np.int64]:
    """Row of the newest period among each row and those before it: a late arrival of an old period stands nowhere."""
    highest = np.maximum.accumulate(period)
    rows = np.where(period == highest, np.arange(period.size), 0)
    newest: npt.NDArray[np.int64] = np.maximum.accumulate(rows)
    return newest


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
