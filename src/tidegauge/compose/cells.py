"""Cells and columns that several sections' tables share."""

from datetime import date

from tidegauge.compose.desk import Desk
from tidegauge.compose.figures import table_digits
from tidegauge.model.document import Figure, TableCell, TableColumn, TableRow, TableSpec
from tidegauge.model.units import Unit

STANDARD = (
    TableColumn("latest", numbers=True),
    TableColumn("unit", quiet=True),
    TableColumn("date", quiet=True),
    TableColumn("one_week", numbers=True),
    TableColumn("four_weeks", numbers=True),
    TableColumn("percentile", numbers=True),
)
"""Latest, unit, date, changes, percentile since 2018: how readings are compared."""


def standard(desk: Desk, id: str, readings: tuple[str, ...]) -> TableSpec | None:
    """Readings below each other; those that are missing keep their row. None when all are missing."""
    if not any(desk.has(one) for one in readings):
        return None
    return TableSpec(id, STANDARD, tuple(TableRow(_cells(desk, one), one) for one in readings))


def _cells(desk: Desk, reading: str) -> tuple[TableCell, ...]:
    one = desk.measurement[reading].reading
    return (
        latest(desk, reading),
        TableCell(one.unit),
        TableCell(one.period) if one.period else TableCell(None),
        change(desk, reading, one.change.one_week, applicable=one.change.applicable),
        change(desk, reading, one.change.four_weeks, applicable=one.change.applicable),
        percentile(desk, reading, one.percentile),
    )


def latest(desk: Desk, reading: str) -> TableCell:
    """The reading with the decimals of a table."""
    one = desk.measurement[reading].reading
    places = table_digits(reading, one.unit)
    return TableCell(Figure(reading, one.value, one.unit, one.period, "value", one.status, places), strong=True)


def value(desk: Desk, reading: str, number: float | None, period: date | None, aspect: str = "earlier") -> TableCell:
    """Another value of a reading: of an earlier week, or computed from its history."""
    unit = desk.measurement[reading].reading.unit
    if number is None:
        return TableCell(None)
    return TableCell(Figure(reading, number, unit, period, aspect, digits=table_digits(reading, unit)))


def change(desk: Desk, reading: str, number: float | None, *, applicable: bool = True) -> TableCell:
    """A signed change; a stop where a change over a week means nothing."""
    if not applicable:
        return TableCell("not_applicable")
    if number is None:
        return TableCell(None)
    unit = desk.measurement[reading].reading.unit
    figure = Figure(reading, round(number, 9), unit, None, "change", digits=table_digits(reading, unit))
    return TableCell(figure, signed=True)


def percentile(desk: Desk, reading: str, number: float | None) -> TableCell:
    """The rank since 2018 on the fill of the reading's level; – where it has none, as when it is late."""
    if number is None:
        return TableCell("not_rated")
    signal = desk.figures.signal(reading)
    figure = Figure(reading, number, Unit.COUNT, None, "percentile", digits=0)
    return TableCell(figure, level=signal.level if signal else None)
