"""Sections 0 to 3 and 10 to 13 in every state: the same readings in both languages, no hole, the words of the state."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.compose.test_sections import (
    HOLE,
    LEVELS,
    SIGNS,
    STATES,
    UP_DOWN_FLAT,
    cited,
    complete,
    composed,
    plain,
    said,
    section_of,
)

from tidegauge import settings
from tidegauge.compose.content import tally
from tidegauge.model.document import BlockKind, Fact, Figure
from tidegauge.model.units import Unit

DAY = date(2025, 11, 14)
DRAWS = 220
"""Rows drawn from all that the states can be together, beside each value of each state."""
YES_NO = (True, False)
CAUSES: Mapping[str, tuple[Any, ...]] = {
    "explained": YES_NO,
    "current": YES_NO,
    "change": UP_DOWN_FLAT,
    "total_moved": UP_DOWN_FLAT,
    "driver": ("tga", "on_rrp", "foreign_rrp", "reverse_repos", "other_assets", "securities"),
    "driver_share": ("most", "more", "some"),
    "securities_moved": UP_DOWN_FLAT,
    "offset": ("other_assets", "none"),
    "zone": ("scarce", "ample", "abundant", "unknown"),
    "buffer": ("empty", "low", "full", "unknown"),
    "assets": UP_DOWN_FLAT,
    "tga": (*UP_DOWN_FLAT, "unknown"),
    "tga_week": UP_DOWN_FLAT,
    "bills": UP_DOWN_FLAT,
    "week": UP_DOWN_FLAT,
    "gdp_late": YES_NO,
    "precedent": ("none", "recent", "mostly", "rarely", "mixed", "unknown"),
    "residual_leads": YES_NO,
    "tga_half": YES_NO,
    "securities_half": YES_NO,
    "netted": YES_NO,
    "reserves_judged": YES_NO,
    "ratio_judged": YES_NO,
    "dear_days": YES_NO,
    "assets_judged": YES_NO,
    "tga_judged": YES_NO,
    "bills_judged": YES_NO,
}
OTHERS: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "repo": {
        "frequency": ("mostly", "sometimes", "rarely", "never"),
        "tail": ("short", "long", "stretched", "unknown"),
        "ordinary": (*SIGNS, "unknown"),
        "volume_judged": YES_NO,
        "skew": ("symmetric", "dear", "cheap", "unknown"),
        "place": ("over", "top", "upper", "at", "lower", "under", "unknown"),
        "top_key": ("srf_rate", "target_upper"),
        "shot": YES_NO,
        "p99_sign": SIGNS,
        "p99_behind": YES_NO,
        "high_is": ("quarter_end", "month_end", "calendar", "after", "before", "other"),
        "core_material": YES_NO,
        "strained": YES_NO,
        "above_since": (None, date(2025, 10, 2)),
        "high_above": SIGNS,
        "high_today": YES_NO,
        "spread": SIGNS,
        "core": SIGNS,
        "core_moved": UP_DOWN_FLAT,
        "tense": YES_NO,
        "settled": YES_NO,
        "effr": SIGNS,
        "effr_level": LEVELS,
        "effr_judged": YES_NO,
        "premium": UP_DOWN_FLAT,
        "premium_sign": SIGNS,
        "tgcr": SIGNS,
        "week": UP_DOWN_FLAT,
        "volume": UP_DOWN_FLAT,
    },
    "causes": CAUSES,
    "facilities": {
        "srf_state": ("none", "missing", "late", "unused", "spent", "used"),
        "operated": YES_NO,
        "srf_often": YES_NO,
        "window_level": LEVELS,
        "window_judged": YES_NO,
        "on_rrp_judged": YES_NO,
        "window": UP_DOWN_FLAT,
        "on_rrp": UP_DOWN_FLAT,
        "on_rrp_year": UP_DOWN_FLAT,
        "swap_level": LEVELS,
        "swaps_judged": YES_NO,
    },
    "outlook": {
        "any_raised": YES_NO,
        "first": ("sofr_iorb", None),
        "first_travel": ("towards", "away", "unknown"),
        "turn_of": ("year_end", "quarter_end", "month_end", "none"),
        "scored": YES_NO,
        "any_open": YES_NO,
        "one_open": YES_NO,
        "any_met": YES_NO,
        "any_missed": YES_NO,
        "near": ("tga", "reserves_to_gdp", None),
        "near_up": YES_NO,
        "near_moved": ("towards", "away", "still"),
    },
    "timeline": {
        "acted": YES_NO,
        "speeches": (0, 2),
        "move_up": YES_NO,
        "move_on": (
            *("quarter_end", "month_end", "after_end", "settlement", "event", "after"),
            *("none", "flat", "unknown"),
        ),
        "move_sign": ("C",),
    },
    "comment": {
        "any_officials": YES_NO,
        "any_market": YES_NO,
        "unverified": (0, 1),
        "then_day": (date(2025, 10, 14),),
        "then_moved": ("up", "down", "flat", "now", "unknown"),
    },
    "claims": {
        "any_bad": YES_NO,
        "one_bad": YES_NO,
        "any_right": YES_NO,
        "one_right": YES_NO,
        "one_checked": YES_NO,
        "any_left": YES_NO,
        "one_left": YES_NO,
        "sample": YES_NO,
    },
}
FUNDING: Mapping[str, tuple[Any, ...]] = {
    "frequency": ("mostly", "sometimes", "rarely", "never"),
    "spread": SIGNS,
    "above_since": (None, date(2025, 10, 2)),
    "last_above": (None, date(2020, 3, 17), date(2025, 10, 2), date(2025, 10, 31)),
    "high_today": YES_NO,
    "core": (*SIGNS, "unknown"),
    "spiked": YES_NO,
    "tense": YES_NO,
    "settled": YES_NO,
    "reading": ("sofr_iorb", "tgcr_iorb"),
}
AHEAD: Mapping[str, tuple[Any, ...]] = {
    "leads": (None, "srf_20d_max", "reserves"),
    "leads_level": ("calm", "watch", "strained", "acute"),
    "high": YES_NO,
    "any_days": YES_NO,
    "travel": ("towards", "away", "unknown"),
    "held_state": ("long", "new", "unknown"),
}
"""What page one says of the weeks ahead."""
SCOPES = ("unknown", "calm", "watch", "single", "pipes", "pipes_acute", "beyond", "both", "acute")
HEADLINE: Mapping[str, tuple[Any, ...]] = {
    "scope": SCOPES,
    "first": (None, "secured_spread", "btc_change_1w"),
    "second": (None, "srf", "high_yield"),
    "strip_above": SIGNS,
    "raised": (0, 3),
    "chosen": YES_NO,
    "repo_calm": YES_NO,
}
BROAD: Mapping[str, tuple[Any, ...]] = {
    "scope": SCOPES,
    "broad": ("above", "below"),
    "credit": ("above", "below"),
    "broad_level": LEVELS,
    "credit_level": LEVELS,
    "broad_judged": YES_NO,
    "credit_judged": YES_NO,
    "tight": YES_NO,
    "reading": ("ofr_fsi", "vix"),
    "own_level": LEVELS,
    "quiet": YES_NO,
}
Case = tuple[str, str, Callable[[Mapping[str, Any]], bool], str, str]
"""Section, block, in which states, and what the Chinese and the English then must say."""

CALM_FUNDING = (
    "並不吃緊|回購市場平靜|擔保融資無壓力|其餘時候平靜",
    "not tight|is calm|under no pressure|calm on the others",
)


def plain_calm(states: Mapping[str, Any]) -> bool:
    """The broad indices and credit are low, and the strain is not told to be of the pipes alone."""
    judged = states["broad_judged"] and states["broad"] == states["credit"] == "below"
    low = max(states["broad_level"], states["credit_level"]) < 2
    return judged and low and states["scope"] not in ("pipes", "pipes_acute")


MUST: tuple[Case, ...] = (
    ("repo", "title", lambda s: s["frequency"] == "mostly", "已成常態", "has become the norm"),
    ("repo", "title", lambda s: s["frequency"] == "never", "未越過", "has not crossed"),
    (
        "repo",
        "title",
        lambda s: s["frequency"] == "sometimes" and s["above_since"],
        "自 .*10 月 2 日起高於",
        "above IORB since 2 October",
    ),
    ("repo", "title", lambda s: s["tail"] == "stretched", "拉長|拉開", "lengthening|pulled apart"),
    ("repo", "corridor_title", lambda s: s["place"] == "under" and not s["shot"], "跌破走廊下沿", "below the corridor"),
    ("repo", "corridor_title", lambda s: s["place"] == "over", "升出走廊上沿", "above the corridor"),
    ("repo", "p1", lambda s: s["skew"] == "symmetric", "對稱", "symmetric"),
    ("repo", "p1", lambda s: s["skew"] == "dear", "高價一側", "expensive side|top end"),
    ("repo", "p1", lambda s: s["skew"] == "cheap", "低價一側", "cheap side"),
    ("repo", "p2", lambda s: s["high_above"] == "above" and s["high_is"] == "quarter_end", "季末", "quarter-end"),
    ("repo", "p2", lambda s: s["core"] == "above", "平常日子|邊際價格", "rdinary days|at the margin"),
    ("repo", "p3", lambda s: s["effr_level"] == 0 and s["effr_judged"], "平靜", "calm"),
    ("repo", "p3", lambda s: not s["effr_judged"], "延遲", "late"),
    ("repo", "core_title", lambda s: s["core"] == "below", "低於", "below"),
    (
        "causes",
        "title",
        lambda s: s["explained"] and s["change"] != "flat" and not s["current"],
        "待數據",
        "not all in",
    ),
    (
        "causes",
        "title",
        lambda s: told(s) and s["driver_share"] == "some",
        "成因不止一項",
        "for more than one reason",
    ),
    ("causes", "title", lambda s: told(s) and s["change"] == "up", "上升", "rise"),
    ("causes", "title", lambda s: told(s) and s["change"] == "down", "下降", "fall"),
    ("causes", "ratio_title", lambda s: s["zone"] == "scarce", "稀缺", "scarce"),
    ("causes", "ratio_title", lambda s: s["zone"] == "abundant", "充裕", "abundant"),
    ("causes", "p3", lambda s: s["assets"] == "up", "增加", "up"),
    ("causes", "tga_title", lambda s: s["tga"] == "down", "減少", "shrank"),
    ("causes", "bills_title", lambda s: s["bills"] == "up", "多", "more than"),
    ("facilities", "title", lambda s: s["srf_state"] == "used", "動用|考驗", "in use"),
    ("facilities", "title", lambda s: s["window_level"] >= 2 and s["srf_state"] == "unused", "借款偏多", "is not"),
    ("facilities", "p1", lambda s: s["srf_state"] == "none", "沒有常設的回購工具", "no standing repo facility"),
    ("facilities", "p1", lambda s: s["srf_state"] == "none" and s["operated"], "以國債為抵押投放隔夜資金", "it lent"),
    ("facilities", "p1", lambda s: s["srf_state"] == "late", "延遲", "late"),
    ("facilities", "title", lambda s: not s["window_judged"] and s["srf_state"] == "late", "未到", "not in"),
    ("facilities", "p2", lambda s: s["on_rrp"] == "down", "減少", "down"),
    ("outlook", "title", lambda s: s["first"] is None, "不作判斷", "No verdict"),
    ("outlook", "p2", lambda s: s["turn_of"] == "year_end", "年末", "year-end"),
    ("outlook", "p3", lambda s: s["scored"] and not s["any_met"], "尚無一項應驗", "none met"),
    ("outlook", "ladder_title", lambda s: s["near"] and s["near_up"], "升一級", "rises a level"),
    ("outlook", "ladder_title", lambda s: s["near"] and not s["near_up"], "降一級", "falls a level"),
    ("timeline", "spread_days_title", lambda s: moved(s) and s["move_up"], "日升", "up"),
    ("timeline", "spread_days_title", lambda s: moved(s) and not s["move_up"], "日降", "down"),
    ("timeline", "spread_days_title", lambda s: s["move_on"] == "quarter_end", "季末", "quarter-end"),
    ("timeline", "spread_days_title", lambda s: s["move_on"] == "month_end", "適逢月末", "a month-end"),
    ("timeline", "spread_days_title", lambda s: s["move_on"] == "event", "C.*同日", "a day of this list"),
    ("timeline", "spread_days_title", lambda s: s["move_on"] == "none", "無事", "without an entry"),
    ("comment", "spoken_title", lambda s: s["then_moved"] == "up", "升至", "risen"),
    ("comment", "spoken_title", lambda s: s["then_moved"] == "down", "降至", "fallen"),
    ("claims", "title", lambda s: not s["any_bad"], "沒有牴觸", "No recent statement"),
    ("claims", "title", lambda s: s["any_bad"], "不符", "contradict"),
    ("key_points", "next", lambda s: s["any_days"], "11 月 28 日月末、.*12 月 5 日就業報告（預計）", "28 November"),
    ("key_points", "next", lambda s: s["any_days"], "日程上有|關注", r"employment report on 5 December.*\(expected\)"),
    ("key_points", "next", lambda s: s["leads"] is None, "數據到齊之前", "Nothing can be judged"),
    ("key_points", "next", lambda s: leads(s) and s["leads_level"] == "calm", "平靜", "calm"),
    (
        "key_points",
        "next",
        lambda s: leads(s) and s["leads_level"] == "acute",
        "「急迫」",
        "acute",
    ),
    (
        "key_points",
        "next",
        lambda s: leads(s) and s["leads_level"] == "calm" and s["travel"] != "towards",
        "沒有一項持續靠近門檻",
        "o reading above is steadily nearing",
    ),
    (
        "key_points",
        "next",
        lambda s: leads(s) and s["leads_level"] == "strained" and s["held_state"] == "long",
        "連續三週達到「緊張」",
        "strained or worse for three weeks",
    ),
    (
        "key_points",
        "next",
        lambda s: leads(s) and s["leads_level"] == "acute" and s["held_state"] == "new",
        "本期升為「急迫」",
        "newly acute|became acute this week",
    ),
    ("key_points", "headline", lambda s: s["scope"] == "unknown", "數據", "data"),
    (
        "key_points",
        "headline",
        lambda s: both(s) and s["scope"] == "acute",
        "遍及全局|同時告急",
        "everywhere|and beyond",
    ),
    ("key_points", "headline", lambda s: both(s) and s["scope"] == "pipes", "管道", "pipes"),
    (
        "key_points",
        "headline",
        lambda s: both(s) and s["scope"] == "pipes" and s["repo_calm"],
        "回購尚靜|未到回購",
        "repo rates calm|repo rates are not",
    ),
    ("key_points", "headline", lambda s: both(s) and s["scope"] == "beyond", "市場", "markets"),
    ("key_points", "headline", lambda s: both(s) and s["scope"] == "watch", "未成壓力", "no strain|not yet strain"),
    ("key_points", "headline", lambda s: s["scope"] == "calm" and s["first"] is None, "水", "water"),
    ("key_points", "finding_funding", lambda s: sofr(s) and s["spread"] == "above", "高出", "above"),
    ("key_points", "finding_funding", lambda s: sofr(s) and s["spread"] == "below", "低 ", "below"),
    ("key_points", "finding_funding", lambda s: sofr(s) and s["above_since"], "自 .*10 月 2 日", "since 2 October"),
    ("key_points", "finding_funding", lambda s: sofr(s) and s["spread"] == "at", "持平", "level with"),
    (
        "key_points",
        "finding_funding",
        lambda s: sofr(s) and s["frequency"] == "never" and s["last_above"] == date(2025, 10, 2),
        "10 月 2 日",
        "2 October",
    ),
    (
        "key_points",
        "finding_funding",
        lambda s: sofr(s) and s["frequency"] == "never" and s["last_above"] == date(2020, 3, 17),
        "2021 年 7 月設立",
        "since that rate began in July 2021",
    ),
    (
        "key_points",
        "finding_broad",
        lambda s: s["broad_judged"] and s["broad"] == "below" and not s["broad_level"] and s["credit"] == "above",
        "信用利差卻",
        "but credit spreads",
    ),
    ("key_points", "finding_broad", lambda s: plain_calm(s) and s["own_level"] == 1, "屬「留意」", "is on watch"),
    ("key_points", "finding_broad", lambda s: plain_calm(s) and s["own_level"] == 2, "屬「緊張」", "is strained"),
    ("key_points", "finding_broad", lambda s: plain_calm(s) and s["own_level"] == 3, "屬「急迫」", "is acute"),
    ("key_points", "finding_broad", lambda s: s["broad"] == s["credit"] == "below", "[均都]低於", "both below"),
    ("key_points", "finding_broad", lambda s: s["broad"] == s["credit"] == "above", "[均都]高於", "both above"),
    ("key_points", "finding_broad", lambda s: s["broad"] == "above" and s["broad_level"] >= 2, "偏高", "elevated"),
)
NEVER: tuple[Case, ...] = (
    ("repo", "fan_title", lambda s: s["p99_sign"] != "above", "高出", " above "),
    ("repo", "title", lambda s: s["tense"] or not s["settled"], *CALM_FUNDING),
    ("repo", "p2", lambda s: s["spread"] == "above", "回到 IORB 或以下", "back at IORB or below"),
    (
        "repo",
        "p2",
        lambda s: s["frequency"] in ("mostly", "sometimes"),
        "平日並不短缺|這是日曆效應",
        "cash is not short|That is the calendar",
    ),
    ("repo", "p3", lambda s: not s["strained"], "壓力只見於|吃緊的只有", "the strain is on|collateral is tight"),
    (
        "repo",
        "p3",
        lambda s: s["effr_level"] > 0,
        "市場平靜|一側平靜|仍然平靜",
        "market is calm|lending is calm|still calm",
    ),
    ("causes", "title", lambda s: told(s) and s["change"] == "up", "下降，|減少", "Reserves fall"),
    ("causes", "title", lambda s: told(s) and s["driver_share"] == "some", "主因|來自", "mainly|because"),
    (
        "causes",
        "p1",
        lambda s: told(s) and s["driver_share"] == "some",
        "的主因是|主要力量",
        "main force|this quarter’s cause",
    ),
    ("facilities", "title", lambda s: s["window_level"] >= 1, "平穩|少人問津|低微", "is quiet|hardly used|little used"),
    ("facilities", "p3", lambda s: s["swap_level"] >= 2, "低微|不多", "hardly used|little used"),
    ("key_points", "headline", lambda s: s["first"] is not None and s["scope"] != "unknown", "水面|水波", "water:"),
    ("key_points", "finding_funding", lambda s: s["tense"] or not s["settled"], *CALM_FUNDING),
    (
        "key_points",
        "finding_funding",
        lambda s: s["core"] != "above",
        "仍有|並非日曆|不只是日曆",
        "more than the calendar",
    ),
    (
        "key_points",
        "finding_broad",
        lambda s: not s["broad_judged"],
        "平靜|尚低|並未擴散",
        "calm|low so far|not followed",
    ),
    ("key_points", "finding_broad", lambda s: s["broad_level"] >= 2, "平靜|壓力偏低|壓力尚低", "calm|is low"),
    ("key_points", "finding_broad", lambda s: not s["quiet"], "平靜", "calm"),
    (
        "key_points",
        "finding_broad",
        lambda s: s["own_level"] > 0 and s["scope"] not in ("pipes", "pipes_acute"),
        "壓力偏低|壓力尚低",
        "stress is low",
    ),
    ("key_points", "finding_broad", lambda s: s["broad"] == "above", "未擴散|尚低", "has not followed|low so far"),
    (
        "key_points",
        "finding_broad",
        lambda s: s["credit_level"] >= 2 or s["credit"] == "above",
        "平靜|壓力偏低|壓力尚低|未擴散",
        "calm|stress is low|has not followed",
    ),
    (
        "key_points",
        "finding_broad",
        lambda s: not s["tight"] or s["credit_level"] < 2,
        "同時承壓|信用也緊",
        "strained together|so is credit",
    ),
    ("key_points", "finding_broad", lambda s: not s["tight"], "融資緊|緊的是融資|融資偏緊", "[Ff]unding is"),
    (
        "key_points",
        "finding_broad",
        lambda s: s["broad_level"] > 0,
        "指數偏低|指數尚低|指數仍偏低|壓力偏低|壓力尚低|平靜",
        "indices are still low|indices are low|stress is low|calm",
    ),
    (
        "key_points",
        "finding_reserves",
        lambda s: not s["reserves_judged"],
        "降至|升至|新高",
        "rose to|fell to|on the week",
    ),
    ("repo", "title", lambda s: s["ordinary"] != "below", "平日仍在線下", "stays below it"),
    ("causes", "p2", lambda s: s["dear_days"], "仍屬充裕|仍是充裕|很少高於", "rarely"),
    ("causes", "ratio_title", lambda s: s["dear_days"], "仍屬充裕", "still abundant"),
    (
        "repo",
        "p2",
        lambda s: s["ordinary"] == "above",
        "平日並不短缺|這是日曆效應",
        "cash is not short|That is the calendar",
    ),
    ("repo", "title", lambda s: s["tail"] == "unknown", "發散|拉長|拉開|分布", "tail|distribution"),
    ("repo", "fan_title", lambda s: s["tail"] == "unknown", "保持|走樣|上移", "compact|shape|moved up"),
    ("repo", "volume_title", lambda s: not s["volume_judged"], "創新高|升|降|不大", "record|up on|down on|little"),
    ("facilities", "on_rrp_title", lambda s: not s["on_rrp_judged"], "^隔夜逆回購", "holds"),
    ("facilities", "discount_window_title", lambda s: not s["window_judged"], "^貼現窗口", "credit is"),
)


def told(states: Mapping[str, Any]) -> bool:
    """Whether a cause is told at all."""
    return bool(
        states["explained"]
        and states["current"]
        and states["change"] != "flat"
        and states["total_moved"] == states["change"]
    )


def moved(states: Mapping[str, Any]) -> bool:
    """Whether the spread had a largest daily move."""
    return states["move_on"] not in ("flat", "unknown")


def both(states: Mapping[str, Any]) -> bool:
    """Whether the headline names two signals."""
    return states["first"] is not None and states["second"] is not None


def leads(states: Mapping[str, Any]) -> bool:
    """Whether a reading leads the list of page one."""
    return states["leads"] is not None


def sofr(states: Mapping[str, Any]) -> bool:
    """Whether the finding is about SOFR."""
    return bool(states["reading"] == "sofr_iorb")


def drawn(states: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Each value of each state, and many combinations, the same in every run."""
    chance = random.Random(len(states))
    for key, values in states.items():
        base = {name: chance.choice(options) for name, options in states.items()}
        yield from ({**base, key: value} for value in values)
    for _ in range(DRAWS):
        yield {name: chance.choice(options) for name, options in states.items()}


