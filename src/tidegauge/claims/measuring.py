"""A check on the data: the number to hold against the claim, and when the claim would have been right."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tidegauge.claims.found import Number
from tidegauge.claims.model import UNITS, WORDLESS, Check, Claim, How, Interval, Measure, Scale, Span, Take
from tidegauge.claims.searching import likely
from tidegauge.claims.taking import COMPARED, OWN_KIND, Taken, shifted, take
from tidegauge.claims.tracks import Data, Track
from tidegauge.model.data import Observation
from tidegauge.model.units import Unit

TRIES = 6000
"""Days, nearest first, on which a claim is tried."""
SEARCHED = (Take.ON, Take.MEAN, Take.MAX, Take.MIN, Take.SUM, Take.CHANGE, Take.GROWTH, Take.DRAWDOWN, Take.REBOUND)
"""Takes for which the nearest right day is looked for."""
LONGEST = 31
"""Days of a period that is moved: a year's mean has no nearest year."""


@dataclass(frozen=True, slots=True)
class Meter:
    """
    A check with its histories in the claim's unit.

    Attributes:
        check: What is measured.
        scale: The claim's unit.
        tracks: By source.
    """

    check: Check
    scale: Scale
    tracks: dict[str, Track]

    def value(self, days: int = 0) -> float | None:
        """The number, with everything `days` later; None where there is nothing to take."""
        first = self._taken(self.check.measure, days)
        if first is None or self.check.against is None:
            return first.value if first else None
        second = self._taken(self.check.against, days)
        return self._joined(first, second) if second else None

    def _joined(self, first: Taken, second: Taken) -> float | None:
        if self.check.how is How.MINUS:
            return round(first.value - second.value, 9)
        if second.value == 0:
            return None
        return first.value / second.value * (100.0 if self.scale.unit is not None else 1.0)

    def taken(self) -> tuple[tuple[Measure, Taken], ...]:
        """Each measure with what it took; empty when one of them found nothing."""
        measures = [one for one in (self.check.measure, self.check.against) if one]
        found = [(one, self._taken(one, 0)) for one in measures]
        return tuple((one, taken) for one, taken in found if taken) if all(taken for _, taken in found) else ()

    def _taken(self, measure: Measure, days: int) -> Taken | None:
        other = self.tracks[measure.other] if measure.other else None
        return take(shifted(measure, days) if days else measure, self.tracks[measure.source], other)


def meter(check: Check, unit: str, data: Data) -> Meter | None:
    """The check with its histories; None where one of them has no data."""
    scale = UNITS[unit]
    tracks = {}
    for source in check.sources:
        track = data.track(source)
        if track is None:
            return None
        tracks[source] = track.scaled(_wanted(check, scale, data), scale.size)
    return Meter(check, scale, tracks)


def _wanted(check: Check, scale: Scale, data: Data) -> Unit | None:
    """The unit histories are brought to: the claim's, for a ratio the first one's own, none for takes of their own."""
    if check.measure.take in OWN_KIND:
        return None
    if check.how is How.OVER:
        first = data.track(check.measure.source)
        return first.unit if first else None
    return scale.unit


def number(check: Check, unit: str, data: Data) -> Number | None:
    """The published number with everything it came from; None where there is none."""
    found = meter(check, unit, data)
    value = found.value() if found else None
    if found is None or value is None:
        return None
    parts = found.taken()
    observations = tuple(dict.fromkeys(one for measure, taken in parts for one in _observed(measure, taken, data)))
    named = [name for measure, _ in parts for name in (measure.source, measure.other) if name]
    series = tuple(dict.fromkeys(one for name in named for one in data.series(name)))
    used = {one.series for one in observations}
    return Number(
        value=value,
        unit=_unit(check, unit, data),
        source=check.measure.source,
        series=tuple(one for one in series if one in used),
        period=parts[0][1].period,
        observations=observations,
    )


def _unit(check: Check, unit: str, data: Data) -> str:
    """The claim's unit; of a claim without a number the source's own."""
    track = data.track(check.measure.source)
    return track.unit.value if unit in WORDLESS and track else unit


def _observed(measure: Measure, taken: Taken, data: Data) -> Iterator[Observation]:
    yield from data.observations(measure.source, taken.days)
    if measure.other:
        yield from data.observations(measure.other, taken.other_days)


def level_before(check: Check, unit: str, data: Data) -> float | None:
    """For a change: the value it starts from, of a stock that cannot fall below zero; else None."""
    track = data.track(check.measure.source)
    if check.measure.take is not Take.CHANGE or track is None or not track.stock:
        return None
    start = Span(check.measure.span.start, check.measure.span.start)
    found = meter(replace(check, measure=replace(check.measure, take=Take.ON, span=start)), unit, data)
    return found.value() if found else None


def nearest(claim: Claim, data: Data) -> tuple[Span | None, Span | None]:
    """
    The period nearest to the claim's own on which it would have been right, and the period that was searched.

    All dates of the check move together. None where the claim never was right, and where the take is none that can
    be moved.
    """
    check, quantity = claim.check, claim.quantity
    found = meter(check, claim.unit, data) if check else None
    movable = check is not None and (check.measure.take in COMPARED or check.measure.span.days <= LONGEST)
    if check is None or quantity is None or found is None or check.measure.take not in SEARCHED or not movable:
        return None, None
    track = found.tracks[check.measure.source]
    days, interval = track.days, quantity.interval
    shifts = _shifts(days, check.measure.span)
    for shift in shifts if check.against else likely(check.measure, track, interval, shifts):
        value = found.value(shift)
        if value is not None and interval.holds(value):
            return shifted(check.measure, shift).span, None
    return None, Span(days[0].astype(object), days[-1].astype(object))


def _shifts(days: np.ndarray, span: Span) -> list[int]:
    """Days to move by so that the period ends on a day with a value, nearest first; of two equal ones the earlier."""
    moves = (days - np.datetime64(span.end)).astype(int)
    order = np.lexsort((moves > 0, np.abs(moves)))[:TRIES]
    return [int(one) for one in moves[order] if one]


def bounds(check: Check, unit: str, data: Data) -> tuple[Number, Number] | None:
    """Of an unpublished statistic: the published numbers below and above it."""
    if check.between is None:
        return None
    low, high = (
        number(replace(check, measure=replace(check.measure, source=one), between=None), unit, data)
        for one in check.between
    )
    return (low, high) if low and high else None


def outside(interval: Interval, low: Number, high: Number) -> Number | None:
    """The bound that rules a claim out; None when the claim may lie between."""
    if not interval.meets(Interval(low.value, high.value)):
        return low if interval.high < low.value else high
    return None
