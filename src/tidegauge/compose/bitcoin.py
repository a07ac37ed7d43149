"""Section 6: bitcoin beside equities: path, fall, correlation, beta, and whether it led."""

from collections.abc import Mapping

import pandas as pd

from tidegauge.compose import plots, states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import YEAR, Desk, points
from tidegauge.indicators.leadlag import LeadLag, beta, daily_returns
from tidegauge.model.document import (
    ChartKind,
    ChartSize,
    ChartSpec,
    Fact,
    Figure,
    Line,
    Role,
    TableCell,
    TableColumn,
    TableRow,
    TableSpec,
)
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit

CORRELATION = "btc_ndx_corr_60d"
SPANS = (("one_week", 7), ("four_weeks", 28), ("quarter_year", 91), ("one_year", 364))
TIED, LOOSE = 0.5, 0.2
"""Correlations of daily returns: from the first they move together, below the second hardly."""
DEEP = -20.0
"""Percent below the record close: what markets call a bear market, said as such nowhere but here."""
SMALL = 1.0
LEAD_FIGURES = ("same_day", "led_r", "led_days", "led_pairs", "led_n", "against_r", "against_days", "noise")


def content(desk: Desk) -> Content:
    """The section."""
    charts = {"path": path(desk), "correlation": correlation(desk)}
    return Content(facts(desk), charts, {"moves": moves(desk)})


def correlation(desk: Desk) -> ChartSpec | None:
    """The 60-day correlation of returns, two years."""
    size, unit = ChartSize.BESIDE, Unit.CORRELATION
    return plots.single(desk, "correlation", CORRELATION, 2 * YEAR, kind=ChartKind.AREA, size=size, unit=unit)


def equities(desk: Desk) -> pd.Series:
    """The Nasdaq-100, or the fund that stands in for it: whichever the correlation uses."""
    fund = desk.measurement["ndx_change_1w"].substitute
    return desk.series(fund, Unit.USD_PER_SHARE) if fund else desk.series("NASDAQ100", Unit.INDEX)


def facts(desk: Desk) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    figures = desk.figures
    slope = beta(desk.history("btc"), equities(desk))
    r = desk.measurement[CORRELATION].reading.value
    return {
        "f": figures.all(),
        "week": states.movement(desk.measurement["btc_change_1w"].reading.value, SMALL),
        "shares": states.movement(desk.measurement["ndx_change_1w"].reading.value, SMALL),
        "level": max(figures.level("btc_from_high"), figures.level("btc_change_1w")),
        "raised": figures.level("btc_change_1w") >= Level.STRAINED,
        "at_high": desk.measurement["btc_from_high"].reading.value == 0,
        "deep": (desk.measurement["btc_from_high"].reading.value or 0.0) <= DEEP,
        "tie": "unknown" if r is None else "tied" if r >= TIED else "loose" if abs(r) < LOOSE else "some",
        "tie_ago": figures.ago(CORRELATION, 28),
        "beta": None if slope is None else figures.part(CORRELATION, slope, Unit.CORRELATION, None, 1),
        "fund": desk.measurement["ndx_change_1w"].substitute is not None,
        **lead_facts(desk, daily_returns(desk.history("btc"), equities(desk))),
    }


