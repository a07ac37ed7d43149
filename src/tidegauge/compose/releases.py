"""
Days of publications, tax dates and closings that follow a published rule. Pure.

A day found by a rule is no announcement: the calendar marks it as expected, too.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

from tidegauge.days import business_day, closed_days, is_business_day

THREE_WEEKS = timedelta(days=21)
NEW_YEAR = 3
"""A report that would fall on one of the first so many days of January comes a week later."""


def employment_report(month: date) -> date:
    """
    The usual day of the Employment Situation for a month.

    The third Friday after the week (Sunday to Saturday) that holds the month's 12th; a week later where that would be
    1 to 3 January; the weekday before where it is a federal holiday. Source: Bureau of Labor Statistics, "Monthly
    employment situation report: quick guide to methods and measurement issues", release dates. A shutdown of the
    government moves it, which no rule tells.

    Args:
        month: Any day of the month reported on.
    """
    middle = month.replace(day=12)
    saturday = middle + timedelta(days=(6 - middle.isoweekday() % 7))
    friday = saturday + timedelta(days=20)
    if friday.month == 1 and friday.day <= NEW_YEAR:
        friday += timedelta(days=7)
    while friday in _federal_holidays(friday.year):
        friday -= timedelta(days=1)
    return friday


def minutes(meeting: date) -> tuple[date, bool]:
    """
    The day on which a meeting's minutes are expected, and whether another one is as likely.

    Three weeks after its last day (Federal Reserve Board, FOMC calendars). Where that is a holiday, lies beside
    Thanksgiving or between Christmas and the first days of January, the Board has often chosen another day:
    21 November 2023, 3 January 2020.
    """
    day = meeting + THREE_WEEKS
    thanksgiving = next(
        one for one in (date(day.year, 11, number) for number in range(22, 29)) if one.isoweekday() == 4
    )
    year_end = (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2)
    doubtful = abs(day - thanksgiving) <= timedelta(days=1) or year_end or not is_business_day(day)
    return business_day(day), doubtful


def tax_day(year: int, month: int, number: int) -> date:
    """
    A federal tax date: the day itself or, on a weekend or a legal holiday, the next business day.

    Emancipation Day (16 April) is one in the District of Columbia, and so for the tax: on the Friday before where it is
    a Saturday, on the Monday after where it is a Sunday. Source: Internal Revenue Code, section 7503.
    """
    freed = date(year, 4, 16)
    kept = freed + timedelta(days={6: -1, 7: 1}.get(freed.isoweekday(), 0))
    day = business_day(date(year, month, number))
    while day == kept:
        day = business_day(day + timedelta(days=1))
    return day


def good_friday(year: int) -> tuple[date, bool]:
    """
    The day, and whether bonds are traded until noon on it.

    SIFMA recommends a full close, but for the years in which the employment report comes out that day: then an early
    close at 12:00 (2012, 2015, 2021, 2023, 2026). There is no SOFR of either.
    """
    day = easter(year) - timedelta(days=2)
    return day, employment_report(day.replace(day=1) - timedelta(days=1)) == day


RULES: Mapping[str, Callable[[date], date]] = {"employment": employment_report}
"""By the name that `rule` in reports/calendar.toml gives."""


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    """With the days on which they are observed: 3 July 2020 for the Fourth, a Saturday."""
    return frozenset(closed_days("observed", year, year))
