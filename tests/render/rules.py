"""The rules of the page: each looks at a measured edition and tells where it is broken, by page."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.render.measure import Sheet

from tidegauge.charts.drawing import Clash

CLOSING, OPENING = "，。、；：？！）」』》%…,.;:?!)”’", "（「『《(“‘"
FEWEST_PAGES, MOST_PAGES = 12, 24
LARGEST = 1_700_000
"""Bytes of a PDF: within two megabytes it leaves room for what is attached."""
Found = Iterator[object]


@dataclass(frozen=True, slots=True)
class Measured:
    """An edition of a week as measured: its pages, how full they are, where anchors lie, its charts."""

    sheets: tuple[Sheet, ...]
    fill: tuple[float, ...] = ()
    starts: tuple[tuple[str, int], ...] = ()
    phenomena: int = 0
    size: int = 0
    charts: int = 0
    clashes: tuple[Clash, ...] = ()


Rule = Callable[[Measured], Found]


def _each(week: Measured, found: Callable[[Sheet], object]) -> Found:
    """What is found on the pages, with the page's number."""
    for number, page in enumerate(week.sheets, start=1):
        things = found(page)
        if things:
            yield number, things


def no_page_but_the_last_is_under_a_third_full(week: Measured) -> Found:
    """Blocks that move to the next page leave no hole behind."""
    return ((number, fill) for number, fill in enumerate(week.fill[:-1], start=1) if fill <= 1 / 3)


def an_issue_has_a_reasonable_number_of_pages(week: Measured) -> Found:
    """Fourteen sections take twelve to twenty-four pages."""
    if not FEWEST_PAGES <= len(week.sheets) <= MOST_PAGES:
        yield len(week.sheets)


def no_heading_is_left_at_the_foot_of_a_page(week: Measured) -> Found:
    """Something follows each heading on its page."""
    return _each(week, lambda page: page.lonely)


def nothing_leaves_its_cell_or_column(week: Measured) -> Found:
    """No text reaches beyond the cell or block it stands in."""
    return _each(week, lambda page: page.spills)


def nothing_leaves_the_text_block(week: Measured) -> Found:
    """No line reaches into the margins."""

    def outside(page: Sheet) -> list[str]:
        left, right, bottom = page.left - 1, page.right + 1, page.bottom + 1
        return [row.text for row in page.rows if row.left < left or row.right > right or row.bottom > bottom]

    return _each(week, outside)


def no_lines_run_into_each_other(week: Measured) -> Found:
    """No two lines of a page share ground, in whatever column they stand."""
    return _each(week, lambda page: page.collisions)


def no_line_begins_with_a_closing_mark(week: Measured) -> Found:
    """Line-start rule, in both languages."""

    def wrong(page: Sheet) -> list[str]:
        rows = [row.text.strip() for row in page.rows if not row.bare_start]
        # A note may explain a sign of the tables: "… stands for no data".
        return [text for text in rows if len(text) > 1 and text[0] in CLOSING and not text.startswith("… ")]

    return _each(week, wrong)


def no_line_ends_with_an_opening_mark(week: Measured) -> Found:
    """Line-end rule, in both languages."""

    def wrong(page: Sheet) -> list[str]:
        return [row.text for row in page.rows if not row.bare_end and row.text.strip()[-1] in OPENING]

    return _each(week, wrong)


def a_table_that_goes_on_repeats_its_head(week: Measured) -> Found:
    """Every piece of a table has its head."""
    return _each(week, lambda page: page.headless)


def no_row_pair_or_figure_is_split(week: Measured) -> Found:
    """Each stands on one page."""
    names = dict(piece for page in week.sheets for piece in page.pieces)
    places = Counter(key for page in week.sheets for key in {key for key, _ in page.pieces})
    return (names[key] for key, pages in places.items() if pages > 1)


def dashboard_and_index_share_page_two(week: Measured) -> Found:
    """Page 1 holds everything before them."""
    starts = dict(week.starts)
    found = {name: starts.get(name, 2) for name in ("dashboard", "composite")}
    if set(found.values()) != {2}:
        yield found


def page_one_holds_headline_findings_strip_and_all_phenomena(week: Measured) -> Found:
    """Each is there whole, and each phenomenon of the briefing is one of them."""
    pieces = [name.split() for name in dict(week.sheets[0].pieces).values()]
    kinds = Counter(name[0] for name in pieces)
    if kinds["phenomenon"] != week.phenomena:
        yield f"{kinds['phenomenon']} of {week.phenomena} phenomena"
    if kinds["finding"] < 3:
        yield f"{kinds['finding']} findings"
    if not any(name[:2] == ["chart", "strip"] for name in pieces):
        yield "no strip"


def a_pdf_leaves_room_for_what_is_attached(week: Measured) -> Found:
    """Two megabytes in all."""
    if week.size >= LARGEST:
        yield week.size


def no_labels_of_a_chart_overlap(week: Measured) -> Found:
    """No two texts of a chart meet and none leaves its frame, on paper, on a screen and on a phone."""
    if week.charts < 15:
        yield f"{week.charts} charts"
    yield from week.clashes


RULES: tuple[Rule, ...] = (
    no_page_but_the_last_is_under_a_third_full,
    an_issue_has_a_reasonable_number_of_pages,
    no_heading_is_left_at_the_foot_of_a_page,
    nothing_leaves_its_cell_or_column,
    nothing_leaves_the_text_block,
    no_lines_run_into_each_other,
    no_line_begins_with_a_closing_mark,
    no_line_ends_with_an_opening_mark,
    a_table_that_goes_on_repeats_its_head,
    no_row_pair_or_figure_is_split,
    dashboard_and_index_share_page_two,
    page_one_holds_headline_findings_strip_and_all_phenomena,
    a_pdf_leaves_room_for_what_is_attached,
    no_labels_of_a_chart_overlap,
)


def broken(week: Measured) -> dict[str, list[object]]:
    """The rules that do not hold, with what breaks them."""
    found = {rule.__name__: list(rule(week)) for rule in RULES}
    return {name: things for name, things in found.items() if things}
