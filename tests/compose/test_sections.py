"""Sections 4 to 9: in every state both languages cite the same readings, print no hole, and say what the state says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tidegauge import settings, usecases
from tidegauge.compose.content import tally
from tidegauge.model.document import BlockKind, Briefing, Fact, Figure, Section
from tidegauge.model.units import Unit
from tidegauge.model.words import Language
from tidegauge.render.prose import Prose
from tidegauge.usecases import Origin

HOME = settings.load(environment={})
TAG = re.compile(r"<sup.*?</sup>|<[^>]+>")
HOLE = re.compile(r"…|\bNone\b|  |，，|。。|，。| [,.;]|undefined|\bnan\b|\{|\}")
UP_DOWN_FLAT = ("up", "down", "flat")
SIGNS = ("above", "below", "at")
LEVELS = (0, 1, 2, 3)

STATES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "leverage": {
        "positions": (True, False),
        "positions_late": (True, False),
        "short_week": (*UP_DOWN_FLAT, "unknown"),
        "net": ("above", "below"),
        "hedge_funds": (True, False),
        "dealers": (True, False),
        "fails_level": LEVELS,
        "fails_moved": UP_DOWN_FLAT,
    },
    "credit": {
        "spread": ("above", "below"),
        "spread_level": LEVELS,
        "spread_moved": (*UP_DOWN_FLAT, "unknown"),
        "card_moved": (*UP_DOWN_FLAT, "unknown"),
        "card_judged": (True, False),
        "jobs_late": (True, False),
        "lead": ("card", "jobs", "together", "unknown"),
        "consumer_ended": (True, False),
    },
    "bitcoin": {
        "week": UP_DOWN_FLAT,
        "raised": (True, False),
        "at_high": (True, False),
        "tie": ("tied", "some", "loose", "unknown"),
        "led": ("yes", "mixed", "no", "behind", "unknown"),
        "against": ("opposite", "equities"),
        "fund": (True, False),
    },
    "oil": {
        "shape": ("backwardation", "contango", "kinked", "humped", "flat"),
        "front": SIGNS,
        "far": SIGNS,
        "late": (True, False),
        "shape_weeks_ago": ("backwardation", "contango", "kinked", "flat"),
        "shape_year_ago": ("backwardation", "contango", "humped", "flat"),
    },
    "offshore": {
        "worst": ("cp_bill", "hibor_sofr", "swap_lines", "dollar_index"),
        "level": LEVELS,
        "calm": (True, False),
        "paper": (True, False),
        "paper_sign": SIGNS,
        "paper_moved": UP_DOWN_FLAT,
        "paper_level": LEVELS,
        "hibor": (True, False),
        "hibor_judged": (True, False),
        "hibor_sign": SIGNS,
        "swaps": (True, False),
        "swap_level": LEVELS,
        "judged": (True, False),
        "swaps_judged": (True, False),
        "basis": (True, False),
        "basis_sign": ("below", "above"),
        "dollar_moved": (*UP_DOWN_FLAT, "unknown"),
        "dollar_judged": (True, False),
    },
    "analogues": {
        "stress_record": (True, False),
        "closest": ("2019-09", "2020-03", None),
        "alike": ("near", "between", "apart"),
        "funding_closest": ("2019-09", "2023-03"),
        "funding_alike": ("near", "between", "apart"),
        "near_is_crisis": (True, False),
        "near_week": (date(2018, 10, 26), None),
        "episodes": (True, False),
        "enough": (True, False),
        "within": (True, False),
        "funding_whole": (True, False),
        "blocks_whole": (True, False),
        "near_alike": ("near", "between", "apart"),
        "stress": SIGNS,
        "stress_level": LEVELS,
    },
}
"""Every value each state may have."""

SAYS: Mapping[tuple[str, str], tuple[tuple[str, Any, str, str], ...]] = {
    ("leverage", "title"): (
        ("positions", False, "本期無數據", "no data on leveraged positions"),
        ("fails_level", 0, "交割如常", "settle"),
        ("fails_level", 3, "偏多", "are high"),
    ),
    ("leverage", "p2"): (("fails_moved", "flat", "相若|常|高", "about as much|ordinary|high|stands out"),),
    ("credit", "title"): (
        ("spread", "above", "高於長期均值", "above their long-run average"),
        ("card_moved", "up", "高於一年前", "above a year ago"),
        ("card_moved", "down", "回落|下降", "lower than a year ago|below a year ago"),
    ),
    ("credit", "p1"): (
        ("spread", "above", "高於", "above"),
        ("spread", "below", "低於", "below"),
        ("spread_moved", "up", "擴大", "wider"),
        ("spread_moved", "down", "收窄", "narrower"),
        ("spread_moved", "flat", "變動不大", "little changed"),
    ),
    ("credit", "p3"): (
        ("lead", "card", "信用卡拖欠率走在失業率之前", "card delinquencies move before unemployment"),
        ("lead", "jobs", "失業率走在信用卡拖欠率之前", "unemployment moves before card delinquencies"),
        ("lead", "together", "分不出先後", "neither can be said to come first"),
    ),
    ("bitcoin", "title"): (
        ("at_high", True, "新高", "record"),
        ("tie", "tied", "高度相關|明顯相關", "closely correlated|well correlated"),
        ("tie", "loose", "幾乎不相關", "hardly been correlated"),
    ),
    ("bitcoin", "p2"): (
        ("led", "yes", "先行的跡象", "a sign of a lead"),
        ("led", "no", "數據不支持", "do not say so"),
        ("led", "mixed", "談不上先行", "nothing can be said of a lead"),
        ("led", "behind", "反而是納指", "it is the Nasdaq"),
    ),
    ("oil", "title"): (
        ("shape", "backwardation", "貼水", "backwardation"),
        ("shape", "contango", "升水", "contango"),
    ),
    ("oil", "p1"): (
        ("shape", "backwardation", "近高遠低，是貼水", "falls: backwardation"),
        ("shape", "contango", "近低遠高，是升水", "rises: contango"),
        ("late", True, "延遲|屬延遲", "late"),
    ),
    ("offshore", "p1"): (("paper", False, "不作比較", "no comparison"),),
    ("analogues", "p3"): (
        ("stress_level", 0, "平穩", "calm"),
        ("stress_level", 1, "值得留意", "to watch"),
        ("stress_level", 2, "緊張的一週", "strained"),
        ("stress_level", 3, "急迫", "acute"),
    ),
    ("analogues", "p2"): (("near_is_crisis", True, "危機前後", "around a crisis"),),
}
"""Section and block: for a state's value, what each language must say."""

