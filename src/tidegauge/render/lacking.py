"""What a section does without, in plain words, and in one line which files would bring it."""

from itertools import takewhile

from tidegauge.model.document import Briefing, Section
from tidegauge.model.words import Language
from tidegauge.render.desk import Desk
from tidegauge.render.view import Texts

FEW, ALIKE = 3, 6
"""More files than `FEW` whose names begin with as many letters as `ALIKE` are told as one pattern."""


def missing(desk: Desk, briefing: Briefing, section: Section) -> Texts:
    """Why a section takes no page: nothing to tell, or which readings it needs."""
    if not section.missing:
        return desk.prose(section.id, "nothing", section.facts)
    return _told(desk, briefing, "missing", section.missing)


def wanting(desk: Desk, briefing: Briefing, section: Section) -> Texts:
    """The line at the end of a section that goes without some of its readings; empty when it has them all."""
    return _told(desk, briefing, "wanting", section.wanting) if section.wanting else ()


def _told(desk: Desk, briefing: Briefing, phrase: str, readings: tuple[str, ...]) -> Texts:
    series = {row.reading.indicator: row.series for row in briefing.appendix}
    files = dict.fromkeys(file for one in readings for file in files_of(series[one]))

    def told(language: Language) -> str:
        between = desk.phrase(language, "and_then")
        names = dict.fromkeys(desk.words[language].wanted(one) for one in readings)
        return desk.phrase(language, phrase, readings=between.join(names), files=between.join(files))

    return desk.texts(told)


def files_of(series: tuple[str, ...]) -> tuple[str, ...]:
    """The files of a reading."""
    start = "".join(same[0] for same in takewhile(lambda one: len(set(one)) == 1, zip(*series, strict=False)))
    if len(series) > FEW and len(start) >= ALIKE:
        return (f"{start}*.csv",)
    return tuple(f"{one}.csv" for one in series)
