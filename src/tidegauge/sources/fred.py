"""
FRED and its archive of vintages (ALFRED), Federal Reserve Bank of St. Louis. Needs a free key, FRED_API_KEY.

What is asked:
- every series: its units (compared with the catalogue's) and its values as they stand;
- once a series has been collected, and for series whose publisher re-estimates history: the vintages too, so that a
  correction is dated by the day it was published.

FRED limits one answer to 100,000 rows and one request to 2,000 vintages: vintages are asked from VINTAGES_SINCE on, in
spans of five years, and pages are followed until `offset` and rows reach `count`.

The JSON shapes are tested against recorded answers. Bodies of 429 and of a wrong key follow documentation only.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pandas as pd
from fredapi import Fred as FredApi

from tidegauge.catalogue import Series
from tidegauge.model.units import Unit
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, stamped

PAGE = 100_000
VINTAGES_SINCE = date(2017, 1, 1)
"""First period whose vintages are asked: percentiles are taken since 2018."""
SPAN_YEARS = 5
FOREVER = "9999-12-31"
REALTIME = ("realtime_start", "realtime_end")
PARAMETERS = frozenset(
    {"series_id", "observation_start", "realtime_start", "realtime_end", "limit", "offset", "sort_order", "file_type"}
)
"""All we ever send. FRED answers 200 to a misspelt parameter and ignores it."""


class KeptFred(FredApi):  # type: ignore[misc]
    """
    fredapi, fed from answers that transport.py fetched and the store kept.

    fredapi itself opens addresses without time-out or retry, with the key in them, and reads XML; here its one fetch
    takes the pages of kept JSON and hands them on as the elements it expects.

    Args:
        fetch: Pages of JSON for an address, in order.
    """

    def __init__(self, fetch: Callable[[str], Sequence[Snapshot]]) -> None:
        # Not FredApi.__init__: that reads the environment for a key and installs proxies for the whole process.
        self.api_key = ""
        self._fetch = fetch

    def _Fred__fetch_data(self, url: str) -> ET.Element:  # noqa: N802 (the name fredapi calls)
        pages = self._fetch(url)
        key = "seriess" if urlsplit(url).path.endswith("/series") else "observations"
        root = ET.Element(key)
        rows = [row for page in pages for row in _records(page, key)]
        for row in [*rows, *_withdrawals(rows)]:
            ET.SubElement(root, key[:-1], {name: str(value) for name, value in row.items()})
        return root

    def _parse(self, date_str: str, format: str = "%Y-%m-%d") -> datetime:
        """Days as fredapi wants them, without the cost of a pandas parse each."""
        return datetime.fromisoformat(date_str)


def _records(raw: Snapshot, key: str) -> list[shape.Row]:
    """
    The rows of one page, checked: fredapi reads "null", a day that is none or an answer without rows with an exception
    of its own.
    """
    rows = shape.rows_of(raw, key)
    if key == "seriess":
        if not rows:
            raise shape.changed(raw, "describes no series")
        shape.need(raw, rows, "id", "units")
        return rows
    return [_observation(raw, row) for row in rows]


def _observation(raw: Snapshot, row: shape.Row) -> shape.Row:
    """A row whose days are days and whose value is a number or the gap fredapi knows."""
    shape.need(raw, [row], "date", "value", "realtime_start")
    days = {name: shape.day(raw, row[name]).isoformat() for name in ("date", *REALTIME) if name in row}
    value = shape.number(raw, row["value"])
    return {**row, **days, "value": "." if value is None else row["value"]}


class Fred:
    """The source `fred` where a key is set."""

    id = "fred"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests: units, values, and vintages where they are wanted."""
        info = self._request("series", "info", series_id=series.code)
        start = {"observation_start": since.isoformat()} if since else {}
        values = self._request("series/observations", "values", series_id=series.code, limit=str(PAGE), **start)
        return (info, values, *self._vintages(series, since, until))

    def _vintages(self, series: Series, since: date | None, until: date) -> Iterable[Request]:
        if not (since or series.revised):
            return
        first = max(since or VINTAGES_SINCE, VINTAGES_SINCE)
        starts = [date(year, 1, 1) for year in range(first.year, until.year + 1, SPAN_YEARS)]
        for start in starts:
            last = start == starts[-1]
            yield self._request(
                "series/observations", "vintages", series_id=series.code, limit=str(PAGE),
                observation_start=first.isoformat(), realtime_start=start.isoformat(),
                realtime_end=FOREVER if last else date(start.year + SPAN_YEARS - 1, 12, 31).isoformat(),
            )  # fmt: skip

    def _request(self, path: str, kind: str, **params: str) -> Request:
        unknown = set(params) - PARAMETERS
        if unknown:
            raise ValueError(f"not a parameter FRED knows: {', '.join(sorted(unknown))}")
        pairs = tuple(sorted({"file_type": "json", **params}.items()))
        return Request(self.id, f"{self._base}/{path}", pairs, key_parameter="api_key", kind=kind)

    def following(self, raw: Snapshot) -> Request | None:
        """The next page: until offset and rows reach count."""
        if raw.request.kind == "info":
            return None
        answer = shape.json_of(raw)
        rows = shape.rows_of(raw, "observations")
        count, offset = (answer.get(name) for name in ("count", "offset")) if isinstance(answer, dict) else (None, None)
        if not isinstance(count, int) or not isinstance(offset, int):
            raise shape.changed(raw, "states no count and offset")
        reached = offset + len(rows)
        if reached >= count:
            return None
        if not rows:
            raise shape.changed(raw, f"has an empty page at row {offset} of {count}")
        params = dict(raw.request.params) | {"offset": str(reached)}
        return Request(self.id, raw.request.url, tuple(sorted(params.items())), "api_key", raw.request.kind)

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse. Current values come undated, vintages with the day they were published."""
        by_kind: dict[str, list[Snapshot]] = {}
        for one in raw:
            by_kind.setdefault(one.request.kind, []).append(one)
        for one in by_kind.get("info", []):
            check_unit(series, one)
        found = _values(series, by_kind.get("values", []))
        for pages in _spans(by_kind.get("vintages", [])):
            found += _vintages(series, pages)
        return found


def check_unit(series: Series, raw: Snapshot) -> None:
    """
    Compare the unit FRED states with the catalogue's.

    Raises:
        SourceChanged: another unit, or one we cannot read.
    """
    info = KeptFred(lambda url: [raw]).get_series_info(series.code)
    stated = unit_of(str(info.get("units", "")))
    if stated is not series.unit:
        name = stated.value if stated else "unknown to us"
        raise shape.changed(
            raw, f"states {series.code} in {info.get('units')!r} ({name}) where the catalogue has {series.unit.value}"
        )


def unit_of(text: str) -> Unit | None:
    """The unit behind FRED's words, for example "Billions of U.S. Dollars" or "Index 1982-1984=100"."""
    plain = text.lower().replace(".", "").strip()
    if plain.startswith("dollars per barrel"):
        return Unit.USD_PER_BARREL
    if plain.startswith("index"):
        return Unit.INDEX
    if plain.startswith("percent") and not plain.startswith("percent change"):
        return Unit.PERCENT
    scales = {"millions of": Unit.USD_MILLIONS, "billions of": Unit.USD_BILLIONS, "us dollar": Unit.USD}
    dollars = "dollar" in plain and not plain.startswith("billions of chained")
    return next((unit for start, unit in scales.items() if dollars and plain.startswith(start)), None)


