"""Charts as data: which lines, which frame, which marks. Words come from the prose, the drawing from charts/."""

from datetime import date, timedelta

import pandas as pd

from tidegauge.compose.desk import FIRST, HALF_YEAR, YEAR, Desk, held, points, weekly_before
from tidegauge.compose.figures import digits
from tidegauge.days import last_business_day
from tidegauge.indicators.balance import Scale, Waterfall
from tidegauge.indicators.rates import floor
from tidegauge.model.document import ChartKind, ChartSize, ChartSpec, Line, Mark, MarkKind, Role, Step, Zone
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit

STRIP_LOW, STRIP_HIGH = -30.0, 60.0
"""Frame of the strip in basis points; what lies beyond is cut and told."""
PERCENTILES = ("SOFR1", "SOFR25", "SOFR", "SOFR75", "SOFR99")
PERCENTILE_KEYS = ("p1", "p25", "p50", "p75", "p99")
BALANCE = ("WRESBAL", "WALCL", "TREAST", "WSHOMCB", "WTREGEN", "WLRRAL", "RRPONTSYD")
BEYOND_TOP = 0.75
"""Percentage points above the corridor that its chart still shows."""
BEYOND_SPREAD = 120.0
"""Basis points above the floor that charts of spreads still show."""
ROOM = 1.06
"""Share of a zone chart's frame above its highest value."""


def month_ends(values: pd.Series, start: date) -> tuple[Mark, ...]:
    """Rings on the last business day of each month, dots at the end of a quarter."""
    marks = []
    for stamp, value in values.loc[pd.Timestamp(start) :].items():
        day = stamp.date()
        if day == last_business_day(day):
            kind = MarkKind.QUARTER_END if day.month % 3 == 0 else MarkKind.MONTH_END
            marks.append(Mark(kind, day, float(value)))
    return tuple(marks)


def first_day(history: pd.Series) -> date:
    """Where a long chart begins: 2018, or two years before its end when that lies further back."""
    last: date = history.index[-1].date()
    return min(FIRST, last - 2 * YEAR)


def strip(desk: Desk) -> ChartSpec | None:
    """SOFR against its floor since 2018: page one."""
    if not desk.has("sofr_iorb"):
        return None
    history = desk.history("sofr_iorb").loc[pd.Timestamp(first_day(desk.history("sofr_iorb"))) :]
    last = history.index[-1].date()
    drawn = weekly_before(history, last - 2 * YEAR)
    highest = history.idxmax()
    beyond = (Mark(MarkKind.BEYOND, highest.date(), float(history.max())),) if history.max() > STRIP_HIGH else ()
    start = history.index[0].date()
    return ChartSpec(
        id="strip",
        kind=ChartKind.STRIP,
        size=ChartSize.STRIP,
        unit=Unit.BP,
        digits=0,
        lines=(Line("sofr_iorb", points(drawn, start), Role.SUBJECT),),
        start=start,
        end=last,
        series=("SOFR", "IORB"),
        readings=("sofr_iorb",),
        last=last,
        known=desk.known_day(("SOFR",)),
        signed=True,
        low=STRIP_LOW,
        high=STRIP_HIGH,
        bands=desk.bands(start, last),
        marks=beyond,
        zero=True,
    )


def policy_edges(desk: Desk, start: date, end: date) -> tuple[Line, Line] | None:
    """
    The corridor: ON RRP rate below, standing repo rate above; before July 2021 the top of the target range.

    Where the FOMC's steps are not at hand, the award rate and the target range stand in.
    """
    bottom = _first_known(desk, ("FOMC_ONRRP_RATE_STEPS", "RRPONTSYAWARD", "DFEDTARL"), start)
    standing = desk.series("FOMC_SRF_RATE_STEPS", Unit.PERCENT)
    top = _first_known(desk, ("DFEDTARU",), start)
    key = "target_upper"
    if not standing.empty and standing.index[0].date() <= start:
        top, key = standing, "srf_rate"
    if bottom.empty or top.empty:
        return None
    return (
        Line("on_rrp_rate", held(bottom, start, end), Role.EDGE, step=True),
        Line(key, held(top, start, end), Role.EDGE, step=True),
    )


def _first_known(desk: Desk, series: tuple[str, ...], start: date) -> pd.Series:
    found = [desk.series(one, Unit.PERCENT) for one in series]
    return next((one for one in found if not one.empty and one.index[0].date() <= start), found[-1])


def _top_of_frame(edges: tuple[Line, Line] | None) -> float | None:
    """A little more than a corridor's height above its highest top: what lies beyond is cut and told."""
    if edges is None:
        return None
    top = max(value for _, value in edges[1].points if value is not None)
    return top + BEYOND_TOP


