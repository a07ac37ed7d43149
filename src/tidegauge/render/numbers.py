"""
The gate on numbers: a page prints none that is not a reading, a date, a fixed wording or a numeral of its own order.

Pure, and one pass over the page's tags: it costs hundredths of a second and runs at every build, so that a sentence of
a user's own home is held to it as well.
"""

import re
from collections.abc import Iterator

from tidegauge.errors import RenderError
from tidegauge.model.words import Edition
from tidegauge.render.source import VOID

_PIECE = re.compile(r"<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"]|\"[^\"]*\")*?)(/?)>|([^<]+)")
_DRAWN = re.compile(r"<![^>]*>|<(svg|script|style|head)\b[^<]*(?:<(?!/\1>)[^<]*)*</\1>")
"""Charts carry their points; what stands in them is tested against their specs."""
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_BARE = re.compile(r"(?<![A-Za-z.\d])\d")
"""A digit that is not part of a name such as M2 or H.4.1."""
TOLD_BY_TAG = frozenset(("time", "sup"))
TOLD_BY_CLASS = frozenset(("w", "rank", "folio", "data"))
"""Windows, names, numerals of headings and quoted wording; places in a ranked list; page numbers; points of a chart."""


def bare(page: str) -> Iterator[str]:
    """The texts of a page with a number that leads nowhere."""
    inside = 0
    for closes, tag, attributes, closed, text in _PIECE.findall(_DRAWN.sub("", page)):
        if text:
            if not inside and _BARE.search(text):
                yield " ".join(text.split())
        elif closes:
            inside -= 1 if inside else 0
        elif not closed and tag not in VOID and (inside or _is_told(tag, attributes)):
            inside += 1


def _is_told(tag: str, attributes: str) -> bool:
    if tag in TOLD_BY_TAG or " data-r=" in attributes:
        return True
    classes = _CLASSES.search(attributes)
    return classes is not None and not TOLD_BY_CLASS.isdisjoint(classes[1].split())


def gate(page: str, edition: Edition) -> None:
    """
    Stop a page with such a number.

    Raises:
        RenderError: one sentence with the text and what to write instead.
    """
    found = next(bare(page), None)
    if found is not None:
        raise RenderError(
            f"Edition {edition.value}: a number without a source in {found[:120]!r}; print a reading with | value, a "
            "date with | day, a fixed wording with | fixed: correct the sentence in templates/ or reports/."
        )
