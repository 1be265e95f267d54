"""The same matter reported again by others: by type, place and time, learned from what clerks merged before.

No text is needed. A case is compared with the earlier case of its type that lies nearest in place and time; a
logistic regression weighs distance, age, whether that one was still open, how often the type repeats, and the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sklearn.linear_model import LogisticRegression

from jiesu.rules.verdict import Refusal

REACH, DAYS, NEAR = 150.0, 30.0, 50.0  # metres, days, metres
FEATURES = 8


@dataclass(frozen=True, slots=True)
class Case:
    """A case: metres east and north of any fixed point, days since any fixed day; `closed` is None while open."""

    id: str
    type: str
    east: float
    north: float
    opened: float
    closed: float | None = None
    source: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A case that probably repeats an earlier one."""

    id: str
    earlier: str
    probability: float


@dataclass(frozen=True, slots=True)
class Duplicates:
    """How often each type repeats (log share), and the weights of the features."""

    rates: dict[str, float]
    usual: float
    weights: tuple[float, ...]
    bias: float

    @classmethod
    def fit(cls, cases: Sequence[Case], known: Collection[str]) -> Duplicates:
        """Learn from `cases` of which `known` ids were merged into earlier ones."""
        if not any(case.id in known for case in cases):
            raise Refusal("None of the cases is known to repeat another: nothing can be learned.")
        all_, repeated = Counter(c.type for c in cases), Counter(c.type for c in cases if c.id in known)
        rates = {kind: float(np.log((repeated[kind] + 0.5) / (count + 30))) for kind, count in all_.items()}
        blank = cls(rates, float(np.log(0.5 / 30)), (0.0,) * FEATURES, 0.0)
        rows, _, x = blank._features(cases)
        y = np.array([cases[i].id in known for i in rows])
        machine = LogisticRegression(max_iter=1000)
        machine.fit(x, y)
        return cls(rates, blank.usual, tuple(map(float, machine.coef_[0])), float(machine.intercept_[0]))

    def judge(self, cases: Sequence[Case], *, least: float = 0.0) -> list[Repeat]:
        """Each case with an earlier neighbour of its type and the probability that it repeats it."""
        rows, earlier, x = self._features(cases)
        p = 1 / (1 + np.exp(-(x @ np.array(self.weights) + self.bias)))
        found = zip(rows, earlier, p.tolist(), strict=True)
        return [Repeat(cases[i].id, cases[j].id, chance) for i, j, chance in found if chance >= least]

    def _features(self, cases: Sequence[Case]) -> tuple[list[int], list[int], NDArray[np.float64]]:
        kinds: dict[str, list[int]] = defaultdict(list)
        for i in sorted(range(len(cases)), key=lambda i: (cases[i].opened, cases[i].id)):
            kinds[cases[i].type].append(i)
        rows: list[int] = []
        earlier: list[int] = []
        values: list[list[float]] = []
        for members in kinds.values():
            points = np.array([(cases[i].east, cases[i].north) for i in members])
            for place, near in enumerate(cKDTree(points).query_ball_point(points, REACH)):
                now = cases[members[place]]
                before = [
                    members[n] for n in near if n < place and now.opened - cases[members[n]].opened <= DAYS
                ]
                if before:
                    best, value = self._compare(now, [cases[i] for i in before])
                    rows.append(members[place])
                    earlier.append(before[best])
                    values.append(value)
        return rows, earlier, np.array(values, dtype=np.float64).reshape(-1, FEATURES)

    def _compare(self, now: Case, before: list[Case]) -> tuple[int, list[float]]:
        far = [float(np.hypot(now.east - b.east, now.north - b.north)) for b in before]
        age = [now.opened - b.opened for b in before]
        open_ = [b.closed is None or b.closed > now.opened for b in before]
        best = min(range(len(before)), key=lambda i: far[i] / 30 + age[i] / 5 - 2 * open_[i])
        chosen = before[best]
        return best, [
            float(np.log1p(far[best])),
            float(np.log1p(age[best] * 24)),
            float(open_[best]),
            self.rates.get(now.type, self.usual),
            float(np.log1p(len(before))),
            float(bool(now.place) and now.place == chosen.place),
            float(now.source == chosen.source),
            float(np.log1p(sum(d < NEAR for d in far))),
        ]
