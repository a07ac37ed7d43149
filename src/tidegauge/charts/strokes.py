"""Points turned into lines and areas: runs between gaps, steps, fills, and how each role is stroked."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import itemgetter

from tidegauge.charts.palette import ACCENT, ACCENT2, GREY1, INK, INK2, Colour
from tidegauge.charts.plot import Plot
from tidegauge.model.document import ChartKind, Line, Point, Role

Run = list[tuple[float, float]]
HEIGHT = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn, and the colour and weight of its label."""

    colour: Colour
    width: float
    dash: tuple[float, float] | None
    text: Colour
    weight: int


STROKES: dict[Role, Stroke] = {
    Role.SUBJECT: Stroke(ACCENT, 1.45, None, ACCENT, 600),
    Role.SECOND: Stroke(ACCENT2, 0.9, None, ACCENT2, 400),
    Role.CONTEXT: Stroke(GREY1, 0.8, None, INK2, 400),
    Role.FLOOR: Stroke(INK, 0.8, (4, 2), INK, 600),
    Role.DOTTED: Stroke(INK, 0.8, (1, 1), INK2, 400),
    Role.EDGE: Stroke(GREY1, 0.7, None, INK2, 400),
}
UPWARDS = (Role.EDGE, Role.CONTEXT, Role.DOTTED, Role.FLOOR, Role.SECOND, Role.SUBJECT)
"""Drawn in this order, so that the subject lies on top."""


def runs_of(plot: Plot, line: Line) -> list[Run]:
    """The line as pieces between its gaps; a policy rate holds until the next point, and to its last day."""
    pieces: list[list[tuple[date, float]]] = [[]]
    for day, value in line.points:
        if value is not None:
            pieces[-1].append((day, value))
        elif pieces[-1]:
            if line.step:
                pieces[-1].append((day, pieces[-1][-1][1]))
            pieces.append([])
    if line.step and pieces[-1]:
        pieces[-1].append((min(plot.spec.last, plot.spec.end), pieces[-1][-1][1]))
    return [_stepped(plot, piece) if line.step else _joined(plot, piece) for piece in pieces if piece]


def _joined(plot: Plot, piece: Sequence[tuple[date, float]]) -> Run:
    return plot.places(piece)


def _stepped(plot: Plot, piece: Sequence[tuple[date, float]]) -> Run:
    run = [(plot.x(piece[0][0]), plot.y(piece[0][1]))]
    for day, value in piece[1:]:
        x, y = max(plot.x(day), run[-1][0]), plot.y(value)
        # Daily values of a rate that stays the same are one line, not 365 corners a year.
        if len(run) > 1 and run[-1][1] == run[-2][1]:
            run[-1] = (x, run[-1][1])
        elif x > run[-1][0]:
            run.append((x, run[-1][1]))
        if y != run[-1][1]:
            run.append((x, y))
    return run


def draw_line(plot: Plot, line: Line, width: float | None = None) -> None:
    """A line with its role's stroke; a value between two gaps is a dot."""
    stroke = STROKES[line.role]
    runs = runs_of(plot, line)
    thick = width or stroke.width
    plot.sheet.path(runs, stroke=stroke.colour, width=thick, dash=stroke.dash, clip=plot.clip)
    plot.sheet.avoid(runs)
    for run in runs:
        if len(run) == 1 and plot.box.top - 0.1 <= run[0][1] <= plot.box.bottom + 0.1:
            plot.sheet.dot(*run[0], max(2 * thick, 2.0), stroke.colour)


def draw_lines(plot: Plot, lines: Sequence[Line]) -> None:
    """All lines, the subject last and on top."""
    for line in sorted(lines, key=lambda one: UPWARDS.index(one.role)):
        draw_line(plot, line)


def between(plot: Plot, low: Sequence[Point], high: Sequence[Point]) -> list[Run]:
    """Areas between two lines on the days both have a value; a gap of either ends an area."""
    upper = dict(high)
    areas: list[Run] = []
    piece: list[tuple[float, float, float]] = []
    for day, value in (*low, (date.max, None)):
        top = upper.get(day)
        if value is not None and top is not None:
            piece.append((plot.x(day), plot.y(value), plot.y(top)))
        elif piece:
            areas.append(outline(piece))
            piece = []
    return areas


def outline(piece: Sequence[tuple[float, float, float]]) -> Run:
    """A closed area from positions with a lower and an upper edge."""
    forth = [(x, low) for x, low, _ in piece]
    back = [(x, high) for x, _, high in reversed(piece)]
    return [*forth, *back, forth[0]]


def corridor_areas(plot: Plot, low: Line, high: Line) -> list[Run]:
    """The policy corridor between two step lines, whose points may lie on different days."""
    days = sorted({day for line in (low, high) for day, _ in line.points} | {min(plot.spec.last, plot.spec.end)})
    held = list(zip(days, _held(low, days), _held(high, days), strict=True))
    areas: list[Run] = []
    piece: list[tuple[float, float, float]] = []
    for (day, bottom, top), (until, *_) in pairwise(held):
        if bottom is not None and top is not None:
            edges = (plot.y(bottom), plot.y(top))
            piece += [(plot.x(day), *edges), (plot.x(until), *edges)]
        elif piece:
            areas.append(outline(_without_repeats(piece)))
            piece = []
    return [*areas, outline(_without_repeats(piece))] if piece else areas


def _held(line: Line, days: Sequence[date]) -> list[float | None]:
    periods = [period for period, _ in line.points]
    places = [bisect_right(periods, day) for day in days]
    return [line.points[place - 1][1] if place else None for place in places]


def _without_repeats(piece: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    kept = [piece[0]]
    for before, here, after in zip(piece, piece[1:], piece[2:], strict=False):
        if not before[1:] == here[1:] == after[1:]:
            kept.append(here)
    return [*kept, piece[-1]]


def thinned(run: Run, most: float = 0.4) -> Run:
    """
    A dense run with the first, lowest, highest and last of every column `most` points wide.

    Filled areas are not simplified by matplotlib, and eight years of days are five vertices per printed dot.
    """
    if len(run) < 400:
        return run
    columns: dict[int, Run] = {}
    for vertex in run:
        columns.setdefault(int(vertex[0] / most), []).append(vertex)
    kept: Run = []
    for column in columns.values():
        low, high = min(column, key=HEIGHT), max(column, key=HEIGHT)
        kept += sorted({column[0], low, high, column[-1]}, key=column.index)
    return kept


def stroke_of(kind: ChartKind, line: Line) -> Stroke:
    """A fan's percentiles are context around its median; elsewhere the role decides."""
    if kind is ChartKind.FAN and line.role is not Role.SUBJECT:
        return STROKES[Role.CONTEXT]
    return STROKES[line.role]
