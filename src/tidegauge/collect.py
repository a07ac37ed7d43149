"""
The one place that fetches: request, raw answer kept, parsed, validated, appended.

Sources are asked side by side, one thread each; within a source one question after the other. Each series is appended
in one transaction, so an interruption at any moment leaves the store as it was after the last whole series. How values
are dated is written in store/dating.py.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from queue import SimpleQueue
from threading import Event, Thread
from typing import Protocol

from tidegauge.announcing import Post, Step, announce, calendar_steps, feed_steps
from tidegauge.catalogue import Catalogue, Series
from tidegauge.errors import DataError, SourceChanged, SourceError, SourceUnavailable, UsageError
from tidegauge.model.wire import Request, Snapshot
from tidegauge.settings import Settings
from tidegauge.sources import shape, source
from tidegauge.sources.plausible import check_once, sorted_out
from tidegauge.sources.source import Source
from tidegauge.sources.table import CALENDARS, FEEDS, OFF_BY_DEFAULT, SOURCES, without_key
from tidegauge.store.dating import Fetched, dated
from tidegauge.store.records import Refused, SourceResult
from tidegauge.store.store import Store
from tidegauge.tally import PATIENCE, Problem, Tally, told, weight
from tidegauge.transport import Transport

LOG = logging.getLogger(__name__)
LOOK_BACK, LONG_LOOK_BACK = timedelta(days=45), timedelta(days=5 * 366)
"""
Periods before the newest one that are asked again: publishers correct what they printed last month, and those who
re-estimate history (seasonal factors, benchmarks) the last five years.
"""
MOST_PAGES = 200

Clock = Callable[[], datetime]


class Progress(Protocol):
    """What a command line shows; called from several threads."""

    def begin(self, source: str, steps: int) -> None:
        """A source has `steps` answers to fetch."""
        ...

    def step(self, source: str) -> None:
        """One more is done, well or not."""
        ...

    def end(self, result: SourceResult) -> None:
        """The source is done."""
        ...


class Silent:
    """Shows nothing."""

    def begin(self, source: str, steps: int) -> None:
        """Nothing."""

    def step(self, source: str) -> None:
        """Nothing."""

    def end(self, result: SourceResult) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class CollectReport:
    """
    What a collection did.

    Attributes:
        run: Its number in the store.
        results: By source, in the order of the catalogue; one that stood in for another is named ``nyfed via fred``.
        refused: Values put in quarantine by this run.
    """

    run: int
    results: tuple[SourceResult, ...]
    refused: tuple[Refused, ...]

    @property
    def exit_code(self) -> int:
        """0, or 3 where a source failed."""
        return 0 if all(result.ok for result in self.results) else SourceError.exit_code


@dataclass(frozen=True, slots=True)
class Job:
    """What the threads of a collection share."""

    run: int
    store: Store
    transport: Transport
    now: Clock
    since: date | None
    progress: Progress
    stop: Event


def collect(
    settings: Settings,
    catalogue: Catalogue,
    store: Store,
    *,
    now: Clock,
    sources: Sequence[str] | None = None,
    since: date | None = None,
    progress: Progress | None = None,
    transport: Transport | None = None,
    announcements: bool = True,
) -> CollectReport:
    """
    Fetch every series of the catalogue (or of some sources) into the store, and what is announced.

    Args:
        settings: Addresses and keys.
        now: The time now, with its zone.
        sources: Names from SOURCES and FEEDS; None for all but those OFF_BY_DEFAULT and those whose key is not set.
        since: First period asked; None for what is new, with a look back of 45 days, or all history the first time.
        progress: Told what happens.
        transport: Made and closed here where none is given.
        announcements: Feeds and calendars too.

    Raises:
        UsageError: a source is not known.
        StoreError, OutputError: the store cannot be written.
    """
    wanted = _wanted(settings, sources)
    plan = _plan(catalogue, wanted)
    run = store.begin_run("collect", now())
    client = transport or Transport(now, {"fred": settings.fred_key, "eia": settings.eia_key})
    job = Job(run, store, client, now, since, progress or Silent(), Event())
    try:
        parts = [_part_of(job, settings, (name, name, series)) for name, series in plan.items()]
        posts = list(_announcements(job, settings, wanted)) if announcements else []
        tallies = _side_by_side(job, [*parts, *posts])
        seconds = [_part_of(job, settings, part) for part in _substitutes(tallies, without_key(settings))]
        tallies += _side_by_side(job, seconds)
    finally:
        if transport is None:
            client.close()
    refused = tuple(one for _, tally in tallies for one in tally.refused)
    report = CollectReport(run, tuple(result for result, _ in tallies), refused)
    store.end_run(run, now(), report.exit_code, report.results)
    return report


def _wanted(settings: Settings, sources: Sequence[str] | None) -> set[str]:
    """The sources to ask."""
    known = {**SOURCES, **FEEDS}
    unknown = [name for name in sources or () if name not in known]
    if unknown:
        raise UsageError(f"There is no source {unknown[0]!r}; known are {', '.join(sorted(known))}.")
    return set(sources or (set(known) - OFF_BY_DEFAULT - without_key(settings)))


def _plan(catalogue: Catalogue, wanted: set[str]) -> dict[str, list[Series]]:
    """Series by source, in the order of the catalogue."""
    plan: dict[str, list[Series]] = {}
    for series in catalogue.values():
        if series.source in wanted:
            plan.setdefault(series.source, []).append(series)
    return plan


Part = tuple[str, str, list[Series]]
"""Name in the report, source, series."""
Work = tuple[str, Callable[[], tuple[SourceResult, Tally]]]
"""Name in the report, and what is to be done."""


def _substitutes(tallies: Iterable[tuple[SourceResult, Tally]], without: set[str]) -> list[Part]:
    """Failed series by first and second source, with the second's code; not where that one failed or has no key."""
    down = {tally.name for _, tally in tallies if tally.failures >= PATIENCE} | OFF_BY_DEFAULT | without
    parts: dict[str, Part] = {}
    for _, tally in tallies:
        for series in tally.failed:
            second, _, code = series.second.partition(":")
            if second in SOURCES and second not in down and second != series.source:
                name = f"{series.source} via {second}"
                part = parts.setdefault(name, (name, second, []))
                part[2].append(replace(series, source=second, code=code))
    return list(parts.values())


