"""Section 7: the curve of WTI futures, and what its shape is called."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from tidegauge.compose import states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import Desk
from tidegauge.days import is_business_day
from tidegauge.model.document import (
    ChartKind,
    ChartSize,
    ChartSpec,
    Fact,
    Figure,
    Line,
    Role,
    TableCell,
    TableColumn,
    TableRow,
    TableSpec,
    Trace,
)
from tidegauge.model.units import Unit

NEARBY = 12
SERIES = tuple(f"WTI_CL{month:02d}" for month in range(1, NEARBY + 1))
FRONT, FAR = "wti_m1_m2", "wti_m1_m12"
FLAT = 0.05
"""US dollars a barrel between two contracts that count as the same price."""
AGO = (("weeks_ago", timedelta(weeks=4)), ("year_ago", timedelta(days=364)))
SHOWN = (1, 2, 3, 6, 9, 12)
LAST_TRADING = 25
"""A contract ends three business days before the 25th of the month before delivery; CME rulebook, chapter 200."""


def content(desk: Desk) -> Content:
    """The section."""
    now = curve(desk, None)
    return Content(facts(desk, now), {"curve": chart(desk, now)}, {"months": months(desk, now)})


def curve(desk: Desk, day: date | None) -> pd.Series:
    """
    Settlement by nearby contract (1 to 12) on the last date all twelve have up to `day`; its name is that date.

    Months of a curve are of one date: none is filled from another.
    """
    columns = [desk.series(one, Unit.USD_PER_BARREL) for one in SERIES]
    table = pd.concat(columns, axis=1, join="inner", keys=range(1, NEARBY + 1))
    cut = table.loc[: pd.Timestamp(day)] if day else table
    return cut.iloc[-1] if len(cut) else pd.Series(dtype=float)


def shape(values: pd.Series) -> str:
    """
    What the curve is called.

    Returns:
        "backwardation" or "contango" when front and far end say so together; "kinked" when the front is in
        backwardation and the far end above it, "humped" the other way round; "flat"; "unknown" without a curve.
    """
    if values.empty:
        return "unknown"
    front = states.sign(float(values[1] - values[2]), FLAT)
    far = states.sign(float(values[1] - values[NEARBY]), FLAT)
    named = {"above": "backwardation", "below": "contango", "at": "flat"}
    if front == far or front == "at":
        return named[far]
    if far == "at":
        return named[front]
    return "kinked" if front == "above" else "humped"


def facts(desk: Desk, now: pd.Series) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    figures = desk.figures
    day = now.name.date() if not now.empty else None
    before = {key: curve(desk, day - span) if day else now for key, span in AGO}
    return {
        "f": figures.all(),
        "shape": shape(now),
        "day": day,
        "late": not desk.measurement[FRONT].judged,
        "front": states.sign(desk.measurement[FRONT].reading.value, FLAT),
        "far": states.sign(desk.measurement[FAR].reading.value, FLAT),
        "first": _price(desk, now, 1),
        "last": _price(desk, now, NEARBY),
        "front_ago": figures.ago(FRONT, 28),
        **{f"shape_{key}": shape(one) for key, one in before.items()},
        **{f"day_{key}": one.name.date() if not one.empty else None for key, one in before.items()},
        **{f"first_{key}": _price(desk, one, 1) for key, one in before.items()},
    }


def _price(desk: Desk, values: pd.Series, month: int) -> Fact:
    if values.empty:
        return None
    return desk.figures.part(FRONT, float(values[month]), Unit.USD_PER_BARREL, values.name.date(), 2)


def delivery(day: date) -> date:
    """First day of the front contract's delivery month on a trading day."""
    ends = date(day.year, day.month, LAST_TRADING)
    ends = ends if is_business_day(ends, "fed") else _back(ends, 1)
    return _months(day, 1 if day <= _back(ends, 3) else 2)


def _back(day: date, count: int) -> date:
    """`count` business days before."""
    while count:
        day -= timedelta(days=1)
        count -= is_business_day(day, "fed")
    return day


def _months(day: date, count: int) -> date:
    month = day.month - 1 + count
    return date(day.year + month // 12, month % 12 + 1, 1)


def chart(desk: Desk, now: pd.Series) -> ChartSpec | None:
    """Twelve contracts by delivery month, now, four weeks and a year ago; earlier curves by their nearby rank."""
    if now.empty:
        return None
    day = now.name.date()
    first = delivery(day)
    days = [_months(first, month) for month in range(NEARBY)]
    lines = [Line("curve_now", _points(days, now), Role.SUBJECT)]
    for (key, span), role in zip(AGO, (Role.SECOND, Role.CONTEXT), strict=True):
        earlier = curve(desk, day - span)
        if not earlier.empty:
            lines.append(Line(key, _points(days, earlier), role))
    return ChartSpec(
        id="curve",
        kind=ChartKind.LINES,
        size=ChartSize.BESIDE,
        unit=Unit.USD_PER_BARREL,
        digits=2,
        lines=tuple(lines),
        start=days[0],
        end=days[-1],
        series=SERIES,
        readings=(FRONT,),
        last=day,
        known=desk.known_day(SERIES[:1]),
        traces=tuple(Trace(line.key, SERIES, days[-1], not desk.measurement[FRONT].judged) for line in lines),
    )


def _points(days: list[date], values: pd.Series) -> tuple[tuple[date, float | None], ...]:
    return tuple(zip(days, (float(one) for one in values), strict=True))


def months(desk: Desk, now: pd.Series) -> TableSpec | None:
    """Six contracts: latest, and how far each is from four weeks and a year before."""
    if now.empty:
        return None
    day = now.name.date()
    earlier = [curve(desk, day - span) for _, span in AGO]
    columns = (
        TableColumn("latest", numbers=True),
        TableColumn("unit", quiet=True),
        TableColumn("four_weeks", numbers=True),
        TableColumn("one_year", numbers=True),
    )
    rows = tuple(
        TableRow(
            (
                TableCell(_figure(float(now[month]), day, "part"), strong=True),
                TableCell(Unit.USD_PER_BARREL),
                *(_moved(now, one, month) for one in earlier),
            ),
            f"nearby_{month}",
        )
        for month in SHOWN
    )
    return TableSpec("months", columns, rows)


def _figure(value: float, day: date, aspect: str) -> Figure:
    return Figure(FRONT, value, Unit.USD_PER_BARREL, day, aspect, digits=2)


def _moved(now: pd.Series, before: pd.Series, month: int) -> TableCell:
    if before.empty:
        return TableCell(None)
    return TableCell(_figure(round(float(now[month] - before[month]), 9), now.name.date(), "change"), signed=True)
