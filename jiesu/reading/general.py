"""What grams mean in general: places learned from public messages and the replies of public offices.

Two words that offices answer alike, or that stand under like subjects, lie close together, whether or not an
installation's own few texts say so. The file holds hash buckets of masked grams that at least twenty messages share,
with 112 bytes each: no words, no texts, no labels. How it was made: `benchmarks/general.py`. It is read when something
is learned; a model then keeps what it needs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiesu.reading.space import BITS, VIEWS, Space

FILE = Path(__file__).with_name("general.npz")


def general_space() -> Space:
    """The space of all grams whose place is known (of subject and body together), with their general frequencies."""
    with np.load(FILE, allow_pickle=False) as file:
        bucket, idf = file["bucket"].astype(np.int32), file["idf"].astype(np.float32)
    return Space(np.full(len(bucket), VIEWS - 1, np.uint8), bucket, idf)


def general_bytes() -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int8], NDArray[np.float32]]:
    """The file as it lies there: bucket, inverse document frequency, place as bytes and what a unit of it is worth."""
    with np.load(FILE, allow_pickle=False) as file:
        bucket, idf, places, scale = (file[name] for name in ("bucket", "idf", "places", "scale"))
    return bucket.astype(np.int32), idf.astype(np.float32), places, scale.astype(np.float32)


def general(space: Space) -> NDArray[np.float32]:
    """The place of each column of a space, to be summed by the values of a row (0 where nothing is known)."""
    with np.load(FILE, allow_pickle=False) as file:
        bucket, idf, scale, places = (file[name] for name in ("bucket", "idf", "scale", "places"))
    number = np.full(1 << BITS, -1, np.int32)
    number[bucket] = np.arange(len(bucket), dtype=np.int32)
    found = np.where(space.view == VIEWS - 1, number[space.bucket], -1)
    own = np.flatnonzero(found >= 0)
    known = found[own]
    worth = idf[known].astype(np.float32) * scale[known].astype(np.float32) / space.idf[own]
    out = np.zeros((space.width, places.shape[1]), np.float32)
    out[own] = places[known] * worth[:, None]
    return out
