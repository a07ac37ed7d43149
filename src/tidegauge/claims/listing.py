"""Findings as rows and text: what `tidegauge verify` and `explain` print."""

from collections.abc import Iterable, Iterator
from typing import Any

from tidegauge.catalogue import Catalogue
from tidegauge.claims import wording
from tidegauge.claims.found import Finding, Verified
from tidegauge.claims.order import by_verdict

Row = dict[str, Any]
COLUMNS = ("id", "verdict", "claimed", "published", "unit", "series", "period", "difference", "reason")
"""A contract."""
REASON_WIDTH = 76


def row(finding: Finding) -> Row:
    """One finding in the columns of the contract: difference is the claim less the published value."""
    claim, number = finding.claim, finding.published
    remarks = " ".join(finding.remarks)
    return {
        "id": claim.id,
        "verdict": finding.verdict.value,
        "claimed": claim.value,
        "published": wording.exact(number.value, claim) if number else "",
        "unit": number.unit if number else claim.unit,
        "series": ";".join(number.series) if number else "",
        "period": str(number.period) if number else str(claim.span or ""),
        "difference": wording.exact(finding.difference, claim) if finding.difference is not None else "",
        "reason": f"{finding.reason} {remarks}".strip(),
    }


def rows(findings: Iterable[Finding]) -> list[Row]:
    """Every finding, in the order given."""
    return [row(one) for one in findings]


def short(findings: Iterable[Finding]) -> list[Row]:
    """For the screen: reasons cut to a line."""
    return [one | {"reason": _cut(one["reason"])} for one in rows(findings)]


def _cut(text: str) -> str:
    return text if len(text) <= REASON_WIDTH else f"{text[: REASON_WIDTH - 1].rstrip()}…"


def summary(verified: Verified) -> Iterator[str]:
    """Under the table: how many of each verdict, and what the internal checks found."""
    for document in verified.documents:
        counts = by_verdict(verified.of(document))
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        yield f"{document.name}: {sum(counts.values())} claims, {told}."
    for one in verified.inconsistencies:
        yield f"{one.flaw.value}: {one.sentence}"


def explanation(finding: Finding, catalogue: Catalogue) -> Row:
    """Everything a verdict was computed from."""
    claim, number = finding.claim, finding.published
    observations = number.observations if number else ()
    return {
        **row(finding),
        "document": claim.document,
        "line": claim.line,
        "quotation": claim.quotation,
        "paraphrase": claim.paraphrase,
        "unrounded": number.value if number else None,
        "nearest": str(finding.nearest) if finding.nearest else None,
        "publishers": [_publisher(one, catalogue) for one in (number.series if number else ())],
        "inputs": [
            {
                "series": one.series,
                "period": one.period.isoformat(),
                "value": one.value,
                "known_on": one.known_on.isoformat(),
                "basis": one.basis.value,
                "snapshot": one.snapshot,
            }
            for one in observations
        ],
    }


def _publisher(series: str, catalogue: Catalogue) -> Row:
    one = catalogue[series]
    return {"id": series, "name": one.names.en, "publisher": one.publisher, "unit": one.unit.value, "link": one.link}


def explained(told: Row) -> Iterator[str]:
    """An explanation as lines of text, without its inputs."""
    line = f", line {told['line']}" if told["line"] else ""
    yield f"{told['id']}  {told['verdict']}  ({told['document']}{line})"
    yield f"quotation   {told['quotation']}"
    yield f"claim       {told['paraphrase']}"
    yield f"claimed     {told['claimed']}"
    if told["published"]:
        yield f"published   {told['published']} {told['unit']}, {told['period']}"
        yield f"unrounded   {told['unrounded']!r}"
    if told["difference"]:
        yield f"difference  {told['difference']} (claim less published)"
    if told["nearest"]:
        yield f"right on    {told['nearest']}"
    yield f"reason      {told['reason']}"
    for one in told["publishers"]:
        yield f"{one['id']}: {one['name']}, {one['unit']}, {one['publisher']}, {one['link'] or 'your own file'}"
