"""Figures for prose and tables: a reading's value, its value on an earlier day, its change, its rank."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from tidegauge.indicators.table import Indicator
from tidegauge.judge import Judgement
from tidegauge.measure import Measured, Measurement
from tidegauge.model import bounds
from tidegauge.model.document import Fact, Figure
from tidegauge.model.judgement import Direction, Signal, Standing, Trigger
from tidegauge.model.units import Unit, rounded

PAGE_DIGITS: dict[Unit, int] = {
    Unit.PERCENT: 2,
    Unit.BP: 1,
    Unit.USD: 0,
    Unit.USD_MILLIONS: 0,
    Unit.USD_BILLIONS: 1,
    Unit.USD_PER_BARREL: 2,
    Unit.USD_PER_SHARE: 2,
    Unit.INDEX: 2,
    Unit.CORRELATION: 2,
    Unit.COUNT: 0,
    Unit.CONTRACTS: 0,
}
"""Decimals on the page, fewer than `tidegauge readings` prints; EDITORIAL C5."""

OWN_DIGITS: dict[str, int] = {
    "reserves_to_gdp": 1,
    "reserves_to_m2": 1,
    "deficit_to_gdp": 1,
    "unemployment": 1,
    "cpi_yoy": 1,
    "btc_change_1w": 1,
    "btc_drawdown_1w": 1,
    "btc_from_high": 1,
    "ndx_change_1w": 1,
    "ndx_drawdown_1w": 1,
    "vix": 1,
    "dollar_index": 1,
    "sofr_volume": 0,
    "sofr_30d_avg": 5,
    "srf": 2,
    "srf_20d_max": 2,
    "swap_lines": 2,
}
"""Readings that print another number of decimals than their unit."""

TABLE_DIGITS: dict[str, int] = {"srf_20d_max": 1, "swap_lines": 1, "srf": 1}
"""In the dashboard, where a column is narrow."""

WEEK, DAILY_REACH = timedelta(days=7), timedelta(days=10)
NEWS = timedelta(days=90)
"""A "highest since" is told only when that was at least so long ago."""
RUN = 5
"""And at least so many periods ago: of a quarterly rate, "since the last quarter but one" is no news."""
LONG = timedelta(days=365)
"""A "highest on record" is told only when the record is at least so long."""
TRILLION, HUNDRED = 1000, 100
"""Billions from which a sum of money is told with fewer decimals."""
NEAR_TOP = 5
"""A rank is told down to this place."""


def digits(indicator: str, unit: Unit) -> int:
    """Decimals a reading prints in prose."""
    return OWN_DIGITS.get(indicator, PAGE_DIGITS[unit])


def table_digits(indicator: str, unit: Unit) -> int:
    """Decimals a reading prints in the dashboard: spreads are whole, but for the core, which is a median."""
    if unit is Unit.BP:
        return 1 if indicator == "sofr_iorb_core_20d" else 0
    return TABLE_DIGITS.get(indicator, digits(indicator, unit))


def decimals(value: float, unit: Unit, places: int) -> int:
    """Those that prose prints of a value: sums of money have theirs by size; see render/show.py."""
    if unit is not Unit.USD_BILLIONS:
        return places
    size = abs(value)
    if rounded(size, 1) >= TRILLION:
        return -1
    return 1 if rounded(size, 2) >= HUNDRED else 2 if rounded(size, 2) else 3


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of one issue.

    Attributes:
        measurement: Of the as-of day.
        judgement: Of the same day.
    """

    measurement: Measurement
    judgement: Judgement

    def value(self, reading: str) -> Figure:
        """The reading itself; value None when missing."""
        measured = self.measurement[reading]
        one = measured.reading
        return Figure(reading, one.value, one.unit, one.period, "value", one.status, digits(reading, one.unit))

    def extreme(self, reading: str) -> Figure:
        """The highest of a window, with the day on which it stood as its period."""
        one = self.measurement[reading].reading
        value = self.value(reading)
        return Figure(
            reading, value.value, value.unit, one.extreme_on or one.period, "extreme", one.status, value.digits
        )

    def earlier(self, reading: str, day: date) -> Figure:
        """Its value on the last period up to `day`; None where there is none."""
        measured = self.measurement[reading]
        history = measured.history.loc[: pd.Timestamp(day)]
        unit = measured.reading.unit
        if history.empty:
            return Figure(reading, None, unit, None, "earlier", digits=digits(reading, unit))
        period = history.index[-1].date()
        return Figure(reading, float(history.iloc[-1]), unit, period, "earlier", digits=digits(reading, unit))

    def ago(self, reading: str, days: int) -> Figure:
        """Its value `days` days before its own date; None where a gap in the data leaves none of about that day."""
        day = (self.measurement[reading].reading.period or self.measurement.day) - timedelta(days=days)
        found = self.earlier(reading, day)
        if found.period is None or day - found.period <= self._reach(reading):
            return found
        return replace(found, value=None, period=None)

    def change(self, reading: str, days: int) -> Figure:
        """Against `days` days before, in the reading's unit."""
        now, then = self.value(reading), self.ago(reading, days)
        difference = None if now.value is None or then.value is None else round(now.value - then.value, 9)
        return Figure(reading, difference, now.unit, now.period, "change", now.status, now.digits)

    def part(self, reading: str, value: float, unit: Unit, period: date | None = None, places: int = 1) -> Figure:
        """A number computed from a reading's history: an average, a bound, a part of a sum."""
        return Figure(reading, value, unit, period, "part", digits=places)

    def beside(self, trigger: Trigger) -> tuple[Figure, Figure | None, Figure | None]:
        """A reading, and the values at which its level rises and falls, so told that none looks like another."""
        now = self.value(trigger.reading)
        if now.unit is Unit.BP and now.value is not None and float(now.value).is_integer():
            now = replace(now, digits=0)
        found = bounds.beside(trigger, now.value or 0.0, lambda value: decimals(value, now.unit, now.digits))
        up, down = (
            None if at is None else replace(self.part(trigger.reading, at, now.unit, None, now.digits), more=found.more)
            for at in (found.up, found.down)
        )
        return replace(now, more=found.more), up, down

    def count(self, reading: str, value: int) -> Figure:
        """A whole number counted in a reading's history."""
        return Figure(reading, float(value), Unit.COUNT, None, "count", digits=0)

    def all(self) -> Mapping[str, Fact]:
        """Every reading by id: what a template finds as `f`."""
        return {reading: self.value(reading) for reading in self.measurement}

    def standing(self, reading: str, standing: Standing, direction: Direction) -> Mapping[str, Fact]:
        """
        What may be said of a value's place in its history.

        Returns:
            kind: "record", "since", "rank" or "none"; with `high`, `since`, `start` and `rank` for the sentence.
        """
        period = self.measurement[reading].reading.period or self.measurement.day
        kind = "none"
        if standing.rank == 1 and standing.since is None and period - standing.start >= LONG:
            kind = "record"
        elif standing.since is not None and period - standing.since >= max(NEWS, RUN * self._spacing(reading)):
            kind = "since"
        elif 1 < standing.rank <= NEAR_TOP and period - standing.start >= LONG:
            kind = "rank"
        return {
            "kind": kind,
            "high": direction is Direction.HIGH,
            "since": standing.since,
            "start": standing.start,
            "rank": Figure(reading, float(standing.rank), Unit.COUNT, None, "rank", digits=0),
        }

    def _reach(self, reading: str) -> timedelta:
        """How much older than a day its value may be: some holidays of a daily reading, a week left out, a month."""
        spacing = self._spacing(reading)
        return DAILY_REACH if spacing < WEEK else 2 * WEEK if spacing <= WEEK else spacing - timedelta(days=1)

    def _spacing(self, reading: str) -> timedelta:
        """The usual distance between two periods."""
        index = self.measurement[reading].history.index[-9:]
        return timedelta(days=float(pd.Series(index).diff().dt.days.median())) if index.size > 1 else timedelta(0)

    def signal(self, reading: str) -> Signal | None:
        """Its judgement; None when it is late, missing or not judged."""
        return self.judgement.signals.get(reading)

    def judged(self, reading: str) -> bool:
        """Whether it is there and on time: nothing is calm because its data are late or missing."""
        return self.measurement[reading].judged

    def level(self, reading: str) -> int:
        """Its level; calm when there is no judgement."""
        signal = self.signal(reading)
        return int(signal.level) if signal else 0


def long_run_average(measured: Measured) -> float | None:
    """The mean of the whole known history."""
    return float(measured.history.mean()) if measured.present else None


def indicator_of(measured: Measured) -> Indicator:
    """Its definition."""
    return measured.indicator
