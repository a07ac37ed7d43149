"""docs/methodology.md states what the recorded data say."""

from pathlib import Path

from tools import methodology

from tidegauge.reference import written


def test_the_page_states_the_figures_as_measured(shared: Path) -> None:
    """Inputs, figures, what one missing input changes, weeks at each level: tools/methodology.py rewrites them."""
    page = methodology.PAGE.read_text(encoding="utf-8")
    assert written(page, methodology.tables(shared)) == page
