"""The calendar of the next four weeks: days by rule, days announced, and which of them page one names."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tidegauge import settings, usecases
from tidegauge.compose import ahead, almanac, releases
from tidegauge.compose.releases import employment_report
from tidegauge.model.document import Briefing, CalendarEntry
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
PUBLISHED = """
    2018-01-05 2018-02-02 2018-03-09 2018-04-06 2018-05-04 2018-06-01 2018-07-06 2018-08-03 2018-09-07 2018-10-05
    2018-11-02 2018-12-07 2019-01-04 2019-02-01 2019-03-08 2019-04-05 2019-05-03 2019-06-07 2019-07-05 2019-08-02
    2019-09-06 2019-10-04 2019-11-01 2019-12-06 2020-01-10 2020-02-07 2020-03-06 2020-04-03 2020-05-08 2020-06-05
    2020-07-02 2020-08-07 2020-09-04 2020-10-02 2020-11-06 2020-12-04 2021-01-08 2021-02-05 2021-03-05 2021-04-02
    2021-05-07 2021-06-04 2021-07-02 2021-08-06 2021-09-03 2021-10-08 2021-11-05 2021-12-03 2022-01-07 2022-02-04
    2022-03-04 2022-04-01 2022-05-06 2022-06-03 2022-07-08 2022-08-05 2022-09-02 2022-10-07 2022-11-04 2022-12-02
    2023-01-06 2023-02-03 2023-03-10 2023-04-07 2023-05-05 2023-06-02 2023-07-07 2023-08-04 2023-09-01 2023-10-06
    2023-11-03 2023-12-08 2024-01-05 2024-02-02 2024-03-08 2024-04-05 2024-05-03 2024-06-07 2024-07-05 2024-08-02
    2024-09-06 2024-10-04 2024-11-01 2024-12-06 2025-01-10 2025-02-07 2025-03-07 2025-04-04 2025-05-02 2025-06-06
    2025-07-03 2025-08-01 2025-09-05
""".split()  # noqa: SIM905 - a table of dates


def announced() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(SETTINGS.home.read("reports/calendar.toml"))["announced"]
    return found


def composed(shared: Path, day: str) -> Briefing:
    return usecases.briefing(SETTINGS, "weekly", Origin(folder=shared / "data" / "series"), date.fromisoformat(day))


def test_the_employment_report_comes_by_the_bureaus_rule() -> None:
    """All 93 employment reports from January 2018 to the shutdown of 2025 came out on the rule's day."""
    for number, day in enumerate(PUBLISHED):
        year, month = divmod(2017 * 12 + 11 + number, 12)
        assert employment_report(date(year, month + 1, 1)).isoformat() == day


def test_the_issue_of_september_2019_expects_the_report_on_its_day(shared: Path) -> None:
    """The employment report of 4 October 2019 stands in the calendar on that day, marked as expected."""
    found = [one for one in composed(shared, "2019-09-20").calendar if one.key == "employment"]
    assert [(one.day.isoformat(), one.expected) for one in found] == [("2019-10-04", True)]


@pytest.mark.parametrize(
    ("day", "entry"),
    [
        ("2025-11-14", CalendarEntry(date(2025, 12, 1), None, "runoff_ends")),
        ("2025-10-24", None),
        ("2021-07-09", CalendarEntry(date(2021, 8, 1), None, "debt_limit_back")),
        ("2022-05-06", CalendarEntry(date(2022, 6, 1), None, "runoff_starts")),
    ],
)
def test_announced_days_are_told_once_they_are_known(shared: Path, day: str, entry: CalendarEntry | None) -> None:
    """The end of runoff on 1 December 2025 is told from 29 October on, and not before."""
    dates = {one["key"] for one in announced()}
    assert [one for one in composed(shared, day).calendar if one.key in dates] == ([entry] if entry else [])


