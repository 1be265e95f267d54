"""Finds orders: by their words, by relevance and date; and near-copies of a text. Within what the actor may see.

Of confidential orders the words find nothing for those who may not read them (regulation art 8, R494).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from jiesu.callers import queries as callers
from jiesu.orders import queries, words
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
COPIES = 200
"""So many orders that share a band are looked at, of each band and of all, whatever the text."""
COMPARED = 20


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
    rows = _readable(queries.visible_to(actor), actor).filter(_has(asked))
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


def near(text: str, actor: Actor, rows: QuerySet[Order] | None = None, *, least: float = LEAST) -> list[Copy]:
    """Orders among `rows` (all that the actor may see) that read like the text, the likest first."""
    keys = keys_of(bands_many([text])[0].tolist())
    if not (shared := _sharing(keys)):
        return []
    among = _readable(rows if rows is not None else queries.visible_to(actor), actor)
    texts: dict[int, str] = {}
    for part in (shared[: 2 * COMPARED], shared[2 * COMPARED :]):
        if part and len(texts) < COMPARED:  # seldom: most of the first ones are out of sight
            texts |= dict(among.filter(pk__in=part).order_by().values_list("pk", "text"))
    mine = plain(text)
    alike_by = {
        pk: alike(mine, plain(texts[pk]), least=least)
        for pk in [pk for pk in shared if pk in texts][:COMPARED]
    }
    best = sorted((pk for pk in alike_by if alike_by[pk] >= least), key=lambda pk: -alike_by[pk])
    found = among.filter(pk__in=best).select_related(None).select_related("area") if best else ()
    by_pk = {order.pk: order for order in found}
    return [Copy(words.as_read(by_pk[pk], actor), alike_by[pk]) for pk in best]


def _sharing(keys: Sequence[int]) -> list[int]:
    """The orders that share a band with the keys, those with the most in common first; a bounded number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT orders_sharing(%s::int[], %s, %s)", [list(keys), COPIES, COPIES])
        return [row[0] for row in cursor.fetchall()]


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
