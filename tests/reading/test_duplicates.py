from __future__ import annotations

import random

import pytest

from jiesu.reading.duplicates import Case, Duplicates
from jiesu.rules.verdict import Refusal


def town(seed: int) -> tuple[list[Case], set[str]]:
    """Holes are told again at once and nearby; trees stand near each other and are different matters."""
    rng, cases, known = random.Random(seed), [], set()
    for i in range(150):
        x, y, day = rng.uniform(0, 9000), rng.uniform(0, 9000), rng.uniform(0, 100)
        kind = rng.choice(["hole", "tree"])
        cases.append(Case(f"{kind}{i}", kind, x, y, day, day + 3))
        if kind == "hole":
            cases.append(Case(f"again{i}", kind, x + 5, y, day + 1, day + 3))
            known.add(f"again{i}")
        else:
            cases.append(Case(f"other{i}", kind, x + 90, y, day + 20, None))
    return cases, known


def test_repeats_are_told_from_neighbours_and_named_with_the_earlier_case() -> None:
    model = Duplicates.fit(*town(1))
    cases, known = town(2)
    found = model.judge(cases, least=0.5)
    assert len({r.id for r in found} & known) >= 0.9 * len(known)
    assert sum(r.id not in known for r in found) <= 0.1 * len(found)
    named = {r.id: r.earlier for r in found}
    assert named["again" + next(iter(known))[5:]].startswith("hole")


def test_nothing_is_learned_from_nothing() -> None:
    with pytest.raises(Refusal):
        Duplicates.fit(town(1)[0], set())