NEVER: Mapping[tuple[str, str], tuple[tuple[str, Any, str, str], ...]] = {
    ("credit", "p1"): (
        ("spread_moved", "up", "收窄", "narrower"),
        ("spread_moved", "down", "擴大", "wider"),
        ("spread", "below", "高於 1996", "above its average"),
    ),
    ("oil", "title"): (
        ("shape", "backwardation", "升水", "contango"),
        ("shape", "contango", "貼水", "backwardation"),
    ),
    ("bitcoin", "p2"): (
        ("led", "no", "先行的跡象", "a sign of a lead"),
        ("led", "mixed", "先行的跡象", "a sign of a lead"),
    ),
    ("analogues", "p3"): (
        ("stress_level", 0, "緊張的一週|急迫", "strained week|acute"),
        ("stress_level", 3, "平穩", "calm"),
    ),
    ("offshore", "title"): (("calm", True, "變貴|承壓|大量動用", "expensive|strain|heavy use"),),
}
"""What neither language may say then."""


@cache
def composed(shared: Path, day: date) -> Briefing:
    return usecases.briefing(HOME, "weekly", Origin(folder=shared / "data" / "series"), day)


def section_of(briefing: Briefing, name: str) -> Section:
    return next(one for one in briefing.sections if one.id == name)


