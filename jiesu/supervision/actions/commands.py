"""Commands (预警指令): out of a warning, a plan or a known place comes what a unit does by a day (R340, R342, R345)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiesu.directory import queries as directory
from jiesu.directory.queries import Unit
from jiesu.rules.early import Charge
from jiesu.rules.reach import Actor
from jiesu.rules.registers import EntryState, Register, Step
from jiesu.rules.verdict import Refusal
from jiesu.supervision.actions.stages import stage
from jiesu.supervision.models import Entry

CHARGES = {
    (Register.WARNING, Step.INSTRUCT): Charge.INSTRUCTION,
    (Register.WARNING, Step.PREVENT): Charge.PROACTIVE,
    (Register.SPOT, Step.PREVENT): Charge.REPAIR,
    (Register.PLAN, Step.LAUNCH): Charge.PLANNED,
}


def command(
    entry: Entry,
    step: Step,
    units: Iterable[Unit],
    words: str,
    due: datetime | None,
    *,
    by: Actor,
    at: datetime,
) -> list[Entry]:
    """One command for each unit, tracked to its close; each hangs on what it came of."""
    named = list(dict.fromkeys(units))
    if not named:
        raise Refusal("Name at least one unit.")
    if due is None or due <= at:
        raise Refusal("Say by when; later than now.")
    issuer = _issuer(entry, by)
    made = []
    for unit in named:
        below = Entry.objects.create(
            register=Register.COMMAND, state=EntryState.TOLD, issuer=issuer, unit=unit, parent=entry,
            order=entry.order, kind=CHARGES[Register(entry.register), step], title=entry.title,
            words=words.strip(), due=due, made_at=at, by=by.key,
            figures={"colour": entry.figures.get("colour", "")},
        )  # fmt: skip
        stage(below, Step.OPEN, words, by=by, at=at)
        made.append(below)
    return made


def _issuer(entry: Entry, by: Actor) -> Unit:
    """The body that asks: the actor's own unit, the keeper's where the house acts."""
    seat = next((s for s in by.seats if s.unit), None)
    return directory.unit(seat.unit) if seat else entry.issuer
