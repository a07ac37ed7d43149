"""
Fetching what is announced: items of feeds and days of publications. Request, raw answer kept, parsed, appended.

Beside collect.py, which does the same for series: one file or one publication that fails leaves the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from tidegauge.days import NEW_YORK
from tidegauge.errors import SourceChanged, SourceError, SourceUnavailable
from tidegauge.model.wire import Request, Snapshot
from tidegauge.sources import shape
from tidegauge.sources.bulletin import Calendar, Feed
from tidegauge.store.records import Counts, SourceResult
from tidegauge.store.store import Store
from tidegauge.transport import Transport

Step = Callable[[Snapshot], Counts]
"""Reads an answer and stores what is new of it."""


@dataclass(frozen=True, slots=True)
class Post:
    """
    What the announcements of a collection share.

    Attributes:
        run: Its number in the store.
        stop: Set when the collection ends early.
    """

    run: int
    store: Store
    transport: Transport
    now: Callable[[], datetime]
    stop: Event


@dataclass(slots=True)
class _Account:
    counts: Counts = field(default_factory=Counts)
    errors: list[str] = field(default_factory=list)
    remedies: dict[str, None] = field(default_factory=dict)


def feed_steps(post: Post, feed: Feed) -> list[tuple[Request, Step]]:
    """What to ask a feed, each with what is done with the answer."""

    def store(raw: Snapshot) -> Counts:
        with shape.reading(raw):
            items = feed.parse(raw)
        return post.store.announcements.add_news(items, raw.fetched_at, post.run)

    return [(request, store) for request in feed.requests()]


def calendar_steps(post: Post, calendar: Calendar) -> list[tuple[Request, Step]]:
    """What to ask a calendar, each with what is done with the answer."""
    today = post.now().astimezone(NEW_YORK).date()

    def step(release: int) -> Step:
        def store(raw: Snapshot) -> Counts:
            with shape.reading(raw):
                days = calendar.parse(release, raw)
            return post.store.announcements.set_release_days(release, days, raw.fetched_at, raw.sha256, post.run)

        return store

    return [(request, step(release)) for release, request in calendar.requests(today).items()]


def announce(
    post: Post, name: str, steps: list[tuple[Request, Step]], done: Callable[[], None] = lambda: None
) -> SourceResult:  # fmt: skip
    """
    Do the steps one after the other; a failure is told and the next one tried, unless nobody is there.

    Args:
        name: Of the row in the report.
        done: Told after each step.
    """
    started, account, left = post.now(), _Account(), False
    for request, store in steps:
        if not left and not post.stop.is_set():
            left = _step(post, account, request, store)
        done()
    seconds = max(0.0, (post.now() - started).total_seconds())
    sentences = " ".join(dict.fromkeys(account.errors))
    return SourceResult(
        name, not account.errors, 0, account.counts.new, account.counts.revised, 0, sentences,
        " ".join(account.remedies), seconds,
    )  # fmt: skip


def _step(post: Post, account: _Account, request: Request, store: Step) -> bool:
    """One question and its answer; whether the publisher is out of reach, so that the rest is not asked."""
    try:
        raw = post.transport.fetch(request)
        if post.stop.is_set():
            return True
        post.store.keep(raw, post.run)
        account.counts += store(raw)
    except SourceError as error:
        account.errors.append(str(error))
        account.remedies |= dict.fromkeys(_remedy(request, error))
        return isinstance(error, SourceUnavailable) and not error.reached
    return False


def _remedy(request: Request, error: SourceError) -> Iterator[str]:
    if isinstance(error, SourceUnavailable):
        yield f"Run `tidegauge collect --source {request.source}` again later."
    elif isinstance(error, SourceChanged):
        yield f"Compare the kept answer with tests/specimens/{request.source}/ and update tidegauge/sources/."
    elif request.key_parameter:
        yield f"Check {request.source.upper()}_API_KEY, or unset it."
    else:
        yield f"Check the address (TIDEGAUGE_{request.source.upper()}_URL); asking again will not help."
