"""Answers nobody would send: every parser gives values or says in one sentence what is wrong with the answer."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from tests.wire.scene import specimen

from tidegauge.catalogue import Catalogue
from tidegauge.errors import SourceError
from tidegauge.model.wire import Request, Snapshot
from tidegauge.settings import load
from tidegauge.sources.table import SOURCES

NOW = datetime(2026, 11, 14, 17, tzinfo=UTC)
KEYED = load(environment={"FRED_API_KEY": "k" * 32, "EIA_API_KEY": "e" * 16})
KEYLESS = load(environment={})

ANSWERS = {
    "nyfed/sofr.json": "SOFR",
    "nyfed/operations.json": "NYFED_REPO_OPS_MBS",
    "nyfed/soma.json": "NYFED_SOMA_TOTAL",
    "nyfed/pd.json": "NYFED_PD_UST_FTD",
    "nyfed/seclending.json": "NYFED_SECLENDING_ACCEPTED",
    "nyfed/fxs.json": "NYFED_FXS_OUTSTANDING",
    "fiscaldata/cash.json": "DTS_TGA_CLOSE",
    "fiscaldata/auctions.json": "BILLS_NET",
    "fiscaldata/mts.json": "MTS_DEFICIT",
    "ofr/stfm.json": "OFR_REPO_TRI_AR_OO",
    "cftc/tff.json": "CFTC_TFF_LEV_2Y_SHORT",
    "hkma/hibor.json": "HIBOR_3M",
    "coinbase/candles.json": "BTC_COINBASE",
    "eia/futures.json": "EIA_RCLC1",
    "yahoo/chart.json": "MOVE_YF",
    "fred/info.json": "GDP",
    "fred/values.json": "GDP",
    "fred/vintages.json": "GDP",
}
"""A series of each recorded or documented form."""
KINDS = ("info", "values", "vintages")
STRANGE = (None, "", "null", ".", "abc", True, [], {}, [[]], 10**400, 1e308, "1e999", "2025-13-45", "x" * 5000)
BODIES = (b"", b"null", b"[]", b"{}", b"1", b"[null]", b"[[]]", b"\xff\xfe", b"[" * 100_000, b"<x/>", b'"' * 200_000)
FEW = 3
"""Items of a list that are spoilt, one after the other."""

Path = tuple[str | int, ...]


def request(name: str, catalogue: Catalogue) -> Request:
    """What the answer is one to."""
    source = SOURCES[catalogue[ANSWERS[name]].source](KEYED if name.startswith("fred") else KEYLESS)
    asked = source.requests(catalogue[ANSWERS[name]], date(2025, 11, 1), NOW.date())
    kind = name.partition("/")[2].removesuffix(".json")
    return asked[KINDS.index(kind)] if name.startswith("fred") else asked[0]


def places(data: object, path: Path = ()) -> Iterator[Path]:
    """Where something stands in a JSON document."""
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data[:FEW]) if isinstance(data, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def spoilt(data: object, path: Path) -> Iterator[bytes]:
    """The document with something strange in one place, and without that place."""
    if not path:
        yield from (json.dumps(one).encode() for one in STRANGE)
        return
    changed = copy.deepcopy(data)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]  # type: ignore[index]
    for one in STRANGE:
        parent[path[-1]] = one  # type: ignore[index]
        yield json.dumps(changed).encode()
    del parent[path[-1]]  # type: ignore[attr-defined]
    yield json.dumps(changed).encode()


@pytest.mark.parametrize("name", ANSWERS)
def test_every_strange_answer_is_read_or_refused(name: str, catalogue: Catalogue) -> None:
    """Nothing but SourceError comes out, as one short line."""
    series, asked = catalogue[ANSWERS[name]], request(name, catalogue)
    source = SOURCES[series.source](KEYED if name.startswith("fred") else KEYLESS)
    body = specimen(name)
    data = json.loads(body)
    bodies = [*BODIES, *(body[: len(body) * part // 7] for part in range(7))]
    for one in (*bodies, *(bad for path in places(data) for bad in spoilt(data, path))):
        raw = Snapshot(asked, 200, "application/json", one, NOW)
        try:
            source.following(raw)
            source.parse(series, [raw])
        except SourceError as error:
            assert "\n" not in str(error) and len(str(error)) < 600


@pytest.mark.parametrize(
    ("name", "series"), [("fred/graph.csv", "IORB"), ("ofr/fsi.csv", "OFRFSI"), ("mof/jgbcme.csv", "MOF_JGB10Y")]
)
def test_every_strange_table_is_read_or_refused(name: str, series: str, catalogue: Catalogue) -> None:
    """The same for CSV: each cell of the first lines spoilt, each line left out, the file cut anywhere."""
    source = SOURCES[catalogue[series].source](KEYLESS)
    asked = source.requests(catalogue[series], None, NOW.date())[0]
    lines = specimen(name).decode("latin1").splitlines(True)
    tables = ["".join(lines[:at] + lines[at + 1 :]) for at in range(len(lines))]
    for at, line in enumerate(lines[:6]):
        cells = line.rstrip().split(",")
        for column in range(len(cells)):
            for strange in ("", "null", ".", "abc", '"', "9" * 400, "2025-13-45", "9999/99/99"):
                spoiled = ",".join([*cells[:column], strange, *cells[column + 1 :]])
                tables.append("".join([*lines[:at], spoiled + "\n", *lines[at + 1 :]]))
    whole = "".join(lines)
    tables += [whole[: len(whole) * part // 9] for part in range(9)]
    for one in (*BODIES, *(table.encode("latin1") for table in tables)):
        raw = Snapshot(asked, 200, "text/csv", one, NOW)
        try:
            source.parse(catalogue[series], [raw])
        except SourceError as error:
            assert "\n" not in str(error) and len(str(error)) < 600


def test_a_gap_of_fred_may_be_written_in_several_ways(catalogue: Catalogue) -> None:
    """ "." is FRED's; "null" and nothing are read the same, and never end the run."""
    asked = request("fred/values.json", catalogue)
    body = specimen("fred/values.json")
    source = SOURCES["fred"](KEYED)
    for gap in (b'"."', b'"null"', b'""', b"null"):
        raw = Snapshot(asked, 200, "", body.replace(b'"30353.9"', gap), NOW)
        found = {str(one.period): one.value for one in source.parse(catalogue["GDP"], [raw])}
        assert found["2025-04-01"] is None and found["2025-01-01"] == 29962.0
