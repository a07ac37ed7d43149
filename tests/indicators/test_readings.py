"""Readings: the acceptance values of three weeks, and formulas checked by hand."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.catalogue import Catalogue
from tidegauge.indicators import arithmetic as take
from tidegauge.indicators import rates
from tidegauge.indicators.balance import explain_reserves, reserve_scale
from tidegauge.indicators.definition import Indicator
from tidegauge.indicators.table import INDICATORS
from tidegauge.measure import Measurement, measure
from tidegauge.model.data import Status
from tidegauge.model.units import Unit, rounded
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Known

WEEKS = ("2019-09-20", "2023-03-17", "2025-11-14")


def series(*values: float, start: str = "2025-01-01", freq: str = "D") -> pd.Series:
    """Values on consecutive days."""
    return pd.Series(values, index=pd.date_range(start, periods=len(values), freq=freq))


@pytest.fixture(scope="module")
def weeks(shared: Path, catalogue: Catalogue) -> Mapping[str, Measurement]:
    """The three weeks of acceptance/readings.csv."""
    folder = CsvFolder(shared / "data" / "series", catalogue)
    return {day: measure(INDICATORS, Known(folder, date.fromisoformat(day)), catalogue) for day in WEEKS}


def test_every_acceptance_value_comes_out(shared: Path, weeks: Mapping[str, Measurement]) -> None:
    """Same value after rounding, same unit, same period, for every row of acceptance/readings.csv."""
    rows = list(csv.DictReader((shared / "acceptance" / "readings.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) >= 164
    wrong = []
    for row in rows:
        one = weeks[row["as_of"]][row["reading"]].reading
        told = (str(one.period), one.unit.value)
        same = one.value is not None and rounded(one.value, one.digits) == rounded(float(row["value"]), one.digits)
        if not same or told != (row["period"], row["unit"]):
            wrong.append((row, one.value, told))
    assert not wrong


FINER = {(Unit.USD_MILLIONS, Unit.USD_BILLIONS): 3, (Unit.USD, Unit.USD_BILLIONS): 9}
"""Decimals a change of unit adds."""


@pytest.mark.parametrize(
    "one", [one for one in INDICATORS if one.formula.endswith(" as published")], ids=lambda one: one.id
)
def test_no_reading_prints_more_decimals_than_its_publisher(shared: Path, catalogue: Catalogue, one: Indicator) -> None:
    """What is read as published has at most the decimals that its file shows: VIX 20.00, not 20.000."""
    need = one.needs[0]
    path = shared / "data" / "series" / f"{need.series}.csv"
    if not path.is_file():
        pytest.skip(f"no recorded {need.series}")
    values = [line.partition(",")[2] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    shown = max(len(value.partition(".")[2]) for value in values)
    assert one.decimals <= shown + FINER.get((catalogue[need.series].unit, need.unit), 0)


def test_what_is_late_on_14_november_2025(weeks: Mapping[str, Measurement]) -> None:
    """The shutdown delayed unemployment; card data and CPI came by their calendars; WTI futures had stopped."""
    late = {name for name, one in weeks["2025-11-14"].items() if one.reading.status is Status.LATE}
    assert late == {"consumer_delinquency", "unemployment", "wti_m1_m2", "wti_m1_m12"}


def test_a_late_reading_has_no_percentile(weeks: Mapping[str, Measurement]) -> None:
    """It keeps its figure and date, and nothing else is said of it."""
    one = weeks["2025-11-14"]["unemployment"].reading
    assert one.value == 4.3
    assert one.percentile is None


def test_the_day_of_a_highest_is_told(weeks: Mapping[str, Measurement]) -> None:
    """The 32 bp of 14 November's window stood on 31 October, the 50.35 billion of standing repo on the same day."""
    week = weeks["2025-11-14"]
    assert week["sofr_iorb_20d_max"].reading.extreme_on == date(2025, 10, 31)
    assert week["srf_20d_max"].reading.extreme_on == date(2025, 10, 31)


