"""Finds orders: by their words, by relevance and date; and near-copies of a text. Within what the actor may see.

Of confidential orders the words find nothing for those who may not read them (regulation art 8, R494).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from jiesu.callers import queries as callers
from jiesu.kit.prepared import Part, ask
from jiesu.orders import queries, whole, words
from jiesu.orders.index import keys_of
from jiesu.orders.models import Order
from jiesu.reading import finding
from jiesu.reading.finding import Piece
from jiesu.reading.similar import LEAST, alike, bands_many, plain
from jiesu.rules.reach import Actor

RANKED = 300
"""So many of the newest orders that have all the words are ranked: a bounded question at any size."""
SHOWN = 50
HALF_LIFE = 365.0
"""After so many days an order weighs half of what a new one does."""
FEW = 50
"""So many orders that share a band are looked at, of each band: for most texts enough."""
COPIES = 200
"""So many are looked at where those were out of sight or not alike, of each band and of all, whatever the text."""
COMPARED = 20
_SHARING = "SELECT * FROM orders_sharing(%s::int[], %s::int, %s::int, %s::int)"


@dataclass(frozen=True, slots=True)
class Hit:
    """An order that was found: as the actor may read it, with the piece of text that answers."""

    order: Order
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first: the first ones, of how many. `more`: older orders were not ranked."""

    hits: Sequence[Hit] = field(default_factory=list)
    count: int = 0
    more: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Copy:
    """An order that reads like a text, from 0 to 1."""

    order: Order
    likeness: float


def search(
    said: str,
    actor: Actor,
    at: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    newest: bool = False,
) -> Found:
    """The orders that have all the words, best first: how well they fit, less the older they are.

    `newest`: by date alone. Not asked: nothing searchable was said (numbers of people are in no index).
    """
    asked = finding.query(said)
    if not asked:
        return Found(asked=False)
    rows = _readable(queries.sought_by(actor), actor).filter(_has(asked))
    if since:
        rows = rows.filter(received_at__gte=since)
    if until:
        rows = rows.filter(received_at__lt=until)
    fit = RawSQL("ts_rank(orders_words.tokens, %s::tsquery, 1)", [asked])
    newer = rows.select_related(None).annotate(fit=fit).order_by("-received_at", "-id")
    found = list(newer.values_list("pk", "received_at", "fit")[: RANKED + 1])
    ranked = found[:RANKED] if newest else sorted(found[:RANKED], key=lambda row: -_worth(row, at))
    return Found(
        _hits([pk for pk, *_ in ranked[:SHOWN]], said, actor), len(found[:RANKED]), len(found) > RANKED
    )


def near(text: str, actor: Actor, *, since: datetime | None = None, least: float = LEAST) -> list[Copy]:
    """Orders that the actor may see (received `since` then) that read like the text, the likest first.

    The orders that share most bands are compared first, whoever may see them. More are looked at where those are out
    of sight or not alike: of the ones that share two bands and more, since one is shared by chance.
    """
    keys = keys_of(bands_many([text])[0].tolist())
    shared = _sharing(keys, FEW, COMPARED)
    if not shared:
        return []
    mine = plain(text)
    alike_by = _alike(mine, ((one.pk, one.words) for one in shared[:COMPARED]), least)
    found = _seen(list(alike_by), actor, since)
    if len(shared) >= COMPARED and (not alike_by or len(found) < len(alike_by)):
        compared = {one.pk for one in shared[:COMPARED]}
        more = [one.pk for one in _sharing(keys, COPIES, 0) if one.pk not in compared]
        seen = _seen(more, actor, since)
        others = _alike(mine, ((pk, order.text) for pk, order in seen.items()), least)
        alike_by, found = alike_by | others, found | {pk: seen[pk] for pk in others}
    best = sorted(found, key=lambda pk: -alike_by[pk])
    return [Copy(words.as_read(found[pk], actor), alike_by[pk]) for pk in best]


class _Sharing(NamedTuple):
    """An order, how many bands it shares with a text, and its words (of the first ones)."""

    pk: int
    bands: int
    words: str | None


def _sharing(keys: Sequence[int], of_each: int, told: int) -> list[_Sharing]:
    """The orders that share a band with the keys, those with the most in common first; a bounded number.

    Of each band so many; the first ones are `told` with their words, behind them only those that share two and more.
    """
    if not keys:
        return []
    return [_Sharing(*row) for row in ask(Part(_SHARING, (list(keys), of_each, COPIES, told)))]


def _alike(mine: str, told: Iterable[tuple[int, str | None]], least: float) -> dict[int, float]:
    """The orders that read like the text, each with how alike."""
    measured = {pk: alike(mine, plain(text or ""), least=least) for pk, text in told}
    return {pk: likeness for pk, likeness in measured.items() if likeness >= least}


def _seen(pks: Sequence[int], actor: Actor, since: datetime | None) -> dict[int, Order]:
    """The first of the orders that the actor may see and read, with their areas, in the order given."""
    if pks and not queries.sees_all(actor):
        seen = set(queries.visible_to(actor).filter(pk__in=pks).order_by().values_list("pk", flat=True))
        pks = [pk for pk in pks if pk in seen]
    confidential = callers.keeps_confidence(actor)
    found = whole.read(pks, since=since, confidential=confidential, most=COMPARED)
    return {order.pk: order for order in found}


def _has(asked: str) -> Q:
    return Q(words__isnull=False) & Q(RawMatch(asked))


class RawMatch(RawSQL):
    """Whether an order's tokens fit a tsquery; the join with orders_words is made by the filter beside it."""

    conditional = True

    def __init__(self, asked: str) -> None:
        super().__init__("orders_words.tokens @@ %s::tsquery", [asked])


def _readable(rows: QuerySet[Order], actor: Actor) -> QuerySet[Order]:
    return rows if callers.keeps_confidence(actor) else rows.filter(confidential=False)


def _worth(row: tuple[int, datetime, float], at: datetime) -> float:
    _, received, fit = row
    days = max(0.0, (at - received).total_seconds() / 86_400)
    return float(fit * 0.5 ** (days / HALF_LIFE))


def _hits(pks: Sequence[int], said: str, actor: Actor) -> list[Hit]:
    by_pk = {order.pk: words.as_read(order, actor) for order in queries.visible_to(actor).filter(pk__in=pks)}
    return [Hit(by_pk[pk], finding.excerpt(by_pk[pk].text, said)) for pk in pks]
