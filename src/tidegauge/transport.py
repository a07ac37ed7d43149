"""
The one HTTP client: time-outs, retries, rate limits, and keys that show nowhere.

A key is added to the address by the innermost layer, just before the bytes leave: requests, exceptions, redirects and
the log lines of httpx never hold it. What a publisher echoes is struck out of the body before anyone sees it.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event, Lock
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

import httpx
import stamina
from pyrate_limiter import Limiter, Rate, SingleBucketFactory, StateBucket

from tidegauge import __version__
from tidegauge.errors import SourceError, SourceRefused, SourceUnavailable
from tidegauge.model.wire import Request, Snapshot
from tidegauge.settings import Secret

LOG = logging.getLogger(__name__)
RETRIES = logging.getLogger("stamina")
RETRIES.addHandler(logging.NullHandler())
RETRIES.propagate = False
"""stamina's own lines carry nothing ours do not."""

TOO_MANY_REQUESTS, FIRST_SERVER_ERROR = 429, 500
EXCERPT = 160

RATES: dict[str, tuple[int, int]] = {"fred": (2, 1000), "fredgraph": (1, 1000), "coinbase": (5, 1000)}
"""
Requests per milliseconds, by source.

Source:
    FRED: two a second (OpenBB-finance/OpenBB PR#7527). Coinbase: about ten a second per address. The others state none.
"""
DEFAULT_RATE = (4, 1000)


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long one request may take. All in seconds.

    Attributes:
        attempts: At most, the first one included.
        budget: No attempt begins later than this after the first.
        first_wait, longest_wait: Between attempts, doubling.
        longest_retry_after: A publisher that asks for more is given up at once.
        connect, read: Time-outs of a connection and of a pause in an answer.
    """

    attempts: int = 4
    budget: float = 90.0
    first_wait: float = 1.0
    longest_wait: float = 15.0
    longest_retry_after: float = 60.0
    connect: float = 6.0
    read: float = 30.0


class _Temporary(Exception):
    """An answer or failure that may pass; `wait` is what the publisher asks for, in seconds."""

    def __init__(self, cause: str, wait: float | None = None, *, reached: bool = False) -> None:
        super().__init__(cause)
        self.wait = wait
        self.reached = reached


class _KeyAtTheDoor(httpx.BaseTransport):
    """Adds a source's key to the query on the way out; everything further in sees the address without it."""

    def __init__(self, inner: httpx.BaseTransport, keys: Mapping[str, Secret]) -> None:
        self._inner = inner
        self._keys = keys

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        parameter, source = request.extensions.get("tidegauge_key", ("", ""))
        if not parameter:
            return self._inner.handle_request(request)
        url = request.url.copy_add_param(parameter, self._keys[source].reveal())
        keyed = httpx.Request(
            request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        return self._inner.handle_request(keyed)

    def close(self) -> None:
        self._inner.close()


@dataclass
class _Limits:
    """One limiter a source, made when first needed; shared by all threads of the transport."""

    rates: Mapping[str, tuple[int, int]]
    _made: dict[str, Limiter] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, source: str) -> None:
        """Return when the source may be asked again."""
        with self._lock:
            if source not in self._made:
                count, milliseconds = self.rates.get(source, DEFAULT_RATE)
                bucket = StateBucket([Rate(count, milliseconds)])
                self._made[source] = Limiter(SingleBucketFactory(bucket, schedule_leak=False))
        self._made[source].try_acquire(source)

    def close(self) -> None:
        for limiter in self._made.values():
            limiter.close()


