"""Drawings for a screen in a third less: steps instead of places, a tenth of a point, and each style written once."""

import re
from collections import Counter
from functools import lru_cache
from operator import add, sub

_DATA = re.compile(r' d="([MLCQz\d. -]{60,})"')
_PIECE = re.compile(r"([MLCQz])([^MLCQz]*)")
_LINES = re.compile(r"[L\d. -]+z?")
"""What may follow the M of a path that has straight lines alone."""
_SVG = re.compile(r"<svg\b[^<]*(?:<(?!/svg>)[^<]*)*</svg>")
_STYLE = re.compile(r' style="([^"]*)"')


def shorter(svg: str) -> str:
    """The same drawing, its paths written as steps of a tenth of a point."""
    return _DATA.sub(lambda match: f' d="{_straight(match[1]) or _steps(match[1])}"', svg)


def _straight(data: str) -> str:
    """What `_steps` makes of straight lines, as nearly all are; empty where a letter has more than one point."""
    before, *pieces = data.split("M")
    if before:
        return ""
    out = []
    from_x = from_y = 0
    for piece in pieces:
        numbers = piece.removesuffix("z").replace("L", " ").split()
        if not _LINES.fullmatch(piece) or len(numbers) != 2 * piece.count("L") + 2:
            return ""
        places = list(map(_tenths, numbers))
        xs, ys = places[::2], places[1::2]
        across = map(sub, xs, [from_x, *xs])
        down = map(sub, ys, [from_y, *ys])
        steps = "l".join(map(add, map(_short, across), map(_spaced, down)))
        out.append(f"m{steps}")
        if piece.endswith("z"):
            out.append("z")
            from_x, from_y = xs[0], ys[0]
        else:
            from_x, from_y = xs[-1], ys[-1]
    return "".join(out)


def _steps(data: str) -> str:
    """
    A path as steps from point to point.

    Places are rounded, not steps, so that nothing adds up along the way.
    """
    out: list[str] = []
    x = y = left = top = 0
    for command, numbers in _PIECE.findall(data):
        places = list(map(_tenths, numbers.split()))
        steps = ""
        from_x, from_y = x, y
        for x, y in zip(places[::2], places[1::2], strict=True):
            across, down = _short(x - from_x), _short(y - from_y)
            steps += f"{'' if across[0] == '-' else ' '}{across}{'' if down[0] == '-' else ' '}{down}"
            if command not in "CQ":
                from_x, from_y = x, y
        out.append(command.lower() + steps.lstrip())
        if not places:
            x, y = left, top
        elif command == "M":
            left, top = places[:2]
    return "".join(out)


@lru_cache(maxsize=16384)
def _tenths(number: str) -> int:
    return round(float(number) * 10)


@lru_cache(maxsize=16384)
def _short(tenths: int) -> str:
    text = f"{tenths / 10:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


@lru_cache(maxsize=16384)
def _spaced(tenths: int) -> str:
    """A step behind another: a minus sign parts the two as well as a space does."""
    text = _short(tenths)
    return text if text.startswith("-") else f" {text}"


def with_classes(page: str) -> str:
    """Styles that several shapes share become classes of the page's style sheet."""
    found = Counter(style for svg in _SVG.findall(page) for style in _STYLE.findall(svg))
    names = {style: f"s{number}" for number, (style, times) in enumerate(found.most_common()) if times > 1}

    def named(match: re.Match[str]) -> str:
        name = names.get(match[1])
        return f' class="{name}"' if name else match[0]

    sheet = "".join(f".{name}{{{style}}}" for style, name in names.items())
    slim = _SVG.sub(lambda match: _STYLE.sub(named, match[0]), page)
    return slim.replace("</style>", f"{sheet}</style>", 1)
