"""The one HTTP client, against a local server."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest
from tests.wire.scene import NOON, PATIENCE, RATES
from tests.wire.server import Say, Wire, running

from tidegauge.errors import SourceRefused, SourceUnavailable
from tidegauge.model.wire import Request
from tidegauge.settings import Secret
from tidegauge.transport import Transport

KEY = "abcdef0123456789abcdef0123456789"


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A local publisher."""
    with running() as server:
        yield server


@pytest.fixture
def transport() -> Iterator[Transport]:
    """A client with a key and little patience."""
    with Transport(lambda: NOON, {"fred": Secret(KEY)}, PATIENCE, RATES) as client:
        yield client


def asked(wire: Wire, source: str = "test", key: str = "") -> Request:
    """A request for /x."""
    return Request(source, f"{wire.address}/x", (("a", "1"),), key)


def test_an_answer_is_kept_as_it_came(wire: Wire, transport: Transport) -> None:
    """Bytes, status, content type and the time of arrival; the hash is of the bytes."""
    wire.on("/x", Say("hello", headers={"Content-Type": "text/csv"}))
    raw = transport.fetch(asked(wire))
    assert (raw.body, raw.status, raw.content_type, raw.fetched_at) == (b"hello", 200, "text/csv", NOON)
    assert raw.sha256.startswith("2cf24dba")
    assert wire.asked == ["/x?a=1"]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_what_may_pass_is_asked_again(wire: Wire, transport: Transport, status: int) -> None:
    """A 5xx or 429 followed by an answer is an answer."""
    wire.on("/x", Say("no", status), Say("yes"))
    assert transport.fetch(asked(wire)).body == b"yes"
    assert len(wire.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 301])
def test_what_cannot_pass_is_asked_once(wire: Wire, transport: Transport, status: int) -> None:
    """A refusal is final: one request, one sentence with the status and what was said."""
    wire.on("/x", Say("Bad Request.  No such series.", status))
    with pytest.raises(SourceRefused, match=rf'status {status} and "Bad Request\. No such series\."'):
        transport.fetch(asked(wire, "fred", "api_key"))
    assert len(wire.asked) == 1


def test_patience_ends(wire: Wire, transport: Transport) -> None:
    """After all attempts a 503 is unavailable, told in one sentence."""
    wire.on("/x", Say("no", 503))
    with pytest.raises(SourceUnavailable, match="answered 503"):
        transport.fetch(asked(wire))
    assert len(wire.asked) == PATIENCE.attempts


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honoured(wire: Wire, transport: Transport, form: str) -> None:
    """The publisher's own wait is kept, given in seconds or as a date."""
    text = "1" if form == "seconds" else format_datetime((NOON + timedelta(seconds=1)).astimezone(UTC), usegmt=True)
    wire.on("/x", Say("no", 429, {"Retry-After": text}), Say("yes"))
    started = monotonic()
    assert transport.fetch(asked(wire)).body == b"yes"
    assert monotonic() - started >= 0.95


def test_a_long_retry_after_is_not_waited_for(wire: Wire, transport: Transport) -> None:
    """A publisher that asks for an hour is left at once, and the sentence says so."""
    wire.on("/x", Say("no", 429, {"Retry-After": "3600"}))
    with pytest.raises(SourceUnavailable, match="answered 429 and asks for 3600 seconds"):
        transport.fetch(asked(wire))
    assert len(wire.asked) == 1


def test_a_silent_publisher_times_out(wire: Wire, transport: Transport) -> None:
    """No answer within the read time-out, on every attempt, is unavailable."""
    wire.on("/x", Say("late", delay=5))
    with pytest.raises(SourceUnavailable, match="did not answer in time"):
        transport.fetch(asked(wire))


def test_a_connection_that_breaks_is_asked_again(wire: Wire, transport: Transport) -> None:
    """Fewer bytes than promised is a broken connection, not an answer."""
    wire.on("/x", Say("half", missing=100), Say("whole"))
    assert transport.fetch(asked(wire)).body == b"whole"


def test_nobody_there(transport: Transport) -> None:
    """A closed port is unavailable."""
    with pytest.raises(SourceUnavailable, match="could not be reached"):
        transport.fetch(Request("test", "http://127.0.0.1:9/x"))


def test_the_key_is_sent_and_shows_nowhere(
    wire: Wire, transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    """The publisher gets the key; requests, answers, errors and every log line do not have it."""
    caplog.set_level(logging.DEBUG)
    wire.on("/x", Say(f'{{"echo": "{KEY}"}}'), Say(f"Bad key {KEY}", 400))
    raw = transport.fetch(asked(wire, "fred", "api_key"))
    assert wire.queries("/x")[0] == {"a": "1", "api_key": KEY}
    assert raw.body == b'{"echo": "****"}'
    with pytest.raises(SourceRefused) as caught:
        transport.fetch(asked(wire, "fred", "api_key"))
    seen = [caplog.text, repr(raw), raw.request.address, str(caught.value), repr(transport.__dict__)]
    assert not any(KEY in text for text in seen)


def test_a_missing_key_is_refused_before_asking(wire: Wire) -> None:
    """A source that needs a key is not asked without one."""
    with Transport(lambda: NOON, {}, PATIENCE, RATES) as client, pytest.raises(SourceRefused, match="needs a key"):
        client.fetch(asked(wire, "fred", "api_key"))
    assert wire.asked == []


def test_a_keyed_request_is_never_redirected(wire: Wire, transport: Transport) -> None:
    """A redirect is followed without a key, and refused with one: the key goes to no other place."""
    wire.on("/x", Say("", 302, {"Location": "/y"}))
    wire.on("/y", "there")
    assert transport.fetch(asked(wire)).body == b"there"
    with pytest.raises(SourceRefused, match="status 302"):
        transport.fetch(asked(wire, "fred", "api_key"))
    assert not any(KEY in one for one in wire.asked if one.startswith("/y"))


def test_the_rate_is_kept(wire: Wire) -> None:
    """Five requests at four a second take at least a quarter of a second more than a burst."""
    wire.on("/x", "yes")
    with Transport(lambda: NOON, {}, PATIENCE, {"test": (4, 1000)}) as client:
        started = monotonic()
        for _ in range(6):
            client.fetch(asked(wire))
        assert monotonic() - started >= 0.4


def test_the_clock_is_an_argument(wire: Wire) -> None:
    """Answers are dated by the clock that was passed in."""
    wire.on("/x", "yes")
    with Transport(lambda: datetime(2023, 3, 17, tzinfo=UTC), {}, PATIENCE, RATES) as client:
        assert client.fetch(asked(wire)).fetched_at.year == 2023
