"""How a due time came about, told step by step: from the ledger, the law each step was judged by, the calendar.

Nothing here reads the stored limit: it is computed again, so the story proves the column (and a test does).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from jiesu.directory import queries as directory
from jiesu.orders.models import Assignment, Event, Order
from jiesu.policy import queries as policy
from jiesu.rules import limits
from jiesu.rules.calendar import Calendar, wall
from jiesu.rules.limits import Limit, Limits
from jiesu.rules.spans import Span
from jiesu.rules.terms import Level, Verb
from jiesu.rules.verdict import Refusal, Sentence, Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that made, moved or stopped the limit; `due` is the limit after it (none while it stands)."""

    at: datetime
    said: tuple[Sentence, ...]
    clause: str
    law: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """The steps, first to last, and the limit they lead to."""

    steps: tuple[Step, ...]
    due: datetime | None


@dataclass(slots=True)
class _Teller:
    """What is known while the story is told."""

    order: Order
    unit: str
    accepted: datetime | None
    due: datetime | None = None
    born: Event | None = None
    first: datetime | None = None
    before_pause: datetime | None = None
    paused: datetime | None = None
    asked: datetime | None = None
    extended: int = 0
    steps: list[Step] = field(default_factory=list)

    def add(self, event: Event, *said: Sentence, clause: str = "") -> None:
        due = self.due.astimezone(UTC) if self.due else None
        self.steps.append(Step(event.at, said, clause or event.clause, event.law, due))


def clock_story(order: Order, share: Assignment, events: Sequence[Event] | None = None) -> Story:
    """The story of one share's limit. `events`: the order's ledger, where it was read already."""
    lines = list(events) if events is not None else list(order.events.order_by("seq"))
    accepted = next((e.at for e in lines if e.verb == Verb.ACCEPT), None)
    teller = _Teller(order, share.unit.label, accepted)
    for event in lines:
        if event.share == share.no and (tell := TELL.get(Verb(event.verb))):
            tell(teller, event)
    return Story(tuple(teller.steps), teller.due)


def _dispatched(teller: _Teller, event: Event) -> None:
    facts = event.facts
    verdict = _first_limit(teller, event)
    teller.born, teller.due = event, verdict.value
    teller.first = verdict.value
    said = {"at": wall(event.at), "unit": teller.unit, "level": _level(facts)}
    teller.add(
        event, Sentence("Dispatched to %(unit)s on %(at)s, level %(level)s.", said), *_level_by(facts),
        *verdict.steps,
        clause=verdict.clause,
    )  # fmt: skip


