"""A page as selectors see it is the page as cssselect2 wraps it."""

from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from tidegauge.render import brisk

PAGE = '<html lang="en"><body class="a"><p id="x" class="b c">one</p><p class="b">two<i>three</i></p></body></html>'
RULES = ("p", ".b", "#x", "p.b > i", ":nth-child(2)", ":lang(en) i", "body.a .c", "[class]", "*", "P + p", ".b.c")


def matched(cssselect2: Any, root: Any, match: Any) -> list[list[Any]]:
    """Which rules hold for each element, in the order of their weight."""
    matcher = cssselect2.Matcher()
    for rule in RULES:
        for selector in cssselect2.compile_selector_list(rule):
            matcher.add_selector(selector, rule)
    return [list(map(tuple, match(matcher, element))) for element in root.iter_subtree()]


def test_the_same_rules_hold_in_the_same_order() -> None:
    """For each element, by name, class, identity, place and language."""
    weasyprint = pytest.importorskip("weasyprint")
    cssselect2 = pytest.importorskip("cssselect2")
    brisk.engage(weasyprint)
    tree = fromstring(PAGE)

    def stock(matcher: Any, element: Any) -> list[Any]:
        found: list[Any] = []
        kinds = (matcher.id_selectors, matcher.class_selectors, matcher.lower_local_name_selectors)
        for selectors in (*[one for kind in kinds for one in kind.values()], matcher.other_selectors):
            matcher.add_relevant_selectors(element, selectors, found)
        return sorted(found)

    plain = matched(cssselect2, cssselect2.ElementWrapper.from_html_root(tree), stock)
    quick = matched(cssselect2, brisk.wrapped(tree), cssselect2.Matcher.match)
    assert quick == plain
    assert any(quick)


def test_an_element_is_wrapped_once() -> None:
    """However often the page is walked through."""
    root = brisk.wrapped(fromstring(PAGE))
    assert all(one is other for one, other in zip(root.iter_subtree(), root.iter_subtree(), strict=True))
