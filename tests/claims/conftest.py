"""The claims of both articles on the recorded data."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.claims.changed import LATER, Verify

from tidegauge.catalogue import Catalogue
from tidegauge.claims import desk, reading
from tidegauge.claims.found import Finding, Verified
from tidegauge.claims.model import Claim, Document, References
from tidegauge.settings import Home, built_in
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Archive, Known

NAMES = ("article-a", "article-b")


@pytest.fixture(scope="session")
def home() -> Home:
    """The built-in reports and templates."""
    return Home((built_in(),))


@pytest.fixture(scope="session")
def references(home: Home) -> References:
    """Statistics, terms and events."""
    return reading.references(home)


@pytest.fixture(scope="session")
def documents(home: Home, catalogue: Catalogue) -> tuple[Document, ...]:
    """Both articles."""
    return tuple(reading.load(home, one, catalogue) for one in NAMES)


@pytest.fixture(scope="session")
def recorded(shared: Path, catalogue: Catalogue) -> CsvFolder:
    """The recorded series."""
    return CsvFolder(shared / "data" / "series", catalogue)


@pytest.fixture(scope="session")
def verify(
    recorded: CsvFolder, references: References, catalogue: Catalogue, documents: tuple[Document, ...]
) -> Verify:
    """Check claims on a day, on the recorded data or on others."""

    def of(claims: Iterable[Claim] | None = None, day: date = LATER, archive: Archive | None = None) -> Verified:
        checked = documents
        if claims is not None:
            checked = (replace(documents[0], claims=tuple(claims)),)
        return desk.verify(checked, references, Known(archive or recorded, day), catalogue)

    return of


@pytest.fixture(scope="session")
def findings(verify: Verify) -> Mapping[str, Finding]:
    """Every claim of both articles on the recorded data, by id."""
    return {one.claim.id: one for one in verify().findings}
