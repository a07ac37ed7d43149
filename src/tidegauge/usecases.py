"""The order of the stages, and nothing more: what each command does, without its words on the screen."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from tidegauge.errors import NothingKnown, UsageError
from tidegauge.model.data import Status
from tidegauge.model.words import Edition, Format, Sheet
from tidegauge.settings import Settings

if TYPE_CHECKING:
    from tidegauge import report as reports
    from tidegauge.catalogue import Catalogue
    from tidegauge.claims.found import Verified
    from tidegauge.collect import CollectReport, Progress
    from tidegauge.importing import ImportReport
    from tidegauge.judge import Judgement
    from tidegauge.measure import Measured, Measurement
    from tidegauge.model.document import Briefing, Notice
    from tidegauge.store.vintages import Archive

LOG = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where a command takes its data from.

    Attributes:
        folder: CSV files (``--from``); None for the store.
        sample: Synthetic data (``--sample``).
        meta: A user's own mapping of names to files.
    """

    folder: Path | None = None
    sample: bool = False
    meta: Path | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """
    What a build made.

    Attributes:
        paths: Files, the manifest last.
        late, missing: Readings of the dashboard and of the sections that are so, user's files left out.
        sample: From synthetic data.
    """

    paths: tuple[Path, ...]
    late: tuple[str, ...]
    missing: tuple[str, ...]
    sample: bool

    @property
    def exit_code(self) -> int:
        """0, or 3 when something is late or missing."""
        return 3 if self.late or self.missing else 0


def _catalogue() -> "Catalogue":
    from tidegauge.catalogue import load

    return load()


def _report(settings: Settings, name: str) -> "reports.Report":
    from tidegauge.report import load

    return load(settings.home, name)


@contextmanager
def archive(settings: Settings, origin: Origin, as_of: date) -> "Iterator[Archive]":
    """
    The data to build from.

    Raises:
        UsageError: the folder does not exist.
        NothingKnown: nothing is stored yet.
    """
    catalogue = _catalogue()
    if origin.sample:
        from tidegauge.sources.sample import Sample

        yield Sample(as_of, catalogue)
    elif origin.folder is not None:
        from tidegauge.sources.csv_folder import CsvFolder

        folder = CsvFolder(origin.folder, catalogue, origin.meta)
        unknown = [name for name in folder.unknown if origin.meta is None or name != origin.meta.stem]
        if unknown:
            LOG.warning("Not in the catalogue, not used: %s. --meta FILE names them.", ", ".join(unknown))
        yield folder
    elif not settings.store.is_file():
        raise NothingKnown(
            f"Nothing is stored yet in {settings.store}. `tidegauge collect` fetches the data, `tidegauge import DIR` "
            "loads files, `--from DIR` builds from files, `--sample` from synthetic data."
        )
    else:
        from tidegauge.store.store import Store

        with Store(settings.store, catalogue, read_only=True) as store:
            yield store


def measured(settings: Settings, origin: Origin, as_of: date) -> "Measurement":
    """
    Every reading on a day.

    Raises:
        NothingKnown: not one reading has a value on that day.
    """
    with archive(settings, origin, as_of) as data:
        return _measure(data, as_of)


def _measure(data: "Archive", as_of: date) -> "Measurement":
    from tidegauge.indicators.table import INDICATORS
    from tidegauge.measure import measure
    from tidegauge.store.vintages import Known

    measurement = measure(INDICATORS, Known(data, as_of), _catalogue())
    if not any(one.present for one in measurement.values()):
        raise NothingKnown(
            f"Nothing is known on {as_of}: no series has a value that early (or at all). Choose another --as-of, or "
            "`tidegauge import DIR` / `tidegauge collect` first."
        )
    return measurement


def judged(settings: Settings, report: str, origin: Origin, as_of: date) -> "Judgement":
    """
    The levels of a report's rules on a day.

    Raises:
        UsageError: there is no such report.
    """
    from tidegauge.judge import judge

    rules = _report(settings, report).rules
    return judge(rules, measured(settings, origin, as_of))


def reading(settings: Settings, origin: Origin, as_of: date, name: str) -> "Measured":
    """
    One reading on a day.

    Raises:
        UsageError: there is no such reading; the message lists near ones.
    """
    from tidegauge.indicators.table import INDICATORS

    known = [one.id for one in INDICATORS]
    if name not in known:
        near = get_close_matches(name, known, n=3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"There is no reading {name!r}.{hint} `tidegauge readings` lists all.")
    return measured(settings, origin, as_of)[name]


