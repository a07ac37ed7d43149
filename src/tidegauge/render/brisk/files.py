"""The file: how an object of a PDF is written down, asking less of each number and name."""

from functools import lru_cache
from typing import Any

from tidegauge.render.brisk.stock import stock


def engage() -> None:
    """In place of `_to_bytes`, `data` of dictionaries, arrays and streams, and `PDF.page_references`."""
    own = stock("pydyf")
    to_bytes = own._to_bytes
    stream_data = own.Stream.data.fget

    def written(item: Any) -> bytes:
        kind = type(item)
        if kind is bytes:
            return item  # type: ignore[no-any-return]
        if kind is str:
            return item.encode("ascii")  # type: ignore[no-any-return]
        if kind is int:
            return b"%d" % item
        if kind is float:
            return b"%d" % item if item.is_integer() else (b"%f" % item).rstrip(b"0")
        answer: bytes = to_bytes(item)
        return answer

    def of_dictionary(dictionary: Any) -> bytes:
        return b"<<%b>>" % b"".join([_key(key) + written(value) for key, value in dictionary.items()])

    def of_array(array: Any) -> bytes:
        return b"[%b]" % b" ".join([written(one) for one in array])

    def of_stream(stream: Any) -> bytes:
        # What is bytes already stays; a stream is a hundred thousand of these.
        lines = [one if type(one) is bytes else written(one) for one in stream.stream]
        plain, stream.stream = stream.stream, [b"\n".join(lines)]
        try:
            data: bytes = stream_data(stream)
        finally:
            stream.stream = plain
        return data

    own._to_bytes = written
    own.Dictionary.data = property(of_dictionary)
    own.Array.data = property(of_array)
    own.Stream.data = property(of_stream)
    own.PDF.page_references = property(_page_references)


@lru_cache(maxsize=512)
def _key(key: str) -> bytes:
    return f"/{key} ".encode("ascii")


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """Made anew only when there are more pages; each of thousands of tags asks for it."""
    kids = pdf.pages["Kids"]
    known: tuple[int, tuple[bytes, ...]] = pdf.__dict__.get("_pages_known", (0, ()))
    if known[0] != len(kids):
        known = pdf._pages_known = (len(kids), tuple(f"{number} 0 R".encode("ascii") for number in kids[::3]))
    return known[1]
