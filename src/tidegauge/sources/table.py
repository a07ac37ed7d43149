"""
Every source by its name: SOURCES those of series, FEEDS those of news, CALENDARS those of announced days.

Apart from the package itself, so that a build from files does not load the readers of workbooks and feeds.
"""

from collections.abc import Callable

from tidegauge.settings import Secret, Settings
from tidegauge.sources.bulletin import Calendar, Feed
from tidegauge.sources.cftc import Cftc
from tidegauge.sources.coinbase import Coinbase
from tidegauge.sources.eia import Eia
from tidegauge.sources.fedrss import FedRss
from tidegauge.sources.finra import Finra
from tidegauge.sources.fiscaldata import FiscalData
from tidegauge.sources.fred import Fred
from tidegauge.sources.fred_releases import FredReleases
from tidegauge.sources.fredgraph import FredGraph
from tidegauge.sources.hkma import Hkma
from tidegauge.sources.mof import Mof
from tidegauge.sources.nyfed import NyFed
from tidegauge.sources.ofr import Ofr
from tidegauge.sources.source import Source
from tidegauge.sources.yahoo import Yahoo


def _fred(settings: Settings) -> Source:
    """With a key the API and its vintages, else the graph download."""
    return Fred(settings.addresses["fred"]) if settings.fred_key else FredGraph(settings.addresses["fredgraph"])


SOURCES: dict[str, Callable[[Settings], Source]] = {
    "nyfed": lambda settings: NyFed(settings.addresses["nyfed"]),
    "fred": _fred,
    "fiscaldata": lambda settings: FiscalData(settings.addresses["fiscaldata"]),
    "ofr": lambda settings: Ofr(settings.addresses["ofr"]),
    "cftc": lambda settings: Cftc(settings.addresses["cftc"]),
    "hkma": lambda settings: Hkma(settings.addresses["hkma"]),
    "mof": lambda settings: Mof(settings.addresses["mof"]),
    "coinbase": lambda settings: Coinbase(settings.addresses["coinbase"]),
    "eia": lambda settings: Eia(settings.addresses["eia"]),
    "finra": lambda settings: Finra(settings.addresses["finra"]),
    "yahoo": lambda settings: Yahoo(settings.addresses["yahoo"]),
}
"""Every source by the name the catalogue gives it."""

OFF_BY_DEFAULT = frozenset({"yahoo"})
"""Collected only when named: unofficial, not meant for programs."""

FEEDS: dict[str, Callable[[Settings], Feed]] = {"fedrss": lambda settings: FedRss(settings.addresses["fedrss"])}
"""Every feed of news by its name."""

CALENDARS: dict[str, Callable[[Settings], Calendar | None]] = {
    "fred": lambda settings: FredReleases(settings.addresses["fred"]) if settings.fred_key else None
}
"""Announced days by the source they come with; None where that has no key."""

KEYS: dict[str, Callable[[Settings], Secret]] = {"eia": lambda settings: settings.eia_key}
"""Sources that answer nothing without a key."""


def without_key(settings: Settings) -> set[str]:
    """Sources of KEYS whose key is not set: collected only when named."""
    return {name for name, key in KEYS.items() if not key(settings)}
