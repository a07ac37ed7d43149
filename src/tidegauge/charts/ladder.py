"""A ladder: readings with units of their own on one scale of levels, each between the thresholds of its rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.charts.drawing import Box
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.palette import ACCENT, FILL, INK, INK2, PAPER, RULE, Colour
from tidegauge.charts.place import POINTS_PER_MM, Place, Size
from tidegauge.charts.plot import LEFT
from tidegauge.charts.sheet import Sheet
from tidegauge.errors import RenderError
from tidegauge.model.chart import ChartSpec, Rung
from tidegauge.model.judgement import Level

HEAD, FOOT = 13.0, 2.5
WIDE, NARROW = 12.0, 22.0
"""Points of a row: beside its name, and below it where the page is as narrow as a phone."""

BAND = 5.4
DOT, RING = 4.8, 4.2
BETWEEN = 8.0
"""Points between two columns."""

LEAST = 24.0
"""Points of a level at least; below it no position can be read."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where each level begins: all are as wide, however far apart a reading's thresholds are."""

    left: float
    right: float

    @property
    def step(self) -> float:
        return (self.right - self.left) / len(Level)

    def edge(self, level: int) -> float:
        return self.left + level * self.step

    def x(self, at: float, level: int | None = None) -> float:
        """A position inside its level, never so near the edge that its dot would lie in the next one."""
        zone = min(int(at), len(Level) - 1) if level is None else level
        room = DOT / 2 + 0.8
        return self.edge(zone) + room + min(max(at - zone, 0.0), 1.0) * (self.step - 2 * room)


def room_for(spec: ChartSpec, place: Place, size: Size) -> Size:
    """As high as its rows are."""
    row = NARROW if place is Place.PHONE else WIDE
    return Size(size.width, round((HEAD + row * len(spec.rungs) + FOOT) / POINTS_PER_MM, 1))


def ladder(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """
    Names, one track for each reading, values; full dots now, hollow ones four weeks ago.

    Raises:
        RenderError: names and values leave no room for the levels.
    """
    narrow = place is Place.PHONE
    texts = [_value(lettering, one) for one in spec.rungs]
    names = [lettering.reading(one.key) for one in spec.rungs]
    starts, left = _columns(sheet, names)
    values = max(sheet.ruler.width(text, weight=600) for text in texts)
    scale = _Scale(LEFT, sheet.width - LEFT) if narrow else _Scale(left, sheet.width - values - BETWEEN - 1.0)
    if scale.step < LEAST:
        raise RenderError(f"Chart {spec.id}: its names and values are too long for {sheet.size.width:g} mm.")
    _draw_heads(sheet, lettering, scale)
    row = NARROW if narrow else WIDE
    for number, (one, text, lines) in enumerate(zip(spec.rungs, texts, names, strict=True)):
        top = HEAD + row * number
        middle = top + 5.5 if narrow else top + row / 2
        colour, weight = (ACCENT, 600) if one.finding else (INK2, 400)
        for at, name in zip(starts, lines[:1] if narrow else lines, strict=False):
            sheet.text(name, at, middle, colour, weight=weight)
        sheet.text(text, sheet.width - 1.0, middle, ACCENT if one.finding else INK, anchor="end", weight=600)
        _draw_track(sheet, scale, one, middle + 10.5 if narrow else middle, colour)


def _value(lettering: Lettering, one: Rung) -> str:
    scale = lettering.scale(one.unit)
    return lettering.measured(one.value * scale.factor, max(one.digits + scale.digits, 0), False, one.unit)


def _columns(sheet: Sheet, names: Sequence[tuple[str, ...]]) -> tuple[list[float], float]:
    """Where the names of each language start, and where the levels do."""
    starts, left = [], LEFT
    for column in zip(*names, strict=True):
        starts.append(left)
        left += max(sheet.ruler.width(name, weight=600) for name in column) + BETWEEN
    return starts, left


def _draw_heads(sheet: Sheet, lettering: Lettering, scale: _Scale) -> None:
    for level in Level:
        word = lettering.levels.get(level, "")
        if word:
            sheet.text(word, scale.edge(level) + scale.step / 2, HEAD / 2 - 0.5, INK2, anchor="middle")


def _draw_track(sheet: Sheet, scale: _Scale, one: Rung, middle: float, colour: Colour) -> None:
    for level in list(Level)[: one.top + 1]:
        box = Box(scale.edge(level), middle - BAND / 2, scale.edge(level + 1), middle + BAND / 2)
        sheet.rectangle(box, fill=FILL[level])
    edges = [
        [(x, middle - BAND / 2 - 1.2), (x, middle + BAND / 2 + 1.2)] for x in map(scale.edge, range(1, one.top + 1))
    ]
    sheet.path(edges, stroke=RULE, width=0.6)
    now = scale.x(one.at)
    if one.before is not None:
        before = scale.x(one.before)
        if abs(before - now) > 1.0:
            sheet.line(before, middle, now, middle, colour, 1.0)
            sheet.dot(before, middle, RING, PAPER, stroke=colour, width=1.0)
    sheet.dot(now, middle, DOT, colour)
