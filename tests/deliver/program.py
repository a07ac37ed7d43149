"""The program as a user starts it, in a home of its own: a process that tests can kill."""

import csv
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tidegauge.settings import built_in

COMMAND = Path(sys.executable).with_name("tidegauge")
ISSUE = "2025-W46"


@dataclass(frozen=True)
class Program:
    """
    `tidegauge` for one home.

    Attributes:
        home: Where readers.csv, the store and the output are.
        series: Folder of the recorded data.
        port: Of the mail server on this machine.
    """

    home: Path
    series: Path
    port: int

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """A process at work."""
        return subprocess.Popen(
            [str(COMMAND), "--home", str(self.home), *words],
            cwd=self.home, env=self._environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, what it printed, what it said beside that."""
        with self.start(*words) as process:
            printed, said = process.communicate(timeout=900)
            return process.returncode, printed, said

    def send(self) -> tuple[str, ...]:
        """The words that send the issue from the recorded data."""
        return ("send", "--issue", ISSUE, "--from", str(self.series))

    def deliveries(self) -> list[dict[str, str]]:
        """What the program itself lists."""
        code, printed, said = self.run("deliveries", "--format", "csv")
        assert code == 0, said
        return list(csv.DictReader(io.StringIO(printed)))

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("TIDEGAUGE_")}
        return own | {
            "TIDEGAUGE_SMTP_URL": f"smtp://127.0.0.1:{self.port}?tls=off",
            "TIDEGAUGE_MAIL_FROM": "weekly@example.org",
            "TIDEGAUGE_MAIL_OPERATOR": "operator@example.org",
            "TIDEGAUGE_BASE_URL": "https://example.org/w",
        }


def with_readers(home: Path, count: int, editions: tuple[str, ...], formats: str) -> list[str]:
    """A readers.csv with so many rows, the editions in turn; the addresses."""
    names = [f"reader{number:03}@example.com" for number in range(count)]
    rows = (f"{name},讀者 {name[6:9]},{editions[at % len(editions)]},{formats}" for at, name in enumerate(names))
    (home / "readers.csv").write_text("\n".join(["address,name,edition,formats", *rows, ""]), encoding="utf-8")
    return names


def with_one_paragraph(home: Path) -> None:
    """The weekly with one short section: all that a letter needs, made in a few seconds."""
    whole = (built_in() / "reports" / "weekly.toml").read_text(encoding="utf-8")
    before, _, rest = whole.partition("[[section]]")
    section = '[[section]]\nid = "repo"\nnumber = 1\nblocks = ["text:p1"]\n\n'
    (home / "reports").mkdir()
    text = before + section + rest[rest.index("[[dashboard]]") :]
    (home / "reports" / "weekly.toml").write_text(text, encoding="utf-8")
