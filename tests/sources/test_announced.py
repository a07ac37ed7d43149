"""The Fed's feeds and FRED's calendar as they are read."""

from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.wire.scene import specimen

from tidegauge import settings
from tidegauge.compose import almanac
from tidegauge.errors import SourceChanged
from tidegauge.model.wire import Request, Snapshot
from tidegauge.report import read_toml
from tidegauge.sources.fedrss import FEEDS, FedRss
from tidegauge.sources.fred_releases import RELEASES, FredReleases

NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)
SETTINGS = settings.load(environment={})
FEED, CALENDAR = FedRss(SETTINGS.addresses["fedrss"]), FredReleases(SETTINGS.addresses["fred"])
PRESS = specimen("fedrss/press_all.xml")


def answer(body: bytes, kind: str = "press_all.xml") -> Snapshot:
    """A raw answer."""
    return Snapshot(Request("fedrss", "https://x", kind=kind), 200, "text/xml", body, NOW)


def test_a_feed_is_read_past_its_mark_and_blanks() -> None:
    """Behind a byte order mark: title without entities, the Fed's heading, link, and the instant with its zone."""
    found = FEED.parse(answer(PRESS))
    assert [one.category for one in found][:2] == ["Monetary Policy", "Banking and Consumer Regulatory Policy"]
    assert found[1].title == 'Agencies propose an "invented" rule on the bank\'s liquidity buffers'
    assert found[1].published == found[1].known_on == datetime(2025, 11, 7, 21, 30, tzinfo=UTC)
    assert (
        found[1].guid == found[1].link == "https://www.federalreserve.gov/newsevents/pressreleases/bcreg20251107a.htm"
    )
    assert {(one.feed, len(one.snapshot)) for one in found} == {("press_all.xml", 64)}


def test_the_recorded_feed_is_read(shared: Path) -> None:
    """Two items of June 2026, the second on a day without a leading zero."""
    body = (shared / "payloads" / "fed_rss" / "press_all_trimmed_2_items_2026-06.xml").read_bytes()
    found = FEED.parse(answer(body))
    assert [one.published for one in found] == [
        datetime(2026, 6, 11, 15, tzinfo=UTC),
        datetime(2026, 6, 9, 20, tzinfo=UTC),
    ]
    assert all(one.category == "Banking and Consumer Regulatory Policy" for one in found)
    assert found[1].title.endswith("Wednesday, June 24, at 4 p.m. EDT.")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"</rss>", b"", "bad XML"),
        (PRESS, b"<!DOCTYPE html><html>Maintenance</html>", "a web page instead of a feed"),
        (b"<rss", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss', "declares entities"),
        (b"rss", b"feed", "root element 'feed' instead of rss"),
        (b"item>", b"entry>", "has no items"),
        (b"pubDate", b"date", "an item without pubDate"),
        (b"Wed, 12 Nov 2025 19:00:00 GMT", b"2025-11-12", "'2025-11-12' where a day with time and zone"),
        (
            b"https://www.federalreserve.gov/newsevents",
            b"https://example.org/newsevents",
            "links to 'https://example.org",
        ),
        (b"https://www.federalreserve.gov/newsevents", b"javascript:alert(1)//", "links to 'javascript:"),
    ],
)
def test_another_shape_is_refused(old: bytes, new: bytes, says: str) -> None:
    """Half a feed, a page, entities, foreign links, days without a zone: no item is taken from it."""
    with pytest.raises(SourceChanged, match=says):
        FEED.parse(answer(PRESS.replace(old, new)))


def test_a_year_of_one_publication_is_asked() -> None:
    """Each publication from today on, days without data included; the key is not in the address."""
    asked = CALENDAR.requests(date(2025, 11, 14))
    assert set(asked) == set(RELEASES)
    one = asked[10]
    assert one.parameter("realtime_start") == "2025-11-14" and one.parameter("release_id") == "10"
    assert one.parameter("include_release_dates_with_no_data") == "true"
    assert one.key_parameter == "api_key" and "api_key" not in one.address


def test_announced_days_are_read() -> None:
    """Days in order; another publication and an answer that is not whole are refused."""
    body = specimen("fred/release_dates.json")
    assert CALENDAR.parse(10, answer(body))[:2] == [date(2025, 11, 14), date(2025, 12, 10)]
    with pytest.raises(SourceChanged, match="has release 10 where 50 was asked"):
        CALENDAR.parse(50, answer(body))
    with pytest.raises(SourceChanged, match="has 5 of 6 days"):
        CALENDAR.parse(10, answer(body.replace(b'"count": 5', b'"count": 6')))
    with pytest.raises(SourceChanged, match="no longer has the field date"):
        CALENDAR.parse(10, answer(body.replace(b'"date"', b'"day"')))


def test_the_recorded_days_are_read(shared: Path) -> None:
    """927 days of the consumer price index since 1949, among them 9 and 13 February 2024."""
    found = CALENDAR.parse(10, answer((shared / "payloads" / "fred" / "release_dates_10.json").read_bytes()))
    assert len(found) == 927 and found[0] == date(1949, 3, 24)
    assert [one for one in found if (one.year, one.month) == (2024, 2)] == [date(2024, 2, 9), date(2024, 2, 13)]


def test_the_names_of_publications_are_freds(shared: Path) -> None:
    """Every number asked has the name that FRED's own recorded list gives it."""
    body = (shared / "payloads" / "fred" / "releases_dates_default.json").read_text(encoding="utf-8")
    for number, name in RELEASES.items():
        assert f'"release_id":{number},"release_name":"{name}"' in body


def test_the_tables_name_what_is_asked() -> None:
    """Each publication of calendar.toml that FRED dates is asked of FRED, and each feed of feeds.toml is fetched."""
    dates = read_toml(SETTINGS.home.find("reports/calendar.toml"))
    assert {one["fred"] for one in dates["release"] if "fred" in one} == set(RELEASES)
    book = almanac.load(SETTINGS.home)
    assert {one.feed for one in book.headings} == set(FEEDS)
    assert {urlsplit(one.url).path for one in FEED.requests()} == {f"/feeds/{name}" for name in FEEDS}
