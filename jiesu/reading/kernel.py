"""A second opinion beside the linear machine: a smooth kernel over few singular vectors of the frequent columns.

Kernel ridge regression (Saunders et al. 1998) with a radial kernel on unit rows. One inverse of the kernel matrix
gives the weights and, block by block, what the machine would have said of each fold without it (Rifkin & Lippert
2007), so that the out-of-fold scores cost nothing more. What is kept of the texts are vectors of hash buckets of
the masked texts, never words.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.late import machines
from jiesu.reading.linear import Floats, Ints, picked, places, singular, unit

Single = NDArray[np.float32]
Bytes = NDArray[np.int8]
# Of each block of vectors: its share in a row, where it begins and where it ends.
Blocks = list[tuple[np.float32, int, int]]
DIMENSIONS = 300
SHARES = (1.0, 0.7)  # length of the own and of the general place in a row
SHARED = 10  # texts that share a column of the kernel
WIDTH = 0.5  # of the radial kernel: exp(-WIDTH · squared distance)
RIDGE = 0.05
AT_ONCE = 1 << 22  # numbers that are unpacked from bytes together: they stay near the processor
LEAST, MOST = 500, 8000  # rows: fewer teach it nothing, more would not fit into memory


@dataclass(slots=True)
class Kernel:
    """scores = exp(-WIDTH · |z - landmarks|²) · weights, where z is the unit row of x[columns] · (scale · vectors),
    block by block: the text's own singular vectors, then its general place, each a unit row times its share.

    The vectors are bytes, a quarter of their size, and may lie in the file: processes then share them.
    """

    columns: NDArray[np.int32]
    vectors: Bytes
    ends: tuple[int, ...]
    scale: Single
    landmarks: Single
    weights: Single
    fresh: int = 0
    shares: tuple[float, ...] = SHARES
    _places: NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._places = places(self.columns, int(self.columns.max(initial=-1)) + 1)

    def scores(self, x: sp.csr_matrix) -> Floats:
        """One column for each class; of the `fresh` ones it knows nothing, and says no."""
        seen = picked(x, self._places, len(self.columns))
        z = placed(seen, self.vectors, self._blocks(), self.scale)
        return self._with_fresh(np.asarray(_radial(z @ self.landmarks.T) @ self.weights, dtype=np.float64))

    def score(self, columns: Ints, values: Single) -> Floats:
        """The same of a single row, without a thread of linear algebra: those would wait for each other longer."""
        inside = columns < len(self._places)
        place = self._places[columns[inside]]
        value = values[inside][place >= 0]
        place = place[place >= 0]
        rows = self.vectors[place].astype(np.float32)
        blocks = [
            share * unit(np.einsum("i,ij->j", value * self.scale[place, number], rows[:, first:last])[None])
            for number, (share, first, last) in enumerate(self._blocks())
        ]
        near = _radial(np.einsum("ij,j->i", self.landmarks, unit(np.hstack(blocks))[0]))
        return self._with_fresh(np.einsum("i,ij->j", near, self.weights).astype(np.float64)[None])

    def _blocks(self) -> Blocks:
        return _blocks(self.ends, self.shares)

    def _with_fresh(self, known: Floats) -> Floats:
        return np.pad(known, ((0, 0), (0, self.fresh)), constant_values=-1.0) if self.fresh else known

    def widened(self, classes: int) -> Kernel:
        """With room for more classes."""
        return replace(self, fresh=classes - self.weights.shape[1])


def fit(
    x: sp.csr_matrix, y: Ints, classes: int, folds: Ints, *, general: Single | None = None, seed: int = 0
) -> tuple[Kernel, Floats] | None:
    """The machine, and the scores of every row without its fold; None where there is too little to learn from."""
    chosen = _chosen(len(y), seed)
    count = np.bincount(x.indices, minlength=x.shape[1])
    # The most frequent first: what is read most lies close together.
    shared = np.argsort(-count, kind="stable")[: int((count >= SHARED).sum())].astype(np.int32)
    if len(y) < LEAST or len(shared) <= DIMENSIONS:
        return None
    frequent = picked(x, places(shared, x.shape[1]), len(shared))
    blocks = [singular(frequent, DIMENSIONS, seed), *([] if general is None else [general[shared]])]
    parts = [rounded(block) for block in blocks]
    vectors, scale = np.hstack([part for part, _ in parts]), np.column_stack([worth for _, worth in parts])
    ends = tuple(int(end) for end in np.cumsum([block.shape[1] for block in blocks]))
    z = placed(frequent, vectors, _blocks(ends, SHARES), scale)
    target = np.full((len(chosen), classes), -1, np.float32)
    target[np.arange(len(chosen)), y[chosen]] = 1
    matrix = _radial(z[chosen] @ z[chosen].T)
    matrix[np.diag_indices_from(matrix)] += np.float32(RIDGE)
    inverse = machines().inverse(matrix)
    weights = inverse @ target
    # Half precision is what the file keeps: what is read back must say the same.
    landmarks = z[chosen].astype(np.float16).astype(np.float32)
    machine = Kernel(shared, vectors, ends, scale, landmarks, weights, shares=SHARES)
    scores = np.zeros((len(y), classes))
    rest = np.setdiff1d(np.arange(len(y)), chosen)
    if len(rest):
        scores[rest] = _radial(z[rest] @ z[chosen].T) @ weights
    for fold in np.unique(folds[chosen]):
        own = np.flatnonzero(folds[chosen] == fold)
        gone = np.linalg.solve(inverse[np.ix_(own, own)].astype(np.float64), weights[own])
        scores[chosen[own]] = target[own] - gone
    return machine, scores


def rounded(matrix: Single) -> tuple[Bytes, Single]:
    """A matrix as bytes, and what a unit of each row is worth."""
    scale = np.abs(matrix).max(axis=1) / np.float32(127)
    scale[scale == 0] = 1
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale


def _blocks(ends: tuple[int, ...], shares: tuple[float, ...]) -> Blocks:
    return [(np.float32(shares[i]), *pair) for i, pair in enumerate(pairwise((0, *ends)))]


def placed(x: sp.csr_matrix, vectors: Bytes, blocks: Blocks, scale: Single) -> Single:
    """The unit rows of x · (scale · vectors)."""
    step, blocked = max(1, AT_ONCE // max(len(vectors), 1)), []
    for number, (share, first, last) in enumerate(blocks):
        scaled = sp.csr_matrix((x.data * scale[x.indices, number], x.indices, x.indptr), shape=x.shape)
        starts = range(first, last, step)
        parts = [scaled @ vectors[:, i : min(i + step, last)].astype(np.float32) for i in starts]
        blocked.append(share * unit(np.hstack(parts)))
    return unit(np.hstack(blocked))


def _chosen(rows: int, seed: int) -> Ints:
    if rows <= MOST:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).permutation(rows)[:MOST])


def _radial(cosine: Single) -> Single:
    cosine -= np.float32(1)
    cosine *= np.float32(2 * WIDTH)
    return np.asarray(np.exp(cosine, out=cosine), dtype=np.float32)
