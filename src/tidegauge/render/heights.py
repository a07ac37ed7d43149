"""
How high the pieces of a section will stand on paper, in millimetres, told from their texts without a layout.

The measures are those of templates/css/print.css. A guess may be a line off: what it is for, the order in which figures
and paragraphs follow each other (`packing`), is then less good, never wrong.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tidegauge.render.view import BlockView, BoxView, ChartView, SectionView, TableView, Texts

POINT = 25.4 / 72
SPACE = 0.24
"""Width of a space and of what stands between Han characters and Latin, in ems."""
LETTER, DIGIT, CAPITAL = 0.468, 0.51, 0.62
"""Mean widths of the Latin faces, in ems."""
CALL = 0.3
"""A digit of a superscript."""
_CALL = re.compile(r"<sup\b.*?</sup>", re.DOTALL)
_HEIGHT = re.compile(r'height="([\d.]+)mm"')


@dataclass(frozen=True, slots=True)
class Type:
    """Size and leading of a role, in points."""

    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Role:
    """A role in both languages, with what its English is set lower by, in points."""

    zh: Type
    en: Type
    lower: float = 0

    def of(self, lang: str) -> Type:
        """The type of a language."""
        return self.zh if lang.startswith("zh") else self.en


TITLE = Role(Type(14.5, 20), Type(13, 17), 3.2)
BODY_PAIR = Role(Type(9.4, 15), Type(9.5, 13.4), 1.4)
BODY_ALONE = Role(Type(10.4, 17), Type(10.3, 14.8))
CHART_TITLE = Role(Type(9.6, 13.4), Type(9.4, 12.4), 0.8)
SUBTITLE = Role(Type(8, 11.4), Type(7.9, 11), 1.4)
SOURCE = Role(Type(7.5, 10.6), Type(7.4, 10), 0.9)
TERM = Role(Type(13, 17), Type(13, 17))
BOX = Role(Type(8.6, 13.2), Type(8.4, 11.6))
TOLD = Role(Type(8.7, 13.2), Type(8.7, 12))
AIR = 3.4
"""Above a figure or table, in millimetres."""
PAIR, NARROW, ALONE, ALONE_FULL = (80.4, 90.0), (51.0, 57.0), (131.0,), (178.0,)
"""Measures of text: side by side, beside a definition, alone, and alone across the page."""
BOX_MEASURE, BOX_ALONE = 51.2, 31.2
TOLD_PAIR, TOLD_ALONE = (72.0, 81.0), (140.0,)
FEW_COLUMNS = 3
TOLD_AMONG_MANY = 0.6
"""Of that width, where more than a few columns stand beside a statement."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Guesses for an edition in two languages, or in one."""

    two: bool

    def section(self, view: SectionView) -> list[float]:
        """Heights of a section's blocks; the first has the title with it, the last what is wanting."""
        heights = [self._block(one) for one in view.blocks]
        measures = PAIR if self.two else ALONE_FULL
        numbers = dict(view.number)
        titles = tuple((lang, numbers.get(lang, "") + text) for lang, text in view.title)
        heights[0] += 3.6 + _highest(titles, TITLE, measures)
        if view.blocks[0].kind == "chart":
            heights[0] -= AIR  # below a title its own air will do
        if view.wanting:
            heights[-1] += 1 + _highest(view.wanting, SOURCE, PAIR if self.two else ALONE)
        return heights

    def _block(self, block: BlockView) -> float:
        if block.chart and block.box:
            return AIR + self._beside(block.chart, block.box)
        if block.chart:
            return AIR + self._chart(block.chart, PAIR if self.two else ALONE)
        if block.table:
            return AIR + self._table(block.table)
        role = BODY_PAIR if self.two else BODY_ALONE
        return 2.2 + _highest(block.text, role, PAIR if self.two else ALONE)

    def _chart(self, chart: ChartView, measures: tuple[float, ...], *, sourced: bool = True) -> float:
        plot = _HEIGHT.search(chart.wide)
        height = (
            3.5 + (float(plot[1]) if plot else 0) + self._caption(chart.label, chart.title, chart.subtitle, measures)
        )
        return height + (_highest(chart.note, SOURCE, measures) if sourced else 0)

    def _caption(self, label: Texts, title: Texts, subtitle: Texts, measures: tuple[float, ...]) -> float:
        labels, subtitles = dict(label), dict(subtitle)
        heights = [0.0]
        for (lang, text), measure in zip(title, measures, strict=False):
            whole = f"{labels[lang]}  {text}" if lang in labels else text
            height = _lines(whole, CHART_TITLE.of(lang), measure) * CHART_TITLE.of(lang).leading
            if lang in subtitles:
                height += _lines(subtitles[lang], SUBTITLE.of(lang), measure) * SUBTITLE.of(lang).leading
            lower = (CHART_TITLE.lower + SUBTITLE.lower) if self.two and not lang.startswith("zh") else 0
            heights.append((height + lower) * POINT)
        return max(heights)

    def _beside(self, chart: ChartView, box: BoxView) -> float:
        measures = NARROW if self.two else ALONE
        left = self._chart(chart, measures, sourced=not chart.long_note)
        right = self._box(box)
        under = 0.8 + _highest(chart.note, SOURCE, PAIR if self.two else ALONE) if chart.long_note else 0
        return max(left, right) + under

    def _box(self, box: BoxView) -> float:
        measure = BOX_MEASURE if self.two else BOX_ALONE
        terms = "　".join(text for _, text in box.term)
        height = 6.5 + 11 * POINT + _lines(terms, TERM.zh, measure) * 17 * POINT
        for lang, text in box.text:
            height += _lines(text, BOX.of(lang), measure - 1) * BOX.of(lang).leading * POINT
        return height + (1.6 if self.two else 0)

    def _table(self, table: TableView) -> float:
        measures = PAIR if self.two else ALONE
        height = self._caption(table.label, table.title, table.subtitle, measures) + 2.3 if table.title else 0.0
        if not table.rows:
            return height + _highest(table.empty, SOURCE, measures) + 1
        deep = 2 if self.two or any(len(one.texts) > 1 for one in table.heads) else 1
        height += 2.2 + deep * 9.4 * POINT + (9.4 * POINT * 2 if table.over else 0)
        height += sum(self._row([(one.css, one.texts) for one in cells]) for _, cells in table.rows)
        return height + (1 + _highest(table.note, SOURCE, measures) if table.note else 0)

    def _row(self, cells: list[tuple[str, Texts]]) -> float:
        told = tuple(texts[0] for css, texts in cells if css == "told" and texts)
        height = 10.4 * POINT
        if told:
            share = 1 if len(cells) <= FEW_COLUMNS else TOLD_AMONG_MANY
            measures = tuple(share * one for one in (TOLD_PAIR if self.two else TOLD_ALONE))
            height = max(height, _highest(told, TOLD, measures))
        group = bool(cells) and cells[0][0] == "group"
        return height + (2.2 if group else 1.1)


def _highest(texts: Texts, role: Role, measures: Iterable[float]) -> float:
    """Height of texts side by side, in millimetres."""
    heights = [0.0]
    several = len(texts) > 1
    for (lang, text), measure in zip(texts, measures, strict=False):
        lower = role.lower if several and not lang.startswith("zh") else 0
        heights.append((_lines(text, role.of(lang), measure) * role.of(lang).leading + lower) * POINT)
    return max(heights)


def _lines(text: str, type_: Type, measure: float) -> int:
    """Lines a text takes: a line of a ragged text stays short by a part of a word."""
    room = measure / (type_.size * POINT) - 1.3
    return max(1, math.ceil(_width(text) / room))


def _width(text: str) -> float:
    """In ems."""
    calls = sum(sum(one.isdigit() for one in match) for match in map(_plain, _CALL.findall(text)))
    plain = _plain(_CALL.sub("", text))
    return calls * CALL + sum(map(_em, plain))


def _plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


def _em(character: str) -> float:
    if character > "\u2e7f":
        return 1.0
    if character in " \u00a0":
        return SPACE
    if character.isdigit():
        return DIGIT
    if character.isupper():
        return CAPITAL
    return LETTER if character.isalpha() else 0.3
