"""Section 12 of an issue."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.claims.changed import Verify

from tidegauge import catalogue, settings, usecases
from tidegauge.claims import wording
from tidegauge.claims.desk import of_issue
from tidegauge.compose.claims import ROWS
from tidegauge.model.document import Briefing, Figure, Section, Told
from tidegauge.model.words import Language
from tidegauge.render import record
from tidegauge.render.prose import Prose
from tidegauge.usecases import Origin

BAD = ("impossible", "wrong", "definition")
FRIDAY = date(2025, 11, 14)


def section(briefing: Briefing) -> Section:
    return next(one for one in briefing.sections if one.id == "claims")


@pytest.fixture(scope="module")
def briefing(shared: Path) -> Briefing:
    """The issue of 14 November 2025, its claims only."""
    return usecases.briefing(settings.load(), "weekly", Origin(shared / "data" / "series"), FRIDAY, ["claims"])


def test_all_that_the_data_contradict_stand_in_the_issue_in_both_languages(briefing: Briefing, verify: Verify) -> None:
    """
    Worst first, each with words of its own in Chinese and in English; up to twelve, as many as the heading says.
    """
    found = section(briefing)
    rows = found.tables["claims"].rows
    told = [row.cells[0].content for row in rows]
    worst = [one for one in of_issue(verify(day=FRIDAY), FRIDAY) if one.verdict.value in BAD]
    assert found.number == 12
    assert len(worst) == len(rows) <= ROWS
    assert [one.who_en for one in told if isinstance(one, Told)] == [one.claim.id for one in worst]
    assert all(isinstance(one, Told) and one.zh_hant and one.en and one.zh_hant != one.en for one in told)
    assert [row.cells[1].content for row in rows] == [f"verdict_{one.verdict}" for one in worst]


def test_heading_counts_rows_and_the_rest_add_up(briefing: Briefing) -> None:
    """
    What is decided is contradicted or agrees; what is not in the table is left; the record attached has all.
    """
    found = section(briefing)
    counts = {key: found.facts[key] for key in ("checked", "bad", "right", "left")}
    numbers = {key: one.value for key, one in counts.items() if isinstance(one, Figure)}
    shown = len(found.tables["claims"].rows)
    assert numbers["checked"] == numbers["bad"] + numbers["right"] == shown + numbers["left"]
    data = json.loads(record.readings(briefing, {}, catalogue.load()))
    assert len(data["claims"]) == numbers["checked"]
    assert all(one["id"] and one["en"] and one["verdict"] for one in data["claims"])


def test_the_note_explains_the_verdicts_that_appear_and_no_other(briefing: Briefing) -> None:
    """
    No word of what is impossible where nothing is; the documents are named with their day; no command is printed.
    """
    found = section(briefing)
    prose = Prose(settings.load().home, "weekly", {}, briefing.issue.turn, FRIDAY)
    for language, word in ((Language.EN, "“Impossible”"), (Language.ZH_HANT, "「不可能」")):
        note = prose.text("claims", "claims_note", language, found.facts)
        verdicts = {row.cells[1].content for row in found.tables["claims"].rows}
        assert (word in note) is ("verdict_impossible" in verdicts)
        assert "tidegauge verify" not in note
    whose = prose.text("claims", "claims_subtitle", Language.EN, found.facts).striptags()
    assert "Article B" in whose
    assert "13 November 2025" in " ".join(whose.split())


def test_every_number_has_a_unit(briefing: Briefing) -> None:
    """
    A ratio is so many times, a rank a rank: no number stands alone.
    """
    rows = section(briefing).tables["claims"].rows
    assert all(row.cells[3].content for row in rows if isinstance(row.cells[2].content, Figure))


def test_a_number_that_the_words_hold_is_not_said_twice(verify: Verify) -> None:
    """
    125 and 125.0 are one number; one that the words lack is added.
    """
    said = {one.claim.id: wording.told(one.claim) for one in verify(day=FRIDAY).findings}
    assert said["B60"] == "SRF take-up of five days adds up to about 125 billion dollars"
    assert said["B24"].endswith(": 1.8 USD tn")


def test_an_average_is_held_against_the_average_of_the_same_days(verify: Verify) -> None:
    """
    The IORB was cut within the 30 days: the average of daily spreads is some 10 bp, not the 25 bp that the average less
    the last day's IORB would give.
    """
    found = next(one for one in verify(day=FRIDAY).findings if one.claim.id == "B08")
    assert found.published is not None
    assert 9.5 < found.published.value < 10.5
    assert found.published.period.days == 30


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
