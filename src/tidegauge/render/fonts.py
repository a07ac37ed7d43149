"""
The faces a page is set in, under private names, and the gate that lets no character through without a glyph.

A family called Serif or Sans would be taken by fontconfig's own alias, and a character missing from a face would be
drawn from whatever the machine has: so the names are ours (look/LOOK.md, 2) and fontconfig sees our folder only.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

from tidegauge.errors import RenderError
from tidegauge.model.words import Language
from tidegauge.render import cut
from tidegauge.settings import Home

VERSION = "1"
"""Raised when the way faces are cut changes, so that older cuts are not used."""

LATIN = (
    ("TgSerif", 400, "normal", "font_source_serif_pro", "SourceSerifPro-Regular"),
    ("TgSerif", 600, "normal", "font_source_serif_pro", "SourceSerifPro-Semibold"),
    ("TgSans", 400, "normal", "font_source_sans_pro", "SourceSansPro-Regular"),
    ("TgSans", 600, "normal", "font_source_sans_pro", "SourceSansPro-Semibold"),
    ("TgSans", 400, "italic", "font_source_sans_pro", "SourceSansPro-It"),
)
CHINESE = (
    ("TSerif", 400, "Serif", "Regular"),
    ("TSerif", 600, "Serif", "Bold"),
    ("TSans", 400, "Sans", "Regular"),
    ("TSans", 600, "Sans", "Bold"),
)
"""Debian's base package has no weight between Regular and Bold."""

LATIN_CHARACTERS = tuple(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040), 0x20AC))) + tuple(
    cut.SYMBOLS + "▲▼△◆■←→↑↓"
)
IN_CHINESE = "U+20-7E, U+A0-B6, U+B8-FF, U+2013, U+2020, U+2192, U+2212, U+2265, U+25B2, U+25BC"
"""What a Latin face may set inside Chinese: “ ” … — · come from the Chinese face."""

WITHOUT_GLYPH = frozenset("\n\r\t\u200b\u2060\ufeff")
"""Characters that steer lines and have no shape."""

REGION = {Language.ZH_HANT: "TC", Language.ZH_HANS: "SC", Language.EN: "TC"}


@dataclass(frozen=True, slots=True)
class Face:
    """
    One file under one private name.

    Attributes:
        family: TgSerif, TgSans (Latin), TSerif, TSans (Chinese).
        weight: 400 or 600.
        style: normal or italic.
        path: The cut.
    """

    family: str
    weight: int
    style: str
    path: Path


@dataclass(frozen=True, slots=True)
class FontSet:
    """
    The faces of one region.

    Attributes:
        faces: Latin and Chinese.
        config: A fontconfig file that lists our folders and nothing else.
        covered: By family, the code points its regular face has.
    """

    faces: tuple[Face, ...]
    config: Path
    covered: dict[str, frozenset[int]]

    def path(self, family: str, weight: int = 400, style: str = "normal") -> Path:
        """
        The file of a face.

        Raises:
            RenderError: there is no such face.
        """
        for face in self.faces:
            if (face.family, face.weight, face.style) == (family, weight, style):
                return face.path
        raise RenderError(f"There is no face {family} {weight} {style}; LOOK.md, 2 lists the ones there are.")

    def css(self) -> str:
        """The @font-face rules for paper; Latin faces twice, the second time for use inside Chinese."""
        rules = [_rule(face.family, face, face.path.as_uri()) for face in self.faces]
        inside = [face for face in self.faces if face.family in ("TgSerif", "TgSans")]
        rules += [_rule(face.family + "Z", face, face.path.as_uri(), IN_CHINESE) for face in inside]
        return "\n".join(rules)

    def web_css(self) -> str:
        """The same for the screen: Latin faces within the page, Chinese ones left to the reader's system."""
        rules = []
        for face in self.faces:
            if face.family in ("TgSerif", "TgSans"):
                data = b64encode(face.path.with_suffix(".woff2").read_bytes()).decode()
                address = f"data:font/woff2;base64,{data}"
                rules.append(_rule(face.family, face, address, "U+0-2FF, U+2000-2BFF"))
        return "\n".join(rules)

    def missing(self, text: str, family: str | None = None) -> set[str]:
        """
        The characters of `text` that have no glyph.

        Args:
            family: "Serif" or "Sans": Latin and Chinese face together; without it both have to have the character.
        """
        stacks = (family,) if family else ("Serif", "Sans")
        return {
            character for stack in stacks for character in set(text) - WITHOUT_GLYPH if not self._has(stack, character)
        }

    def _has(self, stack: str, character: str) -> bool:
        return ord(character) in self.covered[f"Tg{stack}"] or ord(character) in self.covered[f"T{stack}"]


