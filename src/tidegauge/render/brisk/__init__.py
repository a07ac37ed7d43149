"""
WeasyPrint's innermost loops once more, for pages as ours are: a page takes two thirds of the time.

Each function here stands in for the one of WeasyPrint or pydyf that it names, and hands over to that what our pages do
not have. `engage` takes hold of the one version it was written against; any other runs as it comes, slower. A test sets
an issue both ways and compares the bytes; `lettering` and `endings`, which mend something, make others.
"""

from typing import Any

from tidegauge.render.brisk import (
    boxes,
    declarations,
    drawings,
    endings,
    files,
    glyphs,
    lettering,
    lines,
    repeats,
    styles,
    trees,
)
from tidegauge.render.brisk.drawings import seal
from tidegauge.render.brisk.libraries import by_loader
from tidegauge.render.brisk.trees import wrapped

__all__ = ["PARTS", "by_loader", "engage", "seal", "wrapped"]

WRITTEN_AGAINST = "70.0"
MENDING = (lettering, endings)
PARTS = (declarations, trees, styles, lines, repeats, glyphs, boxes, drawings, files, *MENDING)
MARK = "_tidegauge_brisk"
"""Attribute of WeasyPrint itself: a process takes hold of it once."""


def engage(weasyprint: Any) -> bool:
    """Put the quick functions in place; False where WeasyPrint is of another version."""
    if weasyprint.__version__ != WRITTEN_AGAINST:
        return False
    if not hasattr(weasyprint, MARK):
        setattr(weasyprint, MARK, True)
        for part in PARTS:
            part.engage()
    return True
