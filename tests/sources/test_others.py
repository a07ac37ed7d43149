"""CFTC, HKMA, Ministry of Finance, Coinbase, Yahoo, EIA, FINRA; and that the catalogue's codes all lead somewhere."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.wire.scene import specimen

from tidegauge import catalogue as series_catalogue
from tidegauge.catalogue import Catalogue
from tidegauge.errors import SourceChanged
from tidegauge.model.wire import Request, Snapshot
from tidegauge.settings import Secret, load
from tidegauge.sources import futures
from tidegauge.sources.coinbase import Coinbase
from tidegauge.sources.source import Source
from tidegauge.sources.table import OFF_BY_DEFAULT, SOURCES

NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)
UNTIL = date(2025, 11, 14)
SETTINGS = load(environment={})
FILES = {
    "cftc": "cftc/tff.json",
    "hkma": "hkma/hibor.json",
    "mof": "mof/jgbcme.csv",
    "coinbase": "coinbase/candles.json",
    "yahoo": "yahoo/chart.json",
    "eia": "eia/futures.json",
}


def answer(body: bytes) -> Snapshot:
    """A raw answer."""
    return Snapshot(Request("x", "https://x", (("offset", "0"), ("$offset", "0"))), 200, "", body, NOW)


def source(catalogue: Catalogue, series: str) -> Source:
    """The source of a series."""
    return SOURCES[catalogue[series].source](SETTINGS)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("CFTC_TFF_LEV_2Y_LONG", {"2025-11-04": 300000}),
        ("CFTC_TFF_LEV_2Y_SHORT", {"2025-11-04": 2000000, "2025-11-11": 2100000}),
        ("HIBOR_ON", {"2025-11-13": 2.5, "2025-11-12": 2.4}),
        ("HIBOR_1M", {"2025-11-13": 3.1}),
        ("MOF_JGB10Y", {"2025-11-04": 1.65, "2025-11-13": None}),
        ("BTC_COINBASE", {"2025-11-13": 98000.25}),
        ("MOVE_YF", {"2025-11-12": 78.4}),
        ("EIA_RCLC1", {"2024-04-03": 80.11, "2024-04-04": None}),
    ],
)
def test_each_is_read(catalogue: Catalogue, series: str, expected: dict[str, float | None]) -> None:
    """Absent columns, nulls, footers and the running day give no value; the rest is read in its unit."""
    raw = answer(specimen(FILES[catalogue[series].source]))
    assert {str(one.period): one.value for one in source(catalogue, series).parse(catalogue[series], [raw])} == expected


@pytest.mark.parametrize(
    ("series", "old", "new", "says"),
    [
        ("CFTC_TFF_LEV_2Y_LONG", b"042601", b"043602", "contract 043602 where 042601"),
        ("CFTC_TFF_LEV_2Y_LONG", b"lev_money_positions_long", b"lev_long", "no longer has the field"),
        ("HIBOR_1M", b'"success": true', b'"success": false', "reports an error"),
        ("MOF_JGB10Y", b"10Y", b"10 years", "no longer has the field 10Y"),
        ("MOF_JGB10Y", b"2025/11/", b"11-", "has no dates like 2026/9/1"),
        ("BTC_COINBASE", b"97000, 104000", b"104000, 97000", "candle out of order"),
        ("EIA_RCLC1", b"$/BBL", b"$/GAL", "states RCLC1 in '\\$/GAL', a unit unknown to us"),
        ("EIA_RCLC1", b'"RCLC1"', b'"RCLC2"', "has RCLC2 where RCLC1 was asked"),
        ("EIA_RCLC1", b'"value"', b'"price"', "no longer has the field value"),
        ("MOVE_YF", b"^MOVE", b"^VIX", r"no chart of \^MOVE"),
        ("MOVE_YF", b"1762957800, ", b"", "not one close for each timestamp"),
    ],
)
def test_another_shape_is_refused(catalogue: Catalogue, series: str, old: bytes, new: bytes, says: str) -> None:
    """A renamed column, another contract, an order that cannot be: no value is taken from it."""
    body = specimen(FILES[catalogue[series].source]).replace(old, new)
    with pytest.raises(SourceChanged, match=says):
        source(catalogue, series).parse(catalogue[series], [answer(body)])


def test_recorded_answers_are_read(shared: Path, catalogue: Catalogue) -> None:
    """A recorded month of yields, the stress index and a contract of the CFTC come out as printed."""
    yields = answer((shared / "payloads" / "jp_mof" / "jgbcme_2026-09.csv").read_bytes())
    first = source(catalogue, "MOF_JGB10Y").parse(catalogue["MOF_JGB10Y"], [yields])[0]
    assert (first.period, first.value) == (date(2026, 9, 1), 2.987)
    index = answer((shared / "payloads" / "ofr" / "fsi_2000-01-03_to_2020.csv").read_bytes())
    assert source(catalogue, "OFRFSI").parse(catalogue["OFRFSI"], [index])[0].value == 2.14
    name = "socrata_gpe5-46if_tff_futonly_AUD_2025-08-05_one_row.json"
    contract = answer((shared / "payloads" / "cftc" / name).read_bytes())
    series = replace(catalogue["CFTC_TFF_LEV_2Y_LONG"], code="232741:lev_money_positions_long")
    assert source(catalogue, series.id).parse(series, [contract])[0].value == 19628


def test_recorded_null_bars_are_left_out(shared: Path, catalogue: Catalogue) -> None:
    """Yahoo's null bars are no prices."""
    raw = answer((shared / "payloads" / "yahoo" / "chart_BZ=F_1d_2009-04_null_bars.json").read_bytes())
    series = replace(catalogue["MOVE_YF"], code="BZ=F")
    found = source(catalogue, "MOVE_YF").parse(series, [raw])
    assert found and all(one.value is not None and one.value > 0 for one in found)


