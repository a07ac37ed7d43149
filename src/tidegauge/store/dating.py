"""
Since when a published value counts as known. Pure.

1. Where the publisher says when (a vintage): by the cut of that day.
2. Else, a value that is not the one known until now: since it was fetched.
3. Except on the first collection of a series, and for periods before the oldest stored one: the publisher hands out
   years of history at once, all of it "seen" today. A period nothing is known of is then dated by the catalogue's
   publication lag, if that day has passed. Later collections never do so: what they find was found then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from tidegauge.catalogue import Series
from tidegauge.days import NEW_YORK, cut
from tidegauge.model.data import Basis, Observation
from tidegauge.store.appending import Ledger


@dataclass(frozen=True, slots=True)
class Fetched:
    """
    One value of an answer.

    Attributes:
        period: Day the number describes.
        value: None where the publisher printed a gap or withdrew the value.
        known: Day since when it was published, where the publisher says so.
        snapshot: SHA-256 of the answer.
    """

    period: date
    value: float | None
    known: date | None
    snapshot: str


def dated(
    series: Series, found: Sequence[Fetched], ledger: Ledger, fetched_at: datetime, first: bool
) -> list[Observation]:  # fmt: skip
    """
    Observations by the rules above; what is already known and periods that still lie ahead are left out.

    Args:
        ledger: What is stored of the series.
        first: No collection of the series has ended before.
    """
    today = fetched_at.astimezone(NEW_YORK).date()
    vintages = sorted((one for one in found if one.known), key=lambda one: (one.period, one.known))
    said = [_observation(series, one, cut(one.known), Basis.VINTAGE) for one in vintages if one.known]
    newest = {one.period: one.value for one in vintages}
    rest = [one for one in found if not one.known and one.period <= today]
    assumed = _assumed(series, rest)
    oldest = ledger.oldest() or date.min
    for one in rest:
        line = ledger.known(one.period, fetched_at)
        known = one.period in newest or line is not None
        if known and newest.get(one.period, line.value if line else None) == one.value:
            continue
        history = first or one.period < oldest
        lagged = history and not known and assumed[one.period] <= fetched_at
        at, basis = (assumed[one.period], Basis.ASSUMED) if lagged else (fetched_at, Basis.SEEN)
        said.append(_observation(series, one, at, basis))
    return said


def _assumed(series: Series, found: Iterable[Fetched]) -> dict[date, datetime]:
    """The instant each period is known by, after the catalogue's lag."""
    periods = sorted({one.period for one in found})
    days: list[date] = series.lag.known(np.array(periods, dtype="datetime64[D]")).tolist()
    return {period: cut(day) for period, day in zip(periods, days, strict=True)}


def _observation(series: Series, one: Fetched, known_on: datetime, basis: Basis) -> Observation:
    return Observation(series.id, one.period, one.value, known_on, basis, one.snapshot)
