"""The pending register (挂账): which matters may enter it, how many, when they are reviewed, how they leave.

Law: regulation art 15 (2), 20, 24; requirements R147-R152; domain-rules 8.8. Numbers: policies/*/register/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from jiesu.rules.calendar import Calendar
from jiesu.rules.matters import Matter, When
from jiesu.rules.spans import Span
from jiesu.rules.terms import Term
from jiesu.rules.verdict import Refusal, Verdict


class Obstacle(Term):
    """Why an order cannot be solved soon (挂账事由)."""

    PLANNING = ("planning", "规划条件", "Planning")
    FUNDING = ("funding", "资金", "Funding")
    OWNERSHIP = ("ownership", "产权或管理责任", "Ownership")
    COURT = ("court", "诉讼、仲裁或复议", "Court proceedings")
    POLICY_GAP = ("policy_gap", "政策空白", "Gap in policy")


@dataclass(frozen=True, slots=True)
class Standard:
    """What must be so that an obstacle counts, by which paper it is shown, and in which matters."""

    standard: str
    evidence: str
    when: When = field(default_factory=When)
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """How many orders of a unit may stand in the register: a share of those of a time, at least so many."""

    share: Fraction
    over: Span
    at_least: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Every so often a listed order is reviewed, renewed at most so often; reminders from `before` on, `again`."""

    every: Span
    renewals: int
    before: Span
    again: Span
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The law of the pending register, in force from one day on."""

    scope: Mapping[Obstacle, Standard]
    procedure: Sequence[str]
    cap: Cap
    review: Review


def admit(law: Register, obstacle: Obstacle, matter: Matter) -> Verdict[Standard]:
    """The standard that the obstacle must meet. Refused where the matter is not in the register's scope (R148)."""
    standard = law.scope.get(obstacle)
    if standard is None or standard.when.why(matter) is None:
        raise Refusal("“%(obstacle)s” does not let this matter enter the register.", obstacle=obstacle)
    return Verdict(standard, standard.clause)


def check_room(law: Register, *, standing: int, orders: int) -> Verdict[int]:
    """How many more may enter: `standing` are in the register, `orders` the unit had in the cap's time."""
    most = max(law.cap.at_least, orders * law.cap.share.numerator // law.cap.share.denominator)
    if standing >= most:
        raise Refusal(
            "The unit has %(standing)s orders in the register; the law allows %(most)s.",
            standing=standing,
            most=most,
        )
    return Verdict(most - standing, law.cap.clause)


def review_at(law: Register, *, since: datetime, calendar: Calendar) -> datetime:
    """When a listed order is to be reviewed."""
    return law.review.every.after(since, calendar)


def remind_at(law: Register, *, review: datetime) -> datetime:
    """From when its people are reminded."""
    return review - timedelta(days=law.review.before.amount)


def next_reminder(law: Register, *, last: datetime) -> datetime:
    """When they are reminded again, until the review is decided."""
    return last + timedelta(days=law.review.again.amount)


def renewed(
    law: Register, *, renewals: int, since: datetime, district: bool, calendar: Calendar
) -> Verdict[datetime]:
    """The next review after a renewal; `renewals` were given before. Then only the district decides."""
    if renewals >= law.review.renewals and not district:
        raise Refusal("After %(times)s renewals the district decides.", times=law.review.renewals)
    return Verdict(review_at(law, since=since, calendar=calendar), law.review.clause)
