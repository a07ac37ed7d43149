"""The points behind the charts as CSV, attached to the PDF: what a publisher lets be passed on, and nothing else."""

import csv
import io
from collections.abc import Iterator

from tidegauge.catalogue import Catalogue
from tidegauge.charts.table import points_table
from tidegauge.model.document import Briefing, ChartSpec


def files(briefing: Briefing, catalogue: Catalogue) -> dict[str, bytes]:
    """CSV files by name, in the order of the charts."""
    return {
        f"{section}-{spec.id}.csv": _csv(spec)
        for section, spec in _charts(briefing)
        if all(catalogue[one].redistributable for one in spec.series)
    }


def _charts(briefing: Briefing) -> Iterator[tuple[str, ChartSpec]]:
    if briefing.key_points.strip is not None:
        yield "key_points", briefing.key_points.strip
    for section in briefing.sections:
        for spec in section.charts.values():
            yield section.id, spec


def _csv(spec: ChartSpec) -> bytes:
    table, text = points_table(spec), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("period", *table.columns))
    for first, values in reversed(table.rows):
        writer.writerow((first, *("" if value is None else f"{value:.12g}" for value in values)))
    return text.getvalue().encode()
