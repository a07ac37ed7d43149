"""The commands as a user types them: readers, deliveries, schedule, status."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tidegauge import cli
from tidegauge.store.deliveries import Delivery, Sending, Slot
from tidegauge.store.ledger import Ledger

NOW = datetime(2025, 11, 15, 1, 31, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SMTP_URL", "MAIL_FROM", "BASE_URL", "LINK_KEY", "STORE", "HOME"):
        monkeypatch.delenv(f"TIDEGAUGE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], home: Path, *words: str, code: int = 0) -> str:
    """What a command prints; it must end with `code`."""
    assert cli.run(["--home", str(home), *words]) == code
    printed = capsys.readouterr()
    return printed.out if code == 0 else printed.out + printed.err


def test_subscribing_and_leaving(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link to leave is printed, always by mail; its code unsubscribes; subscribing again undoes that."""
    first = told(capsys, home, "subscribe", "chan@example.com", "--name", "陳大文", "--edition", "zh-Hant")
    assert "is added to" in first and "To leave the list: mailto:tidegauge@localhost?subject=unsubscribe%20" in first
    code = first.strip().rpartition("%20")[2]
    assert "a reader already" in told(capsys, home, "subscribe", "chan@example.com", code=2)
    assert "chan@example.com gets nothing more." in told(capsys, home, "unsubscribe", code)
    assert "yes" in told(capsys, home, "readers").splitlines()[1]
    assert "gets the issues again" in told(capsys, home, "subscribe", "Chan@Example.com")
    rows = json.loads(told(capsys, home, "readers", "--json"))
    assert [(one["address"], one["name"], one["suppressed"]) for one in rows] == [("chan@example.com", "陳大文", "no")]
    assert "not one of ours" in told(capsys, home, "unsubscribe", code + "x", code=2)


