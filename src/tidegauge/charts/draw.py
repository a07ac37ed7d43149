"""One function that draws every chart."""

import warnings
from collections.abc import Callable

from tidegauge.charts import ladder, series, single, waterfall
from tidegauge.charts.drawing import Drawing
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.place import Place, size_of
from tidegauge.charts.prepare import prepared
from tidegauge.charts.sheet import Sheet
from tidegauge.errors import RenderError
from tidegauge.model.document import ChartKind, ChartSpec

KINDS: dict[ChartKind, Callable[[Sheet, ChartSpec, Lettering, Place], None]] = {
    ChartKind.LINES: series.lines,
    ChartKind.FAN: series.fan,
    ChartKind.STRIP: single.strip,
    ChartKind.BARS: single.bars,
    ChartKind.WATERFALL: waterfall.waterfall,
    ChartKind.ZONES: single.zones,
    ChartKind.AREA: single.area,
    ChartKind.LADDER: ladder.ladder,
}


def draw(spec: ChartSpec, lettering: Lettering, place: Place) -> Drawing:
    """
    A chart as SVG text for one place on one edition's pages.

    The same arguments give the same bytes in every process. Title, subtitle and source are the page's.

    Raises:
        RenderError: there is nothing to draw, a label has no words or no room, or a character no glyph.
    """
    shown = prepared(spec, lettering, place)
    size = size_of(spec.kind, spec.size, place)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            if spec.kind is ChartKind.WATERFALL:
                size = waterfall.room_for(shown, lettering, place, size)
            elif spec.kind is ChartKind.LADDER:
                size = ladder.room_for(shown, place, size)
            # A page may hold the same chart for several places and languages: ids differ by both.
            name = "-".join((spec.id, place.value, *lettering.languages))
            sheet = Sheet(name, size, lettering)
            KINDS[spec.kind](sheet, shown, lettering, place)
            return sheet.finish()
        except Warning as warning:
            raise RenderError(f"Chart {spec.id} cannot be drawn as it must look: {warning}") from None
