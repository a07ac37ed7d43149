"""What a machine reads in the PDF: text, order, tags, alternative texts, attachments."""

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup
from tests.render.tagged import Passage, elements, passages

from tidegauge import catalogue, settings, usecases
from tidegauge.compose import almanac
from tidegauge.model.document import Briefing
from tidegauge.model.words import Edition, Format, Sheet
from tidegauge.render import behind, editions
from tidegauge.render.pdf import Paper

SETTINGS = settings.load(environment={})
MM, PX = 72 / 25.4, 25.4 / 96
"""Points in a millimetre; millimetres in a CSS pixel."""
NEEDED = pytest.mark.skipif(shutil.which("qpdf") is None, reason="no qpdf; `tools/setup.sh test` installs it")


@pytest.fixture(scope="module")
def briefing(shared: Path) -> Briefing:
    """The week of 14 November 2025."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    return usecases.briefing(SETTINGS, "weekly", origin, date(2025, 11, 14))


@pytest.fixture(scope="module")
def issue(briefing: Briefing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its bilingual PDF."""
    out = tmp_path_factory.mktemp("pdf")
    editions.render(briefing, [Edition.BILINGUAL], [Format.PDF], out, SETTINGS.home, SETTINGS.cache)
    return out / "2025-W46" / "tidegauge-2025-W46-bilingual.pdf"


@pytest.fixture(scope="module")
def source(briefing: Briefing) -> BeautifulSoup:
    """The page the PDF was made from."""
    page, _ = editions.Workshop(briefing, SETTINGS.home, SETTINGS.cache).page(Edition.BILINGUAL, "print")
    return BeautifulSoup(page, "lxml")


@pytest.fixture(scope="module")
def read(issue: Path) -> list[Passage]:
    """What the tag tree says, passage after passage."""
    return passages(issue)


def plain(text: str) -> str:
    """Letters and figures alone: spaces, joiners and line ends are the layout's."""
    return re.sub(r"[\s\u2060\u00a0\u3000]", "", text)


@NEEDED
def test_the_file_is_sound(issue: Path) -> None:
    """qpdf finds no error."""
    assert subprocess.run(["qpdf", "--check", str(issue)], capture_output=True, check=False).returncode == 0


def test_nothing_is_compressed_at_the_highest_level(issue: Path) -> None:
    """It costs four times the work for 1% of the bytes; zlib says the level in a stream's second byte."""
    starts = [found[1] for found in re.finditer(rb"\nstream\n\x78(.)", issue.read_bytes(), re.DOTALL)]
    assert len(starts) > 20
    assert set(starts) == {b"\x9c"}


def test_every_paragraph_can_be_read_out_of_the_file_in_order(read: list[Passage], source: BeautifulSoup) -> None:
    """The text of the tag tree is the text of the page, paragraph after paragraph, in both languages."""
    text, at = plain("".join(one.text for one in read)), 0
    paragraphs = [plain(one.get_text()) for one in source.main.select("p, h1 > span, h2 > span, .finding p, li p")]
    lost = []
    for one in filter(None, paragraphs):
        place = text.find(one, at)
        if place < 0:
            lost.append(one[:60])
        at = max(at, place)
    assert len(paragraphs) > 150
    assert lost == []


def test_each_passage_is_read_in_its_own_language(read: list[Passage], source: BeautifulSoup) -> None:
    """Every paragraph stands in the tag tree, in order, under the language the page says it is in."""
    for language in ("zh-Hant", "en"):
        text, at = plain("".join(one.text for one in read if one.language == language)), 0
        paragraphs = [
            plain(one.get_text()) for one in source.main.select(f"p[lang={language}], h1 > [lang={language}]")
        ]
        for one in filter(None, paragraphs):
            assert (at := text.find(one, at)) >= 0, f"{language}: {one[:60]}"
        assert len(paragraphs) > 70
    assert not [one for one in read if one.language == "en" and re.search("[\u4e00-\u9fff]", one.text)]


@pytest.mark.parametrize("edition", [Edition.EN, Edition.ZH_HANS])
def test_an_edition_of_one_language_says_which(briefing: Briefing, tmp_path: Path, edition: Edition) -> None:
    """The document is in the edition's language; the masthead's other name and names of unlinked sources are not."""
    file = tmp_path / "one.pdf"
    file.write_bytes(editions.Workshop(briefing, SETTINGS.home, SETTINGS.cache).pdf(edition, {}))
    assert pypdf.PdfReader(file).trailer["/Root"]["/Lang"] == edition.value
    others = [one.text for one in passages(file) if one.language != edition.value and one.text.strip()]
    assert others[0] == ("流動性週報" if edition is Edition.EN else "Liquidity Weekly")
    book = almanac.load(SETTINGS.home)
    unlinked = {one.source for one in (*book.events, *book.quotations) if not one.link}
    assert all(any(part in name for name in unlinked) for part in others[1:])
    assert edition is not Edition.EN or len(others) == 1


