"""Who a revision is for, as the outbox has it: added, changed, gone, come back. Within the ledger's transaction."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from tidegauge.store.appending import utc_text
from tidegauge.store.deliveries import Delivery

LEFT = "not among the active readers when the run went on"
KEY = "issue = ? AND revision = ? AND reader = ?"


def add(connection: Connection, found: Iterable[Delivery]) -> int:
    """
    Add deliveries, and give those that wait the address and the letter of now; how many are new.

    Who had left the list and is on it again waits again.
    """
    rows = list(found)
    before = connection.total_changes
    connection.executemany(
        "INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (
            (one.issue, one.revision, one.reader, one.address, one.variant, one.state.value, utc_text(one.at),
             one.reply, one.attempts)
            for one in rows
        ),
    )  # fmt: skip
    added = connection.total_changes - before
    connection.executemany(
        f"UPDATE deliveries SET address = ?, variant = ? WHERE {KEY} AND state = 'prepared'"
        " AND (address <> ? OR variant <> ?)",
        (
            (one.address, one.variant, one.issue, one.revision, one.reader, one.address, one.variant)
            for one in rows
        ),
    )  # fmt: skip
    connection.executemany(
        f"UPDATE deliveries SET state = 'prepared', address = ?, variant = ?, at = ?, reply = '', again_at = NULL"
        f" WHERE {KEY} AND state = 'suppressed' AND reply = ?",
        (
            (one.address, one.variant, utc_text(one.at), one.issue, one.revision, one.reader, LEFT)
            for one in rows
        ),
    )  # fmt: skip
    return added


def leave(connection: Connection, issue: str, revision: int, stay: Iterable[str], now: datetime) -> None:
    """Take back what waits for anyone but these readers."""
    waiting = connection.execute(
        "SELECT reader FROM deliveries WHERE issue = ? AND revision = ? AND state = 'prepared'", (issue, revision)
    ).fetchall()
    kept = frozenset(stay)
    connection.executemany(
        f"UPDATE deliveries SET state = 'suppressed', at = ?, reply = ? WHERE {KEY}",
        [(utc_text(now), LEFT, issue, revision, reader) for (reader,) in waiting if reader not in kept],
    )
