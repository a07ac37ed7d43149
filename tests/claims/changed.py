"""Data that are changed or taken away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from tidegauge.claims.found import Verified
from tidegauge.store.vintages import Archive, Vintages

Verify = Callable[..., Verified]
LATER = date(2026, 9, 1)
"""After the last recorded value: everything is known."""
Change = Callable[[Vintages], Vintages | None]


class Changed:
    """
    An archive with some series changed or, where the change gives None, taken away.

    Args:
        archive: What it is taken from.
        changes: By series.
    """

    sample = False

    def __init__(self, archive: Archive, changes: Mapping[str, Change]) -> None:
        self._archive, self._changes = archive, changes

    def vintages(self, series: str) -> Vintages | None:
        """As in the archive, changed."""
        found = self._archive.vintages(series)
        return self._changes[series](found) if found and series in self._changes else found


def gone(_: Vintages) -> None:
    """No data."""


def with_values(make: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Change:
    """Other values, made from periods and values."""
    return lambda one: replace(one, value=make(one.period.astype("datetime64[D]"), one.value))
