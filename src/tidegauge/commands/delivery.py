"""Commands that send issues and keep the list of those who get them."""

import getpass
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidegauge.console import From, ListShape, Out, SampleData, Shape, State, now, origin, print_json, print_rows, say
from tidegauge.deliver import addresses
from tidegauge.errors import UsageError
from tidegauge.model.words import Edition
from tidegauge.settings import boot
from tidegauge.usecases import Origin

if TYPE_CHECKING:
    from tidegauge.issuing.office import Office

REPORT = "weekly"
IssueName = Annotated[str, typer.Option("--issue", metavar="I", help="2025-W46; default the newest that was due.")]
OneIssue = Annotated[str, typer.Option("--issue", metavar="I", help="2025-W46.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides; default who is logged in.")]
Chinese = Annotated[str, typer.Option("--zh", metavar="TEXT", help="Text in Traditional Chinese.")]
English = Annotated[str, typer.Option("--en", metavar="TEXT", help="Text in English.")]
OneEdition = Annotated[Edition, typer.Option("--edition", metavar="E", help="bilingual, zh-Hant, zh-Hans or en.")]
DELIVERY_COLUMNS = ("issue", "revision", "address", "state", "when", "reply")


def office(
    state: State,
    out: Path = Path("output"),
    source: Origin | None = None,
    *,
    report: str = REPORT,
    allow_sample: bool = False,
    dry: bool = False,
) -> "Office":
    """Where this run sends from."""
    from tidegauge.issuing.office import Office

    return Office(
        settings=state.settings,
        report=report,
        origin=source or Origin(),
        out=out,
        now=now,
        sleep=time.sleep,
        say=lambda text: say(state, text),
        allow_sample=allow_sample,
        dry=dry,
        boot=boot(),
    )


def send(
    context: typer.Context,
    issue: IssueName = "",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="A", help="Only to this address.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write .eml files; send and record nothing.")] = False,
    folder: From = None,
    sample: SampleData = False,
    allow_sample: Annotated[bool, typer.Option("--allow-sample", help="Send synthetic data, marked.")] = False,
    out: Out = Path("output"),
) -> None:
    """
    Send an issue to its readers, each at most once; run it again to go on after a fault.

    Exit code 1 when the gate is closed, or a delivery was refused or is uncertain; 3 when some are to be tried later.

    Example: tidegauge send --issue 2025-W46 --dry-run
    """
    from tidegauge import schedule
    from tidegauge.issuing import sending
    from tidegauge.issuing.office import WEEKLY, named

    state: State = context.obj
    day, report = named(issue) if issue else (None, WEEKLY)
    source = origin(folder, sample, None)
    here = office(state, out, source, report=report, allow_sample=allow_sample, dry=dry_run)
    day = day or schedule.last_slot(here.plan(), now()).day
    if dry_run:
        _print_paths(state, sending.dry_run(here, day, to or ()))
        return
    checked, tally = sending.send(here, day, to or ())
    counts = {one.value: count for one, count in sorted(tally.counts.items())}
    if state.json:
        print_json({"issue": checked.revised.issue, "revision": checked.revised.revision, **counts})
    else:
        print(f"{checked.revised.issue} revision {checked.revised.revision}: {tally.told}.")
    if not tally.sent_now and not tally.open:
        say(state, "Nothing was sent now: everyone it is for was dealt with before. `tidegauge deliveries` lists all.")
    raise typer.Exit(tally.exit_code)


def _print_paths(state: State, paths: Sequence[Path]) -> None:
    if state.json:
        print_json({"paths": [str(one) for one in paths]})
        return
    for one in paths:
        print(one)


def deliveries(
    context: typer.Context,
    issue: Annotated[str, typer.Option("--issue", metavar="I", help="Only this issue.")] = "",
    format: ListShape = Shape.TABLE,
) -> None:
    """
    List what was sent: issue, revision, address, state, when, reply.

    Example: tidegauge deliveries --issue 2025-W46 --format csv
    """
    from tidegauge.issuing.office import day_of_issue
    from tidegauge.store.ledger import Ledger

    state: State = context.obj
    if issue:
        day_of_issue(issue)
    rows = []
    if state.settings.store.is_file():
        with Ledger(state.settings.store) as ledger:
            found = ledger.deliveries(issue or None)
        cells = ((one.issue, one.revision, one.address, one.state.value, when(one.at), one.reply) for one in found)
        rows = [dict(zip(DELIVERY_COLUMNS, one, strict=True)) for one in cells]
    shape = Shape.JSON if state.json else format
    if not rows and shape is not Shape.JSON:
        print(",".join(DELIVERY_COLUMNS) if shape is Shape.CSV else _nothing_sent(issue))
        return
    print_rows(rows, shape)


