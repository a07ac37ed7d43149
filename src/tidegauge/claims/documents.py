"""Internal checks: what a document's claims, or those of two documents, say against each other."""

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, product
from math import inf

from tidegauge.claims.found import Flaw, Inconsistency
from tidegauge.claims.model import UNITS, Claim, Interval, Shape
from tidegauge.claims.wording import stated

OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def inconsistencies(claims: Iterable[Claim]) -> tuple[Inconsistency, ...]:
    """Two values for one quantity, arithmetic that does not follow, contradictions between documents."""
    listed = tuple(claims)
    return (*_two_values(listed), *_arithmetic(listed))


def _two_values(claims: tuple[Claim, ...]) -> Iterator[Inconsistency]:
    numeric = [one for one in claims if one.quantity is not None]
    for first, second in combinations(numeric, 2):
        if _same_quantity(first, second) and not _agree(first, second):
            flaw = Flaw.TWO_VALUES if first.document == second.document else Flaw.CONTRADICTION
            what = (first.label or second.label).replace("_", " ") or "the same quantity"
            yield Inconsistency(flaw, (first.id, second.id), _sentence(flaw, first, second, what))


def _sentence(flaw: Flaw, first: Claim, second: Claim, what: str) -> str:
    pair = f"{first.id} says {stated(first)}, {second.id} says {stated(second)}"
    if flaw is Flaw.TWO_VALUES:
        return f"Two values for {what}: {pair}."
    return f"The documents contradict each other on {what}: {pair}."


def _same_quantity(first: Claim, second: Claim) -> bool:
    if first.label or second.label:
        return first.label == second.label
    return first.check is not None and first.check == second.check and first.kind == second.kind


def _agree(first: Claim, second: Claim) -> bool:
    """Whether both may be true of one value; a single figure and a range of it are two values."""
    ranges = [one.quantity is not None and one.quantity.shape is Shape.RANGE for one in (first, second)]
    return ranges[0] == ranges[1] and _scaled(first).meets(_scaled(second))


def _scaled(claim: Claim) -> Interval:
    """What the claim says, in the catalogue's unit, so that 2.85 USD tn and 2,850 USD bn are the same."""
    if claim.quantity is None:
        raise ValueError(claim.id)
    size = UNITS[claim.unit].size
    low, high, _ = claim.quantity.interval
    return Interval(low * size, high * size)


def _arithmetic(claims: tuple[Claim, ...]) -> Iterator[Inconsistency]:
    named = {one.id: one for one in claims}
    for claim in claims:
        for text in formulas(claim.follows):
            if claim.quantity is not None and set(ids(text)) <= set(named):
                yield from _followed(claim, text, {one: named[one] for one in ids(text)})


def _followed(claim: Claim, text: str, inputs: Mapping[str, Claim]) -> Iterator[Inconsistency]:
    result = formula(text, {one: _scaled(claim_) for one, claim_ in inputs.items()})
    if result.meets(_scaled(claim)):
        return
    size = UNITS[claim.unit].size
    told = ", ".join(f"{one} = {stated(claim_)}" for one, claim_ in inputs.items())
    between = f"{result.low / size:.4g} to {result.high / size:.4g}"
    sentence = f"{claim.id} says {stated(claim)}, but {text} gives {between} ({told})."
    yield Inconsistency(Flaw.ARITHMETIC, (claim.id, *inputs), sentence)


def formulas(text: str) -> tuple[str, ...]:
    """The formulas of a field `follows`."""
    return tuple(one.strip() for one in text.split(";") if one.strip())


def ids(text: str) -> tuple[str, ...]:
    """
    Claims a formula names.

    Raises:
        ValueError: it is no formula of ids, numbers, + - * / and brackets.
    """
    tree = _parsed(text)
    return tuple(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))


def formula(text: str, values: Mapping[str, Interval]) -> Interval:
    """
    The range of a formula's results, each input anywhere within its rounding.

    Raises:
        ValueError: see `ids`.
    """
    return _evaluated(_parsed(text), values)


def _parsed(text: str) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        raise ValueError(f"{text!r} is no formula") from None
    allowed = (ast.BinOp, ast.Name, ast.Constant, ast.Load, *OPERATORS)
    if not all(isinstance(node, allowed) for node in ast.walk(tree)):
        raise ValueError(f"{text!r} may hold only ids of claims, numbers, + - * / and brackets")
    return tree


def _evaluated(node: ast.expr, values: Mapping[str, Interval]) -> Interval:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return Interval(float(node.value), float(node.value))
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp):
        left, right = _evaluated(node.left, values), _evaluated(node.right, values)
        if isinstance(node.op, ast.Div) and right.low <= 0 <= right.high:
            return Interval(-inf, inf)
        corners = [OPERATORS[type(node.op)](one, two) for one, two in product(left[:2], right[:2])]
        return Interval(min(corners), max(corners))
    raise ValueError("a formula holds something that is no number")
