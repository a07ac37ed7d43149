"""A PageView through the layout templates: one string, for paper or for the screen."""

import re
from collections.abc import Iterator

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tidegauge.charts.palette import COLOURS
from tidegauge.errors import RenderError
from tidegauge.render.fonts import FontSet
from tidegauge.render.view import PageView
from tidegauge.settings import Home

_RUN = re.compile(r">([^<>]+)<")
_HIDDEN = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n+")


class Layout:
    """
    The layout templates and style sheets of one home.

    Args:
        home: Where templates/ is looked up.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in home.folders("templates")]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, view: PageView, fonts: FontSet) -> str:
        """
        The page as HTML; self-contained but for the fonts of the paper version.

        Raises:
            RenderError: a template asks for something the page has not got.
        """
        try:
            template = self._environment.get_template("layout/page.html.j2")
            text = template.render(page=view, css=Markup(self._css(view.medium, fonts)))  # noqa: S704 - our own files
        except TemplateError as error:
            place = getattr(error, "name", None) or "page.html.j2"
            raise RenderError(f"templates/layout/{place}: {error}. Correct the template.") from error
        return _BLANK_LINES.sub("\n", text)

    def _css(self, medium: str, fonts: FontSet) -> str:
        if medium == "print":
            return "\n".join((fonts.css(), self._read("tokens.css"), self._read("print.css")))
        return "\n".join((fonts.web_css(), self._read("tokens.css"), dark(), self._read("screen.css")))

    def _read(self, name: str) -> str:
        return self._home.read(f"templates/css/{name}")


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
    for match in _RUN.finditer(_HIDDEN.sub("", page)):
        yield _unescape(match[1])


def _unescape(text: str) -> str:
    return Markup(text).unescape()  # noqa: S704 - only read
