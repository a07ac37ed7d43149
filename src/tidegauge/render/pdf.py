"""
HTML to PDF. The only module that imports weasyprint, and itself imported when a PDF is wanted.

WeasyPrint reports a missing face, a broken image or a rule it does not know in its log and carries on; here every such
line stops the build. fontconfig is shown our folders only, so that nothing can be drawn from a font of the machine.
"""

import atexit
import logging
import os
import re
import threading
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from tidegauge.errors import RenderError
from tidegauge.model.words import Sheet
from tidegauge.render import brisk, tongues
from tidegauge.render.doctor import PANGO_REMEDY, SUBSET_REMEDY
from tidegauge.render.fonts import FontSet
from tidegauge.render.source import base, tree

HARMLESS = re.compile(r"Ignored `(fill|stroke|text-anchor|paint-order)[-\w]*:.*unknown property")
"""Style attributes of inline SVG pass through the CSS parser of the page too, which does not know them."""

FAMILIES = ("TgSerif", "TgSans", "TgSerifZ", "TgSansZ", "TSerif", "TSans")
ZOOM = {Sheet.A4: 1, Sheet.LETTER: 215.9 / 228.96}
HAN_CODE = re.compile(rb"> <[4-9][0-9a-f]{3}>")
"""Of a Han character, in the table that says what a face's glyphs mean."""
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Paper:
    """
    A PDF.

    Attributes:
        data: The file.
        pages: How many.
        fill: How much of each page's text block is used, 0 to 1.
        starts: Page on which each anchor lies, from 1.
        boxes: WeasyPrint's box of each page: where everything stands, for tests that measure.
    """

    data: bytes
    pages: int
    fill: tuple[float, ...]
    starts: Mapping[str, int]
    boxes: tuple[Any, ...] = field(default=(), repr=False)


def write(page: str, fonts: FontSet, day: date, attachments: Mapping[str, bytes], size: Sheet = Sheet.A4) -> Paper:
    """
    The PDF of a page.

    Args:
        page: From `Layout.page`.
        day: Date of the document and its attachments.
        attachments: Files by name.
        size: What the page is set for; on US Letter it is an A4 layout at 94.3%.

    Raises:
        RenderError: WeasyPrint complained, a face is not ours, a page is empty, or Pango is missing.
    """
    with _LOCK, _only_our_fonts(fonts), _strict_log() as complaints:
        weasyprint = _weasyprint()
        document = _laid_out(weasyprint, page)
        data: bytes = document.write_pdf(
            zoom=ZOOM[size],
            finisher=_finished,
            pdf_tags=True,
            attachments=[_attachment(weasyprint, name, content, day) for name, content in attachments.items()],
        )
    if complaints:
        raise RenderError(f"The PDF would not be as written: {'; '.join(dict.fromkeys(complaints))[:600]}.")
    _check_faces(document)
    fill, boxes = tuple(map(_fill, document.pages)), tuple(page._page_box for page in document.pages)
    paper = Paper(data, len(document.pages), fill, _starts(document), boxes)
    _check_pages(paper)
    return paper


def places(page: str, fonts: FontSet) -> dict[str, int]:
    """On which page each anchor would lie; nothing is written, and links that lead nowhere do not matter."""
    with _LOCK, _only_our_fonts(fonts), _strict_log():
        return _starts(_laid_out(_weasyprint(), page))


def _laid_out(weasyprint: Any, page: str) -> Any:
    configuration = _configuration(os.environ["FONTCONFIG_FILE"])  # noqa: TID251 - see `_only_our_fonts`
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("file",))
    source = weasyprint.HTML(string="<title></title>", url_fetcher=fetcher)
    root = tree(page)
    if brisk.engage(weasyprint):
        brisk.seal(root)
        source.wrapper_element = brisk.wrapped(root)
    else:
        source.wrapper_element = import_module("cssselect2").ElementWrapper.from_html_root(root, content_language=None)
    source.etree_element = source.wrapper_element.etree_element
    rules = weasyprint.CSS(string=base(root))
    source._ua_stylesheets = lambda forms=False: [rules]
    return source.render(font_config=configuration, pdf_tags=True)


@lru_cache(maxsize=1)
def _configuration(file: str) -> Any:
    """Fonts by their file of fontconfig, kept with the rules that name them: page 1 is often laid out alone first."""
    return import_module("weasyprint.text.fonts").FontConfiguration()


atexit.register(_configuration.cache_clear)  # WeasyPrint removes its files while Python is still whole


