"""The desk as a command or an issue uses it: documents in, findings and inconsistencies out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from tidegauge.catalogue import Catalogue
from tidegauge.claims.documents import inconsistencies
from tidegauge.claims.found import Finding, Inconsistency, Verdict, Verified
from tidegauge.claims.model import Claim, Document, Kind, References, Span
from tidegauge.claims.order import worst_first
from tidegauge.claims.tracks import Data
from tidegauge.claims.verdicts import Desk
from tidegauge.indicators.table import INDICATORS
from tidegauge.measure import measure
from tidegauge.store.vintages import Known

WINDOW = timedelta(days=7)
"""An issue looks back to the one before."""
LONGEST = 31
"""Days of a claim's period up to which it belongs to an issue as a whole; longer ones belong to where they end."""


def sources(documents: Iterable[Document]) -> frozenset[str]:
    """Readings and series the documents' checks ask for."""
    checks = (check for one in documents for claim in one.claims for check in (claim.check, claim.instead) if check)
    return frozenset(source for check in checks for source in check.sources)


def verify(documents: Iterable[Document], references: References, known: Known, catalogue: Catalogue) -> Verified:
    """Every claim of the documents with its verdict, from what was known on the day of `known`."""
    listed = tuple(documents)
    wanted = sources(listed)
    measurement = measure((one for one in INDICATORS if one.id in wanted), known, catalogue)
    return checked(listed, references, Data(known, measurement, catalogue))


def checked(documents: Iterable[Document], references: References, data: Data, issue: date | None = None) -> Verified:
    """The same on readings that are measured already; only claims that concern an issue's day where one is given."""
    listed = tuple(documents)
    claims = [claim for one in listed for claim in one.claims if issue is None or touches(claim, issue)]
    flaws = inconsistencies(claims)
    findings = tuple(_remarked(one, flaws) for one in Desk(data, references).findings(claims))
    return Verified(listed, findings, flaws)


def _remarked(finding: Finding, flaws: Iterable[Inconsistency]) -> Finding:
    """With what other claims say against it."""
    remarks = tuple(one.sentence for one in flaws if finding.claim.id in one.claims)
    return replace(finding, remarks=remarks) if remarks else finding


def of_issue(findings: Iterable[Finding], day: date) -> tuple[Finding, ...]:
    """
    The findings that concern the issue of a day, worst first: the claim's period touches its week; of a longer period
    than a month its end does. Forecasts have a scorecard of their own, and what is not measurable is left out.
    """
    left_out = (Verdict.CONTEXT, Verdict.FORECAST)
    kept = (one for one in findings if one.verdict not in left_out and touches(one.claim, day))
    return worst_first(kept)


def touches(claim: Claim, day: date) -> bool:
    """Whether a claim's period lies in the week of an issue; a forecast's never does."""
    if claim.span is None or claim.kind is Kind.FORECAST:
        return False
    week = Span(day - WINDOW + timedelta(days=1), day)
    end_in = week.start <= claim.span.end <= week.end
    return end_in or (claim.span.days <= LONGEST and claim.span.start <= week.end and claim.span.end >= week.start)
