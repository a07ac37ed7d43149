"""Histories as known on a day become Readings: value, change, percentile, status and the observations behind them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tidegauge.catalogue import Catalogue, Series
from tidegauge.days import expected_period, is_business_day
from tidegauge.indicators import composite
from tidegauge.indicators.composite import Arrivals, Ingredient, Stress
from tidegauge.indicators.definition import Indicator, Input
from tidegauge.model.data import Change, Observation, Reading, Status
from tidegauge.model.units import factor
from tidegauge.store.vintages import History, Known

SINCE = pd.Timestamp(2018, 1, 1)
"""Percentiles are among all values since then: the first year of SOFR."""
FEWEST = 26
"""Values a percentile needs: half a year of weeks."""
ENDED = 10
"""Days by which a substitute must be newer before it stands in."""
RARE = ("monthly", "quarterly")
"""Frequencies for which a change over a week means nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """
    A reading with the history it is the last value of.

    Attributes:
        reading: The reading.
        indicator: Its definition.
        history: Values by period, unrounded, ascending; empty when missing.
        known: datetime64[D] beside `history`: the day each value could first be computed.
        series: Catalogue ids of the inputs used, substitutes in place of what ended.
        substitute: Catalogue id of the series that stands in; None mostly.
        revised: An input's file holds a later vintage than was known then.
        behind: Catalogue ids of stepped inputs whose newest period is overdue.
    """

    reading: Reading
    indicator: Indicator
    history: pd.Series
    known: np.ndarray
    series: tuple[str, ...]
    substitute: str | None = None
    revised: bool = False
    behind: tuple[str, ...] = ()

    @property
    def present(self) -> bool:
        """Whether there is a value at all."""
        return self.reading.value is not None

    @property
    def judged(self) -> bool:
        """Whether it may carry a percentile and a level: present and not late."""
        return self.present and self.reading.status is not Status.LATE


class Measurement(Mapping[str, Measured]):
    """Every measured reading by id, in the order of the table; `stress` is the composite with its inputs."""

    def __init__(self, day: date, measured: Iterable[Measured], stress: Stress | None = None) -> None:
        self.day = day
        self.stress = stress
        self._measured = {one.reading.indicator: one for one in measured}

    def __getitem__(self, key: str) -> Measured:
        return self._measured[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._measured)

    def __len__(self) -> int:
        return len(self._measured)


def measure(indicators: Iterable[Indicator], known: Known, catalogue: Catalogue) -> Measurement:
    """
    Every indicator on the day of `known`.

    What cannot be computed is a reading with status MISSING, never an exception: the briefing says so in its place.
    """
    listed = tuple(indicators)
    measured = {one.id: _measure(one, known, catalogue) for one in listed if not one.of_composite}
    parts = tuple(one for one in listed if one.of_composite)
    stress = measure_stress(known) if parts else None
    if stress is not None:
        measured |= {one.id: _part_of_composite(one, stress, known) for one in parts}
    return Measurement(known.day, (_with_extreme(one, measured) for one in measured.values()), stress)


def measure_stress(known: Known, ingredients: Iterable[Ingredient] = composite.INGREDIENTS) -> Stress:
    """The composite as known on the day; inputs of which nothing is known are missing in it."""
    chosen = tuple(ingredients)
    arrivals = {one.id: found for one in chosen if (found := _arrivals(one, known)) is not None}
    return composite.stress(arrivals, known.day, chosen)


def _arrivals(ingredient: Ingredient, known: Known) -> Arrivals | None:
    """An input's values, each with the day on which the last of its series was known."""
    found = [known.history(need.series) for need in ingredient.needs]
    if any(one is None and not need.optional for need, one in zip(ingredient.needs, found, strict=True)):
        return None
    firsts = [one.first_values if one else pd.Series(dtype=float, index=pd.DatetimeIndex([])) for one in found]
    scaled = (
        one * _factor(need, history) if history else one
        for need, history, one in zip(ingredient.needs, found, firsts, strict=True)
    )
    values = ingredient.compute(*scaled)
    if values.empty:
        return None
    periods = values.index.to_numpy().astype("datetime64[D]")
    days = periods.copy()
    for history in found:
        if history is not None:
            days = np.maximum(days, _known_of(history, periods))
    return Arrivals(periods, days, values.to_numpy(dtype=float))


def _known_of(history: History, periods: np.ndarray) -> np.ndarray:
    """The day each period's first value became known; for periods the series lacks, the period itself."""
    own = history.vintages.period[history.rows]
    at = np.minimum(np.searchsorted(own, periods), own.size - 1)
    return np.where(own[at] == periods, history.first_known[at], periods)


