"""Ranking (排名): within a league, on unrounded values; equal results share a rank (1, 2, 2, 4).

Law: regulation art 32 (分级分类考评); ties by score, resolution, satisfaction, more valid follow-ups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiesu.rules.scoring import Rate, ScoreSheet

Key = tuple[Fraction, Fraction, Fraction, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place in its league. No rank: shown, but too few follow-ups carry it (or none)."""

    unit: str
    sheet: ScoreSheet
    rank: int | None
    of: int
    moved: int | None = None


def rank(sheets: Mapping[str, ScoreSheet], *, before: Mapping[str, int] | None = None) -> tuple[Place, ...]:
    """The units of one league in order: ranked ones first, then those shown without a rank, by code.

    `before` are earlier ranks; `moved` is positive for a unit that rose (动态排名).
    """
    ranked = sorted(
        (unit for unit, sheet in sheets.items() if sheet.ranked),
        key=lambda unit: (*(-part for part in _key(sheets[unit])), unit),
    )
    keys = [_key(sheets[unit]) for unit in ranked]
    earlier = before or {}
    places = [
        _place(unit, sheets[unit], keys.index(key) + 1, len(ranked), earlier)
        for unit, key in zip(ranked, keys, strict=True)
    ]
    rest = sorted(unit for unit, sheet in sheets.items() if not sheet.ranked)
    return (*places, *(Place(unit, sheets[unit], None, len(ranked)) for unit in rest))


def league_places(
    sheets: Mapping[str, ScoreSheet], leagues: Mapping[str, str]
) -> dict[str, tuple[Place, ...]]:
    """The places of every league; `leagues` says which league each unit plays in."""
    names: Iterable[str] = dict.fromkeys(leagues[unit] for unit in sheets)
    return {
        name: rank({unit: sheet for unit, sheet in sheets.items() if leagues[unit] == name}) for name in names
    }


def _key(sheet: ScoreSheet) -> Key:
    total, solved, satisfied = sheet.total, sheet.rate(Rate.RESOLUTION), sheet.rate(Rate.SATISFACTION)
    return (total or Fraction(0), solved or Fraction(0), satisfied or Fraction(0), sheet.tally.valid)


def _place(unit: str, sheet: ScoreSheet, rank: int, of: int, before: Mapping[str, int]) -> Place:
    earlier = before.get(unit)
    return Place(unit, sheet, rank, of, None if earlier is None else earlier - rank)
