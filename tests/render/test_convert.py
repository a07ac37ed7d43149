"""Simplified Chinese from the Traditional page."""

import pytest

from tidegauge.render.convert import Simplifier, differences
from tidegauge.settings import Home


@pytest.fixture(scope="module")
def simplifier(home: Home) -> Simplifier:
    return Simplifier(home)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("財政部一般帳戶（TGA）", "财政部一般账户（TGA）"),
        ("對沖基金的國債頭寸", "对冲基金的国债头寸"),
        ("官員稱「準備金『充足』」", "官员称“准备金‘充足’”"),
        ("2.86 萬億美元", "2.86万亿美元"),
        ("2025 年 11 月 14 日報 8.5 個基點", "2025年11月14日报 8.5个基点"),
        ("8 月 6 日至 11 月 5 日", "8月6日至11月5日"),
        ("2025 年第三季度", "2025年三季度"),
        ("近 20 個交易日，10 年期國債", "近 20 个交易日，10 年期国债"),
        ("流動性週報", "流动性周报"),
    ],
)
def test_terms_and_quotation_marks(simplifier: Simplifier, traditional: str, simplified: str) -> None:
    """
    Characters by OpenCC, words by the glossary, quotation marks as the mainland sets them.
    """
    assert simplifier.text(traditional) == simplified


def test_markup_is_left_alone(simplifier: Simplifier) -> None:
    """
    Tags, addresses and style sheets stay; what is read aloud is converted.
    """
    page = '<style>p::after{content:"國"}</style><p lang="zh-Hant" id="國" title="帳戶">國<b>債</b></p>'
    assert (
        simplifier.page(page)
        == '<style>p::after{content:"國"}</style><p lang="zh-Hant" id="國" title="账户">国<b>债</b></p>'
    )


def test_a_figure_is_closed_up_and_not_broken(simplifier: Simplifier) -> None:
    """
    In text a joiner keeps the figure on its line, in a chart's label there is nothing; ranges close up across tags.
    """
    label = "<svg><text>2.86\u00a0萬億</text></svg>"
    page = f"<p><time>8\u00a0月\u00a06\u00a0日</time>至 <time>9\u00a0日</time>，2.86\u00a0萬億</p>{label}"
    text, drawn = simplifier.page(page).split("<svg>")
    assert text == "<p><time>8\u2060月\u20606\u2060日</time>至\u2060<time>9\u2060日</time>，2.86\u2060万亿</p>"
    assert drawn == "<text>2.86万亿</text></svg>"
    marked = simplifier.page('<p><span class="w">11</span> 月 <span class="w">14</span> 日，近 <b>20</b> 天</p>')
    assert marked == '<p><span class="w">11</span>\u2060月\u2060<span class="w">14</span>\u2060日，近 <b>20</b> 天</p>'


def test_no_traditional_form_is_left(simplifier: Simplifier, home: Home) -> None:
    """
    Every glossary term of one length comes out as the glossary says.
    """
    import csv

    for row in csv.DictReader(home.read("reports/glossary.csv").splitlines()):
        assert simplifier.text(row["zh_hant"]) == row["zh_hans"], row["en"]


def test_differences_are_words_of_two_characters() -> None:
    """
    帐户 against 账户 is learnt wherever it stands in a term.
    """
    assert differences("一般帐户余额", "一般账户余额") == {"帐户": "账户"}
    assert differences("帐", "账户") == {}
