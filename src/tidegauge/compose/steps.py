"""
Steps of the Federal Reserve's own rates that no row of events.csv tells: taken from the series, in the timeline.

A table kept by hand misses some, and the next one comes before anyone has written it down. What the series know is told
and no more: which rates began to hold on which day, and by how much they had moved. reports/steps.toml has the words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

import pandas as pd

from tidegauge.compose.desk import Desk
from tidegauge.model.almanac import Event, StepWords
from tidegauge.model.units import Unit

UPPER, LOWER = "DFEDTARU", "DFEDTARL"
PAID = ("IOER", "IORB")
"""What the Fed pays on reserves: until July 2021, and since."""
LAPSE = timedelta(days=5)
"""From a decision to the day on which it holds, at most: a weekend and a holiday."""
GAP = timedelta(days=4)
"""After a longer time without a value the series do not tell the day of a step."""
BASIS_POINTS = 100.0
LANGUAGES = ("en", "zh-Hant")


@dataclass(frozen=True, slots=True)
class Step:
    """
    A rate that began to hold.

    Attributes:
        day: The first on which it held.
        name: "range", or the series of a rate that is one number.
        low, high: Percent; equal where it is one number.
        move: Basis points since the day before.
    """

    day: date
    name: str
    low: float
    high: float
    move: float


def events(desk: Desk, told: Iterable[Event], window: timedelta) -> tuple[Event, ...]:
    """
    One for each day of the window on which rates began to hold that none of the events told states; none on
    synthetic data, whose rates stand beside real events.

    Args:
        told: Events of our own table.
        window: Up to the as-of day.
    """
    if desk.known.archive.sample:
        return ()
    listed = tuple(told)
    start = desk.issue.as_of - window
    found = [one for one in (*_range(desk), *_paid(desk)) if one.day > start and not _stated(one, listed)]
    found.sort(key=lambda one: (one.day, one.name != "range"))
    return tuple(_event(desk, day, tuple(rates), listed) for day, rates in groupby(found, attrgetter("day")))


def _range(desk: Desk) -> Iterator[Step]:
    lower = desk.series(LOWER, Unit.PERCENT)
    for day, high, move in _moves(desk.series(UPPER, Unit.PERCENT)):
        low = lower.get(pd.Timestamp(day))
        if low is not None:
            yield Step(day, "range", float(low), high, move)


def _paid(desk: Desk) -> Iterator[Step]:
    for name in PAID:
        for day, rate, move in _moves(desk.series(name, Unit.PERCENT)):
            yield Step(day, name, rate, rate, move)


def _moves(values: pd.Series) -> Iterator[tuple[date, float, float]]:
    """Day, value and the basis points by which it differs from the value before."""
    changes = (values.diff() * BASIS_POINTS).round(4)
    lapses = values.index.to_series().diff()
    for day in values.index[(changes.fillna(0.0) != 0.0) & (lapses <= GAP)]:
        yield day.date(), float(values[day]), float(changes[day])


def _stated(step: Step, listed: Iterable[Event]) -> bool:
    """Whether an event of the days before says the same number: the list tells decisions, the series when they hold."""
    number = f"{step.low:.2f}–{step.high:.2f}%" if step.name == "range" else f"{step.high:.2f}%"
    about = "target range" if step.name == "range" else step.name
    return any(number in one.en and about in one.en for one in _before(step.day, listed))


def _before(day: date, listed: Iterable[Event]) -> Iterator[Event]:
    yield from (one for one in listed if timedelta(0) <= day - one.day <= LAPSE)


def _event(desk: Desk, day: date, rates: tuple[Step, ...], listed: Iterable[Event]) -> Event:
    """A step of policy, unless the decision behind it is told already: then a date of the data, or it counted twice."""
    decided = any(one.kind == "policy" for one in _before(day, listed))
    link = desk.catalogue[UPPER if rates[0].name == "range" else rates[0].name].link
    english, chinese = (_told(desk.almanac.steps, rates, language) for language in LANGUAGES)
    kind = "data" if decided else "policy"
    return Event(day, day, kind, "FOMC", english, chinese, link, link, "", act=not decided)


def _told(words: StepWords, rates: Iterable[Step], language: str) -> str:
    listed = words["between"][language].join(_rate(words, one, language) for one in rates)
    return words["told"][language].format(rates=listed)


def _rate(words: StepWords, step: Step, language: str) -> str:
    pattern = words[f"{step.name}_{'up' if step.move > 0 else 'down'}"][language]
    low, high = f"{step.low:.2f}", f"{step.high:.2f}"
    return pattern.format(low=low, high=high, rate=high, move=f"{abs(step.move):g}")
