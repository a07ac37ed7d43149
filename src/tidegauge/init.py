"""A user's own home: copies of the reports and templates to rewrite, looked up before the built-in ones."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tidegauge.errors import OutputError, UsageError
from tidegauge.model.words import TAG, Language
from tidegauge.render import coverage, manner
from tidegauge.settings import Home

FOLDERS = ("reports", "templates")


@dataclass(frozen=True, slots=True)
class Written:
    """
    What `write_home` did.

    Attributes:
        files: Copied, in order.
        kept: Already there, and left as they were.
    """

    files: tuple[Path, ...]
    kept: tuple[Path, ...]


def write_home(folder: Path, home: Home) -> Written:
    """
    Copy every file of reports/ and templates/ into `folder`, none over an existing one.

    Raises:
        OutputError: the folder cannot be written.
    """
    files: list[Path] = []
    kept: list[Path] = []
    for source, name in _sources(home):
        target = folder / name
        if target.exists():
            kept.append(target)
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                f"{target} cannot be written ({reason}); name another folder: `tidegauge init DIR`."
            ) from error
        files.append(target)
    return Written(tuple(files), tuple(kept))


def write_language(folder: Path, home: Home, tag: str) -> Written:
    """
    The files a language needs, as copies of the English ones to translate, none over an existing one.

    Args:
        folder: Of the home.
        home: Where the English files are; where the folder has its own, those.
        tag: Of the language: fr.

    Raises:
        UsageError: the tag is none, or is a built-in language's.
        OutputError: the folder cannot be written.
    """
    if not TAG.fullmatch(tag) or tag in {one.value for one in Language}:
        raise UsageError(f"{tag!r} is no tag of a new language; give one as BCP 47 writes it: fr, ja, pt-BR.")
    wider = Home(tuple(dict.fromkeys((folder, *home.roots))))
    files: list[Path] = []
    kept: list[Path] = []
    for english, own in coverage.files(wider, Language(tag)):
        target = folder / own
        if target.exists():
            kept.append(target)
            continue
        text = wider.read(english)
        if english.startswith("reports/words/"):
            text += manner.skeleton(tag)
        elif english.startswith("templates/layout/"):
            text += f'{coverage.NAME.format(tag)} = "{tag}"\n'
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        except OSError as error:
            raise OutputError(
                f"{target} cannot be written ({error.strerror or error}); name another folder."
            ) from error
        files.append(target)
    return Written(tuple(files), tuple(kept))


def _sources(home: Home) -> Iterator[tuple[Path, Path]]:
    """File and its name below the home, each once: the one that `home` prefers."""
    seen: set[Path] = set()
    for root in home.roots:
        for top in FOLDERS:
            for path in sorted((root / top).rglob("*")):
                name = path.relative_to(root)
                if path.is_file() and name not in seen and not any(part.startswith(".") for part in name.parts):
                    seen.add(name)
                    yield path, name
