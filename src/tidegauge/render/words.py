"""What a language calls things: reports/words/<lang>.toml, looked up by table and key."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from tidegauge.errors import SettingsError
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit
from tidegauge.model.words import Language
from tidegauge.settings import Home

IORB_SINCE = date(2021, 7, 29)
"""Before that the floor was the IOER, and issues of those weeks say so."""


@lru_cache(maxsize=32)
def parsed(text: str) -> Mapping[str, Any]:
    """A file of words, which each edition and medium asks for anew."""
    return MappingProxyType(tomllib.loads(text))


class Words:
    """
    One language's names.

    Args:
        language: Whose.
        tables: Strings by table and key.
        file: Where they stand, for messages.
    """

    def __init__(self, language: Language, tables: Mapping[str, Mapping[str, str]], file: str) -> None:
        self.language = language
        self._tables = tables
        self.file = file

    @classmethod
    def load(cls, home: Home, language: Language, as_of: date = IORB_SINCE) -> "Words":
        """
        Args:
            as_of: Day of the issue; one from before the IORB names the IOER.

        Raises:
            SettingsError: the file is missing or is no TOML.
        """
        file = f"reports/words/{language.written.value}.toml"
        try:
            text = home.read(file)
            return cls(language, parsed(text if as_of >= IORB_SINCE else text.replace("IORB", "IOER")), file)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{home.find(file)} is not valid TOML: {error}.") from error

    def get(self, table: str, key: str) -> str:
        """
        The word.

        Raises:
            SettingsError: the file has none; it says where to add it.
        """
        try:
            return self._tables[table][key]
        except KeyError:
            raise SettingsError(f"{self.file} has no word for {key!r}; add it to its table [{table}].") from None

    def has(self, table: str, key: str) -> bool:
        """Whether the file has the word."""
        return key in self._tables.get(table, {})

    def table(self, table: str) -> Mapping[str, str]:
        """All words of a table."""
        return self._tables.get(table, {})

    def reading(self, indicator: str) -> str:
        """A reading's short name: at most 10 Han or 20 letters."""
        return self.get("reading", indicator)

    def wanted(self, indicator: str) -> str:
        """What it tells, in plain words, for a sentence that says it is not there; else its short name."""
        return self.get("wanted", indicator) if self.has("wanted", indicator) else self.reading(indicator)

    def unit(self, unit: Unit) -> str:
        """A unit as tables print it."""
        return self.get("unit", unit.value)

    def axis(self, unit: Unit, *, scaled: bool = False) -> str:
        """A unit as a chart's subtitle names it; `scaled`: amounts are drawn in 億 of dollars."""
        return self.get("axis", f"{unit.value}_scaled" if scaled and unit is Unit.USD_BILLIONS else unit.value)

    def level(self, level: Level) -> str:
        """A level's word."""
        return self.get("level", level.name.lower())

    def publisher(self, key: str) -> str:
        """A publisher's name."""
        return self.get("publisher", key)

    def section(self, section: str) -> str:
        """A section's name, for running heads and navigation."""
        return self.get("section", section)

    def chart(self, key: str) -> str:
        """A label in a chart."""
        return self.get("chart", key)

    def page(self, key: str) -> str:
        """A fixed word of the page."""
        return self.get("page", key)
