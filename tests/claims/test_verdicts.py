"""Single verdicts on small data made for them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tidegauge.catalogue import Catalogue
from tidegauge.claims import desk, parsing
from tidegauge.claims.documents import formula, ids, inconsistencies
from tidegauge.claims.found import Cause, Finding, Flaw, Outcome, Verdict
from tidegauge.claims.model import Claim, Document, Interval, Kind, References
from tidegauge.claims.order import worst_first
from tidegauge.claims.verdicts import compare
from tidegauge.model.data import Basis
from tidegauge.model.units import Unit
from tidegauge.store.vintages import Known, Vintages

START = np.datetime64("2025-01-01")
NOTHING = References({}, {}, {})


class Made:
    """An archive of daily series from 1 January 2025, each value known on its day."""

    sample = False

    def __init__(self, units: Mapping[str, Unit], **series: list[float]) -> None:
        self._units, self._series = units, series

    def vintages(self, series: str) -> Vintages | None:
        """The series, or None."""
        if series not in self._series:
            return None
        values = np.array(self._series[series], dtype=float)
        days = START + np.arange(values.size)
        return Vintages(series, self._units.get(series, Unit.PERCENT), days, values, days, Basis.ASSUMED, "x")


def claim(
    value: str, check: dict[str, object], unit: str = "percent", period: str = "2025-01-03", **more: object
) -> Claim:
    """A claim with a check."""
    span = parsing.span(period)
    made = Claim(
        "T1", "test", "q", "en", "p", "", Kind.MEASUREMENT, value, parsing.quantity(value), unit, span,
        check=parsing.check(check, span, unit),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def verdict(one: Claim, catalogue: Catalogue, archive: Made, day: date = date(2025, 12, 31)) -> Finding:
    """Its finding on the made data."""
    document = Document("test", "t", "t", None, (one,), "f")
    return desk.verify([document], NOTHING, Known(archive, day), catalogue).findings[0]


@pytest.mark.parametrize(
    ("value", "unit", "published", "expected"),
    [
        ("5.34", "percent", 5.344, Verdict.CONFIRMED),
        ("5.34", "percent", 5.348, Verdict.CLOSE),
        ("5.34", "percent", 5.36, Verdict.WRONG),
        ("~8", "percent", 8.9, Verdict.CONFIRMED),
        ("~8", "percent", 9.1, Verdict.WRONG),
        ("924.9", "usd_billions", 930.0, Verdict.CLOSE),
        (">22", "percent", 21.9, Verdict.WRONG),
        ("1", "rank", 2.0, Verdict.WRONG),
        ("2.85", "usd_trillions", 2.85503, Verdict.CLOSE),
    ],
)
def test_how_far_off_is_close(value: str, unit: str, published: float, expected: Verdict) -> None:
    """
    Another half unit of the last digit, 1% of an amount; nothing beyond "about" or a bound.
    """
    assert compare(parsing.quantity(value), unit, published) is expected


def test_wrong_names_value_difference_and_nearest_day(catalogue: Catalogue) -> None:
    """
    Of two days equally near the earlier one; the difference is the claim less the published value.
    """
    found = verdict(claim("3.00", {"series": "SOFR"}), catalogue, Made({}, SOFR=[1, 3, 4, 3, 5]))
    assert found.verdict is Verdict.WRONG
    assert found.published is not None
    assert (found.published.value, found.difference) == (4.0, -1.0)
    assert found.nearest is not None
    assert found.nearest.end == date(2025, 1, 2)


def test_a_claim_that_never_was_right_says_what_was_searched(catalogue: Catalogue) -> None:
    """
    The reason names the first and the last day of the data.
    """
    found = verdict(claim("9.00", {"series": "SOFR"}), catalogue, Made({}, SOFR=[1, 3, 4]))
    assert found.nearest is None
    assert "right on no day from 1 January 2025 to 3 January 2025" in found.reason


@pytest.mark.parametrize(
    ("check", "value", "unit"),
    [
        ({"take": "mean"}, "2.5", "percent"),
        ({"take": "max"}, "4", "percent"),
        ({"take": "min"}, "1", "percent"),
        ({"take": "sum"}, "10", "percent"),
        ({"take": "change"}, "3", "percent"),
        ({"take": "growth"}, "300", "percent"),
        ({"take": "count", "above": 2}, "2", "days"),
        ({"take": "on", "over": {"series": "SOFR", "take": "mean"}}, "1.6", "multiple"),
        ({"take": "on", "minus": {"series": "SOFR", "period": "2025-01-01"}}, "300", "bp"),
        ({"take": "rank", "since": "2025-01-01", "period": "2025-01-04"}, "1", "rank"),
    ],
)
def test_every_way_to_take_a_number(catalogue: Catalogue, check: dict[str, object], value: str, unit: str) -> None:
    """
    1, 2, 3, 4 on the first four days of 2025.
    """
    one = claim(value, {"series": "SOFR", **check}, unit, "2025-01-01/2025-01-04")
    assert verdict(one, catalogue, Made({}, SOFR=[1, 2, 3, 4])).verdict is Verdict.CONFIRMED


@pytest.mark.parametrize(("take", "value"), [("drawdown", "50"), ("rebound", "100")])
def test_swings(catalogue: Catalogue, take: str, value: str) -> None:
    """
    From a running high down, from a running low up, as positive percentages.
    """
    one = claim(value, {"series": "SOFR", "take": take}, period="2025-01-01/2025-01-05")
    assert verdict(one, catalogue, Made({}, SOFR=[2, 4, 2, 3, 4])).verdict is Verdict.CONFIRMED


def test_a_percentile_outside_its_neighbours_is_impossible(catalogue: Catalogue) -> None:
    """
    Between them nothing can be said, since it is not published.
    """
    check = {"between": ["SOFR75", "SOFR99"]}
    data = Made({}, SOFR75=[4, 4, 4], SOFR99=[5, 5, 5])
    outside, inside = (verdict(claim(one, check), catalogue, data) for one in ("5.60", "4.50"))
    assert (outside.verdict, outside.cause) == (Verdict.IMPOSSIBLE, Cause.OUTSIDE_BOUNDS)
    assert (inside.verdict, inside.cause) == (Verdict.UNVERIFIABLE, Cause.INSIDE_BOUNDS)


def test_a_history_too_short_for_a_record_proves_none(catalogue: Catalogue) -> None:
    """
    It can only show that something was higher.
    """
    check = {"series": "SOFR", "take": "rank", "since": "2020-01-01"}
    low, high = Made({}, SOFR=[1, 2, 3]), Made({}, SOFR=[4, 2, 3])
    assert verdict(claim("1", check, "rank"), catalogue, low).verdict is Verdict.UNVERIFIABLE
    assert verdict(claim("1", check, "rank"), catalogue, high).verdict is Verdict.WRONG


def test_a_day_without_a_value_is_not_filled(catalogue: Catalogue) -> None:
    """
    Nothing is carried forward for a daily series.
    """
    found = verdict(claim("3", {"series": "SOFR"}, period="2025-02-01"), catalogue, Made({}, SOFR=[3, 3, 3]))
    assert (found.verdict, found.cause) == (Verdict.UNVERIFIABLE, Cause.NO_DATA)


@pytest.mark.parametrize(
    ("value", "take", "values", "day", "outcome"),
    [
        (">=5", "max", [1, 2, 6], date(2025, 1, 3), Outcome.MET),
        (">=5", "max", [1, 2, 3], date(2025, 1, 3), Outcome.OPEN),
        (">=5", "max", [1] * 31, date(2025, 1, 31), Outcome.MISSED),
        (">=5", "min", [6, 4], date(2025, 1, 2), Outcome.MISSED),
        ("5..6", "max", [6], date(2025, 1, 1), Outcome.OPEN),
        ("5..6", "max", [6] * 31, date(2025, 2, 1), Outcome.MET),
    ],
)
def test_forecasts(
    catalogue: Catalogue, value: str, take: str, values: list[float], day: date, outcome: Outcome
) -> None:
    """
    Open until the horizon is over, unless no later value can turn it.
    """
    one = claim(value, {"series": "SOFR", "take": take}, period="2025-01", kind=Kind.FORECAST)
    found = verdict(one, catalogue, Made({}, SOFR=values), day)
    assert (found.verdict, found.outcome) == (Verdict.FORECAST, outcome)
    assert found.reason.startswith(outcome.value)


@pytest.mark.parametrize(
    ("value", "take", "expected"),
    [
        ("4", "max", Verdict.UNVERIFIABLE),
        (">3", "max", Verdict.CONFIRMED),
        ("<3", "max", Verdict.WRONG),
        (">9", "max", Verdict.UNVERIFIABLE),
        ("2.5", "mean", Verdict.UNVERIFIABLE),
        ("4", "on", Verdict.CONFIRMED),
    ],
)
def test_a_period_that_is_not_over_is_not_judged(
    catalogue: Catalogue, value: str, take: str, expected: Verdict
) -> None:
    """
    Unless no later value can turn it; "on" takes the last value known.
    """
    one = claim(value, {"series": "SOFR", "take": take}, period="2025-01")
    assert verdict(one, catalogue, Made({}, SOFR=[1, 2, 3, 4]), date(2025, 1, 4)).verdict is expected


def test_the_worst_come_first() -> None:
    """
    Impossible, wrong, a misused term, close, unverifiable, forecast, confirmed, context.
    """
    order = [one.value for one in Verdict]
    assert order == [
        "impossible", "wrong", "definition", "close", "unverifiable", "forecast", "confirmed", "context",
    ]  # fmt: skip
    made = claim("1", {"series": "SOFR"})
    findings = [Finding(made, one, Cause.COMPARED, "") for one in reversed(Verdict)]
    assert [one.verdict for one in worst_first(findings)] == list(Verdict)


def test_two_values_for_one_quantity(catalogue: Catalogue) -> None:
    """
    5.60 here and 5.60 to 5.75 there; 2.85 trillion and 2,850 billion are the same.
    """
    first = claim("5.60", {"series": "SOFR"}, label="p95")
    second = replace(claim("5.60..5.75", {"series": "SOFR"}, label="p95"), id="T2")
    flaws = inconsistencies([first, second])
    assert [(one.flaw, one.claims) for one in flaws] == [(Flaw.TWO_VALUES, ("T1", "T2"))]
    assert [one.flaw for one in inconsistencies([first, replace(second, document="other")])] == [Flaw.CONTRADICTION]
    trillions = claim("2.85", {"series": "WALCL"}, "usd_trillions", label="r")
    billions = replace(claim("2850", {"series": "WALCL"}, "usd_billions", label="r"), id="T2")
    assert inconsistencies([trillions, billions]) == ()


def test_arithmetic_that_does_not_follow() -> None:
    """
    Each input may lie anywhere within its rounding; 55 is not 5.60 less 5.20.
    """
    high, low = claim("5.60", {"series": "SOFR"}), replace(claim("5.20", {"series": "SOFR99"}), id="T2")
    gap = replace(claim("55", {"series": "SOFR", "minus": "SOFR99"}, "bp"), id="T3", follows="(T1 - T2) * 100")
    assert [one.claims for one in inconsistencies([high, low, gap])] == [("T3", "T1", "T2")]
    right = replace(gap, quantity=parsing.quantity("40"))
    assert inconsistencies([high, low, right]) == ()


def test_a_formula_is_arithmetic_and_nothing_else() -> None:
    """
    Names, numbers, + - * / and brackets; dividing by what may be 0 says nothing.
    """
    assert formula("(A / B - 1) * 100", {"A": Interval(3, 3), "B": Interval(2, 2)}) == Interval(50, 50)
    assert formula("A / B", {"A": Interval(1, 1), "B": Interval(-1, 1)}).meets(Interval(5, 6))
    for text in ("__import__('os')", "A ** 2", "A if B else C", "A.b", "A +"):
        with pytest.raises(ValueError, match=r"formula|may hold only"):
            ids(text)


def test_the_articles_own_flaws(documents: tuple[Document, ...]) -> None:
    """
    Article A gives its 95th percentile twice and a spread that does not follow; B gives 40% and nearly half; the two
    contradict each other on SOFR, the rate on reserves and reserves.
    """
    flaws = inconsistencies([one for document in documents for one in document.claims])
    assert {(one.flaw, one.claims[:2]) for one in flaws} == {
        (Flaw.TWO_VALUES, ("A11", "A29")),
        (Flaw.TWO_VALUES, ("B37", "B51")),
        (Flaw.ARITHMETIC, ("A30", "A11")),
        (Flaw.CONTRADICTION, ("A08", "B06")),
        (Flaw.CONTRADICTION, ("A09", "B07")),
        (Flaw.CONTRADICTION, ("A22", "B15")),
    }
