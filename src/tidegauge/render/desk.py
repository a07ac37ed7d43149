"""The words, sentences and ways of one edition, asked for in all its languages at once."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from tidegauge.charts.palette import to_variables
from tidegauge.errors import SettingsError
from tidegauge.model.document import Fact, Figure
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit, rounded
from tidegauge.model.words import Edition, Language
from tidegauge.render import show, text
from tidegauge.render.prose import Prose
from tidegauge.render.slim import shorter
from tidegauge.render.view import LevelView, Texts
from tidegauge.render.words import Words, parsed
from tidegauge.settings import Home

_DIGITS = re.compile(r"(?P<day>(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2}\b)|[0-9][0-9.,:%]*")
Told = dict[tuple[str, str, str], Markup]
NEUTRAL = "zxx"
"""BCP 47 for what is in no language: numbers, symbols, codes."""
MISSING = Markup("…")
"""In place of a number that is not there."""
LARGE = 100
"""Billions from which 億 goes without a decimal."""


@dataclass(frozen=True, slots=True)
class Desk:
    """
    What an edition is written with.

    Attributes:
        edition: Which.
        medium: print or screen.
        words, wording: Names of things, and fixed wording of the layout, by language.
        sentences: The prose.
        as_of: Day of the issue.
        told: Sentences written so far in this run, by section, block and language.
    """

    edition: Edition
    medium: str
    words: Mapping[Language, Words]
    wording: Mapping[Language, Mapping[str, str]]
    sentences: Prose
    as_of: date
    told: Told

    @property
    def languages(self) -> tuple[Language, ...]:
        """Of the edition, the leading one first."""
        return self.edition.languages

    @property
    def chinese_only(self) -> bool:
        """Whether amounts are printed in 億美元."""
        return len(self.languages) == 1 and self.languages[0].chinese

    def texts(self, write: Callable[[Language], str]) -> Texts:
        """One text for each language, typeset; digits in it are marked as fixed wording."""
        return tuple((language.value, typeset(write(language), language)) for language in self.languages)

    def prose(self, section: str, block: str, facts: Mapping[str, Fact]) -> Texts:
        """A block of the section's prose in each language."""
        return tuple((language.value, self._told(section, block, language, facts)) for language in self.languages)

    def _told(self, section: str, block: str, language: Language, facts: Mapping[str, Fact]) -> Markup:
        key = (section, block, language.written.value)
        if key not in self.told:
            self.told[key] = self.sentences.text(section, block, language, facts)
        return self.told[key]

    def has(self, section: str, block: str) -> bool:
        """Whether the section's prose has the block in each language."""
        return all(self.sentences.has(section, block, language) for language in self.languages)

    def fixed(self, key: str, **values: object) -> Texts:
        """Fixed wording, filled with `values`."""
        return self.texts(lambda language: self.phrase(language, key, **values))

    def phrase(self, language: Language, key: str, **values: object) -> str:
        """
        Fixed wording in one language.

        Raises:
            SettingsError: the file has none.
        """
        try:
            return self.wording[language][key].format(**values)
        except KeyError:
            file = f"templates/layout/wording.{language.written.value}.toml"
            raise SettingsError(f"{file} has no wording for {key!r}; add it.") from None

    def reading(self, indicator: str) -> Texts:
        """A reading's name."""
        return self.texts(lambda language: self.words[language].reading(indicator))

    def unit(self, unit: Unit) -> Texts:
        """A unit as tables print it: one for both languages side by side."""
        language = Language.EN if len(self.languages) > 1 else self.languages[0]
        text = typeset(self.words[language].unit(unit), language)
        return ((NEUTRAL if len(self.languages) > 1 else language.value, text),)

    def level(self, level: Level, symbol: str) -> LevelView:
        """A level's name, symbol and word."""
        return LevelView(
            level.name.lower(), self.drawing(symbol), self.texts(lambda language: self.words[language].level(level))
        )

    def drawing(self, svg: str) -> Markup:
        """A drawing as it goes into the page: on screen its colours are variables, so that dark mode reaches them."""
        return Markup(to_variables(shorter(svg)) if self.medium == "screen" else svg)  # noqa: S704 - drawn by charts/

    def scaled(self, value: float | None, unit: Unit, digits: int) -> tuple[float | None, int]:
        """Value and decimals as this edition's tables print them: billions of dollars as 億 where all is Chinese."""
        if value is None or unit is not Unit.USD_BILLIONS or not self.chinese_only:
            return value, digits
        return value * 10, 0 if digits == 0 or abs(rounded(value, 1)) >= LARGE else 1

    def number(self, figure: Figure, *, signed: bool = False, widest: int | None = None) -> Markup:
        """
        A number in a table, tied to its reading.

        Args:
            widest: Decimals of the column; fewer are padded so that decimal signs stand below each other.
        """
        value, digits = self.scaled(figure.value, figure.unit, figure.digits)
        if value is None:
            return MISSING
        digits += figure.more
        printed = show.number(value, digits, signed=signed)
        if figure.unit is Unit.BP:
            printed = show.plain(value, digits, signed=signed)
        return padded(figure, printed, widest)


def load(home: Home, edition: Edition, medium: str, sentences: Prose, as_of: date, told: Told) -> Desk:
    """
    The desk of an edition.

    Raises:
        SettingsError: a file of words is missing or is no TOML.
    """
    return Desk(
        edition=edition,
        medium=medium,
        words={language: Words.load(home, language, as_of) for language in (*Language, *edition.languages)},
        wording={language: wording_of(home, language) for language in (*Language, *edition.languages)},
        sentences=sentences,
        as_of=as_of,
        told=told,
    )


def typeset(raw: str, language: Language) -> Markup:
    """A plain text set as the language sets it, its digits marked as fixed wording."""
    marked = _DIGITS.sub(_marked, str(escape(raw)))
    return text.typeset(marked, language.written)


def _marked(match: re.Match[str]) -> str:
    """Digits in their element; a date does not break at its hyphens."""
    return f'<span class="w{" nw" if match["day"] else ""}">{match[0]}</span>'


def padded(figure: Figure, printed: str, widest: int | None) -> Markup:
    """The printed number in its element; missing decimals are invisible digits drawn by the style sheet."""
    decimals = len(printed.partition(".")[2].rstrip("%"))
    if widest is None or decimals >= widest:
        return show.span(figure, printed)
    pad = ("" if decimals else ".") + "0" * (widest - decimals)
    return Markup('<span class="n pad" data-r="{}" data-a="{}" data-pad="{}">{}</span>').format(
        figure.reading, figure.aspect, pad, printed
    )


def wording_of(home: Home, language: Language) -> Mapping[str, str]:
    """The fixed wording of the layout in one language."""
    file = f"templates/layout/wording.{language.written.value}.toml"
    try:
        return parsed(home.read(file))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{home.find(file)} is not valid TOML: {error}.") from error
