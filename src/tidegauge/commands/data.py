"""Commands that bring data into the store."""

from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from tidegauge import usecases
from tidegauge.console import Meta, State, bars, day_of, now, print_json, say
from tidegauge.errors import UsageError


def collect(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option("--source", metavar="S", help="Only this source.")] = None,
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Ask for periods from here on.")] = "",
) -> None:
    """
    Fetch new data from the publishers into the store.

    Can be interrupted at any moment and run again. Exit code 3 if a source failed; the others are stored.

    Example: tidegauge collect --source nyfed --since 2025-01-01
    """
    state: State = context.obj
    raise typer.Exit(collected(state, tuple(source or ()), day_of(since, "--since") if since else None))


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="DIR|FILE", help="date,value files, one series a file.")],
    meta: Meta = None,
) -> None:
    """
    Load CSV files into the store, each value dated by its series' publication lag.

    A folder may hold META.csv (id, unit, known_lag, calendar, revised) and EXCEPTIONS.csv, beside it or one above.

    Example: tidegauge import ../shared/data/series
    """
    state: State = context.obj
    done = usecases.import_files(state.settings, paths, meta, now)
    new = sum(one.new for report in done for one in report.counts.values())
    revised = sum(one.revised for report in done for one in report.counts.values())
    refused = sum(len(report.refused) for report in done)
    unknown = sorted({name for report in done for name in report.unknown})
    if unknown and not any(report.counts for report in done):
        raise UsageError(
            f"Nothing was loaded: {', '.join(unknown)} is no series of the catalogue. `tidegauge catalogue` lists "
            "them; `--meta FILE` (columns id, file) says which file holds which."
        )
    if state.json:
        print_json({"new": new, "revised": revised, "quarantined": refused, "unknown": unknown})
        return
    series = sum(len(report.counts) for report in done)
    told = _("{series} series: {new} new values, {revised} revised.")
    print(told.format(series=series, new=new, revised=revised))
    if refused:
        print(_("{count} values were not plausible: kept in quarantine, not used.").format(count=refused))
    if unknown:
        print(_("Not in the catalogue, skipped: {names}.").format(names=", ".join(unknown)))


def collected(state: State, sources: tuple[str, ...], since: date | None) -> int:
    with bars(state) as shown:
        report = usecases.collect(state.settings, sources=sources, since=since, now=now, progress=shown)
    if state.json:
        print_json([{name: getattr(one, name) for name in one.__slots__} for one in report.results])
        return report.exit_code
    for one in report.results:
        told = _("{source}: {new} new, {revised} revised, {series} series.")
        if not one.series:
            told = _("{source}: {new} new, {revised} revised.")
        if one.quarantined:
            told = _("{source}: {new} new, {revised} revised, {quarantined} in quarantine, {series} series.")
        say(state, told.format(**{name: getattr(one, name) for name in one.__slots__}))
        if not one.ok:
            failed = _("{source} FAILED.").format(source=one.source)
            say(state, f"{failed} {one.error} {one.remedy}", always=True)
    for refused in report.refused:
        held = _("Quarantined: {series} {period}:").format(series=refused.series, period=refused.period)
        say(state, f"{held} {refused.reason}", always=True)
    return report.exit_code
