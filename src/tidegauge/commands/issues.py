"""Commands that make an issue."""

from collections.abc import Sequence
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from tidegauge import usecases
from tidegauge.commands.data import collected
from tidegauge.console import (
    AsOf,
    Editions,
    Formats,
    From,
    Meta,
    Out,
    PaperSize,
    SampleData,
    State,
    day_of,
    origin,
    print_json,
    say,
    today,
)
from tidegauge.model.document import Notice
from tidegauge.model.words import Edition, Format, Sheet
from tidegauge.usecases import Origin


def brief(
    context: typer.Context,
    edition: Editions = None,
    format: Formats = None,
    paper: PaperSize = Sheet.A4,
    out: Out = Path("output"),
) -> None:
    """
    Collect what is reachable, build the current issue, print the paths.

    With nothing stored and nothing reachable the issue is built from sample data and marked on every page.

    Example: tidegauge brief --edition bilingual --edition en
    """
    state: State = context.obj
    fetched = collected(state, (), None)
    origin = Origin()
    if not _has_data(state):
        origin = Origin(sample=True)
        say(state, _("No source could be reached and nothing is stored: the issue is built from SAMPLE DATA."))
    built = _build(state, "weekly", origin, today(), edition, format, paper, out, ())
    raise typer.Exit(max(fetched, built))


def build(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="weekly, or a report file.")] = "weekly",
    as_of: AsOf = "",
    edition: Editions = None,
    format: Formats = None,
    paper: PaperSize = Sheet.A4,
    folder: From = None,
    sample: SampleData = False,
    section: Annotated[list[str] | None, typer.Option("--section", metavar="S", help="Only this section.")] = None,
    out: Out = Path("output"),
    meta: Meta = None,
) -> None:
    """
    Build one issue from stored data, without network.

    Writes OUT/2025-W46/tidegauge-2025-W46-bilingual.pdf and .html, readings.json and manifest.json.

    Example: tidegauge build --as-of 2025-11-14 --from ../shared/data/series --edition en --format html
    """
    state: State = context.obj
    day = day_of(as_of, "--as-of") if as_of else today()
    kept = tuple(section or ())
    code = _build(state, report, origin(folder, sample, meta), day, edition, format, paper, out, kept)
    raise typer.Exit(code)


def _notices(state: State, report: str, origin: Origin, day: date, out: Path) -> tuple[Notice, ...]:
    """What is on record about the issue; delivery is loaded only where there is a record, for it takes its time."""
    if origin.sample or not state.settings.store.is_file():
        return ()
    from tidegauge.commands.delivery import office
    from tidegauge.issuing import notices

    return notices.recorded(office(state, out, origin, report=report, dry=True), day)


def _build(
    state: State,
    report: str,
    origin: Origin,
    day: date,
    editions: Sequence[str] | None,
    formats: Sequence[Format] | None,
    paper: Sheet,
    out: Path,
    sections: tuple[str, ...],
) -> int:
    built = usecases.build(
        state.settings,
        report,
        origin,
        day,
        editions=tuple(map(Edition, editions or (Edition.BILINGUAL,))),
        formats=formats or (Format.PDF, Format.HTML, Format.JSON),
        out=out,
        sections=sections,
        size=paper,
        progress=None if state.quiet else lambda text: say(state, text),
        notices=_notices(state, report, origin, day, out),
    )
    paths = list(built.paths)
    if formats and Format.EML in formats:
        paths += _mail(state, report, origin, day, tuple(map(Edition, editions or (Edition.BILINGUAL,))), out, sections)
    if state.json:
        print_json(
            {
                "paths": [str(path) for path in paths],
                "late": built.late,
                "missing": built.missing,
                "sample": built.sample,
            }
        )
    else:
        for path in paths:
            print(path)
    if built.sample:
        say(state, _("SAMPLE DATA: synthetic, marked on every page; not for use."))
    if built.late:
        late = _("Late, printed with their own date and without a level: {names}.")
        say(state, late.format(names=", ".join(built.late)))
    if built.missing:
        say(state, _("Missing, printed as …: {names}.").format(names=", ".join(built.missing)))
    return built.exit_code


def _mail(
    state: State,
    report: str,
    origin: Origin,
    day: date,
    editions: Sequence[Edition],
    out: Path,
    sections: tuple[str, ...],
) -> list[Path]:
    from tidegauge.commands.delivery import office
    from tidegauge.issuing.sending import write_mail

    here = office(state, out, origin, report=report, dry=True)
    return write_mail(here, day, editions, sections)


def _has_data(state: State) -> bool:
    from tidegauge import tables

    return tables.has_data(state.settings)
