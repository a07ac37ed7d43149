"""Calendar days from 2010 to 2040, seeded noise, and the shapes everything else is made of."""

import hashlib
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tidegauge.days import busday_calendar, pressured

VERSION = "1"
"""Goes up when a rule changes, so that an old issue's manifest does not claim the new numbers."""

FIRST, LAST = date(2010, 1, 1), date(2040, 12, 31)

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

EPISODES = {"repo": date(2018, 11, 26), "dash": date(2021, 10, 4), "bank": date(2024, 6, 3)}
"""First day of the three stress episodes: a repo squeeze, a dash for dollars, a run on banks."""

CYCLE = 9
"""Years after which the three come again, and before which they came already."""

DAYS = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
YEARS: Floats = (DAYS - np.datetime64("2010-01-01")).astype(np.float64) / 365.25
"""Years since the start of the grid."""


def noise(name: str) -> Floats:
    """
    Independent draws for each day, mean 0, variance 1, never beyond 3.5: four uniform draws added up.

    The generator is PCG64 seeded by the SHA-256 of the name, the same on every machine.
    """
    seed = int.from_bytes(hashlib.sha256(f"sample:{name}:{VERSION}".encode()).digest()[:16])
    uniform = np.random.Generator(np.random.PCG64(seed)).random((DAYS.size, 4))
    drawn: Floats = (uniform.sum(axis=1) - 2) * np.sqrt(3)
    return drawn


def smooth(values: Floats, memory: float) -> Floats:
    """Exponentially weighted mean with `memory` days; starts at the first value."""
    averaged: Floats = pd.Series(values).ewm(alpha=1 / memory, adjust=False).mean().to_numpy()
    return averaged


def wave(name: str, memory: float) -> Floats:
    """Noise that returns to 0 within about `memory` days, variance 1."""
    scale = np.sqrt((1 / memory) / (2 - 1 / memory))
    drawn = noise(name)
    drawn[0] *= scale
    waved: Floats = smooth(drawn, memory) / scale
    return waved


def decay(impulses: Floats, days: float) -> Floats:
    """Each impulse, dying away over `days`."""
    faded = smooth(impulses, days) * days
    faded[0] = impulses[0]
    return faded


def pulse(start: date, rise: float, fall: float) -> Floats:
    """0 before `start`, up to 1 within a few times `rise` days, then back over a few times `fall` days."""
    after = np.maximum((DAYS - np.datetime64(start)).astype(np.float64), 0.0)
    peak = rise * np.log1p(fall / rise)
    highest = (1 - np.exp(-peak / rise)) * np.exp(-peak / fall)
    shape: Floats = (1 - np.exp(-after / rise)) * np.exp(-after / fall) / highest
    return shape


def episode(name: str, rise: float, fall: float) -> Floats:
    """The pulse of one episode, and the same every nine years."""
    start = EPISODES[name]
    years = (start.year + turn * CYCLE for turn in range(-1, 3))
    shapes = [pulse(start.replace(year=year), rise, fall) for year in years if year <= LAST.year]
    added: Floats = np.sum(shapes, axis=0)
    return added


def along(phases: tuple[float, ...], levels: tuple[float, ...]) -> Floats:
    """Straight lines through `levels` at `phases`: years since the last dash for dollars, 0 to 9."""
    since = (DAYS - np.datetime64(EPISODES["dash"])).astype(np.float64) / 365.25
    line: Floats = np.interp(np.mod(since, CYCLE), phases, levels)
    return line


def is_business(calendar: str = "fed") -> Flags:
    """Which days of the grid are business days."""
    flags: Flags = np.is_busday(DAYS, busdaycal=busday_calendar(calendar))
    return flags


def carried(values: Floats, published: Flags) -> Floats:
    """On days without a publication the last published value; before the first, the first."""
    rows = np.where(published, np.arange(DAYS.size), 0)
    return values[np.maximum(np.maximum.accumulate(rows), int(np.argmax(published)))]


def on_business(days: npt.NDArray[np.datetime64], offset: int = 0) -> npt.NDArray[np.int64]:
    """Rows of the grid of `days`, each moved to the next business day and then by `offset`; those outside left out."""
    moved = np.busday_offset(days, offset, roll="forward", busdaycal=busday_calendar("fed"))
    rows: npt.NDArray[np.int64] = (moved - DAYS[0]).astype(np.int64)
    return rows[(rows >= 0) & (rows < DAYS.size)]


def months(first: int = 0, every: int = 1) -> npt.NDArray[np.datetime64]:
    """First day of each `every`-th month of the grid, beginning with month `first` (0 is January)."""
    start = DAYS[0].astype("datetime64[M]") + first
    return np.arange(start, DAYS[-1].astype("datetime64[M]") + 1, every).astype("datetime64[D]")


def at(rows: npt.NDArray[np.int64], size: float = 1.0) -> Floats:
    """`size` on these rows of the grid, 0 elsewhere."""
    impulses = np.zeros(DAYS.size)
    impulses[rows] = size
    return impulses


def calendar_pressure() -> Floats:
    """
    How strongly the calendar presses on repo: 1 on the last business day of a month, 2.2 of a quarter, 3 of a year; a
    half of it on the day after; 0.6 where a Treasury coupon settles in the middle of the month.
    """
    ends, quarters, years = months(1), months(3, 3), months(12, 12)
    last = np.maximum.reduce(
        [at(on_business(days, -1), size) for days, size in ((ends, 1.0), (quarters, 2.2), (years, 3.0))]
    )
    next_day = np.maximum.reduce(
        [at(on_business(days), size) for days, size in ((ends, 0.5), (quarters, 1.1), (years, 1.5))]
    )
    middle = np.where(pressured(DAYS) & (last == 0) & (next_day == 0), 0.6, 0.0)
    pressure: Floats = last + next_day + middle
    return pressure
