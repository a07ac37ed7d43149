"""
What a briefing holds before any language or markup: readings, states, points of charts, entries of tables.

A text is named, never written here: `Section.blocks` names blocks of templates/<report>/<section>/prose.<lang>.j2,
and those take their numbers from `Section.facts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.chart import (
    Band,
    ChartKind,
    ChartSize,
    ChartSpec,
    Line,
    Mark,
    MarkKind,
    Point,
    Role,
    Step,
    Trace,
    Zone,
)
from tidegauge.model.composite import Composite, Contribution
from tidegauge.model.data import Observation, Reading
from tidegauge.model.figure import Fact, Figure
from tidegauge.model.judgement import Level, Signal, Trigger
from tidegauge.model.table import Content, TableCell, TableColumn, TableRow, TableSpan, TableSpec, Told
from tidegauge.model.units import Unit

__all__ = [
    "AppendixRow",
    "Band",
    "Block",
    "BlockKind",
    "Briefing",
    "CalendarEntry",
    "ChartKind",
    "ChartSize",
    "ChartSpec",
    "Composite",
    "Content",
    "Contribution",
    "DashboardBlock",
    "DashboardRow",
    "Fact",
    "Figure",
    "Finding",
    "Issue",
    "KeyPoints",
    "LevelMove",
    "Line",
    "Mark",
    "MarkKind",
    "Notice",
    "Phenomenon",
    "Point",
    "Reached",
    "Revision",
    "Role",
    "Section",
    "SourceDate",
    "Step",
    "TableCell",
    "TableColumn",
    "TableRow",
    "TableSpan",
    "TableSpec",
    "Told",
    "Trace",
    "Zone",
]


class BlockKind(StrEnum):
    """What a section is built of, in order."""

    TEXT = "text"
    CHART = "chart"
    CHART_AND_DEFINITION = "chart_and_definition"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """
    One piece of a section.

    Attributes:
        kind: What it is.
        name: Prose block of a text, id of a chart or table.
        definition: Prose block (with `<name>_term`) that stands beside a chart.
        size: Of the chart, where the report wants another than the section's own.
    """

    kind: BlockKind
    name: str
    definition: str | None = None
    size: ChartSize | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """
    One section of a report.

    Attributes:
        id: Folder of its templates.
        number: As printed: 1 for 一; None for the key points.
        blocks: What it is built of; empty when `missing`.
        facts: What its prose may print or ask.
        charts: By id.
        tables: By id.
        missing: Readings without which it says one line and takes no page.
        wanting: Readings it does without in this issue, and names in one line at its end.
    """

    id: str
    number: int | None
    blocks: tuple[Block, ...]
    facts: Mapping[str, Fact]
    charts: Mapping[str, ChartSpec]
    missing: tuple[str, ...] = ()
    tables: Mapping[str, TableSpec] = field(default_factory=dict)
    wanting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One of the three findings.

    Attributes:
        id: Prose block `finding_<id>`.
        figure: The display figure.
        facts: What its prose may print or ask.
    """

    id: str
    figure: Figure
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Phenomenon:
    """A judged reading as a sentence of its own: prose block `<reading>` of phenomena.<lang>.j2."""

    reading: str
    level: Level
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class DashboardRow:
    """
    One line of the heat map.

    Attributes:
        reading: With value, date, changes, percentile and status.
        digits: Decimals as printed on the page.
        signal: Its judgement; None prints – (not rated) or nothing when late.
        spark: Values of the last 26 weeks, oldest first, at most 90.
    """

    reading: Reading
    digits: int
    signal: Signal | None
    spark: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DashboardBlock:
    """Rows under one head, a key of the words file's [block] table."""

    key: str
    rows: tuple[DashboardRow, ...]


@dataclass(frozen=True, slots=True)
class LevelMove:
    """A reading whose level is not what it was at the last issue."""

    reading: str
    before: Level
    now: Level


@dataclass(frozen=True, slots=True)
class KeyPoints:
    """
    Page one and the dashboard.

    Attributes:
        facts: Of headline, strip, list and dashboard head.
        findings, strip, phenomena, dashboard, moves, composite: In the order of the pages.
        ahead: What happens next: facts of the block `next`; empty where a report has no such line.
    """

    facts: Mapping[str, Fact]
    findings: tuple[Finding, ...]
    strip: ChartSpec | None
    phenomena: tuple[Phenomenon, ...]
    dashboard: tuple[DashboardBlock, ...]
    moves: tuple[LevelMove, ...]
    composite: Composite | None = None
    ahead: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """
    Something dated that lies ahead.

    Attributes:
        day: When, in New York.
        at: Time in New York; None where the day has none.
        key: A key of the words file's [calendar] table.
        expected: The day is estimated from the usual publication lag, not announced.
    """

    day: date
    at: time | None
    key: str
    expected: bool = False