def briefing(settings: Settings, report: str, origin: Origin, as_of: date, sections: Sequence[str] = ()) -> "Briefing":
    """
    Measure, judge, compose.

    Raises:
        UsageError: unknown report or section.
    """
    from tidegauge.claims import reading as claims
    from tidegauge.compose import compose
    from tidegauge.compose.almanac import load as load_almanac
    from tidegauge.judge import judge
    from tidegauge.measure import without
    from tidegauge.model.institutions import unknown
    from tidegauge.report import read_toml
    from tidegauge.store.vintages import Known

    plan = _only(_report(settings, report), sections)
    with archive(settings, origin, as_of) as data:
        dates = read_toml(settings.home.find("reports/calendar.toml"))
        measurement = without(_measure(data, as_of), unknown(dates, as_of))
        judgement = judge(plan.rules, measurement)
        almanac = load_almanac(settings.home)
        ledger = claims.ledger(settings.home, _catalogue())
        return compose(plan, Known(data, as_of), measurement, judgement, _catalogue(), dates, almanac, ledger)


def _only(plan: "reports.Report", sections: Sequence[str]) -> "reports.Report":
    """The report with some of its sections; the appendix stays, since every number leads there."""
    known = [one.id for one in plan.sections]
    for section in sections:
        if section not in known:
            raise UsageError(f"There is no section {section!r} in {plan.name}; there are {', '.join(known)}.")
    if not sections:
        return plan
    kept = tuple(one for one in plan.sections if one.id in sections or one.id == "appendix")
    return replace(plan, sections=kept)


def verified(settings: Settings, origin: Origin, as_of: date, names: Sequence[str]) -> "Verified":
    """
    Every claim of some documents (files, or names in reports/claims) with its verdict.

    Raises:
        UsageError: there is no such document, or the data are synthetic.
        SettingsError: a claims file does not hold.
    """
    if origin.sample:
        raise UsageError("Sample data are synthetic and judge no claim; give --from DIR, or none for the store.")
    from tidegauge.claims import desk, reading
    from tidegauge.store.vintages import Known

    documents = [reading.load(settings.home, one, _catalogue()) for one in names]
    with archive(settings, origin, as_of) as data:
        return desk.verify(documents, reading.references(settings.home), Known(data, as_of), _catalogue())


def claim_document(settings: Settings, claim: str) -> str | None:
    """
    Where a claim is: the file before the last colon of ``mine.toml:M1``, or the document of reports/claims that has a
    claim of that id; None where none has.

    Raises:
        UsageError: the file has no such claim; the message lists those it has.
    """
    from tidegauge.claims import reading

    file, _, name = claim.rpartition(":")
    for document in [file] if file else reading.names(settings.home):
        ids = [one.id for one in reading.load(settings.home, document, _catalogue()).claims]
        if name in ids:
            return document
        if file:
            raise UsageError(f"There is no claim {name!r} in {file}; there are {', '.join(ids)}.")
    return None


def build(
    settings: Settings,
    report: str,
    origin: Origin,
    as_of: date,
    *,
    editions: Sequence[Edition],
    formats: Sequence[Format],
    out: Path,
    sections: Sequence[str] = (),
    size: Sheet = Sheet.A4,
    progress: Callable[[str], None] | None = None,
    notices: "tuple[Notice, ...]" = (),
) -> Built:
    """Build one issue, with the notices on record, and write its files. Touches no network."""
    from tidegauge.render.editions import render

    composed = replace(briefing(settings, report, origin, as_of, sections), notices=notices)
    paths = render(composed, editions, formats, out, settings.home, settings.cache, progress, size)
    late, missing = _incomplete(composed)
    return Built(tuple(paths), late, missing, composed.sample)


def _incomplete(composed: "Briefing") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Readings of the dashboard that are late or missing; what only a user's file has is no failure."""
    own = {row.reading.indicator for row in composed.appendix if row.publishers == ("user",)}
    rows = [row.reading for block in composed.key_points.dashboard for row in block.rows]
    late = tuple(one.indicator for one in rows if one.status is Status.LATE)
    missing = tuple(one.indicator for one in rows if one.status is Status.MISSING and one.indicator not in own)
    return late, missing


def collect(
    settings: Settings,
    *,
    sources: Sequence[str],
    since: date | None,
    now: Clock,
    progress: "Progress | None" = None,
) -> "CollectReport":
    """Fetch into the store; see collect.py."""
    from tidegauge.collect import collect as fetch
    from tidegauge.store.store import Store

    catalogue = _catalogue()
    with Store(settings.store, catalogue) as store:
        return fetch(settings, catalogue, store, now=now, sources=list(sources) or None, since=since, progress=progress)


def import_files(settings: Settings, paths: Sequence[Path], meta: Path | None, now: Clock) -> "list[ImportReport]":
    """Load folders or files of series into the store; all are read before the first is written."""
    from tidegauge.importing import import_folder
    from tidegauge.sources.csv_folder import CsvFolder
    from tidegauge.store.store import Store

    catalogue = _catalogue()
    folders = [CsvFolder(path, catalogue, meta) for path in paths]
    with Store(settings.store, catalogue) as store:
        return [import_folder(store, one, catalogue, now=now) for one in folders]