def test_a_space_is_copied_as_a_space(read: list[Passage]) -> None:
    """Words come out of the file with the spaces a search looks for, not with those that forbid a break."""
    assert any(" of the last " in one.text for one in read)
    assert not [one.text for one in read if "\u00a0" in one.text]


def test_headings_come_in_the_order_of_the_page(issue: Path, source: BeautifulSoup) -> None:
    """H1, then an H2 for the list, the dashboard and each section."""
    tags = [one.tag for one in elements(issue) if re.fullmatch("H[1-6]", one.tag)]
    assert tags == [one.name.upper() for one in source.main.select("h1, h2, h3")]


def test_every_figure_says_its_finding_and_last_value(issue: Path, source: BeautifulSoup) -> None:
    """Each chart has an alternative text in both languages; drawings that repeat a number have none."""
    found = [one.alt for one in elements(issue) if one.tag == "Figure"]
    charts = [one["aria-label"] for one in source.select("figure .plot")]
    assert all(found)
    assert {plain(one) for one in charts} <= {plain(one) for one in found}
    dated = [one for one in charts if "Latest:" in one]
    assert len(dated) > len(charts) * 0.8


def test_the_data_behind_the_charts_are_attached(issue: Path, briefing: Briefing) -> None:
    """readings.json and one CSV for each chart whose publishers let it be passed on, within two megabytes."""
    files = behind.files(briefing, catalogue.load())
    attached = pypdf.PdfReader(issue).attachments
    assert len(files) > 10
    assert {name: content[0] for name, content in attached.items() if name.endswith(".csv")} == files
    assert issue.stat().st_size < 2_000_000


def test_what_is_attached_bears_the_date_of_the_issue(issue: Path) -> None:
    """Two builds write the same bytes: every file made and changed on the day of the issue, in universal time."""
    files = pypdf.PdfReader(issue).trailer["/Root"]["/Names"]["/EmbeddedFiles"]["/Names"][1::2]
    dates = {
        str(one.get_object()["/EF"]["/F"]["/Params"][key]) for one in files for key in ("/CreationDate", "/ModDate")
    }
    assert len(files) > 10
    assert dates == {"D:20251114000000Z"}


def test_nothing_attached_is_closed(briefing: Briefing) -> None:
    """No column of a series whose publisher forbids passing its history on."""
    names = behind.files(briefing, catalogue.load())
    listed = catalogue.load()
    for section in briefing.sections:
        for spec in section.charts.values():
            closed = any(not listed[one].redistributable for one in spec.series)
            assert not (closed and f"{section.id}-{spec.id}.csv" in names)


@pytest.fixture(scope="module")
def papers(briefing: Briefing) -> dict[Sheet, Paper]:
    """The bilingual issue on each paper."""
    workshop = editions.Workshop(briefing, SETTINGS.home, SETTINGS.cache)
    return {size: workshop.paper(Edition.BILINGUAL, {}, size) for size in Sheet}


@pytest.mark.parametrize(("size", "wide", "high"), [(Sheet.A4, 210, 297), (Sheet.LETTER, 215.9, 279.4)])
def test_a_sheet_has_its_size_and_the_text_its_margins(
    papers: dict[Sheet, Paper], size: Sheet, wide: float, high: float
) -> None:
    """Every page is as large as the paper; its text (178 mm, on US Letter 168) in the middle, whole."""
    paper = papers[size]
    for sheet, box in zip(pypdf.PdfReader(io.BytesIO(paper.data)).pages, paper.boxes, strict=True):
        assert (sheet.mediabox.width / MM, sheet.mediabox.height / MM) == pytest.approx((wide, high), abs=0.05)
        scale = wide / (box.margin_width() * PX)
        left, width = box.content_box_x() * PX * scale, box.width * PX * scale
        assert width == pytest.approx(178 * scale) and width >= 167
        assert left == pytest.approx((wide - width) / 2, abs=0.05)
        bottom = (box.content_box_y() + box.height) * PX * scale
        assert 12 < bottom < high - 14


def test_letter_holds_the_same_pages(papers: dict[Sheet, Paper]) -> None:
    """On US Letter every section begins on the page it begins on on A4, and pages are as full."""
    a4, letter = papers[Sheet.A4], papers[Sheet.LETTER]
    assert letter.starts == a4.starts
    assert letter.fill == pytest.approx(a4.fill, abs=0.01)
