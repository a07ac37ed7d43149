"""Small pictures, palette and the table behind a chart."""

from datetime import date
from xml.etree import ElementTree

import chart_letterings as letterings
import chart_specs as specs
import pytest

from tidegauge.charts.palette import ACCENT, COLOURS, GREY2, INK, STRAINED, to_variables
from tidegauge.charts.small import (
    GaugeWords,
    contribution_bar,
    gauge,
    level_symbol,
    percentile_strip,
    sparkline,
)
from tidegauge.charts.table import points_table
from tidegauge.model.document import ChartKind, Composite, Line, Role
from tidegauge.model.judgement import Level

SVG = "{http://www.w3.org/2000/svg}"
WORDS = GaugeWords(
    levels={level: (level.name.capitalize(),) for level in Level},
    before="last {value}",
    now="now",
    highest="{month}: {value}",
    number=lambda value, digits: letterings.number(value, digits, False),
    month=lambda day: f"{day:%Y-%m}",
)


def test_a_sparkline_keeps_ninety_points_and_ends_in_a_dot():
    """
    Older values than the last 90 are not drawn; the dot lies at the last value's height.
    """
    root = ElementTree.fromstring(sparkline(range(200)))
    assert root.find(f"{SVG}path").get("d").count("L") == 89
    assert root.find(f"{SVG}circle").get("cy") == "0.7"


def test_a_sparkline_shows_zero_only_where_it_lies_inside():
    """
    The zero line is drawn for values of both signs and no others.
    """
    assert GREY2.light in sparkline([-1.0, 2.0])
    assert GREY2.light not in sparkline([1.0, 2.0])


@pytest.mark.parametrize("values", [[], [1.0], [3.0, 3.0, 3.0]], ids=["none", "one", "constant"])
def test_a_sparkline_of_little_is_still_a_picture(values):
    """
    No value, one value and equal values give a well-formed picture without a division by zero.
    """
    assert ElementTree.fromstring(sparkline(values)).get("viewBox") == "0 0 16.5 4.2"


def test_a_percentile_strip_takes_a_level_colour_only_from_watch_on():
    """
    The mark is ink when calm or unrated, and never leaves the track.
    """
    assert INK.light in percentile_strip(50, Level.CALM)
    assert INK.light in percentile_strip(50)
    assert STRAINED.light in percentile_strip(92, Level.STRAINED)
    assert 'x="10.1"' in percentile_strip(100)
    assert 'x="0"' in percentile_strip(0)


def test_level_symbols_differ_in_shape():
    """
    Levels are told apart without colour: no two symbols have the same outline.
    """
    shapes = {level_symbol(level).split("style=")[0] for level in Level}
    assert len(shapes) == 4


def test_contributions_share_a_zero():
    """
    Bars of both signs on one scale meet at the same line, positive in the accent.
    """
    up, down = contribution_bar(0.4, -0.1, 0.4), contribution_bar(-0.1, -0.1, 0.4)
    assert ACCENT.light in up
    assert GREY2.light in down
    assert up.split("<path")[1] == down.split("<path")[1]
    assert contribution_bar(0.0, 0.0, 0.0)


@pytest.mark.parametrize("before", [None, -0.6, 0.4, 1.0, 3.4])
@pytest.mark.parametrize("value", [-0.7, -0.3, 0.0, 0.5, 2.2, 2.7, 3.3])
def test_a_gauge_holds_its_words_inside(value, before):
    """
    Pointer, last issue and highest week are told wherever on the scale they lie, within 84 mm.
    """
    composite = Composite(value, before, 2.8, date(2020, 3, 18), Level.WATCH, (0.35, 0.75, 1.4), (), date(2025, 11, 14))
    root = ElementTree.fromstring(gauge(composite, WORDS))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert letterings.number(value, 2, False) in texts
    assert "2020-03: 2.8" in texts
    assert before is None or f"last {letterings.number(before, 2, False)}" in texts
    assert all(0 <= float(element.get("x", "")) <= 84 for element in root.iter(f"{SVG}text"))


def test_light_colours_are_unique():
    """
    No two names share a light value: each can be turned into its own variable.
    """
    assert len({colour.light for colour in COLOURS}) == len({colour.name for colour in COLOURS}) == len(COLOURS)


def test_variables_replace_colours_in_any_case():
    """
    Hexadecimal values of the palette become variables, upper or lower case; others stay.
    """
    assert to_variables("fill:#00587a;stroke:#17222B;x:#123456") == "fill:var(--accent);stroke:var(--ink);x:#123456"


def test_the_table_keeps_gaps_and_holds_policy_rates():
    """
    A gap stays None; a policy rate stands on every day it holds; the newest day comes first.
    """
    subject = Line("sofr", specs.days([4.1, None, 4.2]))
    floor = Line("iorb", specs.days([4.0], end=specs.END.replace(day=1)), Role.FLOOR, step=True)
    table = points_table(specs.spec(ChartKind.LINES, (subject, floor), start=specs.END.replace(day=10)))
    assert table.columns == ("sofr", "iorb")
    assert [values for _, values in table.rows] == [(4.2, 4.0), (None, 4.0), (4.1, 4.0)]
    assert table.rows[0][0] == specs.END


def test_the_table_of_a_waterfall_has_its_steps():
    """
    A waterfall's rows are its steps with their values.
    """
    table = points_table(specs.waterfall())
    assert table.rows[0] == ("start", (3320.1,))
    assert len(table.rows) == 9