def possible(states: Mapping[str, Any]) -> bool:
    """Left out: what composing cannot give."""
    if states.get("above_since") and (
        states.get("frequency") not in ("mostly", "sometimes") or states.get("spread") != "above"
    ):
        return False
    if states.get("last_above") and states.get("spread") == "above":
        return False
    if states.get("high_today") and states.get("frequency") == "never" and states.get("spiked"):
        return False
    if states.get("frequency") == "never" and states.get("spread") == "above":
        return False
    for level, judged in (
        ("window_level", "window_judged"),
        ("swap_level", "swaps_judged"),
        ("broad_level", "broad_judged"),
        ("effr_level", "effr_judged"),
        ("credit_level", "credit_judged"),
    ):
        if states.get(level) and not states.get(judged, True):
            return False
    if states.get("settled") and (states.get("tense") or states.get("spread") == "above"):
        return False
    if states.get("high_above") != "above" and "above" in (states.get("spread"), states.get("core")):
        return "high_above" not in states
    if states.get("frequency") == "never" and states.get("high_above") == "above":
        return False
    if states.get("quiet") and states.get("own_level"):
        return False
    if states.get("scope") == "calm" and states.get("own_level"):
        return False
    if states.get("scope") in ("calm", "unknown") and states.get("broad_level", 0) > 0:
        return False
    if states.get("broad_level") == 3 and states.get("broad") == "below":
        return False
    return not (states.get("scope") == "pipes" and states.get("broad_level", 0) > 1)


