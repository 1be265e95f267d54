"""The room's figures for a time: how quickly, how precisely and in which ways orders went out, unit by unit.

R041, R047 time to dispatch; R048 accuracy; R058 online requests; R059/R060/R083 city-direct and district-forwarded
and their sum; R071 returns; R073 automatic share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q

from jiesu.dispatch import queries
from jiesu.dispatch.kinds import Ruling
from jiesu.dispatch.models import Attempt, Objection
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Channel, Mode, UnitRole

ONLINE = (Channel.WEB, Channel.WECHAT, Channel.APP, Channel.BOARD)
WAYS = (Mode.DUAL, Mode.DUAL_SEND, Mode.DUAL_ORDER, Mode.MULTI)


@dataclass(slots=True)
class Row:
    """What one unit received in a time."""

    code: str
    name: str
    level: str
    total: int
    city: int
    district: int
    online: int
    first: int
    kept: int
    minutes: float | None
    ways: dict[str, int] = field(default_factory=dict)
    objections: int = 0
    upheld: int = 0
    blocked: int = 0

    @property
    def own(self) -> int:
        """What came neither from the city nor through the district: the street's own orders and those below."""
        return self.total - self.city - self.district

    @property
    def city_share(self) -> float | None:
        """City-direct ÷ all (市级直派占比)."""
        return self.city / self.total if self.total else None

    @property
    def district_share(self) -> float | None:
        """District-forwarded ÷ all (区级转派占比)."""
        return self.district / self.total if self.total else None

    @property
    def online_share(self) -> float | None:
        """Online requests that came directly ÷ all (网络来源直派占比)."""
        return self.online / self.total if self.total else None

    @property
    def adds_up(self) -> bool:
        """Whether the total is the sum of the two sources (R083)."""
        return self.total == self.city + self.district

    @property
    def accuracy(self) -> float | None:
        """First dispatches that the unit kept ÷ all first dispatches to it (精准派单)."""
        return self.kept / self.first if self.first else None


@dataclass(frozen=True, slots=True)
class Sums:
    """The same for all that the actor sees."""

    orders: int
    accuracy: float | None
    minutes: float | None
    automatic: float | None
    returns: int
    blocked: int
    ways: dict[str, int]


def rows(actor: Actor, since: datetime, until: datetime, kind: str = "") -> list[Row]:
    """One row for each unit that received something, in tree order; of one kind of request, or of all (R088)."""
    shares = _shares(actor, since, until, kind)
    direct = ~Q(mode=Mode.FORWARDED)
    first = Q(no=1, role=UnitRole.LEAD)
    counts: dict[str, Any] = {str(way): Count("order", filter=Q(mode=way), distinct=True) for way in WAYS}
    found = shares.order_by("unit__path").values("unit__code", "unit__name", "unit__level").annotate(
        total=Count("pk"),
        city=Count("pk", filter=direct & Q(order__desk__parent=None)),
        district=Count("pk", filter=_from_district()),
        online=Count("pk", filter=direct & Q(order__channel__in=ONLINE)),
        first=Count("pk", filter=first),
        kept=Count("pk", filter=first & ~Q(state=AssignmentState.RECALLED)),
        wait=Avg(F("dispatched_at") - F("order__received_at"), filter=first),
        **counts,
    )  # fmt: skip
    made = {r["unit__code"]: _row(r) for r in found}
    _returns(made, since, until, kind)
    return list(made.values())


def sums(actor: Actor, since: datetime, until: datetime, listed: Iterable[Row], kind: str = "") -> Sums:
    """The figures above the list."""
    some = list(listed)
    shares = _shares(actor, since, until, kind)
    wait = shares.filter(no=1).aggregate(wait=Avg(F("dispatched_at") - F("order__received_at")))["wait"]
    auto, every = queries.automatic_share(since, until, kind)
    first, kept = sum(r.first for r in some), sum(r.kept for r in some)
    ways = {str(way): shares.filter(mode=way).values("order").distinct().count() for way in WAYS}
    return Sums(
        orders=shares.values("order").distinct().count(), accuracy=kept / first if first else None,
        minutes=_minutes(wait), automatic=auto / every if every else None, returns=sum(r.upheld for r in some),
        blocked=sum(r.blocked for r in some), ways=ways,
    )  # fmt: skip


def _from_district() -> Q:
    """Forwarded by a district, or dispatched by a district's own desk."""
    forwarded = Q(mode=Mode.FORWARDED, parent__unit__level="district")
    return forwarded | (
        ~Q(mode=Mode.FORWARDED) & Q(order__desk__level="district", order__desk__parent__isnull=False)
    )


def _shares(actor: Actor, since: datetime, until: datetime, kind: str) -> Any:
    seen = orders.visible_shares(actor).select_related(None).filter(orders.of_type(kind, "order__"))
    return seen.filter(dispatched_at__gte=since, dispatched_at__lt=until)


def _row(found: dict[str, Any]) -> Row:
    return Row(
        found["unit__code"], found["unit__name"], found["unit__level"], found["total"], found["city"],
        found["district"], found["online"], found["first"], found["kept"], _minutes(found["wait"]),
        {str(way): found[str(way)] for way in WAYS},
    )  # fmt: skip


def _returns(made: dict[str, Row], since: datetime, until: datetime, kind: str) -> None:
    those = orders.of_type(kind, "order__")
    said = Objection.objects.filter(those, at__gte=since, at__lt=until, unit__code__in=list(made))
    counted = said.values("unit__code").annotate(
        every=Count("pk"), upheld=Count("pk", filter=Q(ruling=Ruling.UPHELD))
    )
    for line in counted:
        made[line["unit__code"]].objections = line["every"]
        made[line["unit__code"]].upheld = line["upheld"]
    tried = Attempt.objects.filter(those, at__gte=since, at__lt=until, unit__code__in=list(made))
    for code, number in tried.values_list("unit__code").annotate(n=Count("pk")):
        made[code].blocked = number


def _minutes(wait: timedelta | None) -> float | None:
    return round(wait.total_seconds() / 60, 1) if wait is not None else None
