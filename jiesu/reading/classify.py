"""Classify requests: category, type, lead unit, urgency; with honest probabilities and the words that decided.

Learned from the installation's own history (`Classifier.fit`), corrected by confirmed dispatches
(`partial_fit`). Before there is a history, `beginner` reads by the names of the duty catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from jiesu.reading import store
from jiesu.reading import surety as sureties
from jiesu.reading.alone import Alone
from jiesu.reading.calibrate import (
    Calibration,
    Gate,
    Trial,
    confusion,
    expected_error,
    gate,
    macro_f1,
)
from jiesu.reading.experts import calibrated, learned
from jiesu.reading.folds import folds_of
from jiesu.reading.grams import codes, occurrences
from jiesu.reading.kernel import Kernel
from jiesu.reading.linear import Floats, Ints, Linear
from jiesu.reading.named import ENOUGH, Named, Names
from jiesu.reading.personal import mask
from jiesu.reading.prediction import Prediction, Text
from jiesu.reading.space import BITS, ORDERS, Space, views
from jiesu.reading.store import Card
from jiesu.reading.surety import Surety
from jiesu.rules.verdict import Refusal

Expert = Linear | Kernel | Alone
PRECISIONS = (0.95, 0.97, 0.99)
FOLDS = 5
MANY, SHARED = 2000, 6  # from so many texts on, a column must be shared by so many of them (else by two)
FEW_TEXTS, CHUNK = 8, 1024  # so few are read one by one; of more, so many at once
# How far one confirmed dispatch may move the first expert: as far in the mixture, however little it weighs there.
STEP, LEAST_STEP = 0.25, 0.1
UNKNOWN_SHARE = 1.5  # a confidence below this many times a blind guess is "I do not know"


class Classifier:
    """Texts → classes. Not thread-safe while learning; safe to read from several threads."""

    def __init__(
        self,
        labels: list[str],
        space: Space,
        linear: Linear,
        calibration: Calibration,
        trial: Trial,
        card: Card,
        kernel: Kernel | None = None,
        surety: Surety | None = None,
        alone: tuple[Alone, ...] = (),
        named: Named | None = None,
    ) -> None:
        self.labels, self.space, self.linear = labels, space, linear
        self.calibration, self.trial, self.card = calibration, trial, card
        self.kernel, self.surety, self.alone, self.named = kernel, surety, alone, named

    @property
    def experts(self) -> tuple[Expert, ...]:
        """Those that learn, in the order in which the calibration weighs them; the names come after them."""
        return tuple(expert for expert in (self.linear, self.kernel, *self.alone) if expert)

    def save(self, folder: Path | str) -> None:
        """Write the model as plain arrays and JSON."""
        store.save(self, Path(folder))

    @classmethod
    def load(cls, folder: Path | str) -> Classifier:
        """Read what `save` wrote; nothing in the files is ever executed."""
        return cls(*store.load(Path(folder)))

    # ---- learning

    @classmethod
    def fit(
        cls,
        subjects: Sequence[str],
        bodies: Sequence[str],
        labels: Sequence[str],
        groups: Sequence[str] | None = None,
        *,
        seed: int = 0,
        made: str = "",
        folds: Sequence[int] | None = None,
        jobs: int = 2,
        names: Names | None = None,
    ) -> Classifier:
        """Learn; `groups` keeps near-copies in one fold; `made` is the date of the version, passed in; `names` tells
        what the labels are called (a label without names is called by itself): that counts most while cases are few."""
        if not len(subjects) == len(bodies) == len(labels):
            raise ValueError("subjects, bodies and labels differ in length")
        listed = sorted(set(labels))
        if len(listed) < 2:
            raise Refusal(
                "Training needs at least two different labels; there is only %(count)s.", count=len(listed)
            )
        number = {name: i for i, name in enumerate(listed)}
        y = np.array([number[label] for label in labels], dtype=np.int64)
        raw = views(subjects, bodies)
        space = Space.fit(raw, rare=SHARED if len(y) >= MANY else 2)
        if not space.width:
            raise Refusal("The texts share no words: nothing can be learned from them.")
        x = space(raw)
        places = np.asarray(folds if folds is not None else folds_of(y, groups, FOLDS, seed))
        found = learned(x, y, len(listed), places, space, seed=seed, jobs=jobs)
        named = Named.of(listed, names or {}) if names or len(y) < ENOUGH * len(listed) else None
        scores = [*found.scores, *([named.scores(raw)] if named else [])]
        calibration, p = calibrated(scores, y, places)
        given = sureties.features(p, scores, np.diff(x.indptr), len(listed))
        label = p.argmax(1)
        surety = sureties.fit(given, label == y, len(listed))
        trial = Trial(label, _confidence(surety, given, label == y, p, places), label == y)
        card = _card(trial, y, p, digest=_digest(subjects, bodies, labels), made=made, seed=seed)
        experts = found.kernel, surety, found.alone, named
        return cls(listed, space, found.linear, calibration, trial, card, *experts)

    def partial_fit(self, texts: Sequence[Text], labels: Sequence[str]) -> None:
        """Learn from confirmed dispatches; new words and new labels are taken in."""
        subjects, bodies = _apart(texts)
        raw = views(subjects, bodies)
        self.space = self.space.grown(raw)
        fresh = [label for label in dict.fromkeys(labels) if label not in set(self.labels)]
        self.labels = self.labels + fresh
        self.linear = self.linear.widened(self.space.width, len(self.labels))
        self.kernel = self.kernel.widened(len(self.labels)) if self.kernel else None
        self.alone = tuple(expert.widened(len(self.labels)) for expert in self.alone)
        self.named = self.named.widened(len(self.labels)) if self.named else None
        self.calibration = self.calibration.widened(len(self.labels))
        number = {name: i for i, name in enumerate(self.labels)}
        x = self.space(raw)
        own, *weights = self.calibration.weights
        others = [*(expert.scores(x) for expert in self.experts[1:]), *self._by_name(raw)]
        beside = np.zeros((len(labels), len(self.labels)))
        for weight, said in zip(weights, others, strict=True):
            beside += weight / own * said
        step = max(LEAST_STEP, STEP / own)
        for row, label in enumerate(labels):
            self.linear.correct(x[row], number[label], beside=beside[row], step=step)
        self.card = replace(self.card, corrections=self.card.corrections + len(labels))

    # ---- reading

    def probabilities(self, texts: Sequence[Text]) -> Floats:
        """Rows of probabilities in the order of `labels`."""
        return self._read(texts)[0]

    def _read(self, texts: Sequence[Text]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Probabilities, the confidence in the likeliest class, and whether anything in the text was known."""
        parts = [self._judged(*given) for given in self._scored(texts)]
        if not parts:
            return np.zeros((0, len(self.labels))), np.zeros(0), np.zeros(0, bool)
        p, sure, seen = zip(*parts, strict=True)
        return np.concatenate(p), np.concatenate(sure), np.concatenate(seen)

    def _scored(self, texts: Sequence[Text]) -> Iterator[tuple[list[Floats], Ints]]:
        """What each expert says of the texts, chunk by chunk, and how many columns of each text are known."""
        if len(texts) <= FEW_TEXTS:
            for text in texts:
                yield self._scored_one(One(text, self.space))
            return
        with threadpool_limits(1):  # as in learning: threads would wait for each other, and sums would differ
            for i in range(0, len(texts), CHUNK):
                raw = views(*_apart(texts[i : i + CHUNK]))
                x = self.space(raw)
                said = [*(expert.scores(x) for expert in self.experts), *self._by_name(raw)]
                yield said, np.diff(x.indptr)

    def _by_name(self, raw: Sequence[sp.csr_matrix]) -> list[Floats]:
        return [self.named.scores(raw)] if self.named else []

    def _scored_one(self, one: One) -> tuple[list[Floats], Ints]:
        said = [expert.score(one.columns, one.values) for expert in self.experts]
        by_name = [self.named.score(one.given, one.found)] if self.named else []
        return [*said, *by_name], np.array([len(one.columns)])

    def _judged(self, scores: list[Floats], known: Ints) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        p = self.calibration.probabilities(scores)
        return p, self.surety.confidence(p, scores, known) if self.surety else p.max(1), known > 0

    def predict(self, texts: Sequence[Text], *, top: int = 3, words: int = 0) -> list[Prediction]:
        """A Prediction for each text (a string, or a pair of subject and body); `words` asks for so many reasons."""
        if not words:
            return self._said(*self._read(texts), top)
        return [self._reasoned(One(text, self.space), top, words) for text in texts]

    def _reasoned(self, one: One, top: int, words: int) -> Prediction:
        """With the words that decided; the text is read once for both."""
        p, sure, seen = self._judged(*self._scored_one(one))
        (found,) = self._said(p, sure, seen, top)
        return replace(found, words=self._reasons(one, int(p[0].argmax()), words))

    def _said(self, p: Floats, sure: Floats, seen: NDArray[np.bool_], top: int) -> list[Prediction]:
        order = np.argsort(-p, axis=1, kind="stable")[:, : max(top, 1)]
        least = min(UNKNOWN_SHARE / len(self.labels), 0.5)
        found = []
        for i, best in enumerate(order.tolist()):
            first, surely = float(p[i, best[0]]), float(sure[i])
            left = (1 - surely) / max(1 - first, 1e-12)
            rest = ((self.labels[c], min(float(p[i, c]) * left, surely)) for c in best[1:])
            name = self.labels[best[0]]
            known = bool(seen[i]) and first >= least
            found.append(Prediction(name, surely, ((name, surely), *rest), (), known))
        return found

    def predict_one(self, text: Text, *, top: int = 3, words: int = 5) -> Prediction:
        """One text, with the words that decided."""
        return self.predict([text], top=top, words=words)[0]

    def reasons(self, text: Text, label: int, count: int) -> tuple[tuple[str, float], ...]:
        """The words of `text` that speak most for class number `label` against the others."""
        return self._reasons(One(text, self.space), label, count)

    def _reasons(self, one: One, label: int, count: int) -> tuple[tuple[str, float], ...]:
        if not len(one.columns):
            return ()
        matrix = self.linear.of_columns(one.columns)
        others = (matrix.sum(1) - matrix[:, label]) / max(matrix.shape[1] - 1, 1)
        pull = np.zeros(self.space.width + 1, np.float32)
        pull[one.columns] = one.values * (matrix[:, label] - others)
        return _words(self.space.words(one.pair, one.given, one.found, pull), count)

    # ---- the gate

    def gate(self, precision: float, *, per_class: bool = True) -> Gate:
        """Thresholds for a chosen precision, from out-of-fold predictions (none: the gate stays shut)."""
        return gate(self.trial, precision, per_class=per_class)

    def opens(self, gate: Gate, prediction: Prediction) -> bool:
        """Whether the gate lets this prediction pass without a person."""
        return prediction.known and gate.opens(self.labels.index(prediction.label), prediction.confidence)


