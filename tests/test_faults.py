"""The same dozen faults for every source: each is a row of the report, and none leaves a trace in the store."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.wire.scene import Scene, scene, specimen
from tests.wire.server import Say

from tidegauge import catalogue
from tidegauge.catalogue import Catalogue, Series
from tidegauge.model.wire import Snapshot
from tidegauge.sources.coinbase import Coinbase
from tidegauge.sources.source import Published
from tidegauge.store.records import SourceResult

KEY, EIA_KEY = "abcdef0123456789abcdef0123456789", "eiakey0123456789"
Change = Callable[[bytes], bytes]


def workbook(amount: object = 1183654, head: str = "Debit Balances in Customers' Securities Margin Accounts") -> bytes:
    """FINRA's, in its documented form."""
    book = Workbook()
    for row in (("Year-Month", head), ("2025-10", amount), ("2025-09", 1126494)):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def swap(old: str, new: str) -> Change:
    """Every `old` becomes `new`; a change that changes nothing is a fault of the test."""

    def changed(body: bytes) -> bytes:
        assert old.encode() in body, old
        return body.replace(old.encode(), new.encode())

    return changed


def said(body: bytes) -> Change:
    """Another body altogether."""
    return lambda _: body


@dataclass(frozen=True)
class Case:
    """
    One source.

    Attributes:
        series: Collected.
        source: As named on the command line.
        path: Asked at, on the local publisher.
        body: A good answer.
        period: A period of it, whose value the changes below spoil.
        empty, relabelled, gap, huge: What the answer becomes: without rows, with another label, with a gap in place of
            the value, with a value a hundred times too large.
        cut: Bytes left of an answer that is cut off.
        again: Answers of the second run, where it asks for more than the first.
    """

    series: str
    source: str
    path: str
    body: bytes
    period: str
    empty: Change
    relabelled: Change
    gap: Change
    huge: Change
    cut: int = 60
    again: tuple[bytes, ...] = ()


CANDLES = b"[[1762992000, 97000, 104000, 101000, 98000.25, 2.5]]"
RATES = specimen("nyfed/sofr.json")
DAY_CASH = json.dumps(
    {
        "data": [
            {
                "record_date": "2025-11-12",
                "account_type": "Treasury General Account (TGA) Closing Balance",
                "close_today_bal": "null",
                "open_today_bal": "961929",
            }
        ],
        "meta": {"count": 1, "total-count": 1, "total-pages": 1},
    }
).encode()
NO_CASH = b'{"data": [], "meta": {"count": 0, "total-count": 0, "total-pages": 1}}'
HIBOR = b'{"header": {"success": true}, "result": {"records": [{"end_of_day": "2025-11-13", "ir_1m": 3.1}]}}'
NO_HIBOR = b'{"header": {"success": true}, "result": {"records": []}}'
FUTURES = json.dumps(
    {
        "response": {
            "total": "1",
            "data": [{"period": "2025-11-03", "series": "RCLC1", "value": "60.11", "units": "$/BBL"}],
        }
    }
).encode()
OBSERVATIONS = json.dumps(
    {
        "count": 1,
        "offset": 0,
        "limit": 100000,
        "observations": [
            {"realtime_start": "2025-11-14", "realtime_end": "2025-11-14", "date": "2025-11-13", "value": "20.1"}
        ],
    }
).encode()
VINTAGES = json.dumps(
    {
        "realtime_start": "2025-01-01",
        "realtime_end": "9999-12-31",
        "count": 1,
        "offset": 0,
        "observations": [
            {"realtime_start": "2025-11-14", "realtime_end": "9999-12-31", "date": "2025-11-13", "value": "20.1"}
        ],
    }
).encode()
INFO = b'{"seriess": [{"id": "VIXCLS", "units": "Index"}]}'
GRAPH = b"observation_date,VIXCLS\n2025-11-12,17.51\n2025-11-13,20.1\n"
FSI = specimen("ofr/fsi.csv")
BONDS = b"Interest Rate,,\r\nDate,1Y,10Y\r\n2025/11/12,0.9,1.70\r\n2025/11/13,0.9,1.69\r\n"

