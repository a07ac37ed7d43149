"""Languages, editions, formats and sizes of paper."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language that text is written or derived in; values are BCP 47 tags."""

    ZH_HANT = "zh-Hant"
    ZH_HANS = "zh-Hans"
    EN = "en"


class Edition(StrEnum):
    """One rendering of a briefing; values are a contract of the command line."""

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
