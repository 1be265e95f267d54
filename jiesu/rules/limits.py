"""Time limits (限时办结): the levels, the special clocks, extension, pauses, and when each of them falls due.

Law: regulation art 13 (the order states its limit), 15 (contact, extension), 12 (objection); the four levels
2 h / 24 h / 7 d / 15 d; special clocks of the requirements (R164-R191). Numbers are in policies/*/limits/.
Pure: the same input gives the same moment for ever. The shortest applicable limit wins (e A60).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from jiesu.rules.calendar import Calendar, wall
from jiesu.rules.matters import Matter, When
from jiesu.rules.spans import Measure, Span
from jiesu.rules.terms import Level, Term
from jiesu.rules.verdict import Refusal, Sentence, Verdict


class Link(Term):
    """A moment in an order's life from which a clock starts, or which it waits for."""

    RECORD = ("record", "登记", "Recorded")
    ACCEPT = ("accept", "受理", "Accepted")
    DISPATCH = ("dispatch", "派单", "Dispatched")
    CLAIM = ("claim", "接件", "Claimed")
    FORWARD = ("forward", "转派", "Passed on")
    CONTACT = ("contact", "响应", "Requester contacted")
    RESULT = ("result", "有结果", "First result")
    CLOSE = ("close", "办结", "Closed")
    FOLLOWUP = ("followup", "回访", "Followed up")


class Ground(Term):
    """Grounds for an extension (R172, R173)."""

    LAW = ("law", "法律法规规章有明确规定", "Laws, regulations or rules say so")
    LONGER = ("longer", "确需较长时间解决", "Longer time is really needed")


