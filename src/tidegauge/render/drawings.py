"""Charts with their page text: each drawn once for a set of languages and a place, however many editions show it."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup

from tidegauge.catalogue import Catalogue
from tidegauge.charts.draw import draw
from tidegauge.charts.lettering import (
    CHINESE_DATES,
    ENGLISH_DATES,
    ISO_DATES,
    DateStyle,
    Face,
    Lettering,
    Scale,
)
from tidegauge.charts.place import Place
from tidegauge.charts.table import points_table
from tidegauge.model.document import ChartKind, ChartSize, ChartSpec, Fact, Figure
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit, rounded
from tidegauge.model.words import Language
from tidegauge.render import show
from tidegauge.render.desk import Desk
from tidegauge.render.fonts import FontSet
from tidegauge.render.text import clauses
from tidegauge.render.view import ChartView, DataTable, Texts

Drawn = dict[tuple[str, tuple[Language, ...], Place, bool], str]
"""SVG by chart, languages, place and whether amounts are in 億: shared between the editions of one run."""

TITLE_MEASURE = {ChartSize.FULL: 19, ChartSize.STRIP: 26, ChartSize.BESIDE: 12}
"""Han characters that fit beside the label on a line of a chart's title, two languages side by side."""
MOST_ROWS = 260
"""Days in the table behind a chart; older ones are in the publisher's own table."""

BOTH = ("month_end", "quarter_end", "last", "abundant", "ample", "scarce")
"""Labels that stand in both languages where two share a chart."""

_PERCENTILE = re.compile(r"p\d+")
_ID = re.compile(r'(id(?<=\bid)="|url\(#|href="#)([^")]+)')


_SUPERSCRIPT = re.compile(r"<sup\b.*?</sup>|\u2060", re.DOTALL)


def chart_view(
    desk: Desk,
    fonts: FontSet,
    drawn: Drawn,
    catalogue: Catalogue,
    section: str,
    spec: ChartSpec,
    facts: Mapping[str, Fact],
    number: int | None,
) -> ChartView:
    """
    A chart of a section.

    Args:
        drawn: Kept from edition to edition.
        number: As printed in 圖 1; None for the strip.

    Raises:
        RenderError: the chart cannot be drawn as it must look.
        SettingsError: its title, subtitle or a label has no words.
    """
    title = desk.prose(section, f"{spec.id}_title", facts)
    return ChartView(
        id=f"{section}-{spec.id}",
        size=spec.size.value,
        label=desk.fixed("figure", number=number) if number else (),
        title=_broken(desk, title, spec.size),
        subtitle=_subtitle(desk, section, spec, facts),
        note=_source_line(desk, catalogue, section, spec, facts),
        wide=_drawing(desk, fonts, drawn, section, spec, desk.languages, _place(desk, spec)),
        narrow=tuple(
            (language.value, _drawing(desk, fonts, drawn, section, spec, (language,), Place.PHONE))
            for language in desk.languages
            if desk.medium == "screen"
        ),
        alt=_alt(desk, title, spec),
        data=_data(desk, catalogue, spec) if desk.medium == "screen" else None,
    )


def for_phone(desk: Desk, fonts: FontSet, section: str, spec: ChartSpec) -> Markup:
    """A chart as narrow as a phone, in the first language of the edition."""
    return _drawing(desk, fonts, {}, section, spec, desk.languages[:1], Place.PHONE)


def counted_in_yi(languages: tuple[Language, ...]) -> bool:
    """Whether an edition in these languages draws amounts in 億 of dollars: only where Chinese stands alone."""
    return len(languages) == 1 and languages[0].chinese


def _subtitle(desk: Desk, section: str, spec: ChartSpec, facts: Mapping[str, Fact]) -> Texts:
    """With the unit of the axis; a ladder's rows have units of their own, at their values."""
    told = desk.prose(section, f"{spec.id}_subtitle", facts)
    return told if spec.kind is ChartKind.LADDER else _with_unit(desk, told, spec.unit)


def _with_unit(desk: Desk, subtitle: Texts, unit: Unit) -> Texts:
    """A subtitle with the unit of its axis after its first clause, unless it names the unit itself."""
    scaled = counted_in_yi(desk.languages)
    return tuple((lang, _unit_told(desk, Language(lang), text, unit, scaled)) for lang, text in subtitle)


def _unit_told(desk: Desk, language: Language, text: Markup, unit: Unit, scaled: bool) -> Markup:
    name = desk.words[language].axis(unit, scaled=scaled)
    if name.lower() in _without_marks(text).replace("\u00a0", " ").lower():
        return text
    comma = "，" if language.chinese else ", "
    head, found, rest = str(text).partition(comma)
    return Markup(head) + comma + name + found + Markup(rest)  # noqa: S704 - a subtitle of ours


