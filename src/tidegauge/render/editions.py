"""
The stage `render`: a Briefing goes in, the files of an issue come out.

Briefing -> PageView -> HTML -> (Simplified) -> gates of language and glyphs -> PDF. Each step can be looked at alone;
what editions share (charts, words, sentences, faces) is made once.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tidegauge import catalogue
from tidegauge.model.document import Briefing
from tidegauge.model.words import Edition, Format, Language, Sheet
from tidegauge.render import behind, coverage, density, desk, fonts, html, lint, numbers, output, packing, record
from tidegauge.render.convert import Simplifier
from tidegauge.render.drawings import Drawn
from tidegauge.render.pages import Pages
from tidegauge.render.prose import Prose
from tidegauge.render.view import PageView
from tidegauge.render.words import Words
from tidegauge.settings import Home

if TYPE_CHECKING:
    from tidegauge.render.pdf import Paper

Progress = Callable[[str], None]


@dataclass(slots=True)
class Workshop:
    """
    What the editions of one issue share.

    Attributes:
        briefing: What is told.
        home: Words, templates, reports.
        cache: Folder of the cut faces.
        progress: Told what takes seconds.
    """

    briefing: Briefing
    home: Home
    cache: Path
    progress: Progress | None = None
    _drawn: Drawn = field(default_factory=dict, init=False)
    _fonts: dict[str, fonts.FontSet] = field(default_factory=dict, init=False)
    _told: desk.Told = field(default_factory=dict, init=False)
    _layout: html.Layout | None = field(default=None, init=False)
    _prose: Prose | None = field(default=None, init=False)

    def page(self, edition: Edition, medium: str) -> tuple[str, fonts.FontSet]:
        """
        An edition as HTML for "print" or "screen", and the faces that set it.

        Raises:
            RenderError: a character has no glyph or is of the other script, a chart cannot be drawn.
            SettingsError: a word, sentence or template is missing.
        """
        faces = self._faces(edition.languages[0])
        view = self._view(edition, medium)
        page = self._page(packing.packed(view) if medium == "print" else view, faces)
        if edition is Edition.ZH_HANS:
            page = Simplifier(self.home).page(page)
        runs = tuple(html.runs(page))
        lint.gate(runs, edition)
        numbers.gate(page, edition)
        missing = faces.missing("".join(runs))
        if any(one > "\u2e7f" for one in missing):
            wider = self._faces(edition.languages[0], "".join(missing))
            page, faces = page.replace(faces.css(), wider.css()), wider
        fonts.check_glyphs(faces, runs)
        return page, faces

    def pdf(self, edition: Edition, attachments: dict[str, bytes], size: Sheet = Sheet.A4) -> bytes:
        """The bytes of `paper`."""
        data: bytes = self.paper(edition, attachments, size).data
        return data

    def paper(self, edition: Edition, attachments: dict[str, bytes], size: Sheet = Sheet.A4) -> "Paper":
        """
        An edition as PDF with its data attached, and where everything stands on it.

        On US Letter it is the layout of A4 as a whole at 94.3%, so that every page holds the same.

        Raises:
            RenderError: see `page`; Pango is missing, WeasyPrint complained, a page is empty.
        """
        page, faces = self.page(edition, "print")
        if size is Sheet.LETTER:
            page = page.replace("</style>", f"{self.home.read('templates/css/letter.css')}</style>", 1)
        first, sections, _ = page.partition(density.SECTIONS)
        if not sections:
            return self._written(page, faces, attachments, size)
        guess = density.closeness(first)
        close = guess.close if guess.sure else self._fitting(density.page_one(first), guess.close, faces)
        paper = self._written(density.closer(page, close), faces, attachments, size)
        if close < density.CLOSEST and density.runs_over(paper.starts):
            close = self._fitting(first + density.UNFINISHED, close + 1, faces)
            paper = self._written(density.closer(page, close), faces, attachments, size)
        return paper

    def _fitting(self, pages: str, close: int, faces: fonts.FontSet) -> int:
        """How close the first pages have to be set, from `close` on; they are laid out alone, which is soon done."""
        stage = import_module("tidegauge.render.pdf")
        while close < density.CLOSEST and density.runs_over(stage.places(density.closer(pages, close), faces)):
            close += 1
        return close

    def _written(self, page: str, faces: fonts.FontSet, attachments: dict[str, bytes], size: Sheet) -> "Paper":
        stage = import_module("tidegauge.render.pdf")
        paper: Paper = stage.write(page, faces, self.briefing.issue.as_of, attachments, size)
        return paper

    def article(self, edition: Edition) -> str:
        """
        An edition of one language as a fragment for the WeChat editor.

        Raises:
            RenderError: see `page`; a package of the extra is missing, a chart came out blank.
        """
        stage = import_module("tidegauge.render.wechat")
        finish = Simplifier(self.home).page if edition is Edition.ZH_HANS else str
        faces = self._faces(edition.languages[0])
        told: str = stage.article(self._view(edition, "print"), faces, self.home, self.briefing.issue.as_of, finish)
        lint.gate(html.runs(told), edition)
        return told

    def readings(self) -> bytes:
        """readings.json."""
        words = {language: Words.load(self.home, language) for language in (Language.ZH_HANT, Language.EN)}
        return record.readings(self.briefing, words, catalogue.load())

    def attached(self) -> dict[str, bytes]:
        """What comes within the PDF, by name: readings.json, and the points behind the charts."""
        return {"readings.json": self.readings(), **behind.files(self.briefing, catalogue.load())}

    def _view(self, edition: Edition, medium: str) -> PageView:
        writer = desk.load(self.home, edition, medium, self._sentences(), self.briefing.issue.as_of, self._told)
        return Pages(self.briefing, catalogue.load(), writer, self._faces(Language.ZH_HANT), self._drawn).view()

    def _page(self, view: PageView, faces: fonts.FontSet) -> str:
        if self._layout is None:
            self._layout = html.Layout(self.home, self.cache, self.briefing.report)
        return self._layout.page(view, faces)

    def _sentences(self) -> Prose:
        if self._prose is None:
            # A superscript leads to the appendix; a report without one has none.
            listed = self.briefing.appendix if self.briefing.has("appendix") else ()
            numbers = {row.reading.indicator: row.number for row in listed}
            issue = self.briefing.issue
            compiled = html.compiled(self.cache)
            self._prose = Prose(self.home, self.briefing.report, numbers, issue.turn, issue.as_of, compiled)
        return self._prose

    def _faces(self, language: Language, extra: str = "") -> fonts.FontSet:
        region = fonts.REGION.get(language, "TC") + extra
        if region not in self._fonts:
            self._fonts[region] = fonts.prepare(self.cache, self.home, language, extra, self.progress)
        return self._fonts[region]


def render(
    briefing: Briefing,
    editions: Iterable[Edition],
    formats: Iterable[Format],
    out: Path,
    home: Home,
    cache: Path,
    progress: Progress | None = None,
    size: Sheet = Sheet.A4,
) -> list[Path]:
    """
    Write an issue: ``out/2025-W46/tidegauge-2025-W46-bilingual.pdf`` and so on, readings.json, manifest.json.

    Args:
        editions, formats: What is asked for; readings.json and manifest.json always come with them.
        out: Folder of all issues.
        home, cache: See Settings.
        progress: Told what takes seconds.
        size: Of the PDF; one on US Letter says so in its name.

    Returns:
        The files, in the order written; the manifest last.

    Raises:
        RenderError: a page cannot be made as it must look.
        SettingsError: a word, sentence or template is missing.
        OutputError: a file cannot be written.
    """
    wanted = tuple(dict.fromkeys(formats))
    for language in {one for edition in editions for one in edition.languages} - set(Language):
        coverage.check(home, language)
    workshop = Workshop(briefing, home, cache, progress)
    folder = output.folder(out / briefing.id)
    with _no_collection():
        attached = workshop.attached()
        finished = [(folder / "readings.json", attached["readings.json"])]
        for number, edition in enumerate(dict.fromkeys(editions)):
            if number:
                gc.collect()  # of what the layout of the edition before left behind
            stem = f"tidegauge-{briefing.id}-{edition.value}"
            if Format.PDF in wanted:
                sheet = "" if size is Sheet.A4 else f"-{size.value}"
                finished.append((folder / f"{stem}{sheet}.pdf", workshop.pdf(edition, attached, size)))
            if Format.HTML in wanted:
                finished.append((folder / f"{stem}.html", workshop.page(edition, "screen")[0].encode()))
        if Format.WECHAT in wanted:
            for edition in dict.fromkeys(map(_single, editions)):
                name = f"tidegauge-{briefing.id}-{edition.value}.wechat.html"
                finished.append((folder / name, workshop.article(edition).encode()))
    written = [output.write(path, content) for path, content in finished]
    return [*written, output.write(folder / "manifest.json", record.manifest(briefing, home, written))]


def _single(edition: Edition) -> Edition:
    """The edition an article is in: WeChat's readers have one column, and read Simplified unless told otherwise."""
    return Edition.ZH_HANS if edition is Edition.BILINGUAL else edition


@contextmanager
def _no_collection() -> Iterator[None]:
    """Layout makes millions of small objects that live to the end: looking for garbage among them costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # What is alive counts as old at once: else the next collection would look through all of it.
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()
