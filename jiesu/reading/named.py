"""What the categories are called, as one more expert beside those that learn from cases.

While cases are few, the names of a catalogue know what no case has shown yet (docs/reading.md has figures). It learns
nothing, so what it says of a row is the same with and without the fold of that row; the calibration decides how much
it counts. Everything it needs lies in the model: a later general file does not change what an older model says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.beginner import SHARP, Beginner
from jiesu.reading.general import general_bytes
from jiesu.reading.grams import Codes
from jiesu.reading.kernel import Bytes, placed
from jiesu.reading.linear import Floats
from jiesu.reading.space import VIEWS, Found, Singles, Space

ENOUGH = 700
"""With so many cases for each category on average the labels alone, as names, add nothing."""
BEST = 3
"""Of a category with many lines the mean of so many best ones counts."""
Line = Sequence[str]
"""The names of one line of a catalogue, the widest level first, and the words that speak for it."""
Names = Mapping[str, Sequence[Line]]
"""Of each category the lines that belong to it: one, or all that lie under it."""


@dataclass(slots=True)
class Named:
    """Of a line: (x · letters + unit(x · places) · meaning) / SHARP; x: a row over the grams of the general file.

    `letters` (lines × grams) are the grams of the names, `meaning` (lines × numbers) their general places, `owner` the
    category of each line, in order. A category scores the mean of its BEST lines.
    """

    bucket: NDArray[np.int32]
    idf: Singles
    places: Bytes
    scale: Singles
    letters: sp.csr_matrix
    meaning: Singles
    owner: NDArray[np.int32]
    fresh: int = 0
    _space: Space = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._space = Space(np.full(len(self.bucket), VIEWS - 1, np.uint8), self.bucket, self.idf)

    @classmethod
    def of(cls, labels: Sequence[str], names: Names) -> Self | None:
        """The expert of these labels in this order; None where no name of any says anything.

        A label without names is called by itself.
        """
        lines = [(no, line) for no, label in enumerate(labels) for line in names.get(label) or [(label,)]]
        letters, meaning = Beginner.of({str(row): line for row, (_, line) in enumerate(lines)}).parts()
        if not letters.nnz:
            return None
        return cls(*general_bytes(), letters, meaning, np.array([no for no, _ in lines], np.int32))

    def scores(self, raw: Sequence[sp.csr_matrix]) -> Floats:
        """Texts × categories, from the raw views of the texts."""
        nothing = sp.csr_matrix(raw[-1].shape, dtype=np.float32)
        x = self._space([nothing, nothing, raw[-1]])
        near = placed(x, self.places, [(np.float32(1), 0, self.places.shape[1])], self.scale[:, None])
        return self._with_fresh((x @ self.letters.T).toarray() + near @ self.meaning.T)

    def score(self, given: Codes, found: Found) -> Floats:
        """The same of a single text, without a thread of linear algebra."""
        columns, values = self._space.row(given, found)
        place = np.einsum("i,ij->j", values * self.scale[columns], self.places[columns].astype(np.float32))
        length = float(np.sqrt(np.einsum("i,i->", place, place))) or 1.0
        x = sp.csr_matrix((values, columns, [0, len(columns)]), shape=(1, len(self.bucket)))
        said = (x @ self.letters.T).toarray()[0] + np.einsum("i,ji->j", place / length, self.meaning)
        return self._with_fresh(said[None])

    def widened(self, classes: int) -> Named:
        """With room for more categories, whose names it does not know."""
        return replace(self, fresh=classes - int(self.owner[-1]) - 1)

    def _with_fresh(self, said: Singles) -> Floats:
        known = best(np.asarray(said, np.float64) / SHARP, self.owner)
        if not self.fresh:
            return known
        return np.hstack([known, np.repeat(known.mean(1, keepdims=True), self.fresh, 1)])


def best(said: Floats, owner: NDArray[np.int32]) -> Floats:
    """Texts × categories: the mean of the BEST lines of each; `owner` rises."""
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    if len(starts) == len(owner):
        return said
    apart = 2 * float(np.abs(said).max(initial=0.0)) + 1
    sorted_ = owner * apart - np.sort(owner * apart - said, axis=1)
    counts = np.minimum(np.diff(np.append(starts, len(owner))), BEST)
    summed = sum(
        np.where(nth < counts, sorted_[:, starts + np.minimum(nth, counts - 1)], 0) for nth in range(BEST)
    )
    return np.asarray(summed / counts, np.float64)
