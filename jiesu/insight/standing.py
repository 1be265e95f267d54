"""长期高占比: matters whose share of the volume stayed high for several whole months (R365).

Source: 北京市接诉即办 material, “对于诉求量占比长期较高的重难点诉求”. How high and how long is in the law of thresholds
(assumed there); where the law in force says nothing of it, no matter stands.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from django.db.models import Count

from jiesu.orders import face as orders
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules import thresholds
from jiesu.rules.calendar import DAY, end_of, local_day
from jiesu.rules.reach import Actor
from jiesu.rules.routing import Catalogue
from jiesu.rules.thresholds import Standing as Law


@dataclass(frozen=True, slots=True)
class Standing:
    """A matter that stayed high: its orders and its lowest and last share over the months."""

    category: str
    orders: int
    lowest: Fraction
    last: Fraction


def law_of(at: datetime) -> Law | None:
    """What the law in force takes for high; None where it does not say."""
    found = policy.in_force_or(Topic.THRESHOLDS, at, None).rules
    return found.standing if found is not None else None


def standing(actor: Actor, at: datetime) -> list[Standing]:
    """The matters by name whose share stayed high by the law over the last whole months, the highest first."""
    rule = law_of(at)
    if rule is None:
        return []
    begins = _begins(local_day(at), rule.months)
    law = policy.in_force_or(Topic.ROUTING, at, None).rules
    counts = [_counted(actor, begin, end) for begin, end in pairwise(begins)]
    totals = [sum(count.values()) for count in counts]
    found = []
    for category in counts[-1]:
        shares = [
            Fraction(n[category], total) if total else Fraction(0)
            for n, total in zip(counts, totals, strict=True)
        ]
        if category and thresholds.stays_high(rule, shares):
            found.append(
                Standing(_named(law, category), sum(n[category] for n in counts), min(shares), shares[-1])
            )
    return sorted(found, key=lambda one: (-one.lowest, one.category))


def _named(law: Catalogue | None, category: str) -> str:
    known = law is not None and category in law.categories
    return " / ".join(law.path_of(category)) if law is not None and known else category


def _counted(actor: Actor, begin: date, end: date) -> Counter[str]:
    seen = orders.visible_to(actor).select_related(None).order_by()
    rows = seen.filter(received_at__gte=end_of(begin - DAY), received_at__lt=end_of(end - DAY))
    return Counter(dict(rows.values_list("category").annotate(n=Count("pk"))))


def _begins(day: date, months: int) -> list[date]:
    """The first days of the last whole months and, last, of the running one."""
    first = day.replace(day=1)
    found = [first]
    for _ in range(months):
        first = (first - DAY).replace(day=1)
        found.append(first)
    return found[::-1]
