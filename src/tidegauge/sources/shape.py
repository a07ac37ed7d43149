"""Reading answers strictly: each helper gives what was expected or raises SourceChanged with the kept answer's name."""

import csv
import io
import json
import logging
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, tzinfo

from tidegauge.errors import SourceChanged, TidegaugeError
from tidegauge.model.wire import Snapshot

LOG = logging.getLogger(__name__)
Row = Mapping[str, object]

GAPS = frozenset({"", ".", "null", "*", "-", "NA"})
"""Printed for "no number" by FRED, Fiscal Data, the primary dealer statistics and the Ministry of Finance."""


LONGEST = 300
"""Characters of what an answer says that a sentence repeats."""


def changed(raw: Snapshot, what: str) -> SourceChanged:
    """The error for an answer in an unknown shape; names the kept raw answer."""
    what = _short(what)
    return SourceChanged(f"{raw.request.url} {what}; the raw answer is kept as {raw.sha256[:12]}.")


def _short(text: str) -> str:
    """On one line, and not longer than a sentence should be."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


@contextmanager
def reading(raw: Snapshot) -> Iterator[None]:
    """
    While an answer is read: what no parser foresaw is a changed answer of this source, not the end of all the others.

    Raises:
        SourceChanged: in place of any error that is not one of the program's own.
    """
    try:
        yield
    except TidegaugeError:
        raise
    except Exception as error:  # whatever it is, it is told, logged and raised again as this source's own failure
        LOG.exception("a parser did not foresee an answer of %s", raw.request.url)
        kind = type(error).__name__
        raise changed(raw, f"could not be read ({kind}: {error})") from error


def json_of(raw: Snapshot) -> object:
    """The answer as JSON."""
    text = text_of(raw)
    if text.lstrip()[:1] == "<":
        raise changed(raw, "answered with a web page instead of JSON")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        raise changed(
            raw, "answered with JSON that is cut off" if cut else f"answered with bad JSON ({error})"
        ) from None
    except ValueError as error:
        raise changed(raw, f"answered with bad JSON ({error})") from None
    except RecursionError:
        raise changed(raw, "answered with JSON that is nested without end") from None


def rows_of(raw: Snapshot, *path: str) -> list[Row]:
    """The list of objects under the keys `path`; an empty list is no error."""
    data = json_of(raw)
    for key in path:
        if not isinstance(data, dict) or key not in data:
            raise changed(raw, f"has no {'.'.join(path)!r} in its answer")
        data = data[key]
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise changed(raw, f"has no list of records under {'.'.join(path) or 'the top'!r}")
    return data


def csv_of(raw: Snapshot, header: Callable[[list[str]], bool], encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """Records of a CSV answer after the first line for which `header` is true, with a cell for every column."""
    text = text_of(raw, encoding)
    if text.lstrip()[:1] == "<":
        raise changed(raw, "answered with a web page instead of CSV")
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise changed(raw, f"answered with bad CSV ({error})") from None
    start = next((number for number, cells in enumerate(lines) if header(cells)), None)
    if start is None:
        raise changed(raw, f"has another header: {','.join(lines[0])[:80] if lines else 'nothing'!r}")
    names = lines[start]
    if len(lines[-1]) != len(names) and not text.endswith("\n"):
        raise changed(raw, "answered with CSV that is cut off")
    return [dict(zip(names, cells, strict=True)) for cells in lines[start + 1 :] if len(cells) == len(names)]


def number(raw: Snapshot, value: object) -> float | None:
    """A number, printed or as JSON; None for a gap. Never 0 for something unreadable."""
    if value is None or (isinstance(value, str) and value.strip() in GAPS):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise changed(raw, f"has {str(value)[:40]!r} where a number was expected")
    try:
        plain = float(value)
    except (ValueError, OverflowError):
        plain = math.nan
    if not math.isfinite(plain) or (isinstance(value, str) and "_" in value):
        raise changed(raw, f"has {str(value)[:40]!r} where a number was expected")
    return plain


def day(raw: Snapshot, value: object) -> date:
    """A day printed as 2025-11-14, with or without a time after it."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise changed(raw, f"has {str(value)[:40]!r} where a date was expected") from None


def day_at(raw: Snapshot, seconds: object, zone: tzinfo) -> date:
    """The day in `zone` of an instant printed as seconds since 1970."""
    since = number(raw, seconds)
    try:
        if since is not None:
            return datetime.fromtimestamp(since, zone).date()
    except (ValueError, OverflowError, OSError):
        pass
    raise changed(raw, f"has {str(seconds)[:40]!r} where seconds since 1970 were expected")


def text(row: Row, key: str) -> str:
    """The printed text of a field without blanks around it; empty where it is absent."""
    value = row.get(key)
    return "" if value is None else str(value).strip()


def need(raw: Snapshot, rows: Iterable[Row], *fields: str) -> None:
    """Every field is in at least one of `rows`; an answer without rows has nothing to check."""
    found = list(rows)
    missing = [name for name in fields if found and not any(name in row for row in found)]
    if missing:
        raise changed(raw, f"no longer has the field {', '.join(missing)}")


def text_of(raw: Snapshot, encoding: str = "utf-8-sig") -> str:
    """The answer as text, without a byte order mark."""
    try:
        return raw.body.decode(encoding)
    except UnicodeDecodeError:
        raise changed(raw, f"answered with text that is not {encoding}") from None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no number")