CASES = {
    "nyfed": Case(
        "SOFR", "nyfed", "/api/rates/secured/sofr/search.json",
        b'{"refRates": [{"effectiveDate": "2025-11-13", "type": "SOFR", "percentRate": 4.00}]}', "2025-11-13",
        said(b'{"refRates": []}'), swap("percentRate", "rate"), swap("4.00", '"null"'), swap("4.00", "400.00"),
    ),
    "fred": Case(
        "VIXCLS", "fred", "/fred/series/observations", OBSERVATIONS, "2025-11-13",
        said(b'{"count": 0, "offset": 0, "limit": 100000, "observations": []}'), swap('"value"', '"amount"'),
        swap("20.1", "null"), swap("20.1", "2010"), again=(OBSERVATIONS, VINTAGES),
    ),
    "fredgraph": Case(
        "VIXCLS", "fred", "/graph/fredgraph.csv", GRAPH, "2025-11-13", said(b"observation_date,VIXCLS\n"),
        swap("VIXCLS", "VIX"), swap("20.1", "null"), swap("20.1", "2010"), 50,
    ),
    "fiscaldata": Case(
        "DTS_TGA_CLOSE", "fiscaldata", "/services/v1/accounting/dts/operating_cash_balance", DAY_CASH, "2025-11-12",
        said(NO_CASH), swap("Closing", "Final"), swap("961929", "null"), swap("961929", "96192900"),
    ),
    "ofr": Case(
        "OFRFSI", "ofr", "/fsi.csv", FSI, "2025-11-13", lambda body: body.splitlines(True)[0], swap("OFR FSI", "FSI"),
        swap("13,-1.8", "13,null"), swap("13,-1.8", "13,-180"), 150,
    ),
    "cftc": Case(
        "CFTC_TFF_LEV_2Y_SHORT", "cftc", "/cftc/gpe5-46if.json", specimen("cftc/tff.json"), "2025-11-11", said(b"[]"),
        swap("lev_money_positions_short", "lev_short"), swap('"2100000"', '"null"'), swap("2100000", "210000000"),
    ),
    "hkma": Case(
        "HIBOR_1M", "hkma",
        "/hkma/market-data-and-statistics/monthly-statistical-bulletin/er-ir/hk-interbank-ir-daily", HIBOR,
        "2025-11-13", said(NO_HIBOR), swap("ir_1m", "one_month"), swap("3.1", '"."'), swap("3.1", "310"),
    ),
    "mof": Case(
        "MOF_JGB10Y", "mof", "/mof/jgbcme.csv", BONDS, "2025-11-13", said(BONDS[: BONDS.index(b"2025/11/12")]),
        swap("10Y", "120M"), swap("1.69", "-"), swap("1.69", "169"), 55,
    ),
    "coinbase": Case(
        "BTC_COINBASE", "coinbase", "/coinbase/products/BTC-USD/candles", CANDLES, "2025-11-13", said(b"[]"),
        swap("97000, 104000", "104000, 97000"), swap("98000.25", "null"),
        swap("104000, 101000, 98000.25", "10400000, 101000, 9800025"), 30,
    ),
    "eia": Case(
        "EIA_RCLC1", "eia", "/v2/petroleum/pri/fut/data/", FUTURES, "2025-11-03",
        said(b'{"response": {"total": "0", "data": []}}'), swap("units", "unit"), swap('"60.11"', "null"),
        swap("60.11", "6011"),
    ),
    "finra": Case(
        "FINRA_MARGIN_DEBT", "finra", "/margin.xlsx", workbook(), "2025-10-01", said(workbook(None)),
        said(workbook(head="Debits")), said(workbook("null")), said(workbook(118365400)), 500,
    ),
    "yahoo": Case(
        "MOVE_YF", "yahoo", "/v8/finance/chart/%5EMOVE", specimen("yahoo/chart.json"), "2025-11-12",
        said(b'{"chart": {"result": [{"meta": {"symbol": "^MOVE"}, "indicators": {"quote": [{}]}}], "error": null}}'),
        swap('"close"', '"last"'), swap("78.4000015258789", "null"), swap("78.4000015258789", "7840.00"),
    ),
}  # fmt: skip
"""By the name of the parser: one series of each source."""


@pytest.fixture(params=CASES)
def local(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Case, Scene]]:
    """A case and a scene in which it answers well."""
    case = CASES[request.param]
    with scene(tmp_path, KEY if request.param == "fred" else "", EIA_KEY) as made:
        made.wire.on("/fred/series", INFO)
        made.wire.on("/mof/historical/jgbcme_all.csv", BONDS.replace(b"2025/11", b"2025/10"))
        made.wire.on(case.path, case.body)
        yield case, made


def collected(case: Case, made: Scene) -> SourceResult:
    """The one row of a collection of the case's series, with nothing to stand in for it."""
    series: Series = replace(catalogue.load()[case.series], second="")
    report = made.collect(series=Catalogue({case.series: series}), sources=[case.source])
    (result,) = report.results
    assert report.exit_code == (0 if result.ok else 3)
    rows = made.store._database.rows("PRAGMA integrity_check")
    assert [row[0] for row in rows] == ["ok"]
    assert "\n" not in result.error and len(result.error) < 700
    assert KEY not in result.error and EIA_KEY not in result.error
    return result


