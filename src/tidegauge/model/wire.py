"""What is asked of a publisher and what came back. No key is ever part of either."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Request:
    """
    One question to a publisher; equal questions are asked once per collection.

    Attributes:
        source: Id of the SOURCES entry; also the name of its rate limit and key.
        url: Without query.
        params: Query parameters, without the key.
        key_parameter: Name under which the transport adds the source's key; empty where none is needed.
        kind: What the answer holds, for the parser: "info", "values", …
    """

    source: str
    url: str
    params: tuple[tuple[str, str], ...] = ()
    key_parameter: str = ""
    kind: str = "values"

    @property
    def address(self) -> str:
        """Address with query and without the key: safe to store and to print."""
        return f"{self.url}?{urlencode(self.params)}" if self.params else self.url

    def parameter(self, name: str) -> str:
        """The value of one parameter; empty where it is not asked."""
        return dict(self.params).get(name, "")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    A raw answer, as it is kept.

    Attributes:
        request: What was asked.
        status: HTTP status.
        content_type: As stated by the publisher.
        body: Decompressed bytes, with any echo of the key struck out.
        fetched_at: When it had arrived, with its zone.
        sha256: Of the body: the name it is kept under.
    """

    request: Request
    status: int
    content_type: str
    body: bytes
    fetched_at: datetime
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.body).hexdigest())
