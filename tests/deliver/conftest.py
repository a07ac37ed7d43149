"""One real issue as letters, made once a worker."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tidegauge import settings, usecases
from tidegauge.deliver.halves import Halves
from tidegauge.deliver.letters import Letters
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.settings import Home, built_in


@pytest.fixture(scope="session")
def home() -> Home:
    return Home((built_in(),))


@pytest.fixture(scope="session")
def halves(shared: Path, home: Home, tmp_path_factory: pytest.TempPathFactory) -> Halves:
    """Week 46 of 2025, the sections aside."""
    chosen = settings.load(environment={"TIDEGAUGE_STORE": str(tmp_path_factory.mktemp("store") / "none.sqlite3")})
    briefing = usecases.briefing(
        chosen, "weekly", usecases.Origin(folder=shared / "data" / "series"), date(2025, 11, 14)
    )
    base = tmp_path_factory.getbasetemp()
    worker = base.name.startswith("popen-")
    return Halves(briefing, home, (base.parent if worker else base) / "cut-faces")


@pytest.fixture(scope="session")
def letters(halves: Halves, home: Home) -> Letters:
    return Letters(halves, home)


@pytest.fixture(scope="session")
def paper(halves: Halves, home: Home) -> dict[str, bytes]:
    """The files of the issue with one section, made once: the English ones stand for every edition's."""
    short = replace(halves.briefing, sections=(halves.briefing.sections[0], halves.briefing.sections[-1]))
    workshop = Workshop(short, home, halves.cache)
    page = workshop.page(Edition.EN, "screen")[0].encode()
    return {"pdf": workshop.pdf(Edition.EN, {}), "html": page, "json": workshop.readings()}
