"""Commands that run on time: the scheduled run, and entries for schedulers that exist."""

import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from tidegauge.commands.data import collected
from tidegauge.commands.delivery import office
from tidegauge.console import (
    AsOf,
    From,
    ListShape,
    Out,
    SampleData,
    Shape,
    State,
    day_of,
    now,
    origin,
    print_json,
    print_rows,
    say,
)


class What(StrEnum):
    """What `schedule` prints."""

    SHOW = "show"
    CRON = "cron"
    SYSTEMD = "systemd"
    GITHUB = "github"


def run(
    context: typer.Context,
    if_due: Annotated[bool, typer.Option("--if-due", help="Do nothing unless an issue is due.")] = False,
    folder: From = None,
    sample: SampleData = False,
    allow_sample: Annotated[bool, typer.Option("--allow-sample", help="Send synthetic data, marked.")] = False,
    out: Out = Path("output"),
) -> None:
    """
    Collect, build, check, publish and send the issue that is due; what a scheduler calls, as often as it likes.

    Example: tidegauge run --if-due
    """
    from tidegauge.errors import SetupBroken, TidegaugeError
    from tidegauge.issuing import alerting, running

    state: State = context.obj
    source = origin(folder, sample, None)
    stored = source.folder is None and not source.sample
    here = office(state, out, source, allow_sample=allow_sample)
    try:
        result = running.run(here, lambda: collected(state, (), None) if stored else 0, if_due=if_due)
    except SetupBroken:
        raise
    except TidegaugeError:
        try:
            alerting.run(here)  # an issue that failed does not keep an alert back
        except TidegaugeError as second:
            say(state, str(second))
        raise
    found = alerting.run(here)
    code = max([result.exit_code, *(one.exit_code for one in found)], key=(0, 3, 1).index)
    if state.json:
        told = [{"issue": one.issue, "readings": one.readings, "told": one.told} for one in found]
        print_json({"issue": result.issue, "told": result.told, "alerts": told, "exit_code": code})
        raise typer.Exit(code)
    if result.issue:
        print(result.told)
    else:
        say(state, result.told)
    for one in found:
        print(f"{one.issue} ({', '.join(one.readings)}): {one.told}.")
    raise typer.Exit(code)


def alerts(
    context: typer.Context,
    if_due: Annotated[
        bool, typer.Option("--if-due", help="Look at the newest day, and send what it calls for.")
    ] = False,
    as_of: AsOf = "",
    folder: From = None,
    sample: SampleData = False,
    allow_sample: Annotated[bool, typer.Option("--allow-sample", help="Send synthetic data, marked.")] = False,
    out: Out = Path("output"),
    format: ListShape = Shape.TABLE,
) -> None:
    """
    List the alerts that were called for; with --as-of, what a day would call for, recording and sending nothing.

    An alert is a report that goes out between two issues when a reading reaches a level: [alert] in its definition.
    `tidegauge run --if-due` looks, too.

    Example: tidegauge alerts --as-of 2019-09-17 --from ../shared/data/series
    """
    from tidegauge.issuing import alerting

    state: State = context.obj
    here = office(state, out, origin(folder, sample, None), allow_sample=allow_sample)
    code = 0
    if if_due:
        found = alerting.run(here)
        code = max((one.exit_code for one in found), key=(0, 3, 1).index, default=0)
    rows = alerting.called_for(here, day_of(as_of, "--as-of")) if as_of else alerting.listed(here)
    shape = Shape.JSON if state.json else format
    if rows or shape is not Shape.TABLE:
        print_rows(rows, shape)
    else:
        say(state, "No alert.")
    raise typer.Exit(code)


def schedule(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="show, cron, systemd or github.")] = What.SHOW,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write the units of systemd there.")] = None,
) -> None:
    """
    Show the next five runs in local time and UTC, or print an entry for an existing scheduler.

    Example: tidegauge schedule cron
    """
    from tidegauge.commands import entries

    state: State = context.obj
    command, folder = _command(state), str(Path.cwd())
    match what:
        case What.SHOW:
            _show(state)
        case What.CRON:
            print(entries.cron(command, folder), end="")
        case What.SYSTEMD:
            _systemd(out, {"tidegauge.service": entries.service(command, folder), "tidegauge.timer": entries.timer()})
        case What.GITHUB:
            from tidegauge import schedule as plans

            print(entries.github(plans.upcoming(office(state).plan(), now(), 53)), end="")


def _show(state: State) -> None:
    from tidegauge.issuing import running

    here = office(state)
    here.plan()
    seen = running.overview(here)
    if state.json:
        print_json(seen)
        return
    print_rows(seen["next"], Shape.TABLE)  # type: ignore[arg-type]


def _systemd(out: Path | None, units: dict[str, str]) -> None:
    from tidegauge.render import output

    for name, text in units.items():
        if out is None:
            print(f"# ~/.config/systemd/user/{name}\n{text}")
        else:
            print(output.write(output.folder(out) / name, text.encode()))
    if out is None:
        print("# systemctl --user daemon-reload && systemctl --user enable --now tidegauge.timer")


def _command(state: State) -> list[str]:
    found = shutil.which("tidegauge") or str(Path(sys.argv[0]).resolve())
    return [found, "--home", str(state.settings.home.roots[0])]


def overview(state: State) -> dict[str, Any]:
    """What `status` tells of the schedule; writes the health file."""
    from tidegauge.issuing import running

    here = office(state)
    seen: dict[str, Any] = running.overview(here)
    if state.settings.store.is_file():
        running.health(here)
    return seen


def overview_text(seen: dict[str, Any]) -> str:
    """The same as text."""
    last = seen["last"]
    lines = [f"schedule    {seen['zone'] or 'cannot be read'}"]
    lines += (
        [f"last run    {last['issue']}: {last['state']} {last['at']}{', late' if last['late'] else ''}"] if last else []
    )
    lines += [f"next run    {one['issue']}: {one['local']} = {one['utc']}" for one in seen["next"]]
    lines += [f"missed      {', '.join(seen['missed'])}"] if seen["missed"] else []
    lines += [f"OVERDUE     {seen['overdue']}: `tidegauge run --if-due` makes it up"] if seen["overdue"] else []
    lines += [f"TROUBLE     {seen['trouble']}"] if seen["trouble"] else []
    return "\n".join(lines)
