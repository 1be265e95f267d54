"""Cumulative volume: does what is asked of all orders ever cost more where there are more of them (goal: no)?

`python -m benchmarks volume [--sizes 2000,1000000] [--record]`. Two thousand orders are imported with everything; the
others are copies of them by SQL, spread over ten years, with every index and trigger but without shares and events:
what is measured is the table of orders and what is kept beside it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.common import Place, installation, report, table, write_orders

REAL, PORTION, TIMES = 2_000, 50_000, 200
COPY = """
INSERT INTO orders_order ({names}, number, external_no, received_at)
SELECT {names}, '9' || lpad(n::text, 13, '0'), '', now() - interval '1 second' * (n * 31 %% 315000000)
FROM generate_series(%s::bigint, %s::bigint) n
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS r FROM orders_order ORDER BY id LIMIT 2000) o ON o.r = n %% 2000 + 1
"""
QUESTIONS = (
    "cumulative volume", "the same, counted", "volume of one year", "one order by its number", "newest 50",
)  # fmt: skip


def main(words: list[str]) -> None:
    """Fill step by step, ask at each size; print milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,1000000")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    with installation() as place, tempfile.TemporaryDirectory() as folder:
        place.jiesu("orders", "import", str(write_orders(Path(folder) / "orders.csv", REAL)))
        command = [sys.executable, "-m", "benchmarks.volume", str(place.data), args.sizes]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=place.environment())
    measured = [line.split("|") for line in done.stdout.strip().splitlines()]
    heads = (
        "orders",
        *(f"{question} (ms)" for question in QUESTIONS),
        "orders/s filled",
        "size on disk (GB)",
    )
    text = table(heads, [tuple(line) for line in measured])
    report("volume", f"python -m benchmarks volume --sizes {args.sizes}", text, record=args.record)


def measure(place: Place, sizes: list[int]) -> None:
    """One line for each size: the orders, milliseconds, the speed of filling, the size of the database."""
    place.enter()
    from django.db import connection

    from jiesu.orders import volume
    from jiesu.orders.models import Order

    have = REAL
    for size in sizes:
        begun = time.perf_counter()
        with connection.cursor() as cursor:
            fill(cursor, have + 1, size)
            speed = (size - have) / (time.perf_counter() - begun) if size > have else 0
            cursor.execute("VACUUM ANALYZE orders_order")
            volume.fold_volumes(None)  # type: ignore[arg-type]
            cursor.execute("VACUUM ANALYZE orders_volume")
            cursor.execute("SELECT pg_database_size(current_database())")
            bytes_ = cursor.fetchone()[0]
        have = max(have, size)
        last = f"9{have:013}" if have > REAL else Order.objects.values_list("number", flat=True)[0]
        year = volume.begun()
        assert volume.received() == have == Order.objects.count() and year
        asked: list[tuple[Callable[[], Any], int]] = [
            (volume.received, TIMES),
            (Order.objects.count, 5),
            (lambda day=year: volume.received(day.replace(month=1, day=1), day.replace(month=12, day=31)), TIMES),
            (lambda number=last: Order.objects.get(number=number), TIMES),
            (lambda: list(Order.objects.order_by("-received_at", "-id")[:50]), TIMES),
        ]  # fmt: skip
        told = "|".join(f"{best(ask, times):.2f}" for ask, times in asked)
        print(f"{have:,}|{told}|{speed:,.0f}|{bytes_ / 1e9:.2f}", flush=True)
    begun = time.perf_counter()
    assert not volume.wrong_days()
    print(f"proof of all days: {time.perf_counter() - begun:.1f} s", file=sys.stderr)


def fill(cursor: Any, first: int, last: int) -> None:
    """Copies until there are so many, in portions of one transaction each."""
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders_order'")
    names = [
        name for (name,) in cursor.fetchall() if name not in ("id", "number", "external_no", "received_at")
    ]
    for low in range(first, last + 1, PORTION):
        cursor.execute(COPY.format(names=", ".join(names)), [low, min(low + PORTION - 1, last)])


def best(ask: Callable[[], Any], times: int) -> float:
    """The best of so many askings, in milliseconds: what else the machine does is left out."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        found.append((time.perf_counter() - begun) * 1000)
    return min(found)


if __name__ == "__main__":
    measure(Place(Path(sys.argv[1])), [int(size) for size in sys.argv[2].split(",")])
