"""Section 4: futures positions of leveraged funds, and what settles late."""

from collections.abc import Mapping

from tidegauge.compose import plots, states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import YEAR, Desk
from tidegauge.indicators.positions import CONTRACTS, FACE
from tidegauge.judge import standing
from tidegauge.model.document import ChartSize, Fact, Figure, TableCell, TableColumn, TableRow, TableSpec
from tidegauge.model.judgement import Direction
from tidegauge.model.units import Unit

SHORT = "lev_short_ust_notional"
NET = "lev_net_ust_notional"
TOTAL = "lev_short_ust_contracts"
SMALL = 10.0
"""Billions of face within which a week's change is called little changed."""
FEW = 0.5
"""Billions of fails."""


def content(desk: Desk) -> Content:
    """The section."""
    charts = {
        "fails": plots.single(desk, "fails", "ust_fails", None),
        "short": plots.single(desk, "short", SHORT, YEAR, size=ChartSize.BESIDE) if usable(desk) else None,
    }
    return Content(facts(desk), charts, {"contracts": contracts(desk)})


def usable(desk: Desk) -> bool:
    """Whether there are positions of the last quarter."""
    return desk.recent(SHORT, NET, TOTAL)


def facts(desk: Desk) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    figures = desk.figures
    return {
        "f": figures.all(),
        "positions": usable(desk),
        "positions_late": usable(desk) and not desk.measurement[SHORT].judged,
        "short_week": states.moved_by(desk, SHORT, f"{SHORT}_change_1w", SMALL),
        "net": states.sign(desk.measurement[NET].reading.value),
        "largest": _largest(desk),
        "hedge_funds": desk.recent("hf_repo_borrowing"),
        "dealers": desk.recent("dealer_net_ust"),
        "fails_level": figures.level("ust_fails"),
        "fails_judged": figures.judged("ust_fails"),
        "fails_moved": states.moved(desk, "ust_fails", 28, FEW),
        "fails_ago": figures.ago("ust_fails", 28),
        "fails_standing": _standing(desk),
    }


def _standing(desk: Desk) -> Fact:
    if not desk.has("ust_fails"):
        return {"kind": "none"}
    return desk.figures.standing("ust_fails", standing(desk.history("ust_fails"), Direction.HIGH), Direction.HIGH)


def faces(desk: Desk) -> dict[str, float]:
    """Short face by contract, billions of US dollars; empty where a contract is missing."""
    found = {}
    for name, face in zip(CONTRACTS, FACE, strict=True):
        value = desk.measurement[_id(name)].reading.value
        if value is None:
            return {}
        found[name] = value * face / 1e9
    return found


def _id(name: str) -> str:
    return f"lev_short_ust_{name.lower()}_contracts"


def _largest(desk: Desk) -> Fact:
    """The contract with the most short face: its reading, and that face."""
    found = faces(desk)
    if not found:
        return None
    name = max(found, key=lambda one: found[one])
    period = desk.measurement[SHORT].reading.period
    return {"reading": _id(name), "face": desk.figures.part(SHORT, found[name], Unit.USD_BILLIONS, period)}


def contracts(desk: Desk) -> TableSpec | None:
    """Short positions by contract: number, change on the week, face; their sum below."""
    found = faces(desk)
    if not found or not usable(desk):
        return None
    period = desk.measurement[SHORT].reading.period
    rows = [
        _row(_id(name), desk, Figure(SHORT, face, Unit.USD_BILLIONS, period, "part", digits=1))
        for name, face in found.items()
    ]
    total = desk.figures.value(SHORT)
    rows.append(_row(TOTAL, desk, total, line=True))
    columns = (
        TableColumn("contracts", numbers=True),
        TableColumn("one_week", numbers=True),
        TableColumn("face", numbers=True),
    )
    return TableSpec("contracts", columns, tuple(rows))


def _row(reading: str, desk: Desk, face: Figure, *, line: bool = False) -> TableRow:
    one = desk.measurement[reading].reading
    number = Figure(reading, one.value, Unit.CONTRACTS, one.period, "value", one.status, 0)
    moved = Figure(reading, one.change.one_week, Unit.CONTRACTS, one.period, "change", one.status, 0)
    return TableRow(
        (TableCell(number, strong=True), TableCell(moved, signed=True), TableCell(face)), reading, line=line
    )
