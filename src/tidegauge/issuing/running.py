"""The scheduled run: collect, build, check, publish, send; once an issue, whoever calls it and however often."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from tidegauge import schedule
from tidegauge.deliver import operator, readers, server
from tidegauge.errors import (
    AlreadySending,
    GateClosed,
    HeldAgain,
    OutputError,
    SettingsError,
    SetupBroken,
    StoreError,
    TidegaugeError,
)
from tidegauge.issuing import archiving, asking, sending, troubles
from tidegauge.issuing.office import Office
from tidegauge.render import output
from tidegauge.schedule import Due, Plan, Slot
from tidegauge.store import deliveries as tables
from tidegauge.store.deliveries import LATE_RUN
from tidegauge.store.ledger import Ledger

DONE, MISSED, WAITING, HELD, FAILED, BEGUN = "done", "missed", "waiting", "held", "failed", "begun"
OVER = (DONE, MISSED)
HEALTH = "health.json"
PING_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did: its issue (empty when none was due), a sentence, the exit code."""

    issue: str
    told: str
    exit_code: int = 0


def run(office: Office, collect: Callable[[], int], *, if_due: bool) -> Result:
    """
    Do what is due.

    Args:
        collect: Fetches; its exit code is no reason to stop, since the gate judges what is there.
        if_due: Do nothing unless a run is due.

    Raises:
        SetupBroken: nothing can begin; the operator is told.
        TidegaugeError: the run failed; it is recorded, and the next call within the window tries again.
    """
    try:
        plan = ready(office)
        found = _found(office, plan, if_due=if_due)
    except TidegaugeError as error:
        troubles.before(office, error)
        health(office)
        raise
    try:
        result = _do(office, collect, found) if found else _nothing(office, plan, collect)
    except AlreadySending:
        result = Result(found.slot.issue if found else "", "Another run is at it; nothing was done.")
    finally:
        health(office)
    if result.exit_code == 0:
        _ping(office)
    return result


def ready(office: Office) -> Plan:
    """
    When issues go out, if everything holds that a run needs before it begins: definition, readers, mail settings.

    Raises:
        SetupBroken: something does not.
    """
    mail = office.settings.mail
    try:
        plan = office.plan()
        office.policy()
        if readers.find(office.settings):
            readers.load(office.settings)
        if mail.server:
            server.server(mail)
        if mail.sender:
            operator.operator(mail)
            office.sender()
        return plan
    except SettingsError as error:
        raise SetupBroken(str(error)) from error


def _found(office: Office, plan: Plan, *, if_due: bool) -> Due | None:
    """The run that is due; what was missed is noted, and told."""
    now = office.now()
    with office.ledger() as ledger:
        _note_missed(office, ledger, plan)
        _tell_again(office, ledger)
        done = {one.issue for one in ledger.slots() if one.state in OVER}
    found = schedule.due(plan, now, done)
    if not if_due and found is None:
        last = schedule.last_slot(plan, now)
        found = Due(last, late=now > last.due + plan.on_time, deadline=last.due + plan.hold)
    return found


def _do(office: Office, collect: Callable[[], int], due: Due) -> Result:
    slot = due.slot
    try:
        _note_unless_done(office, slot, BEGUN, due.late, "")
        collect()
        result = _issue(office, due)
    except AlreadySending:
        raise
    except HeldAgain as error:
        _note_unless_done(office, slot, WAITING, due.late, str(error))
        raise
    except GateClosed as error:
        state = WAITING if office.now() <= due.deadline else FAILED
        _note_unless_done(office, slot, state, due.late, str(error))
        raise
    except TidegaugeError as error:
        troubles.failed(office, slot.issue, error)
        with suppress(StoreError, OutputError):  # a full disk: the error itself is worth more
            _note_unless_done(office, slot, FAILED, due.late, str(error))
        raise
    return result


def _issue(office: Office, due: Due) -> Result:
    slot = due.slot
    marks = LATE_RUN if due.late else 0
    if sending.withdrawn(office, slot.issue):
        _note(office, slot, DONE, due.late, "withdrawn by the editor")
        return Result(slot.issue, f"{slot.issue} was withdrawn by the editor; nobody was mailed.")
    if asking.held(office, slot.day, slot.due + office.plan().window, marks):
        _note(office, slot, HELD, due.late, "held for approval")
        return Result(slot.issue, f"{slot.issue} is held for approval.", 3)
    if readers.find(office.settings) is None and not office.settings.mail.server:
        _publish_only(office, due)
        _note(office, slot, DONE, due.late, "published; there are no readers and no mail server")
        return Result(slot.issue, f"{slot.issue} is published; nobody was mailed, because there is no list of readers.")
    _, tally = sending.send(office, slot.day, marks=marks)
    sending.tell_troubles(office, slot.issue)
    state = WAITING if tally.open else DONE
    _note(office, slot, state, due.late, tally.told)
    return Result(slot.issue, f"{slot.issue}: {tally.told}.", tally.exit_code)


def _publish_only(office: Office, due: Due) -> None:
    with office.ledger() as ledger, ledger.sole_sender():
        marks = LATE_RUN if due.late else 0
        checked = sending.check(office, ledger, due.slot.day, ("nobody@localhost",), marks)
        ledger.revise(checked.revised)
        archiving.publish(office, ledger, checked.making, checked.revised)


