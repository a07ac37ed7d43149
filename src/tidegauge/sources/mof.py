"""
Japan, Ministry of Finance: yields of government bonds by tenor, percent. No key.

Two files, the history and the current month, which replaces itself each month. Tested against a recorded current
month; the history file follows documentation only. Shift-JIS with a footer, a title before the header, dates without
zeros (2026/9/1), ``-`` for a missing tenor.
"""

import re
from collections.abc import Sequence
from datetime import date

from tidegauge.catalogue import Series
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.source import Published, field, stamped

DATED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")


class Mof:
    """Reads `Series.code` as jgbcme:tenor, for example ``jgbcme:10Y``."""

    id = "mof"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """See Source.requests. The history is left out where all that is wanted lies in the current month."""
        current = Request(self.id, f"{self._base}/jgbcme.csv")
        if since and since >= until.replace(day=1):
            return (current,)
        return (Request(self.id, f"{self._base}/historical/jgbcme_all.csv"), current)

    def following(self, raw: Snapshot) -> Request | None:
        """Nothing is paged here."""
        return None

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """See Source.parse."""
        return [one for answer in raw for one in stamped(answer, _yields(series, answer))]


def _yields(series: Series, raw: Snapshot) -> list[Published]:
    rows = shape.csv_of(raw, lambda cells: cells[:1] == ["Date"], encoding="shift_jis")
    shape.need(raw, rows, field(series))
    found: list[Published] = []
    for row in rows:
        match = DATED.fullmatch(row["Date"].strip())
        if match:
            year, month, day = map(int, match.groups())
            stated = shape.day(raw, f"{year:04}-{month:02}-{day:02}")
            found.append(Published(stated, shape.number(raw, row[field(series)])))
    if rows and not found:
        raise shape.changed(raw, f"has no dates like 2026/9/1; the first is {rows[0]['Date'][:20]!r}")
    return found
