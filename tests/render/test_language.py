"""The language of whole pages: script, punctuation, terms, formats, acronyms, in every edition and both wordings."""

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from tests.render.test_prose import plain, prose_of, texts

from tidegauge import settings, usecases
from tidegauge.errors import RenderError
from tidegauge.model.document import Briefing
from tidegauge.model.words import Edition, Language
from tidegauge.render import lint
from tidegauge.render.editions import Workshop
from tidegauge.render.passages import PROSE, SPOKEN, TABLE, TITLE, Passage, passages
from tidegauge.render.prose import Prose
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
TABLES = lint.Tables.load(SETTINGS.home)
DAY = date(2025, 11, 14)
WEEKS = (
    "2018-07-06",
    "2018-12-28",
    "2019-09-20",
    "2020-03-20",
    "2021-07-09",
    "2022-09-30",
    "2023-03-17",
    "2024-12-27",
    "2025-11-14",
    "2026-08-21",
)
ENDS = re.compile(r"(?<=。)|(?<=[.;:]) (?=[A-Z“])")
NUMBERS = re.compile(r"[−+]?\d[\d.,]*")
SUPERLATIVE = re.compile(
    r"\b(?:highest|lowest|largest|deepest|record|the most)\b|最[高低大深多](?!投標)|新高|新低|史上最"
)
COMPUTED = re.compile(r"standing|precedent|place\(|from_peak|from_high|extreme|srf_high|high_above|high\|")
"""What a superlative may lean on: a standing, a peak, the high of a window, all computed from the known history."""


@cache
def briefing(shared: Path, day: str) -> Briefing:
    origin = Origin(folder=shared / "data" / "series")
    return usecases.briefing(SETTINGS, "weekly", origin, date.fromisoformat(day))


def turned(told: Briefing) -> Workshop:
    """The issue in the wordings of the other turn."""
    numbers = {row.reading.indicator: row.number for row in told.appendix}
    shop = Workshop(told, SETTINGS.home, SETTINGS.cache)
    shop._prose = Prose(SETTINGS.home, told.report, numbers, 1 - told.issue.turn, told.issue.as_of)
    return shop


def pages(told: Briefing) -> Iterator[str]:
    """Every edition, and the bilingual one in the other wordings."""
    shop = Workshop(told, SETTINGS.home, SETTINGS.cache)
    for edition in Edition:
        yield shop.page(edition, "print")[0]
    other = turned(told)
    other._drawn = shop._drawn
    yield other.page(Edition.BILINGUAL, "print")[0]


def slips(text: str, language: str, role: str = PROSE, as_of: date = DAY) -> list[str]:
    """The rules that a text breaks."""
    return sorted({slip.rule for slip in lint.check([Passage(language, role, text)], TABLES, as_of)})


@pytest.mark.parametrize("day", WEEKS)
def test_no_page_breaks_a_rule_of_language(shared: Path, day: str) -> None:
    """
    Every text of every edition, in both wordings, keeps script, marks, terms, formats and first mentions.
    """
    told = briefing(shared, day)
    for page in pages(told):
        found = lint.check(passages(page), TABLES, told.issue.as_of)
        assert not found, "\n".join(map(str, found[:10]))


def test_the_screen_page_says_nothing_else(shared: Path) -> None:
    """
    Data tables, navigation and switches of the screen keep the same rules.
    """
    told = briefing(shared, "2025-11-14")
    shop = Workshop(told, SETTINGS.home, SETTINGS.cache)
    for edition in (Edition.BILINGUAL, Edition.ZH_HANS):
        assert not lint.check(passages(shop.page(edition, "screen")[0]), TABLES, DAY)


