"""What a reading's definition is made of: the series it needs, and the formula that takes them."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from tidegauge.model.units import DIGITS, Unit

Compute = Callable[..., pd.Series]


@dataclass(frozen=True, slots=True)
class Input:
    """
    One series an indicator needs.

    Attributes:
        series: Catalogue id.
        unit: In which the formula wants it.
        optional: The formula also works with an empty series in its place.
        stepped: The latest known value beside each value of the first input.
        then: Catalogue id of the series that stands in when this one has ended.
    """

    series: str
    unit: Unit
    optional: bool = False
    stepped: bool = False
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """
    One reading's definition.

    Attributes:
        id: Its name everywhere.
        unit: Of the result.
        needs: Inputs in the order the formula takes them; the first decides what is late.
        compute: Histories in, history out.
        formula: In words, for `explain` and the appendix.
        window: Rows of the inputs a value is made of, for tracing.
        digits: Decimals that pages print of it as a reading: no more than its publisher shows.
        extreme_of: The reading whose highest in the window this is, so that the day of it can be told.
        of_composite: The part of the composite it is ("index" or a block); such a reading is computed by composite.py.
    """

    id: str
    unit: Unit
    needs: tuple[Input, ...]
    compute: Compute
    formula: str
    window: int = 1
    digits: int = -1
    extreme_of: str = ""
    of_composite: str = ""

    @property
    def decimals(self) -> int:
        """`digits`, or what the unit usually prints."""
        return self.digits if self.digits >= 0 else DIGITS[self.unit]

    @property
    def listed_decimals(self) -> int:
        """Decimals that `tidegauge readings` prints: those of the unit, which are a contract, or more."""
        return max(self.decimals, DIGITS[self.unit])


def percent(series: str, *, optional: bool = False) -> Input:
    """An input in percent."""
    return Input(series, Unit.PERCENT, optional)


def billions(series: str, *, optional: bool = False, stepped: bool = False) -> Input:
    """An input in billions of US dollars."""
    return Input(series, Unit.USD_BILLIONS, optional, stepped)


def index(series: str, then: str | None = None, *, optional: bool = False) -> Input:
    """An input without unit."""
    return Input(series, Unit.INDEX, optional, then=then)


def contracts(series: str) -> Input:
    """An input in contracts."""
    return Input(series, Unit.CONTRACTS)
