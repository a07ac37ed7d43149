"""Last values: a column of names and values in a label zone, or one value at the end of one line."""

from dataclasses import dataclass
from datetime import date, timedelta

from tidegauge.charts.lettering import Lettering
from tidegauge.charts.palette import ACCENT
from tidegauge.charts.plot import LEFT, Heading, Plot
from tidegauge.charts.prepare import last_of
from tidegauge.charts.scales import spread
from tidegauge.charts.sheet import Sheet
from tidegauge.charts.strokes import Stroke, stroke_of
from tidegauge.errors import RenderError
from tidegauge.model.document import ChartKind, ChartSpec

GAP = 9.6
"""Points between the middles of two labels at least: eight of type and a little air."""

COLUMN = 0.925
"""Of the plot's width: where values end, so that they never stand against the tick labels."""

LEAD, BETWEEN = 16.0, 6.0
ZONE = ((440.0, 0.20), (260.0, 0.30), (0.0, 0.35))
"""Least share of the plot's width that the label zone takes, by that width in points."""

WIDEST = 0.66
"""Most of the plot that labels may take; beyond it there is no chart left."""

MONTH = timedelta(days=31)
"""Lines that end further apart than this have no date in common; the note under the chart tells each."""


@dataclass(frozen=True, slots=True)
class End:
    """The last value of a line: what is printed, where it lies, how it is coloured."""

    name: str
    text: str
    value: float
    day: date
    stroke: Stroke


@dataclass(frozen=True, slots=True)
class Column:
    """The ends of a chart from the highest down, the widths they take, and the zone's width."""

    ends: tuple[End, ...]
    names: float
    values: float
    zone: float


def ends_of(spec: ChartSpec, lettering: Lettering) -> tuple[End, ...]:
    """The labelled lines with their last values, from the highest down."""
    ends = []
    for line in (*spec.lines, *(spec.corridor or ())):
        last = last_of(line)
        if line.labelled and last is not None:
            text = lettering.number(last[1], spec.digits, spec.signed)
            ends.append(End(lettering.label(line.key), text, last[1], last[0], stroke_of(spec.kind, line)))
    return tuple(sorted(ends, key=lambda end: -end.value))


def column_of(sheet: Sheet, spec: ChartSpec, lettering: Lettering, right: float) -> Column:
    """
    The label zone of a plot that ends at `right`.

    Raises:
        RenderError: the names are so long that no chart is left.
    """
    ends = ends_of(spec, lettering)
    if not ends:
        return Column((), 0.0, 0.0, 4.0)
    width = right - LEFT
    names = max(sheet.ruler.width(end.name, weight=end.stroke.weight) for end in ends)
    values = max(sheet.ruler.width(end.text, weight=end.stroke.weight) for end in ends)
    needed = LEAD + names + BETWEEN + values + (1 - COLUMN) * width
    if needed > WIDEST * width:
        longest = max(ends, key=lambda end: sheet.ruler.width(end.name))
        raise RenderError(f"Chart {spec.id}: the label {longest.name!r} is too long for {sheet.size.width:g} mm.")
    # A fan shows half a year of four areas: it takes no more from its days than the labels need.
    least = 0.0 if spec.kind is ChartKind.FAN else next(share for start, share in ZONE if width >= start) * width
    return Column(ends, names, values, max(needed, least))


def last_heading(column: Column, spec: ChartSpec, lettering: Lettering, right: float) -> tuple[Heading, ...]:
    """The date of the last values, once, above them; none where the lines end more than a month apart."""
    if not column.ends or _ends_apart(spec) > MONTH:
        return ()
    day = lettering.dates.day if spec.last.year == spec.known.year else lettering.dates.full_day
    text = lettering.label("last").format(day=day(spec.last))
    return (Heading(text, (_names_left(column, right),)),)


