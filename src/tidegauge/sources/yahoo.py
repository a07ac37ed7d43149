"""
Yahoo's chart interface: unofficial, off by default, asked only with `--source yahoo`. No key.

Closes by New York day; ``null`` bars are left out, and so is the bar of the running session. Prices are 32-bit floats
and are read at seven digits. Tested against recorded answers.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from tidegauge.catalogue import Series
from tidegauge.days import NEW_YORK
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, stamped, topic

FIRST_DAY = date(2000, 1, 1)


class Yahoo:
    """Reads `Series.code` as a symbol, for example ``^MOVE``."""

    id = "yahoo"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests."""
        ends = [
            int(datetime.combine(day, time(), UTC).timestamp())
            for day in (since or FIRST_DAY, until + timedelta(days=1))
        ]
        params = (("period1", str(ends[0])), ("period2", str(ends[1])), ("interval", "1d"))
        return (Request(self.id, f"{self._base}/v8/finance/chart/{quote(topic(series), safe='')}", params),)

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        return [one for answer in raw for one in stamped(answer, _closes(series, answer))]


def _closes(series: Series, raw: Snapshot) -> list[Published]:
    result = shape.rows_of(raw, "chart", "result")
    meta, stamps = (result[0].get(name) if result else None for name in ("meta", "timestamp"))
    if not isinstance(meta, dict) or meta.get("symbol") != topic(series):
        raise shape.changed(raw, f"has no chart of {topic(series)}")
    closes = _quotes(result[0])
    if stamps is None and not closes:
        return []
    if not isinstance(stamps, list) or not isinstance(closes, list) or len(stamps) != len(closes):
        raise shape.changed(raw, "has not one close for each timestamp")
    today = raw.fetched_at.astimezone(NEW_YORK).date()
    days = [datetime.fromtimestamp(shape.number(raw, stamp) or 0, NEW_YORK).date() for stamp in stamps]
    values = zip(days, (shape.number(raw, close) for close in closes), strict=True)
    return [Published(day, float(f"{value:.7g}")) for day, value in values if value is not None and day < today]


def _quotes(result: shape.Row) -> object:
    indicators = result.get("indicators")
    quotes = indicators.get("quote") if isinstance(indicators, dict) else None
    return quotes[0].get("close") if isinstance(quotes, list) and quotes and isinstance(quotes[0], dict) else None