def combinations(states: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """
    Every pair of states together at least once, and every value of each: rows of the product, evenly thinned.
    """
    rows = list(product(*states.values()))
    step = max(1, len(rows) // 240)
    for row in rows[::step]:
        yield dict(zip(states, row, strict=True))
    for key, values in states.items():
        base = {name: options[0] for name, options in states.items()}
        yield from ({**base, key: value} for value in values)


def consistent(section: str, states: dict[str, Any]) -> bool:
    """Left out: what composing cannot give, as a calm section with a raised worst reading."""
    if section == "offshore":
        late = states["swap_level"] > 0 and not states["swaps_judged"]
        late = late or (states["paper_level"] > 0 and not states["judged"])
        return bool(states["calm"] == (states["level"] == 0)) and not late
    if section == "oil":
        named = {"backwardation": "above", "contango": "below", "flat": "at"}
        far = named.get(states["shape"])
        return far is None or states["far"] == far
    if section == "analogues":
        known = states["episodes"] or not states["closest"]
        return bool(known and (states["near_week"] or not states["near_is_crisis"]))
    return True


def blocks(section: Section) -> list[str]:
    """Names of the texts a section prints."""
    found = ["title"]
    for one in section.blocks:
        if one.kind is BlockKind.TEXT:
            found.append(one.name)
        elif one.kind is not BlockKind.TABLE:
            found += [f"{one.name}_title", f"{one.name}_subtitle"]
    return found


def plain(markup: str) -> str:
    return TAG.sub("", markup).replace("\u00a0", " ")


def said(section: str, block: str, facts: Mapping[str, Fact], turn: int) -> tuple[str, str]:
    """The text in both languages, as markup."""
    prose = prose_of(turn)
    return tuple(str(prose.text(section, block, one, facts)) for one in (Language.ZH_HANT, Language.EN))  # type: ignore[return-value]


@cache
def prose_of(turn: int) -> Prose:
    return Prose(HOME.home, "weekly", {}, turn, date(2026, 4, 24))


def cited(markup: str) -> set[str]:
    return set(re.findall(r'<span class="n" data-r="([^"]+)"', markup))


def complete(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Facts with a figure wherever one is missing, so that every branch has something to print."""
    spare = Figure("stress", 1.0, Unit.INDEX, date(2026, 4, 1))

    def filled(one: Fact) -> Fact:
        if isinstance(one, Figure) and one.value is None:
            return replace(one, value=1.0, period=date(2026, 4, 1))
        return spare if one is None else one

    whole = {key: filled(one) for key, one in facts.items() if key != "f"}
    readings = facts["f"]
    assert isinstance(readings, Mapping)
    return {**whole, "f": {key: filled(one) for key, one in readings.items()}}


@pytest.mark.parametrize("name", STATES)
def test_every_state_reads_the_same_in_both_languages(shared: Path, name: str) -> None:
    """Both languages print the same readings, no hole, and the words of each state, in both wordings."""
    day = date(2025, 8, 15) if name == "oil" else date(2026, 4, 24)
    section = section_of(composed(shared, day), name)
    base = complete(section.facts)
    checked = 0
    for states in combinations(STATES[name]):
        if not consistent(name, states):
            continue
        facts = {**base, **states}
        for block in blocks(section):
            for turn in (0, 1):
                chinese, english = said(name, block, facts, turn)
                assert cited(chinese) == cited(english), f"{name} {block} {states}: {plain(chinese)} / {plain(english)}"
                for text in (plain(chinese), plain(english)):
                    assert text and not HOLE.search(text), f"{name} {block} {states}: {text}"
                check_words(name, block, states, plain(chinese), plain(english))
                checked += 1
    assert checked > 200


def check_words(name: str, block: str, states: dict[str, Any], chinese: str, english: str) -> None:
    """What the state asks to be said is said, and nothing that contradicts it."""
    for key, value, zh, en in SAYS.get((name, block), ()):
        if states[key] == value:
            assert re.search(zh, chinese), f"{states}: {chinese}"
            assert re.search(en, english), f"{states}: {english}"
    for key, value, zh, en in NEVER.get((name, block), ()):
        if states[key] == value:
            assert not re.search(zh, chinese), f"{states}: {chinese}"
            assert not re.search(en, english), f"{states}: {english}"


@pytest.mark.parametrize("day", [date(2018, 7, 6), date(2021, 7, 9), date(2025, 11, 14), date(2026, 8, 21)], ids=str)
def test_ended_rates_are_not_named(shared: Path, day: date) -> None:
    """No text of these sections names LIBOR, nor IOER after July 2021, nor contango where the curve says the other."""
    briefing = composed(shared, day)
    prose = Prose(HOME.home, "weekly", {}, briefing.issue.turn, day)
    for section in briefing.sections:
        for block in blocks(section) if section.blocks and section.id in STATES else ():
            for language in (Language.ZH_HANT, Language.EN):
                text = plain(str(prose.text(section.id, block, language, section.facts)))
                assert "LIBOR" not in text
                assert "IOER" not in text or day < date(2021, 7, 29)


@pytest.mark.parametrize(
    ("day", "over"), [(date(2019, 9, 20), False), (date(2023, 6, 23), False), (date(2023, 6, 30), True)]
)
def test_a_rate_is_not_said_to_have_ended_before_its_end(day: date, over: bool) -> None:
    """The London interbank rate ended on 30 June 2023; an issue before that day does not know it."""
    prose = Prose(HOME.home, "weekly", {}, 0, day)
    for language, ended in ((Language.ZH_HANT, "停止"), (Language.EN, "ended on")):
        assert (ended in plain(str(prose.text("offshore", "substitute", language, {})))) is over


@pytest.mark.parametrize(
    ("day", "section", "files"),
    [
        (date(2026, 4, 24), "oil", "WTI_CL01.csv"),
        (date(2018, 8, 3), "timeline", ""),
    ],
)
def test_a_section_without_data_is_one_line(shared: Path, day: date, section: str, files: str) -> None:
    """It has no block, and either the readings it lacks or nothing to tell."""
    found = section_of(composed(shared, day), section)
    assert found.blocks == ()
    assert bool(found.missing) == bool(files)


def test_this_week_changes_in_the_analogues_as_on_the_dashboard(shared: Path) -> None:
    """The change beside this week's value is the reading's own four-week change."""
    briefing = composed(shared, date(2025, 11, 14))
    changes = {row.reading.indicator: row.reading.change.four_weeks for row in briefing.appendix}
    rows = [row for row in section_of(briefing, "analogues").tables["analogues"].rows if row.name in changes]
    assert len(rows) == 13
    for row in rows:
        change = row.cells[2].content
        assert isinstance(change, Figure)
        assert change.value == pytest.approx(changes[row.name]), row.name


def test_every_delinquency_rate_says_whose_and_how_many_days(shared: Path) -> None:
    """Each row of the table has the lenders and the days; so has each sentence with a rate."""
    section = section_of(composed(shared, date(2025, 11, 14)), "credit")
    for row in section.tables["loans"].rows:
        assert [cell.content for cell in row.cells[:2]] == ["all_banks", "thirty_days"]
    chinese, english = said("credit", "p2", section.facts, 0)
    assert "30 天以上" in plain(chinese) and "全部商業銀行" in plain(chinese)
    assert "30 days or more" in plain(english) and "all commercial banks" in plain(english)


@pytest.mark.parametrize("day", [date(2019, 9, 20), date(2023, 3, 17), date(2025, 11, 14), date(2026, 7, 10)], ids=str)
@pytest.mark.parametrize("turn", [0, 1])
def test_no_sentence_tells_a_delinquency_rate_without_its_definition(shared: Path, day: date, turn: int) -> None:
    """Before the first rate of a paragraph or a phenomenon stand the lenders and the days, in both languages."""
    briefing = composed(shared, day)
    found = [("credit", block, section_of(briefing, "credit").facts) for block in ("p2", "p3")]
    found += [("phenomena", one.reading, one.facts) for one in briefing.key_points.phenomena if "delinq" in one.reading]
    for where, block, facts in found:
        for text, named, whose, days in zip(
            map(plain, said(where, block, facts, turn)),
            (r"拖欠率[^，。]{0,30}為 [\d.]+%", r"delinquenc[^.]{0,40} (?:is|was) [\d.]+%"),
            ("全部商業銀行", "all commercial banks"),
            ("30 天以上", "30 days or more"),
            strict=True,
        ):
            if re.search(named, text):
                assert whose in text and days in text, text


@pytest.mark.parametrize(
    ("counts", "zh", "en"),
    [
        ((5, 0, 1), "五項未定，尚無一項應驗，一項落空", "five are open, none met and one missed"),
        ((1, 2, 0), "一項未定，兩項應驗，尚無一項落空", "one is open, two met and none missed"),
        ((0, 1, 1), "各項均有結果，一項應驗，一項落空", "none are open, one met and one missed"),
    ],
)
def test_the_scorecard_counts_as_people_speak(counts: tuple[int, int, int], zh: str, en: str) -> None:
    """
    No "no met", no "one are open", no 零項.
    """
    facts: dict[str, Fact] = {"scored": True}
    for kind, number in zip(("open", "met", "missed"), counts, strict=True):
        facts |= tally(kind, Figure("stress", float(number), Unit.COUNT, None, "count", digits=0))
    chinese, english = said("outlook", "p3", facts, 0)
    assert zh in plain(chinese)
    assert en in plain(english)
