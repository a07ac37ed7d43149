"""Charts of sections 10 and 11: the days of their tables, each by a letter, on the series they are about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import ceil, floor
from string import ascii_uppercase

import numpy as np
import pandas as pd

from tidegauge.compose import reserves
from tidegauge.compose.desk import YEAR, Desk, points
from tidegauge.compose.figures import digits
from tidegauge.compose.plots import BEYOND_SPREAD, month_ends
from tidegauge.days import business_day, last_business_day, pressured
from tidegauge.indicators.balance import Scale
from tidegauge.model.document import ChartKind, ChartSize, ChartSpec, Fact, Line, Mark, MarkKind, Zone
from tidegauge.model.units import Unit

SPREAD, RATIO = "sofr_iorb", "reserves_to_gdp"
FEWEST = 5
"""Days of the spread in five weeks below which there is no line to speak of."""
QUARTERLY = 3


def letters(days: Iterable[date]) -> Mapping[date, str]:
    """A letter for each day, in order: A to Z, then AA to ZZ; a figure would be taken for a mark of the appendix."""
    one, two = ascii_uppercase, [left + right for left in ascii_uppercase for right in ascii_uppercase]
    return dict(zip(sorted(set(days)), (*one, *two), strict=False))


def _dated(signs: Mapping[date, str], value: float) -> tuple[Mark, ...]:
    return tuple(Mark(MarkKind.DATED, day, value, sign) for day, sign in signs.items())


def spread(desk: Desk, signs: Mapping[date, str], window: timedelta) -> ChartSpec | None:
    """The daily spread over the weeks of the timeline."""
    start, end = desk.issue.as_of - window + timedelta(days=1), desk.issue.as_of
    history = _inside(desk, window)
    if not signs or history.size < FEWEST:
        return None
    last = history.index[-1].date()
    highest = history.idxmax()
    cut = bool(history.max() > BEYOND_SPREAD)
    beyond = (Mark(MarkKind.BEYOND, highest.date(), float(history.max())),) if cut else ()
    return ChartSpec(
        id="spread_days",
        kind=ChartKind.LINES,
        size=ChartSize.FULL,
        unit=Unit.BP,
        digits=digits(SPREAD, Unit.BP),
        lines=(Line(SPREAD, points(history, start)),),
        start=start,
        end=end,
        series=("SOFR", "IORB"),
        readings=(SPREAD,),
        last=last,
        known=desk.known_day(("SOFR",)),
        signed=True,
        zero=True,
        high=BEYOND_SPREAD if cut else None,
        marks=(*_dated(signs, float(history.iloc[-1])), *month_ends(history[history <= BEYOND_SPREAD], start), *beyond),
        traces=(desk.trace_of(SPREAD, SPREAD),),
    )


def _inside(desk: Desk, window: timedelta) -> pd.Series:
    history = desk.history(SPREAD) if desk.has(SPREAD) else pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    return history.loc[pd.Timestamp(desk.issue.as_of - window + timedelta(days=1)) :]


def move_facts(desk: Desk, signs: Mapping[date, str], window: timedelta) -> Mapping[str, Fact]:
    """
    The spread's largest daily move in the window, and what that day was.

    `move_on` is quarter_end, month_end, after_end or settlement for a day on which the calendar moves rates,
    else event for a day of the table or after for the business day after one (of which `move_sign` is the letter: a
    decision of the afternoon meets the market the next morning), else none; flat where nothing moved; unknown without
    data.
    """
    if _inside(desk, window).size < FEWEST:
        return {"move": None, "move_up": False, "move_day": None, "move_on": "unknown", "move_sign": ""}
    start = pd.Timestamp(desk.issue.as_of - window + timedelta(days=1))
    moves = desk.history(SPREAD).diff().loc[start:].dropna().round(9)
    at = moves.abs().idxmax()
    day = at.date()
    kind, sign = _day_kind(day, signs) if moves[at] else ("flat", "")
    places = digits(SPREAD, Unit.BP)
    move = desk.figures.part(SPREAD, abs(float(moves[at])), Unit.BP, day, places)
    return {"move": move, "move_up": bool(moves[at] > 0), "move_day": day, "move_on": kind, "move_sign": sign}


def _day_kind(day: date, signs: Mapping[date, str]) -> tuple[str, str]:
    before = business_day(day, -1)
    if day == last_business_day(day):
        return "quarter_end" if day.month % QUARTERLY == 0 else "month_end", ""
    if before == last_business_day(before):
        return "after_end", ""
    if bool(pressured(np.array([day], dtype="datetime64[D]"))[0]):
        return "settlement", ""
    # Between two business days may lie an announcement of the weekend: 15 March 2020 was a Sunday.
    earlier = [one for one in signs if before <= one < day]
    if day in signs:
        return "event", signs[day]
    return ("after", signs[max(earlier)]) if earlier else ("none", "")


def spoken(desk: Desk, signs: Mapping[date, str], scale: Scale | None) -> ChartSpec | None:
    """Reserves to GDP over a year on the scale of abundance, with the days of what was said."""
    if not signs or not desk.recent(RATIO):
        return None
    whole = desk.history(RATIO)
    last, end = whole.index[-1].date(), desk.issue.as_of
    start = max(end - YEAR, whole.index[0].date())
    history = whole.loc[pd.Timestamp(start) :]
    # A year is looked at more closely than all history: one percent beyond what is drawn.
    low, high = max(floor(history.min()) - 1.0, 0.0), ceil(history.max()) + 1.0
    return ChartSpec(
        id="spoken",
        kind=ChartKind.ZONES,
        size=ChartSize.FULL,
        unit=Unit.PERCENT,
        digits=1,
        lines=(Line(RATIO, points(history, start, gap=20)),),
        start=start,
        end=end,
        series=("WRESBAL", "GDP"),
        readings=(RATIO,),
        last=last,
        known=desk.known_day(("WRESBAL",)),
        low=low,
        high=high,
        zones=tuple(_within(scale, low, high)),
        marks=_dated(signs, float(history.iloc[-1])),
        traces=(desk.trace_of(RATIO, RATIO),),
    )


def _within(scale: Scale | None, low: float, high: float) -> Iterator[Zone]:
    """The part of each zone that lies in the frame."""
    for one in reserves.zones(scale, low, high):
        if one.low < high and one.high > low:
            yield replace(one, low=max(one.low, low), high=min(one.high, high))


def spoken_facts(desk: Desk, signs: Mapping[date, str]) -> Mapping[str, Fact]:
    """Reserves to GDP on the first day of a statement and now; `then_moved` by what is printed."""
    first = min(signs, default=None)
    if first is None or not desk.recent(RATIO):
        return {"then": None, "then_day": None, "then_moved": "unknown"}
    now, then = desk.figures.value(RATIO), desk.figures.earlier(RATIO, first)
    if now.value is None or then.value is None or then.period == now.period:
        return {"then": None, "then_day": first, "then_moved": "now"}
    change = round(now.value, now.digits) - round(then.value, now.digits)
    return {"then": then, "then_day": first, "then_moved": "up" if change > 0 else "down" if change < 0 else "flat"}
