"""A collection from a local publisher into a store of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from tests.wire.server import Wire, running

from tidegauge import catalogue
from tidegauge.catalogue import Catalogue
from tidegauge.collect import CollectReport, collect
from tidegauge.settings import BASE_ADDRESSES, Secret, Settings, load
from tidegauge.store.store import Store
from tidegauge.transport import Patience, Transport

SPECIMENS = Path(__file__).resolve().parents[1] / "specimens"
NOON = datetime(2025, 11, 14, 17, 0, tzinfo=UTC)
"""Friday noon in New York."""
PATIENCE = Patience(
    attempts=3, budget=6, first_wait=0.01, longest_wait=0.02, longest_retry_after=2, connect=2, read=0.4
)
RATES = dict.fromkeys((*BASE_ADDRESSES, "test"), (1000, 1000))
PATHS = {
    "nyfed": "/api",
    "fred": "/fred",
    "fredgraph": "/graph/fredgraph.csv",
    "fiscaldata": "/services",
    "ofr": "/fsi.csv",
    "eia": "/v2",
    "finra": "/margin.xlsx",
    "fedrss": "/feeds",
    "cftc": "/cftc",
    "hkma": "/hkma",
    "mof": "/mof",
    "coinbase": "/coinbase",
    "yahoo": "",
}
SOFR = "/api/rates/secured/sofr/search.json"


def specimen(name: str) -> bytes:
    """A file of tests/specimens."""
    return (SPECIMENS / name).read_bytes()


@dataclass
class Scene:
    """
    A publisher, a store and settings that know both.

    Attributes:
        at: The time of the next collection.
    """

    wire: Wire
    store: Store
    settings: Settings
    at: datetime = NOON

    def collect(
        self,
        *ids: str,
        sources: Sequence[str] | None = None,
        since: date | None = None,
        series: Catalogue | None = None,
        patience: Patience = PATIENCE,
        announcements: bool = False,
    ) -> CollectReport:
        """Collect some series of the built-in catalogue, and feeds and calendars only where asked."""
        chosen = series or Catalogue({name: catalogue.load()[name] for name in ids})
        keys = {"fred": self.settings.fred_key, "eia": self.settings.eia_key}
        with Transport(lambda: self.at, keys, patience, RATES) as transport:
            return collect(
                self.settings, chosen, self.store, now=lambda: self.at, sources=sources, since=since,
                transport=transport, announcements=announcements,
            )  # fmt: skip

    def values(self, series: str, day: date = date(2030, 1, 1)) -> dict[str, float]:
        """What an issue dated `day` would know."""
        vintages = self.store.vintages(series)
        history = vintages.as_of(day) if vintages else None
        return {} if history is None else {str(period.date()): value for period, value in history.values.items()}


@contextmanager
def scene(folder: Path, key: str = "", eia_key: str = "") -> Iterator[Scene]:
    """A scene for the length of a block."""
    with running() as wire, Store(folder / "store.sqlite3", catalogue.load()) as store:
        addresses = {**BASE_ADDRESSES, **{name: wire.address + path for name, path in PATHS.items()}}
        settings = replace(load(environment={}), addresses=addresses, fred_key=Secret(key), eia_key=Secret(eia_key))
        yield Scene(wire, store, settings)
