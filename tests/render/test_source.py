"""The tree that WeasyPrint is given, against the one an HTML parser makes of the same page."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5

from tidegauge import usecases
from tidegauge.errors import RenderError
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.render.source import BASE, LANGUAGE, VOID, base, tree
from tidegauge.settings import Home, load

EDITIONS = (Edition.BILINGUAL, Edition.EN)
MARKS = ("span", "time")
INLINE = {"a", "b", "br", "img", "strong", "span", "sub", "sup", "svg", "time"}
"""Elements of our pages that flow with the words around them."""


@pytest.fixture(scope="module", params=EDITIONS, ids=lambda one: one.value)
def page(request: pytest.FixtureRequest, home: Home, cache: Path) -> str:
    briefing = usecases.briefing(load(environment={}), "weekly", usecases.Origin(sample=True), date(2025, 11, 14))
    return Workshop(briefing, home, cache).page(request.param, "print")[0]


def standard(page: str) -> Element:
    found: Element = tinyhtml5.parse(page, namespace_html_elements=False)
    return found


def body(root: Element) -> Element:
    found = root.find("body")
    assert found is not None
    return found


def shapes(root: Element) -> Iterator[tuple[str, str]]:
    """Elements that a style sheet can tell apart, in reading order."""
    for one in body(root).iter():
        if one.tag not in MARKS:
            yield one.tag, one.get("class", "")


def test_the_tree_has_every_word_of_the_page(page: str) -> None:
    """
    Leaving out marks around numbers moves no word and loses none.
    """
    assert "".join(body(tree(page)).itertext()).rstrip() == "".join(body(standard(page)).itertext()).rstrip()


def test_the_tree_has_the_elements_an_html_parser_finds(page: str) -> None:
    """
    Every element is where the HTML standard puts it: none is closed by another, none is left out.
    """
    assert list(shapes(tree(page))) == list(shapes(standard(page)))


def test_every_anchor_stands_once(page: str) -> None:
    """
    Moving an anchor to the words inside keeps it: each link within the page leads somewhere, to one place.
    """
    root = tree(page)
    anchors = Counter(one.get("id") for one in root.iter() if one.get("id"))
    asked = Counter(one.get("id") for one in standard(page).iter() if one.get("id"))
    assert anchors == asked
    assert {one.get("href", "")[1:] for one in root.iter("a") if one.get("href", "").startswith("#")} <= set(anchors)


def test_every_language_stays_on_its_words(page: str) -> None:
    """
    The attribute of ours says of each element what `lang` said.
    """
    said = [one.get(LANGUAGE) for one in body(tree(page)).iter() if one.get(LANGUAGE)]
    assert said == [one.get("lang") for one in body(standard(page)).iter() if one.get("lang")]


def test_every_language_of_a_page_has_its_rule() -> None:
    """
    A language that a user's home brings is told to WeasyPrint like those built in.
    """
    root = tree('<html lang="fr"><body><p lang="fr">taux</p><p lang="zh-Hant">利率</p><p>1</p></body></html>')
    assert base(root).removeprefix(BASE).splitlines() == [
        '[language="fr"] { -weasy-lang: "fr" }',
        '[language="zh-Hant"] { -weasy-lang: "zh-Hant" }',
    ]


def test_every_element_of_a_page_has_a_rule_or_flows_with_the_words(page: str) -> None:
    """
    No element is laid out as a word because the rules every page begins with forgot it.
    """
    ruled = set(BASE.replace(",", " ").split())
    drawn = {one.tag for one in body(tree(page)).iter() if "}" not in one.tag}
    assert drawn <= ruled | INLINE


@pytest.mark.parametrize("name", VOID)
def test_elements_without_an_end_need_none(name: str) -> None:
    """
    `<br>`, `<col>`, `<meta>` and their like are whole as they stand, whatever their attributes say.
    """
    root = tree(f'<!DOCTYPE html><html lang="en"><body><p>a<{name} title="1 > 0">b<{name}/>c</p></body></html>')
    assert "".join(root.itertext()) == "abc"


def test_an_open_element_is_named() -> None:
    """
    A template that leaves an element open is told where.
    """
    with pytest.raises(RenderError, match=r"open or a mark unescaped, near: .*Reserves fell"):
        tree("<html><body><p>Reserves fell</body></html>")
