"""What the wheel carries: the program, its reports and templates, nothing else."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Names of the files in a wheel built from the checkout, without network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with ZipFile(next(folder.glob("*.whl"))) as archive:
        return frozenset(archive.namelist())


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["reports", "templates"])
def test_every_report_and_template_is_in_the_wheel(wheel: frozenset[str], folder: str) -> None:
    """What the checkout reads beside the package, the wheel reads inside it."""
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert files
    assert {f"tidegauge/built_in/{name}" for name in files if "__pycache__" not in name} <= wheel


@pytest.mark.slow
def test_the_wheel_carries_nothing_else(wheel: frozenset[str]) -> None:
    """Package and metadata only: no tests, no output, no recorded data."""
    assert {name.split("/")[0].partition("-")[0] for name in wheel} == {"tidegauge"}
    assert "tidegauge/catalogue/series.csv" in wheel
    assert not [name for name in wheel if "/tests/" in name or name.endswith((".sqlite3", ".pdf", ".pyc"))]
