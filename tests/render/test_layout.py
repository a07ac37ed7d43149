"""The page on paper and on screen, from a page by hand: what stands where, and in which faces."""

import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup
from tests.render.specimen import Specimen

from tidegauge.errors import RenderError
from tidegauge.render import density, html, pdf
from tidegauge.render.fonts import FontSet
from tidegauge.settings import Home

DAY = date(2025, 11, 14)


@pytest.fixture(scope="session")
def layout(home: Home, cache: Path) -> html.Layout:
    return html.Layout(home, cache)


@pytest.fixture(scope="session")
def bilingual(layout: html.Layout, traditional: FontSet) -> pdf.Paper:
    page = density.closer(layout.page(Specimen("bilingual").page(), traditional))
    return pdf.write(page, traditional, DAY, {"readings.json": b"{}"})


@pytest.fixture(scope="session")
def screen(layout: html.Layout, traditional: FontSet) -> str:
    return layout.page(Specimen("bilingual", "screen").page(), traditional)


def pages(paper: pdf.Paper) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.data)).pages]


def test_page_one_holds_all_phenomena(bilingual: pdf.Paper) -> None:
    """
    Headline, findings, strip and six phenomena stand on page 1, the dashboard on page 2.
    """
    assert bilingual.starts["dashboard"] == 2
    assert "比特幣一週下跌" in pages(bilingual)[0]


def test_dashboard_stands_on_one_page(bilingual: pdf.Paper) -> None:
    """
    29 rows, notes and changes fit on page 2.
    """
    text = pages(bilingual)[1]
    assert "SOFR volume" in text and "WTI front spread" in text and "Broad dollar index" in text


def test_no_page_but_the_last_is_under_a_third_full(bilingual: pdf.Paper) -> None:
    """
    Blocks that move to the next page leave no hole behind.
    """
    assert all(fill > 1 / 3 for fill in bilingual.fill[:-1])


def test_a_single_edition_holds_page_one_with_the_rail(layout: html.Layout, traditional: FontSet) -> None:
    """
    Main column and rail end on page 1.
    """
    paper = pdf.write(layout.page(Specimen("zh-Hant").page(), traditional), traditional, DAY, {})
    assert paper.starts["dashboard"] == 2
    assert all(fill > 1 / 3 for fill in paper.fill[:-1])
    assert "目錄" in pages(paper)[0]


