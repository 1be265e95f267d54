"""Beginning an import: the file's identity, its run (new or resumed), the desk that receives, and the rejects file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from jiesu.directory import actions as directory
from jiesu.directory.kinds import UnitKind, UnitLevel
from jiesu.intake import queries
from jiesu.intake.importing.mapping import Mapping, mapping_for
from jiesu.intake.importing.rows import Refused
from jiesu.intake.importing.run import Import, Tally
from jiesu.intake.models import ImportRun, RunState
from jiesu.kit.tables import read_table, write_rejects
from jiesu.kit.words import say
from jiesu.rules.reach import SYSTEM
from jiesu.rules.verdict import Refusal

ENDINGS = re.compile(r"(\.(csv|tsv|txt|xlsx|gz|rejects))+$", re.IGNORECASE)
OWN_DESK = "shouli"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an import was asked to do."""

    file: str | Path
    name: str
    by: str
    source: str = ""
    map: dict[str, Any] | None = None
    rejects: str | Path = ""
    dry: bool = False
    resume: bool = False
    sheet: str = ""
    encoding: str = ""


def bring(
    asked: Asked,
    *,
    at: datetime,
    told: Callable[[Tally], None] | None = None,
    refused: Callable[[Refused], None] | None = None,
    run: ImportRun | None = None,
) -> Tally:
    """Import a file: good rows go in, bad ones to the rejects file and to `refused`.

    Refusal where the file as a whole cannot be read.
    """
    if asked.rejects and Path(asked.rejects).resolve() == Path(asked.file).resolve():
        raise Refusal("The rejects file cannot be the file that is read.")
    with read_table(asked.file, encoding=asked.encoding or None, sheet=asked.sheet, name=asked.name) as table:
        mapping = mapping_for(table.headers, asked.map)
        one = run or _run(asked, mapping, at)
        work = Import(
            table, mapping, one, desk="" if asked.dry else receiving_desk(at), at=at, dry=asked.dry, told=told
        )
        bad = _heard(work.refused(), refused)
        if asked.rejects:
            lines = ((row.number, row.cells, [say(why) for why in row.why]) for row in bad)
            if not write_rejects(asked.rejects, table.headers, lines):
                Path(asked.rejects).unlink()
        for _row in bad:
            pass
    return work.tally


def receiving_desk(at: datetime) -> str:
    """The unit that receives imported orders. Where the installation knows no unit, 受理中心 is made and marked."""
    try:
        return queries.front_desk()
    except Refusal:
        made = directory.add_unit(
            code=OWN_DESK, name="受理中心", kind=UnitKind.CITY_CENTRE, level=UnitLevel.CITY, by=SYSTEM, at=at,
            contact="导入时自动建立，请在机构通讯录中补全",
        )  # fmt: skip
        return made.code


def source_of(name: str) -> str:
    """The source that a file's name stands for: its stem, so that a.csv, a.csv.gz and a.xlsx are one source."""
    return ENDINGS.sub("", Path(name).name)[:40] or "import"


def _run(asked: Asked, mapping: Mapping, at: datetime) -> ImportRun:
    source = asked.source or source_of(asked.name)
    digest = digest_of(asked.file, source, mapping)
    run = ImportRun(
        digest=digest, name=asked.name[:200], source=source[:40], mapping=mapping.stored(), state=RunState.RUNNING,
        by=asked.by, at=at,
    )  # fmt: skip
    if asked.dry:
        return run
    with transaction.atomic():
        open_runs = ImportRun.objects.filter(digest=digest, state=RunState.RUNNING).order_by("-pk")
        interrupted = open_runs.first() if asked.resume else None
        if interrupted is not None:
            return interrupted
        open_runs.update(state=RunState.STOPPED, ended_at=at)
        run.save()
    return run


def _heard(rows: Iterator[Refused], hear: Callable[[Refused], None] | None) -> Iterator[Refused]:
    for row in rows:
        if hear:
            hear(row)
        yield row


def digest_of(file: str | Path, source: str, mapping: Mapping) -> str:
    """The identity of an import: the file's bytes, its source, its mapping."""
    found = hashlib.sha256(json.dumps([source, mapping.stored()], sort_keys=True).encode())
    with Path(file).open("rb") as stream:
        while block := stream.read(1 << 20):
            found.update(block)
    return found.hexdigest()
