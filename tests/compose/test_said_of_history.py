"""What section 9 says of history: the episode it names, the readings it counts, and of a week of crisis."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.compose import test_altered_data
from tests.compose.test_said_of_weeks import told
from tests.compose.test_sections import composed, plain, said, section_of

from tidegauge.catalogue import Catalogue
from tidegauge.compose.analogues import EPISODES
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.document import Figure
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Archive, Vintages

LATE = date(2026, 8, 21)
"""The 99th percentile of SOFR ends on 13 July, and no input of the offshore block is recent."""
NONE_ALIKE = "過去的危機都不像今天|相去甚遠|不像危機|No crisis of the past|far from the crises|Unlike the crisis"


class Ended:
    """An archive in which every series ends on a day."""

    sample = False

    def __init__(self, archive: Archive, last: date) -> None:
        self._archive = archive
        self._last = np.datetime64(last)

    def vintages(self, series: str) -> Vintages | None:
        found = self._archive.vintages(series)
        if found is None:
            return None
        rows = found.period <= self._last
        if not rows.any():
            return None
        return replace(found, value=found.value[rows], period=found.period[rows], known=found.known[rows])

    def news(self, day: date) -> tuple[News, ...]:
        return self._archive.news(day)

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        return self._archive.release_days(day)


@pytest.mark.parametrize("day", [LATE, date(2026, 5, 29)], ids=str)
def test_the_reading_furthest_apart_is_of_the_episode_named(shared: Path, day: date) -> None:
    """This week is nearest to September 2019, though funding is to March 2020: "then" is September 2019."""
    facts = section_of(composed(shared, day), "analogues").facts
    closest, apart = facts["closest"], facts["apart"]
    assert closest == "2019-09" and facts["funding_closest"] == "2020-03"
    assert isinstance(apart, dict) and apart["then"].period <= EPISODES["2019-09"]
    for chinese, english in told(shared, day, "analogues", "p1"):
        assert "9.82" not in chinese + english
        assert re.search("與 2019 年 9 月(差別|相比，相差)最大", chinese), chinese
        assert re.search("urthest from September 2019 is", english), english


def test_the_funding_readings_are_those_compared(shared: Path) -> None:
    """Of four, three have a value on 21 August 2026; on 14 November 2025 all four have."""
    for chinese, english in told(shared, LATE, "analogues", "p1"):
        assert "只看可比的融資三項" in chinese, chinese
        assert "On the three funding readings that can be compared" in english, english
    for chinese, english in told(shared, date(2025, 11, 14), "analogues", "p1"):
        assert "只看融資四項" in chinese and "On the four funding readings the nearest" in english


def test_too_few_readings_is_not_too_little_history(shared: Path, catalogue: Catalogue) -> None:
    """All data end on 30 August 2024, the issue is of 4 October: episodes lie before, and nothing to compare."""
    archive = Ended(CsvFolder(shared / "data" / "series", catalogue), date(2024, 8, 30))
    briefing = test_altered_data.composed(archive, date(2024, 10, 4), catalogue)
    facts = section_of(briefing, "analogues").facts
    assert facts["closest"] is None and facts["episodes"]
    for turn in (0, 1):
        for block, zh, en in (
            ("title", "可比的讀數太少", "too few readings"),
            ("p1", "不足六成", "Too few readings"),
            ("p2", "太少", "Too few"),
        ):
            chinese, english = map(plain, said("analogues", block, facts, turn))
            assert re.search(zh, chinese) and not re.search("尚無|沒有列入|不夠長", chinese), chinese
            assert re.search(en, english) and not re.search("no comparable|No episode|too short", english), english


def test_an_issue_before_every_episode_says_so(shared: Path) -> None:
    """In December 2018 none of the three lay in the past."""
    for chinese, english in told(shared, date(2018, 12, 28), "analogues", "p1"):
        assert "沒有列入對照" in chinese and "No episode in our list lies before" in english


def test_the_blocks_of_the_index_are_counted(shared: Path) -> None:
    """Without the offshore dollar the index is of four blocks."""
    for chinese, english in told(shared, LATE, "analogues", "p3"):
        assert "五個板塊中有數據的四個合計" in chinese, chinese
        assert "Across the four of its five blocks that have data" in english, english
    for chinese, english in told(shared, date(2026, 5, 29), "analogues", "p3"):
        assert "五個板塊合計" in chinese and "Across its five blocks" in english


@pytest.mark.parametrize("day", [date(2020, 3, 20), date(2020, 4, 17)], ids=str)
def test_a_week_of_crisis_is_not_told_as_unlike_any(shared: Path, day: date) -> None:
    """While the index is acute, the title gives the distance instead of calling the crises of the past unlike it."""
    distance = section_of(composed(shared, day), "analogues").facts["closest_distance"]
    assert isinstance(distance, Figure) and distance.value is not None
    for chinese, english in told(shared, day, "analogues", "title"):
        assert not re.search(NONE_ALIKE, chinese + english), english
        assert f"距離為 {distance.value:.0f}" in chinese and f"at a distance of {distance.value:.0f}" in english


def test_the_weeks_after_an_episode_belong_to_it(shared: Path) -> None:
    """Four weeks from its end it is the current one; half a year later the week may be called far from it."""
    assert section_of(composed(shared, date(2020, 5, 8)), "analogues").facts["within"] is True
    assert section_of(composed(shared, date(2021, 7, 9)), "analogues").facts["within"] is False


def test_a_record_of_the_index_has_a_span(shared: Path) -> None:
    """The index is computed since 2018: its highest is the highest since then."""
    for day in (date(2018, 12, 28), LATE):
        for chinese, english in told(shared, day, "analogues", "p3"):
            assert "有數據以來" not in chinese and "2018 年以來" in chinese, chinese
            assert "on record" not in english and "since 2018" in english, english
