"""`tidegauge import`: files of history into the store."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tidegauge.catalogue import Catalogue
from tidegauge.errors import MalformedFile, UnitMismatch
from tidegauge.importing import ImportReport, import_folder
from tidegauge.model.data import Basis
from tidegauge.model.units import Unit
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.records import Counts
from tidegauge.store.store import Store

NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)
META = "id,unit,known_lag,calendar,revised\n"


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    """An empty store."""
    with Store(tmp_path / "store.sqlite3", catalogue) as made:
        yield made


def load(store: Store, catalogue: Catalogue, folder: Path, **files: str) -> ImportReport:
    """Write files, then import the folder."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return import_folder(store, CsvFolder(folder, catalogue), catalogue, now=lambda: NOW)


def test_an_import_is_idempotent(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    """The first time everything is new, the second time nothing; unknown files are named."""
    files = {"SOFR": "date,value\n2025-11-12,3.98\n2025-11-13,.\n", "notes": "a,b\n"}
    first = load(store, catalogue, tmp_path / "data", **files)
    second = load(store, catalogue, tmp_path / "data", **files)
    assert (first.counts["SOFR"], first.unknown) == (Counts(new=2), ("notes",))
    assert second.counts["SOFR"] == Counts()
    assert [run.kind for run in store.runs()] == ["import", "import"]


def test_a_corrected_file_is_a_revision(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    """The corrected value is in force since the import, the first one is kept, both with the file they came from."""
    load(store, catalogue, tmp_path / "data", SOFR="date,value\n2025-11-12,3.98\n")
    report = load(store, catalogue, tmp_path / "data", SOFR="date,value\n2025-11-12,3.99\n")
    rows = store.revisions("SOFR", date(2025, 11, 12))
    assert report.counts["SOFR"] == Counts(revised=1)
    assert [(one.value, one.basis) for one in rows] == [(3.98, Basis.ASSUMED), (3.99, Basis.SEEN)]
    assert rows[1].known_on == NOW
    kept = [store.answer(one.snapshot) for one in rows]
    assert kept[0].url == "file:SOFR.csv" and b"3.98" in kept[0].body and b"3.99" in kept[1].body


def test_values_are_converted_to_the_catalogue(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    """Billions of the user's file become the catalogue's USD; a unit that cannot be converted stops the import."""
    lines = "date,value\n2025-11-12,50.35\n"
    load(store, catalogue, tmp_path / "a", NYFED_REPO_OPS_TOTAL=lines,
         META=META + "NYFED_REPO_OPS_TOTAL,usd_billions,0b,fed,no\n")  # fmt: skip
    vintages = store.vintages("NYFED_REPO_OPS_TOTAL")
    assert vintages is not None and vintages.unit is Unit.USD and vintages.value.tolist() == [50.35e9]
    with pytest.raises(UnitMismatch):
        load(store, catalogue, tmp_path / "b", SOFR=lines, META=META + "SOFR,contracts,1b,fed,no\n")


def test_a_malformed_file_stops_before_anything_is_written(
    store: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    """All files are read first: one bad line and nothing is stored."""
    with pytest.raises(MalformedFile, match=r"SOFR\.csv, line 2"):
        load(store, catalogue, tmp_path / "data", EFFR="date,value\n2025-11-12,3.9\n", SOFR="date,value\nx,3.98\n")
    assert store.series_known() == () and store.runs() == ()


def test_an_implausible_value_is_quarantined(store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    """A hundred times too large is refused from a file as from a publisher."""
    report = load(store, catalogue, tmp_path / "data", SOFR="date,value\n2025-11-12,398\n2025-11-13,4.0\n")
    assert (report.counts["SOFR"], len(report.refused), store.refused()) == (Counts(new=1), 1, report.refused)


def test_recorded_history_is_imported_as_it_is(store: Store, catalogue: Catalogue, shared: Path) -> None:
    """The store knows on a day what the folder knows, for a daily, a weekly and a re-estimated series."""
    folder = CsvFolder(shared / "data", catalogue)
    for name in ("UNRATE", "WALCL", "RRPONTSYD"):
        one = CsvFolder(shared / "data" / "series" / f"{name}.csv", catalogue)
        import_folder(store, one, catalogue, now=lambda: NOW)
        ours, theirs = store.vintages(name), folder.vintages(name)
        assert ours is not None and theirs is not None and ours.unit is theirs.unit
        for day in (date(2023, 3, 17), date(2025, 11, 14)):
            known, expected = ours.as_of(day), theirs.as_of(day)
            assert known is not None and expected is not None
            assert known.values.equals(expected.values) and (known.known == expected.known).all()
