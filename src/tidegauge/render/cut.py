"""
Small static faces cut out of the installed fonts: once per machine, into the cache.

A whole Noto collection costs WeasyPrint three times the memory and twice the file; a cut of five to seven thousand
characters takes a fifth of a second a face. Noto has no `chws` feature, so the cut adds one: neighbouring full-width
marks such as ）。 and ，「 close up.
"""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTCollection, TTFont

from tidegauge.errors import OutputError, RenderError

Progress = Callable[[str], None]

REGIONS = {"TC": "zh-Hant", "SC": "zh-Hans"}
"""Faces of Noto CJK we use, and the language each sets."""

FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/google-noto-serif-cjk-fonts",
    "/usr/share/fonts/noto-cjk",
    "/opt/homebrew/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)
"""Where Debian, Fedora, Arch, Homebrew and people put Noto CJK."""

REMEDY = (
    "Install it: `sudo apt-get install fonts-noto-cjk` (Debian, Ubuntu), `sudo dnf install google-noto-sans-cjk-fonts "
    "google-noto-serif-cjk-fonts` (Fedora) or `brew install --cask font-noto-sans-cjk font-noto-serif-cjk` (macOS)."
)

PUNCTUATION = (
    range(0x3000, 0x3030),
    range(0xFF00, 0xFFF0),
    range(0x20, 0x7F),
    range(0x2010, 0x2040),
    range(0x25A0, 0x25D0),
)
SYMBOLS = "·×±°√–—‘’“”†‡…‰※←↑→↓−≈≠≤≥①②③④⑤⑥⑦⑧⑨⑩"
KEPT_FEATURES = ("kern", "halt", "locl", "liga", "ccmp", "lnum", "tnum", "mark")

OPENERS = "（「『《〈【〔“‘"
CLOSERS = "）」』》〉】〕”’"
MARKS = {"TC": "，。、；：？！", "SC": "？！"}
"""Centred in their square: only the mark before an opener can give."""
LOW_MARKS = {"TC": "", "SC": "，。、；："}
"""In the lower left of their square: they give like a closing bracket."""


@dataclass(frozen=True, slots=True)
class Source:
    """A face as installed: a file, and its place in it when that is a collection."""

    path: Path
    index: int

    def digest(self) -> str:
        """
        Hash of what the file holds: its table directory names a checksum of every table.

        Raises:
            RenderError: the file cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                head = file.read(65536)
            return hashlib.sha256(head + f"{self.path.stat().st_size} {self.index}".encode()).hexdigest()
        except OSError as error:
            raise RenderError(f"The font {self.path} cannot be read ({error.strerror}). {REMEDY}") from error


def latin(package: str, name: str) -> Source:
    """
    A face of one of the two Latin packages from PyPI.

    Raises:
        RenderError: the package or the face is not there.
    """
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        path = Path(place) / "files" / f"{name}.ttf"
        if path.is_file():
            return Source(path, 0)
    raise RenderError(f"The font {name} is missing. `pip install {package.replace('_', '-')}` brings it.")


def chinese(style: str, weight: str, region: str, folders: Iterable[str] = FOLDERS) -> Source:
    """
    A face of Noto CJK: style Serif or Sans, weight Regular or Bold, region TC or SC.

    Raises:
        RenderError: it is not installed; the message says how to.
    """
    family = f"Noto {style} CJK {region}"
    for folder in folders:
        path = Path(folder).expanduser() / f"Noto{style}CJK-{weight}.ttc"
        if path.is_file():
            return Source(path, _index(path, family))
    found = _ask_fontconfig(family, weight)
    if found is None:
        raise RenderError(f"The font {family} {weight} is not installed. {REMEDY}")
    return found


def cut(source: Source, characters: Iterable[str], region: str | None = None) -> bytes:
    """The face with only these characters; a Chinese one gets the pairs of full-width marks that close up."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source.path)), source.index)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(ord(character) for character in characters)
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in KEPT_FEATURES)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    data: bytes = uharfbuzz.subset(face, wanted).blob.data
    return _close_pairs(data, region) if region else data


