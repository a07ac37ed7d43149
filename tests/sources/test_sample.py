"""The sample: complete, plausible, the same everywhere, and not to be taken for the real thing."""

import subprocess
import sys
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tidegauge import catalogue as series_catalogue
from tidegauge.catalogue import Catalogue
from tidegauge.errors import UsageError
from tidegauge.indicators.table import INDICATORS
from tidegauge.measure import measure
from tidegauge.model.data import Basis, Status
from tidegauge.sources.sample import RULES, Sample
from tidegauge.sources.sample_rules.grid import EPISODES
from tidegauge.store.vintages import Known

END = date(2035, 12, 31)
USER_FILES = {
    "XCCY_EUR_3M", "XCCY_JPY_3M", "TIBOR_3M", "PRIVATE_CREDIT", "COVENANT_LITE_SHARE", "AUTO_DELINQUENCY_60",
}  # fmt: skip
USER_READINGS = {name.lower() for name in USER_FILES}


@cache
def sample(end: date = END) -> Sample:
    return Sample(end, series_catalogue.load())


def values(series: str, end: date = END) -> pd.Series:
    made = sample(end).vintages(series)
    assert made is not None
    return pd.Series(made.value, index=pd.DatetimeIndex(made.period.astype("datetime64[s]")))


def test_every_series_but_a_users_own_exists(catalogue: Catalogue) -> None:
    """The rules name each series of the catalogue except those that only a user's file has."""
    assert set(RULES) == set(catalogue) - USER_FILES
    assert sample().vintages("XCCY_EUR_3M") is None


@pytest.mark.parametrize("series", RULES)
def test_values_are_plausible(series: str, catalogue: Catalogue) -> None:
    """Every value lies in the catalogue's range and no step is larger than it believes; there are no gaps."""
    made, described = values(series), catalogue[series]
    assert made.notna().all() and made.index.is_unique and made.index.is_monotonic_increasing
    assert made.between(described.low, described.high).all()
    assert described.step is None or made.diff().abs().max() <= described.step


@pytest.mark.parametrize("series", RULES)
def test_last_weeks_numbers_stay(series: str) -> None:
    """What one end knows, a later end knows with the same values, days and hash."""
    early, late = sample(date(2024, 2, 29)).vintages(series), sample(date(2031, 5, 7)).vintages(series)
    assert early is not None and late is not None
    count = early.period.size
    assert np.array_equal(early.period, late.period[:count])
    assert np.array_equal(early.value, late.value[:count])
    assert np.array_equal(early.known, late.known[:count])
    assert early.snapshot == late.snapshot and early.basis is Basis.ASSUMED


@pytest.mark.parametrize("series", RULES)
def test_nothing_is_known_after_the_end(series: str, catalogue: Catalogue) -> None:
    """Days known follow the catalogue's lag and stop at the end."""
    made = sample(date(2023, 7, 5)).vintages(series)
    assert made is not None
    assert np.array_equal(made.known, catalogue[series].lag.known(made.period))
    assert made.known.max() <= np.datetime64("2023-07-05")


def test_the_sample_announces_nothing() -> None:
    """No feed and no day is invented in a publisher's name."""
    assert sample().news(END) == () and sample().release_days(END) == ()


def test_beyond_the_last_day_there_is_no_sample(catalogue: Catalogue) -> None:
    """A day after the grid's end is refused, since nothing would be fresh any more."""
    with pytest.raises(UsageError, match="2040-12-31"):
        Sample(date(2041, 1, 1), catalogue)


def test_the_order_of_asking_does_not_matter(catalogue: Catalogue) -> None:
    """A series asked for first has the values it has when asked for last."""
    alone = Sample(END, catalogue).vintages("SOFR")
    both = sample().vintages("SOFR")
    assert alone is not None and both is not None and np.array_equal(alone.value, both.value)