def _nothing(office: Office, plan: Plan, collect: Callable[[], int]) -> Result:
    with office.ledger() as ledger:
        last, whole = ledger.last_collection()
    gathered = schedule.collecting(office.now(), last, whole=whole)
    if gathered:
        collect()
    following = schedule.upcoming(plan, office.now(), 1)[0]
    local = following.due.astimezone(plan.zone)
    told = "Collected before the cut of the day; nothing" if gathered else "Nothing"
    return Result("", f"{told} is due; {following.issue} is on {local:%A %Y-%m-%d %H:%M} {plan.zone.key}.")


def _note_missed(office: Office, ledger: Ledger, plan: Plan) -> None:
    """Runs whose window has passed since a scheduler first called: noted, for the operator to be told."""
    slots = ledger.slots()
    since = min([ledger.began(office.now()), *(one.due for one in slots)])
    over = {one.issue for one in slots if one.state in OVER}
    for slot in schedule.missed(plan, since, office.now(), over):
        text = f"{slot.issue} was due at {slot.due:%Y-%m-%d %H:%M} UTC and was not sent within its window."
        ledger.slot(tables.Slot(slot.issue, slot.due, MISSED, office.now(), late=True, told=text))


def _tell_again(office: Office, ledger: Ledger) -> None:
    """Missed runs, and readers not reached, that the operator has not been told of because mail was down, too."""
    for one in ledger.slots()[-troubles.RECENT :]:
        if one.state == MISSED:
            troubles.missed(office, ledger, one.issue, one.told)
        elif one.state == DONE:
            sending.tell_troubles(office, one.issue, again=True)


def _note_unless_done(office: Office, slot: Slot, state: str, late: bool, text: str) -> None:
    """An issue that is done stays so while it is looked at again, and if that fails."""
    if all((one.issue, one.state) != (slot.issue, DONE) for one in _slots(office)):
        _note(office, slot, state, late, text)


def _note(office: Office, slot: Slot, state: str, late: bool, text: str) -> None:
    with office.ledger() as ledger:
        ledger.slot(tables.Slot(slot.issue, slot.due, state, office.now(), late, text))


def overview(office: Office) -> dict[str, object]:
    """Last, next five, overdue, and what keeps a run from beginning: for `status` and the health file."""
    seen: dict[str, object] = {"zone": None, "last": None, "next": [], "overdue": None, "missed": [], "trouble": None}
    try:
        plan, now, slots = office.plan(), office.now(), _slots(office)
        seen |= {
            "zone": plan.zone.key,
            "last": _row(slots[-1]) if slots else None,
            "next": [_times(one, plan) for one in schedule.upcoming(plan, now)],
            "missed": [one.issue for one in slots if one.state == MISSED],
        }
        late = _overdue(office, plan, slots)
        seen["overdue"] = late.issue if late else None
        ready(office)
    except TidegaugeError as error:
        seen["trouble"] = str(error)
    return seen


def _overdue(office: Office, plan: Plan, slots: Sequence[tables.Slot]) -> Slot | None:
    """
    The newest run, if nobody got its issue: missed ones, too, until the next is due.

    Where there are readers and no scheduler has ever called, that is as wrong as one that stopped.
    """
    late = schedule.overdue(plan, office.now(), {one.issue for one in slots if one.state == DONE})
    if late is None or slots:
        return late
    first = _first_run(office)
    if first is None:
        return late if readers.find(office.settings) else None
    return late if late.due > first else None


def _first_run(office: Office) -> datetime | None:
    if not office.settings.store.is_file():
        return None
    with office.ledger() as ledger:
        return ledger.first_run()


def health(office: Office) -> bool:
    """Write the health file beside the store; whether all is well."""
    seen = overview(office)
    ok = seen["overdue"] is None and seen["trouble"] is None
    told = {"ok": ok, "checked": _stamp(office.now()), "good_until": _stamp(_good_until(office, ok=ok)), **seen}
    data = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    try:
        output.write(output.folder(office.settings.store.parent) / HEALTH, data.encode())
    except OutputError as error:  # what went wrong before is worth more than this
        office.say(str(error))
    return ok


def _good_until(office: Office, *, ok: bool) -> datetime:
    """Until then "ok" can stand without another call: a scheduler that has died is seen by it."""
    if not ok:
        return office.now()
    plan = office.plan()
    return schedule.upcoming(plan, office.now(), 1)[0].due + plan.on_time


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _slots(office: Office) -> tuple[tables.Slot, ...]:
    if not office.settings.store.is_file():
        return ()
    with office.ledger() as ledger:
        return ledger.slots()


def _row(slot: tables.Slot) -> dict[str, object]:
    return {
        "issue": slot.issue,
        "due": _utc(slot.due),
        "state": slot.state,
        "at": _utc(slot.at),
        "late": slot.late,
        "told": slot.told,
    }


def _times(slot: Slot, plan: Plan) -> dict[str, str]:
    local = slot.due.astimezone(plan.zone)
    return {"issue": slot.issue, "local": f"{local:%a %Y-%m-%d %H:%M %Z}", "utc": _utc(slot.due)}


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _ping(office: Office) -> None:
    """Tell a monitor that the run went well; whether it listens is its own affair."""
    address = office.settings.mail.ping.reveal()
    if not address:
        return
    try:
        httpx.get(address, timeout=PING_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL):
        office.say("The monitor at TIDEGAUGE_PING_URL could not be told.")
