"""Events, quotations and forecasts: the files, what of them was known, and how forecasts are scored."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tidegauge import catalogue as listing
from tidegauge import settings, usecases
from tidegauge.compose import almanac, chronicle, scorecard
from tidegauge.errors import SettingsError
from tidegauge.model.almanac import Almanac, Forecast, Outcome
from tidegauge.model.units import Unit
from tidegauge.render.lint import UNGROUPED
from tidegauge.report import read_toml
from tidegauge.settings import Home
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.usecases import Origin

HOME = settings.load(environment={})
VALUE = re.compile(r"\b([A-Z][A-Z0-9_]{3,}) (-?[\d.]+) on (\d{4}-\d\d-\d\d)")
LIST = re.compile(r"data: ([^;]*)")


@pytest.fixture(scope="module")
def book() -> Almanac:
    return almanac.load(HOME.home)


def test_the_files_hold(book: Almanac) -> None:
    """80 events, 25 quotations, 14 forecasts, in order, each with both languages."""
    assert len(book.events) == 80
    assert len(book.quotations) == 25
    assert len(book.forecasts) == 14
    assert list(book.events) == sorted(book.events, key=lambda one: one.day)
    assert all(one.en and one.zh_hant for one in (*book.events, *book.quotations, *book.forecasts))


@pytest.mark.parametrize(
    ("name", "field", "value", "says"),
    [
        ("events.csv", "known", "2000-01-01", "before it happened"),
        ("events.csv", "kind", "rumour", "is none of"),
        ("events.csv", "act", "maybe", "not yes or no"),
        ("events.csv", "source_url", "http://example.org", "https"),
        ("events.csv", "en", "", "is empty"),
        ("quotations.csv", "side", "friend", "not official or market"),
        ("quotations.csv", "verified", "perhaps", "not yes or no"),
        ("forecasts.csv", "horizon_end", "1999-01-01", "ends before it starts"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, name: str, field: str, value: str, says: str) -> None:
    """The message has the file, the line and what is wrong."""
    table = pd.read_csv(settings.built_in() / "reports" / name, dtype=str, keep_default_na=False)
    table.loc[2, field] = value
    (tmp_path / "reports").mkdir()
    table.to_csv(tmp_path / "reports" / name, index=False)
    with pytest.raises(SettingsError, match=rf"{name}, line 4: .*{says}"):
        almanac.load(Home((tmp_path, settings.built_in())))


def test_figures_of_events_are_the_published_ones(shared: Path, book: Almanac) -> None:
    """Wherever the evidence names a series, a value and a day, the recorded data have that value on that day."""
    folder = shared / "data" / "series"
    checked = 0
    for one in book.events:
        for stretch in LIST.findall(one.evidence):
            for series, value, day in VALUE.findall(stretch):
                path = folder / f"{series}.csv"
                if not path.is_file():
                    continue
                data = pd.read_csv(path, index_col=0)["value"]
                assert float(data[day]) == pytest.approx(float(value), rel=1e-3), f"{one.day} {series}"
                checked += 1
    assert checked > 40


def test_an_event_is_known_when_its_figures_are(shared: Path, book: Almanac) -> None:
    """No event counts as known before the last of the values it cites was published."""
    catalogue = listing.load()
    archive = CsvFolder(shared / "data" / "series", catalogue, None)
    for one in book.events:
        for stretch in LIST.findall(one.evidence):
            for series, _, day in VALUE.findall(stretch):
                told = series not in ("DFEDTARU", "IOER", "IORB", "FOMC_SRF_RATE_STEPS", "FOMC_ONRRP_RATE_STEPS")
                vintages = archive.vintages(series) if series in catalogue and told else None
                if vintages is None or (one.kind in ("policy", "fiscal") and date.fromisoformat(day) < one.day):
                    continue
                at = np.flatnonzero(vintages.period == np.datetime64(day))
                if at.size:
                    assert vintages.known[at[0]] <= np.datetime64(one.known), f"{one.day} {series} {day}"


@pytest.mark.parametrize("day", [date(2019, 9, 20), date(2023, 3, 17), date(2025, 11, 14), date(2025, 12, 5)])
def test_the_timeline_looks_back_five_weeks_and_not_ahead(shared: Path, day: date) -> None:
    """Only events of the window, all of whose figures were known by the day."""
    briefing = usecases.briefing(HOME, "weekly", Origin(folder=shared / "data" / "series"), day)
    section = next(one for one in briefing.sections if one.id == "timeline")
    days = [row.cells[0].content for row in section.tables["timeline"].rows]
    assert days
    assert all(isinstance(one, date) and day - chronicle.WINDOW < one <= day for one in days)


def test_what_came_out_later_is_not_told_before(book: Almanac) -> None:
    """The end of quantitative tightening cites a balance sheet of 3 December: not in the issue of 1 December."""
    desk: Any = SimpleNamespace(almanac=book, issue=SimpleNamespace(as_of=date(2025, 12, 1)))
    assert not any(one.en.startswith("Quantitative tightening ended") for one in chronicle.events(desk))
    desk.issue.as_of = date(2025, 12, 5)
    assert any(one.en.startswith("Quantitative tightening ended") for one in chronicle.events(desk))


def test_officials_and_market_are_apart(shared: Path) -> None:
    """Officials have a table of their own; what was not verified says so; quotations have marks, paraphrases none."""
    briefing = usecases.briefing(HOME, "weekly", Origin(folder=shared / "data" / "series"), date(2025, 11, 14))
    section = next(one for one in briefing.sections if one.id == "comment")
    assert set(section.tables) == {"officials"}
    kinds = {row.cells[0].under: row.cells[1].content for row in section.tables["officials"].rows}
    assert {"quoted", "paraphrased", "paraphrased_unverified"} <= set(kinds)
    assert kinds["quoted"].en.startswith("“") and kinds["quoted"].zh_hant.startswith("「")
    assert not kinds["paraphrased"].en.startswith("“")


def desk_with(values: dict[str, float], day: date, forecast: Forecast, frequency: str = "daily") -> Any:
    """A desk that knows one series."""
    index = pd.DatetimeIndex([pd.Timestamp(one) for one in values])
    series = pd.Series(list(values.values()), index=index, dtype=float)
    return SimpleNamespace(
        issue=SimpleNamespace(as_of=day),
        measurement={},
        catalogue={forecast.subject: SimpleNamespace(unit=Unit.INDEX, frequency=frequency)},
        series=lambda name, unit: series,
        almanac=Almanac(forecasts=(forecast,)),
    )


BASE = Forecast("F", date(2025, 1, 1), "x", "x", "x", "x", "S", "max >= 5", date(2025, 1, 1), date(2025, 3, 31))
RISING = {"2025-01-02": 1.0, "2025-02-03": 5.0, "2025-03-31": 2.0}


@pytest.mark.parametrize(
    ("condition", "day", "known", "outcome", "value"),
    [
        ("max >= 5", date(2025, 1, 31), 1, Outcome.OPEN, 1.0),
        ("max >= 5", date(2025, 2, 28), 2, Outcome.MET, 5.0),
        ("max > 5", date(2025, 4, 1), 3, Outcome.MISSED, 5.0),
        ("max > 5", date(2025, 4, 1), 2, Outcome.OPEN, 5.0),
        ("min < 2", date(2025, 1, 31), 1, Outcome.MET, 1.0),
        ("min >= 1", date(2025, 2, 28), 2, Outcome.OPEN, 1.0),
        ("min >= 1", date(2025, 4, 1), 3, Outcome.MET, 1.0),
        ("min >= 2", date(2025, 1, 31), 1, Outcome.MISSED, 1.0),
        ("last > first", date(2025, 2, 28), 2, Outcome.OPEN, 4.0),
        ("last > first", date(2025, 4, 1), 3, Outcome.MET, 1.0),
        ("last - first >= 3", date(2025, 4, 1), 3, Outcome.MISSED, 1.0),
        ("max - first >= 4", date(2025, 2, 28), 2, Outcome.MET, 4.0),
        ("drawdown >= 60", date(2025, 4, 1), 3, Outcome.MET, 60.0),
        ("drawdown >= 61", date(2025, 4, 1), 3, Outcome.MISSED, 60.0),
    ],
)
def test_a_condition_is_scored(condition: str, day: date, known: int, outcome: Outcome, value: float) -> None:
    """Open while it may still turn, met or missed from the day the data decide."""
    forecast = replace(BASE, condition=condition)
    values = dict(list(RISING.items())[:known])
    found = scorecard.score(desk_with(values, day, forecast), forecast)
    assert (found.outcome, found.value) == (outcome, pytest.approx(value))


def test_a_condition_that_cannot_be_measured_is_refused() -> None:
    """The message names the forecast."""
    forecast = replace(BASE, condition="goes up a lot")
    with pytest.raises(SettingsError, match="F: 'goes up a lot'"):
        scorecard.score(desk_with(RISING, date(2025, 2, 28), forecast), forecast)


@pytest.mark.parametrize(
    ("day", "outcomes"),
    [
        (date(2025, 11, 14), {"F-B1": "missed", "F-B5": "missed", "F-B4": "open"}),
        (date(2025, 12, 5), {"F-B1": "missed"}),
        (date(2026, 8, 21), {"F-A1": "missed", "F-A2": "missed", "F-A3": "missed", "F-B2": "met"}),
    ],
)
def test_the_scorecard_of_real_weeks(shared: Path, day: date, outcomes: dict[str, str]) -> None:
    """As the data of the day decide; forecasts made later are not there."""
    briefing = usecases.briefing(HOME, "weekly", Origin(folder=shared / "data" / "series"), day)
    table = next(one for one in briefing.sections if one.id == "outlook").tables["scorecard"]
    book = almanac.load(HOME.home)
    made = sorted((one for one in book.forecasts if one.made_on <= day), key=lambda one: (one.made_on, one.id))
    assert len(table.rows) == len(made)
    found = {one.id: row.cells[-1].content for one, row in zip(made, table.rows, strict=True)}
    assert {key: str(found[key]).removeprefix("outcome_") for key in outcomes} == outcomes


def test_a_day_that_was_decided_judges_a_forecast_before_it_comes(shared: Path) -> None:
    """On 29 October 2025 the FOMC set the end of runoff for 1 December: an end in January is missed from then on."""
    del shared
    forecast = next(one for one in almanac.load(HOME.home).forecasts if one.id == "F-B1")
    dates = read_toml(HOME.home.find("reports/calendar.toml"))

    def on(day: date) -> Any:
        return SimpleNamespace(issue=SimpleNamespace(as_of=day), almanac=Almanac(), dates=dates)

    assert scorecard.score(on(date(2025, 10, 24)), forecast).outcome is Outcome.OPEN
    found = scorecard.score(on(date(2025, 10, 31)), forecast)
    assert (found.outcome, found.period) == (Outcome.MISSED, date(2025, 12, 1))


def test_each_forecast_says_what_is_measured_and_what_it_must_reach() -> None:
    """The words below a forecast hold the number of its condition; millions are told in billions."""
    for one in almanac.load(HOME.home).forecasts:
        assert one.measure_en and one.measure_zh_hant and one.document
        bound = re.search(r"(?:>=|<=|>|<) (-?[\d.]+)$", one.condition)
        if bound:
            number = f"{float(bound[1]) / 1000:g}" if float(bound[1]) >= 1000 else bound[1]
            assert number in one.measure_en, one.id


@pytest.mark.parametrize("name", ["events", "quotations"])
def test_amounts_told_are_grouped_by_thousands(name: str) -> None:
    """5,000 億 as everywhere in the issue, never 5000 億, in every row of the tables of events and quotations."""
    text = (settings.built_in() / "reports" / f"{name}.csv").read_text(encoding="utf-8")
    assert UNGROUPED.search("5000億") and UNGROUPED.search("9431 億")
    assert not UNGROUPED.search("4,650 億") and not UNGROUPED.search("2025 年")
    assert UNGROUPED.findall(text) == []


@pytest.mark.parametrize(
    ("day", "acts"),
    [(date(2026, 5, 29), 0), (date(2024, 10, 4), 1), (date(2025, 10, 31), 1), (date(2025, 12, 12), 4)],
)
def test_the_timeline_counts_decisions_alone(shared: Path, day: date, acts: int) -> None:
    """A hold, an oath, a take-up is no step of policy; two rows of 10 December 2025 are one."""
    briefing = usecases.briefing(HOME, "weekly", Origin(folder=shared / "data" / "series"), day)
    facts = next(one.facts for one in briefing.sections if one.id == "timeline")
    assert facts["acts"].value == acts  # type: ignore[union-attr]
    assert facts["acted"] is (acts > 0)


def test_holds_and_records_are_no_acts(book: Almanac) -> None:
    """No row that keeps a rate, swears someone in or tells a take-up counts as a step of policy."""
    for one in book.events:
        assert not (one.act and re.search("kept the target|sworn in|take-up (was|reached|fell)|on record", one.en)), (
            one.en
        )
        assert one.act or one.kind != "policy" or re.search("kept the target|sworn in", one.en), one.en
