"""A sending run as a process of its own, for tests that kill it: python -m tests.deliver.sender STORE PORT COUNT."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.deliver.specimen import LINKS, SENDER, letter

from tidegauge.deliver import addresses, messages
from tidegauge.deliver.outbox import Outbox, Pace
from tidegauge.deliver.server import Server
from tidegauge.deliver.smtp import Post
from tidegauge.model.words import Edition
from tidegauge.settings import boot
from tidegauge.store.deliveries import Delivery, Sending
from tidegauge.store.ledger import Ledger

ISSUE = "2025-W46"


def now() -> datetime:
    return datetime.now(UTC)


def main(store: str, port: str, count: str) -> None:
    editions = list(Edition)[:3]
    forms = {one.value: messages.form(letter(one, size=10)) for one in editions}
    found = (
        Delivery(
            ISSUE,
            0,
            f"r{number}@example.org",
            f"r{number}@example.org",
            editions[number % 3].value,
            Sending.PREPARED,
            now(),
        )
        for number in range(int(count))
    )
    with Ledger(Path(store)) as ledger, ledger.sole_sender():
        ledger.settle(now(), boot())
        ledger.prepare(found)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        with Post(Server("127.0.0.1", int(port), plain=True)) as post:
            Outbox(ledger, post, Pace(), now, time.sleep, boot()).send(
                ISSUE,
                0,
                lambda one: messages.compose(forms[one.variant], addresses.parse(one.address), SENDER, LINKS),
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
