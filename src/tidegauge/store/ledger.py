"""
The delivery ledger: what was sent to whom, decided by whom, run when. Every question to those tables is here.

That a message is about to leave is forced to the disk before it leaves: after a power cut, too, nobody gets an issue
twice. The server's answer need not be: lost, it leaves the delivery uncertain, and that is reported.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import OperationalError, connect
from typing import Self, cast

from tidegauge.errors import AlreadySending, DeliveryError
from tidegauge.store.appending import instant_of, utc_text
from tidegauge.store.database import Database, Row, sentences

BATCH = 200
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
        marks: LATE_RUN, LATE_DATA or both: what it is marked with when it goes out.
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
class Slot:
    """A scheduled run: begun, done, failed, waiting for a late source, held by the editor, or missed."""

    issue: str
    due: datetime
    state: str
    at: datetime
    late: bool
    told: str


class Ledger:
    """
    The tables of one store.

    Args:
        path: The SQLite file, made when missing.
        read_only: Nothing is written and the file must exist.
    """

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self._path = path
        self._database = Database(path, read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    @contextmanager
    def sole_sender(self) -> Iterator[None]:
        """
        Hold the outbox; what an earlier sender left in the air becomes uncertain when it is asked for.

        The lock is SQLite's on a file of its own: it ends with the process, however that ends.

        Raises:
            AlreadySending: another run holds it.
        """
        with sentences(self._path):
            lock = connect(self._path.with_name(self._path.name + ".sending"), timeout=0, isolation_level=None)
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except OperationalError as error:
                raise AlreadySending(
                    "Another run is sending; nothing was done. `tidegauge deliveries` shows how far it is."
                ) from error
            yield
        finally:
            lock.close()

    def settle(self, now: datetime) -> int:
        """Mark what was handed over without an answer as uncertain; only under `sole_sender`. How many."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE deliveries SET state = 'uncertain', at = ?, reply = ? WHERE state = 'sending'",
                (
                    utc_text(now),
                    "the run ended after the message was handed over, before the server's answer was recorded",
                ),
            ).rowcount

    def prepare(self, found: Iterable[Delivery]) -> int:
        """Add deliveries that are not there yet, all or none; how many."""
        with self._database.transaction() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (one.issue, one.revision, one.reader, one.address, one.variant, one.state.value, utc_text(one.at),
                     one.reply, one.attempts, None)
                    for one in found
                ),
            )  # fmt: skip
            return connection.total_changes - before

    def waiting(self, issue: str, revision: int, now: datetime, after: str = "") -> tuple[Delivery, ...]:
        """The next prepared deliveries whose time has come, in order of reader, beyond `after`."""
        return self._deliveries(
            "WHERE issue = ? AND revision = ? AND state = 'prepared' AND reader > ? AND coalesce(again_at, '') <= ?"
            f" ORDER BY reader LIMIT {BATCH}",
            (issue, revision, after, utc_text(now)),
        )

    def next_try(self, issue: str, revision: int) -> datetime | None:
        """When the earliest delivery that waits may be tried again; None where none waits."""
        rows = self._database.rows(
            "SELECT min(again_at) FROM deliveries WHERE issue = ? AND revision = ? AND state = 'prepared'"
            " AND again_at IS NOT NULL",
            (issue, revision),
        )
        return instant_of(str(rows[0][0])) if rows[0][0] else None

    def mark(
        self, one: Delivery, state: Sending, now: datetime, reply: str = "", again_at: datetime | None = None
    ) -> None:
        """
        Note what became of a delivery.

        Raises:
            DeliveryError: it was marked by someone else meanwhile.
        """
        self._database.rows(f"PRAGMA synchronous = {'FULL' if state is Sending.SENDING else 'NORMAL'}")
        origin = "prepared" if state in (Sending.SENDING, Sending.SUPPRESSED) else "sending"
        later = utc_text(again_at) if again_at else None
        with self._database.transaction() as connection:
            done = connection.execute(
                "UPDATE deliveries SET state = ?, at = ?, reply = ?, attempts = attempts + ?, again_at = ?"
                " WHERE issue = ? AND revision = ? AND reader = ? AND state IN ('prepared', ?)",
                (state.value, utc_text(now), reply, state is not Sending.SENDING, later,
                 one.issue, one.revision, one.reader, origin),
            ).rowcount  # fmt: skip
        if done != 1:
            raise DeliveryError(
                f"{one.issue} to {one.address} was changed by another run; nothing was sent to it here."
            )

    def deliveries(self, issue: str | None = None, revision: int | None = None) -> tuple[Delivery, ...]:
        """All deliveries, or those of one issue, in order of issue, revision, address."""
        where, values = ["1"], cast("list[object]", [])
        for column, value in (("issue", issue), ("revision", revision)):
            if value is not None:
                where, values = [*where, f"{column} = ?"], [*values, value]
        return self._deliveries(f"WHERE {' AND '.join(where)} ORDER BY issue, revision, address", values)

    def drop(self, issue: str, revision: int, now: datetime, why: str) -> int:
        """Take back what is prepared and was not handed over; how many."""
        with self._database.transaction() as connection:
            return connection.execute(
                "UPDATE deliveries SET state = 'suppressed', at = ?, reply = ?"
                " WHERE issue = ? AND revision = ? AND state = 'prepared'",
                (utc_text(now), why, issue, revision),
            ).rowcount

    def counts(self, issue: str, revision: int) -> dict[Sending, int]:
        """How many deliveries of a revision are in each state."""
        rows = self._database.rows(
            "SELECT state, count(*) FROM deliveries WHERE issue = ? AND revision = ? GROUP BY state", (issue, revision)
        )
        return {Sending(str(state)): cast("int", count) for state, count in rows}

    def letters(self, issue: str, revision: int) -> dict[str, str]:
        """Hash by variant of the letters a revision was sent with."""
        rows = self._database.rows(
            "SELECT variant, sha256 FROM letters WHERE issue = ? AND revision = ?", (issue, revision)
        )
        return {str(variant): str(sha256) for variant, sha256 in rows}

    def keep_letters(self, issue: str, revision: int, hashes: Mapping[str, str]) -> None:
        """Note the letters of a revision."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?)",
                [(issue, revision, variant, sha256) for variant, sha256 in hashes.items()],
            )

    def revisions(self, issue: str | None = None) -> tuple[Revised, ...]:
        """Revisions of one issue, or of all, oldest first."""
        where, values = ("WHERE issue = ?", [issue]) if issue else ("", [])
        rows = self._database.rows(f"SELECT * FROM issues {where} ORDER BY day, issue, revision", values)
        return tuple(
            Revised(str(name), cast("int", number), str(day), IssueState(str(state)), instant_of(str(at)), cast("int", marks))
            for name, number, day, state, at, marks in rows
        )

    def revise(self, one: Revised) -> None:
        """Add a revision; its marks grow when it is there, and nothing else changes."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (issue, revision) DO UPDATE SET marks = marks | excluded.marks",
                (one.issue, one.revision, one.day, one.state.value, utc_text(one.made_at), one.marks),
            )

    def edit(self, one: Edit, state: IssueState | None = None) -> None:
        """Note what the editor did, and the state it brings."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO edits VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                (one.issue, one.revision, one.action, one.who, utc_text(one.at), one.zh, one.en),
            )
            if state:
                connection.execute(
                    "UPDATE issues SET state = ? WHERE issue = ? AND revision = ?",
                    (state.value, one.issue, one.revision),
                )

    def edits(self, issue: str | None = None) -> tuple[Edit, ...]:
        """What the editor did, oldest first."""
        where, values = ("WHERE issue = ?", [issue]) if issue else ("", [])
        rows = self._database.rows(
            f"SELECT issue, revision, action, who, at, zh, en FROM edits {where} ORDER BY id", values
        )
        return tuple(
            Edit(str(name), cast("int", number), str(action), str(who), instant_of(str(at)), str(zh), str(en))
            for name, number, action, who, at, zh, en in rows
        )

    def suppress(self, reader: str, now: datetime, why: str) -> None:
        """Put an address on the suppression list."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO suppressions VALUES (?, ?, ?)", (reader, utc_text(now), why))

    def release(self, reader: str) -> bool:
        """Take an address off the suppression list; whether it was on it."""
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM suppressions WHERE reader = ?", (reader,)).rowcount == 1

    def suppressed(self) -> frozenset[str]:
        """The suppression list."""
        return frozenset(str(row[0]) for row in self._database.rows("SELECT reader FROM suppressions"))

    def is_suppressed(self, reader: str) -> bool:
        """Whether an address is on it now."""
        return bool(self._database.rows("SELECT 1 FROM suppressions WHERE reader = ?", (reader,)))

    def slot(self, one: Slot) -> None:
        """Note the state of a scheduled run."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO slots VALUES (?, ?, ?, ?, ?, ?)",
                (one.issue, utc_text(one.due), one.state, utc_text(one.at), one.late, one.told),
            )

    def slots(self) -> tuple[Slot, ...]:
        """Scheduled runs, oldest first."""
        rows = self._database.rows("SELECT * FROM slots ORDER BY due")
        return tuple(
            Slot(str(issue), instant_of(str(due)), str(state), instant_of(str(at)), bool(late), str(told))
            for issue, due, state, at, late, told in rows
        )

    def first_notice(self, issue: str, what: str, now: datetime) -> bool:
        """Whether the operator is told this for the first time; from now on it is not."""
        with self._database.transaction() as connection:
            return (
                connection.execute(
                    "INSERT OR IGNORE INTO notices VALUES (?, ?, ?)", (issue, what, utc_text(now))
                ).rowcount
                == 1
            )

    def key(self, name: str, made: str) -> str:
        """A key kept in the store: `made` the first time, the same ever after."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO keys VALUES (?, ?)", (name, made))
            return str(connection.execute("SELECT value FROM keys WHERE name = ?", (name,)).fetchone()[0])

    def _deliveries(self, where: str, values: Sequence[object]) -> tuple[Delivery, ...]:
        return tuple(map(_delivery, self._database.rows(f"SELECT * FROM deliveries {where}", values)))


def _delivery(row: Row) -> Delivery:
    issue, revision, reader, address, variant, state, at, reply, attempts, again = row
    return Delivery(
        str(issue),
        cast("int", revision),
        str(reader),
        str(address),
        str(variant),
        Sending(str(state)),
        instant_of(str(at)),
        str(reply),
        cast("int", attempts),
        instant_of(str(again)) if again else None,
    )