@pytest.mark.parametrize(
    ("text", "language", "rule"),
    [
        ("這个數字", "zh-Hant", "script"),
        ("這個水平爲高", "zh-Hant", "script"),
        ("高槓杆的基金", "zh-Hant", "script"),
        ("本周持平", "zh-Hant", "script"),
        ("帐戶余額", "zh-Hant", "script"),
        ("准備金下降", "zh-Hans", "script"),
        ("低於此数", "zh-Hans", "script"),
        ("reserves 準備金", "en", "script"),
        ("準備金下降,利率上升", "zh-Hant", "punctuation"),
        ("準備金(週均)", "zh-Hant", "punctuation"),
        ("官員稱“充足”", "zh-Hant", "punctuation"),
        ("官员称「充足」", "zh-Hans", "punctuation"),
        ("達 2 兆美元", "zh-Hant", "punctuation"),
        ("it's tight", "en", "punctuation"),
        ("SOFR was -4 bp", "en", "punctuation"),
        ("The lines are unused.No source tells of it", "en", "punctuation"),
        ("聯準會縮表", "zh-Hant", "terms"),
        ("銀行的儲備下降", "zh-Hant", "terms"),
        ("基礎交易平倉", "zh-Hant", "terms"),
        ("對衝基金", "zh-Hant", "terms"),
        ("10 年期殖利率", "zh-Hant", "terms"),
        ("on November 14 it rose", "en", "formats"),
        ("it rose by 8 bps", "en", "formats"),
        ("2025-11-14 為準", "zh-Hant", "formats"),
        ("達 5 十億美元", "zh-Hant", "formats"),
        ("超額準備金利率（IOER）為 5.30%", "zh-Hant", "ended"),
        ("LIBOR rose", "en", "ended"),
        ("It was calm in 2019. LIBOR rose", "en", "ended"),
        ("2019 年尚平靜；倫敦同業拆息走高", "zh-Hant", "ended"),
        ("The London interbank offered rate rose", "en", "ended"),
        ("超額準備金利率不變", "zh-Hant", "ended"),
        ("超额准备金利率不变", "zh-Hans", "ended"),
        ("LIBOR上涨", "zh-Hans", "ended"),
        ("SOFR is high", "en", "first mention"),
        ("財政部帳戶（TGA）增加", "zh-Hant", "first mention"),
        ("rates will probably rise", "en", "likelihood"),
        ("a rise is likely", "en", "likelihood"),
        ("利率有望回落", "zh-Hant", "likelihood"),
    ],
)
def test_each_rule_finds_its_fault(text: str, language: str, rule: str) -> None:
    """
    A sentence with the fault is found under its rule.
    """
    assert rule in slips(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("外匯儲備不在此列，時間為 20:30，日期 11-14，區間 3.75–4.00%。", "zh-Hant"),
        ("2021 年 7 月前為減超額準備金利率（IOER）。", "zh-Hant"),
        ("2021年7月前为减超额准备金利率（IOER）。", "zh-Hans"),
        ("对冲基金的国债头寸为 2.86 万亿美元，较一周前少 −4 个基点。", "zh-Hans"),
        (
            "The Secured Overnight Financing Rate (SOFR) fell by 4 bp on 14 November; the Fed’s “ample” is not ours.",
            "en",
        ),
        ("A fall is likely (70–90%).", "en"),
    ],
)
def test_good_sentences_pass(text: str, language: str) -> None:
    """
    What the house writes breaks no rule.
    """
    assert slips(text, language) == []


def test_a_first_mention_counts_once_an_edition_and_not_in_titles() -> None:
    """
    Titles and tables do not introduce; after the full name the acronym stands alone; each language has its own.
    """
    told = [
        Passage("en", TITLE, "SOFR above IORB"),
        Passage("en", TABLE, "SOFR"),
        Passage("en", PROSE, "The Secured Overnight Financing Rate (SOFR) rose."),
        Passage("en", PROSE, "SOFR rose again."),
        Passage("zh-Hant", PROSE, "SOFR 走高。"),
    ]
    assert [slip.passage.language for slip in lint.unintroduced(told, TABLES)] == ["zh-Hant"]


