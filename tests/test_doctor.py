"""What the doctor looks at, and what it never says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tidegauge import settings
from tidegauge.doctor import Check, checks

Examine = Callable[..., dict[str, Check]]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all, since cutting fonts takes seconds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def examined(tmp_path: Path, cache: Path) -> Examine:
    """The checks by name, for a machine whose folders lie in `tmp_path`."""

    def examine(**environment: str) -> dict[str, Check]:
        places = {"TIDEGAUGE_CACHE": str(cache), "TIDEGAUGE_STORE": str(tmp_path / "store.sqlite3")}
        loaded = settings.load(environment=places | environment)
        return {one.name: one for one in checks(loaded, tmp_path / "output")}

    return examine


def test_what_is_wrong_has_a_remedy(examined: Examine) -> None:
    """A check that is not ok says what to do, one that is ok does not."""
    for one in examined().values():
        assert bool(one.remedy) is not (one.ok is True), one


def test_a_key_is_never_shown(examined: Examine) -> None:
    """Whether a key is set is told, the key is not."""
    found = examined(FRED_API_KEY="0123456789abcdef")
    assert found["FRED key"].ok is True
    assert found["EIA key"].ok is None
    assert "0123456789abcdef" not in repr(found)


def test_a_store_that_is_no_database_is_found(examined: Examine, tmp_path: Path) -> None:
    """A damaged store is reported before anything is collected into it."""
    (tmp_path / "store.sqlite3").write_bytes(b"this is no database at all, and long enough to be read as one" * 20)
    assert examined()["Store"].ok is False


def test_a_place_that_cannot_be_written_is_found(examined: Examine, tmp_path: Path) -> None:
    """A file in the place of the cache folder is reported with its name."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    found = examined(TIDEGAUGE_CACHE=str(tmp_path / "taken"))["Cache"]
    assert found.ok is False and str(tmp_path / "taken") in found.detail


def test_nothing_is_written_to_the_output_folder(examined: Examine, tmp_path: Path) -> None:
    """Looking does not make the folder, nor the store."""
    examined()
    assert not (tmp_path / "output").exists() and not (tmp_path / "store.sqlite3").exists()


@pytest.mark.parametrize("name", ["Python", "Cache", "Store", "Output folder", "Disk"])
def test_a_fresh_machine_is_fit(examined: Examine, name: str) -> None:
    """Empty folders that can be made are as good as existing ones."""
    assert examined()[name].ok is True
