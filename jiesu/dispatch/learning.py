"""What dispatch has learned to read: texts to categories, to units and to types, from the dispatches that stand.

Cold start: the words of the duty catalogue, what its categories are called, and the first cases. Learned models lie
on three shelves in the data folder; a process reads them once. The version says what was used, and goes with every
suggestion and every automatic dispatch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Protocol

from django.conf import settings

from jiesu.directory import queries as directory
from jiesu.dispatch import queries
from jiesu.dispatch.board import Board
from jiesu.policy import queries as policy
from jiesu.reading.classify import Classifier
from jiesu.reading.drift import compare
from jiesu.reading.named import Names
from jiesu.reading.prediction import Text
from jiesu.reading.store import Shelf
from jiesu.rules.calendar import local_day
from jiesu.rules.routing import Catalogue, Guess
from jiesu.rules.terms import RequestType
from jiesu.rules.verdict import Refusal

WORDS_ALONE = Fraction(4, 5)
"""How far the catalogue's words alone are trusted: below every gate, so that a person confirms."""
Pair = tuple[str, str]
"""Title and text, read apart."""
FIRST_LESSON = 300
"""So many dispatches that stand are needed before anything is learned from them."""
STEP = 20
"""Before there is a model, the first cases are taught again when so many more stand."""
GROWTH = Fraction(3, 2)
"""Learn again when the history has grown so far since the last time."""
REFRESH = timedelta(days=30)
"""Learn again after so long in any case: what citizens ask for changes (assumed)."""
LEAST_CASES = 5
"""A category or unit with fewer cases is left out of a lesson."""
SHOWN = 3
SHELVES = ("category", "unit", "type")
"""What is learned to be read, each on its own shelf of model versions; the types are read at intake."""
HELD_BACK = 5
"""One in so many of the dispatches, the latest, is held back to compare champion and challenger on."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """What reading found likely for one text."""

    categories: tuple[Guess, ...] = ()
    units: tuple[Guess, ...] = ()


class Reader(Protocol):
    """Reads many texts at once; `version` names what it has learned."""

    @property
    def version(self) -> str: ...
    def read(self, texts: Sequence[Text]) -> list[Guesses]: ...


@dataclass(frozen=True)
class Words:
    """Guesses by the catalogue: its words, else what its categories are called and `cases` (text, category)."""

    catalogue: Catalogue
    version: str
    cases: Callable[[], Sequence[Pair]] = tuple

    def read(self, texts: Sequence[Text]) -> list[Guesses]:
        """One answer per text, or pair of title and text."""
        whole = (text if isinstance(text, str) else "\n".join(text) for text in texts)
        found = policy.guesses(self.catalogue, list(whole), self.cases)
        return [Guesses(tuple(Guess(g.code, g.confidence * WORDS_ALONE) for g in some)) for some in found]


@dataclass(frozen=True)
class Learned:
    """Guesses from the installation's own history, with calibrated confidence; words where it knows nothing."""

    words: Words
    categories: Classifier | None
    units: Classifier | None

    @property
    def version(self) -> str:
        models = [model.card.version for model in (self.categories, self.units) if model]
        return "+".join(version[:28] for version in models) or self.words.version

    def read(self, texts: Sequence[Text]) -> list[Guesses]:
        """One answer per text, or pair of title and text."""
        categories, units = _read(self.categories, texts), _read(self.units, texts)
        silent = [no for no, learned in enumerate(categories) if not learned]
        begun = self.words.read([texts[no] for no in silent])
        for no, words in zip(silent, begun, strict=True):
            categories[no] = words.categories
        return [Guesses(*both) for both in zip(categories, units, strict=True)]


def reader(board: Board) -> Reader:
    """The reading in use: what was learned, else the catalogue's words."""
    (category, unit, _), version = _places(), f"words/{board.routing.id.partition('/')[2]}"
    if not category and not unit:
        return Words(board.catalogue, version, _first_cases)
    words = Words(board.catalogue, version)
    return Learned(words, *(_model(place) if place else None for place in (category, unit)))


