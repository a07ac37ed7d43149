"""Collections from a local publisher: what goes well, and everything that does not."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from signal import SIGINT, default_int_handler, pthread_kill, signal
from threading import Timer, main_thread
from time import monotonic

import pytest
from tests.wire.scene import NOON, PATIENCE, SOFR, Scene, scene, specimen
from tests.wire.server import Say

from tidegauge import catalogue
from tidegauge.catalogue import Catalogue
from tidegauge.collect import CollectReport
from tidegauge.errors import StoreError, UsageError
from tidegauge.model.data import Basis
from tidegauge.sources.table import FEEDS, OFF_BY_DEFAULT, SOURCES
from tidegauge.store.records import SourceResult
from tidegauge.transport import Transport

KEY = "abcdef0123456789abcdef0123456789"
OPERATIONS = "/api/rp/results/search.json"
CASH = "/services/v1/accounting/dts/operating_cash_balance"
GRAPH = "/graph/fredgraph.csv"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Scene]:
    """A publisher and an empty store, without a key."""
    with scene(tmp_path) as made:
        yield made


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Scene]:
    """The same with a FRED key."""
    with scene(tmp_path, KEY) as made:
        yield made


def sofr(*rows: tuple[str, float]) -> str:
    """An answer with these rates."""
    found = [{"effectiveDate": day, "type": "SOFR", "percentRate": value} for day, value in rows]
    return json.dumps({"refRates": found})


def only(report: CollectReport) -> SourceResult:
    """The one row of a report."""
    assert len(report.results) == 1
    return report.results[0]


def intact(local: Scene) -> bool:
    """Whether the database passes SQLite's own check."""
    rows = local.store._database.rows("PRAGMA integrity_check")
    return [row[0] for row in rows] == ["ok"]


def test_a_first_collection_stores_history_and_the_raw_answer(local: Scene) -> None:
    """Every field of one answer is stored, dated by the lag; the raw bytes are kept under their hash."""
    local.wire.on(SOFR, specimen("nyfed/sofr.json"))
    report = local.collect("SOFR", "SOFR99", "SOFRVOL")
    result = only(report)
    assert (report.exit_code, result.ok, result.new, result.revised, result.error) == (0, True, 9, 0, "")
    assert len(local.wire.asked) == 1
    assert local.values("SOFR99") == {"2025-11-10": 4.15, "2025-11-12": 4.17, "2025-11-13": 4.20}
    assert local.values("SOFR", date(2025, 11, 12)) == {"2025-11-10": 3.95}
    seen = local.store.revisions("SOFR", date(2025, 11, 12))[0]
    assert (seen.basis, seen.known_on) == (Basis.ASSUMED, datetime(2025, 11, 14, 1, 30, tzinfo=UTC))
    kept = local.store.answer(seen.snapshot)
    assert kept.body == specimen("nyfed/sofr.json") and kept.url.startswith(local.wire.address)
    assert intact(local)


def test_a_value_whose_lag_has_not_passed_was_seen(local: Scene) -> None:
    """On the first collection too, what is there before its usual day is dated by the fetch."""
    local.wire.on(SOFR, sofr(("2025-11-13", 4.0)))
    local.collect("SOFR")
    assert [one.basis for one in local.store.revisions("SOFR", date(2025, 11, 13))] == [Basis.SEEN]
    assert local.values("SOFR", date(2025, 11, 14)) == {"2025-11-13": 4.0}
    assert local.values("SOFR", date(2025, 11, 13)) == {}


def test_a_second_run_finds_nothing_new(local: Scene) -> None:
    """The same answer again adds no row and asks only for what is recent."""
    local.wire.on(SOFR, specimen("nyfed/sofr.json"))
    local.collect("SOFR")
    local.at += timedelta(hours=2)
    report = local.collect("SOFR")
    assert (report.exit_code, only(report).new, only(report).revised) == (0, 0, 0)
    assert local.wire.queries(SOFR)[1]["startDate"] == "2025-09-29"
    assert len(local.store.revisions("SOFR", date(2025, 11, 13))) == 1