def test_every_announced_day_leads_to_an_event_or_a_law() -> None:
    """Each row of [[announced]] was known before its day, and names the law or stands on an event known by then."""
    events = almanac.load(SETTINGS.home).events
    for one in announced():
        assert one["known"] < one["day"]
        told = [event.en for event in events if event.day == one["known"]]
        shown = f"{one['day'].day} {one['day']:%B}"
        assert "Public Law" in one.get("source", "") or any(shown in text for text in told), one


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        ("2019-09-20", ["quarter_end", "settlement"]),
        ("2020-03-20", ["quarter_end", "settlement"]),
        ("2021-07-09", ["fomc", "month_end", "debt_limit_back"]),
        ("2023-03-17", ["fomc", "quarter_end"]),
        ("2025-11-14", ["month_end", "runoff_ends", "fomc"]),
    ],
)
def test_page_one_names_the_days_ahead(shared: Path, day: str, keys: list[str]) -> None:
    """One to three days of the calendar, in order, none twice, and the level of the list's first reading."""
    briefing = composed(shared, day)
    days = briefing.key_points.ahead["days"]
    assert isinstance(days, tuple)
    assert [one["key"] for one in days] == keys  # type: ignore[index,call-overload]
    assert briefing.key_points.ahead["leads"] in {one.reading for one in briefing.key_points.phenomena}
    if briefing.key_points.facts["raised"]:
        assert briefing.key_points.ahead["leads"] == briefing.key_points.phenomena[0].reading


def test_an_estimated_day_is_told_only_where_certain_ones_are_few() -> None:
    """Beside one certain day the employment report is told, an announced one before an estimated one."""
    month_end = CalendarEntry(date(2025, 2, 28), None, "month_end")
    report = CalendarEntry(date(2025, 3, 7), None, "employment", expected=True)
    prices = CalendarEntry(date(2025, 3, 12), None, "cpi")
    assert ahead.picked((month_end, report, prices)) == (month_end, prices)
    assert ahead.picked((month_end, report)) == (month_end, report)
    turn = CalendarEntry(date(2025, 3, 31), None, "quarter_end")
    assert ahead.picked((month_end, report, turn)) == (month_end, turn)


def test_a_run_longer_than_the_window_is_told_from_its_first_day(shared: Path) -> None:
    """SOFR equalled IORB on 10 October 2025 and lay above it on every business day from the 14th to 13 November."""
    facts = composed(shared, "2025-11-14").key_points.findings[0].facts
    assert facts["above_since"] == date(2025, 10, 14)


@pytest.mark.parametrize("day", ["2019-09-20", "2021-07-09", "2025-11-14"])
def test_a_reading_on_both_pages_has_one_level(shared: Path, day: str) -> None:
    """What the list of page one rates is rated the same on the dashboard of page two."""
    points = composed(shared, day).key_points
    rated = {row.reading.indicator: row.signal.level for head in points.dashboard for row in head.rows if row.signal}
    shown = [one for one in points.phenomena if one.reading in rated]
    assert shown and all(one.level is rated[one.reading] for one in shown)


def days_of(briefing: Briefing, key: str) -> list[tuple[str, bool]]:
    return [(one.day.isoformat(), one.expected) for one in briefing.calendar if one.key == key]


@pytest.mark.parametrize(
    ("year", "day"), [(2016, 18), (2017, 18), (2018, 17), (2019, 15), (2022, 18), (2023, 18), (2024, 15), (2025, 15)]
)
def test_the_april_tax_date_waits_for_emancipation_day(year: int, day: int) -> None:
    """As the Internal Revenue Service set it: 18 April in 2022, when the holiday was kept on Friday the 15th."""
    assert releases.tax_day(year, 4, 15) == date(year, 4, day)


@pytest.mark.parametrize(
    ("given", "moved"),
    [((2022, 1, 15), date(2022, 1, 18)), ((2024, 6, 15), date(2024, 6, 17)), ((2024, 12, 15), date(2024, 12, 16))],
)
def test_other_tax_dates_wait_for_the_next_business_day(given: tuple[int, int, int], moved: date) -> None:
    """After a weekend, and after the holiday behind it."""
    assert releases.tax_day(*given) == moved


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2020-03-20", ["2020-04-15"]),
        ("2020-04-03", []),
        ("2020-07-02", ["2020-07-15"]),
        ("2021-04-09", ["2021-04-15"]),
        ("2021-04-30", ["2021-05-17"]),
        ("2022-03-25", ["2022-04-18"]),
    ],
)
def test_a_postponed_tax_date_is_told_as_known(shared: Path, day: str, told: list[str]) -> None:
    """Postponed on 21 March 2020 to 15 July; in 2021 for individuals alone, estimated tax stayed due in April."""
    assert [one for one, _ in days_of(composed(shared, day), "tax")] == told


