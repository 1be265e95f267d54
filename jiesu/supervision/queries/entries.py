"""Questions about the registers: who sees which entries, what waits, what became due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from jiesu.kit.words import limit, say
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import registers as law_of
from jiesu.rules.calendar import end_of
from jiesu.rules.early import Charge, Repair, Risk, Sort
from jiesu.rules.reach import SIGHT, SYSTEM, Actor, Reach
from jiesu.rules.registers import ENDED, STEPS, EntryState, Register, Step
from jiesu.rules.spans import Span
from jiesu.rules.supervision import Form, Misconduct, Supervision
from jiesu.rules.terms import Role, Term
from jiesu.rules.verdict import Refusal, Sentence
from jiesu.supervision.kinds import Manner, Promise, Talk
from jiesu.supervision.models import Entry, Stage

NEEDED = {
    "order": _("an order"), "unit": _("a unit"), "person": _("a person"), "words": _("the words"), "due": _("a date"),
    "day": _("the month"), "kind": _("a kind"), "form": _("a form"), "parent": _("the meeting"),
    "figures": _("matter and threshold"),
}  # fmt: skip
KINDS: tuple[type[Term], ...] = (Misconduct, Talk, Manner, Promise, Sort, Charge, Risk)
ASKED_OF_UNIT = frozenset(
    {Register.POINT, Register.TALK, Register.REVIEW, Register.LETTER, Register.OPINION, Register.TASK}
)


def entries(actor: Actor, register: Register | None = None) -> QuerySet[Entry]:
    """The entries that the actor may see: of bodies and units in sight, and those in which one is named."""
    rows = Entry.objects.select_related("issuer", "unit", "order", "person", "parent", "item")
    rows = rows.filter(register=register) if register else rows
    if actor.holds(Role.SYSTEM):
        return rows
    found = Q(person__login=actor.key.removeprefix("person:"))
    for seat in actor.seats:
        if SIGHT[seat.role] is Reach.SUBTREE:
            found |= Q(issuer__path__startswith=seat.path) | Q(unit__path__startswith=seat.path)
    hidden = [str(r) for r in Register if not law_of.sees(r, actor)]
    return rows.filter(found).exclude(register__in=hidden)


def entry(pk: int, actor: Actor) -> Entry:
    """One entry that the actor may see."""
    found = entries(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such entry that you may see.")
    return found


def counts(actor: Actor) -> dict[str, int]:
    """How many entries of each register wait."""
    waiting = entries(actor).exclude(state__in=[str(s) for s in ENDED])
    rows = waiting.order_by().values("register").annotate(n=Count("pk"))
    return {row["register"]: row["n"] for row in rows}


def steps(own: Entry, actor: Actor) -> list[Step]:
    """The steps that the register opens from here and that are the actor's to take."""
    table = STEPS[Register(own.register)]
    found = [step for step, state in table if state == own.state and step is not Step.OPEN]
    return [step for step in found if _may(own, step, actor)]


def promises_due(law: Supervision, day: date, at: datetime) -> datetime:
    """When what was promised in a month is checked: so long after that month's end (R248)."""
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return law.promises_after.after(end_of(first - timedelta(days=1)), policy.calendar(at))


def review_levels(own: Entry) -> list[str]:
    """The names of the levels of a review, by the law in force when it was opened."""
    law: Supervision = policy.in_force(Topic.SUPERVISION, own.made_at).rules
    return list(law.review_levels)


def resolution(own: Entry) -> str:
    """What was resolved on an entry, in the words of the latest resolution; empty before there is one."""
    said = Stage.objects.filter(entry=own, step=Step.RESOLVE).order_by("-at", "-pk")
    return said.values_list("words", flat=True).first() or ""


def may_enter(register: Register, actor: Actor) -> bool:
    """Whether the actor keeps a register, or may put something in it."""
    return law_of.may_open(register, actor)


def outside(actor: Actor) -> QuerySet[Entry]:
    """社会监督: what media and public said, with the demand that came of it and the outcome (R281)."""
    said = Stage.objects.filter(entry=OuterRef("pk")).exclude(step=Step.OPEN).order_by("-at", "-pk")
    rows = entries(actor).filter(register__in=(Register.MEDIA, Register.PUBLIC))
    return rows.annotate(outcome=Subquery(said.values("words")[:1]))


def to_check(at: datetime) -> list[Entry]:
    """Resolved topics whose recurrence check has come."""
    rows = Entry.objects.filter(register=Register.TOPIC, state=EntryState.RESOLVED).select_related("order")
    return list(rows.filter(figures__check_at__lte=at.astimezone(UTC).isoformat()))


def recurrences(own: Entry, at: datetime) -> int:
    """同类诉求: orders of the same category at the same place received since the resolution; 0 = held (R157)."""
    order = own.order
    if order is None or not order.category:
        return 0
    since = datetime.fromisoformat(own.figures["resolved_at"])
    place = Q(place=order.place) if order.place else Q(area=order.area_id)
    same = orders.visible_to(SYSTEM).filter(place, category=order.category, received_at__gt=since)
    return same.filter(received_at__lte=at).exclude(pk=order.pk).count()


