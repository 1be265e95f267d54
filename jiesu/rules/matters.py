"""What the law looks at in a request, and to which requests a line of the law applies."""

from __future__ import annotations

from dataclasses import dataclass

from jiesu.rules.terms import Channel, RequestType


@dataclass(frozen=True, slots=True)
class When:
    """To what a line of the law applies: every condition that is given must hold; none given means always."""

    types: frozenset[RequestType] = frozenset()
    categories: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    areas: frozenset[str] = frozenset()
    enterprise: bool = False

    def why(self, matter: Matter) -> str | None:
        """What in the matter makes the line apply ("" when it always does), or None."""
        word = next((w for w in sorted(self.words) if w in matter.text), "")
        code = next((c for c in sorted(self.categories) if matter.category.startswith(c)), "")
        holds = (
            (not self.types or matter.request_type in self.types)
            and (not self.categories or code)
            and (not self.words or word)
            and (not self.tags or self.tags & matter.tags)
            and (not self.channels or matter.channel in self.channels)
            and (not self.areas or self.areas & set(matter.area_path.split("/")))
            and (matter.enterprise or not self.enterprise)
        )
        return (word or code) if holds else None


@dataclass(frozen=True, slots=True)
class Matter:
    """What the law looks at in a request. `area_path` is "/bj/cy/jxq/"; tags are codes such as "epidemic"."""

    request_type: RequestType
    category: str = ""
    text: str = ""
    tags: frozenset[str] = frozenset()
    channel: Channel = Channel.OTHER
    area_path: str = ""
    enterprise: bool = False
