"""Looking for the right day at once finds what taking day by day finds."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tidegauge.claims.model import Interval, Measure, Span, Take
from tidegauge.claims.searching import likely
from tidegauge.claims.taking import shifted, take
from tidegauge.claims.tracks import Track
from tidegauge.model.units import Unit

FIRST = date(2024, 1, 1)


@given(
    values=st.dictionaries(st.integers(0, 60), st.integers(-9, 9), min_size=2, max_size=30),
    length=st.sampled_from([0, 1, 7, 40]),
    take_by=st.sampled_from([Take.ON, Take.CHANGE]),
    reach=st.sampled_from([0, 6]),
    bounds=st.tuples(st.integers(-9, 9), st.integers(0, 4)),
)
def test_no_day_on_which_a_claim_holds_is_passed_over(
    values: dict[int, int], length: int, take_by: Take, reach: int, bounds: tuple[int, int]
) -> None:
    """The first likely day that holds is the first day that holds, whatever the history, its gaps and its reach."""
    places = sorted(values)
    days = np.datetime64(FIRST) + np.array(places)
    track = Track("sofr", days, np.array([float(values[one]) for one in places]), Unit.PERCENT, reach, stock=False)
    end = FIRST + timedelta(days=45)
    measure = Measure("sofr", take_by, Span(end - timedelta(days=length), end))
    interval = Interval(float(bounds[0]), float(bounds[0] + bounds[1]))
    shifts = [one for two in range(1, 50) for one in (-two, two)]

    def holds(shift: int) -> bool:
        found = take(shifted(measure, shift), track)
        return found is not None and interval.holds(found.value)

    every = [shift for shift in shifts if holds(shift)]
    assert [shift for shift in likely(measure, track, interval, shifts) if holds(shift)] == every
