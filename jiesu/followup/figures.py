"""The figures of follow-up: valid ones by means, rounds until double-yes, how fast, leaders' calls, audits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Avg, Count, F, Q

from jiesu.followup.models import Answer, Audit, Draw, Finding, LeaderCall
from jiesu.orders import face as orders
from jiesu.orders.face import Event
from jiesu.rules import scoring
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Outcome, Verb


@dataclass(frozen=True, slots=True)
class Round:
    """How many were asked in one round, and how many of them said double-yes (R122, R123)."""

    no: int
    asked: int
    double_yes: int

    @property
    def share(self) -> Fraction | None:
        """Double-yes out of the asked."""
        return scoring.share(self.double_yes, self.asked)


@dataclass(frozen=True, slots=True)
class Figures:
    """Valid follow-ups of a span of time, and what else was asked and found (R230, R231, R235, R237)."""

    valid: int
    by_means: dict[Means, int]
    invalid: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    rounds: Sequence[Round] = ()
    to_ask: timedelta | None = None
    leaders: Sequence[tuple[str, int, int]] = ()
    audited: int = 0
    falsified: int = 0

    @property
    def sms_share(self) -> Fraction | None:
        """Text messages out of the valid follow-ups."""
        return scoring.share(self.by_means.get(Means.SMS, 0), self.valid)

    @property
    def valid_share(self) -> Fraction | None:
        """Valid ones out of all that were brought to an end."""
        return scoring.share(self.valid, self.valid + self.invalid)


def figures(begins: datetime, ends: datetime, kind: str = "") -> Figures:
    """Counts of follow-up between two moments; of one kind of request, or of all (R088)."""
    those = orders.of_type(kind, "order__")
    answers = Answer.objects.filter(those, at__gte=begins, at__lt=ends)
    means = dict(answers.values_list("means").annotate(n=Count("pk")).order_by())
    outcomes = dict(answers.values_list("outcome").annotate(n=Count("pk")).order_by())
    yes = Count("pk", filter=Q(outcome=Outcome.DOUBLE_YES))
    rounds = answers.values_list("round").annotate(n=Count("pk"), yes=yes).order_by("round")
    given_up = Event.objects.filter(those, verb=Verb.GIVE_UP, at__gte=begins, at__lt=ends).count()
    audits = Audit.objects.filter(those, at__gte=begins, at__lt=ends).exclude(finding=Finding.UNREACHED)
    speed = answers.filter(replied_at__isnull=False).aggregate(mean=Avg(F("at") - F("replied_at")))["mean"]
    return Figures(
        valid=sum(means.values()), by_means={Means(m): n for m, n in means.items()}, invalid=given_up,
        outcomes={Outcome(o): n for o, n in outcomes.items()}, rounds=[Round(*row) for row in rounds],
        to_ask=speed, leaders=_leaders(begins, ends, those), audited=audits.count(),
        falsified=audits.filter(finding=Finding.FALSIFIED).count(),
    )  # fmt: skip


def drawn(begins: datetime, ends: datetime) -> Counter[bool]:
    """How many were drawn for follow-up and how many not."""
    rows = Draw.objects.filter(at__gte=begins, at__lt=ends).values_list("drawn").annotate(n=Count("pk"))
    return Counter(dict(rows.order_by()))


def _leaders(begins: datetime, ends: datetime, those: Q) -> list[tuple[str, int, int]]:
    """Each leader's own calls: the name, how many, how many of them at the centre."""
    made = LeaderCall.objects.filter(those, at__gte=begins, at__lt=ends)
    counted = made.values_list("by", "name").annotate(
        n=Count("pk"), there=Count("pk", filter=Q(session__isnull=False))
    )
    return [(name, n, there) for _, name, n, there in counted.order_by("-n", "by")]
