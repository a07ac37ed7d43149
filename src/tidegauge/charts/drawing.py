"""What a drawing is, and the check that its texts neither meet nor leave the frame."""

from dataclasses import dataclass
from itertools import combinations

TOLERANCE = 0.1
"""Points: two texts that share less than this touch, and do not overlap."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", gap: float = 0.0) -> bool:
        """Whether the two share more than a line, or come nearer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def inside(self, other: "Box", slack: float = 0.0) -> bool:
        """Whether this lies within the other."""
        return (
            self.left >= other.left - slack
            and self.right <= other.right + slack
            and self.top >= other.top - slack
            and self.bottom <= other.bottom + slack
        )


@dataclass(frozen=True, slots=True)
class Words:
    """A text as drawn: its characters and the ink they cover, as measured in the font."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Drawing:
    """
    A chart as SVG text.

    Attributes:
        svg: Root element with viewBox (points) and width and height (millimetres); to be set inline.
        width, height: In millimetres.
        words: Every text with its box, in points.
        left_out: Texts that found no free place: names of episodes and points, never a value at the end of a line.
    """

    svg: str
    width: float
    height: float
    words: tuple[Words, ...]
    left_out: tuple[str, ...] = ()

    @property
    def frame(self) -> Box:
        """The whole picture, in points."""
        return Box(0.0, 0.0, self.width * 72 / 25.4, self.height * 72 / 25.4)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two texts that overlap; or one that leaves the frame, where `second` is None."""

    first: str
    second: str | None


def overlaps(drawing: Drawing) -> list[Clash]:
    """Every pair of texts of a drawing that overlap, and every text that leaves its frame."""
    frame = drawing.frame
    outside = [Clash(one.text, None) for one in drawing.words if not one.box.inside(frame, TOLERANCE)]
    pairs = combinations(drawing.words, 2)
    return outside + [Clash(one.text, two.text) for one, two in pairs if one.box.meets(two.box, -TOLERANCE)]
