"""The tables of README.md that the program writes itself, so that they cannot drift."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import typer
from typer.main import get_command

from tidegauge.errors import SettingsError
from tidegauge.indicators.table import Indicator
from tidegauge.render.words import Words

UNITS = {
    "percent": "percent",
    "bp": "bp",
    "usd": "USD",
    "usd_billions": "USD bn",
    "usd_per_barrel": "USD per barrel",
    "index": "index",
    "correlation": "correlation",
    "count": "count",
    "contracts": "contracts",
}


def commands_table(
    app: typer.Typer, say: Callable[[str], str] = str, head: tuple[str, str] = ("command", "does")
) -> str:
    """
    A Markdown table of every command: how it is called, and the first sentence of its help.

    Args:
        say: Puts a paragraph of help into another language.
        head: The heads of its columns.
    """
    commands = getattr(get_command(app), "commands", {})
    rows = [
        (f"`{_usage(name, command)}`", _first_sentence(say((command.help or "").split("\n\n")[0])))
        for name, command in commands.items()
        if not command.hidden
    ]
    return _table(head, rows)


def readings_table(indicators: Iterable[Indicator], english: Words, chinese: Words) -> str:
    """A Markdown table of every reading: id, both names, unit, formula."""
    rows = [
        (f"`{one.id}`", english.reading(one.id), chinese.reading(one.id), UNITS[one.unit.value], one.formula)
        for one in indicators
    ]
    return _table(("reading", "name", "名稱", "unit", "formula"), rows)


def chinese_readings_table(indicators: Iterable[Indicator], chinese: Words) -> str:
    """The same for README.zh-Hant.md: id, name, unit, formula."""
    rows = [(f"`{one.id}`", chinese.reading(one.id), chinese.unit(one.unit), one.formula) for one in indicators]
    return _table(("讀數", "名稱", "單位", "公式"), rows)


def written(text: str, tables: Mapping[str, str]) -> str:
    """
    `text` with each table between its markers ``<!-- generated:NAME -->`` and ``<!-- /generated:NAME -->``.

    Raises:
        SettingsError: a marker is missing.
    """
    for name, table in tables.items():
        start, end = f"<!-- generated:{name} -->", f"<!-- /generated:{name} -->"
        before, found, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise SettingsError(
                f"README.md has no pair of markers {start} and {end}; put them where the table belongs."
            )
        text = f"{before}{start}\n{table}\n{end}{after}"
    return text


def _usage(name: str, command: Any) -> str:
    words = [_parameter(one) for one in command.params if one.name != "help" and not getattr(one, "hidden", False)]
    return " ".join(("tidegauge", name, *words))


def _parameter(one: Any) -> str:
    many = "..." if getattr(one, "multiple", False) or one.nargs == -1 else ""
    value = one.metavar or (one.name or "").upper()
    if one.param_type_name == "argument":
        return f"{value}{many}" if one.required else f"[{value}]{many}"
    longest = max(one.opts, key=len)
    return f"[{longest}]" if getattr(one, "is_flag", False) else f"[{longest} {value}]{many}"


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    head, stop, _ = paragraph.partition(". ")
    return f"{head}." if stop else paragraph


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
