"""Every rule with its reading on both sides of each bound: what the issue then says, in both languages and wordings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from tests.compose.test_sections import blocks, plain

from tidegauge import catalogue as listing
from tidegauge import settings
from tidegauge.compose import compose
from tidegauge.compose.states import FUNDING_SIGNS
from tidegauge.indicators.table import INDICATORS
from tidegauge.judge import judge
from tidegauge.measure import Measurement, measure
from tidegauge.model.document import Briefing
from tidegauge.model.judgement import Direction, Level, Rule
from tidegauge.model.words import Language
from tidegauge.render.prose import Prose
from tidegauge.render.words import Words
from tidegauge.report import Report, load, read_toml
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Known

HOME = settings.load(environment={}).home
CALM = date(2021, 7, 9)
"""A week in which nothing that is told is raised: what a rule raises, it raises alone."""
LATER = {"srf_20d_max": date(2024, 5, 17), "card_delinquency": date(2026, 2, 27)}
"""Weeks for readings that have too little history in 2021."""
LEFT_OUT = ("timeline", "comment", "claims", "appendix")
"""Sections that say nothing of levels."""

Texts = Mapping[tuple[str, str], str]
Expected = tuple[str, str, str, str]
"""Section, block, what the Chinese and what the English must say."""

SAYS: Mapping[str, Mapping[int, tuple[Expected, ...]]] = {
    "effr_iorb": {
        0: (("repo", "p3", "平靜", "calm"),),
        1: (("repo", "p3", "略緊|略為偏緊", "a little firm|firm side"),),
        2: (("repo", "p3", "傳到無擔保|也不平靜", "reached the unsecured|not calm either"),),
        3: (("repo", "p3", "傳到無擔保|也不平靜", "reached the unsecured|not calm either"),),
    },
    "sofr_p99_p1": {
        0: (("repo", "fan_title", "緊湊|並未走樣", "compact|keeps its shape"),),
        1: (("repo", "title", "留意", "to watch"),),
        2: (
            ("repo", "title", "拉開|拉長", "pulled apart|lengthening"),
            ("repo", "fan_title", "拉長|拉開", "lengthened|moved out"),
        ),
        3: (
            (
                "repo",
                "p1",
                "拉長|拉開|最貴的一端|有人借得貴",
                "lengthened|moved out|top end|at a high price|expensive side",
            ),
        ),
    },
    "discount_window": {
        0: (("facilities", "title", "平穩|低微|少人問津", "quiet|little used|hardly used"),),
        1: (("facilities", "title", "高於常態", "above its usual use"),),
        2: (("facilities", "title", "借款偏多", "busy|is not"),),
        3: (("facilities", "title", "借款偏多", "busy|is not"),),
    },
    "swap_lines": {
        0: (
            ("facilities", "p3", "低微|不多", "hardly used|little used"),
            ("offshore", "title", "不緊張|平穩", "not|no"),
        ),
        1: (("offshore", "title", "有所動用", "in some use"),),
        2: (("offshore", "title", "多於平時", "more than usual"), ("facilities", "p3", "多於平時", "more than usual")),
        3: (("offshore", "title", "大量動用", "heavy use"), ("facilities", "p3", "借美元|傳到", "borrowing|reached")),
    },
    "hy_oas": {
        0: (("credit", "title", "低位", "still low"),),
        1: (("credit", "title", "偏高|高於長期均值", "high for recent years|above their long-run"),),
        2: (("credit", "p1", "偏高|明顯較高", "high for recent years|markedly more"),),
        3: (("credit", "p1", "偏高|明顯較高", "high for recent years|markedly more"),),
    },
    "ust_fails": {
        0: (("leverage", "fails_title", "常態之內", "ordinary"), ("leverage", "title", "如常", "as usual")),
        1: (("leverage", "fails_title", "偏多", "are high"), ("leverage", "title", "偏多", "high")),
        2: (("leverage", "fails_title", "偏多", "are high"),),
        3: (("leverage", "fails_title", "偏多", "are high"),),
    },
    "cp_bill": {
        0: (("offshore", "p1", "並不難借|看不出", "not hard|Nothing suggests"),),
        1: (("offshore", "title", "略闊", "wide side"),),
        2: (("offshore", "title", "偏高", "expensive"), ("offshore", "p1", "明顯", "markedly")),
        3: (("offshore", "title", "偏高", "expensive"), ("offshore", "p1", "明顯", "markedly")),
    },
    "hibor_sofr": {
        1: (("offshore", "title", "港元拆息高於", "Hong Kong rates are above"),),
        2: (("offshore", "title", "港元拆息高於", "Hong Kong rates are above"),),
    },
    "dollar_index": {
        0: (("offshore", "title", "不緊張|平穩", "not|no"),),
        1: (("offshore", "title", "高位", "strong"),),
        2: (("offshore", "title", "高位", "strong"),),
    },
    "ofr_fsi": {
        0: (("key_points", "finding_broad", "偏低|平靜|高於常態", "low|calm|above normal"),),
        2: (("key_points", "finding_broad", "偏高|高於常態", "high|elevated|above normal"),),
        3: (("key_points", "finding_broad", "偏高", "high|elevated"),),
    },
    "stress": {
        0: (("analogues", "p3", "屬於平穩", "index is calm"),),
        1: (("analogues", "p3", "值得留意", "to watch"),),
        2: (("analogues", "p3", "緊張的一週", "a strained week"),),
        3: (("analogues", "p3", "急迫的一週", "an acute week"),),
    },
    "btc_change_1w": {2: (("bitcoin", "title", "急跌|回落|大致持平|回升", "fell|little changed|rose"),)},
    "srf_20d_max": {
        0: (("facilities", "title", "低微|少人問津|閒置|動用", "used|idle"),),
        3: (("facilities", "p1", "用量達", "a billion dollars or more"),),
    },
}
"""What sections say of a reading by its level; rules that are not here speak on page one alone."""
EASE = re.compile(
    "並不吃緊|回購市場平靜|擔保融資無壓力|資金供應無虞|not tight|repo market is calm|under no pressure|cash is easy"
)
"""Words that call secured funding calm."""
ALL_CALM = re.compile("水面平靜|水波不興|全部平穩|Calm water|Still water|all calm")
ABOVE, BELOW = re.compile("高於|高出|比 .{2,12} 高|more than| above "), re.compile("低於|less than| below ")


@dataclass(frozen=True)
class Stage:
    """A day's data, ready to have one reading moved."""

    known: Known
    measurement: Measurement
    report: Report


