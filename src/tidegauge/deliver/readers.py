"""
Who gets the issue, as data: readers.csv or readers.toml in the home. Pure but for `find` and `add`.

Columns: address, name, edition, and optionally formats, paper, zone, active, sections, reports. A fault is one sentence
with file, row and field; all faults are told at once, and nothing is sent while there is one.
"""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from tidegauge import report as reports
from tidegauge.deliver import addresses
from tidegauge.deliver.addresses import Address, quoted
from tidegauge.errors import SettingsError, UsageError
from tidegauge.model.words import Edition
from tidegauge.render import output
from tidegauge.settings import Settings

FILES = ("readers.csv", "readers.toml")
COLUMNS = ("address", "name", "edition", "formats", "paper", "zone", "active", "sections", "reports")
NEEDED = ("address", "name", "edition")
FORMATS = ("pdf", "html", "json", "none")
PAPERS = ("A4", "Letter")
WEEKLY = "weekly"
TRUE, FALSE = ("", "yes", "true", "1", "是"), ("no", "false", "0", "否")
FAULTS_TOLD = 20
LONGEST_NAME = 100
MISSING = "\0"
_WORDS = re.compile(r"[;,\s]+")


@dataclass(frozen=True, slots=True)
class Reader:
    """
    One reader.

    Attributes:
        address: With the name.
        edition: Which they read.
        formats: Attached files: pdf, html, json; none for the message alone.
        paper: Of the PDF.
        zone: Their time zone, an IANA name; empty where unknown.
        active: Gets the issues.
        sections: Only these; empty for all. Of the weekly; other reports have none to choose from.
        reports: That they asked for; a report other than the weekly goes out as an alert.
    """

    address: Address
    edition: Edition = Edition.BILINGUAL
    formats: tuple[str, ...] = ("pdf",)
    paper: str = "A4"
    zone: str = ""
    active: bool = True
    sections: tuple[str, ...] = ()
    reports: tuple[str, ...] = (WEEKLY,)

    @property
    def key(self) -> str:
        """What the outbox knows them by."""
        return self.address.key

    def asks_for(self, report: str) -> bool:
        """Whether they get a report when it goes out."""
        return self.active and report in self.reports

    @property
    def variant(self) -> str:
        """What they are sent, as a name: readers of one variant get the same letter."""
        return "/".join((self.edition.value, "+".join(self.formats), self.paper, "+".join(self.sections)))


def of_variant(address: Address, variant: str) -> Reader:
    """A reader known by what they are sent only: someone whose row is gone from the list."""
    edition, formats, paper, sections = variant.split("/")
    named = tuple(one for one in sections.split("+") if one)
    return Reader(address, Edition(edition), tuple(formats.split("+")), paper, sections=named)


def folder(settings: Settings) -> Path:
    """The home that readers are kept in: the user's own; beside the store where there is none."""
    first = settings.home.roots[0]
    return settings.store.parent if first.name == "built_in" else first


def find(settings: Settings) -> Path | None:
    """
    The file of readers; None where there is none.

    Raises:
        SettingsError: there are two.
    """
    found = [folder(settings) / name for name in FILES if (folder(settings) / name).is_file()]
    if len(found) > 1:
        raise SettingsError(f"There are two lists of readers, {found[0]} and {found[1].name}; keep one.")
    return found[0] if found else None


def load(settings: Settings) -> tuple[Reader, ...]:
    """
    Every reader.

    Raises:
        SettingsError: there is no list, or it has faults; each is a line of the message.
    """
    path = find(settings)
    if path is None:
        place = folder(settings) / FILES[0]
        raise SettingsError(f"There is no list of readers; write {place} with the columns {','.join(NEEDED)}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8; save it as UTF-8.") from None
    return _read_once(text, path.name, _reports(settings), _sections(settings))


@lru_cache(maxsize=1)
def _read_once(text: str, name: str, known: tuple[str, ...], sections: tuple[str, ...] | None) -> tuple[Reader, ...]:
    """As `read`: a run asks several times, and tens of thousands of rows take a second."""
    return read(text, name, known, sections)


def _sections(settings: Settings) -> tuple[str, ...] | None:
    """Of the weekly; None in a home that has none."""
    if WEEKLY not in reports.names(settings.home):
        return None
    return tuple(one.id for one in reports.load(settings.home, WEEKLY).sections)


def _reports(settings: Settings) -> tuple[str, ...]:
    """That a reader can ask for."""
    return tuple(dict.fromkeys((*reports.BUILT_IN, *reports.names(settings.home))))


def read(
    text: str, name: str, known: Sequence[str] = reports.BUILT_IN, sections: Sequence[str] | None = None
) -> tuple[Reader, ...]:
    """
    The readers in a file's text; the file's name says which layout it has.

    Args:
        known: Reports there are.
        sections: Sections of the weekly; None where any will do.

    Raises:
        SettingsError: it has faults.
    """
    rows = _toml(text, name) if name.endswith(".toml") else _csv(text, name)
    found: list[Reader] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for place, row in rows:
        told = list(_faults(row, known, sections))
        if not told:
            reader = _reader(row)
            first = seen.setdefault(reader.key, place)
            told = [] if first is place else [f"address: {quoted(row['address'])} stands in {first} already"]
            found.append(reader)
        faults += [f"{name}, {place}, {one}." for one in told]
    if faults:
        more = [f"And {len(faults) - FAULTS_TOLD} more."] if len(faults) > FAULTS_TOLD else []
        raise SettingsError("\n".join([*faults[:FAULTS_TOLD], *more]))
    return tuple(found)


