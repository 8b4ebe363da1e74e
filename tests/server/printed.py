"""What a print says, read back out of its PDF."""

import io
import unicodedata
from collections.abc import Iterable

from pypdf import PdfReader


def plain(text: str) -> str:
    """Words as people read them: one blank between, composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def leaves(pdf: bytes) -> list[str]:
    """What each page says."""
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def read_back(pdf: bytes) -> str:
    """Everything a print says, from its first page to its last."""
    return " ".join(leaves(pdf))


def left_in_vietnamese(text: str, stays: Iterable[str]) -> list[str]:
    """Every word with a letter that English does not have, once the names that may stay are taken out."""
    left = text.casefold()
    for name in sorted(stays, key=len, reverse=True):
        left = left.replace(name.casefold(), " ")
    return [word for word in left.split() if any(each.isalpha() and not each.isascii() for each in word)]
