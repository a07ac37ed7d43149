"""An issue from the gate to the archive, against a real server; only its pages are made once for all tests."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from tests.deliver.server import Script, running

from tidegauge import catalogue, usecases
from tidegauge.deliver import archive, gate
from tidegauge.deliver.halves import Halves
from tidegauge.deliver.making import Making
from tidegauge.errors import DeliveryError, GateClosed, TidegaugeError, UsageError
from tidegauge.issuing import archiving, editing, sending
from tidegauge.issuing import running as runs
from tidegauge.issuing.editing import Words
from tidegauge.issuing.office import Office, day_of_issue
from tidegauge.model.data import Status
from tidegauge.model.document import Briefing, ChartSpec
from tidegauge.settings import Home, Mail, Secret, Settings
from tidegauge.store.deliveries import Sending
from tidegauge.store.ledger import Ledger
from tidegauge.store.store import Store

DAY, ISSUE = date(2025, 11, 14), "2025-W46"
DUE = datetime(2025, 11, 15, 1, 30, tzinfo=UTC)
READERS = (
    "address,name,edition\nchan@example.com,陳大文,zh-Hant\nlee@example.com,Lee,en\nboth@example.com,雙語,bilingual\n"
)
WORDS = Words("Chan", "數字有誤。", "A figure was wrong.")


@dataclass
class Desk:
    """An office whose briefing and clock a test can change."""

    office: Office
    script: Script
    now: datetime = DUE + timedelta(hours=13)
    briefing: Briefing | None = None
    readings: dict[str, str] = field(default_factory=dict)

    def sleep(self, seconds: float) -> None:
        """Only this moves the clock."""
        self.now += timedelta(seconds=seconds)

    def to_operator(self) -> list[str]:
        """What the operator was mailed."""
        mails = [data for recipient, data in self.script.got if recipient == "operator@example.org"]
        return [str(message_from_bytes(one, policy=policy.default).get_content()) for one in mails]  # type: ignore[attr-defined]

    def to_readers(self) -> list[str]:
        """Who got an issue, in order of address."""
        return sorted(one for one in self.script.readers if one != "operator@example.org")

    def states(self, revision: int = 0) -> dict[str, Sending]:
        with Ledger(self.office.settings.store) as ledger:
            return {one.address: one.state for one in ledger.deliveries(ISSUE, revision)}


@pytest.fixture
def desk(
    tmp_path: Path, home: Home, halves: Halves, paper: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:  # fmt: skip
    (tmp_path / "readers.csv").write_text(READERS, encoding="utf-8")
    with running() as script:
        mail = Mail(
            Secret(f"smtp://127.0.0.1:{script.port}?tls=off"), "weekly@example.org", "operator@example.org",
            "https://example.org/w", Secret("key"),
        )  # fmt: skip
        settings = Settings(
            Home((tmp_path, *home.roots)), tmp_path / "tidegauge.sqlite3", tmp_path / "cache", mail=mail
        )
        made = Desk(
            Office(
                settings,
                "weekly",
                usecases.Origin(),
                tmp_path / "out",
                lambda: made.now,
                lambda seconds: made.sleep(seconds),
                lambda _: None,
            ),
            script,
        )
        made.briefing = halves.briefing

        def make(self: Making, workshop: Any, reader: Any, kind: str) -> bytes:
            if kind != "json":
                return paper[kind]
            told = json.loads(paper["json"])
            for name, printed in made.readings.items():
                told["readings"][name]["printed"] = printed
            return json.dumps(told).encode()

        monkeypatch.setattr(Office, "briefing", lambda self, day, sections=(): made.briefing)
        monkeypatch.setattr(Making, "half", lambda self, language: _lend(self, halves).half(language))
        monkeypatch.setattr(Making, "_make", make)
        yield made


def _lend(making: Making, halves: Halves) -> Halves:
    making._halves = halves
    return halves


def test_an_issue_is_sent_once_and_published(desk: Desk) -> None:
    """Each reader in their edition; a second run sends nothing; the archive has it."""
    checked, tally = sending.send(desk.office, DAY)
    assert (checked.revised.issue, tally.sent_now, tally.exit_code) == (ISSUE, 3, 0)
    assert sending.send(desk.office, DAY)[1].sent_now == 0
    assert desk.to_readers() == ["both@example.com", "chan@example.com", "lee@example.com"]
    parsed = {name: message_from_bytes(data, policy=policy.default) for name, data in desk.script.got}
    assert parsed["lee@example.com"]["Content-Language"] == "en"
    assert parsed["both@example.com"]["Content-Language"] == "zh-Hant, en"
    names = [part.get_filename() for part in parsed["chan@example.com"].iter_attachments()]  # type: ignore[attr-defined]
    assert names == ["tidegauge-2025-W46-zh-Hant.pdf"]
    assert (desk.office.site / ISSUE / "r0" / "tidegauge-2025-W46-bilingual.html").is_file()
    assert ISSUE in (desk.office.site / "index.html").read_text()


def test_a_dry_run_writes_what_would_be_sent(desk: Desk) -> None:
    """One file a reader with an ASCII name; nothing is recorded, nothing leaves."""
    paths = sending.dry_run(replace(desk.office, dry=True), DAY)
    assert len(paths) == 3 and all(one.name.isascii() and one.suffix == ".eml" for one in paths)
    assert "chan@example.com" in paths[0].read_text() + paths[1].read_text() + paths[2].read_text()
    assert desk.script.got == [] and not desk.office.settings.store.exists()


def test_named_readers_only(desk: Desk) -> None:
    """`--to` sends to those named, known or not, once; the others get theirs later."""
    sending.send(desk.office, DAY, ["lee@example.com", "new@example.com"])
    sending.send(desk.office, DAY, ["new@example.com"])
    assert desk.to_readers() == ["lee@example.com", "new@example.com"]
    assert not desk.office.site.exists()
    sending.send(desk.office, DAY)
    assert len(desk.to_readers()) == 4 == len(set(desk.to_readers()))
    with pytest.raises(UsageError, match="--to: the address"):
        sending.send(desk.office, DAY, ["nobody"])


def test_sample_data_are_never_mailed(desk: Desk) -> None:
    """Unless asked for; the operator is told once, the readers get nothing."""
    assert desk.briefing
    desk.briefing = replace(desk.briefing, sample=True)
    for _ in range(2):
        with pytest.raises(GateClosed, match="sample data"):
            sending.send(desk.office, DAY)
    assert desk.to_readers() == [] and len(desk.to_operator()) == 1
    assert "sample data" in desk.to_operator()[0]
    sending.send(replace(desk.office, allow_sample=True), DAY)
    assert len(desk.to_readers()) == 3


def late(briefing: Briefing, name: str, status: Status) -> Briefing:
    """The briefing with a reading of another status, and with the lines of charts that are drawn of it."""
    rows = tuple(
        replace(row, reading=replace(row.reading, status=status)) if row.reading.indicator == name else row
        for row in briefing.appendix
    )
    made_of = next(row.series for row in rows if row.reading.indicator == name)
    sections = tuple(
        replace(one, charts={key: _late_lines(spec, made_of) for key, spec in one.charts.items()})
        for one in briefing.sections
    )
    return replace(briefing, appendix=rows, sections=sections)


def _late_lines(spec: ChartSpec, made_of: tuple[str, ...]) -> ChartSpec:
    traces = (replace(one, late=True) if set(one.series) <= set(made_of) else one for one in spec.traces)
    return replace(spec, traces=tuple(traces))


def test_a_late_source_holds_the_issue_until_the_deadline(desk: Desk) -> None:
    """Before it nothing leaves; after it the issue goes out marked."""
    assert desk.briefing
    desk.briefing = late(desk.briefing, "sofr", Status.LATE)
    desk.now = DUE + timedelta(hours=11)
    with pytest.raises(GateClosed, match="required reading sofr is late"):
        sending.send(desk.office, DAY)
    assert "held until 2025-11-15 13:30 UTC" in desk.to_operator()[0] and desk.to_readers() == []
    desk.now = DUE + timedelta(hours=13)
    sending.send(desk.office, DAY)
    data = dict(desk.script.got)["lee@example.com"]
    text = message_from_bytes(data, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "With late data" in text


def test_a_long_wait_is_told(desk: Desk) -> None:
    """Whoever sends by hand learns why nothing happens for minutes."""
    said: list[str] = []
    desk.script.rcpt = lambda recipient, before: "450 later" if not before else None
    sending.send(replace(desk.office, say=said.append), DAY)
    assert any("the next try is in 60 seconds" in one for one in said) and len(desk.to_readers()) == 3


def test_an_issue_without_news_is_not_sent(desk: Desk) -> None:
    """One late source waits for the deadline; with every required reading late nothing goes out at all."""
    assert desk.briefing
    for name in desk.office.policy().required:
        desk.briefing = late(desk.briefing, name, Status.LATE)
    desk.now = DUE + timedelta(hours=13)
    with pytest.raises(GateClosed, match="every required reading is late"):
        sending.send(desk.office, DAY)
    assert desk.to_readers() == [] and "every required reading is late" in desk.to_operator()[0]


def test_what_nobody_fetches_holds_nothing(desk: Desk) -> None:
    """An old file of the user's own is printed with its date; a source of ours that is late holds the issue."""
    assert desk.briefing
    old = late(desk.briefing, "wti_m1_m2", Status.LATE)
    assert [one.id for one in old.sections if "curve" in one.charts] == ["oil"]
    assert gate.faults(old, gate.Policy(), {}, ()) == ()
    (fault,) = gate.faults(late(desk.briefing, "hy_oas", Status.LATE), gate.Policy(), {}, ())
    assert fault.late and "the line hy_oas of the chart spread ends on" in fault.reason


