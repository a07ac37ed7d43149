"""What every test may use: the recorded data, the catalogue; and no network."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tidegauge import catalogue as series_catalogue
from tidegauge.catalogue import Catalogue

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")

settings.register_profile(
    "tidegauge", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("tidegauge")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The recorded data: TIDEGAUGE_SHARED, or ``../shared`` beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("TIDEGAUGE_SHARED") or beside)
    if not (folder / "data" / "series").is_dir():
        pytest.skip(
            f"There are no recorded data in {folder}; set TIDEGAUGE_SHARED to the folder that holds data/series."
        )
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, one a process: Playwright does not begin twice in one."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("There is no Chromium; `tools/setup.sh test` installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The built-in catalogue."""
    return series_catalogue.load()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that leaves the machine fails, and says where it wanted to go."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse_far(address: object) -> None:
        far = isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK)
        if far:
            raise AssertionError(f"A test tried to reach {address}; only loopback addresses are allowed.")

    def near(self: socket.socket, address: object) -> None:
        refuse_far(address)
        connect(self, address)  # type: ignore[arg-type]

    def near_ex(self: socket.socket, address: object) -> int:
        refuse_far(address)
        return connect_ex(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", near)
    monkeypatch.setattr(socket.socket, "connect_ex", near_ex)
    yield
