"""Claims files, TOML or CSV, read and checked: an error is one sentence with file, claim and field."""

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from tidegauge.catalogue import Catalogue
from tidegauge.claims import parsing
from tidegauge.claims.documents import formulas, ids
from tidegauge.claims.model import (
    UNITS,
    WORDLESS,
    Check,
    Claim,
    Document,
    Event,
    How,
    Kind,
    Ledger,
    References,
    Span,
    Statistic,
    Take,
    Term,
)
from tidegauge.claims.parsing import FieldError
from tidegauge.claims.taking import OWN_KIND
from tidegauge.errors import SettingsError, UsageError
from tidegauge.indicators.table import INDICATORS
from tidegauge.model.units import Unit
from tidegauge.settings import Home

FOLDER = "reports/claims"
REFERENCES = f"{FOLDER}/references.toml"
FIELDS = (
    "id", "quotation", "language", "paraphrase", "paraphrase_zh", "kind", "value", "tolerance", "unit", "period",
    "check", "instead", "statistic", "term", "used_for", "follows", "label", "reason", "reference", "line", "document",
)  # fmt: skip
Value = TypeVar("Value")
NEEDED = ("id", "quotation", "paraphrase", "value", "unit")


def references(home: Home) -> References:
    """
    What claims may refer to besides data.

    Raises:
        SettingsError: the file does not hold.
    """
    path = home.find(REFERENCES)
    table = _toml(path)
    try:
        return References(
            {key: _statistic(key, one) for key, one in table.get("statistic", {}).items()},
            {key: _term(key, one) for key, one in table.get("term", {}).items()},
            {
                key: Event(key, one["day"], one.get("known", one["day"]), one["reference"])
                for key, one in table.get("event", {}).items()
            },
        )
    except (KeyError, TypeError) as error:
        raise SettingsError(f"{path}: the field {error} is missing or of another kind.") from error


def _statistic(key: str, one: Mapping[str, Any]) -> Statistic:
    return Statistic(key, one["name"], one["name_zh"], one.get("last"), one["reference"])


def _term(key: str, one: Mapping[str, Any]) -> Term:
    return Term(key, one["means"], one["means_zh"], tuple(one["excludes"]), one["reference"])


def names(home: Home) -> tuple[str, ...]:
    """Documents there are in reports/claims."""
    found = {path.stem for folder in home.folders(FOLDER) for path in folder.glob("*.toml")}
    return tuple(sorted(found - {Path(REFERENCES).stem}))


def ledger(home: Home, catalogue: Catalogue) -> Ledger:
    """
    Every document of reports/claims.

    Raises:
        SettingsError: one does not hold.
    """
    return Ledger(tuple(load(home, one, catalogue) for one in names(home)), references(home))


def load(home: Home, name: str, catalogue: Catalogue) -> Document:
    """
    A claims file by path, or a document of reports/claims by name.

    Raises:
        UsageError: there is no such file; the message lists the names there are.
        SettingsError: it does not hold; the message names file, claim and field.
    """
    path = Path(name)
    if not path.is_file():
        known = names(home)
        if name not in known:
            raise UsageError(
                f"There is no claims file {name}; give a .toml or .csv file, or one of {', '.join(known)}."
            )
        path = home.find(f"{FOLDER}/{name}.toml")
    return read(path, references(home), catalogue)


def read(path: Path, known: References, catalogue: Catalogue) -> Document:
    """
    A claims file.

    Raises:
        SettingsError: see `load`.
    """
    table = _csv(path) if path.suffix.lower() == ".csv" else _toml(path)
    rows = table.get("claim", [])
    if not isinstance(rows, list) or not rows:
        raise SettingsError(f"{path} holds no claim; begin each one with [[claim]] (in CSV: one row each).")
    name = str(table.get("document") or rows[0].get("document") or path.stem)
    reader = Reader(path, name, str(table.get("language", "en")), known, catalogue)
    claims = tuple(reader.claim(row, number) for number, row in enumerate(rows, start=1))
    _check_ids(path, claims)
    return Document(
        name=name,
        title=str(table.get("title", name)),
        title_zh=str(table.get("title_zh", table.get("title", name))),
        published=_published(path, table.get("published")),
        claims=claims,
        file=str(path),
        publisher=str(table.get("publisher", "")),
    )


