"""What a judgement looks like: a value with the clause it rests on, or a refusal in words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Verdict(Generic[T]):
    """A judged value, the clause of the law it rests on, and the steps that led there."""

    value: T
    clause: str = ""
    steps: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person: an English template (also the gettext key) and what goes into it.

    A value that is a Term is shown by its label in the reader's language (kit.words.say).
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


class Refusal(Exception):
    """An expected refusal. It is a sentence for a person, and it changes nothing.

    `Refusal("Order %(number)s does not exist.", number=...)`: the template is translated where it is shown.
    """

    def __init__(self, text: str, **values: object) -> None:
        self.sentence = Sentence(text, values)
        super().__init__(str(self.sentence))


class NotYours(Refusal):
    """Refused because of who asks, not because of what is asked."""
