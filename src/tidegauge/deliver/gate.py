"""
The gate before sending: an issue that is not fit to be read is not sent. Pure.

There is one gate for every way of sending; an ad-hoc report passes the same one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from tidegauge import catalogue
from tidegauge.deliver.halves import Half, figures
from tidegauge.errors import DeliveryError, SettingsError
from tidegauge.measure import RARE
from tidegauge.model.data import Status
from tidegauge.model.document import BlockKind, Briefing, ChartSpec, Line, Trace
from tidegauge.render import pictures
from tidegauge.render.pictures import NEEDS_EXTRA
from tidegauge.sources.table import OFF_BY_DEFAULT

NUMBERS = ("per_minute", "least_pages")
KEPT_BACK = timedelta(days=184)
"""Half a year: so long a monthly figure that has not come out holds nothing."""
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
        *_languages(halves, _wanted(briefing)),
    )


def _sample(briefing: Briefing, allowed: bool) -> Iterator[Fault]:
    if briefing.sample and not allowed:
        yield Fault("the issue is made from sample data; --allow-sample sends it marked")


def _required(briefing: Briefing, required: tuple[str, ...]) -> Iterator[Fault]:
    rows = {row.reading.indicator: row.reading for row in briefing.appendix}
    found = [rows[name] for name in required if name in rows]
    if len(found) > 1 and all(one.status is Status.LATE for one in found):
        yield Fault("every required reading is late, so the issue would tell nothing new")
    for name in required:
        reading = rows.get(name)
        if reading is None or reading.value is None or reading.status is Status.MISSING:
            yield Fault(f"the required reading {name} is missing")
        elif reading.status is Status.LATE:
            yield Fault(f"the required reading {name} is late: its newest period is {reading.period}", late=True)


def _charts(briefing: Briefing) -> Iterator[Fault]:
    specs = [briefing.key_points.strip] if briefing.key_points.strip else []
    specs += [spec for section in briefing.sections for spec in section.charts.values()]
    for spec in specs:
        yield from _chart(spec, briefing.issue.as_of)


def _chart(spec: ChartSpec, day: date) -> Iterator[Fault]:
    """Every line the chart's definition has is drawn to the newest day known of it, and that day is no late one."""
    lines = {line.key: line for line in (*spec.lines, *(spec.corridor or ()))}
    wanted = {one.key for one in spec.traces if one.drawn}
    if not spec.traces or not (lines or spec.steps or spec.rungs):
        yield Fault(f"the chart {spec.id} has no data")
        return
    if strange := [key for key in lines if key not in wanted]:
        yield Fault(f"the chart {spec.id} has the line {strange[0]}, of which its definition knows nothing")
    for trace in spec.traces:
        if trace.late and _awaited(trace, spec, day):
            yield Fault(f"the line {trace.key} of the chart {spec.id} {_ending(trace)}", late=True)
        if trace.drawn and trace.until and trace.until >= spec.start:
            yield from _line(spec, trace.key, lines.get(trace.key), trace.until)


def _ending(trace: Trace) -> str:
    return f"ends on {trace.until}, because {trace.series[0]} is late" if trace.until else "has no data"


def _line(spec: ChartSpec, key: str, line: Line | None, until: date) -> Iterator[Fault]:
    last = max((day for day, value in line.points if value is not None), default=None) if line else None
    if last is None:
        yield Fault(f"the line {key} of the chart {spec.id} is empty though its data are known to {until}")
    elif last < min(until, spec.end):
        yield Fault(f"the line {key} of the chart {spec.id} ends on {last} though its data are known to {until}")


def _awaited(trace: Trace, spec: ChartSpec, day: date) -> bool:
    """
    Whether waiting may bring a late line: files of the user's own are not collected, so the chart carries their date.

    Nor does a month's figure beside the chart's own come within hours where its publisher keeps it back; it is printed
    with its status, for half a year.
    """
    listed = catalogue.load()
    known = [listed[one] for one in trace.series if one in listed]
    if any(one.source in ("", *OFF_BY_DEFAULT) for one in known):
        return False
    aside = trace.key not in spec.readings and all(one.frequency in RARE for one in known)
    return not (aside and trace.until and day - trace.until <= KEPT_BACK)


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


def _languages(halves: Sequence[Half], charts: int) -> Iterator[Fault]:
    printed = {half.language: sorted(figures(half)) for half in halves}
    for half in halves:
        if printed[half.language] != printed[halves[0].language]:
            yield Fault(f"{half.language.value} and {halves[0].language.value} print different figures")
        if not half.view.headline or not half.view.findings:
            yield Fault(f"the key points in {half.language.value} are empty")
        if len(half.charts) != charts:
            yield Fault(f"the e-mail in {half.language.value} has {len(half.charts)} of {charts} charts")
        for one in (picture for chart in half.charts for picture in (chart.picture, chart.narrow)):
            if pictures.blank(one.data):
                yield Fault(f"the picture {one.name} is blank")


def _wanted(briefing: Briefing) -> int:
    """Charts that a letter has: the strip of the key points, and the first one of the sections."""
    kinds = (BlockKind.CHART, BlockKind.CHART_AND_DEFINITION)
    drawn = any(block.kind in kinds for section in briefing.sections for block in section.blocks)
    return (briefing.key_points.strip is not None) + drawn
