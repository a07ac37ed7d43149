"""Halves through the e-mail templates: a Letter with its HTML inlined and its text part."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from tidegauge.charts.palette import COLOURS
from tidegauge.days import cut
from tidegauge.deliver.halves import Half, Halves, bare, one
from tidegauge.deliver.letter import READER_LINK, Attachment, Letter
from tidegauge.errors import DeliveryError, RenderError, SettingsError
from tidegauge.model.document import Notice
from tidegauge.model.words import Edition, Language
from tidegauge.render.desk import wording_of
from tidegauge.render.notices import dated as dated_head
from tidegauge.render.notices import moved
from tidegauge.render.pictures import NEEDS_EXTRA
from tidegauge.render.view import SYMBOLS
from tidegauge.render.words import Words
from tidegauge.settings import Home

_SPACES = re.compile(r">\s+<")
_DATA = re.compile(r' (?:data-[a-z]+="[^"]*"|datetime="[^"]*")')
_HELPER = re.compile(r'<span class="w">')
LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Cover:
    """
    What a letter says besides the issue itself.

    Attributes:
        revision: Of the issue.
        notices: Above the headline.
        archive: Address of the issue's page; empty without a base address.
        sender: Address shown at the foot.
    """

    revision: int = 0
    notices: tuple[Notice, ...] = ()
    archive: str = ""
    sender: str = ""


class Letters:
    """
    Writes letters.

    Args:
        halves: Of the issue.
        home: Where templates/email/ is.
    """

    def __init__(self, halves: Halves, home: Home) -> None:
        self._halves = halves
        self._home = home
        self._wording = _Wordings(home)
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in home.folders("templates")]),
            undefined=StrictUndefined,
            autoescape=lambda name: bool(name and ".html" in name),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def letter(self, edition: Edition, cover: Cover, attachments: tuple[Attachment, ...] = ()) -> Letter:
        """
        An edition as a letter.

        Raises:
            RenderError: a template asks for what there is not, or a chart cannot be drawn.
            DeliveryError: the extra `mail` is not installed.
        """
        halves = [self._halves.half(language) for language in edition.languages]
        issue = self._halves.briefing.issue
        attached = bool(attachments)
        belows = ["" if half is halves[-1] else self._wording[halves[-1].language]["below"] for half in halves]
        pairs = list(zip(halves, belows, strict=True))
        html = "".join(self._half(half, cover, "html", attached, below) for half, below in pairs)
        text = "\n\n".join(self._half(half, cover, "txt", attached, below).strip() for half, below in pairs)
        subject = self._subject(halves, cover)
        page = self._template("email/letter.html.j2").render(
            body=html,
            subject=subject,
            lang=edition.languages[0].value,
            preheader=self._preheader(halves[0], cover),
            dark=dark(),
        )
        return Letter(
            issue=issue.id,
            revision=cover.revision,
            edition=edition,
            dated=dated(issue.as_of, cover.revision),
            subject=subject,
            html=inlined(page),
            text=text + "\n",
            pictures=tuple(one for half in halves for chart in half.charts for one in (chart.picture, chart.narrow)),
            attachments=attachments,
        )

    def _half(self, half: Half, cover: Cover, kind: str, attached: bool, below: str) -> str:
        """One language; `below` says in the other one that it follows."""
        words = self._wording[half.language]
        template = self._template(f"email/half.{kind}.j2")
        try:
            made = template.render(
                half=half,
                view=half.view,
                words=words,
                cover=cover,
                notices=[self._notice(half, notice) for notice in cover.notices],
                closing=words[self._closing(attached)],
                link=READER_LINK,
                symbols=SYMBOLS,
                lang=half.language.value,
                below=below,
                one=one,
                bare=bare,
            )
        except TemplateError as error:
            raise RenderError(f"templates/email/half.{kind}.j2: {error}. Correct the template.") from error
        return half.finish(made)

    def _closing(self, attached: bool) -> str:
        """Where the numbers lead: the appendix of what is attached; a report without one carries them as data."""
        if not attached:
            return "not_attached"
        return "attached" if self._halves.briefing.has("appendix") else "attached_short"

    def _notice(self, half: Half, one: Notice) -> tuple[str, str]:
        """Head with its day, and text."""
        words = self._wording[half.language]
        head = words[one.kind] + (dated_head(one.day, half.language) if one.day else "")
        if one.reached:
            names = Words.load(self._home, half.language, self._halves.briefing.issue.as_of)
            return head, moved(names, wording_of(self._home, half.language), one.reached)
        return head, one.texts.get(half.language.data.value, "") or words.get(f"{one.kind}_text", "")

    def _subject(self, halves: Sequence[Half], cover: Cover) -> str:
        words = [self._wording[half.language] for half in halves]
        head = " ".join(half.finish(each["masthead"]) for half, each in zip(halves, words, strict=True))
        alert = any(one.kind == "alert" for one in cover.notices)
        kind = "correction" if cover.revision else "alert" if alert else ""
        mark = " ".join(half.finish(each[kind]) for half, each in zip(halves, words, strict=True)) if kind else ""
        sample = " SAMPLE DATA" if self._halves.briefing.sample else ""
        start = f"{mark} {head}".strip()
        first = halves[0]
        subject = words[0]["subject"].format(head=start + sample, issue=first.view.issue, headline=first.headline)
        return halves[0].finish(subject)[:LONGEST_SUBJECT]

    def _preheader(self, half: Half, cover: Cover) -> str:
        """What a list of mails shows after the subject: what is new about the letter, else its first finding."""
        first = [self._notice(half, each)[1] for each in cover.notices if each.kind in ("correction", "alert")]
        return half.finish(" ".join([*first, *(bare(one(each.text)) for each in half.view.findings[:1])]))[:200]

    def _template(self, name: str) -> Any:
        try:
            return self._environment.get_template(name)
        except TemplateError as error:
            raise RenderError(f"templates/{name}: {error}. Correct the template.") from error


def dated(day: Any, revision: int) -> datetime:
    """The date of a message: the cut of its issue; a revision is dated a minute later each."""
    return cut(day) + timedelta(minutes=revision)


def inlined(page: str) -> str:
    """
    A page with its rules as style attributes, media queries kept, and without what a mail reader drops anyway.

    Raises:
        DeliveryError: the extra `mail` is not installed.
    """
    try:
        library = import_module("css_inline")
    except ImportError as error:
        raise DeliveryError(NEEDS_EXTRA) from error
    plain = _HELPER.sub("<span>", _DATA.sub("", page))
    inliner = library.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
    text: str = inliner.inline(plain)
    return _SPACES.sub(">\n<", text)


def dark() -> dict[str, str]:
    """Dark colours by name, for the media query."""
    return {colour.name.replace("-", "_"): colour.dark for colour in COLOURS}


class _Wordings(dict[Language, Mapping[str, str]]):
    """Fixed wording of letters by language, read when it is first asked for."""

    def __init__(self, home: Home) -> None:
        super().__init__()
        self._home = home

    def __missing__(self, language: Language) -> Mapping[str, str]:
        self[language] = _wording(self._home, language)
        return self[language]


def _wording(home: Home, language: Language) -> Mapping[str, str]:
    file = f"templates/email/wording.{language.written.value}.toml"
    try:
        return tomllib.loads(home.read(file))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{home.find(file)} is not valid TOML: {error}.") from error
