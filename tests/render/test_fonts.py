"""The faces, their names and the glyph gate."""

import threading
from pathlib import Path

import pytest
import uharfbuzz

from tidegauge.errors import OutputError, RenderError
from tidegauge.model.words import Language
from tidegauge.render import cut, doctor, fonts
from tidegauge.settings import Home


def advances(path: Path, text: str) -> list[int]:
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {"tnum": True})
    return [one.x_advance for one in buffer.glyph_positions]


def test_every_common_character_has_a_glyph(traditional: fonts.FontSet) -> None:
    """
    Big5 level 1, the symbols of the levels and the signs of tables are all there.
    """
    assert not traditional.missing("".join(cut.big5_level_1()) + "○△◆■▲▼†…–−～「」『』“”2025-W46 \u00a0")


def test_a_character_without_a_glyph_stops_the_build_and_is_named(traditional: fonts.FontSet) -> None:
    """
    The message names the character, its code and the sentence.
    """
    with pytest.raises(RenderError, match=r"☃ \(U\+2603\).*準備金☃下降"):
        fonts.check_glyphs(traditional, ["準備金下降", "準備金☃下降"])


def test_a_rare_character_of_the_build_is_cut_too(cache: Path, home: Home, traditional: fonts.FontSet) -> None:
    """
    A Han character outside the common set is added rather than refused.
    """
    assert traditional.missing("龘")
    assert not fonts.prepare(cache, home, Language.ZH_HANT, extra="龘").missing("龘")


def test_neighbouring_full_width_marks_close_up(traditional: fonts.FontSet) -> None:
    """
    ）。 and ，「 take one and a half squares; ordinary text is not touched.
    """
    path = traditional.path("TSerif")
    assert [advances(path, pair) for pair in ("）。", "，「", "字。", "。字")] == [
        [500, 1000],
        [500, 1000],
        [1000, 1000],
        [1000, 1000],
    ]


def test_figures_are_tabular_and_lining(traditional: fonts.FontSet) -> None:
    """
    With tnum every digit is as wide as the next, in all Latin faces.
    """
    latin = [face for face in traditional.faces if face.family.startswith("Tg")]
    assert len(latin) == 5
    assert all(len(set(advances(face.path, "0123456789"))) == 1 for face in latin)


def test_traditional_and_simplified_take_different_faces(cache: Path, home: Home, traditional: fonts.FontSet) -> None:
    """
    TC centres the comma, SC sets it low: the files differ and so do the closing pairs.
    """
    simplified = fonts.prepare(cache, home, Language.ZH_HANS)
    assert advances(simplified.path("TSerif"), "。」") == [500, 1000]
    assert advances(traditional.path("TSerif"), "。」") == [1000, 1000]


def test_private_names_and_the_range_inside_chinese(traditional: fonts.FontSet) -> None:
    """
    Four families, two of them twice; quotation marks inside Chinese are left to the Chinese face.
    """
    css = traditional.css()
    assert {name for name in ("TgSerif;", "TgSans;", "TgSerifZ;", "TgSansZ;", "TSerif;", "TSans;") if name in css} == {
        "TgSerif;", "TgSans;", "TgSerifZ;", "TgSansZ;", "TSerif;", "TSans;",
    }  # fmt: skip
    assert css.count("unicode-range") == 5
    assert "U+201C" not in css


def test_fontconfig_sees_only_our_folders(traditional: fonts.FontSet) -> None:
    """
    The configuration lists two folders, both in our cache, and includes nothing.
    """
    text = traditional.config.read_text(encoding="utf-8")
    assert text.count("<dir>") == 2
    assert "include" not in text


def test_two_builds_at_once_share_one_cut(tmp_path: Path) -> None:
    """
    Whoever finishes first wins; the other throws its draft away.
    """
    barrier = threading.Barrier(2)

    def files() -> list[tuple[str, bytes]]:
        barrier.wait(timeout=5)
        return [("face", b"x")]

    threads = [threading.Thread(target=cut.make, args=(tmp_path / "faces", files)) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [path.name for path in tmp_path.iterdir()] == ["faces"]
    assert (tmp_path / "faces" / "face").read_bytes() == b"x"


def test_an_interrupted_cut_leaves_nothing(tmp_path: Path) -> None:
    """
    A build stopped half way does not count as done.
    """

    def files() -> list[tuple[str, bytes]]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut.make(tmp_path / "faces", files)
    assert not list(tmp_path.iterdir())


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """
    The error says which folder, and which variable moves it.
    """
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="TIDEGAUGE_CACHE"):
        cut.make(tmp_path / "file" / "faces", list)


def test_a_missing_font_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without Noto CJK the message holds the exact apt command.
    """
    monkeypatch.setattr(cut, "_ask_fontconfig", lambda family, weight: None)
    with pytest.raises(RenderError, match="sudo apt-get install fonts-noto-cjk"):
        cut.chinese("Serif", "Regular", "TC", folders=())


def test_a_missing_latin_package_names_the_command() -> None:
    """
    Without the package the message says what to install.
    """
    with pytest.raises(RenderError, match="pip install font-source-serif-pro"):
        cut.latin("font_source_serif_pro", "SourceSerifPro-Nothing")


def test_the_doctor_finds_everything_here(cache: Path, home: Home) -> None:
    """
    Pango, the subset library and the fonts are there on a machine that passes the tests.
    """
    checks = (doctor.check_pango(), doctor.check_harfbuzz_subset(), doctor.check_fonts(cache, home))
    assert all(check.ok for check in checks), [check.remedy for check in checks]
