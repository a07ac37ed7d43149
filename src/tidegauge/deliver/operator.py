"""What the operator is told by mail: gates that closed, issues to approve, runs that were missed. Pure."""

import hashlib
from base64 import encodebytes
from datetime import datetime

from tidegauge.deliver import addresses, headers
from tidegauge.deliver.addresses import Address
from tidegauge.deliver.messages import Message
from tidegauge.errors import SettingsError
from tidegauge.settings import Mail


def sender(mail: Mail, name: str = "") -> Address:
    """
    The address in From.

    Raises:
        SettingsError: none is set, or it is none.
    """
    return _mailbox("TIDEGAUGE_MAIL_FROM", mail.sender, name)


def operator(mail: Mail) -> Address:
    """
    Who is told.

    Raises:
        SettingsError: neither the operator's nor the sender's address is set, or it is none.
    """
    return _mailbox("TIDEGAUGE_MAIL_OPERATOR", mail.operator) if mail.operator else sender(mail)


def notice(mail: Mail, issue: str, subject: str, text: str, now: datetime) -> Message:
    """A plain message to the operator."""
    origin, reader = sender(mail, "Tidegauge"), operator(mail)
    named = hashlib.sha256(f"{issue} {subject} {text}".encode()).hexdigest()[:24]
    lines = (
        headers.mailbox("From", origin),
        headers.mailbox("To", reader, utf8=reader.international),
        headers.text("Subject", f"Tidegauge {issue}: {subject}"),
        headers.date("Date", now),
        headers.line("Message-ID", f"<tidegauge.notice.{named}@{origin.domain}>"),
        headers.line("Auto-Submitted", "auto-generated"),
        headers.line("MIME-Version", "1.0"),
        headers.line("Content-Type", 'text/plain; charset="utf-8"'),
        headers.line("Content-Transfer-Encoding", "base64"),
    )
    body = encodebytes(text.replace("\n", "\r\n").encode()).replace(b"\n", b"\r\n")
    return Message(origin.text, reader.text, b"".join(lines) + b"\r\n" + body, reader.international)


def _mailbox(variable: str, text: str, name: str = "") -> Address:
    shown, bracket, rest = text.rpartition("<")
    bare = rest.rstrip().removesuffix(">") if bracket else text
    if not text:
        raise SettingsError(f"{variable} is not set; set it to the address that issues come from.")
    try:
        return addresses.parse(bare, shown.strip().strip('"') or name)
    except ValueError as error:
        raise SettingsError(f"{variable}: the address {error}.") from None