def _ends_apart(spec: ChartSpec) -> timedelta:
    """How far apart the lines with a name end."""
    days = [line.points[-1][0] for line in spec.lines if line.labelled and line.points]
    return max(days) - min(days) if days else timedelta(0)


def _names_left(column: Column, right: float) -> float:
    values_right = LEFT + COLUMN * (right - LEFT)
    return min(right - column.zone + LEAD, values_right - column.values - BETWEEN - column.names)


def draw_column(plot: Plot, column: Column) -> None:
    """
    Names and values in two columns, pushed apart evenly, with leaders from the true heights.

    Raises:
        RenderError: there are more of them than lines of text in the plot.
    """
    true = [min(max(plot.y(end.value), plot.box.top), plot.box.bottom) for end in column.ends]
    top, bottom = plot.box.top + 2.0, plot.box.bottom - 4.0
    if bottom - top < GAP * (len(true) - 1):
        raise RenderError(f"Chart {plot.spec.id} names {len(true)} lines, more than fit; leave some unlabelled.")
    heights = spread(true, GAP, top, bottom)
    left = _names_left(column, plot.box.right)
    values_right = LEFT + COLUMN * (plot.box.right - LEFT)
    for end, at, height in zip(column.ends, true, heights, strict=True):
        stroke = end.stroke
        start = min(plot.x(end.day), plot.data_right) + 1.5
        knee = max(start, plot.data_right + 4.5)
        lead = [(start, at), (knee, at), (left - 2.5, height)]
        plot.sheet.path([lead], stroke=stroke.text, width=0.45)
        plot.sheet.avoid([lead])
        plot.sheet.text(end.name, left, height, stroke.text, weight=stroke.weight, ground=True)
        plot.sheet.text(end.text, values_right, height, stroke.text, weight=stroke.weight, anchor="end", ground=True)


@dataclass(frozen=True, slots=True)
class Single:
    """The one last value of a chart without a label column: `beside` puts the date right of it, not above."""

    end: End
    day: str
    beside: bool
    width: float


def single_of(sheet: Sheet, spec: ChartSpec, lettering: Lettering, beside: bool) -> Single | None:
    """The last value of the subject, measured."""
    last = last_of(spec.lines[0])
    if last is None or not spec.lines[0].labelled:
        return None
    text = lettering.number(last[1], spec.digits, spec.signed)
    if not spec.signed:
        text = lettering.measured(last[1], spec.digits, spec.signed, spec.unit)
    dates = lettering.dates
    day = dates.day(last[0]) if last[0].year == spec.end.year else dates.full_day(last[0])
    value, date_width = sheet.ruler.width(text, 10.0, 600), sheet.ruler.width(day)
    width = value + 5.0 + date_width if beside else max(value, date_width)
    stroke = stroke_of(spec.kind, spec.lines[0])
    return Single(End("", text, last[1], last[0], stroke), day, beside, width)


def draw_single(plot: Plot, single: Single) -> None:
    """A dot at the end of the line and its value beside it, in the accent."""
    sheet = plot.sheet
    x = plot.x(single.end.day)
    y = min(max(plot.y(single.end.value), plot.box.top), plot.box.bottom)
    if plot.spec.kind is not ChartKind.BARS:
        sheet.dot(x, y, 4.6, ACCENT)
    left = max(x, plot.data_right) + 6.0
    size = 10.0
    if single.beside:
        height = min(max(y - 2.0, plot.box.top + 3.0), plot.box.bottom - 6.0)
        value_width = sheet.ruler.width(single.end.text, size, 600)
        sheet.text(single.end.text, left, height, ACCENT, size=size, weight=600, ground=True)
        sheet.text(single.day, left + value_width + 5.0, height, ACCENT, ground=True)
        return
    height = min(max(y, plot.box.top + 14.0), plot.box.bottom - 6.0)
    sheet.text(single.day, left, height - 10.6, ACCENT)
    sheet.text(single.end.text, left, height, ACCENT, size=size, weight=600)
