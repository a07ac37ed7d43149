"""
The gate before sending: an issue that is not fit to be read is not sent. Pure.

There is one gate for every way of sending; an ad-hoc report passes the same one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tidegauge import catalogue
from tidegauge.deliver.halves import Half, figures
from tidegauge.errors import DeliveryError, SettingsError
from tidegauge.model.data import Status
from tidegauge.model.document import AppendixRow, Briefing, ChartSpec
from tidegauge.render.pictures import NEEDS_EXTRA
from tidegauge.sources import OFF_BY_DEFAULT

NUMBERS = ("per_minute", "least_pages")
LEAST_TEXT = 40
"""Characters: a page with less is blank but for its head and foot."""


@dataclass(frozen=True, slots=True)
class Policy:
    """
    The table [delivery] of a report.

    Attributes:
        required: Readings without which no issue goes out.
        approval: An editor approves each issue.
        per_minute: Messages; 0 for no limit.
        least_pages: A PDF with fewer is not whole.
    """

    required: tuple[str, ...] = ()
    approval: bool = False
    per_minute: float = 0.0
    least_pages: int = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the gate is closed; `late` ones open it when the deadline has passed, and the issue is marked."""

    reason: str
    late: bool = False


def policy(table: Mapping[str, Any], file: str) -> Policy:
    """
    The policy in a report's table.

    Raises:
        SettingsError: a field is unknown or does not hold.
    """
    fields = {"required": list, "approval": bool, "per_minute": (int, float), "least_pages": int}
    for key, value in table.items():
        kind: Any = fields.get(key)
        if kind is None:
            raise SettingsError(f"{file}, [delivery]: {key} is not known; known are {', '.join(fields)}.")
        if not isinstance(value, kind) or (key in NUMBERS and (isinstance(value, bool) or value < 0)):
            raise SettingsError(f"{file}, [delivery]: {key} {value!r} does not hold; look at the built-in weekly.toml.")
    required = tuple(str(one) for one in table.get("required", ()))
    per_minute, least = float(table.get("per_minute", 0)), int(table.get("least_pages", 2))
    return Policy(required, bool(table.get("approval", False)), per_minute, least)


def faults(
    briefing: Briefing,
    policy: Policy,
    papers: Mapping[str, bytes],
    halves: Sequence[Half],
    *,
    allow_sample: bool = False,
) -> tuple[Fault, ...]:
    """
    Everything that keeps an issue from being sent.

    Args:
        papers: PDF by file name.
        halves: One for each language that is sent.
    """
    return (
        *_sample(briefing, allow_sample),
        *_required(briefing, policy.required),
        *_charts(briefing),
        *(fault for name, paper in papers.items() for fault in pages(name, paper, policy.least_pages)),
        *_languages(halves),
    )


def _sample(briefing: Briefing, allowed: bool) -> Iterator[Fault]:
    if briefing.sample and not allowed:
        yield Fault("the issue is made from sample data; --allow-sample sends it marked")


def _required(briefing: Briefing, required: tuple[str, ...]) -> Iterator[Fault]:
    rows = {row.reading.indicator: row.reading for row in briefing.appendix}
    for name in required:
        reading = rows.get(name)
        if reading is None or reading.value is None or reading.status is Status.MISSING:
            yield Fault(f"the required reading {name} is missing")
        elif reading.status is Status.LATE:
            yield Fault(f"the required reading {name} is late: its newest period is {reading.period}", late=True)


def _charts(briefing: Briefing) -> Iterator[Fault]:
    specs = [briefing.key_points.strip] if briefing.key_points.strip else []
    specs += [spec for section in briefing.sections for spec in section.charts.values()]
    rows = {row.reading.indicator: row.reading for row in briefing.appendix}
    fetched = {row.reading.indicator for row in briefing.appendix if _fetched(row)}
    for spec in specs:
        last = _last(spec)
        if last is None:
            yield Fault(f"the chart {spec.id} has no data")
            continue
        for reading in (rows[one] for one in spec.readings if one in rows):
            if reading.status is Status.LATE and reading.indicator not in fetched:
                continue  # a user's file that is old: the chart carries its date, and no waiting makes it newer
            if reading.status is Status.LATE:
                yield Fault(f"the chart {spec.id} ends on {last}, because {reading.indicator} is late", late=True)
            elif reading.period and last < min(reading.period, spec.last):
                yield Fault(
                    f"the chart {spec.id} ends on {last} though {reading.indicator} is known to {reading.period}"
                )


def _fetched(row: AppendixRow) -> bool:
    """Whether a collection brings what the reading is made of; files of the user's own it does not."""
    listed = catalogue.load()
    return all(listed[one].source not in ("", *OFF_BY_DEFAULT) for one in row.series if one in listed)


def _last(spec: ChartSpec) -> Any:
    days = [day for line in spec.lines for day, value in line.points if value is not None]
    return max(days, default=spec.last if spec.steps else None)


def pages(name: str, paper: bytes, least: int = 2) -> Iterator[Fault]:
    """Pages of a PDF that are missing or blank."""
    try:
        library = import_module("pypdfium2")
    except ImportError as error:
        raise DeliveryError(NEEDS_EXTRA) from error
    try:
        document = library.PdfDocument(paper)
    except library.PdfiumError:
        yield Fault(f"{name} cannot be opened as PDF")
        return
    texts = [page.get_textpage().count_chars() for page in document]
    document.close()
    if len(texts) < least:
        yield Fault(f"{name} has {len(texts)} page")
    if blank := [str(number) for number, count in enumerate(texts, start=1) if count < LEAST_TEXT]:
        yield Fault(f"page {', '.join(blank)} of {name} is blank")


def _languages(halves: Sequence[Half]) -> Iterator[Fault]:
    printed = {half.language: sorted(figures(half)) for half in halves}
    for half in halves:
        if printed[half.language] != printed[halves[0].language]:
            yield Fault(f"{half.language.value} and {halves[0].language.value} print different figures")
        if not half.view.headline or not half.view.findings:
            yield Fault(f"the key points in {half.language.value} are empty")
        if len(half.charts) < 1:
            yield Fault(f"the e-mail in {half.language.value} has no chart")
