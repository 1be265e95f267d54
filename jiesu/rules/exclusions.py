"""Exclusion from the rates (剔除): its grounds, its window, and who signs in which order.

Law: regulation arts 9, 11, 12, 22 for the grounds; domain-rules 8.7 for codes and guard rails; e A22, A23, A63.
Never decided by the assessed unit (jiesu.rules.reach).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType

from jiesu.rules.calendar import Calendar, wall
from jiesu.rules.spans import Span
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal, Sentence, Verdict


@dataclass(frozen=True, slots=True)
class Ground:
    """One coded ground: what it is called, and whether a unit may ask for it (others come about by themselves)."""

    name: str
    asked: bool = True
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The law of exclusion of one city, in force from one day on."""

    grounds: Mapping[str, Ground] = field(default_factory=lambda: MappingProxyType({}))
    signers: Sequence[Role] = (Role.AREA_LEADER, Role.MAIN_LEADER)
    apply_within: Span | None = None
    alarm_share: Fraction = Fraction(1)
    alarm_times_mean: Fraction = Fraction(1)
    recheck_share: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if not self.signers or len(set(self.signers)) < len(self.signers):
            raise ValueError("signers, each once")


def ground(law: Exclusions, code: str) -> Ground:
    """The ground of a code that a unit may ask for. Refusal where there is none such."""
    found = law.grounds.get(code)
    if found is None or not found.asked:
        raise Refusal("“%(code)s” is no ground on which a unit may ask for exclusion.", code=code)
    return found


def closes(law: Exclusions, rated: datetime | None, calendar: Calendar) -> Verdict[datetime | None]:
    """Until when exclusion may be asked for: so long after the follow-up; open while there was none."""
    if rated is None or law.apply_within is None:
        return Verdict(None)
    until = law.apply_within.after(rated, calendar)
    said = {"span": law.apply_within, "day": wall(until)}
    return Verdict(until, "", (Sentence("%(span)s after the follow-up: until %(day)s.", said),))


def check_open(law: Exclusions, rated: datetime | None, at: datetime, calendar: Calendar) -> None:
    """Refuse an application that comes too late."""
    until = closes(law, rated, calendar).value
    if until is not None and at > until:
        raise Refusal("Exclusion could be asked for until %(day)s.", day=wall(until))


def next_signer(law: Exclusions, signed: Sequence[Role]) -> Role | None:
    """Who signs next; None when everybody has."""
    return law.signers[len(signed)] if len(signed) < len(law.signers) else None


def is_alarming(law: Exclusions, share: Fraction, mean: Fraction) -> bool:
    """Whether a unit's share of excluded orders is to be looked at."""
    return share > law.alarm_share or (mean > 0 and share > mean * law.alarm_times_mean)
