"""Files that another system lays into the inbox: imported by the tick, each once, on record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jiesu.intake import ticks
from jiesu.intake.models import ImportRun, RunState
from jiesu.kit import clock
from jiesu.orders.face import Order
from tests.builders import Town
from tests.rooms.intake.test_import import ROWS, written


@pytest.mark.req("R242")
def test_what_lies_in_the_inbox_is_imported_by_the_tick_and_on_record(
    place: Town, tmp_path: Path, settings: Any
) -> None:
    settings.INBOX = tmp_path / "inbox"
    settings.INBOX.mkdir()
    good = written(settings.INBOX / "热线.csv", [*ROWS, ("A4", "昨天", "", "", "咨询", "", "", "", "")])
    (settings.INBOX / "坏.xlsx").write_bytes(b"no workbook")
    (settings.INBOX / "说明.md").write_text("x")
    now = clock.now()
    assert ticks.run(now) == "", "a file that may still be written to is left alone"
    assert good.exists() and not ImportRun.objects.exists()
    assert ticks.run(now + timedelta(minutes=2)) == "2 files imported"
    run = ImportRun.objects.get(name="热线.csv")
    assert (run.by, run.state, run.read, run.imported, run.refused) == (
        "system:inbox",
        RunState.DONE,
        4,
        3,
        1,
    )
    assert ImportRun.objects.get(name="坏.xlsx").state == RunState.STOPPED
    assert Order.objects.count() == 3
    names = sorted(path.name.partition("-")[2] for path in (settings.INBOX / "done").iterdir())
    assert names == ["热线.csv", "热线.csv.rejects.csv"]
    assert [path.name.partition("-")[2] for path in (settings.INBOX / "failed").iterdir()] == ["坏.xlsx"]
    assert ticks.run(now + timedelta(minutes=5)) == "" and Order.objects.count() == 3


def test_without_an_inbox_nothing_is_taken(place: Town, tmp_path: Path, settings: Any) -> None:
    settings.INBOX = tmp_path / "none"
    assert ticks.run(clock.now()) == ""
