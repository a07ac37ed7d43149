"""Commands that look: readings, where they come from, the catalogue, the state of things, a home."""

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from tidegauge import usecases
from tidegauge.commands.claims import explain_claim
from tidegauge.console import (
    AsOf,
    From,
    ListShape,
    Meta,
    Out,
    SampleData,
    Shape,
    State,
    day_of,
    origin,
    print_json,
    print_rows,
    today,
)


def readings(
    context: typer.Context,
    as_of: AsOf = "",
    folder: From = None,
    sample: SampleData = False,
    format: ListShape = Shape.TABLE,
    meta: Meta = None,
) -> None:
    """
    Print every reading: as_of, reading, value, unit, period, status.

    Example: tidegauge readings --as-of 2025-11-14 --from ../shared/data/series --format csv
    """
    from tidegauge import tables

    state: State = context.obj
    day = day_of(as_of, "--as-of") if as_of else today()
    measured = usecases.measured(state.settings, origin(folder, sample, meta), day)
    rows = tables.readings(measured, day)
    print_rows(rows, Shape.JSON if state.json else format)


def explain(
    context: typer.Context,
    reading: Annotated[str, typer.Argument(help="A reading (sofr_iorb) or a claim (A17, mine.toml:M1).")],
    as_of: AsOf = "",
    folder: From = None,
    sample: SampleData = False,
    meta: Meta = None,
) -> None:
    """
    Where a number comes from: formula, inputs, publisher, days known, link.

    Example: tidegauge explain sofr_iorb --as-of 2025-11-14 --from ../shared/data/series
    """
    from tidegauge import tables

    state: State = context.obj
    day = day_of(as_of, "--as-of") if as_of else today()
    asks_for_claim = ":" in reading or reading[:1].isupper()
    document = usecases.claim_document(state.settings, reading) if asks_for_claim else None
    if document is not None:
        verified = usecases.verified(state.settings, origin(folder, sample, meta), day, [document])
        explain_claim(state, reading.rpartition(":")[2], verified)
        return
    measured = usecases.reading(state.settings, origin(folder, sample, meta), day, reading)
    told = tables.explanation(measured, day)
    if state.json:
        print_json(told)
    else:
        print(tables.explained(told))


def catalogue(
    context: typer.Context,
    format: ListShape = Shape.TABLE,
    markdown: Annotated[bool, typer.Option("--markdown", help="The readings as a Markdown table.")] = False,
) -> None:
    """
    List the series: id, source, unit, frequency, publication lag, publisher, name.

    Example: tidegauge catalogue --format csv
    """
    from tidegauge import tables

    state: State = context.obj
    if markdown:
        print(tables.readings_markdown(state.settings.home))
        return
    print_rows(tables.catalogue(), Shape.JSON if state.json else format)


def status(context: typer.Context) -> None:
    """
    Show the last runs, what each source delivered, the newest data, the next issues; exit code 1 when one is overdue.

    Example: tidegauge status
    """
    from tidegauge import tables
    from tidegauge.commands import timing

    state: State = context.obj
    told = tables.status(state.settings, today())
    told["schedule"] = timing.overview(state)
    if state.json:
        print_json(told)
    else:
        print(tables.status_text(told), timing.overview_text(told["schedule"]), sep="\n\n")
    raise typer.Exit(1 if told["schedule"]["overdue"] or told["schedule"]["trouble"] else 0)


def doctor(context: typer.Context, out: Out = Path("output")) -> None:
    """
    Check fonts, Pango, keys, store and folders, with a remedy for each fault.

    Example: tidegauge doctor
    """
    from tidegauge.doctor import checks

    state: State = context.obj
    found = checks(state.settings, out)
    if state.json:
        print_json([{"name": c.name, "ok": c.ok, "detail": c.detail, "remedy": c.remedy} for c in found])
    else:
        for one in found:
            mark = {True: "ok  ", False: "FAIL", None: "note"}[one.ok]
            print(f"{mark}  {one.name}: {one.detail}" + (f". {one.remedy}" if one.remedy else ""))
    raise typer.Exit(1 if any(one.ok is False for one in found) else 0)


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")] = Path(),
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="Only the files of a new language, to translate.")
    ] = "",
) -> None:
    """
    Write a home of your own: copies of every report and template, to change as you like.

    Existing files are left as they are.

    Example: tidegauge init ~/briefing, then tidegauge --home ~/briefing build
    """
    from tidegauge.init import write_home, write_language

    state: State = context.obj
    home = state.settings.home
    done = write_language(folder, home, language) if language else write_home(folder, home)
    if state.json:
        print_json({"written": [str(one) for one in done.files], "kept": [str(one) for one in done.kept]})
        return
    told = _("{written} files written to {folder}, {kept} kept as they were.")
    print(told.format(written=len(done.files), folder=folder, kept=len(done.kept)))
