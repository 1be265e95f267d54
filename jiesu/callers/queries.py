"""What is known of those who ask: found by exact number or name, shown masked. No clear value leaves here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from jiesu.callers import masks
from jiesu.callers.models import AccessLog, Party, PartyKind, Silence
from jiesu.callers.sight import HIDDEN_WHEN_CONFIDENTIAL, INVENTORY, KEEPS_CONFIDENCE, SHOWN, Field, Private
from jiesu.kit.crypto import keyed_hash, open_text
from jiesu.reading.personal import mask
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Desk


@dataclass(frozen=True, slots=True)
class Card:
    """What a desk sees of a requester: masked values, empty where the desk sees none."""

    kind: str
    name: str = ""
    phone: str = ""
    address_no: str = ""
    minor: bool = False


def party(pk: int) -> Party | None:
    """The party of that row."""
    return Party.objects.filter(pk=pk).first()


def by_phone(phone: str) -> Party | None:
    """The party that was last made with this number; None where nobody has it."""
    return parties_with_phone(phone).first()


def parties_with_phone(phone: str) -> QuerySet[Party]:
    """Everybody with this number, the latest first: a household or an enterprise may share one."""
    number = masks.clean_phone(phone)
    if not number:
        return Party.objects.none()
    return Party.objects.filter(phone_hash=keyed_hash(number)).order_by("-pk")


def akin(party: Party) -> list[Party]:
    """The party, and whoever has the same number under another name."""
    if not party.phone_hash:
        return [party]
    return list(Party.objects.filter(phone_hash=party.phone_hash).order_by("-pk")[:100])


def parties_named(name: str) -> QuerySet[Party]:
    """Everybody of exactly this name, the latest first."""
    clean = masks.clean_name(name)
    return (
        Party.objects.filter(name_hash=keyed_hash(clean)).order_by("-pk") if clean else Party.objects.none()
    )


def silences() -> QuerySet[Silence]:
    """Those who want no messages by robot, the latest first."""
    return Silence.objects.select_related("party").order_by("-at", "-pk")


def is_silent(party: int | None) -> bool:
    """Whether this one wants no messages by robot."""
    return party is not None and Silence.objects.filter(party=party).exists()


def clean_name(text: str) -> str:
    """One way of writing a name, as it is compared."""
    return masks.clean_name(text)


def name_hash(name: str) -> bytes:
    """By what a name is found, here and in the files of enterprises."""
    return keyed_hash(masks.clean_name(name))


def is_phone(text: str) -> bool:
    """Whether the text can be dialled."""
    return masks.is_dialable(masks.clean_phone(text))


def card(party: Party, desk: Desk, actor: Actor, *, confidential: bool = False) -> Card:
    """The party as this actor may see it at this desk: masked, and only the fields of the actor's roles."""
    if confidential and desk in HIDDEN_WHEN_CONFIDENTIAL:
        return Card(party.kind)
    roles = SHOWN.get(desk, {})
    held = {seat.role for seat in actor.seats if not confidential or seat.role in KEEPS_CONFIDENCE}
    fields = frozenset[Field]().union(*(roles.get(role, frozenset()) for role in held))
    return Card(
        kind=party.kind,
        name=party.masked_name if Field.NAME in fields else "",
        phone=party.masked_phone if Field.PHONE in fields else "",
        address_no=party.masked_address_no if Field.ADDRESS_NO in fields else "",
        minor=party.minor,
    )


def nameless(party: Party | None, text: str) -> str:
    """The text without the party's own name and without anybody's personal data: what an index or a model may read."""
    name = open_text(bytes(party.name_sealed)) if party and party.name_sealed else ""
    return mask(text, names=(name,) if name and party and party.kind == PartyKind.PERSON else ())


def keeps_confidence(actor: Actor) -> bool:
    """Whether the actor is of those who stay in contact with whoever filed confidentially (R494)."""
    return actor.holds(*KEEPS_CONFIDENCE)


def reads(party: Party | None = None) -> QuerySet[AccessLog]:
    """Who read clear values, the latest first."""
    every = AccessLog.objects.order_by("-at", "-pk")
    return every.filter(party=party) if party else every


def inventory() -> tuple[Private, ...]:
    """The personal columns with purpose, protection and retention."""
    return INVENTORY
