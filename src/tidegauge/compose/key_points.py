"""Section 0: headline, three findings, phenomena by strength, the dashboard and what moved."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from tidegauge.compose import ahead, plots, states
from tidegauge.compose.causes import Causes
from tidegauge.compose.composite import composite
from tidegauge.compose.desk import HALF_YEAR, Desk
from tidegauge.compose.figures import table_digits
from tidegauge.model.document import (
    CalendarEntry,
    DashboardBlock,
    DashboardRow,
    Fact,
    Finding,
    KeyPoints,
    LevelMove,
    Phenomenon,
)
from tidegauge.model.judgement import Level, Signal
from tidegauge.report import Report

PHENOMENA = 6
"""At most so many on page one."""
OF_A_KIND = 2
"""Of one kind (rates of secured lending over one floor), while something of another kind is raised."""
NEXT = 1
"""Levels below one that has two of its kind before it, at which another is told in its place."""
CALM_ONES = 3
"""At least so many are told, the nearest calm ones if need be."""
SPARK_WEEKS, SPARK_POINTS = 26, 90
BROAD = ("ofr_fsi", "nfci", "vix")
"""What the third finding looks at: the first that is there."""
CHANGES = ("tga_change_13w", "btc_change_1w")
"""Readings whose families are named for a level: a headline names these for themselves."""
CONDITIONS, INDICES = "conditions", ("nfci", "stlfsi")
FUNDING = ("sofr_iorb", "tgcr_iorb", "effr_iorb")


def key_points(report: Report, desk: Desk, causes: Causes, calendar: tuple[CalendarEntry, ...] = ()) -> KeyPoints:
    """Page one and the dashboard."""
    fixed = {plan.key: desk.listed(plan.readings) for plan in report.dashboard}
    ranked = desk.judgement.ranked()
    pipes, beyond = states.sides(desk, fixed)
    scope = states.scope(pipes, beyond) if states.judged(desk, fixed) else "unknown"
    named = _named_in_headline(fixed, ranked, scope)
    heads = _with_strongest(report, fixed, (*named, *_told(ranked)))
    return KeyPoints(
        facts=_facts(desk, heads, ranked, named, scope),
        findings=_findings(desk, causes, scope, beyond.highest),
        strip=plots.strip(desk),
        phenomena=tuple(_phenomenon(desk, signal) for signal in _told(ranked)),
        dashboard=tuple(_block(desk, key, readings) for key, readings in heads.items()),
        moves=_moves(desk, heads),
        composite=composite(desk, report.rules),
        ahead=ahead.facts(desk, calendar, ranked),
    )


def _with_strongest(
    report: Report, fixed: Mapping[str, tuple[str, ...]], signals: Iterable[Signal]
) -> Mapping[str, tuple[str, ...]]:
    """The heads with their readings; those that ask for it have the first raised signals that are under no head."""
    shown = {reading for readings in fixed.values() for reading in readings}
    raised = dict.fromkeys(one for one in signals if one.level > Level.CALM and one.reading not in shown)
    heads = {}
    for plan in report.dashboard:
        more = sorted(list(raised)[: plan.strongest], key=lambda one: -one.level)
        heads[plan.key] = (*fixed[plan.key], *(one.reading for one in more))
    return {key: readings for key, readings in heads.items() if readings or fixed[key]}


def _told(ranked: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """
    What the list of page one tells, strongest first.

    Six spreads to one floor are one piece of news: of a kind two are told, and others come in its place, of the same
    level or of the next. Nothing raised gives way to something calm, nor is the list cut short. Where there are others
    of its level, the spread that the first finding is about is no phenomenon over again, unless it leads.
    """
    raised = [signal for signal in ranked if signal.level > Level.CALM]
    if len(raised) <= PHENOMENA:
        return ranked[: max(CALM_ONES, len(raised))]
    chosen: list[Signal] = []
    surplus: list[Signal] = []
    first, *rest = raised
    for one in [first, *sorted(rest, key=lambda signal: (-signal.level, signal.reading == FUNDING[0]))]:
        (surplus if _alike(one, chosen) >= OF_A_KIND else chosen).append(one)
    chosen = [one for one in raised if one in chosen[:PHENOMENA]]
    for one in surplus:
        if len(chosen) == PHENOMENA and one.level - chosen[-1].level > NEXT:
            chosen.pop()
        if len(chosen) < PHENOMENA:
            chosen = [other for other in raised if other in chosen or other is one]
    return tuple(chosen)


def _alike(one: Signal, others: Sequence[Signal]) -> int:
    """How many of the others measure nearly what it measures."""
    return sum(other.kind == one.kind for other in others)


def _facts(
    desk: Desk,
    heads: Mapping[str, tuple[str, ...]],
    ranked: tuple[Signal, ...],
    named: tuple[Signal, ...],
    scope: str,
) -> Mapping[str, Fact]:
    raised = [signal for signal in ranked if signal.level > Level.CALM]
    first, second = (*named, None, None)[:2]
    rows = [desk.figures.signal(reading) for readings in heads.values() for reading in readings]
    counted = {level: sum(1 for one in rows if one and one.level is level) for level in Level}
    told = _told(ranked)
    return {
        "f": desk.figures.all(),
        "scope": scope,
        "first": _named(desk, first),
        "second": _named(desk, second),
        "repo_calm": states.settled(desk) and not states.tense(desk),
        "raised": len(raised),
        "phenomena": desk.figures.count("sofr_iorb", len(told)),
        "chosen": told != ranked[: len(told)] and all(_alike(one, told) <= OF_A_KIND for one in told),
        "acute": desk.figures.count("sofr_iorb", counted[Level.ACUTE]),
        "strained": desk.figures.count("sofr_iorb", counted[Level.STRAINED]),
        "watch": desk.figures.count("sofr_iorb", counted[Level.WATCH]),
        "strip_above": states.sign(desk.measurement["sofr_iorb"].reading.value),
    }


def _named_in_headline(
    fixed: Mapping[str, tuple[str, ...]], ranked: tuple[Signal, ...], scope: str
) -> tuple[Signal, ...]:
    """The one or two signals that the headline names; none in a calm week."""
    raised = [signal for signal in ranked if signal.level > Level.CALM]
    home = {reading: key for key, readings in fixed.items() for reading in readings}
    second = _second(raised, home, scope)
    return tuple(one for one in (*raised[:1], second) if one is not None)


def _named(desk: Desk, signal: Signal | None) -> str | None:
    """
    What a headline calls a signal: its family, but a change by itself where the family is named for a level. Conditions
    are tight only where both indices of them are above their average, which is zero.
    """
    if signal is None:
        return None
    if signal.family == CONDITIONS and any((desk.measurement[one].reading.value or 0.0) <= 0 for one in INDICES):
        return f"{CONDITIONS}_easier"
    return signal.reading if signal.reading in CHANGES else signal.family


def _second(raised: list[Signal], home: Mapping[str, str], scope: str) -> Signal | None:
    """
    The strongest signal under another head than the first; else simply the second.

    Where the headline says that one side is tight and the other not, both signals come from that side; where it says
    that both are, one comes from each.
    """
    first, rest = raised[:1], raised[1:]
    if not first or not rest:
        return None

    def piped(one: Signal) -> bool:
        return states.block_of(one.reading, home) in states.PIPES

    if scope in ("pipes", "pipes_acute", "beyond"):
        rest = [one for one in rest if piped(one) == (scope != "beyond")]
    elif scope in ("both", "acute"):
        rest = [one for one in rest if piped(one) != piped(first[0]) and one.level >= Level.STRAINED] or rest
    if not rest:
        return None
    head = states.block_of(first[0].reading, home)
    return next((one for one in rest if states.block_of(one.reading, home) != head), rest[0])


def _findings(desk: Desk, causes: Causes, scope: str, beyond: Level) -> tuple[Finding, ...]:
    common: Mapping[str, Fact] = {"f": desk.figures.all(), "scope": scope}
    funding = next((one for one in FUNDING if desk.has(one)), FUNDING[0])
    broad = next((one for one in BROAD if desk.has(one)), BROAD[0])
    return (
        Finding("funding", desk.figures.value(funding), {**common, **_funding(desk, funding)}),
        Finding("reserves", desk.figures.value("reserves_to_gdp"), {**common, **causes.facts, **_reserves(desk)}),
        Finding("broad", desk.figures.value(broad), {**common, **_broad(desk, broad, beyond)}),
    )


def _funding(desk: Desk, reading: str) -> Mapping[str, Fact]:
    figures = desk.figures
    above_since, last_above = states.run(desk)
    return {
        "reading": reading,
        "frequency": states.frequency(desk),
        "above_since": above_since,
        "last_above": last_above,
        "spread": states.sign(desk.measurement["sofr_iorb"].reading.value),
        "core": states.sign(desk.measurement["sofr_iorb_core_20d"].reading.value),
        "high": figures.extreme("sofr_iorb_20d_max"),
        "high_today": figures.extreme("sofr_iorb_20d_max").period == figures.value("sofr_iorb").period,
        "spiked": figures.level("sofr_iorb_20d_max") >= Level.STRAINED,
        "settled": states.settled(desk),
        "tense": states.tense(desk),
    }


def _reserves(desk: Desk) -> Mapping[str, Fact]:
    return {"reserves_judged": desk.figures.judged("reserves")}


def _broad(desk: Desk, reading: str, beyond: Level) -> Mapping[str, Fact]:
    """`own_level` is that of our own index; `quiet`: it is calm, and so is everything rated beyond the pipes."""
    own = desk.figures.level("stress")
    return {
        "own_level": own,
        "quiet": desk.figures.judged("stress") and max(own, beyond) == Level.CALM,
        "reading": reading,
        "broad": states.against_average(desk, reading),
        "credit": states.against_average(desk, "hy_oas"),
        "broad_level": desk.figures.level(reading),
        "broad_judged": desk.figures.judged(reading),
        "credit_level": desk.figures.level("hy_oas"),
        "credit_judged": desk.figures.judged("hy_oas"),
        "tight": states.tight(desk),
    }


def _phenomenon(desk: Desk, signal: Signal) -> Phenomenon:
    figures = desk.figures
    now = figures.value(signal.reading)
    weeks_ago = figures.ago(signal.reading, 7)
    moved = figures.change(signal.reading, 7).value
    facts: dict[str, Fact] = {
        "f": figures.all(),
        "now": now,
        "ago": weeks_ago,
        "moved": states.movement(moved, 0.0),
        "extreme": figures.extreme(signal.reading),
        "sign": states.sign(now.value),
        "ago_sign": states.sign(weeks_ago.value),
        "level": signal.level,
        "month_ago": figures.ago(signal.reading, 28),
        "year_ago": figures.ago(signal.reading, 364),
        "standing": figures.standing(signal.reading, signal.standing, signal.direction),
        "srf_now": desk.has("srf") and figures.value("srf").period != figures.extreme("srf_20d_max").period,
    }
    return Phenomenon(signal.reading, signal.level, facts)


def _block(desk: Desk, key: str, readings: tuple[str, ...]) -> DashboardBlock:
    return DashboardBlock(key, tuple(_row(desk, reading) for reading in readings))


def _row(desk: Desk, reading: str) -> DashboardRow:
    measured = desk.measurement[reading]
    one = measured.reading
    return DashboardRow(one, table_digits(reading, one.unit), desk.figures.signal(reading), _spark(measured.history))


def _spark(history: pd.Series) -> tuple[float, ...]:
    """The last 26 weeks, thinned evenly to at most 90 points, the last one kept."""
    if history.empty:
        return ()
    recent = history.loc[history.index[-1] - pd.Timedelta(HALF_YEAR) :].to_numpy()
    step = -(-recent.size // SPARK_POINTS)
    return tuple(float(value) for value in recent[::-1][::step][::-1])


def _moves(desk: Desk, heads: Mapping[str, tuple[str, ...]]) -> tuple[LevelMove, ...]:
    """Readings of the dashboard whose level is not that of the last issue, rises first."""
    signals = [desk.figures.signal(reading) for readings in heads.values() for reading in readings]
    moved = [
        LevelMove(one.reading, one.before, one.level)
        for one in signals
        if one is not None and one.before is not None and one.before is not one.level
    ]
    return tuple(sorted(moved, key=lambda move: (move.now < move.before, -move.now)))
