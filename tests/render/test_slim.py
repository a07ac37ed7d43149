"""Drawings for a screen: fewer letters, the same picture."""

import re

import pytest

from tidegauge.render import slim
from tidegauge.render.slim import shorter, with_classes

PATH = "M10.04 20 " + "L10.12 19.96 L11 25.55 L9.5 30 L10.96 19.04 L0.4 0.3 " * 2 + "z"


def places(data: str) -> list[tuple[float, float]]:
    """Where the steps of a path lead."""
    at, found = (0.0, 0.0), []
    for across, down in re.findall(r"(-?[0-9]*\.?[0-9]+) ?(-?[0-9]*\.?[0-9]+)", data):
        at = (at[0] + float(across), at[1] + float(down))
        found.append(at)
    return found


def test_steps_lead_to_the_same_places() -> None:
    """Within a twentieth of a point, after any number of steps."""
    wanted = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", PATH)]
    found = places(re.search(r'd="([^"]*)"', shorter(f'<path d="{PATH}"/>'))[1])
    assert len(found) == len(wanted)
    assert all(abs(a - c) < 0.051 and abs(b - d) < 0.051 for (a, b), (c, d) in zip(wanted, found, strict=True))


def test_a_path_takes_fewer_letters() -> None:
    """Steps of a tenth are shorter than places of a hundredth."""
    assert len(shorter(f'<path d="{PATH}"/>')) < 0.9 * len(PATH)


def test_a_path_in_another_notation_is_left_alone() -> None:
    """Arcs, capitals that mean something else, short symbols."""
    for data in ("M5 1L9 9H1Z", "M1 1A5 5 0 0 1 10 10" + " L1 1" * 30):
        assert shorter(f'<path d="{data}"/>') == f'<path d="{data}"/>'


def test_a_style_that_comes_twice_is_written_once() -> None:
    """It becomes a class of the sheet; one that comes once stays where it is."""
    page = '<style>p{}</style><svg><path style="fill:red"/><path style="fill:red"/><path style="fill:blue"/></svg>'
    slim = with_classes(page)
    assert slim.count("fill:red") == 1 and slim.count('class="s0"') == 2
    assert 'style="fill:blue"' in slim


@pytest.mark.parametrize("path", [PATH, PATH.replace("z", ""), f"{PATH}M5 5L{PATH[1:]}", "M0 0L-3.5 2L-3.5 -0.04z" * 4])
def test_straight_lines_are_written_as_any_path(path: str) -> None:
    """The quick way for paths without curves comes to the letters of the way for all."""
    assert slim._straight(path) == slim._steps(path)


def test_the_quick_way_is_for_straight_lines_alone() -> None:
    """Curves, several points to a letter, and a path that begins nowhere are left to the other."""
    for path in ("M1 2C1 2 3 4 5 6z", "M1 2L3 4 5 6", "M1 2 3 4L5 6", "L1 2M3 4", "M1 2zL3 4"):
        assert slim._straight(path) == ""