def corridor(desk: Desk) -> ChartSpec | None:
    """Overnight rates in the corridor, 26 weeks, month- and quarter-ends marked."""
    if not desk.has("sofr", "sofr_iorb"):
        return None
    sofr = desk.history("sofr")
    last = sofr.index[-1].date()
    start = last - HALF_YEAR
    iorb = floor(desk.series("IORB", Unit.PERCENT), desk.series("IOER", Unit.PERCENT))
    highest = desk.figures.extreme("sofr_iorb_20d_max").period
    edges = policy_edges(desk, start, last)
    frame = _top_of_frame(edges)
    named: tuple[Mark, ...] = ()
    if highest and pd.Timestamp(highest) in sofr.index and highest != last:
        value = float(sofr[pd.Timestamp(highest)])
        beyond = frame is not None and value > frame
        named = (Mark(MarkKind.BEYOND if beyond else MarkKind.NAMED, highest, value),)
    cut = frame is not None and bool(sofr.loc[pd.Timestamp(start) :].max() > frame)
    lines = (
        Line("sofr", points(sofr, start), Role.SUBJECT),
        Line("tgcr", points(desk.series("NYFED_TGCR", Unit.PERCENT), start), Role.SECOND),
        Line("bgcr", points(desk.series("NYFED_BGCR", Unit.PERCENT), start), Role.CONTEXT),
        Line("iorb" if desk.begun("iorb") else "ioer", held(iorb, start, last), Role.FLOOR, step=True),
        Line("effr", points(desk.series("EFFR", Unit.PERCENT), start), Role.DOTTED),
    )
    return ChartSpec(
        id="corridor",
        kind=ChartKind.LINES,
        size=ChartSize.FULL,
        unit=Unit.PERCENT,
        digits=2,
        lines=tuple(line for line in lines if line.points),
        start=start,
        end=last,
        series=("SOFR", "NYFED_TGCR", "NYFED_BGCR", "EFFR", "IORB"),
        readings=("sofr",),
        last=last,
        known=desk.known_day(("SOFR",)),
        high=frame if cut else None,
        corridor=edges,
        bands=desk.bands(start, last),
        marks=(*month_ends(sofr, start), *named),
    )


def fan(desk: Desk) -> ChartSpec | None:
    """SOFR's percentiles minus the floor, 26 weeks."""
    iorb = floor(desk.series("IORB", Unit.PERCENT), desk.series("IOER", Unit.PERCENT))
    spreads = [(desk.series(one, Unit.PERCENT) - iorb).dropna() * 100 for one in PERCENTILES]
    if any(one.empty for one in spreads):
        return None
    last = min(one.index[-1] for one in spreads).date()
    start = last - HALF_YEAR
    beyond = _beyond(spreads[2], start)
    widest = float(spreads[-1].loc[pd.Timestamp(start) :].max())
    return ChartSpec(
        id="fan",
        kind=ChartKind.FAN,
        size=ChartSize.BESIDE,
        unit=Unit.BP,
        digits=0,
        lines=tuple(
            Line(key, points(one.round(9), start, last), Role.SUBJECT if key == "p50" else Role.CONTEXT)
            for key, one in zip(PERCENTILE_KEYS, spreads, strict=True)
        ),
        start=start,
        end=last,
        series=("SOFR", "SOFR1", "SOFR25", "SOFR75", "SOFR99", "IORB"),
        readings=("sofr_p99_p1",),
        last=last,
        known=desk.known_day(("SOFR99",)),
        signed=True,
        high=BEYOND_SPREAD if widest > BEYOND_SPREAD else None,
        bands=desk.bands(start, last),
        marks=beyond,
        zero=True,
    )


def _beyond(spread: pd.Series, start: date) -> tuple[Mark, ...]:
    """The highest of a spread, where the frame cuts it."""
    shown = spread.loc[pd.Timestamp(start) :]
    if shown.empty or shown.max() <= BEYOND_SPREAD:
        return ()
    return (Mark(MarkKind.BEYOND, shown.idxmax().date(), float(shown.max())),)


def core(desk: Desk) -> ChartSpec | None:
    """The daily spread behind its 20-day median without calendar dates, 52 weeks."""
    if not desk.has("sofr_iorb", "sofr_iorb_core_20d"):
        return None
    median, daily = desk.history("sofr_iorb_core_20d"), desk.history("sofr_iorb")
    last = median.index[-1].date()
    start = max(last - YEAR, median.index[0].date())
    return _lines(
        desk,
        "core",
        Unit.BP,
        (
            Line("core", points(median, start), Role.SUBJECT),
            Line("daily", points(daily, start), Role.CONTEXT),
        ),
        start,
        last,
        ("SOFR", "IORB"),
        "sofr_iorb_core_20d",
        size=ChartSize.BESIDE,
        signed=True,
        zero=True,
        places=1,
        marks=(*month_ends(daily[daily <= BEYOND_SPREAD], start), *_beyond(daily, start)),
        high=BEYOND_SPREAD if _beyond(daily, start) else None,
    )


