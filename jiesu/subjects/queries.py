"""Questions about parties: how often, about what, how it went. All within the orders that the asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.calendar import ZONE
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Outcome, RequestType, Satisfied, Solved, Verb
from jiesu.rules.verdict import Refusal
from jiesu.subjects.kinds import Industry, SubjectKind
from jiesu.subjects.matching import Finder
from jiesu.subjects.models import Mention, Read, Subject

VALID = Q(order__outcome__in=[str(Outcome.DOUBLE_YES), str(Outcome.MIXED), str(Outcome.DOUBLE_NO)])
TOP = 10
AKIN = 200
REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Figures:
    """One party, trade or matter in a time. Rates are shares of the valid follow-ups; none where there is none."""

    key: Any
    orders: int
    open: int
    repeats: int
    pressed: int
    parties: int
    valid: int
    contacted: Fraction | None
    solved: Fraction | None
    satisfied: Fraction | None


def seen(actor: Actor) -> QuerySet[Order]:
    """The orders whose parties the actor may see: confidential ones take no part, whoever asks (R494)."""
    return orders.visible_to(actor).select_related(None).filter(confidential=False)


def mentions(actor: Actor, since: datetime | None = None, until: datetime | None = None) -> QuerySet[Mention]:
    """What names a party in the orders received in a time, as far as the actor may see them. Praise is none."""
    rows = seen(actor).exclude(request_type=RequestType.PRAISE)
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    if until is not None:
        rows = rows.filter(received_at__lt=until)
    return Mention.objects.filter(order__in=rows.values("pk")).order_by()


def parties(actor: Actor, since: datetime, until: datetime) -> list[tuple[Subject, Figures]]:
    """Every party that the orders of a time name, the most often named first."""
    counted = _figures(mentions(actor, since, until), "subject")
    found = Subject.objects.select_related("area").in_bulk([row.key for row in counted])
    return [(found[row.key], row) for row in counted]


def industries(actor: Actor, since: datetime, until: datetime) -> list[Figures]:
    """The trades, the most often complained about first (R382)."""
    return _figures(mentions(actor, since, until), "subject__industry")


def common(actor: Actor, industry: Industry, since: datetime, until: datetime) -> list[Figures]:
    """行业共性诉求: the matters that several parties of one trade share, those of the most parties first (R382)."""
    rows = mentions(actor, since, until).filter(subject__industry=industry).exclude(order__category="")
    shared = [row for row in _figures(rows, "order__category") if row.parties > 1]
    return sorted(shared, key=lambda row: (-row.parties, -row.orders, str(row.key)))


def subject(pk: int, actor: Actor) -> Subject:
    """One party; whoever was joined to another is that one. Refusal where the actor may see none of its orders."""
    found = Subject.objects.select_related("area", "into").filter(pk=pk).first()
    found = found.into if found and found.into else found
    if found is None or not mentions(actor).filter(subject=found).exists():
        raise Refusal("There is no such party that you may see.")
    return found


def figures(found: Subject, actor: Actor) -> Figures:
    """All that the actor may see of a party, over all time."""
    return _figures(mentions(actor).filter(subject=found), "subject")[0]


def orders_of(found: Subject, actor: Actor) -> QuerySet[Order]:
    """The orders that name a party."""
    return orders.visible_to(actor).filter(confidential=False, mentions__subject=found)


def months(found: Subject, actor: Actor) -> list[tuple[str, int]]:
    """Its orders by month of receipt, empty months between them too."""
    rows = mentions(actor).filter(subject=found).annotate(month=TruncMonth("order__received_at", tzinfo=ZONE))
    counted = {row["month"]: row["n"] for row in rows.values("month").annotate(n=Count("pk"))}
    if not counted:
        return []
    first, last = min(counted), max(counted)
    by_month = {(month.year, month.month): n for month, n in counted.items()}
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(f"{m // 12}-{m % 12 + 1:02}", by_month.get((m // 12, m % 12 + 1), 0)) for m in span]


def split(found: Subject, actor: Actor, column: str) -> list[tuple[Any, int]]:
    """Its orders by a column of the order ("category", "area__name", "lead__name"), the most first."""
    rows = mentions(actor).filter(subject=found).values_list(f"order__{column}")
    return [(value, n) for value, n in rows.annotate(n=Count("pk")).order_by("-n")[:TOP] if value]


def others_named(found: Subject) -> list[str]:
    """Its other names: aliases, and the parties that were joined to it."""
    names = [*found.aliases.values_list("plain", flat=True), *found.joined.values_list("name", flat=True)]
    return list(dict.fromkeys(names))


def changes(found: Subject) -> list[Any]:
    """What was changed in the register, the latest first."""
    return list(found.changes.order_by("-at", "-pk")[:20])


def panel(order: Order, actor: Actor) -> dict[str, object] | None:
    """What the room adds to an order's sheet: its parties, with their reasons, and whether a person confirmed them."""
    if order.confidential:
        return None
    found = list(order.mentions.select_related("subject").order_by("-weight", "pk"))
    read = Read.objects.filter(order=order).first()
    if not found and not read:
        return None
    corrects = Verb.FLAG in orders.open_verbs_for(order, actor)
    return {"mentions": found, "read": read, "number": order.number, "corrects": corrects}


