"""The feature space of a classifier: subject, body and both together, as weighted hash buckets.

A column is a (view, bucket) pair that at least `rare` texts share: a word of one person alone has no column.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.grams import Codes, in_chunks

Ints = NDArray[np.int64]
Singles = NDArray[np.float32]
Found = list[tuple[int, Ints, Ints]]  # what `occurrences` found
ORDERS = (1, 2, 3)
BITS = 20
VIEWS = 3  # subject, body, both
SHARES = (0.7, 1.0, 1.0)  # length of each view in a row; the subject speaks twice already


class Space:
    """Buckets that are kept, and their inverse document frequencies. Columns may be appended, never moved."""

    def __init__(self, view: NDArray[np.uint8], bucket: NDArray[np.int32], idf: NDArray[np.float32]) -> None:
        self.view, self.bucket, self.idf = view, bucket, idf
        self.maps = [_map(bucket, np.flatnonzero(view == v)) for v in range(VIEWS)]

    @property
    def width(self) -> int:
        return len(self.bucket)

    @classmethod
    def fit(cls, raw: Sequence[sp.csr_matrix], *, rare: int = 2, most: int = 1 << 20) -> Space:
        """Keep the buckets that at least `rare` rows share; of too many, the most frequent `most`."""
        parts = []
        for v, matrix in enumerate(raw):
            df = np.bincount(matrix.indices, minlength=1 << BITS)
            kept = np.flatnonzero(df >= rare)
            idf = np.log((1 + matrix.shape[0]) / (1 + df[kept])) + 1
            parts.append((np.full(len(kept), v, np.uint8), kept.astype(np.int32), idf, df[kept]))
        view, bucket, idf, df = (np.concatenate([part[i] for part in parts]) for i in range(4))
        if len(bucket) > most:
            best = np.sort(np.argsort(-df, kind="stable")[:most])
            view, bucket, idf = view[best], bucket[best], idf[best]
        return cls(view, bucket, idf.astype(np.float32))

    def grown(self, raw: Sequence[sp.csr_matrix]) -> Space:
        """The space with the buckets of `raw` that are new to it appended (weightless until something is learned)."""
        views, buckets = [self.view], [self.bucket]
        for v, matrix in enumerate(raw):
            seen = np.unique(matrix.indices)
            fresh = seen[self.maps[v][seen] < 0].astype(np.int32)
            views.append(np.full(len(fresh), v, np.uint8))
            buckets.append(fresh)
        added = sum(map(len, buckets[1:]))
        if not added:
            return self
        high = float(self.idf.max()) if len(self.idf) else 1.0
        idf = np.concatenate([self.idf, np.full(added, high, np.float32)])
        return Space(np.concatenate(views), np.concatenate(buckets), idf)

    def __call__(self, raw: Sequence[sp.csr_matrix]) -> sp.csr_matrix:
        """Rows of weighted columns; the views of a row have the lengths of SHARES."""
        rows, columns, values = [], [], []
        size = raw[0].shape[0]
        for v, matrix in enumerate(raw):
            column = self.maps[v][matrix.indices]
            known = column >= 0
            row = np.repeat(np.arange(size), np.diff(matrix.indptr))[known]
            column = column[known]
            value = matrix.data[known] * self.idf[column]
            length = np.sqrt(np.bincount(row, value.astype(np.float64) ** 2, minlength=size))
            length[length == 0] = 1
            rows.append(row)
            columns.append(column)
            values.append(value * np.float32(SHARES[v]) / length[row].astype(np.float32))
        row = np.concatenate(rows)
        order = np.argsort(row, kind="stable")
        pointers = np.searchsorted(row[order], np.arange(size + 1))
        return sp.csr_matrix(
            (np.concatenate(values)[order], np.concatenate(columns)[order], pointers),
            shape=(size, self.width),
        )

    def row(self, given: Codes, found: Found) -> tuple[Ints, Singles]:
        """Columns and values of one text (subject and body are the two rows of `given`), as `__call__` has them."""
        key = np.sort(np.concatenate([(given.rows[begin] << BITS) | bucket for _, begin, bucket in found]))
        first = np.flatnonzero(np.diff(key, prepend=-1))
        value = (1 + np.log(np.diff(np.append(first, len(key))))).astype(np.float32)
        view, bucket = key[first] >> BITS, key[first] & ((1 << BITS) - 1)
        order = np.argsort(bucket, kind="stable")
        both = bucket[order]
        head = np.flatnonzero(np.diff(both, prepend=-1))
        joined = np.add.reduceat(value[order], head) if len(head) else value[:0]
        cut = int(np.searchsorted(view, 1))
        columns, values = [], []
        parts = ((bucket[:cut], value[:cut]), (bucket[cut:], value[cut:]), (both[head], joined))
        for v, (buckets, counts) in enumerate(parts):
            column = self.maps[v][buckets]
            known = column >= 0
            column = column[known]
            weighed = counts[known] * self.idf[column]
            length = np.sqrt(np.einsum("i,i->", weighed, weighed, dtype=np.float64)) or 1.0
            columns.append(column)
            values.append(weighed * np.float32(SHARES[v]) / np.float32(length))
        return np.concatenate(columns).astype(np.int64), np.concatenate(values)

    def words(
        self, pair: tuple[str, str], given: Codes, found: Found, pull: Singles, most: int = 60
    ) -> dict[str, float]:
        """Grams of two and three signs of one (masked) text pair with what they and their parts `pull`, column by
        column (and 0 behind the last): the strongest ones. A word counts where it speaks loudest."""
        size, longest = len(given.codes), max(ORDERS)
        own = np.zeros((longest + 1, size + longest), np.float32)
        begins: dict[int, Ints] = {}
        said: dict[str, float] = {}
        for order, begin, buckets in found:
            begins[order] = begin
            view = np.where(given.rows[begin] == 0, self.maps[0][buckets], self.maps[1][buckets])
            own[order, begin] = pull[view] + pull[self.maps[VIEWS - 1][buckets]]
        whole = own[1]
        for order in ORDERS[1:]:
            # A word is its own gram, its beginning (whole so far), and all that ends with its last sign.
            ends = sum(own[part, order - part : size + order - part] for part in range(1, order))
            whole = np.pad(whole[:size] + ends + own[order, :size], (0, longest))
            begin = begins[order]
            best = begin[np.argsort(-whole[begin], kind="stable")[:most]]
            last = given.places[best + order - 1] + 1
            which = (
                given.rows[best].tolist(),
                given.places[best].tolist(),
                last.tolist(),
                whole[best].tolist(),
            )
            for row, start, end, loud in zip(*which, strict=True):
                word = pair[row][start:end]
                said[word] = max(said.get(word, 0.0), loud)
        return said


def _map(bucket: NDArray[np.int32], mine: Ints) -> NDArray[np.int32]:
    """The column of each bucket, -1 where it has none; a view without columns takes no memory."""
    if not len(mine):
        return np.broadcast_to(np.int32(-1), 1 << BITS)
    column = np.full(1 << BITS, -1, np.int32)
    column[bucket[mine]] = mine
    return column


def views(subjects: Sequence[str], bodies: Sequence[str]) -> tuple[sp.csr_matrix, ...]:
    """The three raw matrices of texts: subject, body, and both together."""
    head, text = in_chunks(subjects, ORDERS, BITS), in_chunks(bodies, ORDERS, BITS)
    return head, text, (head + text).tocsr()
