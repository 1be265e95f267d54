"""What the law looks at in a request, and to which requests a line of the law applies."""

from __future__ import annotations

from dataclasses import dataclass

from jiesu.rules.terms import Channel, RequestType


@dataclass(frozen=True, slots=True)
class When:
    """To what a line of the law applies; nothing given means to everything.

    Types, channels, areas and enterprise must all hold; of words, tags and categories one is enough.
    """

    types: frozenset[RequestType] = frozenset()
    categories: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    areas: frozenset[str] = frozenset()
    enterprise: bool = False

    def why(self, matter: Matter) -> str | None:
        """What in the matter makes the line apply ("" when it names no subject), or None."""
        holds = (
            (not self.types or matter.request_type in self.types)
            and (not self.channels or matter.channel in self.channels)
            and (not self.areas or self.areas & set(matter.area_path.split("/")))
            and (matter.enterprise or not self.enterprise)
        )
        return self._subject(matter) if holds else None

    def _subject(self, matter: Matter) -> str | None:
        """The word, tag or category that names the subject: one of them is enough."""
        if not (self.words or self.tags or self.categories):
            return ""
        named = [
            *sorted(word for word in self.words if word in matter.text),
            *sorted(self.tags & matter.tags),
            *sorted(code for code in self.categories if matter.category.startswith(code)),
        ]
        return named[0] if named else None


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
