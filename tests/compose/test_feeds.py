"""The timeline with items of the Fed's feeds, and the calendar with FRED's days: what joins, how it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.wire.scene import scene, specimen

from tidegauge import catalogue as listing
from tidegauge import settings, usecases
from tidegauge.catalogue import Catalogue
from tidegauge.compose import almanac, chronicle, feeds, outlook
from tidegauge.errors import SettingsError
from tidegauge.model.almanac import Almanac, News, ReleaseDay
from tidegauge.model.document import Briefing, CalendarEntry, Told
from tidegauge.model.wire import Request, Snapshot
from tidegauge.model.words import Edition, Format
from tidegauge.report import read_toml
from tidegauge.settings import Home
from tidegauge.sources.fedrss import FedRss
from tidegauge.sources.fred_releases import RELEASES
from tidegauge.sources.sample import Sample
from tidegauge.store.store import Store
from tidegauge.store.vintages import Vintages
from tidegauge.usecases import Origin

HOME = settings.load(environment={})
FRIDAY = date(2025, 11, 14)
NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)
STATEMENT = "https://www.federalreserve.gov/newsevents/pressreleases/monetary20251112a.htm"


def fetched() -> tuple[News, ...]:
    """Every item of the two specimens."""
    found: list[News] = []
    for name in ("press_all.xml", "speeches.xml"):
        raw = Snapshot(Request("fedrss", "https://x", kind=name), 200, "", specimen(f"fedrss/{name}"), NOW)
        found += FedRss("https://x").parse(raw)
    return tuple(sorted(found, key=lambda one: one.published))


class Collected:
    """The sample's series, with feeds and announced days from a store that collected them."""

    sample = False

    def __init__(self, series: Sample, store: Store) -> None:
        self._series, self._store = series, store

    def vintages(self, series: str) -> Vintages | None:
        return self._series.vintages(series)

    def news(self, day: date) -> tuple[News, ...]:
        return self._store.news(day)

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        return self._store.release_days(day)


def desk(day: date = FRIDAY, book: Almanac | None = None) -> Any:
    """A desk that knows the feeds only."""
    known = SimpleNamespace(news=lambda: tuple(one for one in fetched() if one.published.date() <= day))
    book = book or replace(almanac.load(HOME.home), events=())
    return SimpleNamespace(known=known, almanac=book, issue=SimpleNamespace(as_of=day))


def told(one: Any) -> dict[str, Told]:
    """Items of a desk by the last part of their page."""
    items = feeds.items(one, ())
    return {feeds.page(item.news.link): feeds.told(item, one.almanac.speakers) for item in items}


def test_only_what_touches_liquidity_joins() -> None:
    """Policy, supervision of liquidity, swap lines and the week's speeches; no branches, no enforcement."""
    assert list(told(desk())) == [
        "other20251101a", "bcreg20251107a", "newcomer20251110a", "monetary20251112a", "waller20251113a",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "joins"),
    [
        ("Agencies issue a report on the Federal Deposit Insurance Corporation", False),
        ("Agencies propose rules for repos", True),
        ("Board releases Stress Test results", True),
        ("Board finalizes changes to its reporting forms", False),
        ("Agencies on uninsured deposits", True),
    ],
)
def test_a_word_is_a_whole_one(title: str, joins: bool) -> None:
    """A report is no repo, and an insurer of deposits is named in half of all titles."""
    book = almanac.load(HOME.home)
    news = replace(fetched()[0], feed="press_all.xml", category="Banking and Consumer Regulatory Policy", title=title)
    assert any(feeds._fits(one, news) for one in book.headings) is joins


def test_an_item_is_dated_in_new_york_and_never_told_before() -> None:
    """23:30 by Greenwich is the evening of the same day; the day before knows nothing of it."""
    assert "waller20251113a" not in told(desk(date(2025, 11, 12)))
    days = {feeds.page(one.news.link): one.day for one in feeds.items(desk(), ())}
    assert days["waller20251113a"] == date(2025, 11, 13) and days["other20251101a"] == date(2025, 10, 31)


def test_an_item_leaves_after_its_days() -> None:
    """Speeches of the last week, announcements of the last five."""
    assert list(told(desk(date(2025, 11, 21)))) == ["other20251101a", "bcreg20251107a", "monetary20251112a"]
    assert list(told(desk(date(2025, 12, 12)))) == ["monetary20251112a"]


def test_titles_are_quoted_in_english_everywhere() -> None:
    """The Fed's own words and none of ours, with who said them and the linked page."""
    found = told(desk())
    rule = found["bcreg20251107a"]
    assert rule.original == "Agencies propose an ‘invented’ rule on the bank’s liquidity buffers"
    assert rule.en == rule.zh_hant == ""
    assert (rule.who_en, rule.who_zh_hant, rule.source) == (
        "Federal Reserve Board", "美聯儲理事會", "federalreserve.gov",
    )  # fmt: skip
    assert found["monetary20251112a"].link == STATEMENT


