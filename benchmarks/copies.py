"""Near-copies in the product at a million texts: time of a question, recall, size of the index.

`python -m benchmarks copies [--sizes 100000,1000000] [--record]`. The orders are written by COPY and the index is built
afterwards (what an order costs that is born with it is measured by create_http and import_orders); the question is the
house's own, `orders.near`: bands from PostgreSQL, then the texts compared. Asked are texts with a tenth and with a
fiftieth of their characters changed, and texts that nobody sent before.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.common import FIRST, STREETS, Place, installation, report, table
from benchmarks.search import LETTERS, centiles, timed

QUESTIONS = 300
CHUNK = 20_000
TEMPLATES = 20_000
ORDER = (
    "number", "state", "since", "request_type", "category", "channel", "source", "external_no", "level", "urgency",
    "desk_id", "place", "title", "text", "confidential", "anonymous", "tags", "guests", "received_at", "solved",
    "satisfied", "outcome", "round", "pressed", "grade", "seq", "head", "sealed_seq", "id",
)  # fmt: skip


def main(words: list[str]) -> None:
    """Each size in an installation and a process of its own; one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    rows = []
    for size in args.sizes.split(","):
        with installation() as place:
            command = [sys.executable, "-m", "benchmarks.copies", str(place.data), size]
            done = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, check=True, env=place.environment()
            )
            rows.append((f"{int(size):,}", *json.loads(done.stdout.splitlines()[-1])))
    heads = ("texts", "10 % changed: median (ms)", "p95 (ms)", "recall", "2 % changed: p95 (ms)", "recall",
             "new: p95 (ms)", "bytes a text")  # fmt: skip
    report(
        "copies", f"python -m benchmarks copies --sizes {args.sizes}", table(heads, rows), record=args.record
    )


def measured(size: int) -> Iterator[object]:
    """Times, recall and bytes at one size."""
    from django.db import connection

    from jiesu.orders import index

    stream = Random(2)
    kept = fill(size, stream)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE orders_words, orders_order")
    asked(kept[:20], 10, stream)  # warm
    (median, high), recall = asked(kept, 10, stream)
    yield from (median, high, f"{recall:.3f}")
    (_, high), recall = asked(kept, 50, stream)
    yield from (high, f"{recall:.3f}")
    (_, high), _ = asked([told[::-1] for told in kept], 10, stream)
    yield high
    part = index.size()
    yield f"{part['bands'] / part['orders']:,.0f}"


def asked(texts: Sequence[str], share: int, stream: Random) -> tuple[tuple[str, str], float]:
    """Median and 95th centile of asking for each text with 1/`share` of it changed; how often it was found."""
    from jiesu.orders import face as orders
    from jiesu.rules.reach import SYSTEM

    found: list[Any] = []
    edited = [changed(text, share, stream) for text in texts]
    times = [timed(lambda t=t: found.append(orders.near(t, SYSTEM))) for t in edited]
    hits = sum(
        any(copy.order.text == text for copy in copies) for text, copies in zip(texts, found, strict=True)
    )
    return centiles(times), hits / len(texts)


def fill(size: int, stream: Random) -> list[str]:
    """Write so many orders with the bands of their texts; some of the texts."""
    from django.db import connection

    from jiesu.directory import queries as directory

    base, desk, kept = templates(stream), directory.root_unit().pk, []
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX words_bands")
    for first in range(1, size + 1, CHUNK):
        ids = range(first, min(first + CHUNK, size + 1))
        texts = [stream.choice(base) + "".join(stream.choices(LETTERS, k=40)) for _ in ids]
        kept += stream.sample(texts, max(1, QUESTIONS * len(ids) // size))
        write(ids, texts, desk)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX words_bands ON orders_words USING gin (bands)")
    return kept[:QUESTIONS]


def write(ids: Sequence[int], texts: Sequence[str], desk: int) -> None:
    """A chunk of orders and their index rows."""
    from jiesu.orders import index
    from jiesu.orders.bulk import _copy
    from jiesu.reading.similar import bands_many

    keys = bands_many(texts, masked=True).tolist()
    told = zip(ids, texts, strict=True)
    _copy(
        "orders_order",
        ORDER,
        (
            (
                f"F{pk:013}", "accepted", FIRST, "help", "", "phone", "", "", "P3", 4, desk, "", text[:20], text, False,
                False, "[]", "[]", FIRST, "", "", "", 1, 0, "", 1, b"\0", 1, pk,
            )
            for pk, text in told
        ),
    )  # fmt: skip
    rows = ((pk, "", index.keys_of(key)) for pk, key in zip(ids, keys, strict=True))
    _copy("orders_words", index.COLUMNS, rows)


def templates(stream: Random) -> list[str]:
    """Requests in the demo's words at many places."""
    from jiesu.ops.demo.texts import Writer

    writer = Writer(stream)
    places = (
        f"{stream.choice(STREETS)}样例{stream.randrange(1, 600)}号院{no % 97}号楼" for no in range(TEMPLATES)
    )
    return [writer.request(place, FIRST).text for place in places]


def changed(text: str, share: int, stream: Random) -> str:
    """The text with one in so many characters changed."""
    letters = list(text)
    for spot in stream.sample(range(len(letters)), max(1, len(letters) // share)):
        letters[spot] = stream.choice("的了在是我有和就不人都一")
    return "".join(letters)


if __name__ == "__main__":
    there = Place(Path(sys.argv[1]))
    there.enter()
    print(json.dumps(list(measured(int(sys.argv[2])))))