@cache
def stage(shared: Path, day: date) -> Stage:
    known = Known(CsvFolder(shared / "data" / "series", listing.load()), day)
    plan = load(HOME, "weekly")
    kept = tuple(one for one in plan.sections if one.id not in LEFT_OUT)
    return Stage(known, measure(INDICATORS, known, listing.load()), replace(plan, sections=kept))


def moved(measurement: Measurement, reading: str, value: float) -> Measurement:
    """The same day with one reading's last value changed."""
    one = measurement[reading]
    history = one.history.copy()
    history.iloc[-1] = value
    extreme = one.reading.period if one.reading.extreme_on else None
    changed = replace(one, reading=replace(one.reading, value=value, extreme_on=extreme), history=history)
    others = (changed if key == reading else found for key, found in measurement.items())
    return Measurement(measurement.day, others, measurement.stress)


def level_at(day: Stage, rule: Rule, value: float) -> Level:
    """What the rule makes of a value."""
    return judge((rule,), moved(day.measurement, rule.reading, value)).signals[rule.reading].level


def sides(day: Stage, rule: Rule) -> Iterator[tuple[Level, float]]:
    """Values just before and just past each bound, by halving: the level only grows towards stress."""
    sign = 1.0 if rule.direction is Direction.HIGH else -1.0
    history = day.measurement[rule.reading].history
    far = max(abs(history).max(), max(abs(gate.value) for gate in rule.gates)) * 1.5 + 1.0
    for at in range(1, len(rule.gates) + 1):
        low, high = -far, far
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (low, middle) if level_at(day, rule, sign * middle) >= at else (middle, high)
        yield level_at(day, rule, sign * low), sign * low
        yield level_at(day, rule, sign * high), sign * high


def issue(day: Stage, measurement: Measurement) -> Briefing:
    judgement = judge(day.report.rules, measurement)
    dates = read_toml(HOME.find("reports/calendar.toml"))
    return compose(day.report, day.known, measurement, judgement, listing.load(), dates)


@cache
def prose(turn: int, day: date) -> Prose:
    return Prose(HOME, "weekly", {}, turn, day)


def texts(briefing: Briefing, language: Language, turn: int) -> Texts:
    """Everything an issue says, by section and block."""
    write = prose(turn, briefing.issue.as_of)
    points = briefing.key_points
    wanted = [("key_points", one, points.facts) for one in ("headline", "dashboard_title", "phenomena_head")]
    wanted += [("key_points", f"finding_{one.id}", one.facts) for one in points.findings]
    wanted += [("phenomena", one.reading, one.facts) for one in points.phenomena]
    wanted += [(one.id, block, one.facts) for one in briefing.sections if one.blocks for block in blocks(one)]
    return {
        (section, block): plain(str(write.text(section, block, language, facts))) for section, block, facts in wanted
    }


