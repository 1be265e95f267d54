"""The norms of work as tables for the screen: the eight stages (R086), the kinds of request side by side (R089)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiesu.kit.words import length
from jiesu.rules import limits, sampling
from jiesu.rules.limits import Limits
from jiesu.rules.matters import Matter
from jiesu.rules.norms import Check, Course, Norms, WorkStage, course_of
from jiesu.rules.sampling import Sampling
from jiesu.rules.terms import Level, RequestType, Role, Verb


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage: by which verbs it is known, what it asks for, on what that rests."""

    stage: WorkStage
    verbs: tuple[Verb, ...]
    fields: tuple[str, ...]
    roles: tuple[Role, ...]
    checks: tuple[Check, ...]
    needed: bool
    clause: str


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of request: how it goes, its level and limit, who signs it, how much of it is followed up."""

    kind: RequestType
    course: Course
    level: Level
    final: str
    signed_by: tuple[Role, ...]
    followed_up: Fraction
    clause: str


def stage_lines(law: Norms) -> list[StageLine]:
    """The stages in their order; one of which the law says nothing asks for nothing."""
    return [
        StageLine(
            stage,
            tuple(verb for verb in Verb if verb in norm.verbs),
            tuple(sorted(norm.fields)),
            tuple(role for role in Role if role in norm.roles),
            tuple(check for check in Check if check in norm.checks),
            norm.needed,
            norm.clause,
        )
        for stage in WorkStage
        if (norm := law.stages.get(stage))
    ]


def kind_lines(norms: Norms, levels: Limits, draws: Sampling) -> list[KindLine]:
    """Every kind of request by the three laws that treat kinds differently: a plain request without more."""
    return [_kind(kind, norms, levels, draws) for kind in RequestType]


def _kind(kind: RequestType, norms: Norms, levels: Limits, draws: Sampling) -> KindLine:
    plain = Matter(kind)
    level = limits.level_for(levels, plain).value
    final = levels.levels[level].final
    own: Mapping[RequestType, object] = norms.requests
    signed_by = norms.requests[kind].signed_by if kind in own else frozenset()
    return KindLine(
        kind=kind,
        course=course_of(norms, kind),
        level=level,
        final=length(final.limit) if final else "",
        signed_by=tuple(role for role in Role if role in signed_by),
        followed_up=sampling.share_of(draws, plain).value,
        clause=norms.requests[kind].clause if kind in own else "",
    )
