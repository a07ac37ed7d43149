"""Charts whose lines are named in a label zone: lines with a corridor, and the fan."""

from collections.abc import Callable

from tidegauge.charts.ends import column_of, draw_column, last_heading
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.marks import (
    band_headings,
    dated_room,
    draw_beyond,
    draw_calendar_marks,
    draw_dated,
    draw_named,
    key_headings,
    write_freely,
)
from tidegauge.charts.palette import ACCENT, ACCENT_TINT, INK
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
from tidegauge.charts.sheet import Sheet
from tidegauge.charts.strokes import between, corridor_areas, draw_line, draw_lines, runs_of
from tidegauge.errors import RenderError
from tidegauge.model.document import ChartSpec, MarkKind


def with_column(
    sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place, under: Callable[[Plot], None]
) -> None:
    """A plot with its label zone; `under` draws what lies below the lines."""
    axis = span_axis(spec, seen(spec), data_height(sheet) - ROW)
    right = plot_right(sheet, spec, lettering, axis)
    column = column_of(sheet, spec, lettering, right)
    marks = {kind: lettering.label(kind.value) for kind in {mark.kind for mark in spec.marks} if _in_key(kind)}
    headings = (
        *key_headings(sheet, spec, marks),
        *last_heading(column, spec, lettering, right),
        *band_headings(sheet, spec, band_texts(spec, lettering), right - column.zone),
    )
    plot = build(sheet, spec, lettering, place, axis, column.zone, headings, dated_room(spec))
    draw_bands(plot)
    draw_dated(plot)
    under(plot)
    draw_axes(plot)
    draw_column(plot, column)
    draw_calendar_marks(plot)
    draw_named(plot)
    draw_beyond(plot)


def _in_key(kind: MarkKind) -> bool:
    return kind in (MarkKind.MONTH_END, MarkKind.QUARTER_END)


def lines(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """Rates in their corridor: tint, edges, steps, the subject on top."""

    def under(plot: Plot) -> None:
        if spec.corridor:
            areas = corridor_areas(plot, *spec.corridor)
            plot.sheet.path(areas, fill=ACCENT_TINT, opacity=0.55)
        draw_grid(plot)
        for edge in spec.corridor or ():
            draw_line(plot, edge)
        draw_zero(plot)
        draw_lines(plot, spec.lines)

    with_column(sheet, spec, lettering, place, under)


def fan(sheet: Sheet, spec: ChartSpec, lettering: Lettering, place: Place) -> None:
    """
    Percentiles p1, p25, p50, p75, p99 as two areas around a median line.

    Raises:
        RenderError: there are not five lines.
    """
    if len(spec.lines) != 5:
        raise RenderError(f"Chart {spec.id} is a fan and needs five lines, p1 to p99; it has {len(spec.lines)}.")

    def under(plot: Plot) -> None:
        p1, p25, p50, p75, p99 = spec.lines
        draw_grid(plot)
        plot.sheet.path(between(plot, p1.points, p99.points), fill=ACCENT, opacity=0.16, clip=plot.clip)
        plot.sheet.path(between(plot, p25.points, p75.points), fill=ACCENT, opacity=0.34, clip=plot.clip)
        draw_zero(plot)
        draw_line(plot, p50)
        plot.sheet.avoid([run for line in (p1, p99) for run in runs_of(plot, line)])
        _name_zero(plot)

    with_column(sheet, spec, lettering, place, under)


def _name_zero(plot: Plot) -> None:
    if plot.spec.zero_key and plot.spec.zero and plot.axis.low <= 0 <= plot.axis.high:
        y = plot.y(0.0)
        heights = [y + sign * away for sign in (-1, 1) for away in (6.0, 11.0, 17.0, 24.0, 32.0)]
        lefts = [plot.box.left + 1.5 + 12.0 * number for number in range(int((plot.data_right - plot.box.left) / 12))]
        spots = [(left, height, "start") for left in lefts for height in heights]
        write_freely(plot, plot.lettering.label(plot.spec.zero_key), spots, INK, 600)
