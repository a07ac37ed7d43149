"""The Tidegauge Stress Index: what it says of history, and that nothing in it looks ahead."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tidegauge.catalogue import Catalogue
from tidegauge.indicators import composite
from tidegauge.indicators import scores as scores_of
from tidegauge.indicators.composite import Arrivals, Stress
from tidegauge.indicators.table import INDICATORS
from tidegauge.measure import _arrivals, measure, measure_stress
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Known

DAY = date(2026, 8, 21)


@pytest.fixture(scope="module")
def known(shared: Path, catalogue: Catalogue) -> Known:
    return Known(CsvFolder(shared / "data" / "series", catalogue, None), DAY)


@pytest.fixture(scope="module")
def stress(known: Known) -> Stress:
    return measure_stress(known)


@pytest.fixture(scope="module")
def weeks(stress: Stress) -> pd.Series:
    """The index by week since mid-2018."""
    index = pd.DatetimeIndex(stress.weeks.astype("datetime64[s]"))
    return pd.Series(stress.index, index=index).loc["2018-07-01":]


def test_the_highest_week_is_in_march_2020(weeks: pd.Series) -> None:
    """Nothing since mid-2018 stands above the dash for cash."""
    assert weeks.idxmax().strftime("%Y-%m") == "2020-03"


@pytest.mark.parametrize("day", ["2019-09-20", "2023-03-17"])
def test_two_crises_lie_above_the_ninetieth_percentile(weeks: pd.Series, day: str) -> None:
    """The repo squeeze and the bank failures are among the highest tenth of weeks."""
    assert weeks[day] > weeks.quantile(0.90)


def test_july_2021_is_calm(weeks: pd.Series) -> None:
    """The week of 9 July 2021 lies in the lowest quarter."""
    assert weeks["2021-07-09"] < weeks.quantile(0.25)


@pytest.mark.parametrize(("series", "least"), [("STLFSI4", 0.80), ("NFCI", 0.67), ("OFRFSI", 0.80)])
def test_it_moves_with_the_official_indices(weeks: pd.Series, known: Known, series: str, least: float) -> None:
    """Correlations as docs/methodology.md states them; 0.7 with STLFSI4 is the requirement."""
    history = known.history(series)
    assert history is not None
    official = history.values.resample("W-FRI").mean() if series == "OFRFSI" else history.values
    both = pd.DataFrame({"ours": weeks, "theirs": official}).dropna()
    assert len(both) > 400
    assert both.corr().iloc[0, 1] >= least


def test_contributions_add_up(stress: Stress) -> None:
    """The index is the mean of the blocks that are there, each the mean of its inputs that are there."""
    blocks = np.vstack([stress.blocks[one] for one in composite.BLOCKS])
    np.testing.assert_allclose(np.nanmean(blocks, axis=0), stress.index, atol=1e-12)
    for row, block in enumerate(composite.BLOCKS):
        scores = np.vstack([stress.scores[one.id] for one in composite.INGREDIENTS if one.block == block])
        there = ~np.isnan(scores).all(axis=0)
        np.testing.assert_allclose(np.nanmean(scores[:, there], axis=0), blocks[row, there], atol=1e-12)


def test_missing_inputs_are_those_of_the_day_the_value_is_of(shared: Path, catalogue: Catalogue) -> None:
    """In the week to 7 November 2025 the highest day was Monday, without commercial paper, which came on Thursday."""
    day = date(2025, 11, 7)
    found = measure_stress(Known(CsvFolder(shared / "data" / "series", catalogue, None), day))
    assert found.peaks[-1] < np.datetime64(day)
    absent = {one for one, scores in found.scores.items() if np.isnan(scores[-1])}
    assert absent == set(found.missing) != set()


def test_what_has_ended_is_named_as_missing(stress: Stress) -> None:
    """Inputs whose recorded files end before August 2026 are missing by name, and count nowhere."""
    assert {"p99", "spread", "operations"} <= set(stress.missing)
    assert all(np.isnan(stress.scores[one][-1]) for one in stress.missing)


@pytest.mark.parametrize("day", [date(2019, 9, 20), date(2020, 3, 18), date(2023, 3, 17), date(2025, 11, 14)])
def test_past_values_are_the_same_whatever_was_known_later(stress: Stress, known: Known, day: date) -> None:
    """The issue of a past day computes for every week up to it what today's computes for the same week."""
    then = measure_stress(Known(known.archive, day))
    full = then.weeks.size - (0 if day.isoweekday() == 5 else 1)
    np.testing.assert_array_equal(then.weeks[:full], stress.weeks[:full])
    np.testing.assert_allclose(then.index[:full], stress.index[:full], atol=1e-12)


