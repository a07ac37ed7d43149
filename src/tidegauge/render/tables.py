"""The tables of an edition: dashboard, watch list, calendar, appendix, revisions."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from tidegauge.catalogue import Catalogue
from tidegauge.charts import small
from tidegauge.model.bounds import beside
from tidegauge.model.data import Reading, Status
from tidegauge.model.document import (
    AppendixRow,
    Briefing,
    CalendarEntry,
    Contribution,
    DashboardBlock,
    DashboardRow,
    Figure,
    Revision,
)
from tidegauge.model.judgement import Direction, Level, Signal, Trigger
from tidegauge.model.units import Unit, rounded
from tidegauge.model.words import Language
from tidegauge.render import show
from tidegauge.render.desk import MISSING, NEUTRAL, Desk, typeset
from tidegauge.render.view import CellView, GroupView, LevelView, PartView, RowView, TableView, Texts

DASHBOARD_DECIMALS = 2
APPENDIX_DECIMALS = 5
SERIES_WIDTH, SERIES_LONGEST = 20, 20
"""Letters of series a row of the appendix has room for; readings.json has all."""
LOW = 25
"""Below this percentile the cell takes the calm fill."""


def level_view(desk: Desk, level: Level) -> LevelView:
    """A level with its symbol."""
    return desk.level(level, small.level_symbol(level))


def groups(desk: Desk, catalogue: Catalogue, blocks: Iterable[DashboardBlock]) -> tuple[GroupView, ...]:
    """The dashboard."""
    return tuple(
        GroupView(
            desk.texts(lambda language, key=block.key: desk.words[language].get("block", key)),  # type: ignore[misc]
            tuple(row_view(desk, catalogue, row) for row in block.rows),
        )
        for block in blocks
    )


def row_view(desk: Desk, catalogue: Catalogue, row: DashboardRow) -> RowView:
    """A line of the dashboard."""
    reading, signal = row.reading, row.signal
    rated = signal if reading.status not in (Status.LATE, Status.MISSING) else None
    figure = Figure(reading.indicator, reading.value, reading.unit, reading.period, digits=row.digits)
    level = rated.level if rated else None
    percentile = reading.percentile if reading.status is not Status.LATE else None
    return RowView(
        reading=reading.indicator,
        names=desk.reading(reading.indicator),
        status=reading.status.value,
        value=desk.number(figure, widest=DASHBOARD_DECIMALS),
        bare=desk.number(figure),
        unit=desk.unit(reading.unit),
        day=_period(reading, catalogue, desk.as_of),
        week=_change(desk, row, reading.change.one_week),
        month=_change(desk, row, reading.change.four_weeks),
        percentile=_percentile(reading, percentile),
        fill=_fill(percentile, level),
        strip=desk.drawing(small.percentile_strip(percentile, level)) if percentile is not None else Markup(),
        spark=desk.drawing(small.sparkline(row.spark)),
        level=level_view(desk, level) if level is not None else None,
        turn=_turn(rated),
        reason=_reason(desk, reading),
    )


def watch(desk: Desk, briefing: Briefing) -> TableView:
    """What would change a level, and at which value."""
    readings = {row.reading.indicator: row.reading for row in briefing.appendix}
    digits = {row.reading.indicator: row.digits for block in briefing.key_points.dashboard for row in block.rows}
    heads = (
        *name_heads(desk),
        _head(desk, "now", "number"),
        *(_head(desk, key) for key in ("unit", "level", "up_at", "down_at")),
    )
    rows = []
    for one in briefing.watch:
        reading = readings[one.reading]
        now, up, down = _beside(one, reading, digits.get(one.reading, reading.digits))
        cells = (
            *name_cells(desk, one.reading),
            CellView(_neutral(desk.number(now, widest=DASHBOARD_DECIMALS)), "number strong"),
            CellView(desk.unit(reading.unit), "quiet"),
            CellView(_level_cell(desk, one.level)),
            _bound(desk, one.up_to, up, tight=one.direction is Direction.HIGH),
            _bound(desk, one.down_to, down, tight=one.direction is Direction.LOW),
        )
        rows.append(("", cells))
    return TableView("watch", heads, tuple(rows), empty=desk.fixed("no_watch"), short=True)


def calendar(desk: Desk, entries: Iterable[CalendarEntry]) -> TableView:
    """The next four weeks, in New York time; the status only where a day is expected and not announced."""
    listed = tuple(entries)
    status = any(one.expected for one in listed)
    heads = (
        _head(desk, "date"),
        _head(desk, "time"),
        *(CellView((one,)) for one in desk.fixed("event")),
        *((_head(desk, "status"),) if status else ()),
    )
    rows = tuple(
        (
            "",
            (
                CellView(_neutral(day_mark(one.day, f"{one.day:%m-%d}")), "strong"),
                CellView(_neutral(clock(one)), "quiet"),
                *(CellView((text,)) for text in event(desk, one)),
                *((CellView(desk.fixed("expected") if one.expected else (), "quiet"),) if status else ()),
            ),
        )
        for one in listed
    )
    return TableView("calendar", heads, rows, empty=desk.fixed("no_calendar"), short=True)


def event(desk: Desk, entry: CalendarEntry) -> Texts:
    """What a day of the calendar brings."""
    return desk.texts(lambda language: desk.words[language].get("calendar", entry.key))


def readings(desk: Desk, rows: Iterable[AppendixRow], catalogue: Catalogue) -> TableView:
    """Every reading of the issue; the row's number is the superscript of the text."""
    heads = (
        CellView((), "rank-cell number"),
        *name_heads(desk),
        _head(desk, "value", "number"),
        _head(desk, "unit"),
        _head(desk, "publisher"),
        _head(desk, "series"),
        _head(desk, "period", "number"),
        _head(desk, "known", "number"),
        _head(desk, "status"),
    )
    listed = tuple(rows)
    known = tuple(_appendix_row(desk, row, catalogue) for row in listed if row.reading.value is not None)
    return TableView(
        "appendix", heads, known, note=_readings_note(desk, [row for row in listed if row.reading.value is None])
    )


