"""A PageView through the layout templates: one string, for paper or for the screen."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup, escape

from tidegauge.charts.palette import COLOURS
from tidegauge.errors import RenderError
from tidegauge.render import output
from tidegauge.render.fonts import FontSet
from tidegauge.render.slim import with_classes
from tidegauge.render.view import PageView
from tidegauge.settings import Home

_RUN = re.compile(r">([^<>]+)<")
_HIDDEN = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
_TOKEN = re.compile(r"--([\w-]+): (#[0-9A-Fa-f]{6})")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_ROOT = re.compile(r":root \{[^}]*\}")
_SVG = re.compile(r"<svg\b[^<]*(?:<(?!/svg>)[^<]*)*</svg>")
_STYLE = re.compile(r'\bstyle="([^"]*)"')
_PICTURE = re.compile(r'(role="img" aria-label="([^"]*)">\s*<svg\b[^>]*>)')
_CALL = re.compile(r'lang(?<=\blang)="(zh-Hant|zh-Hans|en)"|<sup class="r"[^>]*><a href="#r-([a-z0-9_]+)"')

TIDY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\n\s*\n+"), "\n"),
    # A word joiner keeps the superscript with its figure, or it could begin the next line.
    (re.compile(r'</span>(?=<sup class="r")'), "</span>\u2060"),
    # A cell with one run, or one number, needs no element inside: a fifth of the page's elements, and of its time.
    (re.compile(r'(<td[^>]*)><span lang="([^"]*)">((?:(?!<span lang|</td>).)*)</span></td>'), r'\1 lang="\2">\3</td>'),
    (
        re.compile(r'(<th[^>]*)><span class="line" lang="([^"]*)">((?:(?!<span|</th>).)*)</span></th>'),
        r'\1 lang="\2">\3</th>',
    ),
    (re.compile(r'(<td[^>]*)><span class="n(?: pad)?"([^>]*)>([^<]*)</span></td>'), r"\1\2>\3</td>"),
)
"""What the finished page is freed of."""


class Layout:
    """
    The layout templates and style sheets of one home.

    A report may have a page of its own, templates/<report>/page.html.j2, and rules of its own, print.css and screen.css
    beside it; else it is laid out as the weekly is.

    Args:
        home: Where templates/ is looked up.
        cache: Folder for compiled templates.
        report: Folder under templates/.
    """

    def __init__(self, home: Home, cache: Path, report: str = "weekly") -> None:
        self._home = home
        self._report = report
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in home.folders("templates")]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=compiled(cache),
        )

    def page(self, view: PageView, fonts: FontSet) -> str:
        """
        The page as HTML; self-contained but for the fonts of the paper version.

        Raises:
            RenderError: a template asks for something the page has not got.
        """
        try:
            template = self._environment.select_template([f"{self._report}/page.html.j2", "layout/page.html.j2"])
            ours = {"css": Markup(self._css(view.medium, fonts)), "script": Markup(self._script(view.medium))}  # noqa: S704
            text = template.render(page=view, **ours)
        except TemplateError as error:
            place = getattr(error, "name", None) or "page.html.j2"
            raise RenderError(f"templates/layout/{place}: {error}. Correct the template.") from error
        text = as_english(text, view.languages)
        for pattern, replacement in TIDY:
            text = pattern.sub(replacement, text)
        if view.medium == "print":
            text = _SVG.sub(lambda match: _STYLE.sub(_attributes, match[0]), text)
            text = _PICTURE.sub(r"\1<title>\2</title>", text)  # a PDF takes the words for a drawing from its title
        else:
            text = with_classes(text)
        return _with_tips(text, view.tips)

    def _css(self, medium: str, fonts: FontSet) -> str:
        if medium == "print":
            names = ("tokens.css", "print.css", "grid-print.css")
            return fonts.css() + resolved("".join(map(self._read, names)) + self._own(medium))
        sheets = (self._read("tokens.css"), dark(), self._read("screen.css"), self._read("grid-screen.css"))
        return "\n".join((fonts.web_css(), *sheets, self._own(medium)))

    def _own(self, medium: str) -> str:
        """The report's own rules; empty where it has none."""
        folders = self._home.folders(f"templates/{self._report}")
        found = (folder / f"{medium}.css" for folder in folders)
        return next((path.read_text(encoding="utf-8") for path in found if path.is_file()), "")

    def _script(self, medium: str) -> str:
        return self._home.read("templates/layout/script.js") if medium == "screen" else ""

    def _read(self, name: str) -> str:
        return self._home.read(f"templates/css/{name}")


def as_english(page: str, languages: Sequence[str]) -> str:
    """The rules for English hold for every language that is set as it is: one of a user's home, say."""
    for one in languages:
        if one != "en" and not one.startswith("zh"):
            page = page.replace("[lang|=en]", f":is([lang|=en], [lang|={one}])")
    return page


def compiled(cache: Path) -> FileSystemBytecodeCache:
    """Where compiled templates are kept: compiling them takes longer than filling them."""
    return FileSystemBytecodeCache(str(output.folder(cache / "templates")))


def resolved(css: str) -> str:
    """On paper a colour is what it is: a variable would be looked up for each of thousands of elements."""
    values = dict(_TOKEN.findall(css))
    return _ROOT.sub("", _VARIABLE.sub(lambda match: values.get(match[1], match[0]), css), count=1)


def _attributes(match: re.Match[str]) -> str:
    """A drawing's style as attributes: WeasyPrint reads them as they are, and parses a style twice."""
    pairs = (one.partition(":") for one in match[1].split(";") if one.strip())
    return " ".join(f'{name.strip()}="{value.strip()}"' for name, _, value in pairs)


def _with_tips(text: str, tips: Mapping[str, Mapping[str, str]]) -> str:
    """Superscripts that say, when pointed at, what the appendix says, in the language of the passage they stand in."""
    spoken = next(iter(tips), "")

    def told(match: re.Match[str]) -> str:
        nonlocal spoken
        spoken = match[1] or spoken
        tip = tips.get(spoken, {}).get(match[2]) if match[2] else None
        return f'{match[0]} title="{escape(tip)}"' if tip else match[0]

    return _CALL.sub(told, text) if tips else text


def dark() -> str:
    """The dark values: by the reader's system, turned round by the page's own switch."""
    values = "".join(f"--{one.name}:{one.dark};" for one in COLOURS) + "color-scheme:dark"
    light = "".join(f"--{one.name}:{one.light};" for one in COLOURS) + "color-scheme:light"
    return (
        f"@media screen{{:root:has(#theme:checked){{{values}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{values}}}:root:has(#theme:checked){{{light}}}}}"
    )


def runs(page: str) -> Iterator[str]:
    """The texts of a page, for the glyph gate: every piece between two tags."""
    for text in _RUN.findall(_HIDDEN.sub("", page)):
        yield unescape(text)
