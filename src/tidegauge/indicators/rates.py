"""Money-market rates against their floor, and the shape of their distribution."""

import pandas as pd

from tidegauge.days import pressured
from tidegauge.indicators.arithmetic import clean, common, difference_bp, highest_of, logarithm

WINDOW = 20
"""Published days in a window reading: about a month."""


def floor(iorb: pd.Series, ioer: pd.Series) -> pd.Series:
    """
    The interest rate the Fed pays on reserves: IOER to 2021-07-28, IORB since.

    Source: Federal Reserve Board, IORB replaced IOER and IORR on 2021-07-29.
    """
    if iorb.empty:
        return ioer
    return pd.concat([ioer[ioer.index < iorb.index[0]], iorb])


def above_floor(rate: pd.Series, iorb: pd.Series, ioer: pd.Series) -> pd.Series:
    """A rate minus the floor of the same day, in basis points; all in percent."""
    return difference_bp(rate, floor(iorb, ioer))


def highest_above_floor(rate: pd.Series, iorb: pd.Series, ioer: pd.Series) -> pd.Series:
    """The highest spread to the floor in the last 20 published days, in basis points."""
    return highest_of(above_floor(rate, iorb, ioer), WINDOW)


def days_above_floor(rate: pd.Series, iorb: pd.Series, ioer: pd.Series) -> pd.Series:
    """On how many of the last 20 published days the rate stood strictly above the floor."""
    above = (above_floor(rate, iorb, ioer) > 0).astype(float)
    return above.rolling(WINDOW).sum().dropna()


def core_above_floor(rate: pd.Series, iorb: pd.Series, ioer: pd.Series) -> pd.Series:
    """
    The spread to the floor without the calendar, in basis points.

    The last 20 published days, then without those of calendar pressure (last business day of a month, first of the
    next, the 15th or next business day); the median of the rest.
    """
    spread = above_floor(rate, iorb, ioer)
    days = spread.index.to_numpy().astype("datetime64[D]")
    core = spread.mask(pressured(days))
    medians = core.rolling(WINDOW, min_periods=1).median()
    return clean(medians.iloc[WINDOW - 1 :]).dropna()


def skew(p99: pd.Series, median: pd.Series, p1: pd.Series) -> pd.Series:
    """
    (p99 - median) - (median - p1) in basis points: positive is a tail of dear borrowing.

    Source: the New York Fed publishes the percentiles 1, 25, 75 and 99 and no others.
    """
    high, middle, low = common(p99, median, p1)
    return clean((high - 2 * middle + low) * 100)


def correlation_of_returns(a: pd.Series, b: pd.Series, days: int = 60) -> pd.Series:
    """
    Correlation of the last `days` daily log returns, closes joined on common dates first; never of price levels.

    Fewer common closes than that give nothing: under 20 observations a correlation says little.
    """
    first, second = common(a, b)
    closes = pd.DataFrame({"a": first, "b": second})
    returns = logarithm(closes).diff().dropna()
    return returns["a"].rolling(days).corr(returns["b"]).dropna()