class Authority(Term):
    """What kind of provision a limit rests on (R176): 法律、法规、规章、政策规定、行业标准."""

    LAW = ("law", "法律", "Law")
    REGULATION = ("regulation", "法规", "Regulation")
    RULE = ("rule", "规章", "Departmental rule")
    POLICY = ("policy", "政策规定", "Policy")
    STANDARD = ("standard", "行业标准", "Industry standard")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, the clause it rests on and what kind of provision that is."""

    limit: Span
    clause: str = ""
    authority: Authority = Authority.POLICY


@dataclass(frozen=True, slots=True)
class Extension:
    """How often a limit may be extended, and by how much at most."""

    times: int
    at_most: Span
    clause: str = ""


@dataclass(frozen=True, slots=True)
class LevelLimits:
    """The limits of one level. None: this level has no such limit (statutory ones bring their own)."""

    claim: Limit
    final: Limit | None = None
    contact: Limit | None = None
    objection: Limit | None = None
    ruling: Limit | None = None
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A line of the table type × category × words → level. The first line that fits decides.

    `standard`: the industry standard that fixes it, where one does (行业标准, R169).
    """

    level: Level
    when: When
    clause: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A special clock: from one link to another, for the matters it names.

    `lifted_by` is the special circumstance that, once approved, lifts it (R182); `ruleset` groups the clocks
    of one district (R191).
    """

    starts: Link
    ends: Link
    limit: Span
    when: When = field(default_factory=When)
    lifted_by: str = ""
    ruleset: str = ""
    clause: str = ""
    authority: Authority = Authority.POLICY


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of the ladder 催办 / 督办 / 查办: so long after dispatch, this is done."""

    after: Span
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Waiting for the requester's material stops the clock: so often, so long each."""

    times: int
    at_most: Span
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the remaining or original time, never shorter than `at_least`."""

    share: Fraction
    at_least: Span | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The law of time limits of one city, in force from one day on."""

    levels: Mapping[Level, LevelLimits]
    table: Sequence[LevelLine]
    otherwise: Level
    clocks: Mapping[str, Clock]
    ladder: Mapping[str, Step]
    sub_unit: Share
    rehandle: Share
    pauses: Pauses
    near: Share
    roll_over_holiday: bool

    def __post_init__(self) -> None:
        missing = [level for level in Level if level not in self.levels]
        if missing:
            raise ValueError("limits for every level; missing: " + ", ".join(missing))

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The grounds on which an extension may be asked for."""
        return tuple(Ground)


def level_for(law: Limits, matter: Matter) -> Verdict[Level]:
    """Which level a matter has: the first line of the table that fits, else the one for all others (R169)."""
    for line in law.table:
        why = line.when.why(matter)
        if why is not None:
            step = Sentence("Level %(level)s: the table names “%(why)s”.", {"level": line.level, "why": why})
            if not why:
                step = Sentence("Level %(level)s by the kind of request.", {"level": line.level})
            return Verdict(line.level, line.clause, (step,))
    return Verdict(
        law.otherwise,
        "",
        (Sentence("Level %(level)s: no line of the table fits.", {"level": law.otherwise}),),
    )


def standard_for(law: Limits, matter: Matter) -> str:
    """The industry standard by which the matter has its level; empty where the grade of urgency decides (R169)."""
    fits = (line for line in law.table if line.when.why(matter) is not None)
    first = next(fits, None)
    return first.standard if first else ""


def clocks_for(law: Limits, matter: Matter, *, approved: Collection[str] = ()) -> tuple[str, ...]:
    """The codes of the special clocks that run for a matter, without those that an approval lifts."""
    return tuple(
        code
        for code, clock in law.clocks.items()
        if clock.when.why(matter) is not None and (not clock.lifted_by or clock.lifted_by not in approved)
    )


def due(
    law: Limits,
    *,
    level: Level,
    since: datetime,
    calendar: Calendar,
    accepted: datetime | None = None,
    clocks: Iterable[str] = (),
    statutory: Limit | None = None,
) -> Verdict[datetime]:
    """By when the unit must have answered (办理时限). The shortest applicable limit wins.

    `since` is the dispatch to the first unit; `accepted` starts the clocks that run from acceptance;
    `statutory` is the limit that a law fixes for a matter of level L. Refusal where nothing gives a limit.
    """
    own = statutory or law.levels[level].final
    starts = {Link.DISPATCH: since, Link.ACCEPT: accepted or since}
    verdict = _shortest(law, Link.CLOSE, starts, calendar, clocks, own)
    if verdict is None:
        raise Refusal("A matter of level %(level)s needs the limit that its law fixes.", level=level)
    return verdict


def claim_due(
    law: Limits, *, level: Level, since: datetime, calendar: Calendar, clocks: Iterable[str] = ()
) -> Verdict[datetime]:
    """By when a unit must claim its share (接件, 一刻钟见诉领办)."""
    verdict = _shortest(law, Link.CLAIM, {Link.DISPATCH: since}, calendar, clocks, law.levels[level].claim)
    assert verdict is not None  # every level has a limit for claiming
    return verdict


def contact_due(
    law: Limits, *, level: Level, since: datetime, calendar: Calendar, clocks: Iterable[str] = ()
) -> Verdict[datetime] | None:
    """By when the requester must have been contacted (响应). None where the level asks for no contact."""
    return _shortest(law, Link.CONTACT, {Link.DISPATCH: since}, calendar, clocks, law.levels[level].contact)


def clock_due(
    law: Limits, ends: Link, *, starts: Mapping[Link, datetime], calendar: Calendar, clocks: Iterable[str]
) -> Verdict[datetime] | None:
    """When the shortest of the special clocks that wait for `ends` runs out.

    For acceptance of web requests (2 h), first result (1 h, 24 h), follow-up (72 h), passing on (1 h).
    None where no clock waits for it or none has started.
    """
    return _shortest(law, ends, starts, calendar, clocks, None)


def objection_until(law: Limits, *, level: Level, since: datetime, calendar: Calendar) -> Verdict[datetime]:
    """Until when a unit may object to its dispatch (派单异议)."""
    return _required(law, law.levels[level].objection, since, calendar, level)


def ruling_due(law: Limits, *, level: Level, since: datetime, calendar: Calendar) -> Verdict[datetime]:
    """By when an objection must be ruled upon; `since` is the objection."""
    return _required(law, law.levels[level].ruling, since, calendar, level)


def extended(
    law: Limits,
    *,
    level: Level,
    due: datetime,
    asked: datetime,
    times: int,
    calendar: Calendar,
    by: Span | None = None,
) -> Verdict[datetime]:
    """The limit after an extension asked for at `asked`; `times` extensions were given before (R171).

    Without `by`: all that the law allows. Refused when late, when none is left, or when `by` is too long.
    """
    rule = law.levels[level].extension
    if rule is None:
        raise Refusal("Level %(level)s has no extension.", level=level)
    if asked >= due:
        raise Refusal("An extension must be asked for before the limit has passed.")
    if times >= rule.times:
        raise Refusal("The limit was extended %(times)s times already; the law allows no more.", times=times)
    most = _further(law, rule.at_most, due, calendar)
    new = most if by is None else _further(law, by, due, calendar)
    if new > most:
        raise Refusal(
            "The law allows an extension of at most %(amount)s %(measure)s.",
            amount=rule.at_most.amount,
            measure=rule.at_most.measure,
        )
    step = Sentence("Extended from %(old)s to %(new)s.", {"old": wall(due), "new": wall(new)})
    return Verdict(new, rule.clause, (step,))


def sub_unit_due(law: Limits, *, since: datetime, due: datetime) -> Verdict[datetime]:
    """The limit of a unit below (三级承办截止): a share of what remains; the clock does not restart."""
    if since >= due:
        return Verdict(due, law.sub_unit.clause, (Sentence("No time remains; the limit is the unit's own."),))
    new = since + (due - since) * law.sub_unit.share.numerator / law.sub_unit.share.denominator
    share = {"percent": _percent(law.sub_unit.share), "due": wall(new)}
    return Verdict(
        new, law.sub_unit.clause, (Sentence("%(percent)s %% of the remaining time: %(due)s.", share),)
    )


def rehandle_due(
    law: Limits, *, first: datetime, due: datetime, since: datetime, calendar: Calendar
) -> Verdict[datetime]:
    """The limit of another round (再次办理): a share of the first (`first` to `due`), with a least time."""
    rule = law.rehandle
    new = since + (due - first) * rule.share.numerator / rule.share.denominator
    if rule.at_least is not None:
        new = max(new, _further(law, rule.at_least, since, calendar))
    return Verdict(new, rule.clause, (Sentence("Another round: due %(due)s.", {"due": wall(new)}),))


def paused_due(
    law: Limits, *, due: datetime, pauses: Sequence[tuple[datetime, datetime]], calendar: Calendar
) -> Verdict[datetime]:
    """The limit after pauses (from, to) for the requester's material. Refused when there are too many."""
    rule = law.pauses
    if len(pauses) > rule.times:
        raise Refusal("The clock may be paused at most %(times)s times.", times=rule.times)
    new = due
    for begins, ends in pauses:
        new += min(ends, _further(law, rule.at_most, begins, calendar)) - begins
    step = Sentence("Paused %(times)s times: due %(due)s.", {"times": len(pauses), "due": wall(new)})
    return Verdict(new, rule.clause, (step,))


