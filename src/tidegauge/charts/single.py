"""Charts with one value at the end of one line: strip, area, zones, bars."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tidegauge.charts.drawing import Box
from tidegauge.charts.ends import Single, draw_single, single_of
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.marks import (
    band_headings,
    dated_room,
    draw_band_names,
    draw_beyond,
    draw_dated,
    draw_named,
    write_freely,
)
from tidegauge.charts.palette import ACCENT, FILL, GREY2, INK
from tidegauge.charts.place import Place
from tidegauge.charts.plot import (
    ROW,
    Plot,
    band_texts,
    build,
    data_height,
    draw_axes,
    draw_bands,
    draw_grid,
    draw_zero,
    plot_right,
    seen,
    span_axis,
)
from tidegauge.charts.series import with_column
from tidegauge.charts.sheet import Sheet
from tidegauge.charts.strokes import STROKES, Run, draw_line, draw_lines, runs_of, thinned
from tidegauge.model.document import ChartSpec, Line, MarkKind, Zone


def _with_single(
    sheet: Sheet,
    spec: ChartSpec,
    lettering: Lettering,
    place: Place,
    values: list[float],
    beside: bool = False,
    least: float = 0.0,
) -> tuple[Plot, Single | None]:
    """A plot whose last value stands alone at the end of its line."""
    axis = span_axis(spec, values, data_height(sheet))
    right = plot_right(sheet, spec, lettering, axis)
    single = single_of(sheet, spec, lettering, beside)
    zone = max(single.width + 9.0 if single else 4.0, least)
    headings = () if beside else band_headings(sheet, spec, band_texts(spec, lettering), right - zone)
    # A name beside a peak, or a value beyond the frame, needs a row no data reach; a strip on paper has none to give.
    named = any(mark.kind is MarkKind.NAMED for mark in spec.marks) and not beside
    told = place is Place.PHONE and max(values) > axis.high
    room = (ROW if named or told else 0.0) + dated_room(spec)
    plot = build(sheet, spec, lettering, place, axis, zone, headings, room)
    return plot, single


def strip(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """One spread over years: filled below and above zero, past episodes shaded."""
    plot, single = _with_single(sheet, spec, lettering, place, seen(spec), beside=True)
    draw_bands(plot)
    draw_grid(plot)
    subject = spec.lines[0]
    if plot.axis.low <= 0 <= plot.axis.high:
        _fill_to_zero(plot, subject)
    draw_zero(plot)
    draw_line(plot, subject, 0.7)
    draw_axes(plot)
    if single:
        draw_single(plot, single)
    draw_beyond(plot)
    draw_named(plot)
    draw_band_names(plot, band_texts(spec, lettering))


def _fill_to_zero(plot: Plot, line: Line) -> None:
    zero = plot.y(0.0)
    runs = [thinned(_with_crossings(run, zero)) for run in runs_of(plot, line)]
    below = [_closed([(x, max(y, zero)) for x, y in run], zero) for run in runs]
    above = [_closed([(x, min(y, zero)) for x, y in run], zero) for run in runs]
    plot.sheet.path(below, fill=GREY2, opacity=0.45, clip=plot.clip)
    plot.sheet.path(above, fill=ACCENT, opacity=0.35, clip=plot.clip)


def _with_crossings(run: Run, zero: float) -> Run:
    whole = run[:1]
    for (x0, y0), (x1, y1) in pairwise(run):
        if (y0 - zero) * (y1 - zero) < 0:
            whole.append((x0 + (x1 - x0) * (zero - y0) / (y1 - y0), zero))
        whole.append((x1, y1))
    return whole


def _closed(run: Run, base: float) -> Run:
    """The area between a run and a horizontal base; vertices that lie on the base in a row are one."""
    kept = [
        vertex
        for number, vertex in enumerate(run)
        if vertex[1] != base or not (0 < number < len(run) - 1 and run[number - 1][1] == base == run[number + 1][1])
    ]
    return [(run[0][0], base), *kept, (run[-1][0], base)]


def area(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """A balance: a line with a light fill down to zero, or to the foot of a frame that starts elsewhere."""
    if sum(line.labelled for line in spec.lines) > 1:
        with_column(sheet, spec, lettering, place, _area_under)
        return
    base = [0.0] if spec.low is None else []
    plot, single = _with_single(sheet, spec, lettering, place, seen(spec) + base)
    draw_bands(plot)
    _area_under(plot)
    draw_axes(plot)
    if single:
        draw_single(plot, single)
    draw_named(plot)
    draw_beyond(plot)


def _area_under(plot: Plot) -> None:
    draw_grid(plot)
    base = plot.y(min(max(0.0, plot.axis.low), plot.axis.high))
    areas = [_closed(thinned(run), base) for run in runs_of(plot, plot.spec.lines[0])]
    plot.sheet.path(areas, fill=ACCENT, opacity=0.16, clip=plot.clip)
    draw_zero(plot)
    draw_lines(plot, plot.spec.lines)


def zones(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """A reading over horizontal bands that stand for levels, named inside at the right."""
    values = seen(spec)
    edges = [edge for zone in spec.zones for edge in (zone.low, zone.high) if min(values) <= edge <= max(values)]
    names = {zone: lettering.label(zone.key) for zone in spec.zones}
    widest = max((sheet.ruler.width(name, weight=600) for name in names.values()), default=0.0)
    plot, single = _with_single(sheet, spec, lettering, place, values + edges, least=widest + 8.0)
    boxes = {zone: _zone_box(plot, zone) for zone in spec.zones}
    for zone, box in boxes.items():
        plot.sheet.rectangle(box, fill=FILL[zone.level])
    draw_bands(plot)
    draw_grid(plot)
    draw_dated(plot)
    draw_zero(plot)
    draw_lines(plot, spec.lines)
    draw_axes(plot)
    if single:
        draw_single(plot, single)
    for zone, box in boxes.items():
        _name_zone(plot, names[zone], box)
    draw_named(plot)
    draw_beyond(plot)


def _zone_box(plot: Plot, zone: Zone) -> Box:
    """The band inside the frame; the uppermost one fills the room above the data as well."""
    top = plot.head if zone.high >= plot.axis.high else plot.y(max(zone.high, plot.axis.low))
    bottom = plot.y(min(max(zone.low, plot.axis.low), plot.axis.high))
    return Box(plot.box.left, min(top, bottom), plot.box.right, bottom)


def _name_zone(plot: Plot, name: str, box: Box) -> None:
    if box.bottom - box.top >= 8.0:
        x = plot.box.right - 2.0
        heights = (box.top + 6.0, box.bottom - 5.5, (box.top + box.bottom) / 2)
        inside = [y for y in heights if box.top + 3.5 <= y <= box.bottom - 3.5]
        spots = [(x, y, "end") for y in inside] + [(plot.box.left + 3.0, y, "start") for y in inside]
        write_freely(plot, name, spots, INK, 600)
    else:
        plot.sheet.left_out.append(name)


def bars(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """Amounts by day on zero; several sets are stacked, the subject below."""
    pieces = list(_stacked(spec))
    tops = [top for _, _, _, top in pieces]
    plot, single = _with_single(sheet, spec, lettering, place, [*tops, *seen(spec), 0.0])
    draw_bands(plot)
    draw_grid(plot)
    _draw_bars(plot, pieces)
    draw_zero(plot)
    draw_axes(plot)
    if single:
        draw_single(plot, single)
    draw_named(plot)
    draw_beyond(plot)


Piece = tuple[Line, date, float, float]
"""A bar of a line on a day, from one value to another."""


def _stacked(spec: ChartSpec) -> Iterator[Piece]:
    reached: dict[tuple[date, bool], float] = {}
    for line in spec.lines:
        for day, value in line.points:
            if value:
                start = reached.get((day, value > 0), 0.0)
                reached[day, value > 0] = start + value
                yield line, day, start, start + value


def _draw_bars(plot: Plot, pieces: list[Piece]) -> None:
    days = max((plot.spec.end - plot.spec.start).days, 1)
    width = (plot.data_right - plot.box.left) / days
    # A single day in four years is a third of a point: it is drawn wide enough to be seen on paper.
    half = min(max(width * 0.7, 0.9), 9.0) / 2
    for line in plot.spec.lines:
        colour = ACCENT if line is plot.spec.lines[0] else STROKES[line.role].colour
        runs = [_bar(plot, day, half, start, top) for one, day, start, top in pieces if one is line]
        plot.sheet.path(runs, fill=colour, clip=plot.clip)
        plot.sheet.avoid([[(run[0][0] + half, run[0][1]), (run[0][0] + half, run[2][1])] for run in runs])


def _bar(plot: Plot, day: date, half: float, start: float, top: float) -> Run:
    x, low, high = plot.x(day), plot.y(start), plot.y(top)
    # Nor does an amount vanish because another day was a thousand times larger.
    high = high if abs(high - low) >= 0.6 else low - 0.6 * (1 if top > start else -1)
    return [(x - half, low), (x + half, low), (x + half, high), (x - half, high), (x - half, low)]
