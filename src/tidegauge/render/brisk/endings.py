"""
A text fits on its line although the space at its end does not. WeasyPrint, which adds that space to the width, then
breaks the text after its first word: one word stands alone on a line, and the rest fills the next.
"""

from typing import Any

from tidegauge.render.brisk.stock import stock

SHORT = 0.5
"""Of a line: what is broken off so early is looked at again."""


def engage() -> None:
    """In place of `split_first_line` where paragraphs are broken into lines."""
    own = stock("weasyprint.text.line_break")
    inline = stock("weasyprint.layout.inline")
    split = own.split_first_line

    def whole(
        text: str, style: Any, context: Any, width: float | None, spacing: float, *, is_line_start: bool = True
    ) -> Any:
        line = split(text, style, context, width, spacing, is_line_start)
        resume, used = line[2], line[3]
        if resume is None or not width or not text.endswith(" ") or used > SHORT * width:
            return line
        if split(text.rstrip(" "), style, context, width, spacing, is_line_start)[2] is not None:
            return line
        return split(text, style, context, None, spacing, is_line_start)

    inline.split_first_line = whole
