"""
Charts as PNG: neither mail readers nor the WeChat editor show SVG or web fonts.

The chart is set by the same stage as the PDF, in the same faces and behind the same gates, on a page of its own, and
pdfium turns that page into pixels. So a picture cannot differ from the page, and no second renderer of SVG
text has to be trusted with Chinese.
"""

import re
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from io import BytesIO
from typing import Any

from tidegauge.errors import RenderError
from tidegauge.render import fonts, html

SHOWN, DENSITY = 600, 2
"""Width at which a chart is shown, and pixels of the file for each of that."""
PIXELS = SHOWN * DENSITY
COLOURS = 96
LEAST_INK = 0.002
"""Share of pixels that are not paper: a chart without lines has less."""
MARGIN_MM = 2
NEEDS_EXTRA = "E-mail and WeChat need two more packages: pip install 'tidegauge[mail]'."
_SIZE = re.compile(r'width="([\d.]+)mm" height="([\d.]+)mm"')

_PAGE = """<!DOCTYPE html>
<html lang="zh-Hant"><head><meta charset="utf-8"><title>{name}</title><style>
{fonts}
{pages}
@page {{ margin: {margin}mm }}
body {{ margin: 0; font-family: TgSans, TSans }}
svg {{ display: block }}
</style></head><body>
{drawings}
</body></html>"""


def pictures(
    drawings: Iterable[tuple[str, float, float]], faces: fonts.FontSet, day: date, shown: int = SHOWN
) -> list[tuple[bytes, int]]:
    """
    SVG drawings as PNG with twice the pixels they are shown with, and the height in pixels at which each is shown.

    Args:
        drawings: SVG text, width and height in millimetres.
        faces: That letter them.
        shown: Width in pixels.

    Raises:
        RenderError: a character has no glyph, or a picture came out blank.
    """
    wanted = list(drawings)
    if not wanted:
        return []
    page = _page(wanted, faces)
    fonts.check_glyphs(faces, html.runs(page))
    paper = import_module("tidegauge.render.pdf").write(page, faces, day, {})
    if paper.pages != len(wanted):
        raise RenderError(f"{len(wanted)} charts took {paper.pages} pages; look at render/pictures.py.")
    document = _pdfium().PdfDocument(paper.data)
    try:
        return [_pixels(document[number], shown) for number in range(len(wanted))]
    finally:
        document.close()


def size(drawing: str) -> tuple[float, float]:
    """Width and height of a chart's SVG in millimetres."""
    match = _SIZE.search(drawing)
    assert match, "charts state their size"
    return float(match[1]), float(match[2])


def ink(image: Any) -> float:
    """Share of an image's pixels that are not white paper."""
    histogram: list[int] = image.convert("L").histogram()
    return 1 - sum(histogram[250:]) / sum(histogram)


def blank(data: bytes) -> bool:
    """Whether a PNG shows nothing, or cannot be read."""
    library = import_module("PIL.Image")
    try:
        with library.open(BytesIO(data)) as image:
            return ink(image) < LEAST_INK
    except (OSError, SyntaxError):
        return True


def _page(drawings: list[tuple[str, float, float]], faces: fonts.FontSet) -> str:
    edge = 2 * MARGIN_MM
    rules = (
        f"@page p{number} {{ size: {width + edge}mm {height + edge}mm }}\n.p{number} {{ page: p{number} }}"
        for number, (_, width, height) in enumerate(drawings)
    )
    blocks = (f'<div class="p{number}">{svg}</div>' for number, (svg, _, _) in enumerate(drawings))
    return _PAGE.format(
        name="charts", fonts=faces.css(), pages="\n".join(rules), margin=MARGIN_MM, drawings="\n".join(blocks)
    )


def _pixels(page: Any, shown: int) -> tuple[bytes, int]:
    image = page.render(scale=shown * DENSITY / page.get_width()).to_pil().convert("RGB")
    if ink(image) < LEAST_INK:
        raise RenderError("A chart came out blank as a picture: nothing is sent. Build the HTML and look at the chart.")
    out = BytesIO()
    image.quantize(COLOURS, dither=0).save(out, "PNG", optimize=True)
    return out.getvalue(), round(image.height * shown / image.width)


def _pdfium() -> Any:
    try:
        return import_module("pypdfium2")
    except ImportError as error:
        raise RenderError(NEEDS_EXTRA) from error
