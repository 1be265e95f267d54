"""Border zones between streets (交界地带, R082): which of them a place lies in. Pure geometry and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone: the paths of the areas it lies between, words of its places, the rings of its shape."""

    code: str
    name: str
    areas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rings: tuple[tuple[Ring, ...], ...] = ()

    def holds(self, *, area_path: str, words: str, point: Point | None) -> bool:
        """Whether a place lies in the zone: by its point where it has one and the zone a shape, else by its words."""
        if point is not None and self.rings:
            return any(_within(rings, point) for rings in self.rings)
        if not any(word in words for word in self.words):
            return False
        return not self.areas or any(_touch(area_path, path) for path in self.areas)


def zone_of(zones: Iterable[Zone], *, area_path: str, words: str, point: Point | None = None) -> Zone | None:
    """The first zone that holds the place."""
    return next((z for z in zones if z.holds(area_path=area_path, words=words, point=point)), None)


def rings_of(shape: Any) -> tuple[tuple[Ring, ...], ...]:
    """The polygons of a GeoJSON Polygon or MultiPolygon, each as its outer ring and its holes."""
    if not isinstance(shape, dict):
        return ()
    many = shape["coordinates"] if shape.get("type") == "MultiPolygon" else [shape["coordinates"]]
    return tuple(
        tuple(tuple((float(p[0]), float(p[1])) for p in ring) for ring in polygon) for polygon in many
    )


def _touch(one: str, other: str) -> bool:
    """Whether one place lies within the other: a matter of the whole district may lie in its border zone."""
    return one.startswith(other) or other.startswith(one)


def _within(rings: Sequence[Ring], point: Point) -> bool:
    return _inside(rings[0], point) and not any(_inside(hole, point) for hole in rings[1:])


def _inside(ring: Ring, point: Point) -> bool:
    x, y = point
    found = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found
