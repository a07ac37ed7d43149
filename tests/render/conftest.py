"""Fonts are cut once per test run, into a folder of its own."""

from pathlib import Path

import pytest

from tidegauge.model.words import Language
from tidegauge.render import fonts
from tidegauge.settings import Home, built_in


@pytest.fixture(scope="session")
def home() -> Home:
    return Home((built_in(),))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def traditional(cache: Path, home: Home) -> fonts.FontSet:
    return fonts.prepare(cache, home, Language.ZH_HANT)
