"""Which of two series moves first, how alike two weeks are, and what the shape of a curve is called."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tidegauge.compose import oil
from tidegauge.indicators import leadlag, likeness
from tidegauge.indicators.likeness import Track


def quarters(count: int) -> pd.DatetimeIndex:
    return pd.date_range("1991-01-01", periods=count, freq="QS")


def test_a_series_three_quarters_ahead_is_found_to_lead_by_three() -> None:
    """Unemployment made of delinquencies three quarters earlier: the lag is 3, and so is its interval."""
    rng = np.random.default_rng(7)
    walk = pd.Series(np.cumsum(rng.normal(size=160)), index=quarters(160))
    months = pd.date_range("1991-10-01", periods=150 * 3, freq="MS")
    later = pd.Series(np.repeat(walk.to_numpy()[:150], 3), index=months)
    found = leadlag.delinquencies_and_unemployment(walk, later)
    assert found is not None
    assert found.best == 3
    assert found.low <= 3 <= found.high
    assert found.at(3) == pytest.approx(1.0, abs=1e-6)


def test_it_is_the_same_every_time() -> None:
    """The resampling is seeded."""
    rng = np.random.default_rng(1)
    a = pd.Series(np.cumsum(rng.normal(size=120)), index=quarters(120))
    months = pd.date_range("1991-01-01", periods=360, freq="MS")
    b = pd.Series(np.cumsum(rng.normal(size=360)), index=months)
    assert leadlag.delinquencies_and_unemployment(a, b) == leadlag.delinquencies_and_unemployment(a, b)


def test_ten_years_are_needed() -> None:
    """With fewer quarters nothing is said."""
    a = pd.Series(np.arange(30.0), index=quarters(30))
    b = pd.Series(np.arange(90.0), index=pd.date_range("1991-01-01", periods=90, freq="MS"))
    assert leadlag.delinquencies_and_unemployment(a, b) is None


def test_a_positive_lag_means_that_the_first_leads() -> None:
    """The second is the first a day later."""
    rng = np.random.default_rng(3)
    returns = rng.normal(scale=0.02, size=400)
    days = pd.bdate_range("2023-01-02", periods=400)
    first = pd.Series(np.exp(np.cumsum(returns)), index=days)
    second = pd.Series(np.exp(np.cumsum(np.roll(returns, 1))), index=days)
    found = leadlag.daily_returns(first, second)
    assert found is not None
    assert found.best == 1
    assert found.count == found.pairs(0) == 250
    assert found.pairs(1) == found.pairs(-1) == 249
    assert found.at(1) == pytest.approx(1.0, abs=0.02)
    assert abs(found.at(0)) < found.noise * 1.5


def test_beta_is_the_slope() -> None:
    """Twice the other's returns: beta 2."""
    rng = np.random.default_rng(5)
    returns = rng.normal(scale=0.01, size=100)
    days = pd.bdate_range("2023-01-02", periods=100)
    base = pd.Series(np.exp(np.cumsum(returns)), index=days)
    twice = pd.Series(np.exp(np.cumsum(2 * returns)), index=days)
    assert leadlag.beta(twice, base) == pytest.approx(2.0)


def test_ranks_are_from_0_to_100_with_ties_half() -> None:
    """Of 1, 2, 2, 3 the twos lie in the middle."""
    values = np.array([1.0, 2.0, 2.0, 3.0])
    assert likeness.ranks(values, np.array([0.0, 1.0, 2.0, 3.0, 4.0])).tolist() == [0.0, 12.5, 50.0, 87.5, 100.0]


def test_a_distance_by_hand() -> None:
    """Percentile differences 30, 40 and 0: root of (900 + 1600) / 3 is 28.9; the same week is at 0."""
    table = np.array([[10.0, 40.0], [50.0, 10.0], [70.0, 70.0]])
    found = likeness.distances(table, np.array([10.0, 50.0, 70.0]))
    assert found.tolist() == pytest.approx([0.0, np.sqrt(2500 / 3)])


def test_too_few_shared_readings_have_no_distance() -> None:
    """Half of them are not 60%."""
    table = np.array([[10.0], [np.nan]])
    assert np.isnan(likeness.distances(table, np.array([10.0, 50.0]))[0])


def test_an_old_value_describes_no_week() -> None:
    """45 days after its period a value is gone; before it was known it was not there."""
    periods = np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[D]")
    track = Track(periods, periods + 1, np.array([1.0, 2.0]))
    days = np.array(["2020-01-01", "2020-01-02", "2020-02-16", "2020-02-17"], dtype="datetime64[D]")
    found = likeness.percentiles({"one": track}, days)[0]
    assert np.isnan(found[0]) and np.isnan(found[3])
    assert found[1:3].tolist() == [25.0, 75.0]


def test_the_change_of_a_week_is_over_four_weeks_and_knows_no_later_value() -> None:
    """Against the last value at least 28 days older; none where there is none; what came out later counts nowhere."""
    periods = np.array(["2020-01-01", "2020-01-08", "2020-02-04", "2020-02-05"], dtype="datetime64[D]")
    track = Track(periods, periods + 1, np.array([1.0, 3.0, 10.0, 20.0]))
    assert likeness.seen_on(track, date(2020, 2, 6)).change == 17.0
    assert likeness.seen_on(track, date(2020, 2, 5)).change == 9.0
    assert likeness.seen_on(track, date(2020, 1, 10)).change is None


def test_near_weeks_are_a_quarter_apart() -> None:
    """Neither the weeks before this one nor two neighbours are listed."""
    distance = np.arange(60.0)[::-1]
    distance[-1] = 0.0
    assert likeness.nearest(distance, 3) == (46, 33, 20)


def curve(front: float, second: float, far: float) -> pd.Series:
    values = np.linspace(second, far, 11)
    return pd.Series([front, *values], index=range(1, 13))


@pytest.mark.parametrize(
    ("front", "second", "far", "name"),
    [
        (70.0, 69.5, 65.0, "backwardation"),
        (70.0, 70.5, 75.0, "contango"),
        (70.0, 69.5, 75.0, "kinked"),
        (70.0, 70.5, 65.0, "humped"),
        (70.0, 69.95, 65.0, "backwardation"),
        (70.0, 70.0, 75.0, "contango"),
        (70.0, 69.5, 70.0, "backwardation"),
        (70.0, 70.05, 70.04, "flat"),
    ],
)
def test_a_curve_is_named_the_right_way_round(front: float, second: float, far: float, name: str) -> None:
    """Near above far is backwardation, near below far contango, whatever the level."""
    assert oil.shape(curve(front, second, far)) == name


@pytest.mark.parametrize(
    ("day", "month"), [("2025-09-16", "2025-10-01"), ("2025-09-22", "2025-10-01"), ("2025-09-23", "2025-11-01")]
)
def test_the_front_contract_rolls_three_business_days_before_the_25th(day: str, month: str) -> None:
    """The October 2025 contract ended on 22 September 2025."""
    assert oil.delivery(pd.Timestamp(day).date()) == pd.Timestamp(month).date()
