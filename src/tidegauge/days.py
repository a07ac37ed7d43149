"""
Business days, holidays, publication lags and the cut of an issue. Pure.

Two calendars: the Federal Reserve's (a holiday on a Sunday moves to Monday, one on a Saturday is not moved) and
SIFMA's for the bond market (the same plus Good Friday). Holidays come from the `holidays` library, by way of
closed_days.csv (tools/closed_days.py writes it, a test compares it), Easter from `dateutil`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from dateutil.easter import easter

NEW_YORK = ZoneInfo("America/New_York")
CUT = time(20, 30)
FIRST_YEAR, LAST_YEAR = 1950, 2040
CALENDARS = ("fed", "sifma")

Days = np.ndarray
"""datetime64[D]."""


def cut(day: date) -> datetime:
    """The instant at which an issue dated `day` is closed: 20:30 in New York."""
    return datetime.combine(day, CUT, NEW_YORK)


def cut_day(instant: datetime) -> date:
    """The first day whose issue knows what became known at `instant`."""
    local = instant.astimezone(NEW_YORK)
    return local.date() if local.time() <= CUT else local.date() + timedelta(days=1)


@cache
def fed_holidays(first: int = FIRST_YEAR, last: int = LAST_YEAR) -> tuple[date, ...]:
    """
    Days other than weekends on which the Federal Reserve Banks are closed.

    Source: Federal Reserve Bank holiday schedule; statutory dates from the `holidays` library.
    """
    statutory = closed_days("statutory", first, last)
    moved = (day + timedelta(days=1) if day.isoweekday() == 7 else day for day in statutory)
    return tuple(sorted(day for day in moved if day.isoweekday() < 6))


@cache
def sifma_holidays(first: int = FIRST_YEAR, last: int = LAST_YEAR) -> tuple[date, ...]:
    """
    The Federal Reserve's holidays and Good Friday: days without SOFR.

    Source: SIFMA holiday recommendations, US fixed income.
    """
    good_fridays = (easter(year) - timedelta(days=2) for year in range(first, last + 1))
    return tuple(sorted({*fed_holidays(first, last), *good_fridays}))


@cache
def all_holidays(first: int = FIRST_YEAR, last: int = LAST_YEAR) -> tuple[date, ...]:
    """
    Days on which the Fed, the bond market or the New York Stock Exchange is closed: nothing daily is expected for one
    of them, and nothing is late because of one.

    Source: the Fed's and SIFMA's holidays as above; NYSE holidays, days of mourning included, of `holidays`.
    """
    exchange = closed_days("exchange", first, last)
    return tuple(sorted({*sifma_holidays(first, last), *(day for day in exchange if day.isoweekday() < 6)}))


def closed_days(kind: str, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> tuple[date, ...]:
    """
    Holidays of the United States from one year to another, weekends included.

    Args:
        kind: ``"statutory"``, ``"observed"`` (those, and the weekdays on which they are kept) or ``"exchange"`` (NYSE).
    """
    return tuple(day for day in _closed_days()[kind] if first <= day.year <= last)


@cache
def _closed_days() -> dict[str, list[date]]:
    """Every row of closed_days.csv."""
    found: dict[str, list[date]] = {}
    for line in Path(__file__).with_name("closed_days.csv").read_text(encoding="utf-8").splitlines()[1:]:
        kind, _, day = line.partition(",")
        found.setdefault(kind, []).append(date.fromisoformat(day))
    return found


def holiday_library() -> ModuleType:
    """Loaded where other countries are asked for: it reads the calendars of 150 at once, half of `--help`."""
    return import_module("holidays")


@cache
def busday_calendar(name: str) -> np.busdaycalendar:
    """The numpy calendar of ``"fed"``, ``"sifma"`` or ``"all"``; KeyError for another name."""
    days = {"fed": fed_holidays, "sifma": sifma_holidays, "all": all_holidays}[name]()
    return np.busdaycalendar(holidays=np.array(days, dtype="datetime64[D]"))


def is_business_day(day: date, calendar: str = "fed") -> bool:
    """Whether `day` is one."""
    return bool(np.is_busday(np.datetime64(day), busdaycal=busday_calendar(calendar)))


def business_day(day: date, offset: int = 0, calendar: str = "fed") -> date:
    """
    The business day `offset` days from `day`.

    A day that is none counts as the next one for offset 0 and above ("the 15th or next business day"), as the one
    before for a negative offset.
    """
    moved = _moved(_days(day), offset, calendar, "forward" if offset >= 0 else "backward")
    result: date = moved[0].astype(object)
    return result


def _days(*days: date) -> Days:
    return np.array(days, dtype="datetime64[D]")


def _moved(days: Days, offset: int, calendar: str, roll: Literal["forward", "backward"]) -> Days:
    """Each day moved by business days, one that is none first rolled to the next or the one before."""
    moved: Days = np.busday_offset(days, offset, roll=roll, busdaycal=busday_calendar(calendar))
    return moved


def last_business_day(day: date, calendar: str = "fed") -> date:
    """The last business day of `day`'s month."""
    following = (_days(day).astype("datetime64[M]") + 1).astype("datetime64[D]")
    result: date = _moved(following, -1, calendar, "forward")[0].astype(object)
    return result


