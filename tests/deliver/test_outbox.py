"""The outbox against a real server: at most once, nothing lost without a record."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from sqlite3 import OperationalError

import pytest
from tests.deliver.server import Script, certificate, login, running
from tests.deliver.specimen import LINKS, PDF, SENDER, letter

from tidegauge.deliver import addresses, inspect, messages
from tidegauge.deliver.messages import Message
from tidegauge.deliver.outbox import Outbox, Pace, Tally
from tidegauge.deliver.server import Server
from tidegauge.deliver.smtp import Post, ServerAway, ServerUnusable
from tidegauge.errors import AlreadySending, OutputError
from tidegauge.model.words import Edition
from tidegauge.settings import Secret
from tidegauge.store.deliveries import Delivery, Sending
from tidegauge.store.ledger import Ledger

START = datetime(2025, 11, 15, 1, 30, tzinfo=UTC)
ISSUE = "2025-W46"
FORMS = {one.value: messages.form(letter(one)) for one in Edition}


@dataclass
class Watch:
    """A clock that only sleeping moves."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def readers(count: int, host: str = "example.org") -> list[str]:
    return [f"reader{number:04}@{host}" for number in range(count)]


def compose(one: Delivery) -> Message:
    return messages.compose(FORMS[one.variant], addresses.parse(one.address), SENDER, LINKS)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "tidegauge.sqlite3"


@contextmanager
def prepared(store: Path, addresses_: list[str]) -> Iterator[Ledger]:
    editions = list(Edition)
    with Ledger(store) as ledger:
        ledger.prepare(
            Delivery(ISSUE, 0, address, address, editions[number % 3].value, Sending.PREPARED, START)
            for number, address in enumerate(addresses_)
        )
        yield ledger


def send(
    ledger: Ledger,
    server: Server,
    watch: Watch | None = None,
    pace: Pace | None = None,
    timeout: float = 5.0,
    **post: object,
) -> Tally:
    watch = watch or Watch()
    with ledger.sole_sender():
        ledger.settle(watch.now, "boot")
        with Post(server, timeout=timeout, body_timeout=timeout, **post) as line:  # type: ignore[arg-type]
            return Outbox(ledger, line, pace or Pace(), watch.clock, watch.sleep, "boot").send(ISSUE, 0, compose)


def states(ledger: Ledger) -> dict[str, Sending]:
    return {one.address: one.state for one in ledger.deliveries(ISSUE)}


def test_two_hundred_readers_in_three_editions(store: Path) -> None:
    """Each gets their edition once; subject, parts, pictures and attachment bytes come back; the reply is on record."""
    with running() as script, prepared(store, readers(200)) as ledger:
        tally = send(ledger, script.server())
        again = send(ledger, script.server())
        replies = {one.reply for one in ledger.deliveries(ISSUE)}
        variants = {one.address: one.variant for one in ledger.deliveries(ISSUE)}
    assert sorted(script.readers) == readers(200)
    assert (tally.sent_now, tally.exit_code, again.sent_now) == (200, 0, 0)
    assert len(replies) == 200 and "250 OK queued as 1" in replies
    assert script.connections <= 2
    for recipient, data in script.got:
        edition = Edition(variants[recipient])
        inspect.check(Message("", recipient, data), letter(edition))
    parsed = message_from_bytes(script.got[0][1], policy=policy.default)
    assert [part.get_content() for part in parsed.iter_attachments()] == [PDF]  # type: ignore[attr-defined]


def test_connection_refused(store: Path) -> None:
    """Nothing is lost: the sentence says so, all stay prepared, and the next run sends them."""
    with running() as script:
        gone = script.server()
    with prepared(store, readers(3)) as ledger:
        watch = Watch()
        with pytest.raises(ServerAway, match=r"cannot be reached.*Nothing is lost"):
            send(ledger, gone, watch)
        assert set(states(ledger).values()) == {Sending.PREPARED} and len(watch.slept) == 3
        with running() as script:
            send(ledger, script.server())
        assert script.readers == readers(3)


def test_dropped_after_the_body(store: Path) -> None:
    """No answer after the body: uncertain, listed, never resent by itself; the others get theirs."""
    lost = readers(5)[2]
    with running(Script(drop=frozenset({lost}))) as script, prepared(store, readers(5)) as ledger:
        tally = send(ledger, script.server())
        send(ledger, script.server())
        assert states(ledger)[lost] is Sending.UNCERTAIN and tally.exit_code == 1
    assert sorted(script.readers) == readers(5)


def test_try_later_is_tried_later(store: Path) -> None:
    """4xx, then 2xx: one message, after the stated wait."""
    script = Script(data=lambda recipient, before: "451 try later" if before == 0 else None)
    watch = Watch()
    with running(script), prepared(store, readers(3)) as ledger:
        tally = send(ledger, script.server(), watch)
        assert {one.attempts for one in ledger.deliveries(ISSUE)} == {2}
    assert sorted(script.readers) == readers(3) and tally.exit_code == 0
    assert watch.now - START >= timedelta(seconds=Pace().waits[0])


