"""`jiesu demo`: fill an empty installation with a sample district and three months of orders, then serve it."""

from __future__ import annotations

import argparse
import os

from django.db import connection

from jiesu.directory import queries as directory
from jiesu.kit import clock
from jiesu.ops.commands import serve as serving
from jiesu.ops.demo import fill, town
from jiesu.ops.progress import Progress
from jiesu.orders import face as orders
from jiesu.rules.reach import SYSTEM
from jiesu.rules.verdict import Refusal

PASSWORD = "jiesu-demo-2026"


def add_parser(parser: argparse.ArgumentParser) -> None:
    """How many orders, which seed, and whether to serve afterwards."""
    parser.add_argument("--orders", type=int, default=3000, help="how many orders (default 3000)")
    parser.add_argument("--seed", type=int, default=12345, help="the seed of the random stream")
    parser.add_argument("--no-serve", action="store_true", help="fill and end")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 2))
    parser.set_defaults(run=run, tick=True)


def run(args: argparse.Namespace) -> None:
    """Fill where nothing is there yet; a demo that was filled before is served as it is."""
    if not args.no_serve:
        serving.check_port(args.host, args.port)
    filled = _filled()
    if filled == "demo":
        args.say("The demo is filled already; it is served as it is.")
    elif filled:
        raise Refusal("This installation has units of its own; the demo needs an empty one.")
    else:
        _fill(args)
    _say_logins(args)
    if not args.no_serve:
        connection.close()
        serving.serve(args)


def _filled() -> str:
    """What the directory holds: nothing, the demo, or somebody's own units."""
    try:
        root = directory.root_unit()
    except Refusal:
        return ""
    return "demo" if root.code == "centre" and directory.people_by_login(["jxq-centre"]) else "other"


def _fill(args: argparse.Namespace) -> None:
    now = clock.now()
    args.say("Founding the sample district: areas, units, one person for every seat …")
    place = town.build(now, password=PASSWORD)
    with Progress("Walking orders through their lives", args.orders) as step:
        fill.fill(place, count=args.orders, seed=args.seed, now=now, step=step)
    args.say(f"{_count():,} orders are in, each with its ledger. Prove it with: jiesu ledger verify")


def _count() -> int:
    return orders.visible_to(SYSTEM).count()


def _say_logins(args: argparse.Namespace) -> None:
    people = directory.people_by_login([login for login, _ in town.SHOWN])
    print(f"\nLogins (the password of each is {PASSWORD}):")
    for login, role in town.SHOWN:
        if login in people:
            print(f"  {login:<12} {role.zh:　<12} {role.en}")
    print(flush=True)
