"""From a spec to what is shown of it: values in the edition's measure, points inside the frame."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter

from tidegauge.charts.lettering import Lettering, Scale
from tidegauge.charts.place import Place
from tidegauge.errors import RenderError
from tidegauge.model.document import ChartKind, ChartSpec, Line, Point

PHONE_WEEKS = 13
LONG = 400
"""Days: charts of a longer frame show history and keep it on a phone; so do those that look ahead, as a curve does."""

CUT_ON_PHONE = frozenset({ChartKind.LINES, ChartKind.FAN, ChartKind.BARS})
LARGEST = 1e15
DAY = itemgetter(0)


def prepared(spec: ChartSpec, lettering: Lettering, place: Place) -> ChartSpec:
    """
    The spec as this edition and place show it.

    Raises:
        RenderError: there is nothing to draw, or a value no axis can show.
    """
    shown = _scaled(spec, lettering.scale(spec.unit))
    if spec.kind is ChartKind.WATERFALL:
        return _checked_steps(shown)
    if spec.kind is ChartKind.LADDER:
        return _checked_rungs(shown)
    if spec.start > spec.end:
        raise RenderError(f"Chart {spec.id} starts on {spec.start} and ends on {spec.end}; swap the two.")
    if place is Place.PHONE and spec.kind in CUT_ON_PHONE and spec.start <= spec.known and _days(spec) < LONG:
        shown = replace(shown, start=max(spec.start, spec.end - timedelta(weeks=PHONE_WEEKS)))
    return _in_frame(shown)


def _days(spec: ChartSpec) -> int:
    return (spec.end - spec.start).days


def values_of(line: Line) -> Iterator[float]:
    """Its values without the gaps."""
    return (value for _, value in line.points if value is not None)


def last_of(line: Line) -> tuple[date, float] | None:
    """Its newest value with the day."""
    return next(((day, value) for day, value in reversed(line.points) if value is not None), None)


def _scaled(spec: ChartSpec, scale: Scale) -> ChartSpec:
    if scale == Scale():
        return spec
    factor = scale.factor
    return replace(
        spec,
        digits=max(spec.digits + scale.digits, 0),
        lines=tuple(_times(line, factor) for line in spec.lines),
        corridor=(_times(spec.corridor[0], factor), _times(spec.corridor[1], factor)) if spec.corridor else None,
        low=None if spec.low is None else spec.low * factor,
        high=None if spec.high is None else spec.high * factor,
        zones=tuple(replace(zone, low=zone.low * factor, high=zone.high * factor) for zone in spec.zones),
        marks=tuple(replace(mark, value=mark.value * factor) for mark in spec.marks),
        steps=tuple(replace(step, value=step.value * factor) for step in spec.steps),
    )


def _times(line: Line, factor: float) -> Line:
    points = tuple((day, None if value is None else value * factor) for day, value in line.points)
    return replace(line, points=points)


def _in_frame(spec: ChartSpec) -> ChartSpec:
    lines = tuple(_visible(line, spec) for line in spec.lines)
    corridor = (_visible(spec.corridor[0], spec), _visible(spec.corridor[1], spec)) if spec.corridor else None
    if not any(value is not None for line in lines for _, value in line.points):
        raise RenderError(
            f"Chart {spec.id} has no value from {spec.start} to {spec.end}; leave it out or widen its frame."
        )
    marks = tuple(mark for mark in spec.marks if spec.start <= mark.period <= spec.end)
    bands = tuple(band for band in spec.bands if band.start <= spec.end and band.end >= spec.start)
    return replace(spec, lines=lines, corridor=corridor, marks=marks, bands=bands)


def _visible(line: Line, spec: ChartSpec) -> Line:
    points = line.points
    inside = points[bisect_left(points, spec.start, key=DAY) : bisect_right(points, spec.end, key=DAY)]
    _check_all(spec, [value for _, value in inside if value is not None])
    if line.step and not (inside and inside[0][0] == spec.start):
        earlier = points[: bisect_left(points, spec.start, key=DAY)]
        held: tuple[Point, ...] = ((spec.start, earlier[-1][1]),) if earlier else ()
        inside = held + inside
    return replace(line, points=inside)


def _checked_steps(spec: ChartSpec) -> ChartSpec:
    if not spec.steps:
        raise RenderError(f"Chart {spec.id} is a waterfall without steps; leave it out.")
    for step in spec.steps:
        _check(spec, step.value)
    return spec


def _checked_rungs(spec: ChartSpec) -> ChartSpec:
    if not spec.rungs:
        raise RenderError(f"Chart {spec.id} is a ladder without rungs; leave it out.")
    for one in spec.rungs:
        for value in (one.value, one.at, one.before):
            _check(spec, value)
    return spec


def _check_all(spec: ChartSpec, values: list[float]) -> None:
    """`_check` of each, where one is wrong; their sum tells whether one is no number."""
    if values and not (math.isfinite(sum(values)) and max(values) < LARGEST and min(values) > -LARGEST):
        for value in values:
            _check(spec, value)


def _check(spec: ChartSpec, value: float | None) -> None:
    if value is not None and not (math.isfinite(value) and abs(value) < LARGEST):
        raise RenderError(f"Chart {spec.id} holds the value {value}, which no axis can show; correct its input.")
