"""Report + readings + signals -> Briefing: no language, no markup; charts carry their points."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tidegauge.catalogue import Catalogue
from tidegauge.claims.found import Finding
from tidegauge.claims.model import Ledger
from tidegauge.compose import (
    analogues,
    bitcoin,
    causes,
    chronicle,
    claims,
    credit,
    facilities,
    feeds,
    leverage,
    offshore,
    oil,
    outlook,
    repo,
)
from tidegauge.compose.content import Content
from tidegauge.compose.desk import Desk
from tidegauge.compose.figures import Figures
from tidegauge.compose.key_points import key_points
from tidegauge.days import iso_week, previous_friday
from tidegauge.judge import Judgement
from tidegauge.measure import Measured, Measurement
from tidegauge.model.almanac import Almanac, News, ReleaseDay
from tidegauge.model.data import Observation
from tidegauge.model.document import (
    AppendixRow,
    Block,
    BlockKind,
    Briefing,
    CalendarEntry,
    ChartSpec,
    Fact,
    Issue,
    Revision,
    Section,
    SourceDate,
)
from tidegauge.model.judgement import Trigger
from tidegauge.report import Report, SectionPlan
from tidegauge.store.vintages import Known

NO_ALMANAC = Almanac()
Compose = Callable[[Desk], Content]

SECTIONS: Mapping[str, Compose] = {
    "repo": repo.content,
    "facilities": facilities.content,
    "leverage": leverage.content,
    "credit": credit.content,
    "bitcoin": bitcoin.content,
    "oil": oil.content,
    "offshore": offshore.content,
    "analogues": analogues.content,
    "timeline": chronicle.timeline,
}
"""What each section is composed by; one that is not here is prose about readings alone."""

TOLD_REVISIONS = 12
"""Rows of the appendix: an index that is re-estimated each week would fill pages."""


def issue_of(day: date) -> Issue:
    """The issue dated `day`."""
    year, week = iso_week(day)
    return Issue(year, week, day, previous_friday(day))


def compose(
    report: Report,
    known: Known,
    measurement: Measurement,
    judgement: Judgement,
    catalogue: Catalogue,
    dates: Mapping[str, Any],
    almanac: Almanac = NO_ALMANAC,
    ledger: Ledger | None = None,
) -> Briefing:
    """
    Everything a rendering needs, from what was known on the day.

    Args:
        report: The definition.
        known: Series as known on the day.
        measurement, judgement: Of the same day.
        catalogue: Series' descriptions.
        dates: reports/calendar.toml.
        almanac: Events, quotations and forecasts.
        ledger: Claims to check; None for none.
    """
    issue = issue_of(known.day)
    figures = Figures(measurement, judgement)
    desk = Desk(issue, known, catalogue, measurement, judgement, figures, dates, report.rules, almanac)
    analysis = causes.analyse(desk)
    calendar = outlook.calendar(desk)
    found = claims.findings(desk, ledger)
    watch = outlook.watch(desk, tuple(one for plan in report.dashboard for one in plan.readings))
    return Briefing(
        report=report.name,
        issue=issue,
        sample=known.archive.sample,
        key_points=key_points(report, desk, analysis, calendar),
        sections=tuple(_sections(report, desk, analysis, watch, calendar, found, ledger)),
        calendar=calendar,
        watch=watch,
        appendix=appendix(measurement, catalogue, desk.listed(measurement)),
        revisions=_revisions(known, measurement, issue),
        sources=_sources(measurement, catalogue),
        observations=_observations(measurement, claims.observations(found)),
        announcements=tuple(_announcements(report, desk, calendar)),
    )


def _sections(
    report: Report,
    desk: Desk,
    analysis: causes.Causes,
    watch: tuple[Trigger, ...],
    calendar: tuple[CalendarEntry, ...],
    found: tuple[Finding, ...],
    ledger: Ledger | None,
) -> Iterator[Section]:
    special: Mapping[str, Compose] = {
        "causes": lambda one: causes.content(one, analysis),
        "outlook": lambda one: outlook.content(one, watch, calendar, ledger),
        "comment": lambda one: chronicle.comment(one, analysis.scale),
        "claims": lambda one: claims.content(one, found, ledger),
    }
    for plan in report.sections:
        missing = tuple(one for one in plan.needs if not desk.recent(one))
        if missing:
            yield Section(plan.id, plan.number, (), {"f": desk.figures.all()}, {}, missing)
        else:
            compose_section = special.get(plan.id) or SECTIONS.get(plan.id, _readings_only)
            wanting = tuple(one for one in desk.listed(plan.wants) if not desk.usable(one))
            yield _section(plan, compose_section(desk), wanting)


def _readings_only(desk: Desk) -> Content:
    return Content({"f": desk.figures.all()})


def _section(plan: SectionPlan, content: Content, wanting: tuple[str, ...]) -> Section:
    sizes = {block.name: block.size for block in plan.blocks if block.size is not None}
    drawn = {
        key: replace(chart, size=sizes.get(key, chart.size))
        for key, chart in content.charts.items()
        if chart is not None
    }
    tables = {key: table for key, table in content.tables.items() if table is not None}
    left_out = {key for key, table in content.tables.items() if table is None}
    blocks = tuple(
        block
        for block in plan.blocks
        if _drawable(block, drawn) and not (block.kind is BlockKind.TABLE and block.name in left_out)
    )
    if content.empty:
        blocks = ()
    facts = {**content.facts, **_chart_dates(drawn)}
    return Section(plan.id, plan.number, blocks, facts, drawn, tables=tables, wanting=wanting)


def _drawable(block: Block, charts: Mapping[str, ChartSpec]) -> bool:
    """A block whose chart has no data goes; nothing is drawn empty."""
    return block.kind not in (BlockKind.CHART, BlockKind.CHART_AND_DEFINITION) or block.name in charts


def _chart_dates(charts: Mapping[str, ChartSpec]) -> Mapping[str, Fact]:
    return {f"{key}_{end}": day for key, one in charts.items() for end, day in (("from", one.start), ("to", one.last))}


def appendix(
    measurement: Measurement, catalogue: Catalogue, listed: Iterable[str] | None = None
) -> tuple[AppendixRow, ...]:
    """Every reading (every one `listed`, where that is given), numbered in the order of the table."""
    kept = set(measurement if listed is None else listed)
    numbered = enumerate((one for key, one in measurement.items() if key in kept), start=1)
    return tuple(_appendix_row(number, one, catalogue) for number, one in numbered)


def _appendix_row(number: int, measured: Measured, catalogue: Catalogue) -> AppendixRow:
    publishers = tuple(dict.fromkeys(catalogue[one].publisher for one in measured.series))
    known = max((one.known_on for one in measured.reading.inputs), default=None)
    return AppendixRow(
        number=number,
        reading=measured.reading,
        series=measured.series,
        publishers=publishers,
        known=known.date() if known else None,
        revised=measured.revised,
        substitute=measured.substitute,
    )


def _revisions(known: Known, measurement: Measurement, issue: Issue) -> tuple[Revision, ...]:
    """Values of used series that are no longer what the last issue knew; newest periods first."""
    found: list[Revision] = []
    for series in sorted({one for measured in measurement.values() for one in measured.series}):
        now, vintages = known.history(series), known.archive.vintages(series)
        before = vintages.as_of(issue.previous) if vintages else None
        if now is None or before is None:
            continue
        merged = before.values.to_frame("before").join(now.values.rename("now"), how="left")
        changed = merged[merged["before"].ne(merged["now"])]
        for period, row in changed.iterrows():
            later = None if row["now"] != row["now"] else float(row["now"])
            found.append(Revision(series, period.date(), float(row["before"]), later, now.vintages.unit))
    return tuple(sorted(found, key=lambda one: (one.period, one.series), reverse=True)[:TOLD_REVISIONS])


def _sources(measurement: Measurement, catalogue: Catalogue) -> tuple[SourceDate, ...]:
    """The newest data of each publisher, in the order of the appendix."""
    newest: dict[str, SourceDate] = {}
    for measured in measurement.values():
        for one in measured.reading.inputs:
            publisher = catalogue[one.series].publisher
            found = SourceDate(publisher, one.period, one.known_on.date())
            if publisher not in newest or found.period > newest[publisher].period:
                newest[publisher] = found
    return tuple(newest.values())


def _observations(measurement: Measurement, more: Iterable[Observation]) -> tuple[Observation, ...]:
    found = {(one.series, one.period): one for measured in measurement.values() for one in measured.reading.inputs}
    found |= {(one.series, one.period): one for one in more}
    return tuple(found[key] for key in sorted(found))


def _announcements(report: Report, desk: Desk, calendar: tuple[CalendarEntry, ...]) -> Iterator[News | ReleaseDay]:
    told = feeds.items(desk, chronicle.events(desk)) if any(one.id == "timeline" for one in report.sections) else ()
    yield from (one.news for one in told)
    yield from outlook.used(desk, calendar)
