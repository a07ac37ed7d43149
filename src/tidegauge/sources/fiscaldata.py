"""
US Treasury, Fiscal Data: the operating cash balance, auctions of bills, the monthly deficit. No key.

The operating cash balance is tested against a recorded answer (labels since 18 April 2022); the labels before, the
auctions and the monthly statement follow documentation only and have not been tried against the live server. Every
value is text; a missing one is the text "null".
"""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tidegauge.catalogue import Series
from tidegauge.model.units import Unit
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, scaled, topic

PAGE = 10_000
YEAR = timedelta(days=372)
"""A bill runs a year at most: what matures on a day was issued within it."""

TABLES = {
    "operating_cash_balance": ("v1/accounting/dts/operating_cash_balance", "record_date", date(2005, 10, 3)),
    "auctions_query": ("v1/accounting/od/auctions_query", "auction_date", date(2013, 1, 1)),
    "mts_table_1": ("v1/accounting/mts/mts_table_1", "record_date", date(2015, 1, 1)),
}
"""Path, column of dates, first day asked."""

CLOSING = {
    "Federal Reserve Account": "close_today_bal",
    "Treasury General Account (TGA)": "close_today_bal",
    "Treasury General Account (TGA) Closing Balance": "open_today_bal",
}
"""Label of the closing balance, to 2021-09-30, to 2022-04-15 and since, with the column that holds it."""

FLOWS = {
    "deposits": "Total TGA Deposits (Table II)",
    "withdrawals": "Total TGA Withdrawals (Table II) (-)",
}
FLOWS_SINCE = date(2022, 4, 18)


