"""WeasyPrint and what it stands on, as modules in which names may be set."""

from importlib import import_module
from typing import Any


def stock(name: str) -> Any:
    """A module by its full name."""
    return import_module(name)
