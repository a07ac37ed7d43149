"""The rail beside page 1 of an edition in one language: readings at a glance, and the days ahead."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from tidegauge.model.document import Briefing, CalendarEntry
from tidegauge.render import tables
from tidegauge.render.desk import Desk
from tidegauge.render.view import DayView, GroupView, RowView

DAYS = 5
"""Lines there is room for; more only where page 1 itself tells of more days."""
GLANCE = (
    "sofr_iorb",
    "sofr_iorb_core_20d",
    "reserves",
    "tga",
    "on_rrp",
    "srf_20d_max",
    "hy_oas",
    "btc_from_high",
)
"""Readings shown."""


def glance(groups: tuple[GroupView, ...]) -> tuple[RowView, ...]:
    """The rows of the dashboard that the rail repeats, where they have a value."""
    rows = {row.reading: row for group in groups for row in group.rows}
    return tuple(rows[one] for one in GLANCE if one in rows and rows[one].status != "missing")


def lines(desk: Desk, briefing: Briefing) -> Iterator[DayView]:
    """The days ahead as lines, in order."""
    for entry in chosen(briefing):
        comma = "，" if desk.chinese_only else ", "
        at = Markup("{}{}").format(comma, tables.clock(entry)) if entry.at else Markup()
        texts = tuple((lang, text + at) for lang, text in tables.event(desk, entry))
        yield DayView(tables.day_mark(entry.day, f"{entry.day:%m-%d}"), texts, entry.expected)


def chosen(briefing: Briefing) -> tuple[CalendarEntry, ...]:
    """Every day that page 1 tells of, and the next ones of other kinds; a weekly publication stands once."""
    days = briefing.key_points.ahead.get("days", ())
    listed = days if isinstance(days, tuple) else ()
    told = {(one["key"], one["day"]) for one in listed if isinstance(one, Mapping)}
    named = [one for one in briefing.calendar if (one.key, one.day) in told]
    others = {one.key: one for one in reversed(briefing.calendar) if one not in named}
    room = max(DAYS - len(named), 0)
    more = sorted(others.values(), key=lambda one: one.day)[:room]
    return tuple(one for one in briefing.calendar if one in named or one in more)
