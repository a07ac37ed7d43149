"""What happens next, on page one: the days ahead that matter for liquidity, and what would change the first level."""

from collections.abc import Mapping

from tidegauge.compose.desk import Desk
from tidegauge.model.document import CalendarEntry, Fact
from tidegauge.model.judgement import Direction, Level, Signal

MOST, FEWEST = 3, 2
"""So many days at most; where fewer than `FEWEST` are certain, publications follow, estimated ones last."""
CERTAIN = (
    *("runoff_ends", "runoff_starts", "runoff_slows", "debt_limit_back", "second_repo", "fima_opens"),
    *("year_end", "quarter_end", "fomc", "month_end", "settlement", "tax"),
)
"""Keys of days that move the money market, the weightiest first: what was decided, turns of the calendar, decisions."""
PUBLISHED = ("employment", "cpi")
"""Keys of publications."""
NEAREST = 3
"""Calm readings that page one lists, of which the one that approaches its bound is told."""
FOUR_WEEKS, WEEK = 28, 7


def facts(desk: Desk, calendar: tuple[CalendarEntry, ...], ranked: tuple[Signal, ...]) -> Mapping[str, Fact]:
    """
    What the block `next` of the key points may print or ask.

    Args:
        calendar: Of the next four weeks.
        ranked: Signals that are told, strongest first; the first is the first of page one's list.
    """
    days: tuple[Fact, ...] = tuple(
        {"key": one.key, "day": one.day, "expected": one.expected} for one in picked(calendar)
    )
    return {"f": desk.figures.all(), "days": days, "any_days": bool(days), **_trigger(desk, ranked)}


def picked(calendar: tuple[CalendarEntry, ...]) -> tuple[CalendarEntry, ...]:
    """The one to three days told, in order."""
    weighed = sorted((one for one in calendar if one.key in CERTAIN), key=lambda one: CERTAIN.index(one.key))
    # A tax date on a settlement day is that day over again: the weightier name is told.
    found = list({one.day: one for one in reversed(weighed)}.values())[::-1][:MOST]
    if len(found) < FEWEST:
        more = [one for one in calendar if one.key in PUBLISHED]
        found += sorted(more, key=lambda one: one.expected)[: FEWEST - len(found)]
    return tuple(sorted(found, key=lambda one: one.day))


def _trigger(desk: Desk, ranked: tuple[Signal, ...]) -> Mapping[str, Fact]:
    """Where the leading signal leaves its level: downwards where it is raised, upwards where it is calm."""
    if not ranked:
        return {
            "leads": None,
            "now": None,
            "leaves_at": None,
            "rises_at": None,
            "leads_level": "none",
            "high": True,
            "travel": "unknown",
            "held": None,
            "held_state": "unknown",
        }
    first = leading(desk, ranked)
    now, up, down = desk.figures.beside(desk.judgement.triggers[first.reading])
    return {
        "leads": first.reading,
        "now": now,
        "leaves_at": down,
        "rises_at": up,
        "leads_level": Level(first.level).name.lower(),
        "high": first.direction is Direction.HIGH,
        "travel": travel(desk, first),
        "held": desk.figures.count(first.reading, first.weeks),
        "held_state": "long" if first.weeks > 1 else "unknown" if first.before is None else "new",
    }


def leading(desk: Desk, ranked: tuple[Signal, ...]) -> Signal:
    """
    The signal that is told of: the strongest one; in a calm week the nearest of those that approach their bound.

    Where none of the nearest few approaches, it is the nearest, and the sentence says that none does.
    """
    if ranked[0].level > Level.CALM:
        return ranked[0]
    return next((one for one in ranked[:NEAREST] if travel(desk, one) == "towards"), ranked[0])


def travel(desk: Desk, signal: Signal) -> str:
    """ "towards" where a reading has come nearer to its bound in four weeks, and not moved back in the last of them."""
    sign = 1.0 if signal.direction is Direction.HIGH else -1.0
    month, week = (desk.figures.change(signal.reading, days).value for days in (FOUR_WEEKS, WEEK))
    if month is None or week is None:
        return "unknown"
    return "towards" if month * sign > 0 and week * sign >= 0 else "away"
