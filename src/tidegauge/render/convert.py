"""Simplified Chinese from the finished Traditional page: OpenCC, the glossary's own terms, “ ” for 「 」."""

import csv
import re
from collections.abc import Iterator

from opencc import OpenCC

from tidegauge.render.text import WORD_JOINER
from tidegauge.settings import Home

QUOTES = str.maketrans("「」『』", "“”‘’")
MARKS = str.maketrans("「」『』於", "“”‘’于")
"""OpenCC keeps 於 before some characters (低於則), where it takes the two for a name."""
_QUARTER = re.compile(r"第([一二三四])季度")
"""EDITORIAL C5: 2025年三季度 in Simplified."""
_FIGURE = re.compile(
    r"(?<=\d)[ \u00a0](?=年(?!期)|月|日|[万亿]|个(?:基点|百分点))"
    r"|(?<=[年月])[ \u00a0](?=\d)|(?<=年)[ \u00a0](?=[一二三四]季度)|(?<=日至)[ \u00a0](?=\d)"
)
"""And 2025年11月14日, 2.86万亿美元, 8个基点: the Traditional edition's quarter em goes within dates and figures."""
_ACROSS = re.compile(
    r"(?<=</time>至)[ \u00a0](?=<time)|(?<=[年月])[ \u00a0](?=<span[^>]*>\d)"
    r"|(?<=\d</span>)[ \u00a0](?=年(?!期)|月|日|[万亿]|个(?:基点|百分点))"
)
"""The same where a tag lies between."""
_PIECE = re.compile(r"(<(?:style|script)\b.*?</(?:style|script)>|<[^>]+>)", re.DOTALL)
_SPOKEN = re.compile(r'(\b(?:title|alt|aria-label|content|data-head|data-running|data-foot)=")([^"]*)"')
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\u300c-\u300f]")


class Simplifier:
    """
    Converts text and pages.

    Args:
        home: Where reports/glossary.csv is.
    """

    def __init__(self, home: Home) -> None:
        self._opencc = OpenCC("t2s")
        self._terms = self._glossary(home)
        longest = sorted(self._terms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest))) if longest else None

    def text(self, text: str, glue: str = "") -> str:
        """
        A text without markup.

        Args:
            text: In Traditional characters.
            glue: What keeps a figure together in place of its space, where lines are broken.
        """
        converted: str = self._opencc.convert(text)
        if self._pattern:
            converted = self._pattern.sub(lambda match: self._terms[match[0]], converted)
        return _FIGURE.sub(glue, _QUARTER.sub(r"\1季度", converted.translate(MARKS)))

    def page(self, page: str) -> str:
        """
        A page: text between tags and the attributes that are read aloud; never style sheets or addresses.
        """
        return _ACROSS.sub(WORD_JOINER, "".join(self._pieces(page)))

    def _pieces(self, page: str) -> Iterator[str]:
        drawn = False
        for piece in _PIECE.split(page):
            if piece.startswith(("<svg", "</svg")):
                drawn = piece.startswith("<svg")
            # A label of a chart is one line, drawn glyph by glyph: a joiner would be a box.
            yield self._piece(piece, "" if drawn else WORD_JOINER)

    def _piece(self, piece: str, glue: str) -> str:
        if not _HAN.search(piece):
            return piece
        if not piece.startswith("<"):
            return self.text(piece, glue)
        if piece.startswith(("<style", "<script")):
            return piece
        return _SPOKEN.sub(lambda match: f'{match[1]}{self.text(match[2])}"', piece)

    def _glossary(self, home: Home) -> dict[str, str]:
        """Words that conversion alone gets wrong: what OpenCC makes of them, and what the glossary says."""
        terms: dict[str, str] = {}
        for row in csv.DictReader(home.read("reports/glossary.csv").splitlines()):
            made = self._opencc.convert(row["zh_hant"]).translate(QUOTES)
            terms |= differences(made, row["zh_hans"])
        return terms


def differences(made: str, wanted: str) -> dict[str, str]:
    """The words of two characters in which terms of one length differ: 帐户 and 账户."""
    if len(made) != len(wanted):
        return {}
    places = [place for place, pair in enumerate(zip(made, wanted, strict=True)) if pair[0] != pair[1]]
    starts = [min(place, len(made) - 2) for place in places if len(made) > 1]
    return {made[start : start + 2]: wanted[start : start + 2] for start in starts}
