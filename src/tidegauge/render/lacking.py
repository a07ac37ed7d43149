"""What a section does without: the one thing that matters in plain words, then in small type the file that fills it."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from markupsafe import Markup

from tidegauge.model.document import Briefing, Section
from tidegauge.model.words import Language
from tidegauge.render.desk import Desk, typeset
from tidegauge.render.view import SectionView, Texts

FEW, ALIKE = 3, 6
"""More files than `FEW` whose names begin with as many letters as `ALIKE` are told as one pattern."""


def missing(desk: Desk, briefing: Briefing, section: Section) -> Texts:
    """Why a section takes no page: nothing to tell, or which reading it needs."""
    if not section.missing:
        return desk.prose(section.id, "nothing", section.facts)
    return _told(desk, briefing, "missing", section.missing[:1])


def wanting(desk: Desk, briefing: Briefing, section: Section) -> Texts:
    """
    The line at the end of a section that goes without some of its readings; empty when it has them all.

    The first of those that the report names under `wants` is told in words: there they stand in the order of their
    weight. Of the others the files are named.
    """
    return _told(desk, briefing, "wanting", section.wanting) if section.wanting else ()


def gathered(sections: Iterable[SectionView]) -> tuple[SectionView, ...]:
    """Sections in order; what runs of sections without a page have to say stands in one paragraph, under the first."""
    listed: list[SectionView] = []
    for one in sections:
        if one.blocks or not listed or listed[-1].blocks:
            listed.append(one)
        else:
            listed[-1] = replace(listed[-1], missing=_joined(listed[-1].missing, one.missing))
    return tuple(listed)


def _joined(first: Texts, second: Texts) -> Texts:
    more = dict(second)
    return tuple((lang, text + ("" if lang.startswith("zh") else " ") + more[lang]) for lang, text in first)


def _told(desk: Desk, briefing: Briefing, phrase: str, readings: tuple[str, ...]) -> Texts:
    series = {row.reading.indicator: row.series for row in briefing.appendix}
    file, *others = dict.fromkeys(files_of(series[one])[0] for one in readings)

    def told(language: Language) -> Markup:
        said = desk.phrase(language, phrase, reading=desk.words[language].wanted(readings[0]))
        files = desk.phrase(language, "brought_by", file=file)
        if others:
            files += desk.phrase(language, "also_lacking", files=desk.phrase(language, "and_then").join(others))
        small = typeset(files, language)
        between = "" if language.chinese else " "
        return typeset(said, language) + Markup('{}<span class="file">{}</span>').format(between, small)

    return tuple((language.value, told(language)) for language in desk.languages)


def files_of(series: tuple[str, ...]) -> tuple[str, ...]:
    """The files of a reading."""
    start = "".join(same[0] for same in takewhile(lambda one: len(set(one)) == 1, zip(*series, strict=False)))
    if len(series) > FEW and len(start) >= ALIKE:
        return (f"{start}*.csv",)
    return tuple(f"{one}.csv" for one in series)
