"""An order's words as somebody may read, list and search them.

Law: regulation art 8, R494: of a request that was filed confidentially only the hotline centre's people read the
words as they are; everybody else reads them without anybody's personal data, and cannot search what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jiesu.callers import queries as callers
from jiesu.kit.listing import Facet, Filter
from jiesu.orders.models import Event, Order
from jiesu.reading.personal import mask
from jiesu.rules.reach import Actor
from jiesu.rules.terms import RequestType

_WORDS = frozenset({"place", "reason", "note", "basis", "why", "statute"})
"""Facts that somebody wrote in their own words."""


def hides(order: Order, actor: Actor) -> bool:
    """Whether personal data in the words of this order are hidden from the actor."""
    return order.confidential and not callers.keeps_confidence(actor)


def as_read(order: Order, actor: Actor) -> Order:
    """The order with title, text and place as the actor may read them: a copy to be shown, never saved."""
    if not hides(order, actor):
        return order
    read = copy(order)
    read.title, read.text, read.place = mask(order.title), mask(order.text), mask(order.place)
    return read


def facts_read(event: Event, order: Order, actor: Actor) -> dict[str, Any]:
    """The facts of an event of the order, its words as the actor may read them."""
    if not hides(order, actor):
        return dict(event.facts)
    return {name: mask(value) if name in _WORDS else value for name, value in event.facts.items()}


def title_for(actor: Actor, order_of: Callable[[Any], Order] = lambda row: row) -> Callable[[Any], str]:
    """The value of a list's title column; `order_of` finds the order of a row that is none itself."""

    def title(row: Any) -> str:
        return as_read(order_of(row), actor).title

    return title


def search_for(actor: Actor, path: str = "") -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """A list's search by number, by the number elsewhere, or by words of title and place.

    `path` leads from a row to its order ("order__"). Never by telephone or name: what is searched stands in
    the address, and addresses are logged.
    """

    def narrowed(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        words = text.strip()
        if words.isdigit() and len(words) == 14:
            return rows.filter(**{f"{path}number": words})
        said = Q(**{f"{path}title__icontains": words}) | Q(**{f"{path}place__icontains": words})
        if not callers.keeps_confidence(actor):
            said &= Q(**{f"{path}confidential": False})
        return rows.filter(said | Q(**{f"{path}external_no": words}))

    return narrowed


def type_facet(path: str = "") -> Facet:
    """分类管理: the filter by kind of request that every list of orders has; `path` as in `search_for` (R088)."""
    return Facet("type", _("Kind"), RequestType, f"{path}request_type")


def type_counted() -> Facet:
    """分类统计: the same filter where what it asks is counted already; it narrows nothing more (R088)."""
    return Facet("type", _("Kind"), RequestType, lambda rows, _value: rows)


def type_bar(asked: Mapping[str, str]) -> Filter:
    """That filter as part of a bar of days (kit/period.html)."""
    facet = type_counted()
    return Filter(facet, facet.options(), [type_asked(asked)])


def type_asked(asked: Mapping[str, str]) -> str:
    """The kind of request that an address asks for; "" for all, also where there is no such kind."""
    value = str(asked.get("type", ""))
    return value if value in list(RequestType) else ""


def of_type(kind: str, path: str = "") -> Q:
    """The orders of that kind, or all of them for ""; `path` as in `search_for`."""
    return Q(**{f"{path}request_type": kind}) if kind else Q()