def check(section: str, block: str, states: Mapping[str, Any], facts: Mapping[str, Fact]) -> None:
    """Both languages, both wordings: readings, holes, words."""
    for turn in (0, 1):
        markup = said(section, block, facts, turn)
        assert cited(markup[0]) == cited(markup[1]), f"{section} {block} {states}: {[plain(one) for one in markup]}"
        for place, text in enumerate(map(plain, markup)):
            assert text and not HOLE.search(text), f"{section} {block} {states}: {text}"
            for where, which, holds, *words in MUST:
                if (where, which) == (section, block) and holds(states):
                    assert re.search(words[place], text), f"{states}: {text}"
            for where, which, holds, *words in NEVER:
                if (where, which) == (section, block) and holds(states):
                    assert not re.search(words[place], text), f"{states}: {text}"


@pytest.mark.parametrize("name", OTHERS)
def test_every_state_of_these_sections_reads_right(shared: Path, name: str) -> None:
    """Sections 1 to 3 and 10 to 13: every text, in many combinations of states."""
    section = section_of(composed(shared, DAY), name)
    base = complete(section.facts)
    named = ["title"]
    for one in section.blocks:
        if one.kind is BlockKind.TEXT:
            named.append(one.name)
        elif one.kind is not BlockKind.TABLE:
            named += [f"{one.name}_title", f"{one.name}_subtitle"]
    for states in filter(possible, drawn(OTHERS[name])):
        for block in named:
            check(name, block, states, {**base, **states})


