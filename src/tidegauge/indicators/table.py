"""
Every reading the briefing knows: id, formula, unit, inputs. The ids are a contract (BRIEFING.md, Readings).

Inputs come in the unit named here; `stepped` inputs are the latest value known on the day the first input's value was
known (GDP, M2); `then` names a series that stands in when the first has ended.
"""

from functools import partial

from tidegauge.indicators import arithmetic as take
from tidegauge.indicators import composite, positions, rates
from tidegauge.indicators.definition import Indicator, Input, billions, contracts, index, percent
from tidegauge.model.units import Unit

__all__ = ["INDICATORS", "Indicator", "Input"]

PERCENT, BP, BN, INDEX, COUNT = Unit.PERCENT, Unit.BP, Unit.USD_BILLIONS, Unit.INDEX, Unit.COUNT
FLOOR = (percent("IORB", optional=True), percent("IOER", optional=True))
SOFR, RESERVES, ASSETS, TGA, ON_RRP = (
    percent("SOFR"),
    billions("WRESBAL"),
    billions("WALCL"),
    billions("DTS_TGA_CLOSE"),
    billions("RRPONTSYD"),
)
SRF = billions("NYFED_REPO_OPS_TOTAL")
BITCOIN = Input("BTC_USD_YF", Unit.USD, then="BTC_COINBASE")
WTI_1, WTI_2 = (
    Input(f"WTI_CL0{month}", Unit.USD_PER_BARREL, then=f"EIA_RCLC{month}") for month in (1, 2)
)  # fmt: skip
NASDAQ = index("NASDAQ100", then="QQQ_YF")
SHORTS = tuple(contracts(f"CFTC_TFF_LEV_{name}_SHORT") for name in positions.CONTRACTS)
LONGS = tuple(contracts(f"CFTC_TFF_LEV_{name}_LONG") for name in positions.CONTRACTS)


def _published(id: str, need: Input, digits: int = -1, unit: Unit | None = None) -> Indicator:
    return Indicator(id, unit or need.unit, (need,), take.as_published, f"{need.series} as published", digits=digits)


def _above_floor(id: str, series: str) -> Indicator:
    return Indicator(id, BP, (percent(series), *FLOOR), rates.above_floor, f"{series} − IORB (IOER before 2021-07-29)")


def _change(id: str, need: Input, days: int, formula: str) -> Indicator:
    return Indicator(id, need.unit, (need,), partial(take.change_since, days=days), formula)


def _rows(id: str, need: Input, rows: int, formula: str) -> Indicator:
    return Indicator(id, need.unit, (need,), partial(take.change_rows, rows=rows), formula)


SECURED_FUNDING = (
    _published("sofr", SOFR),
    _above_floor("sofr_iorb", "SOFR"),
    _above_floor("effr_iorb", "EFFR"),
    _above_floor("tgcr_iorb", "NYFED_TGCR"),
    _above_floor("bgcr_iorb", "NYFED_BGCR"),
    _above_floor("sofr_p99_iorb", "SOFR99"),
    Indicator("sofr_effr", BP, (SOFR, percent("EFFR")), take.difference_bp, "SOFR − EFFR"),
    Indicator("sofr_p99_p1", BP, (percent("SOFR99"), percent("SOFR1")), take.difference_bp, "SOFR99 − SOFR1"),
    Indicator("sofr_p75_p25", BP, (percent("SOFR75"), percent("SOFR25")), take.difference_bp, "SOFR75 − SOFR25"),
    Indicator(
        "sofr_skew",
        BP,
        (percent("SOFR99"), SOFR, percent("SOFR1")),
        rates.skew,
        "(SOFR99 − SOFR) − (SOFR − SOFR1)",
    ),
    _published("sofr_volume", billions("SOFRVOL"), digits=0),
    Indicator(
        "sofr_iorb_20d_max",
        BP,
        (SOFR, *FLOOR),
        rates.highest_above_floor,
        "highest SOFR − IORB of the last 20 published days",
        window=rates.WINDOW,
        extreme_of="sofr_iorb",
    ),
    Indicator(
        "sofr_days_above_iorb_20d",
        COUNT,
        (SOFR, *FLOOR),
        rates.days_above_floor,
        "days with SOFR above IORB among the last 20 published",
        window=rates.WINDOW,
    ),
    Indicator(
        "sofr_iorb_core_20d",
        BP,
        (SOFR, *FLOOR),
        rates.core_above_floor,
        "median of SOFR − IORB over the last 20 published days, without last and first business days of a month and "
        "the 15th (or next business day)",
        window=rates.WINDOW,
    ),
    _published("sofr_30d_avg", percent("SOFR30DAYAVG"), digits=5),
)

