"""What a machine reads in the PDF: text, order, tags, alternative texts, attachments."""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup

from tidegauge import catalogue, settings, usecases
from tidegauge.model.words import Edition, Format
from tidegauge.render import behind, editions

SETTINGS = settings.load(environment={})
QUOTED = re.compile(r'^ *"(.*)"$', re.MULTILINE)
NEEDED = pytest.mark.skipif(shutil.which("pdfinfo") is None or shutil.which("qpdf") is None, reason="no poppler, qpdf")


@pytest.fixture(scope="module")
def issue(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bilingual PDF of 14 November 2025."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date(2025, 11, 14))
    out = tmp_path_factory.mktemp("pdf")
    editions.render(briefing, [Edition.BILINGUAL], [Format.PDF], out, SETTINGS.home, SETTINGS.cache)
    return out / "2025-W46" / "tidegauge-2025-W46-bilingual.pdf"


@pytest.fixture(scope="module")
def source(shared: Path) -> BeautifulSoup:
    """The page the PDF was made from."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date(2025, 11, 14))
    page, _ = editions.Workshop(briefing, SETTINGS.home, SETTINGS.cache).page(Edition.BILINGUAL, "print")
    return BeautifulSoup(page, "lxml")


@pytest.fixture(scope="module")
def tree(issue: Path) -> str:
    """The tag tree with its text, as poppler reads it."""
    command = ["pdfinfo", "-struct-text", str(issue)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def plain(text: str) -> str:
    """Letters and figures alone: spaces, joiners and line ends are the layout's."""
    return re.sub(r"[\s\u2060\u00a0\u3000]", "", text)


def figures(node: object) -> Iterator[pypdf.generic.DictionaryObject]:
    """Elements of the tag tree that are figures, in reading order."""
    found = node.get_object() if isinstance(node, pypdf.generic.IndirectObject) else node
    if isinstance(found, list):
        for one in found:
            yield from figures(one)
    elif isinstance(found, pypdf.generic.DictionaryObject):
        if found.get("/S") == "/Figure":
            yield found
        yield from figures(found.get("/K"))


@NEEDED
def test_the_file_is_sound(issue: Path) -> None:
    """qpdf finds no error."""
    assert subprocess.run(["qpdf", "--check", str(issue)], capture_output=True, check=False).returncode == 0


@NEEDED
def test_every_paragraph_can_be_read_out_of_the_file_in_order(tree: str, source: BeautifulSoup) -> None:
    """The text of the tag tree is the text of the page, paragraph after paragraph, in both languages."""
    read, at = plain("".join(QUOTED.findall(tree))), 0
    paragraphs = [plain(one.get_text()) for one in source.main.select("p, h1 > span, h2 > span, .finding p, li p")]
    lost = []
    for one in filter(None, paragraphs):
        place = read.find(one, at)
        if place < 0:
            lost.append(one[:60])
        at = max(at, place)
    assert len(paragraphs) > 150
    assert lost == []


@NEEDED
def test_headings_come_in_the_order_of_the_page(tree: str, source: BeautifulSoup) -> None:
    """H1, then an H2 for the list, the dashboard and each section."""
    tags = re.findall(r"^ *(H[1-6])\b", tree, re.MULTILINE)
    assert tags == [one.name.upper() for one in source.main.select("h1, h2, h3")]


def test_every_figure_says_its_finding_and_last_value(issue: Path, source: BeautifulSoup) -> None:
    """Each chart has an alternative text in both languages; drawings that repeat a number have none."""
    found = [str(one.get("/Alt", "")) for one in figures(pypdf.PdfReader(issue).trailer["/Root"]["/StructTreeRoot"])]
    charts = [one["aria-label"] for one in source.select("figure .plot")]
    assert all(found)
    assert {plain(one) for one in charts} <= {plain(one) for one in found}
    dated = [one for one in charts if "Latest:" in one]
    assert len(dated) > len(charts) * 0.8


def test_the_data_behind_the_charts_are_attached(issue: Path, shared: Path) -> None:
    """readings.json and one CSV for each chart whose publishers let it be passed on, within two megabytes."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date(2025, 11, 14))
    files = behind.files(briefing, catalogue.load())
    attached = pypdf.PdfReader(issue).attachments
    assert len(files) > 10
    assert {name: content[0] for name, content in attached.items() if name.endswith(".csv")} == files
    assert issue.stat().st_size < 2_000_000


def test_nothing_attached_is_closed(shared: Path) -> None:
    """No column of a series whose publisher forbids passing its history on."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date(2025, 11, 14))
    names = behind.files(briefing, catalogue.load())
    listed = catalogue.load()
    for section in briefing.sections:
        for spec in section.charts.values():
            closed = any(not listed[one].redistributable for one in spec.series)
            assert not (closed and f"{section.id}-{spec.id}.csv" in names)


def test_letter_holds_the_same_pages(shared: Path) -> None:
    """US Letter as an option: the sheet is 8.5 by 11 inches, page 2 holds dashboard and index."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date(2025, 11, 14))
    paper = editions.Workshop(briefing, SETTINGS.home, SETTINGS.cache, letter=True).paper(Edition.BILINGUAL, {})
    box = pypdf.PdfReader(io.BytesIO(paper.data)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)
    assert paper.starts["dashboard"] == paper.starts["composite"] == 2