def test_bonds_were_traded_on_good_fridays_with_an_employment_report(shared: Path) -> None:
    """The Treasury has a ten-year yield of exactly those Good Fridays; SOFR has none of any."""
    folder = shared / "data" / "series"
    quoted, funded = ((folder / f"{one}.csv").read_text(encoding="utf-8") for one in ("DGS10", "SOFR"))
    for year in range(2012, 2027):
        day, traded = releases.good_friday(year)
        assert (f"\n{day}," in quoted) is traded, day
        assert f"\n{day}," not in funded


@pytest.mark.parametrize(
    ("day", "key", "at"), [("2021-03-19", "good_friday_traded", "12:00:00"), ("2025-04-11", "good_friday", "None")]
)
def test_the_market_is_called_closed_only_where_it_is(shared: Path, day: str, key: str, at: str) -> None:
    """On 2 April 2021 it closed at noon, on 18 April 2025 all day."""
    found = [(one.key, str(one.at)) for one in composed(shared, day).calendar if one.key.startswith("good_friday")]
    assert found == [(key, at)]


@pytest.mark.parametrize(
    ("meeting", "day", "doubtful"),
    [
        (date(2025, 9, 17), date(2025, 10, 8), False),
        (date(2020, 11, 5), date(2020, 11, 27), True),
        (date(2023, 11, 1), date(2023, 11, 22), True),
        (date(2026, 12, 9), date(2026, 12, 30), True),
    ],
)
def test_minutes_come_three_weeks_later_or_are_expected(meeting: date, day: date, doubtful: bool) -> None:
    """Beside Thanksgiving and at the end of the year the Board has chosen other days: there the day is an estimate."""
    assert releases.minutes(meeting) == (day, doubtful)


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        ("2020-11-06", [("2020-11-25", False)]),
        ("2023-11-03", [("2023-11-21", False)]),
        ("2024-11-08", [("2024-11-26", False)]),
        ("2019-12-13", [("2020-01-03", False)]),
        ("2020-03-20", [("2020-04-08", False)]),
        ("2025-10-31", [("2025-11-19", False)]),
    ],
)
def test_minutes_are_told_on_the_day_the_board_chose(shared: Path, day: str, minutes: list[tuple[str, bool]]) -> None:
    """Of November 2020 on Wednesday, not on the Friday after Thanksgiving."""
    assert days_of(composed(shared, day), "minutes") == minutes


@pytest.mark.parametrize(
    ("day", "prices"),
    [
        ("2025-04-11", []),
        ("2025-04-18", ["2025-05-13"]),
        ("2025-10-31", []),
        ("2025-11-21", []),
        ("2020-11-06", ["2020-11-12"]),
    ],
)
def test_prices_are_told_on_the_days_of_the_schedule(shared: Path, day: str, prices: list[str]) -> None:
    """What came out on 10 April is not ahead on the 11th; while the Bureau was closed no day was."""
    assert days_of(composed(shared, day), "cpi") == [(one, False) for one in prices]


@pytest.mark.parametrize(
    ("day", "told"),
    [("2025-10-31", []), ("2025-11-21", []), ("2025-12-19", ["2026-01-09"]), ("2020-11-06", ["2020-12-04"])],
)
def test_no_usual_day_is_told_while_the_bureau_has_none(shared: Path, day: str, told: list[str]) -> None:
    """Not of a month that is overdue, nor of the next; the report of the issue's own morning is behind it."""
    assert [one for one, _ in days_of(composed(shared, day), "employment")] == told


@pytest.mark.parametrize(
    ("day", "settles"),
    [("2022-03-25", ["2022-04-18"]), ("2021-03-26", ["2021-04-15"]), ("2025-10-31", ["2025-11-17"])],
)
def test_nothing_settles_while_bonds_are_closed(shared: Path, day: str, settles: list[str]) -> None:
    """The 15th of April 2022 was Good Friday: coupons settle on Monday, the day the calendar calls the market open."""
    assert [one for one, _ in days_of(composed(shared, day), "settlement")] == settles
