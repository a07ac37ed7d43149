"""The store: append-only, point in time, every failure a sentence."""

import math
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge import catalogue as series_catalogue
from tidegauge.catalogue import Catalogue
from tidegauge.days import cut, cut_day
from tidegauge.errors import OutputError, StoreError
from tidegauge.model.data import Basis, Observation
from tidegauge.model.units import Unit
from tidegauge.store.appending import Ledger, instant_of, utc_text
from tidegauge.store.records import Counts, KeptAnswer, Refused
from tidegauge.store.store import Store
from tidegauge.store.vintages import Vintages

NOW = datetime(2025, 11, 14, 17, tzinfo=UTC)
ANSWER = KeptAnswer("a" * 64, "https://example.org/x", 200, "text/csv", NOW, b"date,value\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "home" / "store.sqlite3"


@pytest.fixture
def store(path: Path, catalogue: Catalogue) -> Iterator[Store]:
    """An empty store with one run and one kept answer."""
    with Store(path, catalogue) as made:
        made.begin_run("collect", NOW)
        made.keep_answer(ANSWER, 1)
        yield made


def seen(period: date, value: float | None, known_on: datetime = NOW, basis: Basis = Basis.SEEN) -> Observation:
    """An observation of SOFR."""
    return Observation("SOFR", period, value, known_on, basis, ANSWER.sha256)


def append(store: Store, *found: Observation) -> Counts:
    """Append to SOFR in run 1."""
    return store.append("SOFR", Unit.PERCENT, found, 1)


def test_an_equal_value_adds_no_row(store: Store) -> None:
    """The same value again, at any later instant, is no news."""
    day = date(2025, 11, 13)
    assert append(store, seen(day, 4.0)) == Counts(new=1)
    assert append(store, seen(day, 4.0, NOW + timedelta(days=1))) == Counts()
    assert len(store.revisions("SOFR", day)) == 1


def test_a_correction_adds_a_row(store: Store) -> None:
    """Both values stay, each known since its own instant."""
    day, later = date(2025, 11, 13), NOW + timedelta(days=3)
    append(store, seen(day, 4.0))
    assert append(store, seen(day, 4.1, later)) == Counts(revised=1)
    assert [(one.value, one.known_on) for one in store.revisions("SOFR", day)] == [(4.0, NOW), (4.1, later)]


def test_a_correction_known_since_the_same_instant_is_the_newer(store: Store) -> None:
    """A corrected file of history has the same assumed day: its value is the one in force, both are kept."""
    day, known = date(2025, 11, 13), cut(date(2025, 11, 14))
    append(store, seen(day, 4.0, known, Basis.ASSUMED))
    assert append(store, seen(day, 4.1, known, Basis.ASSUMED)) == Counts(revised=1)
    assert append(store, seen(day, 4.1, known, Basis.ASSUMED)) == Counts()
    vintages = store.vintages("SOFR")
    assert vintages is not None
    history = vintages.as_of(date(2025, 11, 14))
    assert history is not None and history.values.tolist() == [4.1] and vintages.value.tolist() == [4.0, 4.1]


def test_a_withdrawn_value_hides_its_period(store: Store) -> None:
    """None after a value: known before, gone from that day on, back with the next value."""
    day = date(2025, 11, 13)
    for value, days in ((4.0, 0), (None, 3), (4.2, 6)):
        append(store, seen(day, value, NOW + timedelta(days=days)))
    vintages = store.vintages("SOFR")
    assert vintages is not None
    assert [
        history.values.tolist() if (history := vintages.as_of(date(2025, 11, end))) else None for end in (14, 17, 20)
    ] == [[4.0], None, [4.2]]


def test_an_instant_decides_by_the_cut(store: Store) -> None:
    """What became known at 20:30 New York time is in the issue of that day, a second later in the next."""
    before, after = cut(date(2025, 11, 14)), cut(date(2025, 11, 14)) + timedelta(seconds=1)
    append(store, seen(date(2025, 11, 12), 1.0, before), seen(date(2025, 11, 13), 2.0, after))
    vintages = store.vintages("SOFR")
    assert vintages is not None and vintages.known.astype(str).tolist() == ["2025-11-14", "2025-11-15"]
    history = vintages.as_of(date(2025, 11, 15))
    assert history is not None
    observation = history.observation(np.datetime64("2025-11-13"))
    assert observation is not None and observation.known_on == after.astimezone(UTC)
    assert (observation.basis, observation.snapshot) == (Basis.SEEN, ANSWER.sha256)


def test_the_archive_lists_what_it_knows(store: Store) -> None:
    """Ids with rows, the newest period, and whether a collection has ended."""
    assert store.series_known() == () and store.newest("SOFR") is None and store.vintages("SOFR") is None
    append(store, seen(date(2025, 11, 12), 4.0), seen(date(2025, 11, 13), 4.0))
    assert (store.series_known(), store.newest("SOFR")) == (("SOFR",), date(2025, 11, 13))
    assert not store.collected("SOFR")
    store.append("SOFR", Unit.PERCENT, [], 1, collected_at=NOW)
    assert store.collected("SOFR") and not store.sample


def test_raw_answers_are_kept_once(store: Store) -> None:
    """Equal bytes are one answer with the first address; a name must be unique."""
    store.keep_answer(KeptAnswer(ANSWER.sha256, "https://example.org/y", 200, "", NOW, ANSWER.body), 1)
    assert store.answer("aaaa") == ANSWER
    for name in ("", "bbbb"):
        with pytest.raises(StoreError, match="kept answers begin with"):
            store.answer(name)


def test_quarantine_keeps_a_value_once(store: Store) -> None:
    """The same doubtful value of every run is one row."""
    doubtful = Refused("SOFR", date(2025, 11, 13), 400.0, "400 percent lies outside -1 to 15", ANSWER.sha256)
    store.refuse([doubtful], NOW, 1)
    store.refuse([doubtful], NOW + timedelta(days=1), 1)
    assert store.refused() == (doubtful,)


def test_a_failed_append_leaves_nothing(store: Store) -> None:
    """A row that cannot be written takes its whole batch with it."""
    strange = Observation("SOFR", date(2025, 11, 13), 4.0, NOW, Basis.SEEN, "b" * 64)
    with pytest.raises(StoreError):
        append(store, seen(date(2025, 11, 12), 4.0), strange)
    assert store.vintages("SOFR") is None and store.series_known() == ()


def test_a_changed_unit_is_refused(store: Store) -> None:
    """A series stored in percent takes no basis points."""
    append(store, seen(date(2025, 11, 12), 4.0))
    with pytest.raises(StoreError, match="SOFR is stored in percent and the catalogue now has bp"):
        store.append("SOFR", Unit.BP, [seen(date(2025, 11, 13), 400.0)], 1)


def test_threads_share_a_store(store: Store) -> None:
    """Series appended from several threads are all there."""
    names = [f"S{number}" for number in range(8)]

    def write(name: str) -> None:
        found = [Observation(name, date(2025, 1, 1), 1.0, NOW, Basis.SEEN, ANSWER.sha256)]
        store.append(name, Unit.PERCENT, found, 1)

    threads = [Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.series_known() == tuple(names)


def test_what_is_stored_is_there_when_opened_again(store: Store, path: Path, catalogue: Catalogue) -> None:
    """A second opening, for reading only, sees the same."""
    append(store, seen(date(2025, 11, 12), 4.0))
    with Store(path, catalogue, read_only=True) as again:
        assert again.revisions("SOFR", date(2025, 11, 12)) == store.revisions("SOFR", date(2025, 11, 12))
        with pytest.raises(OutputError, match="cannot be written"):
            again.begin_run("collect", NOW)


def test_no_store_says_what_makes_one(path: Path, catalogue: Catalogue) -> None:
    """Reading a store that is not there names the commands that make one."""
    with pytest.raises(StoreError, match="`tidegauge collect` or `tidegauge import` makes one"):
        Store(path, catalogue, read_only=True)


def test_another_file_is_no_store(tmp_path: Path, catalogue: Catalogue) -> None:
    """A text file and another program's database are told apart from a store."""
    (tmp_path / "text").write_text("not a database at all, but long enough to have a header of sixteen bytes")
    with pytest.raises(StoreError, match="is no Tidegauge store; move it away"):
        Store(tmp_path / "text", catalogue)
    connection = sqlite3.connect(tmp_path / "other")
    connection.execute("CREATE TABLE music (name TEXT)")
    connection.close()
    with pytest.raises(StoreError, match="database of another program"):
        Store(tmp_path / "other", catalogue)


def test_a_newer_store_is_not_touched(store: Store, path: Path, catalogue: Catalogue) -> None:
    """Tables of a later version are refused with the version."""
    with store._database.transaction() as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"written by a newer Tidegauge \(its tables are version 99"):
        Store(path, catalogue)


def test_a_store_in_use_is_told(store: Store, path: Path, catalogue: Catalogue) -> None:
    """A writer that waits too long for another says so."""
    told = pytest.raises(StoreError, match="in use by another run")
    with Store(path, catalogue, busy_seconds=0.05) as second, store._database.transaction(), told:
        second.begin_run("collect", NOW)


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path: Path, catalogue: Catalogue) -> None:
    """A place that cannot hold a store is an output error."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        Store(tmp_path / "file" / "store.sqlite3", catalogue)


def test_a_full_disk_is_told_and_nothing_is_half_written(store: Store) -> None:
    """When the file cannot grow the batch is gone and the sentence says what to do."""
    append(store, seen(date(2025, 11, 12), 4.0))
    pages = store._database.rows("PRAGMA page_count")[0][0]
    store._database.rows(f"PRAGMA max_page_count = {pages}")
    body = KeptAnswer("c" * 64, "u", 200, "", NOW, np.random.default_rng(1).bytes(200_000))
    with pytest.raises(OutputError, match="the disk is full"):
        store.keep_answer(body, 1)
    assert store._database.rows("PRAGMA integrity_check") == [("ok",)]
    assert len(store.revisions("SOFR", date(2025, 11, 12))) == 1


def test_a_closed_store_is_told(path: Path, catalogue: Catalogue) -> None:
    """A statement after closing is an error of the store, not a crash."""
    store = Store(path, catalogue)
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.series_known()


DAYS = st.dates(date(2019, 1, 1), date(2026, 1, 1))
INSTANTS = st.datetimes(datetime(2019, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
VALUES = st.none() | st.floats(-1e6, 1e6, allow_nan=False)
PERIODS = st.dates(date(2019, 1, 1), date(2019, 1, 4))
BATCH = st.lists(st.tuples(PERIODS, VALUES, INSTANTS), min_size=1, max_size=12)


def known_by(found: list[tuple[date, float | None, datetime]], day: date) -> dict[date, float]:
    """The plain meaning of as-of: of each period the newest value with known_on before the cut, the last one given."""
    newest: dict[date, tuple[datetime, float | None]] = {}
    for period, value, instant in found:
        if instant <= cut(day) and (period not in newest or instant >= newest[period][0]):
            newest[period] = (instant, value)
    return {period: value for period, (_, value) in newest.items() if value is not None}


def as_of(vintages: Vintages | None, day: date) -> dict[date, float]:
    """What the store's vintages say."""
    history = vintages.as_of(day) if vintages else None
    return {} if history is None else {period.date(): value for period, value in history.values.items()}


