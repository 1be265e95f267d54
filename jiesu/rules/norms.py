"""Norms of work (工作规范): what each of the eight stages of an order asks for, and how each kind of request goes.

Source: “接件、转派、响应、办理、审核、回访、督办、考评”, “建立标准化的工作规范”, “分类处置”, “差异化管理”
(R086, R087, R089).
The lines are data (policies/*/norms/). A stage is known by its verbs in the ledger; the judge looks at events only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from jiesu.rules.matters import Matter, When
from jiesu.rules.terms import RequestType, Role, Term, Verb
from jiesu.rules.verdict import Sentence


class WorkStage(Term):
    """The eight stages in which an order is worked on, in their order."""

    RECEIVE = ("receive", "接件", "Receiving")
    PASS_ON = ("pass_on", "转派", "Passing on")
    RESPOND = ("respond", "响应", "Response")
    HANDLE = ("handle", "办理", "Handling")
    REVIEW = ("review", "审核", "Review")
    FOLLOW_UP = ("follow_up", "回访", "Follow-up")
    SUPERVISE = ("supervise", "督办", "Supervision")
    ASSESS = ("assess", "考评", "Assessment")


class Check(Term):
    """What can be asked of an event beyond its fields and its role."""

    ON_TIME = ("on_time", "在时限内", "Within its limit")
    FILES = ("files", "附有材料", "With material")
    OTHERS = ("others", "由他人作出", "By somebody else than before")
    OUTSIDE = ("outside", "由承办单位以外作出", "By nobody of a handling unit")
    IN_TURN = ("in_turn", "不跳步骤", "After the stage before it")


class Course(Term):
    """How a kind of request goes (分类处置)."""

    ANSWER = ("answer", "即时答复", "Answered at once where possible")
    HANDLE = ("handle", "派单办理", "Dispatched and handled")
    PROTECT = ("protect", "保密办理", "Handled in confidence")
    COLLECT = ("collect", "汇集研究", "Collected and studied")
    PASS_ON = ("pass_on", "转达表扬", "Passed on to whom it praises")


@dataclass(frozen=True, slots=True)
class Norm:
    """What one stage asks for. `needed`: it must lie behind an order that is closed, where `when` fits.

    `fields` are facts of the event (a text counts by its fingerprint); with `roles` only these may have done it.
    """

    verbs: frozenset[Verb]
    fields: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    checks: frozenset[Check] = frozenset()
    needed: bool = False
    when: When = field(default_factory=When)
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How requests of one type go, and who may sign their replies (nobody named: any leader of the unit)."""

    course: Course
    signed_by: frozenset[Role] = frozenset()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Norms:
    """The norms of work in force from one day on."""

    stages: Mapping[WorkStage, Norm] = field(default_factory=lambda: MappingProxyType({}))
    requests: Mapping[RequestType, Kind] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Done:
    """One event as the judge sees it. `due`: by when it was to be done; `unit`: the path of who did it."""

    verb: Verb
    at: datetime
    by: str = ""
    role: Role | None = None
    unit: str = ""
    share: int | None = None
    fields: frozenset[str] = frozenset()
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """What an order lacks by the norms: at which stage, which event, in words."""

    stage: WorkStage
    sentence: Sentence
    clause: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """One stage of an order: whether it lies behind it, since when, what it lacks."""

    stage: WorkStage
    norm: Norm
    first: datetime | None
    breaches: tuple[Breach, ...]


def course_of(law: Norms, kind: RequestType | None) -> Course:
    """How a request goes; a report goes in confidence whatever the law leaves out (regulation art 8)."""
    if kind is not None and kind in law.requests:
        return law.requests[kind].course
    return Course.PROTECT if kind is RequestType.REPORT else Course.HANDLE


def may_sign(law: Norms, kind: RequestType | None, role: Role) -> bool:
    """Whether a role may sign the reply to a request of this kind (R089)."""
    if kind is None or kind not in law.requests:
        return True
    signed_by = law.requests[kind].signed_by
    return not signed_by or role in signed_by


def look(
    law: Norms, matter: Matter, events: Sequence[Done], *, units: Iterable[str] = (), closed: bool = False
) -> tuple[Looked, ...]:
    """Every stage of the law that says something about the matter, with what the events lack.

    `units` are the paths of the units that handled it; `closed`: a needed stage that is not there is a breach.
    """
    told = sorted(events, key=lambda event: event.at)
    paths = tuple(units)
    found, before = [], None
    for stage in WorkStage:
        norm = law.stages.get(stage)
        if norm is None or norm.when.why(matter) is None:
            continue
        own = [event for event in told if event.verb in norm.verbs]
        lacks = [breach for event in own for breach in _lacks(stage, norm, event, told, paths, before)]
        if closed and norm.needed and not own:
            lacks.append(Breach(stage, Sentence("The stage is missing."), norm.clause))
        found.append(Looked(stage, norm, own[0].at if own else None, tuple(lacks)))
        before = norm if norm.needed else before
    return tuple(found)


def breaches(looked: Iterable[Looked]) -> tuple[Breach, ...]:
    """All that is lacking, stage after stage."""
    return tuple(breach for one in looked for breach in one.breaches)


def _lacks(
    stage: WorkStage, norm: Norm, event: Done, told: Sequence[Done], units: Sequence[str], before: Norm | None
) -> Iterator[Breach]:
    for name in sorted(norm.fields):
        if not {name, f"{name}_print"} & event.fields:
            yield _breach(stage, norm, event, Sentence("“%(field)s” was not said.", {"field": name}))
    if norm.roles and event.role is not None and event.role not in norm.roles | {Role.SYSTEM}:
        yield _breach(stage, norm, event, Sentence("%(role)s did it.", {"role": event.role}))
    for check in Check:
        if check in norm.checks and not _holds(check, event, told, units, before):
            yield _breach(stage, norm, event, Sentence("Not so: %(check)s.", {"check": check}))


def _holds(
    check: Check, event: Done, told: Sequence[Done], units: Sequence[str], before: Norm | None
) -> bool:
    match check:
        case Check.ON_TIME:
            return event.due is None or event.at <= event.due
        case Check.FILES:
            return "files" in event.fields
        case Check.OTHERS:
            return all(other.by != event.by for other in _earlier(event, told, before))
        case Check.OUTSIDE:
            return event.role is Role.SYSTEM or event.unit not in units
        case Check.IN_TURN:
            return before is None or bool(_earlier(event, told, before))


def _earlier(event: Done, told: Sequence[Done], before: Norm | None) -> list[Done]:
    """The events of the stage before, on the same share where both are of one, not later than this event."""
    verbs = before.verbs if before else frozenset()
    return [
        other
        for other in told
        if other.verb in verbs
        and other.at <= event.at
        and (other.share is None or event.share is None or other.share == event.share)
    ]


def _breach(stage: WorkStage, norm: Norm, event: Done, sentence: Sentence) -> Breach:
    return Breach(stage, sentence, norm.clause, event.at)