MARGIN = 10_000
"""Orders are read in the order of their rows; so many before the last one read are looked at again, since a row may
be committed after a later one."""


def unread() -> QuerySet[Order]:
    """Orders whose words were not read for parties, the oldest first; confidential ones never are."""
    last = Read.objects.filter(by="").aggregate(last=Max("order_id"))["last"] or 0
    read = Read.objects.filter(order=OuterRef("pk"), order_id__gt=last - MARGIN)
    rows = orders.visible_to(SYSTEM).filter(pk__gt=last - MARGIN, confidential=False)
    return rows.filter(~Exists(read)).order_by("pk")


def candidates(order: Order, finder: Finder) -> list[tuple[str, SubjectKind, tuple[str, ...]]]:
    """Who may be meant by an order: name, kind, why; what is kept of it already among them."""
    read = [(party.name, SubjectKind(party.kind), party.reasons) for party in finder.read(order)]
    known = {name for name, _kind, _why in read}
    kept = order.mentions.select_related("subject")
    return read + [
        (one.written, one.subject.kind, tuple(one.reasons)) for one in kept if one.written not in known
    ]


def akin(found: Subject, actor: Actor) -> list[tuple[int, str]]:
    """Parties that may be the same: of a name that shares two characters with this one, the most often named first."""
    pairs = {found.plain[i : i + 2] for i in range(len(found.plain) - 1)}
    seen_ = mentions(actor).exclude(subject=found).values("subject", "subject__name", "subject__plain")
    rows = seen_.annotate(n=Count("pk")).order_by("-n", "subject__name")
    return [
        (row["subject"], row["subject__name"])
        for row in rows
        if any(pair in row["subject__plain"] for pair in pairs)
    ][:AKIN]


def _figures(rows: QuerySet[Mention], by: str) -> list[Figures]:
    counted = (
        rows.values(key=F(by))
        .annotate(
            orders=Count("order", distinct=True),
            open=Count("order", filter=~Q(order__state__in=[str(s) for s in FINAL_STATES]), distinct=True),
            repeats=Count("order", filter=Q(order__tags__contains=[REPEAT]), distinct=True),
            pressed=Count("order", filter=Q(order__pressed__gt=0), distinct=True),
            parties=Count("subject", distinct=True),
            valid=Count("order", filter=VALID, distinct=True),
            contacted=Count("order", filter=VALID & Q(order__contacted=True), distinct=True),
            solved=Count("order", filter=VALID & Q(order__solved=Solved.YES), distinct=True),
            satisfied=Count(
                "order",
                filter=VALID & Q(order__satisfied__in=[str(Satisfied.YES), str(Satisfied.BASICALLY)]),
                distinct=True,
            ),
        )
        .order_by("-orders", by)
    )
    return [_row(row) for row in counted]


def _row(row: dict[str, Any]) -> Figures:
    def share(name: str) -> Fraction | None:
        return Fraction(row[name], row["valid"]) if row["valid"] else None

    return Figures(
        row["key"], row["orders"], row["open"], row["repeats"], row["pressed"], row["parties"], row["valid"],
        share("contacted"), share("solved"), share("satisfied"),
    )  # fmt: skip
