"""A waterfall: upright where every name fits under its bar, lying on its side where it does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidegauge.charts.drawing import Box
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.palette import ACCENT, GREY1, GRID, INK, INK2, INK3, PAPER, Colour
from tidegauge.charts.place import POINTS_PER_MM, Place, Size
from tidegauge.charts.plot import LEFT, TOP
from tidegauge.charts.ruler import Ruler
from tidegauge.charts.scales import ValueAxis, value_axis, wrapped
from tidegauge.charts.sheet import Sheet
from tidegauge.model.document import ChartSpec, Step

LEADING = 9.8
VALUE = 8.5
THINNEST_FALL, THINNEST_RISE = 1.2, 3.4
"""Points: a hollow bar is at least so high that its inside is seen, and is not taken for a thin fall."""

BAR = 0.62
"""Share of a step's room that its bar takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """
    A step as drawn.

    Attributes:
        low, high: Between which values it stands.
        level: Where the next one starts.
        text, names: Value as printed, lines of the name.
    """

    step: Step
    low: float
    high: float
    level: float
    text: str
    names: tuple[str, ...]

    @property
    def bold(self) -> bool:
        """Totals and the finding are what the chart is read for."""
        return self.step.total or self.step.finding

    @property
    def colour(self) -> Colour:
        """Totals ink 2, the finding accent, other falls grey."""
        if self.step.total:
            return INK2
        return ACCENT if self.step.finding else GREY1

    @property
    def hollow(self) -> bool:
        """A rise that is not the finding."""
        return not self.step.total and not self.step.finding and self.step.value > 0


def waterfall(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """Totals on the axis, changes hanging between them; the axis may be cut at a round number."""
    bars = _bars(spec, lettering)
    axis = _axis(spec, bars)
    right = _right(sheet.ruler, lettering, axis, sheet.width)
    names = _names_below(sheet.ruler, bars, right, place)
    if names is None:
        _draw_lying(sheet, bars, axis)
    else:
        _Upright(sheet, lettering, bars, axis, names, right).draw()


def room_for(spec: ChartSpec, lettering: Lettering, place: Place, size: Size) -> Size:
    """The size given, made higher where the waterfall has to lie on its side and its rows need more."""
    bars = _bars(spec, lettering)
    ruler = Ruler(lettering)
    right = _right(ruler, lettering, _axis(spec, bars), size.width * POINTS_PER_MM)
    if _names_below(ruler, bars, right, place) is not None:
        return size
    lines = max(2 if len(bar.names) == 1 else len(bar.names) for bar in bars)
    needed = (len(bars) * (LEADING * lines + 1.0) + 8.0) / POINTS_PER_MM
    return Size(size.width, max(size.height, round(needed, 1)))


def _right(ruler: Ruler, lettering: Lettering, axis: ValueAxis, width: float) -> float:
    widest = max(ruler.width(lettering.number(tick, axis.digits, False)) for tick in axis.ticks)
    return width - max(22.7, widest + 3.0)


def _names_below(ruler: Ruler, bars: Sequence[Bar], right: float, place: Place) -> list[list[str]] | None:
    """The names as they stand under upright bars; None where they, or the values, have no room."""
    room = (right - LEFT) / len(bars)
    if place is Place.PHONE or any(ruler.width(bar.text, VALUE, 600) > room - 3.0 for bar in bars):
        return None
    return _names_within(ruler, bars, room - 4.0)


def _bars(spec: ChartSpec, lettering: Lettering) -> list[Bar]:
    bars: list[Bar] = []
    level = 0.0
    for step in spec.steps:
        start = 0.0 if step.total else level
        level = start + step.value
        text = lettering.number(step.value, spec.digits, not step.total)
        names = lettering.category(step.key, step.period)
        bars.append(Bar(step, min(start, level), max(start, level), level, text, names))
    return bars


def _axis(spec: ChartSpec, bars: Sequence[Bar]) -> ValueAxis:
    """From the round number given, or one below the lowest level; from zero where a cut would gain little."""
    levels = [bar.level for bar in bars]
    low, high = min(levels), max(levels)
    if low <= 0:
        return value_axis(low, max(high, 0.0, low + 10.0**-spec.digits), aim=4)
    if spec.low is not None:
        base = min(spec.low, low)
    elif low > 0.5 * high:
        base = max(value_axis(low - 0.25 * (high - low or high * 0.05), high).low, 0.0)
    else:
        base = 0.0
    top = high if spec.high is None else spec.high
    return value_axis(base, max(top, base + 10.0**-spec.digits), True, False, 4)


def _names_within(ruler: Ruler, bars: Sequence[Bar], room: float) -> list[list[str]] | None:
    """Every bar's lines, wrapped alike where one is too wide; None where even that does not help."""
    for most in (1, 2, 3):
        lines = [[piece for name in bar.names for piece in wrapped(name, most)] for bar in bars]
        if most * max(len(bar.names) for bar in bars) > 3:
            return None
        natural = [
            whole if _fits(ruler, whole := _whole(bar.names), room) else split
            for bar, split in zip(bars, lines, strict=True)
        ]
        if all(_fits(ruler, one, room) for one in natural):
            return natural
    return None


