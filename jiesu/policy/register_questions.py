"""What a case can ask the law of the pending register (the other questions: policy/questions.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from jiesu.policy.topics import Topic
from jiesu.rules import register
from jiesu.rules.calendar import Calendar
from jiesu.rules.matters import Matter


class Laws(Protocol):
    """The laws of the day that a case is asked on."""

    @property
    def calendar(self) -> Calendar: ...

    def __getitem__(self, topic: Topic) -> Any: ...


@dataclass(frozen=True, slots=True)
class Registers:
    """Whether a matter may enter the register: the paper that must show it."""

    obstacle: register.Obstacle
    matter: Matter
    standing: int
    orders: int

    def answer(self, laws: Laws) -> object:
        law: register.Register = laws[Topic.REGISTER]
        register.check_room(law, standing=self.standing, orders=self.orders)
        return register.admit(law, self.obstacle, self.matter).value.evidence


@dataclass(frozen=True, slots=True)
class Reviewed:
    """When a listed order is reviewed."""

    since: datetime

    def answer(self, laws: Laws) -> object:
        return register.review_at(laws[Topic.REGISTER], since=self.since, calendar=laws.calendar)


@dataclass(frozen=True, slots=True)
class Renewed:
    """The next review after a renewal."""

    renewals: int
    since: datetime
    district: bool = False

    def answer(self, laws: Laws) -> object:
        return register.renewed(
            laws[Topic.REGISTER], renewals=self.renewals, since=self.since, district=self.district,
            calendar=laws.calendar,
        )  # fmt: skip


REGISTER_QUESTIONS: Mapping[str, type[Registers] | type[Reviewed] | type[Renewed]] = MappingProxyType(
    {"register": Registers, "review": Reviewed, "renewal": Renewed}
)
