"""A publisher on 127.0.0.1: says what a test tells it to, counts what it was asked, ends properly."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Say:
    """
    One answer.

    Attributes:
        body: As sent.
        status, headers: Of the answer.
        delay: Seconds before it is sent.
        missing: Bytes the Content-Length promises beyond the body: a connection that breaks.
    """

    body: bytes | str = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    missing: int = 0

    @property
    def raw(self) -> bytes:
        """The body as bytes."""
        return self.body.encode() if isinstance(self.body, str) else self.body


class Wire:
    """
    Answers by path. Several answers for a path are given one after the other; the last one stays.

    Attributes:
        asked: Path and query of every request, in order.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.over = Event()
        self._answers: dict[str, list[Say]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Base address, to be put into the settings."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def on(self, path: str, *answers: Say | bytes | str) -> None:
        """Say these answers from now on when asked for `path`."""
        self._answers[path] = [one if isinstance(one, Say) else Say(one) for one in answers]

    def queries(self, path: str) -> list[dict[str, str]]:
        """The parameters of every request for `path`."""
        parts = (urlsplit(one) for one in self.asked)
        return [{key: values[0] for key, values in parse_qs(one.query).items()} for one in parts if one.path == path]

    def take(self, target: str) -> Say:
        """The answer for a request, noted as asked."""
        self.asked.append(target)
        answers = self._answers.get(urlsplit(target).path)
        if not answers:
            return Say("<html><body>Not found</body></html>", 404, {"Content-Type": "text/html"})
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def close(self) -> None:
        """End the server and its threads."""
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            say = wire.take(self.path)
            wire.over.wait(say.delay)
            try:
                self.send_response(say.status)
                for name, value in {"Content-Type": "application/json", **say.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(say.raw) + say.missing))
                self.end_headers()
                self.wfile.write(say.raw)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


@contextmanager
def running() -> Iterator[Wire]:
    """A server for the length of a block."""
    wire = Wire()
    try:
        yield wire
    finally:
        wire.close()
