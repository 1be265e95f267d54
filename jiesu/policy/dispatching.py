"""What a case can ask the law of dispatch."""

from __future__ import annotations

from dataclasses import dataclass

from jiesu.policy.topics import Topic
from jiesu.policy.whistling import Asked
from jiesu.rules import dispatching, routing
from jiesu.rules.matters import Matter
from jiesu.rules.terms import Mode, RequestType, UnitRole


@dataclass(frozen=True, slots=True)
class WayOf:
    """How an order goes to these units (the first leads); refused where they do not make that way."""

    units: tuple[str, ...]
    mode: Mode | None = None
    tags: frozenset[str] = frozenset()
    reason: str = ""

    def answer(self, laws: Asked) -> object:
        law = laws[Topic.DISPATCH]
        posts = [
            routing.Post(c, name, kind, lvl, area) for c, kind, lvl, area, name in map(str.split, self.units)
        ]
        roles = [UnitRole.LEAD, *[UnitRole.ASSIST] * (len(posts) - 1)]
        parts = list(zip(posts, roles, strict=True))
        mode = self.mode or dispatching.mode_of(law, parts, tags=self.tags)
        dispatching.check_mode(law, mode, parts, tags=self.tags, reason=self.reason)
        return mode


@dataclass(frozen=True, slots=True)
class ForwardWay:
    """How a district forwards a matter; none where the law leaves it open."""

    type: RequestType
    tags: frozenset[str] = frozenset()

    def answer(self, laws: Asked) -> object:
        return dispatching.forward_way(laws[Topic.DISPATCH], Matter(self.type, tags=self.tags))[0]
