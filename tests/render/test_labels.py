"""What a chart writes at the end of its line is what its title says."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegauge import settings, usecases
from tidegauge.charts.draw import draw as draw_chart
from tidegauge.charts.drawing import Drawing
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.place import Place
from tidegauge.model.document import ChartSpec
from tidegauge.model.units import Unit
from tidegauge.model.words import Edition, Language
from tidegauge.render import show
from tidegauge.render.drawings import _measured
from tidegauge.render.editions import Workshop
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
SIZES = {"trillion": 1000.0, "billion": 1.0, "million": 0.001, "bn": 1.0, "萬億": 1000.0, "億": 0.1, "萬": 0.00001}
UNLIKE = ("waterfall", "fan", "curve")
"""Charts whose title tells a sum, a width or a difference, which no line ends with."""
MONEY = re.compile(r"([−-]?)\$?([\d,]+(?:\.(\d+))?) ?(trillion|billion|million|bn|萬億|億|萬)")


def billions(text: str) -> tuple[float, float]:
    """A sum of money as written, and how fine the writing is."""
    if text in ("zero", "零"):
        return 0.0, 0.001
    found = MONEY.search(text.replace("\u00a0", " ").replace("−$", "−"))
    assert found, text
    size = SIZES[found[4]]
    value = float(found[2].replace(",", "")) * size
    return (-value if found[1] else value), size * 10.0 ** -len(found[3] or "")


@pytest.mark.parametrize("language", [Language.EN, Language.ZH_HANT])
@given(value=st.one_of(st.floats(0, 0.1), st.floats(0, 120), st.floats(0, 9000)), digits=st.integers(0, 2))
def test_a_sum_is_the_same_in_label_and_sentence(language: Language, value: float, digits: int) -> None:
    """Whatever its size, the label, rounded as the sentence is, is the sentence's sum."""
    measured = _measured(language)
    scale = 1.0 if language is Language.EN else 10.0
    label, _ = billions(measured(value * scale, digits, False, Unit.USD_BILLIONS))
    told, fine = billions(show.amount(value, language))
    assert abs(label - told) <= fine / 2 + 0.5 * (told >= 999) + 1e-9, (label, told)


def test_four_million_are_not_zero() -> None:
    """The discount window of September 2019: $4 million in the title, 0.004 billion at the line."""
    assert _measured(Language.EN)(0.004, 1, False, Unit.USD_BILLIONS) == "$0.004 bn"
    assert _measured(Language.ZH_HANT)(0.04, 0, False, Unit.USD_BILLIONS) == "0.04 億美元"
    assert _measured(Language.EN)(2855.03, 1, False, Unit.USD_BILLIONS) == "$2,855.0 bn"


@contextmanager
def drawn() -> Iterator[list[tuple[ChartSpec, Lettering, Drawing]]]:
    """Every chart that is drawn, with what it was drawn from."""
    found: list[tuple[ChartSpec, Lettering, Drawing]] = []

    def draw(spec: ChartSpec, lettering: Lettering, place: Place) -> Drawing:
        drawing = draw_chart(spec, lettering, place)
        found.append((spec, lettering, drawing))
        return drawing

    with patch("tidegauge.render.drawings.draw", draw):
        yield found


def number(text: str) -> float | None:
    """The first number of a text."""
    found = re.search(r"[−+]?[\d,]+(?:\.\d+)?", text)
    return float(found[0].replace(",", "").replace("−", "-").replace("+", "")) if found else None


@pytest.mark.parametrize("edition", [Edition.EN, Edition.ZH_HANT], ids=str)
@pytest.mark.parametrize("day", ["2019-09-20", "2020-03-20", "2021-07-09", "2025-11-14", "2026-08-21"])
def test_every_title_and_its_line_end_with_the_same_value(shared: Path, day: str, edition: Edition) -> None:
    """Where a title prints the reading whose line it stands over, the drawing has that very value."""
    briefing = usecases.briefing(SETTINGS, "weekly", Origin(folder=shared / "data" / "series"), date.fromisoformat(day))
    shop = Workshop(briefing, SETTINGS.home, SETTINGS.cache)
    with drawn() as found:
        view = shop._view(edition, "print")
    titles = {
        chart.id: str(chart.title[0][1])
        for section in view.sections
        for block in section.blocks
        if (chart := block.chart) is not None
    }
    checked = 0
    for spec, lettering, drawing in found:
        title = next((text for key, text in titles.items() if key.endswith(f"-{spec.id}")), "")
        pattern = (
            rf'<span class="n" data-r="{spec.readings[0]}" data-a="value">([^<]*)</span>' if spec.readings else "$^"
        )
        told = re.search(pattern, title)
        if told is None or spec.id in UNLIKE or not spec.lines or spec.lines[0].points[-1][1] is None:
            continue
        checked += 1
        labels = [one.text for one in drawing.words]
        if spec.unit is Unit.USD_BILLIONS:
            scale = lettering.scale(spec.unit).factor
            told_value, fine = billions(told[1])
            values = [value / scale for text in labels if (value := number(text)) is not None]
            assert any(abs(value - told_value) <= fine / 2 + 1e-9 for value in values), (spec.id, told[1], labels)
        else:
            value = number(told[1])
            assert value is not None
            # "7 bp less" at a line that ends at −7: the title tells the sign in words.
            assert any(abs(number(text) or 0.0) == abs(value) for text in labels), (spec.id, told[1], labels)
    assert checked >= 8
