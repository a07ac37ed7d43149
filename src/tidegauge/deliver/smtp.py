"""
One connection to a mail server, and one message over it.

What matters is the moment at which the body begins to leave: until then every failure means "not sent", after it only
the server's own answer means anything, and silence means nobody knows.
"""

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from tidegauge.deliver.messages import Message
from tidegauge.deliver.server import Server
from tidegauge.errors import DeliveryError

TIMEOUT, BODY_TIMEOUT = 60.0, 600.0
"""Seconds without a sign of life; after the body RFC 5321 4.5.3.2.6 gives a server ten minutes."""
LONGEST_REPLY = 300
OFFERS = ("8bitmime", "smtputf8", "size", "pipelining")
PER_CONNECTION = 500
"""Messages after which a connection is made anew; servers dislike endless ones."""


class Answer(StrEnum):
    """What became of a message."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer with the server's words, on one line and without secrets."""

    answer: Answer
    reply: str


class ServerUnusable(DeliveryError):
    """The server cannot be used as it is set up. Nothing was handed over; trying again will not help."""


class ServerAway(DeliveryError):
    """The server cannot be reached now. Nothing was handed over; later it may be."""


class Post:
    """
    Hands over messages, over one connection as long as it holds.

    Args:
        server: Where to.
        timeout, body_timeout: Seconds without a sign of life, until the body is handed over and from then on.
        context: For TLS; the system's certificates where None.
    """

    def __init__(
        self,
        server: Server,
        timeout: float = TIMEOUT,
        body_timeout: float = BODY_TIMEOUT,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._timeout = timeout
        self._body_timeout = body_timeout
        self._context = context or ssl.create_default_context()
        self._line: smtplib.SMTP | None = None
        self._sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.hang_up(politely=kind is None)

    def hang_up(self, *, politely: bool = True) -> None:
        """End the connection."""
        line, self._line = self._line, None
        if line is None:
            return
        if politely:
            with suppress(smtplib.SMTPException, OSError):
                line.docmd("QUIT")
        line.close()

    def try_out(self, sender: str, recipient: str) -> tuple[str, ...]:
        """
        Go as far as a message goes before its body, and take it back.

        Args:
            sender, recipient: Of the envelope; empty for no envelope.

        Returns:
            What the server offers beyond the basics.

        Raises:
            ServerAway, ServerUnusable: it cannot be used; the message says why.
        """
        line = self._connection()
        try:
            if sender:
                self._agreed(line.mail(sender), f"takes no mail from {sender}")
            if sender and recipient:
                self._agreed(line.rcpt(recipient), f"takes no mail to {recipient}")
            line.docmd("RSET")
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(f"The mail server {self._server.name} broke off ({self._told(error)}).") from None
        return tuple(one.upper() for one in OFFERS if line.has_extn(one))

    def _agreed(self, answer: tuple[int, bytes], fault: str) -> None:
        if answer[0] >= 400:
            raise ServerUnusable(
                f"{self._server.name} {fault} ({self._clean(*answer)}); check TIDEGAUGE_MAIL_FROM, "
                "TIDEGAUGE_MAIL_OPERATOR and the login in TIDEGAUGE_SMTP_URL."
            )

    def hand_over(self, message: Message, about_to_send: Callable[[], None]) -> Outcome:
        """
        Give a message to the server.

        Args:
            about_to_send: Called when the server has agreed and the body is next; what it raises stops the message.

        Raises:
            ServerAway, ServerUnusable: nothing was handed over.
        """
        line = self._connection()
        if refused := self._unfit(line, message):
            return Outcome(Answer.REFUSED, refused)
        try:
            agreed = self._envelope(line, message)
        except (smtplib.SMTPException, OSError) as error:
            used = self._sent > 0
            self.hang_up(politely=False)
            if used:  # a server may end a connection between two messages; a new one decides
                return self.hand_over(message, about_to_send)
            return Outcome(Answer.LATER, f"no answer before the message was handed over ({self._told(error)})")
        if agreed:
            return agreed
        try:
            about_to_send()
        except BaseException:
            self.hang_up(politely=False)
            raise
        return self._body(line, message)

    def _envelope(self, line: smtplib.SMTP, message: Message) -> Outcome | None:
        """MAIL, RCPT, DATA; None when the server waits for the body."""
        options = [f"SIZE={len(message.data)}"] if line.has_extn("size") else []
        options += ["SMTPUTF8", "BODY=8BITMIME"] if message.utf8 else []
        code, words = line.mail(message.sender, options)
        if 500 <= code < 600 and code != 552:
            raise ServerUnusable(
                f"{self._server.name} takes no mail from {message.sender} ({self._clean(code, words)}); "
                "check TIDEGAUGE_MAIL_FROM and the login in TIDEGAUGE_SMTP_URL."
            )
        if code == 250:
            code, words = line.rcpt(message.recipient)
            if code in (250, 251):
                code, words = line.docmd("DATA")
                if code == 354:
                    return None
        return self._refusal(line, code, words)

    def _body(self, line: smtplib.SMTP, message: Message) -> Outcome:
        try:
            self._patience(line, self._body_timeout)
            line.send(_stuffed(message.data))
            code, words = line.getreply()
            self._patience(line, self._timeout)
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up(politely=False)
            return Outcome(Answer.UNCERTAIN, f"no answer after the message was handed over ({self._told(error)})")
        self._sent += 1
        if 200 <= code < 300:
            return Outcome(Answer.ACCEPTED, self._clean(code, words))
        if 400 <= code < 600:
            return self._refusal(line, code, words)
        self.hang_up(politely=False)
        said = self._clean(code, words).removeprefix("-1 ")
        return Outcome(Answer.UNCERTAIN, f"an answer that is none after the message was handed over ({said})")

    @staticmethod
    def _patience(line: smtplib.SMTP, seconds: float) -> None:
        if line.sock is not None:
            line.sock.settimeout(seconds)

    def _refusal(self, line: smtplib.SMTP, code: int, words: bytes) -> Outcome:
        """4xx: later. 5xx: never. Anything else before the body is no SMTP, and nothing was handed over: later."""
        reply = self._clean(code, words)
        if code == 421 or not 400 <= code < 600:
            self.hang_up(politely=False)
        else:
            try:
                line.docmd("RSET")
            except (smtplib.SMTPException, OSError):
                self.hang_up(politely=False)
        return Outcome(Answer.REFUSED if 500 <= code < 600 else Answer.LATER, reply)

    def _unfit(self, line: smtplib.SMTP, message: Message) -> str:
        if message.utf8 and not (line.has_extn("smtputf8") and line.has_extn("8bitmime")):
            return "not offered: the server takes no addresses beyond ASCII (SMTPUTF8)"
        limit = line.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(message.data):
            return f"not offered: the message has {len(message.data)} bytes and the server takes {limit}"
        return ""

    def _connection(self) -> smtplib.SMTP:
        if self._line is not None and self._sent >= PER_CONNECTION:
            self.hang_up()
        if self._line is None:
            self._line = self._connected()
            self._sent = 0
        return self._line

    def _connected(self) -> smtplib.SMTP:
        try:
            line = self._greeted()
        except ssl.SSLError as error:
            raise self._untrusted(error) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(
                f"The mail server {self._server.name} cannot be reached ({self._told(error)}). Nothing is lost; "
                "run the same command again, or check TIDEGAUGE_SMTP_URL."
            ) from None
        try:
            return self._logged_in(line)
        except BaseException:
            line.close()
            raise

    def _greeted(self) -> smtplib.SMTP:
        server = self._server
        if server.implicit:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=self._context)
        return smtplib.SMTP(server.host, server.port, timeout=self._timeout)

    def _logged_in(self, line: smtplib.SMTP) -> smtplib.SMTP:
        server = self._server
        try:
            line.ehlo_or_helo_if_needed()
            if not (server.implicit or server.plain):
                if not line.has_extn("starttls"):
                    raise ServerUnusable(
                        f"{server.name} offers no TLS, and without it no mail is sent; use smtps:// or another port."
                    )
                line.starttls(context=self._context)
                line.ehlo()
            if server.user:
                line.login(server.user, server.password.reveal())
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise ServerAway(f"{server.name} cannot check the login now; run the command again later.") from None
            raise ServerUnusable(
                f"{server.name} refused the login; check user and password in TIDEGAUGE_SMTP_URL."
            ) from None
        except ssl.SSLError as error:
            raise self._untrusted(error) from None
        except smtplib.SMTPNotSupportedError as error:
            raise ServerUnusable(
                f"{server.name} cannot be used: {self._told(error)}; check TIDEGAUGE_SMTP_URL."
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(
                f"The mail server {server.name} broke off ({self._told(error)}). Nothing is lost; run it again."
            ) from None
        return line

    def _untrusted(self, error: ssl.SSLError) -> ServerUnusable:
        why = getattr(error, "verify_message", "") or (error.reason or "certificate").replace("_", " ").lower()
        return ServerUnusable(
            f"{self._server.name} has no TLS that can be trusted ({why}); check host and port in TIDEGAUGE_SMTP_URL, "
            "and the server's certificate."
        )

    def _told(self, error: Exception) -> str:
        if isinstance(error, TimeoutError) or "timed out" in str(error):
            return "no sign of life until the time-out"
        if isinstance(error, smtplib.SMTPResponseException):
            return self._clean(error.smtp_code, error.smtp_error)
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        return self._scrubbed(" ".join(str(error).split())) or type(error).__name__

    def _clean(self, code: int, words: bytes | str) -> str:
        text = words if isinstance(words, str) else words.decode("utf-8", "replace")
        return self._scrubbed(" ".join(f"{code} {text}".split()))[:LONGEST_REPLY]

    def _scrubbed(self, text: str) -> str:
        """Without login data, should a server repeat them; and without control characters."""
        user, password = self._server.user, self._server.password.reveal()
        if password:
            for pair in (f"\0{user}\0{password}", password):
                text = text.replace(b64encode(pair.encode()).decode(), "****").replace(pair, "****")
        return "".join(one if one.isprintable() else " " for one in text)


def _stuffed(data: bytes) -> bytes:
    """With dots doubled at the start of lines, and the end marked. Base64 and headers have no such lines; text may."""
    if data.startswith(b"."):
        data = b"." + data
    ended = data if data.endswith(b"\r\n") else data + b"\r\n"
    return ended.replace(b"\r\n.", b"\r\n..") + b".\r\n"
