"""Entries for other schedulers, read by the parsers of those schedulers."""

import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from cronsim import CronSim

from tidegauge import schedule
from tidegauge.commands import entries
from tidegauge.days import cut, is_business_day
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
    assert len(lines) <= 14 and told["concurrency"]["cancel-in-progress"] is False
    for slot in slots:
        before = slot.due - timedelta(minutes=1)
        assert min(next(CronSim(one, before)) for one in lines) == slot.due
    assert any("tidegauge run --if-due" in step.get("run", "") for step in told["jobs"]["issue"]["steps"])


def test_the_workflow_calls_before_each_cut() -> None:
    """Twice in the two hours before it and once in the hour after, each business day of a year, clock changes too."""
    slots = schedule.upcoming(Plan(ZoneInfo("Asia/Hong_Kong")), datetime(2026, 1, 1, tzinfo=UTC), 53)
    lines = [one["cron"] for one in yaml.safe_load(entries.github(slots))[True]["schedule"]]
    day = date(2026, 1, 1)
    while day.year == 2026:
        if is_business_day(day):
            close = cut(day).astimezone(UTC)
            calls = {one for line in lines for one in islice(CronSim(line, close - schedule.GATHER), 1) if one < close}
            assert len(calls) >= 2, day
            assert all(schedule.collecting(one, None, whole=True) for one in calls), day
            after = min(next(CronSim(line, close)) for line in lines)
            assert after - close <= timedelta(minutes=75), day
        day += timedelta(days=1)


def test_the_workflow_keeps_what_the_next_run_needs() -> None:
    """Ledger and archive lie in the folder that is pushed; operator, base address and monitor are passed."""
    told = yaml.safe_load(entries.github(()))
    job = told["jobs"]["issue"]
    kept = next(one["with"]["path"] for one in job["steps"] if one.get("with", {}).get("ref") == "tidegauge-state")
    (run,) = (one["run"] for one in job["steps"] if "run --if-due" in one.get("run", ""))
    assert f"--out {kept}/output" in run and job["env"]["TIDEGAUGE_STORE"].startswith(f"{kept}/")
    (pushing,) = (one for one in job["steps"] if "git push" in one.get("run", ""))
    assert pushing["working-directory"] == kept and pushing["if"] == "always()"
    published = next(one["with"]["path"] for one in job["steps"] if "upload-artifact" in one.get("uses", ""))
    assert published == f"{kept}/output/site"
    wanted = {"SMTP_URL", "MAIL_FROM", "MAIL_OPERATOR", "BASE_URL", "LINK_KEY", "PING_URL"}
    assert {f"TIDEGAUGE_{one}" for one in wanted} <= job["env"].keys()
