"""The command line as a user meets it: names, exit codes, one clear sentence for bad input, never a traceback."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from tidegauge import __version__, cli

PROGRAM = (sys.executable, "-c", "from tidegauge.cli import main; main()")
COMMANDS = ("brief", "collect", "import", "build", "readings", "explain", "catalogue", "status", "doctor", "init")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own for every test, and a working directory that can be written."""
    monkeypatch.setenv("TIDEGAUGE_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    code = cli.run(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and the one sentence."""
    code, out, err = run(capsys, *arguments)
    assert "Traceback" not in out + err
    assert err.startswith("tidegauge: ")
    assert len(err.strip().splitlines()) == 1
    return code, err


def write(folder: Path, name: str, text: str) -> Path:
    """A series file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--help says what it does and shows a call."""
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "Example: tidegauge" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nope",), 2, "No such command"),
        (("build", "--bogus"), 2, "No such option"),
        (("build", "--edition", "french"), 2, "zh-Hant"),
        (("build", "--sample", "--edition", "fr"), 2, "tidegauge init DIR --language fr"),
        (("build", "--format", "docx"), 2, "pdf"),
        (("build", "--paper", "a5"), 2, "letter"),
        (("build", "--sample", "--as-of", "14.11.2025"), 2, "write it as 2025-11-14"),
        (("build", "monthly", "--sample"), 2, "weekly, or give a .toml file"),
        (("build", "--sample", "--section", "weather"), 2, "there are repo"),
        (("build", "nowhere.toml", "--sample"), 2, "no report file"),
        (("build",), 1, "tidegauge collect"),
        (("readings",), 1, "--sample"),
        (("readings", "--from", "/no/such/folder"), 2, "/no/such/folder"),
        (("readings", "--sample", "--from", "."), 2, "exclude each other"),
        (("explain", "sofr_iobr", "--sample"), 2, "Did you mean sofr_iorb"),
        (("collect", "--source", "weather"), 2, "nyfed"),
        (("collect", "--since", "soon"), 2, "--since"),
        (("import", "/no/such/file.csv"), 2, "/no/such/file.csv"),
        (("--home", "/no/such/home", "status"), 2, "tidegauge init"),
    ],
)
def test_bad_words_are_one_sentence(
    arguments: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what is wrong and what there is."""
    exit_code, sentence = failed(capsys, *arguments)
    assert exit_code == code
    assert said in sentence


def test_the_version_is_told_without_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    """As every program does."""
    assert run(capsys, "--version") == (0, f"tidegauge {__version__}\n", "")


def test_a_full_disk_behind_stdout_is_a_sentence() -> None:
    """Found when the last of it is written."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run([*PROGRAM, "catalogue"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("tidegauge: What is printed cannot be written (No space left on device)")
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """`tidegauge catalogue | head -1`: quiet, and no success."""
    command = [*PROGRAM, "catalogue", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == ("", 1)


def test_a_working_directory_that_is_gone_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Removed while a shell stood in it."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert "working directory" in failed(capsys, "status")[1]
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("day", ["9999-12-31", "2040-01-02"])
def test_a_day_beyond_the_calendars_is_a_sentence(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No holiday is known there, and no week after the last."""
    code, said = failed(capsys, "readings", "--sample", "--as-of", day)
    assert code == 2 and "too far ahead" in said


@pytest.mark.parametrize("address", ["ftp://a", "http://", "http://[::1", "http://a:99999", "http://a b", "a.b"])
def test_an_address_that_is_none_is_a_sentence(
    address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is asked."""
    monkeypatch.setenv("TIDEGAUGE_NYFED_URL", address)
    code, said = failed(capsys, "collect", "--source", "nyfed")
    assert code == 2 and "TIDEGAUGE_NYFED_URL" in said


def test_an_empty_address_is_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As schedulers pass variables that are not set."""
    monkeypatch.setenv("TIDEGAUGE_NYFED_URL", "")
    assert run(capsys, "status")[0] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "SOFR.csv"),
        ("day,rate\n2025-11-13,4.00\n", "date,value"),
        ("date,value\n2025-11-13,four\n", "line 2"),
        ("date,value\n2025-11-12,3.98\n13.11.2025,4.00\n", "line 3"),
        ("date,value\n2025-11-13,4.00\n2025-11-13,4.01\n", "line 3"),
        ("date,value\n2025-11-13,4.00,extra\n", "line 2"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line, what to do; for --from and for import."""
    write(tmp_path / "series", "SOFR.csv", text)
    for arguments in (("readings", "--from", "series"), ("import", "series")):
        code, sentence = failed(capsys, *arguments)
        assert code == 1
        assert "SOFR.csv" in sentence
        assert said in sentence


def test_an_unknown_unit_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A unit that is none stops the run before anything is computed."""
    write(tmp_path / "series", "SOFR.csv", "date,value\n2025-11-13,4.00\n")
    write(tmp_path, "META.csv", "id,unit,known_lag,calendar,revised\nSOFR,percents,1b,sifma,no\n")
    code, sentence = failed(capsys, "readings", "--from", "series", "--as-of", "2025-11-14")
    assert code == 1
    assert "percents" in sentence


def test_a_day_before_all_data_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is known on that day, and it says so."""
    write(tmp_path / "series", "SOFR.csv", "date,value\n2025-11-13,4.00\n")
    code, sentence = failed(capsys, "build", "--from", "series", "--as-of", "2001-01-01")
    assert code == 1
    assert "2001-01-01" in sentence


def test_a_store_that_is_none_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text file in its place is not overwritten."""
    (tmp_path / "store.sqlite3").write_text("these are my notes, not a database" * 40, encoding="utf-8")
    code, sentence = failed(capsys, "readings")
    assert code == 1
    assert "store.sqlite3" in sentence
    assert (tmp_path / "store.sqlite3").read_text(encoding="utf-8").startswith("these are my notes")


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full and modes are POSIX")
def test_an_output_folder_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file where the folder should be (root may write into any folder, so a mode would not stop it)."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    code, sentence = failed(
        capsys, "-q", "build", "--sample", "--as-of", "2026-11-20", "--format", "json", "--out", "taken"
    )
    assert code == 1
    assert "taken" in sentence


def test_a_broken_rules_file_names_the_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A user's own home with a fault in it: file, rule, field."""
    assert run(capsys, "init", "home")[0] == 0
    rules = tmp_path / "home" / "reports" / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace('direction = "high"', "", 1), encoding="utf-8")
    code, sentence = failed(capsys, "--home", "home", "build", "--sample", "--as-of", "2026-11-20")
    assert code == 2
    assert "rules.toml, rule sofr_iorb" in sentence
    assert "direction" in sentence


def test_init_keeps_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run writes nothing over a user's change."""
    run(capsys, "init", "home")
    words = tmp_path / "home" / "reports" / "words" / "en.toml"
    words.write_text("# mine\n", encoding="utf-8")
    code, out, _ = run(capsys, "init", "home")
    assert code == 0
    assert out.startswith("0 files written")
    assert words.read_text(encoding="utf-8") == "# mine\n"


def test_readings_as_csv_have_the_columns_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """as_of,reading,value,unit,period,status; half-up to the reading's digits."""
    code, out, _ = run(capsys, "readings", "--sample", "--as-of", "2026-11-20", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert list(rows[0]) == ["as_of", "reading", "value", "unit", "period", "status"]
    assert {row["status"] for row in rows} <= {"sample", "missing", "late"}
    assert {row["reading"] for row in rows} >= {"sofr", "sofr_iorb", "reserves", "srf", "btc", "wti_m1_m2"}


DECIMALS = {"percent": 2, "bp": 1, "usd_billions": 3, "index": 3, "correlation": 3, "usd_per_barrel": 3, "usd": 2}
"""Of `tidegauge readings`, by unit: a contract. What is counted has none, an average of SOFR five."""


def test_readings_have_the_decimals_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """Pages print fewer for some (VIX, SOFR volume, oil); the command never does."""
    _, out, _ = run(capsys, "readings", "--sample", "--as-of", "2026-11-20", "--format", "csv")
    for row in csv.DictReader(io.StringIO(out)):
        wanted = 5 if row["reading"] == "sofr_30d_avg" else DECIMALS.get(row["unit"], 0)
        assert row["value"] == "" or len(row["value"].partition(".")[2]) == wanted, row


def test_global_options_may_stand_after_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """--json before or after, with or without =."""
    before = run(capsys, "--json", "readings", "--sample", "--as-of", "2026-11-20")
    after = run(capsys, "readings", "--sample", "--as-of", "2026-11-20", "--json")
    assert before == after
    assert json.loads(after[1])[0]["reading"] == "sofr"


def test_explain_leads_to_publisher_and_day(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Formula, inputs with value and day known, publisher's link."""
    series = str(shared / "data" / "series")
    code, out, _ = run(capsys, "explain", "sofr_iorb", "--as-of", "2025-11-14", "--from", series)
    assert code == 0
    for part in ("10.0 bp", "SOFR − IORB", "2025-11-13", "2025-11-14T20:30:00-05:00", "https://", "assumed"):
        assert part in out


def test_an_import_can_be_read_back_from_the_store(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same readings from the store as from the folder; a second import adds nothing."""
    series = shared / "data" / "series"
    files = [str(series / f"{name}.csv") for name in ("SOFR", "IORB", "IOER", "WRESBAL")]
    assert run(capsys, "import", *files)[0] == 0
    _, again, _ = run(capsys, "import", *files)
    assert "0 new values, 0 revised" in again
    stored = run(capsys, "readings", "--as-of", "2025-11-14", "--format", "csv")[1]
    direct = run(capsys, "readings", "--as-of", "2025-11-14", "--format", "csv", "--from", str(series))[1]
    wanted = ("sofr,", "sofr_iorb,", "sofr_iorb_core_20d,", "reserves,", "reserves_change_13w,")
    pick = [line for line in stored.splitlines() if line.partition(",")[2].startswith(wanted)]
    assert len(pick) == len(wanted)
    assert set(pick) <= set(direct.splitlines())


def test_status_shows_the_last_run(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After an import: its time, kind, and the newest data."""
    run(capsys, "import", str(shared / "data" / "series" / "SOFR.csv"))
    code, out, _ = run(capsys, "status")
    assert code == 0
    assert "import" in out
    assert "2026-08-20" in out


def test_quiet_keeps_stderr_empty(capsys: pytest.CaptureFixture[str]) -> None:
    """--quiet leaves only results."""
    arguments = ("build", "--sample", "--as-of", "2026-11-20", "--format", "json", "--quiet")
    code, out, err = run(capsys, *arguments)
    assert code in (0, 3)
    assert err == ""
    assert "manifest.json" in out


def test_sections_can_be_chosen(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One section and the appendix, nothing else."""
    run(
        capsys,
        "-q",
        "build",
        "--sample",
        "--as-of",
        "2026-11-20",
        "--section",
        "repo",
        "--edition",
        "en",
        "--format",
        "html",
    )
    page = next((tmp_path / "output").rglob("*.html")).read_text(encoding="utf-8")
    assert 'id="repo"' in page
    assert 'id="causes"' not in page


def test_the_paper_can_be_chosen(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """
    A PDF on US Letter is 8.5 by 11 inches and says so in its name, so that it replaces none on A4.
    """
    options = ("--format", "pdf", "--paper", "letter", "--out", str(tmp_path))
    code, out, _ = run(capsys, "-q", "build", "flash", "--sample", "--as-of", "2026-11-20", *options)
    assert code in (0, 3)
    file = next(Path(line) for line in out.splitlines() if line.endswith("-letter.pdf"))
    box = pypdf.PdfReader(file).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)


def test_two_processes_write_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    """PDF, HTML with its SVG, JSON and manifest of one issue, built twice."""
    series = str(shared / "data" / "series")
    call = [sys.executable, "-c", "from tidegauge.cli import main; main()", "-q", "build", "--as-of", "2023-03-17"]
    call += ["--from", series, "--edition", "zh-Hant", "--out"]
    made = []
    for name in ("first", "second"):
        environment = {**os.environ, "PYTHONHASHSEED": {"first": "1", "second": "2"}[name]}
        done = subprocess.run([*call, str(tmp_path / name)], env=environment, capture_output=True, check=False)
        assert done.returncode in (0, 3), done.stderr.decode()
        made.append({path.name: path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()})
    assert len(made[0]) == 4
    assert made[0] == made[1]


def test_nothing_is_written_into_the_store_by_building(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Build touches neither network nor store."""
    write(tmp_path / "series", "SOFR.csv", "date,value\n2025-11-13,4.00\n")
    run(capsys, "import", "series")
    with sqlite3.connect(tmp_path / "store.sqlite3") as before:
        rows = before.execute("select count(*) from observations").fetchone()
    before.close()
    run(capsys, "readings", "--as-of", "2025-11-14")
    with sqlite3.connect(tmp_path / "store.sqlite3") as after:
        assert after.execute("select count(*) from observations").fetchone() == rows
    after.close()
