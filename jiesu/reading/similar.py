"""Near-copies: the same matter told again, by the same person or by others; urging of an old order.

`bands` gives the few integers that a persistent index keeps for a text (an `integer[]` column with a GIN index,
24 × 4 bytes); two texts that share a band are candidates, and `alike` decides. Personal data is masked first, so
neither the bands nor the in-memory `Index` know a number or a cued name.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from jiesu.reading.folding import fold
from jiesu.reading.grams import CHUNK, codes, occurrences, pair_hashes
from jiesu.reading.personal import mask

BANDS, ROWS, ORDER = 24, 4, 2
LEAST = 0.6  # `alike` from which two texts are near-copies
RECHECK = 50  # candidates that share most bands
_SIGNS = 2000  # characters that count
_SEED = 20_231_101  # of the permutations; part of the persistent format, never to be changed

_random = np.random.default_rng(_SEED)
_A = (_random.integers(0, 1 << 32, BANDS * ROWS, dtype=np.uint64) << np.uint64(1) | np.uint64(1)).astype(
    np.uint32
)
_B = _random.integers(0, 1 << 32, BANDS * ROWS, dtype=np.uint64).astype(np.uint32)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_LAST, _UPPER = np.uint64(31), np.uint64(32)
_BEGIN = np.arange(BANDS, dtype=np.uint64) * np.uint64(ROWS) + np.uint64(1)


def bands(text: str) -> list[int]:
    """The signed 32-bit band keys of a text; none for a text without letters."""
    return [key for key in bands_many([text])[0].tolist() if key != EMPTY]


EMPTY = -(1 << 31)  # stands where a text has no grams at all


def bands_many(texts: Sequence[str], *, masked: bool = False) -> NDArray[np.int32]:
    """Rows of band keys (n × 24, int32) for many texts at once; `masked` says that masking was done."""
    if len(texts) == 1:
        return _of_one(texts[0][:_SIGNS], masked)
    out = np.full((len(texts), BANDS), EMPTY, np.int32)
    for start in range(0, len(texts), CHUNK):
        part = [text[:_SIGNS] for text in texts[start : start + CHUNK]]
        given = codes(part, masked=masked)
        (_, begin, bucket), *_ = occurrences(given, (ORDER,), 32)
        if not len(begin):
            continue
        row = given.rows[begin]
        first = np.flatnonzero(np.diff(row, prepend=-1))
        least = _least(bucket.astype(np.uint32), first).reshape(BANDS, ROWS, len(first))
        keys = np.repeat(_BEGIN[:, None], len(first), axis=1)
        for step in range(ROWS):
            keys = (keys ^ least[:, step]) * _MIX
            keys ^= keys >> _LAST
        key = (keys >> _UPPER).astype(np.uint32).view(np.int32)
        out[row[first] + start] = np.where(key == EMPTY, 0, key).T
    return out


def _of_one(text: str, masked: bool) -> NDArray[np.int32]:
    """The same keys for one text in few steps: a service asks for one at a time, and steps cost more than letters."""
    hashed = pair_hashes(text if masked else mask(text))
    if not len(hashed):
        return np.full((1, BANDS), EMPTY, np.int32)
    permuted = _permuted(hashed[None, :], _A[:, None], _B[:, None])
    least = permuted.min(axis=1).astype(np.uint64).reshape(BANDS, ROWS)
    keys = _BEGIN
    for step in range(ROWS):
        keys = (keys ^ least[:, step]) * _MIX
        keys ^= keys >> _LAST
    key = (keys >> _UPPER).astype(np.uint32).view(np.int32)
    key[key == EMPTY] = 0
    return key[None, :]


_TOGETHER = 4096  # grams for which all permutations are made at once: one text is done in few steps


def _least(hashed: NDArray[np.uint32], first: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The least of each permutation over the grams of each text (permutations × texts)."""
    if len(hashed) <= _TOGETHER:
        permuted = _permuted(hashed[None, :], _A[:, None], _B[:, None])
        return np.minimum.reduceat(permuted, first, axis=1).astype(np.uint64)
    found = np.empty((BANDS * ROWS, len(first)), np.uint64)
    for i in range(BANDS * ROWS):
        found[i] = np.minimum.reduceat(_permuted(hashed, _A[i], _B[i]), first)
    return found


def _permuted(
    hashed: NDArray[np.uint32], a: NDArray[np.uint32] | np.uint32, b: NDArray[np.uint32] | np.uint32
) -> NDArray[np.uint32]:
    permuted = hashed * a + b
    permuted ^= permuted >> np.uint32(15)
    permuted *= np.uint32(0x2C1B3C6D)
    return permuted


