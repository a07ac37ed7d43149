"""
The rules of the page, measured on the rendered pages of ten weeks: calm, strained and acute, first and last.

A week is one test, so that its pages are set once whatever number of workers there is.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.render.measure import sheet
from tests.render.rules import Measured, broken

from tidegauge import settings, usecases
from tidegauge.charts.draw import draw as draw_chart
from tidegauge.charts.drawing import Drawing, overlaps
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.place import Place
from tidegauge.model.document import ChartSpec
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop

WEEKS: Mapping[str, tuple[Edition, ...]] = {
    "2018-07-06": (),
    "2019-09-20": (Edition.EN,),
    "2020-03-20": (Edition.ZH_HANS,),
    "2021-07-09": (Edition.ZH_HANT,),
    "2022-10-14": (),
    "2023-03-17": (),
    "2024-01-05": (),
    "2025-01-03": (),
    "2025-11-14": (Edition.EN, Edition.ZH_HANT),
    "2026-08-21": (),
}
"""Each is measured in the bilingual edition, and in these of one language."""
SETTINGS = settings.load(environment={})


def measured(workshop: Workshop, edition: Edition) -> Measured:
    """An edition on paper; its charts on every screen, too."""
    with drawn() as drawings:
        paper = workshop.paper(edition, {})
        workshop.page(edition, "screen")
    return Measured(
        sheets=tuple(map(sheet, paper.boxes)),
        fill=paper.fill,
        starts=tuple(paper.starts.items()),
        phenomena=len(workshop.briefing.key_points.phenomena),
        size=len(paper.data),
        charts=len(drawings),
        clashes=tuple(clash for one in drawings for clash in overlaps(one)),
    )


@contextmanager
def drawn() -> Iterator[list[Drawing]]:
    """Every chart that is drawn, as drawn."""
    drawings: list[Drawing] = []

    def draw(spec: ChartSpec, lettering: Lettering, place: Place) -> Drawing:
        drawings.append(draw_chart(spec, lettering, place))
        return drawings[-1]

    with patch("tidegauge.render.drawings.draw", draw):
        yield drawings


@pytest.fixture
def no_collection() -> Iterator[None]:
    """As in a build: looking for garbage among the boxes of a page costs a fifth of its time."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("day", WEEKS)
@pytest.mark.usefixtures("no_collection")
def test_the_rules_of_the_page_hold(shared: Path, day: str) -> None:
    """Every rule of tests/render/rules.py holds on every page of the week's editions."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date.fromisoformat(day))
    for edition in (Edition.BILINGUAL, *WEEKS[day]):
        # A shop of its own: charts of a language drawn for another edition would not be measured again.
        found = broken(measured(Workshop(briefing, SETTINGS.home, SETTINGS.cache), edition))
        assert found == {}, f"{day}, {edition.value}"
