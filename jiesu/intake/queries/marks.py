"""What was marked: pressed orders, tagged orders, judgements, points, and many requests about one matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from jiesu.directory import queries as directory
from jiesu.intake import warnings
from jiesu.intake.models import Judgement, Mandate, MediaIssue, Point
from jiesu.intake.words import Finding, Ruling, Tag
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.flow import FINAL_STATES
from jiesu.rules.reach import Actor
from jiesu.rules.terms import RequestType
from jiesu.rules.thresholds import Colour

MASS_AT = 5
"""From so many requesters on it is a mass request where the law says nothing (domain-rules A34)."""
SPANS: Mapping[str, tuple[timedelta, str]] = {
    "24h": (timedelta(hours=24), "same_place_24h"),
    "7d": (timedelta(days=7), "mass_7d"),
    "30d": (timedelta(days=30), "frequent_30d"),
}
"""Over which time requests about one matter are counted, and by which scale of the law they warn."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Open and ended requests about one matter in one place: how many, by how many people, since when."""

    category: str
    area: str
    area_name: str
    orders: int
    requesters: int
    open: int
    first: datetime
    last: datetime
    colour: Colour | None = None

    @property
    def key(self) -> str:
        """By what the cluster is known in an address."""
        return f"{self.category}@{self.area}"


def tagged(actor: Actor) -> QuerySet[Order]:
    """Orders that carry a tag, the latest first."""
    return orders.visible_to(actor).exclude(tags=[]).order_by("-received_at", "-id")


def open_key(actor: Actor) -> QuerySet[Order]:
    """Every open key order, for the daily supervision (R030)."""
    rows = orders.visible_to(actor).filter(tags__contains=[str(Tag.KEY)]).exclude(state__in=FINAL_STATES)
    return rows.order_by("urgency", "received_at", "id")


def pressed(actor: Actor) -> QuerySet[Order]:
    """Open orders whose requester asked again, the most often pressed first."""
    rows = orders.visible_to(actor).filter(pressed__gt=0).exclude(state__in=FINAL_STATES)
    return rows.order_by("-pressed", "received_at", "id")


def judgements(actor: Actor) -> QuerySet[Judgement]:
    """Judgements of orders that the actor may see, the latest first."""
    seen = orders.visible_to(actor).select_related(None)
    return Judgement.objects.select_related("order").filter(order__in=seen).order_by("-at", "-id")


def judgement(order: Order) -> Judgement | None:
    """The latest judgement of an order."""
    return Judgement.objects.filter(order=order).order_by("-at", "-id").first()


def to_approve(actor: Actor) -> int:
    """How many judgements wait for somebody else's approval."""
    return judgements(actor).filter(ruling=Ruling.PROPOSED).exclude(by=actor.key).count()


def unreasonable(actor: Actor) -> tuple[int, int]:
    """How many requests were judged unreasonable, and how many of them are defused (R026)."""
    stands = judgements(actor).filter(finding=Finding.UNREASONABLE, ruling=Ruling.STANDS).order_by()
    counted = stands.aggregate(all=Count("pk"), defused=Count("pk", filter=Q(defused_at__isnull=False)))
    return counted["all"], counted["defused"]


def point(order: Order) -> Point | None:
    """The verified point of an order."""
    return Point.objects.filter(order=order).order_by("-at", "-id").first()


def mandate(order: Order) -> Mandate | None:
    """Who assigned the order, where a leader did (R017)."""
    return Mandate.objects.filter(order=order).first()


def mandates(actor: Actor) -> QuerySet[Mandate]:
    """What leaders assigned, the latest first."""
    seen = orders.visible_to(actor).select_related(None)
    return Mandate.objects.select_related("order").filter(order__in=seen).order_by("-at", "-order_id")


def issues(actor: Actor) -> QuerySet[MediaIssue]:
    """Issues of the media: those without orders, and those of which the actor may see an order."""
    seen = orders.visible_to(actor).select_related(None).values("pk")
    mine = Q(links=None) | Q(links__order__in=seen)
    counted = Count("links", distinct=True)
    return MediaIssue.objects.filter(mine).distinct().annotate(n=counted).order_by("-opened_at", "-id")


def clusters(actor: Actor, at: datetime, *, span: str = "7d", least: int | None = None) -> list[Cluster]:
    """Matters and places about which several people asked, the most people first (R028, R029).

    A place is the area of the request, a matter its category; whoever asked anonymously counts by the order.
    """
    length, scale = SPANS[span]
    least = least or warnings.begins(scale, at, otherwise=MASS_AT)
    shades = warnings.colours(scale, at)
    rows = (
        orders.visible_to(actor)
        .select_related(None)
        .filter(received_at__gte=at - length, received_at__lte=at, area__isnull=False)
        .exclude(category="")
        .exclude(request_type=RequestType.PRAISE)
        .order_by()
        .values("category", "area__code", "area__name")
        .annotate(
            n=Count("pk"),
            people=Count("requester", distinct=True) + Count("pk", filter=Q(requester=None)),
            open=Count("pk", filter=~Q(state__in=FINAL_STATES)),
            first=Min("received_at"),
            last=Max("received_at"),
        )
        .filter(people__gte=least)
        .order_by("-people", "-n", "category")[:500]
    )
    return [
        Cluster(r["category"], r["area__code"], r["area__name"], r["n"], r["people"], r["open"], r["first"],
                r["last"], _shade(shades, r["people"]))
        for r in rows
    ]  # fmt: skip


def members(actor: Actor, key: str, at: datetime, *, span: str = "7d") -> QuerySet[Order]:
    """The orders of one cluster, the latest first."""
    category, _, area = key.partition("@")
    rows = orders.visible_to(actor).filter(
        category=category,
        area=directory.area(area),
        received_at__gte=at - SPANS[span][0],
        received_at__lte=at,
    )
    return rows.order_by("-received_at", "-id")


def issues_of(order: Order) -> list[MediaIssue]:
    """The issues of the media that an order belongs to."""
    return list(MediaIssue.objects.filter(links__order=order).order_by("-opened_at", "-id"))


@dataclass(frozen=True, slots=True)
class Frequent:
    """A matter that many ask about: its volume, its people, the warning (R032)."""

    category: str
    orders: int
    requesters: int
    colour: Colour | None


def frequent(actor: Actor, at: datetime, *, span: str = "30d") -> list[Frequent]:
    """Matters by volume, the most first; those over the threshold bear a colour."""
    length, scale = SPANS[span]
    shades = warnings.colours(scale, at)
    rows = (
        orders.visible_to(actor)
        .select_related(None)
        .filter(received_at__gte=at - length, received_at__lte=at)
        .exclude(category="")
        .order_by()
        .values("category")
        .annotate(n=Count("pk"), people=Count("requester", distinct=True))
        .order_by("-n", "category")[:200]
    )
    return [Frequent(r["category"], r["n"], r["people"], _shade(shades, r["n"])) for r in rows]


def _shade(shades: Mapping[int, Colour], value: int) -> Colour | None:
    reached = [shade for begins, shade in shades.items() if value >= begins]
    return reached[-1] if reached else None
