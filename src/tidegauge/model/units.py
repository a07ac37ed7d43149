"""Units, their conversion in one place, and the one rounding rule."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from tidegauge.errors import UnitMismatch


class Unit(StrEnum):
    """The codes are a contract: they stand in META.csv and in `tidegauge readings`."""

    PERCENT = "percent"
    BP = "bp"
    USD = "usd"
    USD_MILLIONS = "usd_millions"
    USD_BILLIONS = "usd_billions"
    USD_PER_BARREL = "usd_per_barrel"
    USD_PER_SHARE = "usd_per_share"
    INDEX = "index"
    CORRELATION = "correlation"
    COUNT = "count"
    CONTRACTS = "contracts"


SCALE: dict[tuple[Unit, Unit], float] = {
    (Unit.USD, Unit.USD_MILLIONS): 1e-6,
    (Unit.USD, Unit.USD_BILLIONS): 1e-9,
    (Unit.USD_MILLIONS, Unit.USD): 1e6,
    (Unit.USD_MILLIONS, Unit.USD_BILLIONS): 1e-3,
    (Unit.USD_BILLIONS, Unit.USD): 1e9,
    (Unit.USD_BILLIONS, Unit.USD_MILLIONS): 1e3,
    (Unit.PERCENT, Unit.BP): 100.0,
    (Unit.BP, Unit.PERCENT): 0.01,
}

DIGITS: dict[Unit, int] = {
    Unit.PERCENT: 2,
    Unit.BP: 1,
    Unit.USD: 2,
    Unit.USD_MILLIONS: 0,
    Unit.USD_BILLIONS: 3,
    Unit.USD_PER_BARREL: 3,
    Unit.USD_PER_SHARE: 2,
    Unit.INDEX: 3,
    Unit.CORRELATION: 3,
    Unit.COUNT: 0,
    Unit.CONTRACTS: 0,
}


def factor(unit: Unit, to: Unit) -> float:
    """
    What a value in `unit` is multiplied by to be in `to`.

    Raises:
        UnitMismatch: there is no such conversion.
    """
    if unit is to:
        return 1.0
    try:
        return SCALE[unit, to]
    except KeyError:
        raise UnitMismatch(
            f"There is no conversion from {unit.value} to {to.value}; correct the unit in META.csv or the catalogue."
        ) from None


def convert(value: float, unit: Unit, to: Unit) -> float:
    """
    `value` in another unit; see `factor`.

    Downwards it divides by a whole number: 51802000000 times 1e-9 would be 51.802000000000003.
    """
    scale = factor(unit, to)
    return value * scale if scale >= 1 else value / round(1 / scale)


def rounded(value: float, digits: int) -> Decimal:
    """
    `value` rounded half up on its decimal value, and never minus zero.

    Differences of decimal numbers carry float noise in the sixteenth digit (4.33 - 4.31), so the value is first
    read at twelve significant digits; no publisher prints more.
    """
    decimal = Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return decimal if decimal else abs(decimal)
