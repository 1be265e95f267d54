"""Words of a decision: kept in this room, by their fingerprint in the ledger (R492)."""

from __future__ import annotations

from jiesu.followup.models import Decision
from jiesu.kit.crypto import keyed_hash
from jiesu.orders.face import Event, Order


def fingerprint(words: str) -> str:
    """What the ledger keeps of the words; nothing of nothing."""
    return keyed_hash(words.strip()).hex() if words.strip() else ""


def keep_words(order: Order, event: Event, words: str) -> None:
    """The words of a decision, once for its event."""
    if words.strip():
        Decision.objects.get_or_create(
            order=order,
            round=order.round,
            verb=event.verb,
            at=event.at,
            defaults={"by": event.by, "why": words.strip()[:500]},
        )
