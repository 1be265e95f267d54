"""What the analysis desk does: issue a report, word a template, note why a series moved, withdraw a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.insight import notes, writing
from jiesu.insight.kinds import Meeting, Report
from jiesu.insight.models import Note, Paper, Wording
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import NotYours, Refusal


@dataclass(frozen=True, slots=True)
class Issued:
    """What a person adds to a report: an opinion, the meeting it is for, whether it goes to the units below."""

    opinion: str = ""
    meeting: Meeting | None = None
    meets_on: date | None = None
    below: bool = False


@transaction.atomic
def issue(kind: Report, day: date, said: Issued, *, by: Actor, at: datetime, key: str = "") -> Paper:
    """印发: the report around a day with the figures of this moment; it stays as it is. A pack names its meeting."""
    if key and (known := Paper.objects.filter(key=key).first()):
        return known
    if (kind is Report.PACK) != (said.meeting is not None and said.meets_on is not None):
        raise Refusal("A pack names its meeting and the day of it; another report names none.")
    made = writing.draft(kind, day, by, at)
    return Paper.objects.create(
        unit=made.unit, kind=kind, first=made.first, last=made.last, title=made.title[:200],
        words=made.words, opinion=said.opinion.strip(), tables=[table.data for table in made.tables],
        scope=made.stamp.scope[:300], meeting=str(said.meeting or ""), meets_on=said.meets_on, below=said.below,
        at=at, by=by.key, key=key,
    )  # fmt: skip


@transaction.atomic
def word(kind: Report, words: str, *, by: Actor, at: datetime) -> Wording:
    """A template for the reports of the actor's unit and of those below that have none of their own."""
    text = words.strip()
    if not text:
        raise Refusal("Say it in words.")
    writing.check(text)
    unit = directory.unit(writing.seat_of(by).unit)
    return Wording.objects.create(unit=unit, kind=kind, words=text, at=at, by=by.key)


@transaction.atomic
def note(series: str, day: date, words: str, *, by: Actor, at: datetime) -> Note:
    """标注: why a series moved from a day on."""
    if not words.strip():
        raise Refusal("Say it in words.")
    if day > local_day(at):
        raise Refusal("These days are still to come.")
    unit = directory.unit(writing.seat_of(by).unit)
    return Note.objects.create(
        unit=unit, series=series[:300], day=day, words=words.strip()[:300], at=at, by=by.key
    )


@transaction.atomic
def withdraw_note(pk: int, why: str, *, by: Actor, at: datetime) -> Note:
    """A note is taken back with a reason: by whoever wrote it, or a writer of its unit or above."""
    found = notes.visible(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None or found.withdrawn_at:
        raise Refusal("There is no such note.")
    if found.by != by.key and not found.unit.path.startswith(writing.seat_of(by).path):
        raise NotYours("This note is another desk's.")
    if not why.strip():
        raise Refusal("Say it in words.")
    found.withdrawn_at, found.withdrawn_by, found.why = at, by.key, why.strip()[:300]
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "why"])
    return found