def test_a_revised_value_adds_a_row_and_is_counted(local: Scene) -> None:
    """A correction is known since it was seen; before that the first value stands."""
    local.wire.on(SOFR, sofr(("2025-11-12", 3.98)), sofr(("2025-11-12", 3.99), ("2025-11-14", 4.01)))
    local.collect("SOFR")
    local.at = datetime(2025, 11, 17, 15, tzinfo=UTC)
    result = only(local.collect("SOFR"))
    assert (result.new, result.revised) == (1, 1)
    assert [one.value for one in local.store.revisions("SOFR", date(2025, 11, 12))] == [3.98, 3.99]
    assert local.values("SOFR", date(2025, 11, 16)) == {"2025-11-12": 3.98}
    assert local.values("SOFR", date(2025, 11, 17)) == {"2025-11-12": 3.99, "2025-11-14": 4.01}
    assert {one.basis for one in local.store.revisions("SOFR", date(2025, 11, 14))} == {Basis.SEEN}


def test_429_with_retry_after_then_an_answer(local: Scene) -> None:
    """A throttled request waits as told and succeeds."""
    local.wire.on(SOFR, Say("slow down", 429, {"Retry-After": "0"}), specimen("nyfed/sofr.json"))
    assert local.collect("SOFR").exit_code == 0


def test_500_then_an_answer(local: Scene) -> None:
    """A passing failure leaves no trace but the answer."""
    local.wire.on(SOFR, Say("oops", 500), specimen("nyfed/sofr.json"))
    report = local.collect("SOFR")
    assert (report.exit_code, only(report).new) == (0, 3)