def test_a_refused_reader_does_not_stop_the_others(store: Path) -> None:
    """5xx for one: refused with the server's words, not tried again."""
    bad = readers(4)[1]
    script = Script(rcpt=lambda recipient, before: "550 no such user" if recipient == bad else None)
    with running(script), prepared(store, readers(4)) as ledger:
        tally = send(ledger, script.server())
        send(ledger, script.server())
        (refused,) = [one for one in ledger.deliveries(ISSUE) if one.state is Sending.REFUSED]
    assert (refused.address, refused.reply, tally.exit_code) == (bad, "550 no such user", 1)
    assert script.asked[bad] == 1 and len(script.got) == 3


def test_greylisting_beyond_patience_is_left_for_the_next_run(store: Path) -> None:
    """The run ends with 3, the next one goes on when the time has come."""
    script = Script(rcpt=lambda recipient, before: "450 4.2.0 greylisted" if before < 2 else None)
    watch = Watch()
    with running(script), prepared(store, readers(2)) as ledger:
        first = send(ledger, script.server(), watch, Pace(waits=(60, 3600), patience=120))
        assert (first.exit_code, first.open, script.got) == (3, 2, [])
        watch.now += timedelta(hours=1)
        assert send(ledger, script.server(), watch).exit_code == 0
    assert sorted(script.readers) == readers(2)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("251 queued elsewhere", Sending.SENT),
        ("299 ok", Sending.SENT),
        ("hello there", Sending.UNCERTAIN),
        ("354 go on", Sending.UNCERTAIN),
        ("700 what", Sending.UNCERTAIN),
    ],
)
def test_only_a_server_that_says_later_is_asked_again(store: Path, answer: str, state: Sending) -> None:
    """After the body every 2xx means sent, and what is no answer of SMTP means that nobody knows: one body in all."""
    script = Script(data=lambda recipient, before: answer)
    with running(script), prepared(store, readers(1)) as ledger:
        for _ in range(2):
            send(ledger, script.server())
        (one,) = ledger.deliveries(ISSUE)
    assert one.state is state and answer[4:] in one.reply
    assert script.handed == {readers(1)[0]: 1}


def test_later_for_ever_ends_as_refused(store: Path) -> None:
    """After the last wait the delivery is given up, with the server's words."""
    script = Script(rcpt=lambda recipient, before: "450 busy")
    with running(script), prepared(store, readers(1)) as ledger:
        send(ledger, script.server(), pace=Pace(waits=(1, 1), patience=60))
        (one,) = ledger.deliveries(ISSUE)
    assert one.state is Sending.REFUSED and one.reply == "given up after 3 tries: 450 busy"


def test_a_server_slower_than_the_time_out(store: Path) -> None:
    """The answer did not come in time: uncertain, whatever the server did with the message."""
    with running(Script(slow=1.0)) as script, prepared(store, readers(1)) as ledger:
        send(ledger, script.server(), timeout=0.3)
        (one,) = ledger.deliveries(ISSUE)
    assert one.state is Sending.UNCERTAIN and "no sign of life" in one.reply


def test_no_mail_without_tls(store: Path) -> None:
    """A server that offers none is not used."""
    with running() as script, prepared(store, readers(1)) as ledger:
        with pytest.raises(ServerUnusable, match="offers no TLS"):
            send(ledger, Server("127.0.0.1", script.port))
        assert states(ledger) == {readers(1)[0]: Sending.PREPARED} and script.got == []


