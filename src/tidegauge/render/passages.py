"""The texts of a finished page as a reader takes them in: one passage a paragraph, cell or label, with its language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from tidegauge.model.words import Language

PROSE, TITLE, LABEL, TABLE, CHART, NOTE, SPOKEN = "prose", "title", "label", "table", "chart", "note", "spoken"
INLINE = frozenset(("a", "abbr", "b", "em", "i", "label", "small", "span", "strong", "sub", "sup", "time", "u", "wbr"))
"""Elements that do not end a passage."""
VOID = frozenset(("br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"))
HIDDEN = frozenset(["style", "script", "sup"])
READ_ALOUD = ("title", "alt", "aria-label")
ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (CHART, re.compile(r"^svg$")),
    (TABLE, re.compile(r"^(?:table|caption)$")),
    (
        TITLE,
        re.compile(r"^(?:h\d|title|figcaption|caption)$|\.(?:headline|chart-title|chart-subtitle|term|box-head)\b"),
    ),
    (NOTE, re.compile(r"\.(?:source|note|rail-note)\b")),
    (LABEL, re.compile(r"^(?:nav|header|label|legend|summary)$|\.(?:rail|figure|masthead|names|dateline|moves?)\b")),
)
"""What an element, or one around it, makes of its text: by tag, or by tag and classes."""
QUOTING = frozenset(("claims", "comment", "timeline"))
"""Sections that repeat the words of others."""
LISTING = frozenset(("analogues", "outlook"))
"""Sections whose tables do."""
_SPACE = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """
    One text.

    Attributes:
        language: BCP 47 tag of the element; zxx where it is in none.
        role: prose, title, label, table, chart, note or spoken.
        text: Without superscripts, spaces squeezed.
        quoted: Whether it stands where others are quoted.
    """

    language: str
    role: str
    text: str
    quoted: bool = False

    @property
    def chinese(self) -> bool:
        """Of either script."""
        return self.language.startswith("zh")

    @property
    def written(self) -> Language:
        """The language its sentences are written in: Simplified is derived from Traditional."""
        return Language.ZH_HANT if self.chinese else Language.EN


@dataclass(slots=True)
class _Open:
    tag: str
    language: str
    role: str
    quoted: bool
    lists: bool = False


class _Reader(HTMLParser):
    """Cuts a page where a block begins or ends and where the language changes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Passage] = []
        self._open = [_Open("", "", PROSE, False)]
        self._text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        around = self._open[-1]
        one = _Open(tag, given.get("lang", around.language), _role(tag, given, around.role), around.quoted)
        one.lists = around.lists or given.get("id") in LISTING
        one.quoted = around.quoted or given.get("id") in QUOTING or (one.lists and one.role == TABLE)
        if tag not in INLINE or one.language != around.language:
            self._cut()
        self.found += [Passage(one.language, SPOKEN, given[name]) for name in READ_ALOUD if given.get(name)]
        if tag in HIDDEN:
            self._hidden += 1
        if tag not in VOID:
            self._open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing inside: an element of a drawing."""

    def handle_endtag(self, tag: str) -> None:
        if not any(one.tag == tag for one in self._open):
            return
        while self._open[-1].tag != tag:
            self._close()
        self._close()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def _close(self) -> None:
        one = self._open[-1]
        if one.tag not in INLINE or one.language != self._open[-2].language:
            self._cut()
        self._hidden -= one.tag in HIDDEN
        self._open.pop()

    def _cut(self) -> None:
        text = _SPACE.sub(" ", "".join(self._text)).strip().replace("\u2060", "").replace("\u00a0", " ")
        self._text.clear()
        one = self._open[-1]
        if text:
            self.found.append(Passage(one.language, one.role, text, one.quoted))


def _role(tag: str, given: dict[str, str], around: str) -> str:
    if around != PROSE:
        return around
    named = "".join(f".{one}" for one in given.get("class", "").split())
    return next((role for role, pattern in ROLES if pattern.search(tag) or pattern.search(named)), PROSE)


def passages(page: str) -> Iterator[Passage]:
    """The texts of a page in the order of its source."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    yield from reader.found
