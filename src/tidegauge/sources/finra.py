"""
FINRA margin statistics: one workbook with every month since January 1997, US dollars in millions. No key.

Documentation only, as several public readers of the workbook agree on it; not tried against the live server. FINRA says
that it has no data feed: the file is the one its page links. A month is dated by its first day, newest first in the
file; the definition changed in February 2010 (before: New York Stock Exchange and NASD members) and in 2021.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from tidegauge.catalogue import Series
from tidegauge.model.units import Unit
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, scaled, stamped

MONTH = re.compile(r"(\d{4})-(\d{2})")
HEADER = "year-month"
COLUMNS = {"debit": "debit balances"}
"""How the head of a column begins."""

Cells = tuple[object, ...]


class Finra:
    """Reads `Series.code` as margin:column, for example ``margin:debit``."""

    id = "finra"

    def __init__(self, base: str) -> None:
        self._workbook = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests. The workbook comes whole each time."""
        return (Request(self.id, self._workbook),)

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        return [one for answer in raw for one in stamped(answer, _months(series, answer))]


def _months(series: Series, raw: Snapshot) -> list[Published]:
    rows = _rows(raw)
    head = next((row for row in rows if _plain(row[0]) == HEADER), None)
    if head is None:
        raise shape.changed(raw, f"has no row that begins with {HEADER!r}")
    wanted = COLUMNS[field(series)]
    column = next((at for at, cell in enumerate(head) if _plain(cell).startswith(wanted)), None)
    if column is None:
        raise shape.changed(raw, f"no longer has a column {wanted!r}")
    # A row without an amount is a note below the table.
    months = (row for row in rows[rows.index(head) + 1 :] if column < len(row) and row[column] is not None)
    amounts = ((_month(raw, row[0]), shape.number(raw, _amount(row[column]))) for row in months)
    return [
        Published(month, None if amount is None else scaled(amount, Unit.USD_MILLIONS, series.unit))
        for month, amount in amounts
    ]


def _rows(raw: Snapshot) -> list[Cells]:
    """Rows of the first sheet that have a first cell."""
    if not raw.body.startswith(b"PK"):
        raise shape.changed(raw, "answered with something that is no workbook")
    try:
        book = load_workbook(io.BytesIO(raw.body), read_only=True, data_only=True)
        return [row for row in _values(book.worksheets[0].iter_rows(values_only=True)) if row and row[0] is not None]
    except (zipfile.BadZipFile, zlib.error, EOFError, ParseError, KeyError, IndexError, ValueError) as error:
        raise shape.changed(raw, f"answered with a workbook that cannot be read ({error})") from None


def _values(rows: Iterator[Cells]) -> Iterator[Cells]:
    yield from (tuple(row) for row in rows)


def _plain(cell: object) -> str:
    return " ".join(str(cell or "").replace("\u2019", "'").lower().split())


def _amount(cell: object) -> object:
    return cell.replace(",", "") if isinstance(cell, str) else cell


def _month(raw: Snapshot, cell: object) -> date:
    if isinstance(cell, datetime):
        return date(cell.year, cell.month, 1)
    match = MONTH.fullmatch(str(cell).strip())
    if not match or not 1 <= int(match[2]) <= 12:
        raise shape.changed(raw, f"has {str(cell)[:40]!r} where a month like 2025-11 was expected")
    return date(int(match[1]), int(match[2]), 1)
