"""What the published data say of a document: one page on paper, every claim on screen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tidegauge.claims import wording
from tidegauge.claims.found import Finding, Number, Verdict, Verified
from tidegauge.claims.model import UNITS, Claim, Span
from tidegauge.claims.order import by_verdict, worst_first
from tidegauge.errors import RenderError
from tidegauge.model.document import Figure
from tidegauge.model.units import Unit
from tidegauge.model.words import Language
from tidegauge.render import fonts, html, show
from tidegauge.render.words import Words
from tidegauge.settings import Home

ROWS = 22
"""Claims tried on the one page; fewer when they do not fit."""
FEWEST = 6
STYLES: Mapping[str, tuple[str, ...]] = {"print": ("page.css",), "screen": ("page.css", "screen.css")}
"""Style sheets by medium, in order."""
FLAWS = 6
"""Contradictions told on the one page."""
CSS: Mapping[Verdict, str] = {
    Verdict.IMPOSSIBLE: "bad",
    Verdict.WRONG: "bad",
    Verdict.DEFINITION: "bad",
    Verdict.CLOSE: "near",
    Verdict.CONFIRMED: "good",
}


@dataclass(frozen=True, slots=True)
class BothWords:
    """The names of verdicts in both languages."""

    zh: Words
    en: Words


def screen(verified: Verified, day: date, home: Home) -> str:
    """Every claim with its reason, as one self-contained HTML page; the reader's own fonts."""
    findings = worst_first(verified.findings)
    flaws = [one.sentence for one in verified.inconsistencies]
    return _page(verified, findings, flaws, day, home, "screen", "")


def paper(
    verified: Verified, day: date, home: Home, cache: Path, progress: Callable[[str], None] | None = None
) -> bytes:
    """
    One page: the claims that published data speak to, the worst first.

    Raises:
        RenderError: fonts or Pango are missing, or WeasyPrint complains.
    """
    stage = import_module("tidegauge.render.pdf")
    measurable = [one for one in worst_first(verified.findings) if one.verdict is not Verdict.CONTEXT]
    findings = sorted(measurable, key=lambda one: one.instead or one.published is None)
    flaws = [one.sentence for one in verified.inconsistencies][:FLAWS]
    faces = fonts.prepare(cache, home, Language.ZH_HANT, "", progress)
    for count in range(min(ROWS, len(findings)), 0, -2):
        page = _page(verified, findings[:count], flaws, day, home, "print", faces.css())
        missing = faces.missing("".join(html.runs(page)))
        if missing:
            wider = fonts.prepare(cache, home, Language.ZH_HANT, "".join(sorted(missing)), progress)
            page, faces = page.replace(faces.css(), wider.css()), wider
        paper_ = stage.write(page, faces, day, {})
        if paper_.pages == 1 or count <= FEWEST:
            data: bytes = paper_.data
            return data
    raise RenderError("There is no claim to print; a claims file needs one that can be measured.")


def _page(
    verified: Verified,
    findings: Iterable[Finding],
    flaws: list[str],
    day: date,
    home: Home,
    medium: str,
    faces: str,
) -> str:
    words = BothWords(Words.load(home, Language.ZH_HANT), Words.load(home, Language.EN))
    rows = [_row(one, words) for one in findings]
    styles = [home.read(f"templates/claims/{one}") for one in STYLES[medium]]
    view = {
        "medium": medium,
        "css": Markup("\n".join((faces, *styles))),  # noqa: S704 - our own files
        "title": "; ".join(one.title for one in verified.documents),
        "title_zh": "；".join(one.title_zh for one in verified.documents),
        "day": day.isoformat(),
        "counts": _counts(verified, words),
        "rows": rows,
        "flaws": flaws,
        "reasons": medium == "screen",
        "more": len(verified.findings) - len(rows),
    }
    environment = Environment(
        loader=FileSystemLoader([str(folder) for folder in home.folders("templates")]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        return environment.get_template("claims/page.html.j2").render(page=view)
    except TemplateError as error:
        raise RenderError(f"templates/claims/page.html.j2: {error}. Correct the template.") from error


def _counts(verified: Verified, words: BothWords) -> list[dict[str, Any]]:
    return [
        {
            "count": count,
            "css": CSS.get(verdict, "other"),
            "zh": words.zh.get("cell", f"verdict_{verdict}"),
            "en": words.en.get("cell", f"verdict_{verdict}"),
        }
        for verdict, count in by_verdict(verified.findings).items()
    ]


def _row(finding: Finding, words: BothWords) -> dict[str, Any]:
    claim, number = finding.claim, finding.published
    key = finding.outcome.value if finding.outcome else finding.verdict.value
    return {
        "id": claim.id,
        "language": claim.language,
        "quotation": claim.quotation,
        "paraphrase": claim.paraphrase,
        "verdict_zh": words.zh.get("cell", f"verdict_{key}"),
        "verdict_en": words.en.get("cell", f"verdict_{key}"),
        "css": CSS.get(finding.verdict, "other"),
        "claimed": wording.stated(claim),
        "published": _number(claim, number, number.value, number.unit) if number else "",
        "difference": _number(claim, number, finding.difference, claim.unit, aspect="change")
        if number and finding.difference
        else "",
        "instead": finding.instead,
        "series": ", ".join(number.series) if number else "",
        "period": _period(number.period) if number else "",
        "nearest": _period(finding.nearest) if finding.nearest else "",
        "reason": " ".join((finding.reason, *finding.remarks)),
    }


def _number(claim: Claim, number: Number, value: float, unit: str, aspect: str = "value") -> Markup:
    """A number tied to the reading or series it comes from."""
    digits = wording.digits(claim, unit)
    figure = Figure(number.source, value, UNITS[unit].unit or Unit.COUNT, number.period.end, aspect, digits=digits)
    printed = show.number(value, digits, signed=aspect == "change")
    return show.span(figure, printed if aspect == "change" else f"{printed}{wording.UNIT_WORDS.get(unit, '')}")


def _period(span: Span) -> Markup:
    ends = [span.end] if span.start == span.end else [span.start, span.end]
    return Markup(" – ").join(Markup('<time datetime="{0}">{0}</time>').format(one.isoformat()) for one in ends)
