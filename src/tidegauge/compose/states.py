"""States: the words in which templates ask what the data show. Each is computed here, from readings alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tidegauge.compose.desk import Desk
from tidegauge.compose.figures import long_run_average
from tidegauge.model.judgement import Level

MOSTLY, SOMETIMES = 15, 5
"""Of 20 days: above the floor on most, on some, on few, on none."""
SYMMETRIC = 2.0
"""Basis points of skew that still count as symmetric."""
NARROW = 0.05
"""Percentage points within which a rate counts as equal to another."""
PIPES = ("secured_funding", "reserves")
"""Heads of the dashboard that are the plumbing; the others are what lies beyond it."""


def frequency(desk: Desk) -> str:
    """How often SOFR stood above the floor in the last 20 days: "mostly", "sometimes", "rarely", "never"."""
    days = desk.measurement["sofr_days_above_iorb_20d"].reading.value
    if days is None or days == 0:
        return "never"
    return "mostly" if days >= MOSTLY else "sometimes" if days >= SOMETIMES else "rarely"


def sign(value: float | None, tolerance: float = 0.0) -> str:
    """ "above", "below" or "at" zero; "unknown" without a value."""
    if value is None:
        return "unknown"
    return "above" if value > tolerance else "below" if value < -tolerance else "at"


def movement(value: float | None, small: float) -> str:
    """ "up", "down" or "flat" (no further than `small`); "unknown" without a value."""
    return {"above": "up", "below": "down", "at": "flat", "unknown": "unknown"}[sign(value, small)]


SHARE = 0.10
"""Of an amount: a change beyond a tenth of it is told even where it is small in dollars."""
SLIGHT = 0.005
"""Billions of US dollars that print as nothing: no movement, whatever share they are."""


def amount_movement(value: float | None, small: float, before: float | None) -> str:
    """
    The movement of an amount, by its size in dollars and by its size beside what there was.

    Args:
        value: The change, billions of US dollars.
        small: Up to which it may be little changed.
        before: The amount it changed from; None where that is not known, and then `small` alone decides.

    Returns:
        "up", "down", "flat" or "unknown". "flat" needs a change within `small` and within a tenth of `before`.
    """
    within = small if before is None else min(small, max(SHARE * abs(before), SLIGHT))
    return movement(value, within)


def moved(desk: Desk, reading: str, days: int, small: float) -> str:
    """How a reading that is an amount moved in so many days: "up", "down", "flat" or "unknown"."""
    figures = desk.figures
    return amount_movement(figures.change(reading, days).value, small, figures.ago(reading, days).value)


def moved_by(desk: Desk, reading: str, change: str, small: float) -> str:
    """The same where the change is a reading of its own, so that word and figure come from one number."""
    now, by = desk.measurement[reading].reading.value, desk.measurement[change].reading.value
    return amount_movement(by, small, None if now is None or by is None else now - by)


FUNDING_SIGNS = (
    "sofr_iorb",
    "sofr_iorb_20d_max",
    "sofr_iorb_core_20d",
    "tgcr_iorb",
    "sofr_p99_iorb",
    "sofr_p99_p1",
    "effr_iorb",
)
"""While one of these is raised, no sentence calls secured funding calm."""


def tense(desk: Desk) -> bool:
    """Whether any reading of secured funding is at watch or above."""
    return any(desk.figures.level(one) > Level.CALM for one in FUNDING_SIGNS)


FUNDING_NOW = ("sofr_iorb", "sofr_iorb_core_20d", "tgcr_iorb")
"""
What says that funding is tight as the issue closes: neither a high of past weeks nor a tail, nor the unsecured rate,
which stood above the floor on 19 March 2020 while SOFR, of which page one speaks, stood below it.
"""


def tight(desk: Desk, level: Level = Level.WATCH) -> bool:
    """Whether a spread of these days is raised; a past high of it alone makes no funding tight."""
    return any(desk.figures.level(one) >= level for one in FUNDING_NOW)


RUN = 5
"""Days from which a run above the floor is told from its first day; of a shorter one the days are counted."""


def run(desk: Desk) -> tuple[date | None, date | None]:
    """
    Since when SOFR has stood where it stands.

    Returns:
        The first day of an unbroken run above the floor that still lasts, where it is long enough; and the last day
        above the floor, where the latest day is not.
    """
    history = desk.history("sofr_iorb") if desk.has("sofr_iorb") else pd.Series(dtype=float)
    days = [day.date() for day in history.index]
    above = history.to_numpy() > 0
    breaks, higher = np.flatnonzero(~above), np.flatnonzero(above)
    start = int(breaks[-1]) + 1 if breaks.size else 0
    lasts = len(days) - start
    since = days[start] if breaks.size and lasts >= RUN else None
    return since, days[int(higher[-1])] if higher.size and not lasts else None


def settled(desk: Desk) -> bool:
    """Whether secured funding may be called calm: judged, nothing raised, SOFR not above its floor."""
    spread = desk.measurement["sofr_iorb"].reading.value
    return desk.figures.signal("sofr_iorb") is not None and not tense(desk) and spread is not None and spread <= 0


def tail(desk: Desk) -> str:
    """
    The distribution's tail: "stretched" when p99 - p1 is strained or worse, "long" at watch, else "short"; "unknown"
    without percentiles of these days.
    """
    if not desk.figures.judged("sofr_p99_p1"):
        return "unknown"
    level = desk.figures.level("sofr_p99_p1")
    return "stretched" if level >= Level.STRAINED else "long" if level == Level.WATCH else "short"


def skewness(desk: Desk) -> str:
    """ "dear" (tail of dear borrowing), "cheap", "symmetric" or "unknown"."""
    return {"above": "dear", "below": "cheap", "at": "symmetric", "unknown": "unknown"}[
        sign(desk.measurement["sofr_skew"].reading.value, SYMMETRIC)
    ]


CENTRED = ("ofr_fsi", "stlfsi", "nfci")
"""Indices whose publishers put their average at zero."""


def against_average(desk: Desk, reading: str) -> str:
    """ "below", "above" or "at" its long-run average: its publisher's zero, or the mean of the whole known history."""
    measured = desk.measurement[reading]
    average = 0.0 if reading in CENTRED else long_run_average(measured)
    value = measured.reading.value
    return sign(None if value is None or average is None else value - average)


