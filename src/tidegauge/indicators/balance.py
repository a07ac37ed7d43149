"""The Federal Reserve's balance sheet: what explains a change in reserves, and what ratio of reserves is scarce."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

HALF = 0.5
HOLDINGS = ("treasuries", "mbs")
"""What the Fed holds outright: as causes they are one, since runoff and purchases are of both together."""
SECURITIES = "securities"
"""The cause that both holdings are together."""
WEEKS = 13
"""Weeks a waterfall spans: a quarter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A bar of the waterfall: `key` names it, `change` is what it added to reserves, billions of US dollars."""

    key: str
    change: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """
    The change in reserves over 13 weeks, explained.

    Attributes:
        start, end: Wednesdays.
        before, after: Reserves, week averages, billions of US dollars.
        parts: In order; they add up to `after` minus `before` exactly, since the last one is the residual.
    """

    start: date
    end: date
    before: float
    after: float
    parts: tuple[Part, ...]

    @property
    def change(self) -> float:
        """What the parts add up to."""
        return self.after - self.before

    @property
    def causes(self) -> tuple[Part, ...]:
        """What may be named as a cause: the Fed's securities as one, every other part, the residual left out."""
        together = Part(SECURITIES, sum(self.part(key) for key in HOLDINGS))
        return (together, *(part for part in self.parts[:-1] if part.key not in HOLDINGS))

    @property
    def driver(self) -> Part:
        """The largest cause in the direction of the change."""
        sign = 1.0 if self.change >= 0 else -1.0
        return max(self.causes, key=lambda part: part.change * sign)

    @property
    def halves(self) -> frozenset[str]:
        """Causes that make half of the change or more, each by itself."""
        return frozenset(one.key for one in self.causes if self.change and one.change / self.change >= HALF)

    @property
    def leading(self) -> tuple[str, ...]:
        """Bars that are the finding: those of a driver that explains the change and, of holdings, went its way."""
        if not self.explained:
            return ()
        keys = HOLDINGS if self.driver.key == SECURITIES else (self.driver.key,)
        return tuple(key for key in keys if self.part(key) * self.change > 0)

    @property
    def residual_leads(self) -> bool:
        """Whether the residual goes further in the direction of the change than any cause that has a name."""
        sign = 1.0 if self.change >= 0 else -1.0
        return self.parts[-1].change * sign > self.driver.change * sign

    @property
    def explained(self) -> bool:
        """Whether a cause with a name goes furthest in the direction of the change, and makes half of it or more."""
        return bool(self.change) and not self.residual_leads and self.driver.change / self.change >= HALF

    def largest(self, share: float, most: int) -> tuple[Part, ...]:
        """Parts by size, the residual among them: at most so many, each at least that share of all movement."""
        moved = sum(abs(part.change) for part in self.parts)
        ordered = sorted(self.parts, key=lambda part: -abs(part.change))
        return tuple(part for part in ordered[:most] if moved and abs(part.change) / moved >= share)

    def part(self, key: str) -> float:
        """Change by the part of that key; 0 where there is none."""
        return sum(part.change for part in self.parts if part.key == key)


SIGNS: Mapping[str, int] = {"treasuries": 1, "mbs": 1, "other_assets": 1, "tga": -1, "on_rrp": -1, "foreign_rrp": -1}
"""Assets add to reserves, other liabilities take from them."""


def explain_reserves(series: Mapping[str, pd.Series], weeks: int = WEEKS) -> Waterfall | None:
    """
    Reserves by the balance-sheet identity: assets less all other liabilities.

    Args:
        series: "reserves" and "tga" as week averages ending Wednesday; "assets", "treasuries", "mbs" and
            "reverse_repos" as Wednesday levels; "on_rrp" daily. Billions of US dollars.
        weeks: Span.

    Returns:
        None when a series lacks one of the two Wednesdays. Where the ON RRP has no value of its own on one (a
        holiday), reverse repos stay one part.

    Source:
        Federal Reserve H.4.1, tables 1 and 5; the residual is currency, other liabilities and the difference between
        week averages and Wednesday levels.
    """
    wednesdays = series["reserves"].index
    for key in ("tga", "assets", "treasuries", "mbs", "reverse_repos"):
        wednesdays = wednesdays.intersection(series[key].index)
    if not wednesdays.size or wednesdays[-1] - pd.Timedelta(weeks=weeks) not in wednesdays:
        return None
    end = wednesdays[-1]
    start = end - pd.Timedelta(weeks=weeks)
    levels = {key: (float(one.get(start, np.nan)), float(one.get(end, np.nan))) for key, one in series.items()}
    parts = _parts(levels)
    before, after = levels["reserves"]
    residual = Part("residual", after - before - sum(part.change for part in parts))
    return Waterfall(start.date(), end.date(), before, after, (*parts, residual))


