"""Synthetic charts of every kind, for tests."""

import math
from dataclasses import replace
from datetime import date, timedelta

from tidegauge.model.chart import Rung
from tidegauge.model.document import (
    Band,
    ChartKind,
    ChartSize,
    ChartSpec,
    Line,
    Mark,
    MarkKind,
    Point,
    Role,
    Step,
    Zone,
)
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit

END = date(2025, 11, 13)
SIZE = {ChartKind.STRIP: ChartSize.STRIP, ChartKind.LINES: ChartSize.FULL, ChartKind.WATERFALL: ChartSize.FULL}


def days(values: list[float | None], end: date = END, step: int = 1) -> tuple[Point, ...]:
    """One value a day, or every `step` days, the last on `end`."""
    first = end - timedelta(days=step * (len(values) - 1))
    return tuple((first + timedelta(days=step * number), value) for number, value in enumerate(values))


def wave(count: int, middle: float = 4.2, height: float = 0.2) -> list[float | None]:
    """A smooth line with a few spikes."""
    spikes = {count // 3: 2.0, count // 2: 1.5, count - 9: 2.5}
    return [middle + height * (math.sin(n / 9) + spikes.get(n, 0.0)) for n in range(count)]


def spec(kind: ChartKind, lines: tuple[Line, ...], **more: object) -> ChartSpec:
    """A chart over the points of its lines."""
    periods = [day for line in lines for day, _ in line.points] or [END]
    fields: dict[str, object] = {
        "id": kind.value,
        "kind": kind,
        "size": SIZE.get(kind, ChartSize.BESIDE),
        "unit": Unit.PERCENT,
        "digits": 2,
        "lines": lines,
        "start": min(periods),
        "end": max(periods),
        "series": (),
        "readings": (),
        "last": max(periods),
        "known": max(periods),
    }
    return ChartSpec(**{**fields, **more})  # type: ignore[arg-type]


def lines() -> ChartSpec:
    """Rates in a corridor, with every kind of mark and an episode."""
    subject = Line("sofr", days(wave(180)))
    edges = (
        Line("on_rrp", days([4.0, 3.9], step=90), Role.EDGE, step=True),
        Line("srf", days([4.4, 4.3], step=90), Role.EDGE, step=True),
    )
    more = (
        Line("tgcr", days(wave(180, 4.18)), Role.SECOND),
        Line("iorb", days([4.2] * 100 + [4.1] * 80), Role.FLOOR, step=True),
        Line("effr", days([4.15] * 180), Role.DOTTED, step=True),
    )
    ends = [point for point in subject.points if (point[0] + timedelta(days=1)).day == 1]
    marks = tuple(Mark(MarkKind.MONTH_END, day, value or 0.0) for day, value in ends[:-1])
    marks += (Mark(MarkKind.QUARTER_END, *_known(ends[-1])), Mark(MarkKind.NAMED, *_known(subject.points[-9])))
    bands = (Band("now", date(2025, 10, 1), date(2025, 11, 30), current=True),)
    return spec(ChartKind.LINES, (subject, *more), corridor=edges, marks=marks, bands=bands)


def _known(point: Point) -> tuple[date, float]:
    return point[0], point[1] or 0.0


def fan() -> ChartSpec:
    """Percentiles around a median."""
    keys = {"p1": -8.0, "p25": -3.0, "p50": 0.0, "p75": 4.0, "p99": 15.0}
    made = tuple(
        Line(key, days(wave(180, shift, 9.0)), Role.SUBJECT if key == "p50" else Role.CONTEXT)
        for key, shift in keys.items()
    )
    return spec(ChartKind.FAN, made, unit=Unit.BP, digits=0, signed=True, zero=True, zero_key="zero")


def strip() -> ChartSpec:
    """A spread over years with a value beyond the frame."""
    values = wave(2700, -3.0, 8.0)
    values[500] = 315.0
    bands = (
        Band("2020-03", date(2020, 3, 1), date(2020, 4, 15)),
        Band("2023-03", date(2023, 3, 8), date(2023, 4, 20)),
    )
    more = {"unit": Unit.BP, "digits": 0, "signed": True, "zero": True, "low": -30.0, "high": 60.0, "bands": bands}
    return spec(ChartKind.STRIP, (Line("spread", days(values)),), **more)


def bars() -> ChartSpec:
    """Four amounts in a year."""
    values: list[float | None] = [0.0] * 365
    values[80], values[200], values[350], values[351] = 11.0, 0.01, 50.35, 22.0
    line = Line("srf", days(values))
    return spec(
        ChartKind.BARS, (line,), unit=Unit.USD_BILLIONS, marks=(Mark(MarkKind.NAMED, *_known(line.points[350])),)
    )


def zones() -> ChartSpec:
    """A share over levels."""
    line = Line("reserves_gdp", days(wave(400, 11.0, 2.0), step=7))
    levels = (
        Zone("abundant", Level.CALM, 9.9, 100.0),
        Zone("ample", Level.WATCH, 6.5, 9.9),
        Zone("scarce", Level.STRAINED, 0.0, 6.5),
    )
    marks = (Mark(MarkKind.NAMED, *_known(line.points[133])),)
    return spec(ChartKind.ZONES, (line,), digits=1, zones=levels, low=4.0, marks=marks)


def area() -> ChartSpec:
    """A balance."""
    return spec(ChartKind.AREA, (Line("tga", days(wave(400, 600, 200), step=7)),), unit=Unit.USD_BILLIONS, digits=1)


def waterfall() -> ChartSpec:
    """Nine bars with thin falls and thin rises."""
    changes = {
        "treasuries": -11.8,
        "mbs": -50.6,
        "other_assets": -0.7,
        "tga": -449.5,
        "on_rrp": 51.3,
        "foreign_rrp": 8.5,
        "currency": -12.2,
    }
    steps = (
        Step("start", 3320.1, total=True, period=date(2025, 8, 13)),
        *(Step(key, value, finding=key == "tga") for key, value in changes.items()),
        Step("end", 2855.1, total=True, period=date(2025, 11, 12)),
    )
    return spec(ChartKind.WATERFALL, (), unit=Unit.USD_BILLIONS, digits=1, steps=steps)


def dated() -> ChartSpec:
    """Five weeks of a spread with the days of a table above it, three of them in a row."""
    days_told = (date(2025, 10, 14), date(2025, 10, 29), date(2025, 10, 30), date(2025, 10, 31), END)
    marks = tuple(Mark(MarkKind.DATED, day, 4.0, sign) for day, sign in zip(days_told, "ABCDE", strict=True))
    more = {"unit": Unit.BP, "digits": 0, "signed": True, "zero": True, "marks": marks, "id": "dated"}
    return spec(ChartKind.LINES, (Line("spread", days(wave(34, 8.0, 9.0))),), **more)


def dated_zones() -> ChartSpec:
    """The same over levels."""
    return replace(zones(), id="dated_zones", start=date(2024, 11, 14), marks=dated().marks)


def ladder() -> ChartSpec:
    """Readings of several units at every level, one without a past, one that knows two levels only."""
    rungs = (
        Rung("srf", 50.35, Unit.USD_BILLIONS, 1, 3.96, 2.4, Level.ACUTE),
        Rung("spread", 8.5, Unit.BP, 1, 3.6, 0.8, Level.ACUTE),
        Rung("tga", 961.9, Unit.USD_BILLIONS, 1, 1.3, 1.25, Level.STRAINED, finding=True),
        Rung("reserves_gdp", 9.4, Unit.PERCENT, 1, 0.0, None, Level.WATCH),
        Rung("effr", -2.0, Unit.BP, 0, 0.999, 1.0, Level.ACUTE),
    )
    return spec(ChartKind.LADDER, (), rungs=rungs, size=ChartSize.FULL)


EVERY = (lines, fan, strip, bars, zones, area, waterfall, dated, dated_zones, ladder)
