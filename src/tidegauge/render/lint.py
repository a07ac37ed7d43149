"""
Checks of language over what a page says: script, punctuation, terms, formats, acronyms, ended statistics.

Pure: text and tables in, findings out. The build runs `gate`, which costs milliseconds; the tests run `check` over
every text of every edition. The tables are reports/language.toml and reports/glossary.csv.
"""

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidegauge.errors import RenderError
from tidegauge.model.words import Edition, Language
from tidegauge.render.passages import PROSE, Passage
from tidegauge.render.text import HAN
from tidegauge.settings import Home

_HAN = re.compile(f"[{HAN}]")
_ENCODINGS = {"traditional": "big5", "simplified": "gb2312"}
"""The national character sets of 1980 and 1984: a character in one only belongs to one script only."""
SIMPLIFIED_IN_BIG5 = frozenset("价体")
"""Old characters of the Traditional set that today are only read as Simplified."""
TRADITIONAL_IN_GB = frozenset("於")
VARIANTS = re.compile(
    r"[爲裏賬羣啓衆峯喫]|槓杆|杠桿|(?<=[本上下每一兩幾數四\d\u00a0 ])周(?!年)|周(?=[一二三四五六日末報均度環])"
)
"""EDITORIAL C6.10: one form of each character; 週 for a week."""
HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}」）])[ \u00a0]?[,;:!?()]|[,;:!?()][ \u00a0]?(?=[{HAN}「（])|(?<=[{HAN}」）])\.(?!\d)"
)
STRAIGHT = re.compile(r"[\"']")
WIDE = re.compile(r"[，。：；！？（）「」『』、《》]")
JOINED = re.compile(r"\w*[a-z)”][.!?;:,][A-Z“][a-z]\w*")
"""English: two sentences with no space between."""
HYPHEN_MINUS = re.compile(r"(?<![\w\d\u2013\u2212/.-])-(?=\d)")
DECADE = "兆"
QUOTES = {Language.ZH_HANT: re.compile("[“”]|(?<![A-Za-z])[‘’]"), Language.ZH_HANS: re.compile("[「」『』]")}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SENTENCE_END = re.compile(r"[。；;！？]|[.!?](?=\s|$)")
UNGROUPED = re.compile(r"(?<![\d.,])\d{4,}\s?[億萬亿万]")
"""An amount of four digits or more without a comma between its thousands."""
FORMATS: Mapping[Language, tuple[re.Pattern[str], ...]] = {
    Language.EN: (
        re.compile(rf"\b(?:{MONTHS}) (?:[12]?\d|3[01])(?:st|nd|rd|th)?\b(?!-)"),
        re.compile(r"\d ?(?:bps|bn|tn|trn|mn)\b"),
        re.compile(r"\b\d{4}-\d\d-\d\d\b"),
        re.compile(r"\d percent\b"),
    ),
    Language.ZH_HANT: (
        re.compile(r"\d[ \u00a0]?(?:bps?|bn|tn|trillion|billion|million|percent)\b"),
        re.compile(r"\b\d{4}-\d\d-\d\d\b"),
        re.compile(r"\d[ \u00a0]?十億|[一二三四五六七八九]十億|(?<![一二三四五六七八九])十億|碼"),
        re.compile(rf"\b(?:{MONTHS})\b"),
        UNGROUPED,
    ),
}
"""EDITORIAL C5: forms that running text does not have."""


@dataclass(frozen=True, slots=True)
class Slip:
    """
    What is wrong, where.

    Attributes:
        rule: Its name.
        found: The characters or words.
        passage: The text they stand in.
    """

    rule: str
    found: str
    passage: Passage

    def __str__(self) -> str:
        return f"{self.rule}: {self.found!r} in {self.passage.language} {self.passage.role}: {self.passage.text}"


