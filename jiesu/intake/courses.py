"""分类处置: how each kind of request goes, by the norms of work in force; without such a law as the regulation says."""

from __future__ import annotations

from datetime import datetime

from jiesu.orders.face import Order
from jiesu.policy import queries as policy
from jiesu.policy.topics import Topic
from jiesu.rules.norms import Course, Norms, course_of
from jiesu.rules.terms import RequestType, Verb

AT_ONCE = frozenset({Course.ANSWER, Course.PASS_ON})
"""Courses that end at intake's desk where they can."""


def law_at(at: datetime) -> policy.InForce:
    """The norms of work in force."""
    return policy.in_force_or(Topic.NORMS, at, Norms())


def course(kind: str, at: datetime) -> Course:
    """How requests of a kind go."""
    return course_of(law_at(at).rules, RequestType(kind) if kind else None)


def kinds_of(wanted: Course, at: datetime) -> list[str]:
    """The kinds of request that go a certain way."""
    law = law_at(at).rules
    return [str(kind) for kind in RequestType if course_of(law, kind) is wanted]


def first_verb(order: Order, at: datetime) -> Verb:
    """What intake does first with a recorded request: answer it at once, or accept it."""
    return Verb.ANSWER if course(order.request_type, at) in AT_ONCE else Verb.ACCEPT
