"""A real issue as e-mail."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from tests.deliver.specimen import LINKS, SENDER

from tidegauge.deliver import inspect, messages
from tidegauge.deliver.addresses import parse
from tidegauge.deliver.halves import Halves, figures
from tidegauge.deliver.letter import HTML_BUDGET, READER_LINK, Letter
from tidegauge.deliver.letters import Cover, Letters
from tidegauge.model.document import Notice
from tidegauge.model.words import Edition, Language
from tidegauge.render.pictures import PIXELS

NOTE = Notice("note", {"en": "A note.", "zh-Hant": "按語。"}, date(2025, 11, 15))
COVER = Cover(0, (NOTE,), "https://example.org/2025-W46/", "weekly@example.org")


@pytest.fixture(scope="module", params=list(Edition))
def written(request: pytest.FixtureRequest, letters: Letters) -> Letter:
    return letters.letter(request.param, COVER)


def test_an_issue_as_letter(written: Letter) -> None:
    """Below the budget, whole when read back, in the languages of its edition."""
    assert 10_000 < len(written.html.encode()) < HTML_BUDGET
    form = messages.form(written)
    inspect.check(messages.compose(form, parse("a@example.org"), SENDER, LINKS), written)
    page = BeautifulSoup(written.html, "lxml")
    assert [one["lang"] for one in page.select("table[lang]")] == [one.value for one in written.edition.languages]
    assert "SOFR" in written.subject or "2025-W46" in written.subject


def test_pictures_fit_their_places(written: Letter) -> None:
    """
    Two charts a language, each 600 wide and again as narrow as a phone, in twice the pixels, and with a text.

    The narrow one is hidden by its style, from Outlook by a comment; a media query shows it instead of the wide one.
    """
    page = BeautifulSoup(written.html, "lxml")
    images = page.select("img")
    assert len(images) == len(written.pictures) == 4 * len(written.edition.languages)
    for number, (image, picture) in enumerate(zip(images, written.pictures, strict=True)):
        narrow = number % 2 == 1
        assert (image["width"], image["height"]) == ("360" if narrow else "600", str(picture.height))
        assert Image.open(BytesIO(picture.data)).width == PIXELS * (0.6 if narrow else 1)
        assert len(str(image["alt"])) > 30 and len(picture.data) < 60_000
        assert ("display: none" in str(image["style"])) is narrow
        assert image["src"] == f"cid:{picture.cid}" and ("-narrow" in picture.cid) is narrow
    assert written.html.count("<!--[if !mso]><!-->") == len(images) // 2
    assert ".phone { display: block !important" in written.html.replace("\n", " ")


def test_a_bilingual_letter_says_that_the_other_language_follows(written: Letter) -> None:
    """Below the first date line, in the language that follows; a single edition says nothing."""
    two = written.edition is Edition.BILINGUAL
    assert ("English below" in written.html) is two and ("English below" in written.text) is two


def test_mail_readers_find_what_they_respect(written: Letter) -> None:
    """Tables with widths, style attributes, a dark mode, a preheader; no script, no rules outside media queries."""
    page = BeautifulSoup(written.html, "lxml")
    assert page.select_one('meta[name="color-scheme"][content="light dark"]')
    assert "prefers-color-scheme: dark" in written.html and "[if mso]" in written.html
    assert page.select('table[width="600"]') and page.select("td[style]")
    assert page.select_one("div.hidden").get_text(strip=True)  # type: ignore[union-attr]
    styles = "".join(one.get_text() for one in page.select("style"))
    rules = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", styles)
    assert "{" not in rules
    assert not page.select("script, link, iframe, form") and READER_LINK in written.html


def test_both_halves_print_the_same_figures(halves: Halves) -> None:
    """Chinese and English state the same readings, in every language."""
    printed = {language: sorted(figures(halves.half(language))) for language in Language}
    assert printed[Language.EN] == printed[Language.ZH_HANT] == printed[Language.ZH_HANS]
    assert len(printed[Language.EN]) > 10


def test_simplified_is_simplified(letters: Letters) -> None:
    """Subject, text and HTML; the notices too."""
    written = letters.letter(Edition.ZH_HANS, COVER)
    assert "流动性周报" in written.subject
    for text in (written.subject, written.text, written.html):
        assert not set("動週報點與發") & set(text)


def test_texts_are_those_of_the_page(letters: Letters) -> None:
    """The text part says the headline and the note, without superscripts run into figures."""
    written = letters.letter(Edition.EN, COVER)
    assert "A note." in written.text and "4.00%, 10 bp above" in written.text
    assert "https://example.org/2025-W46/" in written.text


def test_a_revision_says_so(letters: Letters) -> None:
    """Subject and a notice with the editor's words."""
    wrong = Notice("correction", {"en": "SOFR was wrong.", "zh-Hant": "SOFR 有誤。"}, date(2025, 11, 16))
    cover = replace(COVER, revision=1, notices=(wrong,))
    written = letters.letter(Edition.BILINGUAL, cover)
    assert written.subject.startswith("更正 Correction")
    assert "SOFR was wrong." in written.html and "SOFR 有誤。" in written.text


def test_the_text_part_reads_as_written(letters: Letters) -> None:
    """Parts of the date line apart, each chart told once, units in brackets, no space between Han characters."""
    chinese, english = (letters.letter(one, COVER).text for one in (Edition.ZH_HANT, Edition.EN))
    assert "星期五\u3000數據截至紐約時間 20:30" in chinese
    assert re.search(r"■ 急迫  SRF 20 日最高用量：503\.5 億美元（11-14）", chinese)
    assert "■ Acute  SRF 20-day high: 50.4 ($bn, 11-14)" in english
    assert not re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", chinese)
    for text in (chinese, english):
        lines = [one for one in text.splitlines() if one]
        assert not [one for one, following in pairwise(lines) if following.startswith(one)]
