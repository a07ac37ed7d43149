"""Each rule of the page finds what breaks it, on pages made to break it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.render import rules
from tests.render.measure import sheet
from tests.render.rules import Measured

from tidegauge.charts.drawing import Clash
from tidegauge.render import pdf
from tidegauge.render.fonts import FontSet

PAGE = (
    '<html lang="en"><meta charset="utf-8"><title>x</title><style>{css} @page {{ size: 100mm 100mm; margin: 10mm }} '
    "body, p, table, h2 {{ margin: 0; font: 10pt/14pt TgSerif, TSerif }} td {{ padding: 0 }}</style>"
    "<body>{body}</body></html>"
)
ROWS = "".join(f"<tr><td>row {number}</td></tr>" for number in range(40))
PLAIN = "<div class='finding'><p>A finding.</p></div>" * 3 + "<figure class='chart strip'><p>A chart.</p></figure>"
CELL = "<td style='white-space: nowrap'>a cell whose text is a good deal too long</td>"
BROKEN = (
    (rules.no_page_but_the_last_is_under_a_third_full, "<p>short</p><p style='break-before: page'>next</p>"),
    (rules.no_heading_is_left_at_the_foot_of_a_page, "<p>text</p><h2>Head</h2><p style='break-before: page'>text</p>"),
    (rules.nothing_leaves_its_cell_or_column, f"<table style='table-layout:fixed;width:30mm'><tr>{CELL}</tr></table>"),
    (rules.nothing_leaves_the_text_block, f"<p style='white-space: nowrap'>{'too long a line ' * 8}</p>"),
    (rules.no_lines_run_into_each_other, "<p>one line</p><p style='margin-top: -12pt'>another line</p>"),
    (rules.no_line_begins_with_a_closing_mark, "<p lang='zh-Hant' style='font-family: TSerif'>前文<br>，後文</p>"),
    (rules.no_line_ends_with_an_opening_mark, "<p lang='zh-Hant' style='font-family: TSerif'>前文「<br>後文</p>"),
    (rules.a_table_that_goes_on_repeats_its_head, f"<table>{ROWS}</table>"),
    (rules.page_one_holds_headline_findings_strip_and_all_phenomena, "<div class='finding'><p>one finding</p></div>"),
    (rules.no_row_pair_or_figure_is_split, f"<div class='pair'>{'<p>one of many lines</p>' * 40}</div>"),
)  # fmt: skip


def whole() -> Measured:
    """What breaks no rule that looks at more than boxes."""
    return Measured((), (1.0,), (("dashboard", 2), ("composite", 2)), 0, 1, 15, ())


@pytest.mark.parametrize(("rule", "body"), BROKEN, ids=[rule.__name__ for rule, _ in BROKEN])
def test_a_page_that_breaks_a_rule_is_found(
    traditional: FontSet, rule: Callable[[Measured], object], body: str
) -> None:
    """Laid out by the same program and measured in the same way; a plain page breaks none."""
    for told, wrong in ((body, True), (PLAIN, False)):
        paper = pdf.write(PAGE.format(css=traditional.css(), body=told), traditional, date(2025, 11, 14), {})
        week = replace(whole(), sheets=tuple(map(sheet, paper.boxes)), fill=paper.fill)
        assert bool(list(rule(week))) is wrong


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (rules.an_issue_has_a_reasonable_number_of_pages, {"sheets": ()}),
        (rules.dashboard_and_index_share_page_two, {"starts": (("dashboard", 3), ("composite", 3))}),
        (rules.dashboard_and_index_share_page_two, {"starts": (("dashboard", 2), ("composite", 3))}),
        (rules.a_pdf_leaves_room_for_what_is_attached, {"size": 1_800_000}),
        (rules.no_labels_of_a_chart_overlap, {"clashes": (Clash("one", "two"),)}),
        (rules.no_labels_of_a_chart_overlap, {"charts": 2}),
    ],
)
def test_an_issue_that_breaks_a_rule_is_found(rule: Callable[[Measured], object], change: dict[str, object]) -> None:
    """What is counted rather than seen on a page."""
    assert list(rule(replace(whole(), **change)))
