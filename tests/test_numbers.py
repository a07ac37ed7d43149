"""A number in a rendered page that is no reading, date or heading numeral fails: checked on whole pages."""

import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tidegauge import settings, usecases
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop
from tidegauge.usecases import Origin

SETTINGS = settings.load(environment={})
DRAWN = "svg, script, style, head, details.data"
"""Charts carry their points, the data tables behind them the same; both are tested against their specs."""
TOLD = "[data-r], time, .w, sup, .rank, .number, .folio"
"""Readings; dates; windows and names; superscripts; the place in a ranked list; heading numerals; page numbers."""
NAMED = re.compile(r"(?<![A-Za-z.\d])\d")
"""A digit that is not part of a name such as M2 or H.4.1."""


def page(shared: Path, day: str, edition: Edition) -> BeautifulSoup:
    """An edition of one week of recorded data, as a screen shows it."""
    origin = Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date.fromisoformat(day))
    html, _ = Workshop(briefing, SETTINGS.home, SETTINGS.cache).page(edition, "screen")
    return BeautifulSoup(html, "lxml")


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2025-11-14", Edition.BILINGUAL),
        ("2019-09-20", Edition.ZH_HANS),
        ("2020-03-20", Edition.EN),
        ("2021-07-09", Edition.ZH_HANT),
        ("2018-07-06", Edition.BILINGUAL),
        ("2026-08-21", Edition.BILINGUAL),
    ],
)
def test_every_number_leads_to_a_reading(shared: Path, day: str, edition: Edition) -> None:
    """Take away readings, dates, fixed wording and numerals: no digit is left."""
    soup = page(shared, day, edition)
    for element in soup.select(f"{DRAWN}, {TOLD}"):
        element.decompose()
    bare = [str(text).strip() for text in soup.find_all(string=NAMED)]
    assert not bare


def test_every_superscript_leads_to_a_row_of_the_appendix(shared: Path) -> None:
    """Each link exists, and the row names a publisher's series and a period."""
    soup = page(shared, "2025-11-14", Edition.BILINGUAL)
    targets = {link["href"] for link in soup.select("sup a")}
    assert len(targets) > 20
    for target in targets:
        row = soup.select_one(f'[id="{str(target)[1:]}"]')
        assert row is not None, target
        assert "2025" in row.get_text()


def test_the_printed_number_is_the_reading_rounded(shared: Path) -> None:
    """SOFR minus IORB prints 10 wherever it is told as the week's value."""
    soup = page(shared, "2025-11-14", Edition.EN)
    told = {one.get_text() for one in soup.select('p [data-r="sofr_iorb"][data-a="value"]')}
    assert told
    assert all(re.sub(r"[^\d.−]", "", one) == "10" for one in told), told
