"""
Rules of a report -> signals: which level a reading stands at, since when, what changed since the last issue.

A level needs two things: the percentile in the direction of stress (among all values known since 2018) and an
absolute gate, so that one basis point is never acute in a quiet year. A level is left only when the percentile is a
margin inside the next, so that readings at a bound do not flicker; for that the level is followed issue by issue
through the history. Nothing looks ahead: an issue's percentile uses what was known by then.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tidegauge.measure import FEWEST, SINCE, Measured, Measurement
from tidegauge.model.judgement import Direction, Level, Rule, Signal, Standing, Trigger

FIRST_ISSUE = date(2018, 7, 6)
"""The first Friday with a quarter of SOFR behind it: from here levels are followed."""
STALE = 45
"""Days after which a value no longer counts for an issue's level."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    All signals of one day.

    Attributes:
        signals: By reading, in the order of the rules; late or missing readings have none.
        triggers: At which values each would reach another level.
    """

    signals: Mapping[str, Signal]
    triggers: Mapping[str, Trigger]

    def ranked(self, least: Level = Level.CALM) -> tuple[Signal, ...]:
        """Signals that are told, of a level or above, strongest first, one of each family."""
        found: dict[str, Signal] = {}
        for one in sorted(self.signals.values(), key=lambda signal: -signal.strength):
            if one.told and one.level >= least:
                found.setdefault(one.family, one)
        return tuple(found.values())


def judge(rules: Sequence[Rule], measurement: Measurement) -> Judgement:
    """Every rule whose reading is present and not late."""
    signals, triggers = {}, {}
    for rule in rules:
        measured = measurement.get(rule.reading)
        path = _path(rule, measured, measurement.day) if measured and measured.judged else None
        if measured is None or path is None or not path.levels:
            continue
        signals[rule.reading] = _signal(rule, measured, path)
        triggers[rule.reading] = _trigger(rule, measured, path.levels[-1])
    return Judgement(signals, triggers)


@dataclass(frozen=True, slots=True)
class LevelPath:
    """
    A reading's level from issue to issue.

    Attributes:
        issues: Days, the last one the as-of day.
        levels: One an issue.
        percentiles: In the direction of stress, one an issue.
    """

    issues: tuple[date, ...]
    levels: tuple[Level, ...]
    percentiles: tuple[float, ...]


def issue_days(day: date) -> np.ndarray:
    """datetime64[D]: every Friday from the first issue to before `day`, then `day` itself."""
    fridays = np.arange(np.datetime64(FIRST_ISSUE), np.datetime64(day), np.timedelta64(7, "D"))
    return np.append(fridays, np.datetime64(day))


def _path(rule: Rule, measured: Measured, day: date) -> LevelPath | None:
    """The level at every issue so far, with hysteresis."""
    sign = 1.0 if rule.direction is Direction.HIGH else -1.0
    recent = measured.history.index >= SINCE
    values = measured.history.to_numpy()[recent] * sign
    known = measured.known[recent]
    if values.size < FEWEST:
        return None
    issues = issue_days(day)
    upto = np.searchsorted(known, issues, side="right")
    upto[-1] = values.size
    usable = (upto >= FEWEST) & (issues - known[np.maximum(upto, 1) - 1] <= np.timedelta64(STALE, "D"))
    usable[-1] = True
    counts = upto[usable].tolist()
    percentiles = tuple(stress_percentiles(values.tolist(), counts))
    levels = []
    level = Level.CALM
    for count, rank in zip(counts, percentiles, strict=True):
        level = next_level(rule, level, rank, float(values[count - 1]), sign)
        levels.append(level)
    return LevelPath(tuple(issues[usable].astype(object)), tuple(levels), percentiles)


def stress_percentiles(values: list[float], counts: Iterable[int]) -> Iterator[float]:
    """For each of some ascending counts: the rank of the last of so many values among them, 0 to 100, ties half."""
    held: list[float] = []
    for count in counts:
        for one in values[len(held) : count]:
            insort(held, one)
        below, upto = bisect_left(held, values[count - 1]), bisect_right(held, values[count - 1])
        yield (below + 0.5 * (upto - below)) / count * 100


def next_level(rule: Rule, level: Level, rank: float, stressed: float, sign: float) -> Level:
    """
    The level at an issue, given the one before.

    Args:
        rule: Bounds and gates.
        level: At the issue before.
        rank: Percentile in the direction of stress.
        stressed: The value times `sign`.
        sign: 1 where high is stress, −1 where low is.
    """
    reached = Level.CALM
    for at, (bound, gate) in enumerate(zip(rule.percentiles, rule.gates, strict=True), start=1):
        # To keep a level already held, the bound is lower by the margin; the gate stays where it is.
        needed = bound - rule.margin if at <= level else bound
        if rank >= needed and stressed >= gate.value * sign:
            reached = Level(at)
    return reached


def _signal(rule: Rule, measured: Measured, path: LevelPath) -> Signal:
    level = path.levels[-1]
    gate = rule.gates[max(level, Level.WATCH) - 1].value
    value = float(measured.history.iloc[-1])
    sign = 1.0 if rule.direction is Direction.HIGH else -1.0
    beyond = np.tanh((value - gate) * sign / (abs(gate) + 1.0))
    return Signal(
        reading=rule.reading,
        family=rule.family,
        direction=rule.direction,
        level=level,
        before=path.levels[-2] if len(path.levels) > 1 else None,
        stress_percentile=path.percentiles[-1],
        strength=float(level * 1000 + path.percentiles[-1] + beyond),
        standing=standing(measured.history, rule.direction),
        weeks=_weeks(path.levels),
        told=rule.told,
        kind=rule.kind or rule.family,
    )


def _weeks(levels: Sequence[Level]) -> int:
    """Consecutive issues at this level or above."""
    below = [at for at, level in enumerate(levels) if level < levels[-1]]
    return len(levels) - (below[-1] + 1 if below else 0)


def standing(history: pd.Series, direction: Direction) -> Standing:
    """
    The last value among the whole known history: rank 1 = none more extreme in the direction of stress.

    A run of equal values at the end counts as one: "since" is the last time before the present run began.
    """
    values = history.to_numpy() * (1.0 if direction is Direction.HIGH else -1.0)
    last = values[-1]
    different = np.flatnonzero(values != last)
    before = values[: different[-1] + 1] if different.size else values[:0]
    extreme = np.flatnonzero(before >= last)
    at = int(extreme[-1]) if extreme.size else None
    return Standing(
        rank=int(np.count_nonzero(values > last)) + 1,
        count=int(values.size),
        since=history.index[at].date() if at is not None else None,
        since_value=float(history.iloc[at]) if at is not None else None,
        start=history.index[0].date(),
    )


def _trigger(rule: Rule, measured: Measured, level: Level) -> Trigger:
    """The values at which the level would be left, upwards and downwards, on today's history."""
    up = Level(level + 1) if level < len(rule.gates) else None
    down = Level(level - 1) if level > Level.CALM else None
    calmer = -np.inf if rule.direction is Direction.HIGH else np.inf
    kept = bound_value(rule, measured.history, level, rule.margin) if down is not None else None
    return Trigger(
        reading=rule.reading,
        level=level,
        up_to=up,
        up_at=bound_value(rule, measured.history, up, 0.0) if up is not None else None,
        down_to=down,
        down_at=float(np.nextafter(kept, calmer)) if kept is not None else None,
        direction=rule.direction,
    )


