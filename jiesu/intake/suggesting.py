"""What the machine reads in a request before a person confirms it: type, category, level, urgent words (R004).

The reader is made once per process and version of the law: the duty catalogue's words, and the trained model
where the installation has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from jiesu.intake.words import SURE_BY_CUSTOM, type_read
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.reading.classify import Classifier
from jiesu.reading.prediction import Prediction
from jiesu.reading.store import Shelf
from jiesu.rules import limits
from jiesu.rules.limits import Limits
from jiesu.rules.matters import Matter
from jiesu.rules.routing import Catalogue, Guess, by_words
from jiesu.rules.terms import Level, RequestType
from jiesu.rules.verdict import Refusal, Sentence

SHOWN = 3
URGENT = frozenset({Level.P1, Level.P2})


@dataclass(frozen=True, slots=True)
class Judged:
    """The level of a matter, and the law that gives it. No level where no law is published yet."""

    level: Level | None = None
    law: str = ""
    clause: str = ""
    steps: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """What reading makes of a text."""

    request_type: RequestType
    guesses: tuple[Guess, ...] = ()
    by_custom: bool = False
    """Whether the installation's own confirmed types decided the type."""

    @property
    def category(self) -> str:
        """The likeliest category; empty where nothing was recognised."""
        return self.guesses[0].code if self.guesses else ""

    @property
    def confidence(self) -> Fraction:
        """How sure that is."""
        return self.guesses[0].confidence if self.guesses else Fraction(0)


class Reader:
    """Reads texts with the duty catalogue of one version of the law."""

    def __init__(self, catalogue: Catalogue | None) -> None:
        self.catalogue = catalogue
        self.names: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        for code in catalogue.categories if catalogue else ():
            path = " / ".join(catalogue.path_of(code)) if catalogue else ""
            self.names[code] = path
            for name in {path, path.rpartition(" / ")[2]}:
                self._by_name.setdefault(name, []).append(code)
        self._begins = _beginnings(catalogue)

    def called(self, text: str) -> str:
        """The code of the one category that is called so: by code, last name or whole path; else empty."""
        words = text.strip()
        if words in self.names:
            return words
        found = self._by_name.get(words, ())
        return found[0] if len(found) == 1 else ""

    def read(self, title: str, text: str) -> Suggested:
        """Type and categories of one text."""
        return self.read_many([(title, text)], learned())[0]

    def read_many(self, texts: Sequence[tuple[str, str]], model: Classifier | None) -> list[Suggested]:
        """The same for many (title, text) at once: what the model learned, else the catalogue's words."""
        words = ["\n".join(filter(None, pair)) for pair in texts]
        found = model.predict(list(texts), top=SHOWN) if model and texts else []
        guesses = [_guesses(prediction) for prediction in found] or [()] * len(words)
        return [
            Suggested(kind, sure or self._by_words(one), by_custom)
            for one, sure, (kind, by_custom) in zip(words, guesses, types_of(texts), strict=True)
        ]

    def _by_words(self, words: str) -> tuple[Guess, ...]:
        if self.catalogue is None:
            return ()
        begun = {words[i : i + 2] for i in range(len(words) - 1)} & self._begins.keys()
        among = {code for beginning in begun for code in self._begins[beginning]}
        return by_words(self.catalogue, words, shown=SHOWN, among=among) if among else ()


def _beginnings(catalogue: Catalogue | None) -> dict[str, set[str]]:
    """The first two characters of the catalogue's words, and the categories whose words begin so."""
    found: dict[str, set[str]] = {}
    for code, category in catalogue.categories.items() if catalogue else ():
        for word in category.words:
            found.setdefault(word[:2], set()).add(code)
    return found


def why(reader: Reader, told: tuple[str, str], code: str, *, shown: int = 5) -> tuple[str, ...]:
    """The words of title and text that speak for a category: what was learned says its own, else the catalogue."""
    model = learned()
    if model and (found := model.predict_one(told, top=1, words=shown)).known:
        return tuple(word for word, _ in found.words) if found.label == code else ()
    words = "\n".join(filter(None, told))
    return policy.deciding(reader.catalogue, words, code, most=shown) if reader.catalogue else ()


