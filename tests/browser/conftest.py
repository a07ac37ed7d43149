"""A page of the recorded week in Chromium; a request to anywhere fails the test."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tidegauge import settings, usecases
from tidegauge.model.words import Edition
from tidegauge.render.editions import Workshop

SETTINGS = settings.load(environment={})


@pytest.fixture(scope="session")
def issue(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bilingual issue of 14 November 2025 as a file."""
    origin = usecases.Origin(folder=shared / "data" / "series")
    briefing = usecases.briefing(SETTINGS, "weekly", origin, date(2025, 11, 14))
    page, _ = Workshop(briefing, SETTINGS.home, SETTINGS.cache).page(Edition.BILINGUAL, "screen")
    file = tmp_path_factory.mktemp("browser") / "issue.html"
    file.write_text(page, encoding="utf-8")
    return file


class Reader:
    """Opens the issue as a reader with a certain screen and certain wishes."""

    def __init__(self, browser: Browser, issue: Path) -> None:
        self._browser, self._issue = browser, issue
        self._contexts: list[BrowserContext] = []
        self.asked: list[str] = []

    def open(self, width: int = 1280, height: int = 900, **wishes: object) -> Page:
        """The page, with every request but for the file itself refused and noted."""
        context = self._browser.new_context(viewport={"width": width, "height": height}, **wishes)
        self._contexts.append(context)

        def refuse(route: Route) -> None:
            if route.request.url.startswith(self._issue.as_uri()):
                route.continue_()
            else:
                self.asked.append(route.request.url)
                route.abort()

        context.route("**/*", refuse)
        page = context.new_page()
        page.goto(self._issue.as_uri())
        return page

    def close(self) -> None:
        """Every window."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def reader(chromium: Browser, issue: Path) -> Iterator[Reader]:
    """Opens pages, and closes them after the test."""
    one = Reader(chromium, issue)
    yield one
    one.close()
