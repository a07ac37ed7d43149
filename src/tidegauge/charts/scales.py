"""Round values for axes, days for time axes, and labels pushed apart: pure arithmetic, in points and values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

STEPS = {1.0: 0.0, 2.0: 0.0, 5.0: 0.05, 2.5: 0.35, 4.0: 0.3, 3.0: 0.4}
"""Steps of an axis, times a power of ten, and what each costs against a rounder one."""

FEWEST, MOST = 3, 6


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """Ends of a scale, its round values, and the decimals they are printed with."""

    low: float
    high: float
    ticks: tuple[float, ...]
    digits: int


def value_axis(low: float, high: float, fixed_low: bool = False, fixed_high: bool = False, aim: int = 5) -> ValueAxis:
    """
    Three to six round values that span `low` to `high`.

    Args:
        low, high: What has to be seen.
        fixed_low, fixed_high: That end is the frame itself and is not moved to a round value.
        aim: How many values suit the height.
    """
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-3):
        room = max(abs(low) * 0.02, 1e-6)
        low, high = (low if fixed_low else low - room), low + room
        fixed_high = False
    power = math.floor(math.log10(high - low))
    scored = []
    for liking, step in ((cost, base * 10.0**n) for n in range(power - 2, power + 2) for base, cost in STEPS.items()):
        axis = _candidate(low, high, fixed_low, fixed_high, step)
        if axis is not None:
            scored.append((liking + _cost(axis, low, high, aim), axis))
    return min(scored, key=lambda pair: pair[0])[1]


def _candidate(low: float, high: float, fixed_low: bool, fixed_high: bool, step: float) -> ValueAxis | None:
    slack = 1e-9
    first = math.ceil(low / step - slack) if fixed_low else math.floor(low / step + slack)
    last = math.floor(high / step + slack) if fixed_high else math.ceil(high / step - slack)
    if not FEWEST <= last - first + 1 <= MOST:
        return None
    digits = _digits(step)
    ticks = tuple(round(number * step, digits) for number in range(first, last + 1))
    return ValueAxis(low if fixed_low else ticks[0], high if fixed_high else ticks[-1], ticks, digits)


def _cost(axis: ValueAxis, low: float, high: float, aim: int) -> float:
    step = axis.ticks[1] - axis.ticks[0]
    waste = (axis.high - axis.low) / (high - low) - 1.0
    untold = ((axis.ticks[0] - axis.low) + (axis.high - axis.ticks[-1])) / step
    return 0.9 * waste + 0.3 * abs(len(axis.ticks) - aim) + 1.6 * untold


def _digits(step: float) -> int:
    return next((digits for digits in range(12) if abs(round(step, digits) - step) < 1e-6 * step), 12)


@dataclass(frozen=True, slots=True)
class DayTick:
    """A day on the time axis; `unit` is what its label tells: "year", "month" or "day"."""

    day: date
    unit: str


def day_ticks(start: date, end: date) -> list[list[DayTick]]:
    """Every sensible choice of days between two, from the finest to the coarsest: the drawing takes what fits."""
    choices: list[list[DayTick]] = []
    span = (end - start).days
    if span <= 45:
        choices += [_days(start, end, step) for step in (1, 2, 7, 14)]
    choices += [_months(start, end, step) for step in (1, 2, 3, 6) if span / (30 * step) <= 24]
    choices += [_years(start, end, step) for step in (1, 2, 5, 10, 20)]
    full = [choice for choice in choices if len(choice) > 1]
    return full or [choice for choice in choices if choice] or [[DayTick(start, "day")]]


def _days(start: date, end: date, step: int) -> list[DayTick]:
    ordinals = range(start.toordinal(), end.toordinal() + 1, step)
    return [DayTick(date.fromordinal(ordinal), "day") for ordinal in ordinals]


def _months(start: date, end: date, step: int) -> list[DayTick]:
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    firsts = [date(number // 12, number % 12 + 1, 1) for number in numbers if number % step == 0]
    return [DayTick(first, "month") for first in firsts if start <= first <= end]


def _years(start: date, end: date, step: int) -> list[DayTick]:
    years = [year for year in range(start.year, end.year + 1) if year % step == 0]
    return [DayTick(date(year, 1, 1), "year") for year in years if start <= date(year, 1, 1) <= end]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """
    Positions at least `gap` apart, in the order given, as near as can be to those wanted.

    Neighbours that are too close form a group around the mean of what its members want, so that all give way alike;
    groups that meet are joined. The whole stays between `low` and `high` where it fits.
    """
    groups: list[list[float]] = []
    for position in wanted:
        groups.append([position])
        while len(groups) > 1 and _first(groups[-1], gap) - _last(groups[-2], gap) < gap:
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [_first(group, gap) + gap * number for group in groups for number in range(len(group))]
    return _within(placed, gap, low, high)


def _first(group: list[float], gap: float) -> float:
    return sum(group) / len(group) - gap * (len(group) - 1) / 2


def _last(group: list[float], gap: float) -> float:
    return _first(group, gap) + gap * (len(group) - 1)


def _within(placed: list[float], gap: float, low: float, high: float) -> list[float]:
    floor = low
    for number, position in enumerate(placed):
        placed[number] = floor = max(position, floor)
        floor += gap
    ceiling = high
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = ceiling = min(placed[number], ceiling)
        ceiling -= gap
    return placed


def wrapped(text: str, lines: int) -> list[str]:
    """
    `text` over at most `lines` lines of like length: English breaks at spaces, Chinese between characters.

    A break that would leave a Latin word in two is never taken; a zero-width space in the text names the best one.
    """
    if "\u200b" in text:
        return text.split("\u200b", lines - 1) if lines > 1 else [text.replace("\u200b", "")]
    pieces = _pieces(text)
    if lines < 2 or len(pieces) < 2:
        return [text]
    cuts = range(1, len(pieces))
    best = min(cuts, key=lambda cut: abs(_length(pieces[:cut]) - _length(pieces[cut:]) / (lines - 1)))
    return ["".join(pieces[:best]).strip(), *wrapped("".join(pieces[best:]).strip(), lines - 1)]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        alone = character >= "\u2e80" or character == " "
        if not pieces or alone or pieces[-1][-1:] >= "\u2e80" or pieces[-1][-1:] == " ":
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _length(pieces: Sequence[str]) -> float:
    return sum(1.0 if character >= "\u2e80" else 0.5 for piece in pieces for character in piece)
