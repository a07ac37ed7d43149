"""The SQLite file: opened, migrated, used in transactions; every failure becomes a sentence."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from tidegauge.errors import OutputError, StoreError, TidegaugeError
from tidegauge.store.migrations import APPLICATION_ID, MIGRATIONS

BUSY_SECONDS = 10.0
"""How long a writer waits for another process before it gives up."""

Row = tuple[object, ...]


class Database:
    """
    One connection, shared by the threads of a process: each statement or transaction holds the lock.

    Args:
        path: The file; its folder is made when it is written.
        read_only: Never written; the file must exist.

    Raises:
        StoreError: no database, another program's, a newer version's, or in use.
        OutputError: folder or file cannot be written.
    """

    def __init__(self, path: Path, read_only: bool = False, busy: float = BUSY_SECONDS) -> None:
        self.path = path
        self._lock = RLock()
        if read_only and not path.is_file():
            raise StoreError(f"There is no store at {path}; `tidegauge collect` or `tidegauge import` makes one.")
        with sentences(path):
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
            mode = "ro" if read_only else "rwc"
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=busy, check_same_thread=False
            )
            self._connection.isolation_level = None
        try:
            self._prepare(read_only)
        except TidegaugeError:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file; what was not committed is not in it."""
        with self._lock:
            self._connection.close()

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows of a query."""
        with self._lock, sentences(self.path):
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block's writes, or none of them."""
        with self._lock, sentences(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _prepare(self, read_only: bool) -> None:
        version = self._version()
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self.path} was written by a newer Tidegauge (its tables are version {version}, this one knows "
                f"{len(MIGRATIONS)}); install that version, or name another file with TIDEGAUGE_STORE."
            )
        if read_only:
            return
        with sentences(self.path):
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
        for step in range(version, len(MIGRATIONS)):
            self._migrate(step)

    def _version(self) -> int:
        """The version of the tables; StoreError where they are not ours."""
        with sentences(self.path):
            version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
            application = int(self._connection.execute("PRAGMA application_id").fetchone()[0])
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and application != APPLICATION_ID:
            raise StoreError(
                f"{self.path} is a database of another program; name another file with TIDEGAUGE_STORE or --home."
            )
        return version

    def _migrate(self, step: int) -> None:
        """One step, unless another process has just done it."""
        with self.transaction() as connection:
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) != step:
                return
            for statement in MIGRATIONS[step]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {step + 1}")


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what sqlite3 and the file system raise into errors with a remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _explained(path, str(error)) from error
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror}); check the folder or TIDEGAUGE_STORE."
        ) from error


REMEDIES: tuple[tuple[str, type[TidegaugeError], str], ...] = (
    ("locked", StoreError, "is in use by another run; wait until that has ended and try again."),
    ("readonly", OutputError, "cannot be written; check the permissions of the file and its folder."),
    ("unable to open", OutputError, "cannot be opened; check the folder, or name another with TIDEGAUGE_STORE."),
    ("full", OutputError, "cannot grow: the disk is full; free some space and run again, nothing is half written."),
    ("disk i/o", OutputError, "cannot be read or written by the disk; check the disk, then run again."),
    ("not a database", StoreError, "is no Tidegauge store; move it away, or name another with TIDEGAUGE_STORE."),
    ("malformed", StoreError, "is damaged; move it away and restore a copy, or collect and import again."),
    ("closed", StoreError, "is closed; open it again."),
)
"""What sqlite3 says, what it means, what to do."""


def _explained(path: Path, said: str) -> TidegaugeError:
    for words, kind, remedy in REMEDIES:
        if words in said.lower():
            return kind(f"The store {path} {remedy}")
    return StoreError(f"The store {path} cannot be used ({said}); move it away and collect again, or report this.")
