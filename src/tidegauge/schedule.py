"""
When an issue is due, without a clock and without a daemon: pure functions of the plan and the time.

A run is known by its issue, so a repeated hour at a clock change, a second scheduler or a restart cannot run it twice.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from tidegauge.days import (
    NEW_YORK,
    business_day,
    cut,
    holiday_library,
    is_business_day,
    iso_week,
    previous_friday,
)
from tidegauge.errors import SettingsError
from tidegauge.model.document import Issue

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
THURSDAY = 3
RELEASE = time(16, 30)
"""New York time of the H.4.1."""
RULES = ("move", "keep")
GATHER, AGAIN = timedelta(hours=2), timedelta(minutes=30)
"""Before the cut; and how long a collection that was not whole is left alone."""
LONGEST_WINDOW = 144
"""Hours: with a longer one the next issue would be due before the last is given up."""
MOST_CLOSED = 10
"""Days in a row on which a place can be closed."""
FIELDS = ("zone", "weekday", "time", "issue_day", "holidays", "closed", "on_time_minutes", "window_hours", "hold_hours")


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The table [schedule] of a report.

    Attributes:
        zone: Of `weekday` and `at`.
        weekday, issue_day: 0 for Monday; the second one in New York.
        at: Local time.
        move: An issue waits for an H.4.1 that comes after its day.
        closed: Country whose public holidays a sending avoids; empty for none.
        on_time: A run that begins later than this after its time is late.
        window: Until then a missed run is made up.
        hold: So long an issue waits for a late source.
    """

    zone: ZoneInfo
    weekday: int = 5
    at: time = time(9, 30)
    issue_day: int = 4
    move: bool = True
    closed: str = ""
    on_time: timedelta = timedelta(minutes=120)
    window: timedelta = timedelta(hours=96)
    hold: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Slot:
    """A run as planned: its issue, the day that is dated by, and when it is due, in UTC; known by its issue."""

    issue: str
    day: date
    due: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A run to be done now; `late` when it begins after its time, `deadline` is the end of waiting for sources."""

    slot: Slot
    late: bool
    deadline: datetime


def issue_of(day: date) -> Issue:
    """The issue dated by a day."""
    year, week = iso_week(day)
    return Issue(year, week, day, previous_friday(day))


def plan(table: Mapping[str, Any], file: str) -> Plan:
    """
    The plan in a report's table.

    Raises:
        SettingsError: a field is unknown or does not hold; the message names file and field.
    """
    try:
        if unknown := [one for one in table if one not in FIELDS]:
            raise ValueError(f"{unknown[0]} is not known; known are {', '.join(FIELDS)}")
        on_time, window, hold = _spans(table)
        return Plan(
            zone=_zone(table.get("zone", "Asia/Hong_Kong")),
            weekday=_choice("weekday", table.get("weekday", "saturday"), WEEKDAYS),
            at=_time(table.get("time", "09:30")),
            issue_day=_choice("issue_day", table.get("issue_day", "friday"), WEEKDAYS),
            move=_choice("holidays", table.get("holidays", "move"), RULES) == 0,
            closed=_country(table.get("closed", "")),
            on_time=on_time,
            window=window,
            hold=hold,
        )
    except ValueError as error:
        raise SettingsError(f"{file}, [schedule]: {error}.") from None


@lru_cache(maxsize=4096)
def slot(plan: Plan, monday: date) -> Slot:
    """The run of the issue of one ISO week, given by its Monday."""
    nominal = monday + timedelta(days=plan.issue_day)
    day = max(nominal, release_day(monday)) if plan.move and plan.issue_day >= THURSDAY else nominal
    first = cut(nominal).astimezone(plan.zone).date()
    local = first + timedelta(days=(plan.weekday - first.weekday()) % 7)
    if _instant(plan, local) < cut(nominal):
        local += timedelta(days=7)
    local += day - nominal
    while _instant(plan, local) < cut(day) or local in _public_holidays(plan.closed):
        local += timedelta(days=1)
    return Slot(issue_of(day).id, day, _instant(plan, local))


def release_day(monday: date) -> date:
    """The day on which the H.4.1 of a week comes out: Thursday, or the next business day of the Federal Reserve."""
    return business_day(monday + timedelta(days=THURSDAY))


def due(plan: Plan, now: datetime, done: Collection[str]) -> Due | None:
    """
    What is to be run at `now`; None when nothing is.

    Args:
        done: Issues that were run, or given up.
    """
    last = last_slot(plan, now)
    if last.issue in done or now > last.due + plan.window:
        return None
    return Due(last, now > last.due + plan.on_time, last.due + plan.hold)


def collecting(now: datetime, last: datetime | None, *, whole: bool) -> bool:
    """
    Whether to collect although nothing is due: before the cut of each business day, since an issue prints only what
    had been fetched by then, unless its publisher says when it came out.

    Args:
        last: When the last collection began; None where there was none.
        whole: It reached every source.
    """
    close = cut(now.astimezone(NEW_YORK).date())
    if not close - GATHER <= now < close or not is_business_day(close.date()):
        return False
    if last is None or last < close - GATHER:
        return True
    return not whole and now - last >= AGAIN


def last_slot(plan: Plan, now: datetime) -> Slot:
    """The newest run whose time has come."""
    monday = _monday(now)
    while slot(plan, monday).due > now:
        monday -= timedelta(days=7)
    return slot(plan, monday)


def around(plan: Plan, day: date) -> tuple[Slot, ...]:
    """The runs of the weeks around a day, among them the one whose issue is dated by it, if there is one."""
    monday = day - timedelta(days=day.weekday())
    return tuple(slot(plan, monday + timedelta(days=7 * number)) for number in (-1, 0, 1))


def upcoming(plan: Plan, now: datetime, count: int = 5) -> tuple[Slot, ...]:
    """The next runs."""
    last = last_slot(plan, now)
    monday = last.day - timedelta(days=last.day.weekday())
    found = (slot(plan, monday + timedelta(days=7 * number)) for number in range(count + 2))
    return tuple(one for one in found if one.due > now)[:count]


def missed(plan: Plan, since: datetime, now: datetime, done: Collection[str]) -> tuple[Slot, ...]:
    """Runs due since then that were not done within their window, oldest first."""
    return tuple(one for one in _slots(plan, since, now) if one.due + plan.window < now and one.issue not in done)


def overdue(plan: Plan, now: datetime, done: Collection[str]) -> Slot | None:
    """The newest run if it should be done by now and is not: what a monitor asks for."""
    last = last_slot(plan, now)
    return last if now > last.due + plan.on_time and last.issue not in done else None


def _slots(plan: Plan, since: datetime, now: datetime) -> Iterator[Slot]:
    monday = _monday(since) - timedelta(days=14)
    while (one := slot(plan, monday)).due <= now:
        if one.due >= since:
            yield one
        monday += timedelta(days=7)


def _monday(now: datetime) -> date:
    """Of the week of `now`: no issue is due before its own week begins, so the newest run is looked for backwards."""
    day = now.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def _instant(plan: Plan, day: date) -> datetime:
    """
    The local time on a day, as UTC.

    An hour that a clock change leaves out counts as the one after it, an hour that comes twice as the first of both.
    """
    return datetime.combine(day, plan.at, plan.zone).astimezone(UTC)


def _public_holidays(country: str) -> Collection[date]:
    return _calendar(country) if country else ()


@lru_cache(maxsize=8)
def _calendar(country: str) -> Collection[date]:
    calendar: Collection[date] = holiday_library().country_holidays(country)
    return calendar


def _zone(name: object) -> ZoneInfo:
    known = available_timezones()
    if not isinstance(name, str) or name not in known:
        near = get_close_matches(str(name), known, n=2, cutoff=0.5) or ["Asia/Hong_Kong"]
        raise ValueError(f"zone {name!r} is no time zone; did you mean {' or '.join(near)}?")
    return ZoneInfo(name)


def _choice(field: str, given: object, known: tuple[str, ...]) -> int:
    text = str(given).strip().lower()
    if text not in known:
        raise ValueError(f"{field} {given!r} is not one of {', '.join(known)}")
    return known.index(text)


def _time(given: object) -> time:
    try:
        found = time.fromisoformat(str(given))
    except ValueError:
        raise ValueError(f"time {given!r} is none; write it as 09:30") from None
    if found.tzinfo:
        raise ValueError(f"time {given!r} has a zone of its own; write it as 09:30, and the zone in zone")
    return found.replace(second=0, microsecond=0)


def _spans(table: Mapping[str, Any]) -> tuple[timedelta, timedelta, timedelta]:
    """How long after its time a run is on time, is made up, and waits: with a shorter window marks are lost."""
    on_time = timedelta(minutes=_number(table, "on_time_minutes", 120, 1, 24 * 60))
    window = timedelta(hours=_number(table, "window_hours", 96, 1, LONGEST_WINDOW))
    hold = timedelta(hours=_number(table, "hold_hours", 12, 0, LONGEST_WINDOW))
    for field, span in (("on_time_minutes", on_time), ("hold_hours", hold)):
        if span >= window:
            raise ValueError(
                f"{field} is not shorter than window_hours: nothing would go out marked; make one of them fit"
            )
    return on_time, window, hold


def _country(given: object) -> str:
    code = str(given).strip().upper()
    if code and code not in holiday_library().list_supported_countries():
        raise ValueError(f"closed {given!r} is no country whose holidays are known; write it as HK, or leave it empty")
    return code


def _number(table: Mapping[str, Any], field: str, default: int, least: int, most: int) -> float:
    given = table.get(field, default)
    if isinstance(given, bool) or not isinstance(given, int | float) or not least <= given <= most:
        raise ValueError(f"{field} {given!r} is not a number from {least} to {most}")
    return float(given)
