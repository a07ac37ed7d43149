"""Units convert in one place; a number is rounded once, half up on its decimal value."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.errors import UnitMismatch
from tidegauge.model.units import SCALE, Unit, convert, rounded


def test_float_noise_does_not_reach_the_page() -> None:
    """4.33 - 4.31 is 2 bp, not 2.0000000000000462."""
    assert rounded((4.33 - 4.31) * 100, 0) == Decimal(2)


def test_a_half_is_rounded_up() -> None:
    """8.5 and 0.125 go away from zero, in both directions."""
    assert rounded(8.5, 0) == 9
    assert rounded(0.125, 2) == Decimal("0.13")
    assert rounded(-8.5, 0) == -9


def test_there_is_no_minus_zero() -> None:
    """-0.04 bp prints 0.0."""
    assert str(rounded(-0.04, 1)) == "0.0"


def test_percent_is_not_dollars() -> None:
    """A conversion that does not exist is an error that names both units."""
    with pytest.raises(UnitMismatch, match="percent to usd_billions"):
        convert(1.0, Unit.PERCENT, Unit.USD_BILLIONS)


@given(st.sampled_from(sorted(SCALE)), st.floats(1e-6, 1e9))
def test_conversions_invert(pair: tuple[Unit, Unit], value: float) -> None:
    """There and back is the same value."""
    unit, to = pair
    assert convert(convert(value, unit, to), to, unit) == pytest.approx(value, rel=1e-12)


@given(st.integers(-(10**9), 10**9), st.integers(0, 5))
def test_rounding_keeps_what_has_no_more_decimals(whole: int, digits: int) -> None:
    """A number with as many decimals as are asked is itself."""
    exact = Decimal(whole).scaleb(-digits)
    assert rounded(float(exact), digits) == exact
