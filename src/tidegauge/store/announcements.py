"""
What publishers announce that is no series: items of feeds, days of publications. Append-only, as observations are.

An item is known since it was published, by the publisher's own word; when its title is corrected later, the new one is
known since it was first seen. An announced day is known since it was first seen, and a day that is no longer announced
is gone since that was seen: a calendar of last month prints what was announced last month.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from tidegauge.days import NEW_YORK, cut
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.store.appending import day_number, day_of, instant_of, utc_text
from tidegauge.store.database import Database, Row
from tidegauge.store.records import Counts

NEWS = """
    SELECT feed, guid, category, title, link, published, known_on, sha256
    FROM news JOIN answers ON answers.id = news.answer
    WHERE known_on <= ? AND published <= ? ORDER BY guid, known_on
"""
ADD_NEWS = """
    INSERT INTO news (guid, known_on, feed, category, title, link, published, seen_at, answer, run)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM answers WHERE sha256 = ?), ?)
"""
NEWEST_NEWS = "SELECT category, title, link, published FROM news WHERE guid = ? ORDER BY known_on DESC LIMIT 1"
DAYS = """
    SELECT release, day, known_on, listed, sha256
    FROM release_days JOIN answers ON answers.id = release_days.answer
    WHERE known_on <= ? ORDER BY release, day, known_on
"""
ADD_DAY = """
    INSERT OR REPLACE INTO release_days (release, day, known_on, listed, answer, run)
    VALUES (?, ?, ?, ?, (SELECT id FROM answers WHERE sha256 = ?), ?)
"""
LISTED = "SELECT day, listed FROM release_days WHERE release = ? ORDER BY day, known_on"


class Announcements:
    """The two tables of a store's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _rows(self, table: str, statement: str, values: tuple[str, ...]) -> list[Row]:
        """Rows of a query; none where a store of an older version, opened for reading, has no such table yet."""
        there = self._database.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (table,))
        return self._database.rows(statement, values) if there else []

    def news(self, day: date) -> tuple[News, ...]:
        """Every item published by the cut of `day`, as it stood then, in order of publication."""
        at = utc_text(cut(day))
        newest: dict[str, News] = {}
        for feed, guid, category, title, link, published, known, sha256 in self._rows("news", NEWS, (at, at)):
            newest[str(guid)] = News(
                str(feed), str(guid), str(category), str(title), str(link), instant_of(str(published)),
                instant_of(str(known)), str(sha256),
            )  # fmt: skip
        return tuple(sorted(newest.values(), key=lambda one: (one.published, one.guid)))

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        """Every day that was announced by the cut of `day`, by release and day."""
        newest: dict[tuple[int, int], ReleaseDay | None] = {}
        for release, number, known, listed, sha256 in self._rows("release_days", DAYS, (utc_text(cut(day)),)):
            key = (cast("int", release), cast("int", number))
            one = ReleaseDay(key[0], day_of(key[1]), instant_of(str(known)), str(sha256))
            newest[key] = one if listed else None
        return tuple(one for one in newest.values() if one is not None)

    def add_news(self, found: Iterable[News], seen_at: datetime, run: int) -> Counts:
        """
        Add items not stored yet; an item whose words have changed is a revision, known since `seen_at`.

        Args:
            found: With the SHA-256 of answers that are kept.
        """
        counts = Counts()
        with self._database.transaction() as connection:
            for one in found:
                published = utc_text(one.published)
                stored = connection.execute(NEWEST_NEWS, (one.guid,)).fetchone()
                if stored == (one.category, one.title, one.link, published):
                    continue
                known = utc_text(seen_at) if stored else published
                values = (one.guid, known, one.feed, one.category, one.title, one.link, published, utc_text(seen_at))
                connection.execute(ADD_NEWS, (*values, one.snapshot, run))
                counts += Counts(revised=1) if stored else Counts(new=1)
        return counts

    def set_release_days(
        self, release: int, days: Iterable[date], seen_at: datetime, snapshot: str, run: int
    ) -> Counts:  # fmt: skip
        """
        Note which days from the day of `seen_at` on are announced: new ones are added, others are announced no more.

        Args:
            days: All that are announced; earlier ones are history and are left as they are.
            snapshot: SHA-256 of the answer, which is kept.
        """
        today = seen_at.astimezone(NEW_YORK).date()
        announced = {day_number(one) for one in days if one >= today}
        counts = Counts()
        with self._database.transaction() as connection:
            standing = {day: bool(listed) for day, listed in connection.execute(LISTED, (release,)).fetchall()}
            for day in sorted(announced | {one for one in standing if one >= day_number(today)}):
                if standing.get(day, False) == (day in announced):
                    continue
                connection.execute(ADD_DAY, (release, day, utc_text(seen_at), day in announced, snapshot, run))
                counts += Counts(new=1) if day in announced else Counts(revised=1)
        return counts
