"""
The tree of a page as selectors see it: each element is wrapped once, and its name and classes are read without a lock.

WeasyPrint walks through a page four times, for its title, its style sheets and its styles, and wraps it anew each time.
"""

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from tidegauge.render.brisk.stock import stock


def engage() -> None:
    """In place of `Matcher.match`."""

    def match(rules: Any, element: Any) -> list[Any]:
        asked = []
        name = element.id
        if name is not None and name in rules.id_selectors:
            asked.append(rules.id_selectors[name])
        by_class = rules.class_selectors
        asked += [by_class[one] for one in element.classes if one in by_class]
        asked.append(rules.lower_local_name_selectors.get(lower(element.local_name), ()))
        asked.append(rules.namespace_selectors.get(element.namespace_url, ()))
        if "lang" in element.etree_element.attrib:
            asked.append(rules.lang_attr_selectors)
        asked.append(rules.other_selectors)
        found = [one[1:] for selectors in asked for one in selectors if one[0](element)]
        found.sort()
        return found

    own = stock("cssselect2")
    lower = own.ascii_lower
    own.Matcher.match = match


def wrapped(root: Any) -> Any:
    """The root of a page that stays as it is, for cssselect2."""
    return _kept().from_html_root(root, content_language=None)


@lru_cache(maxsize=1)
def _kept() -> Any:
    """cssselect2's wrapper, with children that are wrapped once."""
    own = stock("cssselect2").ElementWrapper
    wrap = own.iter_children

    def iter_children(element: Any) -> Iterator[Any]:
        known = element.__dict__.get("_children")
        if known is None:
            known = element._children = tuple(wrap(element))
        return iter(known)

    read = {name: _Once(name, one.func) for name, one in vars(own).items() if isinstance(one, cached_property)}
    return type("Kept", (own,), {"iter_children": iter_children, **read})


class _Once:
    """A property that is read once; Python's own takes a lock each time until version 3.12."""

    def __init__(self, name: str, read: Callable[[Any], Any]) -> None:
        self._name = name
        self._read = read

    def __get__(self, element: Any, kind: Any = None) -> Any:
        value = element.__dict__[self._name] = self._read(element)
        return value
