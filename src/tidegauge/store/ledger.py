"""
The delivery ledger: what was sent to whom, decided by whom, run when. Every question to those tables is here.

A process that is killed loses nothing that was committed. A machine that stops can lose the last commits; so the names
of the next few readers are forced to the disk before the first of them is sent to, and after a restart of the machine
those are uncertain. Forcing each state by itself would cost a turn of the disk for every message.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection, OperationalError, connect
from typing import Self, cast

from tidegauge.errors import AlreadySending, DeliveryError, IssueChanged, UsageError
from tidegauge.store import audience, rows_of
from tidegauge.store.appending import instant_of, utc_text
from tidegauge.store.database import Database, sentences
from tidegauge.store.deliveries import STARTED, Delivery, Edit, IssueState, Look, Revised, Sending, Slot

BATCH = 200
DECIDED = "SELECT count(*) FROM edits WHERE issue = ? AND action NOT IN ('annotate_after', 'settle')"
UNSETTLED = "UPDATE deliveries SET state = 'uncertain', at = ?, reply = ?"


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

    @property
    def kept(self) -> bool:
        """Whether the store has these tables; one that was never sent from and is only read may lack them."""
        return bool(self._database.rows("SELECT 1 FROM sqlite_master WHERE name = 'deliveries'"))

    @property
    def watches(self) -> bool:
        """The same of the table of alerts."""
        return bool(self._database.rows("SELECT 1 FROM sqlite_master WHERE name = 'looked'"))

    @contextmanager
    def sole_sender(self) -> Iterator[None]:
        """
        Hold the outbox; what an earlier sender left in the air becomes uncertain when it is asked for.

        The lock is SQLite's on a file of its own: it ends with the process, however that ends.

        Raises:
            AlreadySending: another run holds it.
            OutputError: the disk is full, or the folder cannot be written.
        """
        with sentences(self._path):
            lock = connect(self._path.with_name(self._path.name + ".sending"), timeout=0, isolation_level=None)
        try:
            with sentences(self._path):
                _take(lock)
            yield
        finally:
            lock.close()

    def settle(self, now: datetime, boot: str = "") -> int:
        """
        Mark what may have been handed over without an answer as uncertain; only under `sole_sender`.

        Args:
            boot: Of this machine: whether it was restarted since.

        Returns:
            How many.
        """
        lost: list[tuple[str, int, str]] = []
        for row in self._database.rows("SELECT value FROM keys WHERE name = 'window'"):
            window = json.loads(str(row[0]))
            if window["boot"] != boot or not boot:
                lost = [(window["issue"], window["revision"], reader) for reader in window["readers"]]
        with self._database.transaction() as connection:
            count = connection.execute(
                f"{UNSETTLED} WHERE state = 'sending'",
                (utc_text(now), "the run ended after the message was handed over, before the answer was recorded"),
            ).rowcount
            for one in lost:
                count += connection.execute(
                    f"{UNSETTLED} WHERE state = 'prepared' AND issue = ? AND revision = ? AND reader = ?",
                    (utc_text(now), "the machine stopped while the message was about to be handed over", *one),
                ).rowcount
        return count

    def begin(self, batch: Sequence[Delivery], boot: str) -> None:
        """Force to the disk who is sent to next, with all that was noted before; nobody, at the end of a run."""
        told = {"boot": boot, "issue": "", "revision": 0, "readers": [one.reader for one in batch]}
        if batch:
            told |= {"issue": batch[0].issue, "revision": batch[0].revision}
        self._database.rows("PRAGMA synchronous = FULL")
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO keys VALUES ('window', ?)", (json.dumps(told),))
        self._database.rows("PRAGMA synchronous = NORMAL")

    def prepare(self, found: Iterable[Delivery]) -> int:
        """Add deliveries that are not there yet, all or none; how many. See tidegauge.store.audience."""
        with self._database.transaction() as connection:
            return audience.add(connection, found)

    def leave(self, issue: str, revision: int, stay: Iterable[str], now: datetime) -> None:
        """Take back what waits for anyone but these readers."""
        with self._database.transaction() as connection:
            audience.leave(connection, issue, revision, stay, now)

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
        self,
        one: Delivery,
        state: Sending,
        now: datetime,
        reply: str = "",
        again_at: datetime | None = None,
        decided: int | None = None,
    ) -> None:
        """
        Note what became of a delivery.

        Args:
            decided: What `decided` said when its letter was made; None where it does not matter.

        Raises:
            IssueChanged: the editor has decided something since.
            DeliveryError: it was marked by someone else meanwhile.
        """
        origin = "prepared" if state in (Sending.SENDING, Sending.SUPPRESSED) else "sending"
        later = utc_text(again_at) if again_at else None
        with self._database.transaction() as connection:
            if decided is not None and decided != connection.execute(DECIDED, (one.issue,)).fetchone()[0]:
                raise IssueChanged(f"{one.issue} was changed by the editor while it was being sent.")
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

    def overrule(self, one: Delivery, state: Sending, now: datetime, why: str) -> None:
        """Note what somebody found out about a delivery, or that it is to be tried anew; only under `sole_sender`."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET state = ?, at = ?, reply = ?, attempts = 0, again_at = NULL"
                " WHERE issue = ? AND revision = ? AND reader = ? AND state = ?",
                (state.value, utc_text(now), why, one.issue, one.revision, one.reader, one.state.value),
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

    def begun(self, issue: str, revision: int) -> int:
        """How many letters of a revision have left, or may have: from the first on, the others get the same."""
        counts = self.counts(issue, revision)
        return sum(counts.get(state, 0) for state in STARTED)

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
            Revised(
                str(name),
                cast("int", number),
                str(day),
                IssueState(str(state)),
                instant_of(str(at)),
                cast("int", marks),
            )
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

    def decided(self, issue: str) -> int:
        """How often the editor has decided something that a run at work must know of."""
        return int(str(self._database.rows(DECIDED, (issue,))[0][0]))

    def edit(self, one: Edit, state: IssueState | None = None) -> None:
        """
        Note what the editor did, and the state it brings; a note on what has left is one made after.

        Raises:
            UsageError: it is to be held and has left.
        """
        with self._database.transaction() as connection:
            gone, action = self.begun(one.issue, one.revision), one.action
            if gone and action == "hold":
                raise UsageError(f"{one.issue} has gone out; `tidegauge withdraw` or `tidegauge correct` can follow.")
            if gone and action == "annotate":
                action = "annotate_after"
            connection.execute(
                "INSERT INTO edits VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                (one.issue, one.revision, action, one.who, utc_text(one.at), one.zh, one.en),
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

    def look(self, one: Look) -> Look:
        """Note a day that was looked at, once; what is on record of it, whoever noted it first."""
        levels = json.dumps({name: [now, before] for name, (now, before) in one.levels.items()})
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO looked VALUES (?, ?, ?, ?, ?, ?, ?)",
                (one.report, one.day.isoformat(), levels, json.dumps(one.fired), one.state, utc_text(one.at), one.told),
            )
        return next(known for known in self.looks(one.report) if known.day == one.day)

    def looked(self, one: Look, state: str, now: datetime, told: str) -> None:
        """Note what became of an alert."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE looked SET state = ?, at = ?, told = ? WHERE report = ? AND day = ?",
                (state, utc_text(now), told, one.report, one.day.isoformat()),
            )

    def looks(self, report: str | None = None) -> tuple[Look, ...]:
        """Days that were looked at for a report, or for all, oldest first."""
        where, values = ("WHERE report = ?", [report]) if report else ("", [])
        rows = self._database.rows(f"SELECT * FROM looked {where} ORDER BY day, report", values)
        return tuple(map(rows_of.look, rows))

    def was_told(self, issue: str, what: str) -> bool:
        """Whether the operator has been told this."""
        return bool(self._database.rows("SELECT 1 FROM notices WHERE issue = ? AND what = ?", (issue, what)))

    def last_collection(self) -> tuple[datetime | None, bool]:
        """When the newest collection began, and whether it ended with every source reached."""
        rows = self._database.rows(
            "SELECT started, exit_code FROM runs WHERE kind = 'collect' ORDER BY started DESC LIMIT 1"
        )
        return (instant_of(str(rows[0][0])), rows[0][1] == 0) if rows else (None, False)

    def first_notice(self, issue: str, what: str, now: datetime) -> bool:
        """Whether the operator is told this for the first time; from now on it is not."""
        with self._database.transaction() as connection:
            return (
                connection.execute(
                    "INSERT OR IGNORE INTO notices VALUES (?, ?, ?)", (issue, what, utc_text(now))
                ).rowcount
                == 1
            )

    def began(self, now: datetime) -> datetime:
        """When a scheduler first called; now, if it never did."""
        return instant_of(self.key("first run", utc_text(now)))

    def first_run(self) -> datetime | None:
        """The same, without noting it; None where none has called."""
        rows = self._database.rows("SELECT value FROM keys WHERE name = 'first run'")
        return instant_of(str(rows[0][0])) if rows else None

    def key(self, name: str, made: str) -> str:
        """A key kept in the store: `made` the first time, the same ever after."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO keys VALUES (?, ?)", (name, made))
            return str(connection.execute("SELECT value FROM keys WHERE name = ?", (name,)).fetchone()[0])

    def _deliveries(self, where: str, values: Sequence[object]) -> tuple[Delivery, ...]:
        return tuple(map(rows_of.delivery, self._database.rows(f"SELECT * FROM deliveries {where}", values)))


def _take(lock: Connection) -> None:
    """Only where the lock is held is another run at work; a full disk fails here, too."""
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise AlreadySending(
            "Another run is sending; nothing was done. `tidegauge deliveries` shows how far it is."
        ) from error
