"""A Briefing as the page of one edition: every text chosen, every number printed, nothing laid out yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from babel.dates import format_date
from markupsafe import Markup

from tidegauge import __version__
from tidegauge.catalogue import Catalogue
from tidegauge.charts import small
from tidegauge.model.document import (
    Block,
    BlockKind,
    Briefing,
    ChartSpec,
    Composite,
    Fact,
    Figure,
    Finding,
    LevelMove,
    Section,
)
from tidegauge.model.judgement import Level
from tidegauge.model.units import Unit
from tidegauge.model.words import Language
from tidegauge.render import lacking, rail, show, tables
from tidegauge.render.desk import MISSING, NEUTRAL, Desk
from tidegauge.render.drawings import Drawn, chart_view
from tidegauge.render.fonts import FontSet
from tidegauge.render.grid import grid
from tidegauge.render.notices import views
from tidegauge.render.text import clauses
from tidegauge.render.view import (
    BlockView,
    BoxView,
    ChartView,
    CompositeView,
    FindingView,
    LevelView,
    MoveView,
    PageView,
    PartView,
    PhenomenonView,
    SectionView,
    TableView,
    Texts,
)

CUT = "20:30"
"""New York time at which an issue is cut."""
KEY_POINTS, PHENOMENA = "key_points", "phenomena"
BOUNDS = {Level.CALM: "<75", Level.WATCH: "≥75", Level.STRAINED: "≥90", Level.ACUTE: "≥97.5"}
HEADLINE_MEASURE, PAIR_MEASURE, FULL_MEASURE = 24, 13, 32
"""Han characters on a line of the headline and of section titles."""
HEADLINE_LETTERS = (58, 80)
"""English letters on a line of the headline, alone and below the Chinese: a longer clause is not broken off there."""
FIXED = (
    *("glance", "levels", "levels_note", "calendar", "zone", "contents", "reading", "latest", "unit", "date", "level"),
    *("one_week", "four_weeks", "percentile", "weeks_26", "up", "down", "no_moves", "definition", "foot", "sample"),
    *("advice", "data_table", "part", "contribution", "change", "languages", "theme", "skip", "here"),
    *("scrolls", "next", "expected"),
)
"""Fixed wording the templates ask for."""
NUMERALS = ("〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")


@dataclass(slots=True)
class Pages:
    """
    Writes the pages of one edition.

    Attributes:
        briefing, catalogue: What is told.
        desk: How.
        fonts: For measuring the lettering of charts.
        drawn: Charts drawn so far in this run.
    """

    briefing: Briefing
    catalogue: Catalogue
    desk: Desk
    fonts: FontSet
    drawn: Drawn
    _figures: int = field(default=0, init=False)
    _tables: int = field(default=0, init=False)

    def view(self) -> PageView:
        """
        The whole edition.

        Raises:
            RenderError: a chart cannot be drawn.
            SettingsError: a word or sentence is missing.
        """
        desk, points, issue = self.desk, self.briefing.key_points, self.briefing.issue
        groups = tables.groups(desk, self.catalogue, points.dashboard)
        return PageView(
            edition=desk.edition.value,
            medium=desk.medium,
            languages=tuple(one.value for one in desk.languages),
            issue=issue.id,
            day=issue.as_of.isoformat(),
            sample=self.briefing.sample,
            document_title=self._title(),
            author="Tidegauge",
            description=" ".join(text.striptags() for _, text in desk.prose(KEY_POINTS, "headline", points.facts)),
            keywords=("US dollar liquidity", "SOFR", "IORB", "reserves", "repo", "美元流動性", "回購", "準備金"),
            generator=f"Tidegauge {__version__}",
            names=desk.fixed("masthead"),
            other=self._other_name(),
            dateline=desk.texts(self._dateline),
            right=desk.fixed(f"edition_{desk.edition.value}") if len(desk.languages) == 1 else (),
            headline=self._headline(),
            running=self._running(),
            key_points_name=desk.fixed("key_points"),
            dashboard_name=desk.fixed("dashboard"),
            findings=tuple(self._finding(one) for one in points.findings),
            strip=self._chart(KEY_POINTS, points.strip, points.facts, numbered=False) if points.strip else None,
            phenomena=tuple(self._phenomena()),
            ahead=self._ahead(),
            dashboard_title=self._dashboard_title(),
            dashboard=groups,
            moves_up=self._moves(rising=True),
            moves_down=self._moves(rising=False),
            judged=any(row.signal for block in self.briefing.key_points.dashboard for row in block.rows),
            composite=self._composite(points.composite) if points.composite else None,
            sections=lacking.gathered(self._section(one) for one in self.briefing.sections),
            levels=tuple((self._level(level), Markup("{}").format(bound)) for level, bound in BOUNDS.items()),
            calendar=tuple(rail.lines(self.desk, self.briefing)),
            glance=rail.glance(groups),
            words=self._words(),
            tips={one.value: dict(self._tips(one)) for one in desk.languages} if desk.medium == "screen" else {},
            notices=views(desk, self.briefing.notices),
        )

    def _title(self) -> str:
        names = " ".join(self.desk.phrase(language, "masthead") for language in self.desk.languages)
        return f"{names} {self.briefing.issue.id}"

    def _running(self) -> str:
        names = "　".join(self.desk.phrase(language, "masthead") for language in self.desk.languages)
        if not self.briefing.sample:
            return names
        return f"{names}　{' / '.join(text for _, text in self.desk.fixed('sample'))}"

    def _other_name(self) -> Texts:
        if len(self.desk.languages) > 1:
            return ()
        other = Language.EN if self.desk.languages[0].chinese else Language.ZH_HANT
        return ((other.value, Markup("{}").format(self.desk.phrase(other, "masthead"))),)

    def _dateline(self, language: Language) -> str:
        issue = self.briefing.issue
        day = issue.as_of
        return self.desk.phrase(
            language,
            "dateline",
            year=issue.year,
            week=issue.week if language.chinese else issue.id.partition("-W")[2],
            month=day.month if language.chinese else format_date(day, "MMMM", locale=language.value.replace("-", "_")),
            day=f"{day.day}",
            weekday=self.desk.phrase(language, "weekdays").split()[day.weekday()],
            cut=CUT,
        )

    def _headline(self) -> Texts:
        def broken(lang: str, text: Markup) -> Markup:
            if not lang.startswith("zh"):
                head, colon, tail = text.partition(": ")
                fits = len(head.striptags()) <= HEADLINE_LETTERS[len(self.desk.languages) > 1]
                return head + ": " + Markup("<br>") + tail if colon and fits else text
            return clauses(str(text), HEADLINE_MEASURE)

        texts = self.desk.prose(KEY_POINTS, "headline", self.briefing.key_points.facts)
        return tuple((lang, broken(lang, text)) for lang, text in texts)

    def _finding(self, finding: Finding) -> FindingView:
        return FindingView(
            display(self.desk, finding.figure),
            self.desk.reading(finding.figure.reading),
            self.desk.prose(KEY_POINTS, f"finding_{finding.id}", finding.facts),
        )

    def _phenomena(self) -> Iterator[PhenomenonView]:
        for number, one in enumerate(self.briefing.key_points.phenomena, start=1):
            yield PhenomenonView(
                Markup('<span class="w">{}</span>').format(number),
                self._level(one.level),
                self.desk.prose(PHENOMENA, one.reading, one.facts),
            )

    def _ahead(self) -> Texts:
        """What happens next; nothing where there is neither a day nor a level to tell of."""
        told = self.briefing.key_points.ahead
        if not (told.get("any_days") or told.get("leads")):
            return ()
        return self.desk.prose(KEY_POINTS, "next", told)

    def _dashboard_title(self) -> Texts:
        return self._prose_or_fixed("dashboard_title", "dashboard_title")

    def _prose_or_fixed(self, block: str, key: str) -> Texts:
        if self.desk.has(KEY_POINTS, block):
            return self.desk.prose(KEY_POINTS, block, self.briefing.key_points.facts)
        return self.desk.fixed(key)

    def _moves(self, *, rising: bool) -> tuple[MoveView, ...]:
        moves = self.briefing.key_points.moves
        return tuple(self._move(one) for one in moves if (one.now > one.before) is rising)

    def _move(self, move: LevelMove) -> MoveView:
        return MoveView(move.reading, self._level(move.before), self._level(move.now), self.desk.reading(move.reading))

    def _level(self, level: Level) -> LevelView:
        return tables.level_view(self.desk, level)

    def _chart(self, section: str, spec: ChartSpec, facts: Mapping[str, Fact], *, numbered: bool = True) -> ChartView:
        if numbered:
            self._figures += 1
        number = self._figures if numbered else None
        return chart_view(self.desk, self.fonts, self.drawn, self.catalogue, section, spec, facts, number)

    def _section(self, section: Section) -> SectionView:
        desk = self.desk
        name = desk.texts(lambda language: desk.words[language].section(section.id))
        number = desk.texts(lambda language: numeral(section.number, language)) if section.number else ()
        if not section.blocks:
            return SectionView(section.id, name, number, (), (), lacking.missing(desk, self.briefing, section))
        title = desk.prose(section.id, "title", section.facts)
        measure = PAIR_MEASURE if len(desk.languages) > 1 else FULL_MEASURE
        broken = tuple((lang, clauses(str(text), measure) if lang.startswith("zh") else text) for lang, text in title)
        blocks = tuple(self._block(section, one) for one in section.blocks)
        return SectionView(
            section.id, name, number, broken, blocks, wanting=lacking.wanting(desk, self.briefing, section)
        )

    def _block(self, section: Section, block: Block) -> BlockView:
        if block.kind is BlockKind.TEXT:
            return BlockView("text", text=self.desk.prose(section.id, block.name, section.facts))
        if block.kind is BlockKind.TABLE:
            return BlockView("table", table=self._table(section, block.name))
        chart = self._chart(section.id, section.charts[block.name], section.facts)
        if block.definition is None:
            return BlockView("chart", chart=chart)
        term = self.desk.prose(section.id, f"{block.definition}_term", section.facts)
        text = self.desk.prose(section.id, block.definition, section.facts)
        return BlockView("chart_and_definition", chart=chart, box=BoxView(_unlike(term), text))

    def _table(self, section: Section, name: str) -> TableView:
        if name in section.tables:
            titled = self.desk.has(section.id, f"{name}_title")
            self._tables += titled
            return grid(self.desk, section.id, section.tables[name], section.facts, self._tables if titled else None)
        if name == "watch":
            return tables.watch(self.desk, self.briefing)
        if name == "calendar":
            return tables.calendar(self.desk, self.briefing.calendar)
        if name == "revisions":
            return tables.revisions(self.desk, self.briefing.revisions, self.catalogue)
        return tables.readings(self.desk, self.briefing.appendix, self.catalogue)

    def _composite(self, composite: Composite) -> CompositeView:
        desk = self.desk
        value = tables.part_number("stress", composite.value)
        highest = max(composite.contributions, key=lambda one: one.value)

        def title(language: Language) -> str:
            key = "composite_title" if composite.value > 0 else "composite_calm"
            block = desk.words[language].get("driver", highest.key)
            return desk.phrase(language, key, value=show.number(composite.value, 2), block=block)

        change = None if composite.before is None else composite.value - composite.before
        total = PartView(desk.fixed("total"), Markup(), value, tables.part_number("stress", change))
        titles = desk.texts(title)
        gauge = desk.drawing(small.gauge(composite, self._gauge_words()))
        parts = tables.parts(desk, composite.contributions)
        return CompositeView(titles, self._composite_note(composite), gauge, titles, parts, total)

    def _composite_note(self, composite: Composite) -> Texts:
        """What zero means, the day of the week that counts, and which inputs the index had to do without on it."""
        desk = self.desk

        def told(language: Language) -> str:
            day = show.Show(language, self.briefing.issue.as_of).day(composite.highest_day).striptags()
            if not composite.missing:
                return desk.phrase(language, "composite_note", day=day)
            names = (desk.words[language].get("ingredient", one) for one in composite.missing)
            inputs = desk.phrase(language, "and_then").join(names)
            return desk.phrase(language, "composite_without", day=day, inputs=inputs)

        return desk.texts(told)

    def _gauge_words(self) -> small.GaugeWords:
        desk = self.desk

        def both(key: str) -> str:
            heads = [desk.phrase(language, key, value="{value}") for language in desk.languages]
            return " ".join(one.removesuffix(" {value}") for one in heads) + (" {value}" if "{" in heads[0] else "")

        return small.GaugeWords(
            levels={level: tuple(desk.words[one].level(level) for one in desk.languages) for level in Level},
            before=both("gauge_before"),
            now=both("gauge_now"),
            highest="{month}: {value}",
            number=lambda value, digits: show.number(value, digits),
            month=lambda day: f"{day:%Y-%m}",
        )

    def _tips(self, language: Language) -> Iterator[tuple[str, str]]:
        """Name, value, period and publisher of each reading."""
        desk = self.desk
        for row in self.briefing.appendix:
            reading = row.reading
            if reading.value is None or reading.period is None:
                continue
            figure = Figure(reading.indicator, reading.value, reading.unit, reading.period, digits=reading.digits)
            printed = show.Show.by(desk.words[language], desk.as_of).figure(figure)
            publishers = desk.phrase(language, "between").join(
                desk.words[language].publisher(one) for one in row.publishers
            )
            name = desk.words[language].reading(reading.indicator)
            parts = (f"{name} {printed}", str(reading.period), publishers)
            yield reading.indicator, ("；" if language.chinese else ", ").join(parts)

    def _words(self) -> Mapping[str, Texts]:
        words = {key: self.desk.fixed(key) for key in FIXED}
        words["phenomena"] = self._prose_or_fixed("phenomena_head", "phenomena")
        note, billions = self.desk.fixed("dashboard_note"), dict(self.desk.fixed("billions"))
        words["dashboard_note"] = tuple(
            (lang, text if self.desk.chinese_only else text + ("" if lang.startswith("zh") else " ") + billions[lang])
            for lang, text in note
        )
        return words


def display(desk: Desk, figure: Figure) -> Markup:
    """The big figure of a finding: number, and a small unit after a space (none before %)."""
    value, digits = desk.scaled(figure.value, figure.unit, figure.digits)
    if value is None:
        return MISSING
    spread = figure.unit is Unit.BP
    printed = show.plain(value, digits, signed=True) if spread else show.number(value, digits)
    lang, unit = desk.unit(figure.unit)[0]
    plain = figure.unit in (Unit.INDEX, Unit.CORRELATION, Unit.COUNT)
    space = "" if unit == "%" else show.NO_BREAK
    tail = Markup("") if plain else Markup('<span class="unit" lang="{}">{}{}</span>').format(lang, space, unit)
    return Markup('<span class="n" data-r="{}" data-a="{}">{}{}</span>').format(
        figure.reading, figure.aspect, printed, tail
    )


def numeral(number: int | None, language: Language) -> str:
    """A section's number as printed before its title: 一、 and 1."""
    if number is None:
        return ""
    return f"{NUMERALS[number]}、" if language.chinese else f"{number}."


def _unlike(term: Texts) -> Texts:
    """A term that is the same in both languages is printed once."""
    return ((NEUTRAL, term[0][1]),) if len({text for _, text in term}) == 1 else term
