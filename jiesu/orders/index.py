"""Writes what orders are found by (orders.Words), in the transaction in which they are born.

Built from masked words alone: neither a number nor a name that is known or cued is in the index (issue 4). Who
changes an order's words (anonymising) writes it again with `rewrite`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from jiesu.callers import queries as callers
from jiesu.orders.models import Order
from jiesu.reading import finding
from jiesu.reading.personal import mask
from jiesu.reading.similar import EMPTY, bands_many

COLUMNS = ("order_id", "tokens", "bands")
CHUNK = 500
BITS = 22
"""So many bits of a band's key are kept: orders share entries of the index, which keeps it small; who shares an
entry by chance shares one, near-copies share several."""


@dataclass(frozen=True, slots=True)
class Told:
    """The words of one order, and the names that are known to stand in them."""

    title: str
    text: str
    place: str = ""
    names: tuple[str, ...] = ()


def rows(told: Sequence[Told]) -> list[tuple[str, str]]:
    """Tokens and bands of each as PostgreSQL reads them."""
    masked = [_masked(one) for one in told]
    keys = bands_many([text for _, text, _ in masked], masked=True)
    return [(finding.vector(*parts), _array(key.tolist())) for parts, key in zip(masked, keys, strict=True)]


def _masked(told: Told) -> tuple[str, str, str]:
    """Title, text and place, masked in one go: a line break parts what masking looks for, lengths stay."""
    title, text = len(told.title), len(told.title) + 1 + len(told.text)
    whole = mask("\n".join((told.title, told.text, told.place)), names=told.names)
    return whole[:title], whole[title + 1 : text], whole[text + 1 :]


def write(pk: int, told: Told) -> None:
    """Write the row of an order that is born."""
    tokens, bands = rows([told])[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_words (order_id, tokens, bands) VALUES (%s, %s::tsvector, %s::int[])"
            " ON CONFLICT (order_id) DO UPDATE SET tokens = excluded.tokens, bands = excluded.bands",
            [pk, tokens, bands],
        )


def rewrite(pks: Iterable[int]) -> int:
    """Write the rows of orders again, from their words as they stand. How many."""
    found = list(Order.objects.select_related("requester").filter(pk__in=list(pks)))
    for order in found:
        write(order.pk, _nameless(order, order.requester))
    return len(found)


def catch_up(*, most: int | None = None) -> int:
    """Write the rows that are missing: of orders that are older than the index. How many."""
    done = 0
    while most is None or done < most:
        with transaction.atomic():
            missing = Order.objects.filter(words=None).order_by("pk").values_list("pk", flat=True)[:CHUNK]
            if not (written := rewrite(list(missing))):
                return done
        done += written
    return done


def size() -> dict[str, int]:
    """Bytes of the index by part, and how many orders it knows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size('words_tokens'), pg_relation_size('words_bands'),"
            " pg_table_size('orders_words'), (SELECT count(*) FROM orders_words),"
            " (SELECT coalesce(sum(pg_column_size(bands)), 0) FROM orders_words)"
        )
        tokens, bands, table, orders, column = cursor.fetchone()
    return {"tokens": tokens, "bands": bands + column, "table": table, "orders": orders}


def of(order: Order, names: tuple[str, ...]) -> Told:
    """The words of an order that is being born; where no name came along, the requester's own is looked up."""
    if names or order.requester_id is None:
        return Told(*_parts(order), names)
    return _nameless(order, callers.party(order.requester_id))


def _nameless(order: Order, party: Any) -> Told:
    title, text, place = (callers.nameless(party, part) for part in _parts(order))
    return Told(title, text, place)


def _parts(order: Order) -> tuple[str, str, str]:
    return order.title, order.text, order.place


def keys_of(keys: Sequence[int]) -> list[int]:
    """The keys of a text's bands as the index keeps them; none for a text without letters."""
    return [key & ((1 << BITS) - 1) for key in keys if key != EMPTY]


def _array(keys: Sequence[int]) -> str:
    return "{" + ",".join(map(str, keys_of(keys))) + "}"
