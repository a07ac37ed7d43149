"""All values of a series with the day each was known, and what of it was known on one day."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from tidegauge.days import cut
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.data import Basis, Observation
from tidegauge.model.units import Unit


@dataclass(frozen=True, slots=True)
class Vintages:
    """
    One series as stored: a row for each value each period has ever had.

    Attributes:
        series: Catalogue id.
        unit: Of the values.
        period, known: datetime64[D], same length, ordered by period and then by known.
        value: float64; NaN where the publisher printed a gap or withdrew the value.
        basis: One for the series, or one a row.
        snapshot: SHA-256 of what it was read from: one for the series, or one a row.
        revised: The file holds a later vintage than was known then.
        instants: Where known to the second, one a row as datetime64[s] in UTC; else the cut of the day.
    """

    series: str
    unit: Unit
    period: np.ndarray
    value: np.ndarray
    known: np.ndarray
    basis: Basis | np.ndarray
    snapshot: str | np.ndarray
    revised: bool = False
    instants: np.ndarray | None = None

    def as_of(self, day: date) -> "History | None":
        """What an issue dated `day` may know: of each period the newest value known by then; None if nothing."""
        rows = np.flatnonzero(self.known <= np.datetime64(day))
        if not rows.size:
            return None
        periods = self.period[rows]
        newest = rows[np.append(periods[1:] != periods[:-1], True)]
        kept = newest[~np.isnan(self.value[newest])]
        return History(self, kept) if kept.size else None


@dataclass(frozen=True, slots=True)
class History:
    """
    One value per period, as known on one day.

    Attributes:
        vintages: Where the rows come from.
        rows: Indices into them, ordered by period.
    """

    vintages: Vintages
    rows: np.ndarray

    @property
    def series(self) -> str:
        """Catalogue id."""
        return self.vintages.series

    @property
    def values(self) -> pd.Series:
        """Values by period, in the series' own unit; no gaps, ascending."""
        index = pd.DatetimeIndex(self.vintages.period[self.rows].astype("datetime64[s]"))
        return pd.Series(self.vintages.value[self.rows], index=index, name=self.series)

    @property
    def first_values(self) -> pd.Series:
        """The first published value of each of its periods, later revisions aside; where that was a gap, the newest."""
        source = self.vintages
        starts = np.flatnonzero(np.append(True, source.period[1:] != source.period[:-1]))
        at = np.searchsorted(source.period[starts], source.period[self.rows])
        first = source.value[starts[at]]
        values = np.where(np.isnan(first), source.value[self.rows], first)
        return pd.Series(values, index=self.values.index, name=self.series)

    @property
    def known(self) -> np.ndarray:
        """datetime64[D]: the day each value became known, beside `values`."""
        days: np.ndarray = self.vintages.known[self.rows]
        return days

    @property
    def first_known(self) -> np.ndarray:
        """datetime64[D]: the day each period's first value became known, later revisions aside."""
        source = self.vintages
        starts = np.flatnonzero(np.append(True, source.period[1:] != source.period[:-1]))
        at = np.searchsorted(source.period[starts], source.period[self.rows])
        days: np.ndarray = source.known[starts[at]]
        return days

    def observation(self, period: np.datetime64) -> Observation | None:
        """The observation of a period; None where there is none."""
        periods = self.vintages.period[self.rows]
        at = int(np.searchsorted(periods, period))
        if at >= periods.size or periods[at] != period:
            return None
        return self._observation(int(self.rows[at]))

    def first_observation(self, period: np.datetime64) -> Observation | None:
        """The first published value of a period, later revisions aside; where that was a gap, the newest."""
        newest = self.observation(period)
        if newest is None:
            return None
        first = int(np.searchsorted(self.vintages.period, period))
        return newest if np.isnan(self.vintages.value[first]) else self._observation(first)

    def _observation(self, row: int) -> Observation:
        source = self.vintages
        day: date = source.known[row].astype("datetime64[D]").item()
        known_on = cut(day)
        if source.instants is not None:
            known_on = pd.Timestamp(source.instants[row], tz="UTC").to_pydatetime()
        basis = source.basis if isinstance(source.basis, Basis) else Basis(str(source.basis[row]))
        snapshot = source.snapshot if isinstance(source.snapshot, str) else str(source.snapshot[row])
        period: date = source.period[row].astype("datetime64[D]").item()
        return Observation(source.series, period, float(source.value[row]), known_on, basis, snapshot)


class Archive(Protocol):
    """Where vintages come from: the store, a folder of CSV files, the sample."""

    @property
    def sample(self) -> bool:
        """Whether the data are synthetic."""
        ...

    def vintages(self, series: str) -> Vintages | None:
        """All rows of a series; None where there are none."""
        ...

    def news(self, day: date) -> tuple[News, ...]:
        """Items of feeds published by the cut of `day`; a folder of files and the sample have none."""
        ...

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        """Days of publications announced by the cut of `day`; a folder of files and the sample have none."""
        ...


class Known:
    """What an archive knew on one day: `history(series)`, read once each; feeds and announced days."""

    def __init__(self, archive: Archive, day: date) -> None:
        self.archive = archive
        self.day = day
        self._histories: dict[str, History | None] = {}

    def history(self, series: str) -> History | None:
        """The series as known on the day; None where nothing was."""
        if series not in self._histories:
            vintages = self.archive.vintages(series)
            self._histories[series] = vintages.as_of(self.day) if vintages else None
        return self._histories[series]

    def news(self) -> tuple[News, ...]:
        """Items of feeds published by then, in order."""
        return self.archive.news(self.day)

    def release_days(self) -> tuple[ReleaseDay, ...]:
        """Days of publications announced by then, in order."""
        return self.archive.release_days(self.day)
