"""How the pieces of sections are ordered for paper: fewer and smaller holes, and nothing that misleads."""

from dataclasses import replace
from itertools import pairwise

import pytest
from tests.render.specimen import Specimen

from tidegauge.render.heights import Ruler
from tidegauge.render.packing import Piece, Way, best, orders, packed, ways
from tidegauge.render.view import BlockView, PageView, SectionView, TableView

TITLE = Piece(100, "figure")
TEXT = Piece(30, "text")
FIGURE = Piece(80, "figure")


def test_a_paragraph_moves_up_where_its_figure_no_longer_fits() -> None:
    """
    The figure goes to the next page, and the text after it fills the foot of this one.
    """
    section = (TITLE, TEXT, FIGURE, Piece(70, "figure"), TEXT, FIGURE)

    assert best([section])[0].order == (0, 1, 2, 4, 3, 5)


def test_what_fits_stays_as_it_is() -> None:
    """
    No move without a gain.
    """
    section = (TITLE, TEXT, FIGURE, TEXT)

    assert best([section]) == (Way((0, 1, 2, 3)),)


@pytest.mark.parametrize("kind", ["text", "figure", "table"])
def test_like_pieces_keep_their_order_and_the_first_its_place(kind: str) -> None:
    """
    Charts and tables are numbered in the order they stand in, and an argument goes on.
    """
    pieces = (TITLE, TEXT, FIGURE, TEXT, Piece(50, "table"), TEXT, FIGURE)
    places = {place for place, one in enumerate(pieces) if one.kind == kind}

    for order in orders(pieces):
        assert order[0] == 0
        kept = [place for place in order if place in places]
        assert all(one < other for one, other in pairwise(kept))


def test_nothing_passes_a_table_without_a_title_and_no_table_the_text_before_it() -> None:
    """
    The text before such a table says what it is; and "each forecast below" has to stay above.
    """
    assert list(orders((TITLE, TEXT, Piece(50, "fixed"), TEXT))) == [(0, 1, 2, 3)]
    assert (0, 2, 1) not in list(orders((TITLE, TEXT, Piece(50, "table"))))


def test_a_table_is_kept_whole_where_that_leaves_no_large_hole() -> None:
    """
    With 60 mm left a table of 100 mm moves as a whole; with 150 mm left one of 170 mm goes on.
    """
    table = Piece(100, "table", splits=True)

    assert best([(Piece(200, "figure"), table)])[0].whole == {1}
    assert best([(Piece(110, "figure"), replace(table, height=170))])[0].whole == frozenset()


def test_each_way_is_told_once() -> None:
    """
    Orders and the tables kept whole, without a repetition.
    """
    section = (TITLE, TEXT, FIGURE, TEXT, Piece(90, "table", splits=True))
    found = list(ways(section))

    assert len(found) == len(set(found))


@pytest.mark.parametrize("edition", ["bilingual", "zh-Hant", "en"])
def test_a_page_keeps_all_it_has(edition: str) -> None:
    """
    Every block is there once, and a section without blocks stays as it is.
    """
    view: PageView = Specimen(edition).page()
    missing = SectionView("none", (), (), (), (), missing=((view.languages[0], view.headline[0][1]),))
    view = replace(view, sections=(*view.sections, missing))
    after = packed(view)

    assert [one.id for one in after.sections] == [one.id for one in view.sections]
    for one, other in zip(view.sections, after.sections, strict=True):
        assert len(one.blocks) == len(other.blocks)
        assert all(block.kind in {each.kind for each in one.blocks} for block in other.blocks)


def test_a_longer_text_is_higher_and_an_empty_table_is_low() -> None:
    """
    Heights follow what is printed.
    """
    short, long = (((tag, text),) for tag, text in (("en", "A word."), ("en", "Many words in a row. " * 30)))
    ruler = Ruler(two=False)
    section = Specimen("en").page().sections[0]

    def height(block: BlockView) -> float:
        return ruler.section(replace(section, blocks=(section.blocks[0], block)))[1]

    assert height(BlockView("text", text=short)) < height(BlockView("text", text=long))
    empty = TableView("x", (), (), empty=short)
    assert height(BlockView("table", table=empty)) < 10
