"""
How each language prints a number or a date: the only logic a template may call.

A figure comes out as ``<span class="n" data-r="sofr_iorb">10 bp</span>`` with its superscript, a date as ``<time>``, a
number that is part of a fixed wording (a window of 20 days) as ``<span class="w">``: so that a test can prove that no
other digit is on a page. Rounding happens here and nowhere else, half up on the decimal value.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from markupsafe import Markup, escape

from tidegauge.model.document import Figure
from tidegauge.model.units import Unit, convert, rounded
from tidegauge.model.words import Language
from tidegauge.render.manner import ENGLISH, Manner, read
from tidegauge.render.words import Words

MINUS = "\u2212"
NO_BREAK = "\u00a0"
NOTHING = "…"
TRILLION = 1000.0
LARGE = 100.0
"""Billions: from the first in trillions, from the second with one decimal."""
RECENT = 75
"""Days within which "since" names the day, not the month."""

_DIGITS = re.compile(r"\d[\d.,:%]*")

DIGITS_ZH = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


def decimal(value: Decimal, digits: int, *, signed: bool = False) -> str:
    """``−1,234.5``: grouped, with U+2212, with a plus sign where asked and the value is not zero."""
    # Both languages group and point alike, so the format of the language at hand does; Babel's took a third of a table.
    text = f"{abs(value):,.{digits}f}"
    if value < 0:
        return MINUS + text
    return f"+{text}" if signed and value > 0 else text


def number(value: float | None, digits: int, *, signed: bool = False) -> str:
    """A value with a fixed number of decimals; … where there is none."""
    return NOTHING if value is None else decimal(rounded(value, digits), digits, signed=signed)


def plain(value: float, digits: int, *, signed: bool = False) -> str:
    """As `number`, without decimals that are zero: 8.5, but 10."""
    exact = rounded(value, digits)
    shortened = exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize()
    return decimal(shortened, max(0, -int(shortened.as_tuple().exponent)), signed=signed)


def amount(billions: float, language: Language, manner: Manner = ENGLISH, more: int = 0) -> str:
    """
    Money in words: ``$2.86 trillion``, ``$50.35 billion``; ``2.86 萬億美元``, ``503.5 億美元``.

    Four figures or so, the same in every language: trillions with two decimals, hundreds of billions with one, less
    with two (in 億 none and one).

    Args:
        more: Decimals beyond these.
    """
    sign, size = (MINUS, -billions) if billions < 0 else ("", billions)
    if rounded(size, 2) == 0:
        return _slight(size, sign, language, manner)
    if rounded(size, 1) >= TRILLION:
        text = number(size / TRILLION, 2 + more)
        return f"{sign}{text} 萬億美元" if language.chinese else sign + filled(manner.trillion, text)
    digits = (1 if rounded(size, 2) >= LARGE else 2) + more
    if language.chinese:
        return f"{sign}{number(size * 10, digits - 1)} 億美元"
    return sign + filled(manner.billion, number(size, digits))


def money_digits(billions: float) -> int:
    """Decimals, in billions, down to which `amount` tells a sum below a trillion; a trillion needs none."""
    size = abs(billions)
    if rounded(size, 2) == 0:
        return 3
    if rounded(size, 2) < LARGE:
        return 2
    return 1 if rounded(size, 1) < TRILLION else 0


def _slight(billions: float, sign: str, language: Language, manner: Manner) -> str:
    """Less than ten million: ``$3 million``, ``300 萬美元``; nothing is ``zero``, ``零``, never 0.00 billion."""
    millions = rounded(billions * 1000, 0)
    if not millions:
        return "零" if language.chinese else manner.zero
    if language.chinese:
        return f"{sign}{decimal(millions * 100, 0)} 萬美元"
    return sign + filled(manner.million, decimal(millions, 0))


def filled(pattern: str, number: str) -> str:
    """A number in its words; the space beside it does not break."""
    return pattern.replace(" {n}", NO_BREAK + "{n}").replace("{n} ", "{n}" + NO_BREAK).format(n=number)


@dataclass(frozen=True, slots=True)
class Show:
    """
    One language's ways.

    Attributes:
        language: Whose.
        as_of: Day of the issue: dates of its year go without the year.
        manner: The words around numbers, where it is not Chinese.
    """

    language: Language
    as_of: date
    manner: Manner = ENGLISH

    @classmethod
    def by(cls, words: Words, as_of: date) -> "Show":
        """
        With the manner of a words file.

        Raises:
            SettingsError: its table [manner] does not hold.
        """
        if words.language.chinese or words.language is Language.EN:
            return cls(words.language, as_of)
        return cls(words.language, as_of, read(words.table("manner"), words.file))

    @property
    def chinese(self) -> bool:
        """Whether it is Chinese of either script."""
        return self.language.chinese

    def bp(self, value: float, digits: int) -> str:
        """``10 個基點``, ``10 bp``."""
        text = plain(value, digits)
        return f"{text} 個基點" if self.chinese else filled(self.manner.bp, text)

    def day(self, day: date, *, year: bool | None = None) -> Markup:
        """``11 月 13 日``, ``13 November``; with the year when it is another one, or when asked."""
        with_year = day.year != self.as_of.year if year is None else year
        if self.chinese:
            text = format_date(day, "y 年 M 月 d 日" if with_year else "M 月 d 日", locale="zh_Hant")
        else:
            pattern = self.manner.day_year if with_year else self.manner.day
            text = format_date(day, pattern, locale=self.manner.locale).replace(" ", NO_BREAK, 1)
        return _time(day.isoformat(), text)

    def month(self, day: date, *, year: bool | None = None) -> Markup:
        """``2021 年 12 月``, ``December 2021``; without the year in the year of the issue."""
        with_year = day.year != self.as_of.year if year is None else year
        if self.chinese:
            return _time(f"{day:%Y-%m}", format_date(day, "y 年 M 月" if with_year else "M 月", locale="zh_Hant"))
        pattern = self.manner.month_year if with_year else self.manner.month
        return _time(f"{day:%Y-%m}", format_date(day, pattern, locale=self.manner.locale).replace(" ", NO_BREAK))

    def year(self, day: date) -> Markup:
        """``2022 年``, ``2022``."""
        return _time(f"{day:%Y}", f"{day.year} 年" if self.chinese else str(day.year))

    def when(self, day: date) -> Markup:
        """A day if it is recent, else its month: for "highest since"."""
        return self.day(day) if (self.as_of - day).days <= RECENT else self.month(day)

    def quarter(self, day: date) -> Markup:
        """``2025 年第三季度``, ``2025 Q3``."""
        quarter = (day.month + 2) // 3
        if self.chinese:
            return _time(f"{day:%Y-%m}", f"{day.year} 年第{DIGITS_ZH[quarter]}季度")
        return _time(f"{day:%Y-%m}", self.manner.quarter.format(year=day.year, n=quarter).replace(" ", NO_BREAK))

    def figure(self, figure: Figure) -> str:
        """A figure in the way of its unit, as prose prints it."""
        value = figure.value
        if value is None:
            return NOTHING
        digits = figure.digits + figure.more
        match figure.unit:
            case Unit.BP:
                return self.bp(value, digits)
            case Unit.PERCENT:
                return f"{number(value, digits)}%"
            case Unit.USD_BILLIONS | Unit.USD_MILLIONS:
                return amount(convert(value, figure.unit, Unit.USD_BILLIONS), self.language, self.manner, figure.more)
            case Unit.USD:
                text = number(value, digits)
                return f"{text} 美元" if self.chinese else filled(self.manner.dollars, text)
            case Unit.USD_PER_BARREL:
                text = number(value, digits)
                if self.chinese:
                    return f"每桶 {text} 美元"
                sign, size = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
                return sign + self.manner.barrel.format(n=size)
            case _:
                return number(value, digits)

    def ordinal(self, rank: int) -> str:
        """``第四``, ``fourth``."""
        if self.chinese:
            return f"第{DIGITS_ZH[rank]}" if rank <= 10 else f"第 {rank} "
        return self.manner.ordinal(rank)

    def count(self, value: int) -> str:
        """``三``, ``three`` up to ten; beyond ``十一`` and digits."""
        if not self.chinese:
            return self.manner.count(value)
        if value > 10:
            return _tens(value) if value < 100 else str(value)
        return "兩" if value == 2 else DIGITS_ZH[value]


def _tens(value: int) -> str:
    """``十一``, ``二十``, ``二十三``."""
    tens, ones = divmod(value, 10)
    return (DIGITS_ZH[tens] if tens > 1 else "") + "十" + (DIGITS_ZH[ones] if ones else "")


def _time(stamp: str, text: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(stamp, text)


def span(figure: Figure, text: str) -> Markup:
    """A printed number, tied to its reading."""
    return Markup('<span class="n" data-r="{}" data-a="{}">{}</span>').format(figure.reading, figure.aspect, text)


def named(text: str) -> Markup:
    """A name from the words file, its digits marked as part of the name."""
    return Markup(_DIGITS.sub(lambda match: f'<span class="w">{match[0]}</span>', str(escape(text))))  # noqa: S704 - escaped


def wording(text: object) -> Markup:
    """A number that belongs to a fixed wording: the window of a definition, a legal date, a percentile's name."""
    return Markup('<span class="w">{}</span>').format(escape(text))
