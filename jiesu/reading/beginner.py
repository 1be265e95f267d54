"""Reads categories by what they are called: from the first day on, and better with every confirmed case.

A text is compared with the names and words of each category twice: gram by gram, rare grams weighing more, and by
what the grams mean in general (`general`). Cases that were confirmed speak beside the names; a category without any
is never left out. From some hundred cases on `classify` reads better; a category that it has not learned stays here.

Measured without a single case (docs/reading.md): the scale of the scores, `SHARP`, was set so that the shares of the
first levels of a catalogue hold; those of single leaves could not be measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.folding import flat
from jiesu.reading.general import general, general_space
from jiesu.reading.personal import mask
from jiesu.reading.prediction import Prediction, Text
from jiesu.reading.space import Singles, Space, views

LETTERS = 8.0
"""What the grams of a name weigh beside their meaning."""
OWN = 2.0
"""What the last name of a path (and a category's own words) weighs beside each of the names above it."""
CASES, GRAMS = 0.5, 4.0
"""What cases weigh beside names, and their grams beside their meaning."""
USUAL = 0.8
"""What so many of the cases of other categories stay below is usual."""
SHARP = 0.15
"""How far apart two scores are of which one is e times as likely."""
LEAST = 2
"""So many characters in a row that text and names share are shown as a word that decided."""


class Beginner:
    """Texts → categories by their names. Never changed: `taught` gives a new one. Safe to read from several threads."""

    def __init__(
        self,
        labels: Sequence[str],
        called: Sequence[str],
        names: sp.csr_matrix,
        meaning: Singles,
        cases: _Cases | None = None,
    ) -> None:
        self.labels, self._called, self._names, self._meaning = list(labels), called, names, meaning
        self._cases = cases

    @classmethod
    def of(cls, named: Mapping[str, Sequence[str]], words: Mapping[str, Sequence[str]] | None = None) -> Self:
        """From the names of each category, the widest level first, and other words that speak for it."""
        own, labels = words or {}, list(named)
        called = ["\n".join((*named[label], *own.get(label, ()))) for label in labels]
        parts = [
            (row, weight, part)
            for row, label in enumerate(labels)
            for weight, part in _weighed(named[label], own.get(label, ()))
        ]
        rows = np.array([row for row, *_ in parts], np.int64)
        shares = sp.csr_matrix(
            (np.array([weight for _, weight, _ in parts], np.float32), (rows, np.arange(len(parts)))),
            shape=(len(labels), len(parts)),
        )
        grams = _rows([("", part) for *_, part in parts])
        placed = _placed(_rows([("", text) for text in called]))
        return cls(labels, called, (LETTERS * (shares @ grams)).tocsr(), _unit(placed - _middle(placed)))

    def taught(self, texts: Sequence[Text], labels: Sequence[str]) -> Self:
        """The same with confirmed cases; those of categories that it does not know are left out."""
        number = {label: row for row, label in enumerate(self.labels)}
        known = [(text, number[label]) for text, label in zip(texts, labels, strict=True) if label in number]
        if not known:
            return self
        x = _rows([_pair(text) for text, _ in known])
        cases = _Cases.of(x, np.array([row for _, row in known]), len(self.labels))
        return type(self)(self.labels, self._called, self._names, self._meaning, cases)

    def parts(self) -> tuple[sp.csr_matrix, Singles]:
        """The grams of the names (categories × grams of the general file), and their general places."""
        return self._names, self._meaning

    def scores(self, texts: Sequence[Text]) -> NDArray[np.float64]:
        """Texts × categories; how much likelier is told by differences of `SHARP`."""
        x = _rows([_pair(text) for text in texts])
        found = (x @ self._names.T).toarray() + _unit(_placed(x)) @ self._meaning.T
        if self._cases is not None:
            found = found + self._cases.scores(x)
        return np.asarray(found, np.float64)

    def predict(self, texts: Sequence[Text], *, top: int = 3) -> list[Prediction]:
        """The likeliest categories of each text, by share of all; not `known` where it has nothing to go by."""
        if not self.labels:
            return [Prediction("", 0.0, known=False) for _ in texts]
        scores = self.scores(texts) / SHARP
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        found = []
        for score, share in zip(scores, shares, strict=True):
            best = np.argsort(-share, kind="stable")[:top].tolist()
            first = best[0]
            likely = tuple((self.labels[i], float(share[i])) for i in best)
            found.append(
                Prediction(self.labels[first], float(share[first]), likely, known=bool(np.ptp(score) > 0))
            )
        return found

    def deciding(self, text: Text, label: str, *, most: int = 5) -> tuple[str, ...]:
        """The longest pieces that a text shares with the names and words of a category."""
        if label not in self.labels:
            return ()
        told = flat(mask("\n".join(_pair(text))))
        pieces: set[str] = set()
        for name in flat(self._called[self.labels.index(label)]).split("\n"):
            for block in SequenceMatcher(None, told, name, autojunk=False).get_matching_blocks():
                pieces.add(name[block.b : block.b + block.size])
        long = sorted((p for p in pieces if len(p) >= LEAST), key=lambda p: (-len(p), told.index(p)))
        return tuple(p for i, p in enumerate(long) if not any(p in other for other in long[:i]))[:most]


class _Cases:
    """What confirmed cases say: the middle of the grams and of the meaning of each category's cases."""

    def __init__(self, grams: sp.csr_matrix, meaning: Singles, trust: Singles, usual: Singles) -> None:
        self.grams, self.meaning, self.trust, self.usual = grams, meaning, trust, usual

    @classmethod
    def of(cls, x: sp.csr_matrix, rows: NDArray[np.int64], size: int) -> Self:
        together = sp.csr_matrix(
            (np.ones(len(rows), np.float32), (rows, np.arange(len(rows)))), shape=(size, len(rows))
        )
        grams = (together @ x).tocsr()
        length = np.sqrt(np.asarray(grams.multiply(grams).sum(axis=1)).ravel())
        grams = sp.diags(1 / np.where(length == 0, 1, length)) @ grams
        meaning = _unit(together @ _unit(_placed(x)))
        counts = np.bincount(rows, minlength=size).astype(np.float32)
        made = cls(grams.tocsr(), meaning, counts / (counts + 1), np.zeros(size, np.float32))
        own = made._plain(x)
        own[np.arange(len(rows)), rows] = np.nan
        alone = np.isnan(own).all(axis=0)  # all cases are of this one category
        own[:, alone] = 0
        usual = np.nanquantile(own, USUAL, axis=0).astype(np.float32)
        return cls(made.grams, made.meaning, made.trust, usual)

    def scores(self, x: sp.csr_matrix) -> Singles:
        """By how much a text has more than texts of other categories usually have; nothing where there are no cases."""
        found: Singles = np.float32(CASES) * self.trust * np.maximum(self._plain(x) - self.usual, 0)
        return found

    def _plain(self, x: sp.csr_matrix) -> Singles:
        found: Singles = _unit(_placed(x)) @ self.meaning.T + np.float32(GRAMS) * (x @ self.grams.T).toarray()
        return found


def _weighed(names: Sequence[str], words: Sequence[str]) -> list[tuple[float, str]]:
    parts = [(1.0, name) for name in names[:-1]] + [(OWN, name) for name in names[-1:]]
    if words:
        parts.append((OWN, "\n".join(words)))
    total = sum(weight for weight, _ in parts)
    return [(weight / total, part) for weight, part in parts]


@lru_cache(maxsize=1)
def _known() -> tuple[Space, Singles]:
    space = general_space()
    return space, general(space)


def _rows(texts: Sequence[tuple[str, str]]) -> sp.csr_matrix:
    return _known()[0](views([title for title, _ in texts], [text for _, text in texts]))


def _placed(x: sp.csr_matrix) -> Singles:
    return np.asarray(x @ _known()[1], np.float32)


def _unit(rows: Singles) -> Singles:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length == 0, 1, length), np.float32)


def _middle(rows: Singles) -> Singles | float:
    return np.asarray(rows.mean(axis=0), np.float32) if len(rows) > 1 else 0.0


def _pair(text: Text) -> tuple[str, str]:
    return ("", text) if isinstance(text, str) else text