def _whole(names: Sequence[str]) -> list[str]:
    return [name.replace("\u200b", "") for name in names]


def _fits(ruler: Ruler, names: Sequence[str], room: float) -> bool:
    return all(ruler.width(name) <= room for name in names)


@dataclass(frozen=True, slots=True)
class _Upright:
    sheet: Sheet
    lettering: Lettering
    bars: list[Bar]
    axis: ValueAxis
    names: list[list[str]]
    right: float

    @property
    def bottom(self) -> float:
        return self.sheet.height - 6.5 - LEADING * max(len(lines) for lines in self.names)

    @property
    def top(self) -> float:
        return TOP + 12.0

    def y(self, value: float) -> float:
        share = (max(value, self.axis.low) - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom - share * (self.bottom - self.top)

    def middle(self, number: int) -> float:
        return LEFT + (number + 0.5) * (self.right - LEFT) / len(self.bars)

    def draw(self) -> None:
        grid = [[(LEFT, self.y(tick)), (self.right, self.y(tick))] for tick in self.axis.ticks]
        self.sheet.path([run for run in grid if run[0][1] < self.bottom - 0.5], stroke=GRID, width=0.4)
        boxes = [self._box(number, bar) for number, bar in enumerate(self.bars)]
        self._connect(boxes)
        for bar, box in zip(self.bars, boxes, strict=True):
            _draw_bar(self.sheet, bar, box)
        if self.axis.low > 0:
            self._cut(boxes)
        foot = self.y(0.0) if self.axis.low < 0 else self.bottom
        self.sheet.line(LEFT, foot, self.right, foot, INK2, 0.5)
        self._write(boxes)

    def _box(self, number: int, bar: Bar) -> Box:
        half = BAR * (self.right - LEFT) / len(self.bars) / 2
        top, bottom = self.y(bar.high), self.y(bar.low)
        spare = max((THINNEST_RISE if bar.hollow else THINNEST_FALL) - (bottom - top), 0.0)
        middle = self.middle(number)
        return Box(middle - half, top - spare / 2, middle + half, min(bottom + spare / 2, self.bottom))

    def _connect(self, boxes: Sequence[Box]) -> None:
        for bar, box, following in zip(self.bars, boxes, boxes[1:], strict=False):
            y = self.y(bar.level)
            self.sheet.line(box.right, y, following.left, y, INK3, 0.5)

    def _cut(self, boxes: Sequence[Box]) -> None:
        for bar, box in zip(self.bars, boxes, strict=True):
            if bar.step.total and box.bottom - box.top > 12.0:
                for y in (self.bottom - 4.0, self.bottom - 7.2):
                    self.sheet.line(box.left - 1.0, y + 0.9, box.right + 1.0, y - 0.9, PAPER, 1.1)

    def _write(self, boxes: Sequence[Box]) -> None:
        for tick in self.axis.ticks:
            text = self.lettering.number(tick, self.axis.digits, False)
            self.sheet.text(text, self.right + 2.0, self.y(tick), INK2)
        for number, (bar, box, names) in enumerate(zip(self.bars, boxes, self.names, strict=True)):
            middle = self.middle(number)
            weight = 600 if bar.bold else 400
            above = min(box.top, self.y(bar.low)) - 6.0
            self.sheet.text(bar.text, middle, above, INK, anchor="middle", size=VALUE, weight=weight, ground=True)
            for row, name in enumerate(names):
                self.sheet.text(name, middle, self.bottom + 8.2 + LEADING * row, INK2, anchor="middle")


def _draw_bar(sheet: Sheet, bar: Bar, box: Box) -> None:
    if bar.hollow:
        inner = Box(box.left + 0.45, box.top + 0.45, box.right - 0.45, box.bottom - 0.45)
        sheet.rectangle(inner, fill=PAPER, stroke=INK2, width=0.9)
    else:
        sheet.rectangle(box, fill=bar.colour)


def _draw_lying(sheet: Sheet, bars: Sequence[Bar], axis: ValueAxis) -> None:
    """Names at the left, values at the right, each step a row: for places narrower than the names under bars."""
    lines = _lying_names(sheet, bars)
    names = max(sheet.ruler.width(line, weight=600) for one in lines for line in one)
    values = max(sheet.ruler.width(bar.text, VALUE, 600) for bar in bars)
    left, right = names + 8.0, sheet.width - values - 6.0
    row = (sheet.height - 6.0) / len(bars)

    def x(value: float) -> float:
        share = (max(value, axis.low) - axis.low) / (axis.high - axis.low)
        return left + share * (right - left)

    before: Box | None = None
    for number, bar in enumerate(bars):
        middle = 3.0 + row * (number + 0.5)
        box = _lying_box(bar, x(bar.low), x(bar.high), middle, min(row * 0.56, 9.0), left)
        if before is not None:
            level = x(bars[number - 1].level)
            sheet.line(level, before.bottom, level, box.top, INK3, 0.5)
        _draw_bar(sheet, bar, box)
        if bar.step.total and axis.low > 0 and box.right - box.left > 12.0:
            for cut in (left + 4.0, left + 7.2):
                sheet.line(cut + 0.9, box.top - 1.0, cut - 0.9, box.bottom + 1.0, PAPER, 1.1)
        _write_row(sheet, bar, lines[number], middle)
        before = box
    foot = max(x(0.0), left) if axis.low < 0 else left
    sheet.line(foot, 3.0, foot, sheet.height - 3.0, INK2, 0.5)


def _lying_names(sheet: Sheet, bars: Sequence[Bar]) -> list[list[str]]:
    most = sheet.width * 0.36
    whole = [_whole(bar.names) for bar in bars]
    return [names if _fits(sheet.ruler, names, most) else wrapped(names[0], 2) for names in whole]


def _lying_box(bar: Bar, low: float, high: float, middle: float, thickness: float, left: float) -> Box:
    spare = max((THINNEST_RISE if bar.hollow else THINNEST_FALL) - (high - low), 0.0)
    return Box(max(low - spare / 2, left), middle - thickness / 2, high + spare / 2, middle + thickness / 2)


def _write_row(sheet: Sheet, bar: Bar, names: Sequence[str], middle: float) -> None:
    weight = 600 if bar.bold else 400
    for line, name in enumerate(names):
        y = middle + LEADING * (line - (len(names) - 1) / 2)
        sheet.text(name, LEFT, y, INK if bar.bold else INK2)
    sheet.text(bar.text, sheet.width - 1.0, middle, INK, anchor="end", size=VALUE, weight=weight)
