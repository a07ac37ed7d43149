"""Sentences: filters, the typographic pipe, and that both languages state the same facts in every week."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from markupsafe import Markup

from tidegauge import settings, usecases
from tidegauge.compose import issue_of
from tidegauge.errors import SettingsError
from tidegauge.model.data import Status
from tidegauge.model.document import BlockKind, Briefing, Fact, Figure
from tidegauge.model.units import Unit
from tidegauge.model.words import Language
from tidegauge.render import show, text
from tidegauge.render.prose import Prose
from tidegauge.render.show import Show
from tidegauge.usecases import Origin

WEEKS = tuple(
    date.fromisoformat(day)
    for day in (
        "2018-07-06",
        "2018-12-28",
        "2019-09-20",
        "2020-03-20",
        "2021-07-09",
        "2022-09-30",
        "2023-03-17",
        "2024-12-27",
        "2025-11-14",
        "2026-07-10",
        "2026-08-21",
    )
)
ZH, EN = Show(Language.ZH_HANT, date(2025, 11, 14)), Show(Language.EN, date(2025, 11, 14))
PLAIN = re.compile(r"<sup.*?</sup>|<[^>]+>")
HOME = settings.load(environment={})


def plain(markup: str) -> str:
    """What a reader sees, without superscripts."""
    return PLAIN.sub("", str(markup)).replace("\u00a0", " ")


@cache
def composed(shared: Path, day: date) -> Briefing:
    """The briefing of one week of recorded data."""
    return usecases.briefing(HOME, "weekly", Origin(folder=shared / "data" / "series"), day)


def prose_of(briefing: Briefing) -> Prose:
    """Its sentences."""
    numbers = {row.reading.indicator: row.number for row in briefing.appendix}
    return Prose(HOME.home, "weekly", numbers, briefing.issue.turn, briefing.issue.as_of)


def texts(briefing: Briefing) -> Iterator[tuple[str, str, Mapping[str, Fact]]]:
    """Every text an issue prints: section, block, facts."""
    points = briefing.key_points
    yield "key_points", "headline", points.facts
    yield "key_points", "dashboard_title", points.facts
    yield "key_points", "phenomena_head", points.facts
    yield from (("key_points", f"finding_{one.id}", one.facts) for one in points.findings)
    yield from (("phenomena", one.reading, one.facts) for one in points.phenomena)
    for section in briefing.sections:
        if section.blocks:
            yield section.id, "title", section.facts
        for block in section.blocks:
            if block.kind is BlockKind.TEXT:
                yield section.id, block.name, section.facts
            elif block.kind is not BlockKind.TABLE:
                yield section.id, f"{block.name}_title", section.facts
                if block.definition:
                    yield section.id, block.definition, section.facts


def cited(markup: str) -> set[str]:
    """Readings a text prints."""
    return set(re.findall(r'<span class="n" data-r="([^"]+)"', markup))


@pytest.mark.parametrize("day", WEEKS, ids=str)
def test_both_languages_cite_the_same_readings(shared: Path, day: date) -> None:
    """In every text of every section the two languages print the same readings."""
    briefing = composed(shared, day)
    prose = prose_of(briefing)
    for section, block, facts in texts(briefing):
        chinese, english = (prose.text(section, block, one, facts) for one in (Language.ZH_HANT, Language.EN))
        assert cited(chinese) == cited(english), f"{section}, {block}: {plain(chinese)} / {plain(english)}"


@pytest.mark.parametrize("day", WEEKS, ids=str)
def test_no_sentence_prints_a_hole(shared: Path, day: date) -> None:
    """No …, no None, no doubled mark or space, and every sentence ends."""
    briefing = composed(shared, day)
    prose = prose_of(briefing)
    for section, block, facts in texts(briefing):
        for language in (Language.ZH_HANT, Language.EN):
            said = plain(prose.text(section, block, language, facts))
            assert said, f"{section}, {block} is empty"
            assert not re.search(r"…|\bNone\b(?! (?:reaches|of))|  |，，|。。|，。| [,.;]|undefined|\bnan\b", said)
            if not block.endswith(("title", "headline", "head")):
                assert said[-1] in "。.", said


@pytest.mark.parametrize("day", WEEKS, ids=str)
def test_a_chinese_headline_fits_its_line(shared: Path, day: date) -> None:
    """At most 24 characters; chart titles as many, but for the reading they name."""
    briefing = composed(shared, day)
    said = plain(prose_of(briefing).text("key_points", "headline", Language.ZH_HANT, briefing.key_points.facts))
    assert len(said) <= 24, said


def test_the_issue_of_14_november_2025_says_what_the_data_say(shared: Path) -> None:
    """Secured funding is strained, broad stress is not, and each figure is the published one."""
    briefing = composed(shared, date(2025, 11, 14))
    prose = prose_of(briefing)
    funding, reserves, broad = (
        plain(prose.text("key_points", f"finding_{one.id}", Language.EN, one.facts))
        for one in briefing.key_points.findings
    )
    assert "every day since 14 October" in funding
    assert "4.00%, 10 bp above" in funding
    assert "$2.86 trillion, 9.4% of gross domestic product (GDP) and $1.42 trillion below" in reserves
    assert "below their December 2021 peak" in reserves
    assert "Most of the $465.0 billion lost in thirteen weeks went into the Treasury General Account" in reserves
    assert "−2.34 and the high-yield spread at 3.09%, both below their long-run averages" in broad


ALARM = re.compile("告急|承壓|急迫的一週|緊張的一週|遍及全局|吃緊(?!。)|acute|under strain|everywhere|in acute stress")


def everything(briefing: Briefing, language: Language) -> Mapping[tuple[str, str], str]:
    """All texts of an issue by section and block."""
    prose = prose_of(briefing)
    return {one[:2]: plain(prose.text(*one[:2], language, one[2])) for one in texts(briefing)}


@pytest.mark.parametrize(("language", "calm"), [(Language.ZH_HANT, "水面平靜"), (Language.EN, "Calm water")])
def test_a_calm_week_is_told_as_calm(shared: Path, language: Language, calm: str) -> None:
    """On 9 July 2021 the headline is calm, every row of the dashboard too, and no text sounds an alarm."""
    said = everything(composed(shared, date(2021, 7, 9)), language)
    assert said["key_points", "headline"].startswith(calm)
    assert re.search("全部平穩|all calm", said["key_points", "dashboard_title"])
    assert re.search("屬於平穩|index is calm", said["analogues", "p3"])
    alarms = {
        key: text for key, text in said.items() if ALARM.search(text.replace("並不吃緊", "").replace("not tight", ""))
    }
    assert not alarms


@pytest.mark.parametrize(
    ("day", "language", "headline", "index"),
    [
        (date(2019, 9, 20), Language.ZH_HANT, "告急|急在管道", "緊張的一週"),
        (date(2019, 9, 20), Language.EN, "acute", "strained week"),
        (date(2020, 3, 20), Language.ZH_HANT, "遍及全局|同時告急", "急迫的一週"),
        (date(2020, 3, 20), Language.EN, "everywhere|acute in the pipes and beyond", "acute week"),
    ],
)
def test_a_crisis_reads_as_a_crisis(shared: Path, day: date, language: Language, headline: str, index: str) -> None:
    """September 2019 is acute in the pipes, March 2020 everywhere; five and six rows are acute, and none is eased."""
    said = everything(composed(shared, day), language)
    assert re.search(headline, said["key_points", "headline"])
    assert re.search(index, said["analogues", "p3"])
    assert re.search("五項急迫|六項急迫|five acute|six acute", said["key_points", "dashboard_title"])
    easy = re.compile(
        "並不吃緊|回購市場平靜|水面平靜|市場整體平靜|擔保融資無壓力|not tight|Calm water|Markets at large are calm"
    )
    assert not [text for (section, _), text in said.items() if section in ("key_points", "repo") and easy.search(text)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ZH_HANT, {"headline": "緊在管道，不在全局", "title": "已成常態", "broad": "並未擴散"}),
        (Language.EN, {"headline": "in the pipes", "title": "become the norm", "broad": "has not followed"}),
    ],
)
def test_november_2025_is_strained_in_the_pipes_alone(shared: Path, language: Language, words: dict[str, str]) -> None:
    """Secured funding strained, reserves falling, broad indices calm: in headline, sections and findings."""
    said = everything(composed(shared, date(2025, 11, 14)), language)
    assert words["headline"] in said["key_points", "headline"]
    assert words["title"] in said["repo", "title"]
    assert words["broad"] in said["key_points", "finding_broad"]
    assert re.search("準備金降至|Reserves fell to", said["key_points", "finding_reserves"])
    assert re.search("低位|still low", said["credit", "title"])
    assert re.search("不緊張|平穩|not tight|no shortage", said["offshore", "title"])


def test_ioer_is_not_named_after_its_end(shared: Path) -> None:
    """From 29 July 2021 prose speaks of IORB, before it of IOER."""
    for day, right, wrong in ((WEEKS[-1], "IORB", "IOER"), (WEEKS[4], "IOER", "IORB")):
        briefing = composed(shared, day)
        prose = prose_of(briefing)
        said = " ".join(plain(prose.text(*one[:2], Language.EN, one[2])) for one in texts(briefing))
        assert right in said
        assert wrong not in said


def test_every_block_stands_in_both_languages() -> None:
    """A text that only one language has is a fault."""
    folder = settings.built_in() / "templates" / "weekly"
    for chinese in sorted(folder.glob("*/prose.zh-Hant.j2")):
        english = chinese.with_name("prose.en.j2")
        blocks = [set(re.findall(r"{% block (\w+) %}", one.read_text(encoding="utf-8"))) for one in (chinese, english)]
        assert blocks[0] == blocks[1], chinese.parent.name


def test_no_template_holds_a_number_of_its_own() -> None:
    """Outside tags every digit belongs to a name such as M2 or H.4.1; windows go through |fixed."""
    folder = settings.built_in() / "templates" / "weekly"
    for template in sorted(folder.rglob("*.j2")):
        bare = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        found = re.findall(r"(?<![A-Za-z.\d])\d[\d.]*", bare)
        assert not found, f"{template}: {found}"


@pytest.mark.parametrize(
    ("billions", "chinese", "english"),
    [
        (2855.03, "2.86 萬億美元", "$2.86 trillion"),
        (50.35, "503.5 億美元", "$50.35 billion"),
        (961.929, "9,619 億美元", "$961.9 billion"),
        (1.559, "15.6 億美元", "$1.56 billion"),
        (0.02, "0.2 億美元", "$0.02 billion"),
        (-465.02, "−4,650 億美元", "−$465.0 billion"),
        (999.99, "1.00 萬億美元", "$1.00 trillion"),
    ],
)
def test_money(billions: float, chinese: str, english: str) -> None:
    """EDITORIAL C5; both languages print as many figures."""
    assert show.amount(billions, Language.ZH_HANT) == chinese
    assert show.amount(billions, Language.EN).replace("\u00a0", " ") == english


def test_dates_go_without_the_year_of_the_issue() -> None:
    """13 November, but December 2021; the machine-readable date is always whole."""
    assert plain(EN.day(date(2025, 11, 13))) == "13 November"
    assert plain(ZH.day(date(2025, 11, 13))) == "11 月 13 日"
    assert plain(EN.month(date(2021, 12, 8))) == "December 2021"
    assert plain(ZH.month(date(2021, 12, 8))) == "2021 年 12 月"
    assert 'datetime="2025-11-13"' in EN.day(date(2025, 11, 13))


def test_basis_points_are_whole_unless_they_are_not() -> None:
    """10 bp, 8.5 bp, and a true minus sign."""
    figure = Figure("sofr_iorb", 10.0, Unit.BP, None, digits=1)
    assert plain(EN.figure(figure)) == "10 bp"
    assert plain(EN.figure(Figure("x", 8.5, Unit.BP, None, digits=1))) == "8.5 bp"
    assert ZH.figure(Figure("x", -2.0, Unit.BP, None, digits=1)) == "−2 個基點"


def test_a_missing_value_prints_an_ellipsis() -> None:
    """Never 0, never nothing."""
    assert EN.figure(Figure("x", None, Unit.BP, None, status=Status.MISSING)) == "…"


@pytest.mark.parametrize(
    ("rank", "chinese", "english"), [(1, "第一", "first"), (4, "第四", "fourth"), (22, "第 22 ", "22nd")]
)
def test_ranks(rank: int, chinese: str, english: str) -> None:
    """In words up to ten."""
    assert (ZH.ordinal(rank), EN.ordinal(rank)) == (chinese, english)


def test_a_quarter_em_stands_between_han_and_latin_also_across_tags() -> None:
    """An ordinary space, outside the element that begins there, and none before a full-width mark."""
    raw = 'SOFR已連續<span class="n">20</span>個交易日，報<span class="n">4.00%</span><sup class="r">1</sup>的水平'
    assert text.space_between_han_and_latin(raw) == (
        'SOFR 已連續 <span class="n">20</span> 個交易日，報 <span class="n">4.00%</span><sup class="r">1</sup> 的水平'
    )


def test_a_number_keeps_its_measure() -> None:
    """No line break between 10 and 個, nor after 年 before a digit."""
    across = text.keep_measures("<b>26</b><sup>3</sup> 週，近 <b>20</b> 日")
    assert across == "<b>26</b><sup>3</sup>\u00a0週，近\u00a0<b>20</b>\u00a0日"
    assert text.keep_measures("高出 10 個基點，2025 年 11 月") == "高出 10\u00a0個基點，2025\u00a0年\u00a011\u00a0月"


def test_line_breaks_of_a_template_leave_no_space_in_chinese() -> None:
    """A sentence written over two lines closes up, also where a figure is a word."""
    assert str(text.typeset("高於一年前的\n<b>零</b>", Language.ZH_HANT)) == "高於一年前的<b>零</b>"
    assert str(text.typeset("高於 IORB\n，中位數\n為 3", Language.ZH_HANT)) == "高於 IORB，中位數為 3"


def test_a_word_for_a_number_stands_close_in_chinese() -> None:
    """零 is Han: no space before it, though it lies in an element of its own; a digit keeps its space."""
    assert text.join_han('一年前為 <span class="n">零</span>。') == '一年前為<span class="n">零</span>。'
    assert text.join_han('一年前為 <span class="n">5</span>。') == '一年前為 <span class="n">5</span>。'


def test_english_closes_up_before_a_mark() -> None:
    """A template's line break leaves no space before a comma."""
    assert str(text.typeset("of GDP\n , the lowest\n.", Language.EN)) == "of GDP, the lowest."


