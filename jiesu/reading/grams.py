"""Character n-grams of many texts at once, hashed, as a sparse matrix. No vocabulary is kept anywhere.

Runs of digits count as one sign; what is not a letter, an ideograph or a digit parts the text, and masked
personal data parts it too: a model holds weights of hash buckets, and none of them stands for a number or a
name that was masked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.folding import flat_codes
from jiesu.reading.personal import mask

_BREAK = np.uint32(10)
_DIGIT = np.uint32(48)
_P = np.uint64(0x9E3779B97F4A7C15)
_Q = np.uint64(0xBF58476D1CE4E5B9)
_FOLD = np.uint64(29)
_HALF = np.uint64(32)
CHUNK = 512


@dataclass(frozen=True, slots=True)
class Codes:
    """Texts as one run of code points: `codes`, the row of each, and where it stood in its text."""

    codes: NDArray[np.uint32]
    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    size: int


@lru_cache(maxsize=1)
def _kinds() -> NDArray[np.uint32]:
    """Code point → itself (a letter or an ideograph), `0` (a digit) or a break (all else)."""
    kinds = np.full(0x110000, _BREAK, np.uint32)
    for first, last in ((0x61, 0x7A), (0x3400, 0x9FFF), (0x20000, 0x2FA1F), (0x370, 0x52F)):
        kinds[first : last + 1] = np.arange(first, last + 1)
    kinds[0x30:0x3A] = _DIGIT
    return kinds


def codes(texts: Sequence[str], *, masked: bool = False) -> Codes:
    """The texts, folded and masked (unless `masked` says that this was done), ready for `grams`."""
    clean = list(texts) if masked else [mask(text) for text in texts]
    lengths = np.fromiter((len(text) + 1 for text in clean), np.int64, len(clean))
    signs = _kinds()[flat_codes("\n".join(clean) + "\n")] if clean else np.zeros(0, np.uint32)
    rows = np.repeat(np.arange(len(clean)), lengths)
    places = np.arange(len(signs)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    mute = (signs[1:] == _DIGIT) | (signs[1:] == _BREAK)
    again = mute & (signs[1:] == signs[:-1]) & (rows[1:] == rows[:-1])
    kept = np.concatenate([[True], ~again]) if len(signs) else np.zeros(0, bool)
    return Codes(signs[kept], rows[kept], places[kept], len(clean))


class _Signs(dict[int, str]):
    """Code point → the sign that counts for it, found out once: as `codes` folds and parts."""

    def __missing__(self, point: int) -> str:
        sign = chr(int(_kinds()[flat_codes(chr(point))[0]]))
        self[point] = sign
        return sign


_SIGNS = _Signs()
_AGAIN = re.compile("(0|\n)\\1+")


def pair_hashes(text: str) -> NDArray[np.uint32]:
    """The hashes of the pairs of one masked text: the buckets of `occurrences` for order 2 in 32 bits."""
    signs = _AGAIN.sub(r"\1", text.translate(_SIGNS))
    c = np.frombuffer(signs.encode("utf-32-le"), np.uint32).astype(np.uint64)
    hashed = c * _P
    hashed = (hashed[:-1] ^ (hashed[:-1] >> _FOLD)) * _P + c[1:] * _Q
    kept = c != _BREAK
    mixed = hashed[kept[:-1] & kept[1:]]
    found: NDArray[np.uint32] = (((mixed ^ (mixed >> _HALF)) * _P) >> _HALF).astype(np.uint32)
    return found


def occurrences(
    given: Codes, orders: Sequence[int] = (1, 2, 3), bits: int = 22
) -> list[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """For each order: (order, where in `given.codes` its grams begin, their buckets below 2^bits)."""
    c = given.codes.astype(np.uint64)
    breaks = given.codes == _BREAK
    hashed, ok = c * _P, ~breaks
    found = []
    for order in range(1, max(orders) + 1):
        size = max(len(c) - order + 1, 0)
        if order > 1:
            ok = ok[:size] & ~breaks[order - 1 :]
            hashed = (hashed[:size] ^ (hashed[:size] >> _FOLD)) * _P + c[order - 1 :] * _Q
        if order in orders:
            begin = np.flatnonzero(ok)
            mixed = hashed[begin]
            bucket = ((mixed ^ (mixed >> _HALF)) * _P) >> np.uint64(64 - bits)
            found.append((order, begin, bucket.astype(np.int64)))
    return found


def grams(given: Codes, orders: Sequence[int] = (1, 2, 3), bits: int = 22) -> sp.csr_matrix:
    """Rows of 1 + ln(count) by hash bucket (float32, `size` × 2^bits)."""
    keys = [(given.rows[begin] << bits) | bucket for _, begin, bucket in occurrences(given, orders, bits)]
    key = np.sort(np.concatenate(keys)) if keys else np.zeros(0, np.int64)
    first = np.flatnonzero(np.diff(key, prepend=-1))
    counts = np.diff(np.append(first, len(key)))
    key = key[first]
    pointers = np.searchsorted(key >> bits, np.arange(given.size + 1))
    columns = (key & ((1 << bits) - 1)).astype(np.int32)
    values = (1 + np.log(counts)).astype(np.float32)
    return sp.csr_matrix((values, columns, pointers), shape=(given.size, 1 << bits))


def in_chunks(texts: Sequence[str], orders: Sequence[int], bits: int) -> sp.csr_matrix:
    """`grams` of any number of texts, a chunk at a time to keep the working memory small."""
    parts = [grams(codes(texts[i : i + CHUNK]), orders, bits) for i in range(0, len(texts), CHUNK)]
    return sp.vstack(parts, format="csr") if parts else sp.csr_matrix((0, 1 << bits), dtype=np.float32)
