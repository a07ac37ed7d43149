"""`tidegauge import`: history from files into the store."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import isnan

from tidegauge.catalogue import Catalogue, Series
from tidegauge.days import cut
from tidegauge.model.data import Basis, Observation
from tidegauge.model.units import Unit, factor
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.sources.plausible import sorted_out
from tidegauge.sources.source import Published, scaled
from tidegauge.store.appending import Ledger
from tidegauge.store.records import Counts, KeptAnswer, Refused
from tidegauge.store.store import Store
from tidegauge.store.vintages import Vintages

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """
    What an import did.

    Attributes:
        counts: New and revised values by series.
        refused: Values put in quarantine.
        unknown: Names of files that are no series of ours and were skipped.
    """

    counts: Mapping[str, Counts]
    refused: tuple[Refused, ...]
    unknown: tuple[str, ...]


def import_folder(store: Store, folder: CsvFolder, catalogue: Catalogue, *, now: Clock) -> ImportReport:
    """
    Load a folder (or file) of `date,value` series into the store, dated by the assumed lag; idempotent.

    Every file is read before the first value is written, so a malformed one leaves the store as it was. A value that
    differs from the one stored is a revision, known since the import: issues of the past keep what they printed.

    Raises:
        MalformedFile: a file is not in the layout.
        UnitMismatch: META.csv states a unit that cannot be converted to the catalogue's.
        StoreError, OutputError: the store cannot be written.
    """
    read = {name: found for name in folder.series if (found := folder.stated(name))}
    units = {name: catalogue[name].unit if name in catalogue else found.unit for name, found in read.items()}
    for name, found in read.items():
        factor(found.unit, units[name])
    run = store.begin_run("import", now())
    counts: dict[str, Counts] = {}
    refused: list[Refused] = []
    for name, found in read.items():
        file = KeptAnswer(str(found.snapshot), f"file:{folder.file(name).name}", 0, "text/csv", now(), folder.raw(name))
        store.keep_answer(file, run)
        believed, doubts = _imported(found, units[name], _listed(catalogue, name))
        store.refuse(doubts, now(), run)
        refused += doubts
        counts[name] = store.append(name, units[name], _corrected(believed, store.ledger(name), now()), run)
    store.end_run(run, now(), 0, ())
    return ImportReport(counts, tuple(refused), folder.unknown)


def _corrected(said: Iterable[Observation], ledger: Ledger, imported_at: datetime) -> list[Observation]:
    """The observations, those that correct a stored value dated by the import instead of the assumed lag."""

    def corrects(one: Observation) -> bool:
        stored = ledger.known(one.period, imported_at)
        return stored is not None and stored.value is not None and stored.value != one.value

    return [replace(one, known_on=imported_at, basis=Basis.SEEN) if corrects(one) else one for one in said]


def _listed(catalogue: Catalogue, name: str) -> Series | None:
    if name in catalogue:
        return catalogue[name]
    return None


def _imported(found: Vintages, unit: Unit, series: Series | None) -> tuple[list[Observation], list[Refused]]:
    """Observations of a file in the catalogue's unit, and what is not plausible among them."""
    days = zip(found.period.tolist(), found.value.tolist(), found.known.tolist(), strict=True)
    values = [
        Published(period, None if isnan(value) else scaled(value, found.unit, unit), known)
        for period, value, known in days
    ]
    believed, doubts = sorted_out(series, values, None) if series else (values, [])
    snapshot = str(found.snapshot)
    instants = {day: cut(day) for day in {one.known for one in believed if one.known}}
    said = [
        Observation(found.series, one.period, one.value, instants[one.known], Basis.ASSUMED, snapshot)
        for one in believed
        if one.known
    ]
    doubted = [
        Refused(found.series, doubt.published.period, doubt.published.value or 0.0, doubt.reason, snapshot)
        for doubt in doubts
    ]
    return said, doubted
