"""What the law says: which version was in force when, its typed shape, and its values for the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from jiesu.policy.beginning import by_names, deciding, guesses
from jiesu.policy.decode import Row
from jiesu.policy.files import Law, parse
from jiesu.policy.models import PolicyVersion
from jiesu.policy.topics import Topic
from jiesu.policy.words import named, spoken, spoken_value
from jiesu.rules.calendar import Calendar, local_day
from jiesu.rules.verdict import Refusal

__all__ = [
    "History", "InForce", "by_names", "calendar", "changes", "changes_aloud", "deciding", "guesses", "history",
    "history_known", "in_force", "in_force_or", "law", "read_aloud", "remembered", "values", "version", "versions",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class InForce:
    """A version of the law and its typed shape. `early`: asked of a day before the first version known."""

    id: str
    rules: Any
    source: str
    title: str = ""
    early: bool = False


@dataclass(frozen=True, slots=True)
class _Version:
    pk: int
    starts: date
    until: date | None
    digest: str


@dataclass(frozen=True, slots=True)
class History:
    """All versions of one topic, read once: for bulk work that asks for many moments."""

    topic: Topic
    versions: tuple[_Version, ...]

    def at(self, at: datetime) -> InForce:
        """The version in force at a moment; before the first one, the first stands in (`early`)."""
        day = local_day(at)
        begun = [v for v in self.versions if v.starts <= day and (v.until is None or day <= v.until)]
        chosen = begun[-1] if begun else self.versions[0]
        law = _law(chosen.pk, chosen.digest)
        return InForce(law.id, law.rules, law.source, law.title, early=not begun)


_REMEMBERED: ContextVar[dict[str, History] | None] = ContextVar("remembered", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Within the block each topic's versions are read once: one request, one import sees one state of the law."""
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def history(topic: str) -> History:
    """The versions of a topic, the oldest first. Refusal where no law of the topic is published."""
    known = _REMEMBERED.get()
    if known is None:
        return _history(topic)
    if topic not in known:
        known[topic] = _history(topic)
    return known[topic]


def _history(topic: str) -> History:
    rows = PolicyVersion.objects.filter(topic=topic).order_by("starts")
    versions = tuple(_Version(*row) for row in rows.values_list("pk", "starts", "until", "digest"))
    if not versions:
        raise Refusal("No law on “%(topic)s” is published here.", topic=Topic(topic))
    return History(Topic(topic), versions)


def in_force(topic: str, at: datetime) -> InForce:
    """The law of a topic at a moment (aware). One small query; the shape is cached by version."""
    return history(topic).at(at)


def in_force_or(topic: str, at: datetime, otherwise: Any) -> InForce:
    """As `in_force`; where no law of the topic is published, a shape that asks for nothing."""
    if history_known(topic):
        return in_force(topic, at)
    return InForce("", otherwise, "")


def history_known(topic: str) -> bool:
    """Whether any version of the topic is published."""
    try:
        return bool(history(topic).versions)
    except Refusal:
        return False


def calendar(at: datetime) -> Calendar:
    """The working days as known at a moment."""
    rules: Calendar = in_force(Topic.CALENDAR, at).rules
    return rules


def versions(topic: str = "") -> QuerySet[PolicyVersion]:
    """Published versions, by topic, the newest first."""
    rows = PolicyVersion.objects.order_by("topic", "-starts")
    return rows.filter(topic=topic) if topic else rows


def version(code: str) -> PolicyVersion:
    """One version by its code "limits/2024-01-01"."""
    topic, _, starts = code.partition("/")
    try:
        return PolicyVersion.objects.get(topic=topic, starts=date.fromisoformat(starts))
    except (PolicyVersion.DoesNotExist, ValueError):
        raise Refusal("There is no version %(code)s of the law.", code=code) from None


def law(code: str) -> InForce:
    """A version by its code with its typed shape: to judge again what was judged under it."""
    row = version(code)
    read = _law(row.pk, row.digest)
    return InForce(read.id, read.rules, read.source, read.title)


def values(row: PolicyVersion) -> tuple[Row, ...]:
    """The values of a version with what each rests on, in the order of the text."""
    return _law(row.pk, row.digest).rows


def read_aloud(row: PolicyVersion) -> tuple[Row, ...]:
    """The same values in the words of the active language."""
    rows = values(row)
    names = named(rows)
    return tuple(replace(one, key=spoken(one.key, names), value=spoken_value(one.value)) for one in rows)


def changes(row: PolicyVersion) -> tuple[tuple[str, str, str], ...]:
    """What changed from the version before: (key, before, now) (R310)."""
    earlier = PolicyVersion.objects.filter(topic=row.topic, starts__lt=row.starts).order_by("starts").last()
    if earlier is None:
        return ()
    old, new = ({one.key: one.value for one in values(law)} for law in (earlier, row))
    keys = [*new, *(key for key in old if key not in new)]
    return tuple((k, old.get(k, ""), new.get(k, "")) for k in keys if old.get(k) != new.get(k))


def changes_aloud(row: PolicyVersion) -> list[tuple[str, str, str]]:
    """The same changes in the words of the active language."""
    names = named(values(row))
    return [(spoken(key, names), spoken_value(old), spoken_value(new)) for key, old, new in changes(row)]


@lru_cache(maxsize=64)
def _law(pk: int, digest: str) -> Law:
    row = PolicyVersion.objects.get(pk=pk)
    return parse(Topic(row.topic), row.text, row.code)
