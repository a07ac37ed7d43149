"""The numbers behind a chart as rows, for the table a screen reader or a doubtful reader opens."""

from dataclasses import dataclass
from datetime import date

from tidegauge.model.document import ChartKind, ChartSpec, Line


@dataclass(frozen=True, slots=True)
class PointsTable:
    """
    Attributes:
        columns: Label keys of the value columns.
        rows: Day (or a waterfall's step key, or a ladder's reading) with one value per column; None is a gap.
        digits: Decimals of each row, where rows have units of their own; none: those of the chart.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[date | str, tuple[float | None, ...]], ...]
    digits: tuple[int, ...] = ()


def points_table(spec: ChartSpec) -> PointsTable:
    """Every day on which a line has a point, newest first; a policy rate stands on each day it holds."""
    if spec.kind is ChartKind.WATERFALL:
        return PointsTable(("value",), tuple((step.key, (step.value,)) for step in spec.steps))
    if spec.kind is ChartKind.LADDER:
        rungs = tuple((one.key, (one.value, one.was, one.up_at, one.down_at)) for one in spec.rungs)
        return PointsTable(("now", "weeks_ago", "up_at", "down_at"), rungs, tuple(one.digits for one in spec.rungs))
    lines = (*spec.lines, *(spec.corridor or ()))
    days = sorted({day for line in lines for day, _ in line.points if spec.start <= day <= spec.end})
    columns = [_column(line, days) for line in lines]
    rows = [(day, tuple(column[number] for column in columns)) for number, day in enumerate(days)]
    return PointsTable(tuple(line.key for line in lines), tuple(reversed(rows)))


def _column(line: Line, days: list[date]) -> list[float | None]:
    known = dict(line.points)
    if not line.step:
        return [known.get(day) for day in days]
    column: list[float | None] = []
    earlier = [value for day, value in line.points if days and day < days[0]]
    held = earlier[-1] if earlier else None
    for day in days:
        held = known.get(day, held)
        column.append(held)
    return column
