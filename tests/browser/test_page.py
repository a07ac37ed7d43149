"""The screen edition as readers meet it: wide, narrow, dark, printed, without script, by keyboard, by ear."""

from importlib import resources
from pathlib import Path

import pytest
from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

AXE = resources.files("axe_playwright_python") / "axe.min.js"
CLOSED = ("ICE", "Nasdaq", "Cboe", "CME", "Yahoo")
"""Publishers that forbid passing their history on."""
WIDTHS = [(1280, 900), (820, 1180), (390, 844), (360, 740)]
SEEN = "element => element.checkVisibility({ visibilityProperty: true })"
TOO_WIDE = """() => {
  const inside = (element) => element.closest('.scroll, .sections, svg, .skip, legend, .languages input, .theme input');
  return [...document.querySelectorAll('body *')]
    .filter((one) => !inside(one) && one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120));
}"""
UNDERLINED = """() => [...document.querySelectorAll('.sections a')]
  .filter((one) => getComputedStyle(one).borderBottomColor !== 'rgba(0, 0, 0, 0)').map((one) => one.hash)"""
CUT = """all => all.filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.innerText.slice(0, 60))"""
RAGGED = """() => {
  const seen = (row) => [...row.cells].filter((one) => one.checkVisibility());
  const wide = (row) => seen(row).reduce((sum, one) => sum + one.colSpan, 0);
  return [...document.querySelectorAll('main table')].filter((one) => one.tHead.checkVisibility())
    .filter((one) => [...one.rows].some((row) => !row.matches('.group') && wide(row) !== wide(one.tHead.rows[0])))
    .map((one) => one.className + ' ' + [...one.rows].slice(0, 3).map(wide).join());
}"""
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum), 500);
})"""


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_nothing_is_wider_than_the_window(reader: Reader, width: int, height: int) -> None:
    """No sideways scrolling from 360 px on; wide tables scroll in a frame of their own."""
    page = reader.open(width, height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("width", [390, 360])
def test_no_label_of_a_chart_is_under_twelve_pixels_on_a_phone(reader: Reader, width: int) -> None:
    """
    Charts are drawn for a phone, and reach into the margins on the narrowest.
    """
    smallest = reader.open(width=width, height=800).evaluate(
        """() => Math.min(...[...document.querySelectorAll('.plot.narrow text')]
            .filter((one) => one.getBoundingClientRect().width)
            .map((one) => {
              const plot = one.ownerSVGElement;
              const scale = plot.getBoundingClientRect().width / plot.viewBox.baseVal.width;
              return scale * parseFloat(getComputedStyle(one).fontSize);
            }))"""
    )

    assert 11.9 <= smallest < 20


def test_the_page_asks_for_nothing(reader: Reader) -> None:
    """No request, with scrolling to the end and every part opened."""
    page = reader.open()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(200)
    assert reader.asked == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(reader: Reader, width: int, scheme: str) -> None:
    """Contrast, names, roles, landmarks, order of headings: nothing serious or critical."""
    page = reader.open(width, color_scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in serious] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_after_the_first_paint(reader: Reader, width: int) -> None:
    """The sum of layout shifts is at most half of what counts as good (0.1); a busy machine swaps fonts later."""
    assert reader.open(width).evaluate(SHIFT) < 0.05


def test_a_script_makes_no_error(reader: Reader) -> None:
    """The console stays empty."""
    page = reader.open()
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.on("pageerror", lambda error: lines.append(str(error)))
    page.reload()
    page.wait_for_timeout(200)
    assert lines == []


def test_the_page_is_whole_without_script(reader: Reader) -> None:
    """Text, charts, tables and both switches work with JavaScript disabled."""
    page = reader.open(java_script_enabled=False)
    assert page.locator("figure.chart .plot.wide svg").count() >= 15
    assert page.locator("h2").count() >= 14
    english = page.locator(".finding p[lang=en]").first
    page.locator("label.for-zh").click()
    assert not english.is_visible()
    page.locator("label.for-en").click()
    assert english.is_visible()
    assert not page.locator(".finding p[lang|=zh]").first.is_visible()


def test_a_phone_shows_one_language_until_asked(reader: Reader) -> None:
    """Chinese at first; both when both are asked for."""
    page = reader.open(390, 844)
    english = page.locator(".finding p[lang=en]").first
    assert not english.is_visible()
    page.locator("label.for-both").click()
    assert english.is_visible()
    assert page.locator(".plot.narrow svg").first.is_visible()
    assert not page.locator(".plot.wide svg").first.is_visible()


@pytest.mark.parametrize(("width", "choice"), [(1280, "both"), (1280, "zh"), (1280, "en"), (390, "auto"), (390, "en")])
def test_every_figure_stands_under_its_head(reader: Reader, width: int, choice: str) -> None:
    """Hiding a language hides whole columns: the rows of each table have as many cells as its head."""
    page = reader.open(width)
    page.evaluate(f"document.getElementById('l-{choice}').checked = true")
    assert page.evaluate(RAGGED) == []


def test_dark_is_dark_and_can_be_turned_round(reader: Reader) -> None:
    """The system's wish is followed; the page's own switch reverses it."""
    page = reader.open(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(17, 24, 29)"
    page.locator("label[for=theme]").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_a_printed_page_has_no_bar(reader: Reader) -> None:
    """On paper the switches, links and data tables are left out, and it is light."""
    page = reader.open(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("header.top").is_visible()
    assert not page.locator("details.data").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".plot.wide svg").first.is_visible()


def test_a_printed_page_is_not_cut(reader: Reader) -> None:
    """On A4 with margins, 680 px wide, nothing reaches beyond the sheet, and no frame hides a part of a table."""
    page = reader.open(680, 960)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    assert page.evaluate(TOO_WIDE) == []
    assert page.locator("main .scroll").evaluate_all(CUT) == []


def test_the_page_weighs_what_it_may(issue: Path) -> None:
    """At most 1.5 MB for the bilingual issue, with drawings for wide and narrow windows and the tables behind them."""
    assert issue.stat().st_size <= 1_500_000


def test_a_table_behind_a_chart_opens_by_keyboard(reader: Reader) -> None:
    """Enter opens it, its frame takes the focus next and scrolls by the arrow keys."""
    page = reader.open()
    summary = page.locator("figure details.data summary").nth(1)
    summary.focus()
    page.keyboard.press("Enter")
    frame = page.locator("details.data[open] .scroll")
    assert frame.count() == 1 and frame.is_visible()
    page.keyboard.press("Tab")
    assert frame.evaluate("element => element === document.activeElement")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(400)
    assert frame.evaluate("element => element.scrollTop") > 0


def test_each_chart_has_its_table_or_says_why_not(reader: Reader) -> None:
    """Every chart of the page but those of publishers that forbid it has the points behind it."""
    page = reader.open()
    without = page.locator("figure.chart:not(:has(details.data))")
    sources = [one.inner_text() for one in without.locator(".source").all()]
    assert page.locator("figure.chart:has(details.data)").count() >= 15
    assert [one for one in sources if not any(name in one for name in CLOSED)] == []


def test_the_first_key_leads_past_the_bar(reader: Reader) -> None:
    """The skip link shows when reached, and brings the reader to the text."""
    page = reader.open()
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("element => element === document.activeElement")
    box = skip.bounding_box()
    assert box is not None and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_focus_can_always_be_seen(reader: Reader) -> None:
    """Each of the first forty stops of the Tab key draws an outline."""
    page = reader.open()
    seen = """() => {
      const one = document.activeElement;
      const drawn = one.matches('input') ? one.nextElementSibling : one;
      const style = getComputedStyle(drawn.matches('label') ? drawn : one);
      return [one.outerHTML.slice(0, 80), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1];
    }"""
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(seen))
    assert [stop for stop, drawn in stops if not drawn] == []


def test_the_language_is_switched_by_keyboard(reader: Reader) -> None:
    """Arrow keys on the radio buttons choose a language."""
    page = reader.open()
    page.locator("#l-both").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#l-zh").is_checked()
    assert not page.locator(".finding p[lang=en]").first.is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator(".finding p[lang=en]").first.is_visible()


def test_english_within_chinese_stays_where_chinese_stands_alone(reader: Reader) -> None:
    """Whose report a Chinese statement is from is told in English and in Chinese alone, too; English beside it goes."""
    page = reader.open()
    page.locator(".for-zh").first.click()
    reporter = page.locator("#comment td[lang=zh-Hant] .reporter").first
    assert reporter.is_visible() and reporter.inner_text() == "CNBC, citing the Financial Times"
    assert not page.locator("#comment td[lang=en] .reporter").first.is_visible()


def test_a_number_tells_its_source_on_focus(reader: Reader) -> None:
    """Value, period and publisher of a reading stand at the foot of the window, and without script too."""
    page = reader.open(java_script_enabled=False)
    call = page.locator("sup.r a").first
    call.focus()
    told = call.get_attribute("title")
    assert told and "2025" in told
    assert page.locator("sup.r a:focus").count() == 1


def test_a_tap_tells_the_source_before_it_leads_away(reader: Reader) -> None:
    """The first tap on a phone shows it, the second follows the link."""
    page = reader.open(390, 844, has_touch=True, is_mobile=True)
    call = page.locator(".finding p[lang|=zh] sup.r a").first
    call.tap()
    assert "#" not in page.url
    content = call.evaluate("element => getComputedStyle(element, '::after').content")
    assert "2025" in content
    call.tap()
    assert page.url.partition("#")[2].startswith("r-")


def test_a_chart_reads_out_the_day_under_the_pointer(reader: Reader) -> None:
    """The day and the value of each line, from the table behind the chart; nothing when the pointer has left."""
    page = reader.open()
    figure = page.locator("figure:has(> details.data)").filter(has=page.locator(".plot.wide svg[data-x]")).nth(1)
    plot = figure.locator(".plot.wide")
    plot.hover(position={"x": 300, "y": 60})
    told = plot.locator(".read-out")
    assert told.is_visible()
    day = told.inner_text().split()[0]
    assert figure.locator("details.data tbody th", has_text=day).count() == 1
    page.mouse.move(2, 400)
    assert not told.is_visible()


def test_each_section_and_reading_has_a_link(reader: Reader) -> None:
    """A heading's # and a number of the appendix name their own place."""
    page = reader.open()
    for link in page.locator("h2 a.here").all():
        target = link.get_attribute("href")
        assert target and page.locator(f"section{target}").count() == 1
    row = page.locator("tr#r-sofr_iorb")
    assert row.locator("td a").first.get_attribute("href") == "#r-sofr_iorb"


def test_the_bar_tells_the_section_being_read(reader: Reader) -> None:
    """One link of the bar is current for a screen reader, it is the section on the screen, and it is in sight."""
    page = reader.open()
    for name in ("repo", "appendix", "key-points"):
        page.evaluate(f"document.getElementById('{name}').scrollIntoView({{ behavior: 'instant' }})")
        page.wait_for_timeout(200)
        current = page.locator(".sections a[aria-current]")
        assert current.evaluate_all("all => all.map((one) => one.hash)") == [f"#{name}"]
        link, bar = current.bounding_box(), page.locator(".sections").bounding_box()
        assert link and bar and bar["x"] <= link["x"] and link["x"] + link["width"] <= bar["x"] + bar["width"] + 1


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_marks_the_section_being_read_without_script(reader: Reader, width: int) -> None:
    """Exactly one link is underlined at every place of the page: that of the section under the bar."""
    page = reader.open(width, java_script_enabled=False)
    for name in ("key-points", "dashboard", "repo", "outlook", "appendix"):
        page.evaluate(f"document.getElementById('{name}').scrollIntoView({{ behavior: 'instant' }})")
        page.wait_for_timeout(300)
        assert page.evaluate(UNDERLINED) == [f"#{name}"]
