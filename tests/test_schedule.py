"""When an issue is due: ten years, five zones, clock changes, holidays, outages."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge import report, schedule
from tidegauge.days import cut, fed_holidays
from tidegauge.errors import SettingsError
from tidegauge.schedule import Plan
from tidegauge.settings import Home, built_in

ZONES = ("America/New_York", "Asia/Hong_Kong", "Europe/London", "Asia/Kolkata", "UTC")
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
DEFAULT = Plan(ZoneInfo("Asia/Hong_Kong"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_ten_years_every_quarter_of_an_hour(zone: str) -> None:
    """With outages of up to three and a half days every issue runs exactly once: on time, or marked late."""
    plan = Plan(ZoneInfo(zone))
    chance = random.Random(zone)
    now, done, late, outage_until, lost = START, {}, set(), START, 0
    while now < END:
        if now >= outage_until and chance.random() < 0.001:
            outage_until = now + timedelta(hours=chance.uniform(1, 84))
        if now < outage_until:
            now += QUARTER * ((outage_until - now) // QUARTER + 1)
            lost += 1
            continue
        if found := schedule.due(plan, now, done):
            assert found.slot.issue not in done
            done[found.slot.issue] = now
            assert found.late is (now - found.slot.due > plan.on_time)
            assert found.late or now - found.slot.due <= plan.on_time
            late |= {found.slot.issue} if found.late else set()
        now += QUARTER
    wanted = [one.issue for one in schedule._slots(plan, START, END - plan.window)]
    assert len(wanted) in (520, 521, 522)
    assert [one for one in done if one in wanted] == wanted
    assert {"2026-W53", "2032-W53"} <= set(done)
    assert 0 < len(late) < 120 and lost > 200
    assert not schedule.missed(plan, START, END - plan.window, done)


def test_an_outage_longer_than_the_window_is_a_missed_run() -> None:
    """It is named once, and not made up; the next one is."""
    back = schedule.slot(DEFAULT, date(2025, 11, 10)).due + DEFAULT.window + QUARTER
    assert schedule.due(DEFAULT, back, ()) is None
    assert [one.issue for one in schedule.missed(DEFAULT, at("2025-11-01"), back, {"2025-W44", "2025-W45"})] == [
        "2025-W46"
    ]
    assert schedule.overdue(DEFAULT, back, {"2025-W45"}) is not None
    following = schedule.slot(DEFAULT, date(2025, 11, 17)).due
    assert schedule.due(DEFAULT, following, ()).slot.issue == "2025-W47"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("monday", "day", "due"),
    [
        (date(2025, 11, 10), date(2025, 11, 14), "2025-11-15T01:30"),
        (date(2025, 7, 7), date(2025, 7, 11), "2025-07-12T01:30"),
        (date(2025, 11, 24), date(2025, 11, 28), "2025-11-29T01:30"),
        (date(2026, 12, 28), date(2027, 1, 1), "2027-01-02T01:30"),
    ],
)
def test_the_default(monday: date, day: date, due: str) -> None:
    """Saturday 09:30 in Hong Kong, in winter at the very cut, in summer an hour after it; Thanksgiving; week 53."""
    found = schedule.slot(DEFAULT, monday)
    assert (found.day, found.due) == (day, at(due))


def test_an_issue_waits_for_the_release() -> None:
    """A Thursday issue of Thanksgiving week is dated a day later, when the H.4.1 is out; "keep" does not wait."""
    plan = Plan(ZoneInfo("America/New_York"), weekday=3, at=time(21, 0), issue_day=3)
    assert schedule.slot(plan, date(2025, 11, 17)).due == at("2025-11-21T02:00")
    found = schedule.slot(plan, date(2025, 11, 24))
    assert (found.day, found.due, found.issue) == (date(2025, 11, 28), at("2025-11-29T02:00"), "2025-W48")
    kept = schedule.slot(Plan(plan.zone, 3, plan.at, 3, move=False), date(2025, 11, 24))
    assert (kept.day, kept.due) == (date(2025, 11, 27), at("2025-11-28T02:00"))


def test_a_closed_place_gets_it_later() -> None:
    """Saturday 26 September 2026 is the day after the Mid-Autumn Festival."""
    plan = Plan(ZoneInfo("Asia/Hong_Kong"), closed="HK")
    assert schedule.slot(plan, date(2026, 9, 21)).due == at("2026-09-27T01:30")
    assert schedule.slot(plan, date(2026, 9, 21)).day == date(2026, 9, 25)


@pytest.mark.parametrize(
    ("zone", "clock", "monday", "due"),
    [
        ("America/New_York", time(2, 30), date(2026, 3, 2), "2026-03-08T07:30"),
        ("America/New_York", time(1, 30), date(2026, 10, 26), "2026-11-01T05:30"),
        ("Europe/London", time(1, 30), date(2026, 3, 23), "2026-03-29T01:30"),
        ("Europe/London", time(1, 30), date(2026, 10, 19), "2026-10-25T00:30"),
    ],
)
def test_clock_changes(zone: str, clock: time, monday: date, due: str) -> None:
    """An hour left out counts as the next one, an hour that comes twice as the first: one run each."""
    plan = Plan(ZoneInfo(zone), weekday=6, at=clock)
    assert schedule.slot(plan, monday).due == at(due)
    done: set[str] = set()
    runs = 0
    for step in range(4 * 24):
        found = schedule.due(plan, at(due) - timedelta(hours=4) + step * QUARTER, done)
        if found and found.slot.issue not in done:
            done.add(found.slot.issue)
            runs += found.slot.due == at(due)
    assert runs == 1


@given(
    st.sampled_from([*ZONES, "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
    st.integers(0, 6),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.integers(0, 6),
    st.dates(date(2018, 1, 1), date(2036, 1, 1)),
)
def test_any_plan(zone: str, weekday: int, clock: time, issue_day: int, day: date) -> None:
    """Never before the cut, within eight days after it, one run a week, in order, and listed before it comes."""
    plan = Plan(ZoneInfo(zone), weekday, clock, issue_day)
    monday = day - timedelta(days=day.weekday())
    one, two = schedule.slot(plan, monday), schedule.slot(plan, monday + timedelta(days=7))
    assert cut(one.day) <= one.due <= cut(one.day) + timedelta(days=8)
    assert timedelta(days=4) <= two.due - one.due <= timedelta(days=10)
    assert schedule.due(plan, one.due, ()).slot == one  # type: ignore[union-attr]
    assert schedule.due(plan, one.due, {one.issue}) is None
    listed = schedule.upcoming(plan, one.due)
    assert len(listed) == 5 and listed[0] == two


def test_runs_move_only_for_a_release() -> None:
    """The H.4.1 is on Friday only where Thursday is a holiday of the Federal Reserve."""
    mondays = [date(2018, 1, 1) + timedelta(days=7 * week) for week in range(900)]
    moved = [one for one in mondays if schedule.release_day(one).weekday() != schedule.THURSDAY]
    assert moved and all(one + timedelta(days=3) in fed_holidays() for one in moved)


def test_overdue_is_what_a_monitor_asks_for() -> None:
    """Not before the time allowed has passed, and not when it was done."""
    due = schedule.slot(DEFAULT, date(2025, 11, 10)).due
    assert schedule.overdue(DEFAULT, due + timedelta(minutes=119), {"2025-W45"}) is None
    assert schedule.overdue(DEFAULT, due + timedelta(minutes=121), {"2025-W45"}) == schedule.slot(
        DEFAULT, date(2025, 11, 10)
    )
    assert schedule.overdue(DEFAULT, due + timedelta(minutes=121), {"2025-W46"}) is None


def test_the_built_in_plan_is_the_default() -> None:
    """reports/weekly.toml states what the program would do without it."""
    table = report.read_toml(Home((built_in(),)).find("reports/weekly.toml"))["schedule"]
    assert schedule.plan(table, "weekly.toml") == DEFAULT == schedule.plan({}, "weekly.toml")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"zone": "GMT Standard Time"}, r"zone 'GMT Standard Time' is no time zone; did you mean"),
        ({"zone": "Asia/Hongkong"}, "Asia/Hong_Kong"),
        ({"weekday": "funday"}, "weekday 'funday' is not one of monday"),
        ({"time": "9.30"}, "time '9.30' is none; write it as 09:30"),
        ({"holidays": "skip"}, "holidays 'skip' is not one of move, keep"),
        ({"closed": "Atlantis"}, "closed 'Atlantis'"),
        ({"window_hours": 200}, "window_hours 200 is not a number from 1 to 144"),
        ({"window_hours": 12}, "hold_hours is not shorter than window_hours"),
        ({"window_hours": 2, "hold_hours": 1}, "on_time_minutes is not shorter than window_hours"),
        ({"time": "09:30:00+05:00"}, "has a zone of its own"),
        ({"hours": 1}, "hours is not known"),
    ],
)
def test_a_plan_that_does_not_hold(table: dict[str, object], told: str) -> None:
    """Told with file, table and field when it is read."""
    with pytest.raises(SettingsError, match=told):
        schedule.plan(table, "reports/weekly.toml")


@pytest.mark.parametrize(
    ("now", "last", "whole", "said"),
    [
        ("2025-11-14T23:29", None, False, False),
        ("2025-11-14T23:30", None, False, True),
        ("2025-11-15T01:29", "2025-11-14T23:00", True, True),
        ("2025-11-15T01:29", "2025-11-14T23:31", True, False),
        ("2025-11-15T00:00", "2025-11-14T23:31", False, False),
        ("2025-11-15T00:01", "2025-11-14T23:31", False, True),
        ("2025-11-15T01:30", None, False, False),
        ("2025-11-16T01:00", None, False, False),
        ("2025-11-12T00:30", None, False, False),
        ("2025-07-02T22:30", None, False, True),
        ("2025-07-03T00:30", None, False, False),
    ],
)
def test_data_are_fetched_before_the_cut_of_each_business_day(
    now: str, last: str | None, whole: bool, said: bool
) -> None:
    """Two hours before 20:30 New York, once; again after half an hour where a source failed; not on a holiday."""
    assert schedule.collecting(at(now), at(last) if last else None, whole=whole) is said
