"""Tables that are data: what each kind of cell prints, and the flash report beside the weekly."""

from datetime import date
from pathlib import Path

import pypdf
import pytest
from bs4 import BeautifulSoup

from tidegauge import settings, usecases
from tidegauge.model.words import Edition, Format
from tidegauge.usecases import Origin

HOME = settings.load(environment={})
DAY = date(2025, 11, 14)


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weekly as a page, the flash report as page and paper, in one folder."""
    out = tmp_path_factory.mktemp("issues")
    origin = Origin(folder=shared / "data" / "series")
    for report, formats in (("weekly", (Format.HTML,)), ("flash", (Format.HTML, Format.PDF))):
        usecases.build(HOME, report, origin, DAY, editions=(Edition.BILINGUAL,), formats=formats, out=out)
    return out


def table(built: Path, name: str) -> BeautifulSoup:
    page = (built / "2025-W46" / "tidegauge-2025-W46-bilingual.html").read_text(encoding="utf-8")
    found = BeautifulSoup(page, "lxml").select_one(f"table.{name}")
    assert found is not None
    return found


def rows(found: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in found.select("tbody tr")]


def test_the_table_of_analogues_has_the_published_values(built: Path) -> None:
    """
    Value, percentile and four-week change of SOFR minus its floor in four weeks, and of reserves as H.4.1 prints them;
    distances below a heavier rule; this week on sand.
    """
    found = rows(table(built, "analogues"))
    spread = next(row for row in found if row[0].startswith("SOFR 減 IORB"))
    assert spread[2:] == ["10", "97", "−5", "15", "98", "+16", "−4", "62", "−4", "−8", "46", "+2"]
    window = next(row for row in found if row[0] == "貼現窗口")
    assert window[8:] == ["28.2", "97", "+28.2", "152.9", "99", "+148.1"]
    distance = next(row for row in found if row[0] == "距離")
    assert distance[2:] == [".", "", "", "35", "", "", "41", "", "", "51", "", ""]
    assert table(built, "analogues").select("td.now") and table(built, "analogues").select("td.rule")


def test_every_column_of_the_analogues_stands_under_its_week(built: Path) -> None:
    """The heads above the heads cover all columns, three for each week, and name its day."""
    head = table(built, "analogues").select("thead tr")
    spans = [int(cell["colspan"]) for cell in head[0].find_all("th")]
    assert spans == [1, 1, 3, 3, 3, 3]
    assert sum(spans) == len(head[1].find_all("th"))
    assert [one["datetime"] for one in head[0].select("time")] == [
        "2025-11-14",
        "2019-09-20",
        "2020-03-20",
        "2023-03-17",
    ]


def test_percentiles_take_the_fill_of_their_direction(built: Path) -> None:
    """Few reserves are stress: the first percentile of September 2019 is filled as acute, the 99th elsewhere too."""
    row = next(one for one in table(built, "analogues").select("tbody tr") if "Reserves to GDP" in one.get_text())
    fills = [
        " ".join(one for one in cell["class"] if one.startswith("fill")) for cell in row.find_all("td", class_=True)
    ]
    assert "fill-acute" in fills


def test_events_are_linked_and_in_order(built: Path) -> None:
    """Each event has its date and kind, both languages, and a link to where it stands."""
    found = table(built, "timeline")
    days = [one.get_text() for one in found.select("tbody time") if len(one.get_text()) == 10]
    assert days == sorted(days) and len(days) >= 8
    assert all(one["href"].startswith("https://") for one in found.select("a.source-link"))


def test_a_quotation_says_where_it_was_said_and_who_reported_it(built: Path) -> None:
    """The venue in each language before the link; a report without a page is named in its place."""
    found = rows(table(built, "officials"))
    powell = next(row for row in found if "FOMC 會後記者會" in row[1])
    assert powell[1].endswith("」 FOMC 會後記者會 · federalreserve.gov")
    assert powell[2].endswith("FOMC press conference · federalreserve.gov")
    unlinked = next(row for row in found if "CNBC" in row[1])
    assert all(cell.endswith("· CNBC, citing the Financial Times") for cell in unlinked[1:])


def test_the_flash_report_is_one_page(built: Path) -> None:
    """Key points with their strip, a short dashboard and the index on one page, without superscripts."""
    folder = built / "2025-W46-flash"
    assert len(pypdf.PdfReader(folder / "tidegauge-2025-W46-flash-bilingual.pdf").pages) == 1
    soup = BeautifulSoup((folder / "tidegauge-2025-W46-flash-bilingual.html").read_text(encoding="utf-8"), "lxml")
    assert len(soup.find_all("figure")) == 1 and soup.select_one("#composite .gauge svg") is not None
    assert not soup.select("sup.r")


def test_the_flash_report_says_what_the_weekly_says(built: Path) -> None:
    """A shorter dashboard changes neither headline nor findings."""
    names = ("2025-W46/tidegauge-2025-W46-bilingual.html", "2025-W46-flash/tidegauge-2025-W46-flash-bilingual.html")
    soups = [BeautifulSoup((built / one).read_text(encoding="utf-8"), "lxml") for one in names]
    for soup in soups:
        for call in soup.select("sup"):
            call.decompose()
    said = [
        [one.get_text("", strip=True).replace("\u2060", "") for one in soup.select("h1, .finding p.side")]
        for soup in soups
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2020, 3, 20), ("discount_window",)),
        (date(2026, 4, 3), ("bills_offered_4w", "vix")),
        (date(2021, 7, 9), ()),
    ],
)
def test_the_flash_report_shows_what_its_headline_names(shared: Path, day: date, shown: tuple[str, ...]) -> None:
    """Readings under no head of its own come in below, the named ones first; in a calm week there is no such head."""
    points = usecases.briefing(HOME, "flash", Origin(folder=shared / "data" / "series"), day).key_points
    heads = {block.key: [row.reading.indicator for row in block.rows] for block in points.dashboard}
    assert set(shown) <= set(heads.get("strongest", []))
    assert ("strongest" in heads) == bool(shown)


def test_a_second_report_is_a_file_and_templates() -> None:
    """Nothing that composes, draws or renders knows the flash report by name."""
    package = Path(settings.__file__).parent
    stages = (one for stage in ("compose", "charts", "render") for one in (package / stage).rglob("*.py"))
    assert not [one for one in stages if "flash" in one.read_text(encoding="utf-8")]
