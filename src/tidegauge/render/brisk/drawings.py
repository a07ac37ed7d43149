"""
Drawings in SVG: what is inside one is hidden from the page, whose rules do not reach it; its paths are written as they
stand, and a style that comes again is read once.
"""

import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ProcessingInstruction

from tidegauge.render.brisk.stock import stock

SVG = "{http://www.w3.org/2000/svg}svg"
TITLE = "{http://www.w3.org/2000/svg}title"

_PIECE = re.compile(r"([MLC])([\d. -]+)|(z)|(.)", re.DOTALL)
_OPERATORS = {"M": (2, b" m"), "L": (2, b" l"), "C": (6, b" c")}


def engage() -> None:
    """In place of `path` and `handle_svg`, and of reading the same style again."""
    pages = stock("weasyprint.html")
    handle_svg = pages.HTML_HANDLERS[SVG]
    pages.HTML_HANDLERS[SVG] = lambda element, box, *rest: _unsealed(handle_svg(_open(element), box, *rest), element)
    svg = stock("weasyprint.svg")
    path = svg.TAGS["path"]

    def quick(drawing: Any, node: Any, font_size: float) -> None:
        operators = _operators(node.get("d", ""))
        if operators is None or any(key.startswith("marker") for key in node.attrib):
            path(drawing, node, font_size)
        else:
            drawing.stream.stream.extend(operators)

    svg.TAGS["path"] = quick
    read = lru_cache(maxsize=512)(svg.parse_declarations)
    svg.parse_declarations = read


@lru_cache(maxsize=64)
def _operators(data: str) -> list[bytes] | None:
    """The path as PDF has it; None where it has other commands than ours, or several points after one command."""
    written = [b"0 0 m"]
    for letter, numbers, end, other in _PIECE.findall(data):
        if other:
            return None
        if end:
            written.append(b"h")
            continue
        count, operator = _OPERATORS[letter]
        places = numbers.split()
        if len(places) != count:
            return None
        written.append(" ".join(places).encode() + operator)
    return written


def seal(root: Element) -> None:
    """Puts what is in each drawing of a page, but for its title, where WeasyPrint looks for no elements: in a note."""
    for drawing in list(root.iter(SVG)):
        note = ProcessingInstruction("drawing")
        for one in [child for child in drawing if child.tag != TITLE]:
            drawing.remove(one)
            note.append(one)
        drawing.append(note)


def _open(sealed: Element) -> Element:
    drawing = Element(sealed.tag, sealed.attrib)
    for one in sealed:
        drawing.extend([one] if one.tag == TITLE else one)
    return drawing


def _unsealed(boxes: list[Any], element: Element) -> list[Any]:
    """The box is that of the page's own element, whose title is read to those who do not see."""
    for box in boxes:
        box.element = element
    return boxes