def _part_of_composite(indicator: Indicator, stress: Stress, known: Known) -> Measured:
    """The index or one of its blocks as a weekly reading."""
    values = stress.index if indicator.of_composite == composite.INDEX else stress.blocks[indicator.of_composite]
    there = ~np.isnan(values)
    if not there.any():
        return _missing(indicator)
    row = int(np.flatnonzero(there)[-1])
    weeks = stress.weeks[there]
    history = pd.Series(values[there], index=pd.DatetimeIndex(weeks.astype("datetime64[s]")), name=indicator.id)
    inputs = _inputs_of_composite(indicator.of_composite, stress, row, known)
    used = [one for seen in inputs if (one := known.history(seen.series)) is not None]
    late = weeks[-1] < composite.weekdays(known.day)[-1]
    status = Status.LATE if late else Status.SAMPLE if known.archive.sample else Status.FRESH
    reading = Reading(
        indicator=indicator.id,
        value=float(history.iloc[-1]),
        unit=indicator.unit,
        digits=indicator.decimals,
        period=history.index[-1].date(),
        change=Change(change_over(history, 7), change_over(history, 28)),
        percentile=None if late else percentile(history),
        status=status,
        inputs=inputs,
        extreme_on=stress.peaks[row].astype("datetime64[D]").item(),
    )
    series = tuple(dict.fromkeys(one.series for one in used))
    return Measured(reading, indicator, history, weeks, series, revised=any(one.vintages.revised for one in used))


def _inputs_of_composite(block: str, stress: Stress, row: int, known: Known) -> tuple[Observation, ...]:
    """The first published value of each series that was scored on a week's highest day, as known on that day."""
    found: list[Observation] = []
    for one in composite.INGREDIENTS:
        period = stress.standing(one.id, row) if block in (composite.INDEX, one.block) else None
        if period is not None:
            seen = (_first_of(source, period, known) for source in one.sources)
            found.extend(one for one in seen if one is not None)
    return tuple(dict.fromkeys(found))


def _first_of(series: Iterable[str], period: np.datetime64, known: Known) -> Observation | None:
    histories = (one for one in map(known.history, series) if one is not None)
    return next((seen for one in histories if (seen := one.first_observation(period)) is not None), None)


def _with_extreme(one: Measured, measured: Mapping[str, Measured]) -> Measured:
    """With the newest day of the window on which its highest stood."""
    under = measured.get(one.indicator.extreme_of)
    if under is None or not one.present:
        return one
    window = under.history.loc[: one.history.index[-1]].iloc[-one.indicator.window :]
    highest = window.index[window.to_numpy() == window.max()][-1]
    return replace(one, reading=replace(one.reading, extreme_on=highest.date()))


def _measure(indicator: Indicator, known: Known, catalogue: Catalogue) -> Measured:
    found = [_choose(need, known) for need in indicator.needs]
    if any(history is None and not need.optional for need, (history, _) in zip(indicator.needs, found, strict=True)):
        return _missing(indicator)
    histories = [history for history, _ in found]
    history = indicator.compute(*_columns(indicator.needs, histories, known.day))
    if history.empty or not np.isfinite(history.iloc[-1]):
        return _missing(indicator)
    used = [one for one in histories if one is not None]
    lead = used[0]
    days = _known_days(history, lead)
    substitute = next((name for _, name in found if name), None)
    inputs = _inputs(indicator, histories, history.index[-1])
    return Measured(
        reading=_reading(indicator, history, catalogue[lead.series], known, inputs),
        indicator=indicator,
        history=history,
        known=days,
        series=tuple(one.series for one in used if _contributes(one, inputs)),
        substitute=substitute,
        revised=any(one.vintages.revised for one in used if _contributes(one, inputs)),
        behind=_behind(indicator, histories, known.day, catalogue),
    )


def _contributes(history: History, inputs: tuple[Observation, ...]) -> bool:
    return any(one.series == history.series for one in inputs)


def _choose(need: Input, known: Known) -> tuple[History | None, str | None]:
    """The input's history, or its substitute's and that one's id when the first has ended."""
    first = known.history(need.series)
    second = known.history(need.then) if need.then else None
    if second is None or (first is not None and _newest(second) - _newest(first) < np.timedelta64(ENDED, "D")):
        return first, None
    return second, second.series


def _newest(history: History) -> np.datetime64:
    newest: np.datetime64 = history.vintages.period[history.rows[-1]]
    return newest


def _columns(needs: tuple[Input, ...], histories: list[History | None], day: date) -> Iterator[pd.Series]:
    lead = histories[0]
    for need, history in zip(needs, histories, strict=True):
        if history is None:
            yield pd.Series(dtype=float, index=pd.DatetimeIndex([]))
        elif need.stepped and lead is not None:
            yield _stepped(history, lead, day) * _factor(need, history)
        else:
            yield history.values * _factor(need, history)


