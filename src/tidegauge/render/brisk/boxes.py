"""Boxes: the lengths of a box are read without a call for each."""

from typing import Any

from tidegauge.render.brisk.stock import stock

LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    "width",
    "min_width",
    "max_width",
)
"""Shares of the width around, also above and below."""
MODULES = ("absolute", "block", "column", "float", "grid", "inline", "page", "percent", "table")
"""Of `weasyprint.layout`, which call it by its name."""
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def engage() -> None:
    """In place of `resolve_percentages`."""
    own = stock("weasyprint.layout.percent")
    resolve_percentages, percentage = own.resolve_percentages, own.percentage
    boxes, adjust = own.boxes, own.adjust_box_sizing
    page_box, any_box = boxes.PageBox, boxes.Box

    def quick(box: Any, containing_block: Any) -> None:
        style = box.style
        if isinstance(box, page_box):
            resolve_percentages(box, containing_block)
            return
        if isinstance(containing_block, any_box):
            width, height = containing_block.width, containing_block.height
        else:
            width, height = containing_block
        used = box.__dict__
        for name in LENGTHS:
            value = style[name]
            if value is None or value == "auto":
                used[name] = value
            elif getattr(value, "unit", None) == "px":
                used[name] = value.value
            else:
                used[name] = percentage(value, style, width)
        if used["min_width"] == "auto":
            used["min_width"] = 0
        _heights(own, box, style, height)
        collapse = style["border_collapse"] == "collapse"
        for name in BORDERS:
            if not (collapse and hasattr(box, name)):
                used[name] = style[name]
        if style["box_sizing"] != "content-box":
            adjust(box, "width")
            adjust(box, "height")

    for name in MODULES:
        stock(f"weasyprint.layout.{name}").resolve_percentages = quick


def _heights(own: Any, box: Any, style: Any, height: Any) -> None:
    if height == "auto":
        asked = style["height"]
        if asked == "auto" or own.check_math(asked) or asked.unit == "%":
            box.height = "auto"
        else:
            box.height = asked.value
        own.resolve_one_percentage(box, "min_height", 0)
        own.resolve_one_percentage(box, "max_height", own.inf)
    else:
        for name in ("height", "min_height", "max_height"):
            own.resolve_one_percentage(box, name, height)
