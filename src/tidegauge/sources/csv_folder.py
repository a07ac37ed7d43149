"""
A folder of `date,value` files, one series a file: recorded history, a user's own data, `--from DIR`.

Layout: `<ID>.csv` in the folder or in its `series/`; beside the files or one folder up, both optional:
`META.csv` (id, unit, known_lag, calendar, revised, publisher; other columns are ignored) and `EXCEPTIONS.csv`
(id, period, known_on: periods that became known on another day than the lag says).

Names of one's own: a mapping file, also in the layout of META.csv, whose column `file` names the file that holds a
series (relative to the folder of series, or absolute)::

    id,file,unit,known_lag,calendar,revised,publisher
    XCCY_EUR_3M,eur basis.csv,bp,1b,fed,no,My data vendor

Only `id` and `file` are needed; what it states goes before META.csv, and META.csv before the catalogue.
"""

import csv
import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from tidegauge.catalogue import Catalogue, Series
from tidegauge.days import Lag
from tidegauge.errors import MalformedFile, UnitMismatch, UsageError
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.data import Basis
from tidegauge.model.units import Unit, factor
from tidegauge.sources import date_value
from tidegauge.sources.plausible import sorted_out, unremarkable
from tidegauge.sources.source import Published, scaled
from tidegauge.store.vintages import Vintages

LOG = logging.getLogger(__name__)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """
    What is known of one file of the folder.

    Attributes:
        unit: Of its values.
        lag: Between period and day known.
        revised: It holds a later vintage than was known then.
        publisher: As META.csv or the mapping states it; empty where neither does.
    """

    unit: Unit
    lag: Lag
    revised: bool
    publisher: str


class CsvFolder:
    """
    A folder, or a single file, as an Archive: every value is dated by the assumed lag.

    Args:
        path: The folder, or one `<ID>.csv`.
        catalogue: Units and lags of series META.csv does not describe.
        mapping: A file in the layout above, for names of one's own.

    Raises:
        UsageError: there is no such folder or file, or no CSV file in it.
        MalformedFile: META.csv, EXCEPTIONS.csv or the mapping is not in its layout.
    """

    sample = False

    def __init__(self, path: Path, catalogue: Catalogue, mapping: Path | None = None) -> None:
        self.path = path
        self._catalogue = catalogue
        folder = _folder(path)
        places = (folder, folder.parent)
        self._meta = _merged(_table(_first(places, "META.csv"), {"id"}), _table(mapping, {"id", "file"}))
        self._exceptions = _exceptions(_first(places, "EXCEPTIONS.csv"))
        self._files = _files(path, folder, self._meta)
        self._read: dict[str, Vintages | None] = {}

    @property
    def series(self) -> tuple[str, ...]:
        """Ids that can be read: in the catalogue, or described in META.csv or the mapping."""
        return tuple(name for name in self._files if self._described(name))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of files that are no series of the catalogue and are not described; not fatal."""
        return tuple(name for name in self._files if not self._described(name))

    def file(self, series: str) -> Path:
        """The file of a series; KeyError where there is none."""
        return self._files[series]

    def raw(self, series: str) -> bytes:
        """The bytes of a series' file."""
        return date_value.read_bytes(self._files[series])

    def publisher(self, series: str) -> str:
        """The publisher as the folder's own META.csv or mapping states it; empty where it does not."""
        return self._meta.get(series, {}).get("publisher", "")

    def news(self, day: date) -> tuple[News, ...]:
        """None: a folder of series has no feed."""
        return ()

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        """None: the rules of reports/calendar.toml stand."""
        return ()

    def vintages(self, series: str) -> Vintages | None:
        """
        All rows of a series that can be true, read once; None where the folder has no such file.

        What lies outside the catalogue's range, or further from its neighbours than its step, is reported and read as a
        gap: a misplaced decimal point must not be printed.

        Raises:
            MalformedFile: the file, or its row of META.csv, is not in the layout; names file and line.
            UnitMismatch: META.csv states a unit that cannot be converted to the catalogue's.
        """
        if series not in self._read:
            stated = self.stated(series)
            self._read[series] = self._plausible(stated) if stated else None
        return self._read[series]

    def stated(self, series: str) -> Vintages | None:
        """All rows of a series as the file states them, plausible or not; see `vintages`."""
        readable = series in self._files and self._described(series)
        return self._vintages(series) if readable else None

    def _plausible(self, stated: Vintages) -> Vintages:
        listed = self._listed(stated.series)
        if listed is None or unremarkable(listed, stated.value * factor(stated.unit, listed.unit)):
            return stated
        values = [
            Published(day, None if np.isnan(value) else scaled(value, stated.unit, listed.unit))
            for day, value in zip(stated.period.tolist(), stated.value.tolist(), strict=True)
        ]
        doubts = sorted_out(listed, values, None)[1]
        if not doubts:
            return stated
        LOG.warning(
            "%s: %d not plausible, not used; the first, of %s: %s.",
            self._files[stated.series], len(doubts), doubts[0].published.period, doubts[0].reason,
        )  # fmt: skip
        doubted = np.array([doubt.published.period for doubt in doubts], dtype="datetime64[D]")
        return replace(stated, value=np.where(np.isin(stated.period, doubted), np.nan, stated.value))

    def _described(self, series: str) -> bool:
        return series in self._catalogue or "unit" in self._meta.get(series, {})

    def _vintages(self, series: str) -> Vintages:
        described = self._description(series)
        rows = date_value.read(self._files[series])
        known = described.lag.known(rows.period)
        for period, day in self._exceptions.get(series, {}).items():
            known[rows.period == np.datetime64(period)] = np.datetime64(day)
        return Vintages(
            series, described.unit, rows.period, rows.value, known, Basis.ASSUMED, rows.snapshot, described.revised
        )

    def _description(self, series: str) -> Description:
        row = self._meta.get(series, {})
        listed = self._listed(series)
        return Description(
            unit=_unit(series, row, listed.unit if listed else None),
            lag=_lag(series, row, listed.lag if listed else None),
            revised=_yes(series, row, listed.revised if listed else False),
            publisher=row.get("publisher", ""),
        )

    def _listed(self, series: str) -> Series | None:
        if series in self._catalogue:
            return self._catalogue[series]
        return None


