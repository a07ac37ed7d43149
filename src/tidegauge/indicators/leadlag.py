"""Which of two series moves first: cross-correlation by lag, with an interval from resampling. Pure, seeded."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tidegauge.indicators.arithmetic import common, logarithm

Floats = npt.NDArray[np.float64]

SEED = 20180706
"""Of every resampling: the day of the first issue."""
RESAMPLES, BLOCK = 400, 8
"""Resamples, and rows that are drawn together, since neighbouring quarters are alike."""
QUARTERS_BACK = 8
"""Quarters looked for a lead or lag either way."""
FEWEST_QUARTERS = 40
"""Ten years: fewer say little about cycles that last as long."""
YEAR = 4
DAYS_BACK = 5
"""Trading days looked for a lead or lag of daily returns."""
WINDOW = 250
"""Returns of about a year."""
CHANCE = 2.58
"""Standard errors that two unrelated series exceed one time in a hundred: five lags are tried, so five in a hundred."""


@dataclass(frozen=True, slots=True)
class LeadLag:
    """
    How two series go together at different lags.

    Attributes:
        lags: In rows; positive: the first series leads the second by so many.
        correlations: Beside `lags`.
        best: The lag with the highest correlation.
        low, high: Between them lies the best lag in 90% of resamples; the best lag itself where none were drawn.
        count: Pairs compared at lag 0.
    """

    lags: tuple[int, ...]
    correlations: tuple[float, ...]
    best: int
    low: int
    high: int
    count: int

    def at(self, lag: int) -> float:
        """Correlation at a lag."""
        return self.correlations[self.lags.index(lag)]

    def pairs(self, lag: int) -> int:
        """How many pairs the correlation at a lag is of."""
        return self.count - abs(lag)

    @property
    def noise(self) -> float:
        """What two unrelated series exceed in size one time in a hundred: 2.58 ÷ √n."""
        return CHANCE / float(np.sqrt(self.count))


def correlation(first: Floats, second: Floats, lag: int) -> float:
    """Of first[t] with second[t + lag]: at a positive lag the first leads; 0 where either does not move."""
    size = first.size - abs(lag)
    a = first[:size] if lag >= 0 else first[-lag:]
    b = second[lag:] if lag >= 0 else second[:size]
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / norm if norm > 0 else 0.0


def delinquencies_and_unemployment(delinquency: pd.Series, unemployment: pd.Series) -> LeadLag | None:
    """
    Whether delinquencies move before unemployment, by quarter.

    Both as changes over four quarters (levels trend, and trends always correlate); unemployment as mean of the
    quarter's months. Lags of up to eight quarters; the interval from 400 moving-block resamples of eight quarters,
    seeded.

    Args:
        delinquency: Percent, dated by the first day of the quarter.
        unemployment: Percent, dated by the first day of the month.

    Returns:
        None with fewer than 40 quarters in common. Positive lags: delinquencies lead.
    """
    months = unemployment.groupby(unemployment.index.to_period("Q"))
    whole = months.mean()[months.size() == 3]
    quarterly = pd.Series(whole.to_numpy(), index=whole.index.to_timestamp())
    first, second = common(delinquency.diff(YEAR).dropna(), quarterly.diff(YEAR).dropna())
    if first.size < FEWEST_QUARTERS:
        return None
    a, b = first.to_numpy(dtype=float), second.to_numpy(dtype=float)
    lags = tuple(range(-QUARTERS_BACK, QUARTERS_BACK + 1))
    found = tuple(correlation(a, b, lag) for lag in lags)
    low, high = _interval(a, b, lags)
    return LeadLag(lags, found, lags[int(np.argmax(found))], low, high, int(a.size))


def _interval(a: Floats, b: Floats, lags: tuple[int, ...]) -> tuple[int, int]:
    """
    The lags between which the best one lies in 90% of resamples.

    Pairs at each lag are resampled in blocks, the same blocks for every lag, so that a lag is no better off for chance.
    """
    longest = max(lags)
    size = a.size - 2 * longest
    middle = a[longest : longest + size]
    shifted = np.vstack([b[longest + lag : longest + lag + size] for lag in lags])
    drawn = _blocks(size)
    left = middle[drawn]
    left = left - left.mean(axis=1, keepdims=True)
    best = np.full(RESAMPLES, -np.inf)
    at = np.zeros(RESAMPLES)
    for lag, row in zip(lags, shifted, strict=True):
        right = row[drawn]
        right = right - right.mean(axis=1, keepdims=True)
        norm = np.sqrt((left * left).sum(axis=1) * (right * right).sum(axis=1))
        values = (left * right).sum(axis=1) / np.where(norm > 0, norm, 1.0)
        at = np.where(values > best, lag, at)
        best = np.maximum(best, values)
    return int(np.floor(np.quantile(at, 0.05))), int(np.ceil(np.quantile(at, 0.95)))


def _blocks(size: int) -> npt.NDArray[np.int64]:
    """Row numbers of each resample: runs of eight, put end to end."""
    count = -(-size // BLOCK)
    starts = np.random.default_rng(SEED).integers(0, max(1, size - BLOCK + 1), size=(RESAMPLES, count))
    rows = (starts[:, :, None] + np.arange(min(BLOCK, size))).reshape(RESAMPLES, -1)
    return rows[:, :size]


def daily_returns(first: pd.Series, second: pd.Series) -> LeadLag | None:
    """
    Whether one price moved before another, day by day, over the last 250 common returns.

    Closes are joined on common dates first; log returns; lags of up to five days.

    Returns:
        None with fewer than 250 returns. Positive lags: the first leads.
    """
    closes = pd.DataFrame(dict(zip(("a", "b"), common(first, second), strict=True)))
    returns = logarithm(closes).diff().dropna().iloc[-WINDOW:]
    if len(returns) < WINDOW:
        return None
    a, b = returns["a"].to_numpy(), returns["b"].to_numpy()
    lags = tuple(range(-DAYS_BACK, DAYS_BACK + 1))
    found = tuple(correlation(a, b, lag) for lag in lags)
    best = lags[int(np.argmax(found))]
    return LeadLag(lags, found, best, best, best, WINDOW)


def beta(first: pd.Series, second: pd.Series, days: int = 60) -> float | None:
    """Percent the first moved for each percent of the second: slope of `days` daily log returns on common dates."""
    closes = pd.DataFrame(dict(zip(("a", "b"), common(first, second), strict=True)))
    returns = logarithm(closes).diff().dropna().iloc[-days:]
    variance = float(returns["b"].var()) if len(returns) == days else 0.0
    return float(returns["a"].cov(returns["b"])) / variance if variance > 0 else None