@pytest.mark.parametrize(
    ("block", "states"),
    [
        ("headline", HEADLINE),
        ("strip_title", HEADLINE),
        ("phenomena_head", HEADLINE),
        ("finding_funding", FUNDING),
        ("finding_reserves", {**CAUSES, "reserves_judged": YES_NO}),
        ("finding_broad", BROAD),
        ("next", AHEAD),
    ],
)
def test_every_state_of_page_one_reads_right(shared: Path, block: str, states: Mapping[str, tuple[Any, ...]]) -> None:
    """Headline, strip and findings, in many combinations of states."""
    points = composed(shared, DAY).key_points
    found = next((one.facts for one in points.findings if block == f"finding_{one.id}"), points.facts)
    base = complete(found)
    bound = Figure("srf_20d_max", 11.08, Unit.USD_BILLIONS, None, "part", digits=2)
    if block == "next":
        days = ({"key": "month_end", "day": date(2025, 11, 28), "expected": False},)
        days += ({"key": "employment", "day": date(2025, 12, 5), "expected": True},)
        held = Figure("srf_20d_max", 3.0, Unit.COUNT, None, "count", digits=0)
        base = {**points.ahead, "now": bound, "leaves_at": bound, "rises_at": bound, "days": days, "held": held}
    for row in filter(possible, drawn(states)):
        if block == "next":
            base["rises_at"] = None if row["leads_level"] == "acute" else bound
        if block == "headline" and ((row["first"] is None and row["second"]) or impossible_scope(row)):
            continue
        check("key_points", block, row, {**base, **row})


