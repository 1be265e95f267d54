"""Which areas a text means, from the directory's own names, aliases and old names. An adapter of kind Geocoder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Count, Max

from jiesu.directory.models import Area, AreaName

SHORTEST = 2
SUFFIXES = ("地区办事处", "街道办事处", "办事处", "街道", "地区", "社区居委会", "社区", "村委会")
"""What people leave out when they say where they are (望京街道 -> 望京); only where two characters stay."""


@dataclass(frozen=True, slots=True)
class Named:
    """An area with the words by which it was found."""

    area: str
    path: str
    name: str
    matched: str
    former: bool = False


class Gazetteer:
    """Looks every name up that begins anywhere in the text; the longest wins, what lies within it is not counted."""

    name = "Directory gazetteer"
    connected = True

    @cached_property
    def _table(self) -> tuple[dict[str, list[Named]], dict[str, int]]:
        """Looked up once for each gazetteer: two queries, however many texts it is asked about."""
        return _names(_edition())

    def candidates(self, text: str, *, limit: int = 5) -> list[Named]:
        """The areas that the text may mean.

        First those that lie within another area that the text names too (望京街道 within 朝阳区), then longer
        words, then the area's own name before an old one.
        """
        names, longest = self._table
        found: dict[str, Named] = {}
        start = 0
        while start < len(text):
            if (most := longest.get(text[start : start + SHORTEST])) is None:
                start += 1
                continue
            length = min(most, len(text) - start)
            while length >= SHORTEST and text[start : start + length] not in names:
                length -= 1
            if length < SHORTEST:
                start += 1
                continue
            for named in names[text[start : start + length]]:
                found.setdefault(named.area, named)
            start += length
        ranked = sorted(found.values(), key=lambda named: _rank(named, found), reverse=True)
        return ranked[:limit]


def _rank(named: Named, found: dict[str, Named]) -> tuple[int, int, int, int]:
    above = sum(code in found for code in named.path.split("/") if code and code != named.area)
    return above, len(named.matched), named.path.count("/"), not named.former


def _edition() -> tuple[object, ...]:
    """Changes whenever an area or a name is added; a rename adds a name."""
    areas = Area.objects.aggregate(count=Count("pk"), last=Max("pk"))
    names = AreaName.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return areas["count"], areas["last"], names["count"], names["last"]


@lru_cache(maxsize=2)
def _names(edition: tuple[object, ...]) -> tuple[dict[str, list[Named]], dict[str, int]]:
    """Every name with its areas, and the longest length by beginning. The edition is what the cache is kept by."""
    table: dict[str, list[Named]] = {}
    for code, path, name in Area.objects.values_list("code", "path", "name"):
        for words in _spoken(name):
            table.setdefault(words, []).append(Named(code, path, name, words))
    others = AreaName.objects.values_list("area__code", "area__path", "area__name", "name", "kind")
    for code, path, name, other, kind in others:
        for words in _spoken(other):
            table.setdefault(words, []).append(Named(code, path, name, words, kind == "former"))
    longest: dict[str, int] = {}
    for words in table:
        longest[words[:SHORTEST]] = max(len(words), longest.get(words[:SHORTEST], 0))
    return table, longest


def _spoken(name: str) -> set[str]:
    """The name, and the name without what people leave out."""
    short = {name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)}
    return {words for words in {name, *short} if len(words) >= SHORTEST}
