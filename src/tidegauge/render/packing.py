"""
In which order the figures and paragraphs of a section stand on paper, so that no page has a large hole.

A figure is never split. One that no longer fits would move to the next page and leave the foot of this one empty; here
the paragraphs after it move up instead, as in a journal. Paragraphs keep their order, figures and tables theirs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tidegauge.render.heights import Ruler
from tidegauge.render.view import BlockView, PageView, SectionView

PAGE, RESERVE = 260.0, 3.0
"""Height of the text block in millimetres, and what a guess may be wrong by."""
GAP, ROOM = 8.0, 90.0
"""Between sections, and what must be left for one to begin on the page."""
BEGINS = 40.0
"""Of a table that may go on: with less left it begins on the next page."""
FARTHEST = 2
"""Places a piece may move by."""
DISORDER = 60.0
"""What a move has to be worth: the square of a hole in millimetres."""
BROKEN = 80.0**2
"""What a table that goes on over the page costs: as much as such a hole."""
WHOLE, HOLE, WRONG = 180.0, 100.0, 1.15
"""A table up to this height may be kept whole, if it leaves no larger hole; its height is guessed less well."""
KEPT = 12
"""Layouts followed up from section to section."""


@dataclass(frozen=True, slots=True)
class Piece:
    """
    What stands as a whole, or goes on over the page.

    Attributes:
        height: In millimetres.
        kind: text, figure, table; "fixed" passes nothing and is passed by nothing.
        splits: Whether it goes on over the page.
    """

    height: float
    kind: str
    splits: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way to set a section: the order of its pieces, and the tables that are kept whole."""

    order: tuple[int, ...]
    whole: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Layout:
    """The sections so far: pages turned, what their holes cost, how far the last is filled, and how each is set."""

    pages: int = 0
    holes: float = 0.0
    filled: float = 0.0
    ways: tuple[Way, ...] = ()

    @property
    def cost(self) -> float:
        """Pages count as holes: what is on the last one is the rest of it."""
        return self.holes + self.pages * (PAGE / 2) ** 2

    def placed(self, height: float, needed: float) -> "Layout":
        """With something of a height that begins where `needed` is left."""
        if self.filled and self.filled + needed > PAGE - RESERVE:
            return replace(self, pages=self.pages + 1, holes=self.holes + (PAGE - self.filled) ** 2, filled=height)
        return replace(self, filled=self.filled + height)

    def flowed(self, height: float) -> "Layout":
        """With a table that goes on over pages."""
        begun = self.placed(0, min(height, BEGINS))
        turned, filled = divmod(begun.filled + height, PAGE)
        return replace(begun, pages=begun.pages + int(turned), holes=begun.holes + BROKEN * turned, filled=filled)

    def kept(self, height: float) -> "Layout | None":
        """With a table that could go on and is kept whole; None where too large a hole might be left."""
        if self.filled and self.filled + height * WRONG > PAGE:
            return None if PAGE - self.filled > HOLE else self.placed(height, PAGE)
        return self.placed(height, height)


def packed(view: PageView) -> PageView:
    """The page with its sections set in the way that fills its sheets best."""
    ruler = Ruler(len(view.languages) > 1)
    ways = iter(best([_pieces(ruler, one) for one in view.sections if one.blocks]))
    sections = (_set(one, next(ways)) if one.blocks else one for one in view.sections)
    return replace(view, sections=tuple(sections))


def _set(section: SectionView, way: Way) -> SectionView:
    blocks = tuple(
        _whole(section.blocks[place]) if place in way.whole else section.blocks[place] for place in way.order
    )
    return replace(section, blocks=blocks)


def _whole(block: BlockView) -> BlockView:
    return replace(block, table=replace(block.table, short=True)) if block.table else block


def best(sections: Sequence[Sequence[Piece]]) -> tuple[Way, ...]:
    """For each section the way it is set."""
    layouts = [Layout()]
    for pieces in sections:
        possible = tuple(ways(pieces))
        followed = (_with(layout, pieces, way) for layout in layouts for way in possible)
        layouts = _fittest(one for one in followed if one is not None)
    return min(layouts, key=lambda one: one.cost).ways


def ways(pieces: Sequence[Piece]) -> Iterator[Way]:
    """The ways a section may be set."""
    tables = [place for place, one in enumerate(pieces) if one.splits and one.height <= WHOLE]
    for order in orders(pieces):
        for count in range(len(tables) + 1):
            yield from (Way(order, frozenset(whole)) for whole in combinations(tables, count))


def orders(pieces: Sequence[Piece]) -> Iterator[tuple[int, ...]]:
    """The orders a section may have: its first piece stays under the title, like pieces stay in order."""
    texts = [place for place, one in enumerate(pieces) if place and one.kind == "text"]
    others = [place for place, one in enumerate(pieces) if place and one.kind != "text"]
    places = range(1, len(pieces))
    for chosen in combinations(places, len(texts)):
        text, other = iter(texts), iter(others)
        order = (0, *(next(text) if place in chosen else next(other) for place in places))
        if all(abs(place - one) <= FARTHEST for place, one in enumerate(order)) and _allowed(pieces, order):
            yield order


def _allowed(pieces: Sequence[Piece], order: tuple[int, ...]) -> bool:
    """Text passes one figure or table; a figure passes text, but a table may be what the text before it announces."""
    for place, one in enumerate(order):
        kind = pieces[one].kind
        passed = [other for other in order[place + 1 :] if other < one]
        passing = [other for other in order[:place] if other > one]
        if passed and ("fixed" in {kind, *(pieces[other].kind for other in passed)} or kind == "table"):
            return False
        if kind == "text" and max(len(passed), len(passing)) > 1:
            return False
    return True


def _with(layout: Layout, pieces: Sequence[Piece], way: Way) -> Layout | None:
    gap = GAP if layout.filled else 0.0
    first = pieces[0]
    opening = BEGINS if first.splits and 0 not in way.whole else first.height
    begun = layout.placed(0, gap + max(ROOM, opening))
    set_ = replace(begun, filled=begun.filled + (gap if begun.pages == layout.pages else 0))
    for place in way.order:
        one = pieces[place]
        if not one.splits:
            set_ = set_.placed(one.height, one.height)
        elif place not in way.whole:
            set_ = set_.flowed(one.height)
        elif (kept := set_.kept(one.height)) is not None:
            set_ = kept
        else:
            return None
    moved = sum(place != one for place, one in enumerate(way.order))
    return replace(set_, holes=set_.holes + DISORDER * moved, ways=(*layout.ways, way))


def _fittest(layouts: Iterator[Layout]) -> list[Layout]:
    """The best of those that end on about the same line, and of these a few."""
    found: dict[tuple[int, int], Layout] = {}
    for one in layouts:
        key = (one.pages, int(one.filled / 4))
        if key not in found or one.cost < found[key].cost:
            found[key] = one
    return sorted(found.values(), key=lambda one: one.cost + one.filled * PAGE / 4)[:KEPT]


def _pieces(ruler: Ruler, section: SectionView) -> list[Piece]:
    heights = ruler.section(section)
    return [Piece(height, _kind(one), _splits(one)) for height, one in zip(heights, section.blocks, strict=True)]


def _kind(block: BlockView) -> str:
    if block.table:
        return "table" if block.table.title else "fixed"
    return "text" if block.kind == "text" else "figure"


def _splits(block: BlockView) -> bool:
    return bool(block.table and block.table.rows and not block.table.short)
