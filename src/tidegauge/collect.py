"""
The one place that fetches: request, raw answer kept, parsed, validated, appended.

Sources are asked side by side, one thread each; within a source one question after the other. Each series is appended
in one transaction, so an interruption at any moment leaves the store as it was after the last whole series. How values
are dated is written in store/dating.py.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from queue import SimpleQueue
from threading import Event, Thread
from typing import Protocol

from tidegauge.catalogue import Catalogue, Series
from tidegauge.errors import DataError, SourceChanged, SourceError, SourceUnavailable, UsageError
from tidegauge.model.wire import Request, Snapshot
from tidegauge.settings import Settings
from tidegauge.sources import OFF_BY_DEFAULT, SOURCES, source
from tidegauge.sources.plausible import check_once, sorted_out
from tidegauge.sources.source import Source
from tidegauge.store.dating import Fetched, dated
from tidegauge.store.records import Counts, Refused, SourceResult
from tidegauge.store.store import Store
from tidegauge.transport import Transport

LOG = logging.getLogger(__name__)
LOOK_BACK, LONG_LOOK_BACK = timedelta(days=45), timedelta(days=5 * 366)
"""
Periods before the newest one that are asked again: publishers correct what they printed last month, and those who
re-estimate history (seasonal factors, benchmarks) the last five years.
"""
MOST_PAGES = 200
PATIENCE = 3
"""
A source is left after so many failures in a row. Unavailable after all retries counts twice, and as the end where it
is the first answer of the source: then nobody is there.
"""

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
class Problem:
    """Series that could not be collected, why, and the first of what was asked for them."""

    series: tuple[Series, ...]
    error: SourceError | DataError
    request: Request


@dataclass(slots=True)
class Tally:
    """What has become of one source so far."""

    name: str
    asked: int
    counts: Counts = field(default_factory=Counts)
    refused: list[Refused] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failures: int = 0
    answered: bool = False

    @property
    def failed(self) -> tuple[Series, ...]:
        """Series without their values."""
        return tuple(series for problem in self.problems for series in problem.series)


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
) -> CollectReport:
    """
    Fetch every series of the catalogue (or of some sources) into the store.

    Args:
        settings: Addresses and keys.
        now: The time now, with its zone.
        sources: Names from SOURCES; None for all but those OFF_BY_DEFAULT.
        since: First period asked; None for what is new, with a look back of 45 days, or all history the first time.
        progress: Told what happens.
        transport: Made and closed here where none is given.

    Raises:
        UsageError: a source is not known.
        StoreError, OutputError: the store cannot be written.
    """
    plan = _plan(catalogue, sources)
    run = store.begin_run("collect", now())
    client = transport or Transport(now, {"fred": settings.fred_key, "eia": settings.eia_key})
    job = Job(run, store, client, now, since, progress or Silent(), Event())
    try:
        tallies = _side_by_side(job, settings, [(name, name, series) for name, series in plan.items()])
        tallies += _side_by_side(job, settings, _substitutes(tallies))
    finally:
        if transport is None:
            client.close()
    refused = tuple(one for _, tally in tallies for one in tally.refused)
    report = CollectReport(run, tuple(result for result, _ in tallies), refused)
    store.end_run(run, now(), report.exit_code, report.results)
    return report


def _plan(catalogue: Catalogue, sources: Sequence[str] | None) -> dict[str, list[Series]]:
    """Series by source, in the order of the catalogue."""
    unknown = [name for name in sources or () if name not in SOURCES]
    if unknown:
        raise UsageError(f"There is no source {unknown[0]!r}; known are {', '.join(sorted(SOURCES))}.")
    wanted = set(sources or (set(SOURCES) - OFF_BY_DEFAULT))
    plan: dict[str, list[Series]] = {}
    for series in catalogue.values():
        if series.source in wanted:
            plan.setdefault(series.source, []).append(series)
    return plan


Part = tuple[str, str, list[Series]]
"""Name in the report, source, series."""


def _substitutes(tallies: Iterable[tuple[SourceResult, Tally]]) -> list[Part]:
    """Failed series by first and second source, with the second's code; not where that one failed too."""
    down = {tally.name for _, tally in tallies if tally.failures >= PATIENCE}
    parts: dict[str, Part] = {}
    for _, tally in tallies:
        for series in tally.failed:
            second, _, code = series.second.partition(":")
            if second in SOURCES and second not in down and second != series.source:
                name = f"{series.source} via {second}"
                part = parts.setdefault(name, (name, second, []))
                part[2].append(replace(series, source=second, code=code))
    return list(parts.values())