def test_passages_follow_the_page() -> None:
    """
    One passage a block and language, superscripts and style sheets left out, attributes read aloud included.
    """
    page = (
        '<html lang="en"><style>p{}</style><p>Rose to <span class="n">4%</span><sup>2</sup>.</p>'
        '<div class="pair text"><p lang="zh-Hant">升至<b>高位</b></p></div>'
        '<section id="claims"><table><tr><td title="said">x</td></tr></table></section></html>'
    )
    assert list(passages(page)) == [
        Passage("en", PROSE, "Rose to 4%."),
        Passage("zh-Hant", PROSE, "升至高位"),
        Passage("en", SPOKEN, "said"),
        Passage("en", TABLE, "x", quoted=True),
    ]


@pytest.mark.parametrize(
    ("run", "edition"), [("这个", Edition.ZH_HANT), ("準備", Edition.ZH_HANS), ("下降,利率", Edition.BILINGUAL)]
)
def test_the_build_stops_at_a_wrong_character(run: str, edition: Edition) -> None:
    """
    One sentence names the edition, the character and the text it stands in.
    """
    with pytest.raises(RenderError, match=f"Edition {edition.value}: .*{run}"):
        lint.gate([run], edition)


def test_what_the_glossary_says_of_taiwan_is_ruled_out() -> None:
    """
    Each rendering that only the Taiwan column has is known to the lint.
    """
    ruled_out = TABLES.forbidden["zh-Hant"]
    assert {"聯準會", "殖利率", "避險基金", "擔保品", "主要交易商", "通膨"} <= set(ruled_out)
    assert not {"回購", "正價差", "貼現窗口", "年增"} & set(ruled_out)


def test_the_house_words_break_no_term_rule() -> None:
    """
    No forbidden pattern matches a house term of the glossary.
    """
    rows = csv.DictReader(SETTINGS.home.read("reports/glossary.csv").splitlines())
    for row in rows:
        assert "terms" not in slips(row["zh_hant"], "zh-Hant"), row["en"]


def test_words_of_probability_are_bound_to_ranges() -> None:
    """
    The table covers 0 to 100 from low to high, without overlap, in both languages.
    """
    for words in TABLES.likelihood.values():
        ranges = sorted(words.values())
        assert ranges[0][0] == 0 and ranges[-1][1] == 100
        assert all(low < high for low, high in ranges)
        assert all(before[1] <= after[0] for before, after in pairwise(ranges))


def sentences(told: Briefing, language: Language) -> set[str]:
    """What an issue says, without its numbers; titles of charts and definitions aside, which name things."""
    defined = {block.definition for section in told.sections for block in section.blocks}
    said: set[str] = set()
    prose = prose_of(told)
    for section, block, facts in texts(told):
        if section != "appendix" and block not in defined and not block.endswith("_title"):
            text = plain(prose.text(section, block, language, facts))
            said |= {NUMBERS.sub("#", one) for one in ENDS.split(text) if one}
    return said


@pytest.mark.parametrize(
    "day", ["2019-09-20", "2020-03-20", "2021-07-09", "2023-03-17", "2024-12-27", "2025-11-14", "2026-08-21"]
)
def test_an_issue_does_not_read_like_the_one_before(shared: Path, day: str) -> None:
    """
    Of its sentences at most half stood in the issue a week earlier with the same words between their numbers.
    """
    before = (date.fromisoformat(day) - timedelta(weeks=1)).isoformat()
    for language in (Language.ZH_HANT, Language.EN):
        now, then = (sentences(briefing(shared, one), language) for one in (day, before))
        assert len(now & then) <= len(now) / 2


@pytest.mark.parametrize("language", [Language.ZH_HANT, Language.EN])
def test_superlatives_are_computed(language: Language) -> None:
    """
    In templates a record, a high or a "since" stands only where a standing or a peak is asked for.
    """
    folder = settings.built_in() / "templates" / "weekly"
    for name in ("key_points", "phenomena", "repo", "causes", "facilities", "outlook"):
        text = (folder / name / f"prose.{language}.j2").read_text(encoding="utf-8")
        for block in re.findall(r"{% block \w+ %}.*?{% endblock %}", text, re.DOTALL):
            if SUPERLATIVE.search(block) and "scorecard" not in block:
                assert COMPUTED.search(block), block