def test_the_newest_observation_is_among_the_inputs(weeks: Mapping[str, Measurement]) -> None:
    """A spread is traced to both rates of its day."""
    inputs = {(one.series, str(one.period), one.value) for one in weeks["2025-11-14"]["sofr_iorb"].reading.inputs}
    assert inputs == {("SOFR", "2025-11-13", 4.0), ("IORB", "2025-11-13", 3.9)}


def test_a_monthly_reading_has_no_weekly_change(weeks: Mapping[str, Measurement]) -> None:
    """A change over a week means nothing there."""
    assert not weeks["2025-11-14"]["cpi_yoy"].reading.change.applicable


def test_a_named_substitute_stands_in_for_what_has_ended(shared: Path, catalogue: Catalogue) -> None:
    """After the Nasdaq-100 series ends, its readings come from QQQ and say so."""
    folder = CsvFolder(shared / "data" / "series", catalogue)
    found = measure(INDICATORS, Known(folder, date(2026, 7, 10)), catalogue)["ndx_change_1w"]
    assert found.substitute == "QQQ_YF"
    assert found.series == ("QQQ_YF",)


def test_the_waterfall_of_14_november_2025(shared: Path, catalogue: Catalogue) -> None:
    """Of the 465.0 billion that reserves lost in 13 weeks, the Treasury's account took 449.5."""
    known = Known(CsvFolder(shared / "data" / "series", catalogue), date(2025, 11, 14))
    names = {
        "reserves": "WRESBAL",
        "tga": "WTREGEN",
        "assets": "WALCL",
        "treasuries": "TREAST",
        "mbs": "WSHOMCB",
        "reverse_repos": "WLRRAL",
    }
    histories = {key: known.history(name) for key, name in names.items()}
    values = {key: one.values / 1000 for key, one in histories.items() if one}
    on_rrp = known.history("RRPONTSYD")
    assert on_rrp
    parts = explain_reserves({**values, "on_rrp": on_rrp.values})
    assert parts
    assert round(parts.change, 1) == -465.0
    assert {part.key: round(part.change, 1) for part in parts.parts} == {
        "treasuries": -11.8,
        "mbs": -50.6,
        "other_assets": -0.7,
        "tga": -449.5,
        "on_rrp": 51.3,
        "foreign_rrp": 8.5,
        "residual": -12.2,
    }
    assert parts.driver.key == "tga"


VALUES = st.lists(st.floats(-1e6, 1e6), min_size=7, max_size=7)


@given(VALUES, VALUES)
def test_parts_of_the_waterfall_add_up(before: list[float], after: list[float]) -> None:
    """Parts plus residual equal the change exactly, whatever the balance sheet."""
    keys = ("reserves", "tga", "assets", "treasuries", "mbs", "reverse_repos", "on_rrp")
    weeks = pd.to_datetime(["2025-08-13", "2025-11-12"])
    found = explain_reserves(
        {key: pd.Series(pair, index=weeks) for key, *pair in zip(keys, before, after, strict=True)}
    )
    assert found
    assert sum(part.change for part in found.parts) == pytest.approx(found.change, abs=1e-6)


def test_the_floor_is_ioer_before_iorb() -> None:
    """SOFR of 28 July 2021 is compared with IOER, that of 29 July with IORB."""
    sofr = series(0.05, 0.05, start="2021-07-28")
    spread = rates.above_floor(sofr, series(0.15, start="2021-07-29"), series(0.10, 0.10, start="2021-07-27"))
    assert list(spread) == [-5.0, -10.0]


def test_above_is_strictly_above() -> None:
    """A day at the floor is no day above it."""
    rate = pd.Series([4.0] * 10 + [4.1] * 10, index=pd.bdate_range("2025-01-01", periods=20))
    floor = pd.Series([4.0] * 20, index=rate.index)
    assert rates.days_above_floor(rate, floor, floor).iloc[-1] == 10


