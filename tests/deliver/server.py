"""A mail server on 127.0.0.1 that does what a test tells it to, counts what it was given, and ends properly."""

# ruff: noqa: N802 - aiosmtpd calls its hooks so

import asyncio
import shutil
import ssl
import subprocess
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiosmtpd.smtp import SMTP, AuthResult

from tidegauge.deliver.server import Server
from tidegauge.settings import Secret

Say = Callable[[str, int], str | None]
"""Recipient and how often it was named before, to an answer; None for yes."""


def yes(recipient: str, before: int) -> str | None:
    return None


@dataclass
class Script:
    """
    What the server does.

    Attributes:
        rcpt, data: Answers to RCPT, and after the body.
        drop: Recipients after whose body the connection breaks off without an answer.
        slow: Seconds before the answer after the body.
        port: Where it listens.
        got: Recipient and bytes of every accepted message.
    """

    rcpt: Say = yes
    data: Say = yes
    drop: frozenset[str] = frozenset()
    slow: float = 0.0
    port: int = 0
    got: list[tuple[str, bytes]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    handed: Counter[str] = field(default_factory=Counter)
    options: list[list[str]] = field(default_factory=list)
    connections: int = 0

    @property
    def readers(self) -> list[str]:
        """Recipients in the order they were served."""
        return [recipient for recipient, _ in self.got]

    def server(self, **changes: Any) -> Server:
        """Its address."""
        return Server("127.0.0.1", self.port, plain=True) if not changes else Server("127.0.0.1", self.port, **changes)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.options.append(options)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        before = self.asked[address]
        self.asked[address] += 1
        if answer := self.rcpt(address, before):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (recipient,) = envelope.rcpt_tos
        before = self.handed[recipient]
        self.handed[recipient] += 1
        if answer := self.data(recipient, before):
            return answer
        self.got.append((recipient, envelope.original_content))
        await asyncio.sleep(self.slow)
        if recipient in self.drop:
            server.transport.abort()
            raise ConnectionResetError
        return f"250 OK queued as {len(self.got)}"


@contextmanager
def running(script: Script | None = None, **options: Any) -> Iterator[Script]:
    """A server for the length of a block."""
    script = script or Script()
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        return SMTP(script, loop=loop, data_size_limit=None, timeout=30, **options)

    thread = Thread(target=loop.run_forever, daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # All of it in the thread: the browser of another test may have a loop of its own running in this one.
        thread.start()
        server = asyncio.run_coroutine_threadsafe(_served(loop, protocol), loop).result(10)
        script.port = server.sockets[0].getsockname()[1]
        try:
            yield script
        finally:
            asyncio.run_coroutine_threadsafe(_ended(server), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


async def _served(loop: asyncio.AbstractEventLoop, protocol: Callable[[], SMTP]) -> asyncio.Server:
    return await loop.create_server(protocol, "127.0.0.1", 0)


async def _ended(server: asyncio.Server) -> None:
    """Closed, with every conversation cut."""
    server.close()
    talks = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    for one in talks:
        one.cancel()
    await asyncio.gather(*talks, return_exceptions=True)
    await asyncio.sleep(0)


def certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own, and a client's that trusts it."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a certificate")
    key, chain = folder / "key.pem", folder / "chain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-keyout", key, "-out", chain],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(chain, key)
    return server, ssl.create_default_context(cafile=str(chain))


def login(user: str, password: Secret) -> Callable[..., AuthResult]:
    """An authenticator that knows one user."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        known = (data.login.decode(), data.password.decode()) == (user, password.reveal())
        return AuthResult(success=known, handled=False) if not known else AuthResult(success=True)

    return check