def test_with_a_base_address_the_https_link_comes_first(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the mailto link stays."""
    monkeypatch.setenv("TIDEGAUGE_BASE_URL", "https://example.org/w/")
    lines = told(capsys, home, "subscribe", "a@example.com").splitlines()
    assert lines[1].startswith("To leave the list: https://example.org/w/unsubscribe/")
    assert lines[2].startswith("or mailto:")


def test_deliveries_are_a_contract(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Six columns, also when nothing was sent."""
    head = "issue,revision,address,state,when,reply"
    assert told(capsys, home, "deliveries", "--format", "csv") == head + "\n"
    with Ledger(home / "tidegauge.sqlite3") as ledger:
        one = Delivery("2025-W46", 0, "a@b.org", "a@b.org", "en/pdf/A4/", Sending.PREPARED, NOW)
        ledger.prepare([one])
        ledger.mark(one, Sending.SENDING, NOW)
        ledger.mark(one, Sending.SENT, NOW, "250 2.0.0 OK, queued")
    rows = told(capsys, home, "deliveries", "--issue", "2025-W46", "--format", "csv").splitlines()
    assert rows == [head, '2025-W46,0,a@b.org,sent,2025-11-15T01:31:00Z,"250 2.0.0 OK, queued"']


def test_the_editors_log_is_listed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who did what and when; a reader whom nobody knows of can be settled by name only."""
    told(capsys, home, "hold", "--issue", "2025-W46", "--by", "Chan")
    told(capsys, home, "approve", "--issue", "2025-W46", "--by", "Lee")
    lines = told(capsys, home, "edits", "--format", "csv").splitlines()
    assert lines[0] == "issue,revision,action,who,when,zh,en"
    assert [one.split(",")[2:4] for one in lines[1:]] == [["hold", "Chan"], ["approve", "Lee"]]
    assert "Name readers of 2025-W46" in told(capsys, home, "settle", "--issue", "2025-W46", "--by", "x", code=2)


def test_the_schedule_is_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five runs, local and UTC; entries for three schedulers."""
    lines = told(capsys, home, "schedule").splitlines()
    assert len(lines) == 6 and all("HKT" in one and "UTC" in one for one in lines[1:])
    assert "*/15 * * * *" in told(capsys, home, "schedule", "cron")
    assert "OnCalendar=*:0/15" in told(capsys, home, "schedule", "systemd")
    assert str(home / "units" / "tidegauge.timer") in told(
        capsys, home, "schedule", "systemd", "--out", str(home / "units")
    )
    assert "tidegauge run --if-due" in told(capsys, home, "schedule", "github")


def test_status_tells_what_is_overdue(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Next five always; overdue with exit code 1 once runs are on record; the health file says the same."""
    assert told(capsys, home, "status").count("next run") == 5
    with Ledger(home / "tidegauge.sqlite3") as ledger:
        ledger.slot(Slot("2025-W46", NOW, "done", NOW, late=False, told="3 sent"))
    text = told(capsys, home, "status", code=1)
    assert "last run    2025-W46: done" in text and "OVERDUE" in text
    assert json.loads((home / "health.json").read_text())["ok"] is False


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("send", "--issue", "2025-46"), "write it as 2025-W46"),
        (("send", "--issue", "2025-W46"), "TIDEGAUGE_MAIL_FROM is not set"),
        (("approve", "--issue", "2025-W46", "--by", "x"), "Nothing is recorded of 2025-W46"),
        (("approve", "--by", "x"), "either --issue or --link"),
        (("schedule", "launchd"), "launchd"),
        (("readers",), "There is no list of readers"),
    ],
)
def test_faults_are_sentences(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:  # fmt: skip
    """With exit code 2."""
    assert said in told(capsys, home, *words, code=2)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://user:s3cret-word@mail.example.org", "no address of a mail server"),
        ("smtp://user:s3cret-word@mail.example.org?tls=off", "only this one may do without TLS"),
        ("smtp://user:s3cret-word@mail.example.org?starttls=no", "does not hold"),
        ("smtp://user@mail.example.org", "a user without a password"),
        ("smtp://user:s3cret-word@:25", "does not hold"),
        ("smtp://user:s3cret-word@mail.example.org:many", "no address of a mail server"),
    ],
)
def test_a_wrong_server_address_never_shows_the_password(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    """The sentence says what is wrong, and not what is secret."""
    monkeypatch.setenv("TIDEGAUGE_SMTP_URL", address)
    monkeypatch.setenv("TIDEGAUGE_MAIL_FROM", "weekly@example.org")
    (home / "readers.csv").write_text("address,name,edition\na@example.com,A,en\n")
    printed = told(capsys, home, "send", "--issue", "2025-W46", code=2)
    assert said in printed and "s3cret" not in printed


def test_any_form_of_a_readers_link_is_taken(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The mailto link that every letter has, its subject, the code; what is none is told, whatever letters it has."""
    link = told(capsys, home, "subscribe", "chan@example.com").strip().rpartition(" ")[2]
    assert link.startswith("mailto:")
    code = link.rpartition("%20")[2]
    for one in (link, f"unsubscribe {code}", f"https://example.org/w/unsubscribe/{code}"):
        assert "chan@example.com gets nothing more." in told(capsys, home, "unsubscribe", one)
    for one in ("YQ.é", "mailto:weekly@example.org", "mailto:w@example.org?subject=unsubscribe%20YQ.x"):
        assert "not one of ours" in told(capsys, home, "unsubscribe", one, code=2)
    assert "not one of ours" in told(capsys, home, "approve", "--link", "YQ.é", code=2)


def test_an_issue_that_cannot_be_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list of nothing is no answer to a name that is none."""
    for command in ("deliveries", "edits"):
        assert "'rubbish' is no issue" in told(capsys, home, command, "--issue", "rubbish", code=2)
    assert told(capsys, home, "deliveries", "--issue", "2025-W46") == "Nothing was sent of 2025-W46 yet.\n"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("smtp://u:12/geheim@h", "write / as %2F"),
        ("smtp://u:12#geheim@h", "write / as %2F"),
        ("smtp://u:12?geheim@h", "write / as %2F"),
        ("smtp://u:geheimé@h.example", "letters beyond ASCII"),
    ],
)
def test_a_password_that_was_not_escaped_is_not_shown(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    """Neither it nor the user is taken for a host and told."""
    (home / "readers.csv").write_text("address,name,edition\nlee@example.com,Lee,en\n")
    monkeypatch.setenv("TIDEGAUGE_SMTP_URL", address)
    monkeypatch.setenv("TIDEGAUGE_MAIL_FROM", "weekly@example.org")
    shown = told(capsys, home, "send", "--issue", "2025-W46", code=2)
    assert said in shown and "geheim" not in shown and "u:12" not in shown
