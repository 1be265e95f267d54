"""A desk's first page of 50 at 2,000 and at 200,000 orders (goal: under 3 times the time, the same queries).

`python -m benchmarks desk_list [--sizes 2000,200000] [--record]`. Orders are imported, a fifth of them dispatched to
their streets by the room's own action; then each page is asked for through Django's client, logged in as the person
whose desk it is: best of nine, with the number of queries.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import Place, installation, report, table, write_orders

PAGES = (
    ("dispatch queue", "/dispatch/", "b-dispatcher"),
    ("handling desk of a street", "/handling/", "b-street"),
    ("all orders, city", "/orders/", "b-dispatcher"),
    ("all orders, a street's", "/orders/", "b-street"),
    ("intake desk", "/intake/", "b-agent"),
    ("overview", "/insight/", "b-dispatcher"),
)
SEATS = (
    ("b-dispatcher", "centre", "dispatcher"),
    ("b-agent", "centre", "agent"),
    ("b-street", "st-wj", "request_centre"),
)
AREAS = {
    "cy-jc": "st-jc",
    "cy-wj": "st-wj",
    "cy-sj": "st-sj",
    "cy-hzh": "st-hzh",
    "cy-xg": "st-xg",
    "cy-jxq": "st-jxq",
}
GOAL, ROUNDS, PORTION = 3, 9, 500

Measured = dict[str, tuple[float, int]]


def main(words: list[str]) -> None:
    """Measure each size in a process of its own; print milliseconds, queries, ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,200000")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    small, large = (measured(int(size)) for size in args.sizes.split(","))
    rows = []
    for name, (before, few) in small.items():
        after, many = large[name]
        same = "" if few == many else " (!)"
        rows.append((name, f"{before:.1f}", f"{after:.1f}", f"{after / before:.2f}", few, f"{many}{same}"))
    heads = (
        "page",
        *(f"{int(s):,} orders (ms)" for s in args.sizes.split(",")),
        "times",
        "queries",
        "queries",
    )
    report(
        "desk_list",
        f"python -m benchmarks desk_list --sizes {args.sizes}",
        table(heads, rows),
        record=args.record,
    )


def measured(size: int) -> Measured:
    """Build an installation of that size and look at its pages."""
    with installation() as place, tempfile.TemporaryDirectory() as folder:
        for login, unit, role in SEATS:
            place.jiesu("person", "add", login, f"{login}（样例）", "--unit", unit, "--role", role)
        place.jiesu("orders", "import", str(write_orders(Path(folder) / "orders.csv", size)))
        words = [sys.executable, "-m", "benchmarks.desk_list", str(place.data)]
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=place.environment())
        found: Measured = {
            name: (told[0], told[1]) for name, told in json.loads(done.stdout.splitlines()[-1]).items()
        }
        return found


def inside(place: Place) -> None:
    """In the installation: dispatch a fifth, then time every page."""
    place.enter()
    dispatch_some()
    print(json.dumps({name: timed(path, login) for name, path, login in PAGES}))


def dispatch_some() -> None:
    """A dispatcher sends every fifth order to the street it names."""
    from django.db import connection

    from jiesu.directory import queries as directory
    from jiesu.dispatch import actions
    from jiesu.kit import clock
    from jiesu.orders import face as orders
    from jiesu.rules.reach import SYSTEM
    from jiesu.rules.terms import UnitRole
    from jiesu.rules.verdict import Refusal

    at = clock.now()
    by = directory.actor_for(directory.person("b-dispatcher"), at)
    every = (
        orders.visible_to(SYSTEM)
        .filter(area__code__in=AREAS)
        .order_by("id")
        .values_list("number", "area__code")
    )
    some = [(number, AREAS[area]) for number, area in every][::5]
    for start in range(0, len(some), PORTION):
        asked = [
            actions.Sending(number, [(unit, UnitRole.LEAD)], by, at)
            for number, unit in some[start : start + PORTION]
        ]
        refused = [done for done in actions.dispatch_many(asked) if isinstance(done, Refusal)]
        assert not refused, str(refused[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(path: str, login: str) -> tuple[float, int]:
    """The best of several answers in milliseconds, and the queries of one."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from jiesu.directory import queries as directory

    client = Client()
    client.force_login(directory.person(login), backend="django.contrib.auth.backends.ModelBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        first = client.get(path)
    queries = sorted(captured.captured_queries, key=lambda query: float(query["time"]))
    assert first.status_code == 200, (path, login, first.status_code)
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        client.get(path)
        best = min(best, time.perf_counter() - begun)
    if best > 0.2:
        slow = " ;; ".join(f"{q['time']} s {q['sql'][:900]}" for q in queries[-3:])
        print(f"slow: {path} {login}: {slow}", file=sys.stderr)
    return best * 1000, len(queries)


if __name__ == "__main__":
    inside(Place(Path(sys.argv[1])))
