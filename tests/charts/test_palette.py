"""The colours hold for those who see them less well: contrast on every ground, and levels without red or green."""

from itertools import pairwise

import pytest

from tidegauge.charts.palette import (
    ACCENT,
    ACCENT2,
    ACUTE_FILL,
    CALM_FILL,
    EPISODE,
    FILL,
    GREY1,
    INK,
    INK2,
    INK3,
    PAPER,
    SAND,
    STRAINED_FILL,
    SYMBOL,
    WATCH_FILL,
    Colour,
)
from tidegauge.model.judgement import Level

Linear = tuple[float, float, float]
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
"""Machado, Oliveira and Fernandes 2009, severity 1.0; for linear light."""
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)
MODES = ("light", "dark")


def linear(colour: str) -> Linear:
    """Linear light of a hexadecimal colour."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return red, green, blue


def times(matrix: tuple[Linear, ...], light: Linear) -> Linear:
    """A matrix times a colour."""
    one, two, three = (sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix)
    return one, two, three


def seen(light: Linear) -> Linear:
    """The colour as seen with deuteranopia."""
    one, two, three = (min(1.0, max(0.0, part)) for part in times(DEUTERANOPIA, light))
    return one, two, three


def luminance(light: Linear) -> float:
    """Of WCAG."""
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: Linear, two: Linear) -> float:
    """Of WCAG: 1 to 21."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def lab(light: Linear) -> Linear:
    """CIE 1976 L*a*b*."""
    xyz = (part / white for part, white in zip(times(TO_XYZ, light), WHITE, strict=True))
    x, y, z = (one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: Linear, two: Linear) -> float:
    """CIE76: below about 2 two colours look alike, above 10 they differ at a glance."""
    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(two), strict=True)) ** 0.5


def of(colour: Colour, mode: str) -> Linear:
    """A colour of the page in light or dark."""
    return linear(getattr(colour, mode))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("eye", [lambda light: light, seen], ids=["all", "deuteranopia"])
def test_text_has_a_contrast_of_four_and_a_half(mode, eye):
    """Ink, second ink, sources and accent on paper; ink on every ground it stands on."""
    pairs = [(one, PAPER) for one in (INK, INK2, INK3, ACCENT)]
    pairs += [(ink, SAND) for ink in (INK, INK2, ACCENT)]
    pairs += [(INK, ground) for ground in (EPISODE, CALM_FILL, WATCH_FILL, STRAINED_FILL, ACUTE_FILL)]
    weak = {
        (one.name, two.name): round(contrast(eye(of(one, mode)), eye(of(two, mode))), 2)
        for one, two in pairs
        if contrast(eye(of(one, mode)), eye(of(two, mode))) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("eye", [lambda light: light, seen], ids=["all", "deuteranopia"])
def test_lines_and_symbols_have_a_contrast_of_three(mode, eye):
    """Every line of a chart on paper, every symbol on paper and on the fill of its level."""
    pairs = [(one, PAPER) for one in (ACCENT, ACCENT2, GREY1, INK, *SYMBOL.values())]
    pairs += [(SYMBOL[level], FILL[level]) for level in Level]
    weak = {
        (one.name, two.name): round(contrast(eye(of(one, mode)), eye(of(two, mode))), 2)
        for one, two in pairs
        if contrast(eye(of(one, mode)), eye(of(two, mode))) < 3
    }
    assert weak == {}


@pytest.mark.parametrize("kind", [SYMBOL, FILL], ids=["symbols", "fills"])
@pytest.mark.parametrize("mode", MODES)
def test_levels_differ_at_a_glance_without_red_and_green(kind, mode):
    """Each level's colour is at least ten away from each other level's, as seen with deuteranopia."""
    colours = [seen(of(kind[level], mode)) for level in Level]
    pairs = [(a, b) for place, a in enumerate(colours) for b in colours[place + 1 :]]
    assert min(distance(*pair) for pair in pairs) >= 10


def test_fills_grow_darker_with_the_level():
    """Lightness alone puts them in order on paper, for every eye: none is as light as the one before."""
    for eye in (lambda light: light, seen):
        light = [lab(eye(of(one, "light")))[0] for one in (PAPER, WATCH_FILL, STRAINED_FILL, ACUTE_FILL)]
        assert light == sorted(light, reverse=True)
        assert min(a - b for a, b in pairwise(light)) > 3