def _first_cases() -> tuple[Pair, ...]:
    """What dispatchers confirmed first, before there was enough to learn a model from; more of it by steps."""
    taught = queries.first_taught(FIRST_LESSON)
    return _cases(tuple(taught[: max(len(taught) // STEP * STEP, min(len(taught), STEP))]))


@lru_cache(maxsize=2)
def _cases(pks: tuple[int, ...]) -> tuple[Pair, ...]:
    return tuple(queries.cases_of(pks))


def deciding(board: Board, told: Pair, category: str, *, most: int = 6) -> tuple[str, ...]:
    """The words of title and text that speak for a category: the model's where it chose it, else the catalogue's."""
    place = _places()[0]
    if place and (found := _model(place).predict_one(told, words=most)).known and found.label == category:
        return tuple(word for word, _ in found.words)
    return policy.deciding(board.catalogue, "\n".join(told), category, most=most)


def learn(at: datetime) -> str:
    """Learn from the dispatches that stand, where enough came since the last time. What was learned, in words."""
    if not _due(at):
        return ""
    lessons = queries.lessons()
    texts = [lesson.told for lesson in lessons]
    made = local_day(at).isoformat()
    called = _called(at)
    learned = [
        _taught(name, texts, [getattr(lesson, name) for lesson in lessons], made, called[name])
        for name in SHELVES
    ]
    return f"learned from {len(lessons)} dispatches" if any(learned) else ""


def _due(at: datetime) -> bool:
    """Whether a lesson is worth its time: the first, one of half as many cases again, or one a month after the last.

    The last lesson counts also where its model was no better and is not used: it is not made again every minute.
    """
    cards = [card for name in SHELVES for card in shelf(name).versions()]
    rows, made = max((c.rows for c in cards), default=0), max((c.made for c in cards), default="")
    month_ago = local_day(at - REFRESH).isoformat()
    if made and made <= month_ago:
        return queries.lessons_reach(FIRST_LESSON)
    return queries.lessons_reach(max(FIRST_LESSON, ceil(rows * GROWTH)))


def _called(at: datetime) -> dict[str, Names]:
    """What the labels of each shelf are called: lines of the catalogue with their words, units, types of request."""
    catalogue = Board(at).catalogue
    lines = {code: (*catalogue.path_of(code), "、".join(c.words)) for code, c in catalogue.categories.items()}
    return {
        "category": {code: [tuple(filter(None, line))] for code, line in lines.items()},
        "unit": {unit.code: [(unit.name,)] for unit in directory.units()},
        "type": {kind.value: [(kind.zh,)] for kind in RequestType},
    }


def _taught(name: str, texts: Sequence[Pair], labels: Sequence[str], made: str, called: Names) -> bool:
    counts: dict[str, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    pairs = [
        (t, label) for t, label in zip(texts, labels, strict=True) if label and counts[label] >= LEAST_CASES
    ]
    if len({label for _, label in pairs}) < 2 or len(pairs) < FIRST_LESSON:
        return False
    model = _fitted(pairs, made, called)
    kept = shelf(name)
    if not (kept.folder / model.card.version).exists():
        kept.add(model)
    if _worse(kept, pairs, made, called):
        return False
    kept.promote(model.card.version)
    return True


def _fitted(pairs: Sequence[tuple[Pair, str]], made: str, called: Names) -> Classifier:
    titles, texts = [title for (title, _), _ in pairs], [text for (_, text), _ in pairs]
    return Classifier.fit(titles, texts, [label for _, label in pairs], made=made, names=called)


def _worse(kept: Shelf, pairs: Sequence[tuple[Pair, str]], made: str, called: Names) -> bool:
    """Whether the champion reads the latest dispatches surely better than a challenger that has not seen them."""
    if not kept.history():
        return False
    cut = len(pairs) // HELD_BACK  # the latest come first
    latest, earlier = pairs[:cut], pairs[cut:]
    if len({label for _, label in earlier}) < 2:
        return False
    rival = _fitted(earlier, made, called)
    told = compare(_model(kept.current()), rival, [t for t, _ in latest], [label for _, label in latest])
    return told.better == "champion"


def _read(model: Classifier | None, texts: Sequence[Text]) -> list[tuple[Guess, ...]]:
    if model is None or not texts:
        return [()] * len(texts)
    found = model.predict(list(texts), top=SHOWN)
    return [
        tuple(Guess(label, Fraction(str(round(sure, 4)))) for label, sure in prediction.top)
        if prediction.known
        else ()
        for prediction in found
    ]


def shelf(name: str) -> Shelf:
    """The versions of what reads categories or units; the one in use is the champion."""
    return Shelf(Path(settings.DATA) / "reading" / name)


def _places() -> list[Path | None]:
    places: list[Path | None] = []
    for name in SHELVES:
        try:
            places.append(shelf(name).current())
        except Refusal:
            places.append(None)
    return places


@lru_cache(maxsize=4)
def _model(place: Path) -> Classifier:
    return Classifier.load(place)
