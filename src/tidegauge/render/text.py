"""
The pipe a text goes through after its numbers are in: every step takes and gives markup, and is tested alone.

Steps see the text between tags as one line: what lies in a superscript is passed over.
"""

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup

from tidegauge.model.words import Language

HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WESTERN = r"A-Za-z0-9$%+\u2212\u00b1\u20ac#&/"
NO_BREAK = "\u00a0"
WORD_JOINER = "\u2060"
_TOKEN = re.compile(r"(<sup\b.*?</sup>|<[^>]+>)", re.DOTALL)
_INSIDE = re.compile(f"(?<=[{HAN}])(?=[{WESTERN}])|(?<=[{WESTERN}])(?=[{HAN}])")
_BOUNDARY = re.compile(f"[{HAN}][{WESTERN}]|[{WESTERN}][{HAN}]")
_MEASURES = "[個億萬年月日週周次天倍期時分季家]"
_MEASURE = re.compile(rf"(?<=\d) (?={_MEASURES})|(?<=[年月第近]) (?=\d)")
_MEASURE_NEXT = re.compile(rf" (?={_MEASURES})")
_DATE_BEFORE = re.compile(r"(?<=[年月第近]) $")
_BARE_MEASURE = re.compile(r"(?<=[，、])(?=%)")
_LAST = rf"(?:[{HAN}]{{3}}|[\d.,]+ [{HAN}]{{1,2}})[，。：；！？、」）]*"
_ENDING = re.compile(rf"({_LAST})((?:</\w+>|<sup\b(?:(?!</sup>).)*</sup>)*)$", re.DOTALL)
_SPACES = re.compile(r"[ \t\r\n]+")


def tokens(markup: str) -> Iterator[tuple[str, bool]]:
    """Pieces of markup in order, each with whether it is text (else a tag or a whole superscript)."""
    for piece in _TOKEN.split(markup):
        if piece:
            yield piece, not piece.startswith("<")


def squeeze(markup: str) -> str:
    """Line breaks and runs of spaces of the template become one space, none at the ends."""
    return _SPACES.sub(" ", markup).strip(" ")


def join_han(markup: str) -> str:
    """A space that only a line break of the template put between Han characters or after a full-width mark goes."""
    wide, marks = f"{HAN}\u3000-\u303f\uff00-\uffef", "\u3000-\u303f\uff00-\uffef"
    needless = (
        f"(?<=[{wide}]) (?=[{wide}])",
        f"(?<=[{marks}]) ",
        f" (?=[{marks}])",
        f"(?<=>) (?=[{wide}])",
        f"(?<=[{wide}]) (?=(?:<[^>]+>)+[{wide}])",
    )
    return re.sub("|".join(needless), "", markup)


def close_up(markup: str) -> str:
    """English: no space before a comma, a full stop, a colon or a semicolon that a template's line break put there.

    A mark that is itself told of ("… not available; . not applicable") follows another mark and keeps its space.
    """
    return re.sub(r"(?<![,.;:]) +(?=[,.;:](?:\s|$|<))", "", markup)


def space_between_han_and_latin(markup: str) -> str:
    """
    An ordinary space between Han and Latin letters or digits, also where a tag stands between them.

    Serif and sans set it at about a quarter em, and it vanishes at the end of a line.
    """
    out: list[str] = []
    last, at = "", 0
    for piece, is_text in tokens(markup):
        if is_text:
            if last and _BOUNDARY.fullmatch(last + piece[0]):
                out.insert(at, " ")
            out.append(_INSIDE.sub(" ", piece))
            last, at = piece[-1], len(out)
        else:
            at += at == len(out) and not piece.startswith(("<span", "<time", "<a", "<strong"))
            out.append(piece)
    return "".join(out)


def keep_measures(markup: str) -> str:
    """
    No break between a number and its measure (10 個, 503.5 億, 11 月), nor after 年, 月, 第, 近 before a digit.

    A % that stands alone in a list of measures (季調，%；) does not begin a line either.
    """
    out: list[str] = []
    before = -1  # where the last text is: a number and its measure may stand in two elements
    for piece, is_text in tokens(markup):
        if is_text:
            told = _BARE_MEASURE.sub(WORD_JOINER, _MEASURE.sub(NO_BREAK, piece))
            if before >= 0 and out[before][-1].isdecimal() and _MEASURE_NEXT.match(told):
                told = NO_BREAK + told[1:]
            elif before >= 0 and told[0].isdecimal():
                out[before] = _DATE_BEFORE.sub(NO_BREAK, out[before])
            before = len(out)
            out.append(told)
        else:
            out.append(piece)
    return "".join(out)


def keep_ending(markup: str) -> str:
    """
    The last three Han characters of a paragraph, or a number with its unit (0.75 美元), and the mark stay on one line.

    A superscript may follow them.
    """
    match = _ENDING.search(markup)
    if not match:
        return markup
    return f'{markup[: match.start()]}<span class="nw">{match[1]}</span>{match[2]}'


def keep_last_words(markup: str) -> str:
    """English: the last two words stay together when the last has fewer than twelve letters."""
    head, space, tail = markup.rpartition(" ")
    plain = re.sub(r"<[^>]+>", "", tail)
    if not space or len(plain) >= 12 or "<" in head[-1:] or head.count("<") != head.count(">"):
        return markup
    return f"{head}{NO_BREAK}{tail}"


Step = Callable[[str], str]

CHINESE: tuple[Step, ...] = (squeeze, join_han, space_between_han_and_latin, keep_measures)
ENGLISH: tuple[Step, ...] = (squeeze, close_up)


def typeset(markup: str, language: Language) -> Markup:
    """A title or label, ready for the page."""
    for step in CHINESE if language.chinese else ENGLISH:
        markup = step(markup)
    return Markup(markup)


def paragraph(markup: str, language: Language) -> Markup:
    """A paragraph, ready for the page: as `typeset`, and its last line is not left short."""
    ending = keep_ending if language.chinese else keep_last_words
    return Markup(ending(typeset(markup, language)))


def clauses(markup: str, longest: int) -> Markup:
    """
    A Chinese title that breaks only after ，：；: each clause in a no-wrap span, unless it is longer than the measure.

    A clause that is longer does not leave fewer than three Han characters for its last line.

    Args:
        markup: A typeset title.
        longest: Han characters a line holds.
    """
    parts = re.split(r"(?<=[，：；])(?![^<]*>)", markup)
    return Markup("").join(
        Markup(f'<span class="nw">{part}</span>') if _width(part) <= longest else Markup(keep_ending(part))
        for part in parts
    )


def _width(markup: str) -> float:
    plain = re.sub(r"<sup\b.*?</sup>|<[^>]+>", "", markup)
    return sum(1.0 if re.match(f"[{HAN}\u3000-\u303f\uff00-\uffef]", one) else 0.55 for one in plain)
