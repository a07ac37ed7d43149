"""An issue that waits for an editor: the operator is asked once, with a link that lets it go."""

from dataclasses import replace
from datetime import date, datetime

from tidegauge.deliver.halves import bare, one
from tidegauge.deliver.links import Approval
from tidegauge.issuing import editing, sending
from tidegauge.issuing.office import Office
from tidegauge.model.words import Language
from tidegauge.store.deliveries import IssueState, Revised
from tidegauge.store.ledger import Ledger


def held(office: Office, day: date, until: datetime, marks: int = 0) -> bool:
    """
    Whether an issue waits for an editor; the first time the operator is asked.

    Args:
        until: The link is good for so long.
        marks: The issue would go out with.

    Raises:
        GateClosed: it is not fit to be asked about.
    """
    issue = office.issue(day)
    with office.ledger() as ledger:
        revised = sending.newest(ledger, issue)
        if revised is None and office.policy().approval:
            revised = Revised(issue, 0, day.isoformat(), IssueState.HELD, office.now())
            ledger.revise(revised)
        if revised is None or revised.state is not IssueState.HELD:
            return False
        asked = editing.approval(ledger, revised)
        mark = f"asked {asked.revision} {asked.decisions}"
        if not ledger.was_told(issue, mark):
            text = _question(office, ledger, day, until, asked, marks)
            if sending.tell_operator(office, ledger, issue, "to approve", text):
                ledger.first_notice(issue, mark, office.now())
        return True


def _question(office: Office, ledger: Ledger, day: date, until: datetime, asked: Approval, marks: int) -> str:
    """The operator's mail: how to approve, until when, and the key points in both languages."""
    links = office.links(ledger)
    checked = sending.check(office, ledger, day, ("nobody@localhost",), marks)
    asked = replace(asked, content=sending.content(checked))
    way = links.approve_page(asked, until) or f"tidegauge approve --link {links.approval(asked, until)}"
    halves = [checked.making.half(language) for language in (Language.ZH_HANT, Language.EN)]
    points = "\n\n".join(
        "\n".join([half.headline, *(f"- {bare(one(each.text))}" for each in half.view.findings)]) for half in halves
    )
    return (
        f"{asked.issue} waits for approval. To let it go out with the next run, until {until:%Y-%m-%d %H:%M} UTC:\n\n"
        f"{way}\n\n{points}\n"
    )