@pytest.mark.parametrize("left_out", [one.id for one in composite.INGREDIENTS])
def test_leaving_out_one_input_moves_the_index_by_a_bounded_amount(known: Known, left_out: str) -> None:
    """A score lies in [-1, 5]: without one of n inputs its block moves by 6/n at most, the index by a fifth of that."""
    arrivals = {one.id: found for one in composite.INGREDIENTS if (found := _arrivals(one, known)) is not None}
    days = composite.weekdays(DAY)
    scores = {one.id: composite.standing_scores(arrivals[one.id], days, one.weekly) for one in composite.INGREDIENTS}
    chosen = next(one for one in composite.INGREDIENTS if one.id == left_out)
    inside = [one.id for one in composite.INGREDIENTS if one.block == chosen.block]
    count = np.sum([~np.isnan(scores[one]) for one in inside], axis=0)
    full = composite._mean([scores[one] for one in inside], days)
    without = composite._mean([scores[one] for one in inside if one != left_out], days)
    compared = count > 1
    moved = np.abs(full - without)[compared]
    assert (moved <= 6.0 / count[compared] + 1e-12).all()


@pytest.mark.parametrize("left_out", [one.id for one in composite.INGREDIENTS])
def test_the_index_moves_within_the_bound_the_methodology_states(stress: Stress, left_out: str) -> None:
    """By at most 6/n of a block and one in b of that; where the input stood alone, by at most 6/b: its block goes."""
    chosen = next(one for one in composite.INGREDIENTS if one.id == left_out)
    inside = [one.id for one in composite.INGREDIENTS if one.block == chosen.block]
    kept = [stress.scores[one] for one in inside if one != left_out]
    count = np.sum([~np.isnan(stress.scores[one]) for one in inside], axis=0)
    without = np.full(count.shape, np.nan)
    there = ~np.isnan(np.vstack(kept)).all(axis=0)
    without[there] = np.nanmean(np.vstack(kept)[:, there], axis=0)
    full = np.vstack([stress.blocks[one] for one in composite.BLOCKS])
    less = np.vstack([without if one == chosen.block else stress.blocks[one] for one in composite.BLOCKS])
    blocks = (~np.isnan(full)).sum(axis=0)
    compared = (~np.isnan(less)).sum(axis=0) >= composite.FEWEST_BLOCKS
    moved = np.abs(np.nanmean(full[:, compared], axis=0) - np.nanmean(less[:, compared], axis=0))
    bound = 6.0 / (np.maximum(count, 1) * blocks)
    assert (moved <= bound[compared] + 1e-12).all()
    assert moved.max() > 0


numbers = some.lists(some.floats(-100, 100, allow_nan=False).map(lambda one: round(one, 2)), min_size=260, max_size=330)


@settings(max_examples=25)
@given(values=numbers, cut=some.integers(251, 320))
def test_nothing_looks_ahead(values: list[float], cut: int) -> None:
    """Cutting an input at a day changes no score before it."""
    periods = np.datetime64("2018-01-01") + np.arange(len(values))
    arrivals = Arrivals(periods, periods + 1, np.array(values))
    days = composite.weekdays(date(2018, 12, 31))
    seen = periods + 1 <= periods[0] + cut
    before = Arrivals(arrivals.period[seen], arrivals.known[seen], arrivals.value[seen])
    whole = composite.standing_scores(arrivals, days, weekly=False)
    shorter = composite.standing_scores(before, days, weekly=False)
    upto = days <= periods[0] + cut
    np.testing.assert_allclose(whole[upto], shorter[upto], atol=1e-9, equal_nan=True)


@settings(max_examples=60)
@given(values=some.lists(some.floats(-50, 50).map(lambda one: round(one, 1)), min_size=1, max_size=40))
def test_the_running_median_is_the_median(values: list[float]) -> None:
    """Median and median absolute deviation of sorted values are numpy's."""
    median, deviation, _ = scores_of._median_and_deviation(sorted(values), 0)
    assert median == pytest.approx(np.median(values))
    assert deviation == pytest.approx(np.median(np.abs(np.array(values) - np.median(values))))


def test_a_score_by_hand() -> None:
    """250 values 0..249 and a last one of 400: median 125, deviation 62.75 -> unit 93.0, score 2.96."""
    values = np.append(np.arange(250.0), 400.0)
    last = np.array([250])
    spread = np.median(np.abs(values - 125.0))
    expected = (400.0 - 125.0) / (1.4826 * spread)
    assert scores_of.robust_scores(values, last, last)[0] == pytest.approx(expected)
    assert expected == pytest.approx(2.944, abs=0.02)