RESERVES_AND_FED = (
    _published("reserves", RESERVES),
    _rows("reserves_change_1w", RESERVES, 1, "WRESBAL − the week before"),
    _rows("reserves_change_13w", RESERVES, 13, "WRESBAL − 13 weeks before"),
    Indicator("reserves_from_peak", BN, (RESERVES,), take.from_highest, "WRESBAL − its highest so far"),
    Indicator(
        "reserves_to_gdp",
        PERCENT,
        (RESERVES, billions("GDP", stepped=True)),
        take.ratio_percent,
        "WRESBAL ÷ latest known GDP (annual rate)",
    ),
    Indicator(
        "reserves_to_m2",
        PERCENT,
        (RESERVES, billions("M2SL", stepped=True)),
        take.ratio_percent,
        "WRESBAL ÷ latest known M2SL",
    ),
    _published("fed_assets", ASSETS),
    _rows("fed_assets_change_1w", ASSETS, 1, "WALCL − the week before"),
    Indicator("fed_assets_from_peak", BN, (ASSETS,), take.from_highest, "WALCL − its highest so far"),
    Indicator(
        "net_liquidity",
        BN,
        (ASSETS, billions("WDTGAL"), ON_RRP),
        take.first_less_rest,
        "WALCL − WDTGAL − ON RRP of the same Wednesday; a market convention, not an official statistic",
    ),
    _published("tga", TGA),
    _change("tga_change_1w", TGA, 7, "DTS closing balance − the last on or before 7 days earlier"),
    _change("tga_change_13w", TGA, 91, "DTS closing balance − the last on or before 91 days earlier"),
    Indicator(
        "bills_offered_4w",
        BN,
        (billions("TREASURYDIRECT_BILL_OFFERED"),),
        partial(take.sum_of_days, days=28),
        "bill amounts offered at auctions of the last 28 days, gross of maturing bills",
        window=20,
        digits=1,
    ),
    Indicator(
        "bills_net_4w",
        BN,
        (billions("BILLS_NET"),),
        partial(take.sum_of_days, days=28),
        "bills offered less bills maturing in the last 28 days",
        window=20,
    ),
    Indicator(
        "deficit_fytd",
        BN,
        (billions("MTS_DEFICIT"),),
        positions.fiscal_year_to_date,
        "deficit since 1 October, Monthly Treasury Statement; a deficit is positive",
        window=12,
    ),
    Indicator(
        "deficit_to_gdp",
        PERCENT,
        (billions("MTS_DEFICIT"), billions("GDP", stepped=True)),
        positions.deficit_to_gdp,
        "deficit of the last 12 months ÷ latest known GDP (annual rate)",
        window=12,
    ),
    _published("on_rrp", ON_RRP),
    _change("on_rrp_change_1w", ON_RRP, 7, "ON RRP − the last on or before 7 days earlier"),
    _published("srf", SRF),
    Indicator(
        "srf_20d_max",
        BN,
        (SRF,),
        partial(take.highest_of, rows=20),
        "highest standing repo take-up of the last 20 operating days",
        window=20,
        extreme_of="srf",
    ),
    Indicator(
        "srf_5d_sum",
        BN,
        (SRF,),
        partial(take.sum_of, rows=5),
        "standing repo take-up of five operating days added up; overnight loans roll, so this is not a stock",
        window=5,
    ),
    _published("discount_window", billions("WLCFLPCL")),
    _published("swap_lines", billions("SWPT")),
)

LEVERAGE = (
    Indicator(
        "lev_short_ust_contracts",
        Unit.CONTRACTS,
        SHORTS,
        take.total,
        "leveraged funds' short positions in six Treasury futures, added up",
    ),
    Indicator(
        "lev_short_ust_notional",
        BN,
        SHORTS,
        positions.notional,
        "leveraged funds' short contracts × face (200,000 for 2-year, 100,000 else)",
    ),
    Indicator(
        "lev_net_ust_notional",
        BN,
        (*LONGS, *SHORTS),
        positions.net_notional,
        "leveraged funds' long less short contracts × face",
    ),
    Indicator(
        "lev_short_ust_notional_change_1w",
        BN,
        SHORTS,
        positions.notional_change,
        "lev_short_ust_notional − the week before",
        window=2,
    ),
    *(
        _published(f"lev_short_ust_{name.lower()}_contracts", need)
        for name, need in zip(positions.CONTRACTS, SHORTS, strict=True)
    ),
    _published("hf_repo_borrowing", billions("HFM_REPO_BORROWING")),
    _published("dealer_net_ust", billions("NYFED_PD_UST_NET")),
    _published("ust_fails", billions("NYFED_PD_UST_FTD")),
)