@settings(max_examples=40)
@given(found=BATCH, day=DAYS, later=DAYS)
def test_as_of_never_sees_the_future_and_never_forgets(
    found: list[tuple[date, float | None, datetime]], day: date, later: date
) -> None:
    """
    However values arrive, an as-of day gives the newest known by then; what comes to be known later changes nothing.

    Appending in order of arrival of knowledge, and whatever is added afterwards for later instants.
    """
    ordered = sorted(found, key=lambda one: one[2])
    with TemporaryDirectory() as folder, Store(Path(folder) / "s", series_catalogue.load()) as store:
        store.begin_run("collect", NOW)
        store.keep_answer(ANSWER, 1)
        past = [one for one in ordered if one[2] <= cut(day)]
        future = [one for one in ordered if one[2] > cut(day)]
        append(store, *(seen(*one) for one in past))
        before = as_of(store.vintages("SOFR"), day)
        append(store, *(seen(*one) for one in future))
        assert as_of(store.vintages("SOFR"), day) == before == known_by(past, day)
        assert as_of(store.vintages("SOFR"), later) == known_by(ordered, later)


@settings(max_examples=40)
@given(found=BATCH)
def test_the_store_gives_back_what_it_was_given(found: list[tuple[date, float | None, datetime]]) -> None:
    """Every change of value of every period comes back with its instant, equal to the last bit; repeats do not."""
    once = list({(period, instant): (period, value, instant) for period, value, instant in found}.values())
    with TemporaryDirectory() as folder, Store(Path(folder) / "s", series_catalogue.load()) as store:
        store.begin_run("collect", NOW)
        store.keep_answer(ANSWER, 1)
        append(store, *(seen(*one) for one in once))
        append(store, *(seen(*one) for one in once))
        for period in {one[0] for one in once}:
            changes: list[tuple[float | None, datetime]] = []
            for _, value, instant in sorted((one for one in once if one[0] == period), key=lambda one: one[2]):
                if not changes or changes[-1][0] != value:
                    changes.append((value, instant))
            assert [(one.value, one.known_on) for one in store.revisions("SOFR", period)] == changes