def _level_by(facts: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """By what the level was chosen: the line of the table, or a person (R169)."""
    by = facts.get("level_by", "")
    if by == "person":
        return (Sentence("The level was named by whoever dispatched it."),)
    return (Sentence("The level rests on: %(by)s.", {"by": by}),) if by else ()


def _first_limit(teller: _Teller, event: Event) -> Verdict[datetime | None]:
    """The limit of a dispatch, computed again; as it was written where the ledger does not say from what."""
    facts = event.facts
    written = _moment(facts.get("due"))
    if not event.law or written is None:
        return _as_written(written, event)
    law, calendar = _law(event)
    if within := _moment(facts.get("within")):
        return _widened(limits.sub_unit_due(law, since=event.at, due=within))
    running = facts.get("clocks", ())
    own = Limit(Span.parse(facts["statutory"]), facts.get("statute", "")) if facts.get("statutory") else None
    verdict = limits.due(
        law, level=Level(facts["level"]), since=event.at, calendar=calendar, accepted=teller.accepted,
        clocks=running, statutory=own,
    )  # fmt: skip
    return _widened(verdict) if verdict.value == written else _as_written(written, event)


def _as_written(written: datetime | None, event: Event) -> Verdict[datetime | None]:
    due = wall(written) if written else "—"
    said = Sentence("The limit was set with the dispatch: %(due)s.", {"due": due})
    return Verdict(written, event.clause, (said,))


def _paused(teller: _Teller, event: Event) -> None:
    teller.before_pause, teller.paused, teller.due = teller.due, event.at, None
    teller.add(
        event, Sentence("Paused on %(at)s, waiting for the requester's material.", {"at": wall(event.at)})
    )


def _resumed(teller: _Teller, event: Event) -> None:
    until = _moment(event.facts.get("until")) or event.at
    if teller.before_pause and teller.paused:
        law, calendar = _law(event)
        verdict = limits.paused_due(
            law, due=teller.before_pause, pauses=[(teller.paused, until)], calendar=calendar
        )
        teller.due = verdict.value
    said = {"at": wall(until), "length": _length(teller.paused or until, until), "due": _due(teller)}
    teller.add(event, Sentence("Runs again from %(at)s, %(length)s later: due %(due)s.", said))
    teller.before_pause = teller.paused = None


def _asked(teller: _Teller, event: Event) -> None:
    teller.asked = event.at
    teller.add(event, Sentence("An extension was asked for on %(at)s.", {"at": wall(event.at)}))


def _exempt(teller: _Teller, event: Event) -> None:
    teller.asked = event.at
    teller.add(event, Sentence("Special circumstances were claimed on %(at)s.", {"at": wall(event.at)}))


def _granted(teller: _Teller, event: Event) -> None:
    facts = event.facts
    if teller.due is None:
        return
    law, calendar = _law(event)
    if approved := facts.get("approved"):
        assert teller.born is not None
        lifted = lifted_due(law, teller.born, teller.order.dispatched_at, teller.accepted, approved, calendar)
        teller.due = max(teller.due, lifted[0])
        said = {"at": wall(event.at), "due": _due(teller)}
        text = "Special circumstances were approved on %(at)s; the level's own limit holds: due %(due)s."
        teller.add(event, Sentence(text, said))
        return
    verdict = limits.extended(
        law, level=Level(_level(facts, teller)), due=teller.due, asked=teller.asked or event.at,
        times=teller.extended, calendar=calendar, by=Span.parse(facts["by"]),
    )  # fmt: skip
    teller.due, teller.extended = verdict.value, teller.extended + 1
    by = {"by": _unit(event), "at": wall(event.at)}
    granted = Sentence("Granted by %(by)s on %(at)s.", by)
    teller.add(event, granted, *verdict.steps, clause=verdict.clause)


def lifted_due(
    law: Limits,
    born: Event,
    dispatched: datetime | None,
    accepted: datetime | None,
    approved: Sequence[str],
    calendar: Calendar,
) -> tuple[datetime, datetime]:
    """The limits of a share and of its order once special circumstances are approved (R182)."""
    facts = born.facts
    running = [c for c in facts.get("clocks", ()) if law.clocks[c].lifted_by not in approved]
    own = Limit(Span.parse(facts["statutory"])) if facts.get("statutory") else None
    whole = limits.due(
        law, level=Level(facts["level"]), since=dispatched or born.at, calendar=calendar, accepted=accepted,
        clocks=running, statutory=own,
    ).value  # fmt: skip
    if facts.get("within"):
        return limits.sub_unit_due(law, since=born.at, due=whole).value, whole
    return whole, whole


def _denied(teller: _Teller, event: Event) -> None:
    teller.add(
        event, Sentence("The application was denied on %(at)s; the limit stays.", {"at": wall(event.at)})
    )


def _listed(teller: _Teller, event: Event) -> None:
    teller.due = None
    teller.add(
        event,
        Sentence("Entered in the pending register on %(at)s; the clock stands.", {"at": wall(event.at)}),
    )


def _again(text: str) -> Callable[[_Teller, Event], None]:
    """Another limit: the law's share of the first one."""

    def tell(teller: _Teller, event: Event) -> None:
        if teller.born is not None and teller.first is not None:
            law, calendar = _law(event)
            verdict = limits.rehandle_due(
                law, first=teller.born.at, due=teller.first, since=event.at, calendar=calendar
            )
            teller.due = verdict.value
            teller.extended = 0
            teller.add(event, Sentence(text, {"at": wall(event.at)}), *verdict.steps, clause=verdict.clause)

    return tell


def _signed(teller: _Teller, event: Event) -> None:
    if teller.due is None:
        return
    said = {"at": wall(event.at), "length": _length(event.at, teller.due)}
    text = "Signed on %(at)s, %(length)s before the limit."
    if event.at > teller.due:
        text, said["length"] = "Signed on %(at)s, %(length)s after the limit.", _length(teller.due, event.at)
    teller.add(event, Sentence(text, said))


TELL: Mapping[Verb, Callable[[_Teller, Event], None]] = {
    Verb.DISPATCH: _dispatched,
    Verb.PAUSE: _paused,
    Verb.RESUME: _resumed,
    Verb.EXTEND: _asked,
    Verb.EXEMPT: _exempt,
    Verb.GRANT: _granted,
    Verb.DENY: _denied,
    Verb.LIST: _listed,
    Verb.WRITE_OFF: _again("Written off the pending register on %(at)s; a new limit begins."),
    Verb.REHANDLE: _again("To be handled again from %(at)s on."),
    Verb.SIGN: _signed,
}


def _law(event: Event) -> tuple[Limits, Calendar]:
    """The law by which the event was judged, and the working days as known then."""
    found = None
    if event.law.startswith("limits/"):
        try:
            found = policy.law(event.law)
        except Refusal:  # the version was taken back: the one in force that day stands in
            found = None
    rules: Limits = (found or policy.in_force("limits", event.at)).rules
    return rules, policy.calendar(event.at)


def _unit(event: Event) -> str:
    """The name of the unit from whose seat it was done."""
    code = event.seat.partition("@")[2]
    return next(iter(directory.units().filter(code=code).values_list("name", flat=True)), code)


def _widened(verdict: Verdict[datetime]) -> Verdict[datetime | None]:
    return Verdict(verdict.value, verdict.clause, verdict.steps)


def _level(facts: Mapping[str, Any], teller: _Teller | None = None) -> Level | str:
    level = facts.get("level") or (teller.born.facts.get("level") if teller and teller.born else "")
    return Level(level) if level else "—"


def _due(teller: _Teller) -> str:
    return wall(teller.due) if teller.due else "—"


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _length(since: datetime, until: datetime) -> Sentence:
    minutes = int((until - since).total_seconds()) // 60
    said = {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
    if said["days"]:
        return Sentence("%(days)s d %(hours)s h %(minutes)s min", said)
    return Sentence("%(hours)s h %(minutes)s min", said)