def _nothing_sent(issue: str) -> str:
    return f"Nothing was sent of {issue} yet." if issue else "Nothing was sent yet."


def when(moment: object) -> str:
    """A time as lists print it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def readers(context: typer.Context, format: ListShape = Shape.TABLE) -> None:
    """
    Check and list the readers: readers.csv or readers.toml in the home.

    Example: tidegauge readers --format csv
    """
    from tidegauge.deliver import readers as listing
    from tidegauge.store.ledger import Ledger

    state: State = context.obj
    found = listing.load(state.settings)
    stopped: frozenset[str] = frozenset()
    if state.settings.store.is_file():
        with Ledger(state.settings.store) as ledger:
            stopped = ledger.suppressed()
    print_rows(listing.table(found, stopped), Shape.JSON if state.json else format)


def subscribe(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="name@example.org")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="As in the To line.")] = "",
    edition: OneEdition = Edition.BILINGUAL,
    report: Annotated[
        list[str] | None, typer.Option("--report", metavar="R", help="weekly (default), flash for alerts.")
    ] = None,
) -> None:
    """
    Add a reader; one who had unsubscribed is taken off the suppression list.

    Example: tidegauge subscribe chan@example.com --name 陳大文 --edition zh-Hant
    """
    from tidegauge import report as reports
    from tidegauge.deliver import readers as listing
    from tidegauge.deliver.readers import Reader

    state: State = context.obj
    wanted = tuple(dict.fromkeys(report or (REPORT,)))
    if unknown := [one for one in wanted if one not in reports.names(state.settings.home)]:
        raise UsageError(
            f"There is no report {unknown[0]!r}; there are {', '.join(reports.names(state.settings.home))}."
        )
    reader = Reader(_address(address, name), edition, reports=wanted)
    listed = listing.find(state.settings) and any(one.key == reader.key for one in listing.load(state.settings))
    with office(state).ledger() as ledger:
        released = ledger.release(reader.key)
        if not listed:
            print(f"{reader.address.text} is added to {listing.add(state.settings, reader)}.")
        elif released:
            print(f"{reader.address.text} gets the issues again.")
        else:
            raise UsageError(f"{reader.address.text} is a reader already; `tidegauge readers` lists all.")
        links = office(state, dry=True).links(ledger)
        page = links.unsubscribe_page(reader.key)
        print(f"To leave the list: {page or links.unsubscribe_mail(reader.key)}")
        if page:
            print(f"or {links.unsubscribe_mail(reader.key)}")


def unsubscribe(
    context: typer.Context,
    address: Annotated[str, typer.Argument(help="name@example.org, or a reader's link or its code.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Recorded.")] = "unsubscribed",
) -> None:
    """
    Put an address on the suppression list: it gets nothing more, whatever the list of readers says.

    Example: tidegauge unsubscribe chan@example.com
    """
    state: State = context.obj
    with office(state).ledger() as ledger:
        if "@" in address and not address.strip().lower().startswith("mailto:"):
            key = _address(address).key
        else:
            key = office(state, dry=True).links(ledger).read("unsubscribe", address)
        ledger.suppress(key, now(), why)
    print(f"{key} gets nothing more.")


def who(by: str) -> str:
    """The name given, else that of the user of this machine."""
    try:
        return by.strip() or getpass.getuser()
    except (KeyError, OSError):
        raise UsageError("Nobody is logged in; say who decides with --by.") from None


def key_of(text: str) -> str:
    """What the ledger knows an address by."""
    return _address(text).key


def _address(text: str, name: str = "") -> addresses.Address:
    try:
        return addresses.parse(text, name)
    except ValueError as error:
        raise UsageError(f"The address {error}.") from None


def hold(context: typer.Context, issue: OneIssue, by: By = "") -> None:
    """
    Keep an issue back until it is approved.

    Example: tidegauge hold --issue 2025-W46 --by "Chan Tai Man"
    """
    from tidegauge.issuing import editing
    from tidegauge.issuing.editing import Words

    revised = editing.hold(office(context.obj), issue, Words(who(by)))
    print(
        f"{revised.issue} revision {revised.revision} is held; `tidegauge approve --issue {revised.issue}` lets it go."
    )


def approve(
    context: typer.Context,
    issue: OneIssue = "",
    by: By = "",
    link: Annotated[str, typer.Option("--link", metavar="CODE", help="The code in the operator's mail.")] = "",
) -> None:
    """
    Let a held issue go out with the next run.

    Example: tidegauge approve --issue 2025-W46 --by "Chan Tai Man"
    """
    from tidegauge.issuing import editing
    from tidegauge.issuing.editing import Words

    if bool(issue) is bool(link):
        raise UsageError("Give either --issue or --link.")
    here = office(context.obj, dry=True)
    revised = editing.approve(here, issue, Words(who(by))) if issue else editing.approve_by_link(here, link, who(by))
    print(f"{revised.issue} revision {revised.revision} is approved.")


def annotate(
    context: typer.Context, issue: OneIssue, zh: Chinese, en: English, by: By = "", out: Out = Path("output")
) -> None:  # fmt: skip
    """
    Add a dated editor's note in both languages.

    Example: tidegauge annotate --issue 2025-W46 --by Chan --zh "聯儲局延後公布。" --en "The Fed publishes late."
    """
    from tidegauge.issuing import editing
    from tidegauge.issuing.editing import Words

    revised = editing.annotate(office(context.obj, out), issue, Words(who(by), zh, en))
    print(f"{revised.issue} has a note.")


def withdraw(
    context: typer.Context, issue: OneIssue, zh: Chinese = "", en: English = "", by: By = "", out: Out = Path("output")
) -> None:  # fmt: skip
    """
    Stop an issue: whoever has not got it does not get it, and the archive says so.

    Example: tidegauge withdraw --issue 2025-W46 --by Chan --zh "數據有誤。" --en "Wrong data."
    """
    from tidegauge.issuing import editing
    from tidegauge.issuing.editing import Words

    revised = editing.withdraw(office(context.obj, out), issue, Words(who(by), zh, en))
    print(f"{revised.issue} revision {revised.revision} is withdrawn.")


def correct(
    context: typer.Context, issue: OneIssue, zh: Chinese, en: English, by: By = "", out: Out = Path("output")
) -> None:  # fmt: skip
    """
    Make a revision with a correction notice, for exactly those who got the wrong issue; `send` sends it.

    Example: tidegauge correct --issue 2025-W46 --by Chan --zh "SOFR 有誤。" --en "SOFR was wrong."
    """
    from tidegauge.issuing import editing
    from tidegauge.issuing.editing import Words

    revised, count = editing.correct(office(context.obj, out), issue, Words(who(by), zh, en))
    print(f"{revised.issue} revision {revised.revision} is prepared for {count} readers; send it with")
    print(f"tidegauge send --issue {revised.issue}")


class MailWhat(StrEnum):
    """What `mail` does."""

    CHECK = "check"


def mail(
    context: typer.Context,
    what: Annotated[MailWhat, typer.Argument(help="check.")],
    nameserver: Annotated[
        str, typer.Option("--nameserver", metavar="HOST[:PORT]", help="Ask this name server; default the system's.")
    ] = "",
) -> None:
    """
    Check the mail settings, the server, and SPF, DKIM, DMARC and MX of the sender's domain; sends nothing.

    Each line says what was found, and where something is wrong, what to do. Exit code 1 when something is.

    Example: tidegauge mail check
    """
    from tidegauge.deliver.domain import Names
    from tidegauge.issuing import mailcheck

    state: State = context.obj
    host, _, port = nameserver.rpartition(":") if nameserver.count(":") == 1 else (nameserver, "", "53")
    if not port.isdigit():
        raise UsageError(f"--nameserver {nameserver!r} is none; write it as 192.0.2.1 or 192.0.2.1:53.")
    found = mailcheck.check(office(state), Names(host, int(port)))
    if state.json:
        print_json([{"name": one.name, "ok": one.ok, "detail": one.detail, "remedy": one.remedy} for one in found])
    else:
        for one in found:
            mark = {True: "ok  ", False: "FAIL", None: "note"}[one.ok]
            print(f"{mark}  {one.name}: {one.detail}" + (f". {one.remedy}" if one.remedy else ""))
    raise typer.Exit(1 if any(one.ok is False for one in found) else 0)


def archive(context: typer.Context, out: Out = Path("output")) -> None:
    """
    Write every page of the archive anew, from what was published.

    Example: tidegauge archive
    """
    from tidegauge.issuing import archiving

    here = office(context.obj, out)
    with here.ledger() as ledger:
        print(archiving.refresh(here, ledger))