def test_success_then_nothing_new(local: tuple[Case, Scene]) -> None:
    """The value is there, once, after both runs."""
    case, made = local
    assert collected(case, made).new > 0
    value = made.values(case.series)[case.period]
    made.at += timedelta(hours=1)
    made.wire.on(case.path, *(case.again or (case.body,)))
    again = collected(case, made)
    assert (again.ok, again.new, again.revised) == (True, 0, 0)
    assert made.values(case.series)[case.period] == value
    assert len(made.store.revisions(case.series, date.fromisoformat(case.period))) == 1


@pytest.mark.parametrize("first", [Say("slow down", 429, {"Retry-After": "0"}), Say("oops", 500)], ids=["429", "500"])
def test_a_passing_failure_leaves_no_trace(local: tuple[Case, Scene], first: Say) -> None:
    """Asked again, answered."""
    case, made = local
    made.wire.on(case.path, first, case.body)
    assert (collected(case, made).ok, case.period in made.values(case.series)) == (True, True)


FAULTS: dict[str, tuple[Callable[[Case], Say], str]] = {
    "time-out": (lambda _: Say("late", delay=5), "did not answer in time"),
    "cut off": (lambda case: Say(case.body[: case.cut]), ""),
    "broken off": (lambda case: Say(case.body[: case.cut], missing=99), "could not be reached"),
    "web page": (lambda _: Say("<!DOCTYPE html><html>Maintenance</html>", headers={"Content-Type": "text/html"}), ""),
    "nothing": (lambda _: Say(""), ""),
    "wrong key": (lambda _: Say('{"error": {"code": "API_KEY_INVALID"}}', 403), "refused the request with status 403"),
    "not found": (lambda _: Say("<html>no</html>", 404), "status 404 and a web page"),
    "label": (lambda case: Say(case.relabelled(case.body)), ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_a_sentence_and_the_next_run_mends_it(local: tuple[Case, Scene], fault: str) -> None:
    """Exit code 3, sentence and remedy, no value stored; then the source answers again."""
    case, made = local
    say, sentence = FAULTS[fault]
    made.wire.on(case.path, say(case))
    result = collected(case, made)
    assert not result.ok and result.new == 0 and result.remedy
    assert result.error.startswith(f"{case.series}: ") and sentence in result.error
    assert made.values(case.series) == {}
    made.wire.on(case.path, case.body)
    assert collected(case, made).new > 0


def test_an_empty_answer_is_no_error(local: tuple[Case, Scene]) -> None:
    """No rows, no value, no complaint."""
    case, made = local
    made.wire.on(case.path, case.empty(case.body))
    result = collected(case, made)
    assert result.ok, result.error
    assert case.period not in made.values(case.series)


def test_a_gap_is_never_a_number(local: tuple[Case, Scene]) -> None:
    """ "null", "." and null give no value, whatever the source."""
    case, made = local
    made.wire.on(case.path, case.gap(case.body))
    result = collected(case, made)
    assert result.ok or case.source in ("coinbase", "fiscaldata"), result.error
    assert case.period not in made.values(case.series)


def test_a_value_a_hundred_times_too_large_is_quarantined(local: tuple[Case, Scene]) -> None:
    """Kept and reported, not stored as known."""
    case, made = local
    made.wire.on(case.path, case.huge(case.body))
    result = collected(case, made)
    assert (result.ok, result.quarantined) == (True, 1), result.error
    assert case.period not in made.values(case.series)
    assert [(one.series, str(one.period)) for one in made.store.refused()] == [(case.series, case.period)]


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"refRates": [{"percentRate": ' + b"9" * 400 + b"}]}"])
def test_what_breaks_a_parser_of_the_library_is_a_sentence(local: tuple[Case, Scene], body: bytes) -> None:
    """Endless nesting and endless numbers."""
    case, made = local
    made.wire.on(case.path, body)
    assert not collected(case, made).ok


def test_what_no_parser_foresaw_is_a_row_and_not_the_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A parser that stumbles over an answer costs its own series; the other source's values are stored."""

    def stumbling(self: Coinbase, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        raise ZeroDivisionError("an answer nobody thought of")

    monkeypatch.setattr(Coinbase, "parse", stumbling)
    listed = catalogue.load()
    both = {name: replace(listed[name], second="") for name in ("BTC_COINBASE", "CFTC_TFF_LEV_2Y_SHORT")}
    with scene(tmp_path, "", EIA_KEY) as made:
        for case in (CASES["coinbase"], CASES["cftc"]):
            made.wire.on(case.path, case.body)
        report = made.collect(series=Catalogue(both), sources=["coinbase", "cftc"])
        rows = {result.source: result for result in report.results}
        assert (report.exit_code, rows["cftc"].ok, rows["coinbase"].ok) == (3, True, False)
        assert "could not be read (ZeroDivisionError: an answer nobody thought of)" in rows["coinbase"].error
        assert made.values("CFTC_TFF_LEV_2Y_SHORT") and not made.values("BTC_COINBASE")
