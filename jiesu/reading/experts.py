"""The experts of a classifier, and what each says of every row without the fold of that row.

One linear machine reads all; with enough rows and few classes a kernel stands beside it, and machines that read
the subject, the body and the rare columns alone. Calibration mixes them.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from jiesu.reading import kernel as kernels
from jiesu.reading.alone import Alone, groups
from jiesu.reading.calibrate import Calibration, calibrate
from jiesu.reading.general import general
from jiesu.reading.kernel import Kernel
from jiesu.reading.linear import FEW, Floats, Ints, Linear, fit
from jiesu.reading.space import Space


@dataclass(frozen=True, slots=True)
class Learned:
    """The experts and, in their order, their scores out of fold."""

    linear: Linear
    kernel: Kernel | None
    alone: tuple[Alone, ...]
    scores: list[Floats]


def learned(
    x: sp.csr_matrix, y: Ints, classes: int, places: Ints, space: Space, *, seed: int, jobs: int
) -> Learned:
    """Learn all experts from rows `x` of a space; `places` are the folds of the rows."""
    listed = groups(x, space.view) if classes <= FEW else []
    # One thread of linear algebra for each job: more would only wait for each other on a busy machine.
    with threadpool_limits(1), ThreadPoolExecutor(jobs) as pool:
        beside = pool.submit(_kernel, x, y, classes, places, space, seed) if classes <= FEW else None
        whole = _crossing(pool, x, y, classes, places, seed)
        parts = [_crossing(pool, x[:, own], y, classes, places, seed) for own in listed]
        linear, scores = _gathered(whole, places)
        found = [_gathered(part, places) for part in parts]
        second = beside.result() if beside else None
    kernel, more = (second[0], [second[1]]) if second else (None, [])
    alone = tuple(
        Alone(own.astype(np.int32), machine.weights, machine.bias)
        for own, (machine, _) in zip(listed, found, strict=True)
    )
    return Learned(linear, kernel, alone, [scores, *more, *(said for _, said in found)])


def _kernel(
    x: sp.csr_matrix, y: Ints, classes: int, places: Ints, space: Space, seed: int
) -> tuple[Kernel, Floats] | None:
    return kernels.fit(x, y, classes, places, general=general(space), seed=seed)


Crossing = tuple[Future[Linear], dict[int, Future[Floats]]]


def _crossing(
    pool: ThreadPoolExecutor, x: sp.csr_matrix, y: Ints, classes: int, places: Ints, seed: int
) -> Crossing:
    """A linear machine of all rows, and for each fold what one without it says of it: under way."""

    def part(fold: int) -> Floats:
        inside, outside = np.flatnonzero(places != fold), np.flatnonzero(places == fold)
        return fit(x[inside], y[inside], classes, seed=seed).scores(x[outside])

    whole = pool.submit(fit, x, y, classes, seed=seed)
    return whole, {int(fold): pool.submit(part, int(fold)) for fold in np.unique(places)}


def _gathered(under_way: Crossing, places: Ints) -> tuple[Linear, Floats]:
    whole, parts = under_way
    linear = whole.result()
    scores = np.zeros((len(places), len(linear.bias)))
    for fold, part in parts.items():
        scores[places == fold] = part.result()
    return linear, scores


def calibrated(scores: list[Floats], y: Ints, places: Ints) -> tuple[Calibration, Floats]:
    """The calibration, and the probabilities of each fold by one that was made without it."""
    with threadpool_limits(1):
        whole = calibrate(scores, y)
        if not whole.cross:
            return whole, whole.probabilities(scores)
        p = np.zeros_like(scores[0])
        for fold in np.unique(places):
            inside, outside = places != fold, places == fold
            own = calibrate([part[inside] for part in scores], y[inside])
            p[outside] = own.probabilities([part[outside] for part in scores])
        return whole, p