OFFSHORE = (
    Indicator(
        "cp_bill",
        BP,
        (percent("RIFSPPFAAD90NB"), percent("DGS3MO")),
        take.difference_bp,
        "90-day AA financial commercial paper − 3-month Treasury",
    ),
    _published("hibor_3m", percent("HIBOR_3M")),
    Indicator(
        "hibor_sofr",
        BP,
        (percent("HIBOR_3M"), percent("SOFR30DAYAVG")),
        take.difference_bp,
        "3-month HIBOR − SOFR 30-day average",
    ),
    _published("xccy_eur_3m", Input("XCCY_EUR_3M", BP)),
    _published("xccy_jpy_3m", Input("XCCY_JPY_3M", BP)),
    _published("tibor_3m", percent("TIBOR_3M")),
    _published("dollar_index", index("DTWEXBGS")),
)

CREDIT = (
    _published("hy_oas", percent("BAMLH0A0HYM2")),
    _published("card_delinquency", percent("DRCCLACBS")),
    _published("consumer_delinquency", percent("DRCLACBS")),
    _published("cre_delinquency", percent("DRCRELEXFACBS")),
    _published("mortgage_delinquency", percent("DRSFRMACBS")),
    _published("unemployment", percent("UNRATE"), digits=1),
    Indicator(
        "cpi_yoy",
        PERCENT,
        (index("CPIAUCSL"),),
        take.change_year,
        "CPIAUCSL against the same month a year earlier",
        window=13,
    ),
    _published("margin_debt", billions("FINRA_MARGIN_DEBT")),
    _published("private_credit", billions("PRIVATE_CREDIT")),
    _published("covenant_lite_share", percent("COVENANT_LITE_SHARE")),
    _published("auto_delinquency_60", percent("AUTO_DELINQUENCY_60")),
    _published("nfci", index("NFCI")),
    _published("stlfsi", index("STLFSI4")),
    _published("ofr_fsi", index("OFRFSI")),
)

RISK_ASSETS = (
    _published("vix", index("VIXCLS"), digits=2),
    _published("ust_10y", percent("DGS10")),
    Indicator("ust_2s10s", BP, (percent("DGS10"), percent("DGS2")), take.difference_bp, "DGS10 − DGS2"),
    _published("jgb_10y", percent("MOF_JGB10Y")),
    _published("btc", BITCOIN),
    Indicator(
        "btc_change_1w",
        PERCENT,
        (BITCOIN,),
        partial(take.change_percent, days=7),
        "close against the last on or before 7 days earlier",
        window=8,
    ),
    Indicator(
        "btc_drawdown_1w",
        PERCENT,
        (BITCOIN,),
        take.drawdown,
        "largest fall from a running high within seven closes",
        window=7,
    ),
    Indicator("btc_from_high", PERCENT, (BITCOIN,), take.from_highest_percent, "close against the record close"),
    Indicator(
        "ndx_change_1w",
        PERCENT,
        (NASDAQ,),
        partial(take.change_percent, days=7),
        "close against the last on or before 7 days earlier",
        window=6,
    ),
    Indicator(
        "ndx_drawdown_1w",
        PERCENT,
        (NASDAQ,),
        take.drawdown,
        "largest fall from a running high within seven closes",
        window=7,
    ),
    Indicator(
        "btc_ndx_corr_60d",
        Unit.CORRELATION,
        (NASDAQ, BITCOIN),
        rates.correlation_of_returns,
        "correlation of 60 daily log returns on common dates",
        window=61,
    ),
    Indicator(
        "wti_m1_m2",
        Unit.USD_PER_BARREL,
        (WTI_1, WTI_2),
        take.difference,
        "first less second nearby WTI contract: positive is backwardation",
        digits=2,
    ),
    Indicator(
        "wti_m1_m12",
        Unit.USD_PER_BARREL,
        (WTI_1, Input("WTI_CL12", Unit.USD_PER_BARREL)),
        take.difference,
        "first less twelfth nearby WTI contract: positive is backwardation",
        digits=2,
    ),
)

STRESS = (
    Indicator(
        "stress",
        INDEX,
        composite.NEEDS,
        take.as_published,
        "mean of the five blocks on the week's highest day: docs/methodology.md",
        of_composite=composite.INDEX,
    ),
    *(
        Indicator(
            f"stress_{block}",
            INDEX,
            composite.needs_of(block),
            take.as_published,
            f"mean robust z-score of {composite.names_of(block)}, on the day of stress",
            of_composite=block,
        )
        for block in composite.BLOCKS
    ),
)

INDICATORS: tuple[Indicator, ...] = (
    *SECURED_FUNDING,
    *RESERVES_AND_FED,
    *LEVERAGE,
    *OFFSHORE,
    *CREDIT,
    *RISK_ASSETS,
    *STRESS,
)