def impossible_scope(states: Mapping[str, Any]) -> bool:
    """A calm scope has no signal, any other but "unknown" has one."""
    return bool(states["scope"] != "unknown" and (states["scope"] == "calm") != (states["first"] is None))


@pytest.mark.parametrize("acts", [0, 1, 2, 7])
@pytest.mark.parametrize("speeches", [0, 2])
def test_the_timeline_counts_acts(acts: int, speeches: int) -> None:
    """Each title says how many there are: one, two, seven; none is none."""
    number = Figure("stress", float(acts), Unit.COUNT, None, "count", digits=0)
    facts: dict[str, Fact] = {"acts": number, "acted": acts > 0, "speeches": speeches, **tally("number", number)}
    for turn in (0, 1):
        chinese, english = map(plain, said("timeline", "title", facts, turn))
        assert ("一次政策動作" in chinese) == (acts == 1) == ("one policy step on our list" in english)
        assert bool(re.search("(兩|七)次", chinese)) == (acts >= 2) == bool(re.search("(two|seven) policy", english))
        assert bool(re.search("無政策動作", chinese)) == (acts == 0 and speeches > 0)


ASKED = re.compile(r'\b([a-z_0-9]+) (?:==|!=) "([a-z_]+)"')
ASKED_IN = re.compile(r"\b([a-z_0-9]+) (?:not )?in \(([^)]*)\)")
NO_STATES = ("floor", "kind", "section", "key")
"""Names in templates that are no states of a section."""


@pytest.mark.parametrize("name", [*STATES, *OTHERS, "key_points"])
def test_every_state_a_template_asks_for_is_tried(name: str) -> None:
    """A template that asks for a state, or a value of one, that no test sets fails here."""
    tables = {
        "key_points": {
            key: {value for one in (HEADLINE, FUNDING, BROAD, CAUSES, AHEAD) for value in one.get(key, ())}
            for one in (HEADLINE, FUNDING, BROAD, CAUSES, AHEAD)
            for key in one
        }
    }
    known = tables.get(name) or {key: set(values) for key, values in {**STATES, **OTHERS}[name].items()}
    for path in (settings.built_in() / "templates" / "weekly" / name).glob("prose.*.j2"):
        text = path.read_text(encoding="utf-8")
        asked = {(key, value) for key, value in ASKED.findall(text) if key not in NO_STATES}
        for key, values in ASKED_IN.findall(text):
            asked |= {(key, value) for value in re.findall(r'"([a-z_]+)"', values)}
        missing = {(key, value) for key, value in asked if value not in known.get(key, set())}
        assert not missing, f"{path}: {sorted(missing)}"
