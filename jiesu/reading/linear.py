"""Linear models over a Space: naive-Bayes-weighted support vectors for few classes, a projected one for many.

Wang & Manning (2012), "Baselines and Bigrams": each column is scaled by a power of its log-count ratio for the
class before the margin is sought; the scale is folded into the weights, so reading stays one sparse product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.late import machines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FEW = 40  # up to so many classes: one weight per column and class
DIMENSIONS = 256
POWER = 0.5  # of the log-count ratio
LENGTH = 1.4  # mean length of a scaled row
TOLERANCE = 0.1  # of the trust-region solver: no chance in it, and stopping early regularises


@dataclass(slots=True)
class Linear:
    """scores = (x · projection) · weights + bias; without a projection for few classes."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    projection: NDArray[np.float32] | None = None

    def scores(self, x: sp.csr_matrix) -> Floats:
        seen = x if self.projection is None else unit(x @ self.projection)
        return np.asarray(seen @ self.weights, dtype=np.float64) + self.bias

    def score(self, columns: Ints, values: NDArray[np.float32]) -> Floats:
        """The same of a single row, without a thread of linear algebra: those would wait for each other longer."""
        if self.projection is None:
            seen = np.einsum("i,ij->j", values, self.weights[columns])
        else:
            place = np.einsum("i,ij->j", values, self.projection[columns])
            seen = np.einsum("i,ij->j", unit(place[None])[0], self.weights)
        return np.asarray(seen + self.bias, dtype=np.float64)[None]

    def of_columns(self, columns: Ints) -> NDArray[np.float32]:
        """What each column speaks for, class by class."""
        if self.projection is None:
            return self.weights[columns]
        return np.asarray(self.projection[columns] @ self.weights, dtype=np.float32)

    def widened(self, width: int, classes: int) -> Linear:
        """With room for more columns and classes; what is new weighs nothing, a new class starts low."""
        old = self.weights.shape[1]
        low = float(self.bias.min()) if len(self.bias) else 0.0
        bias = np.concatenate([self.bias, np.full(classes - old, low, np.float32)])
        if self.projection is not None:
            return Linear(
                np.pad(self.weights, ((0, 0), (0, classes - old))), bias, _taller(self.projection, width)
            )
        return Linear(np.pad(_taller(self.weights, width), ((0, 0), (0, classes - old))), bias)

    def correct(
        self, x: sp.csr_matrix, truth: int, *, beside: Floats | float = 0.0, step: float = 0.1
    ) -> None:
        """Passive-aggressive step (Crammer et al. 2006): true must lead by 1, with what others say `beside`."""
        score = self.scores(x)[0] + beside
        others = score.copy()
        others[truth] = -np.inf
        rival = int(others.argmax()) if len(others) > 1 else truth
        loss = max(0.0, 1.0 - (score[truth] - others[rival])) if rival != truth else 0.0
        if not loss:
            return
        if self.projection is None:
            place, value = x.indices, x.data
        else:
            value = unit(x @ self.projection)[0]
            place = np.arange(len(value))
        move = np.float32(min(step, loss / (2 * float(value @ value) + 1e-9))) * value
        self.weights[place, truth] += move
        self.weights[place, rival] -= move


def _taller(matrix: NDArray[np.float32], rows: int) -> NDArray[np.float32]:
    return np.pad(matrix, ((0, rows - matrix.shape[0]), (0, 0)))


