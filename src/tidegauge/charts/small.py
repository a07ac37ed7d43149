"""The small pictures of tables as plain SVG strings: 29 sparklines need no plotting library. Look/LOOK.md, 1 and 4."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tidegauge.charts.palette import ACCENT, ACUTE, FILL, GREY2, INK, INK2, PAPER, SYMBOL, Colour
from tidegauge.model.document import Composite
from tidegauge.model.judgement import Level

MOST_POINTS = 90


def _svg(width: float, height: float, inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}mm" height="{height:g}mm">{inside}</svg>'
    )


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _line(x0: float, y0: float, x1: float, y1: float, colour: Colour, width: float) -> str:
    data = f"M{_short(x0)} {_short(y0)}L{_short(x1)} {_short(y1)}"
    return f'<path d="{data}" style="fill:none;stroke:{colour.light};stroke-width:{width:g}"/>'


def _rectangle(x: float, y: float, width: float, height: float, colour: Colour) -> str:
    size = f'width="{_short(width)}" height="{_short(height)}"'
    return f'<rect x="{_short(x)}" y="{_short(y)}" {size} style="fill:{colour.light}"/>'


def sparkline(values: Sequence[float]) -> str:
    """
    The last 26 weeks as a line of 16.5 x 4.2 mm between their own minimum and maximum, with a dot at the end.

    Zero is drawn where it lies inside. A constant series is a line in the middle; no value at all is an empty picture.
    """
    kept = tuple(values[-MOST_POINTS:])
    if not kept:
        return _svg(16.5, 4.2, "")
    low, high = min(kept), max(kept)
    reach = (high - low) or 1.0
    bottom = 4.2 - 0.7

    def height(value: float) -> float:
        return bottom - (4.2 - 1.4) * ((value - low) / reach if high > low else 0.5)

    step = (16.5 - 1.4) / max(len(kept) - 1, 1)
    first = 0.7 if len(kept) > 1 else 16.5 - 0.7
    points = "L".join(f"{_short(first + step * number)} {_short(height(value))}" for number, value in enumerate(kept))
    zero = _line(0, height(0.0), 16.5, height(0.0), GREY2, 0.12) if low < 0 < high else ""
    line = f'<path d="M{points}" style="fill:none;stroke:{INK2.light};stroke-width:0.24;stroke-linejoin:round"/>'
    dot = f'<circle cx="15.8" cy="{_short(height(kept[-1]))}" r="0.62" style="fill:{ACCENT.light}"/>'
    return _svg(16.5, 4.2, zero + (line if len(kept) > 1 else "") + dot)


def percentile_strip(value: float, level: Level | None = None) -> str:
    """Where a percentile lies between 0 and 100: 11 x 2.6 mm; the mark is ink unless its level is watch or worse."""
    colour = SYMBOL[level] if level is not None and level > Level.CALM else INK
    centre = 0.45 + (11 - 0.9) * min(max(value, 0.0), 100.0) / 100
    track = _line(0, 1.3, 11, 1.3, GREY2, 0.25) + _line(5.5, 0.8, 5.5, 1.8, GREY2, 0.25)
    return _svg(11, 2.6, track + _rectangle(centre - 0.45, 0.2, 0.9, 2.2, colour))


def level_symbol(level: Level) -> str:
    """Ring, triangle, diamond, square in a box of 10 x 10: hollow to full; the page sets its size."""
    colour = SYMBOL[level].light
    hollow = f"fill:none;stroke:{colour};stroke-width:1.5"
    shapes = {
        Level.CALM: f'<circle cx="5" cy="5" r="3.5" style="{hollow}"/>',
        Level.WATCH: f'<path d="M5 1.6L9 8.6L1 8.6Z" style="{hollow};stroke-linejoin:miter"/>',
        Level.STRAINED: f'<path d="M5 0.4L9.6 5L5 9.6L0.4 5Z" style="fill:{colour}"/>',
        Level.ACUTE: f'<path d="M1 1L9 1L9 9L1 9Z" style="fill:{colour}"/>',
    }
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{shapes[level]}</svg>'


def contribution_bar(value: float, low: float, high: float) -> str:
    """A block's part of the composite as a bar 18 mm wide, from a zero that all rows with `low` and `high` share."""
    low, high = min(low, 0.0), max(high, 0.0)
    reach = (high - low) or 1.0
    zero = 0.2 + 17.6 * -low / reach
    length = 17.6 * min(max(value, low), high) / reach
    colour = ACCENT if value > 0 else GREY2
    bar = _rectangle(min(zero, zero + length), 0.4, abs(length), 2.0, colour)
    return _svg(18, 2.8, bar + _line(zero, 0, zero, 2.8, INK, 0.35))


