"""What a case can ask the norms of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jiesu.policy.topics import Topic
from jiesu.rules import norms
from jiesu.rules.terms import RequestType, Role


@dataclass(frozen=True, slots=True)
class CourseOf:
    """How a kind of request goes."""

    request_type: RequestType

    def answer(self, laws: Any) -> object:
        return norms.course_of(laws[Topic.NORMS], self.request_type)


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Whether a role may sign the reply to a kind of request."""

    request_type: RequestType
    role: Role

    def answer(self, laws: Any) -> object:
        return norms.may_sign(laws[Topic.NORMS], self.request_type, self.role)


@dataclass(frozen=True, slots=True)
class StageAsks:
    """What a stage asks of an event: its fields and checks, in the order of their codes."""

    stage: norms.WorkStage

    def answer(self, laws: Any) -> object:
        norm = laws[Topic.NORMS].stages[self.stage]
        return " ".join(sorted(map(str, norm.fields | norm.checks))) or "—"


NORM_QUESTIONS: Mapping[str, type[Any]] = MappingProxyType(
    {"course": CourseOf, "signed_by": SignedBy, "stage_asks": StageAsks}
)
