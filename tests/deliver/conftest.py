"""One real issue as letters, made once a worker."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.deliver.program import ISSUE, with_readers
from tests.deliver.server import running

from tidegauge import settings, usecases
from tidegauge.deliver.halves import Halves
from tidegauge.deliver.letter import Letter
from tidegauge.deliver.letters import Letters
from tidegauge.issuing import sending
from tidegauge.issuing.office import Office
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.settings import Home, built_in
from tidegauge.store.deliveries import Delivery

FULL_EDITIONS = ("bilingual", "zh-Hant", "en")


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


@dataclass(frozen=True)
class Mailed:
    """
    An issue as it went out.

    Attributes:
        letters: By edition.
        messages: By reader, as the server got them.
        editions: Of the readers.
        site: The archive it was published in.
        rows: Of the ledger.
    """

    letters: Mapping[str, Letter]
    messages: Mapping[str, bytes]
    editions: Mapping[str, str]
    site: Path
    rows: tuple[Delivery, ...]


@pytest.fixture(scope="session")
def mailed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Mailed:
    """The full week 46 of 2025, as the program makes it, to 200 readers in three editions; made once."""
    home = tmp_path_factory.mktemp("mailed")
    names = with_readers(home, 200, FULL_EDITIONS, "pdf")
    with running() as script:
        chosen = settings.load(
            home,
            environment={
                "TIDEGAUGE_SMTP_URL": f"smtp://127.0.0.1:{script.port}?tls=off",
                "TIDEGAUGE_MAIL_FROM": "weekly@example.org",
                "TIDEGAUGE_BASE_URL": "https://example.org/w",
            },
        )
        office = Office(
            chosen, "weekly", usecases.Origin(folder=shared / "data" / "series"), home / "output",
            lambda: datetime(2025, 11, 15, 1, 30, tzinfo=UTC), time.sleep, lambda _: None, boot="one",
        )  # fmt: skip
        checked, _ = sending.send(office, date(2025, 11, 14))
        with office.ledger() as ledger:
            rows = ledger.deliveries(ISSUE)
    letters = {one.letter.edition.value: one.letter for one in checked.forms.values()}
    editions = {name: FULL_EDITIONS[at % 3] for at, name in enumerate(names)}
    assert len(script.got) == len(dict(script.got))
    return Mailed(letters, dict(script.got), editions, office.site, rows)
