"""A step as it is written down: who took it, when, for which unit, in which words."""

from __future__ import annotations

from datetime import datetime

from jiesu.directory import queries as directory
from jiesu.rules.reach import Actor
from jiesu.rules.registers import Step
from jiesu.supervision.models import Entry, Stage


def stage(entry: Entry, step: Step, words: str, *, by: Actor, at: datetime, kind: str = "") -> None:
    """Write a step down."""
    seat = next((s for s in by.seats if s.unit), None)
    Stage.objects.create(
        entry=entry, step=step, at=at, by=by.key, kind=kind, words=words.strip(),
        unit=directory.unit(seat.unit) if seat else None,
    )  # fmt: skip
