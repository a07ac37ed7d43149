"""
What the program says to its user, in the user's language: gettext, with a catalogue that Babel compiles at first use.

The .po under locale/ is what people write and what is kept; the .mo is made from it into the cache, under a name of its
content: no binary lies in the repository, none can be older than its source, no build step can be forgotten.
"""

import gettext
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOMAIN = "messages"
"""Gettext's own default, so that the headings of the command line's library are translated too."""
SOURCE = "zh_Hant/LC_MESSAGES/tidegauge.po"
EXAMPLE = "Example: "
PLACE = re.compile(r"{(\w+)}")
"""A place to fill in."""
_TAIL = re.compile(r"(.+?: )(.+?)(\.?)")
Script = Callable[[str], str]


def install(locale: Path, cache: Path, simplify: Callable[[], Script]) -> None:
    """
    Let gettext find Chinese: Traditional for every zh but those of the mainland and Singapore.

    A cache that cannot be written leaves the program in English.

    Args:
        locale: Folder with the catalogue.
        cache: See Settings.
        simplify: Gives the conversion to Simplified; asked only when it is compiled.
    """
    source = (locale / SOURCE).read_bytes()
    folder = cache / f"locale-{hashlib.sha256(source).hexdigest()[:12]}"
    if not (folder / "zh").is_dir():
        try:
            _compile(source, folder, simplify())
        except OSError:
            return
    gettext.bindtextdomain(DOMAIN, str(folder))


def catalogue(locale: Path) -> dict[str, str]:
    """Traditional Chinese by what the program says in English, whatever the user's locale."""
    from babel.messages.pofile import read_po

    with (locale / SOURCE).open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale="zh_Hant") if one.id}


def sentence(text: str, locale: Path) -> str:
    """
    The sentence of an error in the user's language.

    An error is raised in English, with its figures and names in it; here it is known again by its pattern, and so are
    the pieces that fill its places. What no pattern fits is said as it is.

    Args:
        text: As raised.
        locale: Folder with the catalogue, as for `install`.
    """
    patterns = [(_pattern(one), one) for one in catalogue(locale)]
    # The more words a pattern has, the surer it is.
    patterns.sort(key=lambda one: -len(PLACE.sub("", one[1])))
    return _said(text, patterns)


def _said(text: str, patterns: list[tuple[re.Pattern[str], str]]) -> str:
    for pattern, english in patterns:
        if match := pattern.fullmatch(text):
            told = gettext.gettext(english)
            return told.format_map({name: _said(value, patterns) for name, value in match.groupdict().items()})
    if match := _TAIL.fullmatch(text):
        head, tail, stop = match.groups()
        inner = _said(tail, patterns)
        return text if inner == tail else f"{head}{inner}{'。' if stop else ''}"
    return text


def _pattern(english: str) -> re.Pattern[str]:
    """What fits a sentence with its places filled in; a place that comes twice is filled twice with the same."""
    seen: set[str] = set()
    out = []
    for number, piece in enumerate(PLACE.split(english)):
        if number % 2 == 0:
            out.append(re.escape(piece.replace("{{", "{").replace("}}", "}")))
        else:
            out.append(f"(?P={piece})" if piece in seen else f"(?P<{piece}>.*?)")
            seen.add(piece)
    return re.compile("".join(out), re.DOTALL)


def _compile(source: bytes, folder: Path, simple: Script) -> None:
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    catalogue = read_po(BytesIO(source), locale="zh_Hant")
    kept = {message.id: message.string for message in catalogue if message.id}
    for names, script in ((("zh_CN", "zh_SG", "zh_Hans"), simple), (("zh",), str)):
        for key, told in kept.items():
            catalogue[key].string = script(str(told))
        made = BytesIO()
        write_mo(made, catalogue)
        for name in names:
            target = folder / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(made.getvalue())


def helped(text: str | None) -> str | None:
    """A help text, paragraph by paragraph; of an example only its label is a word."""
    return "\n\n".join(map(_paragraph, text.split("\n\n"))) if text else text


def _paragraph(text: str) -> str:
    if text.startswith(EXAMPLE):
        return gettext.gettext(EXAMPLE.strip()) + " " + text.removeprefix(EXAMPLE)
    return gettext.gettext(text)


def translate(command: Any) -> Any:
    """A command with the help of itself, its options and its commands in the user's language."""
    command.help = helped(command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = helped(parameter.help)
    for inner in getattr(command, "commands", {}).values():
        translate(inner)
    return command