def test_the_recorded_futures_are_read(shared: Path, catalogue: Catalogue) -> None:
    """Of the four contracts in one recorded answer each is asked alone; their last prices are those of 5 April 2024."""
    body = (shared / "payloads" / "eia" / "v2_petroleum_pri_fut_data_RCLC1-4_last3days.json").read_bytes()
    with pytest.raises(SourceChanged, match="has RCLC2, RCLC3, RCLC4 where RCLC1"):
        source(catalogue, "EIA_RCLC1").parse(catalogue["EIA_RCLC1"], [answer(body)])
    told = json.loads(body)
    told["response"]["data"] = [row for row in told["response"]["data"] if row["series"] == "RCLC3"]
    found = source(catalogue, "EIA_RCLC3").parse(catalogue["EIA_RCLC3"], [answer(json.dumps(told).encode())])
    assert (str(found[0].period), found[0].value) == ("2024-04-05", 85.2)
    assert len(found) == 3


def test_a_short_page_of_eia_is_followed(catalogue: Catalogue) -> None:
    """Rows beyond the page follow by offset; an empty page before the total is a fault, the end is none."""
    eia = source(catalogue, "EIA_RCLC1")
    request = eia.requests(catalogue["EIA_RCLC1"], date(2024, 1, 1), UNTIL)[0]
    assert request.parameter("start") == "2024-01-01" and request.key_parameter == "api_key"

    def page(total: str, rows: int, offset: str) -> Snapshot:
        body = json.dumps({"response": {"total": total, "data": [{}] * rows}}).encode()
        asked = Request("eia", request.url, (("offset", offset),), "api_key")
        return Snapshot(asked, 200, "", body, NOW)

    following = eia.following(page("5001", 5000, "0"))
    assert following is not None and (following.parameter("offset"), following.key_parameter) == ("5000", "api_key")
    assert eia.following(page("5001", 1, "5000")) is None
    with pytest.raises(SourceChanged, match="empty page at row 5000 of 5001"):
        eia.following(page("5001", 0, "5000"))


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A workbook in the documented form of FINRA's: title rows, a head, months newest first, a note."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = (
    "Year-Month",
    "Debit Balances in Customers\u2019 Securities Margin Accounts",
    "Free Credit Balances in Customers' Cash Accounts",
)


def test_the_workbook_of_margin_debt_is_read(catalogue: Catalogue) -> None:
    """Months as text or as dates, amounts with or without commas; title rows and notes are no months."""
    body = workbook(
        ("FINRA statistics (shown in $ millions)",), HEAD, ("2025-10", 1183654, 1.0),
        (datetime(2025, 9, 1), "1,126,494"), ("Months before 2010 are of other members.",),
    )  # fmt: skip
    found = source(catalogue, "FINRA_MARGIN_DEBT").parse(catalogue["FINRA_MARGIN_DEBT"], [answer(body)])
    assert [(str(one.period), one.value) for one in found] == [("2025-10-01", 1183654), ("2025-09-01", 1126494)]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<html>Not found</html>", "something that is no workbook"),
        (b"PK\x03\x04 cut off", "a workbook that cannot be read"),
        (workbook(("Month", "Debit Balances")), "no row that begins with 'year-month'"),
        (workbook(("Year-Month", "Credit")), "no longer has a column 'debit balances'"),
        (workbook(HEAD, ("Oct-25", 1)), "'Oct-25' where a month like 2025-11"),
        (workbook(HEAD, ("2025-13", 1)), "'2025-13' where a month like 2025-11"),
        (workbook(HEAD, ("2025-10", "n/a")), "'n/a' where a number was expected"),
    ],
)
def test_another_workbook_is_refused(catalogue: Catalogue, body: bytes, says: str) -> None:
    """A page, half a file, other heads, other months: no amount is taken from it."""
    with pytest.raises(SourceChanged, match=says):
        source(catalogue, "FINRA_MARGIN_DEBT").parse(catalogue["FINRA_MARGIN_DEBT"], [answer(body)])


@pytest.mark.parametrize(
    ("month", "day"),
    [("2020-05", "2020-04-21"), ("2025-12", "2025-11-20"), ("2026-01", "2025-12-19"), ("2024-05", "2024-04-22")],
)
def test_a_contract_ends_on_its_day(month: str, day: str) -> None:
    """Three business days before the 25th of the month before, or before the last business day ahead of it."""
    year, number = map(int, month.split("-"))
    assert str(futures.last_day(year * 12 + number - 1)) == day


