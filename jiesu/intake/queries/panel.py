"""What intake adds to an order's sheet."""

from __future__ import annotations

from jiesu.intake.queries import marks, parts
from jiesu.intake.queries.desk import notes, past
from jiesu.intake.queries.materials import materials
from jiesu.intake.queries.profile import profiles
from jiesu.intake.queries.short import short
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.reading.personal import mask
from jiesu.rules.reach import Actor


def panel(order: Order, actor: Actor) -> dict[str, object] | None:
    """In short, notes, parts and whole, merged orders, judgement, point, who assigned it: what there is of it."""
    said, hidden = notes(order), orders.hides(order, actor)
    if hidden:
        for note in said:
            note.text, note.told = mask(note.text), mask(note.told)
    shown: dict[str, object] = {
        "notes": said,
        "past": past(order),
        "short": None if hidden else short(order),
        "files": [] if hidden else materials(order),
        "merged_into": order.merged_into.number if order.merged_into else "",
        "merged": [one.number for one in parts.merged_into(order, actor)[:50]],
        "whole": order.part_of.number if order.part_of else "",
        "parts": [
            orders.as_read(part, actor)
            for part in orders.visible_to(actor).filter(part_of=order).order_by("id")
        ],
        "tags": list(order.tags),
        "pressed": order.pressed,
        "judgement": None if hidden else marks.judgement(order),
        "point": marks.point(order),
        "issues": marks.issues_of(order),
        "mandate": None if hidden else marks.mandate(order),
        "profile": order.number if profiles(order, actor) else "",
    }
    return shown if any(shown.values()) else None
