"""What the editor adds stands on page one of every edition, and a rebuild prints it again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from tests.deliver.server import Script, running

from tidegauge import usecases
from tidegauge.deliver.halves import Halves
from tidegauge.deliver.making import Making
from tidegauge.errors import UsageError
from tidegauge.issuing import editing, notices, sending
from tidegauge.issuing.editing import Words
from tidegauge.issuing.office import Office
from tidegauge.model.document import Briefing, Notice
from tidegauge.model.words import Edition, Format
from tidegauge.render.editions import Workshop, render
from tidegauge.settings import Home, Mail, Secret, Settings
from tidegauge.store.deliveries import LATE_DATA, LATE_RUN, Edit, IssueState, Revised

DAY, ISSUE = date(2025, 11, 14), "2025-W46"
NOW = datetime(2025, 11, 15, 22, 30, tzinfo=UTC)
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
NOTE = Words("Chan", "聯儲局延後公布 H.4.1。", "The Federal Reserve publishes its H.4.1 late.")
WRONG = Words("Lee", "先前版本的 SOFR 有誤。", "SOFR was wrong in the earlier copy.")


def edit(action: str, revision: int) -> Edit:
    return Edit(ISSUE, revision, action, "Chan", NOW, f"{action}{revision}", f"{action}{revision}")


def test_each_revision_has_its_own_notices() -> None:
    """A correction stands in its own revision only, a note in all that follow; one made after sending in the next."""
    edits = (edit("annotate", 0), edit("annotate_after", 0), edit("hold", 0), edit("correct", 1), edit("correct", 2))

    def told(revision: int, marks: int = 0) -> list[tuple[str, str]]:
        revised = Revised(ISSUE, revision, DAY.isoformat(), IssueState.APPROVED, NOW, marks)
        return [(one.kind, one.texts.get("en", "")) for one in notices.of(edits, revised, HONG_KONG)]

    assert told(0) == [("note", "annotate0")]
    assert told(1) == [("correction", "correct1"), ("note", "annotate0"), ("note", "annotate_after0")]
    assert told(2)[0] == ("correction", "correct2") and len(told(2)) == 3
    assert told(0, LATE_RUN | LATE_DATA)[1:] == [("late_run", ""), ("late", "")]


def test_a_note_is_dated_where_the_issue_goes_out() -> None:
    """Half past ten in the evening UTC is the next day in Hong Kong."""
    revised = Revised(ISSUE, 0, DAY.isoformat(), IssueState.APPROVED, NOW)
    assert [one.day for one in notices.of([edit("annotate", 0)], revised, HONG_KONG)] == [date(2025, 11, 16)]


@pytest.fixture(scope="module")
def short(halves: Halves) -> Briefing:
    """The issue with one section."""
    return replace(halves.briefing, sections=(halves.briefing.sections[0], halves.briefing.sections[-1]))


@pytest.mark.parametrize(
    ("edition", "heads", "texts"),
    [
        (Edition.BILINGUAL, ["編者按（2025 年 11 月 16 日）", "Editor’s note (16 November 2025)"], ["延後", "late"]),
        (Edition.EN, ["Editor’s note (16 November 2025)"], ["publishes its H.4.1 late"]),
        (Edition.ZH_HANS, ["编者按（2025年11月16日）"], ["联储局延后公布"]),
    ],
)
def test_the_page_shows_it_between_headline_and_findings(
    short: Briefing, halves: Halves, home: Home, edition: Edition, heads: list[str], texts: list[str]
) -> None:
    """In the languages of the edition, with its day; nothing at all where there is none."""
    one = Notice("note", {"zh-Hant": NOTE.zh, "en": NOTE.en}, date(2025, 11, 16))
    page, _ = Workshop(replace(short, notices=(one,)), home, halves.cache).page(edition, "screen")
    soup = BeautifulSoup(page, "lxml")
    box = soup.select_one(".notices")
    assert box and [" ".join(head.get_text().replace("\u2060", "").split()) for head in box.select("b")] == heads
    said = [" ".join(part.get_text().split()) for part in box.select(".notice p")]
    assert len(said) == len(texts) and all(text in one for text, one in zip(texts, said, strict=True))
    order = [one["class"][0] for one in soup.select(".headline, .notices, .findings")]
    assert order == ["headline", "notices", "findings"]
    assert "notices" not in Workshop(short, home, halves.cache).page(edition, "print")[0].partition("<body")[2]


@pytest.mark.parametrize("edition", [Edition.BILINGUAL, Edition.ZH_HANT])
def test_page_one_stays_one_page(shared: Path, home: Home, halves: Halves, edition: Edition) -> None:
    """A crisis issue with six phenomena, a correction and a note: the dashboard still begins on page 2."""
    chosen = Settings(home, Path("none.sqlite3"), halves.cache)
    whole = usecases.briefing(chosen, "weekly", usecases.Origin(folder=shared / "data" / "series"), date(2020, 3, 20))
    assert len(whole.key_points.phenomena) == 6
    texts = {"zh-Hant": NOTE.zh * 4, "en": NOTE.en * 3}
    told = tuple(Notice(kind, texts, date(2020, 3, 23)) for kind in ("correction", "note"))
    cut = replace(whole, sections=(whole.sections[0], whole.sections[-1]), notices=told)
    assert Workshop(cut, home, halves.cache).paper(edition, {}).starts["dashboard"] == 2


@pytest.fixture
def office(tmp_path: Path, home: Home, short: Briefing, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A real office; only what is told was composed before."""
    (tmp_path / "readers.csv").write_text("address,name,edition\nlee@example.com,Lee,en\n", encoding="utf-8")
    monkeypatch.setattr(Office, "briefing", lambda self, day, sections=(): short)
    with running(Script()) as script:
        mail = Mail(Secret(f"smtp://127.0.0.1:{script.port}?tls=off"), "weekly@example.org", link_key=Secret("key"))
        settings = Settings(Home((tmp_path, *home.roots)), tmp_path / "t.sqlite3", tmp_path / "cache", mail=mail)
        yield Office(
            settings, "weekly", usecases.Origin(), tmp_path / "out", lambda: NOW, lambda _: None, lambda _: None
        )


