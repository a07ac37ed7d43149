"""Levels, rules and what changed."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """平穩, 留意, 緊張, 急迫: an order, so that levels compare."""

    CALM = 0
    WATCH = 1
    STRAINED = 2
    ACUTE = 3


class Direction(StrEnum):
    """Which way stress lies."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Gate:
    """
    An absolute bound a level needs besides its percentile.

    Attributes:
        value: In the reading's unit, as signed.
        source: A publication, or the quantile of the known history it is.
    """

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """
    How one reading is judged; read from the report's rules.toml.

    Attributes:
        reading: Indicator id.
        family: Readings of one family are one phenomenon: only the strongest is told.
        direction: Which way stress lies.
        percentiles: Bounds of watch, strained, acute, in the direction of stress; one to three of them.
        gates: Absolute bounds beside them; a rule with one knows only calm and watch.
        margin: A level is left only when the reading is this far inside the next, in percentile points.
        told: It may be a phenomenon on page one.
        kind: Families that measure nearly one thing share it; by itself each family is of its own.
    """

    reading: str
    family: str
    direction: Direction
    percentiles: tuple[float, ...]
    gates: tuple[Gate, ...]
    margin: float
    told: bool = True
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where a value stands in its known history; every "highest since" is made from this.

    Attributes:
        rank: 1 = nothing in the known history is more extreme in the direction of stress.
        count: Number of values in the history, this one included.
        since: Last earlier period with a value at least as extreme; None if there is none.
        since_value: That value.
        start: First period of the history.
    """

    rank: int
    count: int
    since: date | None
    since_value: float | None
    start: date


@dataclass(frozen=True, slots=True)
class Signal:
    """
    A judged reading.

    Attributes:
        reading: Indicator id.
        family: Of its rule.
        direction: Of its rule.
        level: After hysteresis.
        before: Level at the last issue; None where there was none.
        stress_percentile: 0 to 100, 100 = the most extreme in the direction of stress.
        strength: Orders signals: level first, then percentile, then distance past the gate.
        standing: In the direction of stress.
        weeks: Consecutive issues at this level or above, this one included.
        told: Of its rule.
        kind: Of its rule.
    """

    reading: str
    family: str
    direction: Direction
    level: Level
    before: Level | None
    stress_percentile: float
    strength: float
    standing: Standing
    weeks: int
    told: bool = True
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """
    The value at which a signal would reach another level: an entry of the watch list.

    Attributes:
        reading: Indicator id.
        level: Now.
        up_to, up_at: Next level above and the first value that has it; None at the top.
        down_to, down_at: Next level below and the first value that has no longer this one; None at the bottom.
        direction: Of its rule: a level is reached at that value and beyond it, in this direction.
    """

    reading: str
    level: Level
    up_to: Level | None
    up_at: float | None
    down_to: Level | None
    down_at: float | None
    direction: Direction = Direction.HIGH
