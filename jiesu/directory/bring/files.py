"""From files to lines: each row of each table, with the kind of thing it is and the columns it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from jiesu.directory.bring import yamls
from jiesu.directory.bring.columns import FIELDS, NEEDED, fields_of, kind_of
from jiesu.kit.tables import Cells, Source, read_table, sheet_names
from jiesu.rules.verdict import Refusal, Sentence

SUFFIXES = (".csv", ".tsv", ".txt", ".gz", ".xlsx", ".xlsm", ".xls", ".yaml", ".yml")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One row of a file."""

    what: str
    file: str
    number: int
    cells: Cells
    columns: dict[str, str]

    def text(self, field: str) -> str:
        """The cell of a field; empty where the file has no such column."""
        return self.cells.get(self.columns.get(field, ""), "")

    def header(self, field: str) -> str:
        """How the file calls the field."""
        return self.columns.get(field, field)

    def has(self, field: str) -> bool:
        """Whether the file speaks of the field at all."""
        return field in self.columns


class Keeper(Protocol):
    """What takes the counts and refusals (Report)."""

    read: int

    def refuse(self, line: Line, why: Sentence, column: str = "") -> None: ...

    def refuse_file(self, file: str, why: Sentence) -> None: ...


def lines_of(source: Source, *, what: str, name: str, report: Keeper) -> Iterator[Line]:
    """Every readable row of a file, or of every file of a folder; unreadable rows go to the report.

    Refusal where a single file cannot be read; in a folder the other files still are.
    """
    if isinstance(source, str | Path) and Path(source).is_dir():
        for path in sorted(Path(source).iterdir()):
            if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
                continue
            try:
                yield from _file(path, what, path.name, report)
            except Refusal as refusal:
                report.refuse_file(path.name, refusal.sentence)
        return
    yield from _file(source, what, name or _name(source), report)


def _file(source: Source, what: str, name: str, report: Keeper) -> Iterator[Line]:
    if what and what not in FIELDS:
        raise Refusal(
            "A directory file holds areas, units, people, sources or a roster, not “%(what)s”.", what=what
        )
    if name.lower().endswith((".yaml", ".yml")):
        yield from _yaml(source, what, name, report)
        return
    sheets = sheet_names(source)
    for sheet in sheets or [""]:
        title = sheet if len(sheets) > 1 else f"{name} {sheet}"
        yield from _table(source, what, name, sheet, title, report)


def _table(source: Source, what: str, name: str, sheet: str, title: str, report: Keeper) -> Iterator[Line]:
    with read_table(source, sheet=sheet, name=name) as table:
        kind = what or kind_of(title, table.headers)
        columns = _columns(kind, table.headers, name)
        for number, cells in table:
            yield from _checked(Line(kind, name, number, cells, columns), report)


def _yaml(source: Source, what: str, name: str, report: Keeper) -> Iterator[Line]:
    for title, number, cells in yamls.rows(source):
        kind = what or kind_of(title, cells)
        if not kind:
            raise Refusal(
                "Line %(row)s: this is neither areas, units, people, sources nor a roster.", row=number
            )
        yield from _checked(Line(kind, name, number, cells, fields_of(kind, cells)), report)


def _columns(kind: str, headers: list[str], name: str) -> dict[str, str]:
    if not kind:
        raise Refusal(
            "It cannot be told whether %(file)s holds areas, units, people, sources or a roster.", file=name
        )
    columns = fields_of(kind, headers)
    missing = [field for field in NEEDED[kind] if field not in columns]
    if missing:
        raise Refusal("%(file)s has no column %(column)s.", file=name, column=", ".join(missing))
    return columns


def _checked(line: Line, report: Keeper) -> Iterator[Line]:
    report.read += 1
    empty = [field for field in NEEDED[line.what] if not line.text(field)]
    for fault in line.cells.faults:
        report.refuse(line, fault)
    if line.cells.faults:
        return
    for field in empty[:1]:
        report.refuse(line, Sentence("The cell is empty, and it is needed."), line.header(field))
    if not empty:
        yield line


def _name(source: Source) -> str:
    return Path(source if isinstance(source, str | Path) else getattr(source, "name", "") or "").name
