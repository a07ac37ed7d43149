"""What every step of delivery needs: settings, the report's plan and policy, the time, the ledger."""

import re
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tidegauge import report as reports
from tidegauge import schedule, usecases
from tidegauge.deliver import gate, operator, server
from tidegauge.deliver.addresses import Address
from tidegauge.deliver.gate import Policy
from tidegauge.deliver.links import Links
from tidegauge.deliver.smtp import Post
from tidegauge.errors import SettingsError, UsageError
from tidegauge.model.document import Briefing
from tidegauge.settings import Secret, Settings
from tidegauge.store.ledger import Ledger

_ISSUE = re.compile(r"(\d{4})-W(\d{2})(?:-([1-7]))?(?:-([a-z][a-z0-9_]*))?")
WEEKLY = "weekly"
FRIDAY = 5
LONG_PAUSE = 10.0
SENDER_NAME = "流動性週報 Liquidity Weekly"


@dataclass(frozen=True, slots=True)
class Office:
    """
    Where issues are sent from.

    Attributes:
        settings, report, origin: Of the issues.
        out: Folder of the issues; the archive is its subfolder site.
        now, sleep: The time, and waiting for it.
        say: Told what takes seconds.
        allow_sample: Send synthetic data, marked.
        dry: Nothing leaves: no operator is told, and an unset sender is made up.
        context: For TLS; the system's certificates where None.
        boot: Of this machine; see tidegauge.settings.
    """

    settings: Settings
    report: str
    origin: usecases.Origin
    out: Path
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    allow_sample: bool = False
    dry: bool = False
    context: ssl.SSLContext | None = None
    boot: str = ""

    @property
    def site(self) -> Path:
        """Folder of the archive."""
        return self.out / "site"

    def plan(self) -> schedule.Plan:
        """When issues go out; of a report without [schedule], when the weekly does."""
        report = self.report if self.scheduled else WEEKLY
        return schedule.plan(self.table("schedule", report), f"reports/{report}.toml")

    @property
    def scheduled(self) -> bool:
        """Whether the report goes out by itself at a time of its own."""
        return bool(self.table("schedule"))

    def issue(self, day: date) -> str:
        """Name of the report's issue of a day: ``2025-W46``, ``2025-W46-2-flash``."""
        return schedule.issue_of(day).named(reports.load(self.settings.home, self.report).name)

    def known_as(self, text: str) -> str:
        """
        The one name of an issue, however it was written: Friday's ``2025-W46-5`` is ``2025-W46``.

        Raises:
            UsageError: no such issue can exist.
        """
        day, report = named(text)
        known = reports.names(self.settings.home)
        if report not in known:
            raise UsageError(f"There is no report {report!r}; there are {', '.join(known)}.")
        return schedule.issue_of(day).named(report)

    def policy(self) -> Policy:
        """What must hold before they do."""
        return gate.policy(self.table("delivery"), f"reports/{self.report}.toml")

    def ledger(self) -> Ledger:
        """The ledger, made when missing."""
        return Ledger(self.settings.store)

    def post(self) -> Post:
        """A line to the mail server."""
        return Post(server.server(self.settings.mail), context=self.context)

    def briefing(self, day: date, sections: tuple[str, ...] = ()) -> Briefing:
        """The issue of a day."""
        return usecases.briefing(self.settings, self.report, self.origin, day, sections)

    def pause(self, seconds: float) -> None:
        """Sleep; a pause that somebody at a terminal would wonder at is told first."""
        if seconds >= LONG_PAUSE:
            self.say(f"The mail server is away or said later; the next try is in {seconds:.0f} seconds.")
        self.sleep(seconds)

    def sender(self) -> Address:
        """The address in From."""
        if self.dry and not self.settings.mail.sender:
            return Address("tidegauge", "localhost", SENDER_NAME)
        return operator.sender(self.settings.mail, SENDER_NAME)

    def links(self, ledger: Ledger | None) -> Links:
        """Links signed with the key set, else with one that is made once and kept in the store."""
        mail = self.settings.mail
        key = mail.link_key
        if not key:
            made = secrets.token_urlsafe(32)
            key = Secret(ledger.key("links", made) if ledger else made)
        return Links(key, mail.base, self.sender().text)

    def page(self, issue: str) -> str:
        """Address of an issue's page in the archive; empty without a base address."""
        base = self.settings.mail.base
        return f"{base.rstrip('/')}/{issue}/" if base else ""

    def table(self, name: str, report: str = "") -> dict[str, object]:
        """A table of the report's definition; empty where it has none."""
        path = Path(report or self.report)
        if path.suffix != ".toml":
            path = self.settings.home.find(f"reports/{path}.toml")
        table = reports.read_toml(path).get(name, {})
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: {name} is no table; write it as [{name}].")
        return table


def day_of_issue(text: str) -> date:
    """
    The day an issue is dated by.

    Raises:
        UsageError: no such issue can exist.
    """
    return named(text)[0]


def named(text: str) -> tuple[date, str]:
    """
    The day and the report that an issue's name says.

    Raises:
        UsageError: no such issue can exist.
    """
    match = _ISSUE.fullmatch(text.strip())
    try:
        assert match
        return date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or FRIDAY)), match[4] or WEEKLY
    except (AssertionError, ValueError):
        raise UsageError(
            f"{text!r} is no issue; write it as 2025-W46, as 2025-W46-3 for its Wednesday, or as 2025-W46-3-flash."
        ) from None