def _folder(path: Path) -> Path:
    if path.is_file():
        return path.parent
    if not path.is_dir():
        raise UsageError(f"There is no folder or file {path}; name a folder of <ID>.csv files with `date,value` rows.")
    return path / "series" if (path / "series").is_dir() else path


def _files(path: Path, folder: Path, meta: Mapping[str, Row]) -> dict[str, Path]:
    """Path by id: mapped names first, then every other `<ID>.csv`."""
    described = ("META", "EXCEPTIONS")
    files = [path] if path.is_file() else sorted(folder.iterdir())
    found = [one for one in files if one == path or one.suffix.lower() == ".csv"]
    mapped = {name: folder / row["file"] for name, row in meta.items() if row.get("file")}
    taken = {one.resolve() for one in mapped.values()}
    if path.is_file():
        mapped = {name: one for name, one in mapped.items() if one.resolve() == path.resolve()}
    plain = {one.stem: one for one in found if one.resolve() not in taken and one.stem not in described}
    if not mapped and not plain:
        raise UsageError(f"{path} holds no CSV file; put one <ID>.csv with `date,value` rows for each series there.")
    missing = next((one for one in mapped.values() if not one.is_file()), None)
    if missing:
        raise UsageError(f"The mapping names {missing}, which does not exist; correct its column `file`.")
    return plain | mapped


def _first(places: tuple[Path, ...], name: str) -> Path | None:
    return next((place / name for place in places if (place / name).is_file()), None)


def _table(path: Path | None, needed: set[str]) -> dict[str, Row]:
    """Rows of a described CSV by id, empty cells left out, the line under ``"#"``; none where there is no file."""
    found: dict[str, Row] = {}
    for row in _lines(path, needed) if path else ():
        if row["id"] in found:
            raise MalformedFile(f"{row['#']}: {row['id']} is described twice; keep one row for each series.")
        found[row["id"]] = row
    return found


def _lines(path: Path, needed: set[str]) -> list[Row]:
    if not path.is_file():
        raise UsageError(f"There is no file {path}; name an existing one.")
    reader = csv.DictReader(io.StringIO(date_value.decoded(path, date_value.read_bytes(path)), newline=""))
    try:
        records = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise MalformedFile(f"{path}, line {reader.reader.line_num}: {error}; save it again as plain CSV.") from None
    if not needed <= set(reader.fieldnames or ()):
        raise MalformedFile(f"{path}, line 1: the header must have the columns {', '.join(sorted(needed))}.")
    rows: list[Row] = []
    for line, cells in records:
        row = {key: text.strip() for key, text in cells.items() if key and isinstance(text, str) and text.strip()}
        if not needed <= set(row):
            raise MalformedFile(f"{path}, line {line}: {', '.join(sorted(needed - set(row)))} is empty.")
        rows.append(row | {"#": f"{path}, line {line}"})
    return rows


def _merged(meta: Mapping[str, Row], mapping: Mapping[str, Row]) -> dict[str, Row]:
    return {name: {**meta.get(name, {}), **mapping.get(name, {})} for name in (*meta, *mapping)}


def _exceptions(path: Path | None) -> dict[str, dict[date, date]]:
    """Day known by series and period."""
    found: dict[str, dict[date, date]] = {}
    for row in _lines(path, {"id", "period", "known_on"}) if path else ():
        try:
            found.setdefault(row["id"], {})[date.fromisoformat(row["period"])] = date.fromisoformat(row["known_on"])
        except ValueError:
            raise MalformedFile(f"{row['#']}: period and known_on must be dates, as YYYY-MM-DD.") from None
    return found


def _unit(series: str, row: Row, listed: Unit | None) -> Unit:
    if "unit" not in row and listed:
        return listed
    try:
        unit = Unit(row.get("unit", ""))
        factor(unit, listed or unit)
        return unit
    except UnitMismatch:
        told = f"{series} is in {row['unit']}, which cannot be converted to the {listed} of the catalogue"
        raise UnitMismatch(f"{row.get('#', series)}: {told}; correct the unit.") from None
    except ValueError:
        known = ", ".join(unit.value for unit in Unit)
        raise MalformedFile(
            f"{row.get('#', series)}: {row.get('unit')!r} is no unit we know, for {series}; write one of {known}."
        ) from None


def _lag(series: str, row: Row, listed: Lag | None) -> Lag:
    if "known_lag" not in row and listed:
        return listed
    try:
        return Lag.parse(row.get("known_lag", ""), row.get("calendar", "fed"))
    except ValueError:
        given = f"{row.get('known_lag', '')!r} with calendar {row.get('calendar', 'fed')!r}"
        advice = "write a number and b (business days) or d (days), and fed or sifma"
        raise MalformedFile(f"{row.get('#', series)}: {given} is no known_lag, for {series}; {advice}.") from None


def _yes(series: str, row: Row, listed: bool) -> bool:
    text = row.get("revised", "yes" if listed else "no")
    if text not in ("yes", "no"):
        raise MalformedFile(f"{row.get('#', series)}: revised is {text!r}, for {series}; write yes or no.")
    return text == "yes"
