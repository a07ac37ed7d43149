"""Charts of sections 10, 11 and 13: which days, which move, how far to the next level; numbers worked out by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.compose.test_sections import composed, section_of

from tidegauge.compose.occasions import letters
from tidegauge.model.document import ChartSpec, Figure, MarkKind
from tidegauge.model.judgement import Level

DAY = date(2025, 11, 14)


def test_a_day_has_one_letter() -> None:
    """In order, one for all rows of a day; after Z come two letters."""
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(28)]
    signs = letters([*reversed(days), days[0]])
    assert [signs[one] for one in (days[0], days[1], days[25], days[26], days[27])] == ["A", "B", "Z", "AA", "AB"]


@pytest.mark.parametrize("section", ["timeline", "comment"])
def test_letters_of_chart_and_table_are_the_same(shared: Path, section: str) -> None:
    """Every row has the letter of its day, and every letter of the rows stands in the chart."""
    found = section_of(composed(shared, DAY), section)
    (chart,) = found.charts.values()
    above = {(mark.period, mark.sign) for mark in chart.marks if mark.kind is MarkKind.DATED}
    rows = {(row.cells[0].content, row.cells[0].sign) for table in found.tables.values() for row in table.rows}
    assert above == rows
    assert len({sign for _, sign in rows}) == len(rows) > 4


@pytest.mark.parametrize(
    ("day", "value", "up", "on", "kind"),
    [
        # 31 October 2025: SOFR 4.22 against 4.04 the day before, IORB 3.90 on both.
        (DAY, 18.0, True, date(2025, 10, 31), "month_end"),
        # 17 September 2019: SOFR 5.25 against 2.43, IOER 2.10 on both: the day the New York Fed began operations.
        (date(2019, 9, 20), 282.0, True, date(2019, 9, 17), "event"),
    ],
)
def test_the_largest_move_of_the_weeks(shared: Path, day: date, value: float, up: bool, on: date, kind: str) -> None:
    """The largest daily change of the spread, its day, and what day that was."""
    facts = section_of(composed(shared, day), "timeline").facts
    move = facts["move"]
    assert isinstance(move, Figure) and move.value == value
    assert (facts["move_up"], facts["move_day"], facts["move_on"]) == (up, on, kind)


@pytest.mark.parametrize("day", [date(2018, 7, 6), DAY, date(2019, 9, 20), date(2020, 3, 20), date(2021, 7, 9)])
def test_a_dot_stands_at_the_level_of_the_table(shared: Path, day: date) -> None:
    """The ladder has the rows of the watch list, each in the zone of its level, in no zone its rule does not know."""
    briefing = composed(shared, day)
    chart: ChartSpec = section_of(briefing, "outlook").charts["ladder"]
    assert [one.key for one in chart.rungs] == [one.reading for one in briefing.watch]
    for rung, trigger in zip(chart.rungs, briefing.watch, strict=True):
        assert int(rung.at) == trigger.level <= rung.top
        assert rung.before is None or 0 <= rung.before < int(rung.top) + 1
        assert (rung.up_at is None, rung.down_at is None) == (trigger.up_at is None, trigger.down_at is None)
    assert sum(one.finding for one in chart.rungs) == 1


def test_the_nearest_to_a_change_is_the_nearest(shared: Path) -> None:
    """No other reading is nearer to an end of its level, as a share of it."""
    chart = section_of(composed(shared, DAY), "outlook").charts["ladder"]

    def away(one) -> float:  # type: ignore[no-untyped-def]
        inside = one.at - int(one.at)
        ends = [1 - inside] if one.up_at is not None else []
        return min([*ends, inside] if one.down_at is not None else ends, default=9.0)

    nearest = min(chart.rungs, key=away)
    assert nearest.finding
    assert nearest.key == "btc_change_1w"
    assert int(nearest.at) == Level.WATCH


def test_no_statement_no_chart(shared: Path) -> None:
    """A week without quotations or events has neither section nor chart."""
    briefing = composed(shared, date(2018, 7, 6))
    assert not section_of(briefing, "comment").charts
    assert not section_of(briefing, "comment").blocks