def test_a_speech_has_its_speaker() -> None:
    """The surname before the comma where the page is his; one without a row keeps the surname; else the whole title."""
    found = told(desk())
    assert found["waller20251113a"].who_zh_hant == "沃勒（Christopher Waller）"
    assert found["waller20251113a"].original == "Invented Remarks: What a Test’s Reserves Are"
    assert found["newcomer20251110a"].who_en == found["newcomer20251110a"].who_zh_hant == "Newcomer"
    early = told(desk(date(2025, 11, 7)))["cook20251105a"]
    assert (early.who_en, early.original) == ("Federal Reserve Board", "Reserves, Repo, and an Invented Title")


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ('"Stay the course"', "‘Stay the course’"),
        ("The 'neutral' rate", "The ‘neutral’ rate"),
        ("Banks' reserves", "Banks’ reserves"),
        ("A plan \U0001f4c8 for reserves\u2026", "A plan for reserves..."),
        ("Türkiye – and “more”", "Türkiye – and ‘more’"),
    ],
)
def test_marks_within_a_title_are_the_inner_ones(title: str, printed: str) -> None:
    """Straight or curly; a character that no face has is left out rather than stop an issue."""
    assert feeds.quotable(title) == printed


def test_our_own_event_goes_before_the_item() -> None:
    """An announcement that our table tells, or a note to it, is not told twice."""
    book = almanac.load(HOME.home)
    own = replace(book.events[0], link=STATEMENT.replace("12a.htm", "12a1.htm"), day=FRIDAY, known=FRIDAY)
    pages = [feeds.page(one.news.link) for one in feeds.items(desk(), (own,))]
    assert "monetary20251112a" not in pages and "bcreg20251107a" in pages


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "speech"', 'kind = "rumour"', "item 4: the kind 'rumour' is none of release, speech"),
        ("days = 7", "days = 70", "item 4: days is 70, not between 1 and 35"),
        ('heading = "Speech"', "", "item 4: 'heading' is missing"),
        ("[[item]]", "[[item", "not valid TOML"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    """The message has the file, the row and what is wrong."""
    text = HOME.home.read("reports/feeds.toml")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "feeds.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"feeds\.toml.*{says}"):
        almanac.load(Home((tmp_path, settings.built_in())))


LISTED = {10: ("2025-12-05", "2025-12-10"), 53: ("2025-11-26", "2026-01-29")}
"""Days that FRED announces, by release; the others have none ahead."""


@pytest.fixture
def announcing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collected]:
    """What a collection on Friday noon stored, with the sample's series."""
    answers = [
        json.dumps({"count": len(days), "release_dates": [{"release_id": number, "date": day} for day in days]})
        for number in RELEASES
        for days in [LISTED.get(number, ())]
    ]
    with scene(tmp_path / "store", key="k" * 32) as local:
        local.wire.on("/fred/release/dates", *answers)
        for name in ("press_all.xml", "speeches.xml"):
            local.wire.on(f"/feeds/{name}", specimen(f"fedrss/{name}"))
        assert local.collect(series=Catalogue({}), announcements=True).exit_code == 0
        archive = Collected(Sample(FRIDAY, listing.load()), local.store)

        @contextmanager
        def opened(*_: object) -> Iterator[Collected]:
            yield archive

        monkeypatch.setattr(usecases, "archive", opened)
        yield archive


def calendar(briefing: Briefing, key: str) -> list[CalendarEntry]:
    """Entries of one publication."""
    return [one for one in briefing.calendar if one.key == key]


def test_the_timeline_has_both(announcing: Collected) -> None:
    """Our table's events and the feed's items in one order of days; the table's note says whose titles they are."""
    briefing = usecases.briefing(HOME, "weekly", Origin(), FRIDAY)
    section = next(one for one in briefing.sections if one.id == "timeline")
    rows = section.tables["timeline"].rows
    days = [row.cells[0].content for row in rows]
    assert days == sorted(days)  # type: ignore[type-var]
    assert {"kind_release", "kind_speech", "kind_policy"} <= {str(row.cells[0].under) for row in rows}
    assert section.facts["quoting"] and section.facts["number"].value == len(rows)  # type: ignore[union-attr]


