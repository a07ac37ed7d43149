"""The series we know, as data: series.csv, one a row, read once by `load`."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from tidegauge.days import Lag
from tidegauge.errors import SettingsError, UsageError
from tidegauge.model.units import Unit
from tidegauge.model.words import Names


@dataclass(frozen=True, slots=True)
class Series:
    """
    One published series.

    Attributes:
        id: Ours; also the name of its CSV file.
        source: Id of the SOURCES entry that fetches it; empty where only a user's file has it.
        code: The publisher's name for it.
        second: A second source as ``source:code``; empty where there is none.
        unit: As published.
        frequency: "daily", "weekly", "monthly", "quarterly", "irregular" or "steps" (holds until the next).
        lag: Between period and day known.
        grace: Business days after the expected day before a reading is late.
        revised: Its publisher re-estimates history, so an imported file holds a later vintage.
        publisher: Key of the words files' [publisher] table.
        redistributable: False where the publisher forbids it: then no history leaves in data tables or attachments.
        low, high: Plausible values.
        step: Largest credible change from one period to the next, in the unit; None where any is.
        names: In each language.
        link: Page of the publisher.
        tried: What its source's parser is tested on: "recorded" answers, or the "documented" form only; empty where
            there is no source. None has been tried against the live address.
    """

    id: str
    source: str
    code: str
    second: str
    unit: Unit
    frequency: str
    lag: Lag
    grace: int
    revised: bool
    publisher: str
    redistributable: bool
    low: float
    high: float
    step: float | None
    names: Names
    link: str
    tried: str = ""


class Catalogue(Mapping[str, Series]):
    """Series by id, in the order of the table."""

    def __init__(self, series: Mapping[str, Series]) -> None:
        self._series = dict(series)

    def __getitem__(self, key: str) -> Series:
        try:
            return self._series[key]
        except KeyError:
            near = get_close_matches(key, self._series, n=3)
            hint = f" Did you mean {', '.join(near)}?" if near else ""
            raise UsageError(f"There is no series {key!r}.{hint} `tidegauge catalogue` lists all.") from None

    def get(self, key: str, default: Any = None) -> Any:
        """The series, or `default` where there is none; `[...]` raises a sentence."""
        return self._series.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._series

    def __iter__(self) -> Iterator[str]:
        return iter(self._series)

    def __len__(self) -> int:
        return len(self._series)


@cache
def load() -> Catalogue:
    """The built-in catalogue."""
    table = files(__package__).joinpath("series.csv").read_text(encoding="utf-8")
    series = (_series(row) for row in csv.DictReader(table.splitlines()))
    return Catalogue({one.id: one for one in series})


def _series(row: Mapping[str, str]) -> Series:
    try:
        return Series(
            id=row["id"],
            source=row["source"],
            code=row["code"],
            second=row["second"],
            unit=Unit(row["unit"]),
            frequency=row["frequency"],
            lag=Lag.parse(row["lag"], row["calendar"]),
            grace=int(row["grace"]),
            revised=row["revised"] == "yes",
            publisher=row["publisher"],
            redistributable=row["redistribute"] == "yes",
            low=float(row["low"]),
            high=float(row["high"]),
            step=float(row["step"]) if row["step"] else None,
            names=Names(zh_hant=row["name_zh_hant"], en=row["name_en"]),
            link=row["link"],
            tried=row["tried"] or "",
        )
    except (KeyError, ValueError) as error:
        raise SettingsError(f"catalogue/series.csv, row {row.get('id')!r}: {error}") from error
