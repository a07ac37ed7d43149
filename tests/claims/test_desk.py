"""What a reader sees: the command, the pages, section 12, the documentation."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.claims.changed import LATER, Verify

from tidegauge import cli
from tidegauge.claims import listing
from tidegauge.claims.desk import concerns, of_issue
from tidegauge.claims.found import Finding, Verdict
from tidegauge.claims.model import Claim, Document, Kind, Span
from tidegauge.render import claims as pages
from tidegauge.settings import Home

ROOT = Path(__file__).resolve().parents[2]
FRIDAY = date(2025, 11, 14)
CLAIM = Claim("X01", "x", "said", "en", "said", "", Kind.MEASUREMENT, "5", None, "percent", None)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """A command's exit code and what it printed."""
    code = cli.run(list(words))
    told = capsys.readouterr()
    return code, told.out, told.err


def fenced(text: str, kind: str) -> list[str]:
    """The fenced blocks of one kind in a Markdown text."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [block for found, block in blocks if found == kind]


def test_the_documentations_example_can_be_followed(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Writing docs/claims.md's five claims to five.toml and giving its command prints what it says.
    """
    guide = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    (tmp_path / "five.toml").write_text(fenced(guide, "toml")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    command = next(one for one in fenced(guide, "") if one.startswith("tidegauge verify five.toml")).strip()
    words = command.replace("../shared/data/series", str(shared / "data" / "series")).split()[1:]
    code, out, _ = run(capsys, *words)
    printed = [row[:-1] for row in csv.reader(io.StringIO(out))]
    assert code == 0
    assert printed == list(csv.reader(io.StringIO(fenced(guide, "csv")[0])))


def test_the_csv_columns_are_the_contract(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    id, verdict, claimed, published, unit, series, period, difference, reason; one row a claim.
    """
    folder = str(shared / "data" / "series")
    code, out, _ = run(capsys, "verify", "article-b", "--as-of", "2026-09-01", "--from", folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert tuple(rows[0]) == listing.COLUMNS
    assert len(rows) == 76
    assert {row["verdict"] for row in rows} <= {one.value for one in Verdict}
    treasury = next(row for row in rows if row["id"] == "B19")
    assert (treasury["verdict"], treasury["published"], treasury["series"]) == ("wrong", "-39.805", "DTS_TGA_CLOSE")


def test_explain_shows_every_observation_of_a_claim(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A17 leads to both contracts on every trading day of April 2020.
    """
    folder = str(shared / "data" / "series")
    code, out, _ = run(capsys, "--json", "explain", "A17", "--as-of", "2026-09-01", "--from", folder)
    told = json.loads(out)
    with (shared / "data" / "series" / "WTI_CL01.csv").open(newline="") as file:
        days = [row["date"] for row in csv.DictReader(file) if row["date"].startswith("2020-04")]
    assert code == 0
    assert [one["period"] for one in told["inputs"] if one["series"] == "WTI_CL01"] == days
    assert {one["series"] for one in told["inputs"]} == {"WTI_CL01", "WTI_CL02"}


def test_explain_of_an_average_shows_each_day(findings: Mapping[str, Finding]) -> None:
    """
    The mean of October is made of TGCR and IORB of each of its days.
    """
    number = findings["B31"].published
    assert number is not None
    days = {one.period for one in number.observations if one.series == "NYFED_TGCR"}
    assert (min(days), max(days), len(days)) == (date(2025, 10, 1), date(2025, 10, 31), 22)
    assert days == {one.period for one in number.observations if one.series == "IORB"}


def test_an_error_on_the_command_line_is_one_sentence(
    tmp_path: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    File, claim and field on stderr, exit code 2, no traceback.
    """
    path = tmp_path / "bad.toml"
    path.write_text('[[claim]]\nid = "Z1"\nquotation = "x"\nparaphrase = "x"\nvalue = "1"\nunit = "percent"\n'
                    'period = 2025-02-30\ncheck = { reading = "sofr" }\n', encoding="utf-8")  # fmt: skip
    code, out, err = run(capsys, "verify", str(path), "--from", str(shared / "data" / "series"))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    path.write_text(path.read_text().replace("2025-02-30", '"2025-02-30"'), encoding="utf-8")
    _, _, err = run(capsys, "verify", str(path), "--from", str(shared / "data" / "series"))
    assert "bad.toml, claim Z1, field period: '2025-02-30' is no date or period" in err


def test_the_html_page_has_every_claim_and_ties_every_number(verify: Verify, home: Home) -> None:
    """
    All 151 claims with their reasons; each published number names the reading or series it comes from.
    """
    page = BeautifulSoup(pages.screen(verify(), LATER, home), "html.parser")
    rows = page.select("tbody tr")
    assert len(rows) == 151
    for row in rows:
        for cell in row.select("td.num:not(.w)"):
            assert not cell.get_text(strip=True) or cell.select_one("span.n[data-r]"), row.get("id")
    assert "sign is the opposite" in page.select_one("#c-B19").get_text()
    assert len(page.select("section li")) == 6


def test_the_issue_tells_the_claims_of_its_week_worst_first(verify: Verify) -> None:
    """
    Nothing that is a forecast, not measurable or of another time; impossible before wrong.
    """
    found = of_issue(verify(day=FRIDAY), FRIDAY)
    verdicts = [one.verdict for one in found]
    assert verdicts == sorted(verdicts, key=list(Verdict).index)
    assert not {Verdict.FORECAST, Verdict.CONTEXT} & set(verdicts)
    ids = {one.claim.id for one in found}
    assert {"B22", "B57"} <= ids
    assert not {"B17", "A13", "A22", "A23", "A46"} & ids
    assert of_issue(verify(day=FRIDAY), date(2024, 5, 3)) == ()


@pytest.mark.parametrize("day", [date(2019, 9, 20), date(2025, 10, 31), date(2025, 11, 7), date(2025, 11, 12)])
def test_no_issue_tells_what_had_not_been_said_yet(verify: Verify, day: date) -> None:
    """
    Article B appeared on 13 November 2025: no earlier issue knows what it says, of whatever week it speaks.
    """
    assert of_issue(verify(day=day), day) == ()


@pytest.mark.parametrize("day", [date(2025, 11, 13), FRIDAY, date(2025, 11, 15)])
def test_an_article_of_sunday_reaches_no_issue_before_it(verify: Verify, day: date) -> None:
    """
    Article A appeared on 16 November 2025: until then only article B is told, then A's statements of the days before.
    """
    assert {one.claim.document for one in of_issue(verify(day=day), day)} == {"article-b"}
    after = date(2025, 11, 21)
    told = {one.claim.id for one in of_issue(verify(day=after), after)}
    assert {"A13", "A22"} <= told
    assert not {"A23", "A46"} & told


def test_what_an_article_says_of_other_years_is_no_news(verify: Verify) -> None:
    """
    In the week in which it appears an article is held against the month before it, not against its history lessons.
    """
    earliest = min(one.claim.span.end for one in of_issue(verify(day=FRIDAY), FRIDAY) if one.claim.span)
    assert date(2025, 10, 13) <= earliest < date(2025, 11, 8)


@given(
    st.dates(date(2025, 9, 1), date(2026, 1, 31)),
    st.dates(date(2025, 9, 1), date(2026, 1, 31)),
    st.dates(date(2025, 9, 1), date(2026, 1, 31)),
)
def test_no_claim_concerns_a_day_before_its_document(start: date, appeared: date, day: date) -> None:
    """
    Whatever its period: an issue before the document's day does not tell it; without a day the period alone decides.
    """
    claim = replace(CLAIM, span=Span(start, start + timedelta(days=3)))
    document = Document("x", "", "", appeared, (claim,), "x.toml")
    if appeared > day:
        assert not concerns(claim, document, day)
    if concerns(claim, replace(document, published=None), day) and appeared <= day:
        assert concerns(claim, document, day)


def test_an_issue_of_the_week_in_which_it_is_said_tells_the_repo_record(verify: Verify) -> None:
    """
    Take-up of 31 October was spoken of on 13 November: it belongs to the issue of the 14th, and to no later one.
    """
    assert "B57" in {one.claim.id for one in of_issue(verify(day=FRIDAY), FRIDAY)}
    later = date(2025, 11, 21)
    assert "B57" not in {one.claim.id for one in of_issue(verify(day=later), later)}


def test_what_the_published_data_say_fits_on_one_page(
    verify: Verify, home: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """
    The worst claims of a document with their published values, as a PDF of one page.
    """
    verified = verify()
    first = verified.documents[0]
    article = replace(verified, documents=(first,), findings=verified.of(first), inconsistencies=())
    data = pages.paper(article, LATER, home, tmp_path_factory.mktemp("cache"))
    reader = PdfReader(io.BytesIO(data))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert "A08" in text
    assert "3.95" in text


def test_synthetic_data_judge_no_claim(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A claim about the world is not held against a sample.
    """
    code, _, err = run(capsys, "explain", "A08", "--sample")
    assert code == 2
    assert "judge no claim" in err


def test_explain_finds_a_claim_in_a_file_of_ones_own(
    tmp_path: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    FILE:ID, and one sentence when the file has no such claim.
    """
    path = tmp_path / "five.toml"
    path.write_text(fenced((ROOT / "docs" / "claims.md").read_text(encoding="utf-8"), "toml")[0], encoding="utf-8")
    folder = str(shared / "data" / "series")
    code, out, _ = run(capsys, "explain", f"{path}:M1", "--as-of", "2025-11-21", "--from", folder)
    assert (code, out.split()[:2]) == (0, ["M1", "confirmed"])
    code, _, err = run(capsys, "explain", f"{path}:M9", "--as-of", "2025-11-21", "--from", folder)
    assert (code, "there are M1, M2, M3, M4, M5" in err) == (2, True)
