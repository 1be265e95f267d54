"""A request in short, for its sheet: the summary of a long text; time and wish as read, or as a person confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from jiesu.callers import queries as callers
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.reading.elements import Element, elements
from jiesu.reading.summary import SUMMARY, summary


@dataclass(frozen=True, slots=True)
class Short:
    """The summary (empty for a short text) and the elements: (name, words, whether a person confirmed them)."""

    summary: str
    elements: tuple[tuple[str, str, bool], ...]


def short(order: Order) -> Short | None:
    """What the sheet says in short; None where there is nothing to say."""
    title, text = (callers.nameless(order.requester, words) for words in (order.title, order.text))
    told = elements(title, text)
    read: dict[str, tuple[Element, ...]] = {
        "when": told.times[:1],
        "against": (),
        "wanted": told.wants[:1],
    }
    first_event = next(iter(orders.timeline(order)), None)
    kept = first_event.facts.get("elements") or {} if first_event else {}
    said = {name: callers.nameless(order.requester, str(words)) for name, words in kept.items()}
    found = tuple(
        (name, said.get(name) or first[0].text, name in said)
        for name, first in read.items()
        if name in said or first
    )
    made = summary(text, title=title, told=told) if len(text) > SUMMARY else ""
    return Short(made, found) if made or found else None
