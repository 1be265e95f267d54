"""What time alone brings about on a share: which moments of which clocks have passed, and when to look again.

Law: domain-rules 8.2 (limits), 8.10 (warnings); A04 (a result is the first recorded one), A08 (ladder from
dispatch, calendar days), A55 (near: less than a share of the limit remains). Numbers: policies/*/limits/.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from jiesu.rules import limits
from jiesu.rules.calendar import Calendar
from jiesu.rules.limits import Limits, Link
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Term, Verb

RESULTS = frozenset({Verb.ACT, Verb.INTERIM, Verb.SUBMIT})
"""What counts as a result (有结果): the first of these that is recorded."""
PASSES_ON = frozenset({Verb.FORWARD, Verb.ASSIGN})
"""What ends the street's hour: the order goes to a unit below or to a named person."""


class MarkKind(Term):
    """A moment of a clock that can pass."""

    NEAR = ("near", "临期", "Near its limit")
    LATE = ("late", "超期", "Limit passed")
    CLAIM = ("claim", "逾期未接件", "Not claimed in time")
    CONTACT = ("contact", "逾期未响应", "Requester not contacted in time")
    PASS_ON = ("pass_on", "逾期未派到人", "Not passed on in time")
    RESULT = ("result", "逾期无结果", "No result in time")
    PAUSE_END = ("pause_end", "中止期满", "Pause used up")
    URGE = ("urge", "到催办时点", "Time to urge")
    SUPERVISE = ("supervise", "到督办时点", "Time to supervise")
    INVESTIGATE = ("investigate", "到查办时点", "Time to investigate")
    ACCEPT = ("accept", "逾期未受理", "Not accepted in time")
    FOLLOWUP = ("followup", "逾期未回访", "Not followed up in time")


ACTED_ON = frozenset({MarkKind.PAUSE_END, MarkKind.URGE, MarkKind.SUPERVISE, MarkKind.INVESTIGATE})
"""Kinds that a room answers with a verb; of the others people are told, no more."""
OF_ORDER = frozenset(
    {MarkKind.URGE, MarkKind.SUPERVISE, MarkKind.INVESTIGATE, MarkKind.ACCEPT, MarkKind.FOLLOWUP}
)
"""Kinds that are said once of an order, however many shares it has."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A share as the watch looks at it. `passed_on` and `result` are the first events of that sort."""

    state: A
    since: datetime
    live: bool
    leads: bool
    dispatched: datetime
    first_dispatched: datetime
    accepted: datetime | None = None
    due: datetime | None = None
    claim_due: datetime | None = None
    contact_due: datetime | None = None
    paused: datetime | None = None
    claimed: datetime | None = None
    contacted: datetime | None = None
    passed_on: datetime | None = None
    result: datetime | None = None
    signed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a clock: what it waits for by when, and when that was done."""

    kind: MarkKind
    due: datetime
    done: datetime | None = None

    def passed(self, at: datetime) -> bool:
        """Whether it has passed without what it waits for."""
        return self.due <= at and (self.done is None or self.done > self.due)


def moments(law: Limits, share: Standing, *, clocks: Collection[str], calendar: Calendar) -> Iterator[Moment]:
    """Every moment that the clocks of a share have, passed or to come."""
    if share.state is A.RECALLED:
        return
    yield from _first_steps(law, share, clocks, calendar)
    if share.live or share.state is A.SIGNED:
        yield from _limit(law, share)
    if share.live and share.state is A.PAUSED and share.paused:
        yield Moment(MarkKind.PAUSE_END, limits.pause_until(law, since=share.paused, calendar=calendar))
    if share.live and share.leads:
        for code, step in limits.ladder(law, since=share.first_dispatched, calendar=calendar).items():
            yield Moment(MarkKind(code), step.value)


def crossed(
    law: Limits, share: Standing, *, clocks: Collection[str], calendar: Calendar, at: datetime
) -> tuple[list[Moment], datetime | None]:
    """The moments that have passed by `at`, and the next one that lies ahead (none for a share that is done)."""
    every = list(moments(law, share, clocks=clocks, calendar=calendar))
    passed = [m for m in every if m.passed(at)]
    if any(m.kind is MarkKind.LATE for m in passed):
        passed = [m for m in passed if m.kind is not MarkKind.NEAR]
    ahead = [m.due for m in every if m.due > at and m.done is None]
    return passed, min(ahead, default=None) if share.live else None


def near_from(law: Limits, *, since: datetime, due: datetime) -> datetime:
    """From when a limit is near (临期)."""
    return due - (due - since) * law.near.share.numerator / law.near.share.denominator


def _first_steps(
    law: Limits, share: Standing, clocks: Collection[str], calendar: Calendar
) -> Iterator[Moment]:
    """Claim, contact, passing on, first result."""
    if share.claim_due:
        reacted = share.claimed or (share.since if share.state in (A.FORWARDED, A.OBJECTED) else None)
        yield Moment(MarkKind.CLAIM, share.claim_due, reacted)
    if share.contact_due and (share.live or share.contacted):
        yield Moment(MarkKind.CONTACT, share.contact_due, share.contacted)
    if share.claimed:
        hour = limits.clock_due(
            law, Link.FORWARD, starts={Link.CLAIM: share.claimed}, calendar=calendar, clocks=clocks
        )
        if hour:
            yield Moment(MarkKind.PASS_ON, hour.value, share.passed_on)
    starts = {Link.DISPATCH: share.first_dispatched} | (
        {Link.ACCEPT: share.accepted} if share.accepted else {}
    )
    result = limits.clock_due(law, Link.RESULT, starts=starts, calendar=calendar, clocks=clocks)
    if result and share.leads and (share.live or share.result):
        yield Moment(MarkKind.RESULT, result.value, share.result)


def _limit(law: Limits, share: Standing) -> Iterator[Moment]:
    """The limit itself, and from when it is near. A clock that stands has neither."""
    if share.due is None:
        return
    done = share.signed if share.state is A.SIGNED else None
    if share.live:
        yield Moment(MarkKind.NEAR, near_from(law, since=share.dispatched, due=share.due))
    yield Moment(MarkKind.LATE, share.due, done)
