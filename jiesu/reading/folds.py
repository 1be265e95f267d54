"""Folds that keep near-copies together and every class spread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def folds_of(y: NDArray[np.int64], groups: Sequence[str] | None, folds: int, seed: int) -> NDArray[np.int64]:
    """The fold of each row: a group lies in one fold, and each class is spread evenly. Deterministic by seed."""
    members: dict[str, list[int]] = defaultdict(list)
    for row in range(len(y)):
        members[groups[row] if groups is not None and groups[row] else f"\0{row}"].append(row)
    listed = list(members.values())
    order = np.random.default_rng(seed).permutation(len(listed))
    ranked = sorted(order.tolist(), key=lambda place: -len(listed[place]))
    load: dict[int, Counter[int]] = defaultdict(Counter)
    total: Counter[int] = Counter()
    out = np.zeros(len(y), np.int64)
    for place in ranked:
        rows = listed[place]
        kind = Counter(y[rows].tolist()).most_common(1)[0][0]
        fold = min(range(folds), key=lambda f: (load[kind][f], total[f], f))
        load[kind][fold] += len(rows)
        total[fold] += len(rows)
        out[rows] = fold
    return out
