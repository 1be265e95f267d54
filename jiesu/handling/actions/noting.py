"""What every action of handling does when it notes: whose row it is, the print of its words, its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jiesu.handling import queries
from jiesu.handling.kinds import ActionKind
from jiesu.handling.models import Action, Evidence
from jiesu.kit import evidence
from jiesu.kit.crypto import keyed_hash
from jiesu.kit.evidence import Checked
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal


def on(own: Assignment, by: Actor, at: datetime) -> dict[str, Any]:
    """Whose row it is: the share, its round, who and when."""
    return {"share": own, "round": own.round, "at": at, "by": by.key}


def fingerprint(name: str, text: str) -> dict[str, str]:
    """The keyed fingerprint of a text, so that the ledger can prove it without holding it."""
    clean = text.strip()
    return {f"{name}_print": keyed_hash(clean).hex()} if clean else {}


def keep(own: Assignment, checked: Sequence[Checked], *, by: Actor, at: datetime, **belongs: Any) -> None:
    """Write checked files and their rows."""
    with evidence.kept(checked) as names:
        Evidence.objects.bulk_create(
            Evidence(
                **on(own, by, at), **belongs, name=file.name, stored=name, kind=file.kind,
                size=len(file.content), digest=file.digest,
            )
            for name, file in zip(names, checked, strict=True)
        )  # fmt: skip


def known(number: str, share: int, verb: Verb, key: str) -> tuple[Assignment, Event | None]:
    """The held share, and the event that this key has brought already."""
    own = queries.held_share(number, share)
    return own, orders.done(own.order, verb, key)


def fair(own: Assignment, by: Actor) -> None:
    """Refuse whoever keeps away from this order (回避)."""
    if by.key.removeprefix("person:") in queries.recused(own.order):
        raise Refusal("You keep away from this order (recusal) and cannot do this.")


def acted(
    own: Assignment,
    verb: Verb,
    *,
    kind: ActionKind,
    note: str,
    place: str = "",
    checked: Sequence[Checked] = (),
    by: Actor,
    at: datetime,
    key: str,
    facts: dict[str, Any],
) -> tuple[Event, Action]:
    """Advance by a verb that is an action about the matter, and note the action with its files."""
    fair(own, by)
    told = facts | {"files": [f.digest for f in checked] or None}
    told |= fingerprint("note", note) | fingerprint("place", place)
    event = orders.advance(own.order.number, verb, by=by, at=at, share=own.no, key=key, facts=told)
    row = Action.objects.create(**on(own, by, at), kind=kind, place=place.strip(), note=note.strip())
    keep(own, checked, by=by, at=at, action=row)
    return event, row
