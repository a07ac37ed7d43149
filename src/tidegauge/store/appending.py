"""What of a batch of observations is news, given what is stored. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from tidegauge.model.data import Observation
from tidegauge.store.records import Counts

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Line:
    """
    One stored value of a period.

    Attributes:
        known_on: ISO text in UTC; orders lines.
        sequence: Orders lines known at the same instant: a corrected file of history.
        value: As stored.
    """

    known_on: str
    sequence: int
    value: float | None


@dataclass
class Ledger:
    """The lines of one series by period (days since 1970), each list in order."""

    lines: dict[int, list[Line]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Sequence[object]]) -> "Ledger":
        """From rows (period, known_on, sequence, value) in the order of the key."""
        ledger = cls()
        for period, known_on, sequence, value in rows:
            ledger.lines.setdefault(period, []).append(Line(known_on, sequence, value))  # type: ignore[arg-type]
        return ledger

    def known(self, period: date, instant: datetime) -> Line | None:
        """The line of a period that was in force at an instant."""
        lines = self.lines.get(day_number(period), [])
        at = bisect_right(lines, utc_text(instant), key=lambda line: line.known_on)
        return lines[at - 1] if at else None

    def oldest(self) -> date | None:
        """The first period."""
        return day_of(min(self.lines)) if self.lines else None

    def before(self, period: date) -> float | None:
        """The newest value of the last earlier period that has one."""
        earlier = (number for number in self.lines if number < day_number(period))
        values = ((number, self.lines[number][-1].value) for number in earlier)
        return max(((number, value) for number, value in values if value is not None), default=(0, None))[1]

    def add(self, one: Observation) -> tuple[Line | None, Counts]:
        """
        Take in an observation: the line to store, or None where the value is what was known at that instant.

        A value dated before everything stored of its period is stored too, and is neither new nor revised. A gap that
        is filled is new.
        """
        period, instant = day_number(one.period), utc_text(one.known_on)
        lines = self.lines.setdefault(period, [])
        at = bisect_right(lines, instant, key=lambda line: line.known_on)
        before = lines[at - 1] if at else None
        if before and before.value == one.value:
            return None, Counts()
        same = before is not None and before.known_on == instant
        line = Line(instant, before.sequence + 1 if before and same else 0, one.value)
        filled = before is not None and before.value is None
        counts = Counts(new=int(not lines or filled), revised=int(before is not None and not filled))
        lines.insert(at, line)
        return line, counts


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """The inverse of `day_number`."""
    return date.fromordinal(number + EPOCH)


def utc_text(instant: datetime) -> str:
    """ISO text in UTC to the second; sorts as time does."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def instant_of(text: str) -> datetime:
    """The inverse of `utc_text`."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
