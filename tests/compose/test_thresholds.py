"""The numbers at which one state becomes another, on both sides of each."""

from collections import defaultdict
from types import SimpleNamespace

import pytest

from tidegauge.compose import analogues, causes, states


class Moved:
    """A desk with one reading at a value: what the functions that name states ask for."""

    def __init__(self, reading: str, value: float | None) -> None:
        one = SimpleNamespace(reading=SimpleNamespace(value=value), present=value is not None, judged=value is not None)
        self.measurement = defaultdict(lambda: SimpleNamespace(reading=SimpleNamespace(value=None)), {reading: one})


@pytest.mark.parametrize(
    ("days", "named"),
    [(None, "never"), (0, "never"), (1, "rarely"), (4, "rarely"), (5, "sometimes"), (14, "sometimes"), (15, "mostly")],
)
def test_how_often_is_named_by_days(days: float | None, named: str) -> None:
    """Of twenty: none, under five, under fifteen, more."""
    assert states.frequency(Moved("sofr_days_above_iorb_20d", days)) == named  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "small", "named"),
    [(None, 5, "unknown"), (5.0, 5, "flat"), (5.1, 5, "up"), (-5.0, 5, "flat"), (-5.1, 5, "down"), (0.0, 0, "flat")],
)
def test_a_movement_needs_more_than_the_small_change(value: float | None, small: float, named: str) -> None:
    """At the bound it is flat, beyond it up or down."""
    assert states.movement(value, small) == named


@pytest.mark.parametrize(
    ("skew", "named"), [(2.0, "symmetric"), (2.1, "dear"), (-2.0, "symmetric"), (-2.1, "cheap"), (None, "unknown")]
)
def test_a_tail_is_dear_or_cheap_beyond_two_basis_points(skew: float | None, named: str) -> None:
    """Within two on either side the distribution is symmetric."""
    assert states.skewness(Moved("sofr_skew", skew)) == named  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("distance", "named"), [(None, "unknown"), (20.0, "near"), (20.1, "between"), (35.0, "between"), (35.1, "apart")]
)
def test_weeks_are_alike_up_to_twenty_and_not_beyond_35(distance: float | None, named: str) -> None:
    """As docs/methodology.md says."""
    assert analogues._alike(distance) == named


@pytest.mark.parametrize(
    ("part", "whole", "named"),
    [
        (-49.0, -100.0, "some"),
        (-50.0, -100.0, "most"),
        (-100.0, -100.0, "most"),
        (-101.0, -100.0, "more"),
        (5, 0, "some"),
    ],
)
def test_a_cause_is_one_from_half_of_the_whole(part: float, whole: float, named: str) -> None:
    """Less than half is some of it; more than all of it is said to be more."""
    assert causes._share(part, whole) == named
