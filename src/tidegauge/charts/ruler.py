"""How much room a text takes, measured in the font files it is set in."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tidegauge.charts import compiled
from tidegauge.charts.lettering import Lettering
from tidegauge.errors import RenderError

BOLD = 600


@dataclass(frozen=True, slots=True)
class Extent:
    """Width of a text, and how far its ink reaches above and below the baseline, in points."""

    width: float
    above: float
    below: float


class Ruler:
    """Measures with the fonts of one lettering. Files are cut once and never change, nor does what is measured."""

    def __init__(self, lettering: Lettering) -> None:
        self._lettering = lettering

    def measure(self, text: str, size: float = 8.0, weight: int = 400) -> Extent:
        """
        The extent of `text` set in `size` points.

        Raises:
            RenderError: a font file cannot be read, or no font has one of the characters.
        """
        face = self._lettering.face(text)
        return _measure(text, size, face.bold if weight >= BOLD else face.regular)

    def width(self, text: str, size: float = 8.0, weight: int = 400) -> float:
        """Width only; see `measure`."""
        return self.measure(text, size, weight).width


@lru_cache(maxsize=8192)
def _measure(text: str, size: float, files: tuple[Path, ...]) -> Extent:
    try:
        font = compiled.font(tuple(map(str, files)))
        font.set_size(size, 72)
        font.set_text(text, 0.0, flags=compiled.unhinted())
    except UserWarning as missing:
        raise RenderError(f"{text!r} cannot be set: {missing}; use another word or another font.") from None
    except (OSError, RuntimeError) as unreadable:
        raise RenderError(f"A font of the charts cannot be read: {unreadable}; run `tidegauge doctor`.") from None
    width, height = font.get_width_height()
    below = font.get_descent() / 64
    return Extent(width / 64, height / 64 - below, below)
