"""The gate against charts: each line of each chart, as real data leave it and as a fault of drawing would."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image

from tidegauge import settings, usecases
from tidegauge.deliver import gate
from tidegauge.deliver.halves import Halves
from tidegauge.model.document import Briefing, ChartSpec
from tidegauge.model.words import Language

DAY = date(2025, 11, 14)


def reasons(briefing: Briefing) -> list[str]:
    return [one.reason for one in gate.faults(briefing, gate.Policy(), {}, ())]


def test_a_whole_week_has_no_fault(halves: Halves) -> None:
    """Each line of week 46 of 2025 ends where its publisher's calendar says, or is no reason to wait."""
    assert reasons(halves.briefing) == []


def specs(briefing: Briefing) -> Iterator[ChartSpec]:
    yield from ([briefing.key_points.strip] if briefing.key_points.strip else [])
    yield from (spec for section in briefing.sections for spec in section.charts.values())


def with_chart(briefing: Briefing, spec: ChartSpec) -> Briefing:
    sections = tuple(
        replace(one, charts={key: spec if old.id == spec.id else old for key, old in one.charts.items()})
        for one in briefing.sections
    )
    points = briefing.key_points
    if points.strip and points.strip.id == spec.id:
        points = replace(points, strip=spec)
    return replace(briefing, sections=sections, key_points=points)


def test_no_line_stops_early_or_is_empty(halves: Halves) -> None:
    """Any single line of any chart without its last points, without points, or left out closes the gate for good."""
    tried = 0
    for spec in specs(halves.briefing):
        for at, line in enumerate(spec.lines):
            before, after = spec.lines[:at], spec.lines[at + 1 :]
            short = line.points[:-60] if spec.id != "curve" else ()
            made = [(*before, replace(line, points=cut), *after) for cut in (short, ())]
            for lines in (*made, (*before, *after)):
                told = gate.faults(with_chart(halves.briefing, replace(spec, lines=lines)), gate.Policy(), {}, ())
                assert [one.late for one in told] == [False], (spec.id, line.key)
                tried += 1
    assert tried > 90


def test_a_chart_has_no_other_lines_than_its_definition(halves: Halves) -> None:
    """A line too many is as wrong as one too few."""
    spec = next(one for one in specs(halves.briefing) if one.id == "corridor")
    more = replace(spec, lines=(*spec.lines, replace(spec.lines[0], key="other")))
    assert reasons(with_chart(halves.briefing, more)) == [
        "the chart corridor has the line other, of which its definition knows nothing"
    ]


def cut(data: Path, folder: Path, *names: str) -> Briefing:
    """Week 46 of 2025 with series that stopped in July."""
    shutil.copytree(data, folder)
    for name in names:
        lines = (folder / f"{name}.csv").read_text().splitlines()
        kept = [lines[0], *(one for one in lines[1:] if one[:10] < "2025-08-01")]
        (folder / f"{name}.csv").write_text("\n".join(kept) + "\n")
    chosen = settings.load(environment={"TIDEGAUGE_STORE": str(folder.parent / "none.sqlite3")})
    return usecases.briefing(chosen, "weekly", usecases.Origin(folder=folder), DAY)


def test_a_series_that_stopped_is_named_with_its_line(shared: Path, tmp_path: Path) -> None:
    """Whatever other lines the chart has: each late one is told with its own last day, and they hold the issue."""
    stopped = ("EFFR", "NYFED_BGCR", "SOFR25", "SOFR75", "WALCL")
    told = gate.faults(cut(shared / "data" / "series", tmp_path / "series", *stopped), gate.Policy(), {}, ())
    assert all(one.late for one in told)
    assert {one.reason for one in told} == {
        "the line effr of the chart corridor ends on 2025-07-31, because EFFR is late",
        "the line bgcr of the chart corridor ends on 2025-07-31, because NYFED_BGCR is late",
        "the line p25 of the chart fan ends on 2025-07-31, because SOFR25 is late",
        "the line p75 of the chart fan ends on 2025-07-31, because SOFR75 is late",
        "the line fed_assets of the chart assets ends on 2025-07-30, because WALCL is late",
        "the line WALCL of the chart waterfall ends on 2025-07-30, because WALCL is late",
    }


def test_the_rate_a_spread_is_taken_from_is_looked_at_too(shared: Path, tmp_path: Path) -> None:
    """SOFR is there to the day; IORB is not, and the spread that page one shows stops with it."""
    told = gate.faults(cut(shared / "data" / "series", tmp_path / "series", "IORB"), gate.Policy(), {}, ())
    assert [(one.reason, one.late) for one in told] == [
        ("the line sofr_iorb of the chart strip ends on 2025-07-31, because IORB is late", True)
    ]


def test_the_pictures_of_a_letter_are_looked_at(halves: Halves) -> None:
    """Two charts, each with pixels that are not paper, wide and narrow: a blank one never leaves."""
    half = halves.half(Language.EN)
    assert len(half.charts) == 2
    assert gate.faults(halves.briefing, gate.Policy(), {}, [half]) == ()
    out = BytesIO()
    Image.new("RGB", (1200, 600), "white").save(out, "PNG")
    for field in ("picture", "narrow"):
        picture = replace(getattr(half.charts[1], field), data=out.getvalue())
        charts = (half.charts[0], replace(half.charts[1], **{field: picture}))
        (fault,) = gate.faults(halves.briefing, gate.Policy(), {}, [replace(half, charts=charts)])
        assert fault.reason == f"the picture {picture.name} is blank" and not fault.late
    (fault,) = gate.faults(halves.briefing, gate.Policy(), {}, [replace(half, charts=half.charts[:1])])
    assert fault.reason == "the e-mail in en has 1 of 2 charts"