class FiscalData:
    """Reads `Series.code` as table:what, for example ``operating_cash_balance:close``."""

    id = "fiscaldata"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests. Bills are asked a year further back: what was issued then matures now."""
        path, column, first = TABLES[topic(series)]
        bills = topic(series) == "auctions_query"
        start = max(since - YEAR if bills else since, first) if since else first
        wanted = f"{column}:gte:{start.isoformat()}" + (",security_type:eq:Bill" if bills else "")
        params = (("filter", wanted), ("sort", column), ("page[size]", str(PAGE)), ("page[number]", "1"))
        return (Request(self.id, f"{self._base}/{path}", params),)

    def following(self, raw: Snapshot) -> Request | None:
        """The next page, to the end stated as meta.total-pages; the number of rows must be the one stated."""
        answer = shape.json_of(raw)
        meta = answer.get("meta") if isinstance(answer, dict) else None
        if not isinstance(meta, dict) or not isinstance(meta.get("total-pages"), int):
            raise shape.changed(raw, "states no meta.total-pages")
        rows = shape.rows_of(raw, "data")
        if meta.get("count") != len(rows):
            raise shape.changed(raw, f"states {meta.get('count')} rows and has {len(rows)}")
        page = int(raw.request.parameter("page[number]"))
        if page >= meta["total-pages"]:
            return None
        params = dict(raw.request.params) | {"page[number]": str(page + 1)}
        return Request(self.id, raw.request.url, tuple(params.items()))

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        if not raw:
            return []
        readers: Mapping[str, Callable[[Series, Snapshot, list[shape.Row]], list[Published]]] = {
            "close": _closing,
            "deposits": _flow,
            "withdrawals": _flow,
            "bills": _offered,
            "bills_net": _net,
            "deficit": _deficit,
        }
        pages = [(answer, shape.rows_of(answer, "data")) for answer in raw]
        column = TABLES[topic(series)][1]
        origin = {shape.text(row, column): answer.sha256 for answer, rows in pages for row in rows}
        found = readers[field(series)](series, raw[0], [row for _, rows in pages for row in rows])
        return [replace(one, snapshot=origin.get(one.period.isoformat(), raw[0].sha256)) for one in found]


def _by_day(raw: Snapshot, rows: list[shape.Row], column: str) -> dict[date, list[shape.Row]]:
    shape.need(raw, rows, column)
    days: dict[date, list[shape.Row]] = {}
    for row in rows:
        days.setdefault(shape.day(raw, row.get(column)), []).append(row)
    return days


def _millions(series: Series, raw: Snapshot, row: shape.Row, column: str) -> float:
    amount = shape.number(raw, row.get(column))
    if amount is None:
        label = f"{shape.text(row, 'account_type')!r} of {shape.text(row, 'record_date')}"
        raise shape.changed(raw, f"has no {column} in the row {label}: its labels or columns have changed")
    return scaled(amount, Unit.USD_MILLIONS, series.unit)


def _closing(series: Series, raw: Snapshot, rows: list[shape.Row]) -> list[Published]:
    """The closing balance of each day, which must be there exactly once."""
    shape.need(raw, rows, "account_type", "open_today_bal", "close_today_bal")
    found: list[Published] = []
    for day, lines in sorted(_by_day(raw, rows, "record_date").items()):
        closing = [line for line in lines if shape.text(line, "account_type") in CLOSING]
        if len(closing) != 1:
            labels = ", ".join(sorted({shape.text(line, "account_type") for line in lines}))
            raise shape.changed(raw, f"has {len(closing)} closing balances on {day}; its labels are now {labels}")
        column = CLOSING[shape.text(closing[0], "account_type")]
        found.append(Published(day, _millions(series, raw, closing[0], column)))
    return found


def _flow(series: Series, raw: Snapshot, rows: list[shape.Row]) -> list[Published]:
    """Deposits or withdrawals of each day since the table shows them."""
    label = FLOWS[field(series)]
    found: list[Published] = []
    for day, lines in sorted(_by_day(raw, rows, "record_date").items()):
        flows = [line for line in lines if shape.text(line, "account_type") == label]
        if len(flows) != 1 and day >= FLOWS_SINCE:
            raise shape.changed(raw, f"has {len(flows)} rows {label!r} on {day}")
        found += [Published(day, _millions(series, raw, line, "open_today_bal")) for line in flows]
    return found


def _offered(series: Series, raw: Snapshot, rows: list[shape.Row]) -> list[Published]:
    """Amounts offered by day of auction; a day with an amount not yet announced is left out."""
    shape.need(raw, rows, "offering_amt")
    found: list[Published] = []
    for day, lines in sorted(_by_day(raw, rows, "auction_date").items()):
        amounts = [shape.number(raw, line.get("offering_amt")) for line in lines]
        known = [amount for amount in amounts if amount is not None]
        if len(known) == len(amounts):
            found.append(Published(day, scaled(sum(known), Unit.USD, series.unit)))
    return found


def _net(series: Series, raw: Snapshot, rows: list[shape.Row]) -> list[Published]:
    """
    Bills issued less bills maturing, by day of settlement: the change in bills outstanding.

    Amounts are those accepted, the Federal Reserve's own included. The first year of the answer only tells what matures
    later and is not returned.
    """
    shape.need(raw, rows, "issue_date", "maturity_date", "total_accepted")
    flows: dict[date, float] = {}
    issues: list[date] = []
    for row in rows:
        accepted = shape.number(raw, row.get("total_accepted"))
        if accepted is None:
            continue
        issued, matures = (shape.day(raw, row.get(name)) for name in ("issue_date", "maturity_date"))
        issues.append(issued)
        flows[issued] = flows.get(issued, 0.0) + accepted
        flows[matures] = flows.get(matures, 0.0) - accepted
    whole = [day for day in sorted(flows) if min(issues) + YEAR <= day <= max(issues)]
    return [Published(day, scaled(flows[day], Unit.USD, series.unit)) for day in whole]


def _deficit(series: Series, raw: Snapshot, rows: list[shape.Row]) -> list[Published]:
    """
    Receipts less outlays of each month, so that a deficit is negative whatever sign the table's own column uses.

    A statement lists the months of the fiscal year before and of its own; its own month is the last row of that name.
    """
    columns = ("current_month_gross_rcpt_amt", "current_month_gross_outly_amt")
    shape.need(raw, rows, "classification_desc", *columns)
    found: list[Published] = []
    for day, lines in sorted(_by_day(raw, rows, "record_date").items()):
        month = [line for line in lines if shape.text(line, "classification_desc") == calendar.month_name[day.month]]
        if not month:
            raise shape.changed(raw, f"has no row {calendar.month_name[day.month]!r} in the statement of {day}")
        last = max(month, key=lambda line: shape.number(raw, line.get("src_line_nbr")) or 0)
        receipts, outlays = (shape.number(raw, last.get(name)) for name in columns)
        if receipts is not None and outlays is not None:
            found.append(Published(day.replace(day=1), scaled(receipts - outlays, Unit.USD, series.unit)))
    return found
