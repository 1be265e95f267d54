"""`jiesu tick`: what time alone brings about: the watch of the clocks, room after room in floor order, then telling.

Every room's `ticks.run(at)` is idempotent. Each runs under an advisory lock, so any number of ticking
processes may run: a room that another one is busy with is left out this time. A room that fails does not
keep the others from their turn.
"""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.db import close_old_connections, connection

from jiesu.kit import clock
from jiesu.kit.turns import Unfinished
from jiesu.orders import face as orders

ROOMS = (
    "intake", "dispatch", "handling", "whistle", "followup", "supervision", "assessment", "subjects", "insight",
    "governance", "notices",
)  # fmt: skip
LOCKS = 422_000
LOG = logging.getLogger("jiesu.tick")


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Once, or for ever with a pause."""
    often = parser.add_mutually_exclusive_group()
    often.add_argument("--once", action="store_true", help="tick once and end (the default)")
    often.add_argument("--every", type=int, metavar="SECONDS", help="tick for ever with this pause")
    parser.set_defaults(run=tick)


def tick(args: argparse.Namespace) -> int:
    """Exit status 1 where a room failed in a single tick."""
    if not args.every:
        return 1 if once(clock.now(), args.say) else 0
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        _, more = _round(clock.now(), args.say)
        stop.wait(0 if more else args.every)
    return 0


def once(at: datetime, say: Callable[[str], None]) -> int:
    """One tick of the whole house. How many rooms failed."""
    return _round(at, say)[0]


def _round(at: datetime, say: Callable[[str], None]) -> tuple[int, bool]:
    """One tick: how many rooms failed, and whether one has more to do than a turn takes (an import of many orders)."""
    failed, more = 0, False
    for place, (name, run) in enumerate(_turns()):
        try:
            with _alone(LOCKS + place) as mine:
                done = run(at) if mine else None
        except Exception:
            LOG.exception("The tick of %s failed; it is tried again at the next tick.", name)
            failed += 1
        else:
            more = more or isinstance(done, Unfinished)
            if done:
                say(f"{name}: {done}")
    return failed, more


def _turns() -> Iterator[tuple[str, Callable[[datetime], object]]]:
    yield "watch", orders.watch
    for room in ROOMS:
        if find_spec(f"jiesu.{room}.ticks"):
            yield room, import_module(f"jiesu.{room}.ticks").run
    yield "volume", orders.fold_volumes
    yield "seal", orders.seal_all


@contextmanager
def _alone(lock: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
