"""
Labels of drawings are set as words. WeasyPrint sets an SVG's text letter by letter, each a layout of its own, without
the kerning that the same label has on a screen. This is the one part whose output differs from WeasyPrint's own.
"""

from math import inf
from typing import Any

from tidegauge.render.brisk.stock import stock

OF_OTHERS = frozenset(
    {
        "dx",
        "dy",
        "rotate",
        "letter-spacing",
        "textLength",
        "display-anchor",
        "dominant-baseline",
        "alignment-baseline",
        "direction",
        "font-style",
    }
)
"""Attributes our labels do not have."""


class _Style(dict[str, Any]):
    """What a label is set in; attributes can be hung on it."""

    font_config: Any


def engage() -> None:
    """In place of the SVG's `text`."""
    svg = stock("weasyprint.svg")
    own = stock("weasyprint.svg.text")
    lines = stock("weasyprint.text.line_break")
    drawing_text = stock("weasyprint.draw.text")
    initial = stock("weasyprint.css.properties").INITIAL_VALUES
    stock_text = own.text

    def text(drawing: Any, node: Any, font_size: float) -> None:
        at = _place(node)
        if at is None:
            stock_text(drawing, node, font_size)
            return
        style = _style(drawing, node, font_size, initial)
        # By their modules: they have stand-ins of their own.
        layout, _, _, width, height, baseline = lines.split_first_line(node.text, style, drawing.context, inf, 0)
        x, y = at
        drawing.cursor_position = x + width, y
        corners = (x, y - baseline), (x + width, y - baseline + height)
        node.text_bounding_box = own.extend_bounding_box(node.text_bounding_box, corners)
        drawing.stream.push_state()
        fill, stroke = drawing.set_graphical_state(node, font_size)
        drawing.stream.begin_text()
        layout.reactivate(style)
        drawing.fill_stroke(fill, stroke, text=True)
        box = own.TextBox(layout, style)
        drawing_text.draw_first_line(drawing.stream, box, "none", "none", own.Matrix(d=-1, e=x, f=y))
        drawing.stream.end_text()
        drawing.stream.pop_state()

    svg.TAGS["text"] = text
    svg.text = text  # draw_node asks whether a tag is a text by this name


def _place(node: Any) -> tuple[float, float] | None:
    """Where a label of ours stands; None for any other text."""
    if not node.text or len(node._etree_node) or OF_OTHERS & node.attrib.keys():
        return None
    try:
        return float(node.attrib["x"]), float(node.attrib["y"])
    except (KeyError, ValueError):
        return None


def _style(drawing: Any, node: Any, font_size: float, initial: Any) -> Any:
    family, weight = node.get("font-family", "sans-serif"), node.get("font-weight", "400")
    known = drawing.font_config.__dict__.setdefault("_styles_of_labels", {})
    key = family, weight, font_size
    if key not in known:
        style = known[key] = _Style(initial)
        style.font_config = drawing.font_config
        style["font_family"] = [one.strip("\"'") for one in family.split(",")]
        style["font_style"], style["font_size"] = "normal", font_size
        style["font_weight"] = int(weight) if str(weight).isdigit() else {"bold": 700}.get(weight, 400)
    return known[key]
