"""CFTC, HKMA, Ministry of Finance, Coinbase, Yahoo; and that the catalogue's codes all lead somewhere."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from tests.wire.scene import specimen

from tidegauge import catalogue as series_catalogue
from tidegauge.catalogue import Catalogue
from tidegauge.errors import SourceChanged
from tidegauge.model.wire import Request, Snapshot
from tidegauge.settings import Secret, load
from tidegauge.sources import OFF_BY_DEFAULT, SOURCES
from tidegauge.sources.coinbase import Coinbase
from tidegauge.sources.source import Source

NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)
UNTIL = date(2025, 11, 14)
SETTINGS = load(environment={})
FILES = {
    "cftc": "cftc/tff.json",
    "hkma": "hkma/hibor.json",
    "mof": "mof/jgbcme.csv",
    "coinbase": "coinbase/candles.json",
    "yahoo": "yahoo/chart.json",
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


def test_candles_are_asked_in_spans_of_300_days() -> None:
    """Spans follow each other without gap or overlap and hold at most 300 days."""
    series = series_catalogue.load()["BTC_COINBASE"]
    asked = Coinbase("https://x").requests(series, date(2024, 1, 1), UNTIL)
    ends = [(date.fromisoformat(one.parameter("start")), date.fromisoformat(one.parameter("end"))) for one in asked]
    assert ends[0][0] == date(2024, 1, 1) and ends[-1][1] == UNTIL
    assert all((end - start).days < 300 for start, end in ends)
    assert all((after[0] - before[1]).days == 1 for before, after in pairwise(ends))


def test_pages_end(catalogue: Catalogue) -> None:
    """HKMA is asked until a page is empty, the CFTC until one is not full."""
    hkma = source(catalogue, "HIBOR_ON")
    following = hkma.following(answer(specimen("hkma/hibor.json")))
    assert following is not None and following.parameter("offset") == "2"
    assert hkma.following(answer(b'{"header": {"success": true}, "result": {"records": []}}')) is None
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


def test_what_is_unofficial_is_off(catalogue: Catalogue) -> None:
    """Every source off by default exists, and every source of the catalogue is in the table."""
    assert set(SOURCES) >= OFF_BY_DEFAULT
    assert {series.source for series in catalogue.values()} - {""} == set(SOURCES)
