"""The store: every value with the instant it was known, every raw answer, every run. Append-only."""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import numpy as np

from tidegauge.catalogue import Catalogue
from tidegauge.days import cut_day
from tidegauge.errors import StoreError
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.data import Basis, Observation
from tidegauge.model.units import Unit
from tidegauge.model.wire import Snapshot
from tidegauge.store.announcements import Announcements
from tidegauge.store.appending import Ledger, day_number, day_of, instant_of, utc_text
from tidegauge.store.database import BUSY_SECONDS, Database, Row
from tidegauge.store.records import Counts, KeptAnswer, Refused, RunRecord, SourceResult
from tidegauge.store.vintages import Vintages

VINTAGES = """
    SELECT period, value, known_day, basis, known_on, sha256
    FROM observations JOIN answers ON answers.id = observations.answer
    WHERE series = ? ORDER BY period, known_on, sequence
"""
KEEP = """
    INSERT OR IGNORE INTO answers (sha256, url, status, content_type, fetched_at, size, body)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
LEDGER = "SELECT period, known_on, sequence, value FROM observations WHERE series = ? ORDER BY 1, 2, 3"
APPEND = """
    INSERT INTO observations (series, period, known_on, sequence, value, known_day, basis, answer, run)
    VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM answers WHERE sha256 = ?), ?)
"""
REFUSE = """
    INSERT OR IGNORE INTO quarantine (series, period, value, reason, seen_at, answer, run)
    VALUES (?, ?, ?, ?, ?, (SELECT id FROM answers WHERE sha256 = ?), ?)
"""
REFUSED = """
    SELECT series, period, value, reason, sha256 FROM quarantine JOIN answers ON answers.id = answer
    ORDER BY series, period, seen_at
