"""
An issue as one HTML fragment for the WeChat article editor: paste it, and it stays as it is.

The editor keeps style attributes, tables and pictures and drops the rest: style sheets, classes, ids, scripts, SVG,
links to elsewhere. So the fragment has only what survives. Charts are PNG in data addresses: the editor uploads pasted
pictures itself, and one file holds everything.
"""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tidegauge.errors import RenderError
from tidegauge.render.fonts import FontSet
from tidegauge.render.pictures import NEEDS_EXTRA, pictures, size
from tidegauge.render.view import SYMBOLS, ChartView, PageView, Texts
from tidegauge.settings import Home

LEFT_OUT = ("appendix",)
"""Sections too wide for a telephone; the text says where they are."""
_SUPERSCRIPT = re.compile(r'<sup class="r".*?</sup>')
_CLASS = re.compile(r' class="[^"]*"')
_SPACE = re.compile(r">\s+<")


def article(view: PageView, faces: FontSet, home: Home, day: date, finish: Callable[[str], str]) -> str:
    """
    The fragment.

    Args:
        view: The page of an edition of one language, as for paper.
        faces: That letter the charts.
        finish: Turns text and drawings into the edition's script.

    Raises:
        RenderError: a package of the extra is missing, a chart came out blank, the template asks for what is not there.
    """
    charts = tuple(_charts(view))
    drawn = [finish(str(chart.wide)) for chart in charts]
    made = pictures([(one, *size(one)) for one in drawn], faces, day)
    shown = {chart.id: _data(png) for chart, (png, _) in zip(charts, made, strict=True)}
    folders = [str(folder) for folder in home.folders("templates")]
    environment = Environment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["said"] = said
    try:
        template = environment.get_template("wechat/article.html.j2")
        text = template.render(page=view, picture=shown, symbol=SYMBOLS, left_out=LEFT_OUT)
    except TemplateError as error:
        raise RenderError(f"templates/wechat/article.html.j2: {error}. Correct the template.") from error
    return _SPACE.sub("><", finish(_inlined(text, home.read("templates/wechat/article.css")))).strip() + "\n"


def said(text: Texts | Markup) -> str:
    """A text as plain characters: the article has no appendix for superscripts to lead to."""
    markup = text if isinstance(text, Markup) else text[0][1] if text else Markup()
    return Markup(_SUPERSCRIPT.sub("", str(markup)).replace("<br>", " ")).striptags()  # noqa: S704 - shortened only


def _charts(view: PageView) -> Iterator[ChartView]:
    if view.strip:
        yield view.strip
    for section in view.sections:
        yield from (block.chart for block in section.blocks if block.chart)


def _data(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _inlined(fragment: str, css: str) -> str:
    try:
        library = import_module("css_inline")
    except ImportError as error:
        raise RenderError(NEEDS_EXTRA) from error
    text: str = library.inline_fragment(fragment, css)
    return _CLASS.sub("", text)
