"""Fields of a claims file to values: numbers as written, periods, checks. Raises ValueError with what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tidegauge.claims.model import Check, How, Measure, Quantity, Shape, Span, Take
from tidegauge.claims.taking import OWN_KIND

NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
SIGNS: Mapping[str, Shape] = {
    "~": Shape.ABOUT,
    "≈": Shape.ABOUT,
    ">=": Shape.AT_LEAST,
    "≥": Shape.AT_LEAST,
    "<=": Shape.AT_MOST,
    "≤": Shape.AT_MOST,
    ">": Shape.ABOVE,
    "<": Shape.BELOW,
}
CHECK_FIELDS = (
    "reading", "series", "event", "take", "period", "from", "to", "since", "order",
    "above", "below", "with", "minus", "over", "then", "between",
)  # fmt: skip
TWO = ("with",)
PERIODS = "2025-11-14, 2025-11, 2025-Q3, 2025 or 2025-11-10/2025-11-16"


class FieldError(ValueError):
    """A field does not hold: which, and why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


def quantity(text: str, tolerance: float | None = None) -> Quantity:
    """
    ``5.34``, ``~6.8``, ``>22``, ``5.60..5.75``.

    Raises:
        ValueError: it is no number, or a range is upside down.
    """
    bare = text.strip()
    sign = next((one for one in SIGNS if bare.startswith(one)), "")
    parts = [one.strip() for one in bare.removeprefix(sign).split("..")]
    if not 1 <= len(parts) <= 2 or not all(NUMBER.fullmatch(one) for one in parts) or (sign and len(parts) == 2):
        raise ValueError(f"{text!r} is no number; write 5.34, ~6.8 (about), >22, >=22, <3, <=3 or 5.60..5.75 (a range)")
    low, high = (float(one.replace(",", "").replace("−", "-")) for one in (parts[0], parts[-1]))
    if low > high:
        raise ValueError(f"the range {text!r} is upside down; write the lower end first")
    shape = Shape.RANGE if len(parts) == 2 else SIGNS.get(sign, Shape.EXACT)
    digits = max(len(one.partition(".")[2]) for one in parts)
    return Quantity(text, shape, low, high, digits, tolerance)