@given(instant=st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_instants_survive_as_text(instant: datetime) -> None:
    """To the second, and their text sorts as they do."""
    whole = instant.replace(microsecond=0)
    assert instant_of(utc_text(instant)) == whole
    assert utc_text(whole) < utc_text(whole + timedelta(seconds=1))


@given(day=DAYS)
def test_the_cut_of_a_day_belongs_to_it(day: date) -> None:
    """Both summer and winter: a lag that ends on a day is known by the cut of that day."""
    assert cut_day(cut(day)) == day and cut_day(instant_of(utc_text(cut(day)))) == day


def test_an_earlier_instant_is_filed_before(store: Store) -> None:
    """A vintage that arrives late takes its place in time and is neither new nor a revision."""
    ledger = Ledger()
    ledger.add(seen(date(2025, 11, 12), 4.0))
    line, counts = ledger.add(seen(date(2025, 11, 12), 4.0, NOW - timedelta(days=1), Basis.VINTAGE))
    assert line is not None and counts == Counts()
    assert [one.known_on for one in ledger.lines[20404]] == [utc_text(NOW - timedelta(days=1)), utc_text(NOW)]
    assert ledger.before(date(2025, 11, 13)) == 4.0 and ledger.before(date(2025, 11, 12)) is None
    assert math.isclose(ledger.known(date(2025, 11, 12), NOW).value or 0, 4.0)  # type: ignore[union-attr]
