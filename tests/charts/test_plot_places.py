"""Many positions at once are the positions one by one."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from tidegauge.charts.drawing import Box
from tidegauge.charts.plot import Plot

START = date(2024, 1, 1)


@given(
    days=st.integers(0, 900),
    points=st.lists(st.tuples(st.integers(-40, 990), st.floats(-1e3, 1e3)), max_size=20),
)
def test_places_are_x_and_y(days: int, points: list[tuple[int, float]]) -> None:
    """Also of days beyond the frame, and in a frame of a single day."""
    spec = SimpleNamespace(start=START, end=START + timedelta(days=days))
    axis = SimpleNamespace(low=-2.5, high=7.0)
    parts = cast(Any, (None, spec, None, None, axis, Box(2.8, 7.0, 300.0, 120.0), 7.0, 280.0))
    plot = Plot(*parts)
    dated = [(START + timedelta(days=day), value) for day, value in points]
    assert plot.places(dated) == [(plot.x(day), plot.y(value)) for day, value in dated]
