"""
US Energy Information Administration, API v2: daily prices of petroleum, dollars a barrel. Free key: EIA_API_KEY.

Futures RCLC1 to RCLC4 are the four nearest WTI contracts. EIA ended them on 5 April 2024 and still answers 200, so a
short history is no error. Rows of futures are tested against a recorded answer; paging and the missing key follow
documentation only; nothing was tried against the live server.

The answer repeats the key among its parameters; transport.py strikes it out before the answer is kept. Numbers are
text, `total` too; a warning of an incomplete answer comes with status 200 and means that there are more pages.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from tidegauge.catalogue import Series
from tidegauge.model.units import Unit
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, scaled, stamped, topic

PAGE = 5000
"""Most rows of one answer."""
UNITS: Mapping[str, Unit] = {"$/BBL": Unit.USD_PER_BARREL}
"""As EIA writes them."""


class Eia:
    """Reads `Series.code` as table:series, for example ``pri/fut:RCLC1``; tables are those under ``petroleum``."""

    id = "eia"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests; one series a request, since equal days of several come in no fixed order."""
        start = (("start", since.isoformat()),) if since else ()
        params = (
            ("frequency", "daily"),
            ("data[0]", "value"),
            ("facets[series][]", field(series)),
            *start,
            ("sort[0][column]", "period"),
            ("sort[0][direction]", "asc"),
            ("offset", "0"),
            ("length", str(PAGE)),
        )
        return (Request(self.id, f"{self._base}/petroleum/{topic(series)}/data/", params, "api_key"),)

    def following(self, raw: Snapshot) -> Request | None:
        """The next page: until offset and rows reach the total."""
        rows = shape.rows_of(raw, "response", "data")
        total = shape.number(raw, _response(raw).get("total"))
        if total is None:
            raise shape.changed(raw, "states no total")
        reached = int(raw.request.parameter("offset")) + len(rows)
        if reached >= total:
            return None
        if not rows:
            raise shape.changed(raw, f"has an empty page at row {reached} of {total:.0f}")
        params = dict(raw.request.params) | {"offset": str(reached)}
        return Request(self.id, raw.request.url, tuple(params.items()), "api_key")

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse. The unit EIA states is compared with the catalogue's."""
        return [one for answer in raw for one in stamped(answer, _prices(series, answer))]


def _response(raw: Snapshot) -> Mapping[str, object]:
    answer = shape.json_of(raw)
    response = answer.get("response") if isinstance(answer, dict) else None
    if not isinstance(response, dict):
        raise shape.changed(raw, "has no response in its answer")
    return response


def _prices(series: Series, raw: Snapshot) -> list[Published]:
    rows = shape.rows_of(raw, "response", "data")
    shape.need(raw, rows, "period", "series", "value", "units")
    other = {shape.text(row, "series") for row in rows} - {field(series)}
    if other:
        raise shape.changed(raw, f"has {', '.join(sorted(other))} where {field(series)} was asked")
    found = []
    for row in rows:
        unit = UNITS.get(shape.text(row, "units"))
        if unit is None:
            raise shape.changed(raw, f"states {field(series)} in {shape.text(row, 'units')!r}, a unit unknown to us")
        value = shape.number(raw, row.get("value"))
        priced = None if value is None else scaled(value, unit, series.unit)
        found.append(Published(shape.day(raw, row.get("period")), priced))
    return found
