"""What is read, and what reading says of it."""

from __future__ import annotations

from dataclasses import dataclass

Text = str | tuple[str, str]
"""A text, or a pair of subject and body."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The best class and how sure; `known` is False where the honest answer is "I do not know"."""

    label: str
    confidence: float
    top: tuple[tuple[str, float], ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    known: bool = True
