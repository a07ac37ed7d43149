"""The plot of a chart over time: scales, room for headings and end labels, grid, axes, episodes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tidegauge.charts.drawing import Box
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.palette import ACCENT, EPISODE, GRID, INK, INK2, PAPER, SAND
from tidegauge.charts.place import Place
from tidegauge.charts.prepare import values_of
from tidegauge.charts.scales import DayTick, ValueAxis, day_ticks, value_axis
from tidegauge.charts.sheet import Sheet
from tidegauge.model.document import Band, ChartSpec, MarkKind

LEFT = 2.8
TOP = 7.0
FOOT = 17.0
RIGHT = 22.7
"""Points: 1 mm, 2.5 mm, 6 mm, 8 mm; the right margin grows with the tick labels, to 11 mm and more."""

ROW = 11.0
TICK = 2.5
NEAREST_TICKS = 36.0
"""Points between labels of the time axis at least, so that the eye finds the tick a label starts at."""

MONTHS_SPAN = 3 * 366
"""Days: over longer frames a point is named by its month."""


@dataclass(frozen=True, slots=True)
class Heading:
    """
    A text above the data.

    Attributes:
        text: As printed.
        lefts: Where it may start, best first.
        mark: Drawn before it: a month-end ring or a quarter-end dot.
        needed: False where a picture without it is still true (the name of an episode).
    """

    text: str
    lefts: tuple[float, ...]
    mark: MarkKind | None = None
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Plot:
    """
    A sheet with its scales.

    Attributes:
        box: The data area with the label zone; `head` is where the headings above it begin.
        data_right: Where `spec.end` lies; right of it is the label zone.
        clip: The frame, where a value lies beyond it; otherwise nothing needs to be cut.
        key: Marks that stand before headings.
    """

    sheet: Sheet
    spec: ChartSpec
    lettering: Lettering
    place: Place
    axis: ValueAxis
    box: Box
    head: float
    data_right: float
    clip: Box | None = None
    key: tuple[tuple[MarkKind, float, float], ...] = ()

    def x(self, day: date) -> float:
        """Position of a day."""
        return _position(day, self.spec, self.box.left, self.data_right)

    def y(self, value: float) -> float:
        """Position of a value."""
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.box.bottom - share * (self.box.bottom - self.box.top)

    def places(self, points: Sequence[tuple[date, float]]) -> list[tuple[float, float]]:
        """Positions of many days and values: `x` and `y` of each, in one go."""
        days = (self.spec.end - self.spec.start).days
        since = np.array([day.toordinal() for day, _ in points], dtype=float) - self.spec.start.toordinal()
        shares = np.clip(since / days, 0.0, 1.0) if days else np.ones(len(points))
        heights = (np.array([value for _, value in points], dtype=float) - self.axis.low) / (
            self.axis.high - self.axis.low
        )
        xs = self.box.left + shares * (self.data_right - self.box.left)
        ys = self.box.bottom - heights * (self.box.bottom - self.box.top)
        return list(zip(xs.tolist(), ys.tolist(), strict=True))

    @property
    def whole(self) -> Box:
        """Where a text of the plot may stand: headings, data and label zone."""
        return Box(self.box.left, self.head, self.box.right, self.box.bottom)

    def number(self, value: float) -> str:
        """A value as printed in the chart."""
        return self.lettering.number(value, self.spec.digits, self.spec.signed)

    def measured(self, value: float) -> str:
        """A value with its unit."""
        return self.lettering.measured(value, self.spec.digits, self.spec.signed, self.spec.unit)

    def day(self, day: date) -> str:
        """How a point of this chart is dated: by month over many years, with the year where it is another."""
        dates = self.lettering.dates
        if (self.spec.end - self.spec.start).days > MONTHS_SPAN:
            return dates.month(day)
        return dates.day(day) if day.year == self.spec.end.year else dates.full_day(day)


def seen(spec: ChartSpec) -> list[float]:
    """Every value of every line and of the corridor."""
    lines = (*spec.lines, *(spec.corridor or ()))
    return [value for line in lines for value in values_of(line)]


def band_texts(spec: ChartSpec, lettering: Lettering) -> dict[Band, str]:
    """Names of the episodes in the frame."""
    return {band: lettering.label(band.key) for band in spec.bands}


def data_height(sheet: Sheet) -> float:
    """Height of the plot without its margins."""
    return sheet.height - TOP - FOOT


def span_axis(spec: ChartSpec, values: Iterable[float], height: float) -> ValueAxis:
    """The value axis for what has to be seen, in a plot so many points high."""
    needed = list(values) + ([0.0] if spec.zero else [])
    low = min(needed) if spec.low is None else spec.low
    high = max(needed) if spec.high is None else spec.high
    if not high > low:
        # A constant series stands in the middle of a scale that shows its last printed decimal moving.
        room = max(2 * 10.0**-spec.digits, abs(high) * 0.002)
        low, high = (low, max(low, high) + room) if spec.low is not None else (min(low, high) - room, high)
        high = high + room if spec.high is None and spec.low is None else high
    aim = 4 if height < 62 else 5
    return value_axis(low, high, spec.low is not None, spec.high is not None, aim)


def plot_right(sheet: Sheet, spec: ChartSpec, lettering: Lettering, axis: ValueAxis) -> float:
    """Where the plot ends and the tick labels begin."""
    widest = max(sheet.ruler.width(lettering.number(tick, axis.digits, spec.signed)) for tick in axis.ticks)
    return sheet.width - max(RIGHT, widest + 3.0)


def build(
    sheet: Sheet,
    spec: ChartSpec,
    lettering: Lettering,
    place: Place,
    axis: ValueAxis,
    zone: float,
    headings: Sequence[Heading] = (),
    room: float = 0.0,
) -> Plot:
    """
    Lays out the plot and draws everything that lies under the data.

    Args:
        zone: Width of the label zone inside the plot.
        headings: Texts above the data; they take as many rows as they need.
        room: Kept between those and the data for names of points.
    """
    right = plot_right(sheet, spec, lettering, axis)
    rows, key = _place_headings(sheet, headings, right)
    head = ROW * rows + (1.0 if rows else 0.0) + room
    box = Box(LEFT, TOP + head, right, sheet.height - FOOT)
    values = seen(spec)
    beyond = min(values) < axis.low or max(values) > axis.high
    clip = Box(box.left, box.top, right - zone + 1.0, box.bottom) if beyond else None
    sheet.span = (box.left, right - zone, spec.start, spec.end)
    return Plot(sheet, spec, lettering, place, axis, box, TOP, right - zone, clip, tuple(key))


def day_position(spec: ChartSpec, day: date, data_right: float) -> float:
    """Position of a day in a plot that is not built yet: headings stand above their days."""
    return _position(day, spec, LEFT, data_right)


def _position(day: date, spec: ChartSpec, left: float, right: float) -> float:
    days = (spec.end - spec.start).days
    share = (day - spec.start).days / days if days else 1.0
    return left + min(max(share, 0.0), 1.0) * (right - left)


def _place_headings(
    sheet: Sheet, headings: Sequence[Heading], right: float
) -> tuple[int, list[tuple[MarkKind, float, float]]]:
    rows: list[list[tuple[float, float]]] = [[], [], []]
    used = 0
    key: list[tuple[MarkKind, float, float]] = []
    for heading in headings:
        indent = 7.0 if heading.mark else 0.0
        width = indent + sheet.ruler.width(heading.text)
        spot = _spot(heading, width, rows, right)
        if spot is None:
            sheet.left_out.append(heading.text)
            continue
        row, left = spot
        rows[row].append((left, left + width))
        used = max(used, row + 1)
        middle = TOP + ROW * row + ROW / 2 - 1.0
        sheet.text(heading.text, left + indent, middle, INK2)
        if heading.mark:
            key.append((heading.mark, left + 2.6, middle))
    return used, key


def _spot(
    heading: Heading, width: float, rows: list[list[tuple[float, float]]], right: float
) -> tuple[int, float] | None:
    for row, taken in enumerate(rows if heading.needed else rows[:2]):
        for wanted in heading.lefts:
            left = max(LEFT, min(wanted, right - width))
            if left + width <= right + 0.1 and all(left > end + 6 or left + width < start - 6 for start, end in taken):
                return row, left
    return None


def draw_mark(sheet: Sheet, kind: MarkKind, x: float, y: float) -> None:
    """A month-end ring or a quarter-end dot."""
    if kind is MarkKind.QUARTER_END:
        sheet.dot(x, y, 4.2, ACCENT)
    else:
        sheet.dot(x, y, 4.0, PAPER, stroke=ACCENT, width=1.0)


def draw_bands(plot: Plot) -> None:
    """Episodes, full height: sand for this one, a darker tone for past ones."""
    newest = max(day for line in plot.spec.lines for day, value in line.points if value is not None)
    for band in plot.spec.bands:
        left, right = plot.x(band.start), plot.x(min(band.end, max(newest, band.start)))
        # An episode of a few days in a frame of years is still a stroke one can see.
        right = max(right, left + 1.2)
        box = Box(left, plot.head, min(right, plot.box.right), plot.box.bottom)
        plot.sheet.rectangle(box, fill=SAND if band.current else EPISODE)
        if not band.current:
            edges = [[(x, box.top), (x, box.bottom)] for x in (box.left, box.right)]
            plot.sheet.avoid(edges, softly=True)


def draw_grid(plot: Plot) -> None:
    """Horizontal hairlines at the round values, but for the lowest on the axis itself."""
    levels = [plot.y(tick) for tick in plot.axis.ticks]
    runs = [[(plot.box.left, y), (plot.box.right, y)] for y in levels if y < plot.box.bottom - 0.5]
    plot.sheet.path(runs, stroke=GRID, width=0.4)


def draw_axes(plot: Plot) -> None:
    """Bottom axis, ticks of time, labels of both; the zero line where the chart is one of spreads."""
    sheet, box = plot.sheet, plot.box
    for kind, x, y in plot.key:
        draw_mark(sheet, kind, x, y)
    for tick in plot.axis.ticks:
        text = plot.lettering.number(tick, plot.axis.digits, plot.spec.signed)
        sheet.text(text, box.right + 2.0, plot.y(tick), INK2)
    sheet.line(box.left, box.bottom, box.right, box.bottom, INK2, 0.5)
    _draw_time(plot)


def draw_zero(plot: Plot) -> None:
    """The zero line of a spread, ending at the last value and not under the labels."""
    if plot.spec.zero and plot.axis.low <= 0 <= plot.axis.high:
        y = plot.y(0.0)
        plot.sheet.line(plot.box.left, y, plot.data_right, y, INK, 0.8)


def _draw_time(plot: Plot) -> None:
    ticks, labels = _time_labels(plot)
    bottom = plot.box.bottom
    runs = [[(x, bottom), (x, bottom + TICK)] for x in ticks]
    plot.sheet.path(runs, stroke=INK2, width=0.5)
    for x, text in labels:
        plot.sheet.text(text, x, bottom + TICK + 6.4, INK2)


def _time_labels(plot: Plot) -> tuple[list[float], list[tuple[float, str]]]:
    choices = day_ticks(plot.spec.start, plot.spec.end)
    for choice in choices:
        labels = [(plot.x(tick.day), text) for tick, text in zip(choice, _names(plot, choice), strict=True)]
        if _fit(plot, labels):
            return _with_years_between(plot, choice, choices), labels
    tick = choices[-1][0]
    text = _names(plot, [tick])[0]
    latest = plot.sheet.width - plot.sheet.ruler.width(text)
    return [plot.x(tick.day)], [(min(plot.x(tick.day), latest), text)]


def _names(plot: Plot, choice: Sequence[DayTick]) -> list[str]:
    dates = plot.lettering.dates
    names = []
    for number, tick in enumerate(choice):
        if tick.unit == "year":
            names.append(f"{tick.day.year}")
        elif tick.unit == "month":
            year_told = number > 0 and tick.day.year == choice[number - 1].day.year
            names.append(dates.short_month(tick.day) if year_told else dates.month(tick.day))
        else:
            names.append(dates.day(tick.day) if number else dates.full_day(tick.day))
    return names


def _fit(plot: Plot, labels: Sequence[tuple[float, str]]) -> bool:
    ends = [x + plot.sheet.ruler.width(text) for x, text in labels]
    starts = [x for x, _ in labels[1:]]
    near = any(start < end + 5 for start, end in zip(starts, ends, strict=False))
    dense = len(labels) > 1 and (labels[-1][0] - labels[0][0]) / (len(labels) - 1) < NEAREST_TICKS
    return not near and not dense and ends[-1] <= plot.sheet.width


def _with_years_between(plot: Plot, choice: list[DayTick], choices: list[list[DayTick]]) -> list[float]:
    yearly = [one for one in choices if one[0].unit == "year"]
    finer = [plot.x(tick.day) for tick in yearly[0]] if yearly and choice in yearly else []
    if len(finer) > 1 and (finer[-1] - finer[0]) / (len(finer) - 1) >= 8.0:
        return finer
    return [plot.x(tick.day) for tick in choice]
