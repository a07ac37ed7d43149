"""
What WeasyPrint is given in place of what it would make itself: the tree of a page, and the rules each page begins with.

Its own parser takes half a second for a page that XML's reads in a hundredth. Its own style sheet gives five
pseudo-elements, for footnotes we do not have, to each of 7,000 elements. And it takes each element that names its
language or is an anchor for one of a kind, with a style of its own and so for all within it; an attribute it does not
know with a rule for each language, and anchors on the innermost elements, let those that look alike share one.
"""

import re
from xml.etree.ElementTree import Element, ParseError, fromstring

from tidegauge.errors import RenderError

VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")
"""HTML elements that have no end tag."""

LANGUAGE = "language"
"""The attribute that says the language of an element, in the tree."""

MARKS = (None, "w", "n")
MARKED = frozenset(("class", "data-r", "data-a", "datetime"))
"""Of a `span` or `time` that says what its words are and not how they look: its class, and its other attributes."""
STYLED = "day-line"
"""Class of the paragraph whose date has a place of its own."""

_VOID = re.compile(rf"<((?:{'|'.join(VOID)})\b(?:[^<>\"]|\"[^\"]*\")*?)\s*/?>")
_DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)

BASE = """
head, link, meta, script, style, template, title { display: none }
html, body, address, article, aside, blockquote, dd, div, dl, dt, figcaption, figure, footer, h1, h2, h3, h4, h5, h6,
header, hr, main, nav, ol, p, pre, section, ul { display: block }
blockquote, dl, ol, p, pre, ul { margin: 1em 0 }
blockquote, dd, figure { margin-left: 40px }
ol, ul { padding-left: 40px; counter-reset: list-item; break-before: avoid }
ol { list-style-type: decimal }
ul { list-style-type: disc }
li { display: list-item }
pre { white-space: pre }
hr { border: 1px inset gray; margin: 0.5em auto }
table { display: table; box-sizing: border-box; border-color: gray; text-indent: initial }
caption { display: table-caption }
colgroup { display: table-column-group }
col { display: table-column }
thead { display: table-header-group; border-color: inherit; vertical-align: middle }
tfoot { display: table-footer-group; border-color: inherit; vertical-align: middle }
tbody { display: table-row-group; border-color: inherit; vertical-align: middle }
tr { display: table-row; border-color: inherit; vertical-align: inherit }
td, th { display: table-cell; border-color: gray; vertical-align: inherit }
b, strong, th, h1, h2, h3, h4, h5, h6 { font-weight: bold }
cite, dfn, em, i, var { font-style: italic }
a { text-decoration: underline }
sub { vertical-align: sub }
sup { vertical-align: super }
img, svg { overflow: hidden }
br::before { content: "\\A"; white-space: pre-line }
h1, h2, h3, h4, h5, h6 { bookmark-label: content(text); break-after: avoid; break-inside: avoid }
h1 { bookmark-level: 1 }
h2 { bookmark-level: 2 }
h3 { bookmark-level: 3 }
"""
"""What elements are before any rule of a page: as the HTML standard has it, without forms, frames and footnotes."""


def base(root: Element) -> str:
    """The rules a page begins with; `root` is its tree, whose languages get one each."""
    spoken = sorted({one.get(LANGUAGE, "") for one in root.iter()} - {""})
    return BASE + "".join(f'[{LANGUAGE}="{one}"] {{ -weasy-lang: "{one}" }}\n' for one in spoken)


def tree(page: str) -> Element:
    """
    A page as a tree of elements, with none of the corrections of an HTML parser.

    Args:
        page: From `Layout.page`: HTML whose elements are all closed, but for those that never are.

    Raises:
        RenderError: the page has an element left open, or a character that XML does not know.
    """
    closed = _VOID.sub(r"<\1/>", _DOCTYPE.sub("", page, count=1))
    try:
        return _alike(fromstring(closed))
    except ParseError as error:
        line, column = error.position
        lines = closed.splitlines()
        near = lines[line - 1][max(0, column - 60) : column + 20] if line <= len(lines) else ""
        raise RenderError(f"A template leaves an element open or a mark unescaped, near: {near} ({error}).") from error


def _alike(root: Element) -> Element:
    """The page with its languages in an attribute of ours, but for the document's own, and its anchors on leaves."""
    for element in list(root.iter()):
        _without_marks(element)
        if element is not root and "lang" in element.attrib:
            element.set(LANGUAGE, element.attrib.pop("lang"))
        if element.tag == "style" and element.text:
            element.text = element.text.replace("[lang|=", f"[{LANGUAGE}|=")
    for element in list(root.iter()):
        if "id" in element.attrib and len(element):
            _anchored(element)
    return root


def _without_marks(parent: Element) -> None:
    """Its words that are marked as a number or a date, for readers of the HTML and for tests, unmarked."""
    if parent.get("class") == STYLED:
        return
    before: Element | None = None
    for child in list(parent):
        if not _is_mark(child):
            before = child
            continue
        words = (child.text or "") + (child.tail or "")
        if before is None:
            parent.text = (parent.text or "") + words
        else:
            before.tail = (before.tail or "") + words
        parent.remove(child)


def _is_mark(element: Element) -> bool:
    plain = element.tag in ("span", "time") and not len(element) and MARKED.issuperset(element.attrib)
    return plain and element.get("class") in MARKS


def _anchored(element: Element) -> None:
    """An anchor moved to the first words inside."""
    leaf = next((one for one in element.iter() if not len(one) and one.text and one.text.strip()), None)
    if leaf is not None and "}" not in leaf.tag and "id" not in leaf.attrib:
        leaf.set("id", element.attrib.pop("id"))
