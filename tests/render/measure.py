"""What stands where on the pages of a PDF, read from WeasyPrint's boxes into plain values that can be kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

HEADINGS = ("h1", "h2", "h3")
HEADING_CLASSES = {"chart-title", "group"}
WHOLE = {"pair", "finding", "phenomenon", "chart", "beside-row", "opening", "composite"}
"""Classes of what is never split over two pages."""
SLACK = 1.0
"""CSS pixels: what a rounding may cost."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text: the ground of its letters, and whether a symbol or a block stands at one of its ends."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    bare_start: bool
    bare_end: bool
    prose: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One page.

    Attributes:
        rows: Lines, in the order of the document.
        left, right, bottom: Edges of the text block.
        spills: Texts that leave the cell or block they stand in.
        collisions: Lines that run into each other.
        lonely: Headings with nothing after them on the page.
        headless: Tables that go on here without their head.
        pieces: Identity of every table row and whole block that stands here, at least in part.
    """

    rows: tuple[Row, ...]
    left: float
    right: float
    bottom: float
    spills: tuple[str, ...]
    collisions: tuple[tuple[str, str], ...]
    lonely: tuple[str, ...]
    headless: tuple[str, ...]
    pieces: tuple[tuple[int, str], ...]


def sheet(page: Any) -> Sheet:
    """The page of a page box."""
    boxes = list(_walk(page))
    left, bottom = page.content_box_x(), page.content_box_y() + page.height
    rows = tuple(_rows(boxes))
    return Sheet(
        rows=rows,
        left=left,
        right=left + page.width,
        bottom=bottom,
        spills=tuple(_spills(boxes)),
        collisions=tuple(_collisions(rows)),
        lonely=tuple(_lonely(boxes)),
        headless=tuple(_headless(boxes)),
        pieces=tuple(_pieces(boxes)),
    )


def _walk(box: Any) -> Iterator[Any]:
    """A box and what it holds, in the order of the document; margin boxes are not of the text block."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if type(child).__name__ != "MarginBox":
            yield child
            yield from _walk(child)


def _classes(box: Any) -> set[str]:
    element = box.element
    return set(element.get("class", "").split()) if element is not None else set()


def _is(box: Any, *names: str) -> bool:
    return type(box).__name__ in names


def _texts(box: Any) -> Iterator[Any]:
    """The texts of a line; a block in the line is told as itself."""
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if _is(child, "TextBox") or _is(child, "InlineBlockBox") or hasattr(child, "replacement"):
            yield child
        else:
            yield from _texts(child)


def _shown(box: Any) -> bool:
    return bool(_is(box, "TextBox") and box.style["visibility"] == "visible")


def _rows(boxes: list[Any]) -> Iterator[Row]:
    for line in (box for box in boxes if _is(box, "LineBox")):
        parts = list(_texts(line))
        texts = [one for one in parts if _shown(one) and one.text.strip()]
        if texts:
            yield Row(
                "".join(one.text for one in texts),
                min(one.position_x for one in texts),
                max(_end(one) for one in texts),
                min(one.position_y + one.baseline - one.style["font_size"] * 0.7 for one in texts),
                max(one.position_y + one.baseline for one in texts),
                not _is(parts[0], "TextBox"),
                not _is(parts[-1], "TextBox"),
                line.element_tag in ("p", "span", "h2", "h1", "li"),
            )


def _collisions(rows: tuple[Row, ...]) -> Iterator[tuple[str, str]]:
    """Lines whose letters, from the height of a capital to the base line, share ground."""
    for one, two in combinations(sorted(rows, key=lambda row: row.top), 2):
        across = min(one.right, two.right) - max(one.left, two.left)
        down = min(one.bottom, two.bottom) - max(one.top, two.top)
        if across > SLACK and down > SLACK:
            yield one.text, two.text


def _spills(boxes: list[Any]) -> Iterator[str]:
    for holder in boxes:
        if _is(holder, "TableCellBox"):
            yield from _outside(holder, f"cell {holder.element_tag}.{'.'.join(sorted(_classes(holder)))}")
        elif _is(holder, "InlineBlockBox") and _classes(holder) & {"side", "box", "figure", "gauge"}:
            yield from _outside(holder, ".".join(sorted(_classes(holder))))


def _outside(holder: Any, name: str) -> Iterator[str]:
    left, right = holder.content_box_x() - SLACK, holder.content_box_x() + holder.width + SLACK
    for one in _walk(holder):
        if _shown(one) and one.text.strip() and (one.position_x < left or _end(one) > right):
            yield f"{name}: {one.text} ({_end(one) - right + SLACK:.1f} px)"


def _end(text: Any) -> float:
    spaces = len(text.text) - len(text.text.rstrip(" "))
    return float(text.position_x + text.width - spaces * text.style["font_size"] * 0.25)


def _inside(box: Any) -> set[int]:
    return {id(one) for one in _walk(box)}


def _lonely(boxes: list[Any]) -> Iterator[str]:
    """Headings after which nothing but headings comes on the page."""
    headings = [one for one in boxes if one.element is not None and _heading(one)]
    within = {inner for one in headings for inner in _inside(one)}
    order = {id(box): place for place, box in enumerate(boxes)}
    content = [
        order[id(one)]
        for one in boxes
        if id(one) not in within and ((_shown(one) and one.text.strip()) or hasattr(one, "replacement"))
    ]
    last = max(content, default=-1)
    yield from (_said(one) for one in headings if order[id(one)] > last)


def _heading(box: Any) -> bool:
    return box.element_tag in (*HEADINGS, "thead") or bool(_classes(box) & HEADING_CLASSES)


def _said(box: Any) -> str:
    return "".join(one.text for one in _walk(box) if _is(one, "TextBox"))[:60]


def _headless(boxes: list[Any]) -> Iterator[str]:
    for table in (one for one in boxes if _is(one, "TableBox")):
        groups = [one for one in table.children if _is(one, "TableRowGroupBox")]
        if not any(one.is_header for one in groups):
            yield _said(table)


def _pieces(boxes: list[Any]) -> Iterator[tuple[int, str]]:
    heads = [one for one in boxes if _is(one, "TableRowGroupBox") and one.is_header]
    repeated = {inner for head in heads for inner in _inside(head)}
    for one in boxes:
        if one.element is None or id(one) in repeated:
            continue
        if _is(one, "TableRowBox"):
            yield id(one.element), f"row {_said(one)}"
        elif _classes(one) & WHOLE and one.element_tag in ("div", "figure", "li"):
            yield id(one.element), f"{one.element.get('class')} {_said(one)}"
