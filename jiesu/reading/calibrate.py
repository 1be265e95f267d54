"""Honest probabilities and gates from out-of-fold scores.

A gate is a threshold on the confidence such that, among the out-of-fold predictions at or above it, the share
of right ones is at least the chosen precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiesu.reading.late import machines

Floats = NDArray[np.float64]
NEVER = 2.0  # a threshold that no confidence reaches
CROSSED = 12  # up to so many classes, each expert's score for one class may speak for another
FAINT = 10.0  # how much more that costs than a bias
LEAST_SHARE = 0.5  # weight of the first expert at least: it is the one that confirmed dispatches teach
MINIMUM = 30  # fewer out-of-fold predictions than this set no threshold of their own


def softmax(scores: Floats) -> Floats:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """p = softmax(Σ expert weight × expert scores + Σ scores · cross + bias): few numbers, for any catalogue.

    `cross` (experts × classes × classes) is what an expert's score for one class says for another; none for many.
    """

    weights: tuple[float, ...]
    bias: tuple[float, ...]
    cross: tuple[tuple[tuple[float, ...], ...], ...] = ()

    def probabilities(self, scores: Sequence[Floats]) -> Floats:
        mixed = sum(w * s for w, s in zip(self.weights, scores, strict=True)) + np.asarray(self.bias)
        for matrix, said in zip(self.cross, scores, strict=False):
            mixed = mixed + np.einsum("ij,jk->ik", said, np.asarray(matrix))
        return softmax(np.asarray(mixed, dtype=np.float64))

    def widened(self, classes: int) -> Calibration:
        """With room for more classes."""
        more = classes - len(self.bias)
        cross = np.pad(np.asarray(self.cross), ((0, 0), (0, more), (0, more))) if self.cross else ()
        return Calibration(self.weights, self.bias + (0.0,) * more, _tuples(cross))


def _tuples(cross: Any) -> tuple[tuple[tuple[float, ...], ...], ...]:
    return tuple(tuple(tuple(map(float, row)) for row in matrix) for matrix in cross)


def calibrate(scores: Sequence[Floats], truth: NDArray[np.int64], *, ridge: float = 1.0) -> Calibration:
    """Maximum likelihood on out-of-fold `scores` (one n × classes array per expert)."""
    experts, classes = len(scores), scores[0].shape[1]
    rows = np.arange(len(truth))
    if not len(truth):
        return Calibration((4.0 / experts,) * experts, (0.0,) * classes)
    shape = (experts * classes if classes <= CROSSED else 0, classes)
    joined = np.hstack(scores)[:, : shape[0]]
    spread = np.maximum(joined.std(0), 1e-9)
    joined = joined / spread

    def loss(x: Floats) -> tuple[float, Floats]:
        own, bias, cross = x[:experts], x[experts : experts + classes], x[experts + classes :].reshape(shape)
        mixed = sum(w * s for w, s in zip(own, scores, strict=True)) + bias + joined @ cross
        p = softmax(np.asarray(mixed))
        value = -np.log(np.maximum(p[rows, truth], 1e-12)).sum()
        value += ridge * ((bias**2).sum() + FAINT * (cross**2).sum())
        p[rows, truth] -= 1.0
        slope = [float((p * s).sum()) for s in scores], p.sum(0) + 2 * ridge * bias
        return float(value), np.concatenate([*slope, (joined.T @ p + 2 * ridge * FAINT * cross).ravel()])

    start = np.concatenate([np.full(experts, 3.0 / experts), np.zeros(classes + shape[0] * classes)])
    least = [(LEAST_SHARE, 50.0)] + [(0.01, 50.0)] * (experts - 1)
    bounds = [*least, *[(-5.0, 5.0)] * classes, *[(-50.0, 50.0)] * (shape[0] * classes)]
    best = machines().lowest(loss, start, bounds)
    own, bias = best[:experts], best[experts : experts + classes]
    cross = (best[experts + classes :].reshape(shape) / spread[:, None]).reshape(-1, classes, classes)
    return Calibration(tuple(map(float, own)), tuple(map(float, bias)), _tuples(cross))


@dataclass(frozen=True, slots=True)
class Gate:
    """Thresholds on the confidence for a chosen precision, and what they gave out of fold."""

    precision: float
    threshold: float
    share: float
    measured: float
    by_class: dict[int, float] = field(default_factory=dict)

    def opens(self, label: int, confidence: float) -> bool:
        return confidence >= self.by_class.get(label, self.threshold)


def threshold(confidence: Floats, right: NDArray[np.bool_], precision: float) -> float:
    """The lowest confidence from which upwards the share of right ones is at least `precision`."""
    if not len(confidence):
        return NEVER
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last = np.append(ranked[1:] < ranked[:-1], True)  # equal confidences go together
    enough = np.flatnonzero((share >= precision) & last)
    return float(ranked[enough[-1]]) if len(enough) else NEVER


@dataclass(frozen=True, slots=True)
class Trial:
    """Out-of-fold predictions: the class said, how surely, and whether that was right."""

    label: NDArray[np.int64]
    confidence: Floats
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, p: Floats, truth: NDArray[np.int64]) -> Trial:
        label = p.argmax(1)
        return cls(label, p.max(1), label == truth)


def gate(trial: Trial, precision: float, *, per_class: bool = False) -> Gate:
    """One threshold for all and, where asked for and the data allow, a stricter one for a class.

    A class whose own predictions above the common threshold are right less often than asked gets its own.
    """
    if not len(trial.label):
        return Gate(precision, NEVER, 0.0, 0.0)
    common = threshold(trial.confidence, trial.right, precision)
    own: dict[int, float] = {}
    for c in np.unique(trial.label) if per_class else ():
        mine = trial.label == c
        if int(mine.sum()) >= MINIMUM:
            alone = threshold(trial.confidence[mine], trial.right[mine], precision)
            if alone > common:
                own[int(c)] = alone
    limit = np.array([own.get(int(c), common) for c in trial.label])
    passed = trial.confidence >= limit
    measured = float(trial.right[passed].mean()) if passed.any() else 0.0
    return Gate(precision, common, float(passed.mean()), measured, own)


def curve_of(confidence: Floats, right: NDArray[np.bool_], precisions: Sequence[float]) -> dict[str, float]:
    """The largest automatic share that keeps each precision."""
    limits = {str(q): threshold(confidence, right, q) for q in precisions}
    return {q: round(float((confidence >= limit).mean()), 6) for q, limit in limits.items()}


def expected_error(trial: Trial, bins: int = 10) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over equal-width bins."""
    confidence, right = trial.confidence, trial.right
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        mine = place == b
        if mine.any():
            total += float(mine.mean()) * abs(float(confidence[mine].mean()) - float(right[mine].mean()))
    return total


def macro_f1(truth: NDArray[np.int64], guess: NDArray[np.int64], classes: int) -> float:
    """Mean F1 over the classes that occur in `truth`."""
    table = confusion(truth, guess, classes)
    hits = np.diag(table).astype(float)
    total = table.sum(0) + table.sum(1)
    present = table.sum(1) > 0
    return float((2 * hits[present] / np.maximum(total[present], 1)).mean()) if present.any() else 0.0


def confusion(truth: NDArray[np.int64], guess: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Rows: the true class; columns: the predicted one."""
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (truth, guess), 1)
    return table
