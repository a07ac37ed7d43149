"""
The New York Fed's dollar swaps with foreign central banks, drawing by drawing, summed to what is outstanding a day.

Left out: swaps in foreign currency, in which the Fed is the one that draws. Small value exercises are drawings like
any other and are counted, as in the Fed's own balance sheet. Documentation only; not tried against the live server.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from tidegauge.days import NEW_YORK, busday_calendar
from tidegauge.model.units import Unit
from tidegauge.model.wire import Snapshot
from tidegauge.sources import shape
from tidegauge.sources.shape import Row
from tidegauge.sources.source import Published, scaled

DOLLARS = "USD"


def outstanding(raw: Snapshot, rows: Iterable[Row], unit: Unit) -> list[Published]:
    """
    The sum outstanding at the end of each business day, from the first drawing to the day before the answer.

    A drawing counts from its settlement up to, not including, its maturity. The day of the answer is not over.

    Args:
        unit: Of the result; the publisher states USD.
    """
    listed = list(rows)
    shape.need(raw, listed, "currency", "settlementDate", "maturityDate", "amount")
    dollars = [row for row in listed if shape.text(row, "currency") == DOLLARS]
    if not dollars:
        return []
    flows: dict[date, float] = {}
    for row in dollars:
        amount = _amount(raw, row)
        settled, matures = (shape.day(raw, row.get(name)) for name in ("settlementDate", "maturityDate"))
        if matures < settled:
            raise shape.changed(raw, f"has a swap settled on {settled} that matured on {matures}")
        flows[settled] = flows.get(settled, 0.0) + amount
        flows[matures] = flows.get(matures, 0.0) - amount
    return _daily(flows, raw.fetched_at.astimezone(NEW_YORK).date() - timedelta(days=1), unit)


def _amount(raw: Snapshot, row: Row) -> float:
    amount = shape.number(raw, row.get("amount"))
    if amount is None or amount < 0:
        raise shape.changed(raw, f"states {row.get('amount')!r} as the amount of a swap")
    return amount


def _daily(flows: dict[date, float], last: date, unit: Unit) -> list[Published]:
    changes = sorted(flows)
    days = np.arange(np.datetime64(changes[0]), np.datetime64(last) + 1, dtype="datetime64[D]")
    open_days = days[np.is_busday(days, busdaycal=busday_calendar("fed"))]
    sums = np.cumsum([flows[day] for day in changes])
    at = np.searchsorted(np.array(changes, dtype="datetime64[D]"), open_days, side="right") - 1
    values = zip(open_days.tolist(), sums[at].tolist(), strict=True)
    return [Published(day, scaled(value, Unit.USD, unit)) for day, value in values]