@dataclass(frozen=True, slots=True)
class GaugeWords:
    """
    What the gauge is lettered with.

    Attributes:
        levels: Lines of text per level, one per language.
        before, now, highest: Patterns with {value}, the last also with {month}: "上期 last {value}", "本期 now",
            "{month}: {value}".
        number: Value and decimals to text.
        month: How the highest week's month is written.
        css: Value of font-family for texts without and with Han characters.
    """

    levels: Mapping[Level, tuple[str, ...]]
    before: str
    now: str
    highest: str
    number: Callable[[float, int], str]
    month: Callable[[date], str]
    css: tuple[str, str] = ("TgSans, TSans", "TgSansZ, TSans")


GAUGE_LOW, GAUGE_HIGH = -0.5, 3.0
SMALL, LARGE = 2.82, 4.59
"""Eight and thirteen points, in millimetres."""

BAND_TOP, BAND = 9.4, 4.4
UPPER, LOWER = 3.4, 7.7
"""Baselines of the two lines of text above the band."""


def gauge(composite: Composite, words: GaugeWords) -> str:
    """
    The composite on its scale from -0.5 to 3, 84 x 26 mm.

    Level fills, a bar from zero to the value, a full pointer now, a hollow one at the last issue, a stroke at the
    highest week. Values beyond the scale stand at its end.
    """
    parts = [_gauge_levels(composite, words), _gauge_scale(words)]
    now = _gauge_x(composite.value)
    zero = _gauge_x(0.0)
    parts.append(_rectangle(min(zero, now), BAND_TOP + BAND / 2 - 1, abs(now - zero), 2, ACCENT))
    parts.append(_line(zero, BAND_TOP - 0.4, zero, BAND_TOP + BAND + 0.4, INK, 0.35))
    highest = _gauge_x(composite.highest)
    parts.append(_line(highest, BAND_TOP - 0.8, highest, BAND_TOP + BAND, ACUTE, 0.5))
    return _svg(84, 26, "".join(parts) + _gauge_pointers(composite, words))


def _gauge_x(value: float) -> float:
    return 84 * (min(max(value, GAUGE_LOW), GAUGE_HIGH) - GAUGE_LOW) / (GAUGE_HIGH - GAUGE_LOW)


def _gauge_levels(composite: Composite, words: GaugeWords) -> str:
    edges = [GAUGE_LOW, *composite.bounds, GAUGE_HIGH]
    parts = []
    free_from = 0.0
    for level, low, high in zip(Level, edges, edges[1:], strict=False):
        left, right = _gauge_x(low), _gauge_x(high)
        parts.append(_rectangle(left, BAND_TOP, right - left, BAND, FILL[level]))
        start = max(left + 0.4, free_from)
        texts = words.levels[level]
        parts += [_words(text, start, 16.6 + 3.2 * row, INK2, words.css) for row, text in enumerate(texts)]
        free_from = start + max(_room(text, SMALL) for text in texts) + 1.2
    return "".join(parts)


def _gauge_scale(words: GaugeWords) -> str:
    parts = []
    for half in range(-1, 7):
        x = _gauge_x(half / 2)
        anchor = "start" if half == -1 else "end" if half == 6 else "middle"
        parts.append(_line(x, BAND_TOP + BAND, x, BAND_TOP + BAND + 0.5, INK2, 0.15))
        parts.append(_words(words.number(half / 2, 1), x, 24.8, INK2, words.css, anchor=anchor))
    return "".join(parts)


