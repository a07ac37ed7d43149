"""
CFTC, Traders in Financial Futures, futures only, through the Socrata interface. No key; units are contracts.

The columns are tested against one recorded row; an answer with several rows has not been tried against the live
server. Numbers are text, a missing one leaves its column out, codes carry trailing blanks.
"""

from collections.abc import Sequence
from datetime import date

from tidegauge.catalogue import Series
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, stamped, topic

DATA_SET = "gpe5-46if"
DAY = "report_date_as_yyyy_mm_dd"
CONTRACT = "cftc_contract_market_code"
PAGE = 5000
FIRST_DAY = date(2006, 6, 13)


class Cftc:
    """Reads `Series.code` as contract:column, for example ``042601:lev_money_positions_long``."""

    id = "cftc"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests. Contracts are asked by code: their names change."""
        first = (since or FIRST_DAY).isoformat()
        where = f"{CONTRACT}='{topic(series)}' AND {DAY} >= '{first}T00:00:00.000'"
        params = (("$where", where), ("$order", DAY), ("$limit", str(PAGE)), ("$offset", "0"))
        return (Request(self.id, f"{self._base}/{DATA_SET}.json", params),)

    def following(self, raw: Snapshot) -> Request | None:
        """The next page after a full one."""
        if len(shape.rows_of(raw)) < PAGE:
            return None
        offset = int(raw.request.parameter("$offset")) + PAGE
        params = dict(raw.request.params) | {"$offset": str(offset)}
        return Request(self.id, raw.request.url, tuple(params.items()))

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse. The period is the Tuesday of the positions, not the Friday of the report."""
        return [one for answer in raw for one in stamped(answer, _positions(series, answer))]


def _positions(series: Series, raw: Snapshot) -> list[Published]:
    rows = shape.rows_of(raw)
    shape.need(raw, rows, DAY, CONTRACT, field(series))
    other = {shape.text(row, CONTRACT) for row in rows} - {topic(series)}
    if other:
        raise shape.changed(raw, f"has contract {', '.join(sorted(other))} where {topic(series)} was asked")
    return [
        Published(shape.day(raw, row.get(DAY)), shape.number(raw, row[field(series)]))
        for row in rows
        if field(series) in row
    ]
