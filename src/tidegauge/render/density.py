"""
Whether pages 1 and 2 hold what belongs on them, or have to be set closer.

Page 1 holds headline, findings, strip and all phenomena, page 2 dashboard and index. Only a layout can tell whether
they fit; but how much there is to print tells nearly always what it would say, and saves it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SECTIONS = '<div class="room">'
"""Where the pages after the dashboard begin."""
DASHBOARD = '<section id="dashboard"'
ON_PAGE_TWO = ("dashboard", "composite")
"""Anchors of what must begin on page 2."""
UNFINISHED = "</main></body></html>"
"""What closes a page cut before its sections."""
NO_DASHBOARD = f'{DASHBOARD} class="dashboard-section"><p>-</p></section>{UNFINISHED}'
"""What closes a page cut before its dashboard, whose place is still to be known."""

_UNPRINTED = re.compile(r"<head>.*?</head>|<svg\b.*?</svg>|<[^>]+>", re.DOTALL)


LOOSE, CLOSE, CLOSER, CLOSEST = range(4)
_ROOT = ("", 'data-dense="" ', 'data-dense="more" ', 'data-dense="more most" ')
"""How close pages 1 and 2 are set, and the mark of it on the root, which the style sheet looks for."""


@dataclass(frozen=True, slots=True)
class Room:
    """
    How much a page has held, in Latin characters; a Han character counts as two.

    Attributes:
        loosely: No page with less was ever too long.
        closely: Every page with more was.
    """

    loosely: int
    closely: int


@dataclass(frozen=True, slots=True)
class Guess:
    """
    How close the pages are best set.

    Attributes:
        close: LOOSE to CLOSEST; nothing looser holds them.
        sure: It holds them; else only a layout can tell.
    """

    close: int
    sure: bool


NO_END = Room(10**6, 10**6)
ONE = (Room(2990, 2990), Room(3270, 3470), Room(3800, 10**6))
TWO = (Room(3400, 3400), NO_END)
ALONE = (Room(2700, 2700), Room(3300, 3600))
"""
Of page 1 and page 2 in two languages, and of page 1 in one: loose, then close. Measured on every sixth Friday from July
2018 to August 2026. A loose page has still been long enough with 3080, a close one looks as well: no layout is spent on
that; but whether the type has to be smaller is found out.
"""
TWO_LANGUAGES = 'class="print two'


def closeness(first: str) -> Guess:
    """
    How close pages 1 and 2 are best set, by the amount of words.

    Args:
        first: The page up to its sections.
    """
    one, _, two = first.partition(DASHBOARD)
    rooms = (ONE, TWO) if TWO_LANGUAGES in first else (ALONE,)
    guesses = [_guess(_amount(part), room) for part, room in zip((one, two), rooms, strict=False)]
    close = max(guess.close for guess in guesses)
    return Guess(close, all(guess.sure for guess in guesses if guess.close == close))


def _guess(amount: int, rooms: tuple[Room, ...]) -> Guess:
    for close, room in enumerate(rooms):
        if amount <= room.closely:
            return Guess(close, amount < room.loosely)
    return Guess(len(rooms), sure=False)


def page_one(first: str) -> str:
    """Page 1 without what follows: enough to see whether it runs over."""
    return first.partition(DASHBOARD)[0] + NO_DASHBOARD


def runs_over(starts: Mapping[str, int]) -> bool:
    """Whether what must begin on page 2 begins later; `starts` is the page of each anchor, from 1."""
    return any(starts.get(anchor, 2) > 2 for anchor in ON_PAGE_TWO)


def closer(page: str, close: int = CLOSE) -> str:
    """The page with less air, in the same type."""
    return page.replace('<html lang="', f'<html {_ROOT[close]}lang="', 1)


def _amount(html: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in _UNPRINTED.sub("", html))