RULES = load(HOME, "weekly").rules


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.reading)
def test_on_both_sides_of_each_bound_the_words_are_right(shared: Path, rule: Rule) -> None:
    """
    Just before and just past each bound: headline, counts, phenomenon and sections say what the level is, and no more.
    """
    day = stage(shared, LATER.get(rule.reading, CALM))
    words = {one: Words.load(HOME, one, day.measurement.day) for one in (Language.ZH_HANT, Language.EN)}
    reached: set[Level] = set()
    for level, value in sides(day, rule):
        measurement = moved(day.measurement, rule.reading, value)
        briefing = issue(day, measurement)
        signals = judge(day.report.rules, measurement)
        assert signals.signals[rule.reading].level is level
        reached.add(level)
        for place, language in enumerate(words):
            for turn in (0, 1):
                said = texts(briefing, language, turn)
                check_sections(rule.reading, level, said, place)
                check_page_one(rule, level, briefing, said, words[language])
                check_signs(rule.reading, measurement, said)
    assert Level.CALM in reached and Level(len(rule.gates)) in reached


def check_sections(reading: str, level: Level, said: Texts, place: int) -> None:
    """What the table asks of the level, and no ease while funding is raised."""
    for section, block, *wanted in SAYS.get(reading, {}).get(level, ()):
        assert re.search(wanted[place], said[section, block]), f"{reading} {level.name}: {said[section, block]}"
    if reading in FUNDING_SIGNS and level > Level.CALM:
        for key, text in ((one, said[one]) for one in said if one[0] in ("repo", "key_points")):
            assert not EASE.search(text), f"{reading} {level.name}, {key}: {text}"


def check_page_one(rule: Rule, level: Level, briefing: Briefing, said: Texts, words: Words) -> None:
    """The headline names what is raised, and calls nothing calm that is not."""
    told = {one.reading: one for one in briefing.key_points.phenomena}
    raised = [one for one in told.values() if one.level > Level.CALM]
    headline = said["key_points", "headline"]
    assert bool(ALL_CALM.search(headline)) == (not raised), headline
    on_dashboard = [row for block in briefing.key_points.dashboard for row in block.rows]
    counted = [row.signal.level for row in on_dashboard if row.signal is not None]
    assert bool(ALL_CALM.search(said["key_points", "dashboard_title"])) == (max(counted) is Level.CALM)
    if not rule.told or rule.reading not in told:
        return
    assert told[rule.reading].level is level
    if raised == [told[rule.reading]]:
        keys = (rule.reading, rule.family, f"{rule.family}_easier")
        named = [words.get("signal", key) for key in keys if words.has("signal", key)]
        assert any(one in headline for one in named), headline


def check_signs(reading: str, measurement: Measurement, said: Texts) -> None:
    """The phenomenon's first clause has the sign of the value, and its comparison that of a week ago."""
    text = said.get(("phenomena", reading), "")
    value = measurement[reading].reading.value
    if not (reading.endswith("_iorb") or reading in ("cp_bill", "hibor_sofr")) or not text or value is None:
        return
    first = re.split("，|,|;|；", text)[0]
    if abs(value) >= 0.05:
        assert bool(ABOVE.search(first)) == (value > 0), text
        assert bool(BELOW.search(first) or re.search("比 .{2,12} 低", first)) == (value < 0), text


def test_the_table_speaks_of_rules_and_levels_there_are() -> None:
    """Every reading in the table has a rule, and no level beyond its bounds."""
    rules = {one.reading: one for one in RULES}
    for reading, levels in SAYS.items():
        assert max(levels) <= len(rules[reading].gates), reading


def test_every_level_a_template_asks_for_is_checked() -> None:
    """A state made of a reading's level that a template turns into words stands in the table."""
    asked = {
        name
        for path in (settings.built_in() / "templates" / "weekly").glob("*/prose.*.j2")
        for name in re.findall(r"\b(\w*level)\b(?= (?:==|>=|in) )", path.read_text(encoding="utf-8"))
    }
    known = {
        "effr_level": "effr_iorb",
        "window_level": "discount_window",
        "swap_level": "swap_lines",
        "spread_level": "hy_oas",
        "fails_level": "ust_fails",
        "paper_level": "cp_bill",
        "broad_level": "ofr_fsi",
        "credit_level": "hy_oas",
        "stress_level": "stress",
        "own_level": "stress",
        "level": "cp_bill",
    }
    named = {"leads_level"}  # the level itself, of whichever reading leads: tests/compose/test_states.py
    assert asked - named == set(known)
    assert set(known.values()) <= set(SAYS)
