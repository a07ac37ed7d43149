"""Section 5: delinquencies with their definitions, unemployment, spreads, margin debt; which moves first."""

from collections.abc import Mapping
from datetime import date

from tidegauge.compose import plots, states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import Desk, points
from tidegauge.compose.figures import digits, long_run_average
from tidegauge.indicators.leadlag import LeadLag, delinquencies_and_unemployment
from tidegauge.judge import standing
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
from tidegauge.model.judgement import Direction
from tidegauge.model.units import Unit

SINCE = date(2000, 1, 1)
"""Three recessions."""
LOANS = ("card_delinquency", "consumer_delinquency", "mortgage_delinquency", "cre_delinquency")
DRAWN = ("card_delinquency", "unemployment", "mortgage_delinquency")
QUARTER_GAP = 200
"""Days after which a quarterly line is broken."""
YEAR_DAYS = 364
FEW = 5.0
"""Basis points of a spread within four weeks that count as little changed."""


def content(desk: Desk) -> Content:
    """The section."""
    charts = {
        "spread": plots.single(desk, "spread", "hy_oas", None, unit=Unit.PERCENT, thin=True),
        "delinquency": delinquency_chart(desk),
    }
    return Content(facts(desk), charts, {"loans": loans(desk)})


def facts(desk: Desk) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    figures = desk.figures
    moved = figures.change("hy_oas", 28).value
    spread_moved = None if moved is None else moved * 100
    card = states.movement(figures.change("card_delinquency", YEAR_DAYS).value, states.NARROW)
    return {
        "f": figures.all(),
        "spread": states.against_average(desk, "hy_oas"),
        "spread_average": _average(desk, "hy_oas"),
        "spread_since": desk.history("hy_oas").index[0].date() if desk.has("hy_oas") else None,
        "spread_level": figures.level("hy_oas"),
        "spread_judged": figures.judged("hy_oas"),
        "spread_moved": states.movement(spread_moved, FEW),
        "spread_change": figures.part("hy_oas", spread_moved, Unit.BP, None, 0) if spread_moved is not None else None,
        "card_ago": figures.ago("card_delinquency", YEAR_DAYS),
        "card_moved": card,
        "card_judged": figures.judged("card_delinquency"),
        "card_level": figures.level("card_delinquency"),
        "card_standing": _standing(desk, "card_delinquency") if card == "up" else {"kind": "none"},
        "jobs_late": desk.has("unemployment") and not desk.measurement["unemployment"].judged,
        "jobs_next": _next_month(desk.measurement["unemployment"].reading.period),
        "jobs_ago": figures.ago("unemployment", YEAR_DAYS),
        "jobs_moved": states.movement(figures.change("unemployment", YEAR_DAYS).value, states.NARROW),
        "margin_year": _year(desk, "margin_debt"),
        "margin_standing": _standing(desk, "margin_debt"),
        "consumer_ended": desk.has("consumer_delinquency") and not desk.measurement["consumer_delinquency"].judged,
        **lead_facts(desk, _lead(desk)),
    }


def _standing(desk: Desk, reading: str) -> Fact:
    if not desk.has(reading):
        return {"kind": "none"}
    return desk.figures.standing(reading, standing(desk.history(reading), Direction.HIGH), Direction.HIGH)


