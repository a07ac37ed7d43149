"""What an announcement is: a feed of news or a list of days. Like a source, it is two pure questions and no socket."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from tidegauge.model.almanac import News
from tidegauge.model.wire import Request, Snapshot


class Feed(Protocol):
    """News of one publisher."""

    id: str

    def requests(self) -> tuple[Request, ...]:
        """What to ask: one request a file."""
        ...

    def parse(self, raw: Snapshot) -> list[News]:
        """
        The items of an answer.

        Raises:
            SourceChanged: the answer is not in the shape we know.
        """
        ...


class Calendar(Protocol):
    """Announced days of one publisher's publications."""

    id: str

    def requests(self, today: date) -> Mapping[int, Request]:
        """What to ask, by number of the publication."""
        ...

    def parse(self, release: int, raw: Snapshot) -> list[date]:
        """
        The days announced in an answer, in order.

        Raises:
            SourceChanged: the answer is not in the shape we know, or not whole.
        """
        ...
