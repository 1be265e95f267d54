"""The test harness: a throw-away PostgreSQL for the session, and the record of the requirement rows proven.

Loaded before Django's settings are (`-p tests.harness` in pyproject.toml). DATABASE_URL is used where given;
otherwise the embedded server is started in `.jiesu-test/` and stopped when the last session using it ends.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import IO, Any

import pytest

from jiesu.ops.embedded import Server

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".jiesu-test"
STARTED = FOLDER / "started-by-tests"
RESULTS = FOLDER / "req.json"
SESSION: list[IO[str]] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, Any, Any]:
    """Before Django's settings are read: environment and server."""
    FOLDER.mkdir(exist_ok=True)
    os.environ.setdefault("JIESU_FAST_HASH", "1")
    os.environ.setdefault("JIESU_SECRET_KEY", "secret-key-of-the-tests")
    os.environ.setdefault("JIESU_FIELD_KEY", "field-key-of-the-tests")
    os.environ.setdefault("JIESU_DATA", str(FOLDER / "data"))
    (FOLDER / "data" / "static").mkdir(parents=True, exist_ok=True)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _start()
    return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last session that uses the server stops it, where tests started it."""
    if not SESSION:
        return
    with SESSION.pop() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if STARTED.exists():
            Server(FOLDER).stop()
            STARTED.unlink()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Give each report the requirement rows that its test proves."""
    report = yield
    if report.when == "call":
        marks = [(row, mark.kwargs.get("part", "")) for mark in item.iter_markers("req") for row in mark.args]
        report.user_properties += [("req", mark) for mark in marks]
    return report


class Rows:
    """Collects which rows the tests of this run prove (in the controlling process under xdist)."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.failed: set[str] = set()
        self.proofs: list[tuple[str, str, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.partition("[")[0]
        self.files.add(test.partition("::")[0])
        if report.failed:
            self.failed.add(test)
        self.proofs += [(row, test, part) for _, (row, part) in _marks(report)]

    def pytest_sessionfinish(self) -> None:
        """The files that ran replace what they said before; a partial run leaves the others."""
        known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        before = [(row, test, part) for row, tests in known.items() for test, part in tests.items()]
        kept = [
            line for line in before if _stands(file := line[1].partition("::")[0]) and file not in self.files
        ]
        rows: dict[str, dict[str, str]] = {}
        for row, test, part in sorted(kept + [line for line in self.proofs if line[1] not in self.failed]):
            rows.setdefault(row, {})[test] = part
        _write(rows)


def pytest_configure(config: pytest.Config) -> None:
    """Only the controlling process keeps the rows."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Rows(), "jiesu-rows")


def _marks(report: pytest.TestReport) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in report.user_properties if key == "req"] if report.passed else []


def _stands(file: str) -> bool:
    return (ROOT / file).exists()


def _write(rows: dict[str, dict[str, str]]) -> None:
    with tempfile.NamedTemporaryFile("w", dir=FOLDER, delete=False, encoding="utf-8") as beside:
        json.dump(rows, beside, indent=1, ensure_ascii=False)
    Path(beside.name).replace(RESULTS)


def _start() -> str:
    """Start or join the server of this tree; the address of its database."""
    lock = (FOLDER / "users.lock").open("a")
    fcntl.flock(lock, fcntl.LOCK_SH)
    SESSION.append(lock)
    server = Server(FOLDER)
    if server.start(durable=False):
        STARTED.touch()
    server.create("jiesu")
    return server.url("jiesu")
