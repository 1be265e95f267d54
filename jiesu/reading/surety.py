"""How sure it is that the top class is the right one: learned from out-of-fold predictions.

A separate question from which class is likeliest: besides the probability it hears how far each expert's own
margin goes, whether the experts agree, how much of the text was known, and how reliable the class is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jiesu.reading.late import machines
from jiesu.reading.linear import FEW, Floats, Ints

LEAST, WRONG = 1500, 60  # out-of-fold predictions, and wrong ones among them, that teach it
STRENGTH = 0.05


@dataclass(frozen=True, slots=True)
class Surety:
    """A logistic regression on standardised `features`."""

    mean: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    classes: int

    def confidence(self, p: Floats, experts: Sequence[Floats], known: Ints) -> Floats:
        """For each row, the probability that its likeliest class is right."""
        return self.of(features(p, experts, known, self.classes))

    def of(self, given: Floats) -> Floats:
        """The same from rows of `features`."""
        drawn = (given - np.asarray(self.mean)) @ np.asarray(self.weights) + self.bias
        return np.asarray(1 / (1 + np.exp(-drawn)), dtype=np.float64)


def features(p: Floats, experts: Sequence[Floats], known: Ints, classes: int) -> Floats:
    """One row for each prediction; `known` counts the columns of the text that the space knows."""
    rows, label = np.arange(len(p)), p.argmax(1)
    ranked = np.sort(p, axis=1)
    columns = [_logit(ranked[:, -1]), _logit(ranked[:, -2]), (p * np.log(p + 1e-12)).sum(1), np.log1p(known)]
    for scores in experts:
        others = scores.copy()
        others[rows, label] = -np.inf
        mine = scores[rows, label]
        columns += [mine, mine - others.max(1), (scores.argmax(1) == label).astype(float)]
    if classes <= FEW:
        columns += [(label == c).astype(float) for c in range(classes)]
    return np.column_stack(columns)


def _logit(p: Floats) -> Floats:
    held = np.clip(p, 1e-9, 1 - 1e-6)
    return np.asarray(np.log(held / (1 - held)), dtype=np.float64)


def fit(given: Floats, right: np.ndarray[tuple[int], np.dtype[np.bool_]], classes: int) -> Surety | None:
    """Learn from out-of-fold features; None where too few predictions, or too few wrong ones, are there."""
    if len(right) < LEAST or int((~right).sum()) < WRONG:
        return None
    mean, spread = given.mean(0), given.std(0)
    spread[spread < 1e-9] = np.inf
    found, bias = machines().logistic((given - mean) / spread, right, strength=STRENGTH, rounds=500)
    return Surety(tuple(mean.tolist()), tuple((found[0] / spread).tolist()), float(bias[0]), classes)
