"""Section 9: this week beside three crises, reading by reading, and the weeks of history it is nearest to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tidegauge.compose import cells, plots, states
from tidegauge.compose.chronicle import event_told
from tidegauge.compose.composite import shares
from tidegauge.compose.content import Content
from tidegauge.compose.desk import FIRST, LINGERS, Desk, points
from tidegauge.indicators.composite import BLOCKS
from tidegauge.indicators.likeness import APART, SHARED, Track, Week, distances, nearest, percentiles, seen_on
from tidegauge.judge import issue_days
from tidegauge.measure import SINCE
from tidegauge.model.document import (
    ChartKind,
    ChartSize,
    ChartSpec,
    Fact,
    Figure,
    Line,
    Mark,
    MarkKind,
    TableCell,
    TableColumn,
    TableRow,
    TableSpan,
    TableSpec,
    Trace,
)
from tidegauge.model.judgement import Direction, Level, Rule
from tidegauge.model.units import Unit

EPISODES = {"2019-09": date(2019, 9, 20), "2020-03": date(2020, 3, 20), "2023-03": date(2023, 3, 17)}
"""Each crisis as the issue of its week would have seen it."""
GROUPS = {
    "group_funding": ("sofr_iorb", "sofr_iorb_core_20d", "sofr_p99_p1", "effr_iorb"),
    "group_reserves": ("reserves_to_gdp", "tga", "on_rrp", "discount_window"),
    "group_markets": ("hy_oas", "ofr_fsi", "vix", "dollar_index", "btc_from_high"),
}
COMPARED = tuple(one for readings in GROUPS.values() for one in readings)
FUNDING = GROUPS["group_funding"]
TOLD = ("value", "percentile", "four_weeks")
"""What is told of each reading in each week: columns of the table."""
LISTED = 5
"""Weeks of history told."""
NEAR, FAR = 20.0, 35.0
"""Distances: up to the first two weeks are alike, beyond the second they are not (two unrelated weeks: about 41)."""
ACTS_LISTED = 3
AROUND = timedelta(days=-10), timedelta(days=14)
"""Days from an episode's issue within which an act counts as its answer in time, not as its consequence."""
BOUNDS = (75.0, 90.0, 97.5)
"""Percentiles in the direction of stress at which a cell takes the fill of watch, strained, acute."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """
    This week against history.

    Attributes:
        days: datetime64[D]: every issue so far, the as-of day last.
        overall, funding: Distance of each from this week, over all readings and over those of funding; 0 to 100.
        episodes: Those that lie before this week.
        weeks: Readings of each episode, and of this week under "now".
        used: Readings that this week has.
    """

    days: np.ndarray
    overall: np.ndarray
    funding: np.ndarray
    episodes: tuple[str, ...]
    weeks: Mapping[str, Mapping[str, Week]]
    used: tuple[str, ...]

    def of(self, episode: str, *, funding: bool = False) -> float | None:
        """Distance from an episode; None where too few readings are shared."""
        at = np.flatnonzero(self.days == np.datetime64(EPISODES[episode]))
        found = (self.funding if funding else self.overall)[at[0]] if at.size else np.nan
        return None if np.isnan(found) else float(found)

    def shared(self, episode: str | None, readings: tuple[str, ...]) -> int:
        """How many of the readings this week and an episode both have."""
        both = (self.weeks[episode], self.weeks["now"]) if episode else ()
        return sum(bool(both) and all(week[one].percentile is not None for week in both) for one in readings)


def compare(desk: Desk) -> Likeness:
    """Every issue so far against this one."""
    day = desk.issue.as_of
    tracks = {one: _track(desk, one) for one in COMPARED}
    now = {
        one: seen_on(tracks[one], day) if desk.measurement[one].judged else Week(None, None, None) for one in COMPARED
    }
    days = issue_days(day)
    table = percentiles(tracks, days)
    rank = np.array([np.nan if now[one].percentile is None else now[one].percentile for one in COMPARED], dtype=float)
    size = len(FUNDING)
    episodes = tuple(key for key, one in EPISODES.items() if one < day)
    weeks = {key: {one: seen_on(tracks[one], EPISODES[key]) for one in COMPARED} for key in episodes}
    return Likeness(
        days=days,
        overall=distances(table, rank),
        funding=distances(table[:size], rank[:size]),
        episodes=episodes,
        weeks={**weeks, "now": now},
        used=tuple(one for one in COMPARED if now[one].percentile is not None),
    )


def _track(desk: Desk, reading: str) -> Track:
    measured = desk.measurement[reading]
    recent = np.asarray(measured.history.index >= SINCE)
    periods = measured.history.index.to_numpy().astype("datetime64[D]")
    return Track(periods[recent], measured.known[recent], measured.history.to_numpy(dtype=float)[recent])


def content(desk: Desk) -> Content:
    """The section."""
    found = compare(desk)
    charts = {"distance": distance_chart(desk, found), "stress": stress_chart(desk)}
    tables = {
        "analogues": table(desk, found),
        "nearest": nearest_table(desk, found),
        "policy": policy_table(desk, found),
    }
    return Content(facts(desk, found), charts, tables)


def facts(desk: Desk, found: Likeness) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    overall = {key: value for key in found.episodes if (value := found.of(key)) is not None}
    funding = {key: value for key in found.episodes if (value := found.of(key, funding=True)) is not None}
    closest = min(overall, key=lambda one: overall[one]) if overall else None
    closest_funding = min(funding, key=lambda one: funding[one]) if funding else None
    weeks = nearest(found.overall, LISTED)
    shared_funding = found.shared(closest_funding, FUNDING)
    return {
        "f": desk.figures.all(),
        "episodes": bool(found.episodes),
        "enough": len(found.used) >= SHARED * len(COMPARED),
        "within": _within(desk),
        "compared": desk.figures.count("stress", found.shared(closest, COMPARED)),
        "closest": closest,
        "closest_on": EPISODES[closest] if closest else None,
        "closest_distance": _distance(desk, overall.get(closest) if closest else None),
        "alike": _alike(overall.get(closest) if closest else None),
        "funding_closest": closest_funding,
        "funding_on": EPISODES[closest_funding] if closest_funding else None,
        "funding_distance": _distance(desk, funding.get(closest_funding) if closest_funding else None),
        "funding_alike": _alike(funding.get(closest_funding) if closest_funding else None),
        "funding_compared": desk.figures.count("stress", shared_funding),
        "funding_whole": shared_funding == len(FUNDING),
        "near_week": found.days[weeks[0]].astype(object) if weeks else None,
        "near_distance": _distance(desk, float(found.overall[weeks[0]]) if weeks else None),
        "near_alike": _alike(float(found.overall[weeks[0]]) if weeks else None),
        "near_is_crisis": bool(weeks) and _in_crisis(found.days[weeks[0]].astype(object)),
        "apart": _apart(desk, found, closest),
        **_index_facts(desk),
    }


def _index_facts(desk: Desk) -> Mapping[str, Fact]:
    """The index: where it stands, against its highest since it is computed, and of how many blocks it is."""
    history = desk.history("stress")
    there = desk.has("stress")
    blocks = len(shares(desk, desk.issue.as_of))
    highest = float(history.max()) if there else 0.0
    return {
        "stress": states.sign(desk.measurement["stress"].reading.value, 0.0),
        "stress_level": desk.figures.level("stress"),
        "stress_judged": desk.figures.judged("stress"),
        "stress_ago": desk.figures.ago("stress", 28),
        "stress_record": there and float(history.iloc[-1]) >= highest,
        "stress_since": history.index[0].date() if there else None,
        "stress_highest": desk.figures.part("stress", highest, Unit.INDEX, history.idxmax().date(), 2)
        if there
        else None,
        "blocks": desk.figures.count("stress", blocks),
        "blocks_whole": blocks == len(BLOCKS),
    }


def _within(desk: Desk) -> bool:
    """Whether the week itself is one of stress: in an episode or the four weeks after it, or the index is strained."""
    day = desk.issue.as_of
    around = any(band.current for band in desk.bands(day - LINGERS, day))
    return around or desk.figures.level("stress") >= Level.STRAINED


def _distance(desk: Desk, value: float | None) -> Fact:
    return None if value is None else desk.figures.part("stress", value, Unit.INDEX, None, 0)


def _alike(value: float | None) -> str:
    """ "near", "apart", "between" or "unknown"."""
    if value is None:
        return "unknown"
    return "near" if value <= NEAR else "apart" if value > FAR else "between"


def _in_crisis(day: date) -> bool:
    return any(abs(day - one) <= timedelta(days=28) for one in EPISODES.values())


def _apart(desk: Desk, found: Likeness, episode: str | None) -> Fact:
    """The reading that differs most from an episode: both values; None where there is none."""
    if episode is None:
        return None
    gaps = {}
    for one in COMPARED:
        then, now = found.weeks[episode][one].percentile, found.weeks["now"][one].percentile
        if then is not None and now is not None:
            gaps[one] = abs(then - now)
    if not gaps:
        return None
    reading = max(gaps, key=lambda one: gaps[one])
    week = found.weeks[episode][reading]
    value = desk.figures.value(reading)
    before = Figure(reading, week.value, value.unit, week.period, "earlier", digits=value.digits)
    return {"reading": reading, "now": value, "then": before}


def table(desk: Desk, found: Likeness) -> TableSpec | None:
    """Value, percentile and change of each reading now and in each episode; the distances below."""
    if not found.episodes:
        return None
    columns = [TableColumn(key, numbers=True, now=True) for key in TOLD]
    columns += [TableColumn(key, numbers=True) for _ in found.episodes for key in TOLD]
    spans = [TableSpan("now", len(TOLD), desk.issue.as_of, now=True)]
    spans += [TableSpan(f"episode_{key}", len(TOLD), EPISODES[key]) for key in found.episodes]
    rows: list[TableRow] = []
    for group, readings in GROUPS.items():
        rows.append(TableRow((), group))
        rows += [_reading_row(desk, found, one) for one in readings]
    rows += [
        _distance_row(desk, found, "distance", funding=False),
        _distance_row(desk, found, "distance_funding", funding=True),
    ]
    return TableSpec("analogues", tuple(columns), tuple(rows), spans=tuple(spans))


def _reading_row(desk: Desk, found: Likeness, reading: str) -> TableRow:
    rule = next((one for one in desk.rules if one.reading == reading), None)
    row: list[TableCell] = []
    for key in ("now", *found.episodes):
        week = found.weeks[key][reading]
        row += [
            cells.value(desk, reading, week.value, week.period),
            _percentile(reading, week, rule),
            cells.change(desk, reading, week.change),
        ]
    return TableRow(tuple(row), reading)


def _percentile(reading: str, week: Week, rule: Rule | None) -> TableCell:
    if week.percentile is None:
        return TableCell("not_rated")
    figure = Figure(reading, week.percentile, Unit.COUNT, week.period, "percentile", digits=0)
    return TableCell(figure, level=_fill(week.percentile, rule))


def _fill(percentile: float, rule: Rule | None) -> Level | None:
    """The fill by direction of stress alone; gates are of their own time."""
    if rule is None:
        return None
    stressed = percentile if rule.direction is Direction.HIGH else 100.0 - percentile
    return Level(sum(stressed >= bound for bound in BOUNDS[: len(rule.percentiles)]))


def _distance_row(desk: Desk, found: Likeness, name: str, *, funding: bool) -> TableRow:
    row = [TableCell("not_applicable"), TableCell(""), TableCell("")]
    for key in found.episodes:
        value = found.of(key, funding=funding)
        figure = None if value is None else Figure("stress", value, Unit.INDEX, None, "part", digits=0)
        row += [TableCell(figure, strong=not funding), TableCell(""), TableCell("")]
    return TableRow(tuple(row), name, line=not funding)


def nearest_table(desk: Desk, found: Likeness) -> TableSpec | None:
    """The nearest weeks of history, at least a quarter apart: distance, and what the index read then."""
    weeks = nearest(found.overall, LISTED)
    if not weeks:
        return None
    columns = (
        TableColumn("week"),
        TableColumn("distance", numbers=True),
        TableColumn("distance_funding", numbers=True),
        TableColumn("stress_then", numbers=True),
    )
    return TableSpec("nearest", columns, tuple(TableRow(_near(desk, found, at)) for at in weeks), named=False)


def _near(desk: Desk, found: Likeness, at: int) -> tuple[TableCell, ...]:
    day = found.days[at].astype(object)
    apart, funding = float(found.overall[at]), float(found.funding[at])
    then = desk.figures.earlier("stress", day)
    return (
        TableCell(day, strong=True),
        TableCell(Figure("stress", apart, Unit.INDEX, None, "part", digits=0)),
        TableCell(None if np.isnan(funding) else Figure("stress", funding, Unit.INDEX, None, "part", digits=0)),
        TableCell(then if then.value is not None else None, signed=True),
    )


def policy_table(desk: Desk, found: Likeness) -> TableSpec | None:
    """What policy did around each episode, from the table of events; three acts each at most."""
    day = desk.issue.as_of
    acts = [
        one
        for key in found.episodes
        for one in [
            event
            for event in desk.almanac.events
            if event.act and AROUND[0] <= event.day - EPISODES[key] <= AROUND[1] and event.known <= day
        ][:ACTS_LISTED]
    ]
    if not acts:
        return None
    columns = (TableColumn("date"), TableColumn("event", told=True))
    rows = tuple(TableRow((TableCell(one.day, strong=True), TableCell(event_told(one)))) for one in acts)
    return TableSpec("policy", columns, rows, named=False)


def distance_chart(desk: Desk, found: Likeness) -> ChartSpec | None:
    """How far each week lies from this one, the quarter before it left out; the nearest is marked."""
    there = ~np.isnan(found.overall)
    there[-APART:] = False
    if there.sum() < LISTED:
        return None
    history = pd.Series(found.overall[there], index=pd.DatetimeIndex(found.days[there].astype("datetime64[s]")))
    start, last = history.index[0].date(), history.index[-1].date()
    week = found.days[nearest(found.overall, 1)[0]].astype(object)
    mark = Mark(MarkKind.NAMED, week, float(history[pd.Timestamp(week)]))
    series = tuple(dict.fromkeys(series for one in found.used for series in desk.measurement[one].series))
    return ChartSpec(
        id="distance",
        kind=ChartKind.LINES,
        size=ChartSize.BESIDE,
        unit=Unit.INDEX,
        digits=0,
        lines=(Line("distance", points(history, start, gap=20)),),
        start=start,
        end=last,
        series=series,
        readings=("stress",),
        last=last,
        known=desk.issue.as_of,
        bands=desk.bands(start, last),
        low=0.0,
        marks=(mark,),
        traces=(Trace("distance", series, last, not desk.measurement["stress"].judged),),
    )


def stress_chart(desk: Desk) -> ChartSpec | None:
    """The index by week since 2018."""
    return plots.single(desk, "stress", "stress", desk.issue.as_of - FIRST, kind=ChartKind.AREA, unit=Unit.INDEX)
