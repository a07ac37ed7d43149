"""A user's own home."""

from pathlib import Path

import pytest

from tidegauge.errors import OutputError
from tidegauge.init import write_home
from tidegauge.settings import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of two files, one in each folder."""
    root = tmp_path / "built-in"
    for name in ("reports/weekly.toml", "templates/weekly/repo/prose.en.j2"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("as built", encoding="utf-8")
    return Home((root,))


def test_every_file_is_copied(home: Home, tmp_path: Path) -> None:
    """Reports and templates arrive under the same names."""
    written = write_home(tmp_path / "mine", home)
    assert [path.relative_to(tmp_path / "mine").as_posix() for path in written.files] == [
        "reports/weekly.toml",
        "templates/weekly/repo/prose.en.j2",
    ]
    assert written.kept == ()


def test_a_file_of_the_users_is_kept(home: Home, tmp_path: Path) -> None:
    """A second run changes nothing and says what it kept."""
    mine = tmp_path / "mine"
    write_home(mine, home)
    (mine / "reports/weekly.toml").write_text("rewritten", encoding="utf-8")
    again = write_home(mine, home)
    assert (mine / "reports/weekly.toml").read_text(encoding="utf-8") == "rewritten"
    assert again.files == () and len(again.kept) == 2


def test_a_place_that_cannot_be_written_is_one_sentence(home: Home, tmp_path: Path) -> None:
    """A file where the folder should be is an OutputError that names it."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="taken"):
        write_home(tmp_path / "taken", home)
