"""Every kind of chart in every place and lettering."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise, product
from pathlib import Path
from time import process_time
from xml.etree import ElementTree

import chart_letterings as letterings
import chart_real as real
import chart_specs as specs
import pytest

from tidegauge.charts.draw import draw
from tidegauge.charts.drawing import Drawing, overlaps
from tidegauge.charts.palette import COLOURS, to_variables
from tidegauge.charts.place import Place
from tidegauge.errors import RenderError
from tidegauge.model.document import Band, ChartKind, Line, Mark, MarkKind, Role

SVG = "{http://www.w3.org/2000/svg}"
EACH = list(product(specs.EVERY, Place, letterings.ALL))
NAMES = [f"{build.__name__}-{place.value}-{name}" for build, place, name in EACH]


def texts(drawing: Drawing) -> list[str]:
    """What stands in the SVG, in order."""
    return [element.text or "" for element in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize(("build", "place", "name"), EACH, ids=NAMES)
def test_no_two_texts_overlap_and_none_leaves_the_frame(build, place, name):
    """
    Every kind of chart keeps its texts apart in every place and lettering.
    """
    drawing = draw(build(), letterings.ALL[name], place)
    assert overlaps(drawing) == []
    assert len(texts(drawing)) == len(drawing.words) > 3


@pytest.mark.skipif(not real.HAS_DATA, reason=f"no data in {real.FOLDER}; set TIDEGAUGE_SHARED")
@pytest.mark.parametrize("name", letterings.ALL)
@pytest.mark.parametrize("build", real.CHARTS, ids=lambda build: build.__name__)
def test_real_data_keep_texts_apart(build, name):
    """
    The briefing's charts of a calm, a strained and an extreme week have no overlap in any place.
    """
    for day, place in product(real.DAYS, Place):
        drawing = draw(build(day), letterings.ALL[name], place)
        assert overlaps(drawing) == [], (day, place)


@pytest.mark.skipif(not real.HAS_DATA, reason=f"no data in {real.FOLDER}; set TIDEGAUGE_SHARED")
def test_last_values_are_those_of_the_data():
    """
    The corridor of 14 November 2025 ends at SOFR 4.00, TGCR 3.97, IORB 3.90, EFFR 3.88, as the New York Fed printed.
    """
    printed = texts(draw(real.corridor(real.DAYS[2]), letterings.ENGLISH, Place.PRINT_SINGLE))
    assert [text for text in printed if text in ("4.00", "3.97", "3.90", "3.88", "3.75")] == [
        "4.00",
        "4.00",
        "3.97",
        "3.90",
        "3.88",
        "3.75",
    ]


@pytest.mark.parametrize("build", specs.EVERY, ids=lambda build: build.__name__)
def test_the_svg_can_be_set_inline(build):
    """
    No prolog, metadata or global style; a viewBox in points and a size in millimetres; no quoted family, no loose id.
    """
    drawing = draw(build(), letterings.ENGLISH, Place.PHONE)
    root = ElementTree.fromstring(drawing.svg)
    assert drawing.svg.startswith("<svg xmlns=")
    assert root.get("width") == f"{drawing.width:g}mm"
    assert root.get("viewBox", "").startswith("0 0 ")
    assert not any(word in drawing.svg for word in ("metadata", "<style", "DOCTYPE", "'", "&quot;"))
    prefix = f"{build().id}-phone-en-"
    assert all(name.startswith(prefix) for name in re.findall(r' id="([^"]*)"', drawing.svg))
    assert all(name.startswith(prefix) for name in re.findall(r"url\(#([^)]*)\)", drawing.svg))


@pytest.mark.parametrize("build", specs.EVERY, ids=lambda build: build.__name__)
def test_coordinates_have_two_decimals(build):
    """
    No number in a path is written more finely than a hundredth of a point.
    """
    drawing = draw(build(), letterings.ENGLISH, Place.SCREEN)
    assert not re.search(r"\d\.\d{3}", drawing.svg)


@pytest.mark.parametrize("build", specs.EVERY, ids=lambda build: build.__name__)
def test_only_colours_of_the_palette_are_used(build):
    """
    Every colour of a drawing has a custom property, so that nothing stays light in the dark.
    """
    svg = draw(build(), letterings.ENGLISH, Place.SCREEN).svg
    assert set(re.findall(r"#[0-9A-F]{6}", svg)) <= {colour.light for colour in COLOURS}
    assert not re.search(r"#[0-9A-Fa-f]{6}", to_variables(svg))


def test_two_processes_write_the_same_bytes():
    """
    The same chart drawn in a fresh process with another hash seed is byte-identical.
    """
    here = "".join(draw(build(), letterings.ENGLISH, Place.SCREEN).svg for build in specs.EVERY)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import chart_letterings as letterings, chart_specs as specs, hashlib\n"
        "from tidegauge.charts.draw import draw\n"
        "from tidegauge.charts.place import Place\n"
        "svg = ''.join(draw(build(), letterings.ENGLISH, Place.SCREEN).svg for build in specs.EVERY)\n"
        "print(hashlib.sha256(svg.encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert done.stdout.strip() == sha256(here.encode()).hexdigest()


def test_a_chart_takes_little_time():
    """
    The synthetic charts in all places cost well under 60 ms of processor time each.
    """
    start = process_time()
    drawn = [draw(build(), letterings.ENGLISH, place) for build in specs.EVERY for place in Place]
    assert (process_time() - start) / len(drawn) < 0.06


@pytest.mark.skipif(not letterings.HAS_CHINESE, reason="Debian's fonts-noto-cjk is not installed")
def test_texts_with_han_characters_name_the_chinese_stack():
    """
    A text that holds a Han character is set in TgSansZ, any other in TgSans, both with TSans behind.
    """
    root = ElementTree.fromstring(draw(specs.lines(), letterings.BILINGUAL, Place.PRINT_BILINGUAL).svg)
    for element in root.iter(f"{SVG}text"):
        family = re.search(r"font-family:([^;]*)", element.get("style", ""))
        han = any(character >= "\u2e80" for character in element.text or "")
        assert family
        assert family[1] == ("TgSansZ, TSans" if han else "TgSans, TSans")


def test_a_missing_glyph_stops_the_drawing():
    """
    A character no font has is a RenderError that names the text, not a box on the page.
    """
    words = replace(letterings.ENGLISH, labels={**letterings.EN, "sofr": "SO\u1200FR"})
    with pytest.raises(RenderError, match="cannot be set"):
        draw(specs.lines(), words, Place.SCREEN)


def test_a_missing_label_is_named():
    """
    A line whose key has no words is a RenderError that says which.
    """
    chart = specs.spec(ChartKind.LINES, (Line("nobody", specs.days([1.0, 2.0])),))
    with pytest.raises(RenderError, match="'nobody'"):
        draw(chart, letterings.ENGLISH, Place.SCREEN)


def test_a_label_that_leaves_no_chart_is_refused():
    """
    A name longer than a phone is wide is a RenderError, not a chart of no width.
    """
    words = replace(
        letterings.ENGLISH, labels={**letterings.EN, "sofr": "The secured overnight financing rate, median"}
    )
    with pytest.raises(RenderError, match="too long"):
        draw(specs.lines(), words, Place.PHONE)


def test_minus_and_plus_on_the_axis_of_a_spread():
    """
    A spread's ticks carry U+2212 and a plus, and zero carries neither.
    """
    printed = texts(draw(specs.fan(), letterings.ENGLISH, Place.SCREEN))
    assert {"+20", "0", "\u221220"} <= set(printed)
    assert not any("-" in text for text in printed)


def test_a_gap_is_a_gap():
    """
    A day without a value splits the line in two; a lone value between gaps is a dot.
    """
    values: list[float | None] = [1.0, 1.2, 1.1, None, 1.3, 1.2, None, 1.4, None, 1.1, 1.0]
    chart = specs.spec(ChartKind.LINES, (Line("sofr", specs.days(values)),))
    svg = draw(chart, letterings.ENGLISH, Place.SCREEN).svg
    subject = next(data for data in re.findall(r'd="([^"]*)" style="[^"]*stroke:#00587A;stroke-width:1.45', svg))
    assert subject.count("M") == 3


def test_a_policy_rate_is_a_step():
    """
    A step line runs level to the day of the change and then straight up, and holds to the last day.
    """
    line = Line("iorb", specs.days([4.0, 4.25, 4.25], step=30), Role.FLOOR, step=True)
    svg = draw(specs.spec(ChartKind.LINES, (line,)), letterings.ENGLISH, Place.SCREEN).svg
    data = next(data for data in re.findall(r'd="([^"]*)" style="[^"]*dasharray', svg))
    points = [tuple(map(float, pair.split())) for pair in data[1:].split("L")]
    assert all(x0 == x1 or y0 == y1 for (x0, y0), (x1, y1) in pairwise(points))
    assert len(points) == 4


def test_the_phone_shows_thirteen_weeks():
    """
    A daily chart of half a year begins thirteen weeks before its end on a phone, one of years does not.
    """
    phone = texts(draw(specs.lines(), letterings.ENGLISH, Place.PHONE))
    assert "Sep 2025" in phone
    assert not any(month in text for text in phone for month in ("Jun", "Jul"))
    assert "2020" in texts(draw(specs.strip(), letterings.ENGLISH, Place.PHONE))


def test_a_curve_is_whole_on_a_phone():
    """
    What lies ahead, such as delivery months, is no history to be cut: its near end is what the title speaks of.
    """
    ahead = replace(specs.lines(), known=specs.lines().start - timedelta(days=5))
    phone = texts(draw(ahead, letterings.ENGLISH, Place.PHONE))
    assert any(month in text for text in phone for month in ("Jun", "Jul"))


@pytest.mark.parametrize("place", Place)
def test_a_value_beyond_the_frame_is_told(place):
    """
    What the frame of a strip cuts is named with day and value in every place, marked or not.
    """
    printed = texts(draw(specs.strip(), letterings.ENGLISH, place))
    assert any("315 bp" in text for text in printed)


def test_beyond_is_told_in_a_frame_full_of_data():
    """
    Where spikes fill the whole frame, the note of the highest still finds a place.
    """
    values: list[float | None] = [80.0 if number % 3 else -40.0 for number in range(400)]
    chart = replace(specs.strip(), lines=(Line("spread", specs.days(values)),), start=specs.END - timedelta(days=399))
    for name, place in product(letterings.ALL, Place):
        drawing = draw(chart, letterings.ALL[name], place)
        assert any("80 " in text for text in texts(drawing)), (name, place)
        assert overlaps(drawing) == []


def test_a_single_bar_can_be_seen():
    """
    One day in twelve years is still 0.9 points wide, and a thousandth of the highest 0.6 points high.
    """
    values: list[float | None] = [0.0] * 4400
    values[1000], values[3000] = 50.0, 0.01
    svg = draw(specs.spec(ChartKind.BARS, (Line("srf", specs.days(values)),)), letterings.ENGLISH, Place.PHONE).svg
    data = next(data for data in re.findall(r'd="([^"]*)" style="fill:#00587A"', svg))
    for bar in data[1:].split("M"):
        points = [tuple(map(float, pair.split())) for pair in bar.split("L")]
        assert max(x for x, _ in points) - min(x for x, _ in points) >= 0.85
        assert max(y for _, y in points) - min(y for _, y in points) >= 0.59


def test_last_values_stand_in_order_and_apart():
    """
    Names and values of five lines with the same last value are 9.6 points apart, the highest on top.
    """
    keys = ("sofr", "tgcr", "iorb", "effr", "srf")
    made = tuple(Line(key, specs.days([1.0 + n, 2.0 + n / 1000])) for n, key in enumerate(keys))
    root = ElementTree.fromstring(draw(specs.spec(ChartKind.LINES, made), letterings.ENGLISH, Place.SCREEN).svg)
    labels = {letterings.EN[key] for key in keys}
    heights = {e.text: float(e.get("y", "")) for e in root.iter(f"{SVG}text") if e.text in labels}
    ordered = [heights[letterings.EN[key]] for key in reversed(keys)]
    assert all(below - above >= 9.59 for above, below in pairwise(ordered))


def test_an_edition_may_show_another_measure():
    """
    What is 950.5 billion dollars in English is 9,505 in hundred millions in Chinese, on the axis too.
    """
    if "zh" not in letterings.ALL:
        pytest.skip("Debian's fonts-noto-cjk is not installed")
    chart = specs.spec(
        ChartKind.AREA, (Line("tga", specs.days([800.0, 950.5])),), unit=specs.Unit.USD_BILLIONS, digits=1
    )
    printed = texts(draw(chart, letterings.ALL["zh"], Place.SCREEN))
    assert "9,505" in printed
    assert "10,000" in printed


def test_marks_outside_the_frame_are_left_out():
    """
    A mark or an episode before the first day shown draws nothing.
    """
    early = specs.END - timedelta(days=4000)
    chart = specs.lines()
    chart = replace(
        chart,
        marks=(*chart.marks, Mark(MarkKind.NAMED, early, 4.2)),
        bands=(*chart.bands, Band("nobody", early, early + timedelta(days=20))),
    )
    assert draw(chart, letterings.ENGLISH, Place.SCREEN) == draw(specs.lines(), letterings.ENGLISH, Place.SCREEN)


def test_no_value_at_all_is_said_in_a_sentence():
    """
    A chart without a value in its frame is a RenderError that names the chart.
    """
    chart = specs.spec(ChartKind.AREA, (Line("tga", specs.days([None, None])),))
    with pytest.raises(RenderError, match="Chart area has no value"):
        draw(chart, letterings.ENGLISH, Place.SCREEN)


def test_letters_stand_above_their_days_in_order_and_apart():
    """
    Five days of a table have their letters above the plot, the three that follow each other pushed apart.
    """
    for place in Place:
        root = ElementTree.fromstring(draw(specs.dated(), letterings.ENGLISH, place).svg)
        signs = {e.text: (float(e.get("x", "")), float(e.get("y", ""))) for e in root.iter(f"{SVG}text")}
        places = [signs[letter] for letter in "ABCDE" if letter in signs]
        assert len(places) == 5, place
        assert len({y for _, y in places}) == 1
        assert all(right - left >= 8.0 for (left, _), (right, _) in pairwise(places))


def test_more_days_than_fit_leave_the_oldest_without_a_letter():
    """
    Where a phone has no room for all, the newest days keep theirs and the drawing says which have none.
    """
    days = [specs.END - timedelta(days=number) for number in range(33, -1, -1)]
    marks = tuple(Mark(MarkKind.DATED, day, 4.0, chr(65 + n // 26) + chr(65 + n % 26)) for n, day in enumerate(days))
    drawing = draw(replace(specs.dated(), marks=marks), letterings.ENGLISH, Place.PHONE)
    assert overlaps(drawing) == []
    assert marks[-1].sign in texts(drawing)
    assert drawing.left_out[0] == marks[0].sign


def test_a_dot_lies_in_the_level_it_stands_at():
    """
    Positions at both ends of a level are drawn inside its own fill, whatever their rounding.
    """
    rungs = tuple(
        specs.Rung("srf", 1.0, specs.Unit.BP, 0, at, None, specs.Level.ACUTE) for at in (0.0, 0.999, 1.0, 2.999)
    )
    chart = specs.spec(ChartKind.LADDER, (), rungs=rungs, size=specs.ChartSize.FULL)
    svg = draw(chart, letterings.ENGLISH, Place.PRINT_SINGLE).svg
    fills = re.findall(r'd="M([\d.]+) [\d.]+L([\d.]+) [^"]*" style="fill:#(E9F0F3|FCF3D3|F4CBA8|DDA3B8)"', svg)
    zones = {colour: (float(left), float(right)) for left, right, colour in fills}
    dots = [float(one) - 2.4 for one in re.findall(r'd="M([\d.]+) [\d.]+C[^"]*" style="fill:#4B5863"', svg)]
    levels = ("E9F0F3", "E9F0F3", "FCF3D3", "F4CBA8")
    assert len(dots) == 4
    assert all(zones[one][0] + 2.4 <= x <= zones[one][1] - 2.4 for x, one in zip(dots, levels, strict=True))
