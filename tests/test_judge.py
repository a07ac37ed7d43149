"""Levels: percentile and gate, hysteresis, standing, thresholds."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.judge import bound_value, next_level, standing, stress_percentiles
from tidegauge.model.judgement import Direction, Gate, Level, Rule
from tidegauge.report import load
from tidegauge.settings import load as load_settings

HIGH = Rule("sofr_iorb", "secured_spread", Direction.HIGH, (75, 90, 97.5), (Gate(0, ""), Gate(4, ""), Gate(11, "")), 5)
LOW = Rule("reserves", "reserves", Direction.LOW, (75, 90, 97.5), (Gate(3000, ""), Gate(2000, ""), Gate(1500, "")), 5)


@pytest.mark.parametrize(
    ("before", "rank", "value", "level"),
    [
        (Level.CALM, 74.9, 5, Level.CALM),
        (Level.CALM, 75.0, 5, Level.WATCH),
        (Level.CALM, 99.0, 1, Level.WATCH),
        (Level.CALM, 99.0, -1, Level.CALM),
        (Level.CALM, 90.0, 4, Level.STRAINED),
        (Level.CALM, 97.5, 11, Level.ACUTE),
        (Level.WATCH, 70.1, 5, Level.WATCH),
        (Level.WATCH, 69.9, 5, Level.CALM),
        (Level.ACUTE, 92.6, 12, Level.ACUTE),
        (Level.ACUTE, 92.4, 12, Level.STRAINED),
        (Level.STRAINED, 90.0, 3.9, Level.WATCH),
    ],
)
def test_a_level_needs_percentile_and_gate_and_is_left_with_a_margin(
    before: Level, rank: float, value: float, level: Level
) -> None:
    """Reached at the bound, left five points inside the next; a gate has no margin."""
    assert next_level(HIGH, before, rank, value, 1.0) is level


def test_low_can_be_the_direction_of_stress() -> None:
    """Reserves of 1,400 billion are past all three gates."""
    assert next_level(LOW, Level.CALM, 99.0, -1400.0, -1.0) is Level.ACUTE
    assert next_level(LOW, Level.CALM, 99.0, -2500.0, -1.0) is Level.WATCH


@given(st.floats(0, 100), st.floats(-50, 50), st.sampled_from(list(Level)))
def test_more_stress_never_lowers_a_level(rank: float, value: float, before: Level) -> None:
    """The level grows with percentile and value."""
    here = next_level(HIGH, before, rank, value, 1.0)
    assert next_level(HIGH, before, min(100.0, rank + 5), value, 1.0) >= here
    assert next_level(HIGH, before, rank, value + 5, 1.0) >= here


def history(*values: float) -> pd.Series:
    """Values on consecutive days of 2020."""
    return pd.Series(values, index=pd.date_range("2020-01-01", periods=len(values)))


def test_a_record_has_no_earlier_equal() -> None:
    """Rank 1 and no "since"."""
    found = standing(history(1, 2, 3), Direction.HIGH)
    assert (found.rank, found.since, found.count) == (1, None, 3)


def test_highest_since_names_the_last_time_it_was_as_high() -> None:
    """5, then lower, then 4: the highest since the day of the 5."""
    found = standing(history(5, 1, 2, 4), Direction.HIGH)
    assert (found.rank, found.since, found.since_value) == (2, date(2020, 1, 1), 5)


def test_a_run_of_equal_values_does_not_count_against_itself() -> None:
    """A rate that stands at its high for three days is still at its high."""
    assert standing(history(1, 3, 3, 3), Direction.HIGH).since is None


def test_lowest_is_told_for_the_other_direction() -> None:
    """2 is the lowest since the 1 of the first day."""
    assert standing(history(1, 5, 3, 2), Direction.LOW).since == date(2020, 1, 1)


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=60))
def test_rank_counts_what_is_more_extreme(values: list[int]) -> None:
    """The rank is one more than the number of higher values."""
    found = standing(history(*map(float, values)), Direction.HIGH)
    assert found.rank == 1 + sum(1 for one in values if one > values[-1])


@given(st.lists(st.floats(-100, 100), min_size=30, max_size=60))
def test_a_value_past_its_threshold_reaches_the_level(values: list[float]) -> None:
    """What the watch list names as the next level's value does reach it, once past."""
    past = history(*values)
    at = bound_value(HIGH, past, Level.STRAINED, 0.0)
    higher = [*past, max(at, past.max()) + 1.0]
    (rank,) = stress_percentiles(higher, [len(higher)])
    assert next_level(HIGH, Level.CALM, rank, higher[-1], 1.0) >= Level.STRAINED


@given(st.lists(st.integers(-6, 14), min_size=30, max_size=60), st.sampled_from((1, 2, 3)), st.sampled_from((0.0, 5.0)))
def test_a_value_at_its_bound_has_the_level_and_the_one_before_it_has_not(
    values: list[int], level: int, margin: float
) -> None:
    """The bound is found by the rank that judges: ties count half, the value itself is one of those ranked."""
    at = bound_value(HIGH, history(*map(float, values)), Level(level), margin)
    others, held = list(map(float, values[:-1])), Level(level) if margin else Level(level - 1)
    for value, reached in ((at, True), (math.nextafter(at, -math.inf), False)):
        (rank,) = stress_percentiles([*others, value], [len(values)])
        assert (next_level(HIGH, held, rank, value, 1.0) >= level) is reached


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_each_rank_is_among_the_values_up_to_it(values: list[int]) -> None:
    """At every count the percentile is the share below the last value, and half the share equal to it."""
    found = list(stress_percentiles(list(map(float, values)), range(1, len(values) + 1)))
    for count, rank in enumerate(found, start=1):
        below = sum(one < values[count - 1] for one in values[:count])
        equal = values[:count].count(values[count - 1])
        assert rank == (below + 0.5 * equal) / count * 100


def test_every_rule_of_the_weekly_names_a_source_for_each_gate() -> None:
    """No gate by eye."""
    rules = load(load_settings(environment={}).home, "weekly").rules
    assert len(rules) > 25
    assert all(gate.source for rule in rules for gate in rule.gates)