@dataclass(frozen=True, slots=True)
class Ended:
    """
    A statistic with a first or last day.

    Attributes:
        begins, ends: First and last day it describes; None where there is none.
        names: What it is called besides its acronym, a pattern by language.
    """

    begins: date | None
    ends: date | None
    names: Mapping[str, str]

    @property
    def years(self) -> set[int]:
        """In which it began and ended."""
        return {day.year for day in (self.begins, self.ends) if day is not None}

    def stands(self, day: date) -> bool:
        """Whether it describes a day."""
        return (self.begins is None or day >= self.begins) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Tables:
    """
    What the checks look words up in.

    Attributes:
        forbidden: Renderings the house does not use, by language, with what it says instead.
        acronyms: Full names by acronym and written language.
        ended: Statistics by acronym.
        likelihood: Words of probability by language, each with its range in percent.
        hedges: Words that sound like a probability and are bound to none.
    """

    forbidden: Mapping[str, Mapping[str, str]]
    acronyms: Mapping[str, Mapping[str, str]]
    ended: Mapping[str, Ended]
    likelihood: Mapping[str, Mapping[str, tuple[int, int]]]
    hedges: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, home: Home) -> "Tables":
        """From reports/language.toml and reports/glossary.csv."""
        told = tomllib.loads(home.read("reports/language.toml"))
        glossary = list(csv.DictReader(home.read("reports/glossary.csv").splitlines()))
        return cls(
            forbidden={
                Language.ZH_HANT.value: taiwan(glossary, told["shared"]) | told["instead"]["zh-Hant"],
                Language.EN.value: told["instead"]["en"],
            },
            acronyms=told["acronym"],
            ended={name: _ended(one) for name, one in told["ended"].items()},
            likelihood=_ranges(told["likelihood"]),
            hedges={language: tuple(words) for language, words in told["hedge"].items()},
        )


def _ended(row: Mapping[str, Any]) -> Ended:
    names = {language: pattern for language, pattern in row.items() if language not in ("begins", "ends")}
    return Ended(row.get("begins"), row.get("ends"), names)


def _ranges(rows: Iterable[Mapping[str, object]]) -> dict[str, dict[str, tuple[int, int]]]:
    ranges: dict[str, dict[str, tuple[int, int]]] = {"en": {}, "zh-Hant": {}}
    for row in rows:
        low, high = int(str(row["from"])), int(str(row["to"]))
        for language, words in ranges.items():
            words[str(row[language])] = (low, high)
    return ranges


def taiwan(glossary: Iterable[Mapping[str, str]], shared: Mapping[str, list[str]]) -> dict[str, str]:
    """
    What only the Taiwan edition says, with the house's word: each rendering of zh_tw that is in no house term.

    Args:
        shared: Renderings that are ordinary words here too.
    """
    rows = list(glossary)
    house = "\n".join(row["zh_hant"] for row in rows)
    return {
        one: row["zh_hant"]
        for row in rows
        for one in re.split(r"[（）()/、 ]+", row["zh_tw"])
        if len(one) > 1 and _HAN.search(one) and one not in house and one not in shared["zh-Hant"]
    }


def foreign(text: str, script: str) -> str:
    """
    The characters of a text that do not belong to a script.

    Args:
        script: "traditional" or "simplified".
    """
    other = "simplified" if script == "traditional" else "traditional"
    extra = SIMPLIFIED_IN_BIG5 if script == "traditional" else TRADITIONAL_IN_GB
    han = {one for one in set(text) if _HAN.match(one)}
    wrong = {one for one in han if one in extra or (_in(one, other) and not _in(one, script))}
    return "".join(sorted(wrong))


def _in(one: str, script: str) -> bool:
    try:
        one.encode(_ENCODINGS[script])
    except UnicodeEncodeError:
        return False
    return True


def gate(runs: Iterable[str], edition: Edition) -> None:
    """
    Stop a page in the wrong script or with half-width marks between Han.

    Args:
        runs: Its pieces of text, as `html.runs` gives them.

    Raises:
        RenderError: one sentence with the characters, the text, and where to look.
    """
    script = "simplified" if edition is Edition.ZH_HANS else "traditional"
    kept = tuple(runs)
    wrong = foreign("".join(kept), script)
    for run in kept:
        found = next((one for one in run if one in wrong), None) or _half(run)
        if found:
            raise RenderError(
                f"Edition {edition.value}: {found!r} does not belong into {run.strip()!r}; correct the sentence in "
                "templates/, the word in reports/, or the term in reports/glossary.csv."
            )


def _half(run: str) -> str:
    match = HALF_WIDTH.search(run)
    return match[0] if match else ""


Rule = Callable[[Passage, Tables, date], Iterator[str]]


def script(one: Passage, tables: Tables, as_of: date) -> Iterator[str]:
    """Only characters of the passage's own script, and one form of each."""
    if one.language == Language.ZH_HANS:
        yield from foreign(one.text, "simplified")
    elif one.language == Language.ZH_HANT:
        yield from foreign(one.text, "traditional")
        yield from VARIANTS.findall(one.text)
    elif one.language == Language.EN:
        yield from _HAN.findall(one.text)


