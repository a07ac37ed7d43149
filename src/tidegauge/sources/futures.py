"""
Which month of a futures contract is the nearby one on a day. Pure.

WTI crude oil ends three business days before the 25th of the month before delivery, or before the last business day
ahead of it where the 25th is none. The first nearby contract is the one that has not ended; it rolls the day after.
Source: rule book of the New York Mercantile Exchange, chapter 200. Business days are SIFMA's, which close on Good
Friday as the exchange does; where the two differ (Columbus Day, Veterans Day) no contract ends.
"""

from datetime import date

from tidegauge.days import business_day

CODES = "FGHJKMNQUVXZ"
"""January to December."""
CALENDAR = "sifma"
END_DAY, DAYS_BEFORE = 25, 3
MONTHS_A_YEAR = 12


def last_day(month: int) -> date:
    """
    The last day of trading.

    Args:
        month: Of delivery, counted as year × 12 + month − 1.
    """
    year, number = divmod(month - 1, MONTHS_A_YEAR)
    return business_day(date(year, number + 1, END_DAY), -DAYS_BEFORE, CALENDAR)


def first_nearby(day: date) -> int:
    """The month of delivery of the first contract that has not ended before `day`, counted as in `last_day`."""
    month = day.year * MONTHS_A_YEAR + day.month - 1
    while last_day(month) < day:
        month += 1
    return month


def nearby(day: date, place: int) -> int:
    """The month of delivery of the first (1), second (2), … nearby contract on `day`."""
    return first_nearby(day) + place - 1


def symbol(root: str, month: int) -> str:
    """Yahoo's name of a contract: ``CLZ26.NYM``."""
    year, number = divmod(month, MONTHS_A_YEAR)
    return f"{root}{CODES[number]}{year % 100:02d}.NYM"
