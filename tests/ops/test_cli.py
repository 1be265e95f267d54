"""The command `jiesu` as a person meets it: first use; every refusal a sentence on stderr, exit status 2."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiesu.ops.cli import COMMANDS
from jiesu.ops.embedded import Server
from tests.reading.texts import sample

Done = subprocess.CompletedProcess[str]
CLEAN = ("DATABASE_URL", "JIESU_DATA", "JIESU_SECRET_KEY", "JIESU_FIELD_KEY", "DJANGO_SETTINGS_MODULE")


def environment(**more: str) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in CLEAN} | {"LANG": "C.UTF-8"} | more


def jiesu(*words: str | Path, **more: str) -> Done:
    line = [sys.executable, "-m", "jiesu.ops.cli", *map(str, words)]
    return subprocess.run(
        line, capture_output=True, text=True, env=environment(**more), timeout=120, check=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def data(place: Path) -> Iterator[Path]:
    """An installation that one command has made."""
    folder = place / "data"
    done = jiesu("--data", folder, "db", "start")
    assert done.returncode == 0, done.stderr
    yield folder
    Server(folder).stop()


def test_the_first_command_makes_the_whole_installation(data: Path) -> None:
    assert {p.name for p in data.iterdir()} >= {"secrets", "media", "pg"}
    assert stat.S_IMODE((data / "secrets").stat().st_mode) == 0o700
    for secret in (data / "secrets").iterdir():
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert len(secret.read_text().strip()) >= 48
    done = jiesu("--data", data, "db", "status")
    assert done.returncode == 0
    assert "up to date" in done.stdout


def test_a_second_start_while_one_runs_is_fine(data: Path) -> None:
    before = Server(data).running()
    assert jiesu("--data", data, "db", "start").returncode == 0
    assert Server(data).running() == before


def test_the_secrets_stay_what_they_are(data: Path) -> None:
    before = (data / "secrets" / "field_key").read_text()
    assert jiesu("--data", data, "db", "start").returncode == 0
    assert (data / "secrets" / "field_key").read_text() == before


def test_a_new_ledger_holds_and_a_tick_finds_nothing_to_do(data: Path) -> None:
    assert jiesu("--data", data, "tick", "--once").returncode == 0
    done = jiesu("--data", data, "ledger", "verify")
    assert done.returncode == 0
    assert "The ledger holds" in done.stdout


def test_a_backup_comes_back_only_where_nothing_is_lost(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.tar"
    assert jiesu("--data", data, "db", "backup", kept).returncode == 0
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "exists already" in jiesu("--data", data, "db", "backup", kept).stderr
    assert "holds something already" in jiesu("--data", data, "db", "restore", kept).stderr
    assert jiesu("--data", data, "db", "restore", "--replace", kept).returncode == 0
    assert "up to date" in jiesu("--data", data, "db", "status").stdout
    kept.write_bytes(kept.read_bytes()[:300])
    assert "not a whole archive" in jiesu("--data", data, "db", "restore", "--replace", kept).stderr


def test_a_backup_sealed_with_another_key_is_refused(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.tar"
    assert jiesu("--data", data, "db", "backup", kept).returncode == 0
    done = jiesu("--data", data, "db", "restore", "--replace", kept, JIESU_FIELD_KEY="another key altogether")
    assert done.returncode == 2
    assert "another field key" in done.stderr


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://me@here/db", "DATABASE_URL must look like"),
        ("postgresql://me@here:port/db", "DATABASE_URL must look like"),
        ("postgresql://me@here", "DATABASE_URL must look like"),
        ("postgresql://me:hush@127.0.0.1:1/db", "The database does not answer"),
        ("postgresql://me:hush@nowhere.invalid/db", "The database does not answer"),
    ],
)
def test_a_wrong_or_dead_address_is_one_sentence(url: str, sentence: str, tmp_path: Path) -> None:
    done = jiesu("--data", tmp_path / "data", "ledger", "verify", DATABASE_URL=url)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "hush" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_database_is_one_sentence(data: Path, tmp_path: Path) -> None:
    done = jiesu("--data", tmp_path, "db", "status", DATABASE_URL=Server(data).url("nothing_here"))
    assert done.returncode == 2
    assert "nothing_here" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_server_is_used_but_never_stopped(data: Path, tmp_path: Path) -> None:
    server = Server(data)
    server.create("elsewhere")
    done = jiesu("--data", tmp_path, "ledger", "verify", DATABASE_URL=server.url("elsewhere"))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "pg").exists()
    refused = jiesu("--data", tmp_path, "db", "stop", DATABASE_URL=server.url("elsewhere"))
    assert refused.returncode == 2
    assert "neither starts nor stops" in refused.stderr


def test_a_missing_and_an_unknown_migration_are_one_sentence_each(data: Path, tmp_path: Path) -> None:
    server = Server(data)
    server.create("behind")
    url = server.url("behind")
    assert jiesu("--data", tmp_path, "migrate", DATABASE_URL=url).returncode == 0
    change(url, "UPDATE django_migrations SET name = '9999_later' WHERE app = 'sessions'")
    behind = jiesu("--data", tmp_path, "ledger", "verify", DATABASE_URL=url)
    assert behind.returncode == 2
    assert "run `jiesu migrate`" in behind.stderr
    change(
        url, "INSERT INTO django_migrations (app, name, applied) VALUES ('sessions', '0001_initial', now())"
    )
    newer = jiesu("--data", tmp_path, "ledger", "verify", DATABASE_URL=url)
    assert newer.returncode == 2
    assert "newer Jiesu" in newer.stderr


def change(url: str, command: str) -> None:
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute(command)


def test_a_port_in_use_is_one_sentence(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = jiesu("--data", data, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "is in use" in done.stderr


def test_a_command_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = jiesu("--data", tmp_path / "data", "dance")
    assert done.returncode == 2
    assert not (tmp_path / "data").exists()


def test_pages_are_served_until_sigterm(data: Path) -> None:
    port = free_port()
    line = [
        sys.executable,
        "-m",
        "jiesu.ops.cli",
        "--data",
        str(data),
        "serve",
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    serving = subprocess.Popen(
        line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert answer(f"http://127.0.0.1:{port}/") < 500
    finally:
        serving.send_signal(signal.SIGTERM)
        said, troubles = serving.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in troubles
    assert serving.returncode == 0


def answer(url: str) -> int:
    """The status of a page, once the server listens."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as page:
                return int(page.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} never answered")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_says_what_it_can(command: str, place: Path) -> None:
    done = jiesu("--data", place / "none", command, "--help")
    assert done.returncode == 0 and done.stdout.startswith(f"usage: jiesu {command}"), done.stderr
    assert not (place / "none").exists()


