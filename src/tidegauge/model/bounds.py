"""
The bounds of a level as they are printed.

A bound rounded to the nearest may print as a value that is still on this side of it, or as the very value that the
reading has. So a bound is rounded away from the reading, to a value that does have the other level, and where the
reading itself would then print as its bound, both print more decimals.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tidegauge.model.judgement import Direction, Trigger
from tidegauge.model.units import rounded

MORE = 6
"""Decimals added at most."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    What stands beside a value.

    Attributes:
        up, down: Values at which the level is another one; None where there is none above or below.
        more: Decimals that value and bounds print beyond the usual.
    """

    up: float | None
    down: float | None
    more: int


def beside(trigger: Trigger, value: float, decimals: Callable[[float], int]) -> Bounds:
    """
    The bounds of a reading's level, as they can be printed beside its value.

    Args:
        decimals: That a value of this reading is printed with; negative for tens and hundreds.
    """
    sign = 1 if trigger.direction is Direction.HIGH else -1
    for more in range(MORE + 1):
        places = decimals(value) + more
        now = rounded(value, places)
        up, down = (
            None if at is None else _outward(at, min(decimals(at), decimals(value)) + more, way)
            for at, way in ((trigger.up_at, sign), (trigger.down_at, -sign))
        )
        if (up is None or (up - now) * sign > 0) and (down is None or (now - down) * sign > 0):
            break
    return Bounds(None if up is None else float(up), None if down is None else float(down), more)


def _outward(value: float, places: int, way: int) -> Decimal:
    """Rounded up or down, exactly: the number next to 9 is beyond 9."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_CEILING if way > 0 else ROUND_FLOOR)
    return exact if exact else abs(exact)