def span(value: object) -> Span:
    """
    A day, month, quarter, year or range of days.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, date):
        return Span(value, value)
    text = str(value).strip()
    first, slash, second = text.partition("/")
    start = _period(first)
    end = _period(second) if slash else start
    if start is None or end is None:
        raise ValueError(f"{text!r} is no date or period; write {PERIODS}")
    if start.start > end.end:
        raise ValueError(f"the period {text!r} is upside down; write the earlier day first")
    return Span(start.start, end.end)


def _period(text: str) -> Span | None:
    match = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?", text.strip())
    if not match:
        return None
    year, quarter, month, day = match.groups()
    try:
        if day:
            one = date(int(year), int(month), int(day))
            return Span(one, one)
        if month:
            return _months(int(year), int(month), 1)
        return _months(int(year), int(quarter) * 3 - 2, 3) if quarter else _months(int(year), 1, 12)
    except ValueError:
        return None


def _months(year: int, month: int, count: int) -> Span:
    following = year * 12 + month - 1 + count
    return Span(date(year, month, 1), date(following // 12, following % 12 + 1, 1) - timedelta(days=1))


def check(table: Mapping[str, Any], period: Span | None, unit: str) -> Check:
    """
    A check as written in a claims file.

    Args:
        period: The claim's own, for what states none.
        unit: The claim's.

    Raises:
        FieldError: a field of it does not hold.
    """
    unknown = sorted(set(table) - set(CHECK_FIELDS))
    if unknown:
        raise FieldError(f"check.{unknown[0]}", f"there is no such field; there are {', '.join(CHECK_FIELDS)}")
    between = _between(table)
    measured = _measure(table, period, between)
    how, against = _against(table, measured)
    _fits(measured, how, unit)
    return Check(measured, how, against, str(table.get("then", "")), between)


def _between(table: Mapping[str, Any]) -> tuple[str, str] | None:
    ends = table.get("between")
    if ends is None:
        return None
    listed = ends.split() if isinstance(ends, str) else ends
    if not isinstance(listed, list) or len(listed) != 2:
        raise FieldError("check.between", "it takes two readings or series, the lower one first")
    return str(listed[0]), str(listed[1])


def _measure(table: Mapping[str, Any], period: Span | None, between: tuple[str, str] | None = None) -> Measure:
    named = [str(table[one]) for one in ("reading", "series", "event") if table.get(one)]
    if between and not named:
        named = [between[0]]
    if len(named) != 1:
        raise FieldError("check", "name one reading, one series or one event (or between = [lower, upper])")
    take = Take.DATE if table.get("event") else _take(table)
    order = str(table.get("order", "highest"))
    if order not in ("highest", "lowest"):
        raise FieldError("check.order", f"{order!r} is neither highest nor lowest")
    since = table.get("since")
    if take is Take.RANK and since is None:
        raise FieldError("check.since", "rank needs the day from which on values count")
    if take in (Take.CORRELATION, Take.LAG) and not table.get("with"):
        raise FieldError("check.with", f"{take} needs a second reading or series")
    if take is Take.COUNT and ("above" in table) == ("below" in table):
        raise FieldError("check.above", "count needs one threshold, above or below")
    return Measure(
        source=named[0],
        take=take,
        span=_taken_in(table, take, period),
        since=_field("check.since", since).start if since is not None else None,
        lowest=order == "lowest",
        above=_threshold(table, "above"),
        below=_threshold(table, "below"),
        other=str(table.get("with", "")),
    )


def _take(table: Mapping[str, Any]) -> Take:
    text = str(table.get("take", "on"))
    known = [one.value for one in Take if one is not Take.DATE]
    if text not in known:
        raise FieldError("check.take", f"{text!r} is no way to take a number; there are {', '.join(known)}")
    return Take(text)


def _threshold(table: Mapping[str, Any], key: str) -> float | None:
    if key not in table:
        return None
    try:
        return float(table[key])
    except (TypeError, ValueError):
        raise FieldError(f"check.{key}", f"{table[key]!r} is no number") from None


def _taken_in(table: Mapping[str, Any], take: Take, period: Span | None) -> Span:
    if "from" in table or "to" in table:
        if not ("from" in table and "to" in table):
            raise FieldError("check.from", "from and to go together")
        start, end = _field("check.from", table["from"]), _field("check.to", table["to"])
        if start.start > end.end:
            raise FieldError("check.from", f"from {start} lies after to {end}")
        return Span(start.start, end.end)
    chosen = _field("check.period", table["period"]) if "period" in table else period
    if chosen is None:
        raise FieldError("period", f"a check needs a date or period; write {PERIODS}")
    if take in (Take.CHANGE, Take.GROWTH) and chosen.start == chosen.end:
        raise FieldError("check.from", f"{take} compares two days; give from and to")
    return chosen


def _field(name: str, value: object) -> Span:
    try:
        return span(value)
    except ValueError as error:
        raise FieldError(name, str(error)) from None


def _against(table: Mapping[str, Any], measured: Measure) -> tuple[How | None, Measure | None]:
    given = [one for one in How if one.value in table]
    if not given:
        return None, None
    if len(given) > 1:
        raise FieldError("check.over", "give minus or over, not both")
    other = table[given[0].value]
    if isinstance(other, str):
        return given[0], Measure(other, measured.take, measured.span)
    if not isinstance(other, Mapping):
        raise FieldError(f"check.{given[0]}", "it is a reading or series, or a table with reading, take and period")
    own = dict(other) if other.get("event") else {"take": measured.take.value, **other}
    second = _measure(own, measured.span)
    return given[0], replace(second, fixed="period" in other or "from" in other)


def _fits(measure: Measure, how: How | None, unit: str) -> None:
    """A take of its own kind has a unit of its own."""
    allowed = OWN_KIND.get(measure.take, ())
    if how is How.OVER:
        allowed = ("percent", "multiple")
    if measure.take is Take.DATE and how is How.MINUS:
        allowed = ("days",)
    if allowed and unit not in allowed:
        what = "a ratio" if how is How.OVER else measure.take.value
        raise FieldError("unit", f"{what} is stated in {' or '.join(allowed)}, not in {unit}")
