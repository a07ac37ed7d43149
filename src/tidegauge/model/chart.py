"""A chart as data: everything but words, fonts and colours."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit

Point = tuple[date, float | None]
"""Period and value in the chart's unit; None is a gap and is drawn as one."""


class Role(StrEnum):
    """How a line is drawn; look/LOOK.md, charts."""

    SUBJECT = "subject"
    SECOND = "second"
    CONTEXT = "context"
    FLOOR = "floor"
    DOTTED = "dotted"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line or one set of bars.

    Attributes:
        key: Label, a key of the words file's [chart] table.
        points: In order of period.
        role: How it is drawn.
        step: A policy rate holds until the next point.
        labelled: Named with its last value at the right end.
    """

    key: str
    points: tuple[Point, ...]
    role: Role = Role.SUBJECT
    step: bool = False
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """An episode: vertical shading from `start` to `end`; `key` names it, `current` is this one."""

    key: str
    start: date
    end: date
    current: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A horizontal band from `low` to `high` that stands for a level, named by `key`."""

    key: str
    level: Level
    low: float
    high: float


class MarkKind(StrEnum):
    """What a marked point is."""

    MONTH_END = "month_end"
    QUARTER_END = "quarter_end"
    NAMED = "named"
    BEYOND = "beyond"
    DATED = "dated"


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A point marked on the subject's line: a month-end ring, a quarter-end dot, a point named with date and value
    in the accent, or (beyond) one outside the frame, told with an arrow. A dated one is no point but a day: its `sign`
    stands above the plot, and before the rows of that day in the table below it.
    """

    kind: MarkKind
    period: date
    value: float
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of a waterfall. `total` bars stand on the axis, the others on where the last one ended."""

    key: str
    value: float
    total: bool = False
    finding: bool = False
    period: date | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """
    Where a reading stands between the thresholds of its rule: a row of a ladder.

    Attributes:
        key: Indicator id.
        value, unit, digits: As printed at its end.
        at, before: Now and four weeks ago, in levels: 1.25 is a quarter of the way from the threshold of
            watch to that of strained; None where there was no value.
        top: The highest level its rule knows.
        was: Its value four weeks ago.
        up_at, down_at: Values at which it would leave its level.
        finding: What the title speaks of.
    """

    key: str
    value: float
    unit: Unit
    digits: int
    at: float
    before: float | None
    top: Level
    was: float | None = None
    up_at: float | None = None
    down_at: float | None = None
    finding: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """
    What a chart owes to one line of its definition: the gate before sending compares what was drawn with it.

    Attributes:
        key: Of the line; of the series where nothing is drawn of it alone.
        series: Catalogue ids it is made of; where it is late, the first is why.
        until: Newest day of the line that was known and must be drawn; None where nothing was.
        late: Its newest period is older than the lags and the grace of the catalogue allow, or nothing is known.
        drawn: False for an input of other lines, and for the bars of a waterfall.
    """

    key: str
    series: tuple[str, ...]
    until: date | None
    late: bool
    drawn: bool = True


class ChartKind(StrEnum):
    """The shapes charts come in."""

    LINES = "lines"
    FAN = "fan"
    STRIP = "strip"
    BARS = "bars"
    WATERFALL = "waterfall"
    ZONES = "zones"
    AREA = "area"
    LADDER = "ladder"


class ChartSize(StrEnum):
    """Width and height by place on the page; look/LOOK.md, charts."""

    FULL = "full"
    STRIP = "strip"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """
    A chart as data: everything but words, fonts and colours.

    Attributes:
        id: Unique in the briefing; the prose blocks `<id>_title`, `<id>_subtitle`, `<id>_note` belong to it.
        kind, size: Shape and place.
        unit: Of all values.
        digits: Decimals of printed values.
        signed: Print a plus sign (spreads and changes).
        lines: Subject first; for a fan p1, p25, p50, p75, p99 in this order.
        start, end: The frame in time.
        low, high: The frame in values; None lets the drawing choose.
        corridor: Lower and upper edge as step lines, filled with the accent tint.
        bands, zones, marks: See those.
        steps: Bars of a waterfall.
        rungs: Rows of a ladder.
        zero: Draw the zero line (every chart of spreads).
        zero_key: What zero stands for ("IORB = 0"), a key of the words file's [chart] table.
        traces: Every line of the definition, drawn or not, and the inputs of several.
        series: Catalogue ids for the source line.
        readings: Indicator ids the subject's last value belongs to.
        last: Newest period drawn.
        known: Day on which the newest value became known.
    """

    id: str
    kind: ChartKind
    size: ChartSize
    unit: Unit
    digits: int
    lines: tuple[Line, ...]
    start: date
    end: date
    series: tuple[str, ...]
    readings: tuple[str, ...]
    last: date
    known: date
    signed: bool = False
    low: float | None = None
    high: float | None = None
    corridor: tuple[Line, Line] | None = None
    bands: tuple[Band, ...] = ()
    zones: tuple[Zone, ...] = ()
    marks: tuple[Mark, ...] = ()
    steps: tuple[Step, ...] = ()
    rungs: tuple[Rung, ...] = ()
    zero: bool = False
    zero_key: str | None = None
    traces: tuple[Trace, ...] = ()
