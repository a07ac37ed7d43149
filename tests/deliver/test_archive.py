"""The archive: valid pages, links that lead somewhere, feeds that validate, a search that finds."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from lxml import etree
from playwright.sync_api import Browser
from tests.deliver.conformance import feed_faults, html_faults, link_faults

from tidegauge.deliver.archive import Card, Change, Site, Version
from tidegauge.errors import RenderError
from tidegauge.settings import Home

LANGUAGES = ("zh-Hant", "zh-Hans", "en")
ATOM = "{http://www.w3.org/2005/Atom}"
EVIL = 'A <b>"headline"</b> & </script><script>alert(1)</script>'


def card(week: int, *, revised: bool = False, headline: str = "") -> Card:
    """An issue of 2025; a revised one has two versions, a note, and was withdrawn."""
    issue, names = (
        f"2025-W{week}",
        {"sofr": {"zh-Hant": "SOFR", "en": "SOFR"}, "tga": {"zh-Hant": "財政部帳戶", "en": "TGA"}},
    )
    files = {"html bilingual": f"tidegauge-{issue}-bilingual.html", "json": "readings.json"}
    first = Version(0, "2025-11-15T01:30:00Z", files, {"sofr": "4.00", "tga": f"9{week}"})
    second = Version(
        revision=1,
        at="2025-11-16T01:30:00Z",
        files=files,
        readings={"sofr": "3.99", "tga": f"9{week}"},
        correction={"zh-Hant": "有誤。", "en": "Was wrong."},
        changes=(Change("sofr", names["sofr"], "4.00", "3.99"),),
    )
    return Card(
        issue=issue,
        day=f"2025-11-{14 + (week - 46) * 7:02}",
        sample=week == 47,
        headline=dict.fromkeys(LANGUAGES, headline or f"標題 headline {week}"),
        findings={language: ["第一。", "Second."] for language in LANGUAGES},
        names=names if week == 46 else {"sofr": names["sofr"]},
        versions=(first, second) if revised else (first,),
        notes=(("2025-11-17T00:00:00Z", {"zh-Hant": "按語。", "en": "Note."}),) if revised else (),
        withdrawn={"zh-Hant": "撤回。", "en": "Gone."} if revised else None,
        withdrawn_at="2025-11-18T00:00:00Z" if revised else "",
    )


@pytest.fixture(scope="module")
def site(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    cards = [card(46, revised=True), card(47, headline=EVIL), card(48)]
    for path, data in Site(home, "https://example.org/w").pages(cards).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    for one in cards:
        for version in one.versions:
            for name in version.files.values():
                (folder / one.issue / f"r{version.revision}").mkdir(exist_ok=True)
                (folder / one.issue / f"r{version.revision}" / name).write_text("<!DOCTYPE html><title>x</title>")
    return folder


def pages(site: Path) -> list[Path]:
    return [site / "index.html", *sorted(site.glob("*/index.html"))]


def test_pages_are_valid(site: Path) -> None:
    """No checker finds fault; ids are unique; headings, title and language are there."""
    assert len(pages(site)) == 4
    assert html_faults(pages(site)) == []
    for path in pages(site):
        html5lib.HTMLParser(strict=True).parse(path.read_text())
        page = BeautifulSoup(path.read_text(), "lxml")
        ids = [one["id"] for one in page.select("[id]")]
        assert len(ids) == len(set(ids))
        assert page.title and page.html and page.html["lang"] and len(page.select("h1")) == 1
        assert all(page.select_one(f"#{one['for']}") for one in page.select("label"))


def test_links_lead_somewhere(site: Path) -> None:
    """All of them relative, each to a file that is there; and the checker sees one that is not."""
    assert link_faults(site) == []
    text = "".join(path.read_text() for path in [*pages(site), *site.glob("feed-*.xml")])
    assert 'href="http' not in text and 'href="/' not in text
    lost = site / "2025-W46" / "r1" / "readings.json"
    lost.rename(lost.with_suffix(".away"))
    try:
        assert link_faults(site) == ["2025-W46/index.html: r1/readings.json leads nowhere"]
    finally:
        lost.with_suffix(".away").rename(lost)


def test_text_cannot_become_markup(site: Path) -> None:
    """Headlines and search index are escaped."""
    text = (site / "index.html").read_text()
    assert "<script>alert" not in text and "<b>&#34;headline" not in text
    assert len(BeautifulSoup(text, "lxml").select("script")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_validate(site: Path, language: str) -> None:
    """What RFC 4287 asks of a feed and an entry: ids that are unique IRIs, titles, times, author, links."""
    assert feed_faults(site / f"feed-{language}.xml") == []
    feed = etree.fromstring((site / f"feed-{language}.xml").read_bytes())
    assert feed.tag == f"{ATOM}feed" and feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3 and feed.find(f"{ATOM}author/{ATOM}name") is not None
    for one in [feed, *entries]:
        assert all(len(one.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated"))
        assert one.findtext(f"{ATOM}id").startswith("tag:example.org,2025:")
        assert one.findtext(f"{ATOM}updated").endswith("Z") and one.find(f"{ATOM}link[@rel='alternate']") is not None
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == 3
    assert [one.findtext(f"{ATOM}updated") for one in entries][-1] == "2025-11-18T00:00:00Z", "when it was withdrawn"
    assert feed.findtext(f"{ATOM}updated") == max(one.findtext(f"{ATOM}updated") for one in entries)


def test_sitemap_and_robots(site: Path) -> None:
    """Whole addresses below the base, one for each page."""
    places = etree.fromstring((site / "sitemap.xml").read_bytes()).findall("{*}url/{*}loc")
    assert [one.text for one in places][:2] == [
        "https://example.org/w/index.html",
        "https://example.org/w/2025-W48/index.html",
    ]
    assert "Sitemap: https://example.org/w/sitemap.xml" in (site / "robots.txt").read_text()


def test_a_revision_stays_visible(site: Path) -> None:
    """What it was, what it is, why, and the files of both."""
    page = BeautifulSoup((site / "2025-W46" / "index.html").read_text(), "lxml")
    assert [one.get_text() for one in page.select("#revisions tbody td")][1:] == ["4.00", "3.99"]
    assert "Was wrong." in page.get_text() and "Note." in page.get_text() and "Gone." in page.get_text()
    assert page.select_one("main .notice a[href='#revisions']"), "a correction stands before the key points"
    links = [str(one["href"]) for one in page.select("a")]
    assert {"r0/readings.json", "r1/readings.json"} <= set(links)


def test_an_empty_archive_is_a_page(home: Home) -> None:
    """And says so; without a base address the sitemap names this machine."""
    files = Site(home).pages([])
    assert b"No issue yet." in files["index.html"] and b"http://localhost/index.html" in files["sitemap.xml"]


def test_a_template_with_a_fault_is_named(home: Home, tmp_path: Path) -> None:
    """One sentence with the file, as for every other template."""
    (tmp_path / "templates" / "site").mkdir(parents=True)
    (tmp_path / "templates" / "site" / "index.html.j2").write_text("{{ nothing }}")
    with pytest.raises(RenderError, match=r"templates/site/index\.html\.j2: 'nothing' is undefined"):
        Site(Home((tmp_path, *home.roots))).pages([])


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """The site on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
def test_a_browser_searches_and_opens_an_issue(address: str, chromium: Browser) -> None:
    """By reading, by words, by date; the link opens the issue; nothing goes wrong in the console."""

    page = chromium.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}/index.html")

    def shown() -> list[str]:
        found = page.locator("article:visible")
        return [str(found.nth(number).get_attribute("id")) for number in range(found.count())]

    assert shown() == ["i-2025-W48", "i-2025-W47", "i-2025-W46"]
    page.fill("#words", "財政部")
    assert len(shown()) == 3 and "TGA: 946" in page.inner_text("#i-2025-W46 .readings")
    page.fill("#words", "headline 48")
    assert shown() == ["i-2025-W48"] and page.inner_text("#found") == "1 / 3"
    page.fill("#words", "")
    page.fill("#to", "2025-11-20")
    assert shown() == ["i-2025-W46"]
    page.click("#i-2025-W46 h2 a")
    assert page.inner_text("h1") == "2025-W46"
    page.close()
    assert wrong == []
