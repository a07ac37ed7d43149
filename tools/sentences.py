"""
The sentences of errors as the source has them: what locale/ must hold a translation of.

An error is raised with a finished English sentence, wherever it is raised; src/tidegauge/speech.py knows it again by
its pattern and says it in Chinese. Patterns are read from the source: texts and f-strings handed to an exception, the
constants and local texts they name, and what is handed to functions that make an error of it.

    tools/sentences.py       print those that have no translation yet, as entries for the .po file
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tidegauge import speech

ROOT = Path(__file__).resolve().parents[1]
BUILT_IN = {"ValueError"}
"""Exceptions of the language whose text becomes part of one of our sentences."""
SENTENCE = re.compile(r"(?:^|\s)\(?[A-Za-z]{2,}[.:,;)]*(?:\s|$)")
TECHNICAL = re.compile(r"\bSELECT\b|charset=|boundary=|^Noto |^Tidegauge \{|^\w+$|^check\.|[\u4e00-\u9fff]")
"""What is a sentence or a piece of one, and what is none although it has spaces."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Source:
    """The modules of the program, and what is named in them."""

    trees: list[ast.Module]
    errors: set[str] = field(default_factory=lambda: set(BUILT_IN))
    constants: dict[str, ast.expr] = field(default_factory=dict)
    makers: set[str] = field(default_factory=set)


def sentences(folder: Path = ROOT / "src") -> dict[str, None]:
    """Every pattern, in the order of the source: places to fill in are in braces, by name."""
    source = _read(folder)
    found: dict[str, None] = {}
    for tree in source.trees:
        for function in [one for one in ast.walk(tree) if isinstance(one, Function)]:
            for text in _texts(source, function):
                pattern = _pattern(text)
                if SENTENCE.search(speech.PLACE.sub("", pattern)) and not TECHNICAL.search(pattern):
                    found.setdefault(pattern)
    return found


def _read(folder: Path) -> Source:
    source = Source([ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))])
    classes = [one for tree in source.trees for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    for _ in range(4):  # the tree of errors is no deeper
        source.errors |= {
            one.name for one in classes if any(_name(base) in source.errors | {"TidegaugeError"} for base in one.bases)
        }
    source.errors |= {"TidegaugeError"}
    for tree in source.trees:
        for one in tree.body:
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
                source.constants[one.targets[0].id] = one.value
    for tree in source.trees:
        for function in [one for one in ast.walk(tree) if isinstance(one, Function)]:
            given = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
            for call in _calls(function, source.errors):
                if call.args and given & {one.id for one in _names(call.args)} and _shown(call, given):
                    source.makers.add(function.name)
    return source


def _shown(call: ast.Call, given: set[str]) -> bool:
    """Whether a parameter stands in the sentence as it is: then it may be a piece of sentence itself."""
    pieces = [one.value for one in ast.walk(call.args[-1]) if isinstance(one, ast.FormattedValue)] + list(call.args)
    return any(isinstance(one, ast.Name) and one.id in given for one in pieces)


def _texts(source: Source, function: Function) -> Iterator[ast.expr]:
    local: dict[str, list[ast.expr]] = {}
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            local.setdefault(one.targets[0].id, []).append(one.value)
    for call in _calls(function, source.errors | source.makers):
        for argument in (*call.args, *(one.value for one in call.keywords)):
            yield from _spelt(source, local, argument, deep=True)


def _spelt(source: Source, local: dict[str, list[ast.expr]], one: ast.expr, *, deep: bool) -> Iterator[ast.expr]:
    """Texts an expression may come to."""
    if isinstance(one, ast.Constant) and isinstance(one.value, str):
        yield one
    elif isinstance(one, ast.JoinedStr):
        yield one
        for value in one.values:
            if isinstance(value, ast.FormattedValue):
                yield from _spelt(source, local, value.value, deep=deep)
    elif isinstance(one, ast.IfExp):
        yield from _spelt(source, local, one.body, deep=deep)
        yield from _spelt(source, local, one.orelse, deep=deep)
    elif isinstance(one, ast.BoolOp):
        for value in one.values:
            yield from _spelt(source, local, value, deep=deep)
    elif isinstance(one, ast.Name) and deep:
        for value in [*local.get(one.id, ()), *([source.constants[one.id]] if one.id in source.constants else ())]:
            yield from _spelt(source, local, value, deep=False)


def _calls(function: Function, names: set[str]) -> Iterator[ast.Call]:
    return (one for one in ast.walk(function) if isinstance(one, ast.Call) and _name(one.func) in names)


def _names(nodes: Iterable[ast.AST]) -> Iterator[ast.Name]:
    return (one for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name))


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _pattern(text: ast.expr) -> str:
    """The text with a name for each place, twice the same expression being one place."""
    if isinstance(text, ast.Constant):
        return str(text.value).replace("{", "{{").replace("}", "}}")
    places: dict[str, str] = {}
    out = []
    for piece in getattr(text, "values", ()):
        if isinstance(piece, ast.Constant):
            out.append(str(piece.value).replace("{", "{{").replace("}", "}}"))
            continue
        told = ast.unparse(piece.value) + chr(piece.conversion if piece.conversion > 0 else 0)
        if told not in places:
            named = _called(piece.value)
            while named in places.values():
                named += "_"
            places[told] = named
        out.append(f"{{{places[told]}}}")
    return "".join(out)


def _called(one: ast.expr) -> str:
    words = [
        part.id if isinstance(part, ast.Name) else part.attr
        for part in ast.walk(one)
        if isinstance(part, ast.Name | ast.Attribute)
    ]
    plain = [
        word
        for word in words
        if word not in {"join", "sorted", "repr", "str", "len", "strip", "get", "upper", "replace"}
    ]
    return plain[0] if plain else "what"


def main() -> None:
    """Print what is to be translated."""
    told = speech.catalogue(ROOT / "locale")
    for one in sentences():
        if one not in told:
            quoted = one.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            sys.stdout.write(f'msgid "{quoted}"\nmsgstr ""\n\n')


if __name__ == "__main__":
    main()
