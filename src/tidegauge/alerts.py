"""
Which readings call for an alert on a day: the table [alert] of a report, without a clock and without data. Pure.

A reading alerts when it reaches the level between two issues. It alerts again only after it has been at `rearm` or
below on a day that was looked at (hysteresis), and after any alert there is none for `cooldown_days`. What the last
issue said already is no alert, and on the day of an issue there is none: the issue says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tidegauge.days import NEW_YORK, cut, is_business_day
from tidegauge.errors import SettingsError
from tidegauge.model.judgement import Level, Signal

FIELDS = ("level", "rearm", "cooldown_days", "window_hours", "readings")
LONGEST_COOLDOWN, LONGEST_WINDOW = 60, 72


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The table [alert] of a report.

    Attributes:
        level: That is to be reached.
        rearm: A reading that alerted must have been here or below before it alerts again.
        cooldown: Days after an alert without another.
        window: After the cut of its day an alert is sent within this time, or not at all.
        readings: That are watched.
    """

    level: Level
    rearm: Level
    cooldown: int
    window: timedelta
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """
    A day that was looked at.

    Attributes:
        day: Which.
        levels: Of the watched readings that had one.
        fired: Those that alerted.
    """

    day: date
    levels: Mapping[str, Level]
    fired: tuple[str, ...] = ()


def plan(table: Mapping[str, Any], file: str, rated: Sequence[str], shown: Sequence[str]) -> Plan:
    """
    The plan in a report's table.

    Args:
        rated: Readings that have a rule.
        shown: Readings of the report's dashboard: watched where the table names none.

    Raises:
        SettingsError: a field is unknown or does not hold; the message names file and field.
    """
    try:
        if unknown := [one for one in table if one not in FIELDS]:
            raise ValueError(f"{unknown[0]} is not known; known are {', '.join(FIELDS)}")
        readings = tuple(str(one) for one in table.get("readings", ())) or tuple(one for one in shown if one in rated)
        if unrated := [one for one in readings if one not in rated]:
            raise ValueError(f"{unrated[0]} has no rule, so it has no level")
        level, rearm = _level(table, "level", "acute"), _level(table, "rearm", "watch")
        if not rearm < level:
            raise ValueError(f"rearm {rearm.name.lower()} is not below level {level.name.lower()}")
        cooldown = _number(table, "cooldown_days", 5, LONGEST_COOLDOWN)
        window = timedelta(hours=_number(table, "window_hours", 24, LONGEST_WINDOW))
        return Plan(level, rearm, cooldown, window, readings)
    except ValueError as error:
        raise SettingsError(f"{file}, [alert]: {error}.") from None


def due(plan: Plan, day: date, signals: Mapping[str, Signal], looked: Sequence[Looked]) -> tuple[str, ...]:
    """
    The readings that alert on a day, in the order of the plan.

    Args:
        signals: As known by the cut of the day.
        looked: Days looked at before, in any order.
    """
    before = sorted((one for one in looked if one.day < day), key=lambda one: one.day)
    if any(one.fired and (day - one.day).days < plan.cooldown for one in before):
        return ()
    return tuple(one for one in plan.readings if one in signals and _reached(plan, signals[one], before))


def _reached(plan: Plan, signal: Signal, before: Sequence[Looked]) -> bool:
    told = signal.before is not None and signal.before >= plan.level
    if signal.level < plan.level or told:
        return False
    last = max((at for at, one in enumerate(before) if signal.reading in one.fired), default=None)
    return last is None or any(one.levels.get(signal.reading, Level.ACUTE) <= plan.rearm for one in before[last + 1 :])


def day_of(now: datetime) -> date:
    """The newest business day whose cut has passed: an alert says what was known by then."""
    day = now.astimezone(NEW_YORK).date()
    while not is_business_day(day) or cut(day) > now:
        day -= timedelta(days=1)
    return day


def _level(table: Mapping[str, Any], field: str, default: str) -> Level:
    given = str(table.get(field, default)).strip().lower()
    names = [one.name.lower() for one in Level]
    if given not in names:
        raise ValueError(f"{field} {given!r} is not one of {', '.join(names)}")
    return Level(names.index(given))


def _number(table: Mapping[str, Any], field: str, default: int, most: int) -> int:
    given = table.get(field, default)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
        raise ValueError(f"{field} {given!r} is not a whole number from 0 to {most}")
    return given
