"""How far each reading of the watch list is from its next level, on one scale: the chart of section 13."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tidegauge.compose.desk import Desk
from tidegauge.compose.figures import table_digits
from tidegauge.judge import bound_value
from tidegauge.measure import SINCE
from tidegauge.model import bounds
from tidegauge.model.chart import Rung
from tidegauge.model.document import ChartKind, ChartSize, ChartSpec, Fact
from tidegauge.model.judgement import Direction, Level, Rule, Trigger
from tidegauge.model.units import Unit

WEEKS = 28
"""Days over which the way a reading went is shown."""
STILL = 0.02
"""Of a level: a reading that moved less has not moved."""


def content(desk: Desk, entries: tuple[Trigger, ...]) -> tuple[ChartSpec | None, Mapping[str, Fact]]:
    """The chart, and what its title may print: the reading nearest to another level, and the way it went."""
    rungs = tuple(_rungs(desk, entries))
    nearest = min(rungs, key=_distance, default=None)
    if nearest is None or _distance(nearest) == float("inf"):
        return None, {"near": None, "near_now": None, "near_up": False, "near_at": None, "near_moved": "still"}
    up, way = _upwards(nearest), _way(nearest)
    now, above, below = desk.figures.beside(desk.judgement.triggers[nearest.key])
    facts: Mapping[str, Fact] = {
        "near": nearest.key,
        "near_up": up,
        "near_now": now,
        "near_at": above if up else below,
        "near_moved": "still" if way == 0 else "towards" if (way > 0) == up else "away",
    }
    shown = tuple(replace(one, finding=one is nearest) for one in rungs)
    return _chart(desk, shown, nearest.key), facts


def _chart(desk: Desk, rungs: tuple[Rung, ...], nearest: str) -> ChartSpec:
    measured = [desk.measurement[one.key] for one in rungs]
    series = tuple(dict.fromkeys(name for one in measured for name in one.series))
    last = max(one.history.index[-1].date() for one in measured)
    return ChartSpec(
        id="ladder",
        kind=ChartKind.LADDER,
        size=ChartSize.FULL,
        unit=Unit.COUNT,
        digits=0,
        lines=(),
        start=last,
        end=last,
        series=series,
        readings=(nearest,),
        last=last,
        known=desk.known_day(series),
        rungs=rungs,
        traces=tuple(replace(desk.trace_of(one.key, one.key), drawn=False) for one in rungs),
    )


def _rungs(desk: Desk, entries: tuple[Trigger, ...]) -> Iterator[Rung]:
    rules = {one.reading: one for one in desk.rules}
    for one in entries:
        now, then = desk.figures.value(one.reading), desk.figures.ago(one.reading, WEEKS)
        if one.reading not in rules or now.value is None:
            continue
        rule = rules[one.reading]
        edges, sign, places = _edges(desk, rule, one), _sign(rule), table_digits(one.reading, now.unit)
        found = bounds.beside(one, now.value, lambda _, places=places: places)  # type: ignore[misc]
        yield Rung(
            key=one.reading,
            value=now.value,
            unit=now.unit,
            digits=places + found.more,
            at=_position(edges, now.value * sign, one.level),
            before=None if then.value is None else _position(edges, then.value * sign),
            top=Level(len(rule.gates)),
            was=then.value,
            up_at=found.up,
            down_at=found.down,
        )


def _sign(rule: Rule) -> float:
    return 1.0 if rule.direction is Direction.HIGH else -1.0


def _edges(desk: Desk, rule: Rule, trigger: Trigger) -> list[float]:
    """
    From the median of the known history over the threshold of each level to its extreme, in the direction of stress.

    The level it stands at is left only a margin below its threshold: there its own edge is that one.
    """
    history = desk.history(rule.reading)
    values, sign = history.loc[SINCE:].to_numpy() * _sign(rule), _sign(rule)
    reached = [bound_value(rule, history, level, 0.0) * sign for level in list(Level)[1 : len(rule.gates) + 1]]
    if trigger.down_at is not None:
        reached[trigger.level - 1] = trigger.down_at * sign
    edges = [float(np.quantile(values, 0.5)), *reached, float(values.max())]
    return [float(edge) for edge in np.maximum.accumulate(edges)]


def _position(edges: list[float], stressed: float, level: Level | None = None) -> float:
    """Level, and the share of the way through it; a level as narrow as a point is at its beginning."""
    within = [number for number, edge in enumerate(edges[:-1]) if stressed >= edge]
    zone = int(level) if level is not None else max(within, default=0)
    low, high = list(pairwise(edges))[zone]
    share = (stressed - low) / (high - low) if high > low else 0.0
    return zone + min(max(share, 0.0), 0.999)


def _distance(one: Rung) -> float:
    """To the nearer end of its level, as a share of it; infinite where it cannot leave it."""
    inside = one.at - int(one.at)
    ends = [1 - inside] * (one.up_at is not None) + [inside] * (one.down_at is not None)
    return min(ends, default=float("inf"))


def _upwards(one: Rung) -> bool:
    inside = one.at - int(one.at)
    return one.up_at is not None and (one.down_at is None or 1 - inside <= inside)


def _way(one: Rung) -> int:
    if one.before is None or abs(one.at - one.before) < STILL:
        return 0
    return 1 if one.at > one.before else -1
