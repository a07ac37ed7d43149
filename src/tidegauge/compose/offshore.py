"""Section 8: what dollars cost outside the banking system of the United States."""

from collections.abc import Mapping

from tidegauge.compose import cells, plots, states
from tidegauge.compose.content import Content
from tidegauge.compose.desk import Desk
from tidegauge.judge import standing
from tidegauge.model.document import ChartKind, ChartSize, Fact
from tidegauge.model.judgement import Direction, Level
from tidegauge.model.units import Unit

LISTED = ("cp_bill", "hibor_3m", "hibor_sofr", "swap_lines", "dollar_index", "xccy_eur_3m", "xccy_jpy_3m", "jgb_10y")
SIGNS = ("cp_bill", "hibor_sofr", "swap_lines", "dollar_index")
"""Readings whose levels say whether offshore dollars are tight."""
FEW = 5.0
"""Basis points within four weeks that count as little changed."""
SMALL = 0.5
"""Index points of the dollar within four weeks."""


def content(desk: Desk) -> Content:
    """The section."""
    charts = {
        "paper": plots.single(desk, "paper", "cp_bill", None, unit=Unit.BP, size=ChartSize.BESIDE, thin=True),
        "dollar": plots.single(desk, "dollar", "dollar_index", None, kind=ChartKind.LINES, unit=Unit.INDEX, thin=True),
    }
    return Content(facts(desk), charts, {"costs": cells.standard(desk, "costs", desk.listed(LISTED))})


def facts(desk: Desk) -> Mapping[str, Fact]:
    """What the section's prose may print or ask."""
    figures = desk.figures
    levels = {one: figures.level(one) for one in SIGNS}
    worst = max(levels, key=lambda one: levels[one])
    return {
        "f": figures.all(),
        "level": levels[worst],
        "worst": worst,
        "calm": levels[worst] == Level.CALM,
        # Price decides: a strong dollar alone says nothing of how hard dollars are to borrow.
        "judged": figures.judged("cp_bill"),
        "paper": desk.recent("cp_bill"),
        "paper_sign": states.sign(desk.measurement["cp_bill"].reading.value),
        "paper_moved": states.movement(figures.change("cp_bill", 28).value, FEW),
        "paper_ago": figures.ago("cp_bill", 28),
        "paper_level": levels["cp_bill"],
        "hibor": desk.recent("hibor_sofr"),
        "hibor_judged": desk.figures.judged("hibor_sofr"),
        "hibor_sign": states.sign(desk.measurement["hibor_sofr"].reading.value),
        "hibor_level": levels["hibor_sofr"],
        "swaps": desk.recent("swap_lines"),
        "swap_level": levels["swap_lines"],
        "swaps_judged": figures.judged("swap_lines"),
        "dollar_moved": states.movement(figures.change("dollar_index", 28).value, SMALL),
        "dollar_judged": figures.judged("dollar_index"),
        "dollar_ago": figures.ago("dollar_index", 28),
        "dollar_level": levels["dollar_index"],
        "dollar_standing": _standing(desk),
        "basis": desk.recent("xccy_eur_3m"),
        "basis_sign": states.sign(desk.measurement["xccy_eur_3m"].reading.value),
    }


def _standing(desk: Desk) -> Fact:
    if not desk.has("dollar_index"):
        return {"kind": "none"}
    found = standing(desk.history("dollar_index"), Direction.HIGH)
    return desk.figures.standing("dollar_index", found, Direction.HIGH)