def lettering(desk: Desk, fonts: FontSet, languages: tuple[Language, ...]) -> Lettering:
    """
    What a chart in these languages is lettered with.

    Amounts are in 億 only in an edition that is Chinese alone: where two languages share a page, its charts on a phone
    too are in billions, as the subtitles of both say.
    """
    chinese = languages[0].chinese
    dates = ISO_DATES if len(languages) > 1 else (CHINESE_DATES if chinese else ENGLISH_DATES)
    charts = [desk.words[language].table("chart") for language in languages]
    steps = [{**chart, **desk.words[one].table("step")} for chart, one in zip(charts, languages, strict=True)]
    alone = counted_in_yi(languages) and counted_in_yi(desk.languages)
    return Lettering(
        languages=languages,
        labels=charts[0] if len(languages) == 1 else {key: _side_by_side(key, charts) for key in charts[0]},
        categories={key: tuple(table.get(key, key) for table in steps) for key in steps[0]},
        number=lambda value, digits, signed: show.number(value, digits, signed=signed),
        measured=_measured(languages[0] if alone else Language.EN),
        dates=dates,
        steps=tuple(_day(language).day for language in languages),
        latin=_face(fonts, "TgSans, TSans", ("TgSans", "TSans")),
        han=_face(fonts, "TgSansZ, TSans", ("TgSans", "TSans")),
        scales={Unit.USD_BILLIONS: Scale(10, -1)} if alone else {},
        names=_names(desk, languages),
        levels={one: " ".join(desk.words[language].level(one) for language in languages) for one in Level},
    )


def _names(desk: Desk, languages: tuple[Language, ...]) -> Mapping[str, tuple[str, ...]]:
    tables = [desk.words[language].table("reading") for language in languages]
    return {key: tuple(table.get(key, key) for table in tables) for key in tables[0]}


def source_names(desk: Desk, catalogue: Catalogue, series: tuple[str, ...]) -> Callable[[Language], str]:
    """The publishers of series in one language, each once."""
    keys = tuple(dict.fromkeys(catalogue[one].publisher for one in series))
    return lambda language: desk.phrase(language, "between").join(desk.words[language].publisher(key) for key in keys)


def _place(desk: Desk, spec: ChartSpec) -> Place:
    if desk.medium == "screen" and (len(desk.languages) > 1 or spec.size is not ChartSize.STRIP):
        return Place.SCREEN  # the strip of a single edition stands beside the rail, as narrow as on paper
    return Place.PRINT_BILINGUAL if len(desk.languages) > 1 else Place.PRINT_SINGLE


def _drawing(
    desk: Desk,
    fonts: FontSet,
    drawn: Drawn,
    section: str,
    spec: ChartSpec,
    languages: tuple[Language, ...],
    place: Place,
) -> Markup:
    written = tuple(Language.ZH_HANT if one is Language.ZH_HANS else one for one in languages)
    key = (f"{section}-{spec.id}", written, place, counted_in_yi(languages) and counted_in_yi(desk.languages))
    if key not in drawn:
        drawn[key] = draw(spec, lettering(desk, fonts, written), place).svg
    ending = f"-{section}-{place.value}-{''.join(one.value for one in languages)}"
    return desk.drawing(_ID.sub(rf"\g<1>\g<2>{ending}", drawn[key]))


def _side_by_side(key: str, charts: list[Mapping[str, str]]) -> str:
    """A label where two languages share a chart: both where it is short and no name, else the code or English."""
    if key in BOTH:
        return _both([chart.get(key, key) for chart in charts])
    return key if _PERCENTILE.fullmatch(key) else charts[-1].get(key, key)


def _both(texts: list[str]) -> str:
    """Labels in two languages as one: the pattern both share ({day}) stands once, at the end."""
    if len(set(texts)) == 1:
        return texts[0]
    heads = [text.partition("{") for text in texts]
    if heads[0][1] and all(head[1:] == heads[0][1:] for head in heads):
        return " ".join(head[0].strip() for head in heads) + " {" + heads[0][2]
    return " ".join(texts)


def _measured(language: Language) -> Callable[[float, int, bool, Unit], str]:
    def measured(value: float, digits: int, signed: bool, unit: Unit) -> str:
        text = show.number(value, digits, signed=signed)
        if unit is Unit.PERCENT:
            return f"{text}%"
        if unit is Unit.BP:
            return f"{text} 個基點" if language.chinese else f"{text} bp"
        if unit is Unit.USD_BILLIONS:
            text = show.number(value, _money_digits(value, digits, language), signed=signed)
            return f"{text} 億美元" if language.chinese else f"${text} bn"
        return text

    return measured


