"""Fiscal Data: the cash balance under its three labels, bills, the deficit; and OFR."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.wire.scene import specimen

from tidegauge.catalogue import Catalogue
from tidegauge.errors import SourceChanged
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources.fiscaldata import FiscalData
from tidegauge.sources.ofr import MONITOR, Ofr

BASE = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)


def answer(body: bytes, page: int = 1) -> Snapshot:
    """A raw answer."""
    return Snapshot(Request("fiscaldata", BASE, (("page[number]", str(page)),)), 200, "application/json", body, NOW)


def read(catalogue: Catalogue, series: str, body: bytes) -> dict[str, float | None]:
    """Values by period."""
    return {str(one.period): one.value for one in FiscalData(BASE).parse(catalogue[series], [answer(body)])}


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("DTS_TGA_CLOSE", {"2021-09-30": 215160, "2022-04-14": 571000, "2025-11-12": 920000, "2025-11-13": 940000}),
        ("DTS_TGA_DEPOSITS", {"2025-11-12": 30000, "2025-11-13": 40000}),
        ("DTS_TGA_WITHDRAWALS", {"2025-11-12": 10000, "2025-11-13": 20000}),
    ],
)
def test_the_balance_is_read_under_every_label(
    catalogue: Catalogue, series: str, expected: dict[str, float | None]
) -> None:
    """The closing balance moved from one column to another; the text "null" is never a number."""
    assert read(catalogue, series, specimen("fiscaldata/cash.json")) == expected


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"(TGA) Closing Balance", b"(TGA) Final Balance", "0 closing balances on 2025-11-12; its labels are now"),
        (b'"open_today_bal": "920000"', b'"open_today_bal": "null"', "has no open_today_bal in the row"),
        (b'"open_today_bal"', b'"open_bal"', "no longer has the field open_today_bal"),
    ],
)
def test_a_label_change_is_noticed(catalogue: Catalogue, old: bytes, new: bytes, says: str) -> None:
    """A renamed label or column, or a "null" where the balance stood, stops the series with a sentence."""
    with pytest.raises(SourceChanged, match=says.replace("(", r"\(")):
        read(catalogue, "DTS_TGA_CLOSE", specimen("fiscaldata/cash.json").replace(old, new))


def test_the_recorded_balance_is_read(shared: Path, catalogue: Catalogue) -> None:
    """The recorded week gives the recorded closing balances."""
    body = (shared / "payloads" / "fiscaldata" / "dts_operating_cash_balance_2025-07-07_2025-07-11.json").read_bytes()
    found = read(catalogue, "DTS_TGA_CLOSE", body)
    lines = (shared / "data" / "series" / "DTS_TGA_CLOSE.csv").read_text().splitlines()
    recorded = {day: float(value) for day, value in (line.split(",") for line in lines[1:])}
    assert len(found) == 5 and all(recorded[day] == value for day, value in found.items())


def test_bills_are_summed_by_auction(catalogue: Catalogue) -> None:
    """Amounts offered are USD, printed in billions; an auction whose amount is not announced is no zero."""
    assert read(catalogue, "TREASURYDIRECT_BILL_OFFERED", specimen("fiscaldata/auctions.json")) == {
        "2024-10-03": 70.0,
        "2025-11-10": 163.0,
        "2025-11-13": 90.0,
    }


def test_net_bills_are_issues_less_maturities(catalogue: Catalogue) -> None:
    """What settles less what matures on the day, and nothing for days whose maturities are not all in the answer."""
    assert read(catalogue, "BILLS_NET", specimen("fiscaldata/auctions.json")) == {"2025-11-13": 96.0}


def test_the_deficit_is_receipts_less_outlays(catalogue: Catalogue) -> None:
    """The month of the statement is the last row of its name; a surplus is positive, dated the first of the month."""
    assert read(catalogue, "MTS_DEFICIT", specimen("fiscaldata/mts.json")) == {"2025-09-01": 198e9}


def test_pages_are_followed_to_the_end() -> None:
    """The default page would cut silently: pages are followed to total-pages and their rows counted."""
    page = {"data": [{}], "meta": {"count": 1, "total-count": 2, "total-pages": 2}}
    following = FiscalData(BASE).following(answer(json.dumps(page).encode()))
    assert following is not None and following.parameter("page[number]") == "2"
    assert FiscalData(BASE).following(answer(json.dumps(page).encode(), page=2)) is None
    with pytest.raises(SourceChanged, match="states 3 rows and has 1"):
        FiscalData(BASE).following(answer(json.dumps(page | {"meta": {"count": 3, "total-pages": 2}}).encode()))
    with pytest.raises(SourceChanged, match=r"states no meta\.total-pages"):
        FiscalData(BASE).following(answer(b'{"data": []}'))


def test_a_bill_is_asked_a_year_back(catalogue: Catalogue) -> None:
    """Both series of bills share one request, which reaches back over a bill's whole life."""
    series = catalogue["TREASURYDIRECT_BILL_OFFERED"]
    asked = FiscalData(BASE).requests(series, date(2025, 11, 1), date(2025, 11, 14))[0]
    assert asked.parameter("filter") == "auction_date:gte:2024-10-25,security_type:eq:Bill"
    assert asked.parameter("page[size]") == "10000"


