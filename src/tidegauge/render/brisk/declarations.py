"""
Types of C: to read the name of one, cffi has each type of Pango declared to its parser anew; here those it is made of.

Thirty names are read where a page is laid out, and seventy types stood before each.
"""

import re
from typing import Any

from tidegauge.render.brisk.stock import stock

WORD = re.compile(r"\w+")
KNOWN = "typedef "


def engage() -> None:
    """In place of `Parser._parse`, of the one parser that WeasyPrint's libraries have."""
    parser = stock("weasyprint.text.ffi").ffi._parser
    parse = parser._parse

    def quick(source: str) -> Any:
        words = set(WORD.findall(source))
        declared = parser._declarations
        parser._declarations = {
            name: one
            for name, one in declared.items()
            if not name.startswith(KNOWN) or name.removeprefix(KNOWN) in words
        }
        try:
            return parse(source)
        finally:
            parser._declarations = declared

    parser._parse = quick
