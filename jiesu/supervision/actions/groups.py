"""Joint supervision groups (联合督导组) and the double samples of two bodies (双督办、双催办)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.orders.face import Event
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import sampling
from jiesu.rules.reach import Actor
from jiesu.rules.supervision import Origin
from jiesu.rules.terms import Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import queries
from jiesu.supervision.actions.items import ISSUING, Demand
from jiesu.supervision.models import Group, Sample

LEADERS = frozenset({Role.SUPERVISOR, Role.DISTRICT_LEADER})


@transaction.atomic
def form_group(*, name: str, bodies: Sequence[str], by: Actor, at: datetime) -> Group:
    """成立联合督导组: as many bodies as the law says, each named once; the first body that acts leads it (R263)."""
    law = policy.in_force(Topic.SUPERVISION, at).rules
    units = _units(bodies)
    if len(units) != law.group:
        raise Refusal("A joint group has %(n)s bodies.", n=law.group)
    if not name.strip():
        raise Refusal("Give the group a name.")
    group = Group.objects.create(name=name.strip()[:80], leader=_seat_unit(by), made_at=at, by=by.key)
    group.bodies.set(units)
    return group


@transaction.atomic
def end_group(pk: int, *, by: Actor, at: datetime) -> Group:
    """撤销联合督导组: what it asked stays to be judged."""
    group = Group.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if group is None:
        raise Refusal("There is no such joint group.")
    if not any(s.unit == group.leader.code and s.role in LEADERS for s in by.seats):
        raise NotYours("The body that leads the group ends it.")
    group.ended_at = at
    group.save(update_fields=["ended_at"])
    return group


@transaction.atomic
def draw_sample(
    *,
    kind: Verb,
    bodies: Sequence[str],
    since: datetime,
    until: datetime,
    by: Actor,
    at: datetime,
    seed: str = "",
) -> Sample:
    """抽取: the same orders for two bodies, by a seed that is kept; anybody can draw them again (e A54).

    Drawn from the orders dispatched in the time that the drawer may see.
    """
    if kind not in (Verb.URGE, Verb.SUPERVISE):
        raise Refusal("A double sample urges or supervises.")
    units = _units(bodies)
    if len(units) != 2:
        raise Refusal("Two bodies take part in a double sample.")
    law = policy.in_force(Topic.SUPERVISION, at)
    numbers = queries.samplable(by, since, until)
    if not numbers:
        raise Refusal("Nothing lies in that time from which a sample could be drawn.")
    said = seed or secrets.token_hex(16)
    rule = law.rules.sample
    sample = Sample.objects.create(
        kind=kind, seed=said, share=str(rule.share), least=rule.least, since=since, until=until,
        drawn_from=numbers, numbers=list(sampling.draw(said, numbers, share=rule.share, least=rule.least)),
        law=law.id, issuer=_seat_unit(by), at=at, by=by.key,
    )  # fmt: skip
    sample.bodies.set(units)
    return sample


def drawn_again(sample: Sample) -> tuple[str, ...]:
    """The same draw from what was kept: it must give the same orders."""
    return sampling.draw(sample.seed, sample.drawn_from, share=Fraction(sample.share), least=sample.least)


def issue_sample(pk: int, *, words: str, by: Actor, at: datetime) -> list[tuple[str, Event | Refusal]]:
    """One of the two bodies issues its own demand on every sampled order; a result for each."""
    sample = queries.samples(by).filter(pk=pk).first()
    if sample is None:
        raise Refusal("There is no such sample.")
    body = next((s.unit for s in by.seats if sample.bodies.filter(code=s.unit).exists()), "")
    if not body:
        raise NotYours("Only the two bodies of the sample issue on it.")
    demand = Demand(words, origin=Origin.SAMPLE, sample=sample)
    done: list[tuple[str, Event | Refusal]] = []
    for number in sample.numbers:
        try:
            key = f"sample-{pk}-{body}-{number}"
            done.append((number, ISSUING[Verb(sample.kind)](number, demand=demand, by=by, at=at, key=key)))
        except Refusal as refusal:
            done.append((number, refusal))
    return done


def _units(codes: Sequence[str]) -> list[Unit]:
    return [directory.unit(code) for code in dict.fromkeys(codes)]


def _seat_unit(by: Actor) -> Unit:
    seat = next((s for s in by.seats if s.role in LEADERS and s.unit), None)
    if seat is None:
        raise NotYours("A supervising body does this.")
    return directory.unit(seat.unit)
