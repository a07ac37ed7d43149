"""What sections 1 to 9 say of weeks that a first draft told wrongly, from the published data of those weeks."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.compose.test_sections import composed, plain, said, section_of

from tidegauge.compose import states
from tidegauge.indicators.balance import Part, Waterfall, precedent

SEPTEMBER, NOVEMBER = date(2019, 9, 20), date(2025, 11, 14)


def told(shared: Path, day: date, section: str, block: str) -> list[tuple[str, str]]:
    """A text of an issue in both languages, in both wordings."""
    facts = section_of(composed(shared, day), section).facts
    texts = [said(section, block, facts, turn) for turn in (0, 1)]
    return [(plain(chinese), plain(english)) for chinese, english in texts]


@pytest.mark.parametrize(
    ("value", "before", "named"),
    [
        (-3.3, 4.9, "down"),
        (4.85, 2.7, "up"),
        (4.9, 49.1, "flat"),
        (-4.9, 48.9, "down"),
        (0.004, 0.01, "flat"),
        (5.1, 4000.0, "up"),
        (3.0, 0.0, "up"),
        (3.0, None, "flat"),
    ],
)
def test_a_small_amount_has_moved_when_a_tenth_of_it_has(value: float, before: float | None, named: str) -> None:
    """Within the small change, an amount is little changed only if that is no more than a tenth of it."""
    assert states.amount_movement(value, 5.0, before) == named


@pytest.mark.parametrize(("day", "zh", "en"), [(SEPTEMBER, "增加", "up"), (NOVEMBER, "減少", "down")])
def test_the_reverse_repo_facility_moves_by_its_own_size(shared: Path, day: date, zh: str, en: str) -> None:
    """From 2.7 to 7.55 billion, and from 4.9 to 1.6, is told with the change, not as little changed."""
    for chinese, english in told(shared, day, "facilities", "p2"):
        assert re.search(rf"一週{zh} [\d.]+ 億美元", chinese), chinese
        assert re.search(rf", {en} \$[\d.]+ billion on the week", english), english


def test_announced_repo_operations_are_told_while_there_is_no_standing_facility(shared: Path) -> None:
    """The Fed lent 59.15 billion overnight on 20 September 2019, the fourth day of it; a month before nothing."""
    for chinese, english in told(shared, SEPTEMBER, "facilities", "p1"):
        assert re.search(r"9 月 20 日以國債為抵押投放隔夜資金 591\.5 億美元，.*4 日", chinese), chinese
        assert re.search(r"lent \$59\.15 billion on 20 September 2019; it has done so on four days", english), english
    for chinese, english in told(shared, date(2019, 8, 16), "facilities", "p1"):
        assert "投放" not in chinese and "lent" not in english
    for chinese, english in told(shared, SEPTEMBER, "facilities", "title"):
        assert "回購操作" in chinese and "repo operations" in english


def test_commercial_paper_of_before_a_crisis_does_not_judge_its_week(shared: Path) -> None:
    """On 17 March 2023 the newest was of 2 March: the section says so, and that nobody scrambles it does not say."""
    for chinese, english in told(shared, date(2023, 3, 17), "offshore", "title"):
        assert "商業票據數據延遲" in chinese and "commercial paper data are late" in english
    for chinese, english in told(shared, date(2023, 3, 17), "offshore", "p1"):
        assert "爭搶" not in chinese and "scrambling" not in english


def test_a_week_like_one_around_a_crisis_is_not_called_far_from_all(shared: Path) -> None:
    """Of all weeks the one of 17 June 2022 was nearest to one of April 2020."""
    for chinese, english in told(shared, date(2022, 6, 17), "analogues", "title"):
        assert "危機前後" in chinese and "lies around one" in english


def test_reserves_never_so_low_before_have_no_precedent(shared: Path) -> None:
    """In September 2019 reserves to GDP were at their lowest since SOFR began: no text says how such weeks went."""
    for chinese, english in told(shared, SEPTEMBER, "causes", "p2"):
        assert re.search("沒有先例|最低點", chinese), chinese
        assert re.search("without precedent|lowest since SOFR began", english), english


@pytest.mark.parametrize(
    ("ratio", "spread", "low", "seen"),
    [
        ([9.0, 8.0, 7.0], [0, 0, 3], True, (0, False, 0.0)),
        ([6.0, 6.0, 8.0, 7.0], [3, -1, 0, 3], True, (2, False, 0.5)),
        ([9.0, 7.0, 8.0, 7.5], [3, 2, 0, 3], False, (1, True, 1.0)),
    ],
)
def test_a_precedent_is_a_week_at_least_a_quarter_ago(
    ratio: list[float], spread: list[float], low: bool, seen: tuple[int, bool, float]
) -> None:
    """At or below the level (or at or above it), counted with how often SOFR was above the floor then."""
    weeks = pd.DatetimeIndex(
        [*pd.date_range("2019-01-02", periods=len(ratio) - 2, freq="W-WED"), "2019-12-25", "2020-01-01"]
    )
    found = precedent(pd.Series(ratio, weeks), pd.Series(spread, weeks, dtype=float), low=low)
    assert found is not None
    assert (found.count, found.recent, found.share) == seen


def test_the_largest_bar_of_the_waterfall_is_in_its_text(shared: Path) -> None:
    """September 2019: currency and other items took 82.26 billion, named first and as what it is."""
    for chinese, english in told(shared, SEPTEMBER, "causes", "p1"):
        named = [float(one) for one in re.findall(r"\$([\d.]+) billion", english)]
        assert named[1] == 82.26
        assert named[1:] == sorted(named[1:], reverse=True)
        assert "residual" in english and "餘項" in chinese
        assert "822.6 億" in chinese
    for chinese, english in told(shared, SEPTEMBER, "causes", "waterfall_title"):
        assert "residual took $82.26 billion" in english
        assert "餘項吸收 822.6" in chinese


def test_a_residual_that_leads_is_no_cause(shared: Path) -> None:
    """Where the residual goes furthest, no other part is drawn as the finding, whatever its share."""
    parts = (Part("tga", -60.0), Part("mbs", 5.0), Part("residual", -70.0))
    found = Waterfall(date(2019, 6, 19), date(2019, 9, 18), 1600.0, 1475.0, parts)
    assert found.residual_leads and not found.explained
    assert [part.key for part in found.largest(0.10, 4)] == ["residual", "tga"]


def test_a_late_curve_is_told_with_its_date(shared: Path) -> None:
    """The curve of 16 September in an issue of 14 November: the heading has the day and the past tense."""
    for chinese, english in told(shared, NOVEMBER, "oil", "title"):
        assert re.match("(2025 年 )?9 月 16 日：", chinese), chinese
        assert english.startswith("On 16 September"), english
        assert " was " in english or " sloped " in english


def test_two_months_at_one_price_are_flat_in_front(shared: Path) -> None:
    """On 20 September 2019 the first two contracts settled alike: no zero as a title, no whole curve that slopes."""
    for chinese, english in told(shared, SEPTEMBER, "oil", "curve_title"):
        assert "同價" in chinese and "cost the same" in english
        assert not re.search(r"\b0\.00", chinese + english)
    for block in ("title", "p1"):
        for chinese, english in told(shared, SEPTEMBER, "oil", block):
            assert "近端持平" in chinese and re.search("is flat|flat in front", english), english
            assert "整條" not in chinese


def test_the_nearest_week_is_the_lowest_drawn(shared: Path) -> None:
    """The chart of distances draws only weeks that count, and marks the one its title names."""
    spec = section_of(composed(shared, NOVEMBER), "analogues").charts["distance"]
    assert spec is not None
    drawn = [(value, day) for day, value in spec.lines[0].points if value is not None]
    assert (NOVEMBER - spec.last).days >= 91
    assert [(mark.value, mark.period) for mark in spec.marks] == [min(drawn)]


def test_a_small_rise_of_the_core_is_no_finding(shared: Path) -> None:
    """September 2019, from 3 to 5 basis points: told as numbers, without an inference about scarcity."""
    for chinese, english in told(shared, SEPTEMBER, "repo", "p2"):
        assert "推斷" not in chinese
        assert "infer" not in english


def test_the_day_after_a_settlement_is_told_as_such(shared: Path) -> None:
    """The 315 basis points of 17 September 2019 came a day after the settlement of the 16th."""
    for chinese, english in told(shared, SEPTEMBER, "repo", "p2"):
        assert "前一個營業日正值國債交割" in chinese
        assert "the business day after a settlement date" in english


def test_a_title_of_bills_says_against_what(shared: Path) -> None:
    """A sum that is above that of four weeks before, after a fall, has not risen: the title compares."""
    for chinese, english in told(shared, NOVEMBER, "causes", "bills_title"):
        assert "rose" not in english and "增至" not in chinese
        assert "than in the four before" in english and "比前四週" in chinese


def test_a_day_above_the_floor_that_is_no_settlement_is_not_the_calendar(shared: Path) -> None:
    """Data up to 13 July 2026 and later days: 4 August, an ordinary Tuesday, was a basis point above."""
    for chinese, english in told(shared, date(2026, 8, 21), "repo", "p2"):
        assert "不全是日曆效應" in chinese and "not all of it is the calendar" in english


def test_the_middle_of_the_corridor_is_its_middle(shared: Path) -> None:
    """3.63% lies above the middle of 3.50 to 3.75%, though below the rate on reserves."""
    for chinese, english in told(shared, date(2026, 8, 21), "repo", "corridor_title"):
        assert "上半部" in chinese and "upper half" in english


def test_stale_volume_carries_its_day(shared: Path) -> None:
    """The volume of 13 July 2026 is no news of 21 August."""
    for chinese, english in told(shared, date(2026, 8, 21), "repo", "volume_title"):
        assert "7 月 13 日" in chinese and "13 July" in english


def findings(shared: Path, day: date) -> list[str]:
    """The third finding of page one in both languages."""
    points = composed(shared, day).key_points
    facts = next(one.facts for one in points.findings if one.id == "broad")
    return [plain(one) for turn in (0, 1) for one in said("key_points", "finding_broad", facts, turn)]


@pytest.mark.parametrize("day", [date(2020, 3, 20), date(2020, 4, 3), date(2024, 1, 2)])
def test_funding_whose_high_is_past_is_not_called_tight(shared: Path, day: date) -> None:
    """SOFR stood below the floor with its core; only a high of past weeks was left."""
    assert not [one for one in findings(shared, day) if re.search("融資緊|緊的是融資|融資偏緊|[Ff]unding is", one)]


def test_an_index_above_its_own_average_is_not_low(shared: Path) -> None:
    """The OFR index was 0.09 in the week of 9 August 2024; its publisher puts the average at zero."""
    for one in findings(shared, date(2024, 8, 9)):
        assert re.search("高於常態|above normal", one)


@pytest.mark.parametrize("day", [date(2023, 6, 30), date(2020, 11, 6)])
def test_conditions_looser_than_average_are_not_tight(shared: Path, day: date) -> None:
    """The Chicago Fed's index below zero means looser than average, however it or another index ranks since 2018."""
    points = composed(shared, day).key_points
    for text in (plain(one) for one in said("key_points", "headline", points.facts, 0)):
        assert "金融狀況偏緊" not in text and "tight financial conditions" not in text


def test_reserves_are_not_simply_abundant_while_ordinary_days_are_dear(shared: Path) -> None:
    """31 October 2025: section 1 infers scarcity at the margin, so section 2 says that its scale may be too calm."""
    for chinese, english in told(shared, date(2025, 10, 31), "causes", "p2"):
        assert "可能偏寬" in chinese and "too calm a picture" in english


def test_a_test_of_the_facility_makes_no_headline(shared: Path) -> None:
    """0.2 billion dollars on 5 December 2023 is what section 3 calls tests and odd amounts."""
    points = composed(shared, date(2024, 1, 2)).key_points
    for text in (plain(one) for one in said("key_points", "headline", points.facts, 0)):
        assert "常備回購" not in text and "standing repo" not in text
