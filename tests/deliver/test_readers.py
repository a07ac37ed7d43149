"""Readers as data: every fault one sentence with file, row and field."""

from pathlib import Path

import pytest

from tidegauge.deliver import addresses, readers
from tidegauge.deliver.readers import Reader
from tidegauge.errors import SettingsError, UsageError
from tidegauge.model.words import Edition
from tidegauge.settings import Home, Settings

HEAD = "address,name,edition"


def settings(home: Path) -> Settings:
    return Settings(Home((home,)), home / "tidegauge.sqlite3", home / "cache")


def test_three_columns_are_enough() -> None:
    """The others have defaults: PDF, A4, no zone, active."""
    (one,) = readers.read(f"{HEAD}\nchan@example.com,陳大文,zh-Hant\n", "readers.csv")
    assert one == Reader(addresses.parse("chan@example.com", "陳大文"), Edition.ZH_HANT)
    assert (one.formats, one.paper, one.active) == (("pdf",), "A4", True)


def test_every_column() -> None:
    """In any order, with a byte-order mark taken off by `load`."""
    head = "edition,name,address,active,zone,paper,formats,sections"
    (one,) = readers.read(f"{head}\nen,A,a@b.org,no,Asia/Kolkata,Letter,pdf;html,repo;causes\n", "readers.csv")
    assert one == Reader(
        addresses.parse("a@b.org", "A"),
        Edition.EN,
        ("pdf", "html"),
        "Letter",
        "Asia/Kolkata",
        False,
        ("causes", "repo"),
    )


def test_the_end_of_a_row_may_be_left_out() -> None:
    """As the last columns may be."""
    one, two = readers.read(
        f"{HEAD},formats,paper,zone,active\na@b.org,A,en\nc@d.org,C,en,html,Letter\n", "readers.csv"
    )
    assert (one.formats, one.active, two.formats, two.paper) == (("pdf",), True, ("html",), "Letter")


def test_toml_says_the_same() -> None:
    """Lists, booleans and strings."""
    text = '[[reader]]\naddress = "a@b.org"\nname = "A"\nedition = "en"\nformats = ["pdf", "json"]\nactive = false\n'
    (one,) = readers.read(text, "readers.toml")
    assert (one.formats, one.active, one.edition) == (("pdf", "json"), False, Edition.EN)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("nobody,A,en", "readers.csv, row 2, address: 'nobody' is no address"),
        ("a@b.org,A,fr", "row 2, edition: 'fr' is not one of bilingual, zh-Hant, zh-Hans, en"),
        ('a@b.org,"A\nBcc: x@y.org",en', "row 3, address: of 'a@b.org' has a name with a line break"),
        ("a@b.org,A", "row 2, fields: there are more than columns, or address, name or edition is left out"),
        ("a@b.org,A,en,pdf", "row 2, fields: there are more than columns"),
        ('a@b.org,"A,en', "not valid CSV"),
    ],
)
def test_faults_name_row_and_field(row: str, told: str) -> None:
    """One sentence each."""
    with pytest.raises(SettingsError, match=told.replace("(", r"\(")):
        readers.read(f"{HEAD}\n{row}\n", "readers.csv")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("formats", "docx", "formats: 'docx' is not one of pdf, html, json, none"),
        ("paper", "A5", "paper: 'A5' is not one of A4, Letter"),
        ("zone", "GMT Standard Time", "zone: 'GMT Standard Time' is no time zone"),
        ("active", "perhaps", "active: 'perhaps' is neither yes nor no"),
    ],
)
def test_faults_of_the_optional_columns(field: str, value: str, told: str) -> None:
    """The same."""
    with pytest.raises(SettingsError, match=told):
        readers.read(f"{HEAD},{field}\na@b.org,A,en,{value}\n", "readers.csv")


def test_all_faults_are_told_at_once() -> None:
    """Up to twenty, then how many more; the second copy of an address names the first."""
    rows = "\n".join(["a@b.org,A,en", "A@B.ORG,A,en", *["x,A,fr"] * 30])
    with pytest.raises(SettingsError) as told:
        readers.read(f"{HEAD}\n{rows}\n", "readers.csv")
    assert "row 3, address: 'A@B.ORG' stands in row 2 already" in str(told.value)
    assert str(told.value).endswith("And 41 more.")


@pytest.mark.parametrize("head", ["address,name", "address,name,edition,colour"])
def test_columns_are_checked(head: str) -> None:
    """A missing one, and one that is not known."""
    with pytest.raises(SettingsError, match=r"row 1 has (no column edition|the unknown column 'colour')"):
        readers.read(f"{head}\n", "readers.csv")


def test_tens_of_thousands_are_read_quickly() -> None:
    """Twenty thousand rows in well below ten seconds."""
    text = HEAD + "\n" + "".join(f"reader{number}@example.org,讀者 {number},bilingual\n" for number in range(20_000))
    assert len(readers.read(text, "readers.csv")) == 20_000


def test_no_list_and_two_lists(tmp_path: Path) -> None:
    """Both are told with what to do."""
    with pytest.raises(SettingsError, match=r"write .*readers.csv with the columns address,name,edition"):
        readers.load(settings(tmp_path))
    (tmp_path / "readers.csv").write_text(HEAD + "\n", encoding="utf-8-sig")
    assert readers.load(settings(tmp_path)) == ()
    (tmp_path / "readers.toml").write_text("")
    with pytest.raises(SettingsError, match="two lists"):
        readers.load(settings(tmp_path))


@pytest.mark.parametrize("name", ["readers.csv", "readers.toml"])
def test_adding_a_reader(tmp_path: Path, name: str) -> None:
    """Written in the layout of the file, read back equal; a second time is refused."""
    one = Reader(addresses.parse("a@b.org", 'A, "B"'), Edition.ZH_HANS, zone="Asia/Hong_Kong")
    if name.endswith("toml"):
        (tmp_path / name).write_text("")
    assert readers.add(settings(tmp_path), one) == tmp_path / name
    assert readers.load(settings(tmp_path)) == (one,)
    with pytest.raises(UsageError, match="a reader already"):
        readers.add(settings(tmp_path), one)


def test_adding_to_a_list_of_three_columns(tmp_path: Path) -> None:
    """The columns stay as they are."""
    (tmp_path / "readers.csv").write_text("name,address,edition\nA,a@b.org,en")
    readers.add(settings(tmp_path), Reader(addresses.parse("c@d.org"), Edition.EN))
    assert (tmp_path / "readers.csv").read_text() == "name,address,edition\nA,a@b.org,en\n,c@d.org,en\n"


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (f"{HEAD}\na@b.org,A,en;zh-Hant\n", "readers.csv", "row 2, edition: 'en;zh-Hant' is not one of"),
        (f"{HEAD},paper\na@b.org,A,en,A4;Letter\n", "readers.csv", "row 2, paper: 'A4;Letter' is not one of"),
        ('address,"name,edition\na@b.org,A,en\n', "readers.csv", "row 1 is not valid CSV"),
        (f"{HEAD},name\na@b.org,A,en,B\n", "readers.csv", "row 1 has the column 'name' twice"),
        ('reader = ["a"]\n', "readers.toml", r"has no list of \[\[reader\]\] tables"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(text: str, name: str, told: str) -> None:
    """Two words where one belongs, a quote that never ends, a column twice, a list that holds no tables."""
    with pytest.raises(SettingsError, match=told):
        readers.read(text, name)