def lead_facts(desk: Desk, found: LeadLag | None) -> Mapping[str, Fact]:
    """
    Whether bitcoin's returns of one day go with equities' of later days.

    Returns:
        led: "no" (no earlier day's correlation exceeds chance), "yes" (one does, and nothing beyond chance speaks
            against it), "mixed" (one does, and another of bitcoin's days goes the other way, or equities lead as well),
            "behind" (equities alone led), "unknown".
        against: With "mixed", what speaks against it: "opposite" or "equities", whichever is stronger; else "none".
    """
    if found is None:
        return {"led": "unknown", "against": "none", **dict.fromkeys(LEAD_FIGURES)}
    bound = found.noise
    ahead = max((lag for lag in found.lags if lag > 0), key=found.at)
    opposite = min((lag for lag in found.lags if lag > 0), key=found.at)
    behind = max((lag for lag in found.lags if lag < 0), key=found.at)
    led = "yes" if found.at(ahead) > bound else "behind" if found.at(behind) > bound else "no"
    other = opposite if -found.at(opposite) > found.at(behind) else behind
    mixed = led == "yes" and abs(found.at(other)) > bound
    told = behind if led == "behind" else ahead
    return {
        "led": "mixed" if mixed else led,
        "against": "none" if not mixed else "opposite" if other == opposite else "equities",
        "same_day": _correlation(desk, found.at(0)),
        "led_r": _correlation(desk, found.at(told)),
        "led_days": desk.figures.count(CORRELATION, abs(told)),
        "led_pairs": desk.figures.count(CORRELATION, found.pairs(told)),
        "led_n": desk.figures.count(CORRELATION, found.count),
        "against_r": _correlation(desk, found.at(other)) if mixed else None,
        "against_days": desk.figures.count(CORRELATION, abs(other)) if mixed else None,
        "noise": _correlation(desk, bound),
    }


def _correlation(desk: Desk, value: float) -> Figure:
    return desk.figures.part(CORRELATION, value, Unit.CORRELATION, None, 2)


def path(desk: Desk) -> ChartSpec | None:
    """Both prices over 52 weeks, 100 at the start."""
    if not desk.recent("btc", "ndx_change_1w"):
        return None
    coin, shares = desk.history("btc"), equities(desk)
    last = coin.index[-1].date()
    start = max(last - YEAR, coin.index[0].date(), shares.index[0].date())
    series = desk.measurement["btc"].series + desk.measurement["ndx_change_1w"].series
    return ChartSpec(
        id="path",
        kind=ChartKind.LINES,
        size=ChartSize.FULL,
        unit=Unit.INDEX,
        digits=0,
        lines=(
            Line("btc", points(_rebased(coin, start), start), Role.SUBJECT),
            Line("ndx", points(_rebased(shares, start), start), Role.CONTEXT),
        ),
        start=start,
        end=last,
        series=series,
        readings=("btc",),
        last=last,
        known=desk.known_day(series),
        bands=desk.bands(start, last),
        traces=(desk.trace_of("btc", "btc"), desk.trace_of("ndx", "ndx_change_1w")),
    )


def _rebased(values: pd.Series, start: object) -> pd.Series:
    """100 at the first value from `start` on."""
    cut = values.loc[pd.Timestamp(start) :]
    return cut / cut.iloc[0] * 100 if cut.size else cut


def moves(desk: Desk) -> TableSpec | None:
    """Changes over four spans and the distance from the record close: bitcoin beside the Nasdaq-100."""
    if not desk.recent("btc", "ndx_change_1w"):
        return None
    columns = (*(TableColumn(key, numbers=True) for key, _ in SPANS), TableColumn("from_high", numbers=True))
    rows = (
        TableRow(_moves(desk.history("btc"), "btc"), "bitcoin"),
        TableRow(_moves(equities(desk), "ndx_change_1w"), "nasdaq"),
    )
    return TableSpec("moves", columns, rows)


def _moves(values: pd.Series, reading: str) -> tuple[TableCell, ...]:
    cells = []
    for _, days in SPANS:
        earlier = values.loc[: values.index[-1] - pd.Timedelta(days=days)]
        number = (values.iloc[-1] / earlier.iloc[-1] - 1) * 100 if earlier.size else None
        cells.append(_percent(reading, number, values))
    return (*cells, _percent(reading, (values.iloc[-1] / values.max() - 1) * 100, values))


def _percent(reading: str, number: float | None, values: pd.Series) -> TableCell:
    if number is None:
        return TableCell(None)
    period = values.index[-1].date()
    return TableCell(Figure(reading, float(number), Unit.PERCENT, period, "change", digits=1), signed=True)
