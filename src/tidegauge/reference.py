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


ADDRESSES: Mapping[str, tuple[str, str, str, str]] = {
    "nyfed": ("New York Fed Markets API", "紐約聯儲 Markets API", "", "rates, operations, SOMA"),
    "fred": (
        "FRED with vintages, and its calendar",
        "FRED 及其歷史版本與日程",
        "FRED_API_KEY",
        "values, vintages, past days",
    ),
    "fredgraph": ("FRED's graph download, where no key is set", "FRED 圖表下載（未設金鑰時）", "", "all"),
    "fiscaldata": ("Treasury Fiscal Data", "美國財政部 Fiscal Data", "", "cash balance"),
    "ofr": ("OFR stress index and monitors", "OFR 壓力指數與監測", "", "index"),
    "cftc": ("CFTC, Traders in Financial Futures", "CFTC 金融期貨持倉報告", "", "one row"),
    "hkma": ("HKMA, HIBOR", "香港金融管理局，HIBOR", "", ""),
    "mof": ("Japan, Ministry of Finance", "日本財務省", "", "current month"),
    "coinbase": ("Coinbase candles", "Coinbase K 線", "", "one row"),
    "fedrss": ("Federal Reserve, press releases and speeches", "美聯儲新聞稿與演講", "", "press releases"),
    "eia": ("EIA, petroleum prices", "EIA 石油價格", "EIA_API_KEY", "futures"),
    "finra": ("FINRA margin statistics", "FINRA 融資統計", "", ""),
    "yahoo": (
        "Yahoo charts: unofficial, only with `--source yahoo`",
        "雅虎圖表：非官方，須加 `--source yahoo`",
        "",
        "all",
    ),
}
"""
By name in settings.BASE_ADDRESSES: what is there in each language, its key, what of it recorded answers exist for. The
rest follows documentation only. `tidegauge catalogue` has it by series.
"""


def sources_table(english: bool = True) -> str:
    """A Markdown table of every source: what, the variables that name its address and its key, what it was tried on."""
    head = ("source", "what", "address", "key", "tried on")
    heads = head if english else ("來源", "內容", "地址變數", "金鑰", "試於")
    rows = []
    for name, (what, chinese, key, recorded) in ADDRESSES.items():
        tried = f"recorded: {recorded}" if recorded else "documented form only"
        if not english:
            tried = f"錄下的回應（{recorded}）" if recorded else "僅文件所述"
        address = f"`TIDEGAUGE_{name.upper()}_URL`"
        rows.append((f"`{name}`", what if english else chinese, address, f"`{key}`" if key else "", tried))
    return _table(heads, rows)


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
