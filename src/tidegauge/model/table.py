"""A table as data, and statements that are data: rendered the same way in whatever section they stand."""

from dataclasses import dataclass
from datetime import date

from tidegauge.model.figure import Figure
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit


@dataclass(frozen=True, slots=True)
class Told:
    """
    A statement that is data and not a template's: an event, a quotation, a forecast.

    Attributes:
        zh_hant, en: The statement.
        who_zh_hant, who_en: Before it in bold; empty for none.
        venue_zh_hant, venue_en: Where it was said, after it in small type; empty for none.
        source, link: After that; the name of what is linked, and its address. Without an address the name stands alone.
        original: Words of someone in English, after the statement: printed within the quotation marks of each language
            and in English in all; empty for none.
        under_zh_hant, under_en: Below it in small type; empty for none.
    """

    zh_hant: str
    en: str
    who_zh_hant: str = ""
    who_en: str = ""
    source: str = ""
    link: str = ""
    original: str = ""
    under_zh_hant: str = ""
    under_en: str = ""
    venue_zh_hant: str = ""
    venue_en: str = ""


Content = Figure | date | Told | Unit | str | None
"""What a cell holds: a number, a day, a statement, a unit, a key of the words file's [cell] table; None prints as …."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """
    A column.

    Attributes:
        key: Of its head, in the words file's [column] table; a reading's or section's name is no key.
        numbers: Set right, on the decimal sign.
        told: Holds statements: one column for each language of the edition.
        now: The current state among others: on sand.
        quiet: In the second colour.
    """

    key: str
    numbers: bool = False
    told: bool = False
    now: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """
    A cell.

    Attributes:
        content: What it prints.
        level: Whose fill it takes; None for none.
        signed: With a plus sign.
        under: A second line in the same cell, quieter.
        strong: In bold.
        sign: Before it in the accent: the letter of the day in the chart above.
    """

    content: Content
    level: Level | None = None
    signed: bool = False
    under: Content = None
    strong: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """
    A row.

    Attributes:
        cells: One for each column; none for a head that stands over the rows below.
        name: Of what the row is: an indicator id, or a key of the words file's [row] table; empty for none.
        line: A heavier rule above, for sums and distances.
    """

    cells: tuple[TableCell, ...]
    name: str = ""
    line: bool = False


@dataclass(frozen=True, slots=True)
class TableSpan:
    """
    A head above several columns.

    Attributes:
        key: In the words file's [column] table.
        columns: How many it stands above.
        head: The day they stand for.
        now: The current state among others: on sand.
    """

    key: str
    columns: int
    head: date | None = None
    now: bool = False


@dataclass(frozen=True, slots=True)
class TableSpec:
    """
    A table as data; the prose blocks `<id>_title`, `<id>_subtitle`, `<id>_note` belong to it, where they exist.

    Attributes:
        id: Unique in the section; also its css name.
        columns: In order; the names of the rows stand before them.
        rows: In order; none: the prose block `<id>_none` is said instead.
        named: Whether its rows have names.
        spans: Heads above the heads, from the first column after the names; none for one row of heads.
    """

    id: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    named: bool = True
    spans: tuple[TableSpan, ...] = ()