def named(reader: Reader, told: tuple[str, str]) -> tuple[Guess, ...]:
    """The categories whose names are close to title and text, where neither a model nor the words know any."""
    words = "\n".join(filter(None, told))
    return policy.by_names(reader.catalogue, [words])[0] if reader.catalogue else ()


class Judge:
    """Gives levels by one version of the law of limits."""

    def __init__(self, law: Limits | None, code: str = "") -> None:
        self.law, self.code = law, code

    def level(self, matter: Matter) -> Judged:
        """The level of a matter (R020, R169)."""
        if self.law is None:
            return Judged()
        verdict = limits.level_for(self.law, matter)
        return Judged(verdict.value, self.code, verdict.clause, verdict.steps)

    def urgent_words(self, text: str) -> tuple[str, ...]:
        """The words in a text by which the law gives it an urgent level."""
        if self.law is None:
            return ()
        lines = (line for line in self.law.table if line.level in URGENT)
        return tuple(
            dict.fromkeys(word for line in lines for word in sorted(line.when.words) if word in text)
        )


def reader(at: datetime) -> Reader:
    """The reader by the catalogue in force; without one it reads only the type."""
    code, rules = _in_force(Topic.ROUTING, at)
    return _reader(code, rules)


def judge(at: datetime) -> Judge:
    """The judge of levels by the law in force. Intake never waits for a law (R007): without one, no level."""
    code, rules = _in_force(Topic.LIMITS, at)
    return Judge(rules, code)


def category_names(at: datetime) -> dict[str, str]:
    """Every category of the catalogue in force: code -> "住房城乡建设 / 物业管理 / 电梯故障"."""
    return reader(at).names


def category_called(text: str, at: datetime) -> str:
    """The code of the one category that is called so in the catalogue in force; else empty."""
    return reader(at).called(text)


def _in_force(topic: Topic, at: datetime) -> tuple[str, Any]:
    try:
        found = policy.in_force(topic, at)
    except Refusal:
        return "", None
    return found.id, found.rules


_READERS: dict[str, Reader] = {}


def _reader(code: str, catalogue: Catalogue | None) -> Reader:
    kept = _READERS.get(code)
    if kept is None or kept.catalogue is not catalogue:
        kept = _READERS[code] = Reader(catalogue)
    return kept


def types_of(texts: Sequence[tuple[str, str]]) -> list[tuple[RequestType, bool]]:
    """The type of each (title, text), and whether the installation's own custom decided it: what people confirmed
    for requests like it, where that is sure; else the cues that public requests taught. Praise, and what an office
    has never confirmed, say themselves what they are."""
    begun = [type_read(*pair) for pair in texts]
    model = learned("type")
    if model is None or not texts:
        return [(kind, False) for kind in begun]
    confirmed = ({RequestType(label) for label in model.labels} | {RequestType.HELP}) - {RequestType.PRAISE}
    return [
        (RequestType(own.label), True)
        if kind in confirmed and own.known and own.confidence >= SURE_BY_CUSTOM
        else (kind, False)
        for kind, own in zip(begun, model.predict(list(texts), top=1), strict=True)
    ]


def learned(what: str = "category") -> Classifier | None:
    """What dispatch has taught (categories, types), where there is a model; a process reads each version once."""
    try:
        return _model(Shelf(Path(settings.DATA) / "reading" / what).current())
    except Refusal:
        return None


@lru_cache(maxsize=4)
def _model(place: Path) -> Classifier:
    return Classifier.load(place)


def _guesses(prediction: Prediction) -> tuple[Guess, ...]:
    if not prediction.known:
        return ()
    return tuple(Guess(label, Fraction(str(round(sure, 4)))) for label, sure in prediction.top)