def _part_of(job: Job, settings: Settings, part: Part) -> Work:
    """The collection of some series of a source."""
    return part[0], partial(_part, job, SOURCES[part[1]](settings), part)


def _announcements(job: Job, settings: Settings, wanted: set[str]) -> Iterator[Work]:
    """Feeds by their name; a calendar comes with the source of its name, where that has a key."""
    post = Post(job.run, job.store, job.transport, job.now, job.stop)
    for name, feed in FEEDS.items():
        if name in wanted:
            yield name, partial(_posted, job, post, name, feed_steps(post, feed(settings)))
    for name, calendar in CALENDARS.items():
        found = calendar(settings) if name in wanted else None
        if found is not None:
            row = f"{name} calendar"
            yield row, partial(_posted, job, post, row, calendar_steps(post, found))


def _posted(job: Job, post: Post, name: str, steps: list[tuple[Request, Step]]) -> tuple[SourceResult, Tally]:
    """Collect what is announced; nothing stands in for it."""
    job.progress.begin(name, len(steps))
    result = announce(post, name, steps, partial(job.progress.step, name))
    LOG.info("collected %s: %d new, %d revised", name, result.new, result.revised)
    job.progress.end(result)
    return result, Tally(name, 0)


def _side_by_side(job: Job, works: Sequence[Work]) -> list[tuple[SourceResult, Tally]]:
    """
    Do the works at the same time, one thread each; the first failure of the store or a Ctrl-C ends all at once.

    The threads are daemons: one that still waits for a publisher does not hold up the end of the program, and finds
    the store closed should an answer come.
    """
    done: SimpleQueue[tuple[int, tuple[SourceResult, Tally] | BaseException]] = SimpleQueue()

    def work(number: int, one: Work) -> None:
        try:
            done.put((number, one[1]()))
        except BaseException as error:  # noqa: BLE001 (handed to the waiting thread, which raises it)
            done.put((number, error))

    for number, one in enumerate(works):
        Thread(target=work, args=(number, one), name=f"tidegauge {one[0]}", daemon=True).start()
    found: dict[int, tuple[SourceResult, Tally]] = {}
    try:
        while len(found) < len(works):
            number, outcome = done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            found[number] = outcome
    except BaseException:
        job.stop.set()
        job.transport.close()
        raise
    return [found[number] for number in sorted(found)]


def _part(job: Job, publisher: Source, part: Part) -> tuple[SourceResult, Tally]:
    """Collect one source."""
    name, _, series = part
    started = job.now()
    tally = Tally(name, len(series))
    groups = _groups(job, publisher, series)
    job.progress.begin(name, len(groups))
    answers: dict[Request, list[Snapshot]] = {}
    for requests, members in groups.items():
        _group(job, publisher, tally, requests, members, answers)
        job.progress.step(name)
    result = told(tally, publisher.id, (job.now() - started).total_seconds())
    LOG.info("collected %s: %d new, %d revised, %d refused", name, result.new, result.revised, result.quarantined)
    job.progress.end(result)
    return result, tally