def test_a_missing_reading_never_passes(desk: Desk) -> None:
    """However long one waits."""
    assert desk.briefing
    desk.briefing = late(desk.briefing, "tga", Status.MISSING)
    desk.now = DUE + timedelta(days=30)
    with pytest.raises(GateClosed, match="required reading tga is missing"):
        sending.send(desk.office, DAY)


def test_charts_and_pages_are_looked_at(desk: Desk, paper: dict[str, bytes]) -> None:
    """A chart without points, one that stops early, a PDF that is none."""
    assert desk.briefing
    strip = desk.briefing.key_points.strip
    assert strip
    short = replace(strip, lines=(replace(strip.lines[0], points=strip.lines[0].points[:-30]), *strip.lines[1:]))
    empty = replace(strip, lines=())
    for spec, said in ((short, "though its data are known to"), (empty, "has no data")):
        points = replace(desk.briefing.key_points, strip=spec)
        told = gate.faults(replace(desk.briefing, key_points=points, sections=()), gate.Policy(), {}, ())
        assert [said in one.reason for one in told] == [True]
    assert list(gate.pages("a.pdf", paper["pdf"])) == []
    assert [one.reason for one in gate.pages("a.pdf", b"%PDF-1.7 nothing")] == ["a.pdf cannot be opened as PDF"]


