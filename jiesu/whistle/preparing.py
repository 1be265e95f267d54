"""What a whistle brings along: checked for completeness, and whom its unit may call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from jiesu.directory import queries as directory
from jiesu.directory.kinds import UnitLevel
from jiesu.directory.queries import Unit
from jiesu.rules import whistle as law
from jiesu.rules.verdict import Refusal, Verdict
from jiesu.rules.whistle import Piece, WhistleKind, Whistling


@dataclass(frozen=True, slots=True)
class Prepared:
    """A whistle as its unit wrote it: what it is about, what it wants, of whom, with which materials."""

    kind: WhistleKind = WhistleKind.PUBLIC
    called: tuple[str, ...] = ()
    facts: str = ""
    basis: str = ""
    action: str = ""
    result: str = ""
    place: str = ""
    materials: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def words(self) -> dict[str, str]:
        """The free text, by name."""
        return {f.name: getattr(self, f.name).strip() for f in fields(self) if f.type == "str"}

    @property
    def pieces(self) -> Mapping[Piece, bool]:
        """What is there of what the law may ask for."""
        words = {piece: bool(self.words.get(str(piece))) for piece in Piece}
        return words | {Piece.MATERIALS: bool(self.materials)}


def callable_units(rules: Whistling, caller: Unit) -> list[Unit]:
    """The units that the law lets this one call, in tree order."""
    kinds = {kind for line in rules.lines if caller.kind in line.callers for kind in line.called}
    found = directory.units().filter(kind__in=kinds).exclude(pk=caller.pk)
    district = district_of(caller)
    return [unit for unit in found if _judged(rules, caller, unit, district).value]


def units_to_call(rules: Whistling, caller: Unit, codes: Iterable[str]) -> list[tuple[Unit, str]]:
    """The units of the codes, each with the clause by which it may be called. Refusal where one may not."""
    wanted = list(dict.fromkeys(codes))
    known = {unit.code: unit for unit in directory.units().filter(code__in=wanted)}
    if not wanted:
        raise Refusal("Say which departments are called.")
    district = district_of(caller)
    found = []
    for code in wanted:
        unit = known.get(code) or directory.unit(code)
        verdict = _judged(rules, caller, unit, district)
        if not verdict.value or unit.pk == caller.pk:
            raise Refusal("%(caller)s may not call %(unit)s.", caller=caller.label, unit=unit.label)
        found.append((unit, verdict.clause))
    return found


def district_of(unit: Unit) -> Unit | None:
    """The body of the district that the unit stands under."""
    above = [u for u in directory.line_of(unit) if u.level == UnitLevel.DISTRICT]
    return above[0] if above else None


def _judged(rules: Whistling, caller: Unit, called: Unit, district: Unit | None) -> Verdict[bool]:
    same = district is not None and called.path.startswith(district.path)
    return law.may_call(rules, caller.kind, called.kind, same_district=same)
