"""What a case can ask about work inside a unit, working aids and exclusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from jiesu.policy.early_questions import EARLY_QUESTIONS
from jiesu.policy.norm_questions import NORM_QUESTIONS
from jiesu.policy.register_questions import REGISTER_QUESTIONS
from jiesu.policy.topics import Topic
from jiesu.rules import exclusions, handling
from jiesu.rules.matters import Matter
from jiesu.rules.terms import Grade


@dataclass(frozen=True, slots=True)
class Endorsement:
    """Whether the head signs before the order is dispatched inside the unit."""

    matter: Matter

    def answer(self, laws: Any) -> object:
        return handling.needs_endorsement(laws[Topic.HANDLING], self.matter)


@dataclass(frozen=True, slots=True)
class Lacking:
    """Which stages are missing behind a reply: "met document"."""

    matter: Matter
    done: frozenset[handling.Stage] = frozenset()
    round: int = 1
    grade: Grade | None = None
    result: handling.Result | None = None

    def answer(self, laws: Any) -> object:
        case = handling.Case(self.matter, self.round, self.grade, self.result)
        return " ".join(handling.missing(laws[Topic.HANDLING], case, self.done).value) or "—"


@dataclass(frozen=True, slots=True)
class WhoVisits:
    """The lowest rank that must have visited in a round."""

    round: int

    def answer(self, laws: Any) -> object:
        return handling.rank_needed(laws[Topic.HANDLING], self.round) or "—"


@dataclass(frozen=True, slots=True)
class HowManySlots:
    """How many slots a working aid has."""

    code: str

    def answer(self, laws: Any) -> object:
        return len(laws[Topic.AIDS].profiles[self.code].slots)


@dataclass(frozen=True, slots=True)
class ExclusionUntil:
    """Until when exclusion may be asked for."""

    rated: datetime | None = None

    def answer(self, laws: Any) -> object:
        until = exclusions.closes(laws[Topic.EXCLUSIONS], self.rated, laws.calendar).value
        return until or "—"


@dataclass(frozen=True, slots=True)
class ExclusionGround:
    """The ground of a code."""

    code: str

    def answer(self, laws: Any) -> object:
        return exclusions.ground(laws[Topic.EXCLUSIONS], self.code).name


INSIDE: Mapping[str, type[Any]] = MappingProxyType(
    {
        "endorsement": Endorsement,
        "lacking": Lacking,
        "visit_rank": WhoVisits,
        "aid": HowManySlots,
        "exclusion_until": ExclusionUntil,
        "exclusion_ground": ExclusionGround,
        **REGISTER_QUESTIONS,
        **NORM_QUESTIONS,
        **EARLY_QUESTIONS,
    }
)
