"""Full-text search in Chinese: what an index keeps of a text, what is asked of it, and the piece of text that answers.

An index keeps pairs of neighbouring characters and the last character of every run, so that one character is
asked by its beginning and any longer phrase is exact. Whoever writes an index masks personal data first; runs of
seven or more digits are never kept at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiesu.reading.folding import fold
from jiesu.reading.personal import mask

LONGEST = 6_000
"""So many characters of a part are kept; a PostgreSQL vector counts no further than 16,383 places."""
MOST_WORDS = 8
_RUN = re.compile(r"[a-z0-9]+|[㐀-鿿]+")
_LONG_NUMBER = re.compile(r"\d{7,}")
_WEIGHTS = "ADB"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, and whether it is what was searched."""

    text: str
    hit: bool = False


def vector(title: str, text: str, place: str = "") -> str:
    """The literal of a PostgreSQL tsvector: title (weight A), text (D), place (B). All three are masked already."""
    places: dict[str, str] = {}
    position = 0
    for weight, part in zip(_WEIGHTS, (title, text, place), strict=True):
        mark = "" if weight == "D" else weight
        for run in _RUN.findall(fold(part[:LONGEST])):
            for token in _tokens(run):
                position += 1
                known = places.get(token)
                places[token] = f"{known},{position}{mark}" if known else f"{token}:{position}{mark}"
            position += 1  # a phrase does not reach over what parts two runs
    return " ".join(places.values())


def query(words: str) -> str:
    """The literal of a tsquery that asks for all of the words; empty where nothing can be asked."""
    asked = [_asked(run) for run in _runs(words)]
    return " & ".join(dict.fromkeys(asked))


def excerpt(text: str, words: str, *, before: int = 20, length: int = 90) -> list[Piece]:
    """The first piece of a text in which most of the words stand, parted where they do; numbers masked."""
    clean, runs = mask(text), _runs(words)
    folded = fold(clean)
    if len(folded) != len(clean):
        folded = clean.lower()
    spots = sorted({m.span() for run in runs for m in re.finditer(re.escape(run), folded)})
    if not spots:
        return [Piece(clean[:length] + ("…" if len(clean) > length else ""))]
    start = max(0, _densest(spots, length - before) - before)
    pieces, last, end = [Piece("…")] if start else [], start, min(len(clean), start + length)
    for a, b in spots:
        if last <= a and b <= end:
            pieces += [Piece(clean[last:a]), Piece(clean[a:b], hit=True)]
            last = b
    pieces.append(Piece(clean[last:end] + ("…" if end < len(clean) else "")))
    return [piece for piece in pieces if piece.text]


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The whole text, parted where the words stand (shown to whoever may read it: nothing is masked)."""
    folded = fold(text)
    if len(folded) != len(text):
        folded = text.lower()
    asked = [fold(word) for word in words if word.strip()]
    spots = sorted({m.span() for word in asked for m in re.finditer(re.escape(word), folded)})
    pieces, last = [], 0
    for a, b in spots:
        if b > last:
            pieces += [Piece(text[last : max(a, last)]), Piece(text[max(a, last) : b], hit=True)]
            last = b
    return [piece for piece in (*pieces, Piece(text[last:])) if piece.text]


def _runs(words: str) -> list[str]:
    clean = _LONG_NUMBER.sub(" ", fold(mask(words)))
    return list(dict.fromkeys(_RUN.findall(clean)))[:MOST_WORDS]


def _tokens(run: str) -> list[str]:
    if run[0] <= "z":
        return [] if _LONG_NUMBER.search(run) else [run]
    return [run[i : i + 2] for i in range(len(run))]  # the last one is a single character


def _asked(run: str) -> str:
    if run[0] <= "z":
        return run
    if len(run) == 1:
        return f"{run}:*"
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return pairs[0] if len(pairs) == 1 else f"({' <-> '.join(pairs)})"


def _densest(spots: Sequence[tuple[int, int]], width: int) -> int:
    """Where the window of this width begins that holds most of the spots, the first of several."""
    return max(spots, key=lambda spot: (sum(spot[0] <= a < spot[0] + width for a, _ in spots), -spot[0]))[0]
