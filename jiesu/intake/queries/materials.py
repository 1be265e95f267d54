"""Questions about what requesters sent along."""

from __future__ import annotations

from jiesu.intake.models import Material
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal


def materials(order: Order) -> list[Material]:
    """The files of an order, first to last."""
    return list(Material.objects.filter(order=order).order_by("seq", "id"))


def material(stored: str, actor: Actor) -> Material:
    """One file, for those who may see its order and read its words. Refusal where there is none."""
    found = Material.objects.select_related("order").filter(stored=stored).first()
    visible = found and orders.visible_to(actor).filter(pk=found.order_id).exists()
    if found is None or not visible or orders.hides(found.order, actor):
        raise Refusal("The file is not there any more.")
    return found