def plain(text: str) -> str:
    """What `alike` compares: masked, folded, without white space."""
    return "".join(fold(mask(text[:_SIGNS])).split())


def alike(one: str, other: str, *, least: float = 0.0) -> float:
    """Likeness of two `plain` texts from 0 to 1 (normalised edit distance); 0 where below `least`."""
    return float(fuzz.ratio(one, other, score_cutoff=least * 100)) / 100


@dataclass(frozen=True, slots=True)
class Near:
    """A near-copy: its key and how alike."""

    key: Hashable
    likeness: float


class Index:
    """Near-copies among texts in memory: sorted band keys (192 bytes a text) and the plain texts.

    Built in one go by `build`; single texts are added into a small overlay that is merged when it grows.
    """

    OVERLAY = 20_000

    def __init__(self) -> None:
        self.keys: list[Hashable] = []
        self.texts: list[str] = []
        self._bands: NDArray[np.int32] = np.zeros(0, np.int32)
        self._owners: NDArray[np.int32] = np.zeros(0, np.int32)
        self._overlay: dict[int, list[int]] = {}
        self._fresh = 0

    @classmethod
    def build(cls, items: Iterable[tuple[Hashable, str]]) -> Index:
        index = cls()
        pairs = list(items)
        index.keys = [key for key, _ in pairs]
        index.texts = [plain(text) for _, text in pairs]
        index._merge(bands_many([text for _, text in pairs]), 0)
        return index

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, key: Hashable, text: str) -> None:
        place = len(self.keys)
        self.keys.append(key)
        self.texts.append(plain(text))
        for band in bands(text):
            self._overlay.setdefault(band, []).append(place)
        self._fresh += 1
        if self._fresh >= self.OVERLAY:
            pairs = [(band, owner) for band, owners in self._overlay.items() for owner in owners]
            keys, owners = np.array(pairs, np.int32).reshape(-1, 2).T
            self._sorted(keys, owners)
            self._overlay, self._fresh = {}, 0

    def _merge(self, keys: NDArray[np.int32], first: int) -> None:
        owners = np.repeat(np.arange(first, first + len(keys), dtype=np.int32), BANDS)
        flat = keys.ravel()
        self._sorted(flat[flat != EMPTY], owners[flat != EMPTY])

    def _sorted(self, keys: NDArray[np.int32], owners: NDArray[np.int32]) -> None:
        keys, owners = np.concatenate([self._bands, keys]), np.concatenate([self._owners, owners])
        order = np.argsort(keys, kind="stable")
        self._bands, self._owners = keys[order], owners[order]

    def candidates(self, text: str, limit: int = RECHECK) -> list[int]:
        """Places of the texts that share most bands with `text`."""
        wanted = np.array(bands(text), np.int32)
        low = np.searchsorted(self._bands, wanted, "left")
        high = np.searchsorted(self._bands, wanted, "right")
        parts = [self._owners[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        parts += [np.array(self._overlay.get(band, ()), np.int32) for band in wanted.tolist()]
        joined = np.concatenate(parts) if parts else np.zeros(0, np.int32)
        owners, shared = np.unique(joined, return_counts=True)
        best = np.argsort(-shared, kind="stable")[:limit]
        return [int(owner) for owner in owners[best]]

    def query(self, text: str, *, limit: int = 10, least: float = LEAST) -> list[Near]:
        """The near-copies of `text`, most alike first."""
        mine = plain(text)
        found = []
        for place in self.candidates(text):
            likeness = alike(mine, self.texts[place], least=least)
            if likeness >= least and likeness > 0:
                found.append(Near(self.keys[place], likeness))
        found.sort(key=lambda near: (-near.likeness, str(near.key)))
        return found[:limit]


def pairs(items: Iterable[tuple[str, str]], *, least: float = LEAST) -> list[tuple[str, str, float]]:
    """All pairs (earlier, later, likeness) of near-copies among (id, text) items, in the order given."""
    index = Index.build(items)
    order = np.argsort(index._bands, kind="stable")
    keys, owners = index._bands[order], index._owners[order]
    edges = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if len(keys) else np.zeros(0, np.int64)
    seen: set[tuple[int, int]] = set()
    for first, last in zip(edges, np.append(edges[1:], len(keys)), strict=True):
        group = np.unique(owners[first:last])[:200].tolist()
        seen.update((a, b) for i, a in enumerate(group) for b in group[i + 1 :])
    found = []
    for a, b in sorted(seen):
        likeness = alike(index.texts[a], index.texts[b], least=least)
        if likeness >= least:
            found.append((str(index.keys[a]), str(index.keys[b]), likeness))
    return found
