"""Charts as data: which lines, which frame, which marks. Words come from the prose, the drawing from charts/."""

from datetime import date, timedelta

import pandas as pd

from tidegauge.compose.desk import FIRST, HALF_YEAR, YEAR, Desk, held, points, weekly_before
from tidegauge.compose.figures import digits
from tidegauge.days import last_business_day
from tidegauge.indicators.rates import floor
from tidegauge.model.document import ChartKind, ChartSize, ChartSpec, Line, Mark, MarkKind, Role, Trace
from tidegauge.model.units import Unit

STRIP_LOW, STRIP_HIGH = -30.0, 60.0
"""Frame of the strip in basis points; what lies beyond is cut and told."""
PERCENTILES = ("SOFR1", "SOFR25", "SOFR", "SOFR75", "SOFR99")
PERCENTILE_KEYS = ("p1", "p25", "p50", "p75", "p99")
FLOORS = ("FOMC_ONRRP_RATE_STEPS", "RRPONTSYAWARD", "DFEDTARL")
"""Of the corridor: the first that was there at the chart's start."""
BEYOND_TOP = 0.75
"""Percentage points above the corridor that its chart still shows."""
BEYOND_SPREAD = 120.0
"""Basis points above the floor that charts of spreads still show."""


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
        traces=(desk.trace_of("sofr_iorb", "sofr_iorb"),),
    )


def policy_edges(desk: Desk, start: date, end: date) -> tuple[Line, Line] | None:
    """
    The corridor: ON RRP rate below, standing repo rate above; before July 2021 the top of the target range.

    Where the FOMC's steps are not at hand, the award rate and the target range stand in.
    """
    low, (key, high) = _edges(desk, start)
    bottom, top = desk.series(low, Unit.PERCENT), desk.series(high, Unit.PERCENT)
    if bottom.empty or top.empty:
        return None
    return (
        Line("on_rrp_rate", held(bottom, start, end), Role.EDGE, step=True),
        Line(key, held(top, start, end), Role.EDGE, step=True),
    )


def _edges(desk: Desk, start: date) -> tuple[str, tuple[str, str]]:
    """The series of the lower edge, and the key and the series of the upper one."""
    low = next((one for one in FLOORS if _begun(desk, one, start)), FLOORS[-1])
    standing = ("srf_rate", "FOMC_SRF_RATE_STEPS")
    return low, standing if _begun(desk, standing[1], start) else ("target_upper", "DFEDTARU")


def _begun(desk: Desk, series: str, start: date) -> bool:
    values = desk.series(series, Unit.PERCENT)
    return not values.empty and bool(values.index[0].date() <= start)


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
        traces=_corridor_traces(desk, start),
    )


def _corridor_traces(desk: Desk, start: date) -> tuple[Trace, ...]:
    low, (key, high) = _edges(desk, start)
    return (
        desk.trace_of("sofr", "sofr"),
        desk.trace("tgcr", "NYFED_TGCR"),
        desk.trace("bgcr", "NYFED_BGCR"),
        desk.trace("iorb" if desk.begun("iorb") else "ioer", "IORB", "IOER"),
        desk.trace("effr", "EFFR"),
        desk.trace("on_rrp_rate", low),
        desk.trace(key, high),
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
        traces=(
            *(desk.trace(key, one) for key, one in zip(PERCENTILE_KEYS, PERCENTILES, strict=True)),
            desk.trace("iorb", "IORB", "IOER", drawn=False),
        ),
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
        (desk.trace_of("core", "sofr_iorb_core_20d"), desk.trace_of("daily", "sofr_iorb")),
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
    traces: tuple[Trace, ...],
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
        traces=traces,
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
        (desk.trace_of(reading, reading),),
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
        (
            desk.trace_of("fed_assets", "fed_assets"),
            desk.trace("treasuries", "TREAST"),
            desk.trace("mbs", "WSHOMCB"),
        ),
        kind=ChartKind.LINES,
        places=0,
    )
