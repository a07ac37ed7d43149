"""Charts of reserves as data: what changed them, and how ample they are."""

import pandas as pd

from tidegauge.compose.desk import Desk, points
from tidegauge.compose.plots import first_day
from tidegauge.indicators.balance import Scale, Waterfall
from tidegauge.model.document import ChartKind, ChartSize, ChartSpec, Line, Step, Zone
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit

BALANCE = ("WRESBAL", "WALCL", "TREAST", "WSHOMCB", "WTREGEN", "WLRRAL", "RRPONTSYD")
ROOM = 1.06
"""Share of a zone chart's frame above its highest value."""


def waterfall(desk: Desk, parts: Waterfall, *, moved: bool) -> ChartSpec:
    """The 13-week change in reserves by source; where they have not `moved`, no source is the finding."""
    leading = parts.leading if moved else ()
    steps = (
        Step("start", parts.before, total=True, period=parts.start),
        *(Step(part.key, part.change, finding=part.key in leading) for part in parts.parts),
        Step("end", parts.after, total=True, period=parts.end),
    )
    return ChartSpec(
        id="waterfall",
        kind=ChartKind.WATERFALL,
        size=ChartSize.FULL,
        unit=Unit.USD_BILLIONS,
        digits=1,
        lines=(),
        start=parts.start,
        end=parts.end,
        series=BALANCE,
        readings=("reserves_change_13w",),
        last=parts.end,
        known=desk.known_day(("WRESBAL",)),
        steps=steps,
        traces=tuple(desk.trace(one, one, drawn=False) for one in BALANCE),
    )


def ratio(desk: Desk, scale: Scale | None) -> ChartSpec | None:
    """Reserves to GDP since 2018 on the scale of abundance."""
    if not desk.has("reserves_to_gdp"):
        return None
    history = desk.history("reserves_to_gdp").loc[pd.Timestamp(first_day(desk.history("reserves_to_gdp"))) :]
    last = history.index[-1].date()
    low, high = _frame(history, scale)
    return ChartSpec(
        id="ratio",
        kind=ChartKind.ZONES,
        size=ChartSize.BESIDE,
        unit=Unit.PERCENT,
        digits=1,
        lines=(Line("reserves_to_gdp", points(history, history.index[0].date(), gap=20)),),
        start=history.index[0].date(),
        end=last,
        series=("WRESBAL", "GDP"),
        readings=("reserves_to_gdp",),
        last=last,
        known=desk.known_day(("WRESBAL",)),
        low=low,
        high=high,
        zones=zones(scale, low, high),
        bands=(),
        traces=(desk.trace_of("reserves_to_gdp", "reserves_to_gdp"),),
    )


def _frame(history: pd.Series, scale: Scale | None) -> tuple[float, float]:
    """A frame in steps of two percent that holds the line and leaves the lowest zone room for its name."""
    bottom = min(float(history.min()), scale.scarce or scale.ample if scale else float("inf"))
    low = max(0.0, (bottom - 2.0) // 2 * 2)
    high = -(-float(history.max()) * ROOM // 2) * 2
    return low, max(high, scale.ample + 2.0 if scale else high)


def zones(scale: Scale | None, low: float, high: float) -> tuple[Zone, ...]:
    """The scale of abundance inside a frame."""
    if scale is None:
        return ()
    bottom = scale.scarce if scale.scarce is not None else low
    zones = [Zone("abundant", Level.CALM, scale.ample, high), Zone("ample", Level.WATCH, bottom, scale.ample)]
    if scale.scarce is not None:
        zones.append(Zone("scarce", Level.STRAINED, low, scale.scarce))
    return tuple(zones)
