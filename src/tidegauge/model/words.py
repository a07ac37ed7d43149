"""Languages, editions, formats and sizes of paper."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

TAG = re.compile(r"(?!zh)[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
"""A BCP 47 tag that a language of a user's home may have; Chinese is written here in its two scripts."""


class _Open(StrEnum):
    """The built-in values, and every tag of a language whose words a home brings: `Language("fr")`."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str) or not TAG.fullmatch(value):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return cls._value2member_map_.setdefault(value, member)  # type: ignore[return-value]


class Language(_Open):
    """A language that text is written or derived in; values are BCP 47 tags. Iterating gives the built-in ones."""

    ZH_HANT = "zh-Hant"
    ZH_HANS = "zh-Hans"
    EN = "en"

    @property
    def chinese(self) -> bool:
        """Of either script: set as Chinese is. Every other language is set as English is."""
        return self.value.startswith("zh")

    @property
    def written(self) -> "Language":
        """The language whose files it is written in: Simplified is derived from Traditional at the end."""
        return Language.ZH_HANT if self.chinese else self

    @property
    def data(self) -> "Language":
        """The language of statements that are data (events, quotations, names of series), which only two have."""
        return Language.ZH_HANT if self.chinese else Language.EN


class Edition(_Open):
    """One rendering of a briefing; values are a contract of the command line. Iterating gives the built-in ones."""

    BILINGUAL = "bilingual"
    ZH_HANT = "zh-Hant"
    ZH_HANS = "zh-Hans"
    EN = "en"

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages it shows, first the one that leads."""
        if self is Edition.BILINGUAL:
            return (Language.ZH_HANT, Language.EN)
        return (Language(self.value),)


class Format(StrEnum):
    """What an edition is written as."""

    PDF = "pdf"
    HTML = "html"
    JSON = "json"
    EML = "eml"
    WECHAT = "wechat"


class Sheet(StrEnum):
    """The paper a PDF is set for."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Names:
    """A name in both written languages; Simplified Chinese is derived from Traditional."""

    zh_hant: str
    en: str
