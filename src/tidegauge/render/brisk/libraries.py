"""
Pango and the libraries beside it, found by the names the system's loader knows.

WeasyPrint tries the names of other systems first, and for each of them Python asks ldconfig, a compiler and a linker,
thirty processes in all, where they are installed: half of what loading WeasyPrint takes.
"""

import ctypes
import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NEEDED = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)


@contextmanager
def by_loader() -> Iterator[None]:
    """While WeasyPrint is loaded: nothing is searched that the loader finds itself, on Linux, where it finds all."""
    search = ctypes.util.find_library
    if sys.platform == "linux" and all(map(_loads, NEEDED)):
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