def test_the_stress_index_is_read(catalogue: Catalogue) -> None:
    """Columns are found by name in a CRLF file."""
    raw = Snapshot(Request("ofr", "https://x/fsi.csv"), 200, "text/csv", specimen("ofr/fsi.csv"), NOW)
    found = Ofr("https://x/fsi.csv").parse(catalogue["OFRFSI_FUNDING"], [raw])
    assert [(str(one.period), one.value) for one in found] == [("2025-11-12", -0.2), ("2025-11-13", -0.1)]
    renamed = Snapshot(raw.request, 200, "text/csv", raw.body.replace(b"Funding", b"Fund"), NOW)
    with pytest.raises(SourceChanged, match="no longer has the field Funding"):
        Ofr("https://x/fsi.csv").parse(catalogue["OFRFSI_FUNDING"], [renamed])


def test_the_funding_monitor_is_read(catalogue: Catalogue) -> None:
    """Pairs of day and number; null is a day without one. Anything but a list is refused."""
    series = catalogue["OFR_REPO_TRI_AR_OO"]
    publishers, mirror = "https://www.financialresearch.gov/a/fsi.csv", "http://mirror/fsi.csv"
    assert Ofr(publishers).requests(series, None, date(2025, 11, 14))[0].url == f"{MONITOR}/v1/series/timeseries"
    assert Ofr(mirror).requests(series, None, date(2025, 11, 14))[0].url == "http://mirror/v1/series/timeseries"
    raw = Snapshot(Request("ofr", MONITOR), 200, "application/json", specimen("ofr/stfm.json"), NOW)
    assert [one.value for one in Ofr(publishers).parse(series, [raw])] == [3.94, 3.97]
    with pytest.raises(SourceChanged, match=r"list of \[day, value\] pairs"):
        Ofr(publishers).parse(series, [Snapshot(raw.request, 200, "", b'{"message": "no"}', NOW)])


def test_the_hedge_fund_monitor_is_read(catalogue: Catalogue) -> None:
    """Dollars at the end of a quarter are dated by its first day; a withheld value is no number."""
    series = catalogue["HFM_REPO_BORROWING"]
    asked = Ofr("https://www.financialresearch.gov/a/fsi.csv").requests(series, None, date(2025, 11, 14))[0]
    assert asked.url == f"{MONITOR}/hf/v1/series/timeseries" and asked.parameter("mnemonic") == "FPF-BORROW_REPO_SUM"
    raw = Snapshot(Request("ofr", MONITOR), 200, "application/json", specimen("ofr/hfm.json"), NOW)
    found = Ofr("http://mirror/fsi.csv").parse(series, [raw])
    assert [(str(one.period), one.value) for one in found] == [("2025-01-01", 2.1e12), ("2025-07-01", 2.3e12)]


def test_ids_of_the_funding_monitor_are_the_publishers(shared: Path, catalogue: Catalogue) -> None:
    """Every id of the catalogue stands in the recorded list."""
    listed = (shared / "payloads" / "ofr" / "stfm_metadata_mnemonics.json").read_text(encoding="utf-8")
    ids = [one.code.partition(":")[2] for one in catalogue.values() if one.code.startswith("stfm:")]
    assert ids and all(f'"{one}"' in listed for one in ids)
