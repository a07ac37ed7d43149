"""WeasyPrint's loops in our words: the same file, byte for byte, but for what is mended."""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tidegauge.render import brisk
from tidegauge.render.brisk import repeats

BUILD = """
import sys
from tidegauge.render import brisk
{before}
from tidegauge.cli import main
words = "--quiet build {report} --sample --as-of 2025-11-14 --format pdf --out"
sys.argv = ["tidegauge", *words.split(), {out!r}]
main()
"""
STOCK = 'brisk.WRITTEN_AGAINST = "none"'
SAME = "brisk.PARTS = tuple(part for part in brisk.PARTS if part not in brisk.MENDING)"


def built(out: Path, before: str, report: str = "flash") -> Path:
    """The PDF of a sample issue, made in a process of its own."""
    script = BUILD.format(before=before, report=report, out=str(out))
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    return next(out.glob("*/*.pdf"))


@pytest.mark.slow
@pytest.mark.parametrize("report", ["flash", "weekly"])
def test_the_file_is_the_one_weasyprint_makes_by_itself(tmp_path: Path, report: str) -> None:
    """With and without the quick functions an issue has the same bytes, what is mended aside."""
    plain, quick = built(tmp_path / "plain", STOCK, report), built(tmp_path / "quick", SAME, report)
    assert plain.read_bytes() == quick.read_bytes()


def test_another_version_is_left_as_it_is() -> None:
    """What was not written against is not touched."""
    other = SimpleNamespace(__version__="71.0")
    assert not brisk.engage(other)
    assert not hasattr(other, brisk.MARK)


def first_lines(words: str, widths: Iterable[float]) -> Iterator[str]:
    """What stands on the first line of a sentence with a link after it, for each width in points."""
    weasyprint = pytest.importorskip("weasyprint")
    brisk.engage(weasyprint)
    boxes = "".join(f'<p style="width: {width}pt; margin: 0">{words} <a href="#">elsewhere</a></p>' for width in widths)
    for page in weasyprint.HTML(string=f'<html lang="en" style="font-size: 8pt">{boxes}').render().pages:
        for box in page._page_box.descendants():
            if box.element_tag == "p" and type(box).__name__ == "BlockBox":
                yield "".join(one.text for one in box.children[0].descendants() if hasattr(one, "text"))


def test_a_space_that_does_not_fit_breaks_no_line_early() -> None:
    """A sentence whose last space alone is too wide keeps its line, with a link after it on the next."""
    words = "what we know today we will not have to wait"
    starts = set(first_lines(words, (100 + 0.25 * step for step in range(400))))
    assert words in {one.strip() for one in starts}
    assert {one for one in starts if len(one.split()) < 4} == set()


def test_all_that_is_read_of_a_style_tells_lines_apart() -> None:
    """WeasyPrint's setting of lines asks a style for nothing that two styles of one kind may differ in."""
    weasyprint = pytest.importorskip("weasyprint")
    text = Path(weasyprint.__file__).parent / "text"
    told_apart = {*repeats.READ, "font_family"}
    lines = (text / "line_break.py").read_text().partition("def _font_style_cache_key")[0]
    font = re.search(r"def get_font_description.*?\n\n\n", (text / "fonts.py").read_text(), re.DOTALL)
    assert font is not None
    assert set(re.findall(r"style\['(\w+)'\]", lines + font[0])) - told_apart == set()


def test_a_text_that_comes_again_is_set_once_for_all_widths_it_fits_in() -> None:
    """The same words get the same layout of Pango, on the widths they have room in and no other."""
    weasyprint = pytest.importorskip("weasyprint")
    brisk.engage(weasyprint)
    pages = '<p style="width: {}px">of the same kind</p>'
    widths = (500, 400, 40, 300)
    document = weasyprint.HTML(string='<html lang="en">' + "".join(map(pages.format, widths))).render()
    found = [one for page in document.pages for one in page._page_box.descendants() if hasattr(one, "pango_layout")]
    whole = [one.pango_layout.layout for one in found if one.text == "of the same kind"]
    assert len(whole) == 3
    assert whole[0] == whole[1] == whole[2]
    assert len(found) > len(widths)