"""


class Store:
    """
    The store as an Archive. Safe to share between threads; close it, or use it in a `with` block.

    Args:
        path: The SQLite file, made when missing.
        catalogue: Which series are re-estimated by their publisher.
        read_only: For building: nothing is written and the file must exist.

    Raises:
        StoreError, OutputError: see Database.
    """

    sample = False

    def __init__(
        self, path: Path, catalogue: Catalogue, read_only: bool = False, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        self._catalogue = catalogue
        self._database = Database(path, read_only, busy_seconds)
        self.announcements = Announcements(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def vintages(self, series: str) -> Vintages | None:
        """All rows of a series in one query; None where there are none."""
        rows = self._database.rows(VINTAGES, (series,))
        if not rows:
            return None
        period, value, known, basis, known_on, snapshot = (list(column) for column in zip(*rows, strict=True))
        seen = Basis.SEEN.value in basis
        listed = series in self._catalogue and self._catalogue[series].revised
        return Vintages(
            series,
            self._unit(series),
            np.array(period, dtype="datetime64[D]"),
            np.array(value, dtype="float64"),
            np.array(known, dtype="datetime64[D]"),
            np.array(basis),
            np.array(snapshot),
            revised=listed and basis[-1] == Basis.ASSUMED.value,
            instants=np.array([str(text)[:-1] for text in known_on], dtype="datetime64[s]") if seen else None,
        )

    def news(self, day: date) -> tuple[News, ...]:
        """See Announcements.news."""
        return self.announcements.news(day)

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        """See Announcements.release_days."""
        return self.announcements.release_days(day)

    def series_known(self) -> tuple[str, ...]:
        """Ids with at least one row."""
        rows = self._database.rows("SELECT id FROM series WHERE id IN (SELECT series FROM observations) ORDER BY id")
        return tuple(str(row[0]) for row in rows)

    def revisions(self, series: str, period: date) -> tuple[Observation, ...]:
        """Every value a period has had, oldest first."""
        rows = [row for row in self._database.rows(VINTAGES, (series,)) if row[0] == day_number(period)]
        return tuple(
            Observation(
                series, period, cast("float | None", value), instant_of(str(known_on)), Basis(str(basis)), str(sha256)
            )
            for _, value, _, basis, known_on, sha256 in rows
        )

    def newest(self, series: str) -> date | None:
        """The newest period of a series."""
        rows = self._database.rows("SELECT max(period) FROM observations WHERE series = ?", (series,))
        return None if rows[0][0] is None else day_of(cast("int", rows[0][0]))

    def collected(self, series: str) -> bool:
        """Whether a collection has ended for the series before: its first one dates history by the assumed lag."""
        rows = self._database.rows("SELECT 1 FROM series WHERE id = ? AND collected_at IS NOT NULL", (series,))
        return bool(rows)

    def ledger(self, series: str) -> Ledger:
        """What is known of each period of a series."""
        return Ledger.of(self._database.rows(LEDGER, (series,)))

    def begin_run(self, kind: str, started: datetime) -> int:
        """Note that a run has begun; its number."""
        with self._database.transaction() as connection:
            cursor = connection.execute("INSERT INTO runs (kind, started) VALUES (?, ?)", (kind, utc_text(started)))
            return int(cursor.lastrowid or 0)

    def end_run(self, run: int, ended: datetime, exit_code: int, results: Iterable[SourceResult]) -> None:
        """Note how a run ended."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE runs SET ended = ?, exit_code = ? WHERE id = ?", (utc_text(ended), exit_code, run)
            )
            connection.executemany(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (run, one.source, one.ok, one.series, one.new, one.revised, one.quarantined, one.error, one.remedy,
                     one.seconds)
                    for one in results
                ],
            )  # fmt: skip

    def runs(self, last: int = 10) -> tuple[RunRecord, ...]:
        """The last runs, newest first."""
        rows = self._database.rows("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (last,))
        return tuple(self._run(row) for row in rows)

    def keep(self, raw: Snapshot, run: int) -> str:
        """Keep a raw answer, once for equal bytes; its SHA-256."""
        kept = KeptAnswer(
            raw.sha256, raw.request.address, raw.status, raw.content_type, raw.fetched_at, raw.body
        )  # fmt: skip
        return self.keep_answer(kept, run)

    def keep_answer(self, raw: KeptAnswer, run: int) -> str:
        """Keep the bytes of an answer or a file, once for equal bytes; their SHA-256."""
        at, body = utc_text(raw.fetched_at), zlib.compress(raw.body, 6)
        with self._database.transaction() as connection:
            values = (raw.sha256, raw.url, raw.status, raw.content_type, at, len(raw.body), body)
            connection.execute(KEEP, values)
            connection.execute(
                "INSERT INTO fetches SELECT id, ?, ?, ? FROM answers WHERE sha256 = ?", (raw.url, at, run, raw.sha256)
            )
        return raw.sha256

    def answer(self, name: str) -> KeptAnswer:
        """
        The kept answer whose SHA-256 begins with `name`.

        Raises:
            StoreError: none does, or more than one.
        """
        rows = self._database.rows(
            "SELECT sha256, url, status, content_type, fetched_at, body FROM answers WHERE substr(sha256, 1, ?) = ?",
            (len(name), name),
        )
        if len(rows) != 1 or not name:
            raise StoreError(f"{len(rows)} kept answers begin with {name!r}; give more of the 64 characters.")
        sha256, url, status, kind, at, body = rows[0]
        inflated = zlib.decompress(cast("bytes", body))
        return KeptAnswer(str(sha256), str(url), cast("int", status), str(kind), instant_of(str(at)), inflated)

    def append(
        self, series: str, unit: Unit, found: Iterable[Observation], run: int, collected_at: datetime | None = None
    ) -> Counts:
        """
        Add what is news, all or nothing: an equal value adds no row, a correction adds one.

        Args:
            unit: Of the values; must be the one the series is stored in.
            found: With the SHA-256 of answers that are kept.
            collected_at: Set when a collection of the series is complete; see `collected`.
        """
        with self._database.transaction() as connection:
            self._declare(connection, series, unit, collected_at)
            ledger = Ledger.of(connection.execute(LEDGER, (series,)))
            counts, lines = Counts(), []
            for one in sorted(found, key=lambda one: (one.period, one.known_on)):
                line, change = ledger.add(one)
                counts += change
                if line:
                    at = (series, day_number(one.period), line.known_on, line.sequence, one.value)
                    lines.append((*at, day_number(cut_day(one.known_on)), one.basis.value, one.snapshot, run))
            connection.executemany(APPEND, lines)
        return counts

    def refuse(self, refused: Sequence[Refused], seen_at: datetime, run: int) -> None:
        """Put values in quarantine, each once."""
        with self._database.transaction() as connection:
            connection.executemany(
                REFUSE,
                [
                    (one.series, day_number(one.period), one.value, one.reason, utc_text(seen_at), one.snapshot, run)
                    for one in refused
                ],
            )

    def refused(self) -> tuple[Refused, ...]:
        """Everything in quarantine."""
        return tuple(
            Refused(str(series), day_of(cast("int", period)), cast("float", value), str(reason), str(sha256))
            for series, period, value, reason, sha256 in self._database.rows(REFUSED)
        )

    def _declare(self, connection: sqlite3.Connection, series: str, unit: Unit, collected_at: datetime | None) -> None:
        connection.execute("INSERT OR IGNORE INTO series (id, unit) VALUES (?, ?)", (series, unit.value))
        stored = connection.execute("SELECT unit FROM series WHERE id = ?", (series,)).fetchone()[0]
        if stored != unit.value:
            raise StoreError(
                f"{series} is stored in {stored} and the catalogue now has {unit.value}; "
                f"name a new file with TIDEGAUGE_STORE and collect again."
            )
        if collected_at:
            at = utc_text(collected_at)
            connection.execute("UPDATE series SET collected_at = coalesce(collected_at, ?) WHERE id = ?", (at, series))

    def _unit(self, series: str) -> Unit:
        return Unit(str(self._database.rows("SELECT unit FROM series WHERE id = ?", (series,))[0][0]))

    def _run(self, row: Row) -> RunRecord:
        number, kind, started, ended, code = row
        results = self._database.rows(
            "SELECT source, ok, series, new, revised, quarantined, error, remedy, seconds FROM results WHERE run = ?"
            " ORDER BY source",
            (number,),
        )
        return RunRecord(
            cast("int", number),
            str(kind),
            instant_of(str(started)),
            instant_of(str(ended)) if ended else None,
            cast("int | None", code),
            tuple(SourceResult(str(one[0]), bool(one[1]), *one[2:]) for one in results),  # type: ignore[arg-type]
        )
