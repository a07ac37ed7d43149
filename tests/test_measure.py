"""From histories to readings: what is known, what is late, what changed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.catalogue import Catalogue
from tidegauge.indicators.table import INDICATORS
from tidegauge.measure import change_over, measure, percentile
from tidegauge.model.data import Basis, Status
from tidegauge.model.units import Unit
from tidegauge.sources.sample import Sample
from tidegauge.store.vintages import Known, Vintages

NOT_IN_FILES = {
    "xccy_eur_3m", "xccy_jpy_3m", "tibor_3m", "private_credit", "covenant_lite_share", "auto_delinquency_60",
    "bills_net_4w", "hf_repo_borrowing", "dealer_net_ust",
}  # fmt: skip
"""Readings of series that the recorded data do not have."""


class One:
    """An archive of given vintages."""

    sample = False

    def __init__(self, *held: Vintages) -> None:
        self._held = {one.series: one for one in held}

    def vintages(self, series: str) -> Vintages | None:
        return self._held.get(series)


def vintages(name: str, unit: Unit, rows: list[tuple[str, float, str]]) -> Vintages:
    """Rows of period, value, day known."""
    period, value, known = (list(column) for column in zip(*rows, strict=True))
    return Vintages(
        name,
        unit,
        np.array(period, dtype="datetime64[D]"),
        np.array(value, dtype=float),
        np.array(known, dtype="datetime64[D]"),
        Basis.SEEN,
        "0" * 64,
    )


def test_nothing_at_all_is_missing_and_no_error(catalogue: Catalogue) -> None:
    """An empty archive gives a full list of missing readings."""
    found = measure(INDICATORS, Known(One(), date(2025, 11, 14)), catalogue)
    assert {one.reading.status for one in found.values()} == {Status.MISSING}


def test_a_correction_is_used_from_the_day_it_was_known(catalogue: Catalogue) -> None:
    """On the 14th the reading is the first value, on the 17th the corrected one."""
    rows = [("2025-11-12", 2855030.0, "2025-11-13"), ("2025-11-12", 2855999.0, "2025-11-17")]
    archive = One(vintages("WRESBAL", Unit.USD_MILLIONS, rows))
    for day, expected in ((14, 2855.03), (17, 2855.999)):
        found = measure(INDICATORS, Known(archive, date(2025, 11, day)), catalogue)
        assert found["reserves"].reading.value == pytest.approx(expected)


def test_gdp_of_a_past_week_is_the_one_known_then(catalogue: Catalogue) -> None:
    """The ratio of a week before the release uses the quarter before, that of the as-of week the newest."""
    reserves = [("2025-07-16", 3000000.0, "2025-07-17"), ("2025-07-30", 3000000.0, "2025-07-31")]
    gdp = [("2025-01-01", 30000.0, "2025-04-30"), ("2025-04-01", 60000.0, "2025-07-30")]
    archive = One(vintages("WRESBAL", Unit.USD_MILLIONS, reserves), vintages("GDP", Unit.USD_BILLIONS, gdp))
    found = measure(INDICATORS, Known(archive, date(2025, 8, 1)), catalogue)["reserves_to_gdp"]
    assert list(found.history.round(6)) == [10.0, 5.0]


@pytest.mark.parametrize(
    ("reading", "series", "stand_in", "unit"),
    [
        ("btc", ("BTC_USD_YF",), ("BTC_COINBASE",), Unit.USD),
        ("wti_m1_m2", ("WTI_CL01", "WTI_CL02"), ("EIA_RCLC1", "EIA_RCLC2"), Unit.USD_PER_BARREL),
    ],
)
def test_a_collected_series_stands_in_for_a_file(
    catalogue: Catalogue, reading: str, series: tuple[str, ...], stand_in: tuple[str, ...], unit: Unit
) -> None:
    """Without the first series the one that is collected is read, and named as standing in; with both the first is."""

    def days(name: str, value: float) -> Vintages:
        return vintages(name, unit, [(f"2024-04-0{day}", value, f"2024-04-0{day}") for day in (3, 4, 5)])

    alone = [days(name, 5.0 - place) for place, name in enumerate(stand_in)]
    found = measure(INDICATORS, Known(One(*alone), date(2024, 4, 12)), catalogue)[reading]
    assert (found.present, found.substitute, found.series) == (True, stand_in[0], stand_in)
    both = [*alone, *(days(name, 9.0 - place) for place, name in enumerate(series))]
    found = measure(INDICATORS, Known(One(*both), date(2024, 4, 12)), catalogue)[reading]
    assert (found.substitute, found.series) == (None, series)


def test_sample_readings_say_so(catalogue: Catalogue) -> None:
    """Every reading of the sample has status sample, and all public ones are there."""
    found = measure(INDICATORS, Known(Sample(date(2026, 11, 20), catalogue), date(2026, 11, 20)), catalogue)
    statuses = {name: one.reading.status for name, one in found.items()}
    assert statuses["sofr_iorb"] is Status.SAMPLE
    assert Status.FRESH not in statuses.values()
    missing = {name for name, status in statuses.items() if status is Status.MISSING}
    assert missing <= NOT_IN_FILES


@given(st.lists(st.integers(-50, 50), min_size=26, max_size=80))
def test_a_percentile_lies_between_0_and_100_and_ties_count_half(values: list[int]) -> None:
    """The same value on all days is the 50th percentile of itself."""
    history = pd.Series([float(one) for one in values], index=pd.date_range("2020-01-01", periods=len(values)))
    found = percentile(history)
    assert found is not None
    assert 0 < found < 100
    flat = pd.Series(1.0, index=history.index)
    assert percentile(flat) == pytest.approx(50.0)


def test_a_short_history_has_no_percentile() -> None:
    """Below 26 values nothing is said."""
    assert percentile(pd.Series(1.0, index=pd.date_range("2020-01-01", periods=25))) is None


def test_a_change_needs_an_earlier_value() -> None:
    """A first value has not changed."""
    assert change_over(pd.Series([1.0], index=pd.to_datetime(["2025-01-01"])), 7) is None
