"""
Settings from the environment, and the folders in which reports and templates are looked up.

Built once in cli.py and passed down; the only module besides cli.py that reads the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path

from tidegauge.errors import SettingsError

BASE_ADDRESSES: dict[str, str] = {
    "nyfed": "https://markets.newyorkfed.org/api",
    "fred": "https://api.stlouisfed.org/fred",
    "fredgraph": "https://fred.stlouisfed.org/graph/fredgraph.csv",
    "fiscaldata": "https://api.fiscaldata.treasury.gov/services/api/fiscal_service",
    "ofr": "https://www.financialresearch.gov/financial-stress-index/data/fsi.csv",
    "cftc": "https://publicreporting.cftc.gov/resource",
    "hkma": "https://api.hkma.gov.hk/public",
    "mof": "https://www.mof.go.jp/english/policy/jgbs/reference/interest_rate",
    "coinbase": "https://api.exchange.coinbase.com",
    "fedrss": "https://www.federalreserve.gov/feeds",
    "eia": "https://api.eia.gov/v2",
    "finra": "https://www.finra.org/sites/default/files/2021-03/margin-statistics.xlsx",
    "yahoo": "https://query1.finance.yahoo.com",
}
"""Where each source lives; TIDEGAUGE_<NAME>_URL replaces one."""


class Secret:
    """A key or password: prints as ****, `reveal()` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "****" if self._text else ""

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Mail:
    """
    How issues are sent; checked when something is sent, by tidegauge.deliver.

    Attributes:
        server: ``smtp://user:password@host:port`` or ``smtps://…``; secret as a whole.
        sender: Address in From, with or without a name.
        operator: Gets word of closed gates and issues to approve; the sender where empty.
        base: Address of the web page, for links; empty for none.
        link_key: Signs links; where empty one is made and kept in the store.
        dkim_key: File of the private key; empty for no signature.
        dkim_selector: Its name in the domain's records.
        ping: Address asked after each run that went well; it names a monitor, so it is secret.
    """

    server: Secret = field(default_factory=lambda: Secret(""))
    sender: str = ""
    operator: str = ""
    base: str = ""
    link_key: Secret = field(default_factory=lambda: Secret(""))
    dkim_key: str = ""
    dkim_selector: str = ""
    ping: Secret = field(default_factory=lambda: Secret(""))


@dataclass(frozen=True, slots=True)
class Home:
    """
    Where reports/ and templates/ are looked up: a user's own copies first, then the built-in ones.

    Attributes:
        roots: Folders that hold reports/ and templates/, in order of preference.
    """

    roots: tuple[Path, ...]

    def find(self, name: str) -> Path:
        """
        The file or folder `name` (``"reports/weekly.toml"``) in the first root that has it.

        Raises:
            SettingsError: no root has it.
        """
        for root in self.roots:
            if (root / name).exists():
                return root / name
        places = ", ".join(str(root) for root in self.roots)
        raise SettingsError(f"{name} was not found in {places}. `tidegauge init` writes a home with every file.")

    def read(self, name: str) -> str:
        """The text of `find(name)`."""
        return self.find(name).read_text(encoding="utf-8")

    def folders(self, name: str) -> tuple[Path, ...]:
        """Every folder `name` there is, in order of preference."""
        return tuple(root / name for root in self.roots if (root / name).is_dir())


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Everything the environment says.

    Attributes:
        home: Reports and templates.
        store: The SQLite file.
        cache: Folder for what can be made again (font faces).
        addresses: Base address by source; see BASE_ADDRESSES.
        fred_key, eia_key: Keys; empty where none is set.
        mail: How issues are sent.
    """

    home: Home
    store: Path
    cache: Path
    addresses: Mapping[str, str] = field(default_factory=lambda: dict(BASE_ADDRESSES))
    fred_key: Secret = field(default_factory=lambda: Secret(""))
    eia_key: Secret = field(default_factory=lambda: Secret(""))
    mail: Mail = field(default_factory=Mail)


def boot() -> str:
    """Names the time since this machine was started; empty where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def built_in() -> Path:
    """The folder of the built-in reports/ and templates/: inside the wheel, or the checkout."""
    package = Path(__file__).resolve().parent
    packed = package / "built_in"
    return packed if packed.is_dir() else package.parents[1]


def speaks_chinese(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the user's locale asks for Chinese, by gettext's order of variables."""
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((environment[name] for name in names if environment.get(name)), "").startswith("zh")


def load(home: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """
    Settings for one run.

    Args:
        home: ``--home``; else TIDEGAUGE_HOME, else the current directory when it holds reports/, else none.
        environment: Variables by name.

    Raises:
        SettingsError: the home named does not exist, or an address is none.
    """
    own = _own_home(home, environment)
    data = own or user_data_path("tidegauge")
    store = environment.get("TIDEGAUGE_STORE")
    roots = tuple(dict.fromkeys(root for root in (own, built_in()) if root))
    return Settings(
        home=Home(roots),
        store=Path(store).expanduser() if store else data / "tidegauge.sqlite3",
        cache=Path(environment.get("TIDEGAUGE_CACHE") or user_cache_path("tidegauge")),
        addresses={name: _address(name, default, environment) for name, default in BASE_ADDRESSES.items()},
        fred_key=Secret(environment.get("FRED_API_KEY", "").strip()),
        eia_key=Secret(environment.get("EIA_API_KEY", "").strip()),
        mail=_mail(environment),
    )


def _mail(environment: Mapping[str, str]) -> Mail:
    def said(name: str) -> str:
        return environment.get(f"TIDEGAUGE_{name}", "").strip()

    base = said("BASE_URL")
    if base and not base.startswith(("http://", "https://")):
        raise SettingsError(f"TIDEGAUGE_BASE_URL is {base!r}; it must begin with http:// or https://.")
    if base.startswith("http://") and urlsplit(base).hostname not in ("localhost", "127.0.0.1", "::1"):
        raise SettingsError(
            f"TIDEGAUGE_BASE_URL is {base!r}: links to unsubscribe and to approve go out with it, so it must "
            "begin with https://, except on this machine."
        )
    return Mail(
        server=Secret(said("SMTP_URL")),
        sender=said("MAIL_FROM"),
        operator=said("MAIL_OPERATOR"),
        base=base,
        link_key=Secret(said("LINK_KEY")),
        dkim_key=said("DKIM_KEY"),
        dkim_selector=said("DKIM_SELECTOR"),
        ping=Secret(said("PING_URL")),
    )


def _own_home(home: Path | None, environment: Mapping[str, str]) -> Path | None:
    named = home or (Path(environment["TIDEGAUGE_HOME"]) if environment.get("TIDEGAUGE_HOME") else None)
    if named:
        named = named.expanduser()
        if not named.is_dir():
            raise SettingsError(f"The home {named} is not a folder. `tidegauge init {named}` makes it.")
        return named.resolve()
    try:
        here = Path.cwd()
    except OSError:
        raise SettingsError("The working directory does not exist any more; change to another one.") from None
    return here if (here / "reports").is_dir() else None


def _address(name: str, default: str, environment: Mapping[str, str]) -> str:
    variable = f"TIDEGAUGE_{name.upper()}_URL"
    address = (environment.get(variable, "").strip() or default).rstrip("/")
    if not _is_address(address):
        raise SettingsError(f"{variable} is {address!r}; it must begin with http:// or https:// and name a host.")
    return address


def _is_address(text: str) -> bool:
    """Whether a client can ask there at all: scheme, host, a port there is."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not {*text} & {*" \t"} and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is none
        return False
