"""Points on the line, and texts that stand wherever there is room: named points, episodes, values beyond the frame."""

from collections.abc import Iterable, Iterator

from tidegauge.charts.drawing import Box
from tidegauge.charts.palette import ACCENT, INK, INK2, PAPER, RULE, Colour
from tidegauge.charts.plot import LEFT, ROW, Heading, Plot, day_position, draw_mark
from tidegauge.charts.prepare import last_of
from tidegauge.charts.scales import spread
from tidegauge.charts.sheet import Ground, Sheet
from tidegauge.model.document import Band, ChartKind, ChartSpec, Mark, MarkKind

CALENDAR = (MarkKind.QUARTER_END, MarkKind.MONTH_END)

COLUMNS = (ChartKind.LINES, ChartKind.FAN)

Spot = tuple[float, float, str]
"""Position of a text's middle line and its anchor."""


def key_headings(sheet: Sheet, spec: ChartSpec, label: dict[MarkKind, str]) -> tuple[Heading, ...]:
    """The key of month-ends and quarter-ends, in the upper left."""
    headings = []
    left = LEFT
    for kind in CALENDAR:
        if any(mark.kind is kind for mark in spec.marks):
            headings.append(Heading(label[kind], (left, LEFT), mark=kind))
            left += 7.0 + sheet.ruler.width(label[kind]) + 10.0
    return tuple(headings)


def band_headings(sheet: Sheet, spec: ChartSpec, texts: dict[Band, str], data_right: float) -> tuple[Heading, ...]:
    """Names of episodes at their upper left, else at their right end, else before them."""
    headings = []
    for band, text in texts.items():
        left = day_position(spec, band.start, data_right)
        right = day_position(spec, band.end, data_right)
        width = sheet.ruler.width(text)
        headings.append(Heading(text, (left + 2.0, right - 2.0 - width, left - 2.0 - width), needed=False))
    return tuple(headings)


SIGN = 3.5
"""Points between two letters above the plot at least."""


def dated_room(spec: ChartSpec) -> float:
    """Height above the data that the letters of days take."""
    return ROW if any(mark.kind is MarkKind.DATED for mark in spec.marks) else 0.0


def draw_dated(plot: Plot) -> None:
    """Days of the table below: a hairline through the plot and its letter above, pushed aside where two are close."""
    marks = [mark for mark in plot.spec.marks if mark.kind is MarkKind.DATED]
    if not marks:
        return
    gap = SIGN + max(plot.sheet.ruler.width(mark.sign, weight=600) for mark in marks)
    left, right = plot.box.left + gap / 2, plot.data_right
    # The newest days are those the text speaks of: where not all have room, the oldest go without a letter.
    told = marks[-max(int((right - left) / gap) + 1, 1) :]
    plot.sheet.left_out += [mark.sign for mark in marks[: -len(told)]]
    wanted = [plot.x(mark.period) for mark in told]
    foot = plot.box.top - 0.5
    for mark, at, x in zip(told, wanted, spread(wanted, gap, left, right), strict=True):
        run = [(x, foot - 3.0), (at, foot), (at, plot.box.bottom)]
        plot.sheet.path([run], stroke=RULE, width=0.6)
        plot.sheet.avoid([run], softly=True)
        plot.sheet.text(mark.sign, x, foot - 7.5, INK, anchor="middle", weight=600)


def draw_calendar_marks(plot: Plot) -> None:
    """Month-end rings and quarter-end dots on the subject's line."""
    for mark in plot.spec.marks:
        if mark.kind in CALENDAR and plot.axis.low <= mark.value <= plot.axis.high:
            draw_mark(plot.sheet, mark.kind, plot.x(mark.period), plot.y(mark.value))


def draw_named(plot: Plot) -> None:
    """Single points with date and value, next to the point; in ink where they are history beside a subject."""
    history = plot.spec.kind in (ChartKind.ZONES, ChartKind.AREA)
    colour = INK if history else INK2 if plot.spec.kind is ChartKind.FAN else ACCENT
    marked = {mark.period for mark in plot.spec.marks if mark.kind in CALENDAR}
    last = last_of(plot.spec.lines[0])
    for mark in plot.spec.marks:
        if last is not None and mark.period == last[0] and plot.spec.kind not in COLUMNS:
            continue  # told at the end of the line
        if mark.kind is MarkKind.NAMED and plot.axis.low <= mark.value <= plot.axis.high:
            x, y = plot.x(mark.period), plot.y(mark.value)
            if mark.period not in marked and plot.spec.kind not in (ChartKind.BARS, ChartKind.FAN):
                plot.sheet.dot(x, y, 3.6, PAPER, stroke=colour, width=0.9)
            weight = 600 if colour is ACCENT else 400
            text = f"{plot.day(mark.period)} {_named_value(plot, mark)}"
            write_freely(plot, text, around(x, y), colour, weight)


def _named_value(plot: Plot, mark: Mark) -> str:
    return plot.number(mark.value) if plot.spec.signed else plot.measured(mark.value)


def around(x: float, y: float) -> Iterator[Spot]:
    """Places next to a point, the nearest first: above, to the sides, below."""
    for away in (0.0, 5.0, 11.0, 18.0, 26.0, 36.0):
        up, down = y - 9.0 - away, y + 9.0 + away
        yield x + 4.0, up + 1.5, "start"
        yield x, up, "middle"
        yield x - 4.0, up + 1.5, "end"
        yield x + 5.0 + away, y, "start"
        yield x - 5.0 - away, y, "end"
        yield x + 4.0, down - 1.5, "start"
        yield x, down, "middle"
        yield x - 4.0, down - 1.5, "end"


