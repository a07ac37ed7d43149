"""Failures reach the operator: whatever stops an issue, and although mail was down when it happened."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.deliver.test_issuing import DUE, ISSUE, READERS, Desk, desk  # noqa: F401 - the second one is a fixture

from tidegauge.deliver.making import Making
from tidegauge.errors import NothingKnown, RenderError, SettingsError, TidegaugeError
from tidegauge.issuing import running as runs
from tidegauge.issuing.office import Office
from tidegauge.settings import Secret

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
