"""
Forecasts judged from the data of the as-of day: open, met or missed.

A condition is one of ``max >= x``, ``min < x`` and so on; ``last > first``; ``last - first >= x``;
``max - first >= x``; ``drawdown >= x``; ``mean(A..B) > mean(C..D)``; ``event_date within horizon``. Values are those
whose period lies in the horizon; a value that comes out after the horizon still counts for its period.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from tidegauge.compose.desk import Desk
from tidegauge.compose.figures import digits
from tidegauge.errors import SettingsError
from tidegauge.model.almanac import Forecast, Outcome
from tidegauge.model.document import Figure, TableCell, TableColumn, TableRow, TableSpec, Told
from tidegauge.model.units import Unit, convert

COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
UPWARD = (">=", ">")
_LEVEL = re.compile(r"(max - first|last - first|max|min|drawdown) (>=|>|<=|<) (-?[\d.]+)")
_ENDS = re.compile(r"last (>|<) first")
_MEANS = re.compile(r"mean\(([\d-]+)\.\.([\d-]+)\) (>|<) mean\(([\d-]+)\.\.([\d-]+)\)")
EVENT = "events.csv: "
SLACK = {"daily": 4, "weekly": 6, "irregular": 10, "steps": 0}
"""Days before the end of a horizon within which its last value may lie."""


@dataclass(frozen=True, slots=True)
class Score:
    """
    How one forecast stands.

    Attributes:
        outcome: On the as-of day.
        value: What the condition measures so far; None where there is nothing yet, or nothing to measure.
        unit, period: Of `value`.
    """

    outcome: Outcome
    value: float | None = None
    unit: Unit = Unit.INDEX
    period: date | None = None


def scores(desk: Desk) -> tuple[tuple[Forecast, Score], ...]:
    """Every forecast made by the as-of day, in the order they were made."""
    made = [one for one in desk.almanac.forecasts if one.made_on <= desk.issue.as_of]
    return tuple((one, score(desk, one)) for one in sorted(made, key=lambda one: (one.made_on, one.id)))


def score(desk: Desk, forecast: Forecast) -> Score:
    """
    One forecast.

    Raises:
        SettingsError: its subject or condition is none.
    """
    if forecast.subject.startswith(EVENT):
        return _event(desk, forecast)
    values, unit = _values(desk, forecast)
    if match := _MEANS.fullmatch(forecast.condition):
        return _means(values, unit, match)
    inside = values.loc[pd.Timestamp(forecast.start) : pd.Timestamp(forecast.end)]
    if inside.empty:
        return Score(Outcome.OPEN)
    over = _over(desk, forecast, values)
    if match := _ENDS.fullmatch(forecast.condition):
        moved = float(inside.iloc[-1] - inside.iloc[0])
        held = COMPARE[match[1]](moved, 0.0)
        return Score(_closed(held) if over else Outcome.OPEN, moved, unit, inside.index[-1].date())
    if match := _LEVEL.fullmatch(forecast.condition):
        return _level(inside, unit, match, over)
    raise SettingsError(f"reports/forecasts.csv, {forecast.id}: {forecast.condition!r} is no condition we can measure.")


def _closed(held: bool) -> Outcome:
    return Outcome.MET if held else Outcome.MISSED


def _level(inside: pd.Series, unit: Unit, match: re.Match[str], over: bool) -> Score:
    measure, sign, bound = match[1], match[2], float(match[3])
    running = _running(inside, measure)
    held = COMPARE[sign](float(running.iloc[-1]), bound)
    # A highest that must be reached is decided the day it is; a lowest that must hold only at the end.
    reached_for = measure not in ("min", "last - first") if sign in UPWARD else measure == "min"
    period = running.index[-1].date()
    unit = Unit.PERCENT if measure == "drawdown" else unit
    if reached_for:
        outcome = Outcome.MET if held else (Outcome.MISSED if over else Outcome.OPEN)
    elif measure == "last - first":
        outcome = _closed(held) if over else Outcome.OPEN
    else:
        outcome = (Outcome.MET if over else Outcome.OPEN) if held else Outcome.MISSED
    return Score(outcome, float(running.iloc[-1]), unit, period)


def _running(inside: pd.Series, measure: str) -> pd.Series:
    """What a condition measures, up to each value."""
    match measure:
        case "max":
            return inside.cummax()
        case "min":
            return inside.cummin()
        case "max - first":
            return inside.cummax() - inside.iloc[0]
        case "last - first":
            return inside - inside.iloc[0]
        case _:
            return ((1 - inside / inside.cummax()) * 100).cummax()


def _means(values: pd.Series, unit: Unit, match: re.Match[str]) -> Score:
    first, second = (values.loc[pd.Timestamp(match[at]) : pd.Timestamp(match[at + 1])] for at in (1, 4))
    if first.empty or second.empty or values.index[-1] < pd.Timestamp(match[2]):
        return Score(Outcome.OPEN)
    difference = float(first.mean() - second.mean())
    return Score(_closed(COMPARE[match[3]](difference, 0.0)), difference, unit, first.index[-1].date())


def _event(desk: Desk, forecast: Forecast) -> Score:
    """Whether the event named fell in the horizon, once it is known or its day has been decided."""
    begins, day = forecast.subject.removeprefix(EVENT), desk.issue.as_of
    found = [one.day for one in desk.almanac.events if one.en.startswith(begins) and one.known <= day]
    found += [one["day"] for one in desk.dates.get("decided", ()) if one["event"] == begins and one["known"] <= day]
    if found:
        return Score(_closed(forecast.start <= found[0] <= forecast.end), period=found[0])
    return Score(Outcome.MISSED if day > forecast.end else Outcome.OPEN)


def _values(desk: Desk, forecast: Forecast) -> tuple[pd.Series, Unit]:
    if forecast.subject in desk.measurement:
        measured = desk.measurement[forecast.subject]
        return measured.history, measured.reading.unit
    unit = desk.catalogue[forecast.subject].unit
    return desk.series(forecast.subject, unit), unit


def _over(desk: Desk, forecast: Forecast, values: pd.Series) -> bool:
    """Whether the horizon has ended and its last value is known."""
    if desk.issue.as_of <= forecast.end:
        return False
    measured = desk.measurement.get(forecast.subject)
    lead = measured.indicator.needs[0].series if measured else forecast.subject
    frequency = desk.catalogue[lead].frequency
    end = forecast.end
    if frequency in ("monthly", "quarterly"):
        months = 1 if frequency == "monthly" else 3
        last = date(end.year, (end.month - 1) // months * months + 1, 1)
    else:
        last = end - timedelta(days=SLACK.get(frequency, SLACK["daily"]))
    return bool(values.index[-1] >= pd.Timestamp(last))


def scorecard(desk: Desk) -> TableSpec | None:
    """Who said what, until when, what is measured so far, and how it stands; None without a forecast."""
    listed = scores(desk)
    if not listed:
        return None
    columns = (
        TableColumn("made_on", quiet=True),
        TableColumn("forecast", told=True),
        TableColumn("until", quiet=True),
        TableColumn("so_far", numbers=True),
        TableColumn("unit", quiet=True),
        TableColumn("outcome"),
    )
    return TableSpec("scorecard", columns, tuple(_row(desk, one, found) for one, found in listed), named=False)


def _row(desk: Desk, forecast: Forecast, found: Score) -> TableRow:
    told = Told(
        forecast.zh_hant,
        forecast.en,
        forecast.who_zh_hant,
        forecast.who_en,
        under_zh_hant=forecast.measure_zh_hant,
        under_en=forecast.measure_en,
    )
    return TableRow(
        (
            TableCell(forecast.made_on),
            TableCell(told),
            TableCell(forecast.end),
            TableCell(_so_far(forecast, found)),
            TableCell(_unit(found) if found.value is not None else ""),
            TableCell(f"outcome_{found.outcome.value}", strong=found.outcome is not Outcome.OPEN),
        )
    )


def _so_far(forecast: Forecast, found: Score) -> Figure | date | str:
    if found.value is None:
        return found.period or "not_applicable"
    unit = _unit(found)
    value = convert(found.value, found.unit, unit)
    return Figure(forecast.subject, value, unit, found.period, "part", digits=digits(forecast.subject, unit))


def _unit(found: Score) -> Unit:
    return Unit.USD_BILLIONS if found.unit is Unit.USD_MILLIONS else found.unit
