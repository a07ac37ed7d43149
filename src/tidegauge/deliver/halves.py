"""
What one language says in a letter: key points, dashboard extract, two charts with their text.

A bilingual letter is the Chinese half and then the English one, not side by side: a column of 300 px is too narrow.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from markupsafe import Markup

from tidegauge import catalogue
from tidegauge.deliver.letter import Picture
from tidegauge.model.document import Block, BlockKind, Briefing, ChartSpec, Section
from tidegauge.model.words import Edition, Language
from tidegauge.render import desk, fonts
from tidegauge.render.convert import Simplifier
from tidegauge.render.drawings import for_phone
from tidegauge.render.pages import KEY_POINTS, Pages
from tidegauge.render.pictures import SHOWN, pictures, size
from tidegauge.render.prose import Prose
from tidegauge.render.text import join_han
from tidegauge.render.view import ChartView, PageView, RowView, Texts
from tidegauge.settings import Home

ROWS = 5
PHONE = 360
"""Pixels: a phone's width but for its margins."""
WORST_FIRST = ("acute", "strained", "watch", "calm")
_NOTE_MARK = re.compile(r'<sup class="r".*?</sup>')
WIDE_SPACE, KEPT = "\u3000", "\ue000"
"""The space between parts of a Chinese line, and what stands for it while others are squeezed."""
_PLAIN_SPACE = str.maketrans({"\u00a0": " ", "\u2060": "", "\u2009": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A chart of a half: page text around a picture, wide and for phones; `alt` for those who do not see it."""

    title: Markup
    subtitle: Markup
    note: Markup
    alt: str
    picture: Picture
    narrow: Picture


@dataclass(frozen=True, slots=True)
class Half:
    """
    One language of a letter.

    Attributes:
        language: Which.
        view: The page of the single edition, Traditional where `language` is Simplified.
        charts: The strip of the key points, the first chart of the sections.
        rows: Dashboard extract, worst level first.
        finish: Turns what was written from the view into the language: Simplified from Traditional, else nothing.
    """

    language: Language
    view: PageView
    charts: tuple[ChartPart, ...]
    rows: tuple[RowView, ...]
    finish: Callable[[str], str]

    @property
    def headline(self) -> str:
        """As plain text."""
        return self.finish(bare(one(self.view.headline)))


@dataclass(slots=True)
class Halves:
    """
    Makes the halves of one issue, each once.

    Attributes:
        briefing: What is told.
        home, cache: See Settings.
    """

    briefing: Briefing
    home: Home
    cache: Path
    _made: dict[Language, Half] = field(default_factory=dict, init=False)

    def half(self, language: Language) -> Half:
        """
        Raises:
            RenderError: a chart cannot be drawn, or came out blank.
            SettingsError: a word or sentence is missing.
        """
        if language not in self._made:
            self._made[language] = self._make(language)
        return self._made[language]

    def _make(self, language: Language) -> Half:
        short = replace(self.briefing, sections=_first_chart(self.briefing.sections))
        issue = self.briefing.issue
        numbers = {row.reading.indicator: row.number for row in self.briefing.appendix}
        prose = Prose(self.home, self.briefing.report, numbers, issue.turn, issue.as_of)
        writer = desk.load(self.home, Edition(language.value), "print", prose, issue.as_of, {})
        faces = fonts.prepare(self.cache, self.home, language)
        measured = fonts.prepare(self.cache, self.home, Language.ZH_HANT)
        view = Pages(short, catalogue.load(), writer, measured, {}).view()
        narrow = [for_phone(writer, measured, section, spec) for section, spec in _specs(short)]
        simplify = Simplifier(self.home).page if language is Language.ZH_HANS else str
        charts = [view.strip] if view.strip else []
        charts += [block.chart for section in view.sections for block in section.blocks if block.chart]
        made = pictures([_sized(simplify(str(chart.wide))) for chart in charts], faces, issue.as_of)
        small = pictures([_sized(simplify(str(one))) for one in narrow], faces, issue.as_of, PHONE)
        names = [f"{issue.id}-{language.value}-{chart.id.replace('_', '-')}" for chart in charts]
        parts = tuple(
            _part(chart, _picture(name, *wide, SHOWN), _picture(f"{name}-narrow", *phone, PHONE))
            for chart, name, wide, phone in zip(charts, names, made, small, strict=True)
        )
        return Half(language, view, parts, extract(view), simplify)


def extract(view: PageView) -> tuple[RowView, ...]:
    """The rows of the dashboard that matter most: judged ones, worst level first, then as on the page."""
    rows = [row for group in view.dashboard for row in group.rows if row.level and row.status != "missing"]
    return tuple(sorted(rows, key=lambda row: WORST_FIRST.index(row.level.name) if row.level else 9)[:ROWS])


def one(texts: Texts) -> Markup:
    """The text of the only language; empty where there is none."""
    return tidy(texts[0][1]) if texts else Markup()


def tidy(text: Markup) -> Markup:
    """A text freed of what a letter has no use for: links to the appendix, line-break helpers."""
    marked = _NOTE_MARK.sub("", str(text))
    return Markup(marked)  # noqa: S704 - made by render/, only shortened


def bare(text: Markup) -> str:
    """A text without markup, and with plain spaces."""
    broken = str(tidy(text)).replace("<br>", " ").replace(WIDE_SPACE, KEPT)
    return _plain(Markup(broken).striptags()).replace(KEPT, WIDE_SPACE)  # noqa: S704 - as in tidy


def _plain(text: str) -> str:
    """Plain spaces, and none that a line break put between Han characters."""
    return join_han(" ".join(text.translate(_PLAIN_SPACE).split()))


def _first_chart(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The first section with a chart, cut down to that chart."""
    for section in sections:
        for block in section.blocks:
            if block.kind in (BlockKind.CHART, BlockKind.CHART_AND_DEFINITION):
                return (replace(section, blocks=(Block(BlockKind.CHART, block.name),)),)
    return ()


def _specs(briefing: Briefing) -> Iterator[tuple[str, ChartSpec]]:
    """The charts of a shortened briefing with the sections they are worded in, in the order of the page."""
    if briefing.key_points.strip:
        yield KEY_POINTS, briefing.key_points.strip
    for section in briefing.sections:
        yield from ((section.id, section.charts[block.name]) for block in section.blocks)


def _sized(drawing: str) -> tuple[str, float, float]:
    return drawing, *size(drawing)


def _picture(name: str, data: bytes, height: int, width: int) -> Picture:
    return Picture(f"tidegauge-{name}.png", f"{name}@tidegauge", data, width, height)


def _part(chart: ChartView, picture: Picture, narrow: Picture) -> ChartPart:
    title = one(chart.title)
    # The alternative text was made from the title with its superscripts run into the figures.
    alt = chart.alt[0][1].striptags().replace(chart.title[0][1].striptags(), bare(title), 1)
    return ChartPart(title, one(chart.subtitle), one(chart.note), _plain(alt), picture, narrow)


def figures(half: Half) -> Iterator[str]:
    """Readings a half prints, in order: both halves of a letter must print the same."""
    pattern = re.compile(r'data-r="([a-z0-9_]+)" data-a="([a-z_]+)"')
    for texts in (half.view.headline, *(each.text for each in half.view.findings)):
        yield from (" ".join(match) for match in pattern.findall(str(texts[0][1])))
    for phenomenon in half.view.phenomena:
        yield from (" ".join(match) for match in pattern.findall(str(phenomenon.text[0][1])))
