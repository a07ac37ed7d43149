"""The WeChat fragment: what an editor like WeChat's strips is not there to be stripped."""

import base64
import io
import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from tidegauge import usecases
from tidegauge.model.words import Edition, Format
from tidegauge.render import editions, lint
from tidegauge.render.passages import passages
from tidegauge.settings import Home, load

ALLOWED = {
    "section": {"style"},
    "p": {"style"},
    "span": {"style"},
    "strong": {"style"},
    "img": {"style", "src", "alt"},
    "table": {"style"},
    "tbody": {"style"},
    "tr": {"style"},
    "th": {"style"},
    "td": {"style", "colspan"},
}
"""Elements with their attributes that the editor keeps."""
STYLES = re.compile(r"(?:position|float|@|url\(|expression|var\(|grid|flex|transform)")


@pytest.fixture(scope="module")
def issue(home: Home, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    briefing = usecases.briefing(load(environment={}), "weekly", usecases.Origin(sample=True), date(2025, 11, 14))
    out = tmp_path_factory.mktemp("out")
    editions.render(briefing, [Edition.BILINGUAL], [Format.WECHAT], out, home, cache)
    return out / "2025-W46"


@pytest.fixture(scope="module")
def fragment(issue: Path) -> str:
    return (issue / "tidegauge-2025-W46-zh-Hans.wechat.html").read_text(encoding="utf-8")


def sanitised(fragment: str) -> str:
    """What an editor makes of it that keeps `ALLOWED` alone."""
    soup = BeautifulSoup(fragment, "html.parser")
    for element in soup.find_all(True):
        if element.name not in ALLOWED:
            element.decompose()
            continue
        for name in set(element.attrs) - ALLOWED[element.name]:
            del element[name]
    return str(soup)


def test_an_article_is_one_file_in_simplified(issue: Path) -> None:
    """
    The bilingual edition becomes a Simplified article; beside it readings and manifest.
    """
    names = sorted(path.name for path in issue.iterdir())
    assert names == ["manifest.json", "readings.json", "tidegauge-2025-W46-zh-Hans.wechat.html"]


def test_pasting_changes_nothing(fragment: str) -> None:
    """
    A sanitiser that keeps allowed elements and attributes gives the same fragment back.
    """
    assert sanitised(fragment) == str(BeautifulSoup(fragment, "html.parser"))
    assert not STYLES.search(" ".join(re.findall(r'style="([^"]*)"', fragment)))


def test_nothing_is_loaded_from_elsewhere(fragment: str) -> None:
    """
    No address but data; no style sheet, class, id, script, SVG or link.
    """
    assert not re.search(r"https?:|<(?:style|script|svg|a|link|iframe)\b| (?:class|id|href)=", fragment)


def test_charts_are_pictures_with_their_finding_in_words(fragment: str) -> None:
    """
    Each is a PNG of 1200 pixels with a text for those who do not see it.
    """
    images = BeautifulSoup(fragment, "html.parser").find_all("img")
    assert len(images) > 5
    for one in images:
        kind, data = str(one["src"]).split(",", 1)
        assert kind == "data:image/png;base64"
        assert Image.open(io.BytesIO(base64.b64decode(data))).width == 1200
        assert len(str(one["alt"])) > 10


def test_the_article_says_what_the_page_says(fragment: str) -> None:
    """
    Marked as a sample, whole sentences, no superscript, no Traditional character, no half-width mark.
    """
    assert "示例数据" in fragment and "担保隔夜融资利率（SOFR）" in fragment
    assert "<sup" not in fragment
    read = list(passages(f'<html lang="zh-Hans">{fragment}</html>'))
    tables = lint.Tables.load(load(environment={}).home)
    assert not [slip for slip in lint.check(read, tables, date(2025, 11, 14)) if slip.rule in ("script", "punctuation")]
