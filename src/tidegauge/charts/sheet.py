"""
The sheet a chart is drawn on: shapes become paths of an SVG, texts are kept with their boxes.

Of matplotlib only the simplification of paths is used, which leaves out what no eye can see: its figures, canvas and
SVG writer cost as much again as all that is drawn.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from xml.sax.saxutils import escape

import numpy as np

from tidegauge.charts.compiled import simplified
from tidegauge.charts.drawing import Box, Drawing, Words
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.palette import PAPER, Colour
from tidegauge.charts.place import POINTS_PER_MM, Size
from tidegauge.charts.ruler import Ruler

VISIBLE = 1.0
"""Points by which a line may be off where it is simplified: less than the width it is drawn with."""

Vertices = Sequence[tuple[float, float]]

MIDDLE = 0.335
"""Of the size: half the height of capitals and figures, from the baseline to the middle of a line of text."""

ARC = 4 / 3 * (2**0.5 - 1)
"""Of the radius: how far the handles of a curve stand off that draws a quarter of a circle."""


class Ground(Enum):
    """What a text that stands wherever there is room may stand on."""

    PAPER = 0
    SHADE = 1
    DATA = 2


class Sheet:
    """Collects shapes and texts in points from the upper left corner; `finish` makes the drawing."""

    def __init__(self, name: str, size: Size, lettering: Lettering) -> None:
        self.name = name
        self.size = size
        self.width = round(size.width * POINTS_PER_MM, 2)
        self.height = round(size.height * POINTS_PER_MM, 2)
        self.ruler = Ruler(lettering)
        self.words: list[Words] = []
        self.left_out: list[str] = []
        self.span: tuple[float, float, date, date] | None = None
        """Where the first and the last day of the data lie; a page's script reads it from the drawing."""
        self._shapes: list[str] = []
        self._texts: list[str] = []
        self._obstacles: list[np.ndarray] = []
        self._shades: list[np.ndarray] = []
        self._lettering = lettering
        self._clip: Box | None = None

    def path(
        self,
        runs: Iterable[Vertices],
        *,
        stroke: Colour | None = None,
        width: float = 0.0,
        fill: Colour | None = None,
        opacity: float = 1.0,
        dash: tuple[float, float] | None = None,
        clip: Box | None = None,
    ) -> None:
        """Lines or areas through the vertices; each run is a piece of its own."""
        pieces = [np.asarray(run, dtype=float) for run in runs if len(run) > 1]
        if not pieces:
            return
        if clip is not None:
            self._clip = clip
        data = "".join(_line(piece if fill else self._simplified(piece)) for piece in pieces)
        self._shape(data, _style(fill, stroke, width, opacity, dash), clipped=clip is not None)

    def _simplified(self, piece: np.ndarray) -> np.ndarray:
        return simplified(piece, VISIBLE, (0.0, 0.0, self.width, self.height))

    def line(self, x0: float, y0: float, x1: float, y1: float, stroke: Colour, width: float) -> None:
        """A straight line."""
        self.path([[(x0, y0), (x1, y1)]], stroke=stroke, width=width)

    def rectangle(
        self, box: Box, *, fill: Colour | None = None, stroke: Colour | None = None, width: float = 0.0
    ) -> None:
        """A rectangle, filled or outlined."""
        corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
        self.path([[*corners, corners[0]]], fill=fill, stroke=stroke, width=width)

    def dot(
        self, x: float, y: float, diameter: float, fill: Colour, stroke: Colour | None = None, width: float = 0.0
    ) -> None:
        """A disc or, with a stroke, a ring; its ink counts as data that no text may cover."""
        self._shape(_disc(x, y, diameter / 2), _style(fill, stroke, width))
        half = (diameter + width) / 2
        self.avoid([[(x - half, y), (x + half, y)], [(x, y - half), (x, y + half)]])

    def avoid(self, runs: Iterable[Vertices], softly: bool = False) -> None:
        """
        Marks lines as data, so that texts which may stand anywhere stand elsewhere.

        `softly` marks edges of shading, which a text that finds no other place may cross.
        """
        for run in runs:
            if len(run) > 1:
                points = np.asarray(run, dtype=float)
                (self._shades if softly else self._obstacles).append(np.hstack([points[:-1], points[1:]]))

    def place(self, text: str, x: float, y: float, anchor: str, size: float, weight: int) -> tuple[Box, float]:
        """The ink of a text whose line has its middle at `y`, and its baseline."""
        extent = self.ruler.measure(text, size, weight)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * extent.width
        baseline = y + MIDDLE * size
        return Box(left, baseline - extent.above, left + extent.width, baseline + extent.below), baseline

    def text(
        self,
        text: str,
        x: float,
        y: float,
        colour: Colour,
        *,
        anchor: str = "start",
        size: float = 8.0,
        weight: int = 400,
        ground: bool = False,
    ) -> None:
        """A line of text whose middle is at `y`; `ground` lays paper under it where a grid line passes."""
        box, baseline = self.place(text, x, y, anchor, size, weight)
        if ground:
            self.rectangle(Box(box.left - 0.6, box.top - 0.6, box.right + 0.6, box.bottom + 0.6), fill=PAPER)
        self.words.append(Words(text, box))
        style = f"fill:{colour.light};font-family:{self._lettering.face(text).css};font-size:{size:g}px"
        style += f";font-weight:{weight}" if weight != 400 else ""
        style += f";text-anchor:{anchor}" if anchor != "start" else ""
        self._texts.append(f'<text x="{_short(x)}" y="{_short(baseline)}" style="{style}">{escape(text)}</text>')

    def crosses_data(self, box: Box, gap: float = 1.0) -> bool:
        """Whether a line marked by `avoid` comes within `gap` of the box."""
        return any(_segments_meet(segments, box, gap) for segments in self._obstacles)

    def is_free(self, box: Box, within: Box, on: Ground = Ground.PAPER) -> bool:
        """Whether a text may stand there: in the frame given, on no other text, and on what it may stand on."""
        if not box.inside(within) or any(box.meets(words.box, 1.5) for words in self.words):
            return False
        if on is Ground.PAPER and any(_segments_meet(edges, box, 0.0) for edges in self._shades):
            return False
        return on is Ground.DATA or not self.crosses_data(box)

    def finish(self) -> Drawing:
        """The drawing, with everything collected so far."""
        shapes = "".join(self._shapes)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.size.width:g}mm" height="{self.size.height:g}mm"{self._days()}>{self._clip_path(shapes)}'
            f'<g style="stroke-linejoin:round">{shapes}</g>{"".join(self._texts)}</svg>'
        )
        return Drawing(svg, self.size.width, self.size.height, tuple(self.words), tuple(self.left_out))

    def _days(self) -> str:
        if self.span is None:
            return ""
        left, right, start, end = self.span
        return f' data-x="{_short(left)} {_short(right)} {start} {end}"'

    def _shape(self, data: str, style: str, *, clipped: bool = False) -> None:
        clip = f' clip-path="url(#{self.name}-clip)"' if clipped else ""
        self._shapes.append(f'<path d="{data}"{clip} style="{style}"/>')

    def _clip_path(self, shapes: str) -> str:
        if self._clip is None or "clip-path" not in shapes:
            return ""
        box = self._clip
        size = f'width="{_short(box.right - box.left)}" height="{_short(box.bottom - box.top)}"'
        rectangle = f'<rect x="{_short(box.left)}" y="{_short(box.top)}" {size}/>'
        return f'<defs><clipPath id="{self.name}-clip">{rectangle}</clipPath></defs>'