@dataclass(frozen=True, slots=True)
class Side:
    """
    How tight one side is, told from its families of readings.

    Attributes:
        highest: The highest level on it.
        broad: The level it has as a whole: that of its second family, or one below the highest, whichever is higher,
            so that one reading alone does not speak for all.
        acute: How many of its families are acute.
    """

    highest: Level
    broad: Level
    acute: int


def sides(desk: Desk, heads: Mapping[str, tuple[str, ...]]) -> tuple[Side, Side]:
    """The plumbing, and what lies beyond it, from the readings told on page one."""
    home = {reading: key for key, readings in heads.items() for reading in readings}
    levels: dict[bool, list[Level]] = {True: [], False: []}
    for signal in desk.judgement.ranked():
        levels[block_of(signal.reading, home) in PIPES].append(signal.level)
    return _side(levels[True]), _side(levels[False])


def _side(levels: list[Level]) -> Side:
    highest, second = (sorted([*levels, Level.CALM, Level.CALM], reverse=True))[:2]
    return Side(highest, max(second, Level(max(highest - 1, Level.CALM))), levels.count(Level.ACUTE))


BLOCKS: Mapping[str, str] = {
    **dict.fromkeys(FUNDING_SIGNS, "secured_funding"),
    "bgcr_iorb": "secured_funding",
    "reserves": "reserves",
    "reserves_to_gdp": "reserves",
    "tga": "reserves",
    "on_rrp": "reserves",
    "srf_20d_max": "reserves",
    "discount_window": "reserves",
    "cp_bill": "offshore",
    "hibor_sofr": "offshore",
    "dollar_index": "offshore",
    "swap_lines": "offshore",
    "hy_oas": "credit",
    "card_delinquency": "credit",
    "reserves_change_13w": "reserves",
    "tga_change_13w": "reserves",
    "bills_offered_4w": "reserves",
    "nfci": "risk",
    "stlfsi": "risk",
    "ndx_change_1w": "risk",
}
"""Heads of judged readings, for those without a row: a shorter dashboard says of the same week the same thing."""


def block_of(reading: str, home: Mapping[str, str]) -> str:
    """The head a reading belongs under, whatever a report's own dashboard puts it beside."""
    return BLOCKS.get(reading) or home.get(reading, "risk")


def judged(desk: Desk, heads: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether half of the dashboard's rated readings are judged: with fewer, nothing is said of the whole."""
    rules = {rule.reading for rule in desk.rules}
    rated = [reading for readings in heads.values() for reading in readings if reading in rules]
    return 2 * sum(desk.figures.signal(reading) is not None for reading in rated) >= len(rated)


MANY = 4
"""Acute families from which the plumbing as a whole is called acute: as in September 2019, not in November 2025."""


def _alone(pipes: Side) -> str:
    return "pipes_acute" if pipes.acute >= MANY else "pipes"


def scope(pipes: Side, beyond: Side) -> str:
    """
    Where the strain is.

    Returns:
        "acute" (acute on both sides, two families each), "both", "pipes_acute", "pipes", "beyond", "single" (a
        strained reading here or there, no side as a whole), "watch" or "calm".
    """
    if pipes.broad is Level.ACUTE and beyond.broad is Level.ACUTE:
        return "acute"
    tight = (pipes.broad >= Level.STRAINED, beyond.broad >= Level.STRAINED)
    touched = (pipes.highest >= Level.STRAINED, beyond.highest >= Level.STRAINED)
    if any(tight):
        return "both" if all(touched) else _alone(pipes) if tight[0] else "beyond"
    if any(touched):
        return "single"
    return "watch" if max(pipes.highest, beyond.highest) is Level.WATCH else "calm"