FAILURES = {
    "time-out": (Say("late", delay=5), "did not answer in time", "again later"),
    "unavailable": (Say("oops", 503), "answered 503", "again later"),
    "not found": (Say("<html>no</html>", 404), "status 404 and a web page", "TIDEGAUGE_NYFED_URL"),
    "broken off": (Say('{"refRates": [', missing=99), "could not be reached", "again later"),
    "cut-off JSON": (Say('{"refRates": [{"effectiveDate": "2025-11-13", "ty'), "cut off", "tests/specimens/nyfed/"),
    "HTML": (Say("<!DOCTYPE html><html>Maintenance</html>"), "web page instead of JSON", "kept answer"),
    "label change": (
        Say('{"refRates": [{"effectiveDate": "2025-11-13", "type": "SOFR", "rate": 4}]}'),
        "no longer has the field percentRate",
        "sources/nyfed.py",
    ),
    "two values": (
        Say(sofr(("2025-11-13", 4.0), ("2025-11-13", 4.1))),
        "states SOFR of 2025-11-13 as 4 and as 4.1",
        "kept answer",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_a_row_of_the_report(local: Scene, name: str) -> None:
    """Exit code 3, a sentence and a remedy of its own, nothing stored, the store intact and ready for the next run."""
    say, sentence, remedy = FAILURES[name]
    local.wire.on(SOFR, say)
    series = catalogue.load()["SOFR"]
    report = local.collect(series=Catalogue({"SOFR": replace(series, second="")}))
    result = only(report)
    assert (report.exit_code, result.ok, result.new) == (3, False, 0)
    assert result.error.startswith("SOFR: ") and sentence in result.error and "\n" not in result.error
    assert remedy in result.remedy
    assert local.values("SOFR") == {} and intact(local)
    local.wire.on(SOFR, specimen("nyfed/sofr.json"))
    assert local.collect("SOFR").exit_code == 0
    assert local.store.revisions("SOFR", date(2025, 11, 10))[0].basis is Basis.ASSUMED


def test_a_changed_answer_is_kept_and_named(local: Scene) -> None:
    """The sentence names the kept raw answer, which can be read back."""
    local.wire.on(SOFR, "<html>Maintenance</html>")
    series = replace(catalogue.load()["SOFR"], second="")
    error = only(local.collect(series=Catalogue({"SOFR": series}))).error
    name = error.split("kept as ")[1][:12]
    assert local.store.answer(name).body == b"<html>Maintenance</html>"


def test_an_empty_list_is_no_error(local: Scene) -> None:
    """Nothing to return is no failure, and does not count as the first collection of history."""
    local.wire.on(SOFR, '{"refRates": []}', specimen("nyfed/sofr.json"))
    report = local.collect("SOFR")
    assert (report.exit_code, only(report).new) == (0, 0)
    local.collect("SOFR")
    assert local.store.revisions("SOFR", date(2025, 11, 10))[0].basis is Basis.ASSUMED


def test_a_gap_is_stored_as_one_and_its_value_is_no_revision(local: Scene) -> None:
    """ "." and an empty field are gaps; the number that follows later is new."""
    local.wire.on(GRAPH, specimen("fred/graph.csv"), b"observation_date,IORB\n2025-11-12,3.90\n")
    local.collect("IORB")
    assert local.values("IORB") == {"2025-11-10": 3.90, "2025-11-13": 3.90}
    local.at += timedelta(days=1)
    result = only(local.collect("IORB"))
    assert (result.new, result.revised) == (1, 0)


def test_the_text_null_is_no_number(local: Scene) -> None:
    """Fiscal Data's "null" in the unused column does no harm, in the used one it is a label change."""
    body = specimen("fiscaldata/cash.json")
    local.wire.on(CASH, body, body.replace(b'"open_today_bal": "940000"', b'"open_today_bal": "null"'))
    series = catalogue.load()["DTS_TGA_CLOSE"]
    chosen = Catalogue({"DTS_TGA_CLOSE": replace(series, second="")})
    assert local.collect(series=chosen).exit_code == 0
    report = local.collect(series=chosen)
    assert report.exit_code == 3 and "has no open_today_bal" in only(report).error
    assert local.values("DTS_TGA_CLOSE")["2025-11-13"] == 940000


def test_a_value_a_hundred_times_too_large_is_quarantined(local: Scene) -> None:
    """It is reported and kept with its answer, not stored; its neighbours are."""
    local.wire.on(SOFR, sofr(("2025-11-10", 3.95), ("2025-11-12", 398.0), ("2025-11-13", 4.0)))
    report = local.collect("SOFR")
    assert (report.exit_code, only(report).quarantined, only(report).new) == (0, 1, 2)
    assert local.values("SOFR") == {"2025-11-10": 3.95, "2025-11-13": 4.0}
    refused = local.store.refused()[0]
    assert (refused.value, refused.reason) == (398.0, "398 percent lies outside -1 to 15")
    assert report.refused == (refused,) and local.store.answer(refused.snapshot)


def test_a_jump_is_believed_once_it_lasts(local: Scene) -> None:
    """A jump beyond the step is doubted; a second value at the new level is believed, a return to the old one too."""
    local.wire.on(SOFR, sofr(("2025-11-10", 4.0), ("2025-11-11", 11.0), ("2025-11-12", 4.1)))
    local.collect("SOFR")
    assert local.values("SOFR") == {"2025-11-10": 4.0, "2025-11-12": 4.1}
    local.wire.on(SOFR, sofr(("2025-11-12", 4.1), ("2025-11-13", 10.0), ("2025-11-14", 10.1)))
    report = local.collect("SOFR")
    assert local.values("SOFR")["2025-11-14"] == 10.1 and "2025-11-13" not in local.values("SOFR")
    assert report.refused[0].reason == "10 percent is further from 4.1 before it than 5"


def test_a_period_that_lies_ahead_is_not_stored(local: Scene) -> None:
    """An announced value of a day to come is no observation yet."""
    local.wire.on(SOFR, sofr(("2025-11-13", 4.0), ("2025-11-18", 4.0)))
    local.collect("SOFR")
    assert list(local.values("SOFR")) == ["2025-11-13"]


def test_one_failing_source_does_not_stop_the_others(local: Scene) -> None:
    """Each source has its own row; the failing one its sentence."""
    local.wire.on(CASH, Say("down", 500))
    local.wire.on(GRAPH, specimen("fred/graph.csv"))
    local.wire.on(OPERATIONS, specimen("nyfed/operations.json"))
    report = local.collect("DTS_TGA_DEPOSITS", "IORB", "RRPONTSYD", "NYFED_REPO_OPS_TOTAL")
    rows = {result.source: result.ok for result in report.results}
    assert rows == {"fiscaldata": False, "fred": True, "nyfed": True} and report.exit_code == 3
    assert local.values("NYFED_REPO_OPS_TOTAL")["2025-11-13"] == 50e9
    assert len(local.wire.queries(OPERATIONS)) == 1


def test_a_second_source_stands_in(local: Scene) -> None:
    """What the first source cannot give is taken from the second, in a row of its own, and the first stays failed."""
    local.wire.on(SOFR, Say("no", 400))
    local.wire.on(GRAPH, "observation_date,SOFR\n2025-11-12,3.98\n2025-11-13,4.00\n")
    report = local.collect("SOFR")
    assert [(result.source, result.ok, result.new) for result in report.results] == [
        ("nyfed", False, 0),
        ("nyfed via fred", True, 2),
    ]
    assert report.exit_code == 3 and local.wire.queries(GRAPH) == [{"id": "SOFR"}]
    assert local.values("SOFR") == {"2025-11-12": 3.98, "2025-11-13": 4.00}


def test_amounts_of_two_sources_agree_to_the_last_bit(local: Scene) -> None:
    """USD of the first source and billions of the second are one value: a change of source is no revision."""
    local.wire.on(OPERATIONS, specimen("nyfed/operations.json"), Say("no", 400))
    local.wire.on(GRAPH, "observation_date,RRPONTSYD\n2025-11-12,6.000\n2025-11-13,5.000\n")
    local.collect("RRPONTSYD")
    report = local.collect("RRPONTSYD")
    assert [(result.new, result.revised) for result in report.results] == [(0, 0), (0, 0)]


def test_a_source_that_is_down_is_left_alone(local: Scene) -> None:
    """After three refusals in a row the other questions of a source are not asked, and told as not asked."""
    report = local.collect("IORB", "WALCL", "DGS10", "DGS2")
    assert "IORB, WALCL, DGS10: " in only(report).error and len(local.wire.queries(GRAPH)) == 3
    assert "DGS2: not asked after the failures before." in only(report).error


def test_one_series_that_fails_does_not_take_the_others_along(local: Scene) -> None:
    """A server that answers 503 for one series is asked for the rest; that one is named with its remedy."""
    down = Say("down", 503)
    local.wire.on(GRAPH, down, down, down, "observation_date,WALCL\n2025-11-12,6580462\n")
    report = local.collect("IORB", "WALCL")
    assert [one["id"] for one in local.wire.queries(GRAPH)] == ["IORB", "IORB", "IORB", "WALCL"]
    assert only(report).new == 1 and "IORB" in only(report).error and "WALCL" not in only(report).error
    assert only(report).remedy == "Run `tidegauge collect --source fred` again later."


def test_a_wrong_key_is_told_and_never_shown(keyed: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """A 400 is not repeated; the key is in no report, log line, raw answer or row of the store."""
    caplog.set_level(logging.DEBUG)
    body = f'{{"error_code":400,"error_message":"Bad Request.  The value {KEY} for api_key is not registered."}}'
    keyed.wire.on("/fred/series", Say(body, 400))
    report = keyed.collect("GDP")
    assert report.exit_code == 3
    assert 'status 400 and "{"error_code":400,"error_message":"Bad Request. The value ****' in only(report).error
    assert only(report).remedy == "Check FRED_API_KEY, or unset it."
    assert keyed.wire.queries("/fred/series") == [{"api_key": KEY, "file_type": "json", "series_id": "GDP"}]
    stored = b"".join(path.read_bytes() for path in keyed.store._database.path.parent.iterdir())
    assert KEY.encode() not in stored and KEY not in caplog.text and KEY not in repr(report)


def test_real_vintages_are_stored_as_vintages(keyed: Scene) -> None:
    """With a key a revised series knows what it was on any day; history before the vintages is dated by the lag."""
    vintages = json.loads(specimen("fred/vintages.json"))
    early = vintages | {"realtime_start": "2017-01-01", "realtime_end": "2021-12-31", "observations": [], "count": 0}
    keyed.wire.on("/fred/series", specimen("fred/info.json"))
    keyed.wire.on("/fred/series/observations", specimen("fred/values.json"), json.dumps(early), json.dumps(vintages))
    report = keyed.collect("GDP")
    assert report.exit_code == 0, only(report).error
    assert keyed.values("GDP", date(2025, 7, 29)) == {"2016-10-01": 18892.2, "2025-01-01": 29962.0}
    assert keyed.values("GDP", date(2025, 8, 1))["2025-04-01"] == 30331.1
    assert keyed.values("GDP")["2025-04-01"] == 30353.9
    rows = keyed.store.revisions("GDP", date(2025, 4, 1))
    assert [one.basis for one in rows] == [Basis.VINTAGE, Basis.VINTAGE]
    assert [one.basis for one in keyed.store.revisions("GDP", date(2016, 10, 1))] == [Basis.ASSUMED]


def test_pages_are_joined_before_a_series_is_appended(local: Scene) -> None:
    """A long answer is followed to its last page, and every page is kept."""
    data = json.loads(specimen("fiscaldata/cash.json"))
    first, second = data["data"][:3], data["data"][3:]
    pages = [
        json.dumps({"data": rows, "meta": {"count": len(rows), "total-count": 11, "total-pages": 2}})
        for rows in (first, second)
    ]
    local.wire.on(CASH, *pages)
    assert local.collect("DTS_TGA_CLOSE").exit_code == 0
    assert [one["page[number]"] for one in local.wire.queries(CASH)] == ["1", "2"]
    snapshots = {one.snapshot for day in (date(2021, 9, 30), date(2025, 11, 13)) for one in
                 local.store.revisions("DTS_TGA_CLOSE", day)}  # fmt: skip
    assert len(snapshots) == 2


def test_re_estimated_series_are_asked_further_back(local: Scene) -> None:
    """A publisher who re-estimates history is asked for five years again, and the changes are revisions."""
    local.wire.on(
        GRAPH, "observation_date,NFCI\n2024-11-01,-0.50\n2025-11-07,-0.52\n",
        "observation_date,NFCI\n2024-11-01,-0.51\n2025-11-07,-0.52\n",
    )  # fmt: skip
    local.collect("NFCI")
    assert only(local.collect("NFCI")).revised == 1
    assert local.wire.queries(GRAPH)[1]["cosd"] == "2020-11-03"


def test_a_run_is_recorded(local: Scene) -> None:
    """Start, end, exit code and the row of each source are there for `tidegauge status`."""
    local.wire.on(SOFR, specimen("nyfed/sofr.json"))
    report = local.collect("SOFR")
    run = local.store.runs()[0]
    assert (run.id, run.kind, run.started, run.ended, run.exit_code) == (report.run, "collect", NOON, NOON, 0)
    assert run.results == report.results


def test_a_broken_run_leaves_the_store_intact(local: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle: nothing half written, the run without an end, and the next one works."""
    local.wire.on(SOFR, specimen("nyfed/sofr.json"))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Transport, "fetch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            local.collect("SOFR")
    assert intact(local) and local.store.runs()[0].ended is None
    assert local.collect("SOFR").exit_code == 0


def test_a_store_that_fails_ends_the_run(local: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the store is no source's failure: it is raised."""
    local.wire.on(SOFR, specimen("nyfed/sofr.json"))

    def full(*_: object, **__: object) -> None:
        raise StoreError("The store is full.")

    monkeypatch.setattr(local.store, "append", full)
    with pytest.raises(StoreError, match="full"):
        local.collect("SOFR")


def test_an_unknown_source_is_a_usage_error(local: Scene) -> None:
    """A source that does not exist is named with those that do."""
    with pytest.raises(UsageError, match=r"no source 'nyfeed'; known are .*nyfed"):
        local.collect("SOFR", sources=["nyfeed"])


def test_history_asked_later_is_dated_by_the_lag(local: Scene) -> None:
    """After a collection with `since`, older periods are history still, not something seen today."""
    local.wire.on(SOFR, sofr(("2025-11-12", 3.98)), sofr(("2024-11-12", 4.60), ("2025-11-12", 3.98)))
    local.collect("SOFR", since=date(2025, 11, 1))
    local.collect("SOFR", since=date(2024, 11, 1))
    assert local.store.revisions("SOFR", date(2024, 11, 12))[0].basis is Basis.ASSUMED
    assert [one["startDate"] for one in local.wire.queries(SOFR)] == ["2025-11-01", "2024-11-01"]


def test_ctrl_c_does_not_wait_for_a_publisher(local: Scene) -> None:
    """A signal ends the collection at once although an answer is still awaited."""
    local.wire.on(SOFR, Say("{}", delay=10))
    started = monotonic()
    timer = Timer(0.3, pthread_kill, (main_thread().ident, SIGINT))
    before = signal(SIGINT, default_int_handler)  # a test run in the background ignores the signal
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        local.collect("SOFR", patience=replace(PATIENCE, read=20))
    timer.join()
    signal(SIGINT, before)
    assert monotonic() - started < 3 and intact(local)


def test_a_first_run_without_network_names_every_source(local: Scene) -> None:
    """Nobody can be reached: one row, one sentence and one remedy a source, nothing stored, exit code 3."""
    nowhere = dict.fromkeys(local.settings.addresses, "http://127.0.0.1:9")
    local.settings = replace(local.settings, addresses=nowhere)
    report = local.collect(series=catalogue.load(), announcements=True)
    assert report.exit_code == 3 and local.store.series_known() == ()
    asked = ({*SOURCES, *FEEDS} - OFF_BY_DEFAULT) - {"eia"}
    assert {result.source for result in report.results} == asked
    for result in report.results:
        assert "could not be reached" in result.error and len(result.error) < 400
        assert result.remedy == f"Run `tidegauge collect --source {result.source}` again later."


FUTURES = "/v2/petroleum/pri/fut/data/"


def test_a_source_without_its_key_is_not_asked(local: Scene) -> None:
    """EIA is left out where no key is set, also as a second source; named by hand it says what is missing."""
    local.wire.on(GRAPH, Say("no", 400))
    report = local.collect("EIA_RCLC1", "DCOILWTICO")
    assert [(one.source, one.ok) for one in report.results] == [("fred", False)]
    assert not local.wire.queries(FUTURES)
    named = only(local.collect("EIA_RCLC1", sources=["eia"]))
    assert "eia needs a key and none is set" in named.error and named.remedy == "Check EIA_API_KEY, or unset it."


def test_an_echoed_key_is_struck_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """EIA repeats the key in its answer: it is in no kept answer, log line, report or row; both pages are read."""
    caplog.set_level(logging.DEBUG)
    first = json.loads(specimen("eia/futures.json"))
    first["request"]["params"]["api_key"] = KEY
    last = first["response"] | {"data": [first["response"]["data"][0] | {"period": "2024-04-05", "value": "81.22"}]}
    with scene(tmp_path, eia_key=KEY) as local:
        local.wire.on(FUTURES, json.dumps(first), json.dumps(first | {"response": last}))
        report = local.collect("EIA_RCLC1")
        assert report.exit_code == 0, only(report).error
        asked = local.wire.queries(FUTURES)
        assert [(one["offset"], one["api_key"]) for one in asked] == [("0", KEY), ("2", KEY)]
        assert local.values("EIA_RCLC1") == {"2024-04-03": 80.11, "2024-04-05": 81.22}
        kept = local.store.answer(local.store.revisions("EIA_RCLC1", date(2024, 4, 5))[0].snapshot)
        assert b'"api_key": "****"' in kept.body
        stored = b"".join(path.read_bytes() for path in local.store._database.path.parent.iterdir())
        assert KEY.encode() not in stored and KEY not in caplog.text and KEY not in repr(report)


def test_an_unofficial_source_never_stands_in(local: Scene) -> None:
    """What is off by default is not asked when another source fails, and collects its own series only when named."""
    local.wire.on(GRAPH, Say("no", 400))
    series = replace(catalogue.load()["NASDAQ100"], second="yahoo:^NDX")
    report = local.collect(series=Catalogue({"NASDAQ100": series, "WTI_CL01": catalogue.load()["WTI_CL01"]}))
    assert [one.source for one in report.results] == ["fred"]
    assert not any("chart" in one for one in local.wire.asked)


def test_the_first_nearby_month_is_collected_from_the_contracts_that_trade(local: Scene) -> None:
    """From the day after a contract has ended, the next month's closes are the first nearby ones."""
    local.at = datetime(2025, 11, 25, 17, tzinfo=UTC)
    local.wire.on("/v8/finance/chart/CLF26.NYM", specimen("yahoo/month.json"))
    report = local.collect("WTI_CL01", sources=["yahoo"])
    assert report.exit_code == 0, only(report).error
    assert local.values("WTI_CL01") == {"2025-11-21": 58.06, "2025-11-24": 58.84}


def test_every_source_of_the_catalogue_is_reached(local: Scene) -> None:
    """Each series that has a source is asked of it in one collection, but what is off by default or has no key."""
    local.wire.on("/feeds/press_all.xml", specimen("fedrss/press_all.xml"))
    addresses = {name: local.wire.address + f"/{name}" for name in local.settings.addresses}
    local.settings = replace(local.settings, addresses=addresses)
    rows = {one.source: one.series for one in local.collect(series=catalogue.load(), announcements=True).results}
    listed = [one.source for one in catalogue.load().values() if one.source]
    expected = {name: listed.count(name) for name in listed if name not in OFF_BY_DEFAULT and name != "eia"}
    assert expected | {"fedrss": 0} == {name: count for name, count in rows.items() if " via " not in name}
    asked = {one.split("/")[1].partition("?")[0] for one in local.wire.asked}
    assert asked >= {*expected, "fedrss", "fredgraph"} - {"fred"}
