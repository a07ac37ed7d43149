"""A gap in the data: no value of another month is told as that of a week or four weeks ago."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from tests.compose.test_bounds import LATER, issue, stage, texts

from tidegauge.compose.figures import Figures
from tidegauge.model.figure import Figure
from tidegauge.model.units import Unit
from tidegauge.model.words import Language

DAYS = [
    date(2018, 8, 3),
    date(2020, 3, 20),
    date(2021, 7, 9),
    date(2023, 3, 17),
    date(2025, 11, 14),
    LATER["card_delinquency"],
]


def figures(periods: list[str]) -> Figures:
    """Of one reading, with a value of 1, 2, 3 … on each period."""
    index = pd.DatetimeIndex(periods)
    history = pd.Series([float(number) for number, _ in enumerate(periods, start=1)], index=index)
    reading = SimpleNamespace(period=index[-1].date(), unit=Unit.USD_BILLIONS, value=float(len(periods)))
    measurement: Any = {"x": SimpleNamespace(reading=reading, history=history)}
    return Figures(measurement, Any)  # type: ignore[arg-type]


WEEKLY = [f"{day:%Y-%m-%d}" for day in pd.date_range("2026-03-04", periods=12, freq="7D")]
DAILY = [f"{day:%Y-%m-%d}" for day in pd.bdate_range("2026-03-02", periods=40)]
MONTHLY = [f"{day:%Y-%m-%d}" for day in pd.date_range("2025-01-01", periods=13, freq="MS")]


@pytest.mark.parametrize(
    ("periods", "days", "value"),
    [
        (WEEKLY, 7, 11.0),
        ([*WEEKLY[:-2], WEEKLY[-1]], 7, 10.0),
        ([*WEEKLY[:-4], WEEKLY[-1]], 7, None),
        (DAILY, 7, 35.0),
        ([*DAILY[:-14], DAILY[-1]], 7, None),
        (MONTHLY, 364, 1.0),
        (["2024-12-01", *MONTHLY[1:]], 364, None),
    ],
)
def test_a_value_of_long_before_is_not_that_of_a_week_ago(periods: list[str], days: int, value: float | None) -> None:
    """One week may be left out, three may not; a month stands for itself alone."""
    assert figures(periods).ago("x", days).value == value


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("language", [Language.ZH_HANT, Language.EN])
def test_no_sentence_prints_a_value_that_is_missing(
    shared: Path, monkeypatch: pytest.MonkeyPatch, day: date, language: Language
) -> None:
    """With no value of any earlier day known, every block leaves the comparison out."""
    found = stage(shared, day)

    def none(self: Figures, reading: str, days: int) -> Figure:
        return Figure(reading, None, self.measurement[reading].reading.unit, None, "earlier")

    monkeypatch.setattr(Figures, "ago", none)
    briefing = issue(found, found.measurement)
    for turn in (0, 1):
        for (section, block), said in texts(briefing, language, turn).items():
            assert "…" not in said, (section, block, said)
