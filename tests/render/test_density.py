"""Whether pages 1 and 2 have to be set closer: what is guessed from the amount of words, and what a layout says."""

from datetime import date
from pathlib import Path

import pytest

from tidegauge.model.words import Edition
from tidegauge.render import density, pdf
from tidegauge.render.density import (
    ALONE,
    CLOSE,
    CLOSER,
    CLOSEST,
    LOOSE,
    ONE,
    TWO,
    Guess,
    closeness,
    closer,
    runs_over,
)
from tidegauge.render.editions import Workshop
from tidegauge.settings import Home, load
from tidegauge.usecases import Origin, briefing


def first(one: int, two: int, classes: str = "print two") -> str:
    """Pages 1 and 2 with so many Latin characters each."""
    return (
        f'<html class="{classes}"><head><title>not printed</title></head><body>{"a" * one}'
        f'<section id="dashboard"></section>{"b" * (two - 1)}<svg><title>not printed</title></svg>'
    )


LITTLE = 100


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (ONE[0].loosely - 100, TWO[0].loosely - 100, Guess(LOOSE, sure=True)),
        (ONE[0].loosely + 100, LITTLE, Guess(CLOSE, sure=True)),
        (LITTLE, TWO[0].loosely + 100, Guess(CLOSE, sure=True)),
        (ONE[1].loosely + 60, LITTLE, Guess(CLOSE, sure=False)),
        (ONE[1].loosely + 60, TWO[0].loosely + 100, Guess(CLOSE, sure=False)),
        (ONE[1].closely + 100, LITTLE, Guess(CLOSER, sure=True)),
        (ONE[2].loosely + 100, LITTLE, Guess(CLOSER, sure=False)),
    ],
)
def test_the_amount_of_words_tells_or_asks_for_a_layout(one: int, two: int, expected: Guess) -> None:
    """
    Much less than ever fitted fits, much more does not, and in between a layout has to tell.
    """
    assert closeness(first(one, two)) == expected


def test_an_edition_in_one_language_goes_by_page_one() -> None:
    """
    Its dashboard always has room.
    """
    assert closeness(first(ALONE[0].loosely - 100, 9000, "print one")) == Guess(LOOSE, sure=True)
    assert closeness(first(ALONE[0].closely + 100, 9000, "print one")) == Guess(CLOSE, sure=True)


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
    monkeypatch.setattr(density, "closeness", lambda text: asked.append(text) or Guess(LOOSE, sure=True))
    paper = shop.paper(Edition.BILINGUAL, {})
    assert asked
    assert not runs_over(paper.starts)
    assert runs_over(pdf.places(density.page_one(tall.partition(density.SECTIONS)[0]), faces))


def test_closer_is_a_matter_of_the_root() -> None:
    """
    The mark stands once, on the root, where the style sheet looks for it.
    """
    page = '<html lang="en"><p lang="en">'
    assert closer(page, LOOSE) == page
    assert closer(page) == '<html data-dense="" lang="en"><p lang="en">'
    assert closer(page, CLOSEST) == '<html data-dense="more most" lang="en"><p lang="en">'
