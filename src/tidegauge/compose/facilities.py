"""Section 3: the Federal Reserve's facilities."""

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from tidegauge.compose import plots, states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import YEAR, Desk
from tidegauge.judge import standing
from tidegauge.model.document import ChartKind, ChartSize, ChartSpec, Fact
from tidegauge.model.judgement import Direction
from tidegauge.model.units import Unit

USED = 1.0
"""Billions of standing repo that count as more than a test."""
OFTEN = 5
"""Of 20 operating days."""
SMALL = 5.0
SPAN, AGE = timedelta(days=28), timedelta(days=7)
"""Over which days of announced repo operations are counted, and how old the last may be."""


def content(desk: Desk) -> Content:
    """The section."""
    return Content(facts(desk), charts(desk))


def facts(desk: Desk) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    figures = desk.figures
    return {
        "f": figures.all(),
        "srf_state": _srf(desk),
        "srf_high": figures.extreme("srf_20d_max"),
        "srf_days": _days_used(desk),
        "srf_often": _often(desk),
        "srf_level": figures.level("srf_20d_max"),
        "on_rrp": states.moved_by(desk, "on_rrp", "on_rrp_change_1w", SMALL),
        "on_rrp_ago": figures.ago("on_rrp", 364),
        "on_rrp_year": states.moved(desk, "on_rrp", 364, SMALL),
        "window": states.moved(desk, "discount_window", 7, 0.5),
        "window_ago": figures.ago("discount_window", 7),
        "window_level": figures.level("discount_window"),
        "window_judged": figures.judged("discount_window"),
        "on_rrp_judged": figures.judged("on_rrp"),
        "window_standing": _standing(desk, "discount_window"),
        "swap_level": figures.level("swap_lines"),
        "swaps_judged": figures.judged("swap_lines"),
        **_operations(desk),
        **_rates(desk),
    }


def _srf(desk: Desk) -> str:
    """
    "none" (before there was one), "missing", "late", "unused" (nothing above a test in 20 days), "spent" (used, not on
    the last day) or "used".
    """
    if not desk.begun("srf"):
        return "none"
    measured = desk.measurement["srf"]
    if not measured.present or not desk.has("srf_20d_max"):
        return "missing"
    if not measured.judged:
        return "late"
    highest, now = desk.measurement["srf_20d_max"].reading.value or 0.0, measured.reading.value or 0.0
    if highest < USED:
        return "unused"
    return "used" if now >= USED else "spent"


def _operations(desk: Desk) -> Mapping[str, Fact]:
    """
    Repo that the Fed did in announced operations before it had a standing facility: overnight, against Treasuries.

    Its series is an input of the reserves block of the index, and is told as a part of that reading.
    """
    lent = desk.series("RPONTSYD", Unit.USD_BILLIONS)
    told: dict[str, Fact] = {"operated": False, "operation": None, "operation_days": None}
    if desk.begun("srf") or lent.empty:
        return told
    last, day = float(lent.iloc[-1]), lent.index[-1].date()
    if last < USED or desk.issue.as_of - day > AGE:
        return told
    days = int((lent[lent.index > pd.Timestamp(desk.issue.as_of - SPAN)] >= USED).sum())
    return {
        "operated": True,
        "operation": desk.figures.part("stress_reserves", last, Unit.USD_BILLIONS, day, 2),
        "operation_days": desk.figures.count("stress_reserves", days),
    }


def _days_used(desk: Desk) -> Fact:
    if not desk.has("srf"):
        return None
    return desk.figures.count("srf", int((desk.history("srf").iloc[-20:] >= USED).sum()))


def _often(desk: Desk) -> bool:
    """Whether it was used on a quarter of the last 20 operating days or more."""
    return desk.has("srf") and int((desk.history("srf").iloc[-20:] >= USED).sum()) >= OFTEN


def _standing(desk: Desk, reading: str) -> Fact:
    if not desk.has(reading):
        return {"kind": "none"}
    return desk.figures.standing(reading, standing(desk.history(reading), Direction.HIGH), Direction.HIGH)


def _rates(desk: Desk) -> Mapping[str, Fact]:
    """Rates of the two standing facilities in force on the as-of day."""
    found: dict[str, Fact] = {}
    for key, series, reading in (
        ("srf_rate", "FOMC_SRF_RATE_STEPS", "srf"),
        ("on_rrp_rate", "FOMC_ONRRP_RATE_STEPS", "on_rrp"),
    ):
        values = desk.series(series, Unit.PERCENT)
        found[key] = None
        if not values.empty:
            found[key] = desk.figures.part(reading, float(values.iloc[-1]), Unit.PERCENT, values.index[-1].date(), 2)
    return found


def charts(desk: Desk) -> Mapping[str, ChartSpec | None]:
    """The section's charts by id."""
    return {
        "srf": plots.single(desk, "srf", "srf", YEAR, kind=ChartKind.BARS, size=ChartSize.BESIDE)
        if desk.begun("srf")
        else None,
        "on_rrp": plots.single(desk, "on_rrp", "on_rrp", None),
        "discount_window": plots.single(desk, "discount_window", "discount_window", None),
    }
