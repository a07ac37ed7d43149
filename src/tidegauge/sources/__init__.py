"""One module per publisher: what to ask and how to read the answer, both pure. SOURCES lists them."""

from collections.abc import Callable

from tidegauge.settings import Settings
from tidegauge.sources.fiscaldata import FiscalData
from tidegauge.sources.fred import Fred
from tidegauge.sources.fredgraph import FredGraph
from tidegauge.sources.nyfed import NyFed
from tidegauge.sources.ofr import Ofr
from tidegauge.sources.source import Source


def _fred(settings: Settings) -> Source:
    """With a key the API and its vintages, else the graph download."""
    return Fred(settings.addresses["fred"]) if settings.fred_key else FredGraph(settings.addresses["fredgraph"])


SOURCES: dict[str, Callable[[Settings], Source]] = {
    "nyfed": lambda settings: NyFed(settings.addresses["nyfed"]),
    "fred": _fred,
    "fiscaldata": lambda settings: FiscalData(settings.addresses["fiscaldata"]),
    "ofr": lambda settings: Ofr(settings.addresses["ofr"]),
}
"""Every source by the name the catalogue gives it."""

OFF_BY_DEFAULT = frozenset({"yahoo"})
"""Collected only when named: unofficial, not meant for programs."""
