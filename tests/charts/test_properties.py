"""Whatever the data, a chart is drawn sensibly or refused in a sentence."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import chart_letterings as letterings
import chart_specs as specs
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegauge.charts.draw import draw
from tidegauge.charts.drawing import overlaps
from tidegauge.charts.place import Place
from tidegauge.charts.scales import spread, value_axis, wrapped
from tidegauge.errors import RenderError
from tidegauge.model.chart import Rung
from tidegauge.model.document import Band, ChartKind, ChartSize, ChartSpec, Line, Mark, MarkKind, Role, Step
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit

VALUES = st.one_of(
    st.floats(-1e4, 1e4, allow_nan=False),
    st.sampled_from([0.0, 4.25, -1e9, 1e9, 1e-6]),
    st.none(),
)
KEYS = ("sofr", "tgcr", "iorb", "effr", "srf")


@st.composite
def charts(draw_from: st.DrawFn) -> ChartSpec:
    """Any number of points over any span, with gaps, marks, bands and a frame that may cut them."""
    kind = draw_from(
        st.sampled_from([kind for kind in ChartKind if kind not in (ChartKind.WATERFALL, ChartKind.LADDER)])
    )
    step = draw_from(st.sampled_from([1, 7, 31, 91]))
    count = 5 if kind is ChartKind.FAN else draw_from(st.integers(1, 5))
    made = []
    for number in range(count):
        values = draw_from(st.lists(VALUES, min_size=1, max_size=60))
        role = Role.SUBJECT if number == 0 else draw_from(st.sampled_from(list(Role)))
        made.append(Line(KEYS[number], specs.days(values, step=step), role, step=draw_from(st.booleans())))
    chart = specs.spec(
        kind,
        tuple(made),
        size=draw_from(st.sampled_from(list(ChartSize))),
        unit=draw_from(st.sampled_from([Unit.BP, Unit.PERCENT, Unit.USD_BILLIONS])),
        digits=draw_from(st.integers(0, 3)),
        signed=draw_from(st.booleans()),
        zero=draw_from(st.booleans()),
        low=draw_from(st.sampled_from([None, -30.0])),
        high=draw_from(st.sampled_from([None, 60.0])),
    )
    known = [(day, value) for day, value in made[0].points if value is not None]
    kinds = draw_from(st.lists(st.sampled_from(list(MarkKind)), max_size=3))
    marks = (
        tuple(Mark(one, *known[number % len(known)], "ABC"[number]) for number, one in enumerate(kinds))
        if known
        else ()
    )
    start = specs.END - timedelta(days=draw_from(st.integers(0, 900)))
    bands = (Band("2020-03", start, start + timedelta(days=40)), Band("now", start, specs.END, current=True))
    return replace(chart, marks=marks, bands=bands[: draw_from(st.integers(0, 2))])


@settings(max_examples=150, deadline=None)
@given(charts(), st.sampled_from(list(Place)), st.sampled_from(list(letterings.ALL)))
def test_any_data_are_drawn_or_refused_in_a_sentence(chart: ChartSpec, place: Place, name: str) -> None:
    """
    Points of any number and size give a well-formed SVG without overlaps, or a RenderError that names the chart.
    """
    try:
        drawing = draw(chart, letterings.ALL[name], place)
    except RenderError as refused:
        assert chart.id in str(refused)
        return
    ElementTree.fromstring(drawing.svg)
    assert "nan" not in drawing.svg
    assert "inf" not in drawing.svg
    assert overlaps(drawing) == []


CHANGES = st.lists(st.floats(-900, 900, allow_nan=False), min_size=0, max_size=7)


@settings(max_examples=60, deadline=None)
@given(st.floats(-100, 9000, allow_nan=False), CHANGES, st.sampled_from(list(Place)))
def test_any_waterfall_is_drawn(start: float, changes: list[float], place: Place) -> None:
    """
    Any changes, also below zero, keep their values and names apart.
    """
    keys = ("treasuries", "mbs", "other_assets", "tga", "on_rrp", "foreign_rrp", "currency")
    steps = (
        Step("start", start, total=True, period=date(2025, 8, 13)),
        *(Step(key, value, finding=key == "tga") for key, value in zip(keys, changes, strict=False)),
        Step("end", start + sum(changes), total=True, period=date(2025, 11, 12)),
    )
    chart = specs.spec(ChartKind.WATERFALL, (), unit=Unit.USD_BILLIONS, digits=1, steps=steps)
    for lettering in letterings.ALL.values():
        assert overlaps(draw(chart, lettering, place)) == []


PLACES = st.floats(0.0, 3.999)
RUNGS = st.lists(
    st.tuples(st.sampled_from(list(letterings.NAMES)), st.floats(-1e6, 1e6), PLACES, st.none() | PLACES), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(RUNGS, st.sampled_from(list(Place)))
def test_any_ladder_is_drawn_or_refused(rows: list[tuple[str, float, float, float | None]], place: Place) -> None:
    """
    Any positions and values keep their texts apart; no row at all is a RenderError that names the chart.
    """
    rungs = tuple(Rung(key, value, Unit.BP, 1, at, before, Level.ACUTE) for key, value, at, before in rows)
    chart = specs.spec(ChartKind.LADDER, (), rungs=rungs, size=ChartSize.FULL)
    for lettering in letterings.ALL.values():
        try:
            assert overlaps(draw(chart, lettering, place)) == []
        except RenderError as refused:
            assert not rows and chart.id in str(refused)


@given(st.floats(-1e6, 1e6), st.floats(1e-2, 1e9))
def test_an_axis_has_three_to_six_round_values_that_span_the_data(low: float, reach: float) -> None:
    """
    Ticks are three to six, evenly apart, and reach over both ends.
    """
    axis = value_axis(low, low + reach)
    assert 3 <= len(axis.ticks) <= 6
    assert axis.low <= low + 1e-6 * reach
    assert axis.high >= low + reach - 1e-6 * reach


@given(st.lists(st.floats(0, 100), max_size=10).map(sorted))
def test_pushed_labels_keep_order_and_distance(wanted: list[float]) -> None:
    """
    Labels that are spread are 9.6 points apart at least, in the order they came in.
    """
    placed = spread(wanted, 9.6, 0.0, 100.0)
    assert all(after - before >= 9.6 - 1e-6 for before, after in itertools.pairwise(placed))
    assert len(placed) == len(wanted)


@given(st.text("abc 準備金", min_size=1, max_size=30), st.integers(1, 3))
def test_wrapping_loses_no_character(text: str, lines: int) -> None:
    """
    A wrapped name has at most the lines allowed, and all its characters but spaces.
    """
    pieces = wrapped(text, lines)
    assert len(pieces) <= lines
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
