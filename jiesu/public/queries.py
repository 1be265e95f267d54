"""What the public's pages ask: where a request stands, what was replied, how the limits are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from jiesu.dispatch import queries as dispatch
from jiesu.handling import queries as handling
from jiesu.intake import queries as intake
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Order
from jiesu.policy import queries as policy
from jiesu.public import gate
from jiesu.public.words import AT_STEP, SENTENCES, Step
from jiesu.reading.personal import mask
from jiesu.rules.spans import Span
from jiesu.rules.terms import AssignmentState, Basis, Level, OrderState, UnitRole, Verb
from jiesu.rules.verdict import Refusal, Sentence


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way: done, the present one, or still to come."""

    step: Step | OrderState
    stands: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A reply that was signed off, or an answer that was given at once."""

    unit: str
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """One matter of a request that holds several: it has a number and a code of its own."""

    number: str
    code: str
    title: str
    state: OrderState


@dataclass(frozen=True, slots=True)
class Progress:
    """A request as its requester sees it."""

    order: Order
    state: OrderState
    sentence: str | Promise
    stages: tuple[Stage, ...]
    words: str
    files: tuple[str, ...]
    replies: tuple[Said, ...]
    verbs: tuple[Verb, ...]
    parts: tuple[Part, ...] = ()
    why: Sentence | None = None

    @property
    def running(self) -> bool:
        """Whether a limit is running."""
        return self.state is OrderState.DISPATCHED


def progress(order: Order) -> Progress:
    """Where a request stands. Of a confidential one neither the words nor the replies are shown (R494)."""
    state = OrderState(order.state)
    closed = order.confidential
    return Progress(
        order=order,
        state=state,
        sentence=SENTENCES[state],
        stages=stages(order),
        words="" if closed else mask(order.text),
        files=() if closed else tuple(file.name for file in intake.materials(order)),
        replies=() if closed else replies(order),
        verbs=orders.open_verbs_for(order, gate.requester(order)),
        parts=_parts(order) if state is OrderState.DIVIDED else (),
        why=dispatch.why(order),
    )


def _parts(order: Order) -> tuple[Part, ...]:
    return tuple(
        Part(
            number=part.number,
            code=orders.tracking_code(part.number),
            title="" if part.confidential else mask(part.title),
            state=OrderState(part.state),
        )
        for part in intake.parts(order)
    )


def stages(order: Order) -> tuple[Stage, ...]:
    """The steps of the way; a request that ended on another way has two: it came, and how it ended."""
    state = OrderState(order.state)
    here = AT_STEP.get(state)
    if here is None:
        return (Stage(Step.INTAKE, "done", order.received_at), Stage(state, "done", order.closed_at))
    when = {
        Step.INTAKE: order.received_at,
        Step.DISPATCH: order.dispatched_at,
        Step.HANDLING: order.replied_at,
        Step.FOLLOWUP: order.rated_at,
        Step.CLOSE: order.closed_at,
    }
    place = len(Step) if state is OrderState.CLOSED else list(Step).index(here)
    return tuple(
        Stage(
            step, "done" if i < place else "now" if i == place else "later", when[step] if i < place else None
        )
        for i, step in enumerate(Step)
    )


def replies(order: Order) -> tuple[Said, ...]:
    """What was answered at once, and the replies that were signed off; an unsigned one is no reply yet."""
    said = intake.answer(order)
    at_once = (Said("", said.text, said.at),) if said else ()
    signed = {s.pk: s for s in orders.shares_of(order) if s.state == AssignmentState.SIGNED}
    texts = [reply for reply in handling.reply_texts(order) if reply.share_id in signed]
    texts.sort(key=lambda reply: _lead_first(signed[reply.share_id]))
    between = tuple(Said(row.share.unit.name, row.note, row.at) for row in handling.interim_texts(order))
    return (
        at_once
        + between
        + tuple(Said(signed[r.share_id].unit.name, r.text, signed[r.share_id].signed_at) for r in texts)
    )


@dataclass(frozen=True, slots=True)
class LevelLine:
    """The limits of one level in words, and what the final one rests on."""

    level: Level
    final: Span | None
    contact: Span | None
    basis: Basis | None
    source: str


@dataclass(frozen=True, slots=True)
class LimitsLaw:
    """The limits in force and where they come from."""

    source: str
    version: str
    lines: tuple[LevelLine, ...]


def limits(at: datetime) -> LimitsLaw | None:
    """The limits by level; None where no law is published here."""
    try:
        law = policy.in_force("limits", at)
    except Refusal:
        return None
    rows = {row.key: row for row in policy.values(policy.version(law.id))}
    lines = []
    for level, own in law.rules.levels.items():
        row = rows.get(f"levels.{level}.final.limit")
        final, contact = (limit.limit if limit else None for limit in (own.final, own.contact))
        basis, source = (row.basis, row.source) if row else (None, "")
        lines.append(LevelLine(level, final, contact, basis, source))
    return LimitsLaw(law.source, law.id, tuple(lines))


def _lead_first(share: Assignment) -> tuple[bool, int]:
    return share.role != UnitRole.LEAD, share.no
