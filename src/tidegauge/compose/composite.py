"""The composite as page one's dashboard shows it: value, bounds, contributions, and which inputs were missing."""

from datetime import date

import numpy as np
import pandas as pd

from tidegauge.compose.desk import Desk
from tidegauge.indicators.composite import BLOCKS
from tidegauge.judge import bound_value
from tidegauge.model.document import Composite, Contribution
from tidegauge.model.judgement import Level, Rule

READING = "stress"


def composite(desk: Desk, rules: tuple[Rule, ...]) -> Composite | None:
    """
    The index of the issue's week; None when it could not be computed, or its rule is missing.

    The bounds are the values at which each level of its rule begins on the day: quantiles of the index's own known
    history since 2018, or the rule's gates where those are stricter.
    """
    stress = desk.measurement.stress
    rule = next((one for one in rules if one.reading == READING and len(one.gates) == len(Level) - 1), None)
    if stress is None or rule is None or not desk.has(READING) or not desk.measurement[READING].judged:
        return None
    history = desk.history(READING)
    highest = history.idxmax()
    watch, strained, acute = (bound_value(rule, history, level, 0.0) for level in list(Level)[1:])
    return Composite(
        value=float(history.iloc[-1]),
        before=_on(history, desk.issue.previous),
        highest=float(history.max()),
        highest_on=highest.date(),
        level=Level(desk.figures.level(READING)),
        bounds=(watch, strained, acute),
        contributions=_contributions(desk),
        highest_day=stress.peaks[-1].astype("datetime64[D]").item(),
        missing=stress.missing,
    )


def _on(history: pd.Series, day: date) -> float | None:
    before = history.loc[: pd.Timestamp(day)]
    return float(before.iloc[-1]) if before.size else None


def _contributions(desk: Desk) -> tuple[Contribution, ...]:
    """Each block's mean divided by the number of blocks that are there, so that they add up to the index."""
    now, before = shares(desk, desk.issue.as_of), shares(desk, desk.issue.previous)
    return tuple(
        Contribution(block, value, value - before[block] if block in before else None) for block, value in now.items()
    )


def shares(desk: Desk, day: date) -> dict[str, float]:
    """What each block adds to the index of a day's week; those without an input are not among them."""
    stress = desk.measurement.stress
    if stress is None:
        return {}
    weeks = np.flatnonzero(stress.weeks <= np.datetime64(day))
    if not weeks.size:
        return {}
    values = {block: float(stress.blocks[block][weeks[-1]]) for block in BLOCKS}
    there = {block: value for block, value in values.items() if not np.isnan(value)}
    return {block: value / len(there) for block, value in there.items()}
