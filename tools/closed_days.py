"""
Write src/tidegauge/closed_days.csv, the days of holidays a build needs, from the `holidays` library.

The library loads the calendars of 150 countries to tell those of one, which a command would wait for each time. A test
says so when the file is not what the installed library tells.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import holidays

from tidegauge.days import FIRST_YEAR, LAST_YEAR

OUT = Path(__file__).resolve().parents[1] / "src" / "tidegauge" / "closed_days.csv"


def told() -> dict[str, Iterable[date]]:
    """Days by kind: United States statutory, statutory as observed on weekdays, New York Stock Exchange."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return {
        "statutory": holidays.country_holidays("US", years=years, observed=False),
        "observed": holidays.country_holidays("US", years=years, observed=True),
        "exchange": holidays.financial_holidays("NYSE", years=years),
    }


def text() -> str:
    """The file."""
    rows = (f"{kind},{day.isoformat()}" for kind, days in told().items() for day in sorted(days))
    return "\n".join(("kind,day", *rows)) + "\n"


if __name__ == "__main__":
    OUT.write_text(text(), encoding="utf-8")
    print(f"wrote {OUT.name}, {FIRST_YEAR} to {LAST_YEAR}, from holidays {holidays.__version__}")
