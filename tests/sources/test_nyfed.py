"""New York Fed: rates, operations, SOMA, dealers, lending."""

import ast
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from tests.wire.scene import specimen

from tidegauge.catalogue import Catalogue
from tidegauge.errors import SourceChanged
from tidegauge.model.units import Unit
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources.nyfed import NyFed
from tidegauge.sources.nyfed_operations import exercises, overnight_by_day, take_up
from tidegauge.sources.shape import Row

BASE = "https://markets.newyorkfed.org/api"
NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)


def answer(body: bytes) -> Snapshot:
    """A raw answer."""
    return Snapshot(Request("nyfed", BASE), 200, "application/json", body, NOW)


def read(catalogue: Catalogue, series: str, file: str) -> dict[str, float | None]:
    """Values by period of a specimen."""
    found = NyFed(BASE).parse(catalogue[series], [answer(specimen(f"nyfed/{file}.json"))])
    assert all(len(one.snapshot) == 64 for one in found)
    return {str(one.period): one.value for one in found}


@pytest.mark.parametrize(
    ("series", "file", "expected"),
    [
        ("SOFR", "sofr", {"2025-11-13": 4.00, "2025-11-12": 3.98, "2025-11-10": 3.95}),
        ("SOFR99", "sofr", {"2025-11-13": 4.20, "2025-11-12": 4.17, "2025-11-10": 4.15}),
        ("SOFRVOL", "sofr", {"2025-11-13": 3001, "2025-11-12": 3002, "2025-11-10": 3003}),
        ("EFFR", "effr", {"2025-11-13": 3.88, "2014-11-13": 0.09}),
        ("EFFRVOL", "effr", {"2025-11-13": 80}),
        ("SOFR30DAYAVG", "sofrai", {"2025-11-14": 4.10123}),
        ("NYFED_SOMA_BILLS", "soma", {"2025-11-05": 195e9, "2025-11-12": 196e9}),
        ("NYFED_PD_UST_FTD", "pd", {"2025-10-29": 81234, "2025-11-05": None}),
        (
            "NYFED_FXS_OUTSTANDING",
            "fxs",
            {"2025-11-06": 100e6, "2025-11-07": 102e6, "2025-11-10": 102e6, "2025-11-12": 100e6, "2025-11-13": 0.0},
        ),
        ("NYFED_SECLENDING_ACCEPTED", "seclending", {"2025-11-13": 31.0}),
        ("NYFED_REPO_OPS_TOTAL", "operations", {"2025-11-12": 3e6, "2025-11-13": 50e9}),
        ("NYFED_REPO_OPS_TREASURY", "operations", {"2025-11-12": 1.8e6, "2025-11-13": 30e9}),
        ("NYFED_REPO_OPS_MBS", "operations", {"2025-11-12": 1.2e6, "2025-11-13": 20e9}),
        ("RRPONTSYD", "operations", {"2025-11-12": 6.0, "2025-11-13": 5.0}),
        ("NYFED_ONRRP_COUNTERPARTIES", "operations", {"2025-11-12": 14, "2025-11-13": 12}),
        ("RRPONTSYAWARD", "operations", {"2025-11-12": 3.75, "2025-11-13": 3.75}),
    ],
)
def test_each_series_is_read_in_its_unit(
    catalogue: Catalogue, series: str, file: str, expected: dict[str, float | None]
) -> None:
    """Two standing repo operations a day are summed; tests, terms, FIMA and suppressed values are no numbers."""
    assert read(catalogue, series, file) == expected


def test_one_answer_serves_every_series_of_a_rate(catalogue: Catalogue) -> None:
    """All fields of SOFR come from one request, and so do repo and reverse repo operations."""
    source, until = NyFed(BASE), date(2025, 11, 14)
    rates = {source.requests(catalogue[name], None, until) for name in ("SOFR", "SOFR1", "SOFR99", "SOFRVOL")}
    operations = {
        source.requests(catalogue[name], None, until) for name in ("NYFED_REPO_OPS_TOTAL", "RRPONTSYD", "RRPONTSYAWARD")
    }
    assert len(rates) == len(operations) == 1
    assert rates.pop()[0].address == f"{BASE}/rates/secured/sofr/search.json?startDate=2000-01-01&endDate=2025-11-14"
    assert operations.pop()[0].url == f"{BASE}/rp/results/search.json"


