"""Folders of date,value files."""

import os
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tidegauge import catalogue
from tidegauge.errors import MalformedFile, TidegaugeError, UnitMismatch, UsageError
from tidegauge.model.data import Basis
from tidegauge.model.units import Unit
from tidegauge.sources.csv_folder import CsvFolder

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("TIDEGAUGE_SHARED", CHECKOUT.parent / "shared"))
needs_shared = pytest.mark.skipif(
    not (SHARED / "data" / "META.csv").is_file(), reason=f"the recorded data are not at {SHARED} (TIDEGAUGE_SHARED)"
)
META = "id,publisher,unit,frequency,known_lag,calendar,revised\n"


def folder(tmp_path: Path, **files: str) -> CsvFolder:
    """A folder with one file a keyword, read with the built-in catalogue."""
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return CsvFolder(tmp_path, catalogue.load())


def test_values_are_dated_by_the_lag_of_meta(tmp_path: Path) -> None:
    """A Friday's rate with a lag of one business day of the bond market is known after Good Friday and the weekend."""
    source = folder(
        tmp_path,
        SOFR="date,value\n2025-04-16,4.31\n2025-04-17,4.32\n",
        META=META + "SOFR,NY Fed,percent,daily,1b,sifma,no\n",
    )
    vintages = source.vintages("SOFR")
    assert vintages is not None
    assert vintages.known.astype(str).tolist() == ["2025-04-17", "2025-04-21"]
    assert (vintages.unit, vintages.basis, vintages.revised) == (Unit.PERCENT, Basis.ASSUMED, False)
    assert len(str(vintages.snapshot)) == 64


def test_a_folder_without_meta_uses_the_catalogue(tmp_path: Path) -> None:
    """Unit, lag and the mark of revised history come from the catalogue where META.csv says nothing."""
    vintages = folder(tmp_path, GDP="date,value\n2025-01-01,30042.1\n").vintages("GDP")
    assert vintages is not None
    assert (vintages.unit, vintages.revised) == (Unit.USD_BILLIONS, True)
    assert vintages.known.astype(str).tolist() == ["2025-05-01"]


def test_an_exception_overrides_the_lag(tmp_path: Path) -> None:
    """A period listed in EXCEPTIONS.csv became known on the day stated there, the others by the lag."""
    source = folder(
        tmp_path,
        UNRATE="date,value\n2025-08-01,4.3\n2025-09-01,4.4\n",
        EXCEPTIONS="id,period,known_on,why\nUNRATE,2025-09-01,2025-11-20,shutdown\n",
    )
    vintages = source.vintages("UNRATE")
    assert vintages is not None
    assert vintages.known.astype(str).tolist() == ["2025-09-08", "2025-11-20"]
    history = vintages.as_of(date(2025, 11, 19))
    assert history is not None and history.values.index[-1].date() == date(2025, 8, 1)


@pytest.mark.parametrize("gap", ["", ".", " . "])
def test_a_gap_is_not_zero(tmp_path: Path, gap: str) -> None:
    """A dot and nothing are gaps: NaN in the vintages, absent from the history."""
    vintages = folder(tmp_path, SOFR=f"date,value\n2025-04-16,4.31\n2025-04-17,{gap}\n").vintages("SOFR")
    assert vintages is not None and np.isnan(vintages.value[1])
    history = vintages.as_of(date(2025, 12, 31))
    assert history is not None and history.values.tolist() == [4.31]


