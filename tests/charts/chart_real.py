"""Charts of the briefing from the real series outside the repository, which is never copied into it."""

import csv
import os
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

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

ROOT = Path(__file__).parents[2]
FOLDER = (ROOT / os.environ.get("TIDEGAUGE_SHARED", "../shared") / "data" / "series").resolve()
HAS_DATA = FOLDER.is_dir()
DAYS = (date(2019, 9, 20), date(2021, 7, 9), date(2025, 11, 14))
BANDS = (
    Band("2019-09", date(2019, 9, 16), date(2019, 10, 31)),
    Band("2020-03", date(2020, 3, 1), date(2020, 4, 15)),
    Band("2023-03", date(2023, 3, 8), date(2023, 4, 20)),
)
NOW = Band("now", date(2025, 10, 1), date(2025, 11, 30), current=True)


@cache
def series(name: str) -> tuple[tuple[date, float], ...]:
    """One file."""
    with (FOLDER / f"{name}.csv").open() as file:
        return tuple((date.fromisoformat(row["date"]), float(row["value"])) for row in csv.DictReader(file))


def until(name: str, end: date, start: date = date(1990, 1, 1)) -> tuple[Point, ...]:
    """A file's points of a frame, with the step that holds at its start."""
    return tuple((day, value) for day, value in series(name) if start <= day <= end)


def floor_rate() -> tuple[tuple[date, float], ...]:
    """IOER, then IORB."""
    return series("IOER") + series("IORB")


def _at(points: tuple[tuple[date, float], ...], day: date) -> float:
    return points[bisect_right([period for period, _ in points], day) - 1][1]


def spreads(name: str, end: date, start: date) -> tuple[Point, ...]:
    """A rate minus the floor, in basis points."""
    floor = dict(floor_rate())
    return tuple((day, round((value - floor[day]) * 100, 1)) for day, value in until(name, end, start) if day in floor)


def _last_working(day: date) -> date:
    return day - timedelta(days=1)


def _spec(
    name: str, kind: ChartKind, size: ChartSize, unit: Unit, lines: tuple[Line, ...], **more: object
) -> ChartSpec:
    days = [day for line in lines for day, value in line.points if value is not None]
    fields: dict[str, object] = {
        "digits": 0,
        "start": min(days),
        "end": max(days),
        "last": max(days),
        "known": max(days),
        "series": (),
        "readings": (),
    }
    return ChartSpec(id=name, kind=kind, size=size, unit=unit, lines=lines, **{**fields, **more})  # type: ignore[arg-type]


def corridor(end: date) -> ChartSpec:
    """SOFR in its corridor over 26 weeks."""
    end = _last_working(end)
    start = end - timedelta(weeks=26)
    floor = tuple((day, value) for day, value in floor_rate() if start <= day <= end)
    lines = (
        Line("sofr", until("SOFR", end, start)),
        Line("tgcr", until("NYFED_TGCR", end, start), Role.SECOND),
        Line("iorb", floor, Role.FLOOR, step=True),
        Line("effr", until("EFFR", end, start), Role.DOTTED, step=True),
    )
    low = Line("on_rrp", until("FOMC_ONRRP_RATE_STEPS", end), Role.EDGE, step=True)
    high = Line("srf", until("FOMC_SRF_RATE_STEPS", end), Role.EDGE, step=True)
    edges = (low, high) if high.points else None
    if edges is None:
        lines += (low,)
    bands = tuple(band for band in (*BANDS, NOW) if band.end >= start and band.start <= end)
    return _spec(
        "corridor",
        ChartKind.LINES,
        ChartSize.FULL,
        Unit.PERCENT,
        lines,
        digits=2,
        start=start,
        end=end,
        corridor=edges,
        bands=bands,
        marks=month_ends(lines[0].points) + named(lines[0].points[-10:]),
    )


def month_ends(points: tuple[Point, ...]) -> tuple[Mark, ...]:
    """The last published day of each month."""
    ends = [before for before, after in pairwise(points) if before[0].month != after[0].month]
    kinds = [MarkKind.QUARTER_END if day.month % 3 == 0 else MarkKind.MONTH_END for day, _ in ends]
    return tuple(Mark(kind, day, value) for kind, (day, value) in zip(kinds, ends, strict=True) if value is not None)


def named(points: tuple[Point, ...]) -> tuple[Mark, ...]:
    """The highest of some points."""
    known = [(day, value) for day, value in points if value is not None]
    day, value = max(known, key=lambda point: point[1])
    return (Mark(MarkKind.NAMED, day, value),)


def fan(end: date) -> ChartSpec:
    """SOFR's percentiles minus IORB over 26 weeks."""
    end = _last_working(end)
    start = end - timedelta(weeks=26)
    names = (("p1", "SOFR1"), ("p25", "SOFR25"), ("p50", "SOFR"), ("p75", "SOFR75"), ("p99", "SOFR99"))
    roles = [Role.SUBJECT if key == "p50" else Role.CONTEXT for key, _ in names]
    lines = tuple(Line(key, spreads(name, end, start), role) for (key, name), role in zip(names, roles, strict=True))
    return _spec(
        "fan",
        ChartKind.FAN,
        ChartSize.BESIDE,
        Unit.BP,
        lines,
        signed=True,
        start=start,
        end=end,
        zero=True,
        zero_key="zero",
        bands=(NOW,) if end.year == 2025 else (),
        marks=named(lines[4].points),
    )


