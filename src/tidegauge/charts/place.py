"""Where a chart is shown, and how large it is there: look/LOOK.md, charts."""

from dataclasses import dataclass
from enum import StrEnum

from tidegauge.model.document import ChartKind, ChartSize

POINTS_PER_MM = 72 / 25.4


class Place(StrEnum):
    """A page the same chart is drawn for, each time anew: labels keep their size, so nothing is shrunk."""

    PRINT_BILINGUAL = "print-bilingual"
    PRINT_SINGLE = "print-single"
    SCREEN = "screen"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in millimetres."""

    width: float
    height: float


# 350 px hold a chart on a 390 px phone: drawn at 80 mm its 8 pt labels come to 12.3 px, at 90 mm they came to 11.
# 1040 px hold a wide chart on screen: drawn at 222 mm they come to 13.
SIZES: dict[Place, dict[ChartSize, Size]] = {
    Place.PRINT_BILINGUAL: {
        ChartSize.FULL: Size(178, 55),
        ChartSize.STRIP: Size(178, 28),
        ChartSize.BESIDE: Size(112, 52),
    },
    Place.PRINT_SINGLE: {
        ChartSize.FULL: Size(131, 40),
        ChartSize.STRIP: Size(131, 28),
        ChartSize.BESIDE: Size(131, 40),
    },
    Place.SCREEN: {
        ChartSize.FULL: Size(222, 66),
        ChartSize.STRIP: Size(222, 34),
        ChartSize.BESIDE: Size(140, 60),
    },
    Place.PHONE: {
        ChartSize.FULL: Size(80, 62),
        ChartSize.STRIP: Size(80, 40),
        ChartSize.BESIDE: Size(80, 62),
    },
}
WATERFALL_FULL = Size(178, 52)


def size_of(kind: ChartKind, size: ChartSize, place: Place) -> Size:
    """Width and height of a chart of this kind in this place."""
    if kind is ChartKind.WATERFALL and size is ChartSize.FULL and place is Place.PRINT_BILINGUAL:
        return WATERFALL_FULL
    return SIZES[place][size]