def _money_digits(value: float, digits: int, language: Language) -> int:
    """
    Decimals of an amount in the chart's own measure: so many that it says what the sentence beside it says.

    Args:
        value: In billions of dollars; in 億 where the language is Chinese.
    """
    scale = 10.0 if language.chinese else 1.0
    told = show.money_digits(value / scale) - (1 if language.chinese else 0)
    return digits if told <= digits or rounded(value, told) == rounded(value, digits) else told


def _day(language: Language) -> DateStyle:
    return CHINESE_DATES if language.chinese else ENGLISH_DATES


def _face(fonts: FontSet, css: str, families: tuple[str, ...]) -> Face:
    return Face(
        css,
        tuple(fonts.path(family) for family in families),
        tuple(fonts.path(family, 600) for family in families),
    )


def _broken(desk: Desk, title: Texts, size: ChartSize) -> Texts:
    measure = TITLE_MEASURE[size] if len(desk.languages) > 1 else 34
    return tuple((lang, clauses(str(text), measure) if lang.startswith("zh") else text) for lang, text in title)


def _source_line(desk: Desk, catalogue: Catalogue, section: str, spec: ChartSpec, facts: Mapping[str, Fact]) -> Texts:
    publishers = source_names(desk, catalogue, spec.series)
    source = desk.texts(
        lambda language: desk.phrase(
            language, "source", publishers=publishers(language), last=spec.last, known=f"{spec.known:%m-%d}"
        )
    )
    if not desk.has(section, f"{spec.id}_note"):
        return source
    notes = dict(desk.prose(section, f"{spec.id}_note", facts))
    return tuple((lang, text + ("" if lang.startswith("zh") else " ") + notes[lang]) for lang, text in source)


def _alt(desk: Desk, title: Texts, spec: ChartSpec) -> Texts:
    points = [(day, value) for day, value in spec.lines[0].points if value is not None] if spec.lines else []
    if not points:
        return title
    (day, last), low, high = points[-1], min(v for _, v in points), max(v for _, v in points)

    def written(value: float, language: Language) -> str:
        shown = Figure(spec.id, value, spec.unit, None, digits=spec.digits)
        return show.Show.by(desk.words[language], desk.as_of).figure(shown)

    def told(language: Language) -> Markup:
        latest = desk.phrase(language, "last_value", value=written(last, language), day=day)
        reach = desk.phrase(
            language, "range", start=points[0][0], low=written(low, language), high=written(high, language)
        )
        return Markup("{} {}").format(latest, reach)

    heads = dict(title)
    return tuple(
        (one.value, _without_marks(heads[one.value]) + ("。" if one.chinese else ". ") + told(one))
        for one in desk.languages
    )


def _without_marks(markup: Markup) -> str:
    """A title as it is read aloud: without the superscripts, which would run into its figures."""
    return str(Markup(_SUPERSCRIPT.sub("", str(markup))).striptags())  # noqa: S704 - a title of ours


def _data(desk: Desk, catalogue: Catalogue, spec: ChartSpec) -> DataTable | None:
    """The points, unless a publisher forbids passing its history on."""
    if not all(catalogue[one].redistributable for one in spec.series):
        return None
    table = points_table(spec)
    heads = _heads(desk, spec, table.columns)
    reading = spec.readings[0] if spec.readings else spec.id
    digits = table.digits or (spec.digits,) * len(table.rows)
    rows = tuple(
        (_first(desk, first), tuple(show.number(value, places) for value in values))
        for (first, values), places in list(zip(table.rows, digits, strict=True))[:MOST_ROWS]
    )
    return DataTable(reading, heads, rows)


def _heads(desk: Desk, spec: ChartSpec, columns: tuple[str, ...]) -> tuple[Texts, ...]:
    if spec.kind is ChartKind.WATERFALL:
        return desk.fixed("part"), desk.fixed("value")
    first = desk.fixed("reading" if spec.kind is ChartKind.LADDER else "date")
    return (first, *_named(desk, columns))


def _named(desk: Desk, columns: tuple[str, ...]) -> tuple[Texts, ...]:
    return tuple(desk.texts(lambda language, key=key: desk.words[language].chart(key)) for key in columns)  # type: ignore[misc]


def _first(desk: Desk, first: date | str) -> str:
    if isinstance(first, date):
        return first.isoformat()
    names = (
        desk.words[one].get(table, first)
        for one in desk.languages
        for table in ("step", "reading")
        if desk.words[one].has(table, first)
    )
    return " ".join(names) or first
