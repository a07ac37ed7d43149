"""What the last pages say of the numbers of an issue."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tidegauge import settings, usecases
from tidegauge.model.document import Briefing
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})


@pytest.fixture(scope="module")
def briefing(shared: Path) -> Briefing:
    """The issue of 20 September 2019."""
    return usecases.briefing(SETTINGS, "weekly", Origin(shared / "data" / "series"), date(2019, 9, 20), ["outlook"])


@pytest.fixture(scope="module")
def page(briefing: Briefing) -> BeautifulSoup:
    """Its printed page."""
    return BeautifulSoup(Workshop(briefing, SETTINGS.home, SETTINGS.cache).page(Edition.BILINGUAL, "print")[0], "lxml")


def test_the_last_page_claims_no_more_than_holds(page: BeautifulSoup) -> None:
    """Some of its rows carry later revisions, and the page says so in both languages where it speaks of the cut."""
    told = " ".join(page.select_one("section#appendix").get_text(" ").split())
    assert "uses only what was known" not in told
    assert "publication day lies before its cut" in told
    assert "the one as later revised, not the one first published" in told
    assert "並非當時初次公布的值" in told


def test_days_that_follow_from_a_lag_are_said_to_be_assumed(page: BeautifulSoup) -> None:
    """The column Known is explained: the day on record, else assumed from the usual lag."""
    told = " ".join(page.select_one("section#appendix").get_text(" ").split())
    assert "assumed from the series’ usual lag" in told
    assert "慣常時滯推定" in told


def columns(page: BeautifulSoup) -> list[int]:
    """How many cells the rows of the calendar have."""
    return [len(row.find_all(["th", "td"])) for row in page.select("table.calendar tr")]


def test_the_calendar_has_a_status_only_where_a_day_is_expected(page: BeautifulSoup, shared: Path) -> None:
    """In September 2019 two days follow from a usual lag; in the four weeks after 14 November 2025 none does."""
    assert set(columns(page)) == {5}
    later = usecases.briefing(SETTINGS, "weekly", Origin(shared / "data" / "series"), date(2025, 11, 14), ["outlook"])
    assert not any(one.expected for one in later.calendar)
    told = Workshop(later, SETTINGS.home, SETTINGS.cache).page(Edition.BILINGUAL, "print")[0]
    assert set(columns(BeautifulSoup(told, "lxml"))) == {4}
