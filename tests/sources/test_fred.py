"""FRED: units, values, vintages, pages; the keyless download."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.wire.scene import specimen

from tidegauge.catalogue import Catalogue
from tidegauge.errors import SourceChanged
from tidegauge.model.units import Unit
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources.fred import PARAMETERS, Fred, KeptFred, unit_of
from tidegauge.sources.fredgraph import FredGraph

BASE = "https://api.stlouisfed.org/fred"
NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)


def answer(kind: str, body: bytes, **params: str) -> Snapshot:
    """A raw answer."""
    path = "series" if kind == "info" else "series/observations"
    request = Request("fred", f"{BASE}/{path}", tuple(sorted(params.items())), "api_key", kind)
    return Snapshot(request, 200, "application/json", body, NOW)


def vintages(body: bytes | None = None, start: str = "2022-01-01") -> Snapshot:
    """An answer with vintages since `start`."""
    return answer("vintages", body or specimen("fred/vintages.json"), realtime_start=start, realtime_end="9999-12-31")


def test_vintages_carry_the_day_they_were_published(catalogue: Catalogue) -> None:
    """Each interval is one value known since its first day; "." is a value withdrawn or not yet there, never 0."""
    found = Fred(BASE).parse(catalogue["GDP"], [vintages()])
    assert [(str(one.period), one.value, str(one.known)) for one in found] == [
        ("2025-04-01", 30331.1, "2025-07-30"),
        ("2025-04-01", 30353.9, "2025-08-28"),
        ("2025-01-01", None, "2025-04-30"),
        ("2025-01-01", 29962.0, "2025-05-29"),
    ]


def test_an_interval_that_ends_withdraws_its_value(catalogue: Catalogue) -> None:
    """A period whose last interval has ended has a gap from the next day on."""
    rows = [
        {"realtime_start": "2025-01-10", "realtime_end": "2025-02-09", "date": "2025-01-01", "value": "1.5"},
        {"realtime_start": "2025-01-10", "realtime_end": "9999-12-31", "date": "2024-12-01", "value": "1.4"},
    ]
    body = json.dumps({"realtime_start": "2022-01-01", "realtime_end": "9999-12-31", "observations": rows})
    found = Fred(BASE).parse(catalogue["M2SL"], [vintages(body.encode())])
    assert (date(2025, 1, 1), None, date(2025, 2, 10)) in [(one.period, one.value, one.known) for one in found]


def test_a_value_older_than_the_span_is_not_dated_by_it(catalogue: Catalogue) -> None:
    """FRED cuts intervals to the span asked; one that begins with the span says nothing about when it was known."""
    rows = [{"realtime_start": "2022-01-01", "realtime_end": "9999-12-31", "date": "2021-07-01", "value": "1"}]
    body = json.dumps({"realtime_start": "2022-01-01", "realtime_end": "9999-12-31", "observations": rows})
    assert Fred(BASE).parse(catalogue["GDP"], [vintages(body.encode())]) == []


def test_current_values_come_undated(catalogue: Catalogue) -> None:
    """FRED echoes a day near today in every row; it dates nothing."""
    found = Fred(BASE).parse(catalogue["GDP"], [answer("values", specimen("fred/values.json"))])
    assert [(one.value, one.known) for one in found] == [
        (18892.2, None),
        (29962.0, None),
        (30353.9, None),
        (None, None),
    ]


def test_the_stated_unit_is_compared(catalogue: Catalogue) -> None:
    """A series FRED states in billions is refused where the catalogue has millions."""
    info = answer("info", specimen("fred/info.json"))
    assert Fred(BASE).parse(catalogue["GDP"], [info]) == []
    with pytest.raises(SourceChanged, match=r"WALCL in 'Billions of Dollars' \(usd_billions\).*usd_millions"):
        Fred(BASE).parse(catalogue["WALCL"], [info])


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("Percent", Unit.PERCENT),
        ("Millions of U.S. Dollars", Unit.USD_MILLIONS),
        ("Billions of US Dollars", Unit.USD_BILLIONS),
        ("Billions of Dollars", Unit.USD_BILLIONS),
        ("Index 1982-1984=100", Unit.INDEX),
        ("Dollars per Barrel", Unit.USD_PER_BARREL),
        ("U.S. Dollars", Unit.USD),
        ("Billions of Chained 2017 Dollars", None),
        ("Percent Change", None),
        ("Furlongs", None),
    ],
)
def test_units_are_read_from_words(words: str, unit: Unit | None) -> None:
    """Only units we know are units; real dollars and changes are not what they resemble."""
    assert unit_of(words) is unit


def test_only_known_parameters_are_sent(catalogue: Catalogue) -> None:
    """FRED ignores a misspelt parameter, so only those on the list are ever sent, and the key is not among them."""
    requests = Fred(BASE).requests(catalogue["NFCI"], None, date(2025, 11, 14))
    assert {name for one in requests for name, _ in one.params} <= PARAMETERS
    assert all(one.key_parameter == "api_key" for one in requests)
    spans = [(one.parameter("realtime_start"), one.parameter("realtime_end")) for one in requests[2:]]
    assert spans == [("2017-01-01", "2021-12-31"), ("2022-01-01", "9999-12-31")]


def test_an_ignored_realtime_window_is_noticed(catalogue: Catalogue) -> None:
    """An answer for another real-time window than the one asked holds revised values: refused."""
    raw = vintages(specimen("fred/values.json"))
    with pytest.raises(SourceChanged, match="echoes realtime_start '2025-11-12', not the one asked"):
        Fred(BASE).parse(catalogue["GDP"], [raw])


def test_pages_are_followed_to_the_count() -> None:
    """The next page begins where rows ended; the last has none; an empty page in between is refused."""
    page = {"count": 3, "offset": 0, "observations": [{"date": "2025-01-01", "value": "1"}] * 2}
    following = Fred(BASE).following(answer("values", json.dumps(page).encode(), limit="2"))
    assert following is not None and following.parameter("offset") == "2"
    assert Fred(BASE).following(answer("values", json.dumps(page | {"offset": 1}).encode())) is None
    with pytest.raises(SourceChanged, match="empty page at row 0 of 3"):
        Fred(BASE).following(answer("values", json.dumps(page | {"observations": []}).encode()))


def test_fredapi_is_the_client(shared: Path) -> None:
    """fredapi's own verbs work on kept answers: every release of recorded GDP, one row an interval."""
    name = "series_observations_GDP_all_realtime_1776-07-04_9999-12-31.json"
    body = (shared / "payloads" / "fred" / name).read_bytes()
    raw = answer("vintages", body, realtime_start="1776-07-04", realtime_end="9999-12-31")
    frame = KeptFred(lambda url: [raw]).get_series_all_releases("GDP")
    assert len(frame) == 3199 and frame["value"].isna().any()
    assert not frame.duplicated(["date", "realtime_start"]).any()


