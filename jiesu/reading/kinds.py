"""What kind a request is (咨询, 求助, 投诉, 举报, 建议), read from cues that public messages taught.

The table of cues is made by `tools/type_cues.py`; a cue is a short piece of Chinese text that several sources share,
so no name, place or number is among them. Praise (表扬) is in none of the sources: it is told by its words elsewhere.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jiesu.reading.folding import flat

TABLE = Path(__file__).with_name("kinds.json")
HEAD, BODY = 60, 300  # characters of the title and of the text that are read
_TEXT = re.compile("[一-鿿?!]+")


@dataclass(frozen=True, slots=True)
class Kind:
    """The likeliest kind, by its Chinese name, and how likely it is."""

    kind: str
    share: float


def pieces(subject: str, body: str) -> set[str]:
    """The pieces of one to four characters of both; those that the title begins and ends with are marked."""
    head, text = flat(subject)[:HEAD], flat(body)[:BODY]
    found: set[str] = set()
    for run in _TEXT.findall(f"{head}\n{text}"):
        for n in (1, 2, 3, 4):
            found.update([run[i : i + n] for i in range(len(run) - n + 1)])
    return found | {f"^{head[:2]}", f"{head[-2:]}$"}


def kind_of(subject: str, body: str, table: Mapping[str, Any] | None = None) -> Kind:
    """The kind of one request; `table` instead of the shipped one."""
    known = table or _shipped()
    cues, sums = known["cues"], list(known["begin"])
    for piece in pieces(subject, body) & cues.keys():
        for place, weight in enumerate(cues[piece]):
            sums[place] += weight / 100
    most = max(sums)
    shares = [math.exp(value - most) for value in sums]
    best = shares.index(max(shares))
    return Kind(known["kinds"][best], shares[best] / sum(shares))


def cues_of(text: str, kind: str, *, shown: int = 3) -> tuple[str, ...]:
    """The pieces of a text that speak most for a kind, in the order of their weight; none lies inside another."""
    known = _shipped()
    place = known["kinds"].index(kind) if kind in known["kinds"] else -1
    weights = {p: known["cues"][p][place] for p in pieces("", text) if p in known["cues"] and place >= 0}
    best: list[str] = []
    for piece in sorted(weights, key=lambda p: (-weights[p], p)):
        if weights[piece] > 0 and len(piece) > 1 and not any(piece in one or one in piece for one in best):
            best.append(piece)
    return tuple(best[:shown])


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return loaded