def _gauge_pointers(composite: Composite, words: GaugeWords) -> str:
    now = _within(_gauge_x(composite.value))
    before = None if composite.before is None else _within(_gauge_x(composite.before))
    pointers = [now] if before is None else [now, before]
    row = _Rows([(x - 1.5, x + 1.5) for x in pointers])
    value = words.number(composite.value, 2)
    gap = _room(value, LARGE) + 1.0
    to_right = before is None or before <= now
    left, upper = row.place(gap + _room(words.now, SMALL), now, to_right)
    parts = [_pointer(now, full=True)] + ([] if before is None else [_pointer(before, full=False)])
    parts.append(_words(value, left, upper, INK, words.css, size=LARGE, weight=600))
    parts.append(_words(words.now, left + gap, upper, INK2, words.css))
    text = words.highest.format(month=words.month(composite.highest_on), value=words.number(composite.highest, 1))
    width = _room(text, SMALL)
    left, upper = row.place(width, min(_gauge_x(composite.highest) + 3.2, 84.0 + 1.8), False)
    parts.append(_words(text, left, upper, INK2, words.css))
    if before is not None and composite.before is not None:
        text = words.before.format(value=words.number(composite.before, 2))
        left, upper = row.place(_room(text, SMALL), before, not to_right)
        parts.append(_words(text, left, upper, INK2, words.css))
    return "".join(parts)


def _within(x: float) -> float:
    return min(max(x, 1.3), 84 - 1.3)


class _Rows:
    """The two lines of text above the band: the lower one beside the pointers, the upper one free of them."""

    def __init__(self, pointers: Sequence[tuple[float, float]]) -> None:
        self._taken: tuple[list[tuple[float, float]], list[tuple[float, float]]] = (list(pointers), [])

    def place(self, width: float, x: float, to_right: bool) -> tuple[float, float]:
        """Left end and baseline of a text that belongs to `x`: on the side wished, else above, else where it fits."""
        sides = (x + 2.0, x - 2.0 - width) if to_right else (x - 2.0 - width, x + 2.0)
        inside = min(max(sides[0], 0.0), 84 - width)
        above = sorted((0.5 * half for half in range(int(2 * (84 - width)) + 1)), key=lambda left: abs(left - inside))
        tries = [(0, sides[0]), (1, inside), (0, sides[1]), *((1, left) for left in above)]
        line, left = next((one for one in tries if self._free(*one, width)), (1, inside))
        self._taken[line].append((left, left + width))
        return left, LOWER if line == 0 else UPPER

    def _free(self, line: int, left: float, width: float) -> bool:
        if left < -0.01 or left + width > 84.01:
            return False
        return all(left >= end or left + width <= start for start, end in self._taken[line])


def _pointer(x: float, full: bool) -> str:
    top, tip = BAND_TOP - 2.5, BAND_TOP - 0.3
    data = f"M{_short(x - 1.2)} {_short(top)}L{_short(x + 1.2)} {_short(top)}L{_short(x)} {_short(tip)}Z"
    fill = INK if full else PAPER
    return f'<path d="{data}" style="fill:{fill.light};stroke:{INK.light};stroke-width:0.2"/>'


def _room(text: str, size: float) -> float:
    """A text's width, estimated a little wide from Source Sans; no font is opened here."""
    return size * sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if character >= "\u2e80":
        return 1.0
    if character in " .,:;·":
        return 0.26
    if character in "mwMW":
        return 0.82
    return 0.6 if character.isupper() else 0.52


def _words(
    text: str,
    x: float,
    baseline: float,
    colour: Colour,
    css: tuple[str, str],
    *,
    size: float = SMALL,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    family = css[1] if any(character >= "\u2e80" for character in text) else css[0]
    style = f"fill:{colour.light};font-family:{family};font-size:{size:g}px"
    style += f";font-weight:{weight}" if weight != 400 else ""
    style += f";text-anchor:{anchor}" if anchor != "start" else ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<text x="{_short(x)}" y="{_short(baseline)}" style="{style}">{escaped}</text>'
