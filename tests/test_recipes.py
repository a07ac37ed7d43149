"""The recipes of CONTRIBUTING.md, followed literally: each block is done as its head says, in a copy of the sources."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("src", "reports", "templates", "locale")
RECIPES = ("series", "reading", "section", "report", "language")
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<head>[^\n]+))?\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
HEAD = re.compile(r"(?P<file>\S+)(?: (?P<how>end|(?:after|replacing) (?P<line>.+)))?")


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, what its head says, and its text."""

    kind: str
    head: str
    body: str


def recipe(name: str) -> Iterator[Block]:
    """The blocks under "Add a series" and so on."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(rf"^## Add a {name}$(.*?)(?=^## )", guide, re.DOTALL | re.MULTILINE)
    assert found, f"CONTRIBUTING.md has no recipe for a {name}"
    yield from (Block(one["kind"], one["head"] or "", one["body"]) for one in BLOCK.finditer(found[1]))


class Kitchen:
    """A copy of the sources, and what the last command printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told = ""
        for name in COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        if block.kind == "sh":
            for line in block.body.strip().splitlines():
                self.run(line, fails=block.head == "fails")
        elif block.kind == "text":
            text = (self.folder / block.head).read_text(encoding="utf-8") if block.head else self.told
            for line in block.body.strip("\n").splitlines():
                assert line in text.replace("\u00a0", " "), f"{line!r} is not in {block.head or text[-2000:]}"
        else:
            self.write(block)

    def run(self, line: str, *, fails: bool) -> None:
        """A command, as a user types it."""
        words = shlex.split(line)
        if words[0] == "rm":
            (self.folder / words[1]).unlink()
            return
        assert words[0] == "tidegauge", line
        command = [sys.executable, "-c", "from tidegauge.cli import main; main()", *words[1:]]
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "src"), "LC_ALL": "C.UTF-8"}
        environment.pop("TIDEGAUGE_HOME", None)
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        self.told = done.stdout + done.stderr
        assert (done.returncode not in (0, 3)) is fails, f"{line}: {done.returncode}\n{self.told}"
        assert "Traceback" not in self.told, self.told

    def write(self, block: Block) -> None:
        """A file, or a part of one."""
        head = HEAD.fullmatch(block.head)
        assert head, f"what is to be done with {block.head!r}?"
        path = self.folder / head["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if not head["how"]:
            path.write_text(block.body, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        if head["how"] == "end":
            path.write_text(text + block.body, encoding="utf-8")
            return
        line = head["line"] + "\n"
        assert text.count(line) == 1, f"{head['file']} has {text.count(line)} lines {head['line']!r}"
        kept = "" if head["how"].startswith("replacing") else line
        path.write_text(text.replace(line, kept + block.body), encoding="utf-8")


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Kitchen:
    """One for all recipes: the reading needs the series, the report the section's home."""
    return Kitchen(tmp_path_factory.mktemp("recipes"))


def test_the_recipes_lead_where_they_say(kitchen: Kitchen) -> None:
    """A series, a reading, a section, a report and a language: every block, in the order of the page."""
    for name in RECIPES:
        blocks = list(recipe(name))
        assert {one.kind for one in blocks} >= {"sh", "text"}, f"the recipe for a {name} shows no result"
        for block in blocks:
            kitchen.follow(block)


def test_a_recipe_that_lies_is_found(kitchen: Kitchen) -> None:
    """A result that is not there, or a line that is not in its file, fails."""
    with pytest.raises(AssertionError):
        kitchen.follow(Block("text", "", "nothing prints this\n"))
    with pytest.raises(AssertionError):
        kitchen.follow(Block("toml", "reports/weekly.toml after no such line", "x = 1\n"))
