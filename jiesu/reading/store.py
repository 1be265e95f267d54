"""Models on disk: plain arrays (npz) and JSON, versions of them, and the way back.

Nothing is pickled: a model file from a stranger can be wrong, but it cannot run anything.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from jiesu.reading.alone import Alone
from jiesu.reading.calibrate import Calibration, Trial
from jiesu.reading.kernel import Kernel, rounded
from jiesu.reading.linear import Linear
from jiesu.reading.named import Named
from jiesu.reading.space import Space
from jiesu.reading.surety import Surety
from jiesu.rules.verdict import Refusal

# Written now; read still (1: before the kernel and the surety; 2: the kernel's vectors in half precision; 3: before the
# kernel told the shares of its blocks, which were these; 4: before the names).
FORMAT, READ = 5, (1, 2, 3, 4, 5)
SHARES_BEFORE = (1.0, 0.5)
ARRAYS, VECTORS, CARD, CURRENT = "model.npz", "vectors.npy", "card.json", "current.json"


# Of the names: their arrays, and those of their sparse rows.
NAMED, ROWS = ("bucket", "idf", "places", "scale", "meaning", "owner"), ("data", "indices", "indptr")


@dataclass(frozen=True, slots=True)
class Card:
    """What a model version is: made when, from which data, with which out-of-fold figures."""

    version: str
    made: str
    digest: str
    rows: int
    seed: int
    metrics: dict[str, float] = field(default_factory=dict)
    confusion: tuple[tuple[int, ...], ...] = ()
    corrections: int = 0


class Model(Protocol):
    labels: list[str]
    space: Space
    linear: Linear
    calibration: Calibration
    trial: Trial
    card: Card
    kernel: Kernel | None
    surety: Surety | None
    alone: tuple[Alone, ...]
    named: Named | None


Experts = tuple[Kernel | None, Surety | None, tuple[Alone, ...], Named | None]
Parts = tuple[list[str], Space, Linear, Calibration, Trial, Card, *Experts]


def save(model: Model, folder: Path) -> None:
    """Write `model.npz` and `card.json` into `folder` (made if need be)."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {
        "view": model.space.view,
        "bucket": model.space.bucket,
        "idf": model.space.idf,
        "weights": _halved(model.linear.weights),
        "bias": model.linear.bias,
        "trial_label": model.trial.label.astype(np.int32),
        "trial_confidence": model.trial.confidence.astype(np.float64),
        "trial_right": model.trial.right,
    }
    if model.linear.projection is not None:
        arrays["projection"] = model.linear.projection
    if model.kernel is not None:
        arrays |= {
            "kernel_columns": model.kernel.columns,
            "kernel_scale": model.kernel.scale,
            "kernel_ends": np.array(model.kernel.ends, np.int32),
            "kernel_shares": np.array(model.kernel.shares[: len(model.kernel.ends)]),
            "kernel_landmarks": _halved(model.kernel.landmarks),
            "kernel_weights": model.kernel.weights,
        }
        np.save(folder / VECTORS, model.kernel.vectors, allow_pickle=False)
    for number, expert in enumerate(model.alone):
        arrays[f"alone_{number}_columns"] = expert.columns
        arrays[f"alone_{number}_weights"] = _halved(expert.weights)
        arrays[f"alone_{number}_bias"] = expert.bias
    if model.named is not None:
        letters = model.named.letters
        arrays |= {f"named_{name}": getattr(model.named, name) for name in NAMED}
        arrays |= {f"named_letters_{part}": getattr(letters, part) for part in ROWS}
    np.savez(folder / ARRAYS, allow_pickle=False, **arrays)
    head = {
        "format": FORMAT,
        "labels": model.labels,
        "calibration": asdict(model.calibration),
        "surety": asdict(model.surety) if model.surety else None,
        "card": asdict(model.card),
    }
    (folder / CARD).write_text(json.dumps(head, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load(folder: Path) -> Parts:
    """What `save` wrote, or a Refusal that says what is wrong with the folder."""
    if not (folder / CARD).is_file() or not (folder / ARRAYS).is_file():
        raise Refusal("There is no reading model in %(folder)s.", folder=str(folder))
    try:
        head = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if head["format"] not in READ:
            raise Refusal("The model in %(folder)s was written by another version.", folder=str(folder))
        with (folder / ARRAYS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _parts(head, dict(arrays), folder)
    except (KeyError, TypeError, ValueError, OSError, IndexError, zipfile.BadZipFile) as error:
        raise Refusal("The model in %(folder)s is damaged.", folder=str(folder)) from error


def card(folder: Path) -> Card:
    """What the version in `folder` says of itself, without its arrays."""
    try:
        return _card(json.loads((folder / CARD).read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise Refusal("The model in %(folder)s is damaged.", folder=str(folder)) from error


def _card(head: dict[str, Any]) -> Card:
    said = dict(head["card"])
    return Card(**said | {"confusion": tuple(tuple(row) for row in said["confusion"])})


def _halved(matrix: NDArray[np.float32]) -> NDArray[Any]:
    """In half precision where nothing is lost by it; a model that was corrected since keeps its full numbers."""
    half = matrix.astype(np.float16)
    return half if np.array_equal(half, matrix) else matrix


def _parts(head: dict[str, Any], arrays: dict[str, NDArray[Any]], folder: Path) -> Parts:
    calibration = head["calibration"]
    space = Space(arrays["view"], arrays["bucket"], arrays["idf"])
    linear = Linear(arrays["weights"].astype(np.float32), arrays["bias"], arrays.get("projection"))
    rows = space.width if linear.projection is None else linear.projection.shape[1]
    if linear.weights.shape != (rows, len(head["labels"])):
        raise ValueError("weights do not fit the labels")
    trial = Trial(arrays["trial_label"].astype(np.int64), arrays["trial_confidence"], arrays["trial_right"])
    known = Calibration(**_tuples(calibration))
    numbers = range(sum(name.startswith("alone_") for name in arrays) // 3)
    alone = tuple(_alone(arrays, f"alone_{number}_", len(head["labels"])) for number in numbers)
    kernel = _kernel(arrays, len(head["labels"]), folder, head["format"])
    surety = Surety(**_tuples(head["surety"])) if head.get("surety") else None
    named = _named(arrays, len(head["labels"]))
    if len(known.weights) != 1 + bool(kernel) + len(alone) + bool(named):
        raise ValueError("the calibration does not fit the experts")
    return list(head["labels"]), space, linear, known, trial, _card(head), kernel, surety, alone, named


def _kernel(arrays: dict[str, NDArray[Any]], labels: int, folder: Path, written: int) -> Kernel | None:
    if "kernel_columns" not in arrays:
        return None
    columns, landmarks, weights = (arrays[f"kernel_{name}"] for name in ("columns", "landmarks", "weights"))
    if "kernel_projection" in arrays:
        vectors, scale = rounded(arrays["kernel_projection"].astype(np.float32))
        ends, scale = (vectors.shape[1],), scale[:, None]
    else:
        # Left in the file: the processes of one machine share one copy of it.
        vectors, scale = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False), arrays["kernel_scale"]
        ends = tuple(arrays["kernel_ends"].tolist())
    if vectors.shape != (len(columns), landmarks.shape[1]) or weights.shape[0] != len(landmarks):
        raise ValueError("the kernel does not fit itself")
    if vectors.dtype != np.int8 or scale.shape != (len(columns), len(ends)) or ends[-1] != vectors.shape[1]:
        raise ValueError("the kernel does not fit itself")
    shares = SHARES_BEFORE if written < 4 else tuple(arrays["kernel_shares"].tolist())
    if len(shares) < len(ends):
        raise ValueError("the kernel does not fit itself")
    full, fresh = landmarks.astype(np.float32), labels - weights.shape[1]
    return Kernel(columns, vectors, ends, scale, full, weights, fresh, shares)


def _alone(arrays: dict[str, NDArray[Any]], name: str, labels: int) -> Alone:
    columns, weights, bias = (arrays[name + part] for part in ("columns", "weights", "bias"))
    if weights.shape != (len(columns), len(bias)):
        raise ValueError("a machine that reads some columns alone does not fit itself")
    return Alone(columns, weights.astype(np.float32), bias, labels - len(bias))


def _named(arrays: dict[str, NDArray[Any]], labels: int) -> Named | None:
    if "named_bucket" not in arrays:
        return None
    bucket, idf, places, scale, meaning, owner = (arrays[f"named_{name}"] for name in NAMED)
    data, indices, pointers = (arrays[f"named_letters_{part}"] for part in ROWS)
    letters = sp.csr_matrix((data, indices, pointers), shape=(len(meaning), len(bucket)))
    if places.shape != (len(bucket), meaning.shape[1]) or not len(bucket) == len(idf) == len(scale):
        raise ValueError("the names do not fit themselves")
    if len(owner) != len(meaning) or not len(owner) or np.diff(owner, prepend=-1).max() > 1:
        raise ValueError("the names do not fit themselves")
    return Named(bucket, idf, places, scale, letters, meaning, owner, labels - int(owner[-1]) - 1)


def _tuples(value: dict[str, Any]) -> dict[str, Any]:
    return {name: _tuple(part) for name, part in value.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of model versions of which one is in use (the champion); the way back is one step."""

    folder: Path

    def versions(self) -> list[Card]:
        """The cards of all versions, oldest first."""
        return [card(path.parent) for path in sorted(self.folder.glob(f"*/{CARD}"))]

    def add(self, model: Model) -> Path:
        """Keep a version without using it yet (the challenger)."""
        place = self.folder / model.card.version
        if place.exists():
            raise Refusal("Model version %(version)s is already there.", version=model.card.version)
        save(model, place)
        return place

    def history(self) -> list[str]:
        path = self.folder / CURRENT
        return list(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else []

    def current(self) -> Path:
        """The folder of the version in use."""
        history = self.history()
        if not history:
            raise Refusal("No model version is in use yet.")
        return self.folder / history[-1]

    def promote(self, version: str) -> None:
        """Use this version from now on."""
        if not (self.folder / version / CARD).is_file():
            raise Refusal("There is no model version %(version)s.", version=version)
        self._write([*self.history(), version])

    def roll_back(self) -> str:
        """Use the version that was in use before; returns its name."""
        history = self.history()
        if len(history) < 2:
            raise Refusal("There is no earlier model version to go back to.")
        self._write(history[:-1])
        return history[-2]

    def _write(self, history: list[str]) -> None:
        fresh = self.folder / (CURRENT + ".new")
        fresh.write_text(json.dumps(history) + "\n", encoding="utf-8")
        fresh.replace(self.folder / CURRENT)
