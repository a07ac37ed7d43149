"""
FRED's calendar: the days on which publications are announced to come out. Needs the free key, FRED_API_KEY.

One question a publication. The days of its past are tested against a recorded answer; that days ahead are listed with
``include_release_dates_with_no_data`` follows documentation only and was not tried against the live server. Days only:
FRED states no time. FRED lists its release 101 (FOMC) on every day, so meetings are never taken from here.
"""

from collections.abc import Mapping
from datetime import date

from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape

RELEASES: Mapping[int, str] = {
    10: "Consumer Price Index",
    50: "Employment Situation",
    53: "Gross Domestic Product",
    54: "Personal Income and Outlays",
    21: "H.6 Money Stock Measures",
    363: "Monthly Treasury Statement",
}
"""Asked for, by FRED's number and name; reports/calendar.toml says what is printed of them, and when in the day."""
LIMIT = 10_000
"""Most rows FRED gives; a year of one publication has at most some three hundred."""


class FredReleases:
    """The publications of RELEASES."""

    id = "fred"

    def __init__(self, base: str) -> None:
        self._base = base

    def requests(self, today: date) -> Mapping[int, Request]:
        """See Calendar.requests: the days from today on."""
        return {number: self._request(number, today) for number in RELEASES}

    def _request(self, number: int, today: date) -> Request:
        params = {
            "file_type": "json",
            "include_release_dates_with_no_data": "true",
            "limit": str(LIMIT),
            "realtime_start": today.isoformat(),
            "release_id": str(number),
            "sort_order": "asc",
        }
        return Request(self.id, f"{self._base}/release/dates", tuple(params.items()), "api_key", "release_dates")

    def parse(self, release: int, raw: Snapshot) -> list[date]:
        """See Calendar.parse."""
        answer = shape.json_of(raw)
        rows = shape.rows_of(raw, "release_dates")
        shape.need(raw, rows, "release_id", "date")
        count = answer.get("count") if isinstance(answer, dict) else None
        if not isinstance(count, int) or count != len(rows):
            raise shape.changed(raw, f"has {len(rows)} of {count} days")
        other = {shape.text(row, "release_id") for row in rows} - {str(release)}
        if other:
            raise shape.changed(raw, f"has release {', '.join(sorted(other))} where {release} was asked")
        return sorted({shape.day(raw, row.get("date")) for row in rows})
