"""What this machine has and lacks, each with a remedy: what `tidegauge doctor` prints."""

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tidegauge.render import doctor as pages
from tidegauge.settings import Secret, Settings

OLDEST_PYTHON = (3, 11)
NEEDED_SPACE = 500
"""Free megabytes below which a build may not finish: cut fonts, raw answers, an issue in four editions."""


@dataclass(frozen=True, slots=True)
class Check:
    """
    One thing that was looked at.

    Attributes:
        name: What.
        ok: Whether it is as it must be; None where the program works without it.
        detail: What was found.
        remedy: What to do; empty when ok.
    """

    name: str
    ok: bool | None
    detail: str
    remedy: str = ""


def checks(settings: Settings, out: Path = Path("output")) -> list[Check]:
    """
    Everything that was looked at, in the order to put it right. Reads, and writes nothing but cut fonts in the cache.

    Args:
        settings: Of this run.
        out: Folder that issues are written to.
    """
    return [*_program(), *_pages(settings), *_folders(settings, out), *_keys(settings)]


def _program() -> Iterator[Check]:
    version = platform.python_version()
    enough = sys.version_info >= OLDEST_PYTHON
    yield Check("Python", enough, version, "" if enough else "Install Python 3.11 or newer and make .venv again.")


def _pages(settings: Settings) -> Iterator[Check]:
    found = (pages.check_pango(), pages.check_harfbuzz_subset(), pages.check_fonts(settings.cache, settings.home))
    for one in found:
        yield Check(one.name, one.ok, "found" if one.ok else "not usable", one.remedy)


def _folders(settings: Settings, out: Path) -> Iterator[Check]:
    yield _writable("Cache", settings.cache, "TIDEGAUGE_CACHE names another folder.")
    yield _store(settings.store)
    yield _writable("Output folder", out, "`--out DIR` names another folder.")
    yield _space(out)


def _writable(name: str, folder: Path, other: str) -> Check:
    there = _existing(folder)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Check(name, True, str(folder))
    return Check(name, False, f"{folder} cannot be written", f"Give yourself the right to write {there}; {other}")


def _store(path: Path) -> Check:
    other = "TIDEGAUGE_STORE names another file."
    if not path.exists():
        place = _writable("Store", path.parent, other)
        return Check("Store", place.ok, f"{path}: none yet, `tidegauge collect` begins it", place.remedy)
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        remedy = f"Move {path} away and collect again, or put a backup in its place; {other}"
        return Check("Store", False, f"{path} cannot be read ({error})", remedy)
    if not os.access(path, os.W_OK):
        return Check("Store", False, f"{path} cannot be written", f"Give yourself the right to write it; {other}")
    return Check("Store", True, str(path))


def _space(folder: Path) -> Check:
    free = shutil.disk_usage(_existing(folder)).free // 1_000_000
    remedy = "" if free >= NEEDED_SPACE else f"Free {NEEDED_SPACE} MB, or name another folder with `--out DIR`."
    return Check("Disk", free >= NEEDED_SPACE, f"{free:,} MB free", remedy)


def _existing(path: Path) -> Path:
    """The nearest folder above `path`, or `path` itself, that is there."""
    return next(one for one in (path.absolute(), *path.absolute().parents) if one.exists())


def _keys(settings: Settings) -> Iterator[Check]:
    """Only whether a key is set: never the key."""
    yield _key("FRED key", settings.fred_key, "FRED_API_KEY", "https://fred.stlouisfed.org/docs/api/api_key.html")
    yield _key("EIA key", settings.eia_key, "EIA_API_KEY", "https://www.eia.gov/opendata/register.php")


def _key(name: str, key: Secret, variable: str, where: str) -> Check:
    if key:
        return Check(name, True, f"{variable} is set")
    return Check(
        name, None, "not set; the sources without a key work without it", f"A free key from {where} in {variable}."
    )
