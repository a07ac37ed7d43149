"""What the sections are composed from: the data of one day, and helpers that cut points out of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from tidegauge.catalogue import Catalogue
from tidegauge.compose.figures import Figures
from tidegauge.judge import Judgement
from tidegauge.measure import RARE, Measurement, is_late
from tidegauge.model import institutions
from tidegauge.model.almanac import Almanac
from tidegauge.model.document import Band, Issue, Point, Trace
from tidegauge.model.judgement import Rule
from tidegauge.model.units import Unit, factor
from tidegauge.store.vintages import Known

GAP = 12
"""Days without a value after which a daily line is broken: longer than any run of holidays."""
HALF_YEAR = timedelta(weeks=26)
YEAR = timedelta(weeks=52)
FIRST = date(2018, 1, 1)
"""Long charts begin with the year of the first SOFR."""
OLD = timedelta(days=92)
"""Age from which a reading fills no section."""
LINGERS = timedelta(days=28)
"""An episode is the current one until four weeks after its end."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of stress that charts shade; reports/calendar.toml."""

    key: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Desk:
    """
    Everything known on the day.

    Attributes:
        issue: Which issue.
        known: Series as known on the day.
        catalogue: Series' descriptions.
        measurement, judgement: Of the day.
        figures: Of both.
        dates: reports/calendar.toml.
        rules: Of the report.
        almanac: Events, quotations, forecasts.
    """

    issue: Issue
    known: Known
    catalogue: Catalogue
    measurement: Measurement
    judgement: Judgement
    figures: Figures
    dates: Mapping[str, Any]
    rules: tuple[Rule, ...] = ()
    almanac: Almanac = field(default_factory=Almanac)

    def begun(self, institution: str) -> bool:
        """Whether what the calendar's table [institution] names was there by the day."""
        found = institutions.read(self.dates).get(institution)
        return found is None or found.begun(self.issue.as_of)

    def listed(self, readings: Iterable[str]) -> tuple[str, ...]:
        """The readings of what was there by the day: an issue has no row for what nobody knew of."""
        without = institutions.unknown(self.dates, self.issue.as_of)
        return tuple(one for one in readings if one not in without)

    def series(self, series: str, unit: Unit) -> pd.Series:
        """A series by period in a unit, as known on the day; empty when nothing is."""
        history = self.known.history(series)
        if history is None:
            return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
        return history.values * factor(history.vintages.unit, unit)

    def known_day(self, series: Iterable[str]) -> date:
        """The newest day on which one of the series' last values became known."""
        histories = [one for one in map(self.known.history, series) if one is not None]
        return max((one.known[-1].astype(object) for one in histories), default=self.issue.as_of)

    def trace(self, key: str, *series: str, drawn: bool = True) -> Trace:
        """What a line owes that is made of a series, or of the newest of several that stand in for each other."""
        found = [one for one in map(self.known.history, series) if one is not None]
        if not found:
            return Trace(key, series[:1], None, late=True, drawn=drawn)
        newest = max(found, key=lambda one: one.values.index[-1])
        late = is_late(newest.values, self.catalogue[newest.series], self.known.day)
        return Trace(key, (newest.series,), newest.values.index[-1].date(), late, drawn)

    def trace_of(self, key: str, reading: str) -> Trace:
        """What a line owes that is the history of a reading; a rate behind it that is overdue makes it late, too.

        Of its series those that are overdue come first: they are told.
        """
        measured = self.measurement[reading]
        behind = any(self.catalogue[one].frequency not in RARE for one in measured.behind)
        until = measured.history.index[-1].date() if measured.present else None
        named = sorted(measured.series, key=lambda one: not self._overdue(one))
        return Trace(key, tuple(named), until, not measured.judged or behind)

    def _overdue(self, series: str) -> bool:
        history = self.known.history(series)
        return history is None or is_late(history.values, self.catalogue[series], self.known.day)

    def history(self, reading: str) -> pd.Series:
        """A reading's history."""
        return self.measurement[reading].history

    def has(self, *readings: str) -> bool:
        """Whether every one of the readings has a value."""
        return all(self.measurement[one].present for one in readings)

    def recent(self, *readings: str) -> bool:
        """Whether every one has a value of the last quarter: what is older fills no section, late or not."""
        periods = (self.measurement[one].reading.period for one in readings)
        return all(one is not None and self.issue.as_of - one <= OLD for one in periods)

    def usable(self, reading: str) -> bool:
        """Whether it has a value that still says something: on time, not older than a quarter, or published rarely."""
        measured = self.measurement[reading]
        rare = not measured.reading.change.applicable
        return measured.present and (measured.judged or rare or self.recent(reading))

    def bands(self, start: date, end: date) -> tuple[Band, ...]:
        """Episodes within a frame; none that had not begun by the as-of day, and none on synthetic data."""
        if self.known.archive.sample:
            return ()
        episodes = [Episode(**one) for one in self.dates["episode"]]
        return tuple(
            Band(
                one.key,
                max(one.start, start),
                min(one.end, end, self.issue.as_of),
                current=self.issue.as_of <= one.end + LINGERS,
            )
            for one in episodes
            if one.start <= min(end, self.issue.as_of) and one.end >= start
        )


def points(values: pd.Series, start: date, end: date | None = None, gap: int | None = GAP) -> tuple[Point, ...]:
    """Points from `start` on, with a gap wherever more than `gap` days lie between two of them."""
    cut = values.loc[pd.Timestamp(start) : pd.Timestamp(end) if end else None]
    if cut.empty:
        return ()
    days = cut.index.to_numpy().astype("datetime64[D]")
    listed = list(zip(days.astype(object), cut.to_numpy().tolist(), strict=True))
    if gap is None:
        return tuple(listed)
    breaks = np.flatnonzero(np.diff(days).astype(int) > gap)
    for at in breaks[::-1]:
        listed.insert(at + 1, (listed[at][0] + timedelta(days=1), None))
    return tuple(listed)


def held(values: pd.Series, start: date, end: date) -> tuple[Point, ...]:
    """A policy rate in a frame: the value in force at the start, each change, and the last held to the end."""
    before = values.loc[: pd.Timestamp(start)]
    inside = values.loc[pd.Timestamp(start) + pd.Timedelta(days=1) : pd.Timestamp(end)]
    changes = inside[inside.diff().fillna(1.0 if before.empty else inside.iloc[:1] - before.iloc[-1]) != 0]
    listed: list[Point] = [] if before.empty else [(start, float(before.iloc[-1]))]
    listed += [(day.date(), float(value)) for day, value in changes.items()]
    if listed and listed[-1][0] < end:
        listed.append((end, listed[-1][1]))
    return tuple(listed)


def weekly_before(values: pd.Series, day: date) -> pd.Series:
    """Weekly medians (each at its week's last value) before `day`, every value since: a long line that can be read."""
    at = pd.Timestamp(day)
    early, late = values.loc[: at - pd.Timedelta(days=1)], values.loc[at:]
    if early.empty:
        return late
    weeks = early.groupby(early.index.to_period("W-FRI"))
    medians = pd.Series(weeks.median().to_numpy(), index=weeks.apply(lambda one: one.index[-1]).to_numpy())
    return pd.concat([medians, late])
