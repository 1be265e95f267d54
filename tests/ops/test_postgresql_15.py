"""The oldest PostgreSQL that is promised, where the machine has one: laid out, published, proven, ticked."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiesu.ops import account
from tests.ops.test_cli import jiesu

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
HOW = "there is no PostgreSQL 15 on this machine (Debian: apt install postgresql-15)"

pytestmark = pytest.mark.skipif(not (PROGRAMS / "initdb").exists(), reason=HOW)


@pytest.fixture(scope="module")
def oldest(place: Path) -> Iterator[str]:
    """The address of an empty database on a PostgreSQL 15 that listens on a socket only."""
    data = place / "data"
    data.mkdir(mode=0o700)
    account.hand_over(data, PROGRAMS)
    run("initdb", "-D", data, "-U", "postgres", "--locale=C", "--encoding=UTF8", "--auth=trust", "--no-sync")
    settings = f"-c listen_addresses='' -c unix_socket_directories={data} -c fsync=off"
    run("pg_ctl", "start", "-w", "-D", data, "-l", data / "log", "-o", settings)
    try:
        yield f"postgresql://postgres@:5432/postgres?host={data}"
    finally:
        run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)


def run(program: str, *words: str | Path) -> None:
    done = subprocess.run(
        [PROGRAMS / program, *words], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, check=False, **account.run_as(),
    )  # fmt: skip
    assert done.returncode == 0, program


def test_the_oldest_promised_postgresql_carries_the_house(oldest: str, tmp_path: Path) -> None:
    for words in (
        ["db", "status"],
        ["migrate"],
        ["policy", "list"],
        ["tick", "--once"],
        ["ledger", "verify"],
    ):
        done = jiesu("--data", tmp_path, *words, DATABASE_URL=oldest)
        assert done.returncode == 0, done.stderr
    assert "The ledger holds" in done.stdout
    assert not (tmp_path / "pg").exists()
