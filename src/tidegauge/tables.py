"""What commands print, as rows and texts; pure but for `status` and `has_data`, which look into the store."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tidegauge import catalogue as listing
from tidegauge.indicators.table import INDICATORS
from tidegauge.measure import Measured, Measurement
from tidegauge.model.data import Observation
from tidegauge.model.units import rounded
from tidegauge.model.words import Language
from tidegauge.reference import readings_table
from tidegauge.render.words import Words
from tidegauge.settings import Home, Settings
from tidegauge.store.store import Store

Row = dict[str, Any]
RUNS = 5


def readings(measured: Measurement, day: date) -> list[Row]:
    """``as_of,reading,value,unit,period,status``: the columns are a contract."""
    return [
        {
            "as_of": day.isoformat(),
            "reading": one.reading.indicator,
            "value": _printed(one),
            "unit": one.reading.unit.value,
            "period": one.reading.period.isoformat() if one.reading.period else "",
            "status": one.reading.status.value,
        }
        for one in measured.values()
    ]


def _printed(one: Measured) -> str:
    value = one.reading.value
    return "" if value is None else str(rounded(value, one.indicator.listed_decimals))


def explanation(one: Measured, day: date) -> Row:
    """Everything known about one reading."""
    reading = one.reading
    catalogue = listing.load()
    return {
        "as_of": day.isoformat(),
        "reading": reading.indicator,
        "value": _printed(one),
        "unrounded": reading.value,
        "unit": reading.unit.value,
        "period": reading.period.isoformat() if reading.period else None,
        "stood_on": reading.extreme_on.isoformat() if reading.extreme_on else None,
        "status": reading.status.value,
        "percentile": None if reading.percentile is None else round(reading.percentile, 1),
        "formula": one.indicator.formula,
        "substitute": one.substitute,
        "later_revised": one.revised,
        "series": [_series(name) for name in one.series if name in catalogue],
        "inputs": [_input(observation) for observation in reading.inputs],
    }


def _series(name: str) -> Row:
    one = listing.load()[name]
    return {"id": name, "name": one.names.en, "publisher": one.publisher, "unit": one.unit.value, "link": one.link}


def _input(one: Observation) -> Row:
    return {
        "series": one.series,
        "period": one.period.isoformat(),
        "value": one.value,
        "known_on": one.known_on.isoformat(),
        "basis": one.basis.value,
        "snapshot": one.snapshot,
    }


def explained(told: Mapping[str, Any]) -> str:
    """An explanation as text."""
    lines = [
        f"{told['reading']} = {told['value'] or '…'} {told['unit']}  ({told['status']}, as of {told['as_of']})",
        f"formula     {told['formula']}",
        f"period      {told['period'] or '…'}",
    ]
    if told["stood_on"]:
        lines.append(f"stood on    {told['stood_on']}")
    if told["unrounded"] is not None:
        lines.append(f"unrounded   {told['unrounded']!r}")
    if told["percentile"] is not None:
        lines.append(f"percentile  {told['percentile']} among all values since 2018")
    if told["substitute"]:
        lines.append(f"substitute  {told['substitute']} stands in, because the first series has ended")
    if told["later_revised"]:
        lines.append("vintage     as later revised: the file holds a later vintage than was known then")
    lines.append("")
    for one in told["series"]:
        lines.append(f"{one['id']}: {one['name']}, {one['unit']}, {one['publisher']}, {one['link'] or 'your own file'}")
    if told["inputs"]:
        inputs = [
            {key: one[key] for key in ("series", "period", "value", "known_on", "basis")} for one in told["inputs"]
        ]
        lines += ["", plain_text(inputs)]
    return "\n".join(lines)


def catalogue() -> list[Row]:
    """The series, one a row."""
    return [
        {
            "id": one.id,
            "source": one.source or "csv",
            "code": one.code,
            "unit": one.unit.value,
            "frequency": one.frequency,
            "lag": f"{one.lag.count}{'b' if one.lag.business else 'd'}",
            "publisher": one.publisher,
            "tried": one.tried or "user's file",
            "name": one.names.en,
        }
        for one in listing.load().values()
    ]


def readings_markdown(home: Home) -> str:
    """The readings as a Markdown table, for README.md."""
    return readings_table(INDICATORS, Words.load(home, Language.EN), Words.load(home, Language.ZH_HANT))


def has_data(settings: Settings) -> bool:
    """Whether the store holds a single series."""
    if not settings.store.is_file():
        return False
    with Store(settings.store, listing.load(), read_only=True) as store:
        return bool(store.series_known())


def status(settings: Settings, today: date) -> Row:
    """Last runs, newest data, next issue."""
    friday = today + timedelta(days=(5 - today.isoweekday()) % 7)
    told: Row = {"store": str(settings.store), "next_issue": friday.isoformat(), "runs": [], "newest": []}
    if not settings.store.is_file():
        return told
    catalogue = listing.load()
    with Store(settings.store, catalogue, read_only=True) as store:
        told["runs"] = [
            {
                "started": f"{run.started:%Y-%m-%d %H:%M} UTC",
                "kind": run.kind,
                "exit_code": run.exit_code,
                "state": "interrupted" if run.ended is None else "done" if run.exit_code == 0 else "with failures",
                "failed": ", ".join(one.source for one in run.results if not one.ok),
            }
            for run in store.runs(RUNS)
        ]
        for name in store.series_known():
            newest = store.newest(name)
            told["newest"].append({"series": name, "period": newest.isoformat() if newest else ""})
    return told


def status_text(told: Mapping[str, Any]) -> str:
    """The status as text."""
    lines = [f"store       {told['store']}", f"next issue  {told['next_issue']} (Friday, cut 20:30 New York)"]
    if not told["runs"]:
        lines.append("runs        none yet: `tidegauge collect` or `tidegauge import DIR`")
    else:
        lines += ["", "last runs", plain_text(told["runs"])]
    if told["newest"]:
        lines += ["", "newest data", plain_text(told["newest"])]
    return "\n".join(lines)


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV with a head."""
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def plain_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as columns of text, numbers to the right."""
    listed = [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows]
    if not listed:
        return ""
    widths = {key: max(len(key), *(len(row[key]) for row in listed)) for key in listed[0]}
    head = "  ".join(key.ljust(widths[key]) for key in widths)
    body = ["  ".join(_cell(key, row[key], widths[key]) for key in widths).rstrip() for row in listed]
    return "\n".join([head.rstrip(), *body])


def _cell(key: str, text: str, width: int) -> str:
    return text.rjust(width) if key == "value" else text.ljust(width)
