"""`jiesu serve`: the pages, by granian, as WSGI."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from jiesu.rules.verdict import Refusal

THREADS = 4
"""Blocking threads of a worker; each holds one database connection."""

NO_PORT = {
    errno.EADDRINUSE: "Port %(port)s on %(host)s is in use: stop what listens there or say --port.",
    errno.EACCES: "Port %(port)s may not be opened by this user: say --port with a number above 1023.",
    errno.EADDRNOTAVAIL: "This machine has no address %(host)s.",
}


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Where to listen, with how many processes."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4))
    parser.add_argument("--tick", action="store_true", help="also do what time brings about, once a minute")
    parser.set_defaults(run=serve)


def serve(args: argparse.Namespace) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    check_port(args.host, args.port)
    server = Granian(
        "jiesu.config.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )
    with _ticking(args.tick):
        shown = f"[{args.host}]" if ":" in args.host else args.host
        print(f"Jiesu is served at http://{shown}:{args.port}/ (stop with Ctrl-C)", flush=True)
        server.serve()


def check_port(host: str, port: int) -> None:
    """Refusal in one sentence where nobody could listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, OverflowError):
        raise Refusal(
            "%(host)s port %(port)s is not an address to listen on.", host=host, port=port
        ) from None
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as error:
            sentence = NO_PORT.get(error.errno or 0, "Nobody can listen on %(host)s port %(port)s.")
            raise Refusal(sentence, host=host, port=port) from None


@contextmanager
def _ticking(wanted: bool) -> Iterator[None]:
    """A second process that ticks once a minute as long as the pages are served."""
    if not wanted:
        yield
        return
    words = [sys.executable, "-m", "jiesu.ops.cli", "tick", "--every", "60"]
    beside = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        beside.send_signal(signal.SIGTERM)
        beside.wait(30)
