"""
Office of Financial Research: Financial Stress Index (CSV), Short-term Funding and Hedge Fund Monitors (JSON). No key.

The index is tested against a recorded file. The monitors' time series follow documentation only and have not been
tried against the live server: a bare list of ``[day, number or null]``, rates in percent, sums in US dollars. Ids of
the funding monitor end in their vintage: ``-P`` preliminary, ``-F`` final; the final ones stop months earlier, so the
catalogue names the preliminary. The hedge fund monitor's figures from Form PF are stated for the last day of a quarter
and come some ten weeks later; here a quarter is dated by its first day, as everywhere. A withheld value is null.
"""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from tidegauge.catalogue import Series
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, stamped, topic

PUBLISHER = "www.financialresearch.gov"
MONITOR = "https://data.financialresearch.gov"
PATHS = {"stfm": "v1", "hfm": "hf/v1"}
"""Of each monitor, below MONITOR."""


class Ofr:
    """
    Reads `Series.code` as ``fsi:<column>``, ``stfm:<mnemonic>`` or ``hfm:<mnemonic>``.

    Args:
        base: Address of the index file. Where it is not the publisher's own (a mirror), the monitors are expected on
            the same host under ``/v1`` and ``/hf/v1``.
    """

    id = "ofr"

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self._index = base
        self._monitor = MONITOR if parts.netloc == PUBLISHER else f"{parts.scheme}://{parts.netloc}"

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests. The index comes whole each time."""
        if topic(series) == "fsi":
            return (Request(self.id, self._index),)
        start = (("start_date", since.isoformat()),) if since else ()
        url = f"{self._monitor}/{PATHS[topic(series)]}/series/timeseries"
        return (Request(self.id, url, (("mnemonic", field(series)), *start)),)

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        read = _index if topic(series) == "fsi" else _timeseries
        return [one for answer in raw for one in stamped(answer, read(series, answer))]


def _index(series: Series, raw: Snapshot) -> list[Published]:
    rows = shape.csv_of(raw, lambda cells: cells[:1] == ["Date"])
    shape.need(raw, rows, field(series))
    return [Published(shape.day(raw, row["Date"]), shape.number(raw, row[field(series)])) for row in rows]


def _timeseries(series: Series, raw: Snapshot) -> list[Published]:
    data = shape.json_of(raw)
    if not isinstance(data, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in data):
        raise shape.changed(raw, "has no list of [day, value] pairs")
    found = ((shape.day(raw, day), shape.number(raw, value)) for day, value in data if value is not None)
    return [Published(_period(series, day), value) for day, value in found]


def _period(series: Series, day: date) -> date:
    """The first day of the quarter for a quarterly series."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) if series.frequency == "quarterly" else day