@dataclass(frozen=True, slots=True)
class Lag:
    """
    How long after its period a value became known.

    Attributes:
        count: Days.
        business: Business days of `calendar` if True, calendar days otherwise.
        calendar: One of CALENDARS.
    """

    count: int
    business: bool
    calendar: str = "fed"

    @classmethod
    def parse(cls, text: str, calendar: str = "fed") -> "Lag":
        """
        Read ``"1b"`` or ``"57d"``.

        Raises:
            ValueError: another form, or an unknown calendar.
        """
        match = re.fullmatch(r"(\d{1,4})([bd])", text.strip())
        if not match or calendar not in CALENDARS:
            raise ValueError(f"a lag is a number and b or d, with calendar fed or sifma; got {text!r}, {calendar!r}")
        return cls(int(match[1]), match[2] == "b", calendar)

    def known(self, periods: Days) -> Days:
        """
        The day on which each of `periods` became known.

        Without a lag that is the period itself, weekends included. A period that is no business day counts as the
        business day before it: what describes Saturday is known a business day after Friday. A lag in calendar days
        that ends on a weekend or a holiday ends on the next business day.
        """
        days = periods.astype("datetime64[D]")
        if self.count == 0:
            return days
        if not self.business:
            return _moved(days + np.timedelta64(self.count, "D"), 0, self.calendar, "forward")
        return _moved(days, self.count, self.calendar, "backward")


def pressured(periods: Days) -> np.ndarray:
    """
    Which of `periods` lie on a day of calendar pressure: the last business day of a month, the first of the next,
    and the 15th or, where that is none, the next business day (Treasury coupon settlement). Shape as `periods`.
    """
    days = periods.astype("datetime64[D]")
    calendar = busday_calendar("fed")
    months = days.astype("datetime64[M]")
    following = (months + 1).astype("datetime64[D]")
    last = np.busday_offset(following, -1, roll="forward", busdaycal=calendar)
    first = np.busday_offset(months.astype("datetime64[D]"), 0, roll="forward", busdaycal=calendar)
    middle = np.busday_offset(months.astype("datetime64[D]") + 14, 0, roll="forward", busdaycal=calendar)
    flags: np.ndarray = (days == last) | (days == first) | (days == middle)
    return flags


def iso_week(day: date) -> tuple[int, int]:
    """ISO year and week."""
    calendar = day.isocalendar()
    return calendar.year, calendar.week


def previous_friday(day: date) -> date:
    """The last Friday before `day`: the issue against which change is told."""
    return day - timedelta(days=(day.isoweekday() - 5) % 7 or 7)


BACK = {"daily": 60, "daily7": 60, "irregular": 60, "weekly": 20, "monthly": 20, "quarterly": 12}
"""How many periods before the as-of day are looked at for the newest expected one."""


def expected_period(frequency: str, lag: Lag, grace: int, day: date, anchor: date) -> date | None:
    """
    The newest period that should be known by `day`; a reading whose own is older is late.

    Args:
        frequency: As in the catalogue.
        lag: Usual time between period and day known.
        grace: Business days allowed on top.
        day: As-of day.
        anchor: A period of the series: weekly series keep its weekday.

    Returns:
        None for a series that is never late ("steps").
    """
    if frequency not in BACK:
        return None
    periods = _periods(frequency, day, anchor)
    due: Days = periods + np.timedelta64(lag.count, "D")
    if not lag.business:
        due = _moved(due, 0, "all", "forward")
    if lag.business and lag.count:
        due = _moved(periods, lag.count, "all", "backward")
    if grace:
        due = _moved(due, grace, "all", "forward")
    met = periods[due <= np.datetime64(day)]
    return met[-1].astype(object) if met.size else None


def _periods(frequency: str, day: date, anchor: date) -> Days:
    count = BACK[frequency]
    if frequency in ("monthly", "quarterly"):
        return _first_days(day, count * (3 if frequency == "quarterly" else 1), frequency == "quarterly")
    back = np.arange(count * (7 if frequency == "weekly" else 1))[::-1]
    days: Days = _days(day)[0] - back
    if frequency == "daily7":
        return days
    if frequency == "weekly":
        kept: Days = days[(days - _days(anchor)[0]).astype(int) % 7 == 0]
    else:
        kept = days[np.is_busday(days, busdaycal=busday_calendar("all"))]
    return kept


def _first_days(day: date, count: int, quarters: bool) -> Days:
    """First days of the last `count` months, or of those that begin a quarter."""
    months = _days(day).astype("datetime64[M]")[0] - np.arange(count)[::-1]
    days: Days = months.astype("datetime64[D]")
    return days[months.astype(int) % 3 == 0] if quarters else days