def test_a_nearby_month_rolls_the_day_after(shared: Path) -> None:
    """May 2020 is the first nearby on 21 April 2020, June on the 22nd: as the recorded settlements jump."""
    assert futures.symbol("CL", futures.nearby(date(2020, 4, 21), 1)) == "CLK20.NYM"
    assert futures.symbol("CL", futures.nearby(date(2020, 4, 22), 1)) == "CLM20.NYM"
    assert futures.symbol("CL", futures.nearby(date(2025, 11, 14), 12)) == "CLX26.NYM"
    with (shared / "data" / "series" / "WTI_CL01.csv").open() as first:
        near = dict(line.strip().split(",") for line in first)
    with (shared / "data" / "series" / "WTI_CL02.csv").open() as second:
        far = dict(line.strip().split(",") for line in second)
    assert float(near["2020-04-20"]) < 0 < float(near["2020-04-22"]) < float(far["2020-04-22"])


def test_only_contracts_that_were_nearby_are_asked(catalogue: Catalogue) -> None:
    """Of the third nearby month: those that still trade; since last week only what it was since then."""
    yahoo = source(catalogue, "WTI_CL03")
    asked = [one.kind for one in yahoo.requests(catalogue["WTI_CL03"], None, UNTIL)]
    assert asked == ["CLZ25.NYM", "CLF26.NYM", "CLG26.NYM"]
    later = [one.kind for one in yahoo.requests(catalogue["WTI_CL03"], date(2025, 11, 7), UNTIL)]
    assert later == ["CLG26.NYM"]


def test_the_recorded_month_of_a_future_is_read(shared: Path, catalogue: Catalogue) -> None:
    """One month of Brent, as Yahoo answered: closes at seven digits, none of the running session."""
    body = (shared / "payloads" / "yahoo" / "chart_BZF27.NYM_1d_5d.json").read_bytes()
    raw = Snapshot(Request("yahoo", "https://x"), 200, "", body, datetime(2026, 10, 5, 12, tzinfo=UTC))
    found = source(catalogue, "MOVE_YF").parse(replace(catalogue["MOVE_YF"], code="BZF27.NYM"), [raw])
    assert found and all(len(f"{one.value:.7g}") <= 8 and one.period < date(2026, 10, 5) for one in found)


def test_candles_are_asked_in_spans_of_300_days() -> None:
    """Spans follow each other without gap or overlap and hold at most 300 days."""
    series = series_catalogue.load()["BTC_COINBASE"]
    asked = Coinbase("https://x").requests(series, date(2024, 1, 1), UNTIL)
    ends = [(date.fromisoformat(one.parameter("start")), date.fromisoformat(one.parameter("end"))) for one in asked]
    assert ends[0][0] == date(2024, 1, 1) and ends[-1][1] == UNTIL
    assert all((end - start).days < 300 for start, end in ends)
    assert all((after[0] - before[1]).days == 1 for before, after in pairwise(ends))


def test_pages_end(catalogue: Catalogue) -> None:
    """HKMA and the CFTC are asked until a page is not full."""
    hkma = source(catalogue, "HIBOR_ON")
    full = {"header": {"success": True}, "result": {"records": [{"end_of_day": "2025-11-13"}] * 100}}
    following = hkma.following(answer(json.dumps(full).encode()))
    assert following is not None and following.parameter("offset") == "100"
    assert hkma.following(answer(specimen("hkma/hibor.json"))) is None
    assert source(catalogue, "CFTC_TFF_LEV_2Y_LONG").following(answer(specimen("cftc/tff.json"))) is None


@pytest.mark.parametrize("key", ["", "k" * 32])
def test_every_code_of_the_catalogue_leads_somewhere(key: str) -> None:
    """Each series, first and second source, with and without a key, gives at least one request; none holds the key."""
    settings = replace(SETTINGS, fred_key=Secret(key))
    for series in series_catalogue.load().values():
        second, _, code_of_second = series.second.partition(":")
        known = [(series.source, series.code), (second, code_of_second)]
        for name, code in (pair for pair in known if pair[0]):
            asked = SOURCES[name](settings).requests(replace(series, code=code), None, UNTIL)
            assert asked and all(
                one.url.startswith("https://") and (not key or key not in one.address) for one in asked
            )


def test_the_catalogue_says_what_a_parser_was_tried_on(catalogue: Catalogue) -> None:
    """Every series with a source, and no other, was tried on recorded answers or on the documented form only."""
    tried = {one.id: one.tried for one in catalogue.values()}
    assert all((one.tried in ("recorded", "documented")) == bool(one.source) for one in catalogue.values())
    assert (tried["SOFR"], tried["FINRA_MARGIN_DEBT"], tried["XCCY_EUR_3M"]) == ("recorded", "documented", "")


def test_what_is_unofficial_is_off(catalogue: Catalogue) -> None:
    """Every source off by default exists, and every source of the catalogue is in the table."""
    assert set(SOURCES) >= OFF_BY_DEFAULT
    assert {series.source for series in catalogue.values()} - {""} == set(SOURCES)