def has_topic(order: Order) -> bool:
    """Whether the order waits for a joint meeting already."""
    return Entry.objects.filter(register=Register.TOPIC, order=order, ended_at=None).exists()


def for_meeting(law: Supervision) -> Q:
    """What the law offers for the joint meeting: very hard matters, and those for special coordination (R153)."""
    tags = [Q(tags__contains=[tag]) for tag in sorted(law.meeting.tags)]
    return reduce(or_, tags, Q(grade__in=[str(g) for g in law.meeting.grades]))


def offered(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Orders of the grades that go to the joint meeting, not on its list yet (R156, R161)."""
    law: Supervision = policy.in_force(Topic.SUPERVISION, at).rules
    open_topic = Entry.objects.filter(register=Register.TOPIC, order=OuterRef("pk"), ended_at=None)
    rows = orders.visible_to(actor).filter(for_meeting(law))
    return rows.filter(~Exists(open_topic), closed_at=None)


def of_person(login: str, register: Register) -> QuerySet[Entry]:
    """What a person holds in a register now: fields, specialists' units, cases."""
    rows = Entry.objects.filter(register=register, person__login=login, ended_at=None)
    return rows.select_related("unit", "order").order_by("-made_at")


def specialists_of(unit_path: str) -> QuerySet[Entry]:
    """The service specialists attached to a unit, each with the line on which they help round the clock."""
    rows = Entry.objects.filter(register=Register.SPECIALIST, unit__path=unit_path, ended_at=None)
    return rows.select_related("person", "unit")


def of_unit(code: str, actor: Actor) -> dict[str, list[Entry]]:
    """Everything the registers say of one unit (R286), by register."""
    found: dict[str, list[Entry]] = {}
    for own in entries(actor).filter(unit__code=code).order_by("register", "-made_at")[:400]:
        found.setdefault(own.register, []).append(own)
    return found


def shown(own: Entry) -> list[tuple[Any, Any, str]]:
    """An entry as rows of its sheet."""
    rows: list[tuple[Any, Any, str]] = [
        (_("Kept by"), own.issuer.label, ""),
        (_("Unit"), own.unit.label if own.unit else "", ""),
        (_("Order"), own.order.number if own.order else "", ""),
        (_("Person"), own.person.name if own.person else "", ""),
        (_("Sort"), kind_of(own), ""),
        (_("Form"), form_of(own), ""),
        (_("Day"), own.day, ""),
        (_("Limit"), limit(own.due) if own.due else "", ""),
        (_("Times"), own.count, ""),
        *_figures(own),
        (_("In words"), own.words, "wide"),
    ]
    return [row for row in rows if row[1] not in ("", None)]


def _figures(own: Entry) -> list[tuple[Any, Any, str]]:
    """What a warned item, a plan or a place keeps among its figures."""
    told = own.figures
    why = told.get("why")
    return [
        (_("Why"), say(Sentence(why[0], why[1])) if why else "", "wide"),
        (_("Category"), orders.category(told.get("category", ""), own.made_at), ""),
        (_("Launched from so many requests"), told.get("threshold", ""), ""),
        (_("Counted over days"), told.get("days", ""), ""),
        (_("Done within"), Span.parse(told["within"]) if told.get("within") else "", ""),
        (_("Season"), told.get("season", ""), ""),
        (_("State of the place"), Repair(told["repair"]) if told.get("repair") else "", ""),
        (_("Clause"), told.get("clause", ""), "wide"),
    ]


def form_of(own: Entry) -> Any:
    """The form of a decision, or the risk after handling, as a word."""
    if not own.form:
        return ""
    return Risk(own.form) if own.register == Register.RISK else Form(own.form)


def kind_of(own: Entry) -> Any:
    """The kind and the form of an entry as words of their vocabularies."""
    return next((terms(own.kind) for terms in KINDS if own.kind in [str(t) for t in terms]), own.kind)


def _may(own: Entry, step: Step, actor: Actor) -> bool:
    try:
        law_of.check(
            Register(own.register), step, actor, issuer=own.issuer.path, unit=own.unit.path if own.unit else "",
            person=own.person is not None and own.person.key == actor.key,
        )  # fmt: skip
    except Refusal:
        return False
    return True


def in_the_media(since: datetime, until: datetime) -> list[str]:
    """The paths of the units that the media criticised in a span of time: one for each problem not dismissed.

    Where no unit is named, the lead unit of the order is meant.
    """
    rows = Entry.objects.filter(register=Register.MEDIA, made_at__gte=since, made_at__lt=until)
    told = rows.exclude(state=EntryState.DISMISSED).values_list("unit__path", "order__lead__path")
    return [path for unit, lead in told if (path := unit or lead)]