def test_where_fred_speaks_the_rule_is_silent(announcing: Collected) -> None:
    """FRED’s days as announced, of two close ones the later; no estimate of what it does not list and is suspended."""
    briefing = usecases.briefing(HOME, "weekly", Origin(), FRIDAY)
    assert [(one.day, one.expected) for one in calendar(briefing, "cpi")] == [(date(2025, 12, 10), False)]
    assert [(one.day, one.expected) for one in calendar(briefing, "gdp")] == [(date(2025, 11, 26), False)]
    assert calendar(briefing, "employment") == []
    assert calendar(briefing, "income") == []
    used = [(one.release, one.day) for one in briefing.announcements if isinstance(one, ReleaseDay)]
    assert used == [(10, date(2025, 12, 10)), (53, date(2025, 11, 26))]


def test_before_the_days_were_seen_none_is_told(announcing: Collected) -> None:
    """An issue of the day before knows nothing of what FRED listed on Friday."""
    briefing = usecases.briefing(HOME, "weekly", Origin(), date(2025, 11, 13))
    assert calendar(briefing, "cpi") == [] and calendar(briefing, "gdp") == []


def test_a_yearly_revision_is_not_the_release() -> None:
    """Of 9 and 13 February 2024, both in FRED's list of consumer price days, only the 13th is the release."""
    seen = datetime(2024, 1, 26, tzinfo=UTC)
    days = [ReleaseDay(10, date(2024, 2, day), seen, "x") for day in (9, 13)]
    days.append(ReleaseDay(50, date(2024, 2, 2), seen, "x"))
    known = SimpleNamespace(release_days=lambda: tuple(days))
    one: Any = SimpleNamespace(known=known, issue=SimpleNamespace(as_of=date(2024, 1, 26)))
    assert outlook.announced(one, 10) == (date(2024, 2, 13),)
    assert outlook.announced(one, None) == ()


@pytest.mark.parametrize("edition", [Edition.BILINGUAL, Edition.ZH_HANS])
def test_the_pages_print_it(announcing: Collected, tmp_path: Path, edition: Edition) -> None:
    """The Fed's titles with links, once a language and in no other words; the note in each language."""
    built = usecases.build(
        HOME, "weekly", Origin(), FRIDAY, editions=[edition], formats=[Format.HTML], out=tmp_path
    )  # fmt: skip
    page = next(path for path in built.paths if path.suffix == ".html").read_text(encoding="utf-8")
    assert f'href="{STATEMENT}"' in page
    assert page.count("Federal Reserve issues a statement for a test") == (2 if edition is Edition.BILINGUAL else 1)
    left = "「" if edition is Edition.BILINGUAL else "“"
    marks = f'{left}<span class="original" lang="en">Federal Reserve issues'
    note = "英文原題，未經翻譯" if edition is Edition.BILINGUAL else "英文原题，未经翻译"
    assert marks in page and note in page
    manifest = json.loads(next(path for path in built.paths if path.name == "manifest.json").read_text("utf-8"))
    named = [one["what"] for one in manifest["announcements"]]
    assert STATEMENT in named and "release 10 on 2025-12-10" in named and len(named) == 7


def test_a_folder_has_no_feed(shared: Path, tmp_path: Path) -> None:
    """An issue from files: nothing of the feeds is printed, and the rules of the calendar stand."""
    briefing = usecases.briefing(HOME, "weekly", Origin(folder=shared / "data" / "series"), FRIDAY)
    section = next(one for one in briefing.sections if one.id == "timeline")
    kinds = {row.cells[0].under for row in section.tables["timeline"].rows}
    assert "kind_release" not in kinds and not section.facts["quoting"]
    assert {one.key for one in briefing.calendar} & {"gdp", "income", "money_stock", "treasury_statement"} == set()
    paths = usecases.build(
        HOME, "weekly", Origin(folder=shared / "data" / "series"), FRIDAY,
        editions=[Edition.EN], formats=[Format.HTML], out=tmp_path, sections=["timeline"],
    ).paths  # fmt: skip
    page = next(path for path in paths if path.suffix == ".html").read_text(encoding="utf-8")
    assert 'class="plain timeline"' in page and "Titles of press releases" not in page
    assert '<p lang="en"></p>' not in page
    dates = read_toml(HOME.home.find("reports/calendar.toml"))
    assert all({"key", "at"} < set(one) for one in dates["release"])


def test_press_releases_say_nothing_of_policy() -> None:
    """With a title of a press release in the table, the section does not claim that policy stood still."""
    book = replace(almanac.load(HOME.home), events=())
    only = desk(book=book)
    only.figures = SimpleNamespace(all=dict, count=lambda name, number: number)
    only.has = lambda *readings: False
    only.known.archive = SimpleNamespace(sample=True)
    content = chronicle.timeline(only)
    assert content.facts["speeches"] == 0 and not content.facts["acted"] and not content.empty
