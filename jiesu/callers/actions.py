"""The verbs of the callers' store: remember somebody, read a value in clear, forget somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from jiesu.callers import masks
from jiesu.callers.models import AccessLog, Party, PartyKind
from jiesu.callers.sight import Field
from jiesu.kit.crypto import keyed_hash, open_text, seal_text
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal

LONGEST = 120
Identity = tuple[str, bytes, bytes]


@dataclass(frozen=True, slots=True)
class NewParty:
    """Somebody as they were written down."""

    name: str = ""
    phone: str = ""
    address_no: str = ""
    kind: str = PartyKind.PERSON
    minor: bool = False


def remember(
    *,
    kind: str = "person",
    name: str = "",
    phone: str = "",
    address_no: str = "",
    minor: bool = False,
    at: datetime,
    trusted: bool = True,
) -> Party:
    """The party of this kind, number and name, made where it is new. Two at once get the same one.

    A house number that is given replaces the one that was known, unless nobody vouches for it (`trusted`: an
    agent does, a form on the web does not). Refusal for a number that cannot be dialled, and where neither
    name nor number is given.
    """
    if phone.strip() and not masks.is_dialable(masks.clean_phone(phone)):
        raise Refusal("That is not a telephone number.")
    new = NewParty(name, phone, address_no, kind, minor)
    with transaction.atomic():
        party = remember_many([new], at=at)[0]
        if party is None:
            raise Refusal("A requester needs a name or a telephone number.")
        if trusted:
            _refresh(party, new)
    return party


def remember_one(new: NewParty, *, at: datetime) -> Party | None:
    """As `remember` for a checked party, in one statement: known by number and name, else made."""
    draft = _draft(new, at)
    if draft is None:
        return None
    values = (
        draft.kind, draft.name_sealed, draft.phone_sealed, draft.address_no_sealed, draft.phone_hash,
        draft.name_hash, draft.minor, draft.first_seen,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, (draft.phone_hash, draft.name_hash, draft.kind, *values))
        draft.pk, draft.first_seen = cursor.fetchone()
    if new.address_no.strip() or new.minor:
        draft = Party.objects.get(pk=draft.pk)
        _refresh(draft, new)
    return draft


REMEMBER = """
WITH known AS (
    SELECT id, first_seen FROM callers_party WHERE phone_hash = %s AND name_hash = %s AND kind = %s
), made AS (
    INSERT INTO callers_party
        (kind, name_sealed, phone_sealed, address_no_sealed, phone_hash, name_hash, minor, first_seen)
    SELECT %s, %s, %s, %s, %s, %s, %s, %s WHERE NOT EXISTS (SELECT 1 FROM known)
    ON CONFLICT (phone_hash, name_hash, kind) WHERE phone_hash IS NOT NULL DO UPDATE SET kind = EXCLUDED.kind
    RETURNING id, first_seen
) SELECT id, first_seen FROM known UNION ALL SELECT id, first_seen FROM made
"""


def remember_many(people: Sequence[NewParty], *, at: datetime) -> list[Party | None]:
    """All of them in two queries, in the same order; None where neither name nor usable number is given.

    Who has no number is new each time. A number that cannot be dialled counts as none: ask queries.is_phone
    first.
    """
    drafts = [_draft(person, at) for person in people]
    known = _known(draft for draft in drafts if draft is not None)
    made: dict[Identity, Party] = {}
    fresh: list[Party] = []
    for draft in drafts:
        if draft is None or (key := _identity(draft)) in known or (key is not None and key in made):
            continue
        fresh.append(draft)
        if key is not None:
            made[key] = draft
    fresh.sort(key=lambda draft: (draft.phone_hash or b"", draft.name_hash))
    Party.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["phone_hash", "name_hash", "kind"],
        update_fields=["kind"],
    )
    return [_same(draft, known, made) for draft in drafts]


def clear_value(party: Party, field: str, *, by: Actor, at: datetime, why: str, order: str = "") -> str:
    """One personal value in clear; the read is written down with who, why and when before it is given out.

    The caller has judged whether `by` may (the verb `reveal`), and leaves the order's event in the same
    transaction.
    """
    if not why.strip():
        raise Refusal("Say why you need to see this in clear.")
    wanted = _field(field)
    AccessLog.objects.create(
        party=party,
        field=wanted,
        by=by.key,
        delegate_for=by.delegate_for,
        why=why.strip()[:300],
        order=order,
        at=at,
    )
    blob = getattr(party, f"{wanted}_sealed")
    return open_text(blob) if blob else ""


def anonymise(party: Party, *, at: datetime) -> Party:
    """Forget who it was: every personal value goes, the row stays for the counts."""
    if party.anonymised_at is None:
        Party.objects.filter(pk=party.pk).update(
            name_sealed=None,
            phone_sealed=None,
            address_no_sealed=None,
            phone_hash=None,
            name_hash=b"",
            anonymised_at=at,
        )
        party.refresh_from_db()
    return party


def _draft(person: NewParty, at: datetime) -> Party | None:
    number = masks.clean_phone(person.phone)
    number = number if masks.is_dialable(number) else ""
    name = person.name.strip()
    if not number and not masks.clean_name(name):
        return None
    if max(len(name), len(person.address_no)) > LONGEST:
        raise Refusal("A name or a house number has %(most)s characters at most.", most=LONGEST)
    return Party(
        kind=_kind(person.kind),
        name_sealed=_sealed(name),
        phone_sealed=_sealed(number),
        address_no_sealed=_sealed(person.address_no.strip()),
        phone_hash=keyed_hash(number) if number else None,
        name_hash=keyed_hash(masks.clean_name(name)) if name else b"",
        minor=person.minor,
        first_seen=at,
    )


def _known(drafts: Iterable[Party]) -> dict[Identity, Party]:
    hashes = {bytes(draft.phone_hash) for draft in drafts if draft.phone_hash}
    found = Party.objects.filter(phone_hash__in=hashes) if hashes else []
    return {key: party for party in found if (key := _identity(party)) is not None}


def _identity(party: Party) -> Identity | None:
    return (str(party.kind), bytes(party.phone_hash), bytes(party.name_hash)) if party.phone_hash else None


def _same(draft: Party | None, known: dict[Identity, Party], made: dict[Identity, Party]) -> Party | None:
    key = _identity(draft) if draft else None
    if key is None:
        return draft
    return known.get(key) or made[key]


def _refresh(party: Party, new: NewParty) -> None:
    address = new.address_no.strip()
    changed = []
    if address and (not party.address_no_sealed or open_text(party.address_no_sealed) != address):
        party.address_no_sealed = seal_text(address)
        changed.append("address_no_sealed")
    if new.minor and not party.minor:
        party.minor = True
        changed.append("minor")
    if changed:
        party.save(update_fields=changed)


def _sealed(text: str) -> bytes | None:
    return seal_text(text) if text else None


def _kind(kind: str) -> PartyKind:
    try:
        return PartyKind(kind)
    except ValueError:
        raise Refusal("A requester is a person or an enterprise, not “%(kind)s”.", kind=kind) from None


def _field(field: str) -> Field:
    try:
        return Field(field)
    except ValueError:
        raise Refusal("There is no personal value “%(field)s”.", field=field) from None
