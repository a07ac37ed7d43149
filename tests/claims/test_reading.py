"""Claims files: what is written, and one sentence for what is wrong."""

import json
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tidegauge.catalogue import Catalogue
from tidegauge.claims import parsing, reading
from tidegauge.claims.model import UNITS, Document, Interval, References, Shape, Span, Take
from tidegauge.errors import SettingsError, UsageError
from tidegauge.settings import Home

Write = Callable[[str], Document]
GOOD = """
[[claim]]
id = "X1"
quotation = "SOFR was 4.00%"
paraphrase = "SOFR was 4.00%"
value = "4.00"
unit = "percent"
period = 2025-11-13
check = { reading = "sofr" }
"""


@pytest.fixture
def write(tmp_path: Path, references: References, catalogue: Catalogue) -> Write:
    """Read a text as a claims file."""

    def read(text: str) -> Document:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return reading.read(path, references, catalogue)

    return read


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("8.6", (8.55, 8.65)),
        ("~6.8", (6.7, 6.9)),
        ("5.60..5.75", (5.595, 5.755)),
        ("-9..-8", (-9.5, -7.5)),
        ("108,500", (108499.5, 108500.5)),
        ("−45", (-45.5, -44.5)),
        ("0", (-0.5, 0.5)),
    ],
)
def test_the_tolerance_is_the_claims_own_rounding(text: str, interval: tuple[float, float]) -> None:
    """
    Half a unit of the last digit; one when "about".
    """
    assert parsing.quantity(text).interval[:2] == pytest.approx(interval)


def test_a_bound_is_a_bound() -> None:
    """
    "More than 22" excludes 22; "at least 22" includes it.
    """
    above, least = parsing.quantity(">22"), parsing.quantity(">=22")
    assert (above.shape, least.shape) == (Shape.ABOVE, Shape.AT_LEAST)
    assert not above.interval.holds(22.0)
    assert above.interval.holds(22.01)
    assert least.interval.holds(22.0)
    assert not least.interval.holds(21.99)


def test_a_tolerance_may_be_stated() -> None:
    """
    Where a number is rounded to more than its last digit.
    """
    assert parsing.quantity("108500", 100).interval == Interval(108400, 108600)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025-11-14", "2025-11-14", "2025-11-14"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025-Q3", "2025-07-01", "2025-09-30"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-11-10/2025-11-16", "2025-11-10", "2025-11-16"),
        ("2019-Q3/2019-Q4", "2019-07-01", "2019-12-31"),
    ],
)
def test_periods(text: str, start: str, end: str) -> None:
    """
    Days, months, quarters, years and ranges, both ends included.
    """
    assert parsing.span(text) == Span(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("field", "change", "says"),
    [
        (
            "check.reading",
            ('reading = "sofr"', 'reading = "sofr_irob"'),
            "no reading 'sofr_irob'; did you mean",
        ),
        ("check.series", ('reading = "sofr"', 'series = "SOFR2"'), "there is no series 'SOFR2'"),
        ("period", ("2025-11-13", '"2025-13-01"'), "'2025-13-01' is no date or period"),
        ("period", ("2025-11-13", '"2025-11-16/2025-11-10"'), "upside down"),
        ("period", ("period = 2025-11-13", ""), "a check needs a date or period"),
        ("unit", ('unit = "percent"', ""), "it is missing"),
        ("unit", ('unit = "percent"', 'unit = "furlongs"'), "'furlongs' is no unit we know"),
        ("unit", ('unit = "percent"', 'unit = "usd_billions"'), "usd_billions does not fit sofr, which is in percent"),
        ("value", ('"4.00"', '"5.75..5.60"'), "upside down; write the lower end first"),
        ("value", ('"4.00"', '"four"'), "'four' is no number"),
        ("quotation", ('quotation = "SOFR was 4.00%"', ""), "it is missing"),
        ("reason", ('check = { reading = "sofr" }', ""), "needs a reason"),
        ("check.take", ('reading = "sofr"', 'reading = "sofr", take = "guess"'), "'guess' is no way to take a number"),
        ("check.since", ('reading = "sofr"', 'reading = "sofr", take = "rank"'), "rank needs the day"),
        ("unit", ('reading = "sofr"', 'reading = "sofr", take = "rank", since = 2020-01-01'), "rank is stated in rank"),
        ("check.from", ('reading = "sofr"', 'reading = "sofr", take = "change"'), "compares two days"),
        ("check.when", ('reading = "sofr"', 'reading = "sofr", when = 1'), "there is no such field"),
        ("verdict", ("period =", 'verdict = "wrong"\nperiod ='), "there is no such field"),
        ("kind", ("period =", 'kind = "rumour"\nperiod ='), "'rumour' is none of"),
        ("follows", ("period =", 'follows = "import os"\nperiod ='), "is no formula"),
        ("follows", ("period =", 'follows = "X9 * 2"\nperiod ='), "there is no claim X9 in this file"),
        ("term", ("period =", 'term = "moonshine"\nperiod ='), "'moonshine' is not in"),
        ("tolerance", ("period =", 'tolerance = "wide"\nperiod ='), "could not convert"),
    ],
)
def test_an_error_is_one_sentence_with_file_claim_and_field(
    write: Write, field: str, change: tuple[str, str], says: str
) -> None:
    """
    Unknown readings, bad dates, missing units, ranges upside down: never a traceback.
    """
    with pytest.raises(SettingsError) as caught:
        write(GOOD.replace(*change))
    sentence = str(caught.value)
    assert re.match(rf"\S+mine\.toml, claim X1, field {re.escape(field)}: ", sentence), sentence
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_two_claims_of_one_id_are_refused(write: Write) -> None:
    """
    An id names one claim.
    """
    with pytest.raises(SettingsError, match="claim X1, field id: another claim has it too"):
        write(GOOD + GOOD)