class One:
    """One text, masked and read once: its grams, and its columns in a space with their values."""

    def __init__(self, text: Text, space: Space) -> None:
        subject, body = ("", text) if isinstance(text, str) else text
        self.pair = mask(subject), mask(body)
        self.given = codes(self.pair, masked=True)
        self.found = occurrences(self.given, ORDERS, BITS)
        self.columns, self.values = space.row(self.given, self.found)


def _apart(texts: Sequence[Text]) -> tuple[list[str], list[str]]:
    pairs = [("", text) if isinstance(text, str) else text for text in texts]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _confidence(
    surety: Surety | None, given: Floats, right: NDArray[np.bool_], p: Floats, places: Ints
) -> Floats:
    """Out-of-fold confidence: for each fold, a surety learned without it (the highest probability without one)."""
    if surety is None:
        return np.asarray(p.max(1), dtype=np.float64)
    confidence = np.zeros(len(p))
    for fold in np.unique(places):
        inside, outside = places != fold, places == fold
        own = sureties.fit(given[inside], right[inside], p.shape[1]) or surety
        confidence[outside] = own.of(given[outside])
    return confidence


def _card(trial: Trial, y: Ints, p: Floats, *, digest: str, made: str, seed: int) -> Card:
    """What the version says of itself: its data, its metrics, its confusion table."""
    table = confusion(y, p.argmax(1), p.shape[1])
    return Card(
        f"{made or 'undated'}-{digest[:8]}-{seed}",
        made,
        digest,
        len(y),
        seed,
        _metrics(trial, y, p.shape[1]),
        tuple(map(tuple, table.tolist())),
    )


def _digest(*columns: Sequence[str]) -> str:
    total = hashlib.sha256()
    for row in zip(*columns, strict=True):
        total.update("\x1f".join(row).encode("utf-8", "replace") + b"\x1e")
    return total.hexdigest()


def _metrics(trial: Trial, y: Ints, classes: int) -> dict[str, float]:
    metrics = {
        "macro_f1": macro_f1(y, trial.label, classes),
        "accuracy": float(trial.right.mean()),
        "calibration_error": expected_error(trial),
    }
    for precision in PRECISIONS:
        metrics[f"share_at_{round(precision * 100)}"] = gate(trial, precision).share
    return {name: round(value, 6) for name, value in metrics.items()}


def _words(speaks: dict[str, float], count: int) -> tuple[tuple[str, float], ...]:
    """The strongest words that do not overlap with a stronger one."""
    chosen: list[tuple[str, float]] = []
    for word, value in sorted(speaks.items(), key=lambda item: (-item[1], item[0])):
        if value <= 0 or len(chosen) == count:
            break
        if not any(word[i : i + 2] in other for other, _ in chosen for i in range(len(word) - 1)):
            chosen.append((word, round(value, 4)))
    return tuple(chosen)
