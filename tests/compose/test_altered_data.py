"""The briefing stands whatever the data: series that are gone, cut, constant, negative, noisy or a few values long."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tidegauge import settings
from tidegauge.catalogue import Catalogue
from tidegauge.claims import reading as claims
from tidegauge.compose import compose
from tidegauge.compose.almanac import load as load_almanac
from tidegauge.indicators.table import INDICATORS
from tidegauge.judge import judge
from tidegauge.measure import measure
from tidegauge.model.almanac import News, ReleaseDay
from tidegauge.model.document import BlockKind, Briefing
from tidegauge.model.words import Language
from tidegauge.render.prose import Prose
from tidegauge.report import load, read_toml
from tidegauge.sources.csv_folder import CsvFolder
from tidegauge.store.vintages import Archive, Known, Vintages

SETTINGS = settings.load(environment={})
WAYS = ("gone", "cut", "scaled", "negative", "constant", "noisy", "few")


class Altered:
    """An archive in which some series are not what they were."""

    sample = False

    def __init__(self, archive: Archive, ways: dict[str, str]) -> None:
        self._archive = archive
        self._ways = ways

    def vintages(self, series: str) -> Vintages | None:
        found = self._archive.vintages(series)
        way = self._ways.get(series)
        return found if found is None or way is None else altered(found, way)

    def news(self, day: date) -> tuple[News, ...]:
        return self._archive.news(day)

    def release_days(self, day: date) -> tuple[ReleaseDay, ...]:
        return self._archive.release_days(day)


def altered(found: Vintages, way: str) -> Vintages | None:
    """The series, changed in one of WAYS."""
    numbers = np.random.default_rng(len(found.series))
    rows = np.arange(found.value.size)
    match way:
        case "gone":
            return None
        case "cut":
            rows = rows[: numbers.integers(1, rows.size)]
        case "few":
            rows = rows[-5:]
    value = found.value[rows]
    match way:
        case "scaled":
            value = value * 1.7
        case "negative":
            value = -value
        case "constant":
            value = np.full(value.size, value[0])
        case "noisy":
            value = value + numbers.normal(0, abs(value).mean() * 0.2 + 0.1, value.size)
    return replace(found, value=value, period=found.period[rows], known=found.known[rows])


def composed(archive: Archive, day: date, catalogue: Catalogue) -> Briefing:
    """The weekly of a day."""
    home = SETTINGS.home
    known = Known(archive, day)
    measurement = measure(INDICATORS, known, catalogue)
    plan = load(home, "weekly")
    return compose(
        plan,
        known,
        measurement,
        judge(plan.rules, measurement),
        catalogue,
        read_toml(home.find("reports/calendar.toml")),
        load_almanac(home),
        claims.ledger(home, catalogue),
    )


def said(briefing: Briefing) -> int:
    """Every text of an issue in both languages: how many there are."""
    numbers = {row.reading.indicator: row.number for row in briefing.appendix}
    prose = Prose(SETTINGS.home, "weekly", numbers, briefing.issue.turn, briefing.issue.as_of)
    points = briefing.key_points
    wanted = [("key_points", "headline", points.facts), ("key_points", "dashboard_title", points.facts)]
    wanted += [("key_points", f"finding_{one.id}", one.facts) for one in points.findings]
    wanted += [("phenomena", one.reading, one.facts) for one in points.phenomena]
    for section in briefing.sections:
        if section.blocks:
            wanted.append((section.id, "title", section.facts))
        for block in section.blocks:
            if block.kind is BlockKind.TEXT:
                wanted.append((section.id, block.name, section.facts))
            elif block.kind is not BlockKind.TABLE:
                wanted.append((section.id, f"{block.name}_title", section.facts))
    for section, block, facts in wanted:
        for language in (Language.ZH_HANT, Language.EN):
            text = prose.text(section, block, language, facts)
            assert text, f"{section}, {block}"
            assert ">nan" not in text and "inf" not in text.replace("inflation", "").replace("infer", "")
    return len(wanted)


@pytest.mark.parametrize("seed", range(12))
def test_every_text_stands_on_altered_data(seed: int, shared: Path, catalogue: Catalogue) -> None:
    """Any day since 2017, up to sixty series altered: every text of both languages is there and prints no nan."""
    dice = random.Random(seed)
    folder = CsvFolder(shared / "data" / "series", catalogue)
    known = [name for name in catalogue if folder.vintages(name)]
    ways = {name: dice.choice(WAYS) for name in dice.sample(known, dice.choice((1, 3, 8, 20, 60)))}
    day = date(2017, 1, 1) + timedelta(days=dice.randrange(3600))
    assert said(composed(Altered(folder, ways), day, catalogue)) > 5


def test_a_section_without_its_readings_takes_one_line(shared: Path, catalogue: Catalogue) -> None:
    """Without SOFR there is no section on repo, and the issue still stands."""
    folder = CsvFolder(shared / "data" / "series", catalogue)
    briefing = composed(Altered(folder, {"SOFR": "gone"}), date(2025, 11, 14), catalogue)
    repo = next(section for section in briefing.sections if section.id == "repo")
    assert not repo.blocks
    assert repo.missing == ("sofr_iorb",)
    assert said(briefing) > 5
