"""The inbox of files: what is laid there is imported by the tick, by itself and on record (机器人自动化, R242).

A file is taken once it has lain still for a minute, and moves to `done` or, where it cannot be read as a whole, to
`failed`; refused rows lie beside it. Each is an ImportRun, as if somebody had handed it in.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from jiesu.intake.importing.start import Asked, bring
from jiesu.intake.models import ImportRun, RunState
from jiesu.rules.verdict import Refusal

BY = "system:inbox"
STILL = timedelta(minutes=1)
"""A file that changed within this time may still be written to."""
TAKEN = {".csv", ".tsv", ".xlsx", ".gz"}
MOST = 20
LOG = logging.getLogger("jiesu.inbox")


def place() -> Path:
    """The folder of the inbox: JIESU_INBOX, else below the installation's data."""
    return Path(settings.INBOX)


def waiting(at: datetime) -> list[Path]:
    """The files that lie still, the oldest first."""
    folder = place()
    if not folder.is_dir():
        return []
    files = [path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in TAKEN]
    still = [path for path in files if _changed(path) <= at - STILL]
    return sorted(still, key=lambda path: (_changed(path), path.name))[:MOST]


def take(at: datetime) -> int:
    """Import what lies still. How many files were dealt with."""
    files = waiting(at)
    for path in files:
        _take(path, at)
    return len(files)


def _take(path: Path, at: datetime) -> None:
    stamp = f"{at:%Y%m%d%H%M%S}-{path.name}"
    done, failed = (_folder(name) for name in ("done", "failed"))
    try:
        bring(
            Asked(file=path, name=path.name, by=BY, rejects=done / f"{stamp}.rejects.csv", resume=True), at=at
        )
    except Refusal as refusal:
        LOG.warning("An imported file was refused as a whole: %s", refusal.sentence.text)
        ImportRun.objects.create(
            digest="", name=path.name[:200], source="inbox", state=RunState.STOPPED, by=BY, at=at, ended_at=at
        )
        path.rename(failed / stamp)
    else:
        path.rename(done / stamp)


def _folder(name: str) -> Path:
    folder = place() / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
