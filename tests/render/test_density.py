"""Whether pages 1 and 2 have to be set closer: what is guessed from the amount of words, and what a layout says."""

from datetime import date
from pathlib import Path

import pytest

from tidegauge.errors import RenderError
from tidegauge.model.words import Edition
from tidegauge.render import density
from tidegauge.render.density import CLOSE, CLOSEST, LOOSE, ONE, TWO, closeness, closer, runs_over
from tidegauge.render.editions import Workshop
from tidegauge.settings import Home, load
from tidegauge.usecases import Origin, briefing


def first(one: int, two: int, classes: str = "print two") -> str:
    """Pages 1 and 2 with so many Latin characters each."""
    return (
        f'<html class="{classes}"><head><title>not printed</title></head><body>{"a" * one}'
        f'<section id="dashboard"></section>{"b" * (two - 1)}<svg><title>not printed</title></svg>'
    )


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (ONE.loosely - 100, TWO.loosely - 100, LOOSE),
        (ONE.closely + 100, 100, CLOSE),
        (100, TWO.closely + 100, CLOSE),
        (ONE.loosely + 60, 100, None),
        (100, TWO.loosely + 25, None),
    ],
)
def test_the_amount_of_words_tells_or_asks_for_a_layout(one: int, two: int, expected: int | None) -> None:
    """
    Much less than ever fitted fits, much more does not, and in between a layout has to tell.
    """
    assert closeness(first(one, two)) is expected


def test_an_edition_in_one_language_is_first_set_loosely() -> None:
    """
    Weeks of one language alone hardly ever run over page 1; the few are laid out again.
    """
    assert closeness(first(9000, 9000, "print one")) is LOOSE


def test_a_wrong_guess_is_put_right(monkeypatch: pytest.MonkeyPatch, home: Home, cache: Path) -> None:
    """
    An issue that runs over although its words were few is laid out again, closer: its dashboard begins on page 2.
    """
    told = briefing(load(environment={}), "weekly", Origin(sample=True), date(2025, 11, 14))
    shop = Workshop(told, home, cache)
    page, faces = shop.page(Edition.BILINGUAL, "print")
    tall = page.replace("</style>", ".headline { height: 92mm } [data-dense] .headline { height: auto }</style>", 1)
    asked: list[str] = []
    monkeypatch.setattr(Workshop, "page", lambda *_: (tall, faces))
    monkeypatch.setattr(density, "closeness", lambda text: asked.append(text) or LOOSE)
    paper = shop.paper(Edition.BILINGUAL, {})
    assert asked
    assert not runs_over(paper.starts)
    monkeypatch.setattr(density, "closer", lambda text, close: text)
    with pytest.raises((AssertionError, RenderError)):
        assert not runs_over(shop.paper(Edition.BILINGUAL, {}).starts)


def test_closer_is_a_matter_of_the_root() -> None:
    """
    The mark stands once, on the root, where the style sheet looks for it.
    """
    page = '<html lang="en"><p lang="en">'
    assert closer(page, LOOSE) == page
    assert closer(page) == '<html data-dense="" lang="en"><p lang="en">'
    assert closer(page, CLOSEST) == '<html data-dense="more most" lang="en"><p lang="en">'
