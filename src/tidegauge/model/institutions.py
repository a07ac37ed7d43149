"""First and last days of what standing texts speak of: reports/calendar.toml, table [institution]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Institution:
    """
    A facility or a statistic that has not always been, or is no longer.

    Attributes:
        since: Its first day; None for one that every issue finds in place.
        until: The last day; None for one that goes on.
        source: Page of the institution that says so.
        readings: Not listed in issues of before `since`, which know of no such thing.
    """

    since: date | None
    until: date | None
    source: str
    readings: tuple[str, ...] = ()

    def begun(self, day: date) -> bool:
        """Whether it was there by `day`."""
        return self.since is None or day >= self.since

    def ended(self, day: date) -> bool:
        """Whether its last day had come by `day`."""
        return self.until is not None and day >= self.until


def read(dates: Mapping[str, Any]) -> Mapping[str, Institution]:
    """The institutions of reports/calendar.toml, by key; none where an older copy of the file has no such table."""
    return {key: _institution(table) for key, table in dates.get("institution", {}).items()}


def _institution(table: Mapping[str, Any]) -> Institution:
    return Institution(table.get("since"), table.get("until"), table["source"], tuple(table.get("readings", ())))


def unknown(dates: Mapping[str, Any], day: date) -> frozenset[str]:
    """Readings of what was not there yet on `day`."""
    return frozenset(name for one in read(dates).values() if not one.begun(day) for name in one.readings)
