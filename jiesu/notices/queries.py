"""What was told, and what has not been looked at yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.module_loading import import_string

from jiesu.notices.models import Notice, Progress, Told, Way
from jiesu.notices.telling import LINES
from jiesu.orders.face import Event
from jiesu.rules.reach import Actor

LOOK_BACK = 100_000
"""Ids behind the newest looked-at event that are looked at again: a transaction may commit late."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a room wants told that no order's event tells: once for each `about`, to each of the people.

    `text` is a template that is also the gettext key; `address`: where it lies.
    """

    about: str
    text: str
    people: Iterable[Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""


def tellings(at: datetime) -> Iterator[Telling]:
    """What the rooms want told lately (the `tells` of their app configs), what was told already among it."""
    for config in apps.get_app_configs():
        if path := getattr(config, "tells", ""):
            yield from import_string(path)(at)


def of(actor: Actor) -> QuerySet[Notice]:
    """What was told to this person on the desk."""
    login = actor.key.removeprefix("person:")
    return Notice.objects.filter(way=Way.DESK, person__login=login).select_related("order")


def unread(actor: Actor) -> int:
    """How many of them are unread, counted up to a thousand."""
    return of(actor).filter(read_at=None).order_by()[:1000].count()


def untold() -> QuerySet[Event]:
    """Events that somebody may have to be told about, the oldest first."""
    newest = Told.objects.aggregate(newest=Max("event_id"))["newest"] or 0
    looked_at = Exists(Told.objects.filter(event_id=OuterRef("pk"), event_id__gt=newest - LOOK_BACK))
    fresh = Event.objects.filter(pk__gt=newest - LOOK_BACK, verb__in=[str(v) for v in LINES])
    return fresh.filter(~looked_at).select_related("order").order_by("pk")


def to_send() -> QuerySet[Notice]:
    """Messages that still have to leave the house."""
    return Notice.objects.filter(state=Progress.WAITING).order_by("next_at", "pk")


def about(number: str) -> QuerySet[Notice]:
    """Everything that was told about one order."""
    return Notice.objects.filter(order__number=number).select_related("person").order_by("pk")
