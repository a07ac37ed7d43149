"""What a section is composed of: facts for its prose, charts and tables as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidegauge.model.document import ChartSpec, Fact, Figure, TableSpec


@dataclass(frozen=True, slots=True)
class Content:
    """
    A section before it is laid out.

    Attributes:
        facts: What its prose may print or ask.
        charts, tables: By id; None where the data are not there, and then its block goes.
        empty: There is nothing to tell: the prose block `nothing` is said in one line.
    """

    facts: Mapping[str, Fact]
    charts: Mapping[str, ChartSpec | None] = field(default_factory=dict)
    tables: Mapping[str, TableSpec | None] = field(default_factory=dict)
    empty: bool = False


def tally(kind: str, number: Figure) -> Mapping[str, Fact]:
    """A count for the prose, and the two questions grammar asks of it: is there any, is it just one."""
    return {kind: number, f"any_{kind}": bool(number.value), f"one_{kind}": number.value == 1}