def coverage(data: bytes) -> frozenset[int]:
    """Code points that have a glyph."""
    return frozenset(uharfbuzz.Face(data).unicodes)


def big5_level_1() -> set[str]:
    """The 5,401 common characters of Traditional Chinese."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    return _decoded(((high, low) for high in range(0xA4, 0xC7) for low in trails), "big5")


def gb2312() -> set[str]:
    """The 6,763 characters of Simplified Chinese in daily use."""
    return _decoded(((high, low) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)), "gb2312")


def always() -> set[str]:
    """Marks, letters and symbols that every Chinese face gets."""
    return {chr(code) for block in PUNCTUATION for code in block} | set(SYMBOLS)


def make(folder: Path, files: Callable[[], Iterable[tuple[str, bytes]]]) -> None:
    """
    Fill `folder` at one stroke: an interrupted run leaves nothing, of two at once the first wins.

    Raises:
        OutputError: the cache cannot be written.
    """
    if folder.is_dir():
        return
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".cutting-", dir=folder.parent))
        try:
            for name, data in files():
                (draft / name).write_bytes(data)
            _rename(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"The fonts cannot be kept in {folder.parent} ({error.strerror}). Make room or set TIDEGAUGE_CACHE to a "
            "folder that can be written."
        ) from error


def _rename(draft: Path, folder: Path) -> None:
    try:
        draft.chmod(0o755)
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _decoded(pairs: Iterable[tuple[int, int]], encoding: str) -> set[str]:
    texts = (bytes(pair).decode(encoding, "ignore") for pair in pairs)
    return {text for text in texts if len(text) == 1 and text > "\u2e7f"}


def _index(path: Path, family: str) -> int:
    with TTCollection(path, lazy=True) as collection:
        names = [font["name"].getDebugName(1) for font in collection.fonts]
    if family not in names:
        raise RenderError(f"{path} holds no {family}. {REMEDY}")
    return names.index(family)


def _ask_fontconfig(family: str, weight: str) -> Source | None:
    asked = ["fc-list", f"{family}:style={weight}", "file", "index"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    for line in sorted(answer.splitlines()):
        path, _, rest = line.partition(": :index=")
        if rest.isdigit() and Path(path).is_file():
            return Source(Path(path), int(rest) & 0xFFFF)
    return None


def _close_pairs(data: bytes, region: str) -> bytes:
    font = TTFont(BytesIO(data), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    names = font.getBestCmap()
    half = font["head"].unitsPerEm // 2

    def glyphs(characters: str) -> str:
        return " ".join(names[ord(character)] for character in characters if _square(font, names, character))

    giving = glyphs(CLOSERS + LOW_MARKS[region])
    rules = [
        f"pos [{giving}] [{glyphs(CLOSERS + MARKS[region] + LOW_MARKS[region] + OPENERS)}] -{half};",
        f"pos [{glyphs(OPENERS + MARKS[region])}] [{glyphs(OPENERS)}] -{half};",
    ]
    lookup = "lookup pairs { " + " ".join(f"enum {rule}" for rule in rules) + " } pairs;"
    features = " ".join(f"feature {tag} {{ lookup pairs; }} {tag};" for tag in ("chws", "kern"))
    languages = "languagesystem DFLT dflt; languagesystem hani dflt; languagesystem latn dflt;"
    # Loaded when faces are cut, once per machine: every other build would pay for it too.
    compiler = import_module("fontTools.feaLib.builder")
    compiler.addOpenTypeFeaturesFromString(font, f"{languages} {lookup} {features}", tables={"GPOS"})
    out = BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()


def _square(font: TTFont, names: dict[int, str], character: str) -> bool:
    name = names.get(ord(character))
    return name is not None and bool(font["hmtx"][name][0] == font["head"].unitsPerEm)
