"""README.zh-Hant.md says what README.md says."""

import re
from pathlib import Path

from tidegauge import settings, speech
from tidegauge.cli import app
from tidegauge.indicators.table import INDICATORS
from tidegauge.model.words import Edition, Format, Language
from tidegauge.reference import chinese_readings_table, commands_table, sources_table
from tidegauge.render import lint
from tidegauge.render.words import Words

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-Hant.md").read_text(encoding="utf-8")
TOLD = speech.catalogue(ROOT / "locale")
CODE = re.compile(r"```.*?```|`[^`\n]+`|\]\([^)]*\)", re.DOTALL)
"""What is no sentence: code and the targets of links."""


def without_tables(text: str) -> str:
    """The text people wrote."""
    return re.sub(r"<!-- generated:(\w+) -->.*?<!-- /generated:\1 -->", "", text, flags=re.DOTALL)


def test_its_tables_are_the_program_s() -> None:
    """
    `make docs` rewrites them: commands with their Chinese help, readings with their Chinese names.
    """
    assert commands_table(app, lambda text: TOLD.get(text, text), ("命令", "作用")) in CHINESE
    words = Words.load(settings.load(environment={}).home, Language.ZH_HANT)
    assert chinese_readings_table(INDICATORS, words) in CHINESE
    assert sources_table(english=False) in CHINESE


def test_it_has_the_sections_commands_and_links_of_the_other() -> None:
    """
    As many headings and bullets, the same links and pictures, the same command lines but for their remarks.
    """
    own, other = without_tables(CHINESE), without_tables(ENGLISH)
    for pattern in (r"^#+ ", r"^- ", r"^\| "):
        assert len(re.findall(pattern, own, re.MULTILINE)) == len(re.findall(pattern, other, re.MULTILINE)), pattern
    links = re.compile(r"\]\(([^)]+)\)|<(https?:[^>]+)>")
    assert set(links.findall(own)) - {("README.md", "")} == set(links.findall(other)) - {("README.zh-Hant.md", "")}
    lines = re.compile(r"^((?:make|tidegauge|pip) [^#\n]*?)\s*(?:#.*)?$", re.MULTILINE)
    assert lines.findall(own) == lines.findall(other)


def test_it_names_every_edition_and_format() -> None:
    """
    All but e-mail, which is no --format of a build.
    """
    for one in (*Edition, *(one for one in Format if one is not Format.EML)):
        assert f"`{one.value}`" in CHINESE


def test_it_is_in_house_chinese() -> None:
    """
    No Simplified character, no variant, no half-width mark between Han, no forbidden term.
    """
    text = CODE.sub("", without_tables(CHINESE))
    assert not lint.foreign(text, "traditional")
    assert not lint.VARIANTS.findall(text)
    assert not lint.HALF_WIDTH.findall(text)
    tables = lint.Tables.load(settings.load(environment={}).home)
    assert not [word for word in tables.forbidden["zh-Hant"] if re.search(word, text)]