def _values(series: Series, pages: list[Snapshot]) -> list[Published]:
    if not pages:
        return []
    for page in pages:
        _check_page(page)
    found = KeptFred(lambda url: pages).get_series(series.code)
    values = (Published(period.date(), None if pd.isna(value) else float(value)) for period, value in found.items())
    return stamped(pages[0], values)


def _vintages(series: Series, pages: list[Snapshot]) -> list[Published]:
    """Rows of one span of vintages; one that begins with the span may be older and stays undated by it."""
    for page in pages:
        _check_page(page)
    start = pages[0].request.parameter("realtime_start")
    frame = KeptFred(lambda url: pages).get_series_all_releases(
        series.code, realtime_start=start, realtime_end=pages[0].request.parameter("realtime_end")
    )
    if frame.empty:
        return []
    columns = (frame["date"], frame["realtime_start"], frame["value"])
    values = (
        Published(period.date(), None if pd.isna(value) else float(value), known.date())
        for period, known, value in zip(*columns, strict=True)
        if known.date().isoformat() != start or period.date() >= known.date()
    )
    return stamped(pages[0], values)


def _spans(raw: list[Snapshot]) -> list[list[Snapshot]]:
    spans: dict[str, list[Snapshot]] = {}
    for one in raw:
        spans.setdefault(one.request.parameter("realtime_start"), []).append(one)
    return [spans[start] for start in sorted(spans)]


def _check_page(raw: Snapshot) -> None:
    """The answer is the one asked for: FRED ignores what it does not understand and answers 200."""
    answer = shape.json_of(raw)
    if not isinstance(answer, dict):
        raise shape.changed(raw, "is no JSON object")
    wanted = [name for name in REALTIME if raw.request.parameter(name)]
    for name in wanted:
        if answer.get(name) != raw.request.parameter(name):
            raise shape.changed(raw, f"echoes {name} {answer.get(name)!r}, not the one asked")


def _withdrawals(rows: Iterable[shape.Row]) -> list[shape.Row]:
    """A gap for each period whose last interval has ended without another one: the value was withdrawn."""
    last: dict[str, str] = {}
    starts: dict[str, set[str]] = {}
    for row in rows:
        period, end = shape.text(row, "date"), shape.text(row, "realtime_end")
        last[period] = max(last.get(period, ""), end)
        starts.setdefault(period, set()).add(shape.text(row, "realtime_start"))
    ends = [end for end in last.values() if end]
    latest = max(ends, default="")
    found: list[shape.Row] = []
    for period, end in last.items():
        if end and end < latest:
            begins = (date.fromisoformat(end) + timedelta(days=1)).isoformat()
            found.append({"date": period, "realtime_start": begins, "realtime_end": latest, "value": "."})
    return found