def test_another_process_makes_the_same_numbers() -> None:
    """Nothing depends on hash seeds or on what ran before."""
    script = (
        "from datetime import date; from tidegauge import catalogue; from tidegauge.sources.sample import Sample; "
        "v = Sample(date(2035, 12, 31), catalogue.load()).vintages('BTC_USD_YF'); print(repr(float(v.value.sum())))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    made = sample().vintages("BTC_USD_YF")
    assert made is not None and answer.stdout.strip() == repr(float(made.value.sum()))


def test_percentiles_are_in_order() -> None:
    """p1 <= p25 <= median <= p75 <= p99 on every day."""
    ordered = [values(f"SOFR{name}") for name in ("1", "25", "", "75", "99")]
    assert all((high >= low).all() for low, high in pairwise(ordered))


def test_the_balance_sheet_holds() -> None:
    """Assets are the sum of their parts, and what is left of the liabilities is currency and the like, slow to move."""
    week = pd.DataFrame({name: values(name) for name in ("WALCL", "TREAST", "WSHOMCB", "WLCFLPCL", "SWPT")})
    repo, gdp = values("NYFED_REPO_OPS_TOTAL") / 1e6, values("GDP") * 1000
    product = gdp.reindex(week.index, method="ffill")
    held = week["TREAST"] + week["WSHOMCB"] + week["WLCFLPCL"] + week["SWPT"]
    other = week["WALCL"] - held - repo.reindex(week.index, method="ffill")
    assert (other / product).between(0.005, 0.015).all()

    claims = values("WRESBAL") + values("WTREGEN") + values("WLRRAL")
    rest = (week["WALCL"] - claims) / product
    assert rest.between(0.05, 0.10).mean() > 0.98


def test_the_treasury_account_is_one_account() -> None:
    """The daily statement's Wednesday balance is the weekly statement's Wednesday level."""
    daily, weekly = values("DTS_TGA_CLOSE"), values("WDTGAL")
    both = daily.index.intersection(weekly.index)
    assert both.size > 1000 and (daily[both] == weekly[both]).all()


def test_rates_keep_their_order() -> None:
    """ON RRP rate below the floor, the floor below the upper limit; the upper limit is a quarter above the lower."""
    low, high = values("DFEDTARL"), values("DFEDTARU")
    assert np.allclose(high - low, 0.25)
    assert ((values("IORB") - values("RRPONTSYAWARD")).dropna() > 0).all()
    assert set(np.round(low.diff().dropna().abs(), 2)) == {0.0, 0.25}


def test_month_ends_press_on_repo() -> None:
    """On the last business day of a quarter SOFR lies further above the floor than in the ten days before."""
    spread = ((values("SOFR") - values("DFEDTARL")) * 100).dropna()
    ends = spread.groupby(pd.PeriodIndex(spread.index, freq="Q")).tail(1)
    before = spread.rolling(10).median().shift(1)[ends.index]
    assert ((ends - before).dropna() > 3).mean() > 0.9


def test_three_episodes_show_where_they_should() -> None:
    """The squeeze in SOFR, the dash in VIX and swap lines, the run in primary credit: each is a decade's high."""
    decade = slice("2016-01-01", "2026-06-30")
    for series, name in (("SOFR99", "repo"), ("VIXCLS", "dash"), ("SWPT", "dash"), ("WLCFLPCL", "bank")):
        spread = values(series)[decade]
        if series == "SOFR99":
            spread = (spread - values("DFEDTARL")[decade]).dropna()
        days = (spread.idxmax().date() - EPISODES[name]).days
        assert 0 <= days <= 60, (series, spread.idxmax())


def test_nobody_takes_it_for_published_data(shared: Path) -> None:
    """Target ranges lie where no real one does, and hardly any value of any series is the published one of its day."""
    assert set(np.round((values("DFEDTARL") * 100) % 25)) == {10.0}
    for series in RULES:
        file = shared / "data" / "series" / f"{series}.csv"
        if not file.is_file():
            continue
        published = pd.read_csv(file, index_col=0, parse_dates=True)["value"]
        published = published[published != 0]
        both = published.index.intersection(values(series).index)
        assert both.empty or (published[both] == values(series)[both]).mean() < 0.05, series


DAYS = [
    date(2018, 7, 6),
    date(2020, 2, 29),
    date(2021, 7, 29),
    date(2026, 11, 20),
    date(2028, 1, 1),
    date(2035, 12, 31),
]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_reading_can_be_computed(day: date, catalogue: Catalogue) -> None:
    """On any day from July 2018 on, only what needs a user's own file is missing, and the rest is marked as sample."""
    measured = measure(INDICATORS, Known(Sample(day, catalogue), day), catalogue)
    missing = {name for name, one in measured.items() if one.reading.status is Status.MISSING}
    assert missing == USER_READINGS
    assert {one.reading.status for one in measured.values()} == {Status.SAMPLE, Status.MISSING}
