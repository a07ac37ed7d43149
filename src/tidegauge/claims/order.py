"""Findings in order, and how many of each verdict: pure, and known to the pages."""

from collections.abc import Iterable, Mapping

from tidegauge.claims.found import Finding, Verdict

PLACES = ("rank", "count", "days", "months")
"""Whole numbers without a natural size: they come after what can be wrong by so many per cent."""
ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Impossible, wrong (the largest relative error first), definition, and so on."""
    return tuple(sorted(findings, key=lambda one: (ORDER[one.verdict], -_weight(one))))


def _weight(finding: Finding) -> float:
    published = finding.published
    if published is None or finding.instead:
        return -1.0
    if finding.difference is None or finding.claim.unit in PLACES:
        return 0.0
    return abs(finding.difference) / max(abs(published.value), 1e-9)


def by_verdict(findings: Iterable[Finding]) -> Mapping[Verdict, int]:
    """How many of each, worst first."""
    listed = [one.verdict for one in findings]
    return {verdict: listed.count(verdict) for verdict in Verdict if verdict in listed}
