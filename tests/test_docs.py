"""Documents that cannot drift."""

import re
import tomllib
from pathlib import Path

import pytest

from tidegauge import catalogue, settings
from tidegauge.errors import SettingsError
from tidegauge.indicators.table import INDICATORS
from tidegauge.model.words import Language
from tidegauge.reference import ADDRESSES, commands_table, readings_table, sources_table, written
from tidegauge.render.words import Words

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def names(requirements: list[str]) -> set[str]:
    """Package names of requirement lines."""
    return {re.split(r"[<>=\[~!; ]", line)[0] for line in requirements}


def project() -> dict[str, object]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def test_the_readme_lists_the_commands_there_are() -> None:
    """The table of commands is the one the program writes; `make docs` refreshes it."""
    from tidegauge.cli import app

    assert commands_table(app) in README


def test_the_readme_lists_the_readings_there_are() -> None:
    """The table of readings is the one the program writes; `make docs` refreshes it."""
    home = settings.load(environment={}).home
    english, chinese = Words.load(home, Language.EN), Words.load(home, Language.ZH_HANT)
    assert readings_table(INDICATORS, english, chinese) in README


def test_the_readme_lists_the_sources_there_are() -> None:
    """The table has a row for each address of the settings, with the key of those that take one."""
    assert sources_table() in README
    assert set(ADDRESSES) == set(settings.BASE_ADDRESSES)
    assert {name for name, row in ADDRESSES.items() if row[2]} == {"fred", "eia"}


def test_the_page_of_sources_names_them_all() -> None:
    """docs/sources.md has each source and each series that only a user's own file has."""
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    own = [one.id for one in catalogue.load().values() if one.publisher == "user"]
    assert len(own) == 6
    assert not [name for name in (*ADDRESSES, *own) if f"`{name}`" not in text]


def test_a_missing_marker_is_an_error() -> None:
    """A table whose place is not marked is not lost silently."""
    with pytest.raises(SettingsError, match="generated:readings"):
        written("no markers here", {"readings": "| a |"})


def test_a_table_replaces_the_old_one() -> None:
    """Writing a table twice gives the same text."""
    text = "a\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nb"
    once = written(text, {"x": "new"})
    assert once == "a\n<!-- generated:x -->\nnew\n<!-- /generated:x -->\nb" == written(once, {"x": "new"})


def test_every_dependency_is_explained() -> None:
    """docs/dependencies.md has a row with licence and reason for each library of pyproject.toml, and for no other."""
    table = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").split("## System packages")[0]
    explained = set(re.findall(r"^\| ([a-z][a-z0-9-]*) \|", table, re.MULTILINE)) - {"library"}
    described = project()
    needed = names(described["dependencies"])  # type: ignore[arg-type]
    for extra in described["optional-dependencies"].values():  # type: ignore[attr-defined]
        needed |= names(extra) - {"tidegauge"}
    assert explained == needed


def test_every_dependency_is_pinned() -> None:
    """constraints.txt pins each library of pyproject.toml, and names no index."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {line.split("==")[0] for line in text.splitlines() if "==" in line}
    described = project()
    needed = names(described["dependencies"])  # type: ignore[arg-type]
    for extra in described["optional-dependencies"].values():  # type: ignore[attr-defined]
        needed |= names(extra) - {"tidegauge"}
    assert needed <= pinned
    assert "://" not in text and "--" not in text


@pytest.mark.parametrize("picture", re.findall(r"\]\((docs/pictures/[^)]+)\)", README))
def test_pictures_are_there_and_small(picture: str) -> None:
    """Every picture the README shows exists and has less than 300 kB."""
    assert 0 < (ROOT / picture).stat().st_size <= 300_000


@pytest.mark.parametrize("page", re.findall(r"\]\(((?!http)[^)]+\.md)\)", README))
def test_pages_the_readme_links_exist(page: str) -> None:
    """No dead links within the repository."""
    assert (ROOT / page).is_file()


def test_decisions_are_numbered_without_gaps() -> None:
    """1, 2, 3: each with its date."""
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    found = re.findall(r"^(\d+)\. \*\*\d{4}-\d{2}-\d{2}\.", text, re.MULTILINE)
    assert [int(number) for number in found] == list(range(1, len(found) + 1))
