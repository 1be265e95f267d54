"""What the agent's form is filled with while the agent types: each guess with its reason; a person accepts or rejects.

Nothing here decides: what nobody confirmed stays a guess ("read" in the first event), what was confirmed or corrected
is told with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from jiesu.intake import suggesting
from jiesu.intake.building import Builder
from jiesu.intake.drafts import Draft
from jiesu.intake.suggesting import Judged, Suggested
from jiesu.intake.words import words_of_type
from jiesu.reading.elements import Element, Elements, Why, elements
from jiesu.reading.headline import headline
from jiesu.reading.summary import SUMMARY, summary
from jiesu.rules.matters import Matter
from jiesu.rules.verdict import Sentence

SURE = Fraction(1, 2)
"""From this confidence a category fills the form by itself; below it is only offered (assumed)."""
FAINT, SUREST = 2, 99
"""Per cent: what is less likely is not offered beside the first category; and no reading is shown as certain."""
PLAUSIBLE = 6
"""So many characters must be there before anything is guessed."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess for one field of the form: the value, how it is shown, why, how sure (0-100), whether it fills; what else
    it may be."""

    field: str
    value: str
    shown: str
    why: Sentence
    percent: int | None = None
    fills: bool = True
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """Everything that is read in the words so far."""

    read: Suggested
    guesses: tuple[Guess, ...]
    others: tuple[Guess, ...]
    judged: Judged
    elements: Elements
    summary: str = ""


def filled(title: str, text: str, at: datetime, *, tags: tuple[str, ...] = ()) -> Filled | None:
    """The guesses for a text as it stands; None while there is too little of it."""
    words = f"{title}\n{text}".strip()
    if len(words) < PLAUSIBLE:
        return None
    builder = Builder(at)
    read = builder.reader.read(title, text)
    if not read.guesses:
        read = replace(read, guesses=suggesting.named(builder.reader, (title, text)))
    _, path = builder.place(Draft(text=words))
    told = elements(title, text)
    judged = builder.judge.level(
        Matter(read.request_type, read.category, words, frozenset(tags), area_path=path)
    )
    categories = _categories(builder, read, (title, text))
    guesses = [
        _type(read, words),
        *categories[:1],
        *_area(builder, words),
        *_element("place", told.places),
        *_title(title, text),
        *_element("when", told.times),
        *_element("against", told.targets),
        *_element("wanted", told.wants),
    ]
    short = summary(text, title=title, told=told) if len(text) > SUMMARY else ""
    return Filled(
        read,
        tuple(guesses),
        tuple(c for c in categories[1:] if (c.percent or 0) >= FAINT),
        judged,
        told,
        short,
    )


def _type(read: Suggested, words: str) -> Guess:
    cues = words_of_type(read.request_type, words)
    if cues:
        why = Sentence("The text says: %(words)s.", {"words": "、".join(cues)})
    elif read.by_custom:
        why = Sentence("Requests like it were of this type.", {})
    else:
        why = Sentence("The text names no other type.", {})
    return Guess("request_type", str(read.request_type), str(read.request_type), why)


def _categories(builder: Builder, read: Suggested, told: tuple[str, str]) -> list[Guess]:
    found = []
    for guess in read.guesses:
        name = builder.reader.names.get(guess.code, guess.code)
        decided = suggesting.why(builder.reader, told, guess.code)
        why = (
            Sentence("These words decided: %(words)s.", {"words": "、".join(decided)})
            if decided
            else Sentence("It is close to what this category is called, or to requests that were in it.", {})
        )
        percent = min(int(guess.confidence * 100), SUREST)
        found.append(
            Guess("category", f"{name} [{guess.code}]", name, why, percent, guess.confidence >= SURE)
        )
    return found


def _area(builder: Builder, words: str) -> list[Guess]:
    found = builder.candidates(words)
    sure = len(found) == 1 or (len(found) > 1 and found[0].path.startswith(found[1].path))
    return [
        Guess(
            "area", f"{one.name} [{one.area}]", one.name, Sentence("The text names it.", {}),
            fills=sure and no == 0,
        )
        for no, one in enumerate(found[:1] if sure else found)
    ]  # fmt: skip


def _element(field: str, found: Sequence[Element]) -> list[Guess]:
    """The guess for one of the four elements, and what else the text names."""
    if not found:
        return []
    first, *others = found
    value = first.text[:200]
    return [
        Guess(
            field,
            value,
            first.text,
            _why(field, first, len(found)),
            others=tuple(e.text[:200] for e in others),
        )
    ]


def _why(field: str, one: Element, of: int) -> Sentence:
    words = "、".join(one.words)
    if one.why is Why.ROLE:
        return Sentence("The text blames it and gives no name.", {})
    if one.why is Why.WORDS and words == "?":
        return Sentence("It is what the text asks.", {})
    if one.why is Why.WORDS:
        return Sentence("The text says: %(words)s.", {"words": words})
    if one.why is Why.TITLE:
        return Sentence("The title names it.", {})
    if of > 1 and field == "place":
        return Sentence("Of %(n)s that the text names it says most.", {"n": of})
    return Sentence("The text names it.", {})


def _title(title: str, text: str) -> list[Guess]:
    if title.strip() or len(text) < 2 * PLAUSIBLE:
        return []
    line = headline(text)
    return [Guess("title", line, line, Sentence("The clause that asks for something.", {}))]
