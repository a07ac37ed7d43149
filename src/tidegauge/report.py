"""What a report says, as data: reports/<name>.toml and the rules file it names, read and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tidegauge.errors import SettingsError, UsageError
from tidegauge.model.document import Block, BlockKind, ChartSize
from tidegauge.model.judgement import Direction, Gate, Rule
from tidegauge.settings import Home

BUILT_IN = ("weekly", "flash")
"""Reports that are such whatever a user's copy of them holds, so that a fault in it is named, not the report denied."""


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """
    One section of a report as its definition states it.

    Attributes:
        id: Folder of its prose.
        number: As printed; None for one without.
        needs: Readings without which it says one line.
        wants: Readings it can do without, and says in one line at its end which file would bring.
        blocks: What it is built of, in order.
    """

    id: str
    number: int | None
    needs: tuple[str, ...]
    blocks: tuple[Block, ...]
    wants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DashboardPlan:
    """
    A head of the dashboard and the readings under it.

    Attributes:
        key: Of the words file's [block] table.
        readings: Fixed ones.
        strongest: How many more: those the list of phenomena would tell that no head has. A short dashboard then
            shows what its headline speaks of. Without any the head is left out.
    """

    key: str
    readings: tuple[str, ...]
    strongest: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """
    A report definition.

    Attributes:
        name: Of the file, and of the folder of its templates.
        sections: In order.
        dashboard: Heads and readings.
        rules: How readings are judged.
    """

    name: str
    sections: tuple[SectionPlan, ...]
    dashboard: tuple[DashboardPlan, ...]
    rules: tuple[Rule, ...]


def load(home: Home, name: str) -> Report:
    """
    A built-in report by name, or one in a file.

    Raises:
        UsageError: there is no such report; the message lists those there are.
        SettingsError: a file does not hold; the message names file and field.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = _named(home, name)
    elif not path.is_file():
        raise UsageError(f"There is no report file {name}.")
    table = read_toml(path)
    try:
        return Report(
            name=str(table.get("templates", path.stem)),
            sections=tuple(_section(one) for one in table.get("section", ())),
            dashboard=tuple(_head(one) for one in table["dashboard"]),
            rules=rules(home.find(f"reports/{table['rules']}")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{path}: {_problem(error)}.") from error


def names(home: Home) -> tuple[str, ...]:
    """Reports there are: files of reports/ that have a dashboard."""
    found = {path.stem for folder in home.folders("reports") for path in folder.glob("*.toml")}
    return tuple(sorted(one for one in found if "[[dashboard]]" in home.read(f"reports/{one}.toml") or one in BUILT_IN))


def _named(home: Home, name: str) -> Path:
    known = names(home)
    if name not in known:
        raise UsageError(f"There is no report {name!r}; there are {', '.join(known)}, or give a .toml file.")
    return home.find(f"reports/{name}.toml")


def read_toml(path: Path) -> dict[str, Any]:
    """
    A TOML file.

    Raises:
        SettingsError: it is none.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from error


def _head(table: Mapping[str, Any]) -> DashboardPlan:
    strongest = int(table.get("strongest", 0))
    return DashboardPlan(table["key"], tuple(table.get("readings", ()) if strongest else table["readings"]), strongest)


def _section(table: Mapping[str, Any]) -> SectionPlan:
    return SectionPlan(
        id=table["id"],
        number=table.get("number"),
        needs=tuple(table.get("needs", ())),
        blocks=tuple(_block(one) for one in table.get("blocks", ())),
        wants=tuple(table.get("wants", ())),
    )


def _block(text: str) -> Block:
    """
    ``text:p1``, ``chart:corridor``, ``chart:stress/strip`` (in another size), ``chart:fan|sofr`` (beside the definition
    sofr), ``table:watch``.
    """
    kind, _, name = text.partition(":")
    name, beside, definition = name.partition("|")
    name, _, size = name.partition("/")
    drawn = ChartSize(size) if size else None
    if beside:
        return Block(BlockKind.CHART_AND_DEFINITION, name, definition, drawn)
    return Block(BlockKind(kind), name, size=drawn)


def rules(path: Path) -> tuple[Rule, ...]:
    """
    The rules of a file.

    Raises:
        SettingsError: a rule does not hold; the message names it.
    """
    found = []
    for table in read_toml(path).get("rule", ()):
        try:
            found.append(_rule(table))
        except (KeyError, TypeError, ValueError) as error:
            name = table.get("reading", f"number {len(found) + 1}")
            raise SettingsError(f"{path}, rule {name}: {_problem(error)}.") from error
    return tuple(found)


def _rule(table: Mapping[str, Any]) -> Rule:
    percentiles = tuple(float(one) for one in table["percentiles"])
    pairs = zip(table["gates"], table["sources"], strict=True)
    gates = tuple(Gate(float(value), str(source)) for value, source in pairs)
    direction = Direction(table["direction"])
    sign = 1 if direction is Direction.HIGH else -1
    if not 1 <= len(percentiles) <= 3 or len(percentiles) != len(gates):
        raise ValueError("one to three percentiles, and as many gates and sources")
    if list(percentiles) != sorted(percentiles) or not 0 < percentiles[0] <= percentiles[-1] < 100:
        raise ValueError("percentiles must rise between 0 and 100")
    if [gate.value * sign for gate in gates] != sorted(gate.value * sign for gate in gates):
        raise ValueError("gates must grow in the direction of stress")
    return Rule(
        reading=table["reading"],
        family=table["family"],
        direction=direction,
        percentiles=percentiles,
        gates=gates,
        margin=float(table.get("margin", 5)),
        told=bool(table.get("told", True)),
        kind=str(table.get("kind", "")),
    )


def _problem(error: Exception) -> str:
    return f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
