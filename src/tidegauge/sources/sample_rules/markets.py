"""Yields, risk assets, credit, oil, offshore money and the economy of the sample."""

from functools import cached_property

import numpy as np

from tidegauge.sources.sample_rules import grid
from tidegauge.sources.sample_rules.grid import YEARS, Floats, episode, noise, wave
from tidegauge.sources.sample_rules.money import Money

FUTURES = {"2Y": 1900, "5Y": 2600, "10Y": 1500, "ULTRA10Y": 700, "BOND": 420, "ULTRABOND": 560}
"""Thousands of contracts that leveraged funds are short of, about."""


class Markets:
    """Every value on every day of the grid, in the unit its series is published in; each computed once."""

    def __init__(self, money: Money) -> None:
        self.money = money

    @cached_property
    def stress(self) -> Floats:
        """0 in ordinary times, 1 at the height of the dash for dollars."""
        money = self.money
        return money.dash + 0.30 * money.bank_run + 0.16 * money.repo_squeeze

    @cached_property
    def mood(self) -> Floats:
        """What moves risk assets together on a day: stress days are worse and wilder."""
        drawn = np.where(self.money.business, noise("mood"), 0.0)
        return drawn * (1 + 2.2 * self.stress)

    # Rates

    @cached_property
    def bill(self) -> Floats:
        """3-month Treasury: the middle of the target range a month ahead, and a little noise."""
        middle = grid.smooth(self.money.target_low, 20) + 0.11
        return middle + 0.04 * wave("bill", 12) - 0.25 * self.money.dash

    @cached_property
    def note(self) -> Floats:
        """10-year Treasury: between policy and its own slow wave."""
        return 2.9 + 0.35 * (self.money.target_low - 2.2) + 0.45 * wave("10-year", 350) + 0.05 * wave("10-year day", 5)

    @cached_property
    def two_year(self) -> Floats:
        """2-year Treasury: nearer to policy."""
        return 0.7 * grid.smooth(self.bill, 30) + 0.3 * self.note + 0.12 * wave("2-year", 60)

    @cached_property
    def commercial_paper(self) -> Floats:
        """90-day AA financial paper: a spread over the bill that jumps in the dash."""
        spread = 0.19 + 0.03 * wave("paper", 25) + 1.9 * self.money.dash + 0.25 * self.money.bank_run
        return self.bill + spread + 0.12 * self.money.repo_squeeze

    @cached_property
    def hibor(self) -> Floats:
        """Hong Kong dollar, overnight: follows the dollar with its own squeezes."""
        return np.maximum(self.money.target_low - 0.30 + 0.45 * wave("hibor", 30) + 0.10 * noise("hibor day"), 0.02)

    def hibor_term(self, premium: float) -> Floats:
        """A longer HIBOR: the overnight one smoothed, and a premium."""
        return grid.smooth(self.hibor, 25) + premium + 0.03 * wave(f"hibor {premium}", 10) + 0.4 * self.money.dash

    @cached_property
    def jgb(self) -> Floats:
        """10-year Japanese government bond: a slow rise, 0.2 to 2.2."""
        return 1.2 + np.tanh((YEARS - 14) / 5) + 0.15 * wave("jgb", 200) + 0.02 * wave("jgb day", 4)

    # Risk assets

    @cached_property
    def fall(self) -> Floats:
        """How far equities are down through the episodes, in logs."""
        return 0.36 * episode("dash", 22, 160) + 0.13 * episode("bank", 12, 60) + 0.09 * episode("repo", 9, 25)

    @cached_property
    def nasdaq(self) -> Floats:
        """Nasdaq-100: 8.5% a year, a slow wave, daily noise, drawdowns."""
        return 2600 * np.exp(
            0.085 * YEARS + 0.06 * wave("ndx", 500) + self._steps("ndx", 0.0085, 0.8) - 1.1 * self.fall
        )

    @cached_property
    def equities(self) -> Floats:
        """S&P 500: calmer."""
        return 1700 * np.exp(0.063 * YEARS + 0.04 * wave("spx", 500) + self._steps("spx", 0.0065, 0.85) - self.fall)

    @cached_property
    def bitcoin(self) -> Floats:
        """Bitcoin: waves of four years, noise on weekends too, falls twice as far."""
        boom = 0.4 * np.sin(2 * np.pi * (YEARS - 1.3) / 4)
        own = grid.smooth(noise("btc") * 0.024 * 250, 250)
        return 1400 * np.exp(0.20 * YEARS + boom + own + self._steps("btc", 0.020, 1.0) - 1.6 * self.fall)

    def _steps(self, name: str, size: float, common: float) -> Floats:
        """Daily returns added up and drawn back within about a year; `common` of them from the mood."""
        own = np.where(self.money.business, noise(f"{name} day"), 0.0)
        daily = size * (common * self.mood + np.sqrt(1 - common**2) * own)
        return grid.smooth(daily * 250, 250)

    @cached_property
    def volatility(self) -> Floats:
        """VIX: 11 to 25 in ordinary times, above 60 in the dash."""
        return 15.2 * np.exp(0.17 * wave("vix", 40) + 0.05 * noise("vix day") - 0.01 * self.mood) + 49 * self.stress

    @cached_property
    def bond_volatility(self) -> Floats:
        """MOVE."""
        return 78 * np.exp(0.20 * wave("move", 70) + 0.03 * noise("move day")) + 95 * self.stress

    @cached_property
    def dollar(self) -> Floats:
        """Broad dollar index: rises in stress."""
        return 109 + 4.5 * wave("dollar", 600) + 0.3 * wave("dollar day", 6) + 7.5 * episode("dash", 12, 60)

    # Oil

    @cached_property
    def crude(self) -> Floats:
        """First nearby: a slow wave about 61, down in the dash."""
        return np.maximum(61 + 9 * wave("oil", 350) + 1.2 * wave("oil day", 5) - 27 * episode("dash", 15, 90), 12)

    def future(self, month: int) -> Floats:
        """Nearby `month`: the curve falls or rises towards its far end, as a wave decides."""
        slope = 3.0 + 4.5 * wave("oil curve", 180) - 11 * episode("dash", 15, 60)
        own = 0.04 * noise(f"oil {month}") if month > 1 else np.zeros(YEARS.size)
        settled: Floats = self.crude - slope * (1 - np.exp(-(month - 1) / 5)) + own
        return settled

    # Credit

    @cached_property
    def high_yield(self) -> Floats:
        """Option-adjusted spread: 3 to 5, above 9 in the dash."""
        spread = 3.9 + 0.55 * wave("hy", 250) + 0.05 * wave("hy day", 4) + 5.8 * episode("dash", 10, 60)
        return np.maximum(spread + 1.3 * self.money.bank_run + 0.5 * self.money.repo_squeeze, 2.2)

    @cached_property
    def stress_index(self) -> Floats:
        """An official-looking index: below 0 in ordinary times."""
        return -1.3 + 0.7 * wave("fsi", 200) + 0.08 * wave("fsi day", 4) + 10.5 * self.stress

    @cached_property
    def conditions(self) -> Floats:
        """A financial conditions index: slower, smaller."""
        return -0.48 + 0.09 * wave("nfci", 150) + 1.1 * episode("dash", 15, 60) + 0.2 * self.money.bank_run

    # Economy, leverage

    @cached_property
    def prices(self) -> Floats:
        """Consumer prices: 1% to 4.5% a year in a wave of nine years."""
        pace = 0.026 + 0.015 * np.sin(2 * np.pi * (YEARS - 6.2) / grid.CYCLE) + 0.002 * wave("inflation", 200)
        return 231 * np.exp(np.cumsum(pace) / 365.25)

    @cached_property
    def unemployment(self) -> Floats:
        """4% to 6%, more after the dash."""
        return 4.7 + 0.6 * wave("unemployment", 500) * 0.6 + 4.2 * episode("dash", 40, 240)

    def delinquency(self, name: str, level: float, swing: float) -> Floats:
        """A delinquency rate: rises a year after the economy turns."""
        return level + swing * (0.35 * wave(name, 600) + episode("dash", 200, 500))

    def futures(self, contract: str, side: str) -> Floats:
        """Positions of leveraged funds: shorts grow with the basis trade, longs are a third of them."""
        size = FUTURES[contract] * 1000 * (1 if side == "SHORT" else 0.34)
        trend = np.interp(YEARS, (0, 6, 16, 31), (0.25, 0.45, 1.0, 1.5))
        cut = 1 - 0.3 * episode("dash", 20, 120)
        return size * trend * cut * np.exp(0.10 * wave(f"{contract} {side}", 90))

    @cached_property
    def margin(self) -> Floats:
        """Margin debt in millions: with GDP and with equities."""
        return 21 * self.money.gdp * np.exp(0.10 * wave("margin", 200) - 0.8 * self.fall)

    @cached_property
    def fails(self) -> Floats:
        """Fails to deliver in millions."""
        return 86_000 * np.exp(0.25 * wave("fails", 25)) * (1 + 1.3 * self.money.dash)

    @cached_property
    def deficit(self) -> Floats:
        """Balance of a month in billions, a surplus positive: 5.8% of GDP a year, April in surplus."""
        month = grid.DAYS.astype("datetime64[M]").astype(np.int64) % 12
        shares = np.array((0.3, 1.9, 1.7, -1.6, 2.1, 0.6, 1.6, 2.2, 0.2, 1.3, 1.6, 0.9)) / 12.8
        yearly = 0.058 * self.money.gdp * (1 + 0.5 * episode("dash", 60, 200))
        return -yearly * (shares[month] + 0.008 * noise("deficit"))
