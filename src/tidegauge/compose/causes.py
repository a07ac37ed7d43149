"""Section 2: what explains the change in reserves, and how scarce they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from tidegauge.compose import plots, reserves, states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import YEAR, Desk
from tidegauge.indicators.balance import (
    HALF,
    HOLDINGS,
    RARELY,
    SECURITIES,
    Scale,
    Waterfall,
    explain_reserves,
    precedent,
    reserve_scale,
)
from tidegauge.model.document import ChartKind, ChartSpec, Fact
from tidegauge.model.units import Unit

SMALL = 25.0
"""Billions of US dollars: a change of reserves within this over a quarter is called little changed."""
QUIET = 5.0
"""Billions: a week's change of the Fed's assets within this is called little changed."""
EMPTY, LOW = 25.0, 200.0
"""Billions of ON RRP: nothing left to release; little left."""
TOLD_SHARE, TOLD_PARTS = 0.05, 4
"""Parts of the change that the text names: from a twentieth of all movement, at most so many, the largest first."""
PARTS: Mapping[str, str] = {
    "reserves": "WRESBAL",
    "assets": "WALCL",
    "treasuries": "TREAST",
    "mbs": "WSHOMCB",
    "tga": "WTREGEN",
    "reverse_repos": "WLRRAL",
    "on_rrp": "RRPONTSYD",
}


@dataclass(frozen=True, slots=True)
class Causes:
    """
    The section's analysis, which page one tells too.

    Attributes:
        parts: The waterfall; None when a series lacks its Wednesdays.
        scale: Where abundance ends; None while the data cannot say.
        facts: For the prose.
    """

    parts: Waterfall | None
    scale: Scale | None
    facts: Mapping[str, Fact]


def analyse(desk: Desk) -> Causes:
    """The waterfall and the scale as known on the day."""
    series = {key: desk.series(name, Unit.USD_BILLIONS) for key, name in PARTS.items()}
    parts = explain_reserves(series)
    scale = None
    if desk.has("reserves_to_gdp", "sofr_iorb_core_20d"):
        scale = reserve_scale(desk.history("reserves_to_gdp"), desk.history("sofr_iorb_core_20d"))
    return Causes(parts, scale, _facts(desk, parts, scale))


def _facts(desk: Desk, parts: Waterfall | None, scale: Scale | None) -> Mapping[str, Fact]:
    figures = desk.figures
    change = desk.measurement["reserves_change_13w"].reading.value
    on_rrp = desk.measurement["on_rrp"].reading.value
    return {
        "f": figures.all(),
        "change": states.movement(change, SMALL),
        "week": states.moved_by(desk, "reserves", "reserves_change_1w", QUIET),
        "assets": states.moved(desk, "fed_assets", 91, SMALL),
        "assets_13w": figures.change("fed_assets", 91),
        "peak_on": _peak(desk, "reserves"),
        "assets_since": desk.history("fed_assets").index[0].date() if desk.has("fed_assets") else None,
        "assets_peak_on": _peak(desk, "fed_assets"),
        "buffer": "unknown" if on_rrp is None else "empty" if on_rrp < EMPTY else "low" if on_rrp < LOW else "full",
        "tga": states.moved_by(desk, "tga", "tga_change_13w", SMALL),
        "reserves_judged": figures.judged("reserves"),
        "ratio_judged": figures.judged("reserves_to_gdp"),
        # Where ordinary days stand above the floor now, the scale's word for this level is not the whole of it.
        "dear_days": states.sign(desk.measurement["sofr_iorb_core_20d"].reading.value) == "above",
        "assets_judged": figures.judged("fed_assets"),
        "tga_judged": figures.judged("tga"),
        "bills_judged": figures.judged("bills_offered_4w"),
        "gdp_late": "GDP" in desk.measurement["reserves_to_gdp"].behind,
        **_part_facts(desk, parts),
        **_scale_facts(desk, scale),
    }


def _peak(desk: Desk, reading: str) -> Fact:
    history = desk.history(reading)
    return None if history.empty else history.idxmax().date()


def _part_facts(desk: Desk, parts: Waterfall | None) -> Mapping[str, Fact]:
    if parts is None:
        return {"explained": False, "driver": "none"}
    figures = desk.figures
    sized: dict[str, Fact] = {
        f"part_{part.key}": figures.part("reserves_change_13w", part.change, Unit.USD_BILLIONS, parts.end)
        for part in parts.parts
    }
    securities = sum(parts.part(key) for key in HOLDINGS)
    offset = min(parts.parts[:-1], key=lambda part: part.change * (1 if parts.change >= 0 else -1))
    driver = parts.driver
    alone = any(_share(parts.part(key), parts.change) != "some" for key in HOLDINGS)
    return {
        "explained": True,
        "driver": driver.key,
        "driver_share": "some" if parts.residual_leads else _share(driver.change, parts.change),
        "residual_leads": parts.residual_leads,
        "tga_half": "tga" in parts.halves,
        "securities_half": SECURITIES in parts.halves,
        "netted": alone and SECURITIES not in parts.halves,
        "by_size": tuple(
            {"key": part.key, "added": part.change > 0, "part": sized[f"part_{part.key}"]}
            for part in parts.largest(TOLD_SHARE, TOLD_PARTS)
        ),
        "driver_part": figures.part("reserves_change_13w", driver.change, Unit.USD_BILLIONS, parts.end),
        "total": figures.part("reserves_change_13w", parts.change, Unit.USD_BILLIONS, parts.end),
        "total_moved": states.movement(parts.change, SMALL),
        "offset": offset.key if offset.change * parts.change < 0 else "none",
        "offset_part": sized[f"part_{offset.key}"],
        "securities": figures.part("reserves_change_13w", securities, Unit.USD_BILLIONS, parts.end),
        "securities_moved": states.movement(securities, QUIET),
        "from": parts.start,
        "to": parts.end,
        "current": parts.end == desk.measurement["reserves"].reading.period,
        **sized,
    }


def _share(part: float, whole: float) -> str:
    """How much of the whole a part makes: "most" from half, "more" beyond the whole, else "some"."""
    if not whole:
        return "some"
    share = part / whole
    return "more" if share > 1.0 else "most" if share >= HALF else "some"


def _scale_facts(desk: Desk, scale: Scale | None) -> Mapping[str, Fact]:
    ratio = desk.measurement["reserves_to_gdp"].reading.value
    if scale is None or ratio is None:
        return {
            "zone": "unknown",
            "ample_bound": None,
            "scarce_bound": None,
            "precedent": "unknown",
            "sofr_since": None,
        }
    zone = "abundant" if ratio >= scale.ample else "ample"
    if scale.scarce is not None and ratio < scale.scarce:
        zone = "scarce"
    bound = desk.figures.part("reserves_to_gdp", scale.ample, Unit.PERCENT)
    low = None if scale.scarce is None else desk.figures.part("reserves_to_gdp", scale.scarce, Unit.PERCENT)
    return {"zone": zone, "ample_bound": bound, "scarce_bound": low, **_precedent(desk, zone)}


def _precedent(desk: Desk, zone: str) -> Mapping[str, Fact]:
    """
    What earlier weeks as low (or, where reserves are abundant, as high) say of SOFR.

    Returns:
        precedent: "none" (no such week since SOFR began), "recent" (only within the last quarter), "mostly" (SOFR
            above the floor in half of them or more), "rarely" (in a tenth at most), "mixed" or "unknown".
    """
    found = precedent(desk.history("reserves_to_gdp"), desk.history("sofr_iorb_core_20d"), low=zone != "abundant")
    if found is None:
        return {"precedent": "unknown", "sofr_since": None}
    if not found.count:
        return {"precedent": "recent" if found.recent else "none", "sofr_since": found.since}
    kind = "mostly" if found.share >= HALF else "rarely" if found.share <= RARELY else "mixed"
    return {"precedent": kind, "sofr_since": found.since}


def content(desk: Desk, causes: Causes) -> Content:
    """The section, from its analysis."""
    return Content({**causes.facts, **chart_facts(desk)}, charts(desk, causes))


def charts(desk: Desk, causes: Causes) -> Mapping[str, ChartSpec | None]:
    """The section's charts by id."""
    return {
        "waterfall": _waterfall(desk, causes),
        "ratio": reserves.ratio(desk, causes.scale),
        "assets": plots.assets(desk),
        "tga": plots.single(desk, "tga", "tga", 2 * YEAR),
        "bills": plots.single(desk, "bills", "bills_offered_4w", 3 * YEAR, kind=ChartKind.AREA),
    }


def _waterfall(desk: Desk, causes: Causes) -> ChartSpec | None:
    if causes.parts is None:
        return None
    return reserves.waterfall(desk, causes.parts, moved=causes.facts["total_moved"] != "flat")


def chart_facts(desk: Desk) -> Mapping[str, Fact]:
    """States the chart titles ask for."""
    bills = desk.figures.change("bills_offered_4w", 28)
    return {
        "bills": states.moved(desk, "bills_offered_4w", 28, SMALL),
        "bills_change": bills,
        "tga_week": states.moved_by(desk, "tga", "tga_change_1w", QUIET),
        "bills_level": desk.figures.level("bills_offered_4w"),
        "tga_level": desk.figures.level("tga"),
    }