def test_recorded_gdp_is_dated(shared: Path, catalogue: Catalogue) -> None:
    """The second quarter of 2023 was known as 26834.953 on 27 July 2023 and revised three times."""
    name = "series_observations_GDP_all_realtime_1776-07-04_9999-12-31.json"
    body = (shared / "payloads" / "fred" / name).read_bytes()
    raw = answer("vintages", body, realtime_start="1776-07-04", realtime_end="9999-12-31")
    found = [one for one in Fred(BASE).parse(catalogue["GDP"], [raw]) if one.period == date(2023, 4, 1)]
    assert [(one.value, str(one.known)) for one in found] == [
        (26834.953, "2023-07-27"),
        (26798.605, "2023-08-30"),
        (27063.012, "2023-09-28"),
        (27453.815, "2024-09-26"),
    ]


def graph(body: bytes) -> Snapshot:
    """A keyless answer."""
    return Snapshot(Request("fredgraph", "https://fred.stlouisfed.org/graph"), 200, "text/csv", body, NOW)


@pytest.mark.parametrize("header", [b"observation_date,IORB", b"DATE,IORB"])
def test_a_gap_is_not_zero(catalogue: Catalogue, header: bytes) -> None:
    """An empty field and "." are gaps, under the header of today and of older files."""
    body = specimen("fred/graph.csv").replace(b"observation_date,IORB", header)
    found = FredGraph("").parse(catalogue["IORB"], [graph(body)])
    assert [one.value for one in found] == [3.90, None, None, 3.90]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html><html>", "web page instead of CSV"),
        (b"observation_date,EFFR\n2025-11-10,3.9\n", "columns observation_date, EFFR where IORB"),
        (b"day;IORB\n", "another header"),
        (b"", "another header"),
    ],
)
def test_another_file_is_refused(catalogue: Catalogue, body: bytes, says: str) -> None:
    """A page, another series or another header is no data."""
    with pytest.raises(SourceChanged, match=says):
        FredGraph("").parse(catalogue["IORB"], [graph(body)])
