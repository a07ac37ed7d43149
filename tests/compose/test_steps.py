"""Steps of the Fed's own rates that the list of events does not tell."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tidegauge import settings
from tidegauge.compose import almanac, steps
from tidegauge.errors import SettingsError
from tidegauge.model.almanac import Event
from tidegauge.settings import Home

BOOK = almanac.load(settings.load(environment={}).home)
WINDOW = timedelta(weeks=5)
SERIES = (steps.UPPER, steps.LOWER, *steps.PAID)


def daily(values: dict[str, float], end: str) -> pd.Series:
    """A rate of every day, held from each day given."""
    given = pd.Series(list(values.values()), index=pd.DatetimeIndex(list(values)))
    return given.reindex(pd.date_range(given.index[0], end)).ffill()


def desk_with(day: date, **series: pd.Series) -> Any:
    """A desk that knows some rates."""
    empty = pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    return SimpleNamespace(
        issue=SimpleNamespace(as_of=day),
        known=SimpleNamespace(archive=SimpleNamespace(sample=False)),
        catalogue={one: SimpleNamespace(link=f"https://example.org/{one}") for one in (steps.UPPER, *steps.PAID)},
        series=lambda name, unit: series.get(name, empty),
        almanac=BOOK,
    )


def raised(day: date) -> Any:
    """A range raised on 3 November 2022, and the rate on reserves with it."""
    return desk_with(
        day,
        DFEDTARL=daily({"2022-10-01": 3.0, "2022-11-03": 3.75}, "2022-11-30"),
        DFEDTARU=daily({"2022-10-01": 3.25, "2022-11-03": 4.0}, "2022-11-30"),
        IORB=daily({"2022-10-01": 3.15, "2022-11-03": 3.9}, "2022-11-30"),
    )


def decision(text: str) -> Event:
    """Of the day before."""
    return replace(BOOK.events[0], day=date(2022, 11, 2), known=date(2022, 11, 2), kind="policy", en=text)


def test_a_step_that_no_event_tells_is_told_from_the_series() -> None:
    """Both rates of one day stand in one row, with the day on which they began to hold and the series' page."""
    (found,) = steps.events(raised(date(2022, 11, 18)), (), WINDOW)
    assert (found.day, found.kind, found.link) == (date(2022, 11, 3), "policy", "https://example.org/DFEDTARU")
    assert found.en == (
        "In force from this day: target range 3.75–4.00% (raised by 75 bp), "
        "interest on reserve balances (IORB) 3.90% (raised by 75 bp)."
    )
    assert (
        found.zh_hant
        == "自當日起生效：目標區間3.75%至4.00%（上調75個基點），準備金餘額利率（IORB）3.90%（上調75個基點）。"
    )


def test_what_an_event_states_is_not_told_again() -> None:
    """An event that states both numbers leaves nothing; one that states the range leaves the rate, as data."""
    desk = raised(date(2022, 11, 18))
    both = decision("The FOMC raised the target range to 3.75–4.00%, with IORB at 3.90% from 3 November.")
    assert steps.events(desk, (both,), WINDOW) == ()
    (left,) = steps.events(desk, (decision("The FOMC raised the target range to 3.75–4.00%."),), WINDOW)
    assert left.kind == "data"
    assert left.en == "In force from this day: interest on reserve balances (IORB) 3.90% (raised by 75 bp)."


def test_a_step_stands_in_the_window_alone() -> None:
    """Not five weeks and a day later."""
    last = date(2022, 11, 3) + WINDOW
    assert steps.events(raised(last - timedelta(days=1)), (), WINDOW)
    assert steps.events(raised(last), (), WINDOW) == ()


def test_after_a_gap_no_day_is_told() -> None:
    """Where the series has no value for a fortnight, nobody knows when the rate moved."""
    upper = pd.Series([3.25, 4.0], index=pd.DatetimeIndex(["2022-10-25", "2022-11-10"]))
    desk = desk_with(date(2022, 11, 18), DFEDTARU=upper, DFEDTARL=upper - 0.25)
    assert steps.events(desk, (), WINDOW) == ()


def test_synthetic_rates_stand_in_no_timeline() -> None:
    """The events beside them are real."""
    desk = raised(date(2022, 11, 18))
    desk.known.archive.sample = True
    assert steps.events(desk, (), WINDOW) == ()


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2018-12-21", "target range 2.25–2.50% (raised by 25 bp)"),
        ("2019-05-10", "(IOER) 2.35% (lowered by 5 bp)"),
        ("2022-06-17", "target range 1.50–1.75% (raised by 75 bp)"),
        ("2023-05-05", "target range 5.00–5.25% (raised by 25 bp)"),
    ],
)
def test_steps_of_the_record_that_the_list_leaves_out(shared: Path, day: str, says: str) -> None:
    """As the Federal Reserve's implementation notes of those days have them."""
    folder = shared / "data" / "series"
    rates = {one: pd.read_csv(folder / f"{one}.csv", index_col=0, parse_dates=True)["value"] for one in SERIES}
    end = date.fromisoformat(day)
    desk = desk_with(end, **{name: values.loc[:day] for name, values in rates.items()})
    told = [one for one in BOOK.events if end - WINDOW < one.day <= end]
    assert any(says in one.en for one in steps.events(desk, told, WINDOW))


@pytest.mark.parametrize(
    ("old", "new"), [("{move} bp)", "{moves} bp)"), ('zh-Hant = "，"', 'zh = "，"'), ("{rates}.", "rates.")]
)
def test_words_that_do_not_hold_are_named(tmp_path: Path, old: str, new: str) -> None:
    """The file and what must stand in braces."""
    text = (settings.built_in() / "reports" / "steps.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "steps.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"steps\.toml, \w+: .* must be a text with"):
        almanac.load(Home((tmp_path, settings.built_in())))
