"""Drawing a line of text: its glyphs are read from memory at once instead of field by field."""

from collections.abc import Iterator
from typing import Any

from tidegauge.render.brisk.stock import stock

FIELDS = 5
"""Of a PangoGlyphInfo, 32 bits each: glyph, width, two offsets, flags."""
SIZE = 4 * FIELDS
SPECIAL = 0x0FFFFFFF
"""From here on a glyph is an empty one or one that no face has."""


class Unusual(Exception):
    """What only `draw_first_line` itself can draw."""


def engage() -> None:
    """In place of `draw_first_line`."""
    own = stock("weasyprint.draw.text")
    draw_first_line = own.draw_first_line
    pango, ffi = own.pango, own.ffi
    if ffi.sizeof("PangoGlyphInfo") != SIZE or pango.pango_version() < 14802:
        return

    def quick(stream: Any, box: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:
        layout = box.pango_layout
        cut = text_overflow == "ellipsis" or block_ellipsis != "none"
        if cut:
            layout.setup(box.style)  # it is changed, and others may share it
            layout.set_text(layout.text, justify=True)
        if cut or "\n" in layout.text or not box.text.strip():
            return draw_first_line(stream, box, text_overflow, block_ellipsis, matrix)
        line = pango.pango_layout_get_line_readonly(layout.layout, 0)
        try:
            shown = list(_shown(own, stream, layout.text, line))
        except Unusual:
            return draw_first_line(stream, box, text_overflow, block_ellipsis, matrix)
        stream.set_text_matrix(*matrix.values)
        for font, size, string in shown:
            stream.set_font_size(font.hash, size)
            stream.show_text(string)
        return []

    own.draw_first_line = quick


def _shown(own: Any, stream: Any, text: str, line: Any) -> Iterator[tuple[Any, float, str]]:
    """Font, size and glyphs, as PDF has them, of each piece of a line in one font."""
    previous = None
    string = ""
    font, size = None, 0.0
    run = line.runs[0]
    encoded = text.encode()
    while run != own.ffi.NULL:
        item = run.data
        run = run.next
        pango_font = item.item.analysis.font
        if pango_font != previous:
            if string:
                yield font, size, string
            previous, string = pango_font, ""
            font, size = stream.add_font(pango_font)
            if font.bitmap or font.svg or font.png or font.colr:
                raise Unusual
        string += _glyphs(own, stream, encoded, item, font, size)
    yield font, size, string


def _glyphs(own: Any, stream: Any, text: bytes, item: Any, font: Any, size: float) -> str:
    """One run, such as ``<00410042>-20<0043>``."""
    glyphs = item.glyphs
    number = glyphs.num_glyphs
    fields = memoryview(own.ffi.buffer(glyphs.glyphs, number * SIZE)).cast("i").tolist()
    names = fields[::FIELDS]
    if max(names) >= SPECIAL or any(fields[3::FIELDS]):
        raise Unusual
    widths, mapped = font.widths, font.to_unicode
    told = ["<"]
    for place, (glyph, width, across) in enumerate(zip(names, fields[1::FIELDS], fields[2::FIELDS], strict=True)):
        if glyph not in mapped:
            mapped[glyph] = _letters(text, item, number, place)
        offset = across / size
        if offset:
            told.append(f">{-offset}<")
        told.append(f"{glyph:04x}")
        full = widths.get(glyph)
        if full is None:
            full = widths[glyph] = _full_width(own, stream, item.item.analysis.font, glyph, size)
        kerning = full + offset - width * 1000 * own.FROM_UNITS / size
        if kerning:
            told.append(f">{int(kerning)}<")
    string = "".join(told)
    return string[:-1] if string.endswith("<") else f"{string}>"


def _letters(text: bytes, item: Any, number: int, place: int) -> str:
    """What a glyph stands for in the text."""
    clusters = item.glyphs.log_clusters
    start, end = clusters[place], item.item.length
    if item.item.analysis.level % 2:
        end = end if place == 0 else clusters[place - 1]
    elif place < number - 1:
        end = clusters[place + 1]
    offset = item.item.offset
    return text[offset + start : offset + end].decode()


def _full_width(own: Any, stream: Any, pango_font: Any, glyph: int, size: float) -> int:
    own.pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
    width: int = round(stream.logical_rect.width * 1000 * own.FROM_UNITS / size)
    return width
