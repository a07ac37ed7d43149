"""Section 13: what would change our mind, and the calendar of the next four weeks."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from itertools import pairwise

import numpy as np

from tidegauge.claims.model import Ledger
from tidegauge.compose import ahead, ladder, releases
from tidegauge.compose.claims import documents
from tidegauge.compose.content import Content, tally
from tidegauge.compose.desk import Desk
from tidegauge.compose.scorecard import scorecard, scores
from tidegauge.days import business_day, is_business_day, last_business_day
from tidegauge.model.almanac import Outcome, ReleaseDay
from tidegauge.model.document import CalendarEntry, Fact
from tidegauge.model.judgement import Level, Signal, Trigger

AHEAD = timedelta(days=28)
WATCHED = 8
"""Rows of the watch list."""
SETTLEMENT = 15
"""Day of a month on which coupons settle, or the next on which bonds are traded: 18 April 2022, after Good Friday."""
H41, FOMC_AT, NOON = time(16, 30), time(14, 0), time(12, 0)
OVERDUE = timedelta(days=10)
"""A publication later than usual by more has no usual day: a shutdown of the government moves what follows, too."""
APART = timedelta(days=10)
"""
Days of one publication closer than this are one publication: FRED also lists the day on which the yearly revision of
seasonal factors comes out (CPI: 9 and 13 February 2024), and the later one is the figure people wait for.
"""
MONTHS_A_YEAR = 12


def watch(desk: Desk, readings: tuple[str, ...]) -> tuple[Trigger, ...]:
    """Raised signals strongest first, then the calm ones nearest to their next level; one of each family."""
    found: dict[str, Signal] = {}
    for signal in sorted(desk.judgement.signals.values(), key=_urgency):
        if signal.reading in readings:
            found.setdefault(signal.family, signal)
    return tuple(desk.judgement.triggers[one.reading] for one in list(found.values())[:WATCHED])


def _urgency(signal: Signal) -> tuple[int, float]:
    return -signal.level, -signal.stress_percentile


def content(
    desk: Desk, entries: tuple[Trigger, ...], calendar: tuple[CalendarEntry, ...], ledger: Ledger | None = None
) -> Content:
    """The section."""
    named = {one.document for one, _ in scores(desk)}
    chart, near = ladder.content(desk, entries)
    told = {**facts(desk, entries, calendar), **near, "documents": documents(named, ledger)}
    return Content(told, {"ladder": chart}, {"scorecard": scorecard(desk)})


def facts(desk: Desk, entries: tuple[Trigger, ...], calendar: tuple[CalendarEntry, ...]) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    raised = [one for one in entries if one.level > Level.CALM]
    now, up, down = desk.figures.beside(entries[0]) if entries else (None, None, None)
    return {
        "f": desk.figures.all(),
        **_score_facts(desk),
        "raised": desk.figures.count("sofr_iorb", len(raised)),
        "any_raised": bool(raised),
        "turn_of": _turn_of(calendar),
        "first_now": now,
        "first_up": up,
        "first_down": down,
        "first": entries[0].reading if entries else None,
        "first_travel": ahead.travel(desk, desk.judgement.signals[entries[0].reading]) if entries else "unknown",
    }


def _score_facts(desk: Desk) -> Mapping[str, Fact]:
    """How many forecasts stand how."""
    outcomes = [found.outcome for _, found in scores(desk)]
    counted: dict[str, Fact] = {}
    for one in Outcome:
        counted |= tally(one.value, desk.figures.count("stress", outcomes.count(one)))
    return {**counted, "scored": bool(outcomes)}


def _turn_of(calendar: tuple[CalendarEntry, ...]) -> str:
    """Whether a year-, quarter- or month-end lies ahead."""
    keys = {one.key for one in calendar}
    return next((key for key in ("year_end", "quarter_end", "month_end") if key in keys), "none")


def calendar(desk: Desk) -> tuple[CalendarEntry, ...]:
    """The next four weeks after the as-of day, in order: only what is computed or announced, estimates marked."""
    start, end = desk.issue.as_of + timedelta(days=1), desk.issue.as_of + AHEAD
    entries = [
        *_weekly_balance_sheet(start, end),
        *_meetings(desk, start, end),
        *_announced_days(desk, start, end),
        *_pressure_days(start, end),
        *_tax_days(desk, start, end),
        *_closed_days(start, end),
        *_releases(desk, start, end),
    ]
    return tuple(sorted(set(entries), key=lambda one: (one.day, one.at or time(0), one.key)))


def _weekly_balance_sheet(start: date, end: date) -> Iterator[CalendarEntry]:
    """H.4.1: Thursdays 16:30, the next business day when the Fed is closed."""
    thursday = start + timedelta(days=(4 - start.isoweekday()) % 7)
    while thursday <= end:
        yield CalendarEntry(business_day(thursday), H41, "h41")
        thursday += timedelta(days=7)


def _meetings(desk: Desk, start: date, end: date) -> Iterator[CalendarEntry]:
    cancelled = {one["day"] for one in desk.dates.get("cancelled", ()) if one["known"] <= desk.issue.as_of}
    for day in desk.dates["fomc"]:
        if start <= day <= end and day not in cancelled:
            yield CalendarEntry(day, FOMC_AT, "fomc")
    chosen = {one["meeting"]: one["day"] for one in desk.dates.get("minutes", ()) if one["meeting"] < start}
    for meeting in sorted({*desk.dates["fomc"], *chosen} - cancelled):
        day, doubtful = (chosen[meeting], False) if meeting in chosen else releases.minutes(meeting)
        if start <= day <= end:
            yield CalendarEntry(day, FOMC_AT, "minutes", expected=doubtful)


def _announced_days(desk: Desk, start: date, end: date) -> Iterator[CalendarEntry]:
    """What had been announced by the as-of day to begin, change or end: [[announced]] of reports/calendar.toml."""
    for one in desk.dates.get("announced", ()):
        if one["known"] <= desk.issue.as_of and start <= one["day"] <= end:
            yield CalendarEntry(one["day"], None, one["key"])


def _pressure_days(start: date, end: date) -> Iterator[CalendarEntry]:
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        if day == last_business_day(day):
            key = "year_end" if day.month == MONTHS_A_YEAR else "quarter_end" if day.month % 3 == 0 else "month_end"
            yield CalendarEntry(day, None, key)
        elif day == business_day(day.replace(day=SETTLEMENT), calendar="sifma"):
            yield CalendarEntry(day, None, "settlement")


def _tax_days(desk: Desk, start: date, end: date) -> Iterator[CalendarEntry]:
    """By the rule, and as postponed by the as-of day; a postponement for some leaves the day to the others."""
    days = {
        releases.tax_day(year, one["month"], one["day"]) for year in {start.year, end.year} for one in desk.dates["tax"]
    }
    for one in desk.dates.get("postponed", ()):
        if one["known"] <= desk.issue.as_of:
            days = (days if one["partly"] else days - {one["day"]}) | {one["to"]}
    yield from (CalendarEntry(day, None, "tax") for day in days if start <= day <= end)


def _closed_days(start: date, end: date) -> Iterator[CalendarEntry]:
    for offset in range((end - start).days + 1):
        day = start + timedelta(days=offset)
        if day.isoweekday() < 6 and not is_business_day(day, "fed"):
            yield CalendarEntry(day, None, "holiday")
    for year in {start.year, end.year}:
        day, traded = releases.good_friday(year)
        if start <= day <= end:
            yield CalendarEntry(day, NOON if traded else None, "good_friday_traded" if traded else "good_friday")


def _releases(desk: Desk, start: date, end: date) -> Iterator[CalendarEntry]:
    """
    Publications: on the days announced; else on those of the publisher's schedule, else on the day expected.

    While publication is suspended no day is told: the schedule and the usual lag do not hold, and none is announced.
    """
    suspended = {
        key
        for one in desk.dates.get("suspended", ())
        for key in one["keys"]
        if one["start"] <= desk.issue.as_of < one["end"]
    }
    for one in desk.dates.get("release", ()):
        ahead = announced(desk, one.get("fred"))
        if ahead:
            yield from (CalendarEntry(day, one["at"], one["key"]) for day in ahead if start <= day <= end)
        elif one["key"] in suspended:
            continue
        elif desk.issue.as_of < max(one.get("days", ()), default=date.min):
            yield from (CalendarEntry(day, one["at"], one["key"]) for day in one["days"] if start <= day <= end)
        elif "series" in one:
            days = _expected(desk, one["series"], one.get("rule"))
            yield from (CalendarEntry(day, one["at"], one["key"], expected=True) for day in days if start <= day <= end)


def announced(desk: Desk, release: int | None) -> tuple[date, ...]:
    """Days after the as-of day on which a publication was announced to come out, as known then; see APART."""
    days = sorted(one.day for one in desk.known.release_days() if one.release == release and one.day > desk.issue.as_of)
    followed = {day for day, after in pairwise(days) if after - day < APART}
    return tuple(day for day in days if day not in followed)


def used(desk: Desk, entries: tuple[CalendarEntry, ...]) -> Iterator[ReleaseDay]:
    """The announced days that the calendar prints."""
    releases = {one["key"]: one.get("fred") for one in desk.dates.get("release", ())}
    printed = {(releases.get(one.key), one.day) for one in entries if not one.expected}
    yield from (one for one in desk.known.release_days() if (one.release, one.day) in printed)


def _expected(desk: Desk, name: str, rule: str | None) -> tuple[date, ...]:
    """
    The days of the two periods that follow the newest known one: by a rule, else from the usual lag.

    None where the first of them is overdue.
    """
    series, history = desk.catalogue[name], desk.known.history(name)
    if history is None:
        return ()
    newest = history.vintages.period[history.rows[-1]].astype("datetime64[M]")
    periods = [(newest + months).astype("datetime64[D]") for months in (1, 2)]
    if rule is not None:
        days = tuple(releases.RULES[rule](period.astype(object)) for period in periods)
    else:
        days = tuple(business_day(day.astype(object)) for day in series.lag.known(np.array(periods)))
    return () if desk.issue.as_of - days[0] > OVERDUE else days