def _factor(need: Input, history: History) -> float:
    if need.then == history.series:
        return 1.0
    return factor(history.vintages.unit, need.unit)


def _stepped(history: History, lead: History, day: date) -> pd.Series:
    """
    Beside each period of `lead`, the newest value of `history` known when that period's value became known; beside the
    last one, the newest known on `day`.
    """
    asked = lead.first_known.copy()
    asked[-1] = np.datetime64(day)
    order = np.argsort(history.first_known, kind="stable")
    newest = np.maximum.accumulate(order)
    at = np.searchsorted(history.first_known[order], asked, side="right") - 1
    values = history.values.to_numpy()
    stepped = np.where(at >= 0, values[newest[at]], np.nan)
    return pd.Series(stepped, index=lead.values.index).dropna()


def _known_days(history: pd.Series, lead: History) -> np.ndarray:
    at = np.searchsorted(lead.values.index.to_numpy(), history.index.to_numpy())
    days: np.ndarray = lead.first_known[at]
    return days


def without(measurement: Measurement, readings: Collection[str]) -> Measurement:
    """The same with some readings missing: an issue does not tell what nobody published by its day."""
    kept = (_missing(one.indicator) if key in readings else one for key, one in measurement.items())
    return Measurement(measurement.day, kept, measurement.stress)


def _missing(indicator: Indicator) -> Measured:
    series = tuple(need.series for need in indicator.needs if not need.optional)
    reading = Reading(indicator.id, None, indicator.unit, indicator.decimals, None, Change(), None, Status.MISSING, ())
    empty = pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    return Measured(reading, indicator, empty, np.array([], dtype="datetime64[D]"), series)


def _reading(
    indicator: Indicator, history: pd.Series, lead: Series, known: Known, inputs: tuple[Observation, ...]
) -> Reading:
    period = history.index[-1].date()
    late = is_late(history, lead, known.day, joined=len(indicator.needs) > 1)
    status = Status.LATE if late else Status.SAMPLE if known.archive.sample else Status.FRESH
    return Reading(
        indicator=indicator.id,
        value=float(history.iloc[-1]),
        unit=indicator.unit,
        digits=indicator.decimals,
        period=period,
        change=_change(history, lead),
        percentile=None if late else percentile(history),
        status=status,
        inputs=inputs,
    )


def is_late(history: pd.Series, lead: Series, day: date, *, joined: bool = False) -> bool:
    """Late by the lead's release calendar; a weekly value joined with a daily one skips days nothing was published."""
    period = history.index[-1].date()
    expected = expected_period(lead.frequency, lead.lag, lead.grace, day, anchor=period)
    if joined and lead.frequency == "weekly":
        while expected is not None and not is_business_day(expected, "all"):
            expected -= timedelta(days=7)
    return expected is not None and period < expected


def _behind(indicator: Indicator, histories: list[History | None], day: date, catalogue: Catalogue) -> tuple[str, ...]:
    stepped = [one for need, one in zip(indicator.needs, histories, strict=True) if need.stepped and one is not None]
    return tuple(one.series for one in stepped if is_late(one.values, catalogue[one.series], day))


def _change(history: pd.Series, lead: Series) -> Change:
    if lead.frequency in RARE:
        return Change(applicable=False)
    return Change(change_over(history, 7), change_over(history, 28))


def change_over(history: pd.Series, days: int) -> float | None:
    """The last value minus the last one on or before `days` days earlier; None where there is none."""
    earlier = history.loc[: history.index[-1] - pd.Timedelta(days=days)]
    return float(history.iloc[-1] - earlier.iloc[-1]) if earlier.size else None


def percentile(history: pd.Series) -> float | None:
    """
    The rank of the last value among all since 2018, itself included, 0 to 100; ties count half. None when there are
    fewer than 26.
    """
    values = history.loc[SINCE:].to_numpy()
    if values.size < FEWEST:
        return None
    last = values[-1]
    return float((np.sum(values < last) + 0.5 * np.sum(values == last)) / values.size * 100)


def _inputs(indicator: Indicator, histories: list[History | None], period: pd.Timestamp) -> tuple[Observation, ...]:
    lead = histories[0]
    if lead is None:
        return ()
    window = lead.values.index[lead.values.index <= period][-indicator.window :].to_numpy().astype("datetime64[D]")
    found = []
    for need, history in zip(indicator.needs, histories, strict=True):
        if history is None:
            continue
        if need.stepped:
            found.append(history.observation(_newest(history)))
        else:
            found.extend(history.observation(day) for day in window)
    return tuple(one for one in found if one is not None)
