"""Rows of the delivery ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tidegauge.model.judgement import Level

LATE_RUN, LATE_DATA = 1, 2
"""Marks of a revision."""


class Sending(StrEnum):
    """States of a delivery."""

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"


STARTED = (Sending.SENDING, Sending.SENT, Sending.UNCERTAIN)
"""States of what has left, or may have."""


DECISIONS = ("hold", "approve", "withdraw")
"""What an editor does that says whether an issue may go."""


class IssueState(StrEnum):
    """States of a revision of an issue."""

    HELD = "held"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    One issue to one reader; the key is (issue, revision, reader).

    Attributes:
        reader: Address made comparable.
        address: As written to.
        variant: Which letter.
        at: Of the last change.
        reply: The server's last words, or why there are none.
        attempts: How often it was tried.
        again_at: Not before; None for at once.
    """

    issue: str
    revision: int
    reader: str
    address: str
    variant: str
    state: Sending
    at: datetime
    reply: str = ""
    attempts: int = 0
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """
    One revision of an issue.

    Attributes:
        day: As-of day, ISO.
        state: See IssueState.
        made_at: When it was first prepared.
        marks: LATE_RUN, LATE_DATA or both: what it is marked with; settled when the first of its letters leaves.
    """

    issue: str
    revision: int
    day: str
    state: IssueState
    made_at: datetime
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Edit:
    """What the editor did: hold, approve, annotate, correct, withdraw; who, when, and the words in each language."""

    issue: str
    revision: int
    action: str
    who: str
    at: datetime
    zh: str = ""
    en: str = ""

    @property
    def texts(self) -> Mapping[str, str]:
        """By language tag."""
        return {"zh-Hant": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class Look:
    """
    One day on which readings were looked at for an alert.

    Attributes:
        report: That would go out.
        day: As-of day.
        levels: Of each watched reading that had one: now, and at the last issue (None where it had none).
        fired: Those that alerted.
        state: quiet, due, done or missed.
        at: Of the last change.
        told: What became of it.
    """

    report: str
    day: date
    levels: Mapping[str, tuple[Level, Level | None]]
    fired: tuple[str, ...]
    state: str
    at: datetime
    told: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A scheduled run: begun, done, failed, waiting for a late source, held by the editor, or missed."""

    issue: str
    due: datetime
    state: str
    at: datetime
    late: bool
    told: str
