"""What is done about parties: read the backlog, correct an order's parties, keep the register.

A correction is an event of the order (标记) and teaches: a name that people twice set right to the same party, and
never otherwise, becomes another name of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jiesu.orders import face as orders
from jiesu.orders.face import Event, Order
from jiesu.reading import parties
from jiesu.reading.parties import Party
from jiesu.reading.party_forms import FORM, LINE
from jiesu.reading.personal import mask
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role, Verb
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.subjects import queries
from jiesu.subjects.kinds import Industry, SubjectKind
from jiesu.subjects.matching import Finder
from jiesu.subjects.models import Alias, Change, Mention, Read, Said, Subject

KEEPERS = (Role.AGENT, Role.DISPATCHER, Role.SUPERVISOR)
"""Who keeps the register: the hotline's people and the supervisors (assumed)."""
CHUNK = 200
LEAST = 2
"""So many corrections that agree make a name."""
MOST = 5
"""An order is about so many parties at the most."""


def catch_up(at: datetime, *, most: int = 1_000) -> int:
    """Read orders that were not read for parties yet, each once. How many."""
    finder, done = Finder(at), 0
    while done < most:
        with transaction.atomic():
            some = list(queries.unread()[:CHUNK])
            for order in some:
                _read(order, finder, at)
        done += len(some)
        if len(some) < CHUNK:
            break
    return done


@transaction.atomic
def correct(
    number: str, *, named: Sequence[tuple[str, SubjectKind]], by: Actor, at: datetime, key: str = ""
) -> Event:
    """Set the parties of an order right; none where it is about nobody in particular. The order's ledger keeps it."""
    order = orders.hold(number)
    if before := orders.done(order, Verb.FLAG, key):
        return before
    if order.confidential:
        raise Refusal("This request was filed confidentially: no party of it is kept.")
    finder = Finder(at)
    chosen = {finder.subject(_fit(name), kind, order): _fit(name) for name, kind in named[:MOST]}
    facts = {"parties": [one.pk for one in chosen] or None, "party_none": not chosen or None}
    event = orders.advance(number, Verb.FLAG, by=by, at=at, key=key, facts=facts)
    _teach(order, finder, list(chosen), by, at)
    Mention.objects.filter(order=order).delete()
    Mention.objects.bulk_create(
        Mention(order=order, subject=one, written=name[:80], by=by.key, at=at) for one, name in chosen.items()
    )
    Read.objects.update_or_create(order=order, defaults={"at": at, "by": by.key})
    return event


@transaction.atomic
def amend(
    pk: int,
    *,
    name: str,
    kind: SubjectKind,
    industry: Industry,
    aliases: Sequence[str],
    by: Actor,
    at: datetime,
) -> Subject:
    """Change how the register calls a party, what it is, and by which other names it goes."""
    _keeps(by)
    subject = queries.subject(pk, by)
    told = _fit(name)
    same = Subject.objects.filter(plain=parties.normal(told).short, kind=kind, area=subject.area)
    if same.exclude(pk=subject.pk).exists():
        raise Refusal("There is such a party already; join the two.")
    wanted = {parties.normal(_fit(alias)).short for alias in aliases if alias.strip()}
    subject.name, subject.plain, subject.kind, subject.industry = (
        told, parties.normal(told).short, kind, industry,
    )  # fmt: skip
    subject.save(update_fields=["name", "plain", "kind", "industry"])
    subject.aliases.exclude(plain__in=wanted).delete()
    for plain in sorted(wanted - {subject.plain}):
        Alias.objects.get_or_create(subject=subject, plain=plain, defaults={"by": by.key, "at": at})
    _note(subject, " · ".join([told, kind.zh, industry.zh, *sorted(wanted)]), by, at)
    return subject


@transaction.atomic
def join(pk: int, *, into: int, by: Actor, at: datetime) -> Subject:
    """The same party under two names: the first becomes another name of the second, its orders go with it."""
    _keeps(by)
    subject, other = queries.subject(pk, by), queries.subject(into, by)
    if subject.pk == other.pk:
        raise Refusal("Choose another party.")
    theirs = Mention.objects.filter(subject=other).values("order")
    Mention.objects.filter(subject=subject, order__in=theirs).delete()
    Mention.objects.filter(subject=subject).update(subject=other)
    Said.objects.filter(subject=subject).update(subject=other)
    Subject.objects.filter(into=subject).update(into=other)
    for plain in {subject.plain, *subject.aliases.values_list("plain", flat=True)} - {other.plain}:
        Alias.objects.get_or_create(subject=other, plain=plain, defaults={"by": by.key, "at": at})
    subject.aliases.all().delete()
    subject.into = other
    subject.save(update_fields=["into"])
    _note(other, f"← {subject.name}", by, at)
    return other


def _read(order: Order, finder: Finder, at: datetime) -> None:
    rows: dict[int, Party] = {}
    for party in finder.read(order):
        if party.complained:
            kind = SubjectKind(party.kind)
            rows.setdefault(finder.subject(party.name, kind, order).pk, party)
    Mention.objects.bulk_create(
        (
            Mention(
                order=order, subject_id=pk, written=party.name[:80], at=at,
                weight=Decimal(str(party.weight)), reasons=list(party.reasons),
            )
            for pk, party in rows.items()
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    Read.objects.get_or_create(order=order, defaults={"at": at})


def _teach(order: Order, finder: Finder, chosen: Sequence[Subject], by: Actor, at: datetime) -> None:
    """Where one party was read and one other was said to be right, the read name may be its other name."""
    read = [party for party in finder.read(order) if party.complained]
    if len(read) != 1 or len(chosen) != 1:
        return
    plain = parties.normal(read[0].name).short[:80]
    if plain == chosen[0].plain:
        return
    Said.objects.update_or_create(
        order=order, plain=plain, defaults={"subject": chosen[0], "by": by.key, "at": at}
    )
    pairs = Said.objects.filter(plain=plain).values_list("plain", "subject_id")
    for name, key in parties.taught(((said, str(pk)) for said, pk in pairs), least=LEAST).items():
        Alias.objects.get_or_create(subject_id=int(key), plain=name, defaults={"at": at})


def _fit(name: str) -> str:
    """A name that may stand in the register. Refusal for none, for a long one, and for what reads as a person's."""
    told = " ".join(name.split())
    if not 2 <= len(told) <= 80:
        raise Refusal("The name of a party has 2 to 80 characters.")
    whole = parties.normal(told).whole
    organised = FORM.search(whole) or LINE.search(whole) or Alias.objects.filter(plain=whole).exists()
    if mask(told) != told or (not organised and mask(f"我叫{told}。") != f"我叫{told}。"):
        raise Refusal("No private person is kept as a party. Write the whole name of a business.")
    return told


def _keeps(by: Actor) -> None:
    if not by.holds(*KEEPERS):
        raise NotYours("The hotline's people and the supervisors keep this register.")


def _note(subject: Subject, what: str, by: Actor, at: datetime) -> None:
    Change.objects.create(subject=subject, what=what[:300], by=by.key, at=at)
