"""Everything one issue is sent as, each piece made once: the files attached, the letters, their forms."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tidegauge.deliver import messages
from tidegauge.deliver.addresses import Address
from tidegauge.deliver.halves import Half, Halves
from tidegauge.deliver.letter import Attachment
from tidegauge.deliver.letters import Cover, Letters
from tidegauge.deliver.messages import Form
from tidegauge.deliver.readers import Reader, of_variant
from tidegauge.model.document import Briefing
from tidegauge.model.words import Edition, Language, Sheet
from tidegauge.render.editions import Workshop
from tidegauge.settings import Home

MEDIA = {"pdf": "application/pdf", "html": "text/html", "json": "application/json"}
SAME_FOR_ALL = Address("readers", "localhost")
Shortened = Callable[[tuple[str, ...]], Briefing]


@dataclass(slots=True)
class Making:
    """
    Makes what is sent.

    Attributes:
        briefing: The whole issue.
        home, cache: See Settings.
        cover: Revision, notices, links.
        shortened: The issue with some of its sections.
    """

    briefing: Briefing
    home: Home
    cache: Path
    cover: Cover
    shortened: Shortened
    _workshops: dict[tuple[str, ...], Workshop] = field(default_factory=dict, init=False)
    _halves: Halves | None = field(default=None, init=False)
    _files: dict[str, bytes] = field(default_factory=dict, init=False)

    def half(self, language: Language) -> Half:
        """One language of the letters."""
        if self._halves is None:
            self._halves = Halves(self.briefing, self.home, self.cache)
        return self._halves.half(language)

    def form(self, variant: str) -> Form:
        """
        The letter of a variant, encoded.

        Raises:
            RenderError, SettingsError, DeliveryError: it cannot be made as it must look.
        """
        reader = of_variant(SAME_FOR_ALL, variant)
        for language in reader.edition.languages:
            self.half(language)
        assert self._halves
        letter = Letters(self._halves, self.home).letter(reader.edition, self.cover, self.attachments(reader))
        return messages.form(letter)

    def attachments(self, reader: Reader) -> tuple[Attachment, ...]:
        """The files a reader of this kind gets."""
        wanted = [one for one in reader.formats if one in MEDIA]
        return tuple(Attachment(self._name(reader, one), MEDIA[one], self._file(reader, one)) for one in wanted)

    def papers(self, variants: Iterable[str]) -> dict[str, bytes]:
        """The PDFs of these variants, by name."""
        found = (file for one in variants for file in self.attachments(of_variant(SAME_FOR_ALL, one)))
        return {file.name: file.data for file in found if file.media == MEDIA["pdf"]}

    def page(self, edition: Edition) -> bytes:
        """An edition for the screen."""
        return self._file(Reader(SAME_FOR_ALL, edition), "html")

    def pdf(self, edition: Edition) -> bytes:
        """An edition for A4 paper."""
        return self._file(Reader(SAME_FOR_ALL, edition), "pdf")

    def readings(self) -> bytes:
        """readings.json."""
        return self._file(Reader(SAME_FOR_ALL), "json")

    def _name(self, reader: Reader, kind: str) -> str:
        revision = f"-r{self.cover.revision}" if self.cover.revision else ""
        if kind == "json":
            return f"tidegauge-{self.briefing.id}{revision}-readings.json"
        parts = "".join(f"-{one}" for one in reader.sections) if reader.sections else ""
        paper = "-letter" if kind == "pdf" and reader.paper == "Letter" else ""
        return f"tidegauge-{self.briefing.id}{revision}-{reader.edition.value}{parts}{paper}.{kind}".replace("_", "-")

    def _file(self, reader: Reader, kind: str) -> bytes:
        name = self._name(reader, kind)
        if name not in self._files:
            self._files[name] = self._make(self._workshop(reader), reader, kind)
        return self._files[name]

    def _make(self, workshop: Workshop, reader: Reader, kind: str) -> bytes:
        match kind:
            case "json":
                return workshop.readings()
            case "html":
                return workshop.page(reader.edition, "screen")[0].encode()
            case _:
                return workshop.pdf(reader.edition, workshop.attached(), Sheet(reader.paper.lower()))

    def _workshop(self, reader: Reader) -> Workshop:
        if reader.sections not in self._workshops:
            briefing = self.shortened(reader.sections) if reader.sections else self.briefing
            self._workshops[reader.sections] = Workshop(briefing, self.home, self.cache)
        return self._workshops[reader.sections]


def digest(form: Form) -> str:
    """What tells two letters apart, whoever they go to."""
    letter = form.letter
    parts = (letter.subject, letter.html, letter.text, letter.dated.isoformat())
    whole = hashlib.sha256("\0".join(parts).encode())
    for one in (form.before, form.between, form.after):
        whole.update(one)
    return whole.hexdigest()
