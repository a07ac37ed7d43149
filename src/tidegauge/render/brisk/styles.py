"""Styles: a property that no rule of an element names is inherited or initial without more ado."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ProcessingInstruction

from tidegauge.render.brisk.stock import stock

OF_THEIR_OWN = frozenset({"page", "position", "float", "display"})
LOGICAL = ("inline", "block")


def engage() -> None:
    """In place of `ComputedStyle.__missing__`, `find_stylesheets`, and `find_style_attributes` outside of drawings."""
    own = stock("weasyprint.css")
    _remember_sheets(own)
    find = own.find_style_attributes
    own.find_style_attributes = lambda tree, *rest: find(_Page(tree), *rest)
    initial, inherited = own.INITIAL_VALUES, own.INHERITED
    plain = {
        key: value
        for key, value in initial.items()
        if key not in OF_THEIR_OWN and not key.startswith("text_decoration_")
        if key in inherited or key not in own.INITIAL_NOT_COMPUTED
    }
    physical = own.PHYSICAL_FUNCTIONS
    computed = own.ComputedStyle
    missing = computed.__missing__

    def quick(style: Any, key: str) -> Any:
        if key not in plain or key in style.cascaded:
            return missing(style, key)
        if key in physical and _names_sides_by_text(style):
            return missing(style, key)
        if key not in inherited:
            value = style[key] = plain[key]
        elif style.parent_style is None:
            return missing(style, key)
        else:
            value = style[key] = style.parent_style[key]
        return value

    computed.__missing__ = quick


def _remember_sheets(own: Any) -> None:
    """The rules of a page, kept with the fonts they name: a page that is laid out twice has the same."""
    find = own.find_stylesheets

    def quick(page: Any, medium: str, fetcher: Any, base: Any, fonts: Any, *rest: Any) -> list[Any]:
        text = tuple(one.etree_element.text for one in page.query_all("style"))
        known: dict[Any, list[Any]] = fonts.__dict__.setdefault("_sheets", {})
        if (text, medium) not in known:
            known.clear()
            known[text, medium] = list(find(page, medium, fetcher, base, fonts, *rest))
        return known[text, medium]

    own.find_stylesheets = quick


def _names_sides_by_text(style: Any) -> bool:
    """Whether a rule of the style says `margin-inline` or the like."""
    known: bool | None = style.__dict__.get("_by_text")
    if known is None:
        known = style._by_text = any(word in key for key in style.cascaded for word in LOGICAL)
    return known


class _Page:
    """A tree without what stands in notes."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def iter(self) -> Iterator[Any]:
        """Elements in the order of the page."""
        pile = [self._tree]
        while pile:
            element = pile.pop()
            if element.tag is not ProcessingInstruction:
                yield element
                pile.extend(reversed(element))
