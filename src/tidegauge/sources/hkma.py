"""
Hong Kong Monetary Authority, monthly statistical bulletin: HIBOR fixings, percent a year. No key.

Documentation only; not tried against the live server. The bulletin lags by some weeks. An error keeps status 200 and
stands in `header`.
"""

from collections.abc import Sequence
from datetime import date

from tidegauge.catalogue import Series
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, stamped, topic

PATH = "market-data-and-statistics/monthly-statistical-bulletin/er-ir/hk-interbank-ir-daily"
FIRST_DAY = date(2018, 1, 1)
PAGE = 1000
LEAST_FULL = 100
"""Rows of a full page where the server gives fewer than were asked; one with fewer is the last."""


class Hkma:
    """Reads `Series.code` as segment:field, for example ``hibor.fixing:ir_1m``."""

    id = "hkma"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests."""
        params = (
            ("segment", topic(series)),
            ("from", (since or FIRST_DAY).isoformat()),
            ("to", until.isoformat()),
            ("pagesize", str(PAGE)),
            ("offset", "0"),
        )
        return (Request(self.id, f"{self._base}/{PATH}", params),)

    def following(self, raw: Snapshot) -> Request | None:
        """The next page after a full one: the server may give fewer rows than were asked."""
        rows = _records(raw)
        if len(rows) < LEAST_FULL:
            return None
        offset = int(raw.request.parameter("offset")) + len(rows)
        params = dict(raw.request.params) | {"offset": str(offset)}
        return Request(self.id, raw.request.url, tuple(params.items()))

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        return [one for answer in raw for one in stamped(answer, _fixings(series, answer))]


def _fixings(series: Series, raw: Snapshot) -> list[Published]:
    rows = _records(raw)
    shape.need(raw, rows, "end_of_day", field(series))
    values = ((shape.day(raw, row.get("end_of_day")), shape.number(raw, row.get(field(series)))) for row in rows)
    return [Published(day, value) for day, value in values if value is not None]


def _records(raw: Snapshot) -> list[shape.Row]:
    answer = shape.json_of(raw)
    header = answer.get("header") if isinstance(answer, dict) else None
    if not isinstance(header, dict) or header.get("success") is not True:
        said = header.get("err_msg") or header.get("err_code") if isinstance(header, dict) else "no header"
        raise shape.changed(raw, f"reports an error ({said})")
    return shape.rows_of(raw, "result", "records")
