"""What became of each row, and the book in which an import keeps what it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from jiesu.directory.bring.files import Line
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal, Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was refused: file, row, column where it is known, and the sentence."""

    file: str
    row: int
    column: str
    sentence: Sentence


class Bad(Refusal):
    """A refusal that knows in which column it arose."""

    def __init__(self, column: str, why: Refusal) -> None:
        super().__init__("%(why)s", why=why)
        self.column, self.sentence = column, why.sentence


@dataclass
class Report:
    """Counts of rows, and every refusal."""

    read: int = 0
    added: int = 0
    changed: int = 0
    known: int = 0
    faults: list[Fault] = field(default_factory=list)
    refused_lines: list[Line] = field(default_factory=list)
    by_kind: dict[str, int] = field(default_factory=dict)
    _why: dict[int, list[Sentence]] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refused_lines)

    def refuse(self, line: Line, why: Sentence, column: str = "") -> None:
        """A row that does not go in."""
        if id(line) not in self._why:
            self.refused_lines.append(line)
        self._why.setdefault(id(line), []).append(why)
        self.faults.append(Fault(line.file, line.number, column, why))

    def refuse_file(self, file: str, why: Sentence) -> None:
        """A file that cannot be read at all."""
        self.faults.append(Fault(file, 0, "", why))

    def reasons(self, line: Line) -> list[Sentence]:
        """Why this row was refused."""
        return self._why[id(line)]

    def count(self, outcome: str, line: Line) -> None:
        """A row that went in: "added", "changed" or "known"."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome != "known":
            self.by_kind[line.what] = self.by_kind.get(line.what, 0) + 1

    def as_dict(self) -> dict[str, int]:
        """The one line of `--json`."""
        return {
            "read": self.read,
            "imported": self.added + self.changed,
            "refused": self.refused,
            "known": self.known,
        }


@dataclass
class Book:
    """Who brings it, when, and the report it goes into."""

    by: Actor
    at: datetime
    report: Report

    def judged(self, lines: Iterable[Line], judge: Callable[[Line], str]) -> None:
        """Each row on its own. A judge refuses before it writes anything; what it returns is counted."""
        for line in lines:
            try:
                outcome = judge(line)
            except Bad as bad:
                self.report.refuse(line, bad.sentence, bad.column)
            except Refusal as refusal:
                self.report.refuse(line, refusal.sentence)
            else:
                self.report.count(outcome, line)


@contextmanager
def column(line: Line, name: str) -> Iterator[str]:
    """Whatever is refused within is refused because of this column; gives the cell's text."""
    try:
        yield line.text(name)
    except Bad:
        raise
    except Refusal as refusal:
        raise Bad(line.header(name), refusal) from None
