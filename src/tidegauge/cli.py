"""The command line: parse, call a use case, print, exit code. The one place that prints and asks for the time."""

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import click
import typer

from tidegauge import __version__, settings, usecases
from tidegauge.errors import TidegaugeError, UsageError
from tidegauge.model.words import Edition, Format
from tidegauge.usecases import Origin

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Liquidity Weekly: a briefing on US dollar liquidity in Chinese and English, from published data. "
    "Results go to stdout, log and progress to stderr. Exit codes: 0 done, 1 failed, 2 usage, 3 built with late or "
    "missing data.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Shape(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="Day to report on, 2025-11-14; default today.")]
From = Annotated[
    Path | None, typer.Option("--from", metavar="DIR", help="Read CSV series from DIR instead of the store.")
]
SampleData = Annotated[bool, typer.Option("--sample", help="Use synthetic data; every page is marked.")]
Meta = Annotated[Path | None, typer.Option("--meta", metavar="FILE", help="Your own names: columns id, file, …")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the issues.")]
Editions = Annotated[
    list[Edition] | None, typer.Option("--edition", metavar="E", help="bilingual (default), zh-Hant, zh-Hans or en.")
]
Formats = Annotated[list[Format] | None, typer.Option("--format", metavar="F", help="pdf, html or json; default all.")]
ListShape = Annotated[Shape, typer.Option("--format", metavar="F", help="table, csv or json.")]


class State:
    """What the options before a command say."""

    quiet = False
    json = False
    settings: settings.Settings


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option("--home", metavar="DIR", help="Your own reports and templates.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no remarks.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print results as JSON.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Options that stand before or after any command."""
    if version:
        print(f"tidegauge {__version__}")
        raise typer.Exit
    state = State()
    state.quiet, state.json = quiet, as_json
    state.settings = settings.load(home)
    context.obj = state


@app.command()
def brief(context: typer.Context, edition: Editions = None, format: Formats = None, out: Out = Path("output")) -> None:
    """
    Collect what is reachable, build the current issue, print the paths.

    With nothing stored and nothing reachable the issue is built from sample data and marked on every page.

    Example: tidegauge brief --edition bilingual --edition en
    """
    state: State = context.obj
    collected = _collect(state, (), None)
    origin = Origin()
    if not _has_data(state):
        origin = Origin(sample=True)
        _say(state, "No source could be reached and nothing is stored: the issue is built from SAMPLE DATA.")
    built = _build(state, "weekly", origin, _today(), edition, format, out, ())
    raise typer.Exit(max(collected, built))


@app.command()
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
    raise typer.Exit(_collect(state, tuple(source or ()), _day(since, "--since") if since else None))


@app.command(name="import")
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
    done = usecases.import_files(state.settings, paths, meta, _now)
    new = sum(one.new for report in done for one in report.counts.values())
    revised = sum(one.revised for report in done for one in report.counts.values())
    refused = sum(len(report.refused) for report in done)
    unknown = sorted({name for report in done for name in report.unknown})
    if state.json:
        _print_json({"new": new, "revised": revised, "quarantined": refused, "unknown": unknown})
        return
    print(f"{sum(len(report.counts) for report in done)} series: {new} new values, {revised} revised.")
    if refused:
        print(f"{refused} values were not plausible: kept in quarantine, not used.")
    if unknown:
        print(f"Not in the catalogue, skipped: {', '.join(unknown)}.")


@app.command()
def build(
    context: typer.Context,
    report: Annotated[str, typer.Argument(help="weekly, or a report file.")] = "weekly",
    as_of: AsOf = "",
    edition: Editions = None,
    format: Formats = None,
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
    day = _day(as_of, "--as-of") if as_of else _today()
    code = _build(state, report, _origin(folder, sample, meta), day, edition, format, out, tuple(section or ()))
    raise typer.Exit(code)


@app.command()
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
    day = _day(as_of, "--as-of") if as_of else _today()
    measured = usecases.measured(state.settings, _origin(folder, sample, meta), day)
    rows = tables.readings(measured, day)
    _print_rows(rows, Shape.JSON if state.json else format)


@app.command()
def explain(
    context: typer.Context,
    reading: Annotated[str, typer.Argument(help="A reading's id, for example sofr_iorb.")],
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
    day = _day(as_of, "--as-of") if as_of else _today()
    measured = usecases.reading(state.settings, _origin(folder, sample, meta), day, reading)
    told = tables.explanation(measured, day)
    if state.json:
        _print_json(told)
    else:
        print(tables.explained(told))


@app.command()
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
    _print_rows(tables.catalogue(), Shape.JSON if state.json else format)


@app.command()
def status(context: typer.Context) -> None:
    """
    Show the last runs, what each source delivered, the newest data, and the next issue.

    Example: tidegauge status
    """
    from tidegauge import tables

    state: State = context.obj
    told = tables.status(state.settings, _today())
    if state.json:
        _print_json(told)
    else:
        print(tables.status_text(told))


@app.command()
def doctor(context: typer.Context, out: Out = Path("output")) -> None:
    """
    Check fonts, Pango, keys, store and folders, with a remedy for each fault.

    Example: tidegauge doctor
    """
    from tidegauge.doctor import checks

    state: State = context.obj
    found = checks(state.settings, out)
    if state.json:
        _print_json([{"name": c.name, "ok": c.ok, "detail": c.detail, "remedy": c.remedy} for c in found])
    else:
        for one in found:
            mark = {True: "ok  ", False: "FAIL", None: "note"}[one.ok]
            print(f"{mark}  {one.name}: {one.detail}" + (f". {one.remedy}" if one.remedy else ""))
    raise typer.Exit(1 if any(one.ok is False for one in found) else 0)


@app.command()
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")] = Path(),
) -> None:
    """
    Write a home of your own: copies of every report and template, to change as you like.

    Existing files are left as they are.

    Example: tidegauge init ~/briefing, then tidegauge --home ~/briefing build
    """
    from tidegauge.init import write_home

    state: State = context.obj
    done = write_home(folder, state.settings.home)
    if state.json:
        _print_json({"written": [str(one) for one in done.files], "kept": [str(one) for one in done.kept]})
        return
    print(f"{len(done.files)} files written to {folder}, {len(done.kept)} kept as they were.")


def _origin(folder: Path | None, sample: bool, meta: Path | None) -> Origin:
    if folder is not None and sample:
        raise UsageError("--from and --sample exclude each other: sample data are never mixed with real ones.")
    return Origin(folder, sample, meta)


def _build(
    state: State,
    report: str,
    origin: Origin,
    day: date,
    editions: Sequence[Edition] | None,
    formats: Sequence[Format] | None,
    out: Path,
    sections: tuple[str, ...],
) -> int:
    if formats and Format.EML in formats:
        raise UsageError("The format eml comes with `tidegauge send`, which is not part of this version.")
    built = usecases.build(
        state.settings,
        report,
        origin,
        day,
        editions=editions or (Edition.BILINGUAL,),
        formats=formats or (Format.PDF, Format.HTML, Format.JSON),
        out=out,
        sections=sections,
        progress=None if state.quiet else lambda text: _say(state, text),
    )
    if state.json:
        _print_json(
            {
                "paths": [str(path) for path in built.paths],
                "late": built.late,
                "missing": built.missing,
                "sample": built.sample,
            }
        )
    else:
        for path in built.paths:
            print(path)
    if built.sample:
        _say(state, "SAMPLE DATA: synthetic, marked on every page; not for use.")
    if built.late:
        _say(state, f"Late, printed with their own date and without a level: {', '.join(built.late)}.")
    if built.missing:
        _say(state, f"Missing, printed as …: {', '.join(built.missing)}.")
    return built.exit_code


def _collect(state: State, sources: tuple[str, ...], since: date | None) -> int:
    with _bars(state) as bars:
        report = usecases.collect(state.settings, sources=sources, since=since, now=_now, progress=bars)
    if state.json:
        _print_json([{name: getattr(one, name) for name in one.__slots__} for one in report.results])
        return report.exit_code
    for one in report.results:
        told = f"{one.new} new, {one.revised} revised"
        told += f", {one.quarantined} in quarantine" if one.quarantined else ""
        _say(state, f"{one.source}: {told}, {one.series} series.")
        if not one.ok:
            _say(state, f"{one.source} FAILED. {one.error} {one.remedy}", always=True)
    for refused in report.refused:
        _say(state, f"Quarantined: {refused.series} {refused.period}: {refused.reason}", always=True)
    return report.exit_code


class Bars:
    """One progress display for all sources; a source is a line."""

    def __init__(self, display: Any) -> None:
        self._display = display
        self._tasks: dict[str, Any] = {}

    def begin(self, source: str, steps: int) -> None:
        """A line of its own."""
        self._tasks[source] = self._display.add_task(source, total=steps)

    def step(self, source: str) -> None:
        """One more answer."""
        self._display.advance(self._tasks[source])

    def end(self, result: Any) -> None:
        """What came of it."""
        if result.source in self._tasks:
            word = f"{result.new} new" if result.ok else "failed"
            self._display.update(self._tasks[result.source], description=f"{result.source}: {word}")


@contextlib.contextmanager
def _bars(state: State) -> Iterator[Bars | None]:
    if state.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as display:
        yield Bars(display)


def _has_data(state: State) -> bool:
    from tidegauge import tables

    return tables.has_data(state.settings)


def _print_rows(rows: Sequence[dict[str, Any]], shape: Shape) -> None:
    from tidegauge import tables

    match shape:
        case Shape.JSON:
            _print_json(list(rows))
        case Shape.CSV:
            print(tables.csv_text(rows), end="")
        case Shape.TABLE:
            print(tables.plain_text(rows))


def _print_json(told: object) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=1, default=str))


def _say(state: State, text: str, *, always: bool = False) -> None:
    """A remark: to stderr, and not at all when --quiet; a failure always."""
    if always or not state.quiet:
        print(text, file=sys.stderr, flush=True)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is no date; write it as 2025-11-14.") from None


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    """The day in New York, where issues are dated."""
    from tidegauge.days import NEW_YORK

    return datetime.now(NEW_YORK).date()


GLOBAL = {"--quiet": 0, "-q": 0, "--json": 0, "--home": 1}
"""Options that may also stand after the command, with the words that follow them."""


def arranged(arguments: Sequence[str]) -> list[str]:
    """The arguments with global options in front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name = word.partition("=")[0]
        if word == "--":
            rest += [word, *words]
        elif name in GLOBAL:
            front.append(word)
            if GLOBAL[name] and "=" not in word:
                front += [following for following in [next(words, None)] if following is not None]
        else:
            rest.append(word)
    return front + rest


def main(arguments: Sequence[str] | None = None) -> None:
    """
    Run a command; never a traceback for what a user can meet.

    Args:
        arguments: Without the program's name; default those of the process.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(given))


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command; errors are one sentence on stderr."""
    try:
        code = app(args=arranged(arguments), standalone_mode=False, prog_name="tidegauge")
    except TidegaugeError as error:
        return _failed(str(error), error.exit_code)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "tidegauge"
        return _failed(f"{error.format_message().rstrip('.')}. `{command} --help` shows what it takes.", 2)
    except (KeyboardInterrupt, click.Abort):
        return _failed("Interrupted; what was stored is whole. Run the command again to go on.", 130)
    except BrokenPipeError:
        return 1
    return code if isinstance(code, int) else 0


def _failed(sentence: str, code: int) -> int:
    print(f"tidegauge: {sentence}", file=sys.stderr)
    return code
