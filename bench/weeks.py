"""
Every Friday's issue from 2018-07-06 to 2026-08-21 from recorded data: `make weeks`.

Two processes, each issue as HTML and JSON, every Python warning an error. An issue that is there already is left alone,
so a run that was stopped goes on where it ended; remove the folder to begin again.

    bench/weeks.py [--from D] [--to D] [--out DIR] [--jobs N]
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date, timedelta
from pathlib import Path

FIRST, LAST = date(2018, 7, 6), date(2026, 8, 21)
PROGRAM = "import sys; from tidegauge.cli import main; sys.exit(main())"


def fridays(first: date, last: date) -> Iterator[date]:
    """Every Friday of a span."""
    day = first + timedelta(days=(4 - first.weekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def is_there(day: date, out: Path) -> bool:
    """Whether the issue was finished: its manifest is written last."""
    year, week, _ = day.isocalendar()
    return (out / f"{year}-W{week:02d}" / "manifest.json").is_file()


def build(day: date, data: Path, out: Path) -> str:
    """One issue; empty when it was built, else what the program said."""
    words = ["build", "--as-of", day.isoformat(), "--from", str(data), "--out", str(out)]
    formats = ["--format", "html", "--format", "json"]
    command = [sys.executable, "-W", "error", "-c", PROGRAM, *words, *formats]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode in (0, 3) else f"exit {done.returncode}: {done.stderr.strip()[-2000:]}"


def main() -> None:
    """Build what is missing, tell how it goes, fail if one failed."""
    parser = argparse.ArgumentParser(description="Build every Friday issue of a span from recorded data.")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=FIRST)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=LAST)
    parser.add_argument("--out", type=Path, default=Path("output/weeks"))
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()

    data = Path(os.environ.get("TIDEGAUGE_SHARED", "../shared")).resolve() / "data"
    if not data.is_dir():
        sys.exit(f"There are no recorded data in {data}; set TIDEGAUGE_SHARED to the folder that holds data/.")
    days = list(fridays(given.first, given.last))
    missing = [day for day in days if not is_there(day, given.out)]
    print(f"{len(days)} issues, {len(days) - len(missing)} there already", flush=True)

    begun, failed = time.perf_counter(), 0
    with ThreadPoolExecutor(given.jobs) as pool:
        running = {pool.submit(build, day, data, given.out): day for day in missing}
        for number, future in enumerate(as_completed(running), start=1):
            if said := future.result():
                failed += 1
                print(f"{running[future]} {said}", flush=True)
            if number % 20 == 0 or number == len(missing):
                each = (time.perf_counter() - begun) / number
                left = each * (len(missing) - number) / 60
                print(f"{number} of {len(missing)}, {failed} failed, {left:.0f} minutes left", flush=True)
    print(f"{len(missing) - failed} built, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
