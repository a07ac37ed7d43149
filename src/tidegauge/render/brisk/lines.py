"""
Lines of text: Pango is told of a style once, not for each line, and a line that was set to be measured is kept to be
drawn instead of being set again.
"""

from typing import Any

from tidegauge.render.brisk.repeats import kind_of
from tidegauge.render.brisk.stock import stock

UNADORNED = {"text_decoration_line": "none", "word_spacing": 0, "letter_spacing": "normal"}
BREAKS_WORDS = ("anywhere", "break-word")


def engage() -> None:
    """In place of `Layout.setup`, `Layout.deactivate`, `Layout.reactivate` and `strut`."""
    own = stock("weasyprint.text.line_break")
    layouts = own.Layout
    ffi, pango, gobject = own.ffi, own.pango, own.gobject
    setup, reactivate = layouts.setup, layouts.reactivate

    def quick_setup(layout: Any, style: Any) -> None:
        told = style.__dict__.get("_told")
        if told is None:
            told = style._told = _known(own, style)
        if not told:
            setup(layout, style)
            return
        context, layout.language, description, attributes = told
        layout.style = style
        layout.first_line_direction = 0
        layout.ascent = layout.underline_position = layout.strikethrough_position = None
        layout.layout = made = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(made, False)
        pango.pango_layout_set_font_description(made, description)
        if attributes is not None:
            pango.pango_layout_set_attributes(made, attributes)

    def keep(layout: Any) -> None:
        """The line stays as it is set."""

    def take_up(layout: Any, style: Any) -> None:
        if layout.justification_spacing or "\n" in layout.text:
            reactivate(layout, style)

    layouts.setup, layouts.deactivate, layouts.reactivate = quick_setup, keep, take_up
    _remember_struts(own)


def _known(own: Any, style: Any) -> Any:
    """What Pango is told of all styles of a kind; False where one is set with more than that."""
    kinds = style.font_config.__dict__.setdefault("_told", {})
    kind = kind_of(style)
    if kind not in kinds:
        kinds[kind] = _told(own, style) if _is_unadorned(style) else False
    return kinds[kind]


def _is_unadorned(style: Any) -> bool:
    plain = all(style[key] == value for key, value in UNADORNED.items())
    return plain and style["overflow_wrap"] not in BREAKS_WORDS


def _told(own: Any, style: Any) -> tuple[Any, Any, Any, Any]:
    """Context, language, description of the font, and attributes, as `Layout.setup` makes them for each line."""
    ffi, pango = own.ffi, own.pango
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), own.gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, own.PANGO_DIRECTION[style["direction"]])
    override = style["font_language_override"]
    tag = style["lang"] if override == "normal" else own.LST_TO_ISO.get(override.lower(), override)
    language = pango.pango_language_get_default()
    if tag:
        pointer, _ = own.unicode_to_char_p(tag)
        language = pango.pango_language_from_string(pointer)
        pango.pango_context_set_language(context, language)
    return context, language, own.get_font_description(style), _features(own, style)


def _features(own: Any, style: Any) -> Any:
    variants = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
    chosen = own.font_features(
        style["font_kerning"], *(style[f"font_variant_{one}"] for one in variants), style["font_feature_settings"]
    )
    if not chosen:
        return None
    attributes = own.ffi.gc(own.pango.pango_attr_list_new(), own.pango.pango_attr_list_unref)
    told = ",".join(f"{key} {value}" for key, value in chosen.items()).encode()
    own.pango.pango_attr_list_insert(attributes, own.pango.pango_attr_font_features_new(told))
    return attributes


def _remember_struts(own: Any) -> None:
    """Height and baseline of a line, kept with the style; `strut` asks a store that goes by fourteen properties."""
    strut = own.strut

    def quick_strut(style: Any) -> Any:
        known = style.__dict__.get("_strut")
        if known is None:
            known = style._strut = strut(style)
        return known

    for name in ("text.line_break", "layout.inline", "css.units", "css.computed_values"):
        stock(f"weasyprint.{name}").strut = quick_strut
