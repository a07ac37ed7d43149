"""
The Tidegauge Stress Index: five blocks of robust z-scores, 0 is normal, more is tighter.

Each input is scored against all values known up to its own day, so nothing looks ahead and no past value is rewritten:
of a series that is revised the first published value of a period counts. docs/methodology.md has formulas and figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tidegauge.indicators.arithmetic import difference_bp, logarithm
from tidegauge.indicators.definition import Compute, Input, billions, index, percent
from tidegauge.indicators.rates import above_floor
from tidegauge.indicators.scores import robust_scores
from tidegauge.model.units import Unit

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]

INDEX = "index"
BLOCKS = ("funding", "reserves", "offshore", "credit", "risk")
"""Secured funding; reserves and Fed facilities; offshore dollar; credit; risk assets. Each weighs a fifth."""
FIRST = np.datetime64("2018-01-01")
"""The index is computed from here; scores use everything older too."""
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
        instead: Series of which one at a time counts: the first that has a value of the day.
    """

    id: str
    block: str
    needs: tuple[Input, ...]
    compute: Compute
    formula: str
    weekly: bool = False
    instead: tuple[tuple[str, ...], ...] = ()

    @property
    def sources(self) -> tuple[tuple[str, ...], ...]:
        """Its series, those that count one at a time together."""
        grouped = {series for group in self.instead for series in group}
        return (*((one.series,) for one in self.needs if one.series not in grouped), *self.instead)


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
FLOORS = ("IORB", "IOER")

INGREDIENTS: tuple[Ingredient, ...] = (
    Ingredient(
        "sofr",
        "funding",
        (percent("SOFR", optional=True), percent("OFR_REPO_TRI_AR_OO", optional=True), *FLOOR),
        secured_above_floor,
        "SOFR (before April 2018 the tri-party rate) − IORB",
        instead=(("SOFR", "OFR_REPO_TRI_AR_OO"), FLOORS),
    ),
    Ingredient(
        "p99",
        "funding",
        (percent("SOFR99"), *FLOOR),
        above_floor,
        "99th percentile of SOFR − IORB",
        instead=(FLOORS,),
    ),
    Ingredient(
        "spread",
        "funding",
        (percent("SOFR99"), percent("SOFR1")),
        difference_bp,
        "99th − 1st percentile of SOFR",
    ),
    Ingredient("effr", "funding", (percent("EFFR"), *FLOOR), above_floor, "EFFR − IORB", instead=(FLOORS,)),
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
        instead=(("NYFED_REPO_OPS_TOTAL", "RPONTSYD"),),
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
        instead=(("NASDAQ100", "QQQ_YF"),),
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
        arrivals: Of each input: what was known when.
    """

    weeks: Days
    peaks: Days
    index: Floats
    blocks: Mapping[str, Floats]
    scores: Mapping[str, Floats]
    missing: tuple[str, ...]
    arrivals: Mapping[str, Arrivals]

    def standing(self, input_: str, row: int) -> np.datetime64 | None:
        """The period of the input that was scored on the highest day of a week; None where it was missing."""
        if input_ not in self.scores or np.isnan(self.scores[input_][row]):
            return None
        one = self.arrivals[input_]
        newest: np.datetime64 = one.period[one.known <= self.peaks[row]].max()
        return newest


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
        arrivals=inputs,
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
