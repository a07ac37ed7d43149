"""Entries for other schedulers, read by the parsers of those schedulers."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from cronsim import CronSim

from tidegauge import schedule
from tidegauge.commands import entries
from tidegauge.schedule import Plan

COMMAND = ("/opt/tide gauge/bin/tidegauge", "--home", "/srv/100%/home")
SYSTEMD = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")


def test_the_cron_line() -> None:
    """Every quarter of an hour; spaces quoted and per cents escaped, as crontab(5) wants."""
    (line,) = (one for one in entries.cron(COMMAND, "/srv/a b").splitlines() if not one.startswith("#"))
    when, _, command = line.partition(" cd ")
    start = datetime(2026, 3, 8, 1, 50, tzinfo=ZoneInfo("America/New_York"))
    calls = list(islice(CronSim(when, start), 12))
    assert all(one.minute % 15 == 0 for one in calls) and calls[0].minute == 0
    assert command == (
        r"'/srv/a b' && '/opt/tide gauge/bin/tidegauge' --home /srv/100\%/home --quiet run --if-due"
    )  # fmt: skip


@SYSTEMD
def test_the_units_of_systemd(tmp_path: Path) -> None:
    """systemd-analyze finds no fault in either, and reads the calendar as every quarter of an hour."""
    program = tmp_path / "tide gauge" / "tidegauge"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "tidegauge.service").write_text(entries.service([str(program), "--home", "100%"], str(tmp_path)))
    (tmp_path / "tidegauge.timer").write_text(entries.timer())
    units = [str(tmp_path / name) for name in ("tidegauge.service", "tidegauge.timer")]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    told = [one for one in checked.stderr.splitlines() if "tidegauge" in one]
    assert (checked.returncode, told) == (0, [])
    calendar = next(one for one in entries.timer().splitlines() if one.startswith("OnCalendar=")).partition("=")[2]
    read = subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, text=True, check=True)
    assert "*-*-* *:00/15:00" in read.stdout


@pytest.mark.parametrize("zone", ["Asia/Hong_Kong", "America/New_York", "Europe/London"])
def test_the_workflow(zone: str) -> None:
    """Valid YAML; for a year every run of the plan is called within a minute of its time, in summer and in winter."""
    plan = Plan(ZoneInfo(zone))
    slots = schedule.upcoming(plan, datetime(2026, 1, 1, tzinfo=UTC), 53)
    told = yaml.safe_load(entries.github(slots))
    lines = [one["cron"] for one in told[True]["schedule"]]  # YAML 1.1 reads the key `on` as true
    assert len(lines) <= 12 and told["concurrency"]["cancel-in-progress"] is False
    for slot in slots:
        before = slot.due - timedelta(minutes=1)
        assert min(next(CronSim(one, before)) for one in lines) == slot.due
    assert any("tidegauge run --if-due" in step.get("run", "") for step in told["jobs"]["issue"]["steps"])