def _parts(levels: Mapping[str, tuple[float, float]]) -> list[Part]:
    change = {key: after - before for key, (before, after) in levels.items()}
    change["other_assets"] = change["assets"] - change["treasuries"] - change["mbs"]
    change["foreign_rrp"] = change["reverse_repos"] - change["on_rrp"]
    if np.isnan(change["on_rrp"]):
        keys = ["treasuries", "mbs", "other_assets", "tga"]
        return [*(Part(key, SIGNS[key] * change[key]) for key in keys), Part("reverse_repos", -change["reverse_repos"])]
    return [Part(key, sign * change[key]) for key, sign in SIGNS.items()]


@dataclass(frozen=True, slots=True)
class Precedent:
    """
    Earlier weeks with reserves as low as now, or as high.

    Attributes:
        since: First week since SOFR began.
        count: Such weeks at least a quarter ago.
        recent: Whether there are such weeks in the quarter before this one.
        share: Of those counted, how many had SOFR above the floor, calendar dates aside; 0 where there are none.
    """

    since: date
    count: int
    recent: bool
    share: float


def precedent(ratio: pd.Series, core: pd.Series, *, low: bool) -> Precedent | None:
    """
    Weeks since SOFR began with reserves at or below the latest ratio (`low`), or at or above it.

    Args:
        ratio: Reserves to GDP by Wednesday, percent.
        core: sofr_iorb_core_20d by day, basis points.

    Returns:
        None without a week before the latest.
    """
    spread = pd.Series(np.asarray(core.asof(ratio.index)), index=ratio.index)
    weeks = pd.DataFrame({"ratio": ratio, "spread": spread}).dropna()
    if len(weeks) < 2:
        return None
    now, earlier = weeks.iloc[-1], weeks.iloc[:-1]
    level = earlier["ratio"] <= now["ratio"] if low else earlier["ratio"] >= now["ratio"]
    like = earlier[level]
    old = like[like.index <= weeks.index[-1] - pd.Timedelta(weeks=WEEKS)]
    share = float((old["spread"] > 0).mean()) if len(old) else 0.0
    return Precedent(weeks.index[0].date(), len(old), len(like) > len(old), share)


@dataclass(frozen=True, slots=True)
class Scale:
    """
    Where reserves stop being abundant and start being scarce, as ratios to GDP in percent.

    Attributes:
        ample: Below this they are no longer abundant.
        scarce: Below this they are scarce; None while no such weeks are known.
    """

    ample: float
    scarce: float | None


NEIGHBOURS = 26
"""Weeks of about the same ratio that are looked at together: half a year's worth."""
RARELY, MOSTLY = 0.10, 0.75
"""Share of those weeks with SOFR above the floor: abundance ends at the first, scarcity begins at the second."""


def reserve_scale(ratio: pd.Series, core: pd.Series) -> Scale | None:
    """
    The scale from the data: how often SOFR stood above the floor at each ratio of reserves to GDP.

    Each week since SOFR began counts as "above" when the 20-day median spread to the floor, calendar dates left out,
    was positive. Weeks are ordered by ratio, and at each one the share of "above" among the 26 nearest is taken.
    `ample` is the highest ratio at which that share reaches 10%, `scarce` the highest at which it reaches 75%.

    Args:
        ratio: Reserves to GDP by Wednesday, percent.
        core: sofr_iorb_core_20d by day, basis points.

    Returns:
        None while fewer than a year of weeks is known, or none of them was above.
    """
    spread = pd.Series(np.asarray(core.asof(ratio.index)), index=ratio.index).dropna()
    weeks = pd.DataFrame({"ratio": ratio, "above": (spread > 0).astype(float)}).dropna().sort_values("ratio")
    if len(weeks) < 2 * NEIGHBOURS:
        return None
    share = weeks["above"].rolling(NEIGHBOURS, center=True, min_periods=NEIGHBOURS // 2).mean()
    ample, scarce = (weeks["ratio"][share >= bound].max() for bound in (RARELY, MOSTLY))
    if not np.isfinite(ample):
        return None
    return Scale(float(ample), float(scarce) if np.isfinite(scarce) and scarce < ample else None)
