"""Does a model still read the same stream it was learned from, and which of two models reads better?

Drift: the population stability index of the predicted classes and of the confidence against the model's own
out-of-fold predictions, and the share of texts that it does not know. No labels are needed. Below .1 an index is
called steady and above .25 shifted, as is practice in scoring; a shift is a reason to look, not a judgement.

Comparison: both models on the same labelled texts, with the exact two-sided sign test over the texts on which only
one of them is right (McNemar 1947).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiesu.reading.calibrate import macro_f1
from jiesu.reading.classify import Classifier
from jiesu.reading.prediction import Text
from jiesu.rules.verdict import Refusal

STEADY, SHIFTED = 0.1, 0.25
BINS = 10
LEAST = 100  # texts
SURELY = 0.05


@dataclass(frozen=True, slots=True)
class Drift:
    """What changed between the texts a model was learned from and these."""

    texts: int
    classes_index: float
    confidence_index: float
    confidence_then: float
    confidence_now: float
    unknown: float
    verdict: str
    moved: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Champion against challenger on the same texts."""

    texts: int
    champion: dict[str, float | str]
    challenger: dict[str, float | str]
    only_champion: int
    only_challenger: int
    chance: float
    better: str


def drift(model: Classifier, texts: Sequence[Text]) -> Drift:
    """Compare `texts` with the model's out-of-fold predictions; needs no labels."""
    if not len(model.trial.label):
        raise Refusal("This model was never trained on texts: there is nothing to compare with.")
    if len(texts) < LEAST:
        raise Refusal(
            "A drift report needs at least %(least)s texts; there are %(count)s.",
            least=LEAST,
            count=len(texts),
        )
    found = model.predict(texts, top=1)
    number = {label: i for i, label in enumerate(model.labels)}
    now = np.bincount([number[p.label] for p in found], minlength=len(number))
    then = np.bincount(model.trial.label, minlength=len(number))
    sure = np.array([p.confidence for p in found])
    was = model.trial.confidence.round(2)  # finer differences say nothing
    edges = np.unique(np.quantile(was, np.linspace(0, 1, BINS + 1)[1:-1]))
    classes = stability(then, now)
    confidence = stability(_histogram(was, edges), _histogram(sure.round(2), edges))
    shares = np.column_stack([then / then.sum(), now / now.sum()])
    order = np.argsort(-np.abs(shares[:, 1] - shares[:, 0]), kind="stable")[:5]
    return Drift(
        len(texts),
        round(classes, 4),
        round(confidence, 4),
        round(float(model.trial.confidence.mean()), 4),
        round(float(sure.mean()), 4),
        round(float(np.mean([not p.known for p in found])), 4),
        verdict(max(classes, confidence)),
        tuple((model.labels[i], round(float(shares[i, 0]), 4), round(float(shares[i, 1]), 4)) for i in order),
    )


def stability(then: NDArray[np.int64], now: NDArray[np.int64]) -> float:
    """Population stability index of two tables of counts (half a case is added everywhere), less what chance gives.

    Two samples of one stream differ too: by (cells - 1) · (1/n + 1/m) on average.
    """
    p, q = (then + 0.5) / (then + 0.5).sum(), (now + 0.5) / (now + 0.5).sum()
    chance = (len(then) - 1) * (1 / max(then.sum(), 1) + 1 / max(now.sum(), 1))
    index = float(((q - p) * np.log(q / p)).sum())
    return max(index - float(chance), 0.0)


def verdict(index: float) -> str:
    """steady, moving or shifted."""
    return "steady" if index < STEADY else "moving" if index < SHIFTED else "shifted"


def _histogram(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.bincount(np.searchsorted(edges, values, "right"), minlength=len(edges) + 1)


def compare(
    champion: Classifier, challenger: Classifier, texts: Sequence[Text], truth: Sequence[str]
) -> Compared:
    """Which model reads these labelled texts better; `better` is empty where chance could explain it."""
    if not texts:
        raise Refusal("There are no texts to compare the models on.")
    sides = [_side(model, texts, truth) for model in (champion, challenger)]
    (first, one), (second, other) = sides
    only_one, only_other = int((one & ~other).sum()), int((other & ~one).sum())
    chance = by_chance(only_one, only_other)
    better = ""
    if chance < SURELY:
        better = "champion" if only_one > only_other else "challenger"
    return Compared(len(texts), first, second, only_one, only_other, round(chance, 6), better)


def by_chance(one: int, other: int) -> float:
    """The exact two-sided sign test: how likely a fair coin falls at least so unevenly."""
    count, ways, tail = one + other, 1, 0
    for k in range(min(one, other) + 1):
        tail += ways
        ways = ways * (count - k) // (k + 1)
    return min(1.0, 2 * tail / (1 << count))


def _side(
    model: Classifier, texts: Sequence[Text], truth: Sequence[str]
) -> tuple[dict[str, float | str], NDArray[np.bool_]]:
    said = [p.label for p in model.predict(texts, top=1)]
    names = sorted({*model.labels, *truth})
    number = {name: i for i, name in enumerate(names)}
    y, guess = (np.array([number[label] for label in column]) for column in (truth, said))
    right = y == guess
    figures: dict[str, float | str] = {
        "version": model.card.version,
        "accuracy": round(float(right.mean()), 6),
        "macro_f1": round(macro_f1(y, guess, len(names)), 6),
    }
    return figures, right
