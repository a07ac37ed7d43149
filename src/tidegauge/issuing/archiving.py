"""Publish an issue in the archive: its files in a folder of their own for each revision, then every page anew."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from tidegauge.deliver import archive
from tidegauge.deliver.archive import Card, Site, Version
from tidegauge.deliver.halves import bare, one
from tidegauge.deliver.making import Making
from tidegauge.issuing.office import Office
from tidegauge.model.words import Edition, Language
from tidegauge.render import output, record
from tidegauge.render.convert import Simplifier
from tidegauge.store.deliveries import IssueState, Revised
from tidegauge.store.ledger import Ledger

EDITIONS = (Edition.BILINGUAL,)
CARD = "card.json"


def publish(office: Office, ledger: Ledger, making: Making, revised: Revised, *, again: bool = False) -> Path:
    """
    Put a revision into the archive, with its texts; once published it is not changed.

    Args:
        again: Write it anew as long as no letter of it has left, since those may have changed.

    Raises:
        OutputError: a file cannot be written.
    """
    folder = output.folder(office.site / revised.issue)
    if published(office, revised) and not (again and not ledger.begun(revised.issue, revised.revision)):
        return refresh(office, ledger)
    card = _with_version(office, ledger, folder, _card(folder, making, revised), making, revised)
    return refresh(office, ledger, {card.issue: card})


def published(office: Office, revised: Revised) -> bool:
    """Whether the archive has a revision."""
    return any(each.revision == revised.revision for each in _versions(office.site / revised.issue))


def refresh(office: Office, ledger: Ledger, fresh: dict[str, Card] | None = None) -> Path:
    """Write every page from the cards, with what the editor has noted since."""
    cards = {name: _edited(card, ledger) for name, card in {**_cards(office.site), **(fresh or {})}.items()}
    for name, card in cards.items():
        output.write(office.site / name / CARD, archive.packed(card))
    for path, data in Site(office.settings.home, office.settings.mail.base).pages(cards.values()).items():
        output.folder((office.site / path).parent)
        output.write(office.site / path, data)
    return office.site / "index.html"


def _cards(site: Path) -> dict[str, Card]:
    found = sorted(site.glob(f"*/{CARD}"))
    return {path.parent.name: archive.unpacked(path.read_bytes(), str(path)) for path in found}


def _versions(folder: Path) -> tuple[Version, ...]:
    path = folder / CARD
    return archive.unpacked(path.read_bytes(), str(path)).versions if path.is_file() else ()


def _card(folder: Path, making: Making, revised: Revised) -> Card:
    """The issue's card with the texts of what is published now."""
    versions = tuple(each for each in _versions(folder) if each.revision != revised.revision)
    halves = {language.value: making.half(language) for language in Language}
    told = json.loads(making.readings())["readings"]
    return Card(
        issue=revised.issue,
        day=revised.day,
        sample=making.briefing.sample,
        headline={name: half.headline for name, half in halves.items()},
        findings={
            name: [half.finish(bare(one(each.text))) for each in half.view.findings] for name, half in halves.items()
        },
        names={reading: row["names"] for reading, row in told.items()},
        versions=versions,
        report=making.briefing.report,
    )


def _with_version(office: Office, ledger: Ledger, folder: Path, card: Card, making: Making, revised: Revised) -> Card:
    names = _write(office, folder / f"r{revised.revision}", making)
    _write(office, office.out / revised.issue, making)
    readings = {key: row["printed"] or "…" for key, row in json.loads(making.readings())["readings"].items()}
    before = card.versions[-1].readings if card.versions else readings
    edits = ledger.edits(revised.issue)
    texts = [each.texts for each in edits if (each.action, each.revision) == ("correct", revised.revision)]
    version = Version(
        revision=revised.revision,
        at=archive.stamp(office.now().astimezone(UTC)),
        files=names,
        readings=readings,
        correction=_in_all(office, texts[-1]) if texts else {},
        changes=archive.changes(before, readings, card.names),
    )
    return replace(card, versions=(*card.versions, version))


def _write(office: Office, folder: Path, making: Making) -> dict[str, str]:
    """The files of an issue with their manifest; names by kind and edition."""
    issue = making.briefing.id
    files = {f"html {each.value}": making.page(each) for each in EDITIONS}
    files |= {f"pdf {each.value}": making.pdf(each) for each in EDITIONS}
    names = {key: f"tidegauge-{issue}-{key.split()[1]}.{key.split()[0]}" for key in files}
    output.folder(folder)
    written = [output.write(folder / names[key], content) for key, content in files.items()]
    written.append(output.write(folder / "readings.json", making.readings()))
    output.write(folder / "manifest.json", record.manifest(making.briefing, office.settings.home, written))
    return {**names, "json": "readings.json", "manifest": "manifest.json"}


def _in_all(office: Office, texts: Mapping[str, str]) -> dict[str, str]:
    """What the editor wrote, in every language of the feeds."""
    written = texts.get(Language.ZH_HANT.value, "")
    return {**texts, Language.ZH_HANS.value: Simplifier(office.settings.home).text(written)} if written else dict(texts)


def _edited(card: Card, ledger: Ledger) -> Card:
    edits = ledger.edits(card.issue)
    notes = tuple((archive.stamp(each.at), dict(each.texts)) for each in edits if each.action.startswith("annotate"))
    revisions = ledger.revisions(card.issue)
    gone = revisions and revisions[-1].state is IssueState.WITHDRAWN
    last = next((each for each in reversed(edits) if gone and each.action == "withdraw"), None)
    return replace(
        card,
        notes=notes,
        withdrawn=(dict(last.texts) if last else {}) if gone else None,
        withdrawn_at=archive.stamp(last.at) if last else "",
    )
