"""The verbs of the callers' store: remember somebody, read a value in clear, forget somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from jiesu.callers import masks
from jiesu.callers.models import AccessLog, Party, PartyKind, Silence
from jiesu.callers.sight import VALUES, Field
from jiesu.kit.crypto import keyed_hash, open_text, seal_text
from jiesu.kit.prepared import Part, ask
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal

LONGEST = 120
MOST = 1000
"""So many are written down by one statement."""
Identity = tuple[str, bytes, bytes]
COLUMNS = "kind, name_sealed, phone_sealed, address_no_sealed, phone_hash, name_hash, minor, first_seen"
TABLE = f"callers_party ({COLUMNS})"
LINE = "(%s::varchar, %s::bytea, %s::bytea, %s::bytea, %s::bytea, %s::bytea, %s::boolean, %s::timestamptz)"
ONCE = "(phone_hash, name_hash, kind)"
KNOWN = "SELECT id FROM callers_party WHERE phone_hash = %s::bytea AND name_hash = %s::bytea AND kind = %s"
MADE = f"INSERT INTO {TABLE} VALUES {LINE} ON CONFLICT {ONCE} DO NOTHING RETURNING id"


@dataclass(frozen=True, slots=True)
class NewParty:
    """Somebody as they were written down."""

    name: str = ""
    phone: str = ""
    address_no: str = ""
    kind: str = PartyKind.PERSON
    minor: bool = False


class Sealed(NamedTuple):
    """A row of the table: what is personal sealed, what is searched for hashed. The columns in their order."""

    kind: str
    name_sealed: bytes | None
    phone_sealed: bytes | None
    address_no_sealed: bytes | None
    phone_hash: bytes | None
    name_hash: bytes
    minor: bool
    first_seen: datetime

    @property
    def identity(self) -> Identity | None:
        """By what the party is known again; None where there is no number."""
        return (str(self.kind), self.phone_hash, self.name_hash) if self.phone_hash else None


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody about to be remembered: the question who it is, and the statement that writes them down."""

    told: NewParty
    sealed: Sealed

    @property
    def known(self) -> Part:
        """Gives the row of the party that is known already, if there is one."""
        return Part(KNOWN, (self.sealed.phone_hash, self.sealed.name_hash, self.sealed.kind))

    @property
    def made(self) -> Part:
        """Writes the party down and gives its row; nothing where somebody else did so meanwhile."""
        return Part(MADE, tuple(self.sealed))

    @property
    def says_more(self) -> bool:
        """Whether it says what a known party may not have said before."""
        return bool(self.told.address_no.strip() or self.told.minor)


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
        pk = remember_many([new], at=at)[0]
        if pk is None:
            raise Refusal("A requester needs a name or a telephone number.")
        party = Party.objects.get(pk=pk)
        if trusted:
            _refresh(party, new)
    return party


def coming(new: NewParty, *, at: datetime) -> Coming | None:
    """The party sealed and hashed, to be looked for and made in the statements of whoever asks for it.

    None where neither name nor usable number is given. Ask `queries.is_phone` first.
    """
    sealed = _sealed(new, at)
    return Coming(new, sealed) if sealed else None


def refresh(pk: int, new: NewParty) -> None:
    """What is told anew of a known party: another house number, that it is a minor."""
    if new.address_no.strip() or new.minor:
        _refresh(Party.objects.get(pk=pk), new)


def remember_many(people: Sequence[NewParty], *, at: datetime) -> list[int | None]:
    """The rows of all of them, in the same order, in two statements; None where nothing usable is given.

    Who has no number is new each time. A number that cannot be dialled counts as none: ask queries.is_phone
    first.
    """
    sealed = [_sealed(person, at) for person in people]
    found = _known(sealed)
    fresh: dict[Identity, Sealed] = {}
    alone: list[Sealed] = []
    for one in filter(None, sealed):
        if one.identity is None:
            alone.append(one)
        elif one.identity not in found:
            fresh.setdefault(one.identity, one)
    rows = sorted(fresh.values(), key=lambda one: (one.phone_hash or b"", one.name_hash))
    made = _made([*rows, *alone])
    found |= {one.identity: pk for one, pk in zip(rows, made, strict=False) if one.identity}
    others = iter(made[len(rows) :])
    return [None if one is None else found[one.identity] if one.identity else next(others) for one in sealed]