def test_starttls_and_login(store: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With a certificate that holds and the right password mail goes; the password is in no record or log."""
    caplog.set_level(logging.DEBUG)
    theirs, ours = certificate(tmp_path)
    password = Secret("hunter2-and-more")
    options = {"tls_context": theirs, "require_starttls": True, "auth_required": True}
    with running(authenticator=login("tide", password), **options) as script, prepared(store, readers(2)) as ledger:
        right = Server("127.0.0.1", script.port, user="tide", password=password)
        with pytest.raises(ServerUnusable, match=r"TLS that can be trusted|cannot be used"):
            send(ledger, right)
        with pytest.raises(ServerUnusable, match="refused the login") as refused:
            send(ledger, Server("127.0.0.1", script.port, user="tide", password=Secret("wrong-password")), context=ours)
        assert send(ledger, right, context=ours).exit_code == 0
    assert script.readers == readers(2)
    everything = f"{refused.value!r}{right!r}{caplog.text}".encode() + store.read_bytes()
    everything += b"".join(data for _, data in script.got)
    assert b"hunter2" not in everything and b"wrong-password" not in everything


def test_disk_full_before_the_body(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be recorded is not sent."""
    with running() as script, prepared(store, readers(2)) as ledger:
        mark = ledger.mark
        monkeypatch.setattr(ledger, "mark", failing(mark, Sending.SENDING))
        with pytest.raises(OutputError, match="full"):
            send(ledger, script.server())
        monkeypatch.setattr(ledger, "mark", mark)
        assert script.got == []
        assert send(ledger, script.server()).exit_code == 0
    assert sorted(script.readers) == readers(2)


def test_disk_full_while_recording_the_answer(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is out and the record is not: uncertain at the next run, not sent again."""
    with running() as script, prepared(store, readers(2)) as ledger:
        mark = ledger.mark
        monkeypatch.setattr(ledger, "mark", failing(mark, Sending.SENT))
        with pytest.raises(OutputError, match="full"):
            send(ledger, script.server())
        monkeypatch.setattr(ledger, "mark", mark)
        send(ledger, script.server())
        assert sorted(states(ledger).values()) == [Sending.SENT, Sending.UNCERTAIN]
    assert sorted(script.readers) == readers(2)


def failing(mark: Callable[..., None], at: Sending) -> Callable[..., None]:
    def marked(one: Delivery, state: Sending, *rest: object, **named: object) -> None:
        if state is at:
            raise OutputError("The store cannot grow: the disk is full.")
        mark(one, state, *rest, **named)

    return marked


def test_a_machine_that_stops(store: Path) -> None:
    """After a restart those who were next are uncertain: the disk may have forgotten that they were sent to."""
    with prepared(store, readers(4)) as ledger:
        ledger.begin(ledger.waiting(ISSUE, 0, START)[:2], "before")
        assert ledger.settle(START, "before") == 0
        assert ledger.settle(START, "after") == 2
        assert sorted(states(ledger).values()) == [Sending.PREPARED] * 2 + [Sending.UNCERTAIN] * 2
        ledger.begin((), "after")
        assert ledger.settle(START, "later") == 0


def test_two_senders_at_once(store: Path) -> None:
    """The second one does nothing and says so."""
    with prepared(store, readers(2)) as ledger, Ledger(store) as other, ledger.sole_sender():  # noqa: SIM117
        with pytest.raises(AlreadySending, match="Another run"), other.sole_sender():
            pass
    with Ledger(store) as ledger, ledger.sole_sender():
        pass


def test_suppressed_readers_get_nothing(store: Path) -> None:
    """The list is asked for before each message; the reason is on record."""
    out = readers(3)[1]
    with running() as script, prepared(store, readers(3)) as ledger:
        ledger.suppress(out, START, "unsubscribed")
        assert send(ledger, script.server()).exit_code == 0
        assert states(ledger)[out] is Sending.SUPPRESSED
    assert sorted(script.readers) == [readers(3)[0], readers(3)[2]]


def test_the_rate_is_kept(store: Path) -> None:
    """Sixty a minute: a second each."""
    watch = Watch()
    with running() as script, prepared(store, readers(3)) as ledger:
        send(ledger, script.server(), watch, Pace(per_minute=60))
    assert watch.slept == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("offered", [True, False])
def test_addresses_beyond_ascii_only_where_offered(store: Path, offered: bool) -> None:
    """SMTPUTF8 and 8BITMIME are used only if the server has them; else the reader is refused with the reason."""
    with running(enable_SMTPUTF8=offered) as script, prepared(store, ["用戶@example.org", *readers(1)]) as ledger:
        send(ledger, script.server())
        told = {one.address: (one.state, one.reply) for one in ledger.deliveries(ISSUE)}
    assert told[readers(1)[0]][0] is Sending.SENT
    assert told["用戶@example.org"][0] is (Sending.SENT if offered else Sending.REFUSED)
    assert ("SMTPUTF8" in told["用戶@example.org"][1]) is not offered
    assert any("SMTPUTF8" in one for options in script.options for one in options) is offered


def test_a_connection_closed_between_messages_is_made_anew(store: Path) -> None:
    """421 before the next message: nobody waits for that."""
    script = Script(rcpt=lambda recipient, before: "421 bye" if recipient == readers(3)[1] and before == 0 else None)
    with running(script), prepared(store, readers(3)) as ledger:
        assert send(ledger, script.server()).exit_code == 0
    assert sorted(script.readers) == readers(3)


def test_a_full_disk_is_not_taken_for_another_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is a file, too: only where someone holds it is another run at work."""

    class Full:
        def execute(self, _: str) -> None:
            raise OperationalError("database or disk is full")

        def close(self) -> None:
            return

    monkeypatch.setattr("tidegauge.store.ledger.connect", lambda *_, **__: Full())
    full = pytest.raises(OutputError, match="disk is full")
    with Ledger(tmp_path / "s.sqlite3") as ledger, full, ledger.sole_sender():
        pass
