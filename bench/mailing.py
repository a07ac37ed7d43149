"""
Twenty thousand readers: composing messages of a real size and handing them over to a server on this machine.

    make bench-mail        TIDEGAUGE_READERS=2000 for a shorter run

The server is a process of its own that reads and forgets. Budgets: 100 messages a second, memory that does not grow.
"""

import os
import random
import resource
import socket
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from tidegauge.deliver import addresses, messages
from tidegauge.deliver.letter import READER_LINK, Attachment, Letter, Picture
from tidegauge.deliver.links import Links
from tidegauge.deliver.messages import Message
from tidegauge.deliver.outbox import Outbox, Pace
from tidegauge.deliver.server import Server
from tidegauge.deliver.smtp import Post
from tidegauge.model.words import Edition
from tidegauge.settings import Secret, boot
from tidegauge.store.deliveries import Delivery, Sending
from tidegauge.store.ledger import Ledger

READERS = int(os.environ.get("TIDEGAUGE_READERS", "20000"))
PDF, PNG, HTML = 720_000, 20_000, 58_000
"""Bytes, as of week 46 of 2025, bilingual."""
LEAST_A_SECOND, MOST_GROWTH = 100, 20
"""Messages; megabytes from the first thousand messages to the last."""
EDITIONS = (Edition.BILINGUAL, Edition.ZH_HANT, Edition.EN)


def sink(ready: Connection) -> None:
    """A server that agrees to everything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ready.send(listener.getsockname()[1])
        while True:
            talk, _ = listener.accept()
            with talk:
                converse(talk)


def converse(talk: socket.socket) -> None:
    """One connection, until it ends."""
    talk.sendall(b"220 sink\r\n")
    pending = b""
    while True:
        while b"\r\n" not in pending:
            more = talk.recv(65536)
            if not more:
                return
            pending += more
        line, _, pending = pending.partition(b"\r\n")
        match line[:4].upper():
            case b"EHLO":
                talk.sendall(b"250-sink\r\n250 8BITMIME\r\n")
            case b"DATA":
                talk.sendall(b"354 go on\r\n")
                swallow(talk)
                talk.sendall(b"250 forgotten\r\n")
            case b"QUIT":
                talk.sendall(b"221 bye\r\n")
                return
            case _:
                talk.sendall(b"250 ok\r\n")


def swallow(talk: socket.socket) -> None:
    """A body, up to the line with a dot."""
    tail = b""
    while not tail.endswith(b"\r\n.\r\n"):
        more = talk.recv(1 << 20)
        if not more:
            return
        tail = (tail + more)[-5:]


def letter(edition: Edition) -> Letter:
    """As large as a real one."""
    noise = random.Random(edition.value)
    names = [f"tidegauge-2025-W46-{edition.value}-{number}" for number in range(2 * len(edition.languages))]
    pictures = tuple(Picture(f"{name}.png", f"{name}@tidegauge", noise.randbytes(PNG), 600, 200) for name in names)
    html = f'<a href="{READER_LINK}">退訂</a>' + "流動性週報" * (HTML // 15)
    pdf = Attachment(f"tidegauge-2025-W46-{edition.value}.pdf", "application/pdf", noise.randbytes(PDF))
    dated = datetime(2025, 11, 15, 1, 30, tzinfo=UTC)
    return Letter("2025-W46", 0, edition, dated, "流動性週報 2025-W46", html, READER_LINK, pictures, (pdf,))


class Meter:
    """Composes, and looks at the memory on the way."""

    def __init__(self) -> None:
        self._forms = {one.value: messages.form(letter(one)) for one in EDITIONS}
        self._sender = addresses.parse("weekly@example.org", "流動性週報")
        self._links = Links(Secret("bench"), "https://example.org", "weekly@example.org")
        self.composed, self.bytes, self.early = 0, 0, 0.0

    def compose(self, one: Delivery) -> Message:
        """The message to one reader."""
        address = addresses.parse(one.address, "讀者")
        message = messages.compose(self._forms[one.variant], address, self._sender, self._links)
        self.composed += 1
        self.bytes += len(message.data)
        if self.composed == min(1000, READERS // 2):
            self.early = peak()
        return message


def peak() -> float:
    """Megabytes at the peak so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def now() -> datetime:
    return datetime.now(UTC)


def main() -> int:
    """Print what it took; 1 when a budget is not kept."""
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=sink, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    meter = Meter()
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "bench.sqlite3") as ledger:
        names = (f"reader{number:05}@example.org" for number in range(READERS))
        ledger.prepare(
            Delivery("2025-W46", 0, name, name, EDITIONS[number % 3].value, Sending.PREPARED, now())
            for number, name in enumerate(names)
        )
        began, cpu = time.perf_counter(), time.process_time()
        with ledger.sole_sender(), Post(Server("127.0.0.1", port, plain=True)) as post:
            tally = Outbox(ledger, post, Pace(), now, time.sleep, boot()).send("2025-W46", 0, meter.compose)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    server.terminate()
    server.join()
    growth = peak() - meter.early
    print(f"messages         {tally.sent_now} of {meter.bytes / meter.composed / 1e6:.2f} MB")
    print(f"seconds          {seconds:.1f} (processor {cpu:.1f})")
    print(f"messages/second  {tally.sent_now / seconds:.0f} (budget {LEAST_A_SECOND})")
    print(f"peak memory      {peak():.0f} MB, {growth:.1f} MB since the first thousand (budget {MOST_GROWTH})")
    return int(tally.sent_now != READERS or tally.sent_now / seconds < LEAST_A_SECOND or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