def add(settings: Settings, reader: Reader) -> Path:
    """
    Write a reader to the list, made when there is none.

    Raises:
        UsageError: the address is there already.
        OutputError: the file cannot be written.
    """
    path = find(settings) or folder(settings) / FILES[0]
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ",".join(COLUMNS[:-2]) + "\n"
    if any(one.key == reader.key for one in read(text, path.name, _reports(settings))):
        raise UsageError(f"{reader.address.text} is a reader already; `tidegauge readers` lists all.")
    text = text if text.endswith("\n") else text + "\n"
    head, rest = text.split("\n", 1)
    if path.suffix == ".csv" and reader.reports != (WEEKLY,) and "reports" not in head:
        text = f"{head.rstrip()},reports\n{rest}"
    return output.write(path, (text + _line(reader, text, path.name)).encode())


def _line(reader: Reader, text: str, name: str) -> str:
    cells = _cells(reader)
    if name.endswith(".toml"):
        fields = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in cells.items() if value)
        return f"\n[[reader]]\n{fields}"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([cells[key.strip()] for key in next(csv.reader(io.StringIO(text)))])
    return out.getvalue()


def _cells(reader: Reader) -> dict[str, str]:
    return {
        "address": reader.address.text,
        "name": reader.address.name,
        "edition": reader.edition.value,
        "formats": ";".join(reader.formats),
        "paper": reader.paper,
        "zone": reader.zone,
        "active": "yes" if reader.active else "no",
        "sections": ";".join(reader.sections),
        "reports": ";".join(reader.reports),
    }


def table(readers: Iterable[Reader], suppressed: Iterable[str]) -> list[dict[str, str]]:
    """Rows for `tidegauge readers`."""
    stopped = set(suppressed)
    return [{**_cells(one), "suppressed": "yes" if one.key in stopped else "no"} for one in readers]


def _csv(text: str, name: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    lines = csv.DictReader(io.StringIO(text), strict=True)
    try:
        head = [one.strip() for one in lines.fieldnames or ()]
    except csv.Error as error:
        raise SettingsError(f"{name}, row 1 is not valid CSV: {error}.") from None
    lines.fieldnames = head
    if twice := [one for at, one in enumerate(head) if one in head[:at]]:
        raise SettingsError(f"{name}, row 1 has the column {quoted(twice[0])} twice; keep one.")
    if missing := [one for one in NEEDED if one not in head]:
        raise SettingsError(f"{name}, row 1 has no column {', '.join(missing)}; it needs {','.join(NEEDED)}.")
    if unknown := [one for one in head if one not in COLUMNS]:
        raise SettingsError(
            f"{name}, row 1 has the unknown column {quoted(unknown[0])}; known are {','.join(COLUMNS)}."
        )
    try:
        for row in lines:
            yield f"row {lines.line_num}", {key: _left_out(key) if cell is None else cell for key, cell in row.items()}
    except csv.Error as error:
        raise SettingsError(f"{name}, row {lines.line_num} is not valid CSV: {error}.") from None


def _left_out(column: str | None) -> str:
    """The last columns may be left out in a row, too; what is needed may not, and stays away to be told."""
    return MISSING if column in NEEDED else ""


def _toml(text: str, name: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        listed = tomllib.loads(text).get("reader", [])
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name} is not valid TOML: {error}.") from None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise SettingsError(f"{name} has no list of [[reader]] tables.")
    for number, row in enumerate(listed, start=1):
        yield f"reader {number}", {key: _text(value) for key, value in row.items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _faults(row: Mapping[str, str], known: Sequence[str], sections: Sequence[str] | None) -> Iterator[str]:
    if None in row or MISSING in row.values():
        yield "fields: there are more than columns, or address, name or edition is left out"
        return
    if unknown := [key for key in row if key not in COLUMNS]:
        yield f"{unknown[0]}: there is no such field"
    try:
        addresses.parse(row.get("address", ""), row.get("name", ""))
    except ValueError as error:
        yield f"address: {error}"
    if len(row.get("name", "")) > LONGEST_NAME:
        yield f"name: it is longer than {LONGEST_NAME} characters"
    yield from _choices("edition", _single(row, "edition"), [one.value for one in Edition])
    yield from _choices("formats", _listed(row, "formats"), FORMATS)
    yield from _choices("paper", _single(row, "paper"), PAPERS)
    yield from _choices("reports", _listed(row, "reports"), known)
    yield from _choices("sections", _listed(row, "sections"), sections) if sections is not None else ()
    if row.get("active", "").strip().lower() not in (*TRUE, *FALSE):
        yield f"active: {quoted(row['active'])} is neither yes nor no"
    if (zone := row.get("zone", "").strip()) and zone not in _zones():
        yield f"zone: {quoted(zone)} is no time zone; write it as Asia/Hong_Kong"


def _choices(field: str, given: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    yield from (f"{field}: {quoted(one)} is not one of {', '.join(known)}" for one in given if one not in known)


def _single(row: Mapping[str, str], field: str) -> list[str]:
    """What a field says that takes one word, whatever stands in it."""
    return [one for one in [row.get(field, "").strip()] if one]


def _listed(row: Mapping[str, str], field: str) -> list[str]:
    return [one for one in _WORDS.split(row.get(field, "").strip()) if one]


def _reader(row: Mapping[str, str]) -> Reader:
    return Reader(
        address=addresses.parse(row["address"], row.get("name", "")),
        edition=Edition(row.get("edition", "").strip() or Edition.BILINGUAL.value),
        formats=tuple(dict.fromkeys(_listed(row, "formats"))) or ("pdf",),
        paper=row.get("paper", "").strip() or "A4",
        zone=row.get("zone", "").strip(),
        active=row.get("active", "").strip().lower() in TRUE,
        sections=tuple(sorted(_listed(row, "sections"))),
        reports=tuple(dict.fromkeys(_listed(row, "reports"))) or (WEEKLY,),
    )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
