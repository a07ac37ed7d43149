"""A table that is data (TableSpec) as a plain table of the page, whatever section it belongs to."""

from collections.abc import Iterator, Mapping
from datetime import date

from markupsafe import Markup, escape

from tidegauge.model.document import Fact, Figure, TableCell, TableColumn, TableRow, TableSpec, Told
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit, rounded
from tidegauge.model.words import Language
from tidegauge.render import show
from tidegauge.render.desk import MISSING, NEUTRAL, Desk, typeset
from tidegauge.render.tables import day_mark
from tidegauge.render.view import CellView, TableView, Texts

SHORT, SHORT_TOLD = 16, 4
"""Rows up to which a table is never split: lines of figures, and statements of several lines."""


QUARTER = "quarter"
"""Key of the column whose dates are quarters."""


def grid(desk: Desk, section: str, spec: TableSpec, facts: Mapping[str, Fact], number: int | None) -> TableView:
    """
    The table with its page text.

    Args:
        section: Whose prose has the title.
        facts: What that prose may print or ask.
        number: As printed in 表 1; None when it has no title of its own.

    Raises:
        SettingsError: a word is missing.
    """
    titled = desk.has(section, f"{spec.id}_title")
    return TableView(
        spec.id,
        tuple(_heads(desk, spec)),
        tuple(_row(desk, spec, row) for row in spec.rows),
        over=tuple(_spans(desk, spec)),
        label=desk.fixed("table", number=number) if titled and number else (),
        title=_block(desk, section, f"{spec.id}_title", facts),
        subtitle=_block(desk, section, f"{spec.id}_subtitle", facts),
        note=_block(desk, section, f"{spec.id}_note", facts) if spec.rows else (),
        empty=_block(desk, section, f"{spec.id}_none", facts) if not spec.rows else (),
        short=len(spec.rows) <= (SHORT_TOLD if any(one.told for one in spec.columns) else SHORT),
    )


def _block(desk: Desk, section: str, block: str, facts: Mapping[str, Fact]) -> Texts:
    """The block's text; nothing where it has none to say."""
    texts = desk.prose(section, block, facts) if desk.has(section, block) else ()
    return texts if any(text for _, text in texts) else ()


def _heads(desk: Desk, spec: TableSpec) -> Iterator[CellView]:
    if spec.named:
        # An empty head in each language: who hides a language hides the whole column.
        yield from (CellView(((language.value, Markup()),)) for language in desk.languages)
    for column in spec.columns:
        if column.told:
            texts = desk.texts(lambda language, key=column.key: desk.words[language].get("column", key))  # type: ignore[misc]
            yield from (CellView((one,)) for one in texts)
        else:
            yield CellView(_head(desk, column.key), _css(column))


def _head(desk: Desk, key: str) -> Texts:
    return desk.texts(lambda language: desk.words[language].get("column", key)) if key else ()


def _spans(desk: Desk, spec: TableSpec) -> Iterator[tuple[CellView, int]]:
    """Heads above the heads, with the columns each covers; the names of the rows have none."""
    if spec.spans and spec.named:
        yield from ((CellView(((language.value, Markup()),)), 1) for language in desk.languages)
    for one in spec.spans:
        texts = _head(desk, one.key)
        if one.head is not None:
            texts = (*texts, (NEUTRAL, day_mark(one.head, one.head.isoformat())))
        yield CellView(texts, "now" if one.now else ""), one.columns


def _css(column: TableColumn) -> str:
    names = (("number", column.numbers), ("now", column.now), ("quiet", column.quiet))
    return " ".join(name for name, holds in names if holds)


def _row(desk: Desk, spec: TableSpec, row: TableRow) -> tuple[str, tuple[CellView, ...]]:
    if not row.cells:
        return "", tuple(_group(desk, row, spec))
    heavier = " rule" if row.line else ""
    cells = list(_names(desk, row, heavier)) if spec.named else []
    for column, cell in zip(spec.columns, row.cells, strict=True):
        if column.told:
            cells += (CellView((one,), "told") for one in _told(desk, cell.content))
        else:
            cells.append(_cell(desk, column, cell, heavier))
    return "", tuple(cells)


def _group(desk: Desk, row: TableRow, spec: TableSpec) -> Iterator[CellView]:
    """A head over rows: its name in the first cells, the others empty."""
    yield from (CellView((one,), "group") for one in _name(desk, row.name))
    for _ in spec.columns:
        yield CellView((), "group")


def _names(desk: Desk, row: TableRow, heavier: str) -> Iterator[CellView]:
    for place, one in enumerate(_name(desk, row.name)):
        yield CellView((one,), ("name" if place == 0 else "name quiet") + heavier)


