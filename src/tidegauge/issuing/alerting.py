"""Alerts: a report goes out between two issues when a reading it watches reaches its level; once, whoever calls."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tidegauge import alerts, schedule, usecases
from tidegauge import report as reports
from tidegauge.alerts import Looked, Plan
from tidegauge.days import cut
from tidegauge.deliver import readers
from tidegauge.errors import AlreadySending, NothingKnown, TidegaugeError
from tidegauge.issuing import asking, sending, troubles
from tidegauge.issuing.office import WEEKLY, Office
from tidegauge.model.judgement import Level, Signal
from tidegauge.store.deliveries import Look
from tidegauge.store.ledger import Ledger

QUIET, DUE, DONE, MISSED = "quiet", "due", "done", "missed"


@dataclass(frozen=True, slots=True)
class Alert:
    """
    What came of an alert.

    Attributes:
        issue: ``2019-W38-2-flash``.
        readings: That reached the level.
        told: In words.
        exit_code: As of `send`.
    """

    issue: str
    readings: tuple[str, ...]
    told: str
    exit_code: int = 0


def run(office: Office) -> tuple[Alert, ...]:
    """
    Look at the newest day whose cut has passed, and send what it calls for; done again, it does nothing.

    Raises:
        TidegaugeError: an alert could not be sent; it stays due within its window.
    """
    found: list[Alert] = []
    for name in watching(office):
        here = replace(office, report=name)
        try:
            alert = _run(here)
        except TidegaugeError as error:
            troubles.failed(here, here.issue(alerts.day_of(office.now())), error)
            raise
        _tell_missed(here)
        found += [alert] if alert else []
    return tuple(found)


def watching(office: Office) -> tuple[str, ...]:
    """Reports with a table [alert]."""
    return tuple(name for name in reports.names(office.settings.home) if office.table("alert", name))


def plan(office: Office) -> Plan:
    """The table [alert] of the office's report."""
    report = reports.load(office.settings.home, office.report)
    shown = [one for head in report.dashboard for one in head.readings]
    rated = [one.reading for one in report.rules]
    return alerts.plan(office.table("alert"), f"reports/{office.report}.toml", rated, shown)


def fired(office: Office, day: date) -> tuple[tuple[str, ...], Look]:
    """
    What a day calls for, after the days on record; nothing is written.

    Returns:
        The readings, and the day as it would be recorded.
    """
    chosen = plan(office)
    signals = usecases.judged(office.settings, office.report, office.origin, day).signals
    known: tuple[Look, ...] = ()
    if office.settings.store.is_file():
        with Ledger(office.settings.store, read_only=True) as ledger:
            known = ledger.looks(office.report) if ledger.watches else ()
    looked = [_looked(one) for one in known]
    readings = () if _told_by_an_issue(office, day) else alerts.due(chosen, day, signals, looked)
    state = DUE if readings else QUIET
    return readings, Look(office.report, day, _levels(chosen, signals), readings, state, office.now())


def called_for(office: Office, day: date) -> list[dict[str, str]]:
    """What a day calls for, as rows."""
    rows = []
    for name in watching(office):
        here = replace(office, report=name)
        _, look = fired(here, day)
        rows += _rows(here, look)
    return rows


def listed(office: Office) -> list[dict[str, str]]:
    """The alerts on record, as rows, oldest first."""
    if not office.settings.store.is_file():
        return []
    with Ledger(office.settings.store, read_only=True) as ledger:
        looks = ledger.looks() if ledger.watches else ()
    return [row for one in looks for row in _rows(replace(office, report=one.report), one)]


def _rows(office: Office, look: Look) -> list[dict[str, str]]:
    """A row for each reading that alerted."""
    issue = office.issue(look.day)
    return [
        {
            "day": look.day.isoformat(),
            "issue": issue,
            "reading": name,
            "before": before.name.lower() if before is not None else "",
            "level": now.name.lower(),
            "state": look.state,
            "told": look.told,
        }
        for name, (now, before) in look.levels.items()
        if name in look.fired
    ]


def _looked(one: Look) -> Looked:
    """An alert that was missed is none: the next day may tell it."""
    levels = {name: now for name, (now, _) in one.levels.items()}
    return Looked(one.day, levels, () if one.state == MISSED else one.fired)


def _levels(chosen: Plan, signals: Mapping[str, Signal]) -> dict[str, tuple[Level, Level | None]]:
    return {one: (signals[one].level, signals[one].before) for one in chosen.readings if one in signals}


def _told_by_an_issue(office: Office, day: date) -> bool:
    """Whether the weekly is dated by the day: it says what there is to say."""
    weekly = replace(office, report=WEEKLY).plan()
    return any(one.day == day for one in schedule.around(weekly, day))


def _run(office: Office) -> Alert | None:
    if not _asked_for(office):
        return None
    look = _look(office, alerts.day_of(office.now()))
    if look is None or look.state != DUE:
        return None
    issue, until = office.issue(look.day), cut(look.day) + plan(office).window
    if office.now() > until:
        return _ended(office, look, MISSED, Alert(issue, look.fired, "not sent within its window", 1))
    if sending.withdrawn(office, issue):
        return _ended(office, look, DONE, Alert(issue, look.fired, "withdrawn"))
    if asking.held(office, look.day, until):
        return Alert(issue, look.fired, "held for approval", 3)
    try:
        _, tally = sending.send(office, look.day)
    except AlreadySending:
        return Alert(issue, look.fired, "another run is at it")
    sending.tell_troubles(office, issue)
    alert = Alert(issue, look.fired, tally.told, tally.exit_code)
    return alert if tally.open else _ended(office, look, DONE, alert)


def _look(office: Office, day: date) -> Look | None:
    """
    What is on record of the newest day: looked at now if it was not, and an alert that waits before that.

    None where there are no data to look at.
    """
    with office.ledger() as ledger:
        known = ledger.looks(office.report)
    waiting = [one for one in known if one.state == DUE]
    if waiting:
        return waiting[0]
    found = next((one for one in known if one.day == day), None)
    if found is None:
        office.say(f"Looking at {day} for {office.report}")
        try:
            _, look = fired(office, day)
        except NothingKnown:
            return None
        with office.ledger() as ledger:
            found = ledger.look(look)
    return found


def _asked_for(office: Office) -> bool:
    if readers.find(office.settings) is None:
        return False
    return any(one.asks_for(office.report) for one in readers.load(office.settings))


def _ended(office: Office, look: Look, state: str, alert: Alert) -> Alert:
    with office.ledger() as ledger:
        ledger.looked(look, state, office.now(), alert.told)
    return alert


def _tell_missed(office: Office) -> None:
    """Alerts that were missed: told once, when mail goes."""
    with office.ledger() as ledger:
        for one in ledger.looks(office.report):
            if one.state == MISSED:
                issue = office.issue(one.day)
                troubles.missed(office, ledger, issue, f"{issue} ({', '.join(one.fired)}) was {one.told}.")
