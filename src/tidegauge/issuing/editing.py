"""What the editor does: hold, approve, annotate, withdraw, correct. Who and when is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tidegauge.deliver.links import Approval
from tidegauge.errors import UsageError
from tidegauge.issuing import archiving
from tidegauge.issuing.office import Office, day_of_issue
from tidegauge.issuing.sending import newest
from tidegauge.model.words import Language
from tidegauge.render import fonts, notices
from tidegauge.store.deliveries import DECISIONS, Delivery, Edit, IssueState, Revised, Sending
from tidegauge.store.ledger import Ledger

AGAIN, ARRIVED = "to be tried again", "has arrived"


@dataclass(frozen=True, slots=True)
class Words:
    """Who speaks, and what they say in each language."""

    who: str
    zh: str = ""
    en: str = ""


def hold(office: Office, issue: str, words: Words) -> Revised:
    """
    Keep an issue back until it is approved.

    Raises:
        UsageError: it has gone out.
    """
    issue = office.known_as(issue)
    day = day_of_issue(issue)
    with office.ledger() as ledger:
        revised = newest(ledger, issue) or _new(office, issue, day, 0, IssueState.HELD)
        ledger.revise(revised)
        return _edit(office, ledger, revised, "hold", words, IssueState.HELD)


def approve(office: Office, issue: str, words: Words) -> Revised:
    """
    Let an issue go out; it goes with the next run.

    Raises:
        UsageError: nothing is held.
    """
    issue = office.known_as(issue)
    with office.ledger() as ledger:
        revised = _known(ledger, issue)
        if revised.state is not IssueState.HELD:
            raise UsageError(f"{issue} is not held: it is {revised.state.value}.")
        return _edit(office, ledger, revised, "approve", words, IssueState.APPROVED)


def approve_by_link(office: Office, token: str, who: str) -> Revised:
    """
    The same, by the signed link in the operator's mail; it approves what that mail showed and nothing else.

    Raises:
        UsageError: the link is not one of ours, has expired, or was asked for before the last decision.
    """
    with office.ledger() as ledger:
        asked = office.links(ledger).read_approval(token, office.now())
        if asked != approval(ledger, _known(ledger, asked.issue), asked.content):
            raise UsageError(
                f"The link is for an earlier state of {asked.issue}; use the one in the newest mail, or "
                f"`tidegauge approve --issue {asked.issue}`."
            )
    return approve(office, asked.issue, Words(who, en=asked.content))


def approval(ledger: Ledger, revised: Revised, content: str = "") -> Approval:
    """What a link made now, that shows this content, would be good for."""
    decided = [one for one in ledger.edits(revised.issue) if one.action in DECISIONS]
    return Approval(revised.issue, revised.revision, len(decided), content)


def annotate(office: Office, issue: str, words: Words) -> Revised:
    """Add a dated note in both languages: to the e-mail as long as none has left, and to the archive."""
    issue = office.known_as(issue)
    _in_both(office, words, "A note")
    with office.ledger() as ledger:
        revised = newest(ledger, issue) or _new(office, issue, day_of_issue(issue), 0, IssueState.APPROVED)
        ledger.revise(revised)
        edited = _edit(office, ledger, revised, "annotate", words, None)
        archiving.refresh(office, ledger)
        return edited


def withdraw(office: Office, issue: str, words: Words) -> Revised:
    """Stop an issue: who has not got it does not get it, and the archive says so."""
    issue = office.known_as(issue)
    with office.ledger() as ledger:
        revised = _known(ledger, issue)
        edited = _edit(office, ledger, revised, "withdraw", words, IssueState.WITHDRAWN)
        ledger.drop(issue, revised.revision, office.now(), "the issue was withdrawn")
        archiving.refresh(office, ledger)
        return edited


def correct(office: Office, issue: str, words: Words) -> tuple[Revised, int]:
    """
    Make a revision, for exactly those who got the wrong issue and those who were still to get it.

    Returns:
        The revision, and how many it is for.

    Raises:
        UsageError: nobody got it, or the notice is not in both languages.
    """
    issue = office.known_as(issue)
    _in_both(office, words, "A correction notice")
    with office.ledger() as ledger, ledger.sole_sender():
        ledger.settle(office.now(), office.boot)
        before = _known(ledger, issue)
        rows = ledger.deliveries(issue)
        got = {one.reader: one for one in rows if one.state is Sending.SENT}
        if not got:
            raise UsageError(f"Nobody has got {issue}; build and send it again instead.")
        due = {one.reader: one for one in rows if one.state is Sending.PREPARED and one.revision == before.revision}
        ledger.drop(issue, before.revision, office.now(), f"replaced by revision {before.revision + 1}")
        revised = _new(office, issue, date.fromisoformat(before.day), before.revision + 1, IssueState.APPROVED)
        ledger.revise(revised)
        audience = {**due, **got}
        ledger.prepare(
            Delivery(issue, revised.revision, one.reader, one.address, one.variant, Sending.PREPARED, office.now())
            for one in audience.values()
        )
        return _edit(office, ledger, revised, "correct", words, None), len(audience)


def settle(office: Office, issue: str, readers: Sequence[str], *, again: bool, words: Words) -> tuple[str, ...]:
    """
    Say what became of uncertain deliveries, or have refused ones tried again; who said so is recorded.

    Args:
        readers: Keys of addresses; empty for every refused one, and only with `again`.
        again: They did not get it: the next run sends it. Else they did.

    Returns:
        Addresses.

    Raises:
        UsageError: one of them is neither refused nor uncertain, or there is none.
    """
    issue = office.known_as(issue)
    with office.ledger() as ledger, ledger.sole_sender():
        ledger.settle(office.now(), office.boot)
        revised = _known(ledger, issue)
        newest_of = {one.reader: one for one in ledger.deliveries(issue)}  # in order of revision
        open_ = {name: one for name, one in newest_of.items() if one.state in (Sending.REFUSED, Sending.UNCERTAIN)}
        if wrong := [one for one in readers if one not in open_]:
            raise UsageError(
                f"{issue} to {wrong[0]} is neither refused nor uncertain; `tidegauge deliveries` lists all."
            )
        chosen = [open_[one] for one in readers] or [one for one in open_.values() if one.state is Sending.REFUSED]
        if not chosen or (not readers and not again):
            raise UsageError(f"Name readers of {issue}; without any, --again means those who were refused.")
        for one in chosen:
            _settled(office, ledger, revised, one, words.who, again=again)
        names, told = tuple(one.address for one in chosen), AGAIN if again else ARRIVED
        _edit(office, ledger, revised, "settle", Words(words.who, en=f"{told}: {', '.join(names)}"), None)
        return names


def _settled(office: Office, ledger: Ledger, revised: Revised, one: Delivery, who: str, *, again: bool) -> None:
    """One delivery; what is corrected by now is followed by the newest revision, whether it arrived or not."""
    now, state, told = office.now(), Sending.SENT, ARRIVED
    if again:
        state, told = Sending.PREPARED, AGAIN
    if again and one.revision < revised.revision:
        state, told = Sending.SUPPRESSED, f"replaced by revision {revised.revision}"
    ledger.overrule(one, state, now, f"{told}, says {who}; before: {one.state.value}")
    if one.revision < revised.revision:
        after = Delivery(
            one.issue, revised.revision, one.reader, one.address, one.variant, Sending.PREPARED, now
        )  # fmt: skip
        ledger.prepare([after])


def _new(office: Office, issue: str, day: date, revision: int, state: IssueState) -> Revised:
    return Revised(issue, revision, day.isoformat(), state, office.now())


def _known(ledger: Ledger, issue: str) -> Revised:
    revised = newest(ledger, issue)
    if revised is None:
        known = ", ".join(dict.fromkeys(one.issue for one in ledger.revisions())) or "none yet"
        raise UsageError(f"Nothing is recorded of {issue}; known are {known}.")
    return revised


def _edit(
    office: Office, ledger: Ledger, revised: Revised, action: str, words: Words, state: IssueState | None
) -> Revised:  # fmt: skip
    ledger.edit(Edit(revised.issue, revised.revision, action, words.who, office.now(), words.zh, words.en), state)
    return newest(ledger, revised.issue) or revised


def _in_both(office: Office, words: Words, what: str) -> None:
    """A text that the page cannot take is told when it is given, not when the issue is built."""
    if not words.zh.strip() or not words.en.strip():
        raise UsageError(f"{what} stands in both languages; give --zh and --en.")
    told = list(notices.faults(words.zh, words.en))
    faces = fonts.prepare(office.settings.cache, office.settings.home, Language.ZH_HANT, words.zh)
    if missing := sorted(faces.missing(words.zh + words.en)):
        told.append(f"No typeface of ours has {' '.join(missing)}.")
    if told:
        raise UsageError(f"{what} cannot be printed: {' '.join(told)}")
