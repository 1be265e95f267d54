"""A linear machine that reads some of the columns alone: the subject, the body, or the rare words.

The machine that reads all columns at once lets the loudest speak; beside it, one that sees only the subject, one
that sees only the body and one that sees only what few texts share say whether all point the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.linear import Floats, Ints, picked, places

LEAST, COLUMNS = 500, 300  # rows, and columns of each group: fewer teach it nothing
RARE = 40  # a column that fewer texts share is rare


def groups(x: sp.csr_matrix, view: NDArray[np.uint8]) -> list[Ints]:
    """The columns of each machine; a group that is too small (no subjects were written) has none."""
    if x.shape[0] < LEAST:
        return []
    shared = np.bincount(x.indices, minlength=x.shape[1])
    listed = [np.flatnonzero(mine) for mine in (view == 0, view == 1, shared < RARE)]
    return [mine for mine in listed if COLUMNS <= len(mine) < x.shape[1]]


@dataclass(slots=True)
class Alone:
    """scores = x[columns] · weights + bias; of `fresh` classes it knows nothing, and says no."""

    columns: NDArray[np.int32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    fresh: int = 0
    _places: NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._places = places(self.columns, int(self.columns.max(initial=-1)) + 1)

    def scores(self, x: sp.csr_matrix) -> Floats:
        """One column for each class; columns that the space has grown since are passed over."""
        own = picked(x, self._places, len(self.columns))
        return self._with_fresh(np.asarray(own @ self.weights, dtype=np.float64) + self.bias)

    def score(self, columns: Ints, values: NDArray[np.float32]) -> Floats:
        """The same of a single row."""
        inside = columns < len(self._places)
        place = self._places[columns[inside]]
        said = np.einsum("i,ij->j", values[inside][place >= 0], self.weights[place[place >= 0]])
        return self._with_fresh(np.asarray(said + self.bias, dtype=np.float64)[None])

    def widened(self, classes: int) -> Alone:
        """With room for more classes."""
        return replace(self, fresh=classes - self.weights.shape[1])

    def _with_fresh(self, known: Floats) -> Floats:
        return np.pad(known, ((0, 0), (0, self.fresh)), constant_values=-1.0) if self.fresh else known
