"""What an issue says when data are late: a calm sentence over data of another month is as wrong as an alarm."""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.compose.test_sections import composed, plain, said, section_of

from tidegauge.model.document import Fact

END = date(2026, 8, 21)
"""Commercial paper, swap lines, discount window and percentiles of the recorded data end in July, six weeks earlier."""


def titles(shared: Path, section: str, block: str, day: date = END) -> list[str]:
    """The block in both wordings and languages."""
    facts = section_of(composed(shared, day), section).facts
    return [plain(one) for turn in (0, 1) for one in said(section, block, facts, turn)]


def test_offshore_dollars_are_not_called_calm_on_late_data(shared: Path) -> None:
    """Without a commercial paper rate on time no verdict on offshore funding is given."""
    for text in titles(shared, "offshore", "title"):
        assert re.search("未到|not in", text) and not re.search("平穩|並不緊張|no shortage|not tight", text), text
    for text in titles(shared, "offshore", "p1"):
        assert not re.search("並不難借|爭搶|not hard to borrow|scrambling", text), text


def test_the_discount_window_is_not_called_quiet_on_late_data(shared: Path) -> None:
    """Standing repo and discount window are both late: the title says so."""
    for text in titles(shared, "facilities", "title"):
        assert re.search("未到|not in", text) and not re.search("平穩|quiet", text), text
    for text in titles(shared, "facilities", "p3"):
        assert not re.search("低微|不多|hardly used|little used", text), text
        assert re.search("7 月 8 日.*7 月 8 日|8 July.*8 July", text), text


def test_late_percentiles_say_their_day(shared: Path) -> None:
    """SOFR is of 20 August, its percentiles of 13 July: the sentence names the day."""
    for text in titles(shared, "repo", "p1"):
        assert re.search("^7 月 13 日|^On 13 July", text.strip()), text


@pytest.mark.parametrize(
    ("late", "chinese", "english"), [(True, "無從判斷", "cannot be judged"), (False, "平靜|偏低", "calm|low")]
)
def test_broad_stress_is_not_called_calm_on_late_data(shared: Path, late: bool, chinese: str, english: str) -> None:
    """The finding names the day of the index and judges nothing when it is late."""
    day = date(2026, 11, 28) if late else END
    finding = next(one for one in composed(shared, day).key_points.findings if one.id == "broad")
    facts: dict[str, Fact] = {**composed(shared, day).key_points.facts, **finding.facts}
    for turn in (0, 1):
        for text, words in zip(
            map(plain, said("key_points", "finding_broad", facts, turn)), (chinese, english), strict=True
        ):
            assert re.search(words, text), text
            assert not late or re.search("8 月 19 日|19 August", text), text


@pytest.mark.parametrize("alike", ["between", "apart"])
def test_the_likeness_in_funding_is_with_its_own_episode(shared: Path, alike: str) -> None:
    """Where September 2019 is the nearest crisis and funding is like that of another, the title keeps them apart."""
    facts = {**section_of(composed(shared, END), "analogues").facts, "alike": alike, "funding_alike": "near"}
    facts |= {"closest": "2019-09", "funding_closest": "2020-03"}
    for turn in (0, 1):
        chinese, english = map(plain, said("analogues", "title", facts, turn))
        assert "2020 年 3 月" in chinese and "March 2020" in english
        assert "近似的是融資" not in chinese and "the likeness is in funding" not in english


@pytest.mark.parametrize(
    ("section", "judged", "blocks", "calm"),
    [
        ("credit", "spread_judged", ("title", "p1"), "仍在低位|並不緊張|沒有收緊|still low|no sign of|not tight"),
        ("leverage", "fails_judged", ("title", "p2", "fails_title"), "如常|常態|尋常|usual|ordinary|unusual"),
        ("repo", "effr_judged", ("p3",), "平靜|calm"),
    ],
)
def test_no_other_section_is_calm_on_late_data(
    shared: Path, section: str, judged: str, blocks: tuple[str, ...], calm: str
) -> None:
    """Where the reading behind a sentence is late, the sentence says so instead of what it says of a calm one."""
    level = judged.replace("judged", "level")
    found = section_of(composed(shared, END), section).facts
    facts = {**found, judged: False, level: 0, "spread": "below", "fails_standing": {"kind": "none"}}
    if section == "repo":
        facts["spread"] = found["spread"]
    for block in blocks:
        for turn in (0, 1):
            for text in map(plain, said(section, block, facts, turn)):
                assert not re.search(calm, text), text


def test_a_short_history_is_not_late(shared: Path) -> None:
    """In May 2017 nothing can be judged yet, but the high-yield spread of the day before is on time."""
    for text in titles(shared, "credit", "title", date(2017, 5, 5)):
        assert not re.search("延遲|late", text), text
