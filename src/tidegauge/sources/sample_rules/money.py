"""Policy rates, the Federal Reserve's balance sheet, the Treasury's account and the repo market of the sample."""

from functools import cached_property

import numpy as np

from tidegauge.sources.sample_rules import grid
from tidegauge.sources.sample_rules.grid import DAYS, YEARS, Floats, episode, noise, wave

MEETINGS = (1, 3, 5, 6, 7, 9, 11, 12)
"""Months with a meeting; its third Wednesday."""

ASSETS = (
    (0.0, 1.4, 2.2, 5.2, 6.1, 6.5, 9.0),
    (0.215, 0.300, 0.300, 0.203, 0.197, 0.206, 0.215),
)
"""Fed assets as a share of GDP by years since the dash for dollars: purchases, then run-off to the repo squeeze."""

DEBT_LIMIT = (93, 30, 150.0, 60.0)
"""First month counted from the grid's, months between, days of drawing down, days of building up again."""


class Money:
    """All amounts in billions of US dollars on every day of the grid, rates in percent; each computed once."""

    @cached_property
    def business(self) -> grid.Flags:
        """Days on which the Federal Reserve Banks are open."""
        return grid.is_business()

    @cached_property
    def repo_squeeze(self) -> Floats:
        """0 to 1: short and sharp."""
        return episode("repo", 4, 9)

    @cached_property
    def dash(self) -> Floats:
        """0 to 1: weeks."""
        return episode("dash", 9, 35)

    @cached_property
    def bank_run(self) -> Floats:
        """0 to 1: days up, months down."""
        return episode("bank", 3, 60)

    # Policy

    @cached_property
    def target_low(self) -> Floats:
        """
        Lower end of the target range: at each meeting a quarter towards a wave of nine years between 0.5 and 3.9.

        The range lies at .10, .35, .60, .85, where no real one does.
        """
        wanted = 2.2 + 1.7 * np.sin(2 * np.pi * (YEARS - 7.0) / grid.CYCLE)
        moves = np.zeros(DAYS.size)
        level = first = 1.60
        for row in self._effective:
            missing = float(wanted[row]) - level
            step = np.copysign(0.25, missing) if abs(missing) > 0.2 else 0.0
            level += step
            moves[row] = step
        return np.round(first + np.cumsum(moves), 2)

    @cached_property
    def _effective(self) -> list[int]:
        """Rows of the Thursdays after each meeting."""
        firsts = [day for month in MEETINGS for day in grid.months(month - 1, 12)]
        wednesdays = np.busday_offset(np.array(firsts), 2, roll="forward", weekmask="Wed")
        return sorted(int(row) for row in (wednesdays - DAYS[0]).astype(np.int64) + 1 if row < DAYS.size)

    @cached_property
    def floor(self) -> Floats:
        """Interest on reserves: 15 bp above the lower end."""
        return np.round(self.target_low + 0.15, 2)

    @cached_property
    def on_rrp_rate(self) -> Floats:
        """5 bp above the lower end."""
        return np.round(self.target_low + 0.05, 2)

    @cached_property
    def target_high(self) -> Floats:
        """A quarter above the lower end; also the rate of the standing repo facility."""
        return np.round(self.target_low + 0.25, 2)

    # Sizes

    @cached_property
    def gdp(self) -> Floats:
        """Grows 3.6% a year, less in and after the dash."""
        return 14_000 * np.exp(0.036 * YEARS) * (1 - 0.04 * episode("dash", 60, 200) + 0.004 * wave("gdp", 300))

    @cached_property
    def lending(self) -> Floats:
        """Primary credit: a few billions, far more while banks run."""
        base = 3.2 * np.exp(0.35 * wave("primary credit", 40))
        return base + (138 * self.bank_run + 46 * self.dash) * (1 + 0.05 * wave("primary credit used", 10))

    @cached_property
    def swaps(self) -> Floats:
        """Swap lines: next to nothing, hundreds of billions in the dash."""
        return 0.21 * np.exp(0.4 * wave("swaps", 20)) + 370 * episode("dash", 15, 45)

    @cached_property
    def treasury_account(self) -> Floats:
        """
        2.2% of GDP, up at tax dates and settlements, down at the start of a month, drained under the debt limit.
        """
        inflow = np.zeros(DAYS.size)
        for month, size in ((1, 0.002), (4, 0.009), (6, 0.004), (9, 0.005), (12, 0.003)):
            for day in range(4):
                inflow += grid.at(grid.on_business(grid.months(month - 1, 12) + 14, day), size / 4)
        settled = grid.at(grid.on_business(grid.months() + 14), 0.0016)
        settled += grid.at(grid.on_business(grid.months(1), -1), 0.0012)
        paid = grid.at(grid.on_business(grid.months()), -0.0032)
        share = 0.022 + grid.decay(inflow, 22) + grid.decay(settled + paid, 9) + 0.0008 * wave("tga", 8)
        held = np.maximum(share * self.gdp * self._debt_limit, 24 + 4 * np.abs(noise("tga floor")))
        return np.round(grid.carried(held, self.business), 3)

    @cached_property
    def _debt_limit(self) -> Floats:
        """1 in ordinary times, falling to 0.09 while the debt limit binds."""
        first, every, down, up = DEBT_LIMIT
        starts = grid.months(first % every, every)
        latest = starts[np.maximum(np.searchsorted(starts, DAYS, side="right") - 1, 0)]
        since = np.where(starts[0] > DAYS, down + up, (DAYS - latest).astype(np.float64))
        held: Floats = np.interp(since, (0, down, down + up), (1.0, 0.09, 1.0))
        return held

    @cached_property
    def trend_assets(self) -> Floats:
        """What is held outright and as other assets; loans, swaps and repo come on top."""
        return grid.along(*ASSETS) * self.gdp

    @cached_property
    def other_assets(self) -> Floats:
        """Premiums, gold, foreign currency."""
        return 0.009 * self.gdp * (1 + 0.02 * wave("other assets", 30))

    @cached_property
    def foreign_repo(self) -> Floats:
        """Reverse repos with foreign official accounts."""
        return 0.011 * self.gdp * (1 + 0.04 * wave("foreign repo", 15))

    @cached_property
    def liquidity(self) -> Floats:
        """What is left for reserves and the ON RRP facility once everyone else's claims are met, without repo."""
        currency = 0.067 * self.gdp * (1 + 0.003 * wave("currency", 60))
        other = 0.008 * self.gdp * (1 + 0.05 * wave("other deposits", 12))
        claims = currency + other + self.treasury_account + self.foreign_repo
        return self.trend_assets + self.lending + self.swaps - claims

    @cached_property
    def on_rrp(self) -> Floats:
        """Six tenths of what exceeds 10.5% of GDP, and a rush at the ends of months and quarters."""
        excess = np.logaddexp(0, (self.liquidity / self.gdp - 0.105) / 0.006) * 0.006
        taken = 0.6 * excess * self.gdp * (1 + 0.02 * noise("on rrp"))
        rush = (9 + 0.06 * taken) * np.minimum(self.pressure, 3) * (1 + 0.2 * noise("on rrp rush"))
        return np.round(grid.carried(np.clip(taken + rush, 0.1, 3900), self.business), 3)

    @cached_property
    def reserves(self) -> Floats:
        """The rest of the liquidity, and what repo operations add."""
        return self.liquidity - self.on_rrp + self.repo_operations

    # Repo

    @cached_property
    def pressure(self) -> Floats:
        """See grid.calendar_pressure."""
        return grid.calendar_pressure()

    @cached_property
    def scarcity(self) -> Floats:
        """0.1 where reserves are plentiful, 1 at 9% of GDP, 2.5 where they are scarce."""
        ratio = grid.smooth((self.liquidity - self.on_rrp) / self.gdp, 5)
        return np.clip(np.exp((0.09 - ratio) / 0.012), 0.05, 2.5)

    @cached_property
    def sofr_spread(self) -> Floats:
        """SOFR less the floor in whole basis points: scarcity, the calendar, the squeeze, a little noise."""
        calm = -8.5 + 11 * self.scarcity + 1.1 * wave("sofr", 6)
        dates = self.pressure * (3 + 5 * self.scarcity) * (1 + 0.25 * noise("calendar"))
        return np.round(calm + dates + 165 * self.repo_squeeze + 28 * self.dash * (1 + 0.3 * noise("dash repo")))

    @cached_property
    def repo_operations(self) -> Floats:
        """Standing repo take-up: what SOFR's spread above 14 bp drives there, in whole millions."""
        driven = 1.1 * np.maximum(self.sofr_spread - 14, 0) * (1 + 0.3 * noise("srf"))
        tests = np.where(noise("srf test") > 2.0, 0.02, 0.0)
        return np.round(grid.carried(np.clip(driven + tests, 0, 95), self.business), 3)

    @cached_property
    def percentiles(self) -> dict[str, Floats]:
        """Percentiles, median, TGCR, BGCR: in whole basis points above the floor, in order by construction."""
        tension = 1 + 0.5 * self.pressure + 4 * self.repo_squeeze + self.dash
        steps = {
            name: np.round(low + size * tension * np.abs(noise(name)))
            for name, low, size in (("25", 2, 1.2), ("1", 4, 1.5), ("75", 2, 1.6), ("99", 7, 3.0), ("bgcr", 1, 0.6))
        }
        median, below = self.sofr_spread, self.sofr_spread - steps["25"]
        above = median + steps["75"]
        return {
            "1": below - steps["1"],
            "25": below,
            "50": median,
            "75": above,
            "99": above + steps["99"] + np.round(60 * self.repo_squeeze),
            "bgcr": median - steps["bgcr"],
            "tgcr": median - steps["bgcr"] - (noise("tgcr") > 0),
        }

    def above_floor(self, points: Floats) -> Floats:
        """A rate in percent from basis points above the floor."""
        return self.floor + points / 100

    @cached_property
    def fed_funds(self) -> Floats:
        """Inside the range, nearer to the floor as reserves get scarce."""
        points: Floats = -8 + 4 * np.minimum(self.scarcity, 1.8) + 0.35 * wave("fed funds", 15) + 3 * self.repo_squeeze
        return self.above_floor(np.round(points.clip(-14, 9)))

    @cached_property
    def sofr_average(self) -> Floats:
        """SOFR compounded over the 30 calendar days before, in percent."""
        sofr = grid.carried(self.above_floor(self.sofr_spread), grid.is_business("sifma"))
        grown = np.concatenate(([0.0], np.cumsum(np.log1p(sofr / 36_000))))
        rows = np.arange(DAYS.size)
        span = np.expm1(grown[rows] - grown[np.maximum(rows - 30, 0)])
        averaged: Floats = span * 36_000 / np.clip(rows, 1, 30)
        return averaged

    # Weekly statement

    def week_average(self, daily: Floats) -> Floats:
        """Mean of the seven days that end on each day."""
        total = np.concatenate(([0.0], np.cumsum(daily)))
        rows = np.arange(DAYS.size) + 1
        spans = np.minimum(rows, 7)
        return (total[rows] - total[rows - spans]) / spans

    @cached_property
    def mortgages(self) -> Floats:
        """Mortgage-backed securities: a third of the securities."""
        return np.round(0.33 * (self.trend_assets - self.other_assets), 3)

    @cached_property
    def treasuries(self) -> Floats:
        """The others."""
        return np.round(self.trend_assets - self.other_assets - self.mortgages, 3)

    @cached_property
    def total_assets(self) -> Floats:
        """The sum of all assets."""
        parts = (self.treasuries, self.mortgages, self.lending, self.swaps, self.repo_operations, self.other_assets)
        total: Floats = np.sum([np.round(part, 3) for part in parts], axis=0)
        return total