def test_a_file_without_claims_and_one_that_is_no_toml(write: Write) -> None:
    """
    Both are one sentence with the file.
    """
    with pytest.raises(SettingsError, match=r"mine\.toml holds no claim"):
        write('document = "x"')
    with pytest.raises(SettingsError, match=r"mine\.toml is not valid TOML"):
        write("claims?")


def test_an_unknown_name_lists_the_documents_there_are(home: Home, catalogue: Catalogue) -> None:
    """
    A name is looked up in reports/claims.
    """
    with pytest.raises(UsageError, match=r"one of article-a, article-b"):
        reading.load(home, "article-z", catalogue)


def test_csv_and_toml_say_the_same(write: Write, tmp_path: Path, references: References, catalogue: Catalogue) -> None:
    """
    check.reading and check.minus.series are the columns of the tables.
    """
    toml = write(
        GOOD.replace('{ reading = "sofr" }', '{ reading = "sofr", take = "mean", minus = { series = "IORB" } }')
    )
    path = tmp_path / "mine.csv"
    path.write_text(
        "id,document,quotation,paraphrase,value,unit,period,check.reading,check.take,check.minus.series\n"
        "X1,mine,SOFR was 4.00%,SOFR was 4.00%,4.00,percent,2025-11-13,sofr,mean,IORB\n",
        encoding="utf-8",
    )
    assert reading.read(path, references, catalogue).claims == toml.claims


def test_the_schema_lists_what_the_reader_takes(home: Home) -> None:
    """
    Fields, units and takes of schema.json are those of the program.
    """
    schema = json.loads(home.read("reports/claims/schema.json"))["$defs"]
    assert set(schema["claim"]["properties"]) == set(reading.FIELDS)
    assert set(schema["claim"]["required"]) == set(reading.NEEDED)
    assert set(schema["check"]["properties"]) == set(parsing.CHECK_FIELDS)
    assert set(schema["unit"]["enum"]) == set(UNITS)
    assert set(schema["take"]["enum"]) == {one.value for one in Take if one is not Take.DATE}


def test_the_articles_agree_with_the_schema(home: Home) -> None:
    """
    Every claim has only fields of the schema, and those it must have.
    """
    claim = json.loads(home.read("reports/claims/schema.json"))["$defs"]["claim"]
    for name in reading.names(home):
        for one in tomllib.loads(home.read(f"reports/claims/{name}.toml"))["claim"]:
            assert set(one) <= set(claim["properties"])
            assert set(claim["required"]) <= set(one)
            assert {"check", "reason", "term", "statistic"} & set(one), one["id"]


def test_no_claim_states_its_own_verdict(documents: tuple[Document, ...], home: Home) -> None:
    """
    The files hold no field for a verdict or a published value.
    """
    for document in documents:
        keys = {key for one in tomllib.loads(home.read(f"reports/claims/{document.name}.toml"))["claim"] for key in one}
        assert not keys & {"verdict", "published", "outcome", "difference"}
