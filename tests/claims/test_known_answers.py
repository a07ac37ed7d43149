"""What the verdicts on the two articles must be; published values are read here from the files themselves."""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.claims.changed import Verify

from tidegauge.claims import wording
from tidegauge.claims.found import Finding, Outcome, Verdict
from tidegauge.claims.model import Document

Read = Callable[[str, str], float]


@pytest.fixture(scope="session")
def published(shared: Path) -> Read:
    """A value straight from a file, without any of the program."""
    files: dict[str, dict[str, float]] = {}

    def of(series: str, day: str) -> float:
        if series not in files:
            with (shared / "data" / "series" / f"{series}.csv").open(newline="") as file:
                files[series] = {row["date"]: float(row["value"]) for row in csv.DictReader(file)}
        return files[series][day]

    return of


def value(finding: Finding) -> float:
    assert finding.published is not None, finding.reason
    return finding.published.value


@pytest.mark.parametrize(
    ("claim", "verdict", "series", "day", "scale"),
    [
        ("A08", Verdict.WRONG, "SOFR", "2025-11-14", 1),
        ("B07", Verdict.CONFIRMED, "IORB", "2025-11-12", 1),
        ("A09", Verdict.IMPOSSIBLE, "IORB", "2025-11-14", 1),
        ("A11", Verdict.IMPOSSIBLE, "SOFR99", "2025-11-14", 1),
        ("A32", Verdict.WRONG, "RRPONTSYAWARD", "2025-11-14", 1),
        ("B57", Verdict.CONFIRMED, "NYFED_REPO_OPS_TOTAL", "2025-10-31", 1e9),
        ("B58", Verdict.CONFIRMED, "NYFED_REPO_OPS_TOTAL", "2025-11-03", 1e9),
        ("B59", Verdict.CONFIRMED, "NYFED_REPO_OPS_TOTAL", "2025-11-04", 1e9),
        ("B17", Verdict.CONFIRMED, "DTS_TGA_CLOSE", "2025-09-30", 1e3),
        ("B18", Verdict.CLOSE, "DTS_TGA_CLOSE", "2025-11-03", 1e3),
        ("B64", Verdict.CLOSE, "RRPONTSYD", "2025-10-31", 1),
        ("A22", Verdict.WRONG, "WRESBAL", "2025-11-12", 1e6),
        ("B15", Verdict.CLOSE, "WRESBAL", "2025-11-12", 1e6),
        ("B13", Verdict.WRONG, "WALCL", "2025-11-12", 1e6),
        ("B06", Verdict.WRONG, "SOFR30DAYAVG", "2025-11-12", 1),
        ("B76", Verdict.CONFIRMED, "FINRA_MARGIN_DEBT", "2025-09-01", 1e6),
    ],
)
def test_a_value_on_a_day(
    findings: Mapping[str, Finding], published: Read, claim: str, verdict: Verdict, series: str, day: str, scale: float
) -> None:
    """
    The published value is the file's, with its series and its day, and the verdict follows from it.
    """
    one = findings[claim]
    assert one.verdict is verdict
    assert value(one) == pytest.approx(published(series, day) / scale)
    assert one.published is not None
    assert one.published.series == (series,)
    assert one.published.period.end == date.fromisoformat(day)


def test_the_treasury_account_fell_where_the_article_says_it_rose(
    findings: Mapping[str, Finding], published: Read
) -> None:
    """
    The week to 3 November 2025 took about 40 billion off the account; the article adds 137.
    """
    change = (published("DTS_TGA_CLOSE", "2025-11-03") - published("DTS_TGA_CLOSE", "2025-10-27")) / 1e3
    one = findings["B19"]
    assert change < 0
    assert value(one) == pytest.approx(change)
    assert (one.verdict, one.claim.quantity.low > 0 if one.claim.quantity else None) == (Verdict.WRONG, True)
    assert "sign is the opposite" in one.reason


@pytest.mark.parametrize(
    ("claim", "day", "verdict"), [("B28", "2025-11-05", Verdict.WRONG), ("B03", "2025-11-03", Verdict.CONFIRMED)]
)
def test_sofr_less_iorb(
    findings: Mapping[str, Finding], published: Read, claim: str, day: str, verdict: Verdict
) -> None:
    """
    1 bp on 5 November, where the article says 22; 23 bp on 3 November, so that "more than 14" holds.
    """
    spread = (published("SOFR", day) - published("IORB", day)) * 100
    assert value(findings[claim]) == pytest.approx(spread)
    assert findings[claim].verdict is verdict