def _name(desk: Desk, name: str) -> Texts:
    if not name:
        return desk.texts(lambda language: "")
    table = "row" if desk.words[desk.languages[0]].has("row", name) else "reading"
    return desk.texts(lambda language: desk.words[language].get(table, name))


def _cell(desk: Desk, column: TableColumn, cell: TableCell, heavier: str) -> CellView:
    fill = f" fill-{cell.level.name.lower()}" if cell.level is not None and cell.level > Level.CALM else ""
    strong = " strong" if cell.strong else ""
    texts = _quarter(desk, cell.content) if column.key == QUARTER else _content(desk, cell)
    if cell.sign and texts:
        (language, first), *others = texts
        signed = Markup('<span class="nw"><span class="sign">{}</span>\u00a0{}</span>').format(cell.sign, first)
        texts = ((language, signed), *others)
    if cell.under is not None:
        runs = (Markup('<span lang="{}">{}</span>').format(*one) for one in _content(desk, TableCell(cell.under)))
        texts = (*texts, (NEUTRAL, Markup('<span class="under">{}</span>').format(Markup(" ").join(runs))))
    return CellView(texts, f"{_css(column)}{fill}{strong}{heavier}".strip())


def _quarter(desk: Desk, content: object) -> Texts:
    """A quarter by its number, not by its first day."""
    if not isinstance(content, date):
        return ((NEUTRAL, MISSING),)
    return tuple((one.value, show.Show.by(desk.words[one], desk.as_of).quarter(content)) for one in desk.languages)


def _content(desk: Desk, cell: TableCell) -> Texts:
    content = cell.content
    if isinstance(content, Figure):
        return ((NEUTRAL, figure(desk, content, signed=cell.signed)),)
    if isinstance(content, date):
        return ((NEUTRAL, day_mark(content, content.isoformat())),)
    if isinstance(content, Told):
        return _told(desk, content)
    if isinstance(content, Unit):
        return desk.unit(content)
    if isinstance(content, str):
        return _once(desk.texts(lambda language: desk.words[language].get("cell", content))) if content else ()
    return ((NEUTRAL, MISSING),)


def _once(texts: Texts) -> Texts:
    """A sign that is the same in both languages stands once."""
    return ((NEUTRAL, texts[0][1]),) if len({text for _, text in texts}) == 1 else texts


def figure(desk: Desk, one: Figure, *, signed: bool = False) -> Markup:
    """A number of a table: a percentile from 1 to 99, everything else in the way of its unit."""
    if one.aspect != "percentile" or one.value is None:
        return desk.number(one, signed=signed)
    shown = min(99, max(1, int(rounded(one.value, 0))))
    return show.span(Figure(one.reading, one.value, Unit.COUNT, one.period, "percentile", digits=0), str(shown))


def _told(desk: Desk, content: object) -> Texts:
    """A statement in each language: who in bold, what, and the linked source."""
    if not isinstance(content, Told):
        return desk.texts(lambda language: "")
    return tuple(
        (language.data.value if language.data is Language.EN else language.value, _statement(content, language))
        for language in desk.languages
    )


def _statement(told: Told, language: Language) -> Markup:
    english = not language.chinese
    who = typeset(told.who_en if english else told.who_zh_hant, language)
    text = typeset(told.en if english else told.zh_hant, language)
    between = " " if english else "　"
    start = Markup("<strong>{}</strong>{}").format(who, between) if who else Markup()
    return start + text + _original(told, language) + _venue(told, language) + _link(told) + _under(told, language)


def _under(told: Told, language: Language) -> Markup:
    text = told.under_zh_hant if language.chinese else told.under_en
    return Markup(' <span class="under">{}</span>').format(typeset(text, language)) if text else Markup()


def _original(told: Told, language: Language) -> Markup:
    """English words in the quotation marks of the language around them."""
    if not told.original:
        return Markup()
    words = typeset(told.original, Language.EN)
    if language is Language.EN:
        return Markup("“{}”").format(words)  # no element: it would say nothing, and WeasyPrint breaks one too early
    return Markup('「<span class="original" lang="en">{}</span>」').format(words)


def _venue(told: Told, language: Language) -> Markup:
    text = told.venue_zh_hant if language.chinese else told.venue_en
    return Markup(' <span class="venue">{} ·</span>').format(typeset(text, language)) if text else Markup()


def _link(told: Told) -> Markup:
    """What is linked, or who reported it where there is no page to link: English in every edition, as a name is."""
    name = escape(told.source or told.link)
    if not told.link:
        return Markup(' <span class="reporter" lang="en">{}</span>').format(name) if name else Markup()
    return Markup(' <a class="source-link w" href="{}">{}</a>').format(told.link, name)
