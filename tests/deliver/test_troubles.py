"""Failures reach the operator: whatever stops an issue, and although mail was down when it happened."""

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.deliver.test_issuing import DUE, ISSUE, READERS, Desk, desk  # noqa: F401 - the second one is a fixture

from tidegauge.deliver.making import Making
from tidegauge.errors import NothingKnown, RenderError, SettingsError, SetupBroken, StoreError, TidegaugeError
from tidegauge.issuing import running as runs
from tidegauge.issuing.office import Office
from tidegauge.settings import Secret, built_in
from tidegauge.store.ledger import Ledger


@pytest.fixture(autouse=True)
def _own_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


NOWHERE = "smtp://127.0.0.1:1?tls=off"


def run(office: Office) -> runs.Result:
    return runs.run(office, lambda: 0, if_due=True)


def unreachable(office: Office) -> Office:
    mail = replace(office.settings.mail, server=Secret(NOWHERE))
    return replace(office, settings=replace(office.settings, mail=mail))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NothingKnown("Nothing is known on 2025-11-14."), "Nothing is known on 2025-11-14."),
        (RenderError("The character U+2603 has no glyph."), "U+2603"),
    ],
)
def test_an_issue_that_cannot_be_made_is_told(
    desk: Desk,  # noqa: F811
    error: TidegaugeError,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No data, a glyph that is missing: the operator is mailed the sentence, once for equal failures."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    if isinstance(error, NothingKnown):
        monkeypatch.setattr(Office, "briefing", fail)
    else:
        monkeypatch.setattr(Making, "_make", fail)
    desk.now = DUE
    for _ in range(2):
        with pytest.raises(type(error)):
            run(desk.office)
    (mail,) = desk.to_operator()
    assert mail.startswith(f"{ISSUE} was not sent:") and told in mail and desk.to_readers() == []


def test_a_row_that_does_not_hold_is_told(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    """A section that no report has is a fault of its row, told by file and field, also to the operator."""
    text = "address,name,edition,formats,sections\nlee@example.com,Lee,en,pdf,nosuch\n"
    (tmp_path / "readers.csv").write_text(text, encoding="utf-8")
    desk.now = DUE
    with pytest.raises(SettingsError, match="row 2, sections: 'nosuch' is not one of repo, causes"):
        run(desk.office)
    (mail,) = desk.to_operator()
    assert "'nosuch' is not one of repo" in mail


def test_a_missed_run_is_told_when_mail_goes_again(desk: Desk) -> None:  # noqa: F811
    """And until the next one is due, nobody who asks hears that all is well."""
    desk.now = DUE
    with pytest.raises(TidegaugeError):
        run(unreachable(desk.office))
    desk.now = DUE + timedelta(hours=100)
    run(unreachable(desk.office))
    assert runs.overview(desk.office)["missed"] == [ISSUE]
    assert runs.overview(desk.office)["overdue"] == ISSUE and runs.health(desk.office) is False
    assert desk.to_operator() == []
    for _ in range(2):
        desk.now += timedelta(minutes=15)
        run(desk.office)
    assert [ISSUE in one and "not sent within its window" in one for one in desk.to_operator()] == [True]
    desk.now = DUE + timedelta(days=7)
    assert runs.health(desk.office) is True


def test_readers_not_reached_are_told_when_mail_goes_again(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server breaks down after the last reader: the next run tells who was refused."""
    desk.script.rcpt = lambda recipient, _: (
        "550 no" if recipient in ("chan@example.com", "operator@example.org") else None
    )
    desk.now = DUE
    assert run(desk.office).exit_code == 1 and desk.to_operator() == []
    desk.script.rcpt = lambda recipient, _: None
    for _ in range(2):
        desk.now += timedelta(minutes=15)
        run(desk.office)
    (mail,) = desk.to_operator()
    assert "- chan@example.com, revision 0: refused: 550 no" in mail


def test_a_scheduler_that_never_called_is_seen(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    """With readers and without one run, the newest issue is overdue; after a first run, only what was due since."""
    desk.now = DUE + timedelta(hours=3)
    assert runs.overview(desk.office)["overdue"] == ISSUE
    (tmp_path / "readers.csv").unlink()
    assert runs.overview(desk.office)["overdue"] is None
    (tmp_path / "readers.csv").write_text(READERS, encoding="utf-8")
    desk.now = DUE + timedelta(days=5)
    run(desk.office)
    assert runs.overview(desk.office)["overdue"] is None
    desk.now = DUE + timedelta(days=7, hours=3)
    assert runs.overview(desk.office)["overdue"] == "2025-W47"
    desk.now = DUE + timedelta(days=7 + 5)
    run(desk.office)
    assert runs.overview(desk.office)["missed"] == ["2025-W47"]


def broken_schedule(tmp_path: Path) -> None:
    """A definition of the weekly whose [schedule] names no weekday."""
    text = (built_in() / "reports" / "weekly.toml").read_text(encoding="utf-8")
    (tmp_path / "reports").mkdir()
    wrong = text.replace('weekday = "saturday"', 'weekday = "caturday"')
    (tmp_path / "reports" / "weekly.toml").write_text(wrong, encoding="utf-8")


def broken_readers(tmp_path: Path) -> None:
    (tmp_path / "readers.csv").write_text("address,name,edition\nnobody,Nobody,en\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (broken_schedule, "[schedule]: weekday 'caturday' is not one of"),
        (broken_readers, "readers.csv, row 2, address: 'nobody'"),
    ],
)
def test_what_fails_before_a_run_begins_is_told(
    desk: Desk,  # noqa: F811
    tmp_path: Path,
    break_it: Callable[[Path], None],
    told: str,
) -> None:
    """On a day when nothing is due: the operator is mailed once a week, health and status say so."""
    desk.now = DUE + timedelta(days=4, hours=3)
    run(desk.office)
    assert json.loads((tmp_path / "health.json").read_text(encoding="utf-8"))["ok"] is True
    break_it(tmp_path)
    for _ in range(3):
        with pytest.raises(SetupBroken, match=re.escape(told)):
            run(desk.office)
    (mail,) = desk.to_operator()
    assert mail.startswith("The scheduled run cannot begin") and told in mail
    health = json.loads((tmp_path / "health.json").read_text(encoding="utf-8"))
    assert health["ok"] is False and told in health["trouble"]
    assert told in str(runs.overview(desk.office)["trouble"])
    desk.now += timedelta(days=7)
    with pytest.raises(SetupBroken):
        run(desk.office)
    assert len(desk.to_operator()) == 2


def test_a_store_that_cannot_be_used_is_told(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    """The record of what was told is in it, so a mark among temporary files keeps it to one mail a day."""
    desk.office.settings.store.write_bytes(b"this is no store, and longer than the head of one " * 40)
    for _ in range(3):
        with pytest.raises(StoreError):
            run(desk.office)
    (mail,) = desk.to_operator()
    assert "tidegauge.sqlite3" in mail
    desk.now += timedelta(days=1)
    with pytest.raises(StoreError):
        run(desk.office)
    assert len(desk.to_operator()) == 2


def test_a_full_disk_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Nothing can be recorded, and the operator is mailed all the same."""
    desk.now = DUE

    def full(self: Ledger, *words: Any) -> bool:
        raise StoreError("There is no space left for the store.")

    monkeypatch.setattr(Ledger, "slot", full)
    monkeypatch.setattr(Ledger, "first_notice", full)
    for _ in range(2):
        with pytest.raises(StoreError):
            run(desk.office)
    (mail,) = desk.to_operator()
    assert "no space left" in mail


def test_who_sends_no_mail_is_not_bothered(desk: Desk, tmp_path: Path) -> None:  # noqa: F811
    """Without a server there is nobody to mail; the sentence and the health file say it."""
    said: list[str] = []
    settings = replace(desk.office.settings, mail=replace(desk.office.settings.mail, server=Secret("")))
    broken_readers(tmp_path)
    with pytest.raises(SetupBroken):
        run(replace(desk.office, settings=settings, say=said.append))
    assert said == [] and json.loads((tmp_path / "health.json").read_text(encoding="utf-8"))["ok"] is False
