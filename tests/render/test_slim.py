"""Drawings for a screen: fewer letters, the same picture."""

import re

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
