"""The labels of page one's strip: each stands at its own episode or peak, and points to it."""

from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from tidegauge import settings, usecases
from tidegauge.charts import single
from tidegauge.charts.draw import draw as draw_chart
from tidegauge.charts.drawing import Box, Drawing
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.place import Place
from tidegauge.charts.plot import Plot
from tidegauge.model.document import ChartSpec
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
WEEKS = (
    *("2019-09-20", "2020-03-20", "2020-11-06", "2021-07-09", "2022-05-06"),
    *("2023-03-17", "2024-06-14", "2025-04-11", "2025-11-14", "2026-08-21"),
)
NEAR = 24.0
"""Points: where an arrow may end from the peak it points to."""
Strip = tuple[Plot, Drawing]


def strips(shared: Path, day: str) -> list[Strip]:
    """The strip of an issue as drawn for every edition on paper and screen."""
    briefing = usecases.briefing(SETTINGS, "weekly", Origin(folder=shared / "data" / "series"), date.fromisoformat(day))
    plots: list[Plot] = []
    found: list[Strip] = []

    def draw(spec: ChartSpec, lettering: Lettering, place: Place) -> Drawing:
        drawing = draw_chart(spec, lettering, place)
        if spec.id == "strip":
            found.append((plots[-1], drawing))
        return drawing

    def kept(plot: Plot) -> None:
        plots.append(plot)
        draw_axes(plot)

    draw_axes = single.draw_axes
    with patch("tidegauge.render.drawings.draw", draw), patch("tidegauge.charts.single.draw_axes", kept):
        for edition in (Edition.BILINGUAL, Edition.ZH_HANT, Edition.EN):
            for medium in ("print", "screen"):
                Workshop(briefing, SETTINGS.home, SETTINGS.cache)._view(edition, medium)
    return found


def gap(low: float, high: float, box: Box) -> float:
    """Points between a stretch of days and a text."""
    return max(low - box.right, box.left - high, 0.0)


@pytest.mark.parametrize("day", WEEKS)
def test_every_label_stands_at_its_own_band_or_peak(shared: Path, day: str) -> None:
    """
    The name of an episode is nearer to its shading than to any other; an arrow ends beside its peak, with no other
    episode between the two; a peak told without an arrow lies under its words.
    """
    checked = 0
    for plot, drawing in strips(shared, day):
        edges = {band: (plot.x(band.start), plot.x(band.end)) for band in plot.spec.bands}
        names = {plot.lettering.label(band.key): band for band in plot.spec.bands}
        for words in drawing.words:
            if words.text in names:
                own = names[words.text]
                away = {band: gap(*edges[band], words.box) for band in edges}
                assert all(away[own] < far for band, far in away.items() if band is not own), (words.text, away)
                checked += 1
            elif "315" in words.text:
                peak = plot.x(date(2019, 9, 17))
                left, right = "←" in words.text, "→" in words.text
                end = words.box.left if left else words.box.right
                assert (left or right) or words.box.left <= peak <= words.box.right, words
                between = (min(peak, end), max(peak, end))
                others = [one for band, one in edges.items() if not band.start <= date(2019, 9, 17) <= band.end]
                assert not (left or right) or abs(end - peak) <= NEAR, words
                assert not (left or right) or all(b <= between[0] or a >= between[1] for a, b in others), words
                checked += 1
    assert checked
