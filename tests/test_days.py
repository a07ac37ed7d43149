"""Business days, lags, the cut, and what should be known by a day."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.days import (
    Lag,
    business_day,
    cut,
    cut_day,
    expected_period,
    fed_holidays,
    is_business_day,
    last_business_day,
    pressured,
    previous_friday,
    sifma_holidays,
)

DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))


def known(lag: Lag, day: date) -> date:
    """The day one period became known."""
    found: date = lag.known(np.array([day], dtype="datetime64[D]"))[0].astype(object)
    return found


def test_a_holiday_on_saturday_is_not_moved() -> None:
    """4 July 2020 was a Saturday: the Reserve Banks were open on Friday the 3rd."""
    assert is_business_day(date(2020, 7, 3))


def test_a_holiday_on_sunday_moves_to_monday() -> None:
    """4 July 2021 was a Sunday: the Reserve Banks were closed on Monday the 5th."""
    assert date(2021, 7, 5) in fed_holidays()


def test_good_friday_closes_the_bond_market_only() -> None:
    """SOFR is absent on Good Friday 2025, EFFR is not."""
    assert date(2025, 4, 18) in sifma_holidays()
    assert date(2025, 4, 18) not in fed_holidays()


def test_juneteenth_is_a_holiday_since_2021() -> None:
    """19 June 2023 was one, 19 June 2018 was not."""
    assert not is_business_day(date(2023, 6, 19))
    assert is_business_day(date(2018, 6, 19))


def test_sofr_of_thursday_is_known_on_friday() -> None:
    """One business day after its own."""
    assert known(Lag.parse("1b", "sifma"), date(2025, 11, 13)) == date(2025, 11, 14)


def test_sofr_before_good_friday_is_known_on_monday() -> None:
    """A day without bond market is no day of publication."""
    assert known(Lag.parse("1b", "sifma"), date(2025, 4, 17)) == date(2025, 4, 21)


def test_a_saturday_counts_as_the_friday_before() -> None:
    """What describes a Saturday is known a business day after Friday."""
    assert known(Lag.parse("1b"), date(2025, 11, 8)) == date(2025, 11, 10)


@pytest.mark.parametrize(
    ("lag", "period", "day"),
    [
        ("37d", date(2025, 8, 1), date(2025, 9, 8)),
        ("48d", date(2025, 9, 1), date(2025, 10, 20)),
        ("45d", date(2025, 8, 29), date(2025, 10, 14)),
        ("1d", date(2025, 11, 26), date(2025, 11, 28)),
    ],
)
def test_nothing_becomes_known_on_a_day_without_business(lag: str, period: date, day: date) -> None:
    """A lag that ends on a Sunday or a holiday ends on the next business day: 13 October 2025 was Columbus Day."""
    assert known(Lag.parse(lag), period) == day


def test_a_lag_in_calendar_days_counts_weekends() -> None:
    """GDP of the second quarter of 2025 by its usual 120 days."""
    assert known(Lag.parse("120d"), date(2025, 4, 1)) == date(2025, 7, 30)


@pytest.mark.parametrize("text", ["", "1", "b", "1w", "-1b", "1.5d"])
def test_another_form_of_lag_is_refused(text: str) -> None:
    """A lag is a number and b or d."""
    with pytest.raises(ValueError, match="a lag is"):
        Lag.parse(text)


def test_the_cut_is_half_past_eight_in_new_york() -> None:
    """In November that is 01:30 UTC of the next day, in July 00:30."""
    assert cut(date(2025, 11, 14)).astimezone(UTC) == datetime(2025, 11, 15, 1, 30, tzinfo=UTC)
    assert cut(date(2025, 7, 11)).astimezone(UTC) == datetime(2025, 7, 12, 0, 30, tzinfo=UTC)


def test_what_comes_after_the_cut_belongs_to_the_next_day() -> None:
    """A second after 20:30 is too late for the issue of the day."""
    assert cut_day(cut(date(2025, 11, 14))) == date(2025, 11, 14)
    assert cut_day(cut(date(2025, 11, 14)) + timedelta(seconds=1)) == date(2025, 11, 15)


@given(DAYS)
def test_a_known_day_is_never_before_its_period(day: date) -> None:
    """Whatever the lag, nobody knows a number before the day it describes ... but for weekends, which count back."""
    for text in ("0b", "1b", "2b", "5d"):
        lag = Lag.parse(text)
        assert known(lag, day) >= day or not is_business_day(day)


@given(DAYS)
def test_the_last_business_day_of_a_month_is_one_and_none_follows(day: date) -> None:
    """It is a business day of the month, and the next one lies in the next month."""
    last = last_business_day(day)
    assert is_business_day(last)
    assert (last.year, last.month) == (day.year, day.month)
    assert business_day(last, 1).month != day.month


def test_calendar_pressure_of_november_2025() -> None:
    """31 October, 3 November and, the 15th being a Saturday, 17 November."""
    days = np.arange("2025-10-27", "2025-11-21", dtype="datetime64[D]")
    assert [str(day) for day in days[pressured(days)]] == ["2025-10-31", "2025-11-03", "2025-11-17"]


@given(DAYS)
def test_the_issue_before_is_a_friday_within_a_week(day: date) -> None:
    """Change is told against the Friday before, never against the day itself."""
    friday = previous_friday(day)
    assert friday.isoweekday() == 5
    assert timedelta(0) < day - friday <= timedelta(days=7)


@pytest.mark.parametrize(
    ("frequency", "lag", "day", "expected"),
    [
        ("daily", "1b", date(2025, 11, 14), date(2025, 11, 13)),
        ("daily", "0b", date(2020, 7, 3), date(2020, 7, 2)),
        ("daily", "1b", date(2025, 11, 12), date(2025, 11, 10)),
        ("weekly", "1d", date(2025, 11, 14), date(2025, 11, 12)),
        ("monthly", "37d", date(2025, 11, 14), date(2025, 10, 1)),
        ("quarterly", "143d", date(2025, 11, 14), date(2025, 4, 1)),
    ],
)
def test_what_should_be_known(frequency: str, lag: str, day: date, expected: date) -> None:
    """The newest period by the release calendar; no holiday makes a series late."""
    anchor = date(2025, 11, 5)
    assert expected_period(frequency, Lag.parse(lag), 0, day, anchor) == expected


def test_a_rate_that_holds_until_changed_is_never_late() -> None:
    """Steps have no release calendar."""
    assert expected_period("steps", Lag.parse("0b"), 0, date(2025, 11, 14), date(2020, 1, 1)) is None


def test_closed_days_are_what_the_library_tells() -> None:
    """closed_days.csv is what tools/closed_days.py writes with the installed library; else run it again."""
    from tools import closed_days as tool

    assert tool.OUT.read_text(encoding="utf-8") == tool.text()