def test_a_rebuild_of_a_revision_is_the_same_to_the_byte(
    office: Office, short: Briefing, halves: Halves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With note, then with correction: what was published, what was attached, and what `build` writes a day later."""
    monkeypatch.setattr(Making, "half", lambda self, language: _lent(self, halves).half(language))
    wrong = replace(office, now=lambda: datetime(2025, 11, 17, 3, tzinfo=UTC))
    editing.annotate(office, ISSUE, NOTE)
    for revision, step in enumerate((office, wrong)):
        sending.send(step, DAY)
        told = replace(short, notices=notices.recorded(step, DAY))
        rebuilt = render(
            told, [Edition.BILINGUAL], list(Format)[:2], tmp_path / f"again{revision}", office.settings.home,
            office.settings.cache,
        )  # fmt: skip
        for path in rebuilt[1:3]:
            published = office.site / ISSUE / f"r{revision}" / path.name
            assert path.read_bytes() == published.read_bytes(), path.name
        if not revision:
            editing.correct(wrong, ISSUE, WRONG)
    kept = json.loads(rebuilt[0].read_bytes())["notices"]
    assert [(one["kind"], one["day"]) for one in kept] == [("correction", "2025-11-17"), ("note", "2025-11-16")]
    assert kept[0]["texts"] == {"zh-Hant": WRONG.zh, "en": WRONG.en}
    first = " ".join(PdfReader(BytesIO(rebuilt[1].read_bytes())).pages[0].extract_text().split())
    assert "Correction (17 November 2025)" in first and "SOFR was wrong" in first
    assert "更正" in first
    assert "編者按" in first and "Editor’s note (16 November 2025)" in first


def _lent(making: Making, halves: Halves) -> Halves:
    making._halves = halves
    return halves


@pytest.mark.parametrize(
    ("zh", "en", "said"),
    [
        ("只有中文。", "", "both languages"),
        ("这是简体。", "A note.", "Simplified characters"),
        ("半形標點,不可。", "A note.", "half-width mark ','"),
        ("按語。", "A 註.", "English text has Chinese"),
        ("A note.", "A note.", "no Chinese characters"),
        ("按語。", "A note 🙂", "No typeface of ours has 🙂"),
        ("長" * 401, "A note.", "401 characters long"),
    ],
)
def test_a_text_that_cannot_be_printed_is_refused_when_it_is_given(
    office: Office, zh: str, en: str, said: str
) -> None:  # fmt: skip
    """Not when the issue is due: nothing is recorded."""
    with pytest.raises(UsageError, match=said):
        editing.annotate(office, ISSUE, Words("Chan", zh, en))
    with office.ledger() as ledger:
        assert ledger.edits() == ()
