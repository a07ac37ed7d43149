"""
The archive as a static site: index with key points and search, a page an issue, feeds, sitemap. Pure.

A card is all the site knows of an issue; every page is made from the cards, so the site can be made again at any time.
All links are relative: it works from a folder, below any address, and without a server.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from tidegauge.errors import OutputError, RenderError
from tidegauge.settings import Home

LANGUAGES = ("zh-Hant", "zh-Hans", "en")
NOWHERE = "http://localhost/"
"""Base of the sitemap, which must name whole addresses, until TIDEGAUGE_BASE_URL is set."""


@dataclass(frozen=True, slots=True)
class Change:
    """A reading that a revision prints differently."""

    reading: str
    names: Mapping[str, str]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """
    A revision as published.

    Attributes:
        revision: Number.
        at: When, ISO in UTC.
        files: By kind and edition: ``html bilingual`` to a file name.
        readings: As printed, by reading.
        correction: Why it was made, by language; empty for the first.
        changes: What differs from the revision before.
    """

    revision: int
    at: str
    files: Mapping[str, str]
    readings: Mapping[str, str]
    correction: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """
    What the archive knows of an issue.

    Attributes:
        issue, day: Which.
        sample: Made from synthetic data.
        headline, findings: By language, of the newest revision.
        names: Of the readings, by reading and language: what the search looks through.
        versions: Oldest first.
        notes: Editor's notes: when, and the text by language.
        withdrawn: Reason by language; empty texts where none was given; None while it stands.
        withdrawn_at: When; empty while it stands.
        report: Whose issue it is; one other than the weekly went out as an alert.
    """

    issue: str
    day: str
    sample: bool
    headline: Mapping[str, str]
    findings: Mapping[str, Sequence[str]]
    names: Mapping[str, Mapping[str, str]]
    versions: tuple[Version, ...]
    notes: tuple[tuple[str, Mapping[str, str]], ...] = ()
    withdrawn: Mapping[str, str] | None = None
    withdrawn_at: str = ""
    report: str = "weekly"

    @property
    def updated(self) -> str:
        """When it last changed."""
        return max([self.versions[-1].at, self.withdrawn_at, *(at for at, _ in self.notes)])

    @property
    def newest(self) -> Version:
        """The revision that stands."""
        return self.versions[-1]


def changes(
    before: Mapping[str, str], after: Mapping[str, str], names: Mapping[str, Mapping[str, str]]
) -> tuple[Change, ...]:
    """The readings printed differently, in order of id."""
    differing = sorted(one for one in {*before, *after} if before.get(one, "…") != after.get(one, "…"))
    return tuple(Change(one, names.get(one, {}), before.get(one, "…"), after.get(one, "…")) for one in differing)


def packed(card: Card) -> bytes:
    """A card as JSON."""
    return (json.dumps(asdict(card), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def unpacked(data: bytes, name: str) -> Card:
    """
    The inverse.

    Raises:
        OutputError: the file is no card.
    """
    try:
        told: dict[str, Any] = json.loads(data)
        versions = tuple(
            Version(**{**one, "changes": tuple(Change(**each) for each in one["changes"])}) for one in told["versions"]
        )
        notes = tuple((at, texts) for at, texts in told["notes"])
        return Card(**{**told, "versions": versions, "notes": notes})
    except (ValueError, KeyError, TypeError):
        raise OutputError(
            f"{name} is no card of the archive; remove the issue's folder and publish it again."
        ) from None


class Site:
    """
    Writes the pages of the archive.

    Args:
        home: Where templates/site/ is.
        base: Address the site will have, for the sitemap; empty where unknown.
    """

    def __init__(self, home: Home, base: str = "") -> None:
        self._base = (base or NOWHERE).rstrip("/") + "/"
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in home.folders("templates")]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def pages(self, cards: Iterable[Card]) -> dict[str, bytes]:
        """
        Every file of the site but the issues' own, by path.

        Raises:
            RenderError: a template of the user's asks for what there is not.
        """
        ordered = sorted(cards, key=lambda one: (one.day, one.issue), reverse=True)
        host = urlsplit(self._base).hostname or "localhost"
        values: dict[str, Any] = {"cards": ordered, "base": self._base, "host": host, "languages": LANGUAGES}
        updated = max((one.updated for one in ordered), default="1970-01-01T00:00:00Z")
        files = {"index.html": self._made("index.html.j2", root="", index=_index(ordered), **values)}
        for card in ordered:
            files[f"{card.issue}/index.html"] = self._made("issue.html.j2", root="../", card=card, **values)
        for language in LANGUAGES:
            files[f"feed-{language}.xml"] = self._made("feed.xml.j2", language=language, updated=updated, **values)
        files["sitemap.xml"] = self._made("sitemap.xml.j2", **values)
        files["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {self._base}sitemap.xml\n".encode()
        return files

    def _made(self, name: str, **values: Any) -> bytes:
        try:
            return (self._environment.get_template(f"site/{name}").render(**values).strip() + "\n").encode()
        except TemplateError as error:
            raise RenderError(f"templates/site/{name}: {error}. Correct the template.") from error


def _index(cards: Sequence[Card]) -> str:
    """What the search looks through, as JSON that can stand in a page: issues by day, and the readings they print."""
    names = {reading: " ".join(texts.values()) for card in cards for reading, texts in card.names.items()}
    issues = [
        {
            "issue": one.issue,
            "day": one.day,
            "text": " ".join([*one.headline.values(), *(text for texts in one.findings.values() for text in texts)]),
            "readings": dict(one.newest.readings),
        }
        for one in cards
    ]
    told = json.dumps({"names": names, "issues": issues}, ensure_ascii=False, separators=(",", ":"))
    return told.replace("<", "\\u003c")


def stamp(moment: datetime) -> str:
    """A time as the archive writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
