"""What goes wrong reaches the operator: failures when they happen, and what no mail could carry then, later."""

import hashlib
import tempfile
from pathlib import Path

from tidegauge.deliver import operator
from tidegauge.errors import AlreadySending, GateClosed, OutputError, StoreError, TidegaugeError
from tidegauge.issuing import sending
from tidegauge.issuing.office import Office
from tidegauge.store.ledger import Ledger

TOLD_ELSEWHERE = (AlreadySending, GateClosed)
"""The first is no failure; the gate tells its reasons itself."""
RECENT = 10
"""Runs back of which the operator is still told."""


def failed(office: Office, issue: str, error: TidegaugeError) -> None:
    """Mail the operator why an issue could not be made or sent; once for equal reasons."""
    if not isinstance(error, TOLD_ELSEWHERE):
        text = f"{issue} was not sent:\n- {error}\n\nThe next run within its window tries again.\n"
        _tell(office, issue, "failed", text)


def before(office: Office, error: TidegaugeError) -> None:
    """Mail the operator why a scheduled run could not begin; once a week for equal reasons."""
    if not isinstance(error, TOLD_ELSEWHERE):
        year, week, _ = office.now().isocalendar()
        text = f"The scheduled run cannot begin, and nothing goes out until this is mended:\n- {error}\n"
        _tell(office, f"{year}-W{week:02}", "no run can begin", text)


def missed(office: Office, ledger: Ledger, issue: str, told: str) -> None:
    """Mail the operator that a run was missed; done again, it tells only what could not be told before."""
    try:
        sending.tell_operator(office, ledger, issue, "missed", f"{told}\n")
    except TidegaugeError as problem:
        office.say(f"The operator could not be told by mail: {problem}")


def _tell(office: Office, issue: str, subject: str, text: str) -> None:
    if not office.settings.mail.server:
        return
    try:
        try:
            with office.ledger() as ledger:
                sending.tell_operator(office, ledger, issue, subject, text)
        except (StoreError, OutputError):
            _tell_unrecorded(office, issue, subject, text)
    except TidegaugeError as problem:
        office.say(f"The operator could not be told by mail: {problem}")


def _tell_unrecorded(office: Office, issue: str, subject: str, text: str) -> None:
    """The same with a full disk or a broken store: once a day, by a mark among the temporary files."""
    named = hashlib.sha256(f"{office.settings.store} {office.now().date()} {subject} {text}".encode()).hexdigest()[:24]
    message = operator.notice(office.settings.mail, issue, subject, text, office.now())
    try:
        (Path(tempfile.gettempdir()) / f"tidegauge-told-{named}").touch(exist_ok=False)
    except OSError:
        return
    with office.post() as post:
        post.hand_over(message, lambda: None)