def _weasyprint() -> Any:
    try:
        with brisk.by_loader():
            weasyprint = import_module("weasyprint")
            subset = import_module("weasyprint.text.ffi").harfbuzz_subset
    except (ImportError, OSError) as error:
        raise RenderError(PANGO_REMEDY) from error
    if subset is None:
        raise RenderError(SUBSET_REMEDY)
    return weasyprint


def _attachment(weasyprint: Any, name: str, content: bytes, day: date) -> Any:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return weasyprint.Attachment(
        string=content.decode(), name=name, created=moment, modified=moment, relationship="Data"
    )


def _finished(document: Any, pdf: Any) -> None:
    tongues.mark(document, pdf)
    _hush_decoration(pdf)
    _spaces(pdf)
    for one in pdf.objects:
        _compress(one)
    add = pdf.add_object

    def compressed(one: Any) -> None:
        """What the writer itself adds at the end: the objects that are no streams, and the table of all places."""
        _compress(one)
        add(one)

    pdf.add_object = compressed


def _spaces(pdf: Any) -> None:
    """
    What is copied out of the file shall have plain spaces.

    A space and one that forbids a break are one glyph; and a Latin face, which has no ideographic space, sets one with
    its own space made wider.
    """
    for one in pdf.objects:
        lines = getattr(one, "stream", ())
        if b"begincmap" in lines:
            text = b"\n".join(line for line in lines if isinstance(line, bytes))
            others = (b"<00a0>",) if HAN_CODE.search(text) else (b"<00a0>", b"<3000>")
            one.stream = [_with_space(line, others) if isinstance(line, bytes) else line for line in lines]


def _with_space(line: bytes, others: tuple[bytes, ...]) -> bytes:
    for other in others:
        line = line.replace(other, b"<0020>")
    return line


def _compress(stream: Any) -> None:
    """At the usual level: the highest, which pydyf takes, saves 1% of the bytes for four times the work."""
    if not getattr(stream, "compress", False):
        return
    stream.compress = False
    plain = stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
    stream.stream = [zlib.compress(plain)]
    stream.extra["Filter"] = "/FlateDecode"


def _hush_decoration(pdf: Any) -> None:
    """A drawing that repeats what stands beside it (symbol, sparkline, bar) is no figure to tell of."""
    for one in pdf.objects:
        if isinstance(one, dict) and one.get("S") == "/Figure" and "Alt" not in one:
            one["S"] = "/NonStruct"
            one.pop("A", None)


@contextmanager
def _only_our_fonts(fonts: FontSet) -> Iterator[None]:
    """fontconfig reads FONTCONFIG_FILE when WeasyPrint loads it and for each document; afterwards it is as before."""
    environment = os.environ  # noqa: TID251 - fontconfig takes its file from nowhere else
    before = environment.get("FONTCONFIG_FILE")
    environment["FONTCONFIG_FILE"] = str(fonts.config)
    try:
        yield
    finally:
        if before is None:
            del environment["FONTCONFIG_FILE"]
        else:
            environment["FONTCONFIG_FILE"] = before


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if not HARMLESS.match(line):
            self.lines.append(line)


@contextmanager
def _strict_log() -> Iterator[list[str]]:
    handler = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield handler.lines
        handler.lines += [str(one.message) for one in caught if "Expect ugly output" in str(one.message)]
    finally:
        logger.removeHandler(handler)


def _check_faces(document: Any) -> None:
    for font in document.fonts.values():
        name = font.name.decode("ascii", "replace")
        if font.family not in FAMILIES or "Oblique" in name:
            raise RenderError(
                f"The PDF took the font {name}, which is not ours; name one of {', '.join(FAMILIES)} in templates/css."
            )


def _fill(page: Any) -> float:
    """Share of the text block above the lowest line, picture or cell."""
    box = page._page_box
    top, height = box.content_box_y(), box.height
    lowest = top
    pile = list(box.children)
    while pile:
        one = pile.pop()
        children = getattr(one, "children", ())
        if type(one).__name__ == "MarginBox":
            continue
        if children:
            pile.extend(children)
        elif getattr(one, "text", "").strip() or hasattr(one, "replacement"):
            lowest = max(lowest, one.position_y + (one.height if isinstance(one.height, (int, float)) else 0))
    return float(min(1.0, (lowest - top) / height))


def _starts(document: Any) -> dict[str, int]:
    starts: dict[str, int] = {}
    for number, page in enumerate(document.pages, start=1):
        for anchor in page.anchors:
            starts.setdefault(anchor, number)
    return starts


def _check_pages(paper: Paper) -> None:
    empty = [str(number) for number, fill in enumerate(paper.fill, start=1) if fill == 0]
    if empty:
        raise RenderError(f"Page {', '.join(empty)} of the PDF is empty: a block is taller than a page. Shorten it.")
