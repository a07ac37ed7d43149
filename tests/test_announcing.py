"""Feeds and calendars collected from a local publisher: what is stored, since when it was known, what fails."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.wire.scene import Scene, scene, specimen
from tests.wire.server import Say

from tidegauge import catalogue
from tidegauge.catalogue import Catalogue
from tidegauge.collect import CollectReport
from tidegauge.errors import StoreError
from tidegauge.store.store import Store

KEY = "abcdef0123456789abcdef0123456789"
PRESS, SPEECHES, DATES = "/feeds/press_all.xml", "/feeds/speeches.xml", "/fred/release/dates"
NOTHING = Catalogue({})
FRIDAY = date(2025, 11, 14)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Scene]:
    """A publisher with both feeds and an empty store."""
    with scene(tmp_path) as made:
        made.wire.on(PRESS, specimen("fedrss/press_all.xml"))
        made.wire.on(SPEECHES, specimen("fedrss/speeches.xml"))
        yield made


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[Scene]:
    """The same with a FRED key and FRED's calendar of one publication; the others have no days ahead."""
    with scene(tmp_path, KEY) as made:
        yield made


def collected(one: Scene, *sources: str) -> CollectReport:
    """A collection of announcements only."""
    return one.collect(series=NOTHING, sources=sources, announcements=True)


def titles(local: Scene, day: date) -> list[str]:
    """What an issue dated `day` knows."""
    return [one.title for one in local.store.news(day)]


def days(count: int, *listed: str) -> str:
    """An answer for release `count` with these days."""
    rows = [{"release_id": count, "date": day} for day in listed]
    return json.dumps({"count": len(rows), "release_dates": rows})


def test_a_feed_is_stored_once(local: Scene) -> None:
    """Eight items of two files with their raw answers; the same feeds again add none."""
    report = collected(local, "fedrss")
    row = report.results[0]
    assert (row.source, row.ok, row.series, row.new, row.revised, report.exit_code) == ("fedrss", True, 0, 8, 0, 0)
    kept = local.store.answer(local.store.news(FRIDAY)[0].snapshot)
    assert kept.url.endswith(PRESS) and kept.body == specimen("fedrss/press_all.xml")
    local.at += timedelta(days=1)
    assert [(one.new, one.revised) for one in collected(local, "fedrss").results] == [(0, 0)]


def test_an_item_published_later_is_not_there(local: Scene) -> None:
    """An issue knows what was published by 20:30 in New York of its day, whenever it was fetched."""
    collected(local, "fedrss")
    assert len(titles(local, date(2025, 11, 6))) == 4
    assert "Federal Reserve notes an invented change of its swap lines" not in titles(local, date(2025, 10, 30))
    # Published at 02:15 on 1 November by Greenwich: 22:15 of 31 October in New York, after that day's cut.
    assert titles(local, date(2025, 10, 31)) == []
    assert titles(local, date(2025, 11, 1)) == ["Federal Reserve notes an invented change of its swap lines"]
    assert [one for one in local.store.news(FRIDAY) if one.published > datetime(2025, 11, 15, 1, 30, tzinfo=UTC)] == []


def test_a_corrected_title_is_known_since_it_was_seen(local: Scene) -> None:
    """Append-only: yesterday's issue prints yesterday's title, and the correction is counted as a revision."""
    collected(local, "fedrss")
    local.at += timedelta(days=3)
    local.wire.on(PRESS, specimen("fedrss/press_all.xml").replace(b"a statement for a test", b"another statement"))
    assert [(one.new, one.revised) for one in collected(local, "fedrss").results] == [(0, 1)]
    assert "Federal Reserve issues a statement for a test" in titles(local, FRIDAY)
    assert "Federal Reserve issues another statement" in titles(local, date(2025, 11, 17))
    assert len(titles(local, date(2025, 11, 17))) == 8


def test_one_feed_that_fails_leaves_the_other(local: Scene) -> None:
    """Exit code 3, a sentence and a remedy; the items of the other file are stored."""
    local.wire.on(PRESS, "<html>Maintenance</html>")
    report = collected(local, "fedrss")
    row = report.results[0]
    assert (report.exit_code, row.ok, row.new) == (3, False, 3)
    assert "a web page instead of a feed; the raw answer is kept as" in row.error and "\n" not in row.error
    assert row.remedy == "Compare the kept answer with tests/specimens/fedrss/ and update tidegauge/sources/."


