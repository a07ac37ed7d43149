"""A page by hand, with the wording of look/*.png: the layout can be looked at without data."""

import math

from markupsafe import Markup

from tidegauge.charts import small
from tidegauge.model.judgement import Level
from tidegauge.render.view import (
    BlockView,
    BoxView,
    CellView,
    ChartView,
    DayView,
    FindingView,
    GroupView,
    LevelView,
    MoveView,
    PageView,
    PhenomenonView,
    RowView,
    SectionView,
    TableView,
    Texts,
)

ZH, EN = "zh-Hant", "en"
LEVEL_WORDS = {Level.CALM: ("平穩", "Calm"), Level.WATCH: ("留意", "Watch"), Level.STRAINED: ("緊張", "Strained"), Level.ACUTE: ("急迫", "Acute")}  # fmt: skip


def n(text: str, mark: int = 0, reading: str = "sofr") -> str:
    sup = f'<sup class="r" data-r="{reading}"><a href="#r-{mark}">{mark}</a></sup>' if mark else ""
    return f'<span class="n" data-r="{reading}">{text}</span>{sup}'


class Specimen:
    """The page in the languages of one edition."""

    def __init__(self, edition: str, medium: str = "print", sample: bool = False) -> None:
        self.languages = (ZH, EN) if edition == "bilingual" else (edition,)
        self.edition, self.medium, self.sample = edition, medium, sample

    def t(self, zh: str, en: str) -> Texts:
        both = ((ZH, Markup(zh)), (EN, Markup(en)))
        return tuple(one for one in both if one[0] in self.languages)

    def level(self, level: Level) -> LevelView:
        svg = small.level_symbol(level).replace(">", f"><title>{LEVEL_WORDS[level][1]}</title>", 1)
        return LevelView(level.name.lower(), Markup(svg), self.t(*LEVEL_WORDS[level]))

    def chart(self, id: str, size: str, label: Texts, title: Texts, subtitle: Texts, note: Texts) -> ChartView:
        one = len(self.languages) == 1
        width, height = {"strip": (178, 28), "full": (178, 55), "beside": (112, 52)}[size]
        width = 131 if one else width
        wave = "L".join(f"{x} {height / 2 + math.sin(x / 5) * height / 4:.1f}" for x in range(width))
        text = (
            '<text x="2" y="5" style="font-family:TgSansZ, TSans;font-size:2.82px;fill:#4B5863">季末 quarter-end</text>'
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}mm" height="{height}mm">'
            f'<title>{id}</title><path d="M{wave}" style="fill:none;stroke:#00587A;stroke-width:0.5"/>{text}</svg>'
        )
        narrow = tuple((lang, Markup(svg)) for lang in self.languages)
        return ChartView(id, size, label, title, subtitle, note, Markup(svg), narrow, self.t("圖。", "Chart."))

    def row(self, zh: str, en: str, value: str, unit: str, day: str, week: str = "", month: str = "", percentile: int | None = None, level: Level | None = None, turn: str = "", status: str = "fresh", reason: Texts = ()) -> RowView:  # fmt: skip
        decimals = len(value.partition(".")[2])
        pad = {0: ".00", 1: "0", 2: ""}[decimals]
        printed = f'<span class="n pad" data-r="x" data-pad="{pad}">{value}</span>' if value != "…" else "…"
        strip = small.percentile_strip(percentile, level).replace(">", "><title>p</title>", 1) if percentile else ""
        spark = small.sparkline([math.sin(i / 7) + i / 60 for i in range(90)]).replace(">", "><title>s</title>", 1)
        fill = level.name.lower() if level else ""
        fill = ("low" if percentile and percentile < 25 else "") if fill in ("", "calm") else fill
        date = f'<time datetime="2025-{day}">{day}</time>' + (
            '<span class="dagger">†</span>' if status == "late" else ""
        )
        number = n(str(percentile)) if percentile else ""
        return RowView("x", self.t(zh, en), status, Markup(printed), Markup(n(value)), ((EN, Markup(unit)),), Markup(date), Markup(n(week)), Markup(n(month)), Markup(number), fill, Markup(strip), Markup(spark), self.level(level) if level is not None else None, turn, reason)  # fmt: skip

    def dashboard(self) -> tuple[GroupView, ...]:
        c, w, s, a = Level.CALM, Level.WATCH, Level.STRAINED, Level.ACUTE
        r, t = self.row, self.t
        funding = (
            r("SOFR", "SOFR", "4.00", "%", "11-13", "+0.08", "−0.30", 62),
            r("SOFR 減 IORB", "SOFR minus IORB", "10", "bp", "11-13", "+8", "−5", 97, s, "▲"),
            r("SOFR 核心利差", "SOFR core spread", "8.5", "bp", "11-13", "+0.5", "+9.5", 99, s),
            r("TGCR 減 IORB", "TGCR minus IORB", "7", "bp", "11-13", "+8", "−3", 97, s, "▲"),
            r("第 99 百分位減 IORB", "99th pct minus IORB", "20", "bp", "11-13", "+9", "−6", 94, w, "▲"),
            r("第 99 減第 1 百分位", "99th minus 1st", "20", "bp", "11-13", "+5", "−6", 80, w, "▲"),
            r("EFFR 減 IORB", "EFFR minus IORB", "−2", "bp", "11-13", "+1", "+2", 73, c),
            r("SOFR 成交量", "SOFR volume", "3,197", "$bn", "11-13", "+41", "+152", 99),
        )
        reserves = (
            r("準備金", "Reserves", "2,855.0", "$bn", "11-12", "−7.5", "−164.0", 32, c),
            r("準備金占 GDP", "Reserves to GDP", "9.4", "%", "11-12", "0.0", "−0.5", 21, w),
            r("美聯儲總資產", "Fed total assets", "6,580.5", "$bn", "11-12", "+7.7", "−16.0", 30),
            r("財政部一般帳戶", "Treasury account", "961.9", "$bn", "11-13", "+8.4", "+62.2", 87, w),
            r("隔夜逆回購餘額", "ON RRP take-up", "1.6", "$bn", "11-14", "−3.3", "−2.5", 20, w, "▲"),
            r("SRF 20 日最高用量", "SRF 20-day high", "50.4", "$bn", "11-14", "0.0", "+42.0", 99, a),
            r("貼現窗口", "Discount window", "5.8", "$bn", "11-12", "−1.3", "−0.2", 85, c),
        )
        offshore = (
            r("商業票據減國庫券", "CP minus 3m bill", "−14", "bp", "11-13", "−6", "−3", 10, c),
            r("HIBOR 減 SOFR 均值", "HIBOR minus SOFR avg", "−67", "bp", "11-14", "+7", "−8", 22, c),
            r("廣義美元指數", "Broad dollar index", "120.8", "index", "11-13", "−0.9", "+0.1", 68, c, "▼"),
            r("央行互換額度", "Swap lines", "0.0", "$bn", "11-12", "−0.1", "0.0", 5, c),
            r("歐元基差掉期", "EUR basis swap", "…", "bp", "", status="missing", reason=t("無公開來源", "no public source")),
        )  # fmt: skip
        credit = (
            r("高收益債利差", "High-yield spread", "3.09", "%", "11-13", "−0.04", "+0.05", 13, c),
            r("信用卡拖欠率", "Card delinquency", "3.04", "%", "2025Q2", ".", ".", 78, w),
            r("失業率", "Unemployment rate", "4.3", "%", "2025-08", ".", ".", status="late"),
        )
        risk = (
            r("OFR 金融壓力指數", "OFR stress index", "−2.34", "index", "11-12", "−0.24", "−0.48", 32, c),
            r("VIX", "VIX", "20.0", "index", "11-13", "+0.5", "−5.3", 63, c),
            r("比特幣距高點", "Bitcoin from high", "−24.3", "%", "11-14", "−7.2", "−9.7", 69, c),
            r("比特幣一週變動", "Bitcoin, 1 week", "−8.7", "%", "11-14", "−3.0", "−2.7", 11, w, "▲"),
            r("比特幣與納指相關", "BTC–NDX correlation", "0.61", "corr.", "11-14", "−0.01", "+0.05", 96),
            r("WTI 近月價差", "WTI front spread", "0.36", "$/bbl", "09-16", "…", "…", status="late"),
        )
        return (
            GroupView(t("擔保融資", "Secured funding"), funding),
            GroupView(t("準備金與聯儲工具", "Reserves and Fed facilities"), reserves),
            GroupView(t("離岸美元", "Offshore dollar"), offshore),
            GroupView(t("信用", "Credit"), credit),
            GroupView(t("風險資產與商品", "Risk assets and commodities"), risk),
        )

    def findings(self) -> tuple[FindingView, ...]:
        t = self.t
        return (
            FindingView(
                Markup('<span class="n" data-r="sofr_iorb">+10 <span class="unit">bp</span></span>'),
                t("SOFR 減 IORB", "SOFR minus IORB"),
                t(
                    f"SOFR 已連續 {n('20')} 個交易日高於準備金餘額利率（IORB），<time datetime='2025-11-13'>11 月 13 日</time>報 {n('4.00%', 1)}，高出 {n('10 個基點', 2)}。剔除月末與國債交割日，中位數仍有 {n('8.5 個基點', 14)}：這不只是日曆效應。",
                    f"SOFR has been above the interest rate on reserve balances (IORB) on each of the last {n('20')} business days. On <time datetime='2025-11-13'>13 November</time> it was {n('4.00%', 1)}, {n('10 bp', 2)} above. Calendar dates aside the median is still {n('8.5 bp', 14)}: more than a calendar effect.",
                ),
            ),
            FindingView(
                Markup('<span class="n" data-r="reserves_to_gdp">9.4<span class="unit">%</span></span>'),
                t("準備金占 GDP", "Reserves to GDP"),
                t(
                    f"準備金降至 {n('2.86 萬億美元', 16)}，相當於國內生產總值的 {n('9.4%', 19)}，比 <time datetime='2021-12'>2021 年 12 月</time>的峰值少 {n('1.42 萬億美元', 18)}。十三週內減少的 {n('4,650 億美元')}，大多流入了財政部一般帳戶（TGA）。",
                    f"Reserves fell to {n('$2.86 trillion', 16)}, {n('9.4%', 19)} of GDP and {n('$1.42 trillion', 18)} below their <time datetime='2021-12'>December 2021</time> peak. Most of the {n('$465 billion')} lost in <span class='w'>13</span> weeks went into the Treasury General Account (TGA).",
                ),
            ),
            FindingView(
                Markup('<span class="n" data-r="ofr_fsi">−2.34</span>'),
                t("OFR 金融壓力指數", "OFR stress index"),
                t(
                    f"廣義壓力並未擴散。OFR 金融壓力指數為 {n('−2.34', 39)}，高收益債利差為 {n('3.09%', 34)}，均低於長期均值。融資偏緊，信用市場並未跟進。",
                    f"Broad stress has not followed. The OFR Financial Stress Index stands at {n('−2.34', 39)} and the high-yield spread at {n('3.09%', 34)}, both below their long-run averages. Funding is tight; credit is not.",
                ),
            ),
        )

    def phenomena(self) -> tuple[PhenomenonView, ...]:
        texts = (
            (Level.ACUTE, "常備回購便利（SRF）10 月 31 日用量達 503.5 億美元，為 2022 年有逐日記錄以來最高；11 月 14 日只剩 0.2 億美元。", "The Standing Repo Facility (SRF) lent $50.35 billion on 31 October, the most in daily records since 2022, and $0.02 billion on 14 November."),
            (Level.STRAINED, "剔除日曆因素，SOFR 減 IORB 的 20 日中位數為 8.5 個基點，2019 年 10 月以來最高。", "Calendar dates aside, the 20-day median of SOFR minus IORB is 8.5 bp, the highest since October 2019."),
            (Level.STRAINED, "三方一般抵押品利率（TGCR）也高於 IORB 7 個基點，一週前還低 1 個基點。", "The Tri-Party General Collateral Rate (TGCR) is 7 bp above IORB, from 1 bp below a week ago."),
            (Level.WATCH, "財政部一般帳戶餘額為 9,619 億美元；今秋以前，上一次高於此數是 2024 年 4 月。", "The Treasury General Account holds $961.9 billion; before this autumn it was last higher in April 2024."),
            (Level.WATCH, "隔夜逆回購工具（ON RRP）餘額降至 15.6 億美元，2021 年 3 月以來最低。", "The Overnight Reverse Repo Facility (ON RRP) is down to $1.6 billion, the lowest since March 2021."),
            (Level.WATCH, "比特幣一週下跌 8.7%，較 10 月 6 日的收盤紀錄低 24.3%，為 4 月以來最深。", "Bitcoin lost 8.7% in a week and is 24.3% below its record close of 6 October, the deepest drawdown since April."),
        )  # fmt: skip
        return tuple(
            PhenomenonView(Markup(f'<span class="w">{number}</span>'), self.level(level), self.t(zh, en))
            for number, (level, zh, en) in enumerate(texts, start=1)
        )

    def repo(self, id: str = "repo") -> SectionView:
        t = self.t
        text = BlockView("text", t(f"第 99 百分位數為 {n('4.10%')}，高於 IORB {n('20 個基點', 6)}；第 99 與第 1 百分位數之差為 {n('20 個基點', 8)}，兩側對稱。換言之，整個分布上移，而不是少數借款人被拒之門外。成交量為 {n('3.20 萬億美元', 11)}，2018 年以來第四高。", f"The 99th percentile was {n('4.10%')}, {n('20 bp', 6)} above IORB; the gap between the 99th and the 1st was {n('20 bp', 8)}, and symmetric. The whole distribution has moved up, rather than a few borrowers being turned away. Volume was {n('$3.20 trillion', 11)}, the fourth highest since 2018."))  # fmt: skip
        chart = self.chart(f"{id}_corridor", "full", t("圖 1", "Chart 1"), t("SOFR 升至走廊上沿：4.00%，與 SRF 利率持平", "SOFR is at the top of the corridor: 4.00%, the SRF rate"), t("美國隔夜利率，%，2025 年 5 月 15 日至 11 月 13 日", "US overnight rates, percent, 15 May to 13 November 2025"), t("資料來源：紐約聯儲；美聯儲理事會。末值 2025-11-13，擷取 11-14。藍底為政策走廊，米底為本輪壓力時段。", "Source: New York Fed; Fed Board. Last 2025-11-13, retrieved 11-14. Blue band: policy corridor; sand: current episode."))  # fmt: skip
        fan = self.chart(f"{id}_fan", "beside", t("圖 2", "Chart 2"), t('<span class="nw">分布整體上移，</span><span class="nw">兩側對稱</span>', "The whole distribution has moved up, 10 bp either side"), t("SOFR 各百分位數減 IORB，基點，近 26 週", "SOFR percentiles minus IORB, basis points, 26 weeks"), t("資料來源：紐約聯儲。末值 2025-11-13。", "Source: New York Fed. Last 2025-11-13."))  # fmt: skip
        box = BoxView(t("SOFR", "SOFR")[:1], t("以美國國債為抵押的隔夜回購交易，按成交量加權的中位數；不是平均值。每日成交約 3 萬億美元。", "The volume-weighted median of overnight repo trades against Treasuries; not an average. About $3 trillion trades a day."))  # fmt: skip
        blocks = (BlockView("chart", chart=chart), text, text, BlockView("chart_and_definition", chart=fan, box=box), text)  # fmt: skip
        return SectionView(id, t("回購與擔保融資", "Repo and secured funding"), t("一、", "1."), t('<span class="nw">SOFR 高於 IORB 已成常態，</span><span class="nw">但尾部並未發散</span>', "SOFR above IORB has become the norm, but the tail has not come loose"), blocks)  # fmt: skip

    def appendix(self) -> SectionView:
        t = self.t
        heads = (CellView((), "number"), *(CellView(t(zh, en)) for zh, en in (("讀數", "Reading"),)), CellView(t("數值", "Value"), "number"), CellView(t("單位", "Unit")), CellView(t("發布者", "Publisher")), CellView(t("期間", "Period"), "number"), CellView(t("狀態", "Status")))  # fmt: skip
        rows = tuple(
            (f"r-{number}", (CellView(((EN, Markup(n(str(number)))),), "number quiet"), CellView(t("準備金餘額", "Reserve balances")), CellView(((EN, Markup(f'<span class="n pad" data-r="x" data-pad="00">{number * 7}.125</span>')),), "number strong"), CellView(((EN, Markup("$bn")),)), CellView(t("美聯儲理事會", "Fed Board")), CellView(((EN, Markup("<time>2025-11-12</time>")),), "number"), CellView(t("如期", "fresh"))))
            for number in range(1, 54)
        )  # fmt: skip
        table = TableView("appendix", heads, rows)
        return SectionView("appendix", t("附錄", "Appendix"), t("五、", "5."), t("附錄：本期全部讀數", "Appendix: every reading in this issue"), (BlockView("table", table=table),))  # fmt: skip

    def words(self) -> dict[str, Texts]:
        texts = {
            "phenomena": ("六個現象，按強弱排序", "Six phenomena, strongest first"), "glance": ("本期讀數", "Readings at a glance"), "levels": ("級別", "Levels"), "levels_note": ("按 2018 年以來的百分位，並須越過絕對門檻。", "Percentile since 2018, and past an absolute gate."), "calendar": ("四週日程", "Next four weeks"), "zone": ("紐約時間", "NY time"), "contents": ("目錄", "Contents"), "reading": ("讀數", "Reading"), "latest": ("最新", "Latest"), "unit": ("單位", "Unit"), "date": ("日期", "Date"), "one_week": ("一週", "1 wk"), "four_weeks": ("四週", "4 wk"), "percentile": ("百分位", "Percentile"), "weeks_26": ("近 26 週", "26 weeks"), "level": ("級別", "Level"), "dashboard_note": ("百分位自 2018 年起計；按壓力方向，75 以上留意，90 以上緊張，97.5 以上急迫，並須越過絕對門檻。▲▼ 較上期升降級；† 延遲；… 無數據；. 不適用；– 不評級。$bn 為十億美元。", "Percentiles since 2018; in the direction of stress 75 is watch, 90 strained, 97.5 acute, and past an absolute gate. ▲▼ level changed since last issue; † late; … not available; . not applicable; – not rated."), "up": ("較上期升級", "Up since last issue"), "down": ("降級", "Down"), "no_moves": ("無升降級。", "No level changed."), "definition": ("定義", "Definition"), "foot": ("上標數字為附錄中的讀數編號。非投資建議。", "Superscripts: reading numbers in the appendix. Not investment advice."), "sample": ("示例數據", "SAMPLE DATA"), "advice": ("非投資建議。", "Not investment advice."), "data_table": ("數據表", "Data table"), "part": ("類別", "Block"), "contribution": ("貢獻", "Contribution"), "change": ("較上期", "Chg"), "theme": ("明／暗", "Light / dark"), "skip": ("跳到正文", "Skip to the text"), "here": ("本節連結", "Link to this section"), "scrolls": ("表格", "Table"), "next": ("接下來", "Next"), "expected": ("預計", "expected"),
        }  # fmt: skip
        return {key: self.t(*pair) for key, pair in texts.items()}

    def page(self) -> PageView:
        t = self.t
        rows = self.dashboard()
        calendar = (("11-17", "國債交割日", "Treasury settlement"), ("11-19", "FOMC 紀要，14:00", "Minutes, 14:00"), ("11-20", "H.4.1，16:30", "H.4.1, 16:30"), ("11-28", "月末", "Month-end"), ("12-10", "FOMC 決議，14:00", "FOMC, 14:00"))  # fmt: skip
        moves = tuple(MoveView("x", self.level(Level.CALM), self.level(level), t(zh, en)) for level, zh, en in ((Level.STRAINED, "SOFR 減 IORB", "SOFR minus IORB"), (Level.STRAINED, "TGCR 減 IORB", "TGCR minus IORB"), (Level.WATCH, "第 99 百分位減 IORB", "99th pct minus IORB"), (Level.WATCH, "隔夜逆回購餘額", "ON RRP take-up"), (Level.WATCH, "比特幣一週變動", "Bitcoin, 1 week")))  # fmt: skip
        names = {ZH: Markup("流動性週報"), EN: Markup("Liquidity Weekly")}
        other = tuple((lang, name) for lang, name in names.items() if lang not in self.languages)
        return PageView(
            edition=self.edition,
            medium=self.medium,
            languages=self.languages,
            issue="2025-W46",
            day="2025-11-14",
            sample=self.sample,
            document_title="流動性週報 Liquidity Weekly 2025-W46",
            author="Tidegauge",
            description="",
            keywords=("SOFR",),
            generator="Tidegauge",
            names=tuple((lang, names[lang]) for lang in self.languages),
            other=other,
            dateline=t("2025 年第 46 期　11 月 14 日，星期五　數據截至紐約時間 20:30", "2025-W46 · Friday 14 November 2025 · As of 20:30 New York"),
            right=t("繁體中文版", "English edition") if other else (),
            headline=t('<span class="nw">從擔保利率越界到比特幣回落：</span><span class="nw">壓力在管道，不在全局</span>', "From secured rates above their floor to bitcoin’s fall:<br>the strain is in the pipes, not yet beyond them"),
            running="　".join(names[lang] for lang in self.languages) + ("　示例數據 / SAMPLE DATA" if self.sample else ""),
            key_points_name=t("要點", "Key points"),
            dashboard_name=t("讀數總覽", "Dashboard"),
            findings=self.findings(),
            strip=self.chart("strip", "strip", (), t("浮出水面：SOFR 減 IORB 為 10 個基點", "Above the line: SOFR minus IORB is 10 bp"), t("基點，日值，2018 年 4 月起；2021 年 7 月前為減 IOER", "Basis points, daily; before July 2021 minus IOER"), t("資料來源：紐約聯儲；美聯儲理事會。末值 2025-11-13，擷取 11-14。", "Source: New York Fed; Fed Board. Last 2025-11-13, retrieved 11-14.")),
            phenomena=self.phenomena(),
            ahead=t("未來四週關注 11 月 28 日月末、12 月 1 日美聯儲停止縮表、12 月 10 日 FOMC 決議。榜首的「SRF 20 日最高用量」回落到 110.8 億美元以下，才不再屬於「急迫」。", "Ahead: month-end on 28 November, the end of the Fed’s balance-sheet runoff on 1 December and the FOMC decision on 10 December. “SRF 20-day high”, at the head of the list, stays acute down to $11.08 billion."),
            dashboard_title=t("讀數總覽：一項急迫，三項緊張", "Dashboard: one acute, three strained"),
            dashboard=rows,
            moves_up=moves,
            judged=True,
            moves_down=(MoveView("x", self.level(Level.WATCH), self.level(Level.CALM), t("廣義美元指數", "Broad dollar index")),),
            composite=None,
            sections=(self.repo(), self.repo("causes"), self.appendix()),
            levels=tuple((self.level(level), Markup(bound)) for level, bound in zip(Level, ("&lt;75", "≥75", "≥90", "≥97.5"), strict=True)),
            calendar=tuple(DayView(Markup(f'<time datetime="2025-{day}">{day}</time>'), t(zh, en), False) for day, zh, en in calendar),
            glance=tuple(rows[0].rows[i] for i in (1, 2)) + tuple(rows[1].rows[i] for i in (0, 3, 4, 5)) + (rows[3].rows[0], rows[4].rows[1], rows[4].rows[2]),
            words=self.words(),
            tips={},
        )  # fmt: skip
