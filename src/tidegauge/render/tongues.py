"""
The language of every passage in the tag tree of a PDF, so that a screen reader changes its voice with the text.

WeasyPrint 70 writes the tree but no language. The tree is made from the boxes, in their order: texts and pictures of
both are the same sequence, and the language of a box is that of its leaf. An element takes the language all its leaves
share; what differs from the surrounding one is written. The page's HTML says the language of every run already.
"""

from collections.abc import Iterator
from typing import Any

from tidegauge.errors import RenderError

OF_NO_LANGUAGE = "zxx"
"""Of numbers and symbols: read in the language of what surrounds them."""


def mark(document: Any, pdf: Any) -> None:
    """
    Write ``Lang`` on the elements of the tag tree whose language is not that of the element they stand in.

    Args:
        document: WeasyPrint's, laid out.
        pdf: pydyf's, tagged; changed in place.

    Raises:
        RenderError: boxes and tags do not match.
    """
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    top = pdf.objects[_number(root["K"][0])]
    spoken = iter([language for page in document.pages for language in _languages(page._page_box)])
    try:
        shared = _gather(pdf, top, spoken)
    except StopIteration:
        shared = None
    if shared is None or next(spoken, None) is not None:
        raise RenderError("The tags of the PDF do not follow its text; another release of WeasyPrint needs a look.")
    _write(pdf, top, str(document.metadata.lang), shared)


Shared = dict[int, str]
"""Language by number of an element; what speaks several, or none, is left out."""


def _languages(box: Any) -> Iterator[str]:
    """Of each text and picture, in the order of the boxes; margin boxes are in no tree."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        name = type(child).__name__
        if name == "MarginBox":
            continue
        if name == "TextBox" or hasattr(child, "replacement"):
            yield child.style["lang"] or OF_NO_LANGUAGE
        else:
            yield from _languages(child)


def _gather(pdf: Any, top: Any, spoken: Iterator[str]) -> Shared:
    """The language each element speaks throughout."""
    shared: Shared = {}

    def speaks(element: Any) -> set[str]:
        found: set[str] = set()
        for kid in element["K"]:
            if isinstance(kid, int):
                found.add(next(spoken))
            elif (inner := pdf.objects[_number(kid)]).get("Type") == "/StructElem":
                found |= speaks(inner)
        found.discard(OF_NO_LANGUAGE)
        if len(found) == 1:
            (shared[element.number],) = found
        return found

    speaks(top)
    return shared


def _write(pdf: Any, element: Any, around: str, shared: Shared) -> None:
    language = shared.get(element.number, around)
    if language != around:
        element["Lang"] = _string(language)
    for kid in element["K"]:
        if not isinstance(kid, int) and (inner := pdf.objects[_number(kid)]).get("Type") == "/StructElem":
            _write(pdf, inner, language, shared)


def _string(language: str) -> str:
    return f"({language})"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