def _line(vertices: np.ndarray) -> str:
    places = (np.round(vertices, 2) + 0.0).ravel().tolist()
    pattern = "L{:g} {:g}" * len(vertices)
    return "M" + pattern.format(*places)[1:]


def _disc(x: float, y: float, radius: float) -> str:
    """A circle of four curves, from its rightmost point."""
    quarter = [(radius, 0.0), (radius, ARC * radius), (ARC * radius, radius), (0.0, radius)]
    points = quarter[:1]
    for _ in range(4):
        points += quarter[1:]
        quarter = [(-down, across) for across, down in quarter]
    places = [f"{_short(x + across)} {_short(y + down)}" for across, down in points]
    return f"M{places[0]}" + "".join(f"C{' '.join(places[at : at + 3])}" for at in (1, 4, 7, 10)) + "z"


def _style(
    fill: Colour | None,
    stroke: Colour | None,
    width: float,
    opacity: float = 1.0,
    dash: tuple[float, float] | None = None,
) -> str:
    said = [f"fill:{fill.light if fill else 'none'}"]
    if opacity != 1.0:
        # Of an area alone: in a PDF the opacity of a whole shape, line and all, needs a group of its own.
        said.append(f"{'' if stroke and width else 'fill-'}opacity:{opacity:g}")
    if stroke and width:
        said += [f"stroke-dasharray:{dash[0]:g},{dash[1]:g}"] if dash else []
        said += [f"stroke:{stroke.light}"]
        said += [f"stroke-width:{width:g}"] if width != 1.0 else []
    return ";".join(said)


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _segments_meet(segments: np.ndarray, box: Box, gap: float) -> bool:
    """Liang-Barsky on all segments at once: does any pass through the box?"""
    low = np.array([box.left - gap, box.top - gap])
    high = np.array([box.right + gap, box.bottom + gap])
    start, end = segments[:, :2], segments[:, 2:]
    near = ((np.maximum(start, end) >= low) & (np.minimum(start, end) <= high)).all(axis=1)
    if not near.any():
        return False
    start, step = start[near], end[near] - start[near]
    flat = np.abs(step) < 1e-9
    step = np.where(flat, 1.0, step)
    enter = np.where(flat, -np.inf, np.minimum((low - start) / step, (high - start) / step)).max(axis=1)
    leave = np.where(flat, np.inf, np.maximum((low - start) / step, (high - start) / step)).min(axis=1)
    return bool((np.maximum(enter, 0.0) <= np.minimum(leave, 1.0)).any())
