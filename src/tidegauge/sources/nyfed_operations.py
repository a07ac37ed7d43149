"""
The New York Fed's repo and reverse repo operations, one by one, summed to days.

Standing repo operations are held twice a day and are summed. Only overnight operations count. Left out: operations of
other types (FIMA Repo), tests (small value exercises) and days with an operation whose term is not stated.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from tidegauge.model.units import Unit
from tidegauge.model.wire import Snapshot
from tidegauge.sources import shape
from tidegauge.sources.shape import Row
from tidegauge.sources.source import Published, scaled

STANDING_SINCE = date(2021, 7, 29)
"""First day of the standing repo facility; earlier overnight repos were temporary operations."""

REGULAR_RELEASE = {"Repo": "13:30", "Reverse Repo": "12:45"}
"""
When the daily operation that every exercise gives way to is released.

Source: the notes of the operations, "the daily operation will still take place at its regularly scheduled time".
"""

LARGEST_EXERCISE = 1e9
"""USD. Exercises were 44 to 116 million; a larger operation is never one, whatever its note says."""

COLLATERAL = {"treasury": "Treasury", "agency": "Agency", "mbs": "Mortgage-Backed"}

Operations = list[Row]


def take_up(raw: Snapshot, rows: Iterable[Row], kind: str, unit: Unit, collateral: str = "") -> list[Published]:
    """
    Amounts accepted by day.

    Args:
        kind: ``"Repo"`` or ``"Reverse Repo"``, the publisher's operationType.
        unit: Of the result; the publisher states USD.
        collateral: A key of COLLATERAL; empty for the total.
    """
    days = overnight_by_day(raw, rows, kind)
    read = (lambda one: _accepted(raw, one, COLLATERAL[collateral])) if collateral else (lambda one: _total(raw, one))
    return [Published(day, scaled(sum(map(read, found)), Unit.USD, unit)) for day, found in days.items()]


def counterparties(raw: Snapshot, rows: Iterable[Row]) -> list[Published]:
    """How many counterparties had a bid accepted at the day's ON RRP operation."""
    return _largest(raw, rows, lambda one: shape.number(raw, one.get("acceptedCpty")))


def award(raw: Snapshot, rows: Iterable[Row]) -> list[Published]:
    """The rate paid at the day's ON RRP operation, percent a year."""
    return _largest(raw, rows, lambda one: shape.number(raw, _detail(one, "Treasury").get("percentAwardRate")))


def overnight_by_day(raw: Snapshot, rows: Iterable[Row], kind: str) -> dict[date, Operations]:
    """
    The operations that count, by day, oldest first.

    A day on which every operation is left out, or one has no term, is not in the result: its sum is not known.
    """
    days: dict[date, Operations] = {}
    for row in rows:
        if shape.text(row, "operationType") == kind and shape.text(row, "auctionStatus") == "Results":
            days.setdefault(shape.day(raw, row.get("operationDate")), []).append(row)
    kept = {day: _counting(raw, days[day], kind) for day in sorted(days) if kind != "Repo" or day >= STANDING_SINCE}
    return {day: found for day, found in kept.items() if found}


def _counting(raw: Snapshot, rows: Operations, kind: str) -> Operations:
    regular = [row for row in rows if row not in exercises(raw, rows, kind)]
    if any(not shape.text(row, "term") for row in regular):
        return []
    return [row for row in regular if shape.text(row, "term").lower() == "overnight"]


def exercises(raw: Snapshot, rows: Operations, kind: str) -> Operations:
    """
    The small value exercises among the operations of one day.

    The note stands on the exercise, or (in copies that had joined a day's operations) on the daily operation: then
    the exercise is the last operation released before the daily one. Nothing large is ever taken for an exercise.
    """
    small = [row for row in rows if _total(raw, row) < LARGEST_EXERCISE]
    noted = [row for row in rows if "small value exercise" in shape.text(row, "note").lower()]
    found = [row for row in noted if row in small and _release(row) != REGULAR_RELEASE[kind]]
    if not noted or found:
        return found
    before = [row for row in small if _release(row) < REGULAR_RELEASE[kind]]
    return [max(before, key=_release)] if before else [row for row in noted if row in small]


def _release(row: Row) -> str:
    return shape.text(row, "releaseTime").zfill(5)


def _largest(raw: Snapshot, rows: Iterable[Row], read: Callable[[Row], float | None]) -> list[Published]:
    """`read` of each day's largest ON RRP operation."""
    days = overnight_by_day(raw, rows, "Reverse Repo")
    return [Published(day, read(max(found, key=lambda one: _total(raw, one)))) for day, found in days.items()]


def _total(raw: Snapshot, row: Row) -> float:
    amount = shape.number(raw, row.get("totalAmtAccepted"))
    if amount is None:
        raise shape.changed(raw, f"states no totalAmtAccepted for operation {shape.text(row, 'operationId')!r}")
    return amount


def _accepted(raw: Snapshot, row: Row, security: str) -> float:
    return shape.number(raw, _detail(row, security).get("amtAccepted")) or 0.0


def _detail(row: Row, security: str) -> Mapping[str, object]:
    details = row.get("details")
    known = details if isinstance(details, list) else []
    return next((one for one in known if isinstance(one, dict) and one.get("securityType") == security), {})
