"""Histories of readings and series as arrays, and the observations behind each of their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tidegauge.catalogue import Catalogue
from tidegauge.indicators.arithmetic import as_published
from tidegauge.measure import Measured
from tidegauge.model.data import Observation
from tidegauge.model.units import Unit, factor
from tidegauge.store.vintages import History, Known

REACH: Mapping[str, int] = {"weekly": 6, "monthly": 30, "quarterly": 91, "steps": 3650}
"""Days back to a value that still describes a day; others only their own."""


@dataclass(frozen=True, slots=True)
class Track:
    """
    A history.

    Attributes:
        source: Reading or series.
        days: datetime64[D], ascending.
        values: In `unit`, unrounded.
        unit: Of the values.
        reach: Days back to the value that describes a day without one of its own.
        stock: It cannot fall below zero.
    """

    source: str
    days: np.ndarray
    values: np.ndarray
    unit: Unit
    reach: int
    stock: bool

    def scaled(self, unit: Unit | None, size: float) -> "Track":
        """
        In a claim's unit: `unit` times `size`; as it is where the claim's unit is its own.

        Raises:
            UnitMismatch: there is no conversion.
        """
        if unit is None:
            return self
        by = factor(self.unit, unit) / size
        return Track(self.source, self.days, self.values * by, self.unit, self.reach, self.stock)


@dataclass(frozen=True, slots=True)
class Data:
    """
    What claims are held against: the data known on one day.

    Attributes:
        known: Series as known on the day.
        measurement: Readings of the day, at least those the claims ask for.
        catalogue: Series' descriptions.
    """

    known: Known
    measurement: Mapping[str, Measured]
    catalogue: Catalogue
    _tracks: dict[str, Track | None] = field(default_factory=dict)

    def track(self, source: str) -> Track | None:
        """A reading's or a series' history; None where nothing is known."""
        if source not in self._tracks:
            self._tracks[source] = self._reading(source) if source in self.measurement else self._series(source)
        return self._tracks[source]

    def _reading(self, source: str) -> Track | None:
        one = self.measurement[source]
        if one.history.empty:
            return None
        lead = self.catalogue[one.indicator.needs[0].series]
        days = one.history.index.to_numpy().astype("datetime64[D]")
        stock = lead.low >= 0 and one.indicator.compute is as_published
        return Track(source, days, one.history.to_numpy(), one.reading.unit, REACH.get(lead.frequency, 0), stock)

    def _series(self, source: str) -> Track | None:
        history = self.known.history(source)
        if history is None:
            return None
        series = self.catalogue[source]
        days = history.vintages.period[history.rows].astype("datetime64[D]")
        values = history.vintages.value[history.rows]
        return Track(source, days, values, history.vintages.unit, REACH.get(series.frequency, 0), series.low >= 0)

    def series(self, source: str) -> tuple[str, ...]:
        """Catalogue ids behind a reading or series."""
        if source not in self.measurement:
            return (source,)
        one = self.measurement[source]
        return one.series or tuple(need.series for need in one.indicator.needs)

    def observations(self, source: str, days: np.ndarray) -> tuple[Observation, ...]:
        """Every observation the values of `days` were computed from, each once, in order."""
        if source in self.measurement:
            return self._inputs(self.measurement[source], days)
        history = self.known.history(source)
        found = (history.observation(day) for day in days) if history else ()
        return tuple(one for one in found if one is not None)

    def _inputs(self, measured: Measured, days: np.ndarray) -> tuple[Observation, ...]:
        """The inputs of some values: the rows of their windows, of a stepped input those known by then."""
        needs = measured.indicator.needs
        histories = [self._history(need.series, need.then) for need in needs]
        lead = histories[0]
        if lead is None:
            return ()
        window = _windows(lead, days, measured.indicator.window)
        found: list[Observation | None] = []
        for need, history in zip(needs, histories, strict=True):
            if history is not None and need.stepped:
                found.extend(self._stepped(history, lead, day) for day in days)
            elif history is not None:
                found.extend(history.observation(one) for one in window)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def _history(self, series: str, then: str | None) -> History | None:
        first = self.known.history(series)
        second = self.known.history(then) if then else None
        if first is None or second is None:
            return first or second
        newest = first.vintages.period[first.rows[-1]]
        return second if second.vintages.period[second.rows[-1]] - newest >= np.timedelta64(10, "D") else first

    def _stepped(self, history: History, lead: History, day: np.datetime64) -> Observation | None:
        periods = lead.vintages.period[lead.rows].astype("datetime64[D]")
        at = int(np.searchsorted(periods, day))
        asked = np.datetime64(self.known.day) if at >= periods.size - 1 else lead.first_known[at]
        known = np.flatnonzero(history.first_known <= asked)
        return history.observation(history.vintages.period[history.rows[known[-1]]]) if known.size else None


def _windows(lead: History, days: np.ndarray, rows: int) -> np.ndarray:
    """Periods of the last `rows` rows up to each of the days, each period once."""
    periods: np.ndarray = lead.vintages.period[lead.rows].astype("datetime64[D]")
    used = np.zeros(periods.size, dtype=bool)
    for end in np.searchsorted(periods, days, side="right"):
        used[max(0, end - rows) : end] = True
    return periods[used]