def punctuation(one: Passage, tables: Tables, as_of: date) -> Iterator[str]:
    """Full-width marks and the script's quotation marks in Chinese, curly ones in English, true minus signs."""
    if one.chinese:
        yield from HALF_WIDTH.findall(one.text)
        yield from QUOTES[Language(one.language)].findall(one.text)
        yield from re.findall(DECADE, one.text)
    elif one.language == Language.EN:
        yield from WIDE.findall(one.text)
        yield from JOINED.findall(one.text)
    yield from STRAIGHT.findall(one.text)
    yield from HYPHEN_MINUS.findall(one.text)


def terms(one: Passage, tables: Tables, as_of: date) -> Iterator[str]:
    """No rendering that the glossary rules out."""
    if one.quoted:
        return
    for word in tables.forbidden.get(one.language, {}):
        if re.search(word, one.text):
            yield word


def formats(one: Passage, tables: Tables, as_of: date) -> Iterator[str]:
    """Numbers, money and dates as the edition writes them in running text."""
    if one.role == PROSE:
        for pattern in FORMATS.get(one.written, ()):
            yield from (match[0] for match in pattern.finditer(one.text))


def ended(one: Passage, tables: Tables, as_of: date) -> Iterator[str]:
    """
    No statistic after its end or before its beginning, unless its sentence names a year in which it was published, or
    the text names the year in which it ended or began.
    """
    if one.quoted:
        return
    told = _years(one.text)
    for sentence in SENTENCE_END.split(one.text):
        for name, life in tables.ended.items():
            if not life.stands(as_of) and _names(sentence, name, life.names.get(one.language)):
                excuses = {*_years(sentence), *(told & life.years)}
                if not any(life.stands(date(year, month, 1)) for year in excuses for month in (1, 12)):
                    yield name


def _years(text: str) -> set[int]:
    """A Han character beside a figure is no part of its word: 2021年."""
    return {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text, re.ASCII)}


def _names(sentence: str, acronym: str, name: str | None) -> bool:
    called = name is not None and re.search(name, sentence, re.IGNORECASE) is not None
    return called or re.search(rf"\b{acronym}\b", sentence, re.ASCII) is not None


def likelihood(one: Passage, tables: Tables, as_of: date) -> Iterator[str]:
    """A word of probability only with its range in brackets; other hedges not at all."""
    if one.quoted or one.role != PROSE:
        return
    written = one.written.value
    for word in tables.hedges.get(written, ()):
        yield from (match[0] for match in re.finditer(word, one.text))
    for word, (low, high) in tables.likelihood.get(written, {}).items():
        for match in re.finditer(rf"\b{word}\b" if written == "en" else word, one.text):
            if not re.match(rf" ?[（(]{low}[–至 ]+{high}", one.text[match.end() :]):
                yield word


RULES: Mapping[str, Rule] = {
    "script": script,
    "punctuation": punctuation,
    "terms": terms,
    "formats": formats,
    "ended": ended,
    "likelihood": likelihood,
}


def check(passages: Iterable[Passage], tables: Tables, as_of: date) -> list[Slip]:
    """Everything wrong with a page's texts, in reading order by rule; see `RULES` and `unintroduced`."""
    kept = list(passages)
    slips = [
        Slip(name, found, one) for name, rule in RULES.items() for one in kept for found in rule(one, tables, as_of)
    ]
    return slips + list(unintroduced(kept, tables))


def unintroduced(passages: Iterable[Passage], tables: Tables) -> Iterator[Slip]:
    """
    Acronyms whose first mention in running text lacks the full name, by language.

    Headline, titles, labels and tables do not count: they stand beside a text that does.
    """
    seen: set[tuple[str, str]] = set()
    for one in passages:
        if one.role != PROSE or one.quoted:
            continue
        for acronym, names in tables.acronyms.items():
            key = (one.language, acronym)
            if key in seen or not (match := re.search(rf"(?<![A-Za-z]){acronym}(?![A-Za-z])", one.text)):
                continue
            seen.add(key)
            if not _introduced(one.text[: match.start()], names[one.written.value], one.language):
                yield Slip("first mention", acronym, one)


def _introduced(before: str, name: str, language: str) -> bool:
    if language == Language.EN:
        return re.search(rf"(?:{name})s? \($", before, re.IGNORECASE) is not None
    return before.endswith("（") and (language == Language.ZH_HANS or re.search(rf"(?:{name})（$", before) is not None)