def test_texts_are_read_on_plain_files_without_an_installation(tmp_path: Path) -> None:
    rows = ["no,time,subject,body,kind"]
    for n, (subject, body, kind) in enumerate(zip(*sample(30, seed=3), strict=True)):
        rows.append(f"{n},2026-03-{n % 28 + 1:02d} 08:00,{subject},{body.replace(',', '，')},{kind}")
    source, model, out = tmp_path / "in.csv", tmp_path / "model", tmp_path / "out"
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = ("--in", source, "--text", "subject,body")
    for words in (
        ("train", *told, "--label", "kind", "--model", model),
        ("predict", *told, "--model", model, "--out", out),
        ("evaluate", *told, "--label", "kind", "--model", model),
        ("topics", *told, "--id", "no", "--time", "time", "--out", tmp_path / "topics.json"),
        ("similar", *told, "--id", "no", "--out", tmp_path / "similar.csv"),
    ):
        done = jiesu("--data", tmp_path / "none", "reading", *words)
        assert done.returncode == 0 and json.loads(done.stdout), done.stderr
    assert out.read_text(encoding="utf-8").startswith("no,label,confidence,top3,auto\n")
    done = jiesu("reading", "predict", *told, "--model", tmp_path / "other", "--out", out)
    assert done.returncode == 2 and "no reading model in" in done.stderr and not done.stdout
    assert not (tmp_path / "none").exists()
