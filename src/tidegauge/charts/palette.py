"""The colours of the briefing, light and dark, as one table: look/LOOK.md, section 3."""

import re
from dataclasses import dataclass

from tidegauge.model.judgement import Level


@dataclass(frozen=True, slots=True)
class Colour:
    """
    One colour of the page.

    Attributes:
        name: CSS custom property without the dashes: `ink2` is `var(--ink2)`.
        light, dark: Hexadecimal values; light ones are unique, so that a drawing can be turned into variables.
    """

    name: str
    light: str
    dark: str


PAPER = Colour("paper", "#FFFFFF", "#11181D")
INK = Colour("ink", "#17222B", "#E6EAED")
INK2 = Colour("ink2", "#4B5863", "#AEB8C0")
INK3 = Colour("ink3", "#5F6B75", "#929DA6")
ACCENT = Colour("accent", "#00587A", "#6CC0DE")
ACCENT_TINT = Colour("accent-tint", "#D6E6EC", "#163846")
ACCENT2 = Colour("accent2", "#3A82A3", "#4A97B8")
GREY1 = Colour("grey1", "#7C8892", "#8A97A1")
GREY2 = Colour("grey2", "#A9B2B9", "#5E6A73")
RULE = Colour("rule", "#BFC6CB", "#47525B")
GRID = Colour("grid", "#DFE3E6", "#2E383F")
SAND = Colour("sand", "#F5F2EB", "#1A232A")
EPISODE = Colour("episode", "#E9E4D8", "#2A3036")
CALM = Colour("c1", "#5B6B77", "#7D8C97")
WATCH = Colour("c2", "#AA7C00", "#F0C95C")
STRAINED = Colour("c3", "#AF3E0A", "#E8743B")
ACUTE = Colour("c4", "#6B0B33", "#FFB3CF")
CALM_FILL = Colour("c1-fill", "#E9F0F3", "#15262E")
WATCH_FILL = Colour("c2-fill", "#FCF3D3", "#332C14")
STRAINED_FILL = Colour("c3-fill", "#F4CBA8", "#57300F")
ACUTE_FILL = Colour("c4-fill", "#DDA3B8", "#7A2450")

COLOURS: tuple[Colour, ...] = (
    PAPER,
    INK,
    INK2,
    INK3,
    ACCENT,
    ACCENT_TINT,
    ACCENT2,
    GREY1,
    GREY2,
    RULE,
    GRID,
    SAND,
    EPISODE,
    CALM,
    WATCH,
    STRAINED,
    ACUTE,
    CALM_FILL,
    WATCH_FILL,
    STRAINED_FILL,
    ACUTE_FILL,
)

SYMBOL: dict[Level, Colour] = {
    Level.CALM: CALM,
    Level.WATCH: WATCH,
    Level.STRAINED: STRAINED,
    Level.ACUTE: ACUTE,
}
FILL: dict[Level, Colour] = {
    Level.CALM: CALM_FILL,
    Level.WATCH: WATCH_FILL,
    Level.STRAINED: STRAINED_FILL,
    Level.ACUTE: ACUTE_FILL,
}

_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
_BY_LIGHT = {colour.light: colour for colour in COLOURS}


def to_variables(svg: str) -> str:
    """`svg` with every hexadecimal value of the palette replaced by its custom property, for dark mode."""

    def variable(match: re.Match[str]) -> str:
        colour = _BY_LIGHT.get(match[0].upper())
        return f"var(--{colour.name})" if colour else match[0]

    return _HEX.sub(variable, svg)
