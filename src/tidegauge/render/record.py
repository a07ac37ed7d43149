"""readings.json and manifest.json: what an issue printed, from what, and the hash of every file. No clock in either."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tidegauge import __version__
from tidegauge.catalogue import Catalogue
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.data import Observation
from tidegauge.model.document import AppendixRow, Briefing, Figure, Notice, TableRow, Told
from tidegauge.model.judgement import Signal
from tidegauge.model.units import rounded
from tidegauge.model.words import Language
from tidegauge.render.words import Words
from tidegauge.settings import Home

CLAIMS = "claims_decided"
"""Table of the claims section that no page prints."""
TEMPLATE_SUFFIXES = (".j2", ".css", ".toml", ".csv")


def readings(briefing: Briefing, words: Mapping[Language, Words], catalogue: Catalogue) -> bytes:
    """Every reading with its value, its judgement and the observations it was computed from."""
    signals = {
        row.signal.reading: row.signal for block in briefing.key_points.dashboard for row in block.rows if row.signal
    }
    rows = {row.reading.indicator: _reading(row, signals, words, catalogue) for row in briefing.appendix}
    issue = briefing.issue
    return _json(
        {
            "issue": issue.id,
            "as_of": issue.as_of.isoformat(),
            "report": briefing.report,
            "sample": briefing.sample,
            "version": __version__,
            "readings": rows,
            "claims": _claims(briefing),
            "sources": [
                {"publisher": one.publisher, "period": one.period.isoformat(), "known": one.known.isoformat()}
                for one in briefing.sources
            ],
            **({"notices": [_notice(one) for one in briefing.notices]} if briefing.notices else {}),
        }
    )


def manifest(briefing: Briefing, home: Home, files: Iterable[Path]) -> bytes:
    """
    Version, hashes of report and templates, every observation and announcement used, the SHA-256 of every file written.

    A rebuild of a published issue uses the observations named here.
    """
    ordered = sorted(briefing.observations, key=lambda one: (one.series, one.period, one.known_on))
    return _json(
        {
            "issue": briefing.issue.id,
            "as_of": briefing.issue.as_of.isoformat(),
            "report": briefing.report,
            "sample": briefing.sample,
            "version": __version__,
            "templates": _hashes(home, "templates"),
            "reports": _hashes(home, "reports"),
            "observations": [_observation(one) for one in ordered],
            "announcements": [_announcement(one) for one in briefing.announcements],
            "files": {path.name: _digest(path.read_bytes()) for path in sorted(files)},
        }
    )


def _notice(one: Notice) -> dict[str, Any]:
    """A correction, a note or a mark; the key stands only in issues that have one."""
    reached = [{"reading": each.reading, "level": each.now.name.lower()} for each in one.reached]
    return {
        "kind": one.kind,
        "day": one.day.isoformat() if one.day else None,
        "texts": dict(one.texts),
        "reached": reached,
    }


def _claims(briefing: Briefing) -> list[dict[str, Any]]:
    """Every claim that the data of the day decided, worst first, with its verdict and what was published."""
    tables = (one.tables[CLAIMS] for one in briefing.sections if CLAIMS in one.tables)
    return [_claim(row) for table in tables for row in table.rows]


def _claim(row: TableRow) -> dict[str, Any]:
    said, verdict, published, unit, day, right_on = (cell.content for cell in row.cells)
    return {
        "id": said.who_en if isinstance(said, Told) else None,
        "zh-Hant": said.zh_hant if isinstance(said, Told) else None,
        "en": said.en if isinstance(said, Told) else None,
        "verdict": str(verdict).removeprefix("verdict_"),
        "published": _printed(published),
        "unit": str(unit).removeprefix("unit_") or None,
        "date": day.isoformat() if isinstance(day, date) else None,
        "right_on": right_on.isoformat() if isinstance(right_on, date) else None,
    }


def _printed(content: object) -> str | None:
    if not isinstance(content, Figure) or content.value is None:
        return None
    return f"{rounded(content.value, content.digits):f}"


def _reading(
    row: AppendixRow, signals: Mapping[str, Signal], words: Mapping[Language, Words], catalogue: Catalogue
) -> dict[str, Any]:
    reading = row.reading
    signal = signals.get(reading.indicator)
    return {
        "number": row.number,
        "names": {language.value: one.reading(reading.indicator) for language, one in words.items()},
        "value": reading.value,
        "printed": None if reading.value is None else f"{rounded(reading.value, reading.digits):f}",
        "unit": reading.unit.value,
        "period": reading.period.isoformat() if reading.period else None,
        "stood_on": reading.extreme_on.isoformat() if reading.extreme_on else None,
        "status": reading.status.value,
        "change_1w": reading.change.one_week,
        "change_4w": reading.change.four_weeks,
        "percentile": reading.percentile,
        "level": signal.level.name.lower() if signal else None,
        "level_before": signal.before.name.lower() if signal and signal.before is not None else None,
        "publishers": list(row.publishers),
        "series": list(row.series),
        "links": [catalogue[one].link for one in row.series if one in catalogue],
        "known": row.known.isoformat() if row.known else None,
        "as_later_revised": row.revised,
        "stands_in": row.substitute,
        "inputs": [_input(one, catalogue) for one in reading.inputs],
    }


def _input(one: Observation, catalogue: Catalogue) -> dict[str, Any]:
    """An input; its value only where the publisher allows passing it on."""
    open_ = one.series in catalogue and catalogue[one.series].redistributable
    described = {
        "series": one.series,
        "period": one.period.isoformat(),
        "known_on": one.known_on.isoformat(),
        "basis": one.basis.value,
        "snapshot": one.snapshot,
    }
    return {**described, "value": one.value} if open_ else described


def _observation(one: Observation) -> dict[str, str]:
    stated = f"{one.series} {one.period} {one.value!r} {one.known_on.isoformat()} {one.basis.value} {one.snapshot}"
    return {
        "series": one.series,
        "period": one.period.isoformat(),
        "known_on": one.known_on.isoformat(),
        "sha256": _digest(stated.encode()),
    }


def _announcement(one: News | ReleaseDay) -> dict[str, str]:
    """An item of a feed by the publisher's name for it, or an announced day by its publication's number."""
    what = one.guid if isinstance(one, News) else f"release {one.release} on {one.day}"
    stated = f"{what} {one.title if isinstance(one, News) else ''} {one.known_on.isoformat()} {one.snapshot}"
    return {"what": what, "known_on": one.known_on.isoformat(), "sha256": _digest(stated.encode())}


def _hashes(home: Home, name: str) -> dict[str, str]:
    """Hash by path; a user's own file goes before the built-in one."""
    found: dict[str, str] = {}
    for folder in home.folders(name):
        for path in sorted(folder.rglob("*")):
            if path.suffix in TEMPLATE_SUFFIXES and path.is_file():
                found.setdefault(path.relative_to(folder).as_posix(), _digest(path.read_bytes()))
    return found


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()
