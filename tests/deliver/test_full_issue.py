"""The full issue as 200 readers get it: three editions with their PDF, made and sent as the program does."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser
from tests.deliver.conformance import feed_faults, html_faults, link_faults
from tests.deliver.conftest import FULL_EDITIONS, Mailed

from tidegauge.deliver import inspect
from tidegauge.deliver.letter import HTML_BUDGET, READER_LINK
from tidegauge.deliver.messages import Message

pytestmark = pytest.mark.xdist_group("mailed")


def parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_everyone_gets_one_message_and_it_is_on_record(mailed: Mailed) -> None:
    """200 readers, 200 messages, 200 rows that have the server's words."""
    assert len(mailed.messages) == 200 and set(mailed.messages) == set(mailed.editions)
    assert [one.state.value for one in mailed.rows] == ["sent"] * 200
    assert {one.address: one.reply for one in mailed.rows} == {
        name: f"250 OK queued as {number}" for number, name in enumerate(mailed.messages, 1)
    }


def test_messages_parse_back(mailed: Mailed) -> None:
    """Subject, parts, pictures, bytes of the attachment: in every one of them what the reader's edition has."""
    for name, data in mailed.messages.items():
        inspect.check(Message("", name, data), mailed.letters[mailed.editions[name]])


@pytest.mark.parametrize("edition", FULL_EDITIONS)
def test_one_of_each_edition_part_by_part(mailed: Mailed, edition: str) -> None:
    """The same with nothing but the standard library: which parts, of which bytes, and each reader's own link."""
    letter = mailed.letters[edition]
    ours = [data for name, data in mailed.messages.items() if mailed.editions[name] == edition]
    message, other = map(parsed, ours[:2])
    text, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    link = re.search(r"<(https://example\.org/w/unsubscribe/[^>]+)>", str(message["List-Unsubscribe"]))
    assert text and page and link and message["Subject"] == letter.subject
    assert message["List-Unsubscribe"] != other["List-Unsubscribe"] and message["Message-ID"] != other["Message-ID"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part, written in ((text, letter.text), (page, letter.html)):
        assert part.get_content().splitlines() == written.replace(READER_LINK, link[1]).splitlines()
    assert len(page.get_content().encode()) < HTML_BUDGET
    pictures = {
        str(one["Content-ID"]): one.get_content() for one in message.walk() if one.get_content_type() == "image/png"
    }
    assert pictures == {f"<{one.cid}>": one.data for one in letter.pictures} and len(pictures) >= 2
    (pdf,) = message.iter_attachments()
    assert pdf.get_filename() == f"tidegauge-2025-W46-{edition}.pdf" and pdf.get_content() == letter.attachments[0].data
    assert pdf.get_content().startswith(b"%PDF-") and len(pdf.get_content()) > 300_000


def test_the_archive_has_what_was_mailed(mailed: Mailed) -> None:
    """The PDF of the bilingual edition is the same bytes in both."""
    (kept,) = mailed.site.glob("2025-W46/r0/*.pdf")
    assert kept.read_bytes() == mailed.letters["bilingual"].attachments[0].data


def test_the_archive_conforms(mailed: Mailed) -> None:
    """HTML of every page, the full issue among them; feeds; each link to a file and a place that are there."""
    pages = sorted(mailed.site.rglob("*.html"))
    assert [one.name for one in pages] == ["index.html", "tidegauge-2025-W46-bilingual.html", "index.html"]
    assert html_faults(pages) == []
    assert link_faults(mailed.site) == []
    feeds = sorted(mailed.site.glob("feed-*.xml"))
    assert len(feeds) == 3 and [fault for one in feeds for fault in feed_faults(one)] == []


@pytest.mark.browser
def test_a_browser_searches_and_opens_the_issue(mailed: Mailed, chromium: Browser) -> None:
    """From a folder, without a server: found by a reading, opened, read to the full page."""
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((mailed.site / "index.html").as_uri())
    page.fill("#words", "nosuchword")
    assert page.locator("article:visible").count() == 0
    page.fill("#words", "SOFR")
    assert "SOFR" in page.inner_text("#i-2025-W46 .readings")
    page.click("#i-2025-W46 h2 a")
    assert page.inner_text("h1") == "2025-W46"
    page.click("#files a >> nth=0")
    assert page.url.endswith("r0/tidegauge-2025-W46-bilingual.html")
    page.wait_for_load_state()
    assert page.locator("svg").count() > 10
    page.close()
    assert wrong == []
