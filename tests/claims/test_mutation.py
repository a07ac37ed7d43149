"""No verdict rests on anything but data: without them it is unverifiable, with others it is another."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from tests.claims.changed import Change, Changed, Verify, gone, with_values

from tidegauge.claims.found import Finding, Verdict
from tidegauge.claims.model import UNITS, Take
from tidegauge.errors import UnitMismatch
from tidegauge.indicators.table import INDICATORS
from tidegauge.model.units import factor
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Vintages

NEEDS = {one.id: {name for need in one.needs for name in (need.series, need.then) if name} for one in INDICATORS}


def numeric(findings: Mapping[str, Finding]) -> list[Finding]:
    """Claims whose verdict rests on data."""
    return [one for one in findings.values() if one.claim.check and one.published and one.published.observations]


def test_there_are_many(findings: Mapping[str, Finding]) -> None:
    """
    About half of all claims can be measured.
    """
    assert len(numeric(findings)) > 55


def test_without_its_data_every_verdict_is_unverifiable(
    findings: Mapping[str, Finding], recorded: CsvFolder, verify: Verify
) -> None:
    """
    Deleting the series of a check leaves nothing to say, whatever it said before.
    """
    for one in numeric(findings):
        assert one.claim.check is not None
        series = {name for source in one.claim.check.sources for name in NEEDS.get(source, {source})}
        found = verify([one.claim], archive=Changed(recorded, dict.fromkeys(series, gone))).findings[0]
        assert (one.claim.id, found.verdict) == (one.claim.id, Verdict.UNVERIFIABLE)
        assert found.published is None


def test_with_other_data_every_verdict_is_another(
    findings: Mapping[str, Finding], recorded: CsvFolder, verify: Verify
) -> None:
    """
    For every numeric claim some other data give another verdict or outcome: true data make a wrong claim right.
    """
    stuck = []
    for one in numeric(findings):
        said = (one.verdict, one.outcome)
        for changes in _changes(one, recorded):
            found = verify([one.claim], archive=Changed(recorded, changes)).findings[0]
            if (found.verdict, found.outcome) != said:
                break
        else:
            stuck.append(f"{one.claim.id} is {one.verdict}")
    assert not stuck, "whatever the data say"


def _changes(finding: Finding, recorded: CsvFolder) -> Iterator[dict[str, Change]]:
    """Data that could turn a verdict: shifted to the claim, scaled to it, the last value, another series' values."""
    number, claim = finding.published, finding.claim
    assert number is not None
    assert claim.check is not None
    series = number.series[0]
    days = np.array([one.period for one in number.observations if one.series == series], dtype="datetime64[D]")
    last = days[-1:]
    for shift in _shifts(finding, recorded):
        yield {series: _on(days, shift, 1.0)}
        yield {series: _on(last, shift, 1.0)}
    target = claim.quantity.low if claim.quantity else 0.0
    ratio = target / number.value if number.value else 2.0
    if claim.check.measure.take in (Take.GROWTH, Take.DRAWDOWN, Take.REBOUND):
        sign = -1 if claim.check.measure.take is Take.DRAWDOWN else 1
        ratio = (100 + sign * (target + 1)) / (100 + sign * number.value)
    for scale in (ratio, 0.3, 3.0, 50.0):
        yield {series: _on(last, 0.0, scale)}
        yield {series: _on(days, 0.0, scale)}
    if claim.check.successor:
        yield {claim.check.measure.source: partial(_copied, recorded, claim.check.successor)}
    for other in number.series[1:]:
        yield {series: partial(_copied, recorded, other, months=9)}
        for weight in np.linspace(0, 1, 41):
            yield {series: partial(_blended, recorded, other, weight)}


def _shifts(finding: Finding, recorded: CsvFolder) -> Iterator[float]:
    """What takes the published value to the claim, in the series' unit."""
    number, scale = finding.published, UNITS[finding.claim.unit]
    assert number is not None
    vintages = recorded.vintages(number.series[0])
    assert vintages is not None
    try:
        by = factor(vintages.unit, scale.unit) / scale.size if scale.unit else 1.0
    except UnitMismatch:
        by = 1.0
    miss = finding.difference or 1000.0
    yield from (miss / by, 1.01 * miss / by, 10 * miss / by, 1000.0)


def _on(days: np.ndarray, shift: float, scale: float) -> Change:
    return with_values(lambda period, value: np.where(np.isin(period, days), value * scale + shift, value))


def _copied(recorded: CsvFolder, other: str, one: Vintages, months: int = 0) -> Vintages:
    """The values of another series, some months later."""
    found = recorded.vintages(other)
    assert found is not None
    period = pd.DatetimeIndex(found.period) + pd.DateOffset(months=months)
    return replace(found, series=one.series, period=period.to_numpy().astype("datetime64[D]"))


def _blended(recorded: CsvFolder, other: str, weight: float, one: Vintages) -> Vintages:
    """A weighted geometric mean of two series, on the days of the first."""
    found = recorded.vintages(other)
    assert found is not None
    second = np.interp(
        one.period.astype("datetime64[D]").astype(int), found.period.astype("datetime64[D]").astype(int), found.value
    )
    return replace(one, value=np.abs(one.value) ** (1 - weight) * np.abs(second) ** weight)
