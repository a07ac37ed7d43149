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
CURRENT = timedelta(days=31)
"""What a document says of the month before it appeared is news in the week in which it appears."""


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
    claims = [claim for one in listed for claim in one.claims if issue is None or concerns(claim, one, issue)]
    flaws = inconsistencies(claims)
    findings = tuple(_remarked(one, flaws) for one in Desk(data, references).findings(claims))
    return Verified(listed, findings, flaws)


def _remarked(finding: Finding, flaws: Iterable[Inconsistency]) -> Finding:
    """With what other claims say against it."""
    remarks = tuple(one.sentence for one in flaws if finding.claim.id in one.claims)
    return replace(finding, remarks=remarks) if remarks else finding


def of_issue(verified: Verified, day: date) -> tuple[Finding, ...]:
    """
    The findings that concern the issue of a day, worst first; see `concerns`. Forecasts have a scorecard of their own,
    and what is not measurable is left out.
    """
    left_out = (Verdict.CONTEXT, Verdict.FORECAST)
    documents = {one.name: one for one in verified.documents}
    return worst_first(
        one
        for one in verified.findings
        if one.verdict not in left_out and concerns(one.claim, documents[one.claim.document], day)
    )


def concerns(claim: Claim, document: Document, day: date) -> bool:
    """
    Whether an issue tells a claim: its document had appeared, and the claim's period touches the issue's week, or the
    document appeared in that week and speaks of the month before. A forecast's period never does.
    """
    if claim.span is None or claim.kind is Kind.FORECAST:
        return False
    week = Span(day - WINDOW + timedelta(days=1), day)
    appeared = document.published
    if appeared is None:
        return _touches(claim.span, week)
    if appeared > day:
        return False
    fresh = appeared >= week.start and appeared - CURRENT <= claim.span.end <= day
    return fresh or _touches(claim.span, week)


def _touches(span: Span, week: Span) -> bool:
    """Whether a period lies in a week; of a period longer than a month its end."""
    end_in = week.start <= span.end <= week.end
    return end_in or (span.days <= LONGEST and span.start <= week.end and span.end >= week.start)