def _side_by_side(job: Job, settings: Settings, parts: Sequence[Part]) -> list[tuple[SourceResult, Tally]]:
    """
    Collect the parts at the same time, one thread a part; the first failure of the store or a Ctrl-C ends all at once.

    The threads are daemons: one that still waits for a publisher does not hold up the end of the program, and finds
    the store closed should an answer come.
    """
    done: SimpleQueue[tuple[int, tuple[SourceResult, Tally] | BaseException]] = SimpleQueue()

    def work(number: int, part: Part) -> None:
        try:
            done.put((number, _part(job, SOURCES[part[1]](settings), part)))
        except BaseException as error:  # noqa: BLE001 (handed to the waiting thread, which raises it)
            done.put((number, error))

    for number, part in enumerate(parts):
        Thread(target=work, args=(number, part), name=f"tidegauge {part[0]}", daemon=True).start()
    found: dict[int, tuple[SourceResult, Tally]] = {}
    try:
        while len(found) < len(parts):
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
    result = _result(tally, publisher.id, (job.now() - started).total_seconds())
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
        tally.failures += _weight(error, tally.answered)
        tally.problems.append(Problem(tuple(members), error, requests[0]))
        return
    for series in members:
        try:
            _series(job, publisher, tally, series, raw)
        except (SourceError, DataError) as error:
            tally.problems.append(Problem((series,), error, requests[0]))


def _weight(error: SourceError, answered: bool) -> int:
    """What a failure tells of the host: out of reach, the source is left; a 5xx on one series only counts."""
    if isinstance(error, SourceUnavailable):
        return 1 if error.reached else 2 if answered else PATIENCE
    return 0 if isinstance(error, SourceChanged) else 1


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
        pages.append(raw)
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
    found = sorted(publisher.parse(series, raw), key=lambda one: (one.period, one.known or date.max))
    check_once(series, found, raw[-1])
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


def _result(tally: Tally, publisher: str, seconds: float) -> SourceResult:
    reasons: dict[str, list[str]] = {}
    for problem in tally.problems:
        reasons.setdefault(str(problem.error), []).extend(series.id for series in problem.series)
    remedies = dict.fromkeys(_remedy(problem, publisher) for problem in tally.problems)
    return SourceResult(
        tally.name,
        not tally.problems,
        tally.asked,
        tally.counts.new,
        tally.counts.revised,
        len(tally.refused),
        " ".join(_sentence(text, ids) for text, ids in reasons.items()),
        " ".join(remedies),
        max(0.0, seconds),
    )


def _sentence(text: str, ids: Sequence[str]) -> str:
    names = ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
    return f"{names}: {text}" if text.endswith(".") else f"{names}: {text}."


def _remedy(problem: Problem, publisher: str) -> str:
    """What to do about it."""
    if isinstance(problem.error, SourceUnavailable):
        return f"Run `tidegauge collect --source {publisher}` again later."
    if isinstance(problem.error, SourceChanged):
        return f"Compare the kept answer with tests/specimens/{publisher}/ and update tidegauge/sources/{publisher}.py."
    if isinstance(problem.error, DataError):
        return "Correct the unit of the series in the catalogue."
    if problem.request.key_parameter:
        return f"Check {publisher.upper()}_API_KEY, or unset it."
    address = f"TIDEGAUGE_{problem.request.source.upper()}_URL"
    return f"Check the address ({address}) and the code of the series; asking again will not help."
