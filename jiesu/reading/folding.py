"""The folding table: width, traditional characters and case, one code point at a time; offsets stay."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
import opencc
from numpy.typing import NDArray

_RANGES = (range(0x80, 0x3400), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0xFE10, 0xFFF0))


@lru_cache(maxsize=1)
def folding() -> dict[int, str]:
    """Code point → what it becomes (NFKC, simplified, lower case); only the ones that change."""
    points = [p for block in _RANGES for p in block if unicodedata.category(chr(p)) not in ("Cn", "Cs", "Co")]
    plain = {p: unicodedata.normalize("NFKC", chr(p)).lower() for p in points}
    converter = opencc.OpenCC("t2s")
    ideographs = [p for p in points if len(plain[p]) == 1 and "\u3400" <= plain[p] <= "\u9fff"]
    simple = converter.convert("\n".join(plain[p] for p in ideographs)).split("\n")
    for point, character in zip(ideographs, simple, strict=True):
        if len(character) == 1:
            plain[point] = character
    table = {p: c for p, c in plain.items() if c != chr(p)}
    table |= {p: chr(p + 32) for p in range(65, 91)}
    return table | {ord(c): " " for c in "\t\r\v\f"}


@lru_cache(maxsize=1)
def _flat() -> NDArray[np.uint32]:
    points = np.arange(0x110000, dtype=np.uint32)
    for point, becomes in folding().items():
        if len(becomes) == 1:
            points[point] = ord(becomes)
    return points


def fold(text: str) -> str:
    """`text` in half width, simplified characters and lower case; a sign may become several (㎡ → m2)."""
    return text.translate(folding())


def flat(text: str) -> str:
    """As `fold`, but of the same length: a sign that would become several stays as it is. Never fails."""
    return flat_codes(text).tobytes().decode("utf-32-le", "replace")


def flat_codes(text: str) -> NDArray[np.uint32]:
    """The folded code points of `text`, one for each of its characters."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    return _flat()[codes]
