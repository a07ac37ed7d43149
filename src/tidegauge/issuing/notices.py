"""What is on record about an issue becomes the notices above its key points; a rebuild prints the same ones."""

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from tidegauge.issuing.office import Office
from tidegauge.model.document import Notice, Reached
from tidegauge.store.deliveries import LATE_DATA, LATE_RUN, Edit, Revised
from tidegauge.store.ledger import Ledger

LETTER_ONLY = ("late_run",)
"""Kinds that concern the sending and not the issue."""


def of(edits: Iterable[Edit], revised: Revised, zone: ZoneInfo) -> tuple[Notice, ...]:
    """
    The notices of a revision: correction, notes, what it is marked with.

    Args:
        edits: Of the issue.
        revised: Which revision.
        zone: In which the days of notes are told.
    """
    return tuple(_of(tuple(edits), revised, zone))


def _of(edits: tuple[Edit, ...], revised: Revised, zone: ZoneInfo) -> Iterator[Notice]:
    for one in edits:
        if one.action == "correct" and one.revision == revised.revision:
            yield Notice("correction", one.texts, _day(one, zone))
    for one in edits:
        if stands(one, revised.revision):
            yield Notice("note", one.texts, _day(one, zone))
    if revised.marks & LATE_RUN:
        yield Notice("late_run")
    if revised.marks & LATE_DATA:
        yield Notice("late")


def stands(one: Edit, revision: int) -> bool:
    """Whether a note stands in a revision: one made after a revision had gone out stands in the next."""
    before = one.action == "annotate" and one.revision <= revision
    return before or (one.action == "annotate_after" and one.revision < revision)


def kept(office: Office, ledger: Ledger | None, revised: Revised) -> tuple[Notice, ...]:
    """The notices of a revision as the ledger has them."""
    edits = ledger.edits(revised.issue) if ledger else ()
    return (*_alert(office, ledger, revised), *of(edits, revised, office.plan().zone))


def _alert(office: Office, ledger: Ledger | None, revised: Revised) -> Iterator[Notice]:
    """Which readings called for the issue."""
    looks = ledger.looks(office.report) if ledger and ledger.watches else ()
    for one in looks:
        if one.fired and one.day.isoformat() == revised.day:
            reached = tuple(Reached(name, one.levels[name][1], one.levels[name][0]) for name in one.fired)
            yield Notice("alert", reached=reached)


def recorded(office: Office, day: date) -> tuple[Notice, ...]:
    """What a rebuild prints above the key points: the notices of the newest revision on record; none without one."""
    if office.origin.sample or not office.settings.store.is_file():
        return ()
    with Ledger(office.settings.store, read_only=True) as ledger:
        found = ledger.revisions(office.issue(day)) if ledger.kept else ()
        return on_the_page(kept(office, ledger, found[-1])) if found else ()


def on_the_page(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Those that stand in PDF and HTML, too."""
    return tuple(one for one in notices if one.kind not in LETTER_ONLY)


def _day(one: Edit, zone: ZoneInfo) -> date:
    return one.at.astimezone(zone).date()