def test_securities_lending_is_asked_year_by_year(catalogue: Catalogue) -> None:
    """The lending search takes at most a year: spans follow each other without gap or overlap."""
    requests = NyFed(BASE).requests(catalogue["NYFED_SECLENDING_ACCEPTED"], date(2023, 6, 1), date(2025, 11, 14))
    assert [one.params for one in requests] == [
        (("startDate", "2023-06-01"), ("endDate", "2023-12-31")),
        (("startDate", "2024-01-01"), ("endDate", "2024-12-31")),
        (("startDate", "2025-01-01"), ("endDate", "2025-11-14")),
    ]


def test_an_empty_list_is_no_error(catalogue: Catalogue) -> None:
    """A search with nothing to return gives no values and raises nothing."""
    assert NyFed(BASE).parse(catalogue["SOFR"], [answer(b'{"refRates": []}')]) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"rates": []}', "has no 'refRates'"),
        (b'{"refRates": [{"effectiveDate": "2025-11-13", "type": "TGCR", "percentRate": 4.0}]}', "type TGCR"),
        (b'{"refRates": [{"effectiveDate": "2025-11-13", "type": "SOFR", "rate": 4.0}]}', "field percentRate"),
        (b'{"refRates": [{"effectiveDate": "soon", "type": "SOFR", "percentRate": 4.0}]}', "'soon' where a date"),
        (b'{"refRates": [{"effectiveDate": "2025-11-13", "type": "SOFR", "percentRate": "high"}]}', "'high' where a"),
        (b'{"refRates": [{"effectiveDate": "2025-11-13", "type": "SOFR", "percentRate": NaN}]}', "NaN is no number"),
        (b'{"refRates": [{"effectiveDate": "2025-11-13", "ty', "cut off"),
        (b"<html><body>Maintenance</body></html>", "web page instead of JSON"),
        (b'"refRates"', "has no 'refRates'"),
        (b"\xff\xfe", "not utf-8"),
    ],
)
def test_another_shape_is_named_with_the_kept_answer(catalogue: Catalogue, body: bytes, says: str) -> None:
    """What is not in the known shape raises one sentence with the name of the kept raw answer."""
    raw = answer(body)
    with pytest.raises(SourceChanged) as caught:
        NyFed(BASE).parse(catalogue["SOFR"], [raw])
    assert says in str(caught.value) and raw.sha256[:12] in str(caught.value)


