"""The learning libraries, behind four functions. They take two seconds to load and only learning needs them, so
this module is loaded by `late.machines` when something is learned, and never by a process that only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

Floats = NDArray[np.float64]
Single = NDArray[np.float32]


def margin(
    x: sp.csr_matrix, mine: NDArray[np.bool_], *, strength: float, tolerance: float, seed: int
) -> tuple[Floats, float]:
    """Weights and bias of a linear support-vector machine."""
    machine = LinearSVC(C=strength, tol=tolerance, dual=False, random_state=seed)
    machine.fit(x, mine)
    return machine.coef_[0], float(machine.intercept_[0])


def logistic(
    x: NDArray[np.floating], y: NDArray[np.generic], *, strength: float, rounds: int
) -> tuple[Floats, Floats]:
    """Weights and biases of a logistic regression: one row for each class, a single one for two classes."""
    machine = LogisticRegression(C=strength, max_iter=rounds)
    machine.fit(x, y)
    return machine.coef_, machine.intercept_


def lowest(
    loss: Callable[[Floats], tuple[float, Floats]], start: Floats, bounds: Sequence[tuple[float, float]]
) -> Floats:
    """Where a smooth loss, given with its slope, is lowest within bounds."""
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def inverse(matrix: Single) -> Single:
    """Of a symmetric positive matrix, by Cholesky; `matrix` is overwritten."""
    factor, failed = lapack.spotrf(matrix.T, lower=1, overwrite_a=1)
    found, broken = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or broken:
        raise ValueError("the kernel matrix has no inverse")
    lower = np.tril(found)
    return np.asarray(lower + np.tril(lower, -1).T, dtype=np.float32)