def test_the_core_takes_the_window_first_and_then_leaves_days_out() -> None:
    """Twenty published days with a month-end spike: the median is of the other days."""
    days = pd.bdate_range("2025-10-20", periods=20)
    rate = pd.Series(4.0, index=days)
    rate[pd.Timestamp("2025-10-31")] = 5.0
    floor = pd.Series(3.9, index=days)
    assert rates.core_above_floor(rate, floor, floor).iloc[-1] == 10.0


def test_a_tail_of_dear_borrowing_is_positive() -> None:
    """(p99 - median) - (median - p1), in basis points."""
    assert rates.skew(series(4.5), series(4.0), series(3.9)).iloc[0] == 40.0


def test_a_gap_is_not_filled() -> None:
    """A difference exists only where both were published."""
    a, b = series(1.0, 2.0, 3.0), series(1.0, 2.0, 3.0).drop(pd.Timestamp("2025-01-02"))
    assert list(take.difference(a, b).index.day) == [1, 3]


def test_a_week_earlier_is_the_last_value_on_or_before_it() -> None:
    """Seven days before Wednesday the 8th is the 1st; without a value there, the one before it."""
    values = pd.Series([1.0, 5.0], index=pd.to_datetime(["2024-12-30", "2025-01-08"]))
    assert list(take.change_since(values, 7)) == [4.0]


def test_a_drawdown_is_from_the_running_high_within_seven_closes() -> None:
    """100, 120, 90: the fall is 25%, though the first to the last is only 10%."""
    falls = take.drawdown(series(100, 110, 120, 108, 90, 95, 99))
    assert falls.iloc[-1] == pytest.approx(-25.0)


def test_cpi_is_compared_with_the_same_month() -> None:
    """A month that was never published leaves out its own year-on-year change, and no other."""
    values = pd.Series(np.linspace(100, 124, 25), index=pd.date_range("2023-01-01", periods=25, freq="MS"))
    yearly = take.change_year(values.drop(pd.Timestamp("2024-10-01")))
    assert pd.Timestamp("2024-10-01") not in yearly.index
    assert yearly[pd.Timestamp("2024-11-01")] == pytest.approx((122 / 110 - 1) * 100)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30), st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_a_spread_is_antisymmetric(a: list[float], b: list[float]) -> None:
    """a minus b is minus (b minus a)."""
    forth, back = take.difference_bp(series(*a), series(*b)), take.difference_bp(series(*b), series(*a))
    assert (forth + back).abs().max() == 0


def test_a_correlation_is_of_returns_not_of_levels() -> None:
    """Two rising price paths with opposite daily moves correlate negatively."""
    up, down = np.tile([0.02, 0.0], 40), np.tile([0.0, 0.02], 40)
    a, b = (series(*np.exp(np.cumsum(one))) for one in (up, down))
    assert rates.correlation_of_returns(a, b).iloc[-1] == pytest.approx(-1.0)


def test_the_scale_needs_a_year_of_weeks() -> None:
    """With less history no line is drawn."""
    ratio = pd.Series(np.linspace(10, 8, 40), index=pd.date_range("2025-01-01", periods=40, freq="W-WED"))
    core = pd.Series(5.0, index=ratio.index)
    assert reserve_scale(ratio, core) is None


def test_abundance_ends_where_sofr_begins_to_stand_above_its_floor() -> None:
    """Ratios above 9 never saw a positive core spread, ratios below always did: the line lies near 9."""
    ratio = pd.Series(np.linspace(12, 6, 200), index=pd.date_range("2020-01-01", periods=200, freq="W-WED"))
    core = pd.Series(np.where(ratio < 9, 5.0, -5.0), index=ratio.index)
    scale = reserve_scale(ratio, core)
    assert scale
    assert scale.ample == pytest.approx(9.3, abs=0.2)
    assert scale.scarce == pytest.approx(8.8, abs=0.2)
