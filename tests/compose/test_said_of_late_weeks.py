"""What is said of a value that is late, of a change that is unknown, and of four weeks that end before the issue."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.compose.test_said_of_weeks import told
from tests.compose.test_sections import composed, plain, said, section_of

from tidegauge.model.document import Fact

LATE = date(2026, 8, 21)
"""Positions end on 9 June, the dollar index on 24 July."""


@pytest.mark.parametrize(
    ("section", "block", "zh", "en"),
    [
        ("leverage", "short_title", "6 月 9 日", "were short .* on 9 June"),
        ("leverage", "contracts_title", "6 月 9 日", "on 9 June"),
        ("offshore", "dollar_title", "7 月 24 日", "stood at .* on 24 July"),
    ],
)
def test_a_chart_of_late_data_is_dated(shared: Path, section: str, block: str, zh: str, en: str) -> None:
    """Its title has the day of the value and the past tense, as that of commercial paper has."""
    for chinese, english in told(shared, LATE, section, block):
        assert chinese.startswith(zh), chinese
        assert re.search(en, english), english


@pytest.mark.parametrize(
    ("section", "block", "judged", "present"),
    [
        ("credit", "spread_title", "spread_judged", "大致|四週| is |widened|narrowed"),
        ("credit", "delinquency_title", "card_judged", "一年| are "),
        ("leverage", "fails_title", "fails_judged", "常態|ordinary"),
        ("causes", "ratio_title", "ratio_judged", " are "),
        ("causes", "assets_title", "assets_judged", " are "),
        ("causes", "tga_title", "tga_judged", " is |in three months"),
        ("causes", "bills_title", "bills_judged", "in four weeks"),
        ("causes", "p2", "reserves_judged", "Reserves are"),
        ("causes", "p3", "assets_judged", "assets are"),
        ("analogues", "stress_title", "stress_judged", " is |平穩|calm"),
    ],
)
def test_every_chart_that_can_be_late_has_a_day_then(
    shared: Path, section: str, block: str, judged: str, present: str
) -> None:
    """Where the reading is late, the title names its day or quarter and says nothing of the present."""
    facts: dict[str, Fact] = {**section_of(composed(shared, LATE), section).facts, judged: False}
    facts |= {"fails_level": 0} if judged == "fails_judged" else {}
    for turn in (0, 1):
        chinese, english = map(plain, said(section, block, facts, turn))
        assert re.search(r"\d 月 \d+ 日|年第.季", chinese) and not re.search(present, chinese), chinese
        assert re.search(r"\d [A-Z][a-z]+|\d Q\d", english) and not re.search(present, english), english


def test_a_late_index_is_not_the_index_of_this_week(shared: Path) -> None:
    """Where no week as new as the issue can be computed, the text does not tell an older one as this one's."""
    facts: dict[str, Fact] = {**section_of(composed(shared, LATE), "analogues").facts, "stress_judged": False}
    chinese, english = map(plain, said("analogues", "p3", facts, 0))
    assert "無法計算" in chinese and "cannot be computed" in english


def test_the_first_report_has_not_changed_nor_stayed(shared: Path) -> None:
    """The first positions on file are in the issue of 9 January 2026: of their change nothing is said."""
    for block in ("title", "p1"):
        for chinese, english in told(shared, date(2026, 1, 9), "leverage", block):
            assert not re.search("大致不變|變動不大|加碼|減持", chinese), chinese
            assert not re.search("little changed|add to|cut futures|on the week", english), english


@pytest.mark.parametrize(
    ("section", "block", "state"),
    [
        ("credit", "title", "card_moved"),
        ("credit", "delinquency_title", "card_moved"),
        ("credit", "spread_title", "spread_moved"),
        ("credit", "p1", "spread_moved"),
        ("offshore", "dollar_title", "dollar_moved"),
        ("causes", "tga_title", "tga"),
    ],
)
def test_an_unknown_change_is_no_calm(shared: Path, section: str, block: str, state: str) -> None:
    """Without a value to compare with, no text says that little has changed."""
    facts: dict[str, Fact] = {**section_of(composed(shared, date(2025, 11, 14)), section).facts, state: "unknown"}
    for turn in (0, 1):
        chinese, english = map(plain, said(section, block, facts, turn))
        assert not re.search("大致|不變|持平|變動不大|相若|一年前", chinese), chinese
        assert not re.search("little changed|level with|a year ago", english), english


def test_what_is_late_is_the_next_month(shared: Path) -> None:
    """Unemployment of August 2025 came on time; on 31 October it is September's that is late."""
    for chinese, english in told(shared, date(2025, 10, 31), "credit", "p3"):
        assert re.search("8 月為 4.3%，是最新的一期.*；(2025 年 )?9 月的數據延遲。", chinese), chinese
        late = r"4.3% in August( 2025)?, the latest there is.*; the figure for September( 2025)? is late"
        assert re.search(late, english), english
        assert "延遲公布" not in chinese and "delayed" not in english


def test_four_weeks_are_counted_from_the_day_told(shared: Path) -> None:
    """On 17 April 2020 the newest commercial paper is of 26 March, and what it is compared with of 27 February."""
    for section, block in (("offshore", "p1"), ("offshore", "p3"), ("credit", "p1"), ("leverage", "p2")):
        for chinese, english in told(shared, date(2020, 4, 17), section, block):
            assert "four weeks ago" not in english and "四週前" not in chinese, english
    for chinese, english in told(shared, date(2020, 4, 17), "offshore", "p1"):
        assert "3 月 26 日" in chinese and "再往前四週" in chinese, chinese
        assert "26 March" in english and "four weeks earlier" in english, english