def unit(dense: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(dense, axis=1, keepdims=True)
    return np.asarray(dense / np.where(length == 0, 1, length), dtype=np.float32)


def fit(x: sp.csr_matrix, y: Ints, classes: int, *, seed: int = 0, strength: float = 1.0) -> Linear:
    """Learn from rows `x` and class numbers `y` (every class from 0 to `classes` - 1 may occur)."""
    if classes > FEW:
        return _projected(x, y, classes, seed)
    ratios = _ratios(x, y, classes)
    weights = np.zeros((x.shape[1], classes), np.float32)
    bias = np.full(classes, -1.0, np.float32)
    for c in range(classes):
        mine = y == c
        if not mine.any() or mine.all():
            bias[c] = 1.0 if mine.any() else -1.0
            continue
        scale = np.abs(ratios[c]) ** POWER
        scaled = x.astype(np.float64)
        scaled.data *= scale[scaled.indices]
        mean = float(np.sqrt((scaled.data**2).sum() / max(x.shape[0], 1))) or 1.0
        scaled.data *= LENGTH / mean
        found, bias[c] = machines().margin(scaled, mine, strength=strength, tolerance=TOLERANCE, seed=seed)
        weights[:, c] = found * scale * (LENGTH / mean)
    # Half precision is what the file keeps: what is read back must say the same.
    return Linear(weights.astype(np.float16).astype(np.float32), bias)


def _ratios(x: sp.csr_matrix, y: Ints, classes: int) -> Floats:
    """ln of the odds of each column in each class against the others, add-one smoothed."""
    present = sp.csr_matrix((np.ones(len(x.data), np.float32), x.indices, x.indptr), shape=x.shape)
    member = sp.csr_matrix((np.ones(len(y), np.float32), (y, np.arange(len(y)))), shape=(classes, len(y)))
    inside = np.asarray((member @ present).todense(), dtype=np.float64)
    total = inside.sum(0)
    mine, rest = inside + 1, total - inside + 1
    ratio = np.log(mine / mine.sum(1, keepdims=True)) - np.log(rest / rest.sum(1, keepdims=True))
    return np.asarray(ratio, dtype=np.float64)


def _projected(x: sp.csr_matrix, y: Ints, classes: int, seed: int) -> Linear:
    """Truncated singular vectors, then a multinomial logistic regression: small for hundreds of classes."""
    size = max(2, min(DIMENSIONS, x.shape[0] - 1, x.shape[1] - 1))
    vectors = singular(x, size, seed)
    present, compact = np.unique(y, return_inverse=True)
    found, level = machines().logistic(unit(x @ vectors), compact, strength=30.0, rounds=200)
    weights = np.zeros((size, classes), np.float32)
    bias = np.full(classes, float(level.min()) - 1, np.float32)
    weights[:, present], bias[present] = found.T, level
    return Linear(weights, bias, vectors)


def singular(x: sp.csr_matrix, size: int, seed: int) -> NDArray[np.float32]:
    """Right singular vectors by a random range with one power step (Halko et al. 2011)."""
    chance = np.random.default_rng(seed).standard_normal((x.shape[1], size), dtype=np.float32)
    turned = x.T.tocsr()
    basis = np.linalg.qr(x @ chance)[0]
    basis = np.linalg.qr(x @ (turned @ basis))[0]
    back = turned @ basis
    values, inner = np.linalg.eigh(back.T @ back)
    order = np.argsort(-values)[:size]
    spread = np.sqrt(np.maximum(values[order], 1e-6))
    return np.asarray(back @ inner[:, order] / spread, dtype=np.float32)


def places(columns: NDArray[np.int32], width: int) -> NDArray[np.int32]:
    """Column → its place among `columns`, or -1."""
    place = np.full(width, -1, np.int32)
    place[columns] = np.arange(len(columns), dtype=np.int32)
    return place


def picked(x: sp.csr_matrix, place: NDArray[np.int32], width: int) -> sp.csr_matrix:
    """The columns of `x` that have a `place`, in that order."""
    where = np.full(len(x.indices), -1, np.int32)
    inside = x.indices < len(place)
    where[inside] = place[x.indices[inside]]
    known = where >= 0
    pointers = np.concatenate([[0], np.cumsum(known)])[x.indptr]
    return sp.csr_matrix((x.data[known], where[known], pointers), shape=(x.shape[0], width))
