"""How a reply is looked at before it goes on: what is missing by the law in force, and how good its materials are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiesu.handling import queries
from jiesu.handling.kinds import DOCUMENTS, ActionKind, FileKind, Result
from jiesu.handling.models import Reply
from jiesu.intake import queries as intake
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.reading.quality import Finding, check_reply, grade
from jiesu.rules import handling
from jiesu.rules.handling import Case, Handling, Material, Stage
from jiesu.rules.norms import Norms, may_sign
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Grade, RequestType, Verb
from jiesu.rules.verdict import NotYours, Refusal

MET = frozenset({ActionKind.DOOR, ActionKind.SCENE, ActionKind.MEET, ActionKind.FACE})
OF_WORDS = frozenset({"short", "off_topic", "no_action", "no_date", "no_person", "promise_only", "copied"})


@dataclass(frozen=True, slots=True)
class Look:
    """What a reviewer sees: points, which materials are there and not, what the words lack, what is missing,
    and how complete the words are (0 to 100: advice, no part of the points)."""

    score: int
    low: bool
    present: tuple[Material, ...]
    absent: tuple[Material, ...]
    findings: tuple[Finding, ...]
    missing: tuple[Stage, ...]
    complete: int = 0

    @property
    def codes(self) -> list[str]:
        """The codes of what the words lack and of the materials that are not there."""
        return [finding.code for finding in self.findings] + [str(material) for material in self.absent]


def law_at(at: datetime) -> policy.InForce:
    """The law of work inside a unit at a moment."""
    return policy.in_force_or("handling", at, Handling())


def check_complete(
    own: Assignment, result: Result, files: Sequence[FileKind], at: datetime, *, traced: bool = False
) -> None:
    """Refuse a reply while a stage that the law asks for does not lie behind it (R228)."""
    there = done(own, files, at) | ({Stage.TRACED} if traced else set())
    verdict = handling.missing(law_at(at).rules, _case(own, result), there)
    if verdict.value:
        raise Refusal("Before this, what is missing has to be done: %(stages)s.", stages=list(verdict.value))


def check_signer(own: Assignment, by: Actor, at: datetime) -> None:
    """Refuse a signature by a leader of the unit whom the law does not let sign this kind of request (R089)."""
    norms: Norms = policy.in_force_or(Topic.NORMS, at, Norms()).rules
    kind = RequestType(own.order.request_type) if own.order.request_type else None
    leads = [seat.role for seat in by.seats if seat.role in MAY[Verb.SIGN] and seat.unit == own.unit.code]
    if leads and not any(may_sign(norms, kind, role) for role in leads):
        raise NotYours("The law has “%(kind)s” signed by another leader.", kind=kind)


def done(own: Assignment, files: Iterable[FileKind], at: datetime) -> set[Stage]:
    """The stages that lie behind the share in its round: from the ledger and the room's rows."""
    kinds = queries.action_kinds(own)
    needed = handling.rank_needed(law_at(at).rules, own.round)
    ranks = queries.visit_ranks(own)
    there = {
        Stage.HANDLER: own.handler_id is not None,
        Stage.CONTACTED: own.contacted_at is not None,
        Stage.SCREENED: queries.last_screening(own) is not None,
        Stage.GRADED: bool(own.order.grade),
        Stage.PLANNED: queries.plan_of(own) is not None,
        Stage.ACTED: bool(kinds) or queries.was_done(own, Verb.ACT),
        Stage.VISITED: any(needed is None or handling.high_enough(rank, needed) for rank in ranks),
        Stage.MET: ActionKind.MEET in kinds,
        Stage.DOCUMENT: any(kind in DOCUMENTS for kind in files),
        Stage.ASSISTED: not queries.assisting_open(own),
        Stage.ANSWERED: own.submitted_at is not None,
        Stage.REVIEWED: queries.was_done(own, Verb.REVIEW),
    }
    return {stage for stage, holds in there.items() if holds}


def look(own: Assignment, reply: Reply, at: datetime) -> Look:
    """The quality of what was submitted (R224) and what is still missing."""
    law: Handling = law_at(at).rules
    findings = tuple(check_reply(own.order.text, reply.text))
    present = _materials(own, reply, {finding.code for finding in findings})
    score = handling.quality(law, present)
    there = done(own, queries.file_kinds(reply), at) | ({Stage.TRACED} if traced(reply) else set())
    verdict = handling.missing(law, _case(own, reply.result), there)
    return Look(
        score=score, low=score < law.low_below, present=tuple(m for m in law.materials if m in present),
        absent=tuple(m for m in law.materials if m not in present), findings=findings, missing=verdict.value,
        complete=grade(own.order.text, reply.text),
    )  # fmt: skip


def traced(reply: Reply) -> bool:
    """Whether a reply says the root cause, in words too."""
    return bool(reply.cause and reply.cause_note)


def wants_cause(own: Assignment, at: datetime) -> bool:
    """Whether the law asks for the root cause of this order (R373)."""
    lacking = handling.missing(law_at(at).rules, _case(own, Result.SOLVED), set(Stage) - {Stage.TRACED})
    return Stage.TRACED in lacking.value


def _materials(own: Assignment, reply: Reply, lacks: set[str]) -> set[Material]:
    acts = queries.actions_of(own)
    kinds: set[Any] = {act.kind for act in acts}
    there = {
        Material.CONTACT: own.contacted_at is not None,
        Material.ACTION: bool(acts),
        Material.PLACE: any(act.place for act in acts),
        Material.EVIDENCE: queries.has_evidence(own),
        Material.WORDS: not lacks & OF_WORDS,
        Material.POLITE: not lacks & {"impolite", "no_courtesy"},
        Material.DISCREET: "leak" not in lacks,
        Material.FACE: bool(kinds & MET),
    }
    return {material for material, holds in there.items() if holds}


def _case(own: Assignment, result: Result) -> Case:
    order = own.order
    matter = orders.matter_of(order)
    if order.requester is not None and order.requester.kind == "enterprise":
        matter = replace(matter, enterprise=True)
    if intake.told_again(order):
        matter = replace(matter, tags=matter.tags | {"repeat"})
    return Case(matter, own.round, Grade(order.grade) if order.grade else None, result)
