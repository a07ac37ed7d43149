"""What sections 1 to 9 say of weeks that a first draft told wrongly, from the published data of those weeks."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.compose.test_sections import composed, plain, said, section_of

from tidegauge.compose import states

SEPTEMBER, NOVEMBER = date(2019, 9, 20), date(2025, 11, 14)


def told(shared: Path, day: date, section: str, block: str) -> list[tuple[str, str]]:
    """A text of an issue in both languages, in both wordings."""
    facts = section_of(composed(shared, day), section).facts
    texts = [said(section, block, facts, turn) for turn in (0, 1)]
    return [(plain(chinese), plain(english)) for chinese, english in texts]


@pytest.mark.parametrize(
    ("value", "before", "named"),
    [
        (-3.3, 4.9, "down"),
        (4.85, 2.7, "up"),
        (4.9, 49.1, "flat"),
        (-4.9, 48.9, "down"),
        (0.004, 0.01, "flat"),
        (5.1, 4000.0, "up"),
        (3.0, 0.0, "up"),
        (3.0, None, "flat"),
    ],
)
def test_a_small_amount_has_moved_when_a_tenth_of_it_has(value: float, before: float | None, named: str) -> None:
    """Within the small change, an amount is little changed only if that is no more than a tenth of it."""
    assert states.amount_movement(value, 5.0, before) == named


@pytest.mark.parametrize(("day", "zh", "en"), [(SEPTEMBER, "增加", "up"), (NOVEMBER, "減少", "down")])
def test_the_reverse_repo_facility_moves_by_its_own_size(shared: Path, day: date, zh: str, en: str) -> None:
    """From 2.7 to 7.55 billion, and from 4.9 to 1.6, is told with the change, not as little changed."""
    for chinese, english in told(shared, day, "facilities", "p2"):
        assert re.search(rf"一週{zh} [\d.]+ 億美元", chinese), chinese
        assert re.search(rf", {en} \$[\d.]+ billion on the week", english), english
