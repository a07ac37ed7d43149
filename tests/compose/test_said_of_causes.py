"""What section 2 and page one say of why reserves moved: runoff is Treasuries and mortgage bonds together."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.compose.test_said_of_weeks import told
from tests.compose.test_sections import composed, plain, said, section_of

from tidegauge.indicators.balance import Part, Waterfall
from tidegauge.model.document import Fact

LATE = date(2026, 8, 21)
"""What breaks reserves down ends on 8 July."""


def waterfall(change: float, **parts: float) -> Waterfall:
    """A quarter with these parts; the residual is what they leave."""
    rest = Part("residual", change - sum(parts.values()))
    found = (*(Part(key, value) for key, value in parts.items()), rest)
    return Waterfall(date(2023, 3, 29), date(2023, 6, 28), 3000.0, 3000.0 + change, found)


def test_what_the_fed_holds_is_one_cause() -> None:
    """A Treasury account of 207 billion is less than Treasuries of 184 and mortgage bonds of 56 together."""
    found = waterfall(-266.0, treasuries=-184.2, mbs=-56.3, tga=-207.0, on_rrp=319.7)
    assert found.driver == Part("securities", -240.5)
    assert found.halves == {"securities", "tga"}
    assert found.leading == ("treasuries", "mbs")


def test_a_holding_that_went_the_other_way_is_no_finding() -> None:
    """Treasuries bought while mortgage bonds run off: reserves rise by the purchases alone."""
    assert waterfall(100.0, treasuries=140.0, mbs=-45.0, tga=20.0).leading == ("treasuries",)


@pytest.mark.parametrize("day", [date(2023, 6, 30), date(2024, 9, 13)], ids=str)
def test_runoff_is_not_the_background_where_it_is_larger(shared: Path, day: date) -> None:
    """The Treasury account took less than runoff: no text makes it the main cause, and one says which was larger."""
    for block in ("title", "p1"):
        for chinese, english in told(shared, day, "causes", block):
            assert not re.search("不是縮表|主因是財政部|縮表是長期背景", chinese), chinese
            assert not re.search("the main cause was the Treasury|is the background|than through runoff", english)
            assert re.search("縮表的影響大於財政部帳戶|縮表抽走的多於", chinese), chinese
            assert re.search("more than through the Treasury account|runoff took more", english), english


def test_page_one_names_the_larger_cause(shared: Path) -> None:
    """What most of the fall of June 2023 reflects is the securities, not the Treasury account."""
    points = composed(shared, date(2023, 6, 30)).key_points
    facts = next(one.facts for one in points.findings if one.id == "reserves")
    for turn in (0, 1):
        chinese, english = map(plain, said("key_points", "finding_reserves", facts, turn))
        assert "主因是美聯儲縮減所持證券" in chinese, chinese
        assert "reflects mainly the Fed’s shrinking securities holdings" in english, english


def test_runoff_that_makes_half_is_not_denied(shared: Path) -> None:
    """The Treasury account leads, and runoff still makes half of the change: the text gives both."""
    base = section_of(composed(shared, date(2025, 11, 14)), "causes").facts
    facts: dict[str, Fact] = {**base, "securities_half": True}
    for block in ("title", "p1"):
        for turn in (0, 1):
            chinese, english = map(plain, said("causes", block, facts, turn))
            assert not re.search("不是縮表|縮表是長期背景|縮表仍在進行", chinese), chinese
            assert not re.search("is the background|still running off", english), english


def test_a_window_that_is_not_the_current_one_is_dated(shared: Path) -> None:
    """Data for a breakdown end on 8 July: the chart's title says so."""
    for chinese, english in told(shared, LATE, "causes", "waterfall_title"):
        assert re.match("截至 ?7 月 8 日的十三週", chinese), chinese
        assert "were little changed in the thirteen weeks to 8 July" in english, english


def test_no_driver_is_named_of_a_change_that_is_flat(shared: Path) -> None:
    """Reserves of April to July 2026 hardly moved: no item is their cause, in words or in colour."""
    for chinese, english in told(shared, LATE, "causes", "waterfall_title"):
        assert not re.search("MBS|證券|國債", chinese), chinese
        assert not re.search("MBS|securities|Treasury", english), english
    spec = section_of(composed(shared, LATE), "causes").charts["waterfall"]
    assert spec is not None and not any(step.finding for step in spec.steps)
