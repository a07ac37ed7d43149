"""
Entries for schedulers that exist: cron, systemd, a CI workflow. Pure.

All of them call `run --if-due` often; when an issue is due only the report's plan says, so that no scheduler's idea of
zones, clock changes or holidays matters.
"""

import shlex
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from tidegauge.days import cut
from tidegauge.schedule import GATHER, Slot

MINUTES = 15
SEASONS = (date(2026, 1, 15), date(2026, 7, 15))
"""A day in each of New York's two times."""
AFTER = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6), timedelta(hours=13))
"""A CI workflow comes back so long after a slot: for what was to be tried later, and for late sources."""


def cron(command: Sequence[str], folder: str) -> str:
    """A line for crontab."""
    line = f"cd {shlex.quote(folder)} && {shlex.join(command)} --quiet run --if-due".replace("%", r"\%")
    return (
        "# Tidegauge: asks every quarter of an hour whether an issue is due; add with crontab -e. Settings such as\n"
        "# TIDEGAUGE_SMTP_URL go above, as NAME=value lines.\n"
        f"*/{MINUTES} * * * * {line}\n"
    )


def service(command: Sequence[str], folder: str) -> str:
    """tidegauge.service."""
    words = " ".join(_systemd_word(one) for one in (*command, "--quiet", "run", "--if-due"))
    return (
        "[Unit]\n"
        "Description=Liquidity Weekly: send the issue that is due\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"WorkingDirectory={folder.replace('%', '%%')}\n"
        "# NAME=value lines for settings such as TIDEGAUGE_SMTP_URL; %E is ~/.config, or /etc for a system service.\n"
        "EnvironmentFile=-%E/tidegauge/environment\n"
        f"ExecStart={words}\n"
        "SuccessExitStatus=3\n"
        "TimeoutStartSec=2h\n"
    )


def timer() -> str:
    """tidegauge.timer."""
    return (
        "[Unit]\n"
        "Description=Ask every quarter of an hour whether an issue of Liquidity Weekly is due\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar=*:0/{MINUTES}\n"
        "Persistent=true\n"
        "RandomizedDelaySec=30\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def github(slots: Sequence[Slot]) -> str:
    """
    A workflow for GitHub: called at each time of day the coming slots have in UTC, and some times after; and around the
    cut of each business day.

    Ledger and archive are kept on a branch of its own, because a runner's disk is not.
    """
    times = sorted({_cron_utc(one.due + later) for one in slots for later in (timedelta(0), *AFTER)}) + _evenings()
    lines = "\n".join(f'    - cron: "{one}"' for one in times)
    return _WORKFLOW.replace("CRON_LINES", lines)


def _cron_utc(moment: datetime) -> str:
    at = moment.astimezone(UTC)
    return f"{at.minute} {at.hour} * * {at.isoweekday() % 7}"


def _evenings() -> list[str]:
    """Twice within the two hours before the cut, for data to be known to the issue, and once after it, for alerts."""
    day, fraction = timedelta(days=1), timedelta(minutes=MINUTES)
    winter, summer = (cut(one).astimezone(UTC) - midnight for one, midnight in map(_with_midnight, SEASONS))
    early, late = min(winter, summer), max(winter, summer)
    found = []
    for at in (late - GATHER + fraction, early - fraction, late + fraction):
        days = "1-5" if at < day else "2-6"
        minutes = at % day // timedelta(minutes=1)
        found.append(f"{minutes % 60} {minutes // 60} * * {days}")
    return found


def _with_midnight(day: date) -> tuple[date, datetime]:
    return day, datetime(day.year, day.month, day.day, tzinfo=UTC)


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or " " in word else word


_WORKFLOW = """\
# .github/workflows/liquidity-weekly.yml: sends the issue that is due and publishes the archive.
# A branch tidegauge-state holds readers.csv, the ledger and the archive; make it first: an empty branch with
# readers.csv on it, in a private repository. A run that is cut off before its last step loses its record: a server of
# your own is safer.
name: Liquidity Weekly
on:
  workflow_dispatch:
  schedule:
CRON_LINES
concurrency:
  group: liquidity-weekly
  cancel-in-progress: false
permissions:
  contents: write
jobs:
  issue:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    env:
      TIDEGAUGE_STORE: state/tidegauge.sqlite3
      TIDEGAUGE_SMTP_URL: ${{ secrets.TIDEGAUGE_SMTP_URL }}
      TIDEGAUGE_MAIL_FROM: ${{ secrets.TIDEGAUGE_MAIL_FROM }}
      TIDEGAUGE_MAIL_OPERATOR: ${{ secrets.TIDEGAUGE_MAIL_OPERATOR }}
      TIDEGAUGE_BASE_URL: ${{ vars.TIDEGAUGE_BASE_URL }}
      TIDEGAUGE_PING_URL: ${{ secrets.TIDEGAUGE_PING_URL }}
      TIDEGAUGE_LINK_KEY: ${{ secrets.TIDEGAUGE_LINK_KEY }}
      FRED_API_KEY: ${{ secrets.FRED_API_KEY }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/checkout@v4
        with:
          ref: tidegauge-state
          path: state
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: tools/setup.sh run && .venv/bin/pip install -c constraints.txt ".[mail]"
      - run: cp state/readers.csv . && .venv/bin/tidegauge run --if-due --out state/output || test $? -eq 3
      - if: always()
        working-directory: state
        run: |
          git config user.name "Liquidity Weekly" && git config user.email "noreply@localhost"
          git add -A && git diff --cached --quiet || { git commit -m "Record the run" && git push; }
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: archive
          path: state/output/site
"""