def strip(end: date) -> ChartSpec:
    """SOFR minus the floor since 2018, weekly medians before 2024."""
    end = _last_working(end)
    points = spreads("SOFR", end, date(2018, 4, 1))
    bands = tuple(band for band in (*BANDS, NOW) if band.start <= end)
    beyond = tuple(Mark(MarkKind.BEYOND, day, value) for day, value in points if value is not None and value > 200)
    lines = (Line("spread", thinned(points)),)
    return _spec(
        "strip",
        ChartKind.STRIP,
        ChartSize.STRIP,
        Unit.BP,
        lines,
        signed=True,
        low=-30.0,
        high=60.0,
        zero=True,
        bands=bands,
        marks=beyond[:1],
        start=date(2018, 4, 1),
    )


def thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Weekly medians before 2024, as compose will hand them over."""
    weeks: dict[tuple[int, int], list[tuple[date, float]]] = {}
    for day, value in points:
        if day.year < 2024 and value is not None:
            weeks.setdefault(day.isocalendar()[:2], []).append((day, value))
    medians = [sorted(week, key=lambda point: point[1])[len(week) // 2] for week in weeks.values()]
    return (*medians, *(point for point in points if point[0].year >= 2024))


def waterfall(end: date) -> ChartSpec:
    """Thirteen weeks of reserves by source."""
    wednesday = end - timedelta(days=(end.weekday() - 2) % 7)
    before = wednesday - timedelta(weeks=13)
    change = {
        name: (_at(series(name), wednesday) - _at(series(name), before)) / 1000
        for name in ("WRESBAL", "TREAST", "WSHOMCB", "WALCL", "WTREGEN")
    }
    rrp = (_at(series("RRPONTSYD"), wednesday) - _at(series("RRPONTSYD"), before)) * 1.0
    foreign = (_at(series("WLRRAL"), wednesday) - _at(series("WLRRAL"), before)) / 1000 - rrp
    parts = {
        "treasuries": change["TREAST"],
        "mbs": change["WSHOMCB"],
        "other_assets": change["WALCL"] - change["TREAST"] - change["WSHOMCB"],
        "tga": -change["WTREGEN"],
        "on_rrp": -rrp,
        "foreign_rrp": -foreign,
    }
    parts["currency"] = change["WRESBAL"] - sum(parts.values())
    steps = (
        Step("start", _at(series("WRESBAL"), before) / 1000, total=True, period=before),
        *(Step(key, value, finding=key == "tga") for key, value in parts.items()),
        Step("end", _at(series("WRESBAL"), wednesday) / 1000, total=True, period=wednesday),
    )
    return ChartSpec(
        "waterfall",
        ChartKind.WATERFALL,
        ChartSize.FULL,
        Unit.USD_BILLIONS,
        1,
        (),
        before,
        wednesday,
        (),
        (),
        wednesday,
        end,
        steps=steps,
    )


def zones(end: date) -> ChartSpec:
    """Reserves to GDP."""
    start = date(2018, 1, 1)
    output = tuple((day + timedelta(days=120), value) for day, value in series("GDP"))
    reserves = [(day, value / 1000 / _at(output, day) * 100) for day, value in until("WRESBAL", end, start)]
    line = Line("reserves_gdp", tuple(reserves))
    highest = max(reserves, key=lambda point: point[1])
    lowest = min(reserves[:200], key=lambda point: point[1])
    marks = tuple(Mark(MarkKind.NAMED, *point) for point in (highest, lowest))
    bands = (
        Zone("abundant", Level.CALM, 9.9, 100.0),
        Zone("ample", Level.WATCH, 6.5, 9.9),
        Zone("scarce", Level.STRAINED, 0.0, 6.5),
    )
    return _spec(
        "zones",
        ChartKind.ZONES,
        ChartSize.BESIDE,
        Unit.PERCENT,
        (line,),
        digits=1,
        zones=bands,
        marks=marks,
        low=4.0,
        start=start,
    )


def bars(end: date) -> ChartSpec:
    """Take-up of the standing repo facility, a year or what there is."""
    end = max(end, date(2022, 7, 1))
    start = end - timedelta(weeks=52)
    points = tuple((day, (value or 0) / 1e9) for day, value in until("NYFED_REPO_OPS_TOTAL", end, start))
    line = Line("srf", points)
    bands = (NOW,) if end.year == 2025 else ()
    return _spec(
        "srf",
        ChartKind.BARS,
        ChartSize.BESIDE,
        Unit.USD_BILLIONS,
        (line,),
        digits=2,
        start=start,
        end=end,
        bands=bands,
        marks=named(points),
    )


def area(end: date) -> ChartSpec:
    """The Treasury General Account since 2018."""
    points = tuple((day, (value or 0) / 1000) for day, value in until("WTREGEN", end, date(2018, 1, 1)))
    line = Line("tga", points)
    return _spec(
        "tga",
        ChartKind.AREA,
        ChartSize.BESIDE,
        Unit.USD_BILLIONS,
        (line,),
        digits=1,
        bands=tuple(band for band in BANDS if band.start <= end),
        marks=named(points),
    )


CHARTS = (corridor, fan, strip, waterfall, zones, bars, area)
