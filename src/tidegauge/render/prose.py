"""
Sentences: blocks of templates/<report>/<section>/prose.<lang>.j2, filled with figures.

A template has `if` on states, `for`, and the filters below; it computes nothing. Each text is one named block, and both
languages have the same blocks.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from tidegauge.errors import SettingsError
from tidegauge.model import institutions
from tidegauge.model.document import Fact, Figure
from tidegauge.model.institutions import Institution
from tidegauge.model.words import Language
from tidegauge.render import show, text
from tidegauge.render.show import Show
from tidegauge.render.words import IORB_SINCE, Words
from tidegauge.report import read_toml
from tidegauge.settings import Home

MARKED = ("value", "extreme")
"""Aspects that carry the superscript: the reading itself."""
SPARE = "weekly"
"""Whose sentences a report uses where it has none of its own."""
WHOLE_PARAGRAPH = ("title", "term", "label", "head")
"""Endings of block names that are no paragraphs: their last line may be short."""


def _of(dated: Mapping[str, Institution], key: str) -> Institution:
    """
    An institution of the calendar.

    Raises:
        SettingsError: the table has none of that key.
    """
    try:
        return dated[key]
    except KeyError:
        raise SettingsError(f"reports/calendar.toml has no [institution.{key}]; add it with its day.") from None


class Prose:
    """
    Every sentence of one issue.

    Args:
        home: Where the templates are.
        report: Folder under templates/; what it lacks is taken from the weekly's.
        numbers: Superscript by reading.
        turn: 0 or 1: which wording of a pattern this issue uses.
        as_of: Day of the issue.
        compiled: Where compiled templates are kept from run to run.
    """

    def __init__(
        self,
        home: Home,
        report: str,
        numbers: Mapping[str, int],
        turn: int,
        as_of: date,
        compiled: BytecodeCache | None = None,
    ) -> None:
        self._numbers = numbers
        floor = "IORB" if as_of >= IORB_SINCE else "IOER"
        dated = institutions.read(read_toml(home.find("reports/calendar.toml")))
        self._constants: dict[str, Any] = {
            "turn": turn,
            "as_of": as_of,
            "floor": floor,
            "dated": dated,
            "ended": lambda key: _of(dated, key).ended(as_of),
        }
        names = dict.fromkeys((report, SPARE))
        loader = FileSystemLoader([str(folder) for name in names for folder in home.folders(f"templates/{name}")])
        self._home, self._as_of, self._loader, self._compiled = home, as_of, loader, compiled
        self._environments: dict[Language, Environment] = {}

    def has(self, section: str, block: str, language: Language) -> bool:
        """Whether the section's template has the block."""
        return block in self._template(section, language).blocks

    def blocks(self, section: str, language: Language) -> tuple[str, ...]:
        """Names of all its blocks."""
        return tuple(self._template(section, language).blocks)

    def text(self, section: str, block: str, language: Language, facts: Mapping[str, Fact]) -> Markup:
        """
        One text, typeset.

        Raises:
            SettingsError: the template or block is missing, or asks for a fact there is none of.
        """
        template = self._template(section, language)
        if block not in template.blocks:
            raise SettingsError(f"{template.filename} has no block {block!r}; add {{% block {block} %}}.")
        values: dict[str, Any] = {**self._constants, **facts, "_seen": set(), "_numbers": self._numbers}
        environment = self._environment(language.written)
        try:
            values["say"] = environment.get_template(f"macros.{language.written.value}.j2").make_module(values)
            raw = "".join(template.blocks[block](template.new_context(values)))
        except TemplateError as error:
            raise SettingsError(f"{template.filename}, block {block}: {error}.") from error
        step = text.typeset if block.endswith(WHOLE_PARAGRAPH) else text.paragraph
        return step(raw, language.written)

    def _environment(self, written: Language) -> Environment:
        """Made when a language is first asked for: no issue pays for one it is not told in."""
        if written not in self._environments:
            words = Words.load(self._home, written, self._as_of)
            shown = Show.by(words, self._as_of)
            self._environments[written] = _environment(self._loader, shown, words, self._compiled)
        return self._environments[written]

    def _template(self, section: str, language: Language) -> Template:
        written = language.written
        name = f"{section}/prose.{written.value}.j2"
        try:
            return self._environment(written).get_template(name)
        except TemplateError as error:
            raise SettingsError(f"templates, {name}: {error}.") from error


