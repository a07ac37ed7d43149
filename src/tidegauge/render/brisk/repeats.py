"""
Texts that come again: the same words in the same type are set once for a width, and once for all in which they fit.

A word of a table is measured for its column, for its least width, and set; the foot of a page is measured anew on each.
"""

from math import inf
from typing import Any

from tidegauge.render.brisk.stock import stock

READ = (
    "direction",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
"""All that is read of a style where a line is set, but for the family; a test looks for others."""
WRAPPED = ("normal", "pre-wrap", "pre-line")
MODULES = ("text.line_break", "layout.inline", "layout.preferred")


def engage() -> None:
    """In place of `split_first_line`."""
    own = stock("weasyprint.text.line_break")
    split = own.split_first_line

    def quick(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        if justification_spacing or context is None:
            return split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        known = context.__dict__.get("_set")
        if known is None:
            known = context._set = {}
        words = text, kind_of(style)
        line = known.get(words)
        if line is not None and (max_width is None or line[0] <= max_width):
            return _again(line[1], max_width)
        place = *words, max_width, is_line_start, minimum
        line = known.get(place)
        if line is not None:
            return _again(line, max_width)
        line = split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        wraps = style["white_space"] in WRAPPED
        if line[2] is None and (max_width is None or not wraps or line[3] <= max_width):
            known[words] = (line[3] if wraps else -inf), line
        else:
            known[place] = line
        return line

    for name in MODULES:
        stock(f"weasyprint.{name}").split_first_line = quick


def kind_of(style: Any) -> Any:
    """What a style is as far as the setting of a line goes: one object for all styles that are alike in it."""
    kind = style.__dict__.get("_kind")
    if kind is None:
        kinds: dict[Any, object] = style.font_config.__dict__.setdefault("_kinds", {})
        read = (tuple(style["font_family"]), *[style[name] for name in READ])
        try:
            kind = kinds.setdefault(read, object())
        except TypeError:  # a value that is a list
            kind = kinds.setdefault(str(read), object())
        style._kind = kind
    return kind


def _again(line: Any, max_width: float | None) -> Any:
    """A line for another box: Pango's own layout is shared, the object around it is not."""
    layout = line[0]
    twin = object.__new__(type(layout))
    twin.__dict__.update(layout.__dict__)
    twin.max_width = max_width
    return twin, *line[1:]
