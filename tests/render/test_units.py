"""Every chart says in its subtitle what its axis counts, in every edition, in two lines at most."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tidegauge import settings, usecases
from tidegauge.model.document import Briefing, ChartKind, ChartSize, ChartSpec
from tidegauge.model.units import Unit
from tidegauge.model.words import Edition, Language
from tidegauge.render.editions import Workshop
from tidegauge.render.words import Words
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
LONGEST = {
    ("zh", ChartSize.FULL): 56,
    ("zh", ChartSize.BESIDE): 34,
    ("en", ChartSize.FULL): 140,
    ("en", ChartSize.BESIDE): 72,
}
"""Characters of two lines, two languages side by side on paper; a Latin letter in Chinese counts as half."""


def specs(briefing: Briefing) -> Iterator[tuple[str, ChartSpec]]:
    """Every chart of the issue by its id on the page."""
    if briefing.key_points.strip:
        yield f"key_points-{briefing.key_points.strip.id}", briefing.key_points.strip
    for section in briefing.sections:
        yield from ((f"{section.id}-{key}", spec) for key, spec in section.charts.items() if spec)


def subtitles(figure: Tag) -> Iterator[tuple[Language, str]]:
    """Each language's subtitle as read."""
    for side in figure.select("figcaption .side"):
        subtitle = side.select_one(".chart-subtitle")
        assert subtitle is not None
        yield Language(str(side["lang"])), subtitle.get_text().replace("\u00a0", " ").replace("\u2009", "").strip()


def length(language: Language, text: str) -> float:
    """In characters; in Chinese a Latin letter or digit is half a character."""
    return sum(0.5 if language.chinese and one.isascii() else 1.0 for one in text)


@pytest.mark.parametrize("edition", [Edition.BILINGUAL, Edition.ZH_HANT, Edition.ZH_HANS, Edition.EN])
@pytest.mark.parametrize("day", [date(2019, 9, 20), date(2025, 11, 14)], ids=str)
def test_every_chart_names_its_unit(shared: Path, cache: Path, day: date, edition: Edition) -> None:
    """
    In its own scale: 億美元 where Chinese stands alone, 十億美元 and $bn where two languages share a chart.
    """
    briefing = usecases.briefing(SETTINGS, "weekly", Origin(folder=shared / "data" / "series"), day)
    page, _ = Workshop(briefing, SETTINGS.home, cache).page(edition, "print")
    soup = BeautifulSoup(page, "html.parser")
    named, long = 0, []
    for key, spec in specs(briefing):
        figure = soup.find(id=f"c-{key}")
        if figure is None:
            continue
        if spec.kind is ChartKind.LADDER:
            continue  # each of its rows has a unit of its own
        for language, text in subtitles(figure):
            words = Words.load(SETTINGS.home, language)
            alone = edition in (Edition.ZH_HANT, Edition.ZH_HANS)
            unit = words.axis(spec.unit, scaled=alone)
            if language is not Language.ZH_HANS:
                assert unit.lower() in text.lower(), f"{key}, {language}: {text}"
            if spec.unit is Unit.USD_BILLIONS and language.chinese:
                assert (re.search("十[億亿]", text) is None) == alone, text
            longest = LONGEST.get((language.value[:2], spec.size))
            if edition is Edition.BILINGUAL and longest and length(language, text) > longest:
                long.append(f"{key}: {length(language, text)} {text}")
            named += 1
    assert named > 15
    assert not long, long