def _lines(
    desk: Desk,
    id: str,
    unit: Unit,
    lines: tuple[Line, ...],
    start: date,
    last: date,
    series: tuple[str, ...],
    reading: str,
    *,
    kind: ChartKind = ChartKind.LINES,
    size: ChartSize = ChartSize.FULL,
    signed: bool = False,
    zero: bool = False,
    places: int = -1,
    marks: tuple[Mark, ...] = (),
    high: float | None = None,
) -> ChartSpec:
    return ChartSpec(
        id=id,
        kind=kind,
        size=size,
        unit=unit,
        digits=places if places >= 0 else digits(reading, unit),
        lines=lines,
        start=start,
        end=last,
        series=series,
        readings=(reading,),
        last=last,
        known=desk.known_day(series),
        signed=signed,
        zero=zero,
        high=high,
        bands=desk.bands(start, last),
        marks=marks,
    )


def single(
    desk: Desk,
    id: str,
    reading: str,
    span: timedelta | None,
    *,
    kind: ChartKind = ChartKind.AREA,
    size: ChartSize = ChartSize.FULL,
    unit: Unit = Unit.USD_BILLIONS,
    marks: bool = False,
    thin: bool = False,
) -> ChartSpec | None:
    """One reading as a line, an area or bars over a span; None since 2018. `thin`: weekly medians two years back."""
    if not desk.has(reading):
        return None
    history = desk.history(reading)
    last = history.index[-1].date()
    start = max(last - span if span else first_day(history), history.index[0].date())
    weekly = history.size > 1 and (history.index[-1] - history.index[-2]).days >= 7
    drawn = weekly_before(history.loc[pd.Timestamp(start) :], last - 2 * YEAR) if thin else history
    line = Line(reading, points(drawn, start, gap=None if kind is ChartKind.BARS else 20 if weekly else 12))
    return _lines(
        desk,
        id,
        unit,
        (line,),
        start,
        last,
        desk.measurement[reading].series,
        reading,
        kind=kind,
        size=size,
        marks=month_ends(history, start) if marks else (),
    )


def assets(desk: Desk) -> ChartSpec | None:
    """Total assets and what they are, since 2018."""
    if not desk.has("fed_assets"):
        return None
    total = desk.history("fed_assets")
    last, start = total.index[-1].date(), first_day(total)
    lines = (
        Line("fed_assets", points(total, start, gap=20), Role.SUBJECT),
        Line("treasuries", points(desk.series("TREAST", Unit.USD_BILLIONS), start, gap=20), Role.SECOND),
        Line("mbs", points(desk.series("WSHOMCB", Unit.USD_BILLIONS), start, gap=20), Role.CONTEXT),
    )
    return _lines(
        desk,
        "assets",
        Unit.USD_BILLIONS,
        tuple(line for line in lines if line.points),
        start,
        last,
        ("WALCL", "TREAST", "WSHOMCB"),
        "fed_assets",
        kind=ChartKind.LINES,
        places=0,
    )


def waterfall(desk: Desk, parts: Waterfall) -> ChartSpec:
    """The 13-week change in reserves by source."""
    driver = parts.driver.key if parts.explained else None
    steps = (
        Step("start", parts.before, total=True, period=parts.start),
        *(Step(part.key, part.change, finding=part.key == driver) for part in parts.parts),
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
        zones=_zones(scale, low, high),
        bands=(),
    )


def _frame(history: pd.Series, scale: Scale | None) -> tuple[float, float]:
    """A frame in steps of two percent that holds the line and leaves the lowest zone room for its name."""
    bottom = min(float(history.min()), scale.scarce or scale.ample if scale else float("inf"))
    low = max(0.0, (bottom - 2.0) // 2 * 2)
    high = -(-float(history.max()) * ROOM // 2) * 2
    return low, max(high, scale.ample + 2.0 if scale else high)


def _zones(scale: Scale | None, low: float, high: float) -> tuple[Zone, ...]:
    if scale is None:
        return ()
    bottom = scale.scarce if scale.scarce is not None else low
    zones = [Zone("abundant", Level.CALM, scale.ample, high), Zone("ample", Level.WATCH, bottom, scale.ample)]
    if scale.scarce is not None:
        zones.append(Zone("scarce", Level.STRAINED, low, scale.scarce))
    return tuple(zones)
