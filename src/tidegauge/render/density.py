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
DASHBOARD = 'id="dashboard"'
ON_PAGE_TWO = ("dashboard", "composite")
"""Anchors of what must begin on page 2."""
UNFINISHED = "</main></body></html>"
"""What closes a page cut before its sections."""

_UNPRINTED = re.compile(r"<head>.*?</head>|<svg\b.*?</svg>|<[^>]+>", re.DOTALL)


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


TWO_LANGUAGES = 'class="print two'
ONE = Room(2880, 3100)
TWO = Room(3400, 3450)
"""
Measured on every eleventh Friday from July 2018 to August 2026, and with what happens next on eighteen weeks of those
years; an edition in one language nearly always has room, and is laid out again where it has not.
"""


LOOSE, CLOSE, CLOSER, CLOSEST = range(4)
_ROOT = ("", 'data-dense="" ', 'data-dense="more" ', 'data-dense="more most" ')
"""How close pages 1 and 2 are set, and the mark of it on the root, which the style sheet looks for."""


def closeness(first: str) -> int | None:
    """
    How close pages 1 and 2 are best set first.

    Args:
        first: The page up to its sections.

    Returns:
        LOOSE or CLOSE; None where only a layout can tell.
    """
    if TWO_LANGUAGES not in first:
        return LOOSE
    one, _, two = first.partition(DASHBOARD)
    amounts = ((_amount(one), ONE), (_amount(two), TWO))
    if any(amount > room.closely for amount, room in amounts):
        return CLOSE
    return LOOSE if all(amount < room.loosely for amount, room in amounts) else None


def runs_over(starts: Mapping[str, int]) -> bool:
    """Whether what must begin on page 2 begins later; `starts` is the page of each anchor, from 1."""
    return any(starts.get(anchor, 2) > 2 for anchor in ON_PAGE_TWO)


def closer(page: str, close: int = CLOSE) -> str:
    """The page with less air, in the same type."""
    return page.replace('<html lang="', f'<html {_ROOT[close]}lang="', 1)


def _amount(html: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in _UNPRINTED.sub("", html))
