"""What a case can ask the law of whistles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from jiesu.policy.topics import Topic
from jiesu.rules import whistle
from jiesu.rules.calendar import Calendar


class Asked(Protocol):
    """The laws of the day that a case is asked on."""

    @property
    def calendar(self) -> Calendar: ...

    def __getitem__(self, topic: Topic) -> Any: ...


@dataclass(frozen=True, slots=True)
class WhistleDue:
    """By when a called department must answer, be there, or have a result."""

    kind: whistle.WhistleKind
    moment: whistle.Moment
    since: datetime

    def answer(self, laws: Asked) -> object:
        found = whistle.dues(laws[Topic.WHISTLE], self.kind, self.since, laws.calendar).value
        by_moment = {
            whistle.Moment.RESPONSE: found.respond,
            whistle.Moment.ARRIVAL: found.arrive,
            whistle.Moment.RESULT: found.result,
        }
        return by_moment[self.moment]


@dataclass(frozen=True, slots=True)
class MayCall:
    """Whether a unit of one kind may call one of another."""

    caller: str
    called: str
    same_district: bool

    def answer(self, laws: Asked) -> object:
        law = laws[Topic.WHISTLE]
        return whistle.may_call(law, self.caller, self.called, same_district=self.same_district)


@dataclass(frozen=True, slots=True)
class WhistleScore:
    """The score of one side of a whistle."""

    marks: Mapping[whistle.Mark, int]
    late: int = 0

    def answer(self, laws: Asked) -> object:
        return whistle.score(laws[Topic.WHISTLE], self.marks, late=self.late)
