"""Types of C are read the quick way as the parser of cffi reads them."""

import pytest

from tidegauge.render import brisk
from tidegauge.render.brisk import declarations

NAMES = ("PangoRectangle *", "PangoLogAttr **", "char[]", "int *", "FcPattern *", "hb_blob_t *", "PangoLayout *[3]")


def test_a_type_is_the_same_whatever_stood_before_it() -> None:
    """What is left out for the parser takes no part in the type."""
    ffi = pytest.importorskip("weasyprint.text.ffi").ffi
    read = type(ffi._parser).parse_type
    plain = [read(ffi._parser, name) for name in NAMES]
    brisk.engage(pytest.importorskip("weasyprint"))
    declarations.engage()
    known = dict(ffi._parser._declarations)
    assert [read(ffi._parser, name) for name in NAMES] == plain
    assert ffi._parser._declarations == known