def clear_value(party: Party, field: str, *, by: Actor, at: datetime, why: str, order: str = "") -> str:
    """One personal value in clear; the read is written down with who, why and when before it is given out.

    The caller has judged whether `by` may (the verb `reveal`), and leaves the order's event in the same
    transaction.
    """
    if not why.strip():
        raise Refusal("Say why you need to see this in clear.")
    wanted = _field(field)
    _logged(party, wanted, by=by, at=at, why=why, order=order)
    blob = getattr(party, f"{wanted}_sealed")
    return open_text(blob) if blob else ""


def looked(party: Party, *, by: Actor, at: datetime, why: str, order: str) -> None:
    """Keep that somebody looked at all that is known of a party, and why. Refusal without a reason."""
    if not why.strip():
        raise Refusal("Say why you need to see this.")
    _logged(party, Field.PROFILE, by=by, at=at, why=why, order=order)


def silence(parties: Iterable[Party], *, at: datetime) -> None:
    """退订: these want no more messages by robot, about whatever order (R241)."""
    for party in parties:
        Silence.objects.get_or_create(party=party, defaults={"at": at})


def speak_again(party: int) -> bool:
    """They want messages again. Whether there was anything to take back."""
    return bool(Silence.objects.filter(party=party).delete()[0])


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


def _sealed(person: NewParty, at: datetime) -> Sealed | None:
    number = masks.clean_phone(person.phone)
    number = number if masks.is_dialable(number) else ""
    name = person.name.strip()
    clean = masks.clean_name(name)
    if not number and not clean:
        return None
    if max(len(name), len(person.address_no)) > LONGEST:
        raise Refusal("A name or a house number has %(most)s characters at most.", most=LONGEST)
    return Sealed(
        kind=_kind(person.kind),
        name_sealed=seal_text(name) if name else None,
        phone_sealed=seal_text(number) if number else None,
        address_no_sealed=seal_text(house) if (house := person.address_no.strip()) else None,
        phone_hash=keyed_hash(number) if number else None,
        name_hash=keyed_hash(clean) if name else b"",
        minor=person.minor,
        first_seen=at,
    )


def _known(people: Iterable[Sealed | None]) -> dict[Identity, int]:
    hashes = {one.phone_hash for one in people if one and one.phone_hash}
    if not hashes:
        return {}
    columns = ("kind", "phone_hash", "name_hash", "pk")
    found = Party.objects.filter(phone_hash__in=hashes).values_list(*columns)
    return {(kind, bytes(phone), bytes(name)): pk for kind, phone, name, pk in found}


def _made(people: Sequence[Sealed]) -> list[int]:
    """Write them down in one statement; who was written down by somebody else meanwhile is the same one."""
    if not people:
        return []
    ending = f"ON CONFLICT {ONCE} DO UPDATE SET kind = EXCLUDED.kind RETURNING id"
    found: list[int] = []
    for start in range(0, len(people), MOST):
        some = people[start : start + MOST]
        lines = ", ".join([LINE] * len(some))
        told = Part(f"INSERT INTO {TABLE} VALUES {lines} {ending}", tuple(v for one in some for v in one))
        found += [row[0] for row in ask(told, often=False)]
    return found


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


def _kind(kind: str) -> PartyKind:
    try:
        return PartyKind(kind)
    except ValueError:
        raise Refusal("A requester is a person or an enterprise, not “%(kind)s”.", kind=kind) from None


def _logged(party: Party, field: Field, *, by: Actor, at: datetime, why: str, order: str) -> None:
    AccessLog.objects.create(
        party=party,
        field=field,
        by=by.key,
        delegate_for=by.delegate_for,
        why=why.strip()[:300],
        order=order,
        at=at,
    )


def _field(field: str) -> Field:
    try:
        return VALUES[VALUES.index(Field(field))]
    except ValueError:
        raise Refusal("There is no personal value “%(field)s”.", field=field) from None
