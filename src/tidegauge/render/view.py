"""
What the layout templates are handed: every text ready, in each language of the edition; they compute nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

Run = tuple[str, Markup]
"""A language tag, and a text in it."""

Texts = tuple[Run, ...]
"""The same statement in each language of the edition, the leading one first."""


@dataclass(frozen=True, slots=True)
class DataTable:
    """The points behind a chart: the reading they belong to, column heads and rows, as printed."""

    reading: str
    heads: tuple[Texts, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


LONG_NOTE = (90, 220)
"""Characters of a note, Chinese and English, that take more than four lines under a narrow chart."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """
    A chart with its page text.

    Attributes:
        id: Of the spec.
        size: full, strip or beside.
        label: 圖 1, Chart 1; empty for the strip.
        title, subtitle, note: Page text around the plot.
        wide: The plot for paper and wide screens.
        narrow: The plot for a phone, one for each language.
        alt: What the plot shows, for those who do not see it; one for each language.
        data: The points; None where the publisher forbids them, or on paper.
    """

    id: str
    size: str
    label: Texts
    title: Texts
    subtitle: Texts
    note: Texts
    wide: Markup
    narrow: tuple[Run, ...]
    alt: Texts
    data: DataTable | None = None

    @property
    def long_note(self) -> bool:
        """Whether the note of a chart beside a definition needs the width of both."""
        return any(len(text.striptags()) > LONG_NOTE[lang == "en"] for lang, text in self.note)


@dataclass(frozen=True, slots=True)
class FindingView:
    """A display figure and two or three sentences."""

    figure: Markup
    label: Texts
    text: Texts


SYMBOLS = {"calm": "○", "watch": "△", "strained": "◆", "acute": "■"}
"""Levels as characters, where drawings do not go."""


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level: css name (calm, watch, strained, acute), symbol and word."""

    name: str
    symbol: Markup
    word: Texts


@dataclass(frozen=True, slots=True)
class PhenomenonView:
    """One of the ranked phenomena."""

    number: Markup
    level: LevelView
    text: Texts


@dataclass(frozen=True, slots=True)
class RowView:
    """
    A line of the dashboard.

    Attributes:
        reading: Indicator id.
        names: Of the reading.
        status: fresh, late, missing, revised, sample.
        value, day, week, month: Cells as printed, with their padding to the decimal sign of the column.
        bare: The value without padding.
        unit: In each language of the edition, or one symbol.
        percentile: Number cell; empty when late or missing.
        fill: Level whose fill the percentile cell takes, "low" below the 25th percentile, or empty.
        strip, spark: Drawings.
        level: None prints –, or nothing when late.
        turn: ▲, ▼ or empty.
        reason: Why it is missing.
    """

    reading: str
    names: Texts
    status: str
    value: Markup
    bare: Markup
    unit: Texts
    day: Markup
    week: Markup
    month: Markup
    percentile: Markup
    fill: str
    strip: Markup
    spark: Markup
    level: LevelView | None
    turn: str
    reason: Texts


@dataclass(frozen=True, slots=True)
class GroupView:
    """Dashboard rows under one head."""

    title: Texts
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class MoveView:
    """A reading whose level changed."""

    reading: str
    before: LevelView
    now: LevelView
    names: Texts


@dataclass(frozen=True, slots=True)
class PartView:
    """A block's part of the composite, with its bar."""

    name: Texts
    bar: Markup
    value: Markup
    change: Markup


@dataclass(frozen=True, slots=True)
class CompositeView:
    """Gauge and contributions."""

    title: Texts
    subtitle: Texts
    gauge: Markup
    alt: Texts
    parts: tuple[PartView, ...]
    total: PartView


