"""Files handed in on a page: kept below MEDIA_ROOT while they are looked at, imported on request."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from jiesu.intake.importing.mapping import Mapping, mapping_for
from jiesu.intake.importing.rows import Refused, Rows
from jiesu.intake.importing.start import Asked, bring, digest_of, source_of
from jiesu.intake.models import ImportRun, RunState
from jiesu.kit.tables import read_table
from jiesu.kit.templatetags.kit import mask
from jiesu.kit.words import say
from jiesu.rules.reach import Actor
from jiesu.rules.verdict import Refusal

FOLDER = "intake-imports"
SHOWN = 20
LOOKED_AT = 2000
PERSONAL = frozenset({"name", "phone"})
AT_ONCE = 2_000_000
"""Files up to so many bytes are imported while the page waits; larger ones beside it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a file shows: headers, the mapping, first rows as read, problems among the first rows."""

    headers: tuple[str, ...]
    columns: dict[str, str]
    ignored: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[tuple[int, str], ...]
    looked_at: int
    refusal: str = ""


def keep(file: UploadedFile, *, source: str, by: Actor, at: datetime) -> ImportRun:
    """Keep an uploaded file and begin its run. Refusal where it cannot be read as a table."""
    name = Path(file.name or "upload").name[:200]
    with read_table(_binary(file), name=name) as table:
        headers = table.headers
    if not headers:
        raise Refusal("The file is empty.")
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(8)}{''.join(Path(name).suffixes[-2:])[:12]}"
    with path.open("wb") as kept:
        for block in file.chunks():
            kept.write(block)
    return ImportRun.objects.create(
        digest="", name=name, source=(source.strip() or source_of(name))[:40], state=RunState.PREVIEW,
        file=f"{FOLDER}/{path.name}", by=by.key, at=at,
    )  # fmt: skip


def seen(run: ImportRun, *, at: datetime) -> Seen:
    """A look at the file of a run with its mapping as it stands."""
    with read_table(_path(run), name=run.name) as table:
        headers = tuple(table.headers)
        try:
            mapping = mapping_for(headers, run.mapping or None)
        except Refusal as refusal:
            return Seen(headers, {}, headers, (), (), (), 0, say(refusal))
        return _looked(headers, mapping, Rows(mapping, source=run.source, at=at), islice(table, LOOKED_AT))


def remap(run: ImportRun, columns: dict[str, str]) -> ImportRun:
    """Keep which column holds what. Refusal where none holds the text."""
    with read_table(_path(run), name=run.name) as table:
        mapping_for(table.headers, {"columns": columns})
    run.mapping = {"columns": columns}
    run.save(update_fields=["mapping"])
    return run


def start(run: ImportRun, *, at: datetime) -> ImportRun:
    """Import the file: a small one now, a large one in a thread beside the page (its run tells how far it is)."""
    path = _path(run)
    with read_table(path, name=run.name) as table:
        mapping = mapping_for(table.headers, run.mapping or None)
    run.digest, run.state, run.at = digest_of(path, run.source, mapping), RunState.RUNNING, at
    run.save(update_fields=["digest", "state", "at"])
    asked = Asked(
        file=path,
        name=run.name,
        by=run.by,
        source=run.source,
        map=run.mapping or None,
        rejects=rejects_path(run),
    )
    if path.stat().st_size <= AT_ONCE:
        _brought(asked, run, at)
    else:
        threading.Thread(target=_beside, args=(asked, run, at), daemon=True).start()
    run.refresh_from_db()
    return run


def rejects_path(run: ImportRun) -> Path:
    """Where the refused rows of a run lie."""
    return Path(settings.MEDIA_ROOT) / FOLDER / f"rejects-{run.pk}.csv"


def _brought(asked: Asked, run: ImportRun, at: datetime) -> None:
    """Import, then forget the upload: personal data is kept in one place only."""
    bring(asked, at=at, run=run)
    Path(asked.file).unlink()


def _beside(asked: Asked, run: ImportRun, at: datetime) -> None:
    try:
        _brought(asked, run, at)
    except BaseException:
        ImportRun.objects.filter(pk=run.pk).update(state=RunState.STOPPED)
        raise
    finally:
        connection.close()


def _looked(headers: tuple[str, ...], mapping: Mapping, reader: Rows, rows: Any) -> Seen:
    fields = tuple(mapping.columns)
    shown: list[tuple[int, tuple[str, ...]]] = []
    problems: list[tuple[int, str]] = []
    count = 0
    for number, cells in rows:
        count += 1
        if len(shown) < SHOWN:
            shown.append((number, tuple(_shown(name, mapping.of(name, cells)) for name in fields)))
        read = reader.read(number, cells)
        if isinstance(read, Refused) and len(problems) < SHOWN:
            problems.append((number, " ".join(say(why) for why in read.why)))
    return Seen(headers, mapping.columns, mapping.ignored, fields, tuple(shown), tuple(problems), count)


def _shown(name: str, words: str) -> str:
    """A cell of the preview; personal values masked."""
    return mask(words) if name in PERSONAL else words[:120]


def _path(run: ImportRun) -> Path:
    path = Path(settings.MEDIA_ROOT) / run.file
    if not run.file or not path.exists():
        raise Refusal("The file of this import is no longer here.")
    return path


def _binary(file: UploadedFile) -> IO[bytes]:
    stream: Any = file.file
    return stream
