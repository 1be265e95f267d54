"""Near-copies while the agent types: who said the same before, classed by what an agent does with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.intake.queries.desk import ALIKE, REPEATED_WITHIN, alike
from jiesu.intake.words import Kin
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Verb


@dataclass(frozen=True, slots=True)
class Near:
    """An order that reads like what is being typed: how alike (0-100), what kind, and what can be done at once."""

    order: Order
    likeness: int
    kin: Kin
    press: bool = False
    merge: bool = False


def near(
    text: str, actor: Actor, at: datetime, *, phone: str = "", area: str = "", most: int = 6
) -> list[Near]:
    """The orders of 90 days that read alike: the caller's own open ones first, then those of the same place."""
    read = orders.near(text, actor, since=at - REPEATED_WITHIN)
    found = {one.order.pk: (one.order, round(one.likeness * 100)) for one in read}
    for one in alike(text, actor, at, phone=phone, area=area):
        found.setdefault(one.order.pk, (one.order, one.likeness))
    parties = {party.pk for party in callers.parties_with_phone(phone)[:20]} if phone else set()
    path = directory.area(area).path if area else ""
    classed = [_classed(order, likeness, parties, path, actor) for order, likeness in found.values()]
    ranks = {kin: no for no, kin in enumerate(Kin)}
    return sorted((n for n in classed if n.likeness >= ALIKE), key=lambda n: (ranks[n.kin], -n.likeness))[
        :most
    ]


def _classed(order: Order, likeness: int, parties: set[int], path: str, actor: Actor) -> Near:
    lives = order.state not in FINAL_STATES
    if order.requester_id in parties:
        kin = Kin.URGING if lives else Kin.REPEAT
    elif path and order.area and order.area.path.startswith(path):
        kin = Kin.OTHERS
    else:
        kin = Kin.COPY
    press = kin is Kin.URGING and Verb.PRESS in orders.open_verbs_for(order, actor)
    return Near(order, likeness, kin, press=press, merge=lives)
