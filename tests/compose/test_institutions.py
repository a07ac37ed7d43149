"""What standing texts say of institutions is true on the day of the issue: nothing later is known to it."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tidegauge import settings, usecases
from tidegauge.model import institutions
from tidegauge.model.document import Briefing
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.render.words import IORB_SINCE
from tidegauge.report import read_toml
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
DAYS = [date(2018, 12, 28), date(2019, 9, 20), date(2020, 9, 18), date(2021, 3, 19), date(2023, 3, 17)]
LATER = [date(2023, 7, 7), date(2026, 4, 24)]
SECTIONS = ["repo", "facilities", "offshore", "timeline"]
SRF, LIBOR_ENDED, AVERAGES = date(2021, 7, 29), date(2023, 6, 30), date(2020, 3, 2)


@pytest.fixture(scope="module", params=[*DAYS, *LATER], ids=str)
def issue(request: pytest.FixtureRequest, shared: Path) -> tuple[Briefing, str]:
    """An issue of each age, and the text of its page in both languages."""
    briefing = usecases.briefing(SETTINGS, "weekly", Origin(shared / "data" / "series"), request.param, SECTIONS)
    page = BeautifulSoup(Workshop(briefing, SETTINGS.home, SETTINGS.cache).page(Edition.BILINGUAL, "screen")[0], "lxml")
    for one in page.select("script, style, sup"):
        one.decompose()
    return briefing, " ".join(page.get_text(" ").split())


def test_libor_has_ended_only_once_its_dollar_panel_has(issue: tuple[Briefing, str]) -> None:
    """Up to June 2023 the London rate was published every day; the box says that it ended only after that."""
    briefing, told = issue
    ended = briefing.issue.as_of >= LIBOR_ENDED
    assert ("30 June 2023" in told) is ended
    assert ("that rate’s dollar panel ended" in told) is ended
    assert ("停止" in told) is ended


def test_no_issue_knows_of_the_standing_repo_facility_before_there_was_one(issue: tuple[Briefing, str]) -> None:
    """Before 29 July 2021 no row, name or list carries it, and the section says that there is none."""
    briefing, told = issue
    there = briefing.issue.as_of >= SRF
    assert ("SRF" in told) is there
    assert ("has no standing repo facility" in told) is not there
    assert ("沒有常設的回購工具" in told) is not there
    rows = {row.reading.indicator for block in briefing.key_points.dashboard for row in block.rows}
    assert ("srf_20d_max" in rows) is there
    assert ("No daily standing repo data" in told or "no daily standing repo data" in told) is False


def test_the_floor_is_named_as_it_was(issue: tuple[Briefing, str]) -> None:
    """The rate on reserve balances is the IORB from 29 July 2021 on, and no earlier issue names it."""
    briefing, told = issue
    assert ("IORB" in told) is (briefing.issue.as_of >= IORB_SINCE)


def test_averages_of_sofr_are_known_from_their_first_publication_on(issue: tuple[Briefing, str]) -> None:
    """The New York Fed first published them on 2 March 2020, back to 2018: an earlier issue has none."""
    briefing, _ = issue
    rows = [
        one for one in briefing.appendix if one.reading.indicator == "sofr_30d_avg" and one.reading.value is not None
    ]
    assert bool(rows) is (briefing.issue.as_of >= AVERAGES)


def test_one_table_holds_the_days() -> None:
    """The days the program itself goes by are those of reports/calendar.toml, each with its source."""
    found = institutions.read(read_toml(SETTINGS.home.find("reports/calendar.toml")))
    assert found["iorb"].since == IORB_SINCE
    assert found["srf"].since == SRF
    assert found["usd_libor"].until == LIBOR_ENDED
    assert found["sofr_averages"].since == AVERAGES
    assert all(one.source.startswith("https://") for one in found.values())


def test_a_thing_is_there_between_its_days() -> None:
    """On its first day it is, on the day before it is not; from its last day on it has ended."""
    found = institutions.read(read_toml(SETTINGS.home.find("reports/calendar.toml")))
    assert not found["srf"].begun(date(2021, 7, 28))
    assert found["srf"].begun(SRF)
    assert not found["usd_libor"].ended(date(2023, 6, 29))
    assert found["usd_libor"].ended(LIBOR_ENDED)
