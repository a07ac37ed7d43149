"""
One file with the header `date,value`: ISO days, decimal numbers, "." or nothing for a gap.

Read at once with numpy; where that finds anything unexpected the file is read again line by line, which either
accepts it (quoted fields, rows out of order) or names the line that is wrong.
"""

import csv
import hashlib
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from tidegauge.errors import MalformedFile

HEADER = ("date", "value")
GAPS = frozenset({"", "."})
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ISO_DAYS = re.compile(rf"(?:{ISO_DAY.pattern})+")


@dataclass(frozen=True, slots=True)
class DateValues:
    """
    The rows of one file, ordered by period.

    Attributes:
        period: datetime64[D], each once.
        value: float64, same length; NaN where the file has a gap.
        snapshot: SHA-256 of the file's bytes.
    """

    period: np.ndarray
    value: np.ndarray
    snapshot: str


def read(path: Path) -> DateValues:
    """
    The rows of `path`.

    Raises:
        MalformedFile: not UTF-8, empty, another header, a bad date or number, a date twice, not two columns.
    """
    raw = read_bytes(path)
    text = decoded(path, raw)
    rows = _at_once(text) or _line_by_line(path, text)
    order = np.argsort(rows[0], kind="stable")
    return DateValues(rows[0][order], rows[1][order], hashlib.sha256(raw).hexdigest())


def read_bytes(path: Path) -> bytes:
    """The bytes of `path`; MalformedFile where it cannot be read, or would never end (a pipe)."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise MalformedFile(f"{path} is no regular file; save its content as CSV and name that.")
        return path.read_bytes()
    except OSError as error:
        raise MalformedFile(f"{path} cannot be read ({error.strerror}); check its name and permissions.") from error


def decoded(path: Path, raw: bytes) -> str:
    """`raw` as text, without a byte order mark; MalformedFile names the first line that is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise MalformedFile(f"{path}, line {line}: not UTF-8 text; save the file as CSV in UTF-8.") from None


def _at_once(text: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Periods and values of a plain file; None where anything is unusual."""
    lines = text.replace("\r\n", "\n").rstrip("\n")
    header, _, body = lines.partition("\n")
    if not body or not _has_header(header) or '"' in body or "_" in body or body.count(",") != body.count("\n") + 1:
        return None
    cells = body.replace("\n", ",").split(",")
    try:
        period = _iso_days(cells[::2])
        value, gaps = _values(cells[1::2])
    except ValueError:
        return None
    ascending = bool((period[1:] > period[:-1]).all())
    return (period, value) if ascending and np.isfinite(value).sum() + gaps == value.size else None


def _iso_days(texts: list[str]) -> np.ndarray:
    # numpy reads other forms too; joined, since a match for each of three thousand days takes as long as reading them.
    if set(map(len, texts)) != {10} or not ISO_DAYS.fullmatch("".join(texts)):
        raise ValueError("not all of the form YYYY-MM-DD")
    return np.array(texts, dtype="datetime64[D]")


def _values(texts: list[str]) -> tuple[np.ndarray, int]:
    """Numbers, and how many of them are gaps."""
    try:
        return np.array(list(map(float, texts))), 0
    except ValueError:
        numbers = [math.nan if text in GAPS else float(text) for text in texts]
        return np.array(numbers), sum(text in GAPS for text in texts)


def _has_header(line: str) -> bool:
    return tuple(cell.strip().lower() for cell in line.split(",")) == HEADER


def _line_by_line(path: Path, text: str) -> tuple[np.ndarray, np.ndarray]:
    _check_header(path, text)
    rows: dict[date, float] = {}
    for line, cells in _rows(path, text):
        day, value = _day(path, line, cells[0]), _number(path, line, cells[1])
        if day in rows:
            raise MalformedFile(f"{path}, line {line}: {day} is there twice; keep one row for each date.")
        rows[day] = value
    if not rows:
        raise MalformedFile(f"{path} has a header and no rows; add rows of date,value or remove the file.")
    return np.array(list(rows), dtype="datetime64[D]"), np.array(list(rows.values()), dtype="float64")


def _check_header(path: Path, text: str) -> None:
    if not text.strip():
        raise MalformedFile(f"{path} is empty; it must begin with the line `date,value`, or be removed.")
    first = text.splitlines()[0]
    if not _has_header(first.replace('"', "")):
        raise MalformedFile(f"{path}, line 1: the header is {first[:60]!r}; it must be `date,value`.")


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(HEADER):
                problem = f"{len(cells)} columns where there must be 2 (date,value)"
                raise MalformedFile(f"{path}, line {reader.line_num}: {problem}; correct the row.")
            yield reader.line_num, cells
    except csv.Error as error:
        raise MalformedFile(f"{path}, line {reader.line_num}: {error}; save it again as plain CSV.") from None


def _day(path: Path, line: int, text: str) -> date:
    try:
        if ISO_DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise MalformedFile(f"{path}, line {line}: {text[:40]!r} is no date; write it as YYYY-MM-DD.")


def _number(path: Path, line: int, text: str) -> float:
    plain = text.strip()
    if plain in GAPS:
        return math.nan
    try:
        value = float(plain) if "_" not in plain else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        advice = 'write a plain decimal number, or "." for a gap'
        raise MalformedFile(f"{path}, line {line}: {text[:40]!r} is no number; {advice}.")
    return value
