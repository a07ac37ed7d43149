"""A number without a source stops the build, wherever a template of a user's own prints it."""

from pathlib import Path

import pytest

from tidegauge import cli
from tidegauge.errors import RenderError
from tidegauge.model.words import Edition
from tidegauge.render import numbers


@pytest.mark.parametrize(
    "text",
    [
        '<p>SOFR is <span class="n" data-r="sofr">4.00%</span><sup class="r"><a href="#r-sofr">1</a></sup></p>',
        '<td class="number" data-r="sofr">4.00</td>',
        "<p>on <time>13 November</time>, M2 and H.4.1</p>",
        '<p>the last <span class="w">20</span> days</p>',
        '<li><div><span class="rank">1</span></div></li>',
        '<h2><span class="number w">3.</span> Title</h2>',
        '<details class="data"><table><tr><td>4.00</td></tr></table></details>',
        '<svg viewBox="0 0 1 1"><text>4.00</text></svg><style>p { margin: 3px }</style><!-- 4 -->',
        '<meta content="4"><img alt="4"><br><p title="4">none</p>',
    ],
)
def test_a_number_that_leads_somewhere_passes(text: str) -> None:
    """Readings, dates, names, windows, numerals of order, points behind a chart."""
    numbers.gate(f"<html><head><title>4</title></head><body>{text}</body></html>", Edition.EN)


@pytest.mark.parametrize(
    "text",
    [
        "<p>SOFR is 4.00%</p>",
        '<p><span class="n" data-r="sofr">4.00%</span> and 3.90%</p>',
        '<td class="number">4.00</td>',
        "<p>since 2019</p>",
        "<p><time>13 November</time> 2025</p>",
        '<p><br>a<img alt="x">4</p>',
        "<p>約 4 億美元</p>",
    ],
)
def test_a_bare_number_is_a_sentence(text: str) -> None:
    """With the text it stands in."""
    with pytest.raises(RenderError, match="without a source") as caught:
        numbers.gate(f"<html><head></head><body>{text}</body></html>", Edition.EN)
    assert "\n" not in str(caught.value)


def test_a_number_in_a_template_of_a_home_stops_the_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """DESIGN.md, first decision: nothing is written, the sentence is named."""
    assert cli.run(["init", str(tmp_path / "home")]) == 0
    template = tmp_path / "home" / "templates" / "weekly" / "repo" / "prose.en.j2"
    text = template.read_text(encoding="utf-8")
    opening = "{% block p1 %}\n"
    assert opening in text
    template.write_text(text.replace(opening, opening + "Repo is worth 12 trillion dollars.\n"), encoding="utf-8")
    capsys.readouterr()
    asked = ("build", "--sample", "--as-of", "2026-11-20", "--edition", "en", "--format", "html", "--section", "repo")
    code = cli.run(["--home", str(tmp_path / "home"), *asked, "--out", str(tmp_path / "out")])
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert "Repo is worth 12 trillion dollars" in err and len(err.strip().splitlines()) == 1
    assert not list(tmp_path.glob("out/**/*.html"))
