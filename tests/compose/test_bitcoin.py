"""Whether bitcoin led: what speaks against a lead is told beside it."""

from types import SimpleNamespace
from typing import Any

import pytest

from tidegauge.compose import bitcoin
from tidegauge.indicators.leadlag import DAYS_BACK, WINDOW, LeadLag
from tidegauge.model.document import Figure
from tidegauge.model.units import Unit

LAGS = tuple(range(-DAYS_BACK, DAYS_BACK + 1))


def desk() -> Any:
    """A desk whose figures are the numbers themselves."""
    figures = SimpleNamespace(
        part=lambda reading, value, unit, period, digits: Figure(reading, value, unit, period, "part", digits=digits),
        count=lambda reading, value: Figure(reading, float(value), Unit.COUNT, None, "count", digits=0),
    )
    return SimpleNamespace(figures=figures)


def found(**correlations: float) -> LeadLag:
    """Correlations by lag: ``ahead_2`` is bitcoin two days ahead; the others are nought. Chance reaches 0.16."""
    by_lag = {int(name[-1]) * (1 if name.startswith("ahead") else -1): value for name, value in correlations.items()}
    return LeadLag(LAGS, tuple(by_lag.get(lag, 0.0) for lag in LAGS), 0, 0, 0, WINDOW)


@pytest.mark.parametrize(
    ("correlations", "led", "against", "days"),
    [
        ({}, "no", "none", None),
        ({"ahead_2": 0.33}, "yes", "none", None),
        ({"ahead_2": 0.33, "ahead_1": -0.28}, "mixed", "opposite", 1),
        ({"ahead_2": 0.33, "after_3": 0.20}, "mixed", "equities", 3),
        ({"ahead_2": 0.33, "ahead_1": -0.17, "after_3": 0.20}, "mixed", "equities", 3),
        ({"ahead_2": 0.33, "after_3": -0.40}, "yes", "none", None),
        ({"after_1": 0.30}, "behind", "none", None),
        ({"ahead_1": -0.28}, "no", "none", None),
    ],
)
def test_a_lead_is_called_one_only_when_nothing_speaks_against_it(
    correlations: dict[str, float], led: str, against: str, days: int | None
) -> None:
    """Beyond chance: the same lead the other way a day before, or equities ahead of bitcoin."""
    facts = bitcoin.lead_facts(desk(), found(**correlations))
    assert (facts["led"], facts["against"]) == (led, against)
    told = facts["against_days"]
    assert (told.value if isinstance(told, Figure) else None) == days


def test_the_number_of_pairs_is_that_of_the_lag() -> None:
    """Of 250 returns, 248 pairs lie two days apart."""
    pairs = bitcoin.lead_facts(desk(), found(ahead_2=0.33))["led_pairs"]
    assert isinstance(pairs, Figure) and pairs.value == WINDOW - 2


def test_without_a_year_of_returns_every_figure_is_missing() -> None:
    """The prose then says that there is no test."""
    facts = bitcoin.lead_facts(desk(), None)
    assert facts["led"] == "unknown" and all(facts[name] is None for name in bitcoin.LEAD_FIGURES)
