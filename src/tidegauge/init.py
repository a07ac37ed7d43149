"""A user's own home: copies of the reports and templates to rewrite, looked up before the built-in ones."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tidegauge.errors import OutputError
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
