"""
The two compiled parts of matplotlib that charts stand on: simplified paths, and texts measured in their fonts.

Loading matplotlib as a whole reads its settings, colour maps and image formats, of which no chart has use, and takes
longer than all that is measured and simplified. The parts are loaded without it, where it is of the version they were
tried with; any other version is loaded as a whole and asked in its own words, with the same answers.
"""

import os
import sys
import threading
from functools import lru_cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

PACKAGE = "matplotlib"
TRIED_WITH = "3.11."
"""Of matplotlib: how these versions begin."""
LAST_RESORT = Path("mpl-data", "fonts", "ttf", "LastResortHE-Regular.ttf")
"""The font of boxes that stands in for a glyph no other has; that it was asked is how a missing glyph is noticed."""
SHORT = 128
"""Vertices below which matplotlib simplifies nothing."""
UPRIGHT = ([[0x10000, 0], [0, 0x10000]], [0, 0])


class _Line:
    """What `cleanup_path` reads of a path."""

    codes = None
    should_simplify = True

    def __init__(self, vertices: np.ndarray, threshold: float) -> None:
        self.vertices = vertices
        self.simplify_threshold = threshold


def simplified(vertices: np.ndarray, threshold: float, clip: tuple[float, float, float, float]) -> np.ndarray:
    """
    A line without the vertices that are off it by less than `threshold`.

    Args:
        clip: Frame beyond which a line need not be followed.
    """
    if len(vertices) < SHORT:
        return vertices
    parts = _parts()
    if parts is None:
        path = import_module("matplotlib.path").Path(vertices)
        path.simplify_threshold = threshold
        kept = path.cleaned(simplify=True, clip=clip).vertices
    else:
        line = _Line(vertices, threshold)
        kept, _ = parts["_path"].cleanup_path(line, None, False, clip, False, 1.0, True, False, None)
    return np.asarray(kept)[:-1]  # the last is a mark of the end


def font(files: tuple[str, ...]) -> Any:
    """
    The font of a text: the first file, and for what it lacks the others.

    Raises:
        OSError: a file cannot be read.
        RuntimeError: it is no font.
    """
    parts = _parts()
    if parts is None:
        return import_module("matplotlib.font_manager").get_font(files)
    made = _font(parts["ft2font"].FT2Font, files, threading.get_ident())
    made._set_transform(*UPRIGHT)
    return made


def unhinted() -> Any:
    """The flag of a text whose letters stand where the font says, not on a grid of pixels."""
    parts = _parts()
    return (import_module("matplotlib.ft2font") if parts is None else parts["ft2font"]).LoadFlags.NO_HINTING


@lru_cache(maxsize=64)
def _font(make: Any, files: tuple[str, ...], thread: int) -> Any:
    """As `get_font` makes it. A font belongs to the thread that made it: FreeType would fail in another."""
    last = make(str(Path(_where()) / LAST_RESORT), _warn_if_used=True)
    others = [make(str(Path(file).resolve())) for file in files[1:]]
    made = make(str(Path(files[0]).resolve()), _fallback_list=[*others, last])
    last.set_charmap(0)
    return made


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_font.cache_clear)  # nor does it outlive a fork


@lru_cache(maxsize=1)
def _parts() -> dict[str, ModuleType] | None:
    """The parts by name; None where matplotlib is loaded already, or is of another version."""
    if PACKAGE in sys.modules or not _load("_version").version.startswith(TRIED_WITH):
        return None
    return {name: _load(name) for name in ("_path", "ft2font")}


def _load(name: str) -> Any:
    """A module of matplotlib, known by its own name, so that it is not loaded again with the whole."""
    full = f"{PACKAGE}.{name}"
    if full not in sys.modules:
        found = PathFinder.find_spec(full, [_where()])
        if found is None or found.loader is None:
            raise ImportError(f"matplotlib has no {name}", name=full)
        sys.modules[full] = module_from_spec(found)
        found.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@lru_cache(maxsize=1)
def _where() -> str:
    found = PathFinder.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ImportError("matplotlib is not installed", name=PACKAGE)
    return found.submodule_search_locations[0]
