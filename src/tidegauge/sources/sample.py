"""
Synthetic data: what the program shows when nothing can be reached and nothing is stored.

One row of RULES a series: how its values are made, on which days, from when, with how many decimals. The rules
themselves are in sample_rules/. Never mixed with published observations; every page of it says so.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tidegauge.catalogue import Catalogue, Series
from tidegauge.errors import UsageError
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.data import Basis
from tidegauge.sources.sample_rules import grid
from tidegauge.sources.sample_rules.grid import DAYS, FIRST, VERSION, YEARS, Floats, noise, wave
from tidegauge.sources.sample_rules.markets import FUTURES, Markets
from tidegauge.sources.sample_rules.money import Money
from tidegauge.store.vintages import Vintages

Rows = npt.NDArray[np.int64]


class Economy:
    """The invented economy, computed once for all series of a sample."""

    def __init__(self) -> None:
        self.money = Money()
        self.markets = Markets(self.money)

    @cached_property
    def bond_days(self) -> Rows:
        """Days on which SIFMA's calendar has the bond market open."""
        return np.flatnonzero(grid.is_business("sifma"))

    @cached_property
    def bank_days(self) -> Rows:
        """Days on which the Federal Reserve Banks are open."""
        return np.flatnonzero(self.money.business)

    def weekday(self, number: int) -> Rows:
        """Every Monday (0) to Sunday (6)."""
        return np.flatnonzero((DAYS.astype(np.int64) + 3) % 7 == number)

    def first_of(self, months: int) -> Rows:
        """First day of each month (1) or quarter (3)."""
        rows: Rows = (grid.months(0, months) - DAYS[0]).astype(np.int64)
        return rows

    def changes(self, steps: Floats) -> Rows:
        """The first day, and each on which a rate changed."""
        return np.flatnonzero(np.diff(steps, prepend=np.nan) != 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    How one series is made.

    Attributes:
        values: In the unit of the catalogue, on every day of the grid.
        days: Rows of the grid on which there is a value.
        digits: Decimals as published; negative for tens and hundreds.
        first, last: Span of the series.
        monthly: Each value is the mean of its month or quarter, dated by its first day.
    """

    values: Callable[[Economy], Floats]
    days: Callable[[Economy], Rows]
    digits: int
    first: date = FIRST
    last: date = grid.LAST


SOFR_START, OBFR_START, IORB_START = date(2018, 4, 3), date(2016, 3, 1), date(2021, 7, 29)
IOER_END, EIA_END = date(2021, 7, 28), date(2024, 4, 5)


def _bank(values: Callable[[Economy], Floats], digits: int = 2, first: date = FIRST) -> Rule:
    return Rule(values, lambda economy: economy.bank_days, digits, first)


def _bond(values: Callable[[Economy], Floats], digits: int = 2, first: date = SOFR_START) -> Rule:
    return Rule(values, lambda economy: economy.bond_days, digits, first)


def _every_day(
    values: Callable[[Economy], Floats], digits: int = 2, first: date = FIRST, last: date = grid.LAST
) -> Rule:
    return Rule(values, lambda economy: np.arange(DAYS.size), digits, first, last)


def _weekly(values: Callable[[Economy], Floats], digits: int = 0, day: int = 2) -> Rule:
    return Rule(values, lambda economy: economy.weekday(day), digits)


def _first_of(months: int, values: Callable[[Economy], Floats], digits: int) -> Rule:
    return Rule(values, lambda economy: economy.first_of(months), digits)


def _steps(values: Callable[[Economy], Floats], first: date = FIRST) -> Rule:
    return Rule(values, lambda economy: economy.changes(values(economy)), 2, first)


def _percentile(name: str) -> Rule:
    return _bond(lambda economy: economy.money.above_floor(economy.money.percentiles[name]))


def _future(month: int, last: date = grid.LAST) -> Rule:
    return replace(_bank(lambda economy: economy.markets.future(month)), last=last)


def _position(contract: str, side: str) -> Rule:
    return _weekly(lambda economy: economy.markets.futures(contract, side), day=1)


def _auctions(economy: Economy) -> Rows:
    """Mondays to Thursdays: bill auctions."""
    days = economy.bank_days
    return days[(DAYS[days].astype(np.int64) + 3) % 7 < 4]


def _offered(economy: Economy) -> Floats:
    """Bills offered a day in billions: on Mondays and Tuesdays more, all of it with GDP."""
    heavy = np.where((DAYS.astype(np.int64) + 3) % 7 < 2, 0.0050, 0.0027)
    return heavy * economy.money.gdp * (1 + 0.10 * wave("bills", 60) + 0.04 * noise("bill auction"))


def _flow(economy: Economy) -> Floats:
    """Change of the Treasury's account since the business day before, in millions."""
    return np.diff(economy.money.treasury_account * 1000, prepend=economy.money.treasury_account[0] * 1000)


def _deposits(economy: Economy) -> Floats:
    """Ordinary business of the day, and what the account gained."""
    return np.round(0.9 * economy.money.gdp * (1 + 0.3 * np.abs(noise("deposits"))) + np.maximum(_flow(economy), 0))


RULES: dict[str, Rule] = {
    # Repo and money-market rates
    "SOFR": _percentile("50"),
    "SOFR1": _percentile("1"),
    "SOFR25": _percentile("25"),
    "SOFR75": _percentile("75"),
    "SOFR99": _percentile("99"),
    "SOFRVOL": _bond(
        lambda e: 0.072 * e.money.gdp * (1 + 0.04 * wave("volume", 40) + 0.03 * np.minimum(e.money.pressure, 2)), 0
    ),
    "EFFR": _bank(lambda e: e.money.fed_funds),
    "EFFRVOL": _bank(lambda e: 92 * np.exp(0.12 * wave("funds volume", 30)), 0, OBFR_START),
    "OBFR": _bank(lambda e: e.money.fed_funds - 0.01, first=OBFR_START),
    "NYFED_TGCR": _percentile("tgcr"),
    "NYFED_BGCR": _percentile("bgcr"),
    "OFR_REPO_TRI_AR_OO": _bank(
        lambda e: e.money.above_floor(e.money.percentiles["tgcr"]) + 0.005 * noise("tri-party"), first=date(2014, 8, 22)
    ),
    "SOFR30DAYAVG": _bank(lambda e: e.money.sofr_average, 5, date(2018, 5, 3)),
    # Policy
    "IORB": _every_day(lambda e: e.money.floor, first=IORB_START),
    "IOER": _every_day(lambda e: e.money.floor, last=IOER_END),
    "DFEDTARU": _every_day(lambda e: e.money.target_high),
    "DFEDTARL": _every_day(lambda e: e.money.target_low),
    "RRPONTSYAWARD": _bank(lambda e: e.money.on_rrp_rate),
    "FOMC_ONRRP_RATE_STEPS": _steps(lambda e: e.money.on_rrp_rate),
    "FOMC_SRF_RATE_STEPS": _steps(
        lambda e: np.where(np.datetime64(IORB_START) > DAYS, -1.0, e.money.target_high), IORB_START
    ),
    # Facilities
    "RRPONTSYD": _bank(lambda e: e.money.on_rrp, 3),
    "NYFED_ONRRP_COUNTERPARTIES": _bank(
        lambda e: 9 + 2.1 * np.sqrt(e.money.on_rrp) + np.abs(noise("counterparties")), 0
    ),
    "NYFED_REPO_OPS_TOTAL": _bank(lambda e: e.money.repo_operations * 1e9, -6),
    "NYFED_REPO_OPS_TREASURY": _bank(lambda e: np.round(0.62 * e.money.repo_operations, 3) * 1e9, -6),
    "NYFED_REPO_OPS_MBS": _bank(
        lambda e: (e.money.repo_operations - np.round(0.62 * e.money.repo_operations, 3)) * 1e9, -6
    ),
    "RPONTSYD": _bank(lambda e: 0.62 * e.money.repo_operations, 3),
    "NYFED_SECLENDING_ACCEPTED": _bank(lambda e: 34 * np.exp(0.15 * wave("securities lending", 30)), 3),
    # The Federal Reserve's weekly statement, millions
    "WALCL": _weekly(lambda e: e.money.total_assets * 1000),
    "WRESBAL": _weekly(lambda e: e.money.week_average(e.money.reserves) * 1000),
    "TREAST": _weekly(lambda e: e.money.treasuries * 1000),
    "WSHOMCB": _weekly(lambda e: e.money.mortgages * 1000),
    "WDTGAL": _weekly(lambda e: e.money.treasury_account * 1000),
    "WTREGEN": _weekly(lambda e: e.money.week_average(e.money.treasury_account) * 1000),
    "WLRRAL": _weekly(lambda e: (e.money.on_rrp + e.money.foreign_repo) * 1000),
    "WLCFLPCL": _weekly(lambda e: e.money.lending * 1000),
    "SWPT": _weekly(lambda e: e.money.swaps * 1000),
    "NYFED_FXS_OUTSTANDING": _bank(lambda e: e.money.swaps * 1e9, 0),
    "NYFED_SOMA_TOTAL": _weekly(lambda e: (e.money.treasuries + e.money.mortgages) * 1e9, 2),
    "NYFED_SOMA_BILLS": _weekly(lambda e: e.money.treasuries * 0.06e9, 2),
    "NYFED_SOMA_NOTESBONDS": _weekly(lambda e: e.money.treasuries * 0.86e9, 2),
    "NYFED_SOMA_MBS": _weekly(lambda e: e.money.mortgages * 1e9, 2),
    # The Treasury
    "DTS_TGA_CLOSE": _bank(lambda e: e.money.treasury_account * 1000, 0),
    "DTS_TGA_DEPOSITS": _bank(_deposits, 0),
    "DTS_TGA_WITHDRAWALS": _bank(lambda e: _deposits(e) - np.round(_flow(e)), 0),
    "TREASURYDIRECT_BILL_OFFERED": Rule(_offered, _auctions, 0),
    "BILLS_NET": Rule(lambda e: 0.0009 * e.money.gdp * wave("bills net", 25), _auctions, 3),
    "GFDEBTN": _first_of(3, lambda e: 620 * e.money.gdp * np.exp(0.012 * YEARS), 0),
    "MTS_DEFICIT": _first_of(1, lambda e: e.markets.deficit * 1e9, 2),
    # The economy
    "GDP": _first_of(3, lambda e: e.money.gdp, 3),
    "M2SL": _first_of(1, lambda e: e.money.gdp * (0.66 + 0.012 * wave("money", 400)), 1),
    "WM2NS": _weekly(
        lambda e: e.money.gdp * (0.66 + 0.012 * wave("money", 400) + 0.003 * wave("money week", 20)), 1, 0
    ),
    "UNRATE": _first_of(1, lambda e: e.markets.unemployment, 1),
    "CPIAUCSL": _first_of(1, lambda e: e.markets.prices, 3),
    "DRCCLACBS": _first_of(3, lambda e: e.markets.delinquency("cards", 2.9, 0.9), 2),
    "DRSFRMACBS": _first_of(3, lambda e: e.markets.delinquency("mortgages", 2.3, 0.8), 2),
    "DRCLACBS": _first_of(3, lambda e: e.markets.delinquency("consumer", 2.5, 0.6), 2),
    "DRCRELEXFACBS": _first_of(3, lambda e: e.markets.delinquency("commercial", 1.4, 0.7), 2),
    "FINRA_MARGIN_DEBT": _first_of(1, lambda e: e.markets.margin, 0),
    # Yields
    "DGS3MO": _bond(lambda e: e.markets.bill, first=FIRST),
    "DGS2": _bond(lambda e: e.markets.two_year, first=FIRST),
    "DGS10": _bond(lambda e: e.markets.note, first=FIRST),
    "DTB3": _bond(lambda e: 0.98 * e.markets.bill, first=FIRST),
    "TB3MS": _first_of(1, lambda e: 0.98 * grid.smooth(e.markets.bill, 15), 2),
    "RIFSPPFAAD90NB": _bank(lambda e: e.markets.commercial_paper),
    "MOF_JGB10Y": _bank(lambda e: e.markets.jgb, 3),
    "BOJ_TONA": _bank(lambda e: 0.3 + 0.4 * np.tanh((YEARS - 15) / 4) + 0.004 * noise("tona"), 3),
    "ECB_ESTR": _bank(lambda e: 0.5 * e.money.target_low + 0.2 + 0.003 * noise("estr"), 3),
    "HIBOR_ON": _bank(lambda e: e.markets.hibor, 5),
    "HIBOR_1M": _bank(lambda e: e.markets.hibor_term(0.12), 5),
    "HIBOR_3M": _bank(lambda e: e.markets.hibor_term(0.25), 5),
    "HIBOR_12M": _bank(lambda e: e.markets.hibor_term(0.60), 5),
    # Risk
    "BTC_USD_YF": _every_day(lambda e: e.markets.bitcoin, 2, date(2014, 9, 17)),
    "BTC_COINBASE": _every_day(lambda e: e.markets.bitcoin, 2, date(2015, 7, 20)),
    "NASDAQ100": _bank(lambda e: e.markets.nasdaq),
    "QQQ_YF": _bank(lambda e: e.markets.nasdaq / 43.7),
    "SP500": _bank(lambda e: e.markets.equities, first=date(2016, 1, 4)),
    "GSPC_YF": _bank(lambda e: e.markets.equities),
    "VIXCLS": _bank(lambda e: e.markets.volatility),
    "MOVE_YF": _bank(lambda e: e.markets.bond_volatility),
    "DTWEXBGS": _bank(lambda e: e.markets.dollar, 4),
    "DCOILWTICO": _bank(lambda e: e.markets.crude + 0.15 * noise("oil spot")),
    **{f"WTI_CL{month:02d}": _future(month) for month in range(1, 13)},
    **{f"EIA_RCLC{month}": _future(month, last=EIA_END) for month in range(1, 5)},
    "BAMLH0A0HYM2": _bank(lambda e: e.markets.high_yield),
    "NFCI": _weekly(lambda e: e.markets.conditions, 3, 4),
    "STLFSI4": _weekly(lambda e: 0.45 * e.markets.stress_index + 0.05 * noise("stlfsi"), 4, 4),
    "OFRFSI": _bank(lambda e: e.markets.stress_index, 3),
    "OFRFSI_FUNDING": _bank(lambda e: 0.30 * e.markets.stress_index + 0.03 * noise("fsi funding"), 3),
    "OFRFSI_CREDIT": _bank(lambda e: 0.25 * e.markets.stress_index + 0.03 * noise("fsi credit"), 3),
    # Leverage
    **{f"CFTC_TFF_LEV_{name}_{side}": _position(name, side) for name in FUTURES for side in ("LONG", "SHORT")},
    "NYFED_PD_UST_FTD": _weekly(lambda e: e.markets.fails),
    "NYFED_PD_UST_FTR": _weekly(lambda e: e.markets.fails * (1 + 0.04 * noise("fails received"))),
    "NYFED_PD_USTET_FTD": _weekly(lambda e: 9 * e.markets.fails),
    "NYFED_PD_USTET_FTR": _weekly(lambda e: 9 * e.markets.fails * (1 + 0.03 * noise("nominal fails received"))),
    "NYFED_PD_UST_NET": _weekly(lambda e: 9.5 * e.money.gdp * np.exp(0.15 * wave("dealers", 60))),
    "HFM_REPO_BORROWING": _first_of(3, lambda e: 6.2e7 * e.money.gdp * np.exp(0.06 * wave("hedge funds", 200)), 0),
}
"""Every series of the catalogue but those that only a user's own file has."""


class Sample:
    """
    Synthetic data as an Archive; the same for a given end on every machine, whatever is asked for first.

    Args:
        end: Nothing is known after this day. Values do not depend on it.
        catalogue: Units and lags.

    Raises:
        UsageError: `end` lies beyond the grid.
    """

    sample = True

    def __init__(self, end: date, catalogue: Catalogue) -> None:
        if end > grid.LAST:
            raise UsageError(f"Sample data end on {grid.LAST}; choose a day up to then.")
        self.end = end
        self._catalogue = catalogue
        self._economy = Economy()
        self._made: dict[str, Vintages] = {}

    def news(self, day: date) -> tuple[News, ...]:
        """None: nothing is invented in a publisher's name."""
        return ()

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        """None: the rules of reports/calendar.toml stand."""
        return ()

    def vintages(self, series: str) -> Vintages | None:
        """All rows of a series, made at the first call; None for a series of the user's own."""
        if series not in RULES or series not in self._catalogue:
            return None
        if series not in self._made:
            self._made[series] = self._make(self._catalogue[series], RULES[series])
        return self._made[series]

    def _make(self, series: Series, rule: Rule) -> Vintages:
        rows = rule.days(self._economy)
        periods = DAYS[rows]
        known = series.lag.known(periods)
        kept = (periods >= np.datetime64(rule.first)) & (periods <= np.datetime64(rule.last))
        kept &= known <= np.datetime64(self.end)
        # Adding 0 turns the minus zero that rounding leaves into zero.
        values = np.round(rule.values(self._economy)[rows[kept]], rule.digits) + 0.0
        return Vintages(series.id, series.unit, periods[kept], values, known[kept], Basis.ASSUMED, _snapshot(series.id))


def _snapshot(series: str) -> str:
    """Stands where a file's hash stands: of the series and the version of the rules."""
    return hashlib.sha256(f"sample:{series}:{VERSION}".encode()).hexdigest()
