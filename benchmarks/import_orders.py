"""Import with everything: orders a second, and memory from 10,000 to 200,000 rows (goal ≥ 1,000/s, flat).

`python -m benchmarks import_orders [--sizes 10000,50000,200000] [--record]`. Each size goes into a fresh
installation of the sample district through `jiesu orders import`, and is verified by `jiesu ledger verify`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.common import installation, last_json, report, table, write_orders

GOAL = 1000


def main(words: list[str]) -> None:
    """Import each size once; print rows, seconds, rate, peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,50000,200000")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    rows = [measured(int(size)) for size in args.sizes.split(",")]
    text = table(("rows", "seconds", "orders/s", "peak memory (MB)", "ledger verify (s)"), rows)
    report(
        "import_orders", f"python -m benchmarks import_orders --sizes {args.sizes}", text, record=args.record
    )


def measured(size: int) -> tuple[object, ...]:
    """One import into a fresh installation. The start of the command and the seal at the end are in the time."""
    with installation() as place, tempfile.TemporaryDirectory() as folder:
        path = write_orders(Path(folder) / "orders.csv", size)
        done = place.jiesu("orders", "import", str(path), "--json")
        counts = last_json(done.out)
        assert counts == {"read": size, "imported": size, "refused": 0, "known": 0}, counts
        proof = place.jiesu("ledger", "verify")
        assert "The ledger holds" in proof.out, proof.out
    return (
        f"{size:,}",
        f"{done.seconds:.1f}",
        f"{size / done.seconds:,.0f}",
        f"{done.peak:.0f}",
        f"{proof.seconds:.1f}",
    )