def write_freely(
    plot: Plot,
    text: str,
    spots: Iterable[Spot],
    colour: Colour,
    weight: int = 400,
    on: Ground = Ground.SHADE,
) -> None:
    """Writes a text in the first free place; where there is none it is left out, and the drawing says so."""
    if not write_if_free(plot, text, spots, colour, weight, on):
        plot.sheet.left_out.append(text)


def write_if_free(
    plot: Plot,
    text: str,
    spots: Iterable[Spot],
    colour: Colour,
    weight: int = 400,
    on: Ground = Ground.SHADE,
) -> bool:
    """The same for a text that is tried elsewhere next."""
    for x, y, anchor in spots:
        box, _ = plot.sheet.place(text, x, y, anchor, 8.0, weight)
        if plot.sheet.is_free(box, plot.whole, on):
            plot.sheet.text(text, x, y, colour, anchor=anchor, weight=weight, ground=on is Ground.DATA)
            return True
    return False


def draw_band_names(plot: Plot, texts: dict[Band, str]) -> None:
    """Names of episodes beside their shading, in the highest place that holds no data."""
    told = [mark.period for mark in _beyond(plot)]
    for band, text in texts.items():
        if any(band.start <= day <= band.end for day in told):
            continue
        left, right = plot.x(band.start), plot.x(band.end)
        width = plot.sheet.ruler.width(text)
        # Beside its own band, and nowhere so near another that it would seem to be that one's.
        sides = (
            (right + 2.5, "start", right, right + 2.5 + width + APART),
            (left - 2.5, "end", left - 2.5 - width - APART, left),
        )
        clear = [(x, anchor) for x, anchor, start, end in sides if not _others(plot, band, start, end)]
        spots = [(x, y, anchor) for y in _rows(plot.whole) for x, anchor in clear]
        # Not across another episode, whose name it would seem to be.
        if not write_if_free(plot, text, spots, INK2, on=Ground.PAPER):
            write_freely(plot, text, spots, INK2)


APART = 5.0
"""Points between the far end of an episode's name and another episode at least."""


def _others(plot: Plot, own: Band | None, start: float, end: float) -> bool:
    """Whether another episode's shading lies between two positions."""
    others = (band for band in plot.spec.bands if band is not own)
    return any(plot.x(band.start) < end and start < plot.x(band.end) for band in others)


TRIES = (
    (range(4), Ground.PAPER),
    (range(12), Ground.PAPER),
    (range(12), Ground.SHADE),
    (range(24), Ground.SHADE),
    (range(60), Ground.DATA),
)
"""How many steps of six points a note may stand from its spike, and what it may cross: nearest and clearest first."""
NEAR = ((range(4), Ground.PAPER), (range(4), Ground.SHADE), (range(4), Ground.DATA))
"""The same on the strip, or among several episodes: a note that stands further off seems to be another one's."""


def draw_beyond(plot: Plot) -> None:
    """Values beyond the frame: cut by it, and told with an arrow towards the day they lie on."""
    pattern = plot.lettering.label("beyond") if _beyond(plot) else ""
    for mark in _beyond(plot):
        text = pattern.format(
            day=plot.lettering.dates.full_day(mark.period),
            value=plot.lettering.measured(mark.value, plot.spec.digits, False, plot.spec.unit),
        )
        arrow = text.removeprefix("← ") + " →" if text.startswith("← ") else text
        rows = (_rows(plot.whole) if mark.value > plot.axis.high else list(reversed(_rows(plot.whole))))[:2]
        several = plot.spec.kind is ChartKind.STRIP or len(plot.spec.bands) > 1
        tries = NEAR if several else TRIES
        if not any(_write_aside(plot, (text, arrow), mark, rows, steps, on) for steps, on in tries):
            # No room on either side: between them, without an arrow, as its words name the day.
            width = plot.sheet.ruler.width(text)
            left = max(plot.box.left, min(plot.x(mark.period), plot.box.right - width))
            spots = [(left, y, "start") for y in _rows(plot.whole)]
            write_freely(plot, text.removeprefix("← "), spots, INK2, on=Ground.DATA)


def _write_aside(plot: Plot, texts: tuple[str, str], mark: Mark, rows: list[float], steps: range, on: Ground) -> bool:
    """
    Right of the spike, else left of it with the arrow turned round, past so many steps of its neighbours; never with
    another episode between it and its spike.
    """
    x = plot.x(mark.period)
    own = next((band for band in plot.spec.bands if band.start <= mark.period <= band.end), None)
    for side, words, anchor in ((1, texts[0], "start"), (-1, texts[1], "end")):
        ends = [x + side * (3.0 + 6.0 * step) for step in steps]
        spots = [(end, y, anchor) for end in ends if not _others(plot, own, min(x, end), max(x, end)) for y in rows]
        if write_if_free(plot, words, spots, INK2, on=on):
            return True
    return False


def _beyond(plot: Plot) -> list[Mark]:
    told = [mark for mark in plot.spec.marks if mark.kind is MarkKind.BEYOND]
    if told:
        return told
    points = [(day, value) for day, value in plot.spec.lines[0].points if value is not None]
    found = []
    if points:
        highest, lowest = max(points, key=lambda point: point[1]), min(points, key=lambda point: point[1])
        found += [highest] if highest[1] > plot.axis.high else []
        found += [lowest] if lowest[1] < plot.axis.low else []
    return [Mark(MarkKind.BEYOND, day, value) for day, value in found]


def _rows(box: Box) -> list[float]:
    count = max(int((box.bottom - box.top - 4.0) / 10.6), 1)
    return [box.top + 4.5 + 10.6 * number for number in range(count)]