def test_only_our_faces_are_embedded(bilingual: pdf.Paper) -> None:
    """
    Every font of the file is one of ours, and none is slanted by machine.
    """
    names = {
        str(font.get_object()["/BaseFont"])
        for page in pypdf.PdfReader(io.BytesIO(bilingual.data)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names
    assert all(name.split("+")[1].split("-")[0] in pdf.FAMILIES for name in names)
    assert not any("Oblique" in name for name in names)


def test_the_file_says_what_it_is(bilingual: pdf.Paper) -> None:
    """
    Title, author, language, bookmarks, tags, and the data attached with a fixed date.
    """
    reader = pypdf.PdfReader(io.BytesIO(bilingual.data))
    assert reader.metadata.title == "流動性週報 Liquidity Weekly 2025-W46"
    assert reader.metadata.author == "Tidegauge"
    assert reader.trailer["/Root"]["/Lang"] == "zh-Hant"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert any("一、" in str(entry.title) for entry in reader.outline if not isinstance(entry, list))
    assert list(reader.attachments) == ["readings.json"]
    assert len(bilingual.data) < 2_000_000


def test_the_same_page_gives_the_same_bytes(layout: html.Layout, traditional: FontSet, bilingual: pdf.Paper) -> None:
    """
    Nothing in a PDF depends on the clock.
    """
    page = density.closer(layout.page(Specimen("bilingual").page(), traditional))
    assert pdf.write(page, traditional, DAY, {"readings.json": b"{}"}).data == bilingual.data


def test_copied_text_is_the_text(bilingual: pdf.Paper) -> None:
    """
    Chinese can be copied out of the file, and the padding of tables cannot.
    """
    text = "".join(pages(bilingual))
    assert "準備金降至" in text
    assert "10.00" not in text and "2,855.00" not in text


def test_no_line_begins_with_a_closing_mark(bilingual: pdf.Paper) -> None:
    """
    Line-start rule: ，。、；：？！）」』 never begin a line.
    """
    lines = [line.strip() for text in pages(bilingual) for line in text.splitlines()]
    assert not [line for line in lines if line and line[0] in "，。、；？！）」』"]


def test_a_complaint_of_weasyprint_stops_the_build(layout: html.Layout, traditional: FontSet) -> None:
    """
    An unknown property, a missing face, a dead link: each is an error, not a line in a log.
    """
    page = layout.page(Specimen("en").page(), traditional)
    with pytest.raises(RenderError, match="no-such-property"):
        pdf.write(page.replace("</style>", "p { no-such-property: 1 }</style>"), traditional, DAY, {})
    with pytest.raises(RenderError, match="r-nothing"):
        pdf.write(page.replace("</main>", '<a href="#r-nothing">x</a></main>'), traditional, DAY, {})


def test_a_foreign_face_stops_the_build(traditional: FontSet) -> None:
    """
    A family that is not ours is never drawn from a font of the machine.
    """
    page = '<html lang="en"><style>p{font-family:Helvetica}</style><p>A</p></html>'
    with pytest.raises(RenderError, match="not ours"):
        pdf.write(page, traditional, DAY, {})


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch, traditional: FontSet) -> None:
    """
    FONTCONFIG_FILE is ours for the stage only.
    """
    monkeypatch.setenv("FONTCONFIG_FILE", "before")
    with pdf._only_our_fonts(traditional):
        pass
    import os

    assert os.environ["FONTCONFIG_FILE"] == "before"


def test_the_screen_page_asks_for_nothing(screen: str) -> None:
    """
    No address outside the page, at most 1.5 MB; its one script is its own.
    """
    soup = BeautifulSoup(screen, "lxml")
    assert not soup.find_all(["link", "iframe", "img"]) and not [one for one in soup.find_all("script") if one.attrs]
    assert not re.findall(r"url\((?!data:|#)", screen)
    assert len(screen.encode()) < 1_500_000


def test_the_screen_page_can_be_walked(screen: str) -> None:
    """
    Landmarks, one first heading, headings in order, charts with alternative text, links that lead somewhere.
    """
    soup = BeautifulSoup(screen, "lxml")
    assert soup.main and soup.nav and len(soup.find_all("h1")) == 1
    levels = [int(one.name[1]) for one in soup.find_all(["h1", "h2", "h3"])]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(one["aria-label"].strip() for one in soup.find_all(class_="plot"))
    anchors = {one["id"] for one in soup.find_all(id=True)}
    assert not [one["href"] for one in soup.nav.find_all("a") if one["href"][1:] not in anchors]
    assert all(one.find_parent(lang=True) for one in soup.main.find_all("p"))


def test_paper_knows_its_colours(layout: html.Layout, traditional: FontSet) -> None:
    """
    On paper no colour is looked up in a variable.
    """
    css = layout.page(Specimen("en").page(), traditional).partition("</style>")[0]
    assert not re.search(r"var\(--(?!zh|en)", css)


def test_a_template_that_asks_for_too_much_is_an_error(tmp_path: Path, home: Home, traditional: FontSet) -> None:
    """
    A user's template with a misspelt name says so, with the file.
    """
    own = tmp_path / "templates" / "layout"
    own.mkdir(parents=True)
    (own / "page.html.j2").write_text("{{ page.headlin }}", encoding="utf-8")
    with pytest.raises(RenderError, match="headlin"):
        html.Layout(Home((tmp_path, *home.roots)), tmp_path).page(Specimen("en").page(), traditional)
