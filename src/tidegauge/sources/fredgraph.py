"""
FRED's graph download, the source `fred` where no key is set: one CSV file a series, current values only.

Header ``observation_date,<ID>`` (older files ``DATE,<ID>``); a missing value is an empty field or ".". An unknown id
answers 404 with a web page. No units are stated and no vintages: values are dated by collect.py. Tested against a
recorded excerpt; the parameter `cosd` (first day) follows the addresses of FRED's own download button only.
"""

from collections.abc import Sequence
from datetime import date

from tidegauge.catalogue import Series
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, stamped

HEADERS = ("observation_date", "DATE")


class FredGraph:
    """The source `fred` without a key."""

    id = "fred"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests."""
        start = (("cosd", since.isoformat()),) if since else ()
        return (Request("fredgraph", self._base, (("id", series.code), *start)),)

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        return [one for answer in raw for one in stamped(answer, _values(series, answer))]


def _values(series: Series, raw: Snapshot) -> list[Published]:
    rows = shape.csv_of(raw, lambda cells: len(cells) == 2 and cells[0] in HEADERS)
    if rows and series.code not in rows[0]:
        raise shape.changed(raw, f"has the columns {', '.join(rows[0])} where {series.code} was asked")
    return [
        Published(shape.day(raw, next(iter(row.values()))), shape.number(raw, row[series.code])) for row in rows
    ]  # fmt: skip
