"""What a source is: two pure questions and an answer read. It opens no socket, never sleeps and knows no store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from tidegauge.catalogue import Series
from tidegauge.model.units import Unit, factor
from tidegauge.model.wire import Request, Snapshot


@dataclass(frozen=True, slots=True)
class Published:
    """
    One number as an answer states it, in the unit of the catalogue; not yet dated.

    Attributes:
        period: Day the number describes.
        value: None where the publisher printed a gap or withdrew the value.
        known: Day since when it was published, where the publisher says so (a vintage); else None.
        snapshot: SHA-256 of the answer it was read from; see `stamped`.
    """

    period: date
    value: float | None
    known: date | None = None
    snapshot: str = ""


def stamped(raw: Snapshot, found: Iterable[Published]) -> list[Published]:
    """`found` with the name of the answer it was read from."""
    return [replace(one, snapshot=raw.sha256) for one in found]


def scaled(value: float, unit: Unit, to: Unit) -> float:
    """
    `value` in another unit, equal to the last bit to the same number printed in that unit.

    51802000000 USD must be 51.802 billions, not 51.802000000000003: the noise of a product would make a revision of
    every value that a second source prints in billions. Dividing by a power of ten rounds correctly.
    """
    up = factor(unit, to)
    return value * up if up >= 1 else value / factor(to, unit)


class Source(Protocol):
    """One publisher. `Series.code` is the publisher's own name; its part before the colon is the topic."""

    id: str

    def requests(self, series: Series, since: date | None, until: date) -> tuple[Request, ...]:
        """
        What to ask for a series; equal requests of several series are asked once.

        Args:
            since: First period wanted; None for all there is.
            until: The day of the collection.
        """
        ...

    def following(self, raw: Snapshot) -> Request | None:
        """The request for the next page of an answer; None after the last."""
        ...

    def parse(self, series: Series, raw: Sequence[Snapshot]) -> list[Published]:
        """
        The numbers of a series, from all answers to its requests, pages in order.

        Raises:
            SourceChanged: an answer is not in the shape we know.
        """
        ...


def topic(series: Series) -> str:
    """Series of one source with equal topics are in the same answers: the code up to its colon."""
    return series.code.partition(":")[0]


def field(series: Series) -> str:
    """The code after its colon: which number of the answer; the code itself where it has none."""
    before, colon, after = series.code.partition(":")
    return after if colon else before