@pytest.mark.parametrize(
    "text",
    [
        "date,value\r\n2025-04-16,4.31\r\n2025-04-17,4.32\r\n",
        "\ufeffdate,value\n2025-04-16,4.31\n2025-04-17,4.32",
        "date,value\n2025-04-17,4.32\n2025-04-16,4.31\n\n",
        'Date, Value\n"2025-04-16","4.31"\n2025-04-17, 4.32\n',
    ],
)
def test_harmless_differences_read_the_same(tmp_path: Path, text: str) -> None:
    """Line ends, a byte order mark, quotes, blanks and the order of rows do not change what is read."""
    (tmp_path / "SOFR.csv").write_bytes(text.encode())
    vintages = CsvFolder(tmp_path, catalogue.load()).vintages("SOFR")
    assert vintages is not None
    assert vintages.period.astype(str).tolist() == ["2025-04-16", "2025-04-17"]
    assert vintages.value.tolist() == [4.31, 4.32]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"date,value\n", "no rows"),
        (b"2025-04-16,4.31\n2025-04-17,4.32\n", "line 1: the header is '2025-04-16,4.31'"),
        (b"day,close\n2025-04-16,4.31\n", "line 1: the header"),
        (b"date,value\n2025-04-16,4.31\n2025-02-30,4.32\n", "line 3: '2025-02-30' is no date"),
        (b"date,value\n16/04/2025,4.31\n", "line 2: '16/04/2025' is no date"),
        (b"date,value\n2025-4-16,4.31\n", "line 2: '2025-4-16' is no date"),
        (b"date,value\n2025-04-16,4.31\n2025-04-17,abc\n", "line 3: 'abc' is no number"),
        (b"date,value\n2025-04-16,nan\n", "line 2: 'nan' is no number"),
        (b"date,value\n2025-04-16,inf\n", "line 2: 'inf' is no number"),
        (b"date,value\n2025-04-16,1_000\n", "line 2: '1_000' is no number"),
        (b"date,value\n2025-04-16,null\n", "line 2: 'null' is no number"),
        (b'date,value\n2025-04-16,"1,234"\n', "line 2: '1,234' is no number"),
        (b"date,value\n2025-04-16,4.31\n2025-04-16,4.31\n", "line 3: 2025-04-16 is there twice"),
        (b"date,value\n2025-04-16,1,234\n", "line 2: 3 columns"),
        (b"date,value\n2025-04-16,4.31\n2025-04-17\n", "line 3: 1 columns"),
        (b"date,value\n2025-04-16\n2025-04-17,1,2\n", "line 2: 1 columns"),
        (b"date,value\n2025-04-16,4.31\n2025-04-17,4\xff\n", "line 3: not UTF-8"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, content: bytes, says: str) -> None:
    """What is not in the layout stops the reading of that series in one sentence with file and line."""
    (tmp_path / "SOFR.csv").write_bytes(content)
    with pytest.raises(MalformedFile) as caught:
        CsvFolder(tmp_path, catalogue.load()).vintages("SOFR")
    assert says in str(caught.value)
    assert "SOFR.csv" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("META", META + "SOFR,NY Fed,furlongs,daily,1b,sifma,no\n", "META.csv, line 2: 'furlongs' is no unit"),
        ("META", META + "SOFR,NY Fed,percent,daily,soon,sifma,no\n", "META.csv, line 2: 'soon'"),
        ("META", META + "SOFR,NY Fed,percent,daily,1b,lunar,no\n", "'lunar'"),
        ("META", META + "SOFR,NY Fed,percent,daily,1b,sifma,perhaps\n", "revised is 'perhaps'"),
        ("META", META + ",NY Fed,percent,daily,1b,sifma,no\n", "META.csv, line 2: id is empty"),
        ("META", META + 2 * "SOFR,NY Fed,percent,daily,1b,sifma,no\n", "META.csv, line 3: SOFR is described twice"),
        ("META", META + '"SOFR,NY Fed\n' + 140_000 * "x", "META.csv, line 3: field larger"),
        ("META", "series,unit\nSOFR,percent\n", "META.csv, line 1: the header must have the columns id"),
        ("EXCEPTIONS", "id,period,known_on\nSOFR,2025-04-16,soon\n", "EXCEPTIONS.csv, line 2"),
    ],
)
def test_a_malformed_description_is_named_with_its_line(tmp_path: Path, name: str, text: str, says: str) -> None:
    """META.csv and EXCEPTIONS.csv are read as strictly as the series."""
    with pytest.raises(MalformedFile) as caught:
        folder(tmp_path, SOFR="date,value\n2025-04-16,4.31\n", **{name: text}).vintages("SOFR")
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_a_unit_of_another_kind_is_named_with_its_line(tmp_path: Path) -> None:
    """The sentence names the series, or nobody finds the row."""
    meta = META + "SOFR,NY Fed,contracts,daily,1b,sifma,no\n"
    with pytest.raises(UnitMismatch, match=r"META\.csv, line 2: SOFR is in contracts"):
        folder(tmp_path, SOFR="date,value\n2025-04-16,4.31\n", META=meta).vintages("SOFR")


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ((4.31, 431.0, 4.32), (4.31, None, 4.32)),
        ((4.31, 11.0, 4.32), (4.31, None, 4.32)),
        ((4.31, 11.0, 11.1), (4.31, None, 11.1)),
        ((431.0, 432.0, 433.0), None),
    ],
)
def test_what_cannot_be_true_is_reported_and_read_as_a_gap(
    tmp_path: Path, values: tuple[float, ...], kept: tuple[float | None, ...] | None, caplog: pytest.LogCaptureFixture
) -> None:
    """A value a hundred times too large is not printed, from files as little as from a publisher; see plausible.py."""
    days = ("2025-04-15", "2025-04-16", "2025-04-17")
    rows = "".join(f"{day},{value}\n" for day, value in zip(days, values, strict=True))
    read = folder(tmp_path, SOFR="date,value\n" + rows)
    vintages = read.vintages("SOFR")
    assert vintages is not None
    history = vintages.as_of(date(2025, 5, 1))
    left = {} if history is None else {str(day.date()): value for day, value in history.values.items()}
    assert left == {day: value for day, value in zip(days, kept or (), strict=False) if value is not None}
    assert "SOFR.csv" in caplog.text and "not plausible" in caplog.text
    stated = read.stated("SOFR")
    assert stated is not None and stated.value.tolist() == list(values)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe under the name of a series would never end."""
    os.mkfifo(tmp_path / "SOFR.csv")
    with pytest.raises(MalformedFile, match="no regular file"):
        CsvFolder(tmp_path, catalogue.load()).vintages("SOFR")


def test_an_ending_in_capitals_is_a_file_too(tmp_path: Path) -> None:
    """As some programs write it."""
    (tmp_path / "SOFR.CSV").write_text("date,value\n2025-04-16,4.31\n", encoding="utf-8")
    assert CsvFolder(tmp_path, catalogue.load()).series == ("SOFR",)


def test_a_missing_folder_says_what_to_name(tmp_path: Path) -> None:
    """A folder that does not exist, or holds no CSV file, is a usage error."""
    with pytest.raises(UsageError, match="no folder or file"):
        CsvFolder(tmp_path / "nowhere", catalogue.load())
    with pytest.raises(UsageError, match="holds no CSV file"):
        CsvFolder(tmp_path, catalogue.load())


def test_unknown_names_are_listed_and_do_no_harm(tmp_path: Path) -> None:
    """A file that is no series of ours is listed as unknown; the others are read."""
    source = folder(tmp_path, SOFR="date,value\n2025-04-16,4.31\n", my_notes="what,ever\n")
    assert source.unknown == ("my_notes",)
    assert source.series == ("SOFR",)
    assert source.vintages("my_notes") is None and source.vintages("EFFR") is None


def test_future_periods_are_kept_and_hidden(tmp_path: Path) -> None:
    """A period after the as-of day stays in the vintages and is not in the history."""
    vintages = folder(tmp_path, SOFR="date,value\n2025-04-16,4.31\n2030-04-17,9\n").vintages("SOFR")
    assert vintages is not None and vintages.period.size == 2
    history = vintages.as_of(date(2025, 12, 31))
    assert history is not None and history.values.tolist() == [4.31]


def test_a_mapping_gives_a_file_of_ones_own_its_series(tmp_path: Path) -> None:
    """A mapping names the file of a series, its unit and its publisher, and goes before META.csv."""
    (tmp_path / "eur basis.csv").write_text("date,value\n2025-04-16,-3.5\n", encoding="utf-8")
    mapping = tmp_path / "mine" / "names.csv"
    mapping.parent.mkdir()
    mapping.write_text("id,file,known_lag,publisher\nXCCY_EUR_3M,eur basis.csv,1b,A vendor\n", encoding="utf-8")
    source = CsvFolder(tmp_path, catalogue.load(), mapping)
    vintages = source.vintages("XCCY_EUR_3M")
    assert vintages is not None and vintages.unit is Unit.BP
    assert vintages.known.astype(str).tolist() == ["2025-04-17"]
    assert (source.publisher("XCCY_EUR_3M"), source.unknown) == ("A vendor", ())


def test_a_mapping_to_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    """A mapping that names a file which is not there is told before anything is read."""
    (tmp_path / "SOFR.csv").write_text("date,value\n2025-04-16,4.31\n", encoding="utf-8")
    (tmp_path / "names.txt").write_text("id,file\nEFFR,funds.csv\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"funds\.csv, which does not exist"):
        CsvFolder(tmp_path, catalogue.load(), tmp_path / "names.txt")


def test_one_file_is_an_archive_of_one_series(tmp_path: Path) -> None:
    """A single file is read as the series it is named after."""
    folder(tmp_path, SOFR="date,value\n2025-04-16,4.31\n", EFFR="date,value\n2025-04-16,4.33\n")
    source = CsvFolder(tmp_path / "SOFR.csv", catalogue.load())
    assert source.series == ("SOFR",) and source.vintages("EFFR") is None


def test_errors_carry_the_exit_codes_of_the_tree() -> None:
    """A malformed file fails (1), a wrong path is wrong usage (2)."""
    codes: dict[type[TidegaugeError], int] = {MalformedFile: 1, UsageError: 2}
    assert {kind: kind.exit_code for kind in codes} == codes


@needs_shared
def test_recorded_history_is_read_whole_and_fast() -> None:
    """Every recorded series is read, with the row counts META.csv states, in a fraction of a second."""
    started = time.process_time()
    source = CsvFolder(SHARED / "data", catalogue.load())
    vintages = [source.vintages(series) for series in source.series]
    assert time.process_time() - started < 2.0
    assert source.unknown == ()
    assert sum(one.period.size for one in vintages if one) > 300_000


@needs_shared
def test_the_known_days_of_the_shutdown_are_kept() -> None:
    """On 14 November 2025 the newest unemployment rate is August's, although September's period is past its lag."""
    vintages = CsvFolder(SHARED / "data" / "series", catalogue.load()).vintages("UNRATE")
    assert vintages is not None
    history = vintages.as_of(date(2025, 11, 14))
    assert history is not None and history.values.index[-1].date() == date(2025, 8, 1)