def recorded(path: Path) -> tuple[Snapshot, list[Row]]:
    """Recorded operations, flattened to CSV, as the interface would list them."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows: list[Row] = [{**row, "details": ast.literal_eval(row["details"])} for row in frame.to_dict("records")]
    return answer(json.dumps(len(rows)).encode()), rows


def test_sums_of_recorded_operations_equal_the_recorded_days(shared: Path) -> None:
    """
    Summed operations are the recorded totals on every day but those with a test or without a stated term.

    The recorded totals include tests of 44 to 116 million dollars; those, and nothing else, is the difference.
    """
    raw, rows = recorded(shared / "data" / "operations" / "nyfed_repo_ops.csv")
    totals = pd.read_csv(shared / "data" / "series" / "NYFED_REPO_OPS_TOTAL.csv").set_index("date")["value"]
    ours = pd.Series({str(one.period): one.value for one in take_up(raw, rows, "Repo", Unit.USD)})
    unstated = {row["operationDate"] for row in rows if not row["term"]}
    assert set(totals.index) - set(ours.index) == unstated and len(unstated) == 3
    difference = totals[ours.index] - ours
    tested = difference[difference != 0]
    noted = {row["operationDate"] for row in rows if "small value exercise" in str(row["note"]).lower()}
    assert set(tested.index) == noted - unstated
    assert tested.between(44e6, 116e6).all()


def test_recorded_reverse_repos_lose_tests_and_nothing_else(shared: Path) -> None:
    """The note of a test on the day's large operation (copies join a day's notes) never drops that operation."""
    raw, rows = recorded(shared / "data" / "operations" / "nyfed_rrp_ops.csv")
    series = pd.read_csv(shared / "data" / "series" / "RRPONTSYD.csv").set_index("date")["value"]
    ours = pd.Series({str(one.period): one.value for one in take_up(raw, rows, "Reverse Repo", Unit.USD_BILLIONS)})
    difference = series[ours.index] - ours
    noted = {row["operationDate"] for row in rows if "small value exercise" in str(row["note"]).lower()}
    assert set(difference[difference.abs() > 1e-6].index) <= noted
    assert difference.max() < 0.12 and len(ours) == len({row["operationDate"] for row in rows})


def test_a_test_alone_on_its_day_leaves_no_value() -> None:
    """A day with nothing but a small value exercise has no take-up, not a take-up of millions."""
    rows: list[Row] = [
        {
            "operationType": "Repo", "auctionStatus": "Results", "operationDate": "2025-11-12", "releaseTime": "13:30",
            "term": "Overnight", "note": "This is a small value exercise.", "totalAmtAccepted": 5e7,
        }
    ]  # fmt: skip
    raw = answer(b"{}")
    assert exercises(raw, rows, "Repo") == rows
    assert overnight_by_day(raw, rows, "Repo") == {}


@pytest.mark.parametrize("file", sorted(["rates_secured_sofr_last_500", "rates_secured_sofr_last_2_2026-08-05"]))
def test_recorded_rates_are_read(shared: Path, catalogue: Catalogue, file: str) -> None:
    """Recorded answers give the values of the recorded series."""
    raw = answer((shared / "payloads" / "nyfed" / f"{file}.json").read_bytes())
    series = pd.read_csv(shared / "data" / "series" / "SOFR99.csv").set_index("date")["value"]
    found = NyFed(BASE).parse(catalogue["SOFR99"], [raw])
    assert found and all(series.get(str(one.period), one.value) == one.value for one in found)


def test_recorded_soma_summary_is_read(shared: Path, catalogue: Catalogue) -> None:
    """The recorded SOMA summary gives the recorded series, in USD."""
    raw = answer((shared / "payloads" / "nyfed" / "soma_summary.json").read_bytes())
    series = pd.read_csv(shared / "data" / "series" / "NYFED_SOMA_BILLS.csv").set_index("date")["value"]
    found = {str(one.period): one.value for one in NyFed(BASE).parse(catalogue["NYFED_SOMA_BILLS"], [raw])}
    assert found == series.to_dict()


def test_ids_of_the_dealers_series_are_the_publishers(shared: Path, catalogue: Catalogue) -> None:
    """The recorded list has each id with the words of its name: fails of TIPS, of other Treasuries, net positions."""
    body = json.loads((shared / "payloads" / "nyfed" / "pd_list_timeseries.json").read_text(encoding="utf-8"))
    listed = {row["keyid"]: row["description"] for row in body["pd"]["timeseries"]}
    told = {one.id: listed[one.code.partition(":")[2]] for one in catalogue.values() if one.code.startswith("pd:")}
    assert set(told) == {
        "NYFED_PD_UST_FTD", "NYFED_PD_UST_FTR", "NYFED_PD_USTET_FTD", "NYFED_PD_USTET_FTR", "NYFED_PD_UST_NET",
    }  # fmt: skip
    assert told["NYFED_PD_UST_FTD"].startswith("TREASURY INFLATION-PROTECTED SECURITIES (TIPS)")
    assert "EXCLUDING TREASURY INFLATION-PROTECTED" in told["NYFED_PD_USTET_FTD"]
    assert "EXCLUDING" in told["NYFED_PD_UST_NET"] and "DEALER POSITION - LONG" in told["NYFED_PD_UST_NET"]
    assert "TIPS fails" in catalogue["NYFED_PD_UST_FTD"].names.en


def test_swaps_are_asked_whole(catalogue: Catalogue) -> None:
    """What is outstanding needs every drawing before: a later collection asks from the beginning, too."""
    series = catalogue["NYFED_FXS_OUTSTANDING"]
    asked = NyFed(BASE).requests(series, date(2025, 11, 1), date(2025, 11, 14))[0]
    assert asked.parameter("startDate") == "2000-01-01" and asked.url.endswith("/fxs/all/search.json")
    body = specimen("nyfed/fxs.json").replace(b"100000000", b'"-1"')
    with pytest.raises(SourceChanged, match="as the amount of a swap"):
        NyFed(BASE).parse(series, [answer(body)])
    assert NyFed(BASE).parse(series, [answer(b'{"fxSwaps": {"operations": []}}')]) == []