def test_a_chinese_title_breaks_between_clauses_only() -> None:
    """Each clause that fits is held together; one that does not is released, all but its last three characters."""
    assert text.clauses("一二三，四五", 4) == Markup('<span class="nw">一二三，</span><span class="nw">四五</span>')
    assert text.clauses("一二三四五六，七", 4) == Markup(
        '一二三<span class="nw">四五六，</span><span class="nw">七</span>'
    )
    assert text.clauses("一二三四五六<sup>1</sup>", 4) == Markup('一二三<span class="nw">四五六</span><sup>1</sup>')
    assert text.clauses("每桶貴 0.75 美元<sup>1</sup>", 4) == Markup(
        '每桶貴 <span class="nw">0.75 美元</span><sup>1</sup>'
    )


def test_a_fact_there_is_none_of_is_a_sentence() -> None:
    """A template that asks for an unknown fact names file, block and fact."""
    prose = Prose(HOME.home, "weekly", {}, 0, date(2025, 11, 14))
    with pytest.raises(SettingsError, match="block p1"):
        prose.text("repo", "p1", Language.EN, {})


def test_an_unknown_block_is_a_sentence() -> None:
    """It says which block to add."""
    prose = Prose(HOME.home, "weekly", {}, 0, date(2025, 11, 14))
    with pytest.raises(SettingsError, match="no block 'nope'"):
        prose.text("repo", "nope", Language.EN, {})


def test_wordings_alternate_from_friday_to_friday() -> None:
    """The turn of an issue is never that of the one before, over new year and week 53 too."""
    fridays = [date(2020, 11, 6) + timedelta(weeks=weeks) for weeks in range(120)]
    turns = [issue_of(day).turn for day in fridays]
    assert all(now != then for then, now in pairwise(turns))


def test_late_data_are_not_called_calm(shared: Path) -> None:
    """Three months after the data end nothing can be judged, and the issue says that instead of "calm"."""
    briefing = composed(shared, date(2026, 11, 20))
    prose = prose_of(briefing)
    headline = plain(prose.text("key_points", "headline", Language.EN, briefing.key_points.facts))
    title = plain(prose.text("key_points", "dashboard_title", Language.EN, briefing.key_points.facts))
    finding = briefing.key_points.findings[0]
    funding = plain(prose.text("key_points", f"finding_{finding.id}", Language.EN, finding.facts))
    assert "data" in headline
    assert title == "Dashboard: mostly late, not judged"
    assert "calm" not in (headline + title + funding).lower()
    assert "not tight" not in funding
