"""Bringing a directory in: areas, units, people with their seats, sources, rosters; from CSV, XLSX, YAML or a folder.

Good rows go in, bad rows come out with a sentence and can be corrected and brought again. Bringing a file
twice changes nothing. A dry run does everything and takes it back.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from jiesu.directory import checks
from jiesu.directory.bring.files import Line, lines_of
from jiesu.directory.bring.places import bring_areas, bring_units
from jiesu.directory.bring.posts import bring_people, bring_sources
from jiesu.directory.bring.report import Book, Report
from jiesu.directory.bring.rosters import bring_roster
from jiesu.directory.models import Change
from jiesu.kit.tables import Source, write_rejects
from jiesu.kit.words import say
from jiesu.rules.reach import Actor

STEPS = (
    ("areas", bring_areas),
    ("units", bring_units),
    ("people", bring_people),
    ("sources", bring_sources),
    ("roster", bring_roster),
)
"""In this order, as each needs the one before."""


def import_file(
    source: Source,
    *,
    by: Actor,
    at: datetime,
    what: str = "",
    name: str = "",
    dry_run: bool = False,
    rejects: str | Path | None = None,
) -> Report:
    """Bring a file or a folder of files in; the report says what became of each row.

    what: "areas", "units", "people", "sources" or "roster" where the file's name and headers do not say it.
    rejects: where to write the refused rows as CSV (a folder: one file for each kind).
    """
    checks.administers(by)
    report = Report()
    waiting: dict[str, list[Line]] = {step: [] for step, _ in STEPS}
    for line in lines_of(source, what=what, name=name, report=report):
        waiting[line.what].append(line)
    with transaction.atomic():
        book = Book(by=by, at=at, report=report)
        for step, bring in STEPS:
            bring(waiting[step], book)
        _note(report, by, at)
        transaction.set_rollback(True) if dry_run else None
    if rejects is not None:
        _write_rejects(report, Path(rejects))
    return report


def _note(report: Report, by: Actor, at: datetime) -> None:
    if report.added or report.changed:
        Change.objects.create(
            verb="import", subject="directory", code="", by=by.key, at=at, facts=report.as_dict()
        )


def _write_rejects(report: Report, path: Path) -> None:
    kinds = {line.what for line in report.refused_lines}
    for kind in sorted(kinds):
        lines = [line for line in report.refused_lines if line.what == kind]
        headers = list(dict.fromkeys(header for line in lines for header in line.cells))
        target = path / f"{kind}.csv" if path.is_dir() else path
        if len(kinds) > 1 and not path.is_dir():
            target = path.with_name(f"{path.stem}-{kind}{path.suffix or '.csv'}")
        rows = ((line.number, line.cells, [say(why) for why in report.reasons(line)]) for line in lines)
        write_rejects(target, headers, rows)
