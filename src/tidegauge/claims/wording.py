"""Reasons in English, for the table and the CSV; pages take theirs from templates."""

import re
from datetime import date
from decimal import Decimal

from tidegauge.claims.found import Number
from tidegauge.claims.model import Claim, How, Shape, Span, Take
from tidegauge.model.units import Unit, rounded

UNIT_WORDS = {
    "percent": "%",
    "bp": " bp",
    "usd": " USD",
    "usd_millions": " USD mn",
    "usd_billions": " USD bn",
    "usd_trillions": " USD tn",
    "usd_per_barrel": " USD/bbl",
    "usd_per_share": " USD",
    "multiple": " times",
    "days": " days",
    "months": " months",
    "years": " years",
}
SHAPES = {
    Shape.EXACT: "",
    Shape.RANGE: "",
    Shape.ABOUT: "about ",
    Shape.ABOVE: "more than ",
    Shape.AT_LEAST: "at least ",
    Shape.BELOW: "less than ",
    Shape.AT_MOST: "at most ",
}
MINUS = "\u2212"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
MORE_DIGITS = 3
"""Decimals of a published value beyond those of the claim."""


def exact(value: float, claim: Claim) -> str:
    """A published value in the claim's unit, with three decimals more than the claim, final zeros left out."""
    digits = (claim.quantity.digits if claim.quantity else 0) + MORE_DIGITS
    text = str(rounded(value, digits))
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def digits(claim: Claim, unit: str) -> int:
    """
    Decimals a published value is told with: one more than the claim's, but of rates with two or more as many, since
    their publishers print no more; whole things have none.
    """
    if unit in ("rank", "count", "days", "months", Unit.CONTRACTS.value):
        return 0
    if claim.quantity is None:
        return 2
    enough = unit == Unit.PERCENT.value and claim.quantity.digits > 1
    return claim.quantity.digits + (0 if enough else 1)


def amount(value: float, claim: Claim, unit: str = "") -> str:
    """A published value with its unit."""
    unit = unit or claim.unit
    return f"{rounded(value, digits(claim, unit))}{UNIT_WORDS.get(unit, '')}"


def when(span: Span) -> str:
    """``on 14 November 2025``, ``in 1 October 2025 to 31 October 2025``."""
    if span.start == span.end:
        return f"on {day(span.end)}"
    return f"from {day(span.start)} to {day(span.end)}"


def day(one: date) -> str:
    """``14 November 2025``."""
    return f"{one.day} {one:%B %Y}"


def compared(claim: Claim, number: Number) -> str:
    """What was published."""
    check = claim.check
    if check and check.measure.take is Take.RANK and check.measure.since:
        order = "lowest" if check.measure.lowest else "highest"
        place = "the record" if number.value == 1 else f"number {int(number.value)} among the {order}"
        return f"{named(claim, number)} {when(number.period)} was {place} since {day(check.measure.since)}."
    told = amount(number.value, claim, number.unit)
    if number.unit == Unit.PERCENT.value and check and (check.measure.take is Take.CHANGE or check.how is How.MINUS):
        told = f"{told.removesuffix('%')} percentage points"
    return f"{named(claim, number)} gives {told} {when(number.period)}."


def named(claim: Claim, number: Number) -> str:
    """What was measured: a series, a reading with its series, two of them."""
    check, source = claim.check, number.source
    name = source if source in number.series else f"{source} ({', '.join(number.series)})"
    if check is None or check.measure.source != source:
        return name
    if check.measure.other:
        return f"{source} with {check.measure.other}"
    if check.against is None:
        return name
    return f"{source} {'less' if check.how is How.MINUS else 'over'} {check.against.source}"


def rightness(claim: Claim, nearest: Span | None, searched: Span | None) -> str:
    """When the claim would have been right."""
    if nearest:
        return f" The claim would have been right {when(nearest)}."
    if searched:
        return f" The claim was right on no day from {day(searched.start)} to {day(searched.end)}."
    return ""


def stated(claim: Claim) -> str:
    """The claim's number with its unit: ``about 7%``, ``5.60 to 5.75%``, ``less than −120 USD bn``."""
    quantity = claim.quantity
    if quantity is None:
        return claim.value
    first, *rest = (one.strip().lstrip("~≈<>=≤≥").strip() for one in quantity.text.split(".."))
    number = " to ".join((first, *rest)).replace("-", MINUS)
    return f"{SHAPES[quantity.shape]}{number}{UNIT_WORDS.get(claim.unit, '')}"


def told(claim: Claim) -> str:
    """The claim in English with its number, where its paraphrase does not say it."""
    quantity = claim.quantity
    if quantity is None or claim.unit == "rank" or _numbers(quantity.text) <= _numbers(claim.paraphrase):
        return claim.paraphrase
    return f"{claim.paraphrase}: {stated(claim)}"


def _numbers(text: str) -> frozenset[Decimal]:
    """The numbers in a text, without sign: 125 and 125.0 are one."""
    return frozenset(Decimal(one.replace(",", "")) for one in _NUMBER.findall(text))


def opposite(claim: Claim, number: Number) -> str:
    """A change whose sign is the other one is said to be so."""
    quantity, check = claim.quantity, claim.check
    signed = check and (check.measure.take in (Take.CHANGE, Take.GROWTH) or (check.against and claim.unit == "bp"))
    if quantity is None or not signed or quantity.shape in (Shape.ABOVE, Shape.BELOW):
        return ""
    return " The sign is the opposite one." if quantity.low * number.value < 0 else ""
