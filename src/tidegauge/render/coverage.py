"""What a language of a user's home still lacks, measured against English: words, wording, texts; all of it at once."""

import re
import tomllib
from collections.abc import Iterator

from tidegauge.errors import SettingsError
from tidegauge.model.words import Language
from tidegauge.settings import Home

FILES = ("reports/words/{}.toml", "templates/layout/wording.{}.toml", "templates/email/wording.{}.toml")
"""Files of words, by language."""
PROSE = re.compile(r"(?:prose|macros)\.(?P<language>[^.]+)\.j2")
NAME = "edition_{}"
"""What a language's edition is called, in its layout wording."""
TOLD = 8
"""Things lacking that a message names."""
_BLOCK = re.compile(r"{%-? (?:block|macro) (\w+)")


def files(home: Home, language: Language) -> Iterator[tuple[str, str]]:
    """Every file English is written in, and what it is called in a language."""
    for pattern in FILES:
        yield pattern.format("en"), pattern.format(language.value)
    found: set[str] = set()
    for folder in home.folders("templates"):
        for path in sorted(folder.rglob("*.en.j2")):
            found.add(f"templates/{path.relative_to(folder).as_posix()}")
    yield from ((name, name.replace(".en.j2", f".{language.value}.j2")) for name in sorted(found))


def lacking(home: Home, language: Language) -> Iterator[str]:
    """What English has and the language has not, file by file."""
    for english, own in files(home, language):
        if not any((root / own).is_file() for root in home.roots):
            yield f"the file {own}"
        elif own.endswith(".toml"):
            there = set(_keys(home, own))
            needed = list(_keys(home, english))
            if own.startswith("templates/layout/"):
                needed.append(NAME.format(language.value))
            yield from (f"{own} {key}" for key in needed if key not in there)
        else:
            there = set(_BLOCK.findall(home.read(own)))
            yield from (f"{own} block {name}" for name in _BLOCK.findall(home.read(english)) if name not in there)


def check(home: Home, language: Language) -> None:
    """
    Nothing is lacking.

    Raises:
        SettingsError: something is; the message names the first few and counts the rest.
    """
    found = list(lacking(home, language))
    if not found:
        return
    more = f" and {len(found) - TOLD} more" if len(found) > TOLD else ""
    raise SettingsError(
        f"The language {language.value} lacks {'; '.join(found[:TOLD])}{more}. Add them; whole files "
        f"`tidegauge init DIR --language {language.value}` writes, in English, to translate."
    )


def _keys(home: Home, file: str) -> Iterator[str]:
    try:
        table = tomllib.loads(home.read(file))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{home.find(file)} is not valid TOML: {error}.") from error
    for name, value in table.items():
        if name == "manner":
            continue
        yield from (f"[{name}] {key}" for key in value) if isinstance(value, dict) else (name,)