def _readings_note(desk: Desk, missing: list[AppendixRow]) -> Texts:
    """What the marks mean, and the readings without data: a line of names instead of a page of empty rows."""
    note = desk.fixed("readings_note")
    if not missing:
        return note

    def names(language: Language) -> str:
        words = (f"{row.number} {desk.words[language].reading(row.reading.indicator)}" for row in missing)
        return desk.phrase(language, "no_data", names=desk.phrase(language, "list_mark").join(words))

    without = dict(desk.texts(names))
    return tuple((language, text + Markup(" ") + without[language]) for language, text in note)


def revisions(desk: Desk, changed: Iterable[Revision], catalogue: Catalogue) -> TableView:
    """Values that are no longer what the last issue knew."""
    columns = (("series", ""), ("period", ""), ("before", "number"), ("now", "number"), ("unit", ""))
    heads = tuple(_head(desk, key, css) for key, css in columns)
    rows = tuple(
        (
            "",
            (
                CellView(desk.texts(lambda language, key=one.series: _series_name(catalogue, key, language))),  # type: ignore[misc]
                CellView(_neutral(day_mark(one.period, one.period.isoformat()))),
                CellView(_neutral(_revised(one, one.before)), "number"),
                CellView(_neutral(_revised(one, one.now)), "number strong"),
                CellView(desk.unit(one.unit), "quiet"),
            ),
        )
        for one in changed
    )
    return TableView("revisions", heads, rows, empty=desk.fixed("no_revisions"))


def parts(desk: Desk, contributions: tuple[Contribution, ...]) -> tuple[PartView, ...]:
    """The composite's blocks with their bars from a common zero."""
    low, high = min(one.value for one in contributions), max(one.value for one in contributions)
    return tuple(
        PartView(
            desk.texts(lambda language, key=one.key: desk.words[language].get("part", key)),  # type: ignore[misc]
            desk.drawing(small.contribution_bar(one.value, low, high)),
            part_number(f"stress_{one.key}", one.value),
            part_number(f"stress_{one.key}", one.change),
        )
        for one in contributions
    )


def part_number(reading: str, value: float | None) -> Markup:
    """A contribution, signed, with two decimals."""
    figure = Figure(reading, value, Unit.INDEX, None, aspect="part", digits=2)
    return show.span(figure, show.number(value, 2, signed=True)) if value is not None else MISSING


