"""
Coinbase Exchange: daily candles in US dollars, UTC days. No key.

A row is ``[time, low, high, open, close, volume]``: low before high before open. At most 300 rows a request. The
candle of the running day is not a close and is left out. The order of a row is tested against a recorded one; daily
candles have not been tried against the live server.
"""

from collections.abc import Sequence
from datetime import UTC, date, timedelta

from tidegauge.catalogue import Series
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, stamped, topic

FIRST_DAY = date(2015, 7, 20)
MOST = timedelta(days=299)
CLOSE, WIDTH = 4, 6


class Coinbase:
    """Reads `Series.code` as a product, for example ``BTC-USD``."""

    id = "coinbase"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests: one for every 300 days, both ends included."""
        url = f"{self._base}/products/{topic(series)}/candles"
        starts: list[date] = [since or FIRST_DAY]
        while starts[-1] + MOST < until:
            starts.append(starts[-1] + MOST + timedelta(days=1))
        return tuple(
            Request(
                self.id, url, (("granularity", "86400"), ("start", str(start)), ("end", str(min(start + MOST, until))))
            )
            for start in starts
        )

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        return [one for answer in raw for one in stamped(answer, _closes(answer))]


def _closes(raw: Snapshot) -> list[Published]:
    rows = shape.json_of(raw)
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == WIDTH for row in rows):
        raise shape.changed(raw, f"has no list of candles with {WIDTH} numbers")
    today = raw.fetched_at.astimezone(UTC).date()
    closes = [(_utc_day(raw, row), shape.number(raw, row[CLOSE])) for row in rows]
    return [Published(day, close) for day, close in closes if day < today]


def _utc_day(raw: Snapshot, row: Sequence[object]) -> date:
    """The day of a candle whose low, high and close are in the order we read."""
    low, high, _, close = (shape.number(raw, cell) for cell in row[1 : CLOSE + 1])
    if low is None or high is None or close is None or not low <= close <= high:
        raise shape.changed(raw, f"has a candle out of order: {str(row)[:80]}")
    return shape.day_at(raw, row[0], UTC)
