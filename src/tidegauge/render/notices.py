"""The editor's notices as a page shows them: head with the day, then the text, in each language of the edition."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from markupsafe import Markup

from tidegauge.model.document import Notice, Reached
from tidegauge.model.words import Language
from tidegauge.render import lint, show
from tidegauge.render.desk import Desk, typeset
from tidegauge.render.text import HAN
from tidegauge.render.view import NoticeView
from tidegauge.render.words import Words

_HAN = re.compile(f"[{HAN}]")
LONGEST = 400
"""Characters of an editor's text in one language: more would push the key points off page one."""


def views(desk: Desk, notices: Iterable[Notice]) -> tuple[NoticeView, ...]:
    """
    The notices of an edition.

    Raises:
        SettingsError: a kind has no wording.
    """
    return tuple(
        NoticeView(
            one.kind,
            tuple((lang.value, head(desk, lang, one)) for lang in desk.languages),
            tuple((lang.value, typeset(_text(desk, lang, one), lang)) for lang in desk.languages),
        )
        for one in notices
    )


def head(desk: Desk, language: Language, one: Notice) -> Markup:
    """``編者按（2025 年 11 月 15 日）``: what it is, and of which day."""
    day = dated(one.day, language) if one.day else ""
    return typeset(desk.phrase(language, f"notice_{one.kind}") + day, language)


def dated(day: date, language: Language) -> str:
    """The day after the head: ``（2025 年 11 月 15 日）`` or `` (15 November 2025)``."""
    told = show.Show(language, day).day(day, year=True).striptags()
    return f" ({told})" if language is Language.EN else f"（{told}）"


def _text(desk: Desk, language: Language, one: Notice) -> str:
    if one.reached:
        return moved(desk.words[language], desk.wording[language], one.reached)
    return one.texts.get(language.data.value, "") or desk.phrase(language, f"notice_{one.kind}_text")


def moved(words: Words, wording: Mapping[str, str], reached: Iterable[Reached]) -> str:
    """The text of an alert: which readings reached the level, and where each stood at the last issue."""

    def told(one: Reached) -> str:
        key = "alert_first" if one.before is None else "alert_reading"
        before = "" if one.before is None else words.level(one.before).lower()
        return wording[key].format(reading=words.reading(one.reading), before=before, now=words.level(one.now).lower())

    return wording["alert_text"].format(readings=wording["list_mark"].join(map(told, reached)))


def faults(chinese: str, english: str) -> tuple[str, ...]:
    """What keeps an editor's text from standing on the page, each a sentence; none when all is well."""
    wrong = lint.foreign(chinese, "traditional")
    half = lint.HALF_WIDTH.search(chinese)
    told = (
        [f"The Chinese text has the Simplified characters {wrong}; write it in Traditional Chinese."] if wrong else []
    )
    told += [f"The Chinese text has the half-width mark {half[0]!r}; write it full-width."] if half else []
    told += ["The English text has Chinese characters; write it in English."] if _HAN.search(english) else []
    told += ["The Chinese text has no Chinese characters."] if not _HAN.search(chinese) else []
    long = max(len(chinese), len(english))
    return (*told, *([f"The text is {long} characters long; keep it below {LONGEST}."] if long > LONGEST else []))
