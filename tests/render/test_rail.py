"""The rail beside page 1 of an edition in one language."""

from datetime import date, time
from types import SimpleNamespace
from typing import Any

import pytest

from tidegauge import settings, usecases
from tidegauge.model.document import CalendarEntry
from tidegauge.render import rail
from tidegauge.usecases import Origin

WEEKLY = [CalendarEntry(date(2025, 11, day), time(16, 30), "h41") for day in (13, 20, 28)]
OTHERS = [
    CalendarEntry(date(2025, 11, 17), None, "settlement"),
    CalendarEntry(date(2025, 11, 19), time(14), "minutes"),
    CalendarEntry(date(2025, 11, 27), None, "holiday"),
    CalendarEntry(date(2025, 11, 28), None, "month_end"),
    CalendarEntry(date(2025, 12, 10), time(14), "fomc"),
]


def told(*days: CalendarEntry) -> Any:
    """A briefing whose page 1 speaks of these days."""
    calendar = tuple(sorted((*WEEKLY, *OTHERS), key=lambda one: one.day))
    ahead = {"days": tuple({"key": one.key, "day": one.day} for one in days)}
    return SimpleNamespace(calendar=calendar, key_points=SimpleNamespace(ahead=ahead))


def test_a_day_that_page_one_tells_of_stands_in_the_rail() -> None:
    """However late it is; the next ones fill what room is left, a weekly publication once."""
    chosen = rail.chosen(told(OTHERS[3], OTHERS[4]))
    assert [one.key for one in chosen] == ["h41", "settlement", "minutes", "month_end", "fomc"]
    assert [one.day for one in chosen] == sorted(one.day for one in chosen)


def test_without_such_days_the_next_ones_stand_there() -> None:
    """A report whose page 1 has no such line lists what comes first."""
    assert [one.key for one in rail.chosen(told())] == ["h41", "settlement", "minutes", "holiday", "month_end"]


@pytest.mark.parametrize("day", ["2019-09-20", "2021-07-09", "2025-11-14", "2024-12-20"])
def test_the_rail_of_real_weeks_has_every_day_told(shared: Any, day: str) -> None:
    """On recorded data."""
    origin = Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(settings.load(environment={}), "weekly", origin, date.fromisoformat(day))
    listed = {(one.key, one.day) for one in rail.chosen(briefing)}
    days = briefing.key_points.ahead["days"]
    assert days and all((one["key"], one["day"]) in listed for one in days)
