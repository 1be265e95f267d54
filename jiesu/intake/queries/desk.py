"""What intake's desk asks: who is calling, what they asked before, what is the same, what waits, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from jiesu.callers import queries as callers
from jiesu.callers.queries import Card
from jiesu.directory import queries as directory
from jiesu.directory.kinds import UnitKind
from jiesu.intake.models import ImportRun, Note, Past
from jiesu.orders import face as orders
from jiesu.orders.face import Order, Spoken
from jiesu.reading.normalise import fold
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import MAY, Actor
from jiesu.rules.terms import Desk, Verb

SAME_WITHIN = timedelta(days=30)
"""Duplicates are looked for so far back (domain-rules 8.1, practice)."""
REPEATED_WITHIN = timedelta(days=90)
"""The same requester and matter again within this time is a repeated request (requirements e A35)."""
ALIKE = 45
"""From this likeness (of 100) two requests are shown side by side; a person decides."""
LOOKED_AT = 200
"""So many recent orders are compared at the most: a bounded question while somebody types."""
LETTERS = 600


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, masked, and what this number asked before."""

    card: Card
    orders: tuple[Order, ...]
    lately: int


@dataclass(frozen=True, slots=True)
class Alike:
    """An open order that may be the same request, and how alike it is (0 to 100)."""

    order: Order
    likeness: int


def tray(actor: Actor) -> QuerySet[Order]:
    """Recorded orders that wait for a person (web requests above all), most urgent first."""
    return orders.tray(Desk.INTAKE, actor)


def waiting(actor: Actor) -> int:
    """How many wait, counted to a thousand at the most."""
    return tray(actor).order_by().values("pk")[:1000].count()


def front_desk() -> str:
    """The code of the unit that receives what comes in by no one's hand: the hotline centre, else the root."""
    centre = directory.units().filter(kind=UnitKind.CITY_CENTRE).order_by("path").first()
    return (centre or directory.root_unit()).code


def desk_of(actor: Actor) -> str:
    """The unit at which the actor receives requests."""
    able = MAY[Verb.RECORD]
    return next((s.unit for s in actor.seats if s.unit and s.role in able), "") or front_desk()


def caller(phone: str, actor: Actor, at: datetime) -> Caller | None:
    """Who has this number, with the last five orders and how many in 90 days; None where nobody has it."""
    parties = list(callers.parties_with_phone(phone)[:20])
    if not parties:
        return None
    asked = orders.visible_to(actor).filter(requester__in=parties).order_by("-received_at", "-id")
    lately = asked.filter(received_at__gte=at - REPEATED_WITHIN).values("pk")[:1000].count()
    return Caller(
        callers.card(parties[0], Desk.INTAKE, actor),
        tuple(orders.as_read(order, actor) for order in asked[:5]),
        lately,
    )


def alike(
    text: str, actor: Actor, at: datetime, *, phone: str = "", area: str = "", most: int = 5
) -> list[Alike]:
    """Open orders of the same caller or area that read like this text, the likest first."""
    words = fold(text.strip())[:LETTERS]
    if len(words) < 6:
        return []
    recent = (
        orders.visible_to(actor).exclude(state__in=FINAL_STATES).filter(received_at__gte=at - SAME_WITHIN)
    )
    parties = list(callers.parties_with_phone(phone)[:20]) if phone else []
    near = Q(requester__in=parties) if parties else Q()
    if area:
        near |= Q(area__path__startswith=directory.area(area).path)
    rows = recent.filter(near).order_by("-received_at", "-id")[:LOOKED_AT]
    found = [Alike(orders.as_read(order, actor), likeness(words, order)) for order in rows]
    return sorted((a for a in found if a.likeness >= ALIKE), key=lambda a: -a.likeness)[:most]


def likeness(words: str, order: Order | Spoken) -> int:
    """How alike folded words and an order read, 0 to 100: the best of the whole and of the title."""
    other = fold(order.text)[:LETTERS]
    return round(max(fuzz.ratio(words, other), fuzz.ratio(words, fold(order.title))))


def earlier_same(requester: int | None, category: str, text: str, at: datetime) -> list[str]:
    """The numbers of this requester's orders on the same matter within 90 days, the latest first (R031).

    The same matter: the same category, or a text that reads alike.
    """
    if requester is None:
        return []
    words = fold(text)[:LETTERS]
    return [
        told.number
        for told in orders.told_by(requester, since=at - REPEATED_WITHIN)
        if (category and told.category == category) or likeness(words, told) >= ALIKE
    ]


def mine(actor: Actor, at: datetime) -> QuerySet[Order]:
    """The last orders the actor recorded, of two days."""
    fresh = orders.visible_to(actor).filter(received_at__gte=at - timedelta(days=2))
    return fresh.filter(events__seq=1, events__by=actor.key).order_by("-received_at", "-id")


def notes(order: Order) -> list[Note]:
    """The words of intake's events on an order."""
    return list(Note.objects.select_related("article").filter(order=order).order_by("seq"))


def answer(order: Order) -> Note | None:
    """What was answered at once, if it was."""
    return Note.objects.filter(order=order, verb=Verb.ANSWER).order_by("-seq").first()


def past(order: Order) -> Past | None:
    """What an imported file told of the order's past."""
    return Past.objects.filter(order=order).first()


def area_options(text: str, *, most: int = 12) -> list[tuple[str, str]]:
    """Places of the directory whose name has the text: (code, "street · name")."""
    words = text.strip()
    if not words:
        return []
    hit = Q(name__icontains=words) | Q(names__name__icontains=words) | Q(code__iexact=words)
    rows = directory.areas().filter(hit).select_related("parent").distinct()[:most]
    return [(area.code, f"{area.parent.name} · {area.name}" if area.parent else area.name) for area in rows]


def area_called(text: str) -> str:
    """The code of the one place that is or was called so; empty where none or several are."""
    words = text.strip()
    if not words:
        return ""
    found = {area.code for area, _ in directory.areas_named(words)}
    if not found and (coded := directory.areas().filter(code=words).first()):
        found = {coded.code}
    return found.pop() if len(found) == 1 else ""


def runs() -> QuerySet[ImportRun]:
    """The imports, the latest first."""
    return ImportRun.objects.order_by("-at", "-id")


def run(pk: int) -> ImportRun | None:
    """One import."""
    return ImportRun.objects.filter(pk=pk).first()
