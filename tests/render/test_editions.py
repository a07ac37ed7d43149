"""An issue from the sample, end to end: every edition, its record, and that nothing on a page is without its source."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup, NavigableString, Tag

from tidegauge import usecases
from tidegauge.model.document import Briefing
from tidegauge.model.words import Edition, Format
from tidegauge.render import editions
from tidegauge.settings import Home, load

DAY = date(2025, 11, 14)
NUMBER = re.compile(r"(?<![A-Za-z0-9.])[0-9]")
"""A digit that is no part of a name such as M2 or H.4.1."""
BUILT = (Edition.BILINGUAL, Edition.EN)


@pytest.fixture(scope="module")
def briefing() -> Briefing:
    return usecases.briefing(load(environment={}), "weekly", usecases.Origin(sample=True), DAY)


@pytest.fixture(scope="module")
def issue(briefing: Briefing, home: Home, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    editions.render(briefing, BUILT, [Format.PDF, Format.HTML], out, home, cache)
    return out / "2025-W46"


@pytest.fixture(scope="module")
def simplified(briefing: Briefing, home: Home, cache: Path) -> str:
    return editions.Workshop(briefing, home, cache).page(Edition.ZH_HANS, "screen")[0]


def pages(issue: Path, edition: str) -> list[str]:
    return [one.extract_text() for one in pypdf.PdfReader(issue / f"tidegauge-2025-W46-{edition}.pdf").pages]


def holds_numbers(one: Tag) -> bool:
    return one.name in ("svg", "time") or one.has_attr("data-r") or "w" in one.get("class", [])


def stray_digits(page: str) -> Iterator[str]:
    """Texts with a digit that neither a number, a date nor fixed wording holds."""
    soup = BeautifulSoup(page, "lxml")
    for script in soup("script"):
        script.decompose()
    for text in soup.body.find_all(string=NUMBER):
        assert isinstance(text, NavigableString)
        holders = [one for one in text.parents if isinstance(one, Tag)]
        if not any(
            one.name in ("svg", "time") or one.has_attr("data-r") or "w" in one.get("class", []) for one in holders
        ):
            yield str(text)


def test_an_issue_is_these_files(issue: Path) -> None:
    """
    Two editions in two formats, the readings and the manifest; nothing else.
    """
    stems = [f"tidegauge-2025-W46-{edition.value}{ending}" for edition in BUILT for ending in (".html", ".pdf")]
    assert sorted(path.name for path in issue.iterdir()) == sorted([*stems, "manifest.json", "readings.json"])


@pytest.mark.parametrize("edition", ["bilingual", "en"])
def test_no_digit_without_its_source(issue: Path, edition: str) -> None:
    """
    Every digit of the page belongs to a reading, a date or a fixed wording.
    """
    page = (issue / f"tidegauge-2025-W46-{edition}.html").read_text(encoding="utf-8")
    assert not sorted(set(stray_digits(page)))


@pytest.mark.parametrize("edition", ["bilingual", "en"])
def test_pages_are_well_filled_and_marked(issue: Path, edition: str) -> None:
    """
    The dashboard is on page 2, the rail ends on page 1, every page says that the data are a sample.
    """
    texts = pages(issue, edition)
    assert "WTI front spread" in texts[1]
    assert edition == "bilingual" or "Appendix" in texts[0]
    assert all("SAMPLE DATA" in text for text in texts)
    assert 14 <= len(texts) <= 26


def test_superscripts_lead_to_the_appendix(issue: Path) -> None:
    """
    Every superscript is a link to a row of the appendix with its number, and says the reading when pointed at.
    """
    soup = BeautifulSoup((issue / "tidegauge-2025-W46-bilingual.html").read_text(encoding="utf-8"), "lxml")
    calls = soup.select("sup.r a")
    assert len(calls) > 20
    rows = {row["id"]: row for row in soup.select("tr[id]")}
    for call in calls:
        assert rows[call["href"][1:]].td.text == call.text
        assert call["title"]


def test_a_superscript_tells_in_the_language_of_its_passage(issue: Path) -> None:
    """
    In English beside English, in Chinese beside Chinese, the same value and day in both.
    """
    soup = BeautifulSoup((issue / "tidegauge-2025-W46-bilingual.html").read_text(encoding="utf-8"), "lxml")
    told: dict[str, dict[str, str]] = {"en": {}, "zh-Hant": {}}
    for call in soup.select("sup.r a"):
        language = call.find_parent(attrs={"lang": ["en", "zh-Hant"]})["lang"]
        told[language][call["href"]] = call["title"]
    assert len(told["en"]) > 20 and told["en"].keys() == told["zh-Hant"].keys()
    assert not re.search("[\u4e00-\u9fff]", " ".join(told["en"].values()))
    assert all(re.search("[\u4e00-\u9fff]", one) for one in told["zh-Hant"].values())
    for reading, english in told["en"].items():
        assert re.findall(r"\d{4}-\d\d-\d\d", english) == re.findall(r"\d{4}-\d\d-\d\d", told["zh-Hant"][reading])


def test_the_screen_page_is_one_file(issue: Path) -> None:
    """
    At most 1.5 MB, no request, wide and narrow charts, a table behind each chart that may be passed on.
    """
    page = (issue / "tidegauge-2025-W46-bilingual.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "lxml")
    assert len(page.encode()) < 1_500_000
    assert not soup.find_all(["link", "img", "iframe"]) and not [one for one in soup.find_all("script") if one.attrs]
    figures = soup.find_all("figure")
    assert len(figures) > 5
    assert all(one.select(".plot.wide svg") and len(one.select(".plot.narrow svg")) == 2 for one in figures)
    assert sum(bool(one.find("details")) for one in figures) > len(figures) / 2


def test_colours_on_screen_are_variables(issue: Path) -> None:
    """
    Dark mode reaches every drawing: no colour of the palette is written out in an SVG.
    """
    page = (issue / "tidegauge-2025-W46-bilingual.html").read_text(encoding="utf-8")
    drawings = "".join(re.findall(r"<svg\b.*?</svg>", page, re.DOTALL))
    assert not re.search(r"#(17222B|4B5863|00587A|AF3E0A|FFFFFF)", drawings, re.IGNORECASE)


def test_drawings_share_no_names(issue: Path) -> None:
    """
    Ids inside SVGs differ from drawing to drawing, so that hiding one breaks no other.
    """
    page = (issue / "tidegauge-2025-W46-bilingual.html").read_text(encoding="utf-8")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_simplified_holds_no_traditional_character(simplified: str) -> None:
    """
    No 臺灣 or Traditional form, no 「」, and the language is said.
    """
    text = BeautifulSoup(simplified, "lxml").get_text()
    assert 'lang="zh-Hans"' in simplified and 'lang="zh-Hant"' not in simplified
    assert not re.findall(r"[準億萬對國債場級緊張過從與這種資產總額「」『』]", text)


def test_the_record_tells_every_reading(issue: Path, briefing: Briefing) -> None:
    """
    readings.json: all readings, unrounded and as printed, with inputs; the PDF carries the same bytes.
    """
    data = (issue / "readings.json").read_bytes()
    record = json.loads(data)
    assert set(record["readings"]) == {row.reading.indicator for row in briefing.appendix}
    sofr = record["readings"]["sofr_iorb"]
    assert sofr["unit"] == "bp" and sofr["names"]["en"] and sofr["inputs"]
    reader = pypdf.PdfReader(io.BytesIO((issue / "tidegauge-2025-W46-bilingual.pdf").read_bytes()))
    assert reader.attachments["readings.json"] == [data]


def test_the_manifest_names_every_file_by_its_hash(issue: Path) -> None:
    """
    A reader can tell whether a file is the one that was written.
    """
    manifest = json.loads((issue / "manifest.json").read_text(encoding="utf-8"))
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in issue.iterdir()}
    del files["manifest.json"]
    assert manifest["files"] == files
    assert "layout/page.html.j2" in manifest["templates"]
    assert manifest["observations"]


def test_a_closed_history_leaves_in_no_table(briefing: Briefing, home: Home, cache: Path) -> None:
    """
    Values of series whose publisher forbids passing them on are in no record's inputs.
    """
    from tidegauge import catalogue

    record = json.loads(editions.Workshop(briefing, home, cache).readings())
    inputs = [one for reading in record["readings"].values() for one in reading["inputs"]]
    listed = catalogue.load()
    closed = [one for one in inputs if not listed[one["series"]].redistributable]
    assert closed and all("value" not in one for one in closed)