def test_feeds_are_collected_beside_series_by_default(local: Scene) -> None:
    """Without a word about sources the feed has its row; a source named alone has only its own."""
    local.wire.on("/api/rates/secured/sofr/search.json", specimen("nyfed/sofr.json"))
    assert [one.source for one in local.collect("SOFR", announcements=True).results] == ["nyfed", "fedrss"]
    only = local.collect("SOFR", sources=["nyfed"], announcements=True)
    assert [one.source for one in only.results] == ["nyfed"]


def test_without_a_key_there_is_no_calendar(local: Scene) -> None:
    """FRED's calendar is not asked and no failure is told."""
    assert collected(local, "fred").results == () and local.wire.queries(DATES) == []
    assert local.store.release_days(FRIDAY) == ()


def test_announced_days_are_known_since_they_were_seen(keyed: Scene) -> None:
    """Day by release; what was seen on Friday is not known on Thursday; days that have passed are not noted."""
    keyed.wire.on(DATES, specimen("fred/release_dates.json"), *(days(number) for number in (50, 53, 54, 21, 363)))
    report = collected(keyed, "fred")
    assert [(one.source, one.ok, one.series, one.new) for one in report.results] == [("fred calendar", True, 0, 5)]
    found = [(one.release, one.day) for one in keyed.store.release_days(FRIDAY)]
    assert found[:2] == [(10, FRIDAY), (10, date(2025, 12, 10))]
    assert keyed.store.release_days(date(2025, 11, 13)) == ()


def test_a_day_that_is_moved_is_gone_since_that_was_seen(keyed: Scene) -> None:
    """Last week's issue prints the old day, this week's the new one; a past day is never taken back."""
    rest = [days(number) for number in (50, 53, 54, 21, 363)]
    keyed.wire.on(DATES, days(10, "2025-11-13", "2025-11-20", "2025-12-10"), *rest, days(10, "2025-12-18"), *rest)
    collected(keyed, "fred")
    keyed.at = datetime(2025, 11, 21, 17, tzinfo=UTC)
    row = collected(keyed, "fred").results[0]
    assert (row.new, row.revised) == (1, 1)
    assert [one.day for one in keyed.store.release_days(FRIDAY)] == [date(2025, 11, 20), date(2025, 12, 10)]
    assert [one.day for one in keyed.store.release_days(date(2025, 11, 21))] == [date(2025, 11, 20), date(2025, 12, 18)]


def test_the_key_shows_nowhere(keyed: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Refused once, FRED is told so for each publication in one sentence; the key is in no report, log or row."""
    caplog.set_level(logging.DEBUG)
    keyed.wire.on(DATES, Say(f'{{"error_code":400,"error_message":"Bad Request.  {KEY} is not registered."}}', 400))
    row = collected(keyed, "fred").results[0]
    assert not row.ok and "****" in row.error and row.remedy == "Check FRED_API_KEY, or unset it."
    assert keyed.wire.queries(DATES)[0]["api_key"] == KEY
    stored = b"".join(path.read_bytes() for path in keyed.store._database.path.parent.iterdir())
    assert KEY.encode() not in stored and KEY not in caplog.text and KEY not in repr(row)


def test_nobody_there_is_asked_once(local: Scene) -> None:
    """Where the host cannot be reached the second file is not tried."""
    local.wire.on(PRESS, Say("late", delay=5))
    row = collected(local, "fedrss").results[0]
    assert not row.ok and row.remedy == "Run `tidegauge collect --source fedrss` again later."
    assert not local.wire.queries(SPEECHES)


def test_an_older_store_has_nothing_announced(tmp_path: Path) -> None:
    """A store written before there were feeds can be built from as it is."""
    path = tmp_path / "old.sqlite3"
    with Store(path, catalogue.load()) as store, store._database.transaction() as connection:
        connection.execute("DROP TABLE news")
        connection.execute("DROP TABLE release_days")
        connection.execute("PRAGMA user_version = 3")
    with Store(path, catalogue.load(), read_only=True) as store:
        assert store.news(FRIDAY) == () and store.release_days(FRIDAY) == ()
    with Store(path, catalogue.load()) as store:
        assert store._database.rows("SELECT count(*) FROM news") == [(0,)]


def test_a_closed_store_is_a_sentence(tmp_path: Path) -> None:
    """As for series: what fails in the store is raised, not told as the feed's failure."""
    with scene(tmp_path) as made:
        made.wire.on(PRESS, specimen("fedrss/press_all.xml"))
        made.store.close()
        with pytest.raises(StoreError, match="closed"):
            collected(made, "fedrss")
