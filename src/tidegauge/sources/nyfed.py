"""
Federal Reserve Bank of New York, Markets Data API: rates, desk operations, swaps, SOMA, primary dealers.

No key. Answers are JSON; rates in percent, volumes in USD billions, operations, swaps and SOMA in USD, dealers in USD
millions. Rates, SOMA and the list of the dealers' series are tested against recorded answers; operations against
recorded ones flattened to CSV; `sofrai`, `seclending`, `fxs` and `pd/get` follow documentation only and have not been
tried against the live server.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tidegauge.catalogue import Series
from tidegauge.model.units import Unit
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import nyfed_operations as operations
from tidegauge.sources import nyfed_swaps as swaps
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, scaled, stamped, topic

FIRST_DAY = date(2000, 1, 1)
"""Earlier than every series; one wide request is accepted for rates and repo operations."""

LENDING_SINCE = 2010
"""First year asked for securities lending, whose search takes at most one year."""


class NyFed:
    """Reads `Series.code` as topic:field, for example ``secured/sofr:percentPercentile99`` or ``repo:total``."""

    id = "nyfed"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests; repo and reverse repo share one request."""
        subject, first = topic(series), since or FIRST_DAY
        if subject == "seclending":
            return self._lending(since, until)
        if subject == "fxs":
            # Always whole: what is outstanding is known only from every drawing before.
            first = FIRST_DAY
        paths = {
            "repo": "rp/results/search.json",
            "reverserepo": "rp/results/search.json",
            "soma": "soma/summary.json",
            "pd": f"pd/get/{field(series)}.json",
            "fxs": "fxs/all/search.json",
        }
        path = paths.get(subject, f"rates/{subject}/search.json")
        span = () if subject in ("soma", "pd") else (("startDate", first.isoformat()), ("endDate", until.isoformat()))
        return (Request(self.id, f"{self._base}/{path}", span),)

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        readers: Mapping[str, Callable[[Series, Snapshot], list[Published]]] = {
            "repo": _repo,
            "reverserepo": _reverse_repo,
            "soma": _soma,
            "pd": _dealers,
            "fxs": _swaps,
            "seclending": _lent,
        }
        read = readers.get(topic(series), _rate)
        return [one for answer in raw for one in stamped(answer, read(series, answer))]

    def _lending(self, since: date | None, until: date) -> tuple[Request, ...]:
        """One request a calendar year."""
        first = since or date(LENDING_SINCE, 1, 1)
        starts = [first, *(date(year, 1, 1) for year in range(first.year + 1, until.year + 1))]
        ends = [*(date(start.year, 12, 31) for start in starts[:-1]), until]
        url = f"{self._base}/seclending/all/results/summary/search.json"
        spans = ((("startDate", str(start)), ("endDate", str(end))) for start, end in zip(starts, ends, strict=True))
        return tuple(Request(self.id, url, span) for span in spans)


def _rate(series: Series, raw: Snapshot) -> list[Published]:
    """A field of refRates; rows of years in which the field did not exist are left out."""
    rows = shape.rows_of(raw, "refRates")
    name = topic(series).rpartition("/")[2].upper()
    other = {shape.text(row, "type") for row in rows} - {name}
    if other:
        raise shape.changed(raw, f"has rates of type {', '.join(sorted(other))} where {name} was asked")
    shape.need(raw, rows, "effectiveDate", field(series))
    found = [row for row in rows if field(series) in row]
    return [Published(shape.day(raw, row.get("effectiveDate")), shape.number(raw, row[field(series)])) for row in found]


def _operations(raw: Snapshot) -> list[shape.Row]:
    rows = shape.rows_of(raw, "repo", "operations")
    shape.need(raw, rows, "operationDate", "operationType", "auctionStatus", "term", "releaseTime", "totalAmtAccepted")
    return rows


def _repo(series: Series, raw: Snapshot) -> list[Published]:
    wanted = "" if field(series) == "total" else field(series)
    return operations.take_up(raw, _operations(raw), "Repo", series.unit, wanted)


def _reverse_repo(series: Series, raw: Snapshot) -> list[Published]:
    rows = _operations(raw)
    if field(series) == "counterparties":
        return operations.counterparties(raw, rows)
    if field(series) == "award":
        return operations.award(raw, rows)
    return operations.take_up(raw, rows, "Reverse Repo", series.unit)


def _soma(series: Series, raw: Snapshot) -> list[Published]:
    """Holdings at par, printed as text in USD; blank where a kind did not exist yet."""
    rows = shape.rows_of(raw, "soma", "summary")
    shape.need(raw, rows, "asOfDate", field(series))
    values = ((shape.day(raw, row.get("asOfDate")), shape.number(raw, row.get(field(series)))) for row in rows)
    return [Published(day, scaled(value, Unit.USD, series.unit)) for day, value in values if value is not None]


def _dealers(series: Series, raw: Snapshot) -> list[Published]:
    """Primary dealer statistics in USD millions; ``*`` where one dealer could be recognised."""
    rows = shape.rows_of(raw, "pd", "timeseries")
    shape.need(raw, rows, "asofdate", "keyid", "value")
    found = [row for row in rows if shape.text(row, "keyid") == field(series)]
    if rows and not found:
        raise shape.changed(raw, f"no longer has the series {field(series)}")
    values = ((shape.day(raw, row.get("asofdate")), shape.number(raw, row.get("value"))) for row in found)
    return [
        Published(day, None if value is None else scaled(value, Unit.USD_MILLIONS, series.unit))
        for day, value in values
    ]


def _swaps(series: Series, raw: Snapshot) -> list[Published]:
    """Dollar swaps with foreign central banks that were outstanding at the end of each day."""
    return swaps.outstanding(raw, shape.rows_of(raw, "fxSwaps", "operations"), series.unit)


def _lent(series: Series, raw: Snapshot) -> list[Published]:
    """Par amount of securities lent, USD, summed over the day's operations; extensions of loans are not new ones."""
    rows = shape.rows_of(raw, "seclending", "operations")
    shape.need(raw, rows, "operationDate", "totalParAmtAccepted")
    days: dict[date, float] = {}
    for row in rows:
        if "extension" in shape.text(row, "operationType").lower():
            continue
        day = shape.day(raw, row.get("operationDate"))
        days[day] = days.get(day, 0.0) + (shape.number(raw, row.get("totalParAmtAccepted")) or 0.0)
    return [Published(day, scaled(amount, Unit.USD, series.unit)) for day, amount in sorted(days.items())]
