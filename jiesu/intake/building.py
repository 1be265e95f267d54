"""From what was told to a new order: what was not told is read from the words, the level follows from the law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from jiesu.adapters import queries as adapters
from jiesu.adapters.ports import Candidate
from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.intake import courses, queries, suggesting
from jiesu.intake.drafts import Draft
from jiesu.intake.suggesting import Suggested
from jiesu.intake.words import Tag
from jiesu.kit import clock
from jiesu.orders.face import NewOrder
from jiesu.rules.matters import Matter
from jiesu.rules.norms import Course, Norms, course_of
from jiesu.rules.terms import Channel, RequestType

LONGEST = 1000
LOOKED_AT = 200
"""So many characters of a text are searched for a place."""


INSPECTED = frozenset({Channel.LEADER, Channel.MEDIA})
"""Channels whose requests go on the inspection track (R017, R018)."""


class Builder:
    """Builds new orders by the law, the catalogue and the directory of one moment. One for each piece of work."""

    def __init__(self, at: datetime) -> None:
        self.reader = suggesting.reader(at)
        self.judge = suggesting.judge(at)
        self.norms: Norms = courses.law_at(at).rules
        self._learned = suggesting.learned()
        self._places = adapters.geocoder()
        self._paths: dict[str, str] = {}
        self._green = queries.green_hashes(clock.local(at).date())

    def one(self, told: Draft, *, desk: str, requester: int | None) -> NewOrder:
        """The order of one draft."""
        return self.many([told], desk=desk, requesters=[requester])[0]

    def many(self, drafts: Sequence[Draft], *, desk: str, requesters: Sequence[int | None]) -> list[NewOrder]:
        """The orders of many drafts, read at once."""
        read = self.reader.read_many([(told.title, told.text) for told in drafts], self._learned)
        return [self._built(*each, desk=desk) for each in zip(drafts, read, requesters, strict=True)]

    def _built(self, told: Draft, read: Suggested, requester: int | None, *, desk: str) -> NewOrder:
        kind = told.request_type or read.request_type
        likely = told.category or read.category
        area, path = self.place(told)
        words = f"{told.title}\n{told.text}"
        tags = self.tags(told)
        matter = Matter(kind, likely, words, frozenset(tags), told.channel, path, told.kind == "enterprise")
        judged = self.judge.level(matter)
        return NewOrder(
            desk=desk, text=told.text, title=told.title, channel=told.channel, request_type=kind,
            category=told.category, level=judged.level, source=told.source, external_no=told.external_no,
            area=area, place=told.place, lon=told.lon, lat=told.lat, requester=requester, tags=tags,
            confidential=is_confidential(told, kind, self.norms), anonymous=told.anonymous or requester is None,
            received_at=told.received_at, extra=_said_by_machine(told, read, area), names=known_names(told),
        )  # fmt: skip

    def tags(self, told: Draft) -> tuple[str, ...]:
        """The tags that were told, and those that follow: the green channel's list, the inspection track."""
        more = [str(Tag.INSPECTION)] if told.channel in INSPECTED else []
        if self._green and told.kind == "enterprise" and callers.name_hash(told.name) in self._green:
            more.append(str(Tag.GREEN))
        return tuple(dict.fromkeys((*told.tags, *more)))

    def place(self, told: Draft) -> tuple[str, str]:
        """Code and path of the area: as told, else as the words name it."""
        if told.area:
            if told.area not in self._paths:
                self._paths[told.area] = directory.area(told.area).path
            return told.area, self._paths[told.area]
        found = self.candidates("\n".join((told.place, told.title, told.text[:LOOKED_AT])), limit=1)
        return (found[0].area, found[0].path) if found else ("", "")

    def candidates(self, words: str, *, limit: int = 3) -> Sequence[Candidate]:
        """The areas that the words may mean, the likeliest first."""
        return self._places.candidates(words[:LONGEST], limit=limit)


def is_confidential(told: Draft, kind: RequestType, law: Norms) -> bool:
    """What the law protects is confidential unless the requester said otherwise (reports: art 8)."""
    return course_of(law, kind) is Course.PROTECT if told.confidential is None else told.confidential


def known_names(told: Draft) -> tuple[str, ...]:
    """The names that no index may keep: whoever asks, where it is a person."""
    name = told.name.strip()
    return (name,) if name and told.kind == "person" else ()


def with_more(order: NewOrder, more: Mapping[str, Any]) -> NewOrder:
    """The order with more facts for its first event."""
    return replace(order, extra={**order.extra, **more}) if more else order


def corrections(told: Draft, read: Suggested) -> dict[str, list[str]]:
    """Where a person said otherwise than was read: field -> [read, said]. Reading learns from it."""
    pairs = {
        "request_type": (read.request_type, told.request_type),
        "category": (read.category, told.category),
    }
    return {name: [str(a), str(b)] for name, (a, b) in pairs.items() if a and b and a != b}


def _said_by_machine(told: Draft, read: Suggested, area: str) -> dict[str, Any]:
    """What a person did not say. A category that was only read is no category yet: somebody confirms it."""
    said = dict(told.extra)
    if not told.category and read.category:
        said["read"] = read.category
    if area and not told.area:
        said["read_area"] = area
    if corrected := corrections(told, read):
        said["corrected"] = corrected
    return said