def prepare(
    cache: Path, home: Home, language: Language, extra: str = "", progress: cut.Progress | None = None
) -> FontSet:
    """
    The faces that set `language`, cut now if this machine has not cut them yet.

    Args:
        cache: Settings.cache.
        home: Its words and templates are part of the character set.
        language: English takes the Traditional face for the masthead's Chinese name.
        extra: Text of the build; Han characters of it that the cut lacks are added.
        progress: Told what takes seconds.

    Raises:
        RenderError: a font is not installed.
        OutputError: the cache cannot be written.
    """
    region = REGION.get(language, REGION[Language.EN])
    characters = charset(home, language)
    beyond = {one for one in set(extra) - characters if one > "\u2e7f"}
    say = progress or (lambda _: None)
    root = cache / "fonts"
    latin = _latin(root, say)
    chinese = _chinese(root, region, characters | beyond, say)
    config = _config(root, (latin[0].path.parent, chinese[0].path.parent))
    faces = latin + chinese
    covered = {one.family: cut.coverage(one.path.read_bytes()) for one in faces if one.weight == 400}
    return FontSet(faces, config, covered)


def charset(home: Home, language: Language) -> set[str]:
    """The characters a Chinese face is cut to: the common ones, and all of the templates and words."""
    characters = cut.always() | (cut.gb2312() if language is Language.ZH_HANS else cut.big5_level_1())
    return characters | {one for text in _texts(home) for one in text if one > "\u2e7f"}


def check_glyphs(fonts: FontSet, runs: Iterable[str]) -> None:
    """
    The gate before rendering.

    Args:
        runs: The texts of the page, one a sentence or cell.

    Raises:
        RenderError: a character has no glyph; the message names it and where it stands.
    """
    told = tuple(runs)
    for run in told if fonts.missing("".join(told)) else ():
        if missing := fonts.missing(run):
            named = ", ".join(f"{one} (U+{ord(one):04X})" for one in sorted(missing))
            raise RenderError(
                f"No face has {named}, which stands in: {run.strip()[:120]}. "
                "Write it otherwise in templates/ or reports/."
            )


def _texts(home: Home) -> Iterator[str]:
    for name in ("reports", "templates"):
        for folder in home.folders(name):
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".j2", ".toml", ".csv", ".md", ".txt"):
                    yield path.read_text(encoding="utf-8", errors="replace")


def _latin(root: Path, say: cut.Progress) -> tuple[Face, ...]:
    sources = [cut.latin(package, name) for *_, package, name in LATIN]
    folder = root / f"latin-{_key(sources, LATIN_CHARACTERS)}"
    names = [f"{family}-{weight}-{style}" for family, weight, style, *_ in LATIN]

    def files() -> Iterator[tuple[str, bytes]]:
        say("Cutting the Latin faces (once per machine)")
        for name, source in zip(names, sources, strict=True):
            data = cut.cut(source, LATIN_CHARACTERS)
            yield f"{name}.ttf", data
            yield f"{name}.woff2", _packed(data)

    cut.make(folder, files)
    return tuple(
        Face(family, weight, style, folder / f"{name}.ttf")
        for (family, weight, style, *_), name in zip(LATIN, names, strict=True)
    )


def _chinese(root: Path, region: str, characters: set[str], say: cut.Progress) -> tuple[Face, ...]:
    sources = [cut.chinese(style, weight, region) for *_, style, weight in CHINESE]
    folder = root / f"{region}-{_key(sources, characters)}"
    names = [f"{family}-{weight}.otf" for family, weight, *_ in CHINESE]

    def files() -> Iterator[tuple[str, bytes]]:
        say(f"Cutting the Chinese faces ({region}, {len(characters)} characters, once per machine)")
        for name, source in zip(names, sources, strict=True):
            yield name, cut.cut(source, characters, region)

    cut.make(folder, files)
    return tuple(
        Face(family, weight, "normal", folder / name) for (family, weight, *_), name in zip(CHINESE, names, strict=True)
    )


def _key(sources: Iterable[cut.Source], characters: Iterable[str]) -> str:
    parts = [VERSION, *(source.digest() for source in sources), "".join(sorted(characters))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _packed(data: bytes) -> bytes:
    font = TTFont(BytesIO(data), recalcTimestamp=False)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _config(root: Path, folders: Iterable[Path]) -> Path:
    listed = "".join(f"<dir>{folder}</dir>" for folder in folders)
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig>{listed}<cachedir>{root / 'fontconfig'}</cachedir></fontconfig>\n"
    )
    folder = root / f"config-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    cut.make(folder, lambda: [("fonts.conf", text.encode())])
    return folder / "fonts.conf"


def _rule(family: str, face: Face, address: str, characters: str = "") -> str:
    limit = f";unicode-range:{characters}" if characters else ""
    return (
        f"@font-face{{font-family:{family};src:url({address});font-weight:{face.weight};"
        f"font-style:{face.style}{limit}}}"
    )