def test_a_held_issue_waits_for_approval(desk: Desk) -> None:
    """By command or by the signed link; who and when is on record."""
    editing.hold(desk.office, ISSUE, Words("Lee"))
    with pytest.raises(DeliveryError, match="held for approval"):
        sending.send(desk.office, DAY)
    with pytest.raises(UsageError, match="not one of ours"):
        editing.approve_by_link(desk.office, "forged.token", "Mallory")
    with desk.office.ledger() as ledger:
        asked = editing.approval(ledger, ledger.revisions(ISSUE)[-1])
        page = desk.office.links(ledger).approve_page(asked, desk.now + timedelta(hours=1))
    editing.approve_by_link(desk.office, page.rpartition("/")[2], "Chan")
    sending.send(desk.office, DAY)
    assert len(desk.to_readers()) == 3
    with desk.office.ledger() as ledger:
        assert [(one.action, one.who, one.at) for one in ledger.edits()] == [
            ("hold", "Lee", desk.now),
            ("approve", "Chan", desk.now),
        ]
    with pytest.raises(UsageError, match="has gone out"):
        editing.hold(desk.office, ISSUE, Words("Lee"))


def test_a_note_stands_in_the_letter_and_the_archive(desk: Desk) -> None:
    """Before sending in both; after it in the archive, and what was begun can go on."""
    with pytest.raises(UsageError, match="both languages"):
        editing.annotate(desk.office, ISSUE, Words("Chan", "只有中文"))
    editing.annotate(desk.office, ISSUE, Words("Chan", "先前的按語。", "An early note."))
    sending.send(desk.office, DAY)
    editing.annotate(desk.office, ISSUE, Words("Chan", "其後的按語。", "A later note."))
    assert sending.send(desk.office, DAY)[1].sent_now == 0
    data = dict(desk.script.got)["both@example.com"]
    text = message_from_bytes(data, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "An early note." in text and "先前的按語。" in text and "A later note." not in text
    page = (desk.office.site / ISSUE / "index.html").read_text()
    assert "An early note." in page and "A later note." in page


def test_a_correction_goes_to_exactly_those_who_got_the_wrong_one(desk: Desk) -> None:
    """Not to who refused it, not to who subscribed since; the archive shows what changed and keeps what was."""
    desk.script.rcpt = lambda recipient, _: "550 no" if recipient == "chan@example.com" else None
    sending.send(desk.office, DAY)
    readers = desk.office.settings.home.roots[0] / "readers.csv"
    readers.write_text(READERS + "new@example.com,New,en\n", encoding="utf-8")
    desk.script.rcpt = lambda recipient, _: None
    desk.readings = {"sofr": "3.99"}
    with pytest.raises(UsageError, match="both languages"):
        editing.correct(desk.office, ISSUE, Words("Chan", "", "x"))
    revised, count = editing.correct(desk.office, ISSUE, WORDS)
    assert (revised.revision, count) == (1, 2)
    desk.script.got.clear()
    assert sending.send(desk.office, DAY)[1].sent_now == 2
    assert desk.to_readers() == ["both@example.com", "lee@example.com"]
    data = message_from_bytes(desk.script.got[0][1], policy=policy.default)
    assert "更正" in data["Subject"] and "A figure was wrong." in data.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    page = (desk.office.site / ISSUE / "index.html").read_text()
    assert "3.99" in page and "A figure was wrong." in page and 'href="r0/tidegauge-2025-W46-bilingual.html"' in page
    assert "数字有误。" in (desk.office.site / "feed-zh-Hans.xml").read_text()
    assert "數字有誤。" not in (desk.office.site / "feed-zh-Hans.xml").read_text()
    assert (desk.office.site / ISSUE / "r0" / "readings.json").is_file()
    assert desk.states(0)["chan@example.com"] is Sending.REFUSED and set(desk.states(1)) == set(desk.to_readers())


def test_a_changed_issue_needs_a_revision(desk: Desk) -> None:
    """Who is still to get it must not get something else under the same name."""
    desk.script.rcpt = lambda recipient, _: "450 later" if recipient == "lee@example.com" else None
    sending.send(replace(desk.office, sleep=lambda _: pytest.fail("should not wait")), DAY, ["both@example.com"])
    sending.send(desk.office, DAY, ["lee@example.com"])
    assert desk.briefing
    with desk.office.ledger() as ledger:
        ledger.keep_letters(ISSUE, 0, {"en/pdf/A4/": "another", "bilingual/pdf/A4/": "another"})
    with pytest.raises(DeliveryError, match="is not what 1 readers were sent"):
        sending.send(desk.office, DAY)


def test_a_withdrawn_issue_stops(desk: Desk) -> None:
    """What waits is dropped, nothing more can be sent, the archive says so."""
    desk.script.rcpt = lambda recipient, _: "450 later" if recipient == "lee@example.com" else None
    sending.send(desk.office, DAY, ["both@example.com", "lee@example.com"])
    with desk.office.ledger() as ledger:
        checked = sending.check(desk.office, ledger, DAY, (), 0)
        archiving.publish(desk.office, ledger, checked.making, checked.revised)
    editing.withdraw(desk.office, ISSUE, Words("Chan", "數據有誤。", "Wrong data."))
    assert desk.states() == {"both@example.com": Sending.SENT, "lee@example.com": Sending.SUPPRESSED}
    with pytest.raises(DeliveryError, match="was withdrawn"):
        sending.send(desk.office, DAY)
    assert "Wrong data." in (desk.office.site / ISSUE / "index.html").read_text()


def test_a_run_when_due(desk: Desk) -> None:
    """Before its time nothing; at its time once; called again nothing; a page of health all along."""
    health = desk.office.settings.store.with_name("health.json")
    desk.now = DUE - timedelta(hours=3)
    editing.hold(desk.office, ISSUE, Words("Lee"))
    editing.approve(desk.office, ISSUE, Words("Lee"))
    collected = 0

    def collect() -> int:
        nonlocal collected
        collected += 1
        return 3

    with desk.office.ledger() as ledger:
        ledger.slot(runs.tables.Slot("2025-W45", DUE - timedelta(days=7), "done", DUE, late=False, told=""))
    assert runs.run(desk.office, collect, if_due=True).issue == "" and collected == 0
    desk.now = DUE + timedelta(minutes=10)
    assert runs.run(desk.office, collect, if_due=True).issue == ISSUE
    assert runs.run(desk.office, collect, if_due=True).issue == ""
    assert (collected, len(desk.to_readers())) == (1, 3)
    assert json.loads(health.read_text())["ok"] is True
    desk.now = DUE + timedelta(days=7, hours=3)
    assert runs.health(desk.office) is False
    assert json.loads(health.read_text())["overdue"] == "2025-W47"


def test_a_run_fetches_before_the_cut(desk: Desk) -> None:
    """What is first seen after the cut is not known to the issue: the evening's data are fetched before it, once."""
    calls: list[datetime] = []

    def collect() -> int:
        calls.append(desk.now)
        with Store(desk.office.settings.store, catalogue.load()) as store:
            store.end_run(store.begin_run("collect", desk.now), desk.now, 0, ())
        return 0

    desk.now = datetime(2025, 11, 14, 12, 0, tzinfo=UTC)
    while desk.now < DUE:
        assert runs.run(desk.office, collect, if_due=True).issue == ""
        desk.now += timedelta(minutes=15)
    assert calls == [datetime(2025, 11, 14, 23, 30, tzinfo=UTC)]
    runs.run(desk.office, collect, if_due=True)
    assert len(calls) == 2 and len(desk.to_readers()) == 3


def plain(desk: Desk, reader: str) -> str:
    """The text part of what a reader got."""
    parsed = message_from_bytes(dict(desk.script.got)[reader], policy=policy.default)
    return str(parsed.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def on_time(desk: Desk) -> None:
    """A quarter to ten in Hong Kong, with nothing late."""
    assert desk.briefing
    desk.now, desk.briefing = DUE + timedelta(minutes=15), replace(desk.briefing, sections=desk.briefing.sections[:1])


def test_a_run_begun_on_time_ends_as_it_began(desk: Desk) -> None:
    """A reader whose server said later for hours gets the letter the others got, without a mark; the run is done."""
    on_time(desk)
    desk.script.rcpt = lambda recipient, _: "450 later" if recipient == "lee@example.com" else None
    assert runs.run(desk.office, lambda: 0, if_due=True).exit_code == 3
    desk.script.rcpt, desk.now = (lambda recipient, _: None), DUE + timedelta(hours=5)
    assert runs.run(desk.office, lambda: 0, if_due=True).exit_code == 0
    assert len(desk.to_readers()) == 3 == len(set(desk.to_readers()))
    assert "Sent late" not in plain(desk, "lee@example.com")


def meanwhile(desk: Desk, act: Any) -> Office:
    """An office that waits for servers; the first time it does, `act` is done, and after that servers say yes."""
    done: list[bool] = []
    desk.script.rcpt = lambda recipient, _: "" if done else "450 later"

    def sleep(seconds: float) -> None:
        desk.sleep(seconds)
        if not done:
            done.append(True)
            act()

    return replace(desk.office, sleep=sleep)


def test_an_issue_is_held_while_a_run_waits(desk: Desk) -> None:
    """What the editor was told holds: the run that waits for a server ends and nothing leaves; approved, it goes."""
    on_time(desk)
    waits = meanwhile(desk, lambda: editing.hold(desk.office, ISSUE, Words("Lee")))
    with pytest.raises(DeliveryError, match="held for approval"):
        sending.send(waits, DAY)
    assert desk.to_readers() == [] and set(desk.states().values()) == {Sending.PREPARED}
    editing.approve(desk.office, ISSUE, Words("Lee"))
    desk.now += timedelta(hours=1)
    assert sending.send(desk.office, DAY)[1].sent_now == 3


def test_an_issue_is_withdrawn_while_a_run_waits(desk: Desk) -> None:
    """Nothing leaves any more, and nobody is left waiting."""
    on_time(desk)
    waits = meanwhile(desk, lambda: editing.withdraw(desk.office, ISSUE, Words("Lee")))
    with contextlib.suppress(DeliveryError):
        sending.send(waits, DAY)
    assert desk.to_readers() == [] and set(desk.states().values()) == {Sending.SUPPRESSED}


def test_a_note_made_while_a_run_waits_stands_in_the_letter(desk: Desk) -> None:
    """Nothing had left, so the note is one of the issue: the run builds it anew."""
    on_time(desk)
    note = Words("Lee", "按語在此。", "A note here.")
    waits = meanwhile(desk, lambda: editing.annotate(desk.office, ISSUE, note))
    assert sending.send(waits, DAY)[1].exit_code == 0
    assert len(desk.to_readers()) == 3 and "A note here." in plain(desk, "lee@example.com")


def test_readers_who_leave_or_change_between_two_runs(desk: Desk) -> None:
    """Who is inactive or off the list gets nothing, who changed edition gets the new one; back on the list, theirs."""
    on_time(desk)
    readers = desk.office.settings.home.roots[0] / "readers.csv"
    desk.script.rcpt = lambda recipient, _: "" if recipient == "both@example.com" else "450 later"
    more = "gone@example.com,Gone,en\nturn@example.com,Turn,en\n"
    readers.write_text(READERS + more, encoding="utf-8")
    assert sending.send(desk.office, DAY)[1].sent_now == 1
    head, both = "address,name,edition,formats,paper,zone,active\n", "both@example.com,雙語,bilingual\n"
    turned = "turn@example.com,Turn,zh-Hant\n"
    readers.write_text(f"{head}lee@example.com,Lee,en,pdf,A4,,no\n{both}{turned}", encoding="utf-8")
    desk.script.rcpt, desk.now = (lambda recipient, _: None), desk.now + timedelta(hours=1)
    tally = sending.send(desk.office, DAY)[1]
    assert (tally.sent_now, tally.exit_code, desk.to_readers()) == (1, 0, ["both@example.com", "turn@example.com"])
    parsed = message_from_bytes(dict(desk.script.got)["turn@example.com"], policy=policy.default)
    assert parsed["Content-Language"] == "zh-Hant"
    assert [desk.states()[f"{name}@example.com"].value for name in ("lee", "gone", "chan")] == ["suppressed"] * 3
    readers.write_text(READERS, encoding="utf-8")
    assert sending.send(desk.office, DAY)[1].sent_now == 2
    assert desk.to_readers() == [f"{name}@example.com" for name in ("both", "chan", "lee", "turn")]


def test_what_nobody_has_got_is_marked_when_it_leaves_late(desk: Desk) -> None:
    """Tried on time while every server said later; what leaves after hours says so."""
    on_time(desk)
    desk.script.rcpt = lambda recipient, _: "450 later"
    runs.run(desk.office, lambda: 0, if_due=True)
    desk.script.rcpt, desk.now = (lambda recipient, _: None), DUE + timedelta(hours=5)
    assert runs.run(desk.office, lambda: 0, if_due=True).exit_code == 0
    assert "Sent late" in plain(desk, "lee@example.com")


def test_a_reader_served_first_holds_up_nobody(desk: Desk) -> None:
    """One named with --to on Saturday morning; the late run brings all others the same letter."""
    on_time(desk)
    sending.send(desk.office, DAY, ["both@example.com"])
    desk.now = DUE + timedelta(hours=5)
    assert runs.run(desk.office, lambda: 0, if_due=True).exit_code == 0
    assert len(desk.to_readers()) == 3 == len(set(desk.to_readers()))


def test_an_issue_that_is_done_stays_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run again by hand hours later nothing is sent; even if that fails, no monitor is told that it is overdue."""
    on_time(desk)
    runs.run(desk.office, lambda: 0, if_due=True)
    desk.now = DUE + timedelta(hours=5)
    assert runs.run(desk.office, lambda: 0, if_due=False).exit_code == 0
    assert desk.briefing
    desk.briefing = late(desk.briefing, "tga", Status.MISSING)
    with pytest.raises(GateClosed):
        runs.run(desk.office, lambda: 0, if_due=False)
    assert len(desk.to_readers()) == 3 and runs.health(desk.office)
    with desk.office.ledger() as ledger:
        assert [one.state for one in ledger.slots()] == ["done"]


def test_a_missed_run_is_made_up_once_and_marked(desk: Desk) -> None:
    """Late, but within the window; the letter says so. One beyond it is noted, and the operator told once."""
    desk.now = DUE + timedelta(days=2)
    result = runs.run(desk.office, lambda: 0, if_due=True)
    assert result.issue == ISSUE and len(desk.to_readers()) == 3
    data = dict(desk.script.got)["lee@example.com"]
    text = message_from_bytes(data, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Sent late" in text
    desk.now = DUE + timedelta(days=7 + 5)
    for _ in range(2):
        assert runs.run(desk.office, lambda: 0, if_due=True).issue == ""
    assert runs.overview(desk.office)["missed"] == ["2025-W47"]
    assert len([one for one in desk.to_operator() if "not sent within its window" in one]) == 1


def test_the_operator_hears_who_was_not_reached(desk: Desk) -> None:
    """Refused and uncertain ones with the server's words, once; a run in which all went well sends no word."""
    desk.script.rcpt = lambda recipient, _: "550 5.1.1 no such user" if recipient == "chan@example.com" else None
    desk.script.drop = frozenset(["lee@example.com"])
    assert runs.run(desk.office, lambda: 0, if_due=False).exit_code == 1
    (mail,) = desk.to_operator()
    assert "- chan@example.com, revision 0: refused: 550 5.1.1 no such user" in mail
    assert "- lee@example.com, revision 0: uncertain: no answer after" in mail and "both@example.com" not in mail
    assert runs.run(desk.office, lambda: 0, if_due=False).exit_code == 1
    assert len(desk.to_operator()) == 1 and desk.script.handed["lee@example.com"] == 1


def test_what_became_of_an_uncertain_one_is_said_by_hand(desk: Desk) -> None:
    """Arrived, or to be sent again; refused ones all at once; nobody else is touched, and who said so is recorded."""
    desk.script.rcpt = lambda recipient, _: "550 relaying denied" if recipient == "chan@example.com" else None
    desk.script.drop = frozenset(["lee@example.com", "both@example.com"])
    sending.send(desk.office, DAY)
    desk.script.rcpt, desk.script.drop = (lambda recipient, _: None), frozenset()
    editing.settle(desk.office, ISSUE, ["lee@example.com"], again=False, words=Words("Chan"))
    assert sending.send(desk.office, DAY)[1].sent_now == 0
    with pytest.raises(UsageError, match="neither refused nor uncertain"):
        editing.settle(desk.office, ISSUE, ["lee@example.com"], again=True, words=Words("Chan"))
    assert editing.settle(desk.office, ISSUE, [], again=True, words=Words("Chan")) == ("chan@example.com",)
    with pytest.raises(UsageError, match="Name readers"):
        editing.settle(desk.office, ISSUE, [], again=True, words=Words("Chan"))
    assert sending.send(desk.office, DAY)[1].sent_now == 1
    assert desk.states() == {
        "both@example.com": Sending.UNCERTAIN, "chan@example.com": Sending.SENT, "lee@example.com": Sending.SENT,
    }  # fmt: skip
    editing.settle(desk.office, ISSUE, ["both@example.com"], again=True, words=Words("Lee"))
    assert sending.send(desk.office, DAY)[1].exit_code == 0
    with desk.office.ledger() as ledger:
        assert [(one.action, one.who) for one in ledger.edits()] == [
            ("settle", "Chan"),
            ("settle", "Chan"),
            ("settle", "Lee"),
        ]


def test_an_issue_is_one_under_every_spelling(desk: Desk) -> None:
    """The Friday issue with its weekday is the week's; a report that does not exist is told, nothing is recorded."""
    assert editing.hold(desk.office, " 2025-W46-5 ", Words("Lee")).issue == ISSUE
    with pytest.raises(DeliveryError, match="held for approval"):
        sending.send(desk.office, DAY)
    assert editing.approve(desk.office, "2025-W46-5-weekly", Words("Lee")).issue == ISSUE
    with pytest.raises(UsageError, match="no report 'nosuch'"):
        editing.hold(desk.office, "2025-W46-3-nosuch", Words("Lee"))
    with desk.office.ledger() as ledger:
        assert [one.issue for one in ledger.revisions()] == [ISSUE]


@pytest.mark.parametrize("again", [True, False])
def test_an_uncertain_reader_is_settled_after_a_correction(desk: Desk, again: bool) -> None:
    """Whether the wrong issue arrived or not, its reader gets the corrected one, once, and nothing is left open."""
    desk.script.drop = frozenset(["lee@example.com"])
    sending.send(desk.office, DAY)
    desk.script.drop = frozenset()
    editing.correct(desk.office, ISSUE, WORDS)
    sending.send(desk.office, DAY)
    assert desk.to_readers().count("lee@example.com") == 1
    assert editing.settle(desk.office, ISSUE, ["lee@example.com"], again=again, words=Words("Chan"))
    for _ in range(2):
        assert sending.send(desk.office, DAY)[1].exit_code == 0
    assert desk.to_readers().count("lee@example.com") == 2 and len(desk.to_readers()) == 6
    assert "A figure was wrong." in plain(desk, "lee@example.com")
    assert desk.states(0)["lee@example.com"] is (Sending.SUPPRESSED if again else Sending.SENT)


def test_the_archive_has_what_was_mailed(desk: Desk) -> None:
    """Published when every server said later, then changed: it is published anew with the first letter, then never."""
    on_time(desk)
    desk.script.rcpt = lambda recipient, _: "450 later"
    sending.send(desk.office, DAY)
    assert _published(desk) == [(0, "4.00", "4.00")]
    desk.script.rcpt, desk.now, desk.readings = (lambda recipient, _: None), DUE + timedelta(hours=1), {"sofr": "3.99"}
    sending.send(desk.office, DAY, ["lee@example.com"])
    assert _published(desk) == [(0, "3.99", "3.99")]
    desk.readings = {"sofr": "3.11"}
    sending.send(desk.office, DAY)
    assert _published(desk) == [(0, "3.99", "3.99")] and len(desk.to_readers()) == 3


def _published(desk: Desk) -> list[tuple[int, str, str]]:
    """Revision, and SOFR by the card and by the file."""
    folder = desk.office.site / ISSUE
    card = archive.unpacked((folder / "card.json").read_bytes(), "card.json")
    told = [json.loads((folder / f"r{one.revision}" / "readings.json").read_bytes()) for one in card.versions]
    return [
        (one.revision, one.readings["sofr"], file["readings"]["sofr"]["printed"])
        for one, file in zip(card.versions, told, strict=True)
    ]


def test_an_issue_withdrawn_before_its_time_is_done(desk: Desk) -> None:
    """The run ends well and sends nothing; it is not overdue."""
    editing.hold(desk.office, ISSUE, Words("Lee"))
    editing.withdraw(desk.office, ISSUE, Words("Lee"))
    result = runs.run(desk.office, lambda: 0, if_due=True)
    assert (result.exit_code, "was withdrawn" in result.told, desk.to_readers()) == (0, True, [])
    assert runs.run(desk.office, lambda: 0, if_due=True).issue == "" and runs.health(desk.office)


def test_a_run_that_needs_approval_asks_for_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, with the command and the link; approved, the next call sends it."""
    monkeypatch.setattr(Office, "policy", lambda self: gate.Policy(approval=True))
    for _ in range(2):
        assert runs.run(desk.office, lambda: 0, if_due=True).exit_code == 3
    (mail,) = desk.to_operator()
    link = next(line for line in mail.splitlines() if line.startswith("https://example.org/w/approve/"))
    assert [line for line in mail.splitlines() if line.startswith("- ")][3:] and "until 2025-11-19 01:30 UTC" in mail
    editing.approve_by_link(desk.office, link, "Chan")
    runs.run(desk.office, lambda: 0, if_due=True)
    assert len(desk.to_readers()) == 3


def test_without_a_page_the_mail_has_the_command_with_its_code(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code works as printed; once approved, held again, or a minute past its time, it does not."""
    monkeypatch.setattr(Office, "policy", lambda self: gate.Policy(approval=True))
    plain = replace(desk.office.settings, mail=replace(desk.office.settings.mail, base=""))
    office = replace(desk.office, settings=plain)
    runs.run(office, lambda: 0, if_due=True)
    line = next(one for one in desk.to_operator()[0].splitlines() if one.startswith("tidegauge approve --link "))
    code = line.split()[-1]
    desk.now = DUE + timedelta(hours=96, minutes=1)
    with pytest.raises(UsageError, match="has expired"):
        editing.approve_by_link(office, code, "Chan")
    desk.now = DUE + timedelta(hours=95)
    packed, _, signature = code.partition(".")
    for forged in (f"{packed[:-2]}AA.{signature}", f"{packed}.{signature[:-1]}", f"{packed}.", packed, ".", "ü.x"):
        with pytest.raises(UsageError, match="not one of ours"):
            editing.approve_by_link(office, forged, "Mallory")
    editing.approve_by_link(office, code, "Chan")
    editing.hold(office, ISSUE, Words("Lee"))
    with pytest.raises(UsageError, match="an earlier state"):
        editing.approve_by_link(office, code, "Mallory")


@pytest.mark.parametrize("change", ["reading", "note"])
def test_a_link_approves_what_the_operator_was_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:  # fmt: skip
    """Data or notes that change between the mail and the sending: nothing leaves, and the operator is asked anew."""
    monkeypatch.setattr(Office, "policy", lambda self: gate.Policy(approval=True))
    on_time(desk)
    for number in range(2):
        assert runs.run(desk.office, lambda: 0, if_due=True).exit_code == 3
        assert len(desk.to_operator()) == number + 1
        lines = desk.to_operator()[-1].splitlines()
        link = next(one for one in lines if one.startswith("https://example.org/w/approve/"))
        if number == 0 and change == "reading":
            desk.readings = {"sofr": "3.99"}
        if number == 0 and change == "note":
            editing.annotate(desk.office, ISSUE, Words("Lee", "按語在此。", "A note here."))
        editing.approve_by_link(desk.office, link, "Chan")
        if number == 0:
            with pytest.raises(DeliveryError, match="is not what was approved"):
                runs.run(desk.office, lambda: 0, if_due=True)
            assert desk.to_readers() == []
    runs.run(desk.office, lambda: 0, if_due=True)
    assert len(desk.to_readers()) == 3


def test_the_operator_is_told_when_the_server_is_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that could not leave is no mail: the next run asks again, and only once."""
    monkeypatch.setattr(Office, "policy", lambda self: gate.Policy(approval=True))
    nowhere = replace(desk.office.settings.mail, server=Secret("smtp://127.0.0.1:1?tls=off"))
    away = replace(desk.office, settings=replace(desk.office.settings, mail=nowhere))
    runs.run(away, lambda: 0, if_due=True)
    assert desk.to_operator() == []
    for _ in range(2):
        runs.run(desk.office, lambda: 0, if_due=True)
    assert len(desk.to_operator()) == 1


def test_a_failed_run_is_tried_again(desk: Desk) -> None:
    """A server that is away fails the run; the next call sends, within the window."""
    nowhere = replace(desk.office.settings.mail, server=Secret("smtp://127.0.0.1:1?tls=off"))
    away = replace(desk.office, settings=replace(desk.office.settings, mail=nowhere))
    with pytest.raises(TidegaugeError, match="cannot be reached"):
        runs.run(away, lambda: 0, if_due=True)
    with desk.office.ledger() as ledger:
        assert [one.state for one in ledger.slots()] == ["failed"]
    runs.run(desk.office, lambda: 0, if_due=True)
    assert len(desk.to_readers()) == 3


def test_cards_come_back() -> None:
    """What is written is read; what is no card is told."""
    version = archive.Version(0, "2025-11-15T00:00:00Z", {}, {"sofr": "4.00"}, {}, archive.changes({"a": "1"}, {}, {}))
    card = archive.Card(ISSUE, "2025-11-14", False, {"en": "x"}, {"en": ["y"]}, {}, (version,), (("t", {"en": "n"}),))
    again = archive.unpacked(archive.packed(card), "card.json")
    assert archive.packed(again) == archive.packed(card) and again.versions[0].changes[0].after == "…"
    with pytest.raises(TidegaugeError, match="is no card"):
        archive.unpacked(b"{}", "card.json")


@pytest.mark.parametrize("text", ["2025-W54", "2025", "W46", "2025-W46-8", "../x"])
def test_what_is_no_issue(text: str) -> None:
    """Told with an example."""
    with pytest.raises(UsageError, match="write it as 2025-W46"):
        day_of_issue(text)
