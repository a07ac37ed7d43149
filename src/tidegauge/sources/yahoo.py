"""
Yahoo's chart interface: unofficial, off by default, asked only with `--source yahoo`. No key.

Closes by New York day; ``null`` bars are left out, and so is the bar of the running session. Prices are 32-bit floats
and are read at seven digits. Charts of an index and of one month of a future are tested against recorded answers; that
a WTI month is called ``CLZ26.NYM`` follows the recorded one of Brent and was not tried against the live server.

Yahoo forgets a contract that has ended (404). The nearby months of WTI are therefore read from the contracts that
still trade: a first collection reaches back as far as they were nearby, and each later one adds days.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from tidegauge.catalogue import Series
from tidegauge.days import NEW_YORK
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import futures, shape
from tidegauge.sources.source import Published, field, stamped, topic

FIRST_DAY = date(2000, 1, 1)


class Yahoo:
    """Reads `Series.code` as a symbol, for example ``^MOVE``, or as future:nearby, for example ``CL:2``."""

    id = "yahoo"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests; of a nearby month, one request for each contract that was it and still trades."""
        return tuple(self._chart(symbol, since, until) for symbol in _symbols(series, since, until))

    def _chart(self, symbol: str, since: date | None, until: date) -> Request:
        ends = [
            int(datetime.combine(day, time(), UTC).timestamp())
            for day in (since or FIRST_DAY, until + timedelta(days=1))
        ]
        params = (("period1", str(ends[0])), ("period2", str(ends[1])), ("interval", "1d"))
        return Request(self.id, f"{self._base}/v8/finance/chart/{quote(symbol, safe='')}", params, kind=symbol)

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse. Of a contract, only the days on which it was the nearby one asked for."""
        found: list[Published] = []
        for answer in raw:
            symbol = answer.request.kind if _is_future(series) else topic(series)
            closes = stamped(answer, _closes(symbol, answer))
            found += [one for one in closes if not _is_future(series) or _nearby(series, one.period) == symbol]
        return found


def _is_future(series: Series) -> bool:
    return ":" in series.code


def _nearby(series: Series, day: date) -> str:
    return futures.symbol(topic(series), futures.nearby(day, int(field(series))))


def _symbols(series: Series, since: date | None, until: date) -> list[str]:
    if not _is_future(series):
        return [topic(series)]
    last = futures.nearby(until, int(field(series)))
    first = futures.first_nearby(until)
    if since:
        first = max(first, futures.nearby(since, int(field(series))))
    return [futures.symbol(topic(series), month) for month in range(first, last + 1)]


def _closes(symbol: str, raw: Snapshot) -> list[Published]:
    result = shape.rows_of(raw, "chart", "result")
    meta, stamps = (result[0].get(name) if result else None for name in ("meta", "timestamp"))
    if not isinstance(meta, dict) or meta.get("symbol") != symbol:
        raise shape.changed(raw, f"has no chart of {symbol}")
    closes = _quotes(result[0])
    if stamps is None and not closes:
        return []
    if not isinstance(stamps, list) or not isinstance(closes, list) or len(stamps) != len(closes):
        raise shape.changed(raw, "has not one close for each timestamp")
    today = raw.fetched_at.astimezone(NEW_YORK).date()
    days = [shape.day_at(raw, stamp, NEW_YORK) for stamp in stamps]
    values = zip(days, (shape.number(raw, close) for close in closes), strict=True)
    return [Published(day, float(f"{value:.7g}")) for day, value in values if value is not None and day < today]


def _quotes(result: shape.Row) -> object:
    indicators = result.get("indicators")
    quotes = indicators.get("quote") if isinstance(indicators, dict) else None
    return quotes[0].get("close") if isinstance(quotes, list) and quotes and isinstance(quotes[0], dict) else None
