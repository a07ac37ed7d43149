"""
Rewrite the generated tables of docs/methodology.md from the recorded data: inputs, figures, weeks at each level.

    tools/methodology.py [DIR]      DIR holds data/series; TIDEGAUGE_SHARED or ../shared without it
"""

import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tidegauge import catalogue as listing
from tidegauge import report, settings
from tidegauge.indicators import composite, scores
from tidegauge.indicators.composite import Stress
from tidegauge.indicators.table import INDICATORS
from tidegauge.judge import weeks_at_level
from tidegauge.measure import Measurement, measure, measure_stress
from tidegauge.model.judgement import Level
from tidegauge.reference import written
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Known

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methodology.md"
DAY = date(2026, 8, 21)
SINCE = "2018-07-01"


def tables(folder: Path) -> Mapping[str, str]:
    """The generated tables by name."""
    known = Known(CsvFolder(folder / "data" / "series", listing.load(), None), DAY)
    measurement = measure(INDICATORS, known, listing.load())
    if measurement.stress is None:
        raise ValueError("there is no composite in the table of readings")
    return {
        "inputs": inputs(),
        "measured": measured(measurement.stress, known),
        "without": without(measurement.stress, known),
        "levels": levels(measurement),
    }


def inputs() -> str:
    """Every input, its block, its weight in the index and its series."""
    count = {block: sum(one.block == block for one in composite.INGREDIENTS) for block in composite.BLOCKS}
    rows = [
        (
            one.block,
            one.formula,
            ", ".join(need.series for need in one.needs),
            f"1/{count[one.block] * len(composite.BLOCKS)}",
            "14 days" if one.weekly else "10 days",
        )
        for one in composite.INGREDIENTS
    ]
    return table(("block", "input, more is tighter", "series", "weight", "stands for"), rows)


def series(stress: Stress, values: np.ndarray | None = None) -> pd.Series:
    """The index by week since mid-2018."""
    index = pd.DatetimeIndex(stress.weeks.astype("datetime64[s]"))
    return pd.Series(stress.index if values is None else values, index=index).loc[SINCE:]


def measured(stress: Stress, known: Known) -> str:
    """Where the known episodes stand, and how it moves with the official indices."""
    weeks = series(stress)
    rank = weeks.rank(pct=True) * 100
    highest = weeks.idxmax()
    rows = [(f"highest week since mid-2018: {highest:%Y-%m-%d}", f"{weeks.max():.2f}", f"{rank[highest]:.1f}")]
    for day in ("2018-12-28", "2019-09-20", "2020-03-20", "2021-07-09", "2023-03-17", "2025-11-14"):
        rows.append((f"week to {day}", f"{weeks[day]:.2f}", f"{rank[day]:.1f}"))
    rows += [(f"quantile {share:g}", f"{weeks.quantile(share):.2f}", "") for share in (0.25, 0.5, 0.75, 0.9, 0.975)]
    for name, weekly in (("STLFSI4", False), ("OFRFSI", True), ("NFCI", False)):
        history = known.history(name)
        if history is not None:
            values = history.values.resample("W-FRI").mean() if weekly else history.values
            both = pd.DataFrame({"a": weeks, "b": values}).dropna()
            rows.append((f"correlation with {name}, {len(both)} weeks", f"{both.corr().iloc[0, 1]:.2f}", ""))
    return table(("", "value", "percentile"), rows)


def without(stress: Stress, known: Known) -> str:
    """What leaving out one input changes: at most, and on average, since mid-2018."""
    full = series(stress)
    rows = []
    for left_out in composite.INGREDIENTS:
        rest = measure_stress(known, tuple(one for one in composite.INGREDIENTS if one is not left_out))
        other = series(rest).reindex(full.index)
        moved = (other - full).abs()
        count = sum(one.block == left_out.block for one in composite.INGREDIENTS)
        bound = (scores.HIGHEST - scores.LOWEST) / count / len(composite.BLOCKS)
        rank = other.corr(full)
        rows.append((left_out.formula, f"{bound:.2f}", f"{moved.max():.2f}", f"{moved.mean():.2f}", f"{rank:.3f}"))
    head = (
        "left out",
        "bound of a day, all others there",
        "largest change of a week",
        "mean change",
        "correlation with the full index",
    )
    return table(head, rows)


def levels(measurement: Measurement) -> str:
    """How many issues each rule would have put at each level."""
    rules = report.load(settings.load(environment={}).home, "weekly").rules
    rows = [
        (f"`{reading}`", *(str(count[level]) for level in Level), str(sum(count.values())))
        for reading, count in weeks_at_level(rules, measurement)
    ]
    return table(("rule", "calm", "watch", "strained", "acute", "issues"), rows)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Rewrite the page."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TIDEGAUGE_SHARED", "../shared")  # noqa: TID251
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), tables(Path(given).resolve())), encoding="utf-8")


if __name__ == "__main__":
    main()
