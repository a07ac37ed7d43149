"""The tag tree of a PDF as a screen reader walks it: what kind of thing, in which language, and what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """A leaf of the tree: its language is its own, or that of the nearest element around it that has one."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the tree."""

    tag: str
    alt: str


def passages(file: Path) -> list[Passage]:
    """Every leaf, in reading order."""
    reader = PdfReader(file)
    root = reader.trailer["/Root"]
    pages = {page.indirect_reference.idnum: _marked(reader, page) for page in reader.pages}
    leaves = _leaves(root["/StructTreeRoot"]["/K"], None, str(root["/Lang"]))
    return [Passage(language, pages[page].get(mark, "")) for page, mark, language in leaves]


def elements(file: Path) -> list[Element]:
    """Every element, in reading order."""
    tree = PdfReader(file).trailer["/Root"]["/StructTreeRoot"]["/K"]
    return [Element(str(one["/S"])[1:], str(one.get("/Alt", ""))) for one in _walk(tree)]


def _walk(node: object) -> Iterator[DictionaryObject]:
    found = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(found, list):
        for one in found:
            yield from _walk(one)
    elif isinstance(found, DictionaryObject) and found.get("/Type") != "/OBJR":
        yield found
        yield from _walk(found.get("/K"))


def _leaves(node: object, page: int | None, language: str) -> Iterator[tuple[int, int, str]]:
    """Page, mark on the page, language."""
    found = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(found, int):
        assert page is not None
        yield page, int(found), language
    elif isinstance(found, list):
        for one in found:
            yield from _leaves(one, page, language)
    elif isinstance(found, DictionaryObject) and found.get("/Type") != "/OBJR":
        own = found.raw_get("/Pg").idnum if "/Pg" in found else page
        yield from _leaves(found.get("/K"), own, str(found.get("/Lang", language)))


def _marked(reader: PdfReader, page: PageObject) -> dict[int, str]:
    """The texts of a page by their marks."""
    letters = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    told: dict[int, str] = {}
    marks, font = [-1], {}
    for operands, operator in ContentStream(page["/Contents"], reader).operations:
        match operator:
            case b"BDC" | b"BMC":
                inner = operands[1] if len(operands) > 1 else {}
                marks.append(int(inner["/MCID"]) if isinstance(inner, dict) and "/MCID" in inner else marks[-1])
            case b"EMC":
                marks.pop()
            case b"Tf":
                font = letters[operands[0]]
            case b"Tj" | b"TJ":
                pieces = operands[0] if isinstance(operands[0], list) else operands
                codes = b"".join(one.original_bytes for one in pieces if hasattr(one, "original_bytes"))
                text = "".join(font.get(codes[at:end], "") for at, end in pairwise(range(0, len(codes) + 1, 2)))
                told[marks[-1]] = told.get(marks[-1], "") + text
    return told


def _letters(font: DictionaryObject) -> dict[bytes, str]:
    """What each glyph of a font stands for, by its two bytes."""
    table = font["/ToUnicode"].get_object().get_data()
    pairs = (pair for block in BLOCK.findall(table) for pair in PAIR.findall(block))
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
