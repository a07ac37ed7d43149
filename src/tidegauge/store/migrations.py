"""
The tables, as numbered steps. A step is never changed once released; a new one is added at the end.

Days are stored as whole days since 1970-01-01 (numpy's datetime64[D]), instants as ISO text in UTC to the second. The
view `readable` shows observations with dates for a look with the sqlite3 command.
"""

APPLICATION_ID = 0x54494445
"""``TIDE``: tells our file from any other SQLite database."""

FIRST = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        started TEXT NOT NULL,
        ended TEXT,
        exit_code INTEGER
    )
    """,
    """
    CREATE TABLE results (
        run INTEGER NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        ok INTEGER NOT NULL,
        series INTEGER NOT NULL,
        new INTEGER NOT NULL,
        revised INTEGER NOT NULL,
        quarantined INTEGER NOT NULL,
        error TEXT NOT NULL,
        remedy TEXT NOT NULL,
        seconds REAL NOT NULL,
        PRIMARY KEY (run, source)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        status INTEGER NOT NULL,
        content_type TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        size INTEGER NOT NULL,
        body BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE fetches (
        answer INTEGER NOT NULL REFERENCES answers (id),
        url TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES runs (id)
    )
    """,
    """
    CREATE TABLE series (
        id TEXT PRIMARY KEY,
        unit TEXT NOT NULL,
        collected_at TEXT
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE observations (
        series TEXT NOT NULL REFERENCES series (id),
        period INTEGER NOT NULL,
        known_on TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        value REAL,
        known_day INTEGER NOT NULL,
        basis TEXT NOT NULL CHECK (basis IN ('vintage', 'seen', 'assumed')),
        answer INTEGER NOT NULL REFERENCES answers (id),
        run INTEGER NOT NULL REFERENCES runs (id),
        PRIMARY KEY (series, period, known_on, sequence)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE quarantine (
        series TEXT NOT NULL,
        period INTEGER NOT NULL,
        value REAL NOT NULL,
        reason TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        answer INTEGER NOT NULL REFERENCES answers (id),
        run INTEGER NOT NULL REFERENCES runs (id),
        PRIMARY KEY (series, period, value)
    ) WITHOUT ROWID
    """,
    """
    CREATE VIEW readable AS
        SELECT series, date(period * 86400, 'unixepoch') AS period, value, known_on,
               date(known_day * 86400, 'unixepoch') AS known_day, basis, sha256 AS snapshot, run
        FROM observations JOIN answers ON answers.id = observations.answer
    """,
    f"PRAGMA application_id = {APPLICATION_ID}",
)

DELIVERY = (
    """
    CREATE TABLE issues (
        issue TEXT NOT NULL,
        revision INTEGER NOT NULL,
        day TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('held', 'approved', 'withdrawn')),
        made_at TEXT NOT NULL,
        marks INTEGER NOT NULL,
        PRIMARY KEY (issue, revision)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE edits (
        id INTEGER PRIMARY KEY,
        issue TEXT NOT NULL,
        revision INTEGER NOT NULL,
        action TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        zh TEXT NOT NULL,
        en TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE letters (
        issue TEXT NOT NULL,
        revision INTEGER NOT NULL,
        variant TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (issue, revision, variant)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE deliveries (
        issue TEXT NOT NULL,
        revision INTEGER NOT NULL,
        reader TEXT NOT NULL,
        address TEXT NOT NULL,
        variant TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('prepared', 'sending', 'sent', 'refused', 'uncertain', 'suppressed')),
        at TEXT NOT NULL,
        reply TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        again_at TEXT,
        PRIMARY KEY (issue, revision, reader)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE suppressions (
        reader TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        why TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE slots (
        issue TEXT PRIMARY KEY,
        due TEXT NOT NULL,
        state TEXT NOT NULL,
        at TEXT NOT NULL,
        late INTEGER NOT NULL,
        told TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE notices (
        issue TEXT NOT NULL,
        what TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (issue, what)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE keys (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
)

ALERTS = (
    """
    CREATE TABLE looked (
        report TEXT NOT NULL,
        day TEXT NOT NULL,
        levels TEXT NOT NULL,
        fired TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('quiet', 'due', 'done', 'missed')),
        at TEXT NOT NULL,
        told TEXT NOT NULL,
        PRIMARY KEY (report, day)
    ) WITHOUT ROWID
    """,
)

ANNOUNCEMENTS = (
    """
    CREATE TABLE news (
        guid TEXT NOT NULL,
        known_on TEXT NOT NULL,
        feed TEXT NOT NULL,
        category TEXT NOT NULL,
        title TEXT NOT NULL,
        link TEXT NOT NULL,
        published TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        answer INTEGER NOT NULL REFERENCES answers (id),
        run INTEGER NOT NULL REFERENCES runs (id),
        PRIMARY KEY (guid, known_on)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE release_days (
        release INTEGER NOT NULL,
        day INTEGER NOT NULL,
        known_on TEXT NOT NULL,
        listed INTEGER NOT NULL,
        answer INTEGER NOT NULL REFERENCES answers (id),
        run INTEGER NOT NULL REFERENCES runs (id),
        PRIMARY KEY (release, day, known_on)
    ) WITHOUT ROWID
    """,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (FIRST, DELIVERY, ALERTS, ANNOUNCEMENTS)
"""Statements by step; PRAGMA user_version is the number of steps done."""
