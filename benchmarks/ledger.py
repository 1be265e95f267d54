"""Proving and sealing the ledger: events and orders a second.

`python -m benchmarks ledger [--size 50000] [--record]`: so many orders are imported (two events each), then `jiesu
ledger verify` recomputes chain, projection and seals; sealing is timed over the same orders with their seal taken back.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import Place, installation, report, table, write_orders

HUNDRED = 100_000


def main(words: list[str]) -> None:
    """Import, prove, seal; print seconds and rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=50_000)
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    with installation() as place, tempfile.TemporaryDirectory() as folder:
        place.jiesu("orders", "import", str(write_orders(Path(folder) / "orders.csv", args.size)))
        proof = place.jiesu("ledger", "verify")
        assert "The ledger holds" in proof.out, proof.out
        command = [sys.executable, "-m", "benchmarks.ledger", str(place.data)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=place.environment())
    seconds, events = float(done.stdout.split()[-1]), args.size * 2
    rows = [
        ("verify (the whole command)", *rates(events, proof.seconds, "events"), f"{proof.peak:.0f}"),
        ("seal", *rates(args.size, seconds, "orders"), ""),
    ]
    text = table(("what", "over", "seconds", "a second", "seconds per 100,000", "peak memory (MB)"), rows)
    report("ledger", f"python -m benchmarks ledger --size {args.size}", text, record=args.record)


def rates(count: int, seconds: float, what: str) -> tuple[str, str, str, str]:
    """Over how many, in how long, how many a second, how long for 100,000."""
    a_second, for_many = count / seconds, seconds * HUNDRED / count
    return f"{count:,} {what}", f"{seconds:.1f}", f"{a_second:,.0f}", f"{for_many:.1f}"


def seal_again(place: Place) -> float:
    """Seconds to seal every head once more (the throw-away installation's seals are taken back first)."""
    place.enter()
    from django.db import connection

    from jiesu.kit import clock
    from jiesu.orders import face as orders

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM orders_sealedhead")
        cursor.execute("DELETE FROM orders_seal")
        cursor.execute("UPDATE orders_order SET sealed_seq = 0")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE orders_order")
    begun = time.perf_counter()
    orders.seal_all(clock.now())
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(seal_again(Place(Path(sys.argv[1]))))
