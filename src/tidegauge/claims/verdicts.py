"""Claim + data -> verdict. Nothing here knows what the verdict should be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tidegauge.claims import wording
from tidegauge.claims.found import Cause, Finding, Number, Outcome, Verdict
from tidegauge.claims.measuring import bounds, level_before, nearest, number, outside
from tidegauge.claims.model import Check, Claim, Kind, Quantity, References, Shape, Span, Take
from tidegauge.claims.tracks import Data

AMOUNT_SLACK = 0.01
"""Share of the published value by which an amount may miss and still be close."""
AMOUNTS = ("usd", "usd_millions", "usd_billions", "usd_trillions", "index", "contracts")
EXACT_UNITS = ("rank", "count", "days")
"""Whole things: there is no close."""
NEVER_BACK = (Take.MAX, Take.SUM, Take.DRAWDOWN, Take.REBOUND)
"""Takes that can only grow within a horizon: reached once, a bound above stays reached."""


@dataclass(frozen=True, slots=True)
class Desk:
    """
    What verdicts are computed from.

    Attributes:
        data: Known on the as-of day.
        references: Statistics, terms and events without data.
    """

    data: Data
    references: References

    def findings(self, claims: Iterable[Claim]) -> tuple[Finding, ...]:
        """Every claim with its verdict, in order."""
        return tuple(self.finding(one) for one in claims)

    def finding(self, claim: Claim) -> Finding:
        """One claim's verdict."""
        if claim.term:
            return self._defined(claim)
        if claim.statistic:
            return self._statistic(claim)
        if claim.kind is Kind.CONTEXT:
            return self._without(claim, Verdict.CONTEXT, Cause.NOT_MEASURABLE)
        if claim.check is None:
            return self._without(claim, Verdict.UNVERIFIABLE, Cause.NO_SOURCE)
        if claim.check.measure.take is Take.DATE:
            return self._dated(claim, claim.check)
        if claim.check.between:
            return self._bounded(claim, claim.check)
        return self._measured(claim, claim.check)

    def _without(self, claim: Claim, verdict: Verdict, cause: Cause) -> Finding:
        """A claim that nothing is computed for: its own reason and reference, and the nearest published number."""
        return Finding(claim, verdict, cause, _sourced(claim.reason, claim.reference), self._instead(claim))

    def _instead(self, claim: Claim) -> Number | None:
        return number(claim.instead, claim.unit, self.data) if claim.instead else None

    def _defined(self, claim: Claim) -> Finding:
        """Whether the document uses a term for what it excludes."""
        term = self.references.terms[claim.term]
        if claim.used_for not in term.excludes:
            reason = f"The term means {term.means}; nothing says that it is not {claim.used_for}."
            return Finding(claim, Verdict.UNVERIFIABLE, Cause.TERM, _sourced(reason, term.reference))
        reason = f"{claim.term.replace('_', ' ').capitalize()} means {term.means}, not {claim.used_for}."
        reason = f"{reason} {claim.reason}".strip()
        return Finding(claim, Verdict.DEFINITION, Cause.TERM, _sourced(reason, term.reference), self._instead(claim))

    def _statistic(self, claim: Claim) -> Finding:
        """A statistic without data: whether it existed on the claim's day."""
        one = self.references.statistics[claim.statistic]
        if one.last and claim.span and claim.span.end <= one.last:
            reason = f"{one.name} was still published then, but there are no data to check it with."
            return Finding(claim, Verdict.UNVERIFIABLE, Cause.NO_DATA, _sourced(reason, one.reference))
        cause = Cause.ENDED_STATISTIC if one.last else Cause.NEVER_PUBLISHED
        ended = f"was last published on {wording.day(one.last)}" if one.last else "is not published"
        reason = f"{one.name} {ended}. {claim.reason}".strip()
        return Finding(claim, Verdict.IMPOSSIBLE, cause, _sourced(reason, one.reference), self._instead(claim))

    def _dated(self, claim: Claim, check: Check) -> Finding:
        """The day of something that happened, or the days between two such things."""
        event = self.references.events[check.measure.source]
        first = self.references.events[check.against.source] if check.against else None
        reason = _sourced(f"The day was {wording.day(event.day)}.", event.reference)
        if self.data.known.day < event.known:
            late = _sourced(f"It was not known yet on {wording.day(self.data.known.day)}.", event.reference)
            if claim.kind is Kind.FORECAST:
                return Finding(claim, Verdict.FORECAST, Cause.HORIZON, f"open: {late}", outcome=Outcome.OPEN)
            return Finding(claim, Verdict.UNVERIFIABLE, Cause.NO_DATA, late)
        if first is not None and claim.quantity is not None:
            days = float((event.day - first.day).days + 1)
            reason = (
                f"From {wording.day(first.day)} to {wording.day(event.day)} were {days:.0f} days. {event.reference}"
            )
            found = Number(days, claim.unit, event.id, (), Span(first.day, event.day), ())
            verdict = compare(claim.quantity, claim.unit, days)
            return Finding(claim, verdict, Cause.COMPARED, reason, found, claim.quantity.difference(days))
        return self._on_day(claim, event.day, reason)

    def _on_day(self, claim: Claim, day: date, reason: str) -> Finding:
        right = claim.span is not None and claim.span.start <= day <= claim.span.end
        there = None if right else Span(day, day)
        if claim.kind is Kind.FORECAST:
            outcome = Outcome.MET if right else Outcome.MISSED
            return Finding(
                claim, Verdict.FORECAST, Cause.HORIZON, f"{outcome}: {reason}", nearest=there, outcome=outcome
            )
        return Finding(claim, Verdict.CONFIRMED if right else Verdict.WRONG, Cause.COMPARED, reason, nearest=there)

    def _bounded(self, claim: Claim, check: Check) -> Finding:
        """An unpublished statistic that must lie between two published ones."""
        found, quantity = bounds(check, claim.unit, self.data), claim.quantity
        if found is None or quantity is None:
            return self._no_data(claim, check)
        low, high = found
        if check.measure.take is not Take.ON and not self._complete(check):
            return self._unfinished(claim, high)
        beyond = outside(quantity.interval, low, high)
        ends = " and ".join(f"{one.source} ({wording.amount(one.value, claim)})" for one in found)
        between = f"It is not published, and must lie between {ends}"
        reason = _sourced(f"{between} {wording.when(high.period)}. {claim.reason}".strip(), claim.reference)
        if beyond is None:
            return Finding(claim, Verdict.UNVERIFIABLE, Cause.INSIDE_BOUNDS, reason, high)
        difference = quantity.difference(beyond.value)
        return Finding(claim, Verdict.IMPOSSIBLE, Cause.OUTSIDE_BOUNDS, reason, beyond, difference)

    def _measured(self, claim: Claim, check: Check) -> Finding:
        found, quantity = number(check, claim.unit, self.data), claim.quantity
        if check.successor and quantity:
            return self._ended(claim, check, quantity)
        if found is None or quantity is None:
            return self._no_data(claim, check)
        if claim.kind is Kind.FORECAST:
            return self._forecast(claim, check, quantity, found)
        if self._too_early(check, quantity, found):
            return self._unfinished(claim, found)
        level = level_before(check, claim.unit, self.data)
        if level is not None and quantity.high < 0 and -quantity.interval.high > level:
            there = f"Only {wording.amount(level, claim)} was there to fall"
            reason = f"{there} ({', '.join(found.series)}). {wording.compared(claim, found)}"
            difference = quantity.difference(found.value)
            return Finding(claim, Verdict.IMPOSSIBLE, Cause.MORE_THAN_THERE_WAS, reason, found, difference)
        return self._compared(claim, quantity, found)

    def _compared(self, claim: Claim, quantity: Quantity, found: Number) -> Finding:
        verdict = compare(quantity, claim.unit, found.value)
        right, searched = nearest(claim, self.data) if verdict is Verdict.WRONG else (None, None)
        reason = wording.compared(claim, found) + wording.opposite(claim, found)
        reason += wording.rightness(claim, right, searched)
        reason = _sourced(f"{reason} {claim.reason}".strip(), claim.reference)
        difference = quantity.difference(found.value)
        return Finding(claim, verdict, Cause.COMPARED, reason, found, difference, right, searched)

    def _ended(self, claim: Claim, check: Check, quantity: Quantity) -> Finding:
        """A series that another one replaced: claimed after its end it did not exist."""
        old, new = self.data.track(check.measure.source), self.data.track(check.successor)
        if old is None or new is None or claim.span is None:
            return self._no_data(claim, check)
        later = Check(type(check.measure)(check.successor, check.measure.take, check.measure.span))
        found, last, first = (
            number(later, claim.unit, self.data),
            old.days[-1].astype(object),
            new.days[0].astype(object),
        )
        if found is None or claim.span.end <= last or first <= last:
            plain = Check(check.measure)
            known = number(plain, claim.unit, self.data)
            return self._compared(claim, quantity, known) if known else self._no_data(claim, check)
        ended = f"{check.measure.source} ended on {wording.day(last)}; {check.successor} took its place"
        reason = _sourced(f"{ended}. {wording.compared(claim, found)} {claim.reason}".strip(), claim.reference)
        return Finding(claim, Verdict.IMPOSSIBLE, Cause.ENDED_SERIES, reason, found, quantity.difference(found.value))

    def _no_data(self, claim: Claim, check: Check) -> Finding:
        """A check whose data are not there, or not for that day."""
        absent = [one for one in check.sources if self.data.track(one) is None]
        reason = self._absence(check, absent)
        if claim.kind is Kind.FORECAST and not absent and not self._complete(check):
            told = f"open: {reason} {claim.reason}".strip()
            return Finding(claim, Verdict.FORECAST, Cause.HORIZON, told, outcome=Outcome.OPEN)
        return Finding(
            claim, Verdict.UNVERIFIABLE, Cause.NO_DATA, _sourced(f"{reason} {claim.reason}".strip(), claim.reference)
        )

    def _too_early(self, check: Check, quantity: Quantity, found: Number) -> bool:
        """Whether later values of the claim's own period could still turn the verdict."""
        take = check.measure.take
        if take in (Take.ON, Take.CHANGE, Take.GROWTH) or self._complete(check):
            return False
        return not _settled(take, quantity.shape, quantity.interval.holds(found.value))

    def _unfinished(self, claim: Claim, found: Number) -> Finding:
        """A period of which not everything is known."""
        told = f"The period is not fully known on {wording.day(self.data.known.day)}; so far"
        reason = _sourced(f"{told} {wording.compared(claim, found)} {claim.reason}".strip(), claim.reference)
        return Finding(claim, Verdict.UNVERIFIABLE, Cause.UNFINISHED, reason, found)

    def _absence(self, check: Check, absent: list[str]) -> str:
        today, span = wording.day(self.data.known.day), check.measure.span
        if absent:
            return f"Nothing is known of {', '.join(absent)} on {today}."
        newest = min(track.days[-1].astype(object) for one in check.sources if (track := self.data.track(one)))
        if newest < span.end:
            newest_day = wording.day(newest)
            return f"{check.measure.source} {wording.when(span)} is not known on {today}: it ends on {newest_day}."
        short = ", or its history is too short" if check.measure.take is Take.RANK else ""
        return f"{check.measure.source} has no value {wording.when(span)}{short}."

    def _forecast(self, claim: Claim, check: Check, quantity: Quantity, found: Number) -> Finding:
        """Open until its horizon is over, unless what can only grow has already reached it."""
        holds = quantity.interval.holds(found.value)
        over = self._complete(check)
        settled = over or _settled(check.measure.take, quantity.shape, holds)
        outcome = Outcome.OPEN if not settled else Outcome.MET if holds else Outcome.MISSED
        so_far = "" if over else " so far"
        reason = _sourced(
            f"{outcome.value}: {wording.compared(claim, found)[:-1]}{so_far}. {claim.reason}".strip(), claim.reference
        )
        difference = quantity.difference(found.value)
        return Finding(claim, Verdict.FORECAST, Cause.HORIZON, reason, found, difference, outcome=outcome)

    def _complete(self, check: Check) -> bool:
        """Whether the data reach the end of the horizon, and the as-of day is past it."""
        track, end = self.data.track(check.measure.source), check.measure.span.end
        if track is None or self.data.known.day < end:
            return False
        newest = track.days[-1].astype(object)
        return bool((end - newest).days <= max(track.reach, 4))


