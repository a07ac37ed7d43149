"""
Days of publications that follow a published rule. Pure.

A day found by a rule is no announcement: the calendar marks it as expected, too.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

from tidegauge.days import closed_days

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


RULES: Mapping[str, Callable[[date], date]] = {"employment": employment_report}
"""By the name that `rule` in reports/calendar.toml gives."""


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    """With the days on which they are observed: 3 July 2020 for the Fourth, a Saturday."""
    return frozenset(closed_days("observed", year, year))
