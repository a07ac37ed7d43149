"""What the program says to a user whose locale is Chinese."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from tools import sentences
from typer.main import get_command

from tidegauge import settings, speech
from tidegauge.cli import app
from tidegauge.render import lint

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = (ROOT / "locale" / speech.SOURCE).read_text(encoding="utf-8").partition("# What the library")[2]
"""The end of the catalogue: what typer says."""
TOLD = speech.catalogue(ROOT / "locale")


def helps() -> Iterator[str]:
    """Every paragraph of help there is."""
    group = get_command(app)
    for command in (group, *getattr(group, "commands", {}).values()):
        for text in (command.help, *(getattr(one, "help", None) for one in command.params)):
            yield from (one for one in (text or "").split("\n\n") if one and not one.startswith(speech.EXAMPLE))


def said(*arguments: str, **environment: str) -> str:
    """What a command prints in a locale."""
    script = "import sys; from tidegauge.cli import main; main(sys.argv[1:])"
    given = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), **environment}
    done = subprocess.run([sys.executable, "-c", script, *arguments], env=given, capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


def test_every_help_is_in_the_catalogue() -> None:
    """
    A new command or option needs its Chinese in locale/zh_Hant/LC_MESSAGES/tidegauge.po.
    """
    assert not sorted(set(helps()) - set(TOLD))


def test_every_message_is_in_the_catalogue() -> None:
    """
    What the code gives to gettext is translated, with the same places to fill in.
    """
    found = {str(one[2]) for one in extract_from_dir(str(ROOT / "src"), [("**.py", "python")])}
    assert not sorted(found - set(TOLD))
    for english, chinese in TOLD.items():
        assert set(re.findall(r"{.*?}", english)) == set(re.findall(r"{.*?}", chinese)), english


def test_every_sentence_of_an_error_is_in_the_catalogue() -> None:
    """
    A new error needs its Chinese: tools/sentences.py prints the entries that are missing.
    """
    found = sentences.sentences()
    assert len(found) > 250
    assert not sorted(found.keys() - TOLD.keys())
    assert not [one for one in found if not TOLD[one].strip()]


def test_the_catalogue_holds_nothing_that_is_never_said() -> None:
    """
    A sentence that left the source leaves the catalogue too.
    """
    said_somewhere = {str(one[2]) for one in extract_from_dir(str(ROOT / "src"), [("**.py", "python")])}
    known = {*sentences.sentences(), *helps(), *said_somewhere, "Example:"}
    assert not sorted(TOLD.keys() - known - set(re.findall(r'msgid "(.*)"', LIBRARY)))


def test_the_catalogue_is_in_house_chinese() -> None:
    """
    No Simplified character, no variant, no half-width mark between Han.
    """
    for text in TOLD.values():
        assert not lint.foreign(text, "traditional") and not lint.VARIANTS.search(text), text
        assert not lint.HALF_WIDTH.search(text), text


@pytest.mark.parametrize(
    ("locale", "word"), [("zh_TW.UTF-8", "製作一期"), ("zh_CN.UTF-8", "制作一期"), ("en_US.UTF-8", "Build one issue")]
)
def test_help_is_in_the_language_of_the_locale(tmp_path: Path, locale: str, word: str) -> None:
    """
    Traditional for Taiwan and Hong Kong, Simplified for the mainland, English else.
    """
    assert word in said("build", "--help", LANG=locale, XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path))


def test_a_wrong_date_is_told_in_chinese(tmp_path: Path) -> None:
    """
    Messages follow the locale, too.
    """
    told = said("build", "--as-of", "soon", LC_ALL="zh_HK.UTF-8", XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path))
    assert told == "tidegauge: --as-of 'soon' 不是日期；請寫成 2025-11-14。\n"


@pytest.mark.parametrize(
    ("arguments", "locale", "sentence"),
    [
        (("build", "monthly", "--sample"), "zh_TW.UTF-8", "沒有報告 'monthly'；現有 flash, weekly，也可給 .toml 檔。"),
        (("build", "monthly", "--sample"), "zh_CN.UTF-8", "没有报告 'monthly'；现有 flash, weekly，也可给 .toml 档。"),
        (("build", "monthly", "--sample"), "en_US.UTF-8", "There is no report 'monthly'; there are flash, weekly"),
        (
            ("explain", "sofr_iobr", "--sample"),
            "zh_HK.UTF-8",
            "沒有讀數 'sofr_iobr'。您要找的是 sofr_iorb, sofr_p99_iorb, sofr_effr 嗎？`tidegauge readings` 列出全部。",
        ),
        (
            ("build", "--bogus"),
            "zh_TW.UTF-8",
            "沒有選項：--bogus（是否要寫 --out？）。用法見 `tidegauge build --help`。",
        ),
        (("build", "--format", "docx"), "zh_HK.UTF-8", "的值不成立：'docx' 不在 'pdf', 'html'"),
        (("readings", "--from", "/no/such"), "zh_TW.UTF-8", "沒有資料夾或檔案 /no/such；"),
        (("schedule", "show"), "zh_TW.UTF-8", "zone 'Mars/Olympus' 不是時區"),
    ],
)
def test_an_error_is_told_in_the_language_of_the_locale(
    tmp_path: Path, arguments: tuple[str, ...], locale: str, sentence: str
) -> None:
    """
    Whatever raised it, with its names and figures in it; pieces of a sentence too.
    """
    home = tmp_path / "home"
    (home / "reports").mkdir(parents=True)
    weekly = (ROOT / "reports" / "weekly.toml").read_text(encoding="utf-8")
    if arguments[0] == "schedule":
        weekly = weekly.replace('zone = "Asia/Hong_Kong"', 'zone = "Mars/Olympus"')
        (home / "reports" / "weekly.toml").write_text(weekly, encoding="utf-8")
    places = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "TIDEGAUGE_HOME": str(home)}
    assert sentence in said(*arguments, LANG=locale, **places)


def test_a_sentence_that_no_pattern_fits_is_said_as_it_is() -> None:
    """
    What a library says stays as the library says it.
    """
    assert speech.sentence("Something else altogether.", ROOT / "locale") == "Something else altogether."


def test_the_locale_is_read_in_the_order_of_gettext() -> None:
    """
    LANGUAGE, LC_ALL, LC_MESSAGES, LANG: the first that is set decides.
    """
    assert settings.speaks_chinese({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"})
    assert not settings.speaks_chinese({"LANGUAGE": "en", "LANG": "zh_TW.UTF-8"})
    assert not settings.speaks_chinese({})