def _next_month(period: date | None) -> Fact:
    """The month after the latest: where that is late, it is this one that has not come."""
    return None if period is None else date(period.year + period.month // 12, period.month % 12 + 1, 1)


def _average(desk: Desk, reading: str) -> Fact:
    average = long_run_average(desk.measurement[reading])
    return None if average is None else desk.figures.part(reading, average, Unit.PERCENT, None, 2)


def _year(desk: Desk, reading: str) -> Fact:
    """Change over a year in percent; None without a year of history."""
    now, then = desk.figures.value(reading), desk.figures.ago(reading, YEAR_DAYS)
    if now.value is None or not then.value:
        return None
    return Figure(reading, (now.value / then.value - 1) * 100, Unit.PERCENT, now.period, "change", now.status, 1)


def _lead(desk: Desk) -> LeadLag | None:
    if not desk.has("card_delinquency", "unemployment"):
        return None
    return delinquencies_and_unemployment(desk.history("card_delinquency"), desk.history("unemployment"))


def lead_facts(desk: Desk, found: LeadLag | None) -> Mapping[str, Fact]:
    """
    Who moves first, as the interval allows.

    Returns:
        lead: "card" (the whole interval says delinquencies first), "jobs", "together" (it contains zero) or "unknown".
    """
    if found is None:
        return {"lead": "unknown", "lag": None, "lag_low": None, "lag_high": None, "lag_r": None, "lag_n": None}
    figures = desk.figures
    lead = "card" if found.low > 0 else "jobs" if found.high < 0 else "together"
    low, high = sorted((abs(found.low), abs(found.high)))
    return {
        "lead": lead,
        "lag": figures.count("card_delinquency", abs(found.best)),
        "lag_low": figures.count("card_delinquency", low),
        "lag_high": figures.count("card_delinquency", high),
        "lag_r": figures.part("card_delinquency", found.at(found.best), Unit.CORRELATION, None, 2),
        "lag_n": figures.count("card_delinquency", found.pairs(found.best)),
    }


def delinquency_chart(desk: Desk) -> ChartSpec | None:
    """Card and mortgage delinquencies beside unemployment, since 2000."""
    if not desk.has("card_delinquency"):
        return None
    card = desk.history("card_delinquency")
    last = card.index[-1].date()
    lines = [Line("card_delinquency", points(card, SINCE, gap=QUARTER_GAP), Role.SUBJECT)]
    for key, role in (("unemployment", Role.SECOND), ("mortgage_delinquency", Role.CONTEXT)):
        if desk.has(key):
            lines.append(Line(key, points(desk.history(key), SINCE, gap=QUARTER_GAP), role))
    if not lines[0].points:
        return None
    lines = [line for line in lines if line.points]
    end = max(line.points[-1][0] for line in lines)
    return ChartSpec(
        id="delinquency",
        kind=ChartKind.LINES,
        size=ChartSize.BESIDE,
        unit=Unit.PERCENT,
        digits=digits("card_delinquency", Unit.PERCENT),
        lines=tuple(lines),
        start=max(SINCE, card.index[0].date()),
        end=end,
        series=("DRCCLACBS", "DRSFRMACBS", "UNRATE"),
        readings=("card_delinquency",),
        last=last,
        known=desk.known_day(("DRCCLACBS",)),
        traces=tuple(desk.trace_of(one, one) for one in DRAWN),
    )


def loans(desk: Desk) -> TableSpec | None:
    """Delinquency rates side by side: whose, how many days, the rate now and a year ago."""
    there = tuple(one for one in LOANS if desk.has(one))
    if not there:
        return None
    columns = (
        TableColumn("whose", quiet=True),
        TableColumn("days_overdue", quiet=True),
        TableColumn("quarter", quiet=True),
        TableColumn("rate", numbers=True),
        TableColumn("year_ago", numbers=True),
        TableColumn("percentile", numbers=True),
    )
    return TableSpec("loans", columns, tuple(TableRow(_loan(desk, one), one) for one in LOANS))


def _loan(desk: Desk, reading: str) -> tuple[TableCell, ...]:
    measured = desk.measurement[reading]
    one = measured.reading
    ago = desk.figures.ago(reading, YEAR_DAYS) if measured.present else None
    percentile = Figure(reading, one.percentile, Unit.COUNT, None, "percentile", digits=0)
    signal = desk.figures.signal(reading)
    return (
        TableCell("all_banks"),
        TableCell("thirty_days"),
        TableCell(one.period),
        TableCell(desk.figures.value(reading), strong=True),
        TableCell(ago),
        TableCell(percentile if one.percentile is not None else "not_rated", level=signal.level if signal else None),
    )
