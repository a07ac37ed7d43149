"""The sheet a chart is drawn on: shapes go to matplotlib's SVG backend, texts are kept with their boxes."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform

from tidegauge.charts.drawing import Box, Drawing, Words
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.palette import PAPER, Colour
from tidegauge.charts.place import POINTS_PER_MM, Size
from tidegauge.charts.ruler import Ruler

SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tidegauge",
    "path.simplify": True,
    "path.simplify_threshold": 1.0,
    "lines.scale_dashes": False,
}
METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

Vertices = Sequence[tuple[float, float]]

MIDDLE = 0.335
"""Of the size: half the height of capitals and figures, from the baseline to the middle of a line of text."""

_PATH = re.compile(r'<path d="([^"]*)"(?: clip-path="([^"]*)")? style="([^"]*)"/>')
_LONG = re.compile(r"-?\d+\.\d{3,}")
_HEX = re.compile(r"#[0-9a-f]{6}")


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
        self._texts: list[str] = []
        self._obstacles: list[np.ndarray] = []
        self._shades: list[np.ndarray] = []
        self._lettering = lettering
        self._clip: Box | None = None
        self._figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72, frameon=False)

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
        whole = self._whole([np.asarray(run, dtype=float) for run in runs if len(run) > 1])
        if whole is None:
            return
        patch = PathPatch(
            whole,
            facecolor=fill.light if fill else "none",
            edgecolor=stroke.light if stroke else "none",
            linewidth=width,
            alpha=None if opacity == 1.0 else opacity,
            linestyle=(0, dash) if dash else "solid",
            joinstyle="round",
            capstyle="butt",
            transform=IdentityTransform(),
        )
        self._figure.add_artist(patch)
        if clip is not None:
            self._clip = clip
            patch.set_clip_box(Bbox([[clip.left, self.height - clip.bottom], [clip.right, self.height - clip.top]]))

    def _whole(self, pieces: list[np.ndarray]) -> Path | None:
        if not pieces:
            return None
        vertices = np.concatenate(pieces)
        vertices[:, 1] = self.height - vertices[:, 1]
        codes = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
        codes[np.cumsum([0, *(len(piece) for piece in pieces[:-1])])] = Path.MOVETO
        return Path(vertices, codes)

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
        disc = Path.circle((x, self.height - y), diameter / 2)
        edge = stroke.light if stroke else "none"
        self._figure.add_artist(
            PathPatch(disc, facecolor=fill.light, edgecolor=edge, linewidth=width, transform=IdentityTransform())
        )
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
        target = io.StringIO()
        FigureCanvasSVG(self._figure).print_svg(target, metadata=METADATA)
        shapes = "".join(self._shape(*match.groups()) for match in _PATH.finditer(target.getvalue()))
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

    def _shape(self, data: str, clip: str | None, style: str) -> str:
        short = _LONG.sub(lambda number: _short(float(number[0])), data).replace(" \n", "").replace("\n", "")
        short = re.sub(r"([MLCQz]) ", r"\1", short).strip()
        clipped = f' clip-path="url(#{self.name}-clip)"' if clip else ""
        upper = _HEX.sub(lambda colour: colour[0].upper(), style.replace(": ", ":").replace("; ", ";"))
        return f'<path d="{short}"{clipped} style="{upper}"/>'

    def _clip_path(self, shapes: str) -> str:
        if self._clip is None or "clip-path" not in shapes:
            return ""
        box = self._clip
        size = f'width="{_short(box.right - box.left)}" height="{_short(box.bottom - box.top)}"'
        rectangle = f'<rect x="{_short(box.left)}" y="{_short(box.top)}" {size}/>'
        return f'<defs><clipPath id="{self.name}-clip">{rectangle}</clipPath></defs>'


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
