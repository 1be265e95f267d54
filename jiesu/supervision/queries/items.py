"""Questions about supervision items: which an actor sees, which wait for whom, how supervision works."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.supervision import ItemState
from jiesu.rules.terms import Desk, Role, Verb
from jiesu.rules.verdict import Refusal
from jiesu.supervision.models import Group, Item, Sample

CAP = 1000
BODIES = frozenset({Role.SUPERVISOR, Role.DISTRICT_LEADER, Role.DISCIPLINE})


def items(actor: Actor) -> QuerySet[Item]:
    """The items that the actor may see: those on orders in sight, and those of a group one belongs to."""
    seen = orders.visible_to(actor).select_related(None).filter(pk=OuterRef("order_id"))
    mine = Q(group__bodies__code__in=_units(actor)) | Q(issuer__code__in=_units(actor))
    rows = Item.objects.select_related("order", "unit", "issuer", "group", "order__area")
    return rows.filter(Q(Exists(seen)) | Q(pk__in=Item.objects.filter(mine).values("pk")))


def to_explain(actor: Actor) -> QuerySet[Item]:
    """Items that wait for the answer of one of the actor's own units."""
    paths = [seat.path for seat in actor.seats if seat.role in MAY[Verb.EXPLAIN]]
    return _rows().filter(unit__path__in=paths, state=ItemState.ISSUED)


def to_judge(actor: Actor) -> QuerySet[Item]:
    """Answered items whose effect the actor may confirm."""
    return _rows().filter(state=ItemState.ANSWERED).filter(_judged_by(actor))


def judges(own: Item, actor: Actor) -> bool:
    """Whether the actor may say that an item's effect is there."""
    return Item.objects.filter(_judged_by(actor), pk=own.pk).exists()


def waiting(actor: Actor) -> int:
    """How much waits for the actor on the desk, counted up to a cap."""
    return to_explain(actor)[:CAP].count() + to_judge(actor)[:CAP].count()


def item(pk: int, actor: Actor) -> Item:
    """One item that the actor may see."""
    found = items(actor).filter(pk=pk).first()
    if found is None:
        raise Refusal("There is no such demand that you may see.")
    return found


def of_order(order: Order) -> list[Item]:
    """Every item on an order with what was said, each body's beside the others' (R264, R265)."""
    rows = Item.objects.filter(order=order).select_related("unit", "issuer", "group")
    return list(rows.prefetch_related("turns", "turns__unit").order_by("issued_at", "pk"))


def open_for(order: Order, actor: Actor, verb: Verb) -> list[Item]:
    """The items on an order that a verb of the actor can be about."""
    match verb:
        case Verb.EXPLAIN:
            rows = to_explain(actor)
        case Verb.CONFIRM:
            rows = to_judge(actor)
        case _:
            states = (ItemState.ANSWERED, ItemState.VERIFIED)
            rows = _rows().filter(state__in=states).filter(_judged_by(actor))
    return list(rows.filter(order=order).order_by("due"))


def open_of_group(order: Order, group: Group) -> QuerySet[Item]:
    """What is still open of a joint group on an order."""
    return Item.objects.filter(order=order, group=group).exclude(state=ItemState.CLOSED)


def holders(order: Order) -> list[tuple[str, str]]:
    """The units that a demand on the order can go to: code and name."""
    away = ("recalled", "forwarded")
    held = [(s.unit.code, s.unit.label) for s in orders.shares_of(order) if s.state not in away]
    return list(dict(held).items()) or [(order.desk.code, order.desk.label)]


def groups(actor: Actor) -> QuerySet[Group]:
    """The joint groups that stand, as far as the actor's units lead or belong to them."""
    mine = Q(bodies__code__in=_units(actor)) | Q(leader__code__in=_units(actor))
    return Group.objects.filter(mine, ended_at=None).distinct().order_by("name")


def in_group(group: Group, actor: Actor) -> bool:
    """Whether one of the actor's units is a body of the group."""
    return group.bodies.filter(code__in=_units(actor)).exists()


def samples(actor: Actor) -> QuerySet[Sample]:
    """The double samples that the actor's units drew or take part in."""
    mine = Q(bodies__code__in=_units(actor)) | Q(issuer__code__in=_units(actor))
    return Sample.objects.filter(mine).distinct().select_related("issuer").order_by("-at")


def panel(order: Order, actor: Actor) -> dict[str, Any] | None:
    """What the order's sheet shows of supervision. A clue leaves nothing here."""
    if not actor.sees(Desk.SUPERVISION) and not actor.sees(Desk.HANDLING):
        return None
    rows = of_order(order)
    return {"items": rows, "double": len({r.issuer_id for r in rows if r.issuer_id}) > 1} if rows else None


def last_instruction(order: Order) -> tuple[datetime, str] | None:
    """When a leader last instructed on an order (批示), and the words as the ledger has them."""
    lines = orders.Event.objects.filter(order=order, verb=str(Verb.INSTRUCT)).order_by("-at")
    line = lines.first()
    return (line.at, str(line.facts.get("instruction", ""))) if line else None


def _rows() -> QuerySet[Item]:
    return Item.objects.select_related("order", "unit", "issuer", "group", "order__area")


def _judged_by(actor: Actor) -> Q:
    """The body that asked, one above it, a body of its joint group; of the house's own items whoever stands
    above the unit."""
    found = Q(pk__in=[])
    own = dict(directory.units().filter(code__in=_units(actor)).values_list("code", "path"))
    for seat in actor.seats:
        if seat.role not in MAY[Verb.CONFIRM]:
            continue
        if seat.unit in own:
            found |= Q(issuer__path__startswith=own[seat.unit])
        found |= Q(group__in=Group.objects.filter(bodies__code=seat.unit))
        above = Q(issuer=None, unit__path__startswith=seat.path)
        found |= above if seat.role in BODIES else above & ~Q(unit__path=seat.path)
    return found


def _units(actor: Actor) -> list[str]:
    return [seat.unit for seat in actor.seats if seat.unit]


def bodies_count() -> Count:
    """How many bodies asked something on an order."""
    return Count("issuer", distinct=True)
