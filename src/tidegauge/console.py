"""
What all commands share: the options, what is printed where, the clock.

Together with commands/ and cli.py the only place that prints and asks for the time.
"""

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Any

import typer

from tidegauge import settings
from tidegauge.errors import UsageError
from tidegauge.model.words import Edition, Format, Sheet
from tidegauge.usecases import Origin


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


def edition(value: str) -> Edition:
    """An edition by name: a built-in one, or the tag of a language of the home."""
    try:
        return Edition(value)
    except ValueError:
        known = ", ".join(one.value for one in Edition)
        raise typer.BadParameter(f"{value!r} is none of {known}, nor the tag of a language (fr).") from None


def _named(values: list[str] | None) -> list[str] | None:
    # Not the option's type: Typer up to 0.28 takes no member of an enumeration that was not in it from the first.
    return [edition(one) for one in values] if values else None


Editions = Annotated[
    list[str] | None,
    typer.Option("--edition", metavar="E", callback=_named, help="bilingual (default), zh-Hant, zh-Hans or en."),
]
Formats = Annotated[
    list[Format] | None,
    typer.Option("--format", metavar="F", help="pdf, html, json or wechat; default the first three."),
]
PaperSize = Annotated[
    Sheet, typer.Option("--paper", metavar="P", help="Paper of the PDF: a4 (default) or letter.", show_default=False)
]
ListShape = Annotated[Shape, typer.Option("--format", metavar="F", help="table, csv or json.")]


class State:
    """What the options before a command say."""

    quiet = False
    json = False
    settings: settings.Settings


def origin(folder: Path | None, sample: bool, meta: Path | None) -> Origin:
    if folder is not None and sample:
        raise UsageError(_("--from and --sample exclude each other: sample data are never mixed with real ones."))
    return Origin(folder, sample, meta)


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
            word = _("{new} new").format(new=result.new) if result.ok else _("failed")
            self._display.update(self._tasks[result.source], description=f"{result.source}: {word}")


@contextlib.contextmanager
def bars(state: State) -> Iterator[Bars | None]:
    if state.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as display:
        yield Bars(display)


def print_rows(rows: Sequence[dict[str, Any]], shape: Shape) -> None:
    from tidegauge import tables

    match shape:
        case Shape.JSON:
            print_json(list(rows))
        case Shape.CSV:
            print(tables.csv_text(rows), end="")
        case Shape.TABLE:
            print(tables.plain_text(rows))


def print_json(told: object) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=1, default=str))


def say(state: State, text: str, *, always: bool = False) -> None:
    """A remark: to stderr, and not at all when --quiet; a failure always."""
    if always or not state.quiet:
        print(text, file=sys.stderr, flush=True)


def day_of(text: str, option: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            _("{option} {text!r} is no date; write it as 2025-11-14.").format(option=option, text=text)
        ) from None
    from tidegauge.days import LAST_YEAR

    if day.year >= LAST_YEAR:
        told = _("{option} {text!r} lies too far ahead: holidays are known to the end of {year}.")
        raise UsageError(told.format(option=option, text=text, year=LAST_YEAR - 1))
    return day


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day in New York, where issues are dated."""
    from tidegauge.days import NEW_YORK

    return datetime.now(NEW_YORK).date()
