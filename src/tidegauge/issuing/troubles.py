"""What goes wrong reaches the operator: failures when they happen, and what no mail could carry then, later."""

from tidegauge.errors import AlreadySending, GateClosed, TidegaugeError
from tidegauge.issuing import sending
from tidegauge.issuing.office import Office
from tidegauge.store.ledger import Ledger

TOLD_ELSEWHERE = (AlreadySending, GateClosed)
"""The first is no failure; the gate tells its reasons itself."""
RECENT = 10
"""Runs back of which the operator is still told."""


def failed(office: Office, issue: str, error: TidegaugeError) -> None:
    """Mail the operator why an issue could not be made or sent; once for equal reasons."""
    if isinstance(error, TOLD_ELSEWHERE):
        return
    text = f"{issue} was not sent:\n- {error}\n\nThe next run within its window tries again.\n"
    try:
        with office.ledger() as ledger:
            sending.tell_operator(office, ledger, issue, "failed", text)
    except TidegaugeError as problem:
        office.say(f"The operator could not be told by mail: {problem}")


def missed(office: Office, ledger: Ledger, issue: str, told: str) -> None:
    """Mail the operator that a run was missed; done again, it tells only what could not be told before."""
    try:
        sending.tell_operator(office, ledger, issue, "missed", f"{told}\n")
    except TidegaugeError as problem:
        office.say(f"The operator could not be told by mail: {problem}")