def bound_value(rule: Rule, history: pd.Series, level: Level, margin: float) -> float:
    """
    The first value, in the direction of stress, that would have a level in place of the history's last one.

    Args:
        margin: 0 for a level that is reached, the rule's for one that is held.
    """
    sign = 1.0 if rule.direction is Direction.HIGH else -1.0
    ranked = _first_of_rank(history.loc[SINCE:].to_numpy()[:-1] * sign, rule.percentiles[level - 1] - margin)
    return sign * max(ranked, rule.gates[level - 1].value * sign)


def _first_of_rank(others: np.ndarray, percentile: float) -> float:
    """The least value whose percentile among itself and the others, as `stress_percentiles` counts it, is so high."""
    values, equal = np.unique(others, return_counts=True)
    below, count = np.cumsum(equal) - equal, others.size + 1
    at = (below + 0.5 * (equal + 1)) / count * 100 >= percentile
    past = (below + equal + 0.5) / count * 100 >= percentile
    if 0.5 / count * 100 >= percentile:
        return -np.inf
    if not past.any():
        return np.inf
    first = int(np.argmax(past))
    return float(values[first] if at[first] else np.nextafter(values[first], np.inf))


def weeks_at_level(rules: Sequence[Rule], measurement: Measurement) -> Iterator[tuple[str, dict[Level, int]]]:
    """How many issues so far each level would have taken, rule by rule: the table of the methodology."""
    for rule in rules:
        measured = measurement.get(rule.reading)
        path = _path(rule, measured, measurement.day) if measured and measured.present else None
        if path:
            yield rule.reading, {level: path.levels.count(level) for level in Level}
