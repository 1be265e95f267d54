"""Drawing for follow-up (抽取回访): a seeded draw that anybody can repeat, and when attempts may be made.

Law: regulation art 23 (follow-up when the limit expires). Up to 3 attempts on at least 2 days, 09:00-20:00.
The draw of a key depends on seed and key alone, never on the order in which keys come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from fractions import Fraction

from jiesu.rules.calendar import DAY, ZONE, local_day, wall
from jiesu.rules.matters import Matter, When
from jiesu.rules.spans import Span
from jiesu.rules.terms import Term
from jiesu.rules.verdict import Refusal, Sentence, Verdict

_WHOLE = 1 << 256


class Means(Term):
    """By what a follow-up is made."""

    SMS = ("sms", "短信", "Text message")
    CALL = ("call", "人工电话", "Call by a person")
    ROBOT = ("robot", "智能外呼", "Automatic call")
    WEB = ("web", "网络", "Web page")


@dataclass(frozen=True, slots=True)
class DrawLine:
    """The share of the matters it names that is followed up. The first line that fits decides."""

    share: Fraction
    when: When
    clause: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError("a share between 0 and 1")


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often, on how many days and at what hours a requester may be called."""

    times: int
    days: int
    opens: time
    closes: time
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Recheck:
    """A second, blind draw from what was followed up (双抽访): a share, and a least number."""

    share: Fraction
    least: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """The law of follow-up of one city, in force from one day on."""

    draws: Sequence[DrawLine]
    otherwise: Fraction
    attempts: Attempts
    recheck: Recheck
    means: Sequence[Means]
    starts_within: Span
    finished_within: Span
    rehandle_rounds: int


def share_of(law: Sampling, matter: Matter) -> Verdict[Fraction]:
    """Which share of matters like this is followed up."""
    for line in law.draws:
        if line.when.why(matter) is not None:
            return Verdict(line.share, line.clause, (_share(line.share),))
    return Verdict(law.otherwise, "", (_share(law.otherwise),))


def is_drawn(seed: str, key: str, share: Fraction) -> bool:
    """Whether the key falls into the share, whatever other keys do; a larger share keeps who was in."""
    return _place(seed, key) * share.denominator < share.numerator * _WHOLE


def draw(seed: str, keys: Iterable[str], *, share: Fraction, least: int = 0) -> tuple[str, ...]:
    """A sample of exactly the share (rounded up), at least `least`; the same for the same seed and keys."""
    ranked = sorted(set(keys), key=lambda key: (_place(seed, key), key))
    return tuple(ranked[: max(least, -(-len(ranked) * share.numerator // share.denominator))])


def next_attempt(law: Sampling, made: Sequence[datetime], at: datetime) -> datetime:
    """From when the next attempt may be made: now, or the next opening. Refused when none is left."""
    rule = law.attempts
    if len(made) >= rule.times:
        raise Refusal("%(times)s attempts were made; the law asks for no more.", times=rule.times)
    here = at.astimezone(ZONE)
    days = {local_day(moment) for moment in made}
    last = len(made) == rule.times - 1 and len(days) < rule.days
    day = here.date()
    if here.time() >= rule.closes or (last and day in days):
        return datetime.combine(day + DAY, rule.opens, ZONE)
    return max(here, datetime.combine(day, rule.opens, ZONE))


def check_attempt(law: Sampling, made: Sequence[datetime], at: datetime) -> None:
    """Refuse an attempt that the law does not allow now."""
    opens = next_attempt(law, made, at)
    if opens > at:
        raise Refusal("The next attempt may be made from %(opens)s.", opens=wall(opens))


def may_give_up(law: Sampling, made: Sequence[datetime]) -> bool:
    """Whether enough attempts on enough days were made to say: no valid follow-up."""
    rule = law.attempts
    return len(made) >= rule.times and len({local_day(moment) for moment in made}) >= rule.days


def _place(seed: str, key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\n{key}".encode()).digest(), "big")


def _share(share: Fraction) -> Sentence:
    return Sentence("%(share)s of such matters are followed up.", {"share": share})