def _groups(job: Job, publisher: Source, series: Iterable[Series]) -> dict[tuple[Request, ...], list[Series]]:
    """Series by the requests that serve them."""
    topics: dict[str, list[Series]] = {}
    for one in series:
        topics.setdefault(source.topic(one), []).append(one)
    groups: dict[tuple[Request, ...], list[Series]] = {}
    for members in topics.values():
        since = job.since or _since(job.store, members)
        for one in members:
            groups.setdefault(publisher.requests(one, since, job.now().date()), []).append(one)
    return groups


def _since(store: Store, members: Iterable[Series]) -> date | None:
    """The first period to ask for: some time before the newest of all that share an answer; None for all."""
    first: list[date] = []
    for one in members:
        newest = store.newest(one.id) if store.collected(one.id) else None
        if newest is None:
            return None
        first.append(newest - (LONG_LOOK_BACK if one.revised else LOOK_BACK))
    return min(first, default=None)


def _group(
    job: Job,
    publisher: Source,
    tally: Tally,
    requests: Sequence[Request],
    members: Sequence[Series],
    answers: dict[Request, list[Snapshot]],
) -> None:
    """Fetch what several series share, then read each; after too many failures in a row, only say so."""
    if job.stop.is_set() or tally.failures >= PATIENCE:
        left = SourceUnavailable("not asked after the failures before.")
        tally.problems.append(Problem(tuple(members), left, requests[0]))
        return
    try:
        raw = [page for request in requests for page in _pages(job, publisher, request, answers)]
        tally.failures, tally.answered = 0, True
    except SourceError as error:
        tally.failures += weight(error, tally.answered)
        tally.problems.append(Problem(tuple(members), error, requests[0]))
        return
    for series in members:
        try:
            _series(job, publisher, tally, series, raw)
        except (SourceError, DataError) as error:
            tally.problems.append(Problem((series,), error, requests[0]))


def _pages(
    job: Job, publisher: Source, request: Request, answers: dict[Request, list[Snapshot]]
) -> list[Snapshot]:  # fmt: skip
    """All pages of an answer, each kept as soon as it has arrived; asked once however many series want it."""
    if request in answers:
        return answers[request]
    pages: list[Snapshot] = []
    following: Request | None = request
    while following:
        raw = job.transport.fetch(following)
        if job.stop.is_set():
            raise SourceUnavailable("The run has ended.")
        job.store.keep(raw, job.run)
        if pages and pages[-1].sha256 == raw.sha256:
            raise SourceChanged(f"{request.url} gives the same page again; it is kept as {raw.sha256[:12]}.")
        pages.append(raw)
        with shape.reading(raw):
            following = publisher.following(raw)
        if len(pages) > MOST_PAGES:
            raise SourceChanged(
                f"{request.url} has more than {MOST_PAGES} pages; the last is kept as {raw.sha256[:12]}."
            )
    answers[request] = pages
    return pages


def _series(job: Job, publisher: Source, tally: Tally, series: Series, raw: Sequence[Snapshot]) -> None:
    """Read, validate, date and append one series."""
    fetched_at = max(page.fetched_at for page in raw)
    with shape.reading(raw[-1]):
        found = sorted(publisher.parse(series, raw), key=lambda one: (one.period, one.known or date.max))
    check_once(series, found, raw[-1])
    found = list({(one.period, one.known): one for one in found}.values())
    ledger = job.store.ledger(series.id)
    before = ledger.before(found[0].period) if found else None
    undated = [one for one in found if not one.known]
    believed, doubts = sorted_out(series, undated, before)
    vintages, more = sorted_out(replace(series, step=None), [one for one in found if one.known], None)
    values = [Fetched(one.period, one.value, one.known, one.snapshot) for one in (*vintages, *believed)]
    said = dated(series, values, ledger, fetched_at, first=not job.store.collected(series.id))
    refused = [
        Refused(series.id, doubt.published.period, doubt.published.value or 0.0, doubt.reason, doubt.published.snapshot)
        for doubt in (*doubts, *more)
    ]
    job.store.refuse(refused, fetched_at, job.run)
    tally.refused += refused
    ended = fetched_at if said or ledger.lines else None
    tally.counts += job.store.append(series.id, series.unit, said, job.run, collected_at=ended)