def pause_until(law: Limits, *, since: datetime, calendar: Calendar) -> datetime:
    """When a pause that began at `since` is used up."""
    return _further(law, law.pauses.at_most, since, calendar)


def ladder(law: Limits, *, since: datetime, calendar: Calendar) -> dict[str, Verdict[datetime]]:
    """When an open order is urged, supervised, investigated (两天催办、三天督办、四天查办)."""
    return {
        code: Verdict(since + timedelta(days=step.after.amount), step.clause)
        if step.after.measure is Measure.DAYS
        else Verdict(step.after.after(since, calendar), step.clause)
        for code, step in law.ladder.items()
    }


def is_near(law: Limits, *, since: datetime, due: datetime, at: datetime) -> bool:
    """Whether a limit is near (临期): less than the law's share of it remains, and it has not passed."""
    return at < due and due - at < (due - since) * law.near.share.numerator / law.near.share.denominator


def _shortest(
    law: Limits,
    ends: Link,
    starts: Mapping[Link, datetime],
    calendar: Calendar,
    clocks: Iterable[str],
    own: Limit | None,
) -> Verdict[datetime] | None:
    found: list[Verdict[datetime]] = []
    if own is not None:
        found.append(_verdict(law, own.limit, own.clause, starts[Link.DISPATCH], calendar))
    for code in clocks:
        clock = law.clocks[code]
        if clock.ends is ends and clock.starts in starts:
            found.append(_verdict(law, clock.limit, clock.clause, starts[clock.starts], calendar))
    if not found:
        return None
    best = min(found, key=lambda verdict: verdict.value)
    if len(found) == 1:
        return best
    return Verdict(
        best.value, best.clause, (*best.steps, Sentence("The shortest of %(n)s limits.", {"n": len(found)}))
    )


def _required(
    law: Limits, limit: Limit | None, since: datetime, calendar: Calendar, level: Level
) -> Verdict[datetime]:
    if limit is None:
        raise Refusal("Level %(level)s has no such limit.", level=level)
    return _verdict(law, limit.limit, limit.clause, since, calendar)


def _verdict(law: Limits, span: Span, clause: str, since: datetime, calendar: Calendar) -> Verdict[datetime]:
    value = span.after(since, calendar, roll_over_holiday=law.roll_over_holiday)
    said = {"amount": span.amount, "measure": span.measure, "since": wall(since), "due": wall(value)}
    return Verdict(value, clause, (Sentence("%(amount)s %(measure)s from %(since)s: due %(due)s.", said),))


def _further(law: Limits, span: Span, since: datetime, calendar: Calendar) -> datetime:
    """A span added to a limit. A limit at 24:00 belongs to the day it ends, so days are added to that day."""
    if span.measure in (Measure.MINUTES, Measure.HOURS):
        return span.after(since, calendar)
    return span.after(since - timedelta(microseconds=1), calendar, roll_over_holiday=law.roll_over_holiday)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g}"
