"""Section 12 of an issue."""

from datetime import date
from pathlib import Path

import pytest
from tests.claims.changed import Verify

from tidegauge import settings, usecases
from tidegauge.claims.desk import of_issue
from tidegauge.compose.claims import ROWS
from tidegauge.model.document import Briefing, Figure, Section, Told
from tidegauge.usecases import Origin

FRIDAY = date(2025, 11, 14)


def section(briefing: Briefing) -> Section:
    return next(one for one in briefing.sections if one.id == "claims")


@pytest.fixture(scope="module")
def briefing(shared: Path) -> Briefing:
    """The issue of 14 November 2025, its claims only."""
    return usecases.briefing(settings.load(), "weekly", Origin(shared / "data" / "series"), FRIDAY, ["claims"])


def test_the_ten_worst_stand_in_the_issue_in_both_languages(briefing: Briefing, verify: Verify) -> None:
    """
    Worst first, each with words of its own in Chinese and in English, and never more than fit a page.
    """
    found = section(briefing)
    rows = found.tables["claims"].rows
    told = [row.cells[0].content for row in rows]
    worst = of_issue(verify(day=FRIDAY), FRIDAY)[:ROWS]
    assert found.number == 12
    assert [one.who_en for one in told if isinstance(one, Told)] == [one.claim.id for one in worst]
    assert all(isinstance(one, Told) and one.zh_hant and one.en and one.zh_hant != one.en for one in told)
    assert [row.cells[1].content for row in rows] == [f"verdict_{one.verdict}" for one in worst]


def test_every_published_number_leads_to_its_source(briefing: Briefing) -> None:
    """
    It names a reading or a series, its day, and what it was computed from is in the manifest.
    """
    known = {row.reading.indicator for row in briefing.appendix} | {one.series for one in briefing.observations}
    figures = [row.cells[2].content for row in section(briefing).tables["claims"].rows]
    numbers = [one for one in figures if isinstance(one, Figure)]
    assert len(numbers) >= 5
    assert all(one.reading in known and one.period is not None for one in numbers)
    assert ("WALCL", date(2025, 11, 12)) in {(one.series, one.period) for one in briefing.observations}


def test_the_counts_are_those_of_the_desk(briefing: Briefing, verify: Verify) -> None:
    """
    The headline counts what is impossible, wrong or misuses a term.
    """
    found = of_issue(verify(day=FRIDAY), FRIDAY)
    bad = sum(one.verdict.value in ("impossible", "wrong", "definition") for one in found)
    counted = section(briefing).facts["bad"]
    assert isinstance(counted, Figure)
    assert counted.value == bad > 10


def test_a_week_whose_statements_cannot_be_decided_yet_passes_no_judgement(shared: Path) -> None:
    """
    On 20 September 2019 the month a claim speaks of is not over: no headline says that the statements hold.
    """
    origin = Origin(shared / "data" / "series")
    crisis = usecases.briefing(settings.load(), "weekly", origin, date(2019, 9, 20), ["claims"])
    assert section(crisis).blocks == ()


def test_no_page_is_taken_when_there_is_nothing_to_tell() -> None:
    """
    Synthetic data judge no claim: the section says so in one line.
    """
    sample = usecases.briefing(settings.load(), "weekly", Origin(sample=True), FRIDAY, ["claims"])
    assert section(sample).blocks == ()
    assert section(sample).missing == ()
