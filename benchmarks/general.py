"""Make `jiesu/reading/general.npz` from public messages and the replies of public offices:
`python benchmarks/general.py --data DIR [--out FILE]`. No labels are read.

A message and what an office answered to it speak of one matter in two voices, and so do a text and the subject that
its writer gave it. The ridge regressions from the grams of a message to the singular vectors of its reply, and from the
grams of a text to those of its subject (reduced-rank regressions), give each gram a place by what offices answer and
what writers call the matter where it occurs; both weigh the same. Only grams that at least SHARED messages share are
kept, as hash buckets of masked texts: no words, no texts. Near-copies of the messages that the
benchmarks measure on are left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve

from jiesu.reading import tables
from jiesu.reading.grams import in_chunks
from jiesu.reading.linear import singular
from jiesu.reading.similar import Index
from jiesu.reading.space import BITS, ORDERS, views

MEASURED = "zh_tdb2020_train.csv.gz"
ANSWERED = ("zh_tdb2020_fj4_replies.csv.gz", "zh_fuzhou12345_train.csv.gz")
MESSAGES = ("zh_tdb2020_fj3_messages.csv.gz", "zh_tdb2020_unlabelled.csv.gz")
SHARED, TOLD, NAMED = 20, 8, 5  # messages that share a gram, replies that share one, subjects that share one
DIMENSIONS, VOICES = 112, 150  # kept; singular vectors of the replies, and of the subjects
RIDGE = 1.0


def texts(path: Path, measured: Index) -> tuple[list[str], list[str], list[str]]:
    """Subjects, bodies and replies, without the near-copies of measured messages."""
    table = tables.read(path)
    subjects, bodies = table.texts(["subject", "body"])
    replies = table.column("reply") if "reply" in table.header else [""] * len(subjects)
    rows = [
        row for row in zip(subjects, bodies, replies, strict=True) if not measured.query("\n".join(row[:2]))
    ]
    return tuple(map(list, zip(*rows, strict=True)))


def weighed(raw: sp.csr_matrix, columns: np.ndarray, idf: np.ndarray) -> sp.csr_matrix:
    """Unit rows of weighted columns."""
    x = sp.csr_matrix(raw[:, columns] @ sp.diags_array(idf), dtype=np.float32)
    length = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
    return sp.csr_matrix(sp.diags_array((1 / np.where(length == 0, 1, length)).astype(np.float32)) @ x)


def frequencies(raw: sp.csr_matrix, least: int, most: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """The columns that enough rows share, and their inverse document frequencies."""
    df = np.bincount(raw.indices, minlength=raw.shape[1])
    columns = np.flatnonzero((df >= least) & (df <= most * raw.shape[0]))
    return columns, (np.log((1 + raw.shape[0]) / (1 + df[columns])) + 1).astype(np.float32)


def voices(raw: sp.csr_matrix, least: int) -> np.ndarray:
    """The singular vectors of texts, centred."""
    said = weighed(raw, *frequencies(raw, least, 0.5))
    voice = said @ singular(said, VOICES, 0)
    return voice - voice.mean(0)


def foretold(x: sp.csr_matrix, voice: np.ndarray) -> np.ndarray:
    """The ridge regression from rows of grams to what is said of them: a place for each gram."""
    kernel = (x @ x.T).toarray()
    kernel[np.diag_indices_from(kernel)] += np.float32(RIDGE)
    return np.asarray(x.T @ cho_solve(cho_factor(kernel, overwrite_a=True), voice.astype(np.float32)))


def general(data: Path) -> dict[str, np.ndarray]:
    """Buckets, their inverse document frequencies, and their places (bytes and what a unit of each is worth)."""
    table = tables.read(data / MEASURED)
    pairs = zip(*table.texts(["subject", "body"]), strict=True)
    measured = Index.build(enumerate(map("\n".join, pairs)))
    parts = [texts(data / name, measured) for name in (*ANSWERED, *MESSAGES)]
    raw = [views(subjects, bodies) for subjects, bodies, _ in parts]
    head, body, both = (sp.vstack([views_[i] for views_ in raw], format="csr") for i in range(3))
    columns, idf = frequencies(both, SHARED)
    x = weighed(both, columns, idf)
    told = in_chunks([r for _, _, replies in parts[: len(ANSWERED)] for r in replies], ORDERS, BITS)
    named = np.flatnonzero(np.diff(head.indptr))
    blocks = [
        foretold(x[: told.shape[0]], voices(told, TOLD)),
        foretold(weighed(body, columns, idf)[named], voices(head, NAMED)[named]),
    ]
    places = np.hstack([block / np.sqrt((x @ block).var(0).sum()) for block in blocks])
    turned = np.linalg.eigh(np.cov((x @ places).T))[1][:, ::-1][:, :DIMENSIONS]
    places = places @ turned
    scale = np.maximum(np.abs(places).max(1), 1e-9) / 127
    read = {"messages": x.shape[0], "replies": told.shape[0], "subjects": len(named), "grams": len(columns)}
    print(json.dumps(read))
    return {
        "bucket": columns.astype(np.int32),
        "idf": idf.astype(np.float16),
        "scale": scale.astype(np.float16),
        "places": np.rint(places / scale[:, None]).astype(np.int8),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("jiesu/reading/general.npz"))
    args = parser.parse_args()
    np.savez_compressed(args.out, allow_pickle=False, **general(args.data))
    digest = hashlib.sha256(args.out.read_bytes()).hexdigest()
    print(json.dumps({"file": str(args.out), "bytes": args.out.stat().st_size, "sha256": digest}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