def _published(path: Path, value: object) -> date | None:
    try:
        return parsing.span(value).end if value else None
    except ValueError as error:
        raise SettingsError(f"{path}, field published: {error}.") from None


def _check_ids(path: Path, claims: Iterable[Claim]) -> None:
    seen: set[str] = set()
    for claim in claims:
        if claim.id in seen:
            raise SettingsError(f"{path}, claim {claim.id}, field id: another claim has it too; give each its own.")
        seen.add(claim.id)
    for claim in claims:
        for one in (name for text in formulas(claim.follows) for name in ids(text)):
            if one not in seen:
                raise SettingsError(f"{path}, claim {claim.id}, field follows: there is no claim {one} in this file.")


class Reader:
    """
    Turns the tables of one file into claims.

    Args:
        path: Of the file, for messages.
        document: Its name.
        language: Of quotations that state none.
        known: Statistics, terms and events.
        catalogue: Series there are.
    """

    def __init__(self, path: Path, document: str, language: str, known: References, catalogue: Catalogue) -> None:
        self._path, self._document, self._language = path, document, language
        self._known = known
        self._sources = {one.id for one in INDICATORS} | set(catalogue)
        self._units = {one.id: one.unit for one in INDICATORS} | {one: catalogue[one].unit for one in catalogue}

    def claim(self, row: Mapping[str, Any], number: int) -> Claim:
        """
        One claim.

        Raises:
            SettingsError: a field does not hold.
        """
        name = str(row.get("id") or f"number {number}")
        try:
            return self._claim(row)
        except FieldError as error:
            raise SettingsError(f"{self._path}, claim {name}, field {error.field}: {error}.") from None

    def _claim(self, row: Mapping[str, Any]) -> Claim:
        unknown = sorted(set(row) - set(FIELDS))
        if unknown:
            raise FieldError(unknown[0], f"there is no such field; there are {', '.join(FIELDS)}")
        for field in NEEDED:
            if row.get(field) in (None, ""):
                raise FieldError(field, "it is missing")
        unit, period = self._unit(row), _held("period", parsing.span, row["period"]) if row.get("period") else None
        check, instead = (self._check(row, field, period, unit) for field in ("check", "instead"))
        claim = self._texts(row, unit, period)
        number = None if unit in WORDLESS else _held("value", parsing.quantity, str(row["value"]))
        if number is not None and row.get("tolerance") not in (None, ""):
            number = replace(number, tolerance=abs(_held("tolerance", float, row["tolerance"])))
        self._complete(claim, check)
        return replace(claim, quantity=number, check=check, instead=instead)

    def _texts(self, row: Mapping[str, Any], unit: str, period: Span | None) -> Claim:
        def text(key: str, default: str = "") -> str:
            return str(row.get(key) or default)

        return Claim(
            id=str(row["id"]),
            document=text("document", self._document),
            quotation=str(row["quotation"]),
            language=text("language", self._language),
            paraphrase=str(row["paraphrase"]),
            paraphrase_zh=text("paraphrase_zh"),
            kind=self._among("kind", text("kind", Kind.MEASUREMENT), Kind),
            value=str(row["value"]),
            quantity=None,
            unit=unit,
            span=period,
            statistic=self._named("statistic", text("statistic"), self._known.statistics),
            term=self._named("term", text("term"), self._known.terms),
            used_for=text("used_for"),
            follows=_held("follows", _formula, text("follows")),
            label=text("label"),
            reason=text("reason"),
            reference=text("reference"),
            line=_held("line", int, row["line"]) if row.get("line") not in (None, "") else None,
        )

    def _complete(self, claim: Claim, check: Check | None) -> None:
        """What cannot be computed carries its reason; a term says what it is used for; a forecast has a horizon."""
        if claim.term and not claim.used_for:
            raise FieldError("used_for", "a term needs what the document uses it for")
        if claim.kind is Kind.FORECAST and check is not None and claim.span is None:
            raise FieldError("period", "a forecast needs its horizon")
        if check is None and not (claim.term or claim.statistic or claim.reason):
            raise FieldError("reason", "a claim without a check needs a reason why it cannot be computed")

    def _unit(self, row: Mapping[str, Any]) -> str:
        unit = str(row["unit"])
        if unit not in UNITS:
            raise FieldError("unit", f"{unit!r} is no unit we know; write one of {', '.join(UNITS)}")
        return unit

    def _check(self, row: Mapping[str, Any], field: str, period: Span | None, unit: str) -> Check | None:
        table = row.get(field)
        if not table:
            return None
        if not isinstance(table, Mapping):
            raise FieldError(field, "it is a table, { reading = ..., take = ... }")
        try:
            found = parsing.check(table, period, unit)
        except FieldError as error:
            raise FieldError(error.field.replace("check", field, 1), str(error)) from None
        self._check_sources(found, field)
        self._check_unit(found, unit)
        return found

    def _check_sources(self, check: Check, field: str) -> None:
        if check.measure.take is Take.DATE:
            self._named(f"{field}.event", check.measure.source, self._known.events)
            return
        for one in check.sources:
            if one not in self._sources:
                kind = "series" if one.isupper() else "reading"
                near = get_close_matches(one, self._sources, n=3)
                hint = (
                    f"; did you mean {', '.join(near)}?"
                    if near
                    else "; `tidegauge readings` and `tidegauge catalogue` list all"
                )
                raise FieldError(f"{field}.{kind}", f"there is no {kind} {one!r}{hint}".rstrip("?"))

    def _check_unit(self, check: Check, unit: str) -> None:
        """The claim's unit must be one its data can be brought to."""
        wanted, own = UNITS[unit].unit, self._units.get(check.measure.source)
        if unit in WORDLESS or check.measure.take in OWN_KIND or check.how is How.OVER:
            return
        if wanted is None or own is None or not _convertible(own, wanted):
            raise FieldError("unit", f"{unit} does not fit {check.measure.source}, which is in {own}")

    def _named(self, field: str, name: str, known: Mapping[str, object]) -> str:
        if name and name not in known:
            listed = ", ".join(known)
            raise FieldError(field, f"{name!r} is not in {REFERENCES}; there are {listed}")
        return name

    def _among(self, field: str, text: str, choices: type[Kind]) -> Kind:
        try:
            return choices(text)
        except ValueError:
            raise FieldError(field, f"{text!r} is none of {', '.join(choices)}") from None


def _convertible(own: Unit, wanted: Unit) -> bool:
    from_money = {Unit.USD, Unit.USD_MILLIONS, Unit.USD_BILLIONS}
    rates = {Unit.PERCENT, Unit.BP}
    return own is wanted or {own, wanted} <= from_money or {own, wanted} <= rates


def _held(field: str, read: Callable[[Any], Value], value: object) -> Value:
    try:
        return read(value)
    except FieldError:
        raise
    except (TypeError, ValueError) as error:
        raise FieldError(field, str(error)) from None


def _formula(text: str) -> str:
    for one in formulas(text):
        ids(one)
    return text


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error


def _csv(path: Path) -> dict[str, Any]:
    """Rows with a head; ``check.reading``, ``check.minus.series`` and so on are the fields of the tables."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text: {error}.") from error
    return {"claim": [_nested(row) for row in csv.DictReader(io.StringIO(text, newline=""))]}


def _nested(row: Mapping[str | None, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, text in row.items():
        if key is None:
            nested["a cell beyond the last column"] = text
        elif text is not None and text.strip():
            table = nested
            *heads, last = key.strip().split(".")
            for head in heads:
                table = table.setdefault(head, {})
            table[last] = text.strip()
    return nested
