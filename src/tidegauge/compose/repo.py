"""Section 1: repo and secured funding."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from tidegauge.compose import plots, states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import YEAR, Desk
from tidegauge.days import business_day, last_business_day, pressured
from tidegauge.judge import standing
from tidegauge.model.document import ChartSpec, Fact
from tidegauge.model.judgement import Direction, Level
from tidegauge.model.units import Unit

MONTH, WINDOW = 28, 20
MATERIAL = 4.0
"""
Basis points by which the core spread has changed in four weeks when more is inferred from it than the number says: one
change in ten since 2018 was as large (90% quantile of 2,055 days up to August 2026).
"""


def content(desk: Desk) -> Content:
    """The section."""
    return Content(facts(desk), charts(desk))


def facts(desk: Desk) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    figures = desk.figures
    high = figures.extreme("sofr_iorb_20d_max")
    return {
        "f": figures.all(),
        "frequency": states.frequency(desk),
        "spread": states.sign(desk.measurement["sofr_iorb"].reading.value),
        "core": states.sign(desk.measurement["sofr_iorb_core_20d"].reading.value),
        "core_moved": states.movement(figures.change("sofr_iorb_core_20d", MONTH).value, 0.5),
        "core_ago": figures.ago("sofr_iorb_core_20d", MONTH),
        "core_material": abs(figures.change("sofr_iorb_core_20d", MONTH).value or 0.0) >= MATERIAL,
        "tense": states.tense(desk),
        "strained": states.tight(desk, Level.STRAINED),
        "above_since": states.run(desk)[0],
        "settled": states.settled(desk),
        "tail": states.tail(desk),
        "skew": states.skewness(desk),
        "p99_sign": states.sign(desk.measurement["sofr_p99_iorb"].reading.value),
        "p99": _percentile(desk, "SOFR99"),
        "p99_behind": _behind(desk),
        "high": high,
        "high_is": _day_kind(high.period) if high.period else "other",
        "high_above": states.sign(high.value),
        "high_today": high.period == desk.measurement["sofr_iorb"].reading.period,
        "effr": states.sign(desk.measurement["effr_iorb"].reading.value),
        "effr_level": figures.level("effr_iorb"),
        "effr_judged": figures.judged("effr_iorb"),
        "premium": states.movement(figures.change("sofr_effr", MONTH).value, 1.0),
        "premium_sign": states.sign(desk.measurement["sofr_effr"].reading.value),
        "premium_ago": figures.ago("sofr_effr", MONTH),
        "tgcr": states.sign(desk.measurement["tgcr_iorb"].reading.value),
        "week": states.movement(figures.change("sofr_iorb", 7).value, 1.0),
        "week_ago": figures.ago("sofr_iorb", 7),
        "volume_standing": _standing(desk, "sofr_volume"),
        "volume": states.moved(desk, "sofr_volume", MONTH, 50.0),
        "volume_ago": figures.ago("sofr_volume", MONTH),
        "volume_judged": figures.judged("sofr_volume"),
        "place": _place(desk),
        **_ordinary(desk),
        **_shot(desk),
        **_edges(desk),
    }


def _behind(desk: Desk) -> bool:
    """Whether the percentiles are of an earlier day than the rate itself."""
    percentile, rate = desk.figures.value("sofr_p99_iorb").period, desk.figures.value("sofr").period
    return percentile is not None and rate is not None and percentile < rate


def _percentile(desk: Desk, series: str) -> Fact:
    values = desk.series(series, Unit.PERCENT)
    if values.empty:
        return None
    return desk.figures.part("sofr_p99_iorb", float(values.iloc[-1]), Unit.PERCENT, values.index[-1].date(), 2)


def _standing(desk: Desk, reading: str) -> Fact:
    if not desk.has(reading):
        return {"kind": "none"}
    return desk.figures.standing(reading, standing(desk.history(reading), Direction.HIGH), Direction.HIGH)


def _day_kind(day: date) -> str:
    """
    What the calendar has on a day.

    Returns:
        "quarter_end", "month_end", "calendar" (first of month, settlement), "after" or "before" such a day, or "other".
    """
    if day == last_business_day(day):
        return "quarter_end" if day.month % 3 == 0 else "month_end"
    if _pressured(day):
        return "calendar"
    return "after" if _pressured(business_day(day, -1)) else "before" if _pressured(business_day(day, 1)) else "other"


def _ordinary(desk: Desk) -> Mapping[str, Fact]:
    """
    The days of the window that the core spread counts, but for that of the window's high.

    Returns:
        ordinary: the highest of them is "above", "at" or "below" the floor; "unknown" without any.
        ordinary_above: How many of them are above it.
    """
    history = desk.history("sofr_iorb").iloc[-WINDOW:] if desk.has("sofr_iorb") else pd.Series(dtype=float)
    high = desk.figures.extreme("sofr_iorb_20d_max").period
    values = [value for day, value in history.items() if day.date() != high and not _pressured(day.date())]
    above = sum(value > 0 for value in values)
    return {
        "ordinary": states.sign(max(values, default=None)),
        "ordinary_above": desk.figures.count("sofr_days_above_iorb_20d", above),
    }


def _pressured(day: date) -> bool:
    return bool(pressured(np.array([day], dtype="datetime64[D]"))[0])


def _edges(desk: Desk) -> Mapping[str, Fact]:
    """The corridor's rates on SOFR's last day."""
    sofr = desk.measurement["sofr"].reading
    edges = plots.policy_edges(desk, sofr.period, sofr.period) if sofr.period else None
    if edges is None:
        return {"bottom": None, "top": None, "top_key": "none"}
    bottom, top = (edge.points[-1][1] for edge in edges)
    if bottom is None or top is None:
        return {"bottom": None, "top": None, "top_key": "none"}
    part = desk.figures.part
    return {
        "bottom": part("sofr", bottom, Unit.PERCENT, sofr.period, 2),
        "top": part("sofr", top, Unit.PERCENT, sofr.period, 2),
        "top_key": edges[1].key,
    }


SHOT = 50.0
"""Basis points above the floor from which a high of the window is told in the title of the corridor."""


def _shot(desk: Desk) -> Mapping[str, Fact]:
    """Whether SOFR stood far above the floor within the window, not on its last day, and at what rate."""
    high = desk.figures.extreme("sofr_iorb_20d_max")
    sofr = desk.history("sofr")
    day = high.period
    if high.value is None or day is None or high.value < SHOT or pd.Timestamp(day) not in sofr.index[:-1]:
        return {"shot": False, "shot_rate": None}
    rate = float(sofr[pd.Timestamp(day)])
    return {"shot": True, "shot_rate": desk.figures.part("sofr", rate, Unit.PERCENT, day, 2)}


def _place(desk: Desk) -> str:
    """Where SOFR stands in the corridor: "over", "top", "upper" half, "at" its middle, "lower" half or "under"."""
    sofr = desk.measurement["sofr"].reading
    edges = plots.policy_edges(desk, sofr.period, sofr.period) if sofr.period else None
    if edges is None or sofr.value is None:
        return "unknown"
    bottom, top = (edge.points[-1][1] or 0.0 for edge in edges)
    if sofr.value > top + 1e-9:
        return "over"
    if abs(sofr.value - top) < 1e-9:
        return "top"
    if sofr.value < bottom - 1e-9:
        return "under"
    side = states.sign(sofr.value - (bottom + top) / 2, 1e-9)
    return {"above": "upper", "at": "at", "below": "lower"}[side]


def charts(desk: Desk) -> Mapping[str, ChartSpec | None]:
    """The section's charts by id."""
    return {
        "corridor": plots.corridor(desk),
        "fan": plots.fan(desk),
        "core": plots.core(desk),
        "volume": plots.single(desk, "volume", "sofr_volume", 2 * YEAR),
    }
