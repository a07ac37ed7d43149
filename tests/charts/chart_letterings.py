"""Letterings for tests, as the words stage will build them; and what they need of fonts."""

from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from tidegauge.charts.lettering import CHINESE_DATES, ENGLISH_DATES, ISO_DATES, Face, Lettering, Scale
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit, rounded
from tidegauge.model.words import Language

ORIGIN = (find_spec("font_source_sans_pro") or find_spec("tidegauge")).origin or ""
LATIN = Path(ORIGIN).parent / "files"
CJK = Path("/usr/share/fonts/opentype/noto")
REGULAR = (LATIN / "SourceSansPro-Regular.ttf", CJK / "NotoSansCJK-Regular.ttc")
BOLD = (LATIN / "SourceSansPro-Semibold.ttf", CJK / "NotoSansCJK-Bold.ttc")
HAS_CHINESE = REGULAR[1].exists()

ZH = {
    "sofr": "SOFR",
    "tgcr": "TGCR",
    "iorb": "IORB",
    "ioer": "IOER",
    "effr": "EFFR",
    "srf": "SRF",
    "on_rrp": "隔夜逆回購",
    "p1": "第 1",
    "p25": "第 25",
    "p50": "中位數",
    "p75": "第 75",
    "p99": "第 99",
    "spread": "利差",
    "reserves_gdp": "準備金占 GDP",
    "tga": "財政部帳戶",
    "assets": "總資產",
    "other": "其他",
    "2019-09": "2019 年 9 月",
    "2020-03": "2020 年 3 月",
    "2023-03": "2023 年 3 月",
    "now": "2025 年 10 至 11 月",
    "abundant": "充裕",
    "ample": "充足",
    "scarce": "稀缺",
    "zero": "IORB = 0",
    "last": "末值 {day}",
    "beyond": "← {day} {value}，超出圖框",
    "month_end": "月末",
    "quarter_end": "季末",
}
EN = {
    "sofr": "SOFR",
    "tgcr": "Tri-party rate",
    "iorb": "Reserve balances",
    "ioer": "Reserve balances",
    "effr": "Fed funds",
    "srf": "Standing repo",
    "on_rrp": "Reverse repo",
    "p1": "1st percentile",
    "p25": "25th",
    "p50": "Median",
    "p75": "75th",
    "p99": "99th",
    "spread": "Spread",
    "reserves_gdp": "Reserves to GDP",
    "tga": "Treasury account",
    "assets": "Total assets",
    "other": "Other",
    "2019-09": "September 2019",
    "2020-03": "March 2020",
    "2023-03": "March 2023",
    "now": "Oct/Nov 2025",
    "abundant": "Abundant",
    "ample": "Ample",
    "scarce": "Scarce",
    "zero": "IORB = 0",
    "last": "Last, {day}",
    "beyond": "← {day}: {value}, off scale",
    "month_end": "month-end",
    "quarter_end": "quarter-end",
}
CODES = {
    "iorb": "IORB",
    "tgcr": "TGCR",
    "effr": "EFFR",
    "srf": "SRF",
    "on_rrp": "ON RRP",
    "p1": "p1",
    "p25": "p25",
    "p50": "p50",
    "p75": "p75",
    "p99": "p99",
    "2019-09": "2019-09",
    "2020-03": "2020-03",
    "2023-03": "2023-03",
    "now": "2025-10/11",
    "last": "末值 last {day}",
    "beyond": "← {day}: {value}",
}
STEPS = {
    "treasuries": ("持有國債", "Treasuries"),
    "mbs": ("持有 MBS", "MBS"),
    "other_assets": ("其他資產", "Other assets"),
    "tga": ("財政部\u200b帳戶", "TGA"),
    "on_rrp": ("隔夜\u200b逆回購", "ON RRP"),
    "foreign_rrp": ("外國回購池", "Foreign RRP"),
    "currency": ("現鈔及其他", "Currency etc."),
}
BOTH = {key: zh if zh == EN[key] else f"{zh} {EN[key]}" for key, zh in ZH.items()} | CODES

NAMES = {key: (ZH[key], EN[key]) for key in ("srf", "spread", "tga", "reserves_gdp", "effr")}
LEVELS = {Level.CALM: ("平穩", "Calm"), Level.WATCH: ("留意", "Watch")}
LEVELS |= {Level.STRAINED: ("緊張", "Strained"), Level.ACUTE: ("急迫", "Acute")}

UNITS = {Unit.PERCENT: "%", Unit.BP: " bp", Unit.USD_BILLIONS: ""}


def number(value: float, digits: int, signed: bool) -> str:
    """U+2212, plus where asked and not at zero, thousands separators."""
    figure = rounded(value, digits)
    sign = "\u2212" if figure < 0 else "+" if signed and figure > 0 else ""
    return f"{sign}{abs(figure):,}"


def measured(value: float, digits: int, signed: bool, unit: Unit) -> str:
    """With the unit."""
    return number(value, digits, signed) + UNITS.get(unit, "")


def chinese(value: float, digits: int, signed: bool, unit: Unit) -> str:
    """With the unit in Chinese."""
    return number(value, digits, signed) + {**UNITS, Unit.BP: " 個基點"}.get(unit, "")


def day_zh(day: date) -> str:
    """As CHINESE_DATES writes it."""
    return CHINESE_DATES.day(day)


BILINGUAL = Lettering(
    languages=(Language.ZH_HANT, Language.EN),
    labels=BOTH,
    categories=STEPS,
    number=number,
    measured=measured,
    dates=ISO_DATES,
    steps=(CHINESE_DATES.day, ENGLISH_DATES.day),
    latin=Face("TgSans, TSans", REGULAR[:1], BOLD[:1]),
    han=Face("TgSansZ, TSans", REGULAR, BOLD),
    names=NAMES,
    levels={level: " ".join(words) for level, words in LEVELS.items()},
)
CHINESE = replace(
    BILINGUAL,
    languages=(Language.ZH_HANT,),
    labels=ZH,
    categories={key: lines[:1] for key, lines in STEPS.items()},
    measured=chinese,
    dates=CHINESE_DATES,
    steps=(CHINESE_DATES.day,),
    scales={Unit.USD_BILLIONS: Scale(10.0, -1)},
    names={key: names[:1] for key, names in NAMES.items()},
    levels={level: words[0] for level, words in LEVELS.items()},
)
ENGLISH = replace(
    BILINGUAL,
    languages=(Language.EN,),
    labels=EN,
    categories={key: lines[1:] for key, lines in STEPS.items()},
    dates=ENGLISH_DATES,
    steps=(ENGLISH_DATES.day,),
    names={key: names[1:] for key, names in NAMES.items()},
    levels={level: words[1] for level, words in LEVELS.items()},
)
ALL = {"en": ENGLISH, "zh": CHINESE, "bilingual": BILINGUAL} if HAS_CHINESE else {"en": ENGLISH}
