"""The table type × grade → limit (分级分类快速响应, R170), line by line as the screen shows it."""

from __future__ import annotations

from dataclasses import dataclass

from jiesu.kit.words import length
from jiesu.policy.words import spoken_value
from jiesu.rules.limits import Authority, Limit, Limits
from jiesu.rules.terms import Level, RequestType


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: which matters, which level, on what it rests, and the level's limits."""

    level: Level
    types: tuple[RequestType, ...]
    words: str
    basis: str
    authority: Authority | None
    final: str
    claim: str
    contact: str
    objection: str
    clause: str


def lines(law: Limits) -> list[Line]:
    """The lines in the order in which they are asked; the last one is for all other matters."""
    found = [
        _line(
            law, line.level, tuple(sorted(line.when.types)),
            "、".join(
                [*sorted(line.when.words), *map(spoken_value, sorted(line.when.tags)), *sorted(line.when.categories)]
            ),
            line.standard, line.clause,
        )
        for line in law.table
    ]  # fmt: skip
    named = {line.level for line in found}
    rest = [law.otherwise, *(level for level in Level if level not in named and level is not law.otherwise)]
    return found + [_line(law, level, (), "", "", "") for level in rest]


def _line(
    law: Limits, level: Level, types: tuple[RequestType, ...], words: str, standard: str, clause: str
) -> Line:
    own = law.levels[level]
    return Line(
        level, types, words, standard, _authority(own.final, standard), _span(own.final), _span(own.claim),
        _span(own.contact), _span(own.objection),
        clause or (own.final.clause if own.final else ""),
    )  # fmt: skip


def _authority(limit: Limit | None, standard: str) -> Authority | None:
    """An industry standard where one fixes the level, else what the limit says of itself (R176)."""
    if standard:
        return Authority.STANDARD
    return limit.authority if limit else None


def _span(limit: Limit | None) -> str:
    return length(limit.limit) if limit else ""
