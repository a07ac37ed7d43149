"""Signed links: who holds one may do the one thing it names, and nobody can make one without the key. Pure."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlsplit

from tidegauge.errors import UsageError
from tidegauge.settings import Secret

SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Approval:
    """
    What a link to approve is good for.

    Attributes:
        issue, revision: Which.
        decisions: How often it was held, approved or withdrawn before: a link is used up by the next decision.
        content: What was shown, as a hash; empty where nothing was.
    """

    issue: str
    revision: int
    decisions: int
    content: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """
    Makes and reads links.

    Attributes:
        key: Signs them.
        base: Address of the web page (``https://…/``); empty where there is none yet.
        mailbox: Takes what is sent by mailto.
    """

    key: Secret
    base: str
    mailbox: str

    def token(self, purpose: str, subject: str) -> str:
        """``subject`` and its signature for one purpose, safe in an address."""
        packed = urlsafe_b64encode(subject.encode()).rstrip(b"=").decode()
        return f"{packed}.{self._signature(purpose, subject)}"

    def read(self, purpose: str, token: str) -> str:
        """
        What a token names, alone or in the whole link, https or mailto, or in the subject of the mail that one writes.

        Raises:
            UsageError: it is none of ours, or for something else.
        """
        packed, _, signature = _code(token).partition(".")
        try:
            subject = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except ValueError:
            subject = ""
        if not subject or not hmac.compare_digest(self._signature(purpose, subject).encode(), signature.encode()):
            raise UsageError("The link is not one of ours, or was cut short; copy it whole from the message.")
        return subject

    def unsubscribe_page(self, reader: str) -> str:
        """The https link; empty where no base address is set."""
        return f"{self.base.rstrip('/')}/unsubscribe/{self.token('unsubscribe', reader)}" if self.base else ""

    def unsubscribe_mail(self, reader: str) -> str:
        """The mailto link."""
        words = quote(f"unsubscribe {self.token('unsubscribe', reader)}")
        return f"mailto:{quote(self.mailbox, safe='@')}?subject={words}"

    def unsubscribe(self, reader: str) -> str:
        """What stands at the foot of a letter."""
        return self.unsubscribe_page(reader) or self.unsubscribe_mail(reader)

    def approval(self, what: Approval, until: datetime) -> str:
        """The code that approves; good for this state of this revision, and until then."""
        seconds = int(until.timestamp())
        return self.token("approve", f"{what.issue}/{what.revision}/{what.decisions}/{what.content}/{seconds}")

    def approve_page(self, what: Approval, until: datetime) -> str:
        """The link in the operator's mail; empty where no base address is set."""
        return f"{self.base.rstrip('/')}/approve/{self.approval(what, until)}" if self.base else ""

    def read_approval(self, token: str, now: datetime) -> Approval:
        """
        What a code approves.

        Raises:
            UsageError: it is none of ours, or its time is over.
        """
        issue, revision, decisions, content, until = self.read("approve", token).split("/")
        if now > datetime.fromtimestamp(int(until), UTC):
            raise UsageError(
                f"The link to approve {issue} has expired; `tidegauge approve --issue {issue}` still does."
            )
        return Approval(issue, int(revision), int(decisions), content)

    def _signature(self, purpose: str, subject: str) -> str:
        digest = hmac.new(self.key.reveal().encode(), f"{purpose}\0{subject}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).rstrip(b"=").decode()


def _code(text: str) -> str:
    """The token in what a reader copied."""
    given = text.strip()
    try:
        parts = urlsplit(given)
    except ValueError:
        return ""
    if parts.scheme.lower() == "mailto":
        given = parse_qs(parts.query).get("subject", [""])[0]
    return given.rpartition("/")[2].rpartition(" ")[2]
