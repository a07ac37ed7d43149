"""A language of a user's own home: its tag, its manner of numbers, and what it lacks."""

from datetime import date
from pathlib import Path

import pytest

from tidegauge.errors import SettingsError, UsageError
from tidegauge.init import write_language
from tidegauge.model.document import Figure
from tidegauge.model.units import Unit
from tidegauge.model.words import Edition, Language
from tidegauge.render import coverage, manner
from tidegauge.render.manner import ENGLISH, Manner
from tidegauge.render.show import Show
from tidegauge.settings import Home, built_in

FRENCH = Language("fr")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with the files of French, not yet translated."""
    built = Home((built_in(),))
    write_language(tmp_path, built, "fr")
    return Home((tmp_path, *built.roots))


def test_a_tag_is_a_language_and_an_edition() -> None:
    """One value a tag, set as English is; iterating still gives the built-in ones."""
    assert Language("fr") is FRENCH and Edition("fr").languages == (FRENCH,)
    assert not FRENCH.chinese and FRENCH.written is FRENCH and FRENCH.data is Language.EN
    assert [one.value for one in Language] == ["zh-Hant", "zh-Hans", "en"]
    assert Language("pt-BR").value == "pt-BR"


@pytest.mark.parametrize("tag", ["english", "zh", "zh-TW", "FR", "", "fr_FR"])
def test_what_is_no_tag_is_no_language(tag: str) -> None:
    """Chinese is written here in its two scripts; the others by their tags of BCP 47."""
    with pytest.raises(ValueError, match="not a valid"):
        Edition(tag)


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "deutsch"])
def test_a_built_in_language_is_not_written_again(tag: str, tmp_path: Path) -> None:
    """One sentence, and nothing is written."""
    with pytest.raises(UsageError, match="no tag of a new language"):
        write_language(tmp_path, Home((built_in(),)), tag)
    assert not list(tmp_path.iterdir())


def test_new_files_lack_nothing_and_are_kept(home: Home, tmp_path: Path) -> None:
    """Copies of English are complete; a second run leaves them as they are."""
    coverage.check(home, FRENCH)
    again = write_language(tmp_path, home, "fr")
    assert again.files == () and len(again.kept) == len(list(coverage.files(home, FRENCH)))


def test_every_kind_of_gap_is_named(home: Home, tmp_path: Path) -> None:
    """A word, a sentence and a file that are not there are listed together."""
    words = tmp_path / "reports/words/fr.toml"
    words.write_text(words.read_text(encoding="utf-8").replace('nfci = "Chicago Fed NFCI"\n', ""), encoding="utf-8")
    prose = tmp_path / "templates/weekly/oil/prose.fr.j2"
    prose.write_text(prose.read_text(encoding="utf-8").replace("block p2 ", "block other "), encoding="utf-8")
    (tmp_path / "templates/email/wording.fr.toml").unlink()
    assert list(coverage.lacking(home, FRENCH)) == [
        "reports/words/fr.toml [reading] nfci",
        "the file templates/email/wording.fr.toml",
        "templates/weekly/oil/prose.fr.j2 block p2",
    ]
    with pytest.raises(SettingsError, match=r"\[reading\] nfci; the file .*; templates/weekly/oil"):
        coverage.check(home, FRENCH)


def test_numbers_and_dates_follow_the_manner() -> None:
    """Months of the locale, the language's own words around the number, the house's digits."""
    said = Manner(locale="fr", bp="{n} pb", billion="{n} milliards de dollars", barrel="{n} dollars le baril")
    show = Show(FRENCH, date(2025, 11, 14), said)
    assert "13\u00a0novembre" in show.day(date(2025, 11, 13))
    assert show.figure(Figure("x", 8.5, Unit.BP, None, digits=1)) == "8.5\u00a0pb"
    assert show.figure(Figure("x", -50.35, Unit.USD_BILLIONS, None)) == "−50.35\u00a0milliards de dollars"
    assert show.figure(Figure("x", -0.2, Unit.USD_PER_BARREL, None, digits=2)) == "−0.20 dollars le baril"
    assert ENGLISH.ordinal(22) == "22nd" and Manner(beyond="{n}e").ordinal(22) == "22e"


@pytest.mark.parametrize(
    ("table", "wrong"), [({"bips": "{n}"}, "has no 'bips'"), ({"counts": "zéro un deux"}, "counts has 3 words")]
)
def test_a_manner_that_does_not_hold_is_one_sentence(table: dict[str, str], wrong: str) -> None:
    """It names the file and what is wrong."""
    with pytest.raises(SettingsError, match=rf"fr\.toml, \[manner\] {wrong}"):
        manner.read(table, "fr.toml")