def day_mark(day: date, printed: str) -> Markup:
    """A date in a table."""
    return Markup('<time datetime="{}">{}</time>').format(day, printed)


def name_heads(desk: Desk) -> tuple[CellView, ...]:
    """One column of names for each language."""
    return tuple(CellView((one,)) for one in desk.fixed("reading"))


def name_cells(desk: Desk, reading: str) -> tuple[CellView, ...]:
    """A reading's name in each language, the second one quieter."""
    return tuple(
        CellView((one,), "name" if place == 0 else "name quiet") for place, one in enumerate(desk.reading(reading))
    )


def _neutral(markup: Markup) -> Texts:
    return ((NEUTRAL, markup),) if markup else ()


def _head(desk: Desk, key: str, css: str = "") -> CellView:
    return CellView(desk.fixed(key), css)


def _change(desk: Desk, row: DashboardRow, value: float | None) -> Markup:
    if not row.reading.change.applicable:
        return Markup('<span class="none">.</span>')
    if row.reading.status is Status.MISSING or value is None:
        return Markup('<span class="none">…</span>')
    figure = Figure(row.reading.indicator, value, row.reading.unit, row.reading.period, "change", digits=row.digits)
    return desk.number(figure, signed=True, widest=DASHBOARD_DECIMALS)


def _percentile(reading: Reading, value: float | None) -> Markup:
    if value is None:
        return Markup()
    shown = min(99, max(1, int(rounded(value, 0))))
    figure = Figure(reading.indicator, value, Unit.COUNT, None, "percentile", digits=0)
    return show.span(figure, str(shown))


def _fill(percentile: float | None, level: Level | None) -> str:
    if level is not None and level > Level.CALM:
        return level.name.lower()
    return "low" if percentile is not None and percentile < LOW else ""


def _turn(signal: Signal | None) -> str:
    if signal is None or signal.before is None or signal.before == signal.level:
        return ""
    return "▲" if signal.level > signal.before else "▼"


def _reason(desk: Desk, reading: Reading) -> Texts:
    if reading.status is not Status.MISSING:
        return ()
    return desk.fixed("not_known" if reading.inputs or not _from_file(reading) else "not_supplied")


def _from_file(reading: Reading) -> bool:
    return reading.indicator.startswith("xccy")


def _period(reading: Reading, catalogue: Catalogue, as_of: date) -> Markup:
    if reading.period is None:
        return Markup()
    day = reading.period
    printed = period_text(day, _frequency(reading, catalogue))
    if len(printed) == 10:
        printed = f"{day:%m-%d}" if day.year == as_of.year else f"{day:%Y-%m}"
    dagger = Markup('<span class="dagger">†</span>') if reading.status is Status.LATE else ""
    return day_mark(day, printed) + dagger


def period_text(day: date, frequency: str) -> str:
    """A period as its frequency is written: a day, YYYY-MM, YYYYQn."""
    if frequency == "monthly":
        return f"{day:%Y-%m}"
    if frequency == "quarterly":
        return f"{day.year}Q{(day.month + 2) // 3}"
    return day.isoformat()


def _frequency(reading: Reading, catalogue: Catalogue) -> str:
    newest = [one.series for one in reading.inputs if one.period == reading.period and one.series in catalogue]
    return catalogue[newest[0]].frequency if newest else "daily"


def _level_cell(desk: Desk, level: Level) -> Texts:
    view = level_view(desk, level)
    word = Markup(" ").join(Markup('<span lang="{}">{}</span>').format(lang, text) for lang, text in view.word)
    cell = Markup('<span class="level {}">{}<span class="word">{}</span></span>').format(view.name, view.symbol, word)
    return ((NEUTRAL, cell),)


def _beside(one: Trigger, reading: Reading, digits: int) -> tuple[Figure, Figure, Figure]:
    """A reading and the bounds of its level, above and below, with as many decimals as keep them apart."""
    bounds = beside(one, reading.value or 0.0, lambda _: digits)
    at = Figure(one.reading, None, reading.unit, None, "bound", digits=digits, more=bounds.more)
    now = replace(at, value=reading.value, period=reading.period, aspect="value")
    return now, replace(at, value=bounds.up), replace(at, value=bounds.down)


