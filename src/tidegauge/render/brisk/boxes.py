"""Boxes: the lengths of a box are read once for all that share its style, and most boxes have no ground to lay out."""

from typing import Any

from tidegauge.render.brisk.stock import stock

LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    "width",
    "min_width",
    "max_width",
)
"""Shares of the width around, also above and below."""
HEIGHTS = ("height", "min_height", "max_height")
"""Shares of the height around, where there is one."""
LEAST = frozenset({"min_width", "min_height"})
MODULES = ("absolute", "block", "column", "float", "grid", "inline", "page", "percent", "table")
"""Of `weasyprint.layout`, which call it by its name."""
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
CORNERS = tuple(f"border_{end}_{side}_radius" for end in ("top", "bottom") for side in ("left", "right"))
NONE = (0, "px")
BARE = {**dict.fromkeys(CORNERS, (0, 0)), "background": None}


def engage() -> None:
    """In place of `resolve_percentages`, `layout_box_backgrounds`, `avoid_collisions` and `Box.is_in_normal_flow`."""
    _resolve()
    _lay_grounds()
    _avoid()
    box = stock("weasyprint.formatting_structure.boxes").Box
    in_normal_flow = box.is_in_normal_flow

    def quick(box: Any) -> bool:
        style = box.style
        if style["float"] == "none" and style["position"] in ("static", "relative"):
            return True
        answer: bool = in_normal_flow(box)
        return answer

    box.is_in_normal_flow = quick


def _resolve() -> None:
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
        lengths = style.__dict__.get("_lengths")
        if lengths is None:
            lengths = style._lengths = _lengths(style)
        plain, shares, tall, bordered, sized = lengths
        used = box.__dict__
        used.update(plain)
        for name, value in shares:
            used[name] = percentage(value, style, width)
        if tall:
            _heights(own, box, style, height)
        if bordered:
            for name in BORDERS:
                if not hasattr(box, name):
                    used[name] = style[name]
        if sized:
            adjust(box, "width")
            adjust(box, "height")

    for name in MODULES:
        stock(f"weasyprint.layout.{name}").resolve_percentages = quick


def _lengths(style: Any) -> tuple[dict[str, Any], list[tuple[str, Any]], bool, bool, bool]:
    """
    What a style says of lengths, whatever is around the box.

    Returns:
        Lengths that stand; shares of a width; whether heights are to be asked for, whether borders may have been laid
        together with those of other cells, and whether widths count in more than the content.
    """
    plain, shares = {}, []
    for name in LENGTHS:
        value = style[name]
        if _stands(value):
            plain[name] = _plain(name, value)
        else:
            shares.append((name, value))
    tall = not all(_stands(style[name]) for name in HEIGHTS)
    if not tall:
        plain |= {name: _plain(name, style[name]) for name in HEIGHTS}
    collapse = style["border_collapse"] == "collapse"
    if not collapse:
        plain |= {name: style[name] for name in BORDERS}
    return plain, shares, tall, collapse, style["box_sizing"] != "content-box"


def _stands(value: Any) -> bool:
    return value is None or value == "auto" or getattr(value, "unit", None) == "px"


def _plain(name: str, value: Any) -> Any:
    if value == "auto" and name in LEAST:
        return 0
    return value if value is None or value == "auto" else value.value


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
        for name in HEIGHTS:
            own.resolve_one_percentage(box, name, height)


def _lay_grounds() -> None:
    own = stock("weasyprint.layout.background")
    lay, any_box = own.layout_box_backgrounds, stock("weasyprint.formatting_structure.boxes").Box
    get_color = stock("weasyprint.draw.color").get_color

    def quick(page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None) -> None:
        if style is not None or box is page or not isinstance(box, any_box):
            lay(page, box, get_image, layout_children, style)
            return
        bare = box.style.__dict__.get("_bare")
        if bare is None:
            bare = box.style._bare = _is_bare(box.style, get_color)
        if not bare:
            lay(page, box, get_image, layout_children)
            return
        box.__dict__.update(BARE)
        if layout_children:
            for child in box.all_children():
                quick(page, child, get_image)

    own.layout_box_backgrounds = quick


def _is_bare(style: Any, get_color: Any) -> bool:
    """Whether a style has neither ground nor shadow, nor round corners, nor a picture along its border."""
    pictured = style["border_image_source"][0] != "none" or style["mask_border_source"][0] != "none"
    if pictured or style["visibility"] == "hidden" or style["box_shadow"]:
        return False
    if any(kind == "url" or value for kind, value in style["background_image"]):
        return False
    return get_color(style, "background_color").alpha == 0 and all(NONE in style[corner] for corner in CORNERS)


def _avoid() -> None:
    own = stock("weasyprint.layout.float")
    avoid = own.avoid_collisions

    def quick(context: Any, box: Any, around: Any, outer: bool = True) -> Any:
        if context.excluded_shapes or box.style["float"] != "none" or around.style["direction"] != "ltr":
            return avoid(context, box, around, outer)
        left = around.content_box_x()
        right = left + around.width
        if outer:
            return left, box.position_y, right - left
        # In WeasyPrint's order: a sum of floats depends on it.
        left += box.margin_left
        right -= box.margin_right
        return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

    for name in ("float", "block", "inline"):
        stock(f"weasyprint.layout.{name}").avoid_collisions = quick
