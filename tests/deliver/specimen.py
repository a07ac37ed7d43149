"""A letter by hand: what is sent can be tested without an issue."""

from datetime import date

from tidegauge.days import cut
from tidegauge.deliver import addresses
from tidegauge.deliver.addresses import Address
from tidegauge.deliver.letter import READER_LINK, Attachment, Letter, Picture
from tidegauge.deliver.links import Links
from tidegauge.model.words import Edition
from tidegauge.settings import Secret

LINKS = Links(Secret("a key for tests"), "https://example.org/weekly", "weekly@example.org")
SENDER: Address = addresses.parse("weekly@example.org", "流動性週報")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
PDF = b"%PDF-1.7\n" + bytes(reversed(range(256))) * 40


def letter(edition: Edition = Edition.BILINGUAL, revision: int = 0, size: int = 1) -> Letter:
    """Two pictures, one attachment, both languages; `size` makes the attachment that many times as large."""
    names = [f"tidegauge-2025-W46-{edition.value}-{name}" for name in ("strip", "corridor")]
    pictures = tuple(Picture(f"{name}.png", f"{name}@tidegauge", PNG + name.encode(), 600, 142) for name in names)
    images = "".join(f'<img src="cid:{one.cid}" width="600" height="142" alt="圖">' for one in pictures)
    return Letter(
        issue="2025-W46",
        revision=revision,
        edition=edition,
        dated=cut(date(2025, 11, 14)),
        subject="流動性週報 Liquidity Weekly 2025-W46：緊在管道，不在全局",
        html=f'<html><body><p>SOFR 減 IORB</p>{images}<a href="{READER_LINK}">退訂</a></body></html>',
        text=f"SOFR 減 IORB 為 10 個基點。\n.\n退訂: {READER_LINK}\n",
        pictures=pictures,
        attachments=(Attachment(f"tidegauge-2025-W46-{edition.value}.pdf", "application/pdf", PDF * size),),
    )
