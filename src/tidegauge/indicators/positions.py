"""Futures positions in money, and sums of the fiscal year."""

import pandas as pd

from tidegauge.indicators.arithmetic import change_rows, clean, common

CONTRACTS = ("2Y", "5Y", "10Y", "ULTRA10Y", "BOND", "ULTRABOND")
"""Treasury futures, in the order positions are handed over."""

FACE = (200_000, 100_000, 100_000, 100_000, 100_000, 100_000)
"""US dollars of face value a contract, in that order. Source: CME contract specifications."""


def notional(*contracts: pd.Series) -> pd.Series:
    """Contracts times face in billions of US dollars, on the dates all six were reported."""
    parts = [one * face / 1e9 for one, face in zip(common(*contracts), FACE, strict=True)]
    return clean(sum(parts[1:], parts[0]))


def net_notional(*contracts: pd.Series) -> pd.Series:
    """Six long positions less six short ones, in billions of US dollars."""
    positions = common(*contracts)
    return clean(notional(*positions[:6]) - notional(*positions[6:]))


def notional_change(*contracts: pd.Series) -> pd.Series:
    """`notional` against the week before."""
    return change_rows(notional(*contracts), 1)


def fiscal_year_to_date(balance: pd.Series) -> pd.Series:
    """
    The deficit since 1 October, billions of US dollars, positive; from monthly balances (a surplus is positive).

    A year counts from its October; months of a year whose October is unknown are left out.
    """
    starts = (balance.index + pd.DateOffset(months=3)).year
    running = -balance.groupby(starts).cumsum()
    begun = pd.Series(balance.index.month == 10, index=balance.index).groupby(starts).cummax()
    return clean(running[begun.to_numpy()])


def deficit_to_gdp(balance: pd.Series, gdp: pd.Series) -> pd.Series:
    """The deficit of the last 12 months as a percentage of GDP at an annual rate."""
    deficit, product = common(-balance.rolling(12).sum().dropna(), gdp)
    return deficit / product * 100
