"""Reading reports/events.csv, quotations.csv and forecasts.csv, each row checked."""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from io import StringIO
from typing import TypeVar

from tidegauge.errors import SettingsError
from tidegauge.model.almanac import Almanac, Event, Forecast, Quotation
from tidegauge.settings import Home

KINDS = ("policy", "facility", "data", "fiscal", "market", "speech", "report")
"""Of events; the words file's [kind] table names them."""

Row = Mapping[str, str]
T = TypeVar("T")


def load(home: Home) -> Almanac:
    """
    The three files of a home.

    Raises:
        SettingsError: a file is missing, or a row does not hold; the message names file, row and field.
    """
    return Almanac(
        events=_rows(home, "reports/events.csv", _event),
        quotations=_rows(home, "reports/quotations.csv", _quotation),
        forecasts=_rows(home, "reports/forecasts.csv", _forecast),
    )


def _rows(home: Home, name: str, read: Callable[[Row], T]) -> tuple[T, ...]:
    found = []
    for number, row in enumerate(csv.DictReader(StringIO(home.read(name))), start=2):
        try:
            found.append(read(row))
        except (KeyError, TypeError, ValueError) as error:
            problem = f"the column {error} is missing" if isinstance(error, KeyError) else str(error)
            raise SettingsError(f"{home.find(name)}, line {number}: {problem}.") from error
    return tuple(found)


def _event(row: Row) -> Event:
    day, known = date.fromisoformat(row["date"]), date.fromisoformat(row["known"])
    if known < day:
        raise ValueError(f"it is known on {known}, before it happened")
    if row["kind"] not in KINDS:
        raise ValueError(f"the kind {row['kind']!r} is none of {', '.join(KINDS)}")
    return Event(
        day,
        known,
        row["kind"],
        _text(row, "who"),
        _text(row, "en"),
        _text(row, "zh_hant"),
        _text(row, "source_name"),
        _link(row),
        _text(row, "evidence"),
    )


def _quotation(row: Row) -> Quotation:
    return Quotation(
        day=date.fromisoformat(row["date"]),
        official=_one_of(row, "side", "official", "market"),
        who_en=f"{_text(row, 'speaker')}, {_text(row, 'role_en')}",
        who_zh_hant=f"{_text(row, 'speaker_zh_hant')}，{_text(row, 'role_zh_hant')}",
        venue=_text(row, "venue"),
        literal=_one_of(row, "kind", "quotation", "paraphrase"),
        verified=_one_of(row, "verified", "yes", "no"),
        en=_text(row, "en"),
        zh_hant=_text(row, "zh_hant"),
        source=_text(row, "source_name"),
        link=_link(row),
    )


def _forecast(row: Row) -> Forecast:
    start, end = date.fromisoformat(row["horizon_start"]), date.fromisoformat(row["horizon_end"])
    if end < start:
        raise ValueError("its horizon ends before it starts")
    return Forecast(
        id=_text(row, "id"),
        made_on=date.fromisoformat(row["made_on"]),
        who_en=_text(row, "who"),
        who_zh_hant=_text(row, "who_zh_hant"),
        en=_text(row, "en"),
        zh_hant=_text(row, "zh_hant"),
        subject=_text(row, "series_or_reading"),
        condition=_text(row, "condition"),
        start=start,
        end=end,
    )


def _text(row: Row, key: str) -> str:
    if not row[key].strip():
        raise ValueError(f"the column {key} is empty")
    return row[key].strip()


def _link(row: Row) -> str:
    link = row["source_url"].strip()
    if link and not link.startswith("https://"):
        raise ValueError(f"the link {link!r} does not begin with https://")
    return link


def _one_of(row: Row, key: str, yes: str, no: str) -> bool:
    if row[key] not in (yes, no):
        raise ValueError(f"the column {key} is {row[key]!r}, not {yes} or {no}")
    return row[key] == yes
