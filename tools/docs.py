"""
Rewrite what the READMEs take from the program: their generated tables, and the pictures of a sample issue.

    tools/docs.py            both
    tools/docs.py tables     only the tables
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tidegauge import settings, speech
from tidegauge.cli import app
from tidegauge.indicators.table import INDICATORS
from tidegauge.model.words import Language
from tidegauge.reference import chinese_readings_table, commands_table, readings_table, sources_table, written
from tidegauge.render.words import Words

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
CHINESE = ROOT / "README.zh-Hant.md"
PICTURES = ROOT / "docs" / "pictures"
PAGES = {1: "key-points", 2: "dashboard", 3: "section"}
DAY = "2025-11-14"
LARGEST = 300_000
"""Bytes a picture may have."""


def tables() -> Mapping[str, str]:
    """The generated tables by name."""
    home = settings.load(environment={}).home
    english, chinese = Words.load(home, Language.EN), Words.load(home, Language.ZH_HANT)
    readings = readings_table(INDICATORS, english, chinese)
    return {"commands": commands_table(app), "readings": readings, "sources": sources_table()}


def chinese_tables() -> Mapping[str, str]:
    """The same for README.zh-Hant.md."""
    told = speech.catalogue(ROOT / "locale")
    words = Words.load(settings.load(environment={}).home, Language.ZH_HANT)
    commands = commands_table(app, lambda text: told.get(text, text), ("命令", "作用"))
    readings = chinese_readings_table(INDICATORS, words)
    return {"commands": commands, "readings": readings, "sources": sources_table(english=False)}


def pictures() -> None:
    """Pages of the sample issue of a fixed day as PNG, through pdftoppm."""
    renderer = shutil.which("pdftoppm")
    if renderer is None:
        sys.exit("pdftoppm is missing: `sudo apt-get install poppler-utils`.")
    with TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).parent / "tidegauge"), "build", "--sample", "--as-of", DAY]
        code = subprocess.run([*command, "--format", "pdf", "--out", folder], check=False).returncode
        if code not in (0, 3):
            sys.exit(f"The sample issue could not be built (exit {code}).")
        issue = next(Path(folder).rglob("*.pdf"))
        PICTURES.mkdir(parents=True, exist_ok=True)
        for page, name in PAGES.items():
            picture(renderer, issue, page, PICTURES / name)


def picture(renderer: str, issue: Path, page: int, target: Path) -> None:
    """One page, at the highest resolution that keeps the file small."""
    for resolution in (110, 90, 75, 60):
        span = ["-f", str(page), "-l", str(page), "-r", str(resolution)]
        subprocess.run([renderer, "-png", "-singlefile", *span, str(issue), str(target)], check=True)
        if target.with_suffix(".png").stat().st_size <= LARGEST:
            return
    sys.exit(f"{target}.png is larger than {LARGEST} bytes at any resolution.")


def main() -> None:
    """Tables always, pictures unless only tables are asked for."""
    README.write_text(written(README.read_text(encoding="utf-8"), tables()), encoding="utf-8")
    CHINESE.write_text(written(CHINESE.read_text(encoding="utf-8"), chinese_tables()), encoding="utf-8")
    if sys.argv[1:] != ["tables"]:
        pictures()


if __name__ == "__main__":
    main()
