"""
The arithmetic of readings: pure functions over pandas Series.

Every series is ascending by period (DatetimeIndex), holds no gaps and comes in the unit its indicator asks for. A value
is of its own date: what only one of two series has is left out, nothing is filled forward. The result is the history of
the reading; its last row is the reading.
"""

from functools import reduce

import numpy as np
import pandas as pd

NOISE = 9
"""Decimals kept after a subtraction: below what any publisher prints, above the float noise that breaks ties."""


def as_published(values: pd.Series) -> pd.Series:
    """The series itself."""
    return values


def clean(values: pd.Series) -> pd.Series:
    """Without the float noise of a subtraction, so that 4.33 - 4.33 is 0 and ranks see ties."""
    return values.round(NOISE)


def logarithm(values: "pd.Series | pd.DataFrame") -> "pd.Series | pd.DataFrame":
    """Natural logarithm; what is not above zero has none."""
    return np.log(values.where(values > 0))


def common(*series: pd.Series) -> list[pd.Series]:
    """All series on the dates that all of them have."""
    index = reduce(lambda left, right: left.intersection(right), (one.index for one in series))
    return [one.loc[index] for one in series]


def difference(a: pd.Series, b: pd.Series) -> pd.Series:
    """a minus b on the days both were published; the unit of both."""
    first, second = common(a, b)
    return clean(first - second)


def difference_bp(a: pd.Series, b: pd.Series) -> pd.Series:
    """a minus b in basis points, both in percent."""
    return clean(difference(a, b) * 100)


def total(*series: pd.Series) -> pd.Series:
    """The sum on the days all were published."""
    return clean(sum(common(*series)[1:], common(*series)[0]))


def first_less_rest(first: pd.Series, *rest: pd.Series) -> pd.Series:
    """The first minus all others, on the days all were published."""
    head, *others = common(first, *rest)
    return clean(head - sum(others))


def ratio_percent(a: pd.Series, b: pd.Series) -> pd.Series:
    """a as a percentage of b, same unit."""
    first, second = common(a, b)
    return first / second * 100


def change_since(values: pd.Series, days: int) -> pd.Series:
    """Each value minus the last one on or before `days` days earlier; rows without one are left out."""
    earlier = values.asof(values.index - pd.Timedelta(days=days))
    return clean(pd.Series(values.to_numpy() - np.asarray(earlier), index=values.index)).dropna()


def change_rows(values: pd.Series, rows: int) -> pd.Series:
    """Each value minus the one `rows` rows earlier: weeks of a weekly series."""
    return clean(values.diff(rows)).dropna()


def change_percent(values: pd.Series, days: int) -> pd.Series:
    """Each value against the last one on or before `days` days earlier, in percent."""
    earlier = np.asarray(values.asof(values.index - pd.Timedelta(days=days)))
    return pd.Series((values.to_numpy() / earlier - 1) * 100, index=values.index).dropna()


def change_year(values: pd.Series) -> pd.Series:
    """Each month against the same month a year earlier, in percent; a month without either is left out."""
    earlier = values.copy()
    earlier.index = earlier.index + pd.DateOffset(years=1)
    now, then = common(values, earlier)
    return (now / then - 1) * 100


def from_highest(values: pd.Series) -> pd.Series:
    """Each value minus the highest up to it: zero or below."""
    return clean(values - values.cummax())


def from_highest_percent(values: pd.Series) -> pd.Series:
    """Each value against the highest up to it, in percent: zero or below."""
    return (values / values.cummax() - 1) * 100


def drawdown(values: pd.Series, closes: int = 7) -> pd.Series:
    """The largest fall from a running high within the last `closes` closes, the latest included, in percent."""
    if values.size < closes:
        return values.iloc[:0]
    windows = np.lib.stride_tricks.sliding_window_view(values.to_numpy(), closes)
    falls = windows / np.maximum.accumulate(windows, axis=1) - 1
    return pd.Series(falls.min(axis=1) * 100, index=values.index[closes - 1 :])


def highest_of(values: pd.Series, rows: int) -> pd.Series:
    """The highest of the last `rows` rows."""
    return values.rolling(rows).max().dropna()


def sum_of(values: pd.Series, rows: int) -> pd.Series:
    """The sum of the last `rows` rows. Of overnight loans this is no stock: they roll."""
    return clean(values.rolling(rows).sum()).dropna()


def sum_of_days(values: pd.Series, days: int) -> pd.Series:
    """The sum over the last `days` days, each row's own day included."""
    return clean(values.rolling(f"{days}D").sum())
