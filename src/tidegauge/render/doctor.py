"""Is this machine able to set a page? Each check answers with a remedy."""

import warnings
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tidegauge.errors import TidegaugeError
from tidegauge.model.words import Language
from tidegauge.render import fonts
from tidegauge.settings import Home

PANGO_REMEDY = (
    "Pango is missing: `sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0` (Debian, Ubuntu), "
    "`sudo dnf install pango harfbuzz` (Fedora) or `brew install pango` (macOS)."
)
SUBSET_REMEDY = (
    "libharfbuzz-subset is missing, without which a PDF takes three to ten times as long: "
    "`sudo apt-get install libharfbuzz-subset0` (Debian, Ubuntu), `sudo dnf install harfbuzz` (Fedora) or "
    "`brew install harfbuzz` (macOS)."
)


@dataclass(frozen=True, slots=True)
class Check:
    """
    One thing that was looked at.

    Attributes:
        name: What.
        ok: Whether it is as it must be.
        remedy: What to do otherwise; empty when ok.
    """

    name: str
    ok: bool
    remedy: str = ""


def check_pango() -> Check:
    """WeasyPrint finds Pango."""
    return Check("Pango", True) if _ffi() else Check("Pango", False, PANGO_REMEDY)


def check_harfbuzz_subset() -> Check:
    """WeasyPrint finds the library that cuts fonts fast."""
    ffi = _ffi()
    if ffi and getattr(ffi, "harfbuzz_subset", None) is not None:
        return Check("HarfBuzz subset", True)
    return Check("HarfBuzz subset", False, SUBSET_REMEDY if ffi else PANGO_REMEDY)


def check_fonts(cache: Path, home: Home) -> Check:
    """Latin and Chinese faces are there and can be cut."""
    try:
        for language in (Language.ZH_HANT, Language.ZH_HANS):
            fonts.prepare(cache, home, language)
    except TidegaugeError as error:
        return Check("Fonts", False, str(error))
    return Check("Fonts", True)


def _ffi() -> ModuleType | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module("weasyprint.text.ffi")
    except (ImportError, OSError):
        return None
