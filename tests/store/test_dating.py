"""Since when a value counts as known, and which values are believed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge import catalogue as series_catalogue
from tidegauge.days import NEW_YORK, cut
from tidegauge.model.data import Basis
from tidegauge.model.units import Unit
from tidegauge.sources.plausible import sorted_out
from tidegauge.sources.source import Published, scaled
from tidegauge.store.appending import Ledger
from tidegauge.store.dating import Fetched, dated

SOFR = series_catalogue.load()["SOFR"]
NOON = datetime(2025, 11, 14, 17, tzinfo=UTC)
DAYS = st.dates(date(2025, 10, 1), date(2025, 12, 1))
FOUND = st.lists(
    st.builds(
        Fetched,
        period=DAYS,
        value=st.none() | st.floats(0, 10),
        known=st.none() | DAYS,
        snapshot=st.just("a" * 64),
    ),
    unique_by=lambda one: (one.period, one.known),
    max_size=8,
)


@given(found=FOUND, first=st.booleans())
def test_nothing_undated_is_known_later_than_it_was_fetched(found: list[Fetched], first: bool) -> None:
    """
    A value without a vintage is known at the fetch or, as history, before it; never of a period still ahead.
    """
    for one in dated(SOFR, found, Ledger(), NOON, first):
        if one.basis is not Basis.VINTAGE:
            assert one.known_on <= NOON and one.period <= NOON.astimezone(NEW_YORK).date()
            assert first or one.basis is Basis.SEEN


@given(found=FOUND)
def test_a_second_answer_like_the_first_says_nothing(found: list[Fetched]) -> None:
    """What was taken in once is no news an hour later."""
    ledger = Ledger()
    for one in sorted(dated(SOFR, found, ledger, NOON, True), key=lambda one: (one.period, one.known_on)):
        ledger.add(one)
    again = dated(SOFR, [one for one in found if not one.known], ledger, NOON + timedelta(hours=1), False)
    lasting = {one.period for one in found if one.known}
    assert [one for one in again if one.period not in lasting] == []


def test_the_vintage_of_a_day_goes_before_its_current_value() -> None:
    """A current value equal to its newest vintage is that vintage, not something seen today."""
    period, known = date(2025, 10, 1), date(2025, 10, 3)
    found = [Fetched(period, 4.0, None, "a"), Fetched(period, 4.0, known, "b")]
    assert [(one.known_on, one.basis) for one in dated(SOFR, found, Ledger(), NOON, True)] == [
        (cut(known), Basis.VINTAGE)
    ]


@given(values=st.lists(st.none() | st.floats(-100, 100), max_size=20), step=st.none() | st.floats(0.1, 50))
def test_every_value_is_believed_or_doubted(values: list[float | None], step: float | None) -> None:
    """Nothing is lost, nothing out of range is believed, and no gap is doubted."""
    series = replace(SOFR, low=-20, high=20, step=step)
    found = [Published(date(2025, 1, 1) + timedelta(days=number), value) for number, value in enumerate(values)]
    believed, doubts = sorted_out(series, found, None)
    assert sorted([*believed, *(doubt.published for doubt in doubts)], key=lambda one: one.period) == found
    assert all(one.value is None or -20 <= one.value <= 20 for one in believed)
    assert all(doubt.published.value is not None and doubt.reason for doubt in doubts)


@given(thousandths=st.integers(0, 10**9))
def test_units_are_converted_without_noise(thousandths: int) -> None:
    """An amount in USD and the same amount printed in millions or billions are one float."""
    assert scaled(thousandths * 1e6, Unit.USD, Unit.USD_BILLIONS) == float(f"{thousandths / 1000:.3f}")
    assert scaled(float(thousandths), Unit.USD_MILLIONS, Unit.USD) == thousandths * 1e6


@pytest.mark.parametrize(("first", "basis"), [(True, Basis.ASSUMED), (False, Basis.SEEN)])
def test_only_the_first_collection_assumes(first: bool, basis: Basis) -> None:
    """A period of last month is history the first time and a late find afterwards."""
    ledger = Ledger()
    if not first:
        ledger.add(dated(SOFR, [Fetched(date(2025, 9, 1), 4.0, None, "a")], ledger, NOON, True)[0])
    found = dated(SOFR, [Fetched(date(2025, 10, 1), 4.0, None, "a")], ledger, NOON, first)
    assert [one.basis for one in found] == [basis]
