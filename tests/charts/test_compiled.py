"""Matplotlib's parts loaded alone answer as matplotlib does."""

import subprocess
import sys

BOTH_WAYS = """
import sys
from pathlib import Path
import font_source_sans_pro, numpy as np
from tidegauge.charts import compiled

sans = Path(font_source_sans_pro.__file__).parent / "files"
files = tuple(str(one) for one in sorted(sans.rglob("*.ttf"))[:2])
line = np.column_stack([np.linspace(0, 100, 999), 50 + 40 * np.sin(np.arange(999))])

def told(font, flag):
    font.set_size(8, 72)
    font.set_text("Federal funds 4.33 %, AVAT", 0.0, flags=flag)
    return font.get_width_height(), font.get_descent()

def ours():
    measured = told(compiled.font(files), compiled.unhinted())
    return measured, compiled.simplified(line, 1.0, (0, 0, 100, 90)).tolist()

alone = ours()
assert compiled.PACKAGE not in sys.modules, "loaded as a whole after all"

from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path as Line
whole = Line(line)
whole.simplify_threshold = 1.0
kept = whole.cleaned(simplify=True, clip=(0, 0, 100, 90)).vertices[:-1].tolist()
assert alone == (told(get_font(files), LoadFlags.NO_HINTING), kept)
compiled._parts.cache_clear()
assert alone == ours(), "another answer where the whole is loaded"
assert len(kept) < len(line)
"""


def test_parts_alone_answer_as_matplotlib_loaded_whole():
    """Widths and simplified paths are the same to the digit, and the whole can still be loaded afterwards."""
    run = subprocess.run([sys.executable, "-c", BOTH_WAYS], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