@dataclass(frozen=True, slots=True)
class CellView:
    """
    A cell of a plain table.

    Attributes:
        texts: In each language, or one.
        css: Class names: number, quiet, strong, late.
    """

    texts: Texts
    css: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """
    A plain table: watch list, calendar, appendix, revisions.

    Attributes:
        id: Css name; columns are set by it.
        label, title, subtitle, note: Page text; empty where there is none.
        heads: Column heads.
        rows: Cells, with the id of the row's anchor (empty for none).
        empty: Said instead when there are no rows.
        short: Whether it is kept on one page.
        over: Heads above the heads, with the columns each covers; empty for none.
    """

    id: str
    heads: tuple[CellView, ...]
    rows: tuple[tuple[str, tuple[CellView, ...]], ...]
    label: Texts = ()
    title: Texts = ()
    subtitle: Texts = ()
    note: Texts = ()
    empty: Texts = ()
    short: bool = False
    over: tuple[tuple[CellView, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BoxView:
    """The definition beside a chart."""

    term: Texts
    text: Texts


@dataclass(frozen=True, slots=True)
class BlockView:
    """
    One piece of a section.

    Attributes:
        kind: text, chart, chart_and_definition, table.
    """

    kind: str
    text: Texts = ()
    chart: ChartView | None = None
    box: BoxView | None = None
    table: TableView | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """
    A section.

    Attributes:
        id: Anchor.
        name: Short name for running head, contents and navigation.
        number: 一、 and 1. as printed before the title; empty without.
        title: Its finding.
        blocks: Its pieces; empty when missing.
        missing: The one line it is replaced by.
        wanting: The one line at its end: what it had to do without, and which file would bring it; empty for nothing.
    """

    id: str
    name: Texts
    number: Texts
    title: Texts
    blocks: tuple[BlockView, ...]
    missing: Texts = ()
    wanting: Texts = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """A line of the calendar."""

    day: Markup
    text: Texts
    expected: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the editor adds above the key points: kind (a CSS class), head with its day, and text."""

    kind: str
    head: Texts
    text: Texts


@dataclass(frozen=True, slots=True)
class PageView:
    """
    A whole edition on paper or on screen.

    Attributes:
        edition: bilingual, zh-Hant or en; zh-Hans is made from zh-Hant at the end.
        medium: print or screen.
        languages: Its language tags, the leading one first.
        issue: 2025-W46.
        day: The as-of day, ISO.
        sample: Marked on every page.
        document_title, author, description, keywords, generator: Metadata.
        names: The masthead's name in each language of the edition.
        other: The name in the other language, beside it in a single edition.
        dateline: Under the masthead.
        right: At the right of the dateline in a single edition: which edition this is.
        headline: The headline.
        running: Left of the running head, with the sample mark.
        key_points_name, dashboard_name: For navigation and running head.
        ahead: What happens next, under the phenomena; empty for nothing.
        judged: Some reading of the dashboard has a level; else nothing is said of changed ones.
        levels: Each with its bound, for the rail.
        words: Fixed wording of the layout, by key.
        tips: What a superscript tells when pointed at, by language and reading.
        notices: Between headline and findings.
    """

    edition: str
    medium: str
    languages: tuple[str, ...]
    issue: str
    day: str
    sample: bool
    document_title: str
    author: str
    description: str
    keywords: tuple[str, ...]
    generator: str
    names: Texts
    other: Texts
    dateline: Texts
    right: Texts
    headline: Texts
    running: str
    key_points_name: Texts
    dashboard_name: Texts
    findings: tuple[FindingView, ...]
    strip: ChartView | None
    phenomena: tuple[PhenomenonView, ...]
    ahead: Texts
    dashboard_title: Texts
    dashboard: tuple[GroupView, ...]
    moves_up: tuple[MoveView, ...]
    moves_down: tuple[MoveView, ...]
    judged: bool
    composite: CompositeView | None
    sections: tuple[SectionView, ...]
    levels: tuple[tuple[LevelView, Markup], ...]
    calendar: tuple[DayView, ...]
    glance: tuple[RowView, ...]
    words: Mapping[str, Texts]
    tips: Mapping[str, Mapping[str, str]]
    notices: tuple[NoticeView, ...] = ()