def _environment(loader: FileSystemLoader, show_: Show, words: Words, compiled: BytecodeCache | None) -> Environment:
    environment = Environment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=compiled,
    )
    environment.filters |= _filters(show_)
    environment.globals |= {
        "word": lambda table, key: show.named(words.get(table, key)),
        # What a sentence calls a reading; a table has the room for a short name only.
        "measure": lambda key: show.named(words.get("measure" if words.has("measure", key) else "reading", key)),
    }
    environment.tests |= {
        "missing": lambda one: one is None or (isinstance(one, Figure) and one.value is None),
        "printed_as": lambda one, other: _printed(one, show_) == _printed(other, show_) != "",
    }
    return environment


def _printed(one: Fact, show_: Show) -> str:
    """What a reader sees of a figure; empty where there is none. Two that look alike have not moved."""
    return show_.figure(one) if isinstance(one, Figure) and one.value is not None else ""


def _marked(context: Context, figure: Figure, written: str) -> Markup:
    """The figure with its superscript, once a text for each reading."""
    markup = show.span(figure, written)
    number = context["_numbers"].get(figure.reading)
    seen: set[str] = context["_seen"]
    if number is None or figure.aspect not in MARKED or figure.reading in seen:
        return markup
    seen.add(figure.reading)
    return markup + Markup('<sup class="r" data-r="{}"><a href="#r-{}">{}</a></sup>').format(
        figure.reading, figure.reading, number
    )


def _size(show_: Show, figure: Figure) -> str:
    return show_.figure(replace(figure, value=None if figure.value is None else abs(figure.value)))


def _signed(show_: Show, figure: Figure) -> str:
    written = show_.figure(figure)
    return f"+{written}" if figure.value and figure.value > 0 else written


def _bare(_: Show, figure: Figure) -> str:
    return show.NOTHING if figure.value is None else show.plain(figure.value, figure.digits)


def _counted_first(show_: Show, figure: Figure) -> str:
    written = show_.count(int(figure.value or 0))
    return written[:1].upper() + written[1:]


WRITTEN_AS: Mapping[str, Callable[[Show, Figure], str]] = {
    "value": Show.figure,
    "size": _size,
    "signed": _signed,
    "bare": _bare,
    "ordinal": lambda show_, figure: show_.ordinal(int(figure.value or 0)),
    "counted": lambda show_, figure: show_.count(int(figure.value or 0)),
    "counted_first": _counted_first,
}
"""
How a template may print a figure: in the way of its unit; its size without the sign ("fell by"); with a plus sign; the
number alone; a rank (第四, fourth); a small count in words; that at the start of a sentence.
"""


def _filters(show_: Show) -> dict[str, Callable[..., Any]]:
    """The vocabulary of templates."""
    figures: dict[str, Callable[..., Any]] = {name: _marking(show_, write) for name, write in WRITTEN_AS.items()}
    dates: dict[str, Callable[..., Any]] = {
        "day": show_.day,
        "day_year": lambda day: show_.day(day, year=True),
        "month": show_.month,
        "month_year": lambda day: show_.month(day, year=True),
        "when": show_.when,
        "quarter": show_.quarter,
        "year": show_.year,
        "fixed": show.wording,
    }
    return {**figures, **dates}


def _marking(show_: Show, write: Callable[[Show, Figure], str]) -> Callable[..., Markup]:
    @pass_context
    def printed(context: Context, figure: Figure) -> Markup:
        return _marked(context, figure, write(show_, figure))

    return printed