def test_half_the_standard_deviation_is_the_least_unit() -> None:
    """A facility that is mostly unused has no median deviation: half its standard deviation is the unit then."""
    values = np.zeros(300)
    values[-1] = 10.0
    at = np.array([299])
    deviation = float(values.std())
    assert scores_of.robust_scores(values, at, at)[0] == pytest.approx(min(5.0, 10.0 / (0.5 * deviation)))


def test_an_input_needs_250_values() -> None:
    """Before that it is missing, not zero."""
    values = np.arange(300.0)
    rows = np.array([248, 249])
    scores = scores_of.robust_scores(values, rows, rows)
    assert np.isnan(scores[0])
    assert not np.isnan(scores[1])


def test_a_value_stands_for_ten_days() -> None:
    """On the eleventh day after its period it is missing; a weekly one on the fifteenth."""
    periods = np.datetime64("2017-01-02") + np.arange(400)
    arrivals = Arrivals(periods, periods, np.arange(400.0))
    days = composite.weekdays(date(2018, 3, 30))
    last = periods[-1]
    for weekly, age in ((False, 10), (True, 14)):
        scores = composite.standing_scores(arrivals, days, weekly)
        assert not np.isnan(scores[days <= last + age]).any()
        assert np.isnan(scores[days > last + age]).all()


def test_a_late_arrival_of_an_old_period_stands_nowhere() -> None:
    """A value that comes out after newer ones counts in the median, but is not the last value."""
    periods = np.datetime64("2017-01-02") + np.arange(300)
    late = Arrivals(
        np.append(periods, np.datetime64("2016-12-30")),
        np.append(periods, periods[-1] + 1),
        np.append(np.arange(300.0), 350.0),
    )
    on_time = replace(late, period=late.period[:-1], known=late.known[:-1], value=late.value[:-1])
    days = np.array([periods[-1] + 1])
    assert composite.standing_scores(late, days, weekly=False)[0] == pytest.approx(
        composite.standing_scores(on_time, days, weekly=False)[0], abs=0.05
    )


def test_the_weeks_value_is_its_highest_day() -> None:
    """Monday to Friday, the later of equal days; the current week as far as it has gone."""
    days = composite.weekdays(date(2018, 1, 10))
    index = np.array([1.0, 3.0, 2.0, 3.0, 0.0, 5.0, 4.0, 4.5])
    at, ends = composite._highest_of_weeks(index, days)
    assert days[at].tolist() == [date(2018, 1, 4), date(2018, 1, 8)]
    assert days[ends].tolist() == [date(2018, 1, 5), date(2018, 1, 10)]


@pytest.mark.parametrize("day", [date(2019, 9, 20), date(2020, 3, 20), date(2025, 11, 14)])
def test_the_index_names_what_it_was_computed_from_on_its_highest_day(
    shared: Path, catalogue: Catalogue, day: date
) -> None:
    """Each input was known by the day that counts, none is older than it may be, and of substitutes one is named."""
    known_ = Known(CsvFolder(shared / "data" / "series", catalogue, None), day)
    measurement = measure(INDICATORS, known_, catalogue)
    assert measurement.stress is not None
    peak = measurement.stress.peaks[-1].astype("datetime64[D]").item()
    reading = measurement["stress"].reading
    assert reading.extreme_on == peak <= day
    assert all(one.known_on.date() <= peak for one in reading.inputs)
    assert all((peak - one.period).days <= composite.WEEKLY_AGE for one in reading.inputs)
    named = [one.series for one in reading.inputs]
    assert len(named) == len(set(named))
    assert "SOFR" in named and not {"OFR_REPO_TRI_AR_OO", "QQQ_YF"} & set(named)
    assert len({"IORB", "IOER"} & set(named)) == 1


def test_a_block_is_scored_from_the_inputs_it_names(shared: Path, catalogue: Catalogue) -> None:
    """12 November 2025 counts in its week: the VIX known then was that of the 11th, 17.28, not Thursday's 20.00."""
    known_ = Known(CsvFolder(shared / "data" / "series", catalogue, None), date(2025, 11, 14))
    risk = measure(INDICATORS, known_, catalogue)["stress_risk"].reading
    assert risk.extreme_on == date(2025, 11, 12)
    assert {(one.series, one.period.day, one.value) for one in risk.inputs} >= {("VIXCLS", 11, 17.28)}
