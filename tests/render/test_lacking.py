"""What a section does without: plain words in its text, the files in one line at its end."""

import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from tidegauge import settings, usecases
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.render.lacking import files_of, gathered
from tidegauge.render.view import BlockView, SectionView
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
FILE = re.compile(r"\.csv\b|\b[A-Z]+_[A-Z_]{3,}|\b[A-Z]{6,}\d*[A-Z]*\b")


@pytest.fixture(scope="module")
def page(shared: Path) -> BeautifulSoup:
    """The screen page of a week whose data lack positions, loans of shops and offices, and the basis."""
    briefing = usecases.briefing(SETTINGS, "weekly", Origin(folder=shared / "data" / "series"), date(2026, 7, 10))
    return BeautifulSoup(Workshop(briefing, SETTINGS.home, SETTINGS.cache).page(Edition.BILINGUAL, "screen")[0], "lxml")


def test_no_sentence_carries_the_name_of_a_file(page: BeautifulSoup) -> None:
    """Paragraphs, definitions, findings and phenomena name series in plain words."""
    for one in page.select(".text p, .box-text, .finding p, .phenomenon p, .chart-title, h1, h2"):
        for call in one.select("sup"):
            call.decompose()
        assert not FILE.search(one.get_text(" ")), one.get_text()


@pytest.mark.parametrize(
    ("section", "words", "files"),
    [
        ("leverage", ("對沖基金的回購借款", "hedge funds’ repo borrowing"), ["HFM_REPO_BORROWING", "NYFED_PD_UST_NET"]),
        ("offshore", ("交叉貨幣基差", "cross-currency basis"), ["XCCY_EUR_3M", "XCCY_JPY_3M", "HIBOR_3M", "TIBOR_3M"]),
        (
            "credit",
            ("商業地產貸款的拖欠率", "commercial real estate"),
            ["DRCRELEXFACBS", "PRIVATE_CREDIT", "COVENANT_LITE_SHARE", "AUTO_DELINQUENCY_60"],
        ),
    ],
)
def test_a_section_says_in_one_line_which_files_would_fill_it(
    page: BeautifulSoup, section: str, words: tuple[str, str], files: list[str]
) -> None:
    """The last line of the section, in both languages: what it misses most in plain words, then the files."""
    lines = page.select(f"section#{section} .wanting")
    assert len(lines) == 1
    for paragraph, word in zip(lines[0].find_all("p"), words, strict=True):
        said = paragraph.get_text()
        assert said.count(word) == 1
        assert re.findall(r"(\w+)\.csv\b", paragraph.select_one(".file").get_text()) == files
        assert said.index(word) < said.index(files[0])


def test_a_section_that_has_everything_says_nothing(page: BeautifulSoup) -> None:
    """No line at the end of sections that lack nothing."""
    assert not page.select("section#repo .wanting, section#causes .wanting")


def test_many_files_are_told_as_a_pattern() -> None:
    """Six contracts are one pattern, two files are two names."""
    assert files_of(tuple(f"CFTC_TFF_LEV_SHORT_{one}Y" for one in range(6))) == ("CFTC_TFF_LEV_SHORT_*.csv",)
    assert files_of(("XCCY_EUR_3M", "XCCY_JPY_3M")) == ("XCCY_EUR_3M.csv", "XCCY_JPY_3M.csv")


def test_sections_without_a_page_share_one_paragraph() -> None:
    """What two of them in a row have to say stands in one line, in each language, with sections around it untouched."""

    def absent(name: str) -> SectionView:
        told = (("zh-Hant", Markup("沒有{}。").format(name)), ("en", Markup("No {}.").format(name)))
        return SectionView(name, (), (), (), (), told)

    full = SectionView("full", (), (), (), (BlockView("text"),))
    found = gathered([full, absent("a"), absent("b"), full, absent("c")])
    assert [one.id for one in found] == ["full", "a", "full", "c"]
    assert found[1].missing == (("zh-Hant", "沒有a。沒有b。"), ("en", "No a. No b."))