def compare(quantity: Quantity, unit: str, published: float) -> Verdict:
    """
    Confirmed within the claim's own rounding; close when it misses that by no more than another half unit of its last
    digit ("about" has had its allowance, a bound is a bound), or an amount by no more than 1% of what was published;
    wrong otherwise.
    """
    interval = quantity.interval
    if interval.holds(published):
        return Verdict.CONFIRMED
    plain = quantity.shape in (Shape.EXACT, Shape.RANGE)
    slack = quantity.unit_of_last_digit / 2 if plain else 0.0
    if unit in AMOUNTS:
        slack = max(slack, AMOUNT_SLACK * abs(published))
    near = unit not in EXACT_UNITS and interval.miss(published) <= slack + 1e-9
    return Verdict.CLOSE if near else Verdict.WRONG


def _settled(take: Take, shape: Shape, holds: bool) -> bool:
    """Whether no later value can turn it: what can only grow has passed a bound, what can only fall has."""
    up, down = shape in (Shape.ABOVE, Shape.AT_LEAST), shape in (Shape.BELOW, Shape.AT_MOST)
    if take in NEVER_BACK:
        return (up and holds) or (down and not holds)
    return take is Take.MIN and ((down and holds) or (up and not holds))


def _sourced(reason: str, reference: str) -> str:
    return f"{reason} {reference}".strip() if reference else reason.strip()
