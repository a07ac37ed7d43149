"""WeasyPrint's loops in our words: the same file, byte for byte, but for labels set as words."""

import subprocess
import sys
from pathlib import Path

import pytest

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
SAME = "brisk.PARTS = tuple(part for part in brisk.PARTS if part is not brisk.lettering)"


def built(out: Path, before: str, report: str = "flash") -> Path:
    """The PDF of a sample issue, made in a process of its own."""
    script = BUILD.format(before=before, report=report, out=str(out))
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    return next(out.glob("*/*.pdf"))


@pytest.mark.slow
@pytest.mark.parametrize("report", ["flash", "weekly"])
def test_the_file_is_the_one_weasyprint_makes_by_itself(tmp_path: Path, report: str) -> None:
    """With and without the quick functions an issue has the same bytes, labels of charts aside."""
    plain, quick = built(tmp_path / "plain", STOCK, report), built(tmp_path / "quick", SAME, report)
    assert plain.read_bytes() == quick.read_bytes()


def test_another_version_is_left_as_it_is() -> None:
    """What was not written against is not touched."""
    from types import SimpleNamespace

    from tidegauge.render import brisk

    other = SimpleNamespace(__version__="71.0")
    assert not brisk.engage(other)
    assert not hasattr(other, brisk.MARK)
