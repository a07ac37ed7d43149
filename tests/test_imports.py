"""What the program imports, it says it needs."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "src" / "tidegauge").rglob("*.py"))
LONGEST_MODULE = 400


def normal(name: str) -> str:
    """One spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """Packages that pyproject.toml names, extras of the runtime included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["mail"], *extras["web"], *extras["dask"]]
    return {normal(re.split(r"[<>=\[~!; ]", line)[0]) for line in lines}


def imported(path: Path) -> set[str]:
    """Top-level packages a module imports, wherever in it, without the standard library and ourselves."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"tidegauge"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_import_is_a_declared_dependency(path: Path) -> None:
    """A package that is only there because another one brought it may be gone tomorrow."""
    distributions = packages_distributions()
    for name in imported(path):
        assert {normal(one) for one in distributions.get(name, [name])} & declared(), name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_is_too_long_to_read(path: Path) -> None:
    """No module has more than 400 lines, the visible table of series and the model of a page apart."""
    if path.name not in ("document.py", "table.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
