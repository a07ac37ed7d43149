"""The claims desk: `verify`, and what `explain` says of a claim."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidegauge import usecases
from tidegauge.console import (
    AsOf,
    From,
    Meta,
    Shape,
    State,
    day_of,
    origin,
    print_json,
    print_rows,
    say,
    today,
)
from tidegauge.errors import OutputError

if TYPE_CHECKING:
    from datetime import date

    from tidegauge.claims.found import Verified


class ClaimsShape(StrEnum):
    """How verdicts are given."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    HTML = "html"
    PDF = "pdf"


def verify(
    context: typer.Context,
    claims: Annotated[list[str], typer.Argument(metavar="CLAIMS", help="A claims file, or a name in reports/claims.")],
    as_of: AsOf = "",
    folder: From = None,
    format: Annotated[ClaimsShape, typer.Option("--format", metavar="F", help="table, csv, json, html or pdf.")] = (
        ClaimsShape.TABLE
    ),
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to FILE; a pdf needs it.")] = None,
    meta: Meta = None,
) -> None:
    """
    Check statements against published data: a verdict for every claim of a file, with value, date and difference.

    Example: tidegauge verify article-a --as-of 2025-11-21 --from ../shared/data/series
    """
    from tidegauge.claims import listing

    state: State = context.obj
    day = day_of(as_of, "--as-of") if as_of else today()
    verified = usecases.verified(state.settings, origin(folder, False, meta), day, claims)
    if format in (ClaimsShape.HTML, ClaimsShape.PDF):
        _page(state, verified, day, format, out)
        return
    shape = ClaimsShape.JSON if state.json else format
    text = _text(
        listing.short(verified.findings) if shape is ClaimsShape.TABLE else listing.rows(verified.findings), shape
    )
    if out is not None:
        _written(out, text.encode())
    else:
        print(text, end="")
    if shape is ClaimsShape.TABLE:
        print("\n".join(("", *listing.summary(verified))))


def _text(rows: list[dict[str, object]], shape: ClaimsShape) -> str:
    import json

    from tidegauge import tables

    if shape is ClaimsShape.JSON:
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    return tables.csv_text(rows) if shape is ClaimsShape.CSV else tables.plain_text(rows) + "\n"


def _page(state: State, verified: "Verified", day: "date", format: ClaimsShape, out: Path | None) -> None:
    from tidegauge.render import claims as pages

    if format is ClaimsShape.HTML:
        text = pages.screen(verified, day, state.settings.home)
        if out is None:
            print(text, end="")
            return
        _written(out, text.encode())
    else:
        target = out or Path(f"{verified.documents[0].name}.pdf")
        progress = None if state.quiet else lambda text: say(state, text)
        _written(target, pages.paper(verified, day, state.settings.home, state.settings.cache, progress))
        out = target
    print(out)


def _written(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path} could not be written: {error.strerror}. Choose another --out.") from error


def explain_claim(state: State, name: str, verified: "Verified") -> None:
    """Print everything a claim's verdict was computed from."""
    from tidegauge import catalogue
    from tidegauge.claims import listing

    finding = next(one for one in verified.findings if one.claim.id == name)
    told = listing.explanation(finding, catalogue.load())
    if state.json:
        print_json(told)
        return
    print("\n".join(listing.explained(told)))
    if told["inputs"]:
        print()
        shown = ("series", "period", "value", "known_on", "basis")
        print_rows([{key: one[key] for key in shown} for one in told["inputs"]], Shape.TABLE)
