"""Reading reports/events.csv, quotations.csv, forecasts.csv, feeds.toml and steps.toml, each row checked."""

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import StringIO
from typing import Any, TypeVar

from tidegauge.errors import SettingsError
from tidegauge.model.almanac import Almanac, Event, Forecast, Heading, Quotation, Speaker, StepWords
from tidegauge.settings import Home

KINDS = ("policy", "facility", "data", "fiscal", "market", "speech", "report")
"""Of events; the words file's [kind] table names them."""

FEED_KINDS = ("release", "speech")
"""Of items of feeds."""
FEEDS, FEED_DAYS = "reports/feeds.toml", 35
STEPS = "reports/steps.toml"
BRACES = re.compile(r"\{(\w*)\}")
STEP_PARTS = {
    "told": ("rates",),
    "between": (),
    **{f"range_{way}": ("low", "high", "move") for way in ("up", "down")},
    **{f"{rate}_{way}": ("rate", "move") for rate in ("IOER", "IORB") for way in ("up", "down")},
}
"""Of reports/steps.toml, and what stands in braces in each."""

Row = Mapping[str, str]
T = TypeVar("T")


def load(home: Home) -> Almanac:
    """
    The files of a home.

    Raises:
        SettingsError: a file is missing, or a row does not hold; the message names file, row and field.
    """
    feeds = _toml(home, FEEDS)
    return Almanac(
        events=_rows(home, "reports/events.csv", _event),
        quotations=_rows(home, "reports/quotations.csv", _quotation),
        forecasts=_rows(home, "reports/forecasts.csv", _forecast),
        headings=_checked(home, "item", feeds.get("item", ()), _heading),
        speakers=dict(_checked(home, "speaker", feeds.get("speaker", {}).items(), _speaker)),
        steps=_steps(home),
    )


def _toml(home: Home, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(home.read(name))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{home.find(name)} is not valid TOML: {error}.") from error


def _steps(home: Home) -> StepWords:
    """Each part in each language, with the braces that are its own and no others."""
    given = _toml(home, STEPS)
    for part, braces in STEP_PARTS.items():
        for language in ("en", "zh-Hant"):
            text = given.get(part, {}).get(language)
            found = BRACES.findall(text) if isinstance(text, str) else []
            if not isinstance(text, str) or sorted(found) != sorted(braces):
                wanted = " ".join(f"{{{one}}}" for one in braces) or "-"
                raise SettingsError(f"{home.find(STEPS)}, {part}: {language} must be a text with the braces {wanted}.")
    return {part: dict(given[part]) for part in STEP_PARTS}


def _checked(home: Home, name: str, rows: Iterable[Any], read: Callable[[Any], T]) -> tuple[T, ...]:
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(read(row))
        except (KeyError, TypeError, ValueError) as error:
            problem = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise SettingsError(f"{home.find(FEEDS)}, {name} {number}: {problem}.") from error
    return tuple(found)


def _heading(row: Mapping[str, Any]) -> Heading:
    if row["kind"] not in FEED_KINDS:
        raise ValueError(f"the kind {row['kind']!r} is none of {', '.join(FEED_KINDS)}")
    days = int(row["days"])
    if not 1 <= days <= FEED_DAYS:
        raise ValueError(f"days is {days}, not between 1 and {FEED_DAYS}")
    return Heading(str(row["feed"]), str(row["heading"]), row["kind"], days, tuple(map(str, row.get("words", ()))))


def _speaker(row: tuple[str, Mapping[str, str]]) -> tuple[str, Speaker]:
    surname, names = row
    return surname, Speaker(str(names["en"]), str(names["zh-Hant"]))


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
        _one_of(row, "act", "yes", "no"),
    )


def _quotation(row: Row) -> Quotation:
    return Quotation(
        day=date.fromisoformat(row["date"]),
        official=_one_of(row, "side", "official", "market"),
        who_en=f"{_text(row, 'speaker')}, {_text(row, 'role_en')}",
        who_zh_hant=f"{_text(row, 'speaker_zh_hant')}，{_text(row, 'role_zh_hant')}",
        venue_en=_text(row, "venue"),
        venue_zh_hant=_text(row, "venue_zh_hant"),
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
        measure_en=(row.get("measure_en") or "").strip(),
        measure_zh_hant=(row.get("measure_zh_hant") or "").strip(),
        document=(row.get("source") or "").partition(" ")[0],
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