def _bound(desk: Desk, to: Level | None, at: Figure, *, tight: bool) -> CellView:
    if to is None or at.value is None:
        return CellView(_neutral(Markup('<span class="none">.</span>')))
    level = _level_cell(desk, to)[0][1]
    return CellView(((NEUTRAL, Markup("{} {} → {}").format("≥" if tight else "≤", desk.number(at), level)),))


def clock(entry: CalendarEntry) -> Markup:
    """The time of a calendar entry in New York."""
    return Markup("<time>{}</time>").format(f"{entry.at:%H:%M}") if entry.at else Markup('<span class="none">.</span>')


def _appendix_row(desk: Desk, row: AppendixRow, catalogue: Catalogue) -> tuple[str, tuple[CellView, ...]]:
    reading = row.reading
    late = " late" if reading.status is Status.LATE else ""
    figure = Figure(reading.indicator, reading.value, reading.unit, reading.period, digits=reading.digits)
    frequency = _frequency(reading, catalogue)
    number = Markup('<span class="n" data-r="{}">{}</span>').format(reading.indicator, row.number)
    if desk.medium == "screen":
        number = Markup('<a href="#r-{}">{}</a>').format(reading.indicator, number)
    publishers = _names(desk, row)
    cells = (
        CellView(_neutral(number), "rank-cell number quiet"),
        *name_cells(desk, reading.indicator),
        CellView(_neutral(desk.number(figure, widest=APPENDIX_DECIMALS)), f"number strong{late}"),
        CellView(desk.unit(reading.unit), "quiet"),
        CellView(publishers, "publishers"),
        CellView(_neutral(_series(desk, row)), "series"),
        CellView(_day_cell(reading.period, lambda day: period_text(day, frequency)), f"number{late}"),
        CellView(_day_cell(row.known, date.isoformat), f"number{late}"),
        CellView(_status(desk, row)),
    )
    return f"r-{reading.indicator}", cells


def _names(desk: Desk, row: AppendixRow) -> Texts:
    """Publishers: all of them where a language has the page to itself, else the first and how many more."""
    if len(desk.languages) == 1:
        return tuple((one.value, _all_names(desk, row, one)) for one in desk.languages)
    return tuple(_name(desk, row, one) for one in ((Language.EN,) if desk.medium == "print" else desk.languages))


def _publishers(desk: Desk, row: AppendixRow, language: Language) -> tuple[str, ...]:
    return tuple(dict.fromkeys(desk.words[language].publisher(key) for key in row.publishers))


def _all_names(desk: Desk, row: AppendixRow, language: Language) -> Markup:
    return typeset(desk.phrase(language, "between").join(_publishers(desk, row, language)), language)


def _name(desk: Desk, row: AppendixRow, language: Language) -> tuple[str, Markup]:
    names = _publishers(desk, row, language)
    more = Markup(' <span class="w">+{}</span>').format(len(names) - 1) if len(names) > 1 else ""
    return language.value, Markup("{}{}").format(names[0], more)


def _series(desk: Desk, row: AppendixRow) -> Markup:
    named = row.series[:1]
    while len(named) < len(row.series) and len(", ".join((*named, row.series[len(named)]))) <= SERIES_WIDTH:
        named = row.series[: len(named) + 1]
    more = len(row.series) - len(named)
    text, others = ", ".join(named), f" +{more}" if more else ""
    room = SERIES_LONGEST - len(others)
    cut = text if len(text) <= room else f"{text[: room - 1]}…"
    return Markup('<span class="w">{}{}</span>').format(cut, others)


def _day_cell(day: date | None, write: Callable[[date], str]) -> Texts:
    return _neutral(day_mark(day, write(day))) if day else _neutral(MISSING)


def _status(desk: Desk, row: AppendixRow) -> Texts:
    texts = desk.fixed(f"status_{row.reading.status.value}")
    if not row.revised:
        return texts
    return (*texts[:-1], (texts[-1][0], texts[-1][1] + " r"))


def _series_name(catalogue: Catalogue, series: str, language: Language) -> str:
    names = catalogue[series].names
    return names.zh_hant if language.chinese else names.en


def _revised(one: Revision, value: float | None) -> Markup:
    figure = Figure(one.series, value, one.unit, one.period, "earlier", digits=3)
    return show.span(figure, show.number(value, 3)) if value is not None else MISSING
