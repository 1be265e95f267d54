"""One import from beginning to end: chunks of rows are checked, read, opened and counted, each in one transaction.

What is in stays in: a row is known again by (source, its number), else by a fingerprint of what it says. A run
that was interrupted goes on where it was (`position`), or is simply started again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from django.db import transaction

from jiesu.callers import actions as callers
from jiesu.callers.actions import NewParty
from jiesu.intake.actions.enterprise import enrol_all
from jiesu.intake.building import Builder
from jiesu.intake.drafts import Draft
from jiesu.intake.importing.mapping import Mapping
from jiesu.intake.importing.rows import Refused, Row, Rows
from jiesu.intake.models import ImportRun, Past, RunState
from jiesu.kit import crypto
from jiesu.kit.tables import Cells, Table
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Sentence

CHUNK = 2000
PRINT = "fp-"
"""Marks an external number that is the fingerprint of a row that had none."""


@dataclass(slots=True)
class Tally:
    """What became of the rows."""

    read: int = 0
    imported: int = 0
    refused: int = 0
    known: int = 0

    def as_line(self) -> dict[str, int]:
        """The counts as the command prints them."""
        return {"read": self.read, "imported": self.imported, "refused": self.refused, "known": self.known}


class Import:
    """The work of one run over one table. Iterate `refused()` to do it."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping,
        run: ImportRun,
        *,
        desk: str,
        at: datetime,
        dry: bool = False,
        told: Callable[[Tally], None] | None = None,
    ) -> None:
        self.table, self.mapping, self.run, self.desk, self.at, self.dry = table, mapping, run, desk, at, dry
        self.told = told
        self.by = Actor(run.by, seats=(Seat(Role.SYSTEM),))
        self.rows = Rows(mapping, source=run.source, at=at)
        self.builder = Builder(at)
        self.done_before = run.position
        self.tally = Tally(run.read, run.imported, run.refused, run.known)

    def refused(self) -> Iterator[Refused]:
        """Do the work; give every row that cannot go in, as it comes."""
        for chunk in _chunks(self.table, CHUNK):
            before = chunk[-1][0] <= self.done_before
            rows = [self.rows.read(number, cells) for number, cells in chunk]
            bad = [row for row in rows if isinstance(row, Refused)]
            good = [row for row in rows if isinstance(row, Row)]
            with transaction.atomic():
                bad += self._opened(good, count=not before)
                if not before:
                    self._counted(chunk[-1][0], len(chunk), len(bad))
            if self.told:
                self.told(self.tally)
            yield from sorted(bad, key=lambda row: row.number)
        self._ended()

    def _opened(self, rows: list[Row], *, count: bool) -> list[Refused]:
        """Open what is new; give the rows that contradict what is known under their number."""
        for row in rows:
            if not row.draft.external_no:
                row.draft = replace(row.draft, external_no=_fingerprint(row.draft.text, row))
        known = self._known([row.draft.external_no for row in rows])
        fresh: list[Row] = []
        contradicting: list[Refused] = []
        same = 0
        for row in rows:
            told = known.get(row.draft.external_no)
            if told is None:
                known[row.draft.external_no] = row.draft.text
                fresh.append(row)
            elif told == row.draft.text:
                same += 1
            else:
                contradicting.append(self._contradicts(row))
        if not self.dry:
            same += self._open(fresh)
        if count:
            self.tally.known += same
            self.tally.imported += len(rows) - len(contradicting) - same
        return contradicting

    def _open(self, rows: list[Row]) -> int:
        """Open the orders; how many another import opened in the meantime."""
        if not rows:
            return 0
        drafts = [self._with_category(row) for row in rows]
        people = [NewParty("", "") if d.anonymous else NewParty(d.name, d.phone, "", d.kind) for d in drafts]
        parties = callers.remember_many(people, at=self.at)
        enrol_all(drafts, at=self.at)
        new = self.builder.many(drafts, desk=self.desk, requesters=parties)
        opened = orders.open_many(new, by=self.by, at=self.at, law=self.builder.judge.code)
        self._remember_past([(o.number, row) for o, row in zip(opened, rows, strict=True) if not o.known])
        return sum(o.known for o in opened)

    def _with_category(self, row: Row) -> Draft:
        word = row.draft.category
        code = self.builder.reader.called(word) if word else ""
        extra: dict[str, object] = {"import": self.run.pk or 0}
        if word and not code:
            extra["category_told"] = word[:120]
        if row.unit:
            extra["unit_told"] = row.unit
        return replace(row.draft, category=code, extra=extra)

    def _remember_past(self, opened: Iterable[tuple[str, Row]]) -> None:
        told = {number: row for number, row in opened if row.reply or row.unit or row.replied_at}
        ids = orders.visible_to(self.by).filter(number__in=told).values_list("number", "pk")
        Past.objects.bulk_create(
            [
                Past(order_id=pk, unit=told[no].unit, reply=told[no].reply, replied_at=told[no].replied_at)
                for no, pk in ids
            ],
            batch_size=1000,
        )

    def _known(self, numbers: list[str]) -> dict[str, str]:
        seen = orders.visible_to(self.by).filter(source=self.run.source, external_no__in=numbers)
        return dict(seen.values_list("external_no", "text"))

    def _contradicts(self, row: Row) -> Refused:
        column = self.mapping.header("external_no")
        said = {"column": column, "number": row.draft.external_no}
        text = "Column “%(column)s”: the number %(number)s is known with another text."
        return Refused(row.number, row.cells, [Sentence(text, said)])

    def _counted(self, position: int, read: int, bad: int) -> None:
        self.tally.read += read
        self.tally.refused += bad
        if not self.dry:
            self._store(position=position, **self.tally.as_line())

    def _ended(self) -> None:
        if not self.dry:
            orders.seal_all(self.at)
            self._store(state=RunState.DONE, ended_at=self.at)

    def _store(self, **columns: object) -> None:
        ImportRun.objects.filter(pk=self.run.pk).update(**columns)


def _chunks(rows: Iterable[tuple[int, Cells]], size: int) -> Iterator[list[tuple[int, Cells]]]:
    walking = iter(rows)
    while chunk := list(islice(walking, size)):
        yield chunk


def _fingerprint(text: str, row: Row) -> str:
    said = (row.draft.title, text, row.draft.phone, str(row.draft.received_at or ""))
    return PRINT + crypto.keyed_hash("\n".join(said)).hex()[:40]