def test_reserves_to_gdp_and_to_m2(findings: Mapping[str, Finding], published: Read) -> None:
    """
    9.4% of the GDP known then (second quarter), not 8; 12.9% of M2, which rounds to the article's 13.
    """
    reserves = published("WRESBAL", "2025-11-12") / 1e3
    assert value(findings["B22"]) == pytest.approx(reserves / published("GDP", "2025-04-01") * 100)
    assert findings["B22"].verdict is Verdict.WRONG
    assert value(findings["B61"]) == pytest.approx(reserves / published("M2SL", "2025-09-01") * 100)
    assert findings["B61"].verdict is Verdict.CONFIRMED


def test_fed_assets_from_their_peak(findings: Mapping[str, Finding], published: Read) -> None:
    """
    2.385 trillion below the peak of 13 April 2022, not 2.19; they stood there in February 2025.
    """
    fall = (published("WALCL", "2025-11-12") - published("WALCL", "2022-04-13")) / 1e6
    one = findings["B11"]
    assert value(one) == pytest.approx(fall)
    assert one.verdict is Verdict.WRONG
    assert one.nearest is not None
    then = (published("WALCL", one.nearest.end.isoformat()) - published("WALCL", "2022-04-13")) / 1e6
    assert then == pytest.approx(-2.19, abs=0.01)


def test_a_fall_larger_than_what_was_there_is_impossible(findings: Mapping[str, Finding], published: Read) -> None:
    """
    ON RRP held less than 4 billion on 13 November, so it cannot have fallen by 120.
    """
    change = published("RRPONTSYD", "2025-11-14") - published("RRPONTSYD", "2025-11-13")
    assert value(findings["A13"]) == pytest.approx(change)
    assert published("RRPONTSYD", "2025-11-13") < 120
    assert findings["A13"].verdict is Verdict.IMPOSSIBLE


def test_unemployment_of_the_first_quarter_of_2026(findings: Mapping[str, Finding], published: Read) -> None:
    """
    Its highest month is what the forecast of 5.5 to 6.0% is scored by.
    """
    months = [published("UNRATE", f"2026-0{month}-01") for month in (1, 2, 3)]
    assert value(findings["A46"]) == pytest.approx(max(months))
    assert (findings["A46"].verdict, findings["A46"].outcome) == (Verdict.FORECAST, Outcome.MISSED)


def test_the_nearest_right_day_is_right(findings: Mapping[str, Finding], published: Read) -> None:
    """
    SOFR was last at the article's 5.34% on the day the reason names, and on no day between.
    """
    one = findings["A08"]
    assert one.nearest is not None
    assert published("SOFR", one.nearest.end.isoformat()) == 5.34
    assert wording.day(one.nearest.end) in one.reason


def test_a_ratio_to_another_month(findings: Mapping[str, Finding]) -> None:
    """
    The spread of 5 November was a seventh of October's mean, not twice it.
    """
    assert 0 < value(findings["B29"]) < 0.5
    assert findings["B29"].verdict is Verdict.WRONG


def test_every_claim_has_a_verdict_and_a_reason(findings: Mapping[str, Finding]) -> None:
    """
    151 claims; what cannot be computed carries a reason and a reference.
    """
    assert len(findings) == 151
    for one in findings.values():
        assert one.reason, one.claim.id
        if one.verdict is Verdict.CONTEXT or (one.verdict is Verdict.UNVERIFIABLE and not one.claim.check):
            assert one.claim.reason, one.claim.id
            assert one.claim.reference, one.claim.id


def test_what_was_not_known_yet_is_not_used(verify: Verify) -> None:
    """
    On 3 November SOFR of 14 November was unknown, a forecast of 2026 open; 21 November knows the first.
    """
    early = {one.claim.id: one for one in verify(day=date(2025, 11, 3)).findings}
    later = {one.claim.id: one for one in verify(day=date(2025, 11, 21)).findings}
    assert early["A08"].verdict is Verdict.UNVERIFIABLE
    assert later["A08"].verdict is Verdict.WRONG
    assert (early["A46"].verdict, early["A46"].outcome) == (Verdict.FORECAST, Outcome.OPEN)
    for found, day in ((early, date(2025, 11, 3)), (later, date(2025, 11, 21))):
        numbers = [one.published for one in found.values() if one.published]
        assert all(seen.known_on.date() <= day for one in numbers for seen in one.observations)


def test_the_files_hold_every_seed_claim_with_its_exact_words(shared: Path, documents: tuple[Document, ...]) -> None:
    """
    All rows of seed-claims.csv, and each quotation is a substring of its line in the article.
    """
    with (shared / "seed-claims.csv").open(encoding="utf-8-sig", newline="") as file:
        seeds = {row["id"]: row["seed_file"] for row in csv.DictReader(file)}
    claims = {claim.id: claim for document in documents for claim in document.claims}
    assert {one: claim.document for one, claim in claims.items()} == seeds
    for claim in claims.values():
        lines = (shared / "seeds" / f"{claim.document}.txt").read_text(encoding="utf-8").splitlines()
        assert claim.line is not None
        assert claim.quotation in lines[claim.line - 1], claim.id
