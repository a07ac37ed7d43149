"""The watch list and what prose says of bounds: value, bound and level as they are printed never contradict."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge import catalogue as listing
from tidegauge import settings
from tidegauge.compose.figures import Figures, table_digits
from tidegauge.indicators.table import INDICATORS
from tidegauge.judge import Judgement, judge, next_level, stress_percentiles
from tidegauge.measure import SINCE, Measurement, measure
from tidegauge.model.bounds import beside
from tidegauge.model.judgement import Direction, Level, Rule, Trigger
from tidegauge.model.units import rounded
from tidegauge.model.words import Language
from tidegauge.render.show import Show
from tidegauge.report import load
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Known

SETTINGS = settings.load(environment={})
RULES = load(SETTINGS.home, "weekly").rules
DAYS = [date(2019, 9, 20), date(2020, 3, 20), date(2021, 3, 31), date(2023, 3, 17), date(2025, 10, 31)]
SHOWN = {one: Show(one, DAYS[0]) for one in (Language.EN, Language.ZH_HANT)}
WORTH = {"trillion": 1e12, "萬億": 1e12, "billion": 1e9, "億": 1e8, "million": 1e6, "萬": 1e4}


@cache
def judged(shared: Path, day: date) -> tuple[Measurement, Judgement]:
    known = Known(CsvFolder(shared / "data" / "series", listing.load()), day)
    measurement = measure(INDICATORS, known, listing.load())
    return measurement, judge(RULES, measurement)


def level_of(rule: Rule, measurement: Measurement, held: Level, value: float) -> Level:
    """What the rule makes of a value in place of the last one, after a level that was held."""
    sign = 1.0 if rule.direction is Direction.HIGH else -1.0
    values = [*(measurement[rule.reading].history.loc[SINCE:].to_numpy()[:-1] * sign).tolist(), value * sign]
    (rank,) = stress_percentiles(values, [len(values)])
    return next_level(rule, held, rank, value * sign, sign)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_printed_bound_has_the_level_it_names(shared: Path, day: date) -> None:
    """In the table and in prose, of every rule: upwards the level above, downwards a lower one."""
    measurement, judgement = judged(shared, day)
    figures = Figures(measurement, judgement)
    for rule in (one for one in RULES if one.reading in judgement.triggers):
        trigger, now = judgement.triggers[rule.reading], figures.value(rule.reading)
        table = beside(trigger, now.value or 0.0, lambda _, now=now: table_digits(now.reading, now.unit))  # type: ignore[misc]
        _, up, down = figures.beside(trigger)
        for value in (table.up, up and up.value):
            assert value is None or level_of(rule, measurement, trigger.level, value) > trigger.level, rule.reading
        for value in (table.down, down and down.value):
            assert value is None or level_of(rule, measurement, trigger.level, value) < trigger.level, rule.reading


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_printed_value_lies_between_its_printed_bounds(shared: Path, day: date) -> None:
    """In the direction of stress, as a reader reads the numbers, in both languages."""
    measurement, judgement = judged(shared, day)
    for trigger in judgement.triggers.values():
        sign = 1 if trigger.direction is Direction.HIGH else -1
        for shown in SHOWN.values():
            now, up, down = (
                one and number(shown.figure(one)) * sign for one in Figures(measurement, judgement).beside(trigger)
            )
            assert now is not None
            assert up is None or now < up, trigger.reading
            assert down is None or down < now, trigger.reading


def number(printed: str) -> float:
    """What a reader reads: 2.86 trillion, 503.5 億, −1.1%."""
    plain = printed.replace("\u2212", "-").replace(",", "").replace("\u00a0", " ")
    if plain in ("零", "zero"):
        return 0.0
    found = re.search(r"(-?)\D*?([\d.]+)\D*?(trillion|billion|million|萬億|億|萬|$|\D)", plain)
    assert found, printed
    worth = next((size for word, size in WORTH.items() if word in plain), 1.0)
    return float(found[1] + found[2]) * worth


@given(st.floats(-50, 50), st.floats(1e-9, 5), st.floats(1e-9, 5), st.sampled_from(list(Direction)))
def test_bounds_never_print_as_the_value(value: float, above: float, below: float, direction: Direction) -> None:
    """However near they are, down to a millionth, more decimals keep them apart."""
    sign = 1.0 if direction is Direction.HIGH else -1.0
    up, down = value + max(above, 1e-5) * sign, value - max(below, 1e-5) * sign
    found = beside(Trigger("x", Level.WATCH, Level.STRAINED, up, Level.CALM, down, direction), value, lambda _: 0)
    now = float(rounded(value, found.more))
    assert found.up is not None and found.down is not None
    assert found.down * sign < now * sign < found.up * sign
    assert found.down * sign <= down * sign and up * sign <= found.up * sign


@pytest.mark.parametrize(
    ("day", "reading", "now", "up", "down"),
    [
        (date(2025, 10, 31), "tgcr_iorb", 9, 10, 0),
        (date(2023, 3, 17), "sofr_p99_p1", 20, 21, None),
        (date(2021, 3, 31), "hibor_sofr", 21.2, 21.6, 21.1),
    ],
)
def test_bounds_of_the_record(shared: Path, day: date, reading: str, now: float, up: float, down: float | None) -> None:
    """Where the quantile lay at the value itself: a TGCR of 9 strained, acute from 10, eased at 0."""
    measurement, judgement = judged(shared, day)
    value = measurement[reading].reading.value
    assert value is not None
    found = beside(judgement.triggers[reading], value, lambda _: 0)
    assert (float(rounded(value, found.more)), found.up, found.down) == (now, up, down)
