"""The embedded server: started twice, stopped twice, and every expected trouble in one sentence."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from jiesu.ops.embedded import Server, plain_words, trouble
from jiesu.rules.verdict import Refusal

START = """
import sys
from pathlib import Path
from jiesu.ops.embedded import Server
print(Server(Path(sys.argv[1])).start())
"""


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Server]:
    server = Server(place / "data folder")
    yield server
    server.stop()


def test_a_server_starts_once_and_stops_once(server: Server) -> None:
    assert server.start(durable=False) is True
    first = server.running()
    assert first is not None
    assert server.start(durable=False) is False
    assert server.running() == first
    assert server.stop() is True
    assert server.running() is None
    assert server.stop() is False


def test_the_database_speaks_utf8_whatever_the_machine_speaks(server: Server) -> None:
    server.start(durable=False)
    assert server.create("jiesu") is True
    assert server.create("jiesu") is False
    with psycopg.connect(server.url("jiesu")) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), upper('é'), '𠮷' < '龘'"
        ).fetchone()
    assert row == ("UTF8", "É", False)


def test_the_server_outlives_the_process_that_started_it(server: Server) -> None:
    server.stop()
    subprocess.run([sys.executable, "-c", START, str(server.folder)], check=True, timeout=60)
    assert server.running() is not None


def test_a_pid_file_of_a_dead_or_foreign_process_does_not_count(server: Server) -> None:
    server.start(durable=False)
    pid_file = server.data / "postmaster.pid"
    left_over = pid_file.read_text()
    server.stop()
    pid_file.write_text(left_over)
    assert server.running() is None
    pid_file.write_text(left_over.replace(left_over.splitlines()[0], str(os.getpid()), 1))
    assert server.running() is None
    assert server.start(durable=False) is True


def test_a_path_too_long_for_a_socket_gets_a_short_one(fresh: Path) -> None:
    server = Server(fresh / ("long" * 30))
    try:
        server.start(durable=False)
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


def test_a_database_of_another_version_is_refused(server: Server, fresh: Path) -> None:
    other = Server(fresh)
    other.data.mkdir()
    (other.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Refusal, match="made by PostgreSQL 12"):
        other.start()


def test_a_file_in_the_way_is_refused(fresh: Path) -> None:
    (fresh / "taken").write_text("")
    with pytest.raises(Refusal, match="in the way"):
        Server(fresh / "taken").start()


def test_two_starts_at_once_make_one_server(fresh: Path) -> None:
    words = [sys.executable, "-c", START, str(fresh)]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        said = sorted(process.communicate(timeout=60)[0].strip() for process in both)
        assert said == ["False", "True"]
    finally:
        Server(fresh).stop()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("FATAL:  could not write to file: No space left on device", "The disk is full"),
        ("initdb: error: could not create directory: Permission denied", "no permission"),
        (
            'LOG:  could not bind Unix address "/x/.s.PGSQL.5432": Address already in use',
            "already uses the socket",
        ),
        ("FATAL:  something new\nmore", "does not start: FATAL:  something new"),
        ("", "does not start"),
    ],
)
def test_what_postgresql_says_becomes_one_sentence(said: str, sentence: str) -> None:
    told = str(trouble(said, Path("/somewhere/pg")))
    assert sentence in told
    assert "/somewhere/pg" in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("number", "sentence"), [(errno.ENOSPC, "The disk is full"), (errno.EACCES, "no permission")]
)
def test_what_the_system_refuses_becomes_one_sentence(number: int, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence), plain_words(Path("/somewhere")):
        raise OSError(number, os.strerror(number))


def test_a_really_full_disk_is_one_sentence(fresh: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk")
    words = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", str(fresh)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        with pytest.raises(Refusal, match="The disk is full"):
            Server(fresh / "data").start()
    finally:
        subprocess.run(["umount", str(fresh)], check=True)