@dataclass(frozen=True, slots=True)
class AppendixRow:
    """
    One reading as the appendix prints it.

    Attributes:
        number: The superscript in the text.
        reading: The reading.
        series: Catalogue ids of its inputs.
        publishers: Keys of the words file's [publisher] table.
        known: Newest day on which one of its inputs became known.
        revised: From series whose file holds a later vintage.
        substitute: Series that stands in because the first has ended; None otherwise.
    """

    number: int
    reading: Reading
    series: tuple[str, ...]
    publishers: tuple[str, ...]
    known: date | None
    revised: bool = False
    substitute: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A value that is no longer what the last issue knew."""

    series: str
    period: date
    before: float | None
    now: float | None
    unit: Unit


@dataclass(frozen=True, slots=True)
class SourceDate:
    """The newest period and day known of one publisher, for the masthead and the appendix."""

    publisher: str
    period: date
    known: date


@dataclass(frozen=True, slots=True)
class Reached:
    """A reading that reached the level of an alert, and its level at the last issue: None where it had none."""

    reading: str
    before: Level | None
    now: Level


@dataclass(frozen=True, slots=True)
class Notice:
    """
    What stands above the key points besides the issue's own text.

    Attributes:
        kind: correction, note, late, late_run, alert or withdrawn: a key of the layouts' wording.
        texts: By the tag of each written language; empty where the kind has wording of its own.
        day: On which it was written; None where that says nothing.
        reached: Of an alert: what called for it.
    """

    kind: str
    texts: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    reached: tuple[Reached, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """
    Which issue it is.

    Attributes:
        year, week: ISO year and week of `as_of`.
        as_of: The day it is dated by; the cut is 20:30 in New York.
        previous: The Friday before, against which change is told.
    """

    year: int
    week: int
    as_of: date
    previous: date

    @property
    def id(self) -> str:
        """``2025-W46`` for the Friday issue, ``2025-W46-3`` (ISO week date) for a report on any other day."""
        week = f"{self.year}-W{self.week:02d}"
        return week if self.as_of.isoweekday() == 5 else f"{week}-{self.as_of.isoweekday()}"

    def named(self, report: str) -> str:
        """The id; of another report than the weekly with its name, so that neither overwrites the other."""
        return self.id if report == "weekly" else f"{self.id}-{report}"

    @property
    def turn(self) -> int:
        """0 or 1, alternating from issue to issue: which wording of a pattern is used."""
        return (self.as_of.toordinal() // 7) % 2


@dataclass(frozen=True, slots=True)
class Briefing:
    """
    Everything a rendering needs.

    Attributes:
        report: Name of the report definition.
        issue: Which issue.
        sample: Synthetic data: marked on every page.
        key_points: Section 0.
        sections: The others, in order; the appendix last.
        calendar: Of the next four weeks.
        watch: The watch list.
        appendix: Every reading.
        revisions: Since the last issue.
        sources: Newest data per publisher.
        observations: Every observation used, for the manifest.
        notices: Of the editor, and what the issue is marked with; in the order printed.
        announcements: Every item of a feed and every announced day that was printed, for the manifest.
    """

    report: str
    issue: Issue
    sample: bool
    key_points: KeyPoints
    sections: tuple[Section, ...]
    calendar: tuple[CalendarEntry, ...]
    watch: tuple[Trigger, ...]
    appendix: tuple[AppendixRow, ...]
    revisions: tuple[Revision, ...]
    sources: tuple[SourceDate, ...]
    observations: tuple[Observation, ...] = field(default=(), repr=False)
    notices: tuple[Notice, ...] = ()
    announcements: tuple[News | ReleaseDay, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """Of the issue of this report."""
        return self.issue.named(self.report)

    def has(self, section: str) -> bool:
        """Whether it has that section."""
        return any(one.id == section for one in self.sections)

    def number(self, reading: str) -> int:
        """The appendix number of a reading: its superscript."""
        return next(row.number for row in self.appendix if row.reading.indicator == reading)
