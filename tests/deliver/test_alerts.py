"""Alerts: what calls for one, on real days; each goes out once, to those who asked for it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests.deliver.server import Script, running

from tidegauge import alerts, cli, report, usecases
from tidegauge.alerts import Looked, Plan
from tidegauge.days import cut, is_business_day
from tidegauge.deliver import readers
from tidegauge.errors import GateClosed, SettingsError
from tidegauge.issuing import alerting, notices, sending
from tidegauge.issuing.alerting import Alert
from tidegauge.issuing.office import Office, named
from tidegauge.model.judgement import Direction, Level, Signal, Standing
from tidegauge.model.words import Edition, Format
from tidegauge.settings import Home, Mail, Secret, Settings, built_in

CALM, WATCH, STRAINED, ACUTE = Level
PLAN = Plan(ACUTE, WATCH, 5, timedelta(hours=24), ("sofr_iorb", "hy_oas"))
MONDAY = date(2019, 9, 16)
READERS = (
    "address,name,edition,formats,reports\nboth@example.com,B,en,none,weekly;flash\nlee@example.com,Lee,en,none,\n"
)


def signal(level: Level, before: Level | None = CALM, reading: str = "sofr_iorb") -> Mapping[str, Signal]:
    standing = Standing(1, 2, None, None, MONDAY)
    return {reading: Signal(reading, "f", Direction.HIGH, level, before, 99.0, 1.0, standing, 1)}


def at(days: int, level: Level, fired: tuple[str, ...] = ()) -> Looked:
    return Looked(MONDAY + timedelta(days=days), {"sofr_iorb": level}, fired)


@pytest.mark.parametrize(
    ("signals", "looked", "called"),
    [
        (signal(ACUTE), [], True),
        (signal(STRAINED), [], False),
        (signal(ACUTE, before=ACUTE), [], False),
        (signal(ACUTE, before=None), [], True),
        (signal(ACUTE), [at(-6, ACUTE, ("sofr_iorb",)), at(-5, CALM)], True),
        (signal(ACUTE), [at(-6, ACUTE, ("sofr_iorb",)), at(-5, STRAINED)], False),
        (signal(ACUTE), [at(-4, ACUTE, ("sofr_iorb",)), at(-3, CALM)], False),
        (signal(ACUTE), [at(-4, CALM, ("hy_oas",))], False),
        (signal(ACUTE), [at(-5, CALM, ("hy_oas",))], True),
        (signal(ACUTE), [at(1, ACUTE, ("sofr_iorb",))], True),
        (signal(ACUTE, reading="vix"), [], False),
    ],
)
def test_what_calls_for_an_alert(signals: Mapping[str, Signal], looked: list[Looked], called: bool) -> None:
    """Reached since the last issue; again only after it was at `rearm`; none within the cooldown."""
    assert bool(alerts.due(PLAN, MONDAY, signals, looked)) is called


def test_the_day_that_is_looked_at() -> None:
    """The newest business day whose cut has passed: 20:30 in New York, in summer and in winter."""
    assert alerts.day_of(datetime(2019, 9, 18, 0, 29, tzinfo=UTC)) == date(2019, 9, 16)
    assert alerts.day_of(datetime(2019, 9, 18, 0, 30, tzinfo=UTC)) == date(2019, 9, 17)
    assert alerts.day_of(datetime(2020, 1, 7, 1, 29, tzinfo=UTC)) == date(2020, 1, 3)
    assert alerts.day_of(datetime(2019, 9, 2, 23, tzinfo=UTC)) == date(2019, 8, 30)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"levle": "acute"}, "levle is not known"),
        ({"level": "red"}, "level 'red' is not one of calm, watch, strained, acute"),
        ({"level": "watch"}, "rearm watch is not below level watch"),
        ({"readings": ["sofr"]}, "sofr has no rule"),
        ({"cooldown_days": -1}, "cooldown_days -1"),
        ({"window_hours": True}, "window_hours True"),
    ],
)
def test_a_table_that_does_not_hold(table: dict[str, object], said: str) -> None:
    """File, table and field."""
    with pytest.raises(SettingsError, match=said):
        alerts.plan(table, "reports/flash.toml", ("sofr_iorb",), ("sofr_iorb",))


def test_every_reading_that_alerts_stands_on_the_page() -> None:
    """Whoever gets the flash report sees the number that called for it."""
    home = Home((built_in(),))
    shown = {one for head in report.load(home, "flash").dashboard for one in head.readings}
    settings = Settings(home, Path("none.sqlite3"), Path())
    here = Office(settings, "flash", usecases.Origin(), Path(), lambda: cut(MONDAY), lambda _: None, lambda _: None)
    assert alerting.watching(here) == ("flash",) and set(alerting.plan(here).readings) <= shown


@pytest.fixture
def desk(tmp_path: Path, home: Home, shared: Path, halves: object) -> Iterator[tuple[Office, Script, list[datetime]]]:
    """An office on real data, its server, and its clock."""
    (tmp_path / "readers.csv").write_text(READERS, encoding="utf-8")
    clock = [cut(MONDAY)]
    with running() as script:
        mail = Mail(Secret(f"smtp://127.0.0.1:{script.port}?tls=off"), "weekly@example.org", "ops@example.org")
        cache = halves.cache  # type: ignore[attr-defined]
        settings = Settings(Home((tmp_path, *home.roots)), tmp_path / "t.sqlite3", cache, mail=mail)
        origin = usecases.Origin(folder=shared / "data" / "series")
        yield (
            Office(settings, "weekly", origin, tmp_path / "out", lambda: clock[0], lambda _: None, lambda _: None),
            script,
            clock,
        )


def walked(desk: tuple[Office, Script, list[datetime]], first: date, last: date) -> dict[str, tuple[str, ...]]:
    """Readings by issue of the alerts that go out when a scheduler calls each evening, twice."""
    office, _, clock = desk
    found: list[Alert] = []
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    for day in filter(is_business_day, days):
        for minutes in (5, 20):
            clock[0] = cut(day) + timedelta(minutes=minutes)
            found += alerting.run(office)
    return {one.issue: one.readings for one in found}


@pytest.mark.parametrize(
    ("first", "last", "issues"),
    [
        (
            date(2019, 9, 9),
            date(2019, 10, 4),
            {"2019-W38-2-flash": ("sofr_iorb",), "2019-W39-4-flash": ("sofr_iorb_core_20d",),
             "2019-W40-2-flash": ("sofr_iorb",)},
        ),
        (
            date(2020, 3, 2),
            date(2020, 3, 31),
            {"2020-W11-1-flash": ("hy_oas",), "2020-W12-3-flash": ("sofr_iorb",)},
        ),
        (date(2021, 7, 1), date(2021, 7, 30), {}),
    ],
)  # fmt: skip
def test_real_months(
    desk: tuple[Office, Script, list[datetime]], first: date, last: date, issues: dict[str, tuple[str, ...]]
) -> None:
    """September 2019, March 2020 and a calm July: exactly these, each once, only to the reader who asked for it."""
    assert walked(desk, first, last) == issues
    _, script, _ = desk
    assert script.readers == ["both@example.com"] * len(issues)
    subjects = [str(message_from_bytes(data, policy=policy.default)["Subject"]) for _, data in script.got]
    assert all(one.startswith("Alert Liquidity Weekly 20") for one in subjects)
    with desk[0].ledger() as ledger:
        looked = [one.day for one in ledger.looks("flash")]
        sent = [(one.issue, one.address, one.state.value) for one in ledger.deliveries()]
    assert sent == [(issue, "both@example.com", "sent") for issue in sorted(issues)]
    assert len(looked) == len(set(looked)) > 15


def test_an_alert_says_what_called_for_it_and_can_be_built_again(desk: tuple[Office, Script, list[datetime]]) -> None:
    """In letter and page, in the name the reading had on the day; the archive has it, a rebuild has its bytes."""
    office, script, clock = desk
    clock[0] = cut(date(2019, 9, 17))
    (alert,) = alerting.run(office)
    assert (alert.told, alert.exit_code) == ("1 sent", 0)
    text = message_from_bytes(script.got[0][1], policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "reached the level set: SOFR minus IOER (strained to acute)." in text and "IORB" not in text
    page = office.site / alert.issue / "r0" / f"tidegauge-{alert.issue}-bilingual.html"
    assert "緊張升至急迫" in page.read_text() and f"{alert.issue}/" in (office.site / "index.html").read_text()
    flash = replace(office, report="flash")
    built = usecases.build(
        office.settings, "flash", office.origin, date(2019, 9, 17), editions=[Edition.BILINGUAL],
        formats=[Format.HTML], out=office.out / "again", notices=notices.recorded(flash, date(2019, 9, 17)),
    )  # fmt: skip
    assert next(one for one in built.paths if one.suffix == ".html").read_bytes() == page.read_bytes()
    assert named(alert.issue) == (date(2019, 9, 17), "flash")
    row = alerting.listed(office)
    assert [(one["reading"], one["before"], one["level"], one["state"]) for one in row] == [
        ("sofr_iorb", "strained", "acute", "done")
    ]


def test_killed_between_decision_and_sending(
    desk: tuple[Office, Script, list[datetime]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was decided stays decided: the next call sends it, and no further one does."""
    office, script, clock = desk
    clock[0] = cut(date(2019, 9, 17))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(sending, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            alerting.run(office)
    assert [one.state for one in _looks(office)] == ["due"]
    for _ in range(2):
        alerting.run(office)
    assert script.readers == ["both@example.com"] and [one.state for one in _looks(office)] == ["done"]


def _looks(office: Office) -> tuple[alerting.Look, ...]:
    with office.ledger() as ledger:
        return ledger.looks()


def test_too_late_is_not_sent(
    desk: tuple[Office, Script, list[datetime]], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Beyond the window it is missed, and the operator told once; the next evening may tell it all the same."""
    office, script, clock = desk
    away = replace(
        office,
        settings=replace(
            office.settings, mail=replace(office.settings.mail, server=Secret("smtp://127.0.0.1:1?tls=off"))
        ),
    )
    clock[0] = cut(date(2019, 9, 17))
    with pytest.raises(Exception, match="cannot be reached"):
        alerting.run(away)
    clock[0] = cut(date(2019, 9, 18)) + timedelta(minutes=1)
    assert [(one.told, one.exit_code) for one in alerting.run(office)] == [("not sent within its window", 1)]
    assert script.readers == ["ops@example.org"]
    (alert,) = alerting.run(office)
    assert alert.issue == "2019-W38-3-flash" and script.readers[1:] == ["both@example.com"]


def test_sample_data_alert_nobody(desk: tuple[Office, Script, list[datetime]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate is the one of every issue."""
    office, script, clock = desk
    clock[0] = cut(date(2019, 9, 17))
    sample = replace(office, origin=usecases.Origin(sample=True), report="flash")
    look = replace(alerting.fired(sample, date(2019, 9, 17))[1], fired=("sofr_iorb",), state="due")
    with office.ledger() as ledger:
        ledger.look(look)
    with pytest.raises(GateClosed, match="sample data"):
        alerting.run(replace(sample, report="weekly"))
    assert script.readers == ["ops@example.org"]


def test_nobody_asked(desk: tuple[Office, Script, list[datetime]]) -> None:
    """Without a reader of the flash report nothing is looked at, and an empty store is no fault."""
    office, script, clock = desk
    path = office.settings.home.roots[0] / "readers.csv"
    clock[0] = cut(date(2019, 9, 17))
    assert alerting.run(replace(office, origin=usecases.Origin())) == ()
    path.write_text("address,name,edition\nlee@example.com,Lee,en\n", encoding="utf-8")
    assert alerting.run(office) == () and _looks(office) == () and script.got == []


def test_readers_say_which_reports_they_want() -> None:
    """The weekly where nothing is said; an unknown report is told with those there are."""
    head = "address,name,edition,reports\n"
    found = readers.read(f"{head}a@example.com,A,en,\nb@example.com,B,en,flash\n", "readers.csv")
    assert [one.reports for one in found] == [("weekly",), ("flash",)]
    assert [one.asks_for("weekly") for one in found] == [True, False]
    with pytest.raises(SettingsError, match="row 2, reports: 'falsh' is not one of weekly, flash"):
        readers.read(f"{head}a@example.com,A,en,falsh\n", "readers.csv")


def test_the_commands(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a day would call for, without recording it; and how one asks for alerts."""
    monkeypatch.setenv("TIDEGAUGE_HOME", str(tmp_path))
    monkeypatch.setenv("TIDEGAUGE_MAIL_FROM", "weekly@example.org")
    data = ("--from", str(shared / "data" / "series"))
    assert cli.run(["--json", "alerts", "--as-of", "2019-09-17", *data]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["issue"], row["reading"], row["level"]) == ("2019-W38-2-flash", "sofr_iorb", "acute")
    assert cli.run(["--quiet", "alerts"]) == 0 and not list(tmp_path.glob("*.sqlite3"))
    (tmp_path / "readers.csv").write_text("address,name,edition\nlee@example.com,Lee,en\n", encoding="utf-8")
    assert cli.run(["subscribe", "chan@example.com", "--report", "flash"]) == 0
    assert cli.run(["subscribe", "new@example.com", "--report", "falsh"]) == 2
    assert (tmp_path / "readers.csv").read_text().splitlines()[0] == "address,name,edition,reports"
    assert [one.reports for one in readers.load(Settings(Home((tmp_path, built_in())), tmp_path / "s", tmp_path))] == [
        ("weekly",),
        ("flash",),
    ]
