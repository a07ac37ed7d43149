"""Send one issue: make it, check it, record who gets it, hand it over."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from tidegauge import schedule
from tidegauge.deliver import addresses, gate, inspect, messages, operator, readers, signing
from tidegauge.deliver.addresses import Address
from tidegauge.deliver.halves import bare, one
from tidegauge.deliver.letters import Cover
from tidegauge.deliver.making import Making, digest
from tidegauge.deliver.messages import Form, Message, Signer
from tidegauge.deliver.outbox import Outbox, Pace, Tally
from tidegauge.deliver.readers import Reader
from tidegauge.deliver.smtp import Post
from tidegauge.errors import DeliveryError, GateClosed, HeldAgain, IssueChanged, UsageError
from tidegauge.issuing import archiving, notices
from tidegauge.issuing.office import WEEKLY, Office
from tidegauge.model.words import Edition, Language
from tidegauge.render import output
from tidegauge.store.deliveries import DECISIONS, LATE_DATA, Delivery, Edit, IssueState, Revised, Sending
from tidegauge.store.ledger import Ledger

TOLD = 20
"""Readers that a mail to the operator names."""


@dataclass(frozen=True, slots=True)
class Checked:
    """
    An issue that passed the gate.

    Attributes:
        making: Makes its files.
        revised: Which revision, with its marks.
        forms: Letter by variant.
        audience: Who it is for, by reader.
    """

    making: Making
    revised: Revised
    forms: Mapping[str, Form]
    audience: Mapping[str, Reader]


def send(office: Office, day: date, to: Sequence[str] = (), marks: int = 0) -> tuple[Checked, Tally]:
    """
    Send an issue, or go on sending it.

    Args:
        to: Only to these addresses.
        marks: LATE_RUN when it goes out after its time.

    Raises:
        GateClosed: it is not fit to be sent; the operator was told by mail.
        DeliveryError: it is held or withdrawn, or the server cannot be used.
        AlreadySending: another run is at it.
    """
    office.sender()
    post = office.post()
    with office.ledger() as ledger, ledger.sole_sender(), post:
        ledger.settle(office.now(), office.boot)
        while True:
            try:
                return _go(office, ledger, post, day, to, marks)
            except IssueChanged as error:  # nothing had left: else the editor's word would not have concerned it
                office.say(f"{error} It is made anew.")


def _go(office: Office, ledger: Ledger, post: Post, day: date, to: Sequence[str], marks: int) -> tuple[Checked, Tally]:
    """One attempt, with what the editor has decided until now."""
    decided = ledger.decided(office.issue(day))
    checked = check(office, ledger, day, to, marks)
    revised = checked.revised
    _allowed(office, ledger, revised)
    _as_approved(office, ledger, checked)
    _record(office, ledger, checked, whole=not to and not revised.revision)
    if not to or archiving.published(office, revised):
        archiving.publish(office, ledger, checked.making, revised, again=True)
    pace = Pace(per_minute=office.policy().per_minute)
    box = Outbox(ledger, post, pace, office.now, office.pause, office.boot)
    only = set(checked.audience) if to else None
    return checked, box.send(revised.issue, revised.revision, _composer(office, ledger, checked), only, decided)


def dry_run(office: Office, day: date, to: Sequence[str] = ()) -> tuple[Path, ...]:
    """
    Write what `send` would hand over, one file a reader; nothing is recorded and nothing leaves.

    Raises:
        GateClosed: the issue is not fit to be sent.
    """
    stored = office.settings.store.is_file()
    ledger = office.ledger() if stored else None
    try:
        checked = check(office, ledger, day, to, 0)
        compose = _composer(office, ledger, checked)
        revised = checked.revised
        stopped = ledger.suppressed() if ledger else frozenset()
        folder = output.folder(office.out / revised.issue / "mail")
        return tuple(
            output.write(folder / eml_name(checked, one), compose(_delivery(revised, one, office.now())).data)
            for one in checked.audience.values()
            if one.key not in stopped
        )
    finally:
        if ledger:
            ledger.__exit__()


def write_mail(office: Office, day: date, editions: Sequence[Edition], sections: tuple[str, ...]) -> list[Path]:
    """Editions as .eml beside the files of the issue, to nobody; they join the manifest."""
    briefing = replace(office.briefing(day, sections), notices=notices.recorded(office, day))
    around = Cover(0, briefing.notices, office.page(briefing.id), office.sender().text)
    making = Making(briefing, office.settings.home, office.settings.cache, around, lambda _: briefing)
    folder, nobody = output.folder(office.out / briefing.id), Address("readers", "localhost")
    written = []
    for edition in editions:
        form = making.form(Reader(nobody, edition).variant)
        message = messages.compose(form, nobody, office.sender(), office.links(None))
        inspect.check(message, form.letter)
        written.append(output.write(folder / f"tidegauge-{briefing.id}-{edition.value}.eml", message.data))
    return [*written, _listed(folder / "manifest.json", written)]


def _listed(manifest: Path, files: Sequence[Path]) -> Path:
    """The manifest with these files."""
    told = json.loads(manifest.read_bytes())
    told["files"] |= {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"
    return output.write(manifest, text.encode())


def eml_name(checked: Checked, reader: Reader) -> str:
    """``tidegauge-2025-W46-bilingual-0123456789.eml``: ASCII, without the address."""
    revision = f"-r{checked.revised.revision}" if checked.revised.revision else ""
    named = hashlib.sha256(reader.key.encode()).hexdigest()[:10]
    return f"tidegauge-{checked.revised.issue}{revision}-{reader.edition.value}-{named}.eml"


def check(office: Office, ledger: Ledger | None, day: date, to: Sequence[str], marks: int) -> Checked:
    """
    Make an issue and put it to the gate; a closed gate tells the operator.

    Raises:
        GateClosed: with every reason.
    """
    issue = office.issue(day)
    revised = newest(ledger, issue) or Revised(issue, 0, day.isoformat(), IssueState.APPROVED, office.now(), marks)
    audience = _audience(office, ledger, revised, to)
    briefing = office.briefing(day)
    late = gate.faults(briefing, office.policy(), {}, (), allow_sample=office.allow_sample)
    if ledger is None or not ledger.begun(issue, revised.revision):  # what has left is not marked otherwise later
        revised = replace(revised, marks=revised.marks | marks | (LATE_DATA if any(one.late for one in late) else 0))
    around = cover(office, ledger, revised)
    shown = notices.on_the_page(around.notices)
    making = Making(
        replace(briefing, notices=shown), office.settings.home, office.settings.cache, around,
        lambda sections: replace(office.briefing(day, sections), notices=shown),
    )  # fmt: skip
    variants = sorted({one.variant for one in audience.values()})
    _pass_gate(office, ledger, making, day, variants)
    forms = {variant: _form(office, making, variant) for variant in variants}
    return Checked(making, revised, forms, audience)


def cover(office: Office, ledger: Ledger | None, revised: Revised) -> Cover:
    """What stands around the issue."""
    shown = notices.kept(office, ledger, revised)
    return Cover(revised.revision, shown, office.page(revised.issue), office.sender().text)


def newest(ledger: Ledger | None, issue: str) -> Revised | None:
    """The newest revision of an issue; None where nothing is recorded."""
    found = ledger.revisions(issue) if ledger else ()
    return found[-1] if found else None


def tell_operator(office: Office, ledger: Ledger, issue: str, subject: str, text: str) -> bool:
    """Mail the operator, once for equal words, and whether it was told now; what fails, the next run tries again."""
    named = _words(subject, text)
    if ledger.was_told(issue, named):
        return False
    message = operator.notice(office.settings.mail, issue, subject, text, office.now())
    ledger.first_notice(issue, f"tried {named}", office.now())
    try:
        with office.post() as post:
            outcome = post.hand_over(message, lambda: None)
    except DeliveryError as error:
        office.say(f"The operator could not be told by mail: {error}")
        return False
    return outcome.answer == "accepted" and ledger.first_notice(issue, named, office.now())


def withdrawn(office: Office, issue: str) -> bool:
    """Whether the editor has withdrawn the newest revision."""
    with office.ledger() as ledger:
        revised = newest(ledger, issue)
    return revised is not None and revised.state is IssueState.WITHDRAWN


def tell_troubles(office: Office, issue: str, *, again: bool = False) -> None:
    """
    Mail the operator who was refused, and of whom nobody knows; once for equal lists, nothing when all is well.

    Args:
        again: Only what was to be told before, and mail was down.
    """
    with office.ledger() as ledger:
        rows = [one for one in ledger.deliveries(issue) if one.state in (Sending.REFUSED, Sending.UNCERTAIN)]
        if not rows:
            return
        lines = [f"- {one.address}, revision {one.revision}: {one.state.value}: {one.reply}" for one in rows[:TOLD]]
        more = f"And {len(rows) - TOLD} more.\n" if len(rows) > TOLD else ""
        text = "\n".join([f"{issue} did not reach, or may not have reached, {len(rows)} readers:", *lines, more])
        text += f"\nNone of them is tried again by itself. `tidegauge deliveries --issue {issue}` lists all.\n"
        subject = "not delivered to all"
        if not again or ledger.was_told(issue, f"tried {_words(subject, text)}"):
            tell_operator(office, ledger, issue, subject, text)


def _words(subject: str, text: str) -> str:
    """What the operator was told, for the record."""
    return hashlib.sha256(f"{subject}\n{text}".encode()).hexdigest()


def _audience(office: Office, ledger: Ledger | None, revised: Revised, to: Sequence[str]) -> dict[str, Reader]:
    """Who it is for: those named; for a revision those it was prepared for; else every active reader."""
    listed = readers.load(office.settings) if not to or readers.find(office.settings) else ()
    if office.report != WEEKLY:
        listed = tuple(replace(one, sections=()) for one in listed)
    known = {one.key: one for one in listed}
    if to:
        named = [_named(text) for text in to]
        return {one.key: known.get(one.key) or Reader(one) for one in named}
    if revised.revision and ledger:
        rows = ledger.deliveries(revised.issue, revised.revision)
        return {one.reader: _as_sent(one, known) for one in rows}
    if found := {one.key: one for one in listed if one.asks_for(office.report)}:
        return found
    raise UsageError(
        f"There is no active reader of {office.report}; add one with `tidegauge subscribe`, or name one with --to."
    )


def _named(text: str) -> Address:
    try:
        return addresses.parse(text)
    except ValueError as error:
        raise UsageError(f"--to: the address {error}.") from None


def _as_sent(one: Delivery, known: Mapping[str, Reader]) -> Reader:
    """The reader as the ledger has them: what they are sent is what they were sent before."""
    listed = known.get(one.reader)
    return readers.of_variant(listed.address if listed else addresses.parse(one.address), one.variant)


def _pass_gate(office: Office, ledger: Ledger | None, making: Making, day: date, variants: Sequence[str]) -> None:
    editions = {Edition(one.split("/")[0]) for one in variants}
    languages = [one for one in Language if any(one in edition.languages for edition in editions)]
    found = gate.faults(
        making.briefing, office.policy(), making.papers(variants), [making.half(one) for one in languages],
        allow_sample=office.allow_sample,
    )  # fmt: skip
    if office.now() > deadline(office, day):
        found = tuple(one for one in found if not one.late)
    if not found:
        return
    issue = making.briefing.id
    reasons = "\n".join(f"- {one.reason}" for one in found)
    waits = f"\nIt is held until {deadline(office, day):%Y-%m-%d %H:%M} UTC and then goes out marked.\n"
    text = f"{issue} was not sent to its readers:\n{reasons}\n{waits if all(one.late for one in found) else ''}"
    if ledger and not office.dry:
        tell_operator(office, ledger, issue, "not sent", text)
    raise GateClosed(f"{issue} was not sent: {'; '.join(one.reason for one in found)}.")


def deadline(office: Office, day: date) -> datetime:
    """Until then a late source holds the issue; one without a time of its own waits for none."""
    if not office.scheduled:
        return datetime.min.replace(tzinfo=UTC)
    plan = office.plan()
    slot = next((one for one in schedule.around(plan, day) if one.day == day), None)
    return slot.due + plan.hold if slot else office.now()


def _form(office: Office, making: Making, variant: str) -> Form:
    """A letter, read back and compared with what it should hold."""
    office.say(f"Writing the e-mail {variant.strip('/')}")
    form = making.form(variant)
    sender = office.sender()
    message = messages.compose(form, addresses.parse("reader@example.org"), sender, office.links(None))
    inspect.check(message, form.letter)
    return form


def _allowed(office: Office, ledger: Ledger, revised: Revised) -> None:
    if revised.state is IssueState.HELD:
        raise DeliveryError(
            f"{revised.issue} is held for approval; `tidegauge approve --issue {revised.issue}` lets it go."
        )
    if revised.state is IssueState.WITHDRAWN:
        ledger.drop(revised.issue, revised.revision, office.now(), "the issue was withdrawn")
        raise DeliveryError(f"{revised.issue} was withdrawn; `tidegauge correct` makes a revision of it.")


def content(checked: Checked) -> str:
    """A hash of what an issue says: its readings, its key points in both languages, its notices."""
    halves = [checked.making.half(language) for language in (Language.ZH_HANT, Language.EN)]
    told = [text for half in halves for text in (half.headline, *(bare(one(each.text)) for each in half.view.findings))]
    shown = [repr(each) for each in checked.making.briefing.notices]
    return hashlib.sha256(
        b"\0".join([checked.making.readings(), *(text.encode() for text in told + shown)])
    ).hexdigest()


def _as_approved(office: Office, ledger: Ledger, checked: Checked) -> None:
    """
    Hold an issue again that is no longer what the link in the operator's mail approved.

    Raises:
        DeliveryError: it is held; the next run asks again.
    """
    revised = checked.revised
    edits = [one for one in ledger.edits(revised.issue) if one.action in DECISIONS]
    last = edits[-1] if edits and edits[-1].revision == revised.revision else None
    if last is None or last.action != "approve" or last.en in ("", content(checked)):
        return
    if ledger.begun(revised.issue, revised.revision):
        return
    again = Edit(revised.issue, revised.revision, "hold", "tidegauge", office.now())
    ledger.edit(again, IssueState.HELD)
    raise HeldAgain(
        f"{revised.issue} is not what was approved, since data or notes have changed; it is held again, and the next "
        "run asks again."
    )


def _record(office: Office, ledger: Ledger, checked: Checked, *, whole: bool) -> None:
    """
    Note the revision, its letters and its readers, before anything leaves.

    Args:
        whole: The audience is everyone: who waits and is not in it has left the list.

    Raises:
        DeliveryError: some readers have it already, and it would not be the same for the others.
    """
    revised, now = checked.revised, office.now()
    issue, revision = revised.issue, revised.revision
    hashes = {variant: digest(form) for variant, form in checked.forms.items()}
    before = ledger.letters(issue, revision)
    gone = ledger.begun(issue, revision)
    if changed := [one for one in hashes if gone and before.get(one, hashes[one]) != hashes[one]]:
        raise DeliveryError(
            f"{issue} as built now ({', '.join(changed)}) is not what {gone} readers were sent; nothing more was sent. "
            f"`tidegauge correct --issue {issue}` makes a revision for those who got the other."
        )
    ledger.revise(revised)
    ledger.keep_letters(issue, revision, hashes)
    ledger.prepare(_delivery(revised, one, now) for one in checked.audience.values())
    if whole:
        ledger.leave(issue, revision, checked.audience, now)


def _delivery(revised: Revised, reader: Reader, now: datetime) -> Delivery:
    return Delivery(
        revised.issue, revised.revision, reader.key, reader.address.text, reader.variant, Sending.PREPARED, now
    )  # fmt: skip


class _Composer:
    """Deliveries to messages; knows the readers' names."""

    def __init__(self, checked: Checked, sender: Address, office: Office, ledger: Ledger | None) -> None:
        self._checked = checked
        self._sender = sender
        self._links = office.links(ledger)
        self._sign: Signer | None = signing.signer(office.settings.mail, sender.domain)

    def __call__(self, one: Delivery) -> Message:
        reader = self._checked.audience.get(one.reader)
        address = reader.address if reader else addresses.parse(one.address)
        return messages.compose(self._checked.forms[one.variant], address, self._sender, self._links, self._sign)


def _composer(office: Office, ledger: Ledger | None, checked: Checked) -> _Composer:
    return _Composer(checked, office.sender(), office, ledger)
