"""Simplified Chinese from the finished Traditional page: OpenCC, the glossary's own terms, “ ” for 「 」."""

import csv
import re

from opencc import OpenCC

from tidegauge.settings import Home

QUOTES = str.maketrans("「」『』", "“”‘’")
MARKS = str.maketrans("「」『』於", "“”‘’于")
"""OpenCC keeps 於 before some characters (低於則), where it takes the two for a name."""
_QUARTER = re.compile(r"第([一二三四])季度")
"""EDITORIAL C5: 2025 年三季度 in Simplified."""
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

    def text(self, text: str) -> str:
        """A text without markup."""
        converted: str = self._opencc.convert(text)
        if self._pattern:
            converted = self._pattern.sub(lambda match: self._terms[match[0]], converted)
        return _QUARTER.sub(r"\1季度", converted.translate(MARKS))

    def page(self, page: str) -> str:
        """
        A page: text between tags and the attributes that are read aloud; never style sheets or addresses.
        """
        return "".join(self._piece(piece) for piece in _PIECE.split(page))

    def _piece(self, piece: str) -> str:
        if not _HAN.search(piece):
            return piece
        if not piece.startswith("<"):
            return self.text(piece)
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
