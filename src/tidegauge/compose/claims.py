"""Section 12: statements in circulation against published data, those that concern the issue, worst first."""

import re
from collections.abc import Collection, Iterator, Sequence

from tidegauge.claims import wording
from tidegauge.claims.desk import checked, of_issue
from tidegauge.claims.found import Finding, Number, Verdict
from tidegauge.claims.model import UNITS, Ledger, Take
from tidegauge.claims.tracks import Data
from tidegauge.compose.content import Content, tally
from tidegauge.compose.desk import Desk
from tidegauge.model.data import Observation
from tidegauge.model.document import Fact, Figure, TableCell, TableColumn, TableRow, TableSpec, Told
from tidegauge.model.units import Unit

ROWS = 12
"""Contradicted claims the section shows; the data file that goes with an issue has all that were decided."""
AGREEING = 6
"""Claims it shows where the data contradict none."""
COLUMNS = (
    TableColumn("claim", told=True),
    TableColumn("verdict"),
    TableColumn("published", numbers=True),
    TableColumn("unit", quiet=True),
    TableColumn("date", quiet=True),
    TableColumn("right_on", quiet=True),
)
RECORD = "claims_decided"
"""The table of all claims that were decided: in no page, but in readings.json."""
BAD = (Verdict.IMPOSSIBLE, Verdict.WRONG, Verdict.DEFINITION)
RIGHT = (Verdict.CONFIRMED, Verdict.CLOSE)
LARGE = 100
"""Billions from which a table goes with one decimal."""


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_MARK = r"[,;:!?()]"
_HALF = re.compile(rf"(?:(?<=[{_HAN}」）])[ \u00a0]?(?={_MARK})|(?={_MARK}[ \u00a0]?[{_HAN}「（]))({_MARK})[ \u00a0]?")
"""A half-width mark with Han on one of its sides."""


def findings(desk: Desk, ledger: Ledger | None) -> tuple[Finding, ...]:
    """The claims of all documents that concern the issue, worst first; none on synthetic data."""
    if ledger is None or desk.known.archive.sample:
        return ()
    data = Data(desk.known, desk.measurement, desk.catalogue)
    day = desk.issue.as_of
    return of_issue(checked(ledger.documents, ledger.references, data, day), day)


def observations(found: Sequence[Finding]) -> Iterator[Observation]:
    """What the printed numbers rest on, for the manifest; of a rank the period ranked, not all it is ranked among."""
    for one in _decided(found):
        if one.published is None or one.claim.check is None:
            continue
        ranked = one.claim.check.measure.take is Take.RANK
        start, end = one.published.period
        yield from (seen for seen in one.published.observations if not ranked or start <= seen.period <= end)


def content(desk: Desk, found: tuple[Finding, ...], ledger: Ledger | None = None) -> Content:
    """The table of what the data contradict, how many of each kind there are, and whose claims they are."""
    leads_to = next((one.published.source for one in found if one.published), "sofr")

    def count(number: int) -> Figure:
        return Figure(leads_to, float(number), Unit.COUNT, None, "count", digits=0)

    decided = _decided(found)
    shown = tuple(one for one in decided if one.verdict in BAD)[:ROWS] or decided[:AGREEING]
    kinds = {"checked": BAD + RIGHT, "bad": BAD, "right": RIGHT}
    facts: dict[str, Fact] = {"f": desk.figures.all(), "sample": desk.known.archive.sample}
    for kind, verdicts in kinds.items():
        facts |= tally(kind, count(sum(one.verdict in verdicts for one in found)))
    facts |= tally("left", count(len(decided) - len(shown)))
    table = TableSpec("claims", COLUMNS, tuple(map(_row, shown)), named=False)
    facts |= {f"explain_{one.value}": any(row.verdict is one for row in shown) for one in BAD}
    facts["explain_right_on"] = any(row.nearest for row in shown)
    facts["documents"] = documents({one.claim.document for one in decided}, ledger)
    full = TableSpec(RECORD, COLUMNS, tuple(map(_row, decided)), named=False)
    tables = {"claims": table if shown else None, RECORD: full if decided else None}
    return Content(facts, tables=tables, empty=not facts["any_checked"])


def _decided(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The claims on which the data, or a definition, have a say."""
    return tuple(one for one in found if one.verdict in BAD + RIGHT)


def documents(names: Collection[str], ledger: Ledger | None) -> tuple[Fact, ...]:
    """Documents by name: title in both languages, publisher (empty where unknown) and day, for the prose."""
    return tuple(
        {"zh": one.title_zh, "en": one.title, "publisher": one.publisher, "day": one.published}
        for one in (ledger.documents if ledger else ())
        if one.name in names
    )


def _row(finding: Finding) -> TableRow:
    told = not finding.instead and finding.verdict is not Verdict.UNVERIFIABLE
    number = finding.published if told else None
    figure = _figure(finding, number) if number else None
    return TableRow(
        (
            TableCell(_told(finding)),
            TableCell(f"verdict_{finding.verdict.value}", strong=True),
            TableCell(figure),
            TableCell(_unit(finding, figure)),
            TableCell(number.period.end if number else None),
            TableCell(finding.nearest.end if finding.nearest else ""),
        )
    )


def _unit(finding: Finding, figure: Figure | None) -> Unit | str:
    """The unit of the published number; of a ratio, a rank, or days, its word."""
    if figure is None:
        return ""
    return figure.unit if UNITS[finding.claim.unit].unit else f"unit_{finding.claim.unit}"


def _told(finding: Finding) -> Told:
    claim = finding.claim
    chinese = full_width(claim.paraphrase_zh or claim.quotation)
    return Told(chinese, wording.told(claim), claim.id, claim.id)


def full_width(chinese: str) -> str:
    """A quotation as our pages set Chinese: its half-width marks beside Han become full-width, its words stay."""
    return _HALF.sub(lambda match: _FULL[match[1]], chinese)


def _figure(finding: Finding, number: Number) -> Figure:
    """The published number in the catalogue's unit, so that every edition prints it in its own way."""
    scale = UNITS[number.unit]
    value = number.value * scale.size
    digits = wording.digits(finding.claim, number.unit)
    if scale.unit is Unit.USD_BILLIONS:
        digits = 1 if abs(value) >= LARGE else 2
    return Figure(number.source, value, scale.unit or Unit.COUNT, number.period.end, "part", digits=digits)