class Transport:
    """
    Asks publishers. One for a process, so that its rate limits hold for all threads.

    Args:
        clock: The time now, with its zone: dates answers and reads a Retry-After that is a date.
        keys: Key by source.
        patience: Time-outs and retries.
        rates: Requests per milliseconds by source; others get DEFAULT_RATE.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        keys: Mapping[str, Secret] | None = None,
        patience: Patience | None = None,
        rates: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        self._clock = clock
        self._keys = {source: key for source, key in (keys or {}).items() if key}
        self._patience = patience or Patience()
        self._closed = Event()
        self._limits = _Limits(RATES if rates is None else rates)
        self._client = httpx.Client(
            transport=_KeyAtTheDoor(httpx.HTTPTransport(http2=False), self._keys),
            timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect),
            headers={"User-Agent": f"tidegauge/{__version__}"},
            max_redirects=5,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; a request still under way in another thread fails and is not repeated."""
        self._closed.set()
        self._client.close()
        self._limits.close()

    def fetch(self, request: Request) -> Snapshot:
        """
        The answer to `request`, retried while that can help.

        Raises:
            SourceUnavailable: time-out, broken connection, 429 or 5xx after all attempts.
            SourceRefused: any other status than 2xx, or no key is set where one is needed.
        """
        if request.key_parameter and request.source not in self._keys:
            raise SourceRefused(f"{request.source} needs a key and none is set.")
        try:
            return self._with_retries(request)
        except _Temporary as error:
            raise SourceUnavailable(f"{_place(request)} {error}", reached=error.reached) from None

    def _with_retries(self, request: Request) -> Snapshot:
        patience = self._patience
        attempts = stamina.retry_context(
            on=self._backoff,
            attempts=patience.attempts,
            timeout=patience.budget,
            wait_initial=patience.first_wait,
            wait_max=patience.longest_wait,
            wait_jitter=patience.first_wait / 2,
        )
        for attempt in attempts:
            with attempt:
                return self._once(request)
        raise AssertionError("stamina yields an attempt or raises")

    def _backoff(self, error: Exception) -> bool | float:
        """Whether to try again: True with our own wait, seconds where the publisher says how long."""
        if not isinstance(error, _Temporary) or self._closed.is_set():
            return False
        LOG.info("trying again: %s", error)
        if error.wait is None:
            return True
        return error.wait if error.wait <= self._patience.longest_retry_after else False

    def _once(self, request: Request) -> Snapshot:
        self._limits.wait(request.source)
        if self._closed.is_set():
            raise _Temporary("was not asked: the run is ending")
        try:
            response = self._client.get(
                request.url,
                params=list(request.params) or None,
                follow_redirects=not request.key_parameter,
                extensions={"tidegauge_key": (request.key_parameter, request.source)},
            )
        except httpx.TimeoutException:
            raise _Temporary("did not answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _Temporary(f"could not be reached ({self._struck_out(str(error)) or type(error).__name__})") from None
        return self._judged(request, response)

    def _judged(self, request: Request, response: httpx.Response) -> Snapshot:
        body = self._without_keys(response.content)
        LOG.info("%s answered %d, %d bytes", _place(request), response.status_code, len(body))
        if response.is_success:
            kind = response.headers.get("Content-Type", "")
            return Snapshot(request, response.status_code, kind, body, self._clock())
        if response.status_code == TOO_MANY_REQUESTS or response.status_code >= FIRST_SERVER_ERROR:
            wait = self._asked_wait(response.headers.get("Retry-After", ""))
            advice = f" and asks for {wait:.0f} seconds of patience" if wait else ""
            raise _Temporary(f"answered {response.status_code}{advice}", wait, reached=True)
        raise _refusal(request, response.status_code, body)

    def _asked_wait(self, text: str) -> float | None:
        """Seconds from now that a Retry-After asks for, given as seconds or as an HTTP date."""
        if text.strip().isdigit():
            return float(text)
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (aware - self._clock()).total_seconds())

    def _without_keys(self, body: bytes) -> bytes:
        for form in self._forms():
            body = body.replace(form.encode(), b"****")
        return body

    def _struck_out(self, text: str) -> str:
        for form in self._forms():
            text = text.replace(form, "****")
        return text

    def _forms(self) -> Iterable[str]:
        for key in self._keys.values():
            yield from {key.reveal(), quote(key.reveal(), safe="")}


def _place(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{parts.netloc}{parts.path}"


def _refusal(request: Request, status: int, body: bytes) -> SourceError:
    text = " ".join(body[:2000].decode("utf-8", "replace").split())
    page = text[:1] == "<" and "html" in text[:200].lower()
    said = "a web page" if page else f'"{text[:EXCERPT]}"' if text else "nothing more"
    return SourceRefused(f"{_place(request)} refused the request with status {status} and {said}.")
