"""The rules of the page, measured on the rendered pages of ten weeks: calm, strained and acute, first and last."""

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.render.measure import Sheet, sheet

from tidegauge import settings, usecases
from tidegauge.charts.draw import draw as draw_chart
from tidegauge.charts.drawing import Clash, Drawing, overlaps
from tidegauge.charts.lettering import Lettering
from tidegauge.charts.place import Place
from tidegauge.model.document import ChartSpec
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop

WEEKS = (
    "2018-07-06",
    "2019-09-20",
    "2020-03-20",
    "2021-07-09",
    "2022-10-14",
    "2023-03-17",
    "2024-01-05",
    "2025-01-03",
    "2025-11-14",
    "2026-08-21",
)
ALONE = (
    ("2019-09-20", Edition.EN),
    ("2025-11-14", Edition.EN),
    ("2021-07-09", Edition.ZH_HANT),
    ("2025-11-14", Edition.ZH_HANT),
    ("2020-03-20", Edition.ZH_HANS),
)
"""Weeks whose editions in one language are measured too."""
RENDERED = [(day, Edition.BILINGUAL) for day in WEEKS] + list(ALONE)
SETTINGS = settings.load(environment={})
CLOSING, OPENING = "，。、；：？！）」』》%…,.;:?!)”’", "（「『《(“‘"


@dataclass(frozen=True, slots=True)
class Measured:
    """An edition of a week as measured: its pages, how full they are, and where anchors lie."""

    sheets: tuple[Sheet, ...]
    fill: tuple[float, ...]
    starts: dict[str, int]
    phenomena: int
    size: int
    charts: int
    clashes: tuple[Clash, ...]


def measured(shared: Path, day: str, edition: Edition) -> Measured:
    """Render once."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date.fromisoformat(day))
    workshop = Workshop(briefing, SETTINGS.home, SETTINGS.cache)
    with drawn() as drawings:
        paper = workshop.paper(edition, {})
        workshop.page(edition, "screen")
    return Measured(
        sheets=tuple(map(sheet, paper.boxes)),
        fill=paper.fill,
        starts=dict(paper.starts),
        phenomena=len(briefing.key_points.phenomena),
        size=len(paper.data),
        charts=len(drawings),
        clashes=tuple(clash for one in drawings for clash in overlaps(one)),
    )


@contextmanager
def drawn() -> Iterator[list[Drawing]]:
    """Every chart that is drawn, as drawn."""
    drawings: list[Drawing] = []

    def draw(spec: ChartSpec, lettering: Lettering, place: Place) -> Drawing:
        drawings.append(draw_chart(spec, lettering, place))
        return drawings[-1]

    with patch("tidegauge.render.drawings.draw", draw):
        yield drawings


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session", params=RENDERED, ids=lambda one: f"{one[0]}-{one[1].value}")
def week(request: pytest.FixtureRequest, shared: Path, kept: Path) -> Measured:
    """Each edition of each week, rendered once in a run, whichever worker asks first."""
    day, edition = request.param
    file = kept / f"measured-{day}-{edition.value}"
    if not file.exists():
        found = measured(shared, day, edition)
        scratch = file.with_suffix(f".{id(found)}")
        scratch.write_bytes(pickle.dumps(found))
        scratch.replace(file)
        return found
    found = pickle.loads(file.read_bytes())
    assert isinstance(found, Measured)
    return found


def each(week: Measured, found: Callable[[Sheet], tuple[object, ...]]) -> list[tuple[int, object]]:
    """What is found on the pages, with the page's number."""
    return [(number, one) for number, page in enumerate(week.sheets, start=1) for one in found(page)]


def test_no_page_but_the_last_is_under_a_third_full(week: Measured) -> None:
    """Blocks that move to the next page leave no hole behind."""
    assert all(fill > 1 / 3 for fill in week.fill[:-1]), week.fill


def test_an_issue_has_a_reasonable_number_of_pages(week: Measured) -> None:
    """Fourteen sections take twelve to twenty-four pages."""
    assert 12 <= len(week.sheets) <= 24


def test_no_heading_is_left_at_the_foot_of_a_page(week: Measured) -> None:
    """Something follows each heading on its page."""
    assert each(week, lambda page: page.lonely) == []


def test_nothing_leaves_its_cell_or_column(week: Measured) -> None:
    """No text reaches beyond the cell or block it stands in."""
    assert each(week, lambda page: page.spills) == []


def test_nothing_leaves_the_text_block(week: Measured) -> None:
    """No line reaches into the margins."""

    def outside(page: Sheet) -> tuple[object, ...]:
        within = (page.left - 1, page.right + 1, page.bottom + 1)
        return tuple(
            row.text for row in page.rows if row.left < within[0] or row.right > within[1] or row.bottom > within[2]
        )

    assert each(week, outside) == []


def test_no_lines_run_into_each_other(week: Measured) -> None:
    """No two lines of a page share ground, in whatever column they stand."""
    assert each(week, lambda page: page.collisions) == []


def test_no_line_begins_with_a_closing_mark(week: Measured) -> None:
    """Line-start rule, in both languages."""

    def wrong(page: Sheet) -> tuple[object, ...]:
        rows = [row for row in page.rows if not row.bare_start and len(row.text.strip()) > 1]
        return tuple(row.text for row in rows if row.text.strip()[0] in CLOSING)

    assert each(week, wrong) == []


def test_no_line_ends_with_an_opening_mark(week: Measured) -> None:
    """Line-end rule, in both languages."""

    def wrong(page: Sheet) -> tuple[object, ...]:
        rows = [row for row in page.rows if not row.bare_end]
        return tuple(row.text for row in rows if row.text.strip()[-1] in OPENING)

    assert each(week, wrong) == []


def test_a_table_that_goes_on_repeats_its_head(week: Measured) -> None:
    """Every piece of a table has its head."""
    assert each(week, lambda page: page.headless) == []


def test_no_row_pair_or_figure_is_split(week: Measured) -> None:
    """Each stands on one page."""
    names = dict(piece for page in week.sheets for piece in page.pieces)
    places = Counter(key for page in week.sheets for key in {key for key, _ in page.pieces})
    assert names
    assert [names[key] for key, pages in places.items() if pages > 1] == []


def test_dashboard_and_index_share_page_two(week: Measured) -> None:
    """Page 1 holds everything before them."""
    assert week.starts["dashboard"] == week.starts.get("composite", 2) == 2


def test_page_one_holds_headline_findings_strip_and_all_phenomena(week: Measured) -> None:
    """Each is there whole, and each phenomenon of the briefing is one of them."""
    pieces = [name.split() for name in dict(week.sheets[0].pieces).values()]
    kinds = Counter(name[0] for name in pieces)
    assert kinds["phenomenon"] == week.phenomena
    assert kinds["finding"] >= 3
    assert any(name[:2] == ["chart", "strip"] for name in pieces)


def test_a_pdf_is_no_larger_than_two_megabytes(week: Measured) -> None:
    """Without what is attached it leaves room for that."""
    assert week.size < 1_700_000


def test_no_labels_of_a_chart_overlap(week: Measured) -> None:
    """No two texts of a chart meet and none leaves its frame, on paper, on a screen and on a phone."""
    assert week.charts >= 15
    assert week.clashes == ()
