"""Full-text search and near-copies in the product: time of a question, size of the index, cost at birth.

`python -m benchmarks search [--size 100000] [--record]`. Orders of the sample district are born in bulk through the
spine (no reading), then asked: one character, a rare and a common phrase, two words; by the city and by a street;
and near-copies of texts with a tenth of their characters changed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from benchmarks.common import FIRST, STREETS, installation, report, table

ASKED = {
    "one character": ("水", "灯", "堵"),
    "common word": ("小区", "停车", "噪音"),
    "rare phrase": ("望京街道样例", "样例7号院", "机场街道样例"),
    "two words": ("停水 小区", "路灯 街道", "物业 电梯"),
}
ROUNDS = 40
LETTERS = "".join(chr(0x4E00 + 7 * n) for n in range(900))
"""Characters of the added sentences."""


def main(words: list[str]) -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    with installation() as place:
        place.enter()
        text = measured(args.size)
    report("search", f"python -m benchmarks search --size {args.size}", text, record=args.record)


def measured(size: int) -> str:
    """Everything once, as Markdown."""
    from django.db import connection

    from jiesu.intake import filling
    from jiesu.intake import queries as intake
    from jiesu.orders import face as orders
    from jiesu.orders import index
    from jiesu.rules.reach import SYSTEM

    texts, rate = filled(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE orders_words")
        cursor.execute("ANALYZE orders_order")
    at = FIRST + timedelta(days=300)
    stream, actors, rows = Random(2), {"city": SYSTEM, "a street": street()}, []
    for who, actor in actors.items():
        for kind, asked in ASKED.items():
            times = [
                timed(lambda w=w, a=actor: orders.search(w, a, at)) for w in asked * (ROUNDS // len(asked))
            ]
            rows.append((f"search, {kind}, {who}", *centiles(times)))
    agent = [stream.choice(texts)[:200] for _ in range(ROUNDS)]
    filling.filled("", agent[0], at)
    times = [timed(lambda t=t: (filling.filled("", t, at), intake.near(t, SYSTEM, at))) for t in agent]
    rows.append(("the agent's form: all guesses and near-copies", *centiles(times)))
    edited = [changed(stream.choice(texts), stream) for _ in range(ROUNDS * 3)]
    found: list[Any] = []
    times = [timed(lambda t=t: found.append(orders.near(t[1], SYSTEM))) for t in edited]
    hit = sum(
        any(c.order.text == original for c in copies)
        for (original, _), copies in zip(edited, found, strict=True)
    )
    rows.append(("near-copies, 10 % changed", *centiles(times)))
    part = index.size()
    sizes = [(name, f"{part[name] / part['orders']:,.0f}") for name in ("tokens", "bands", "table")]
    return "\n\n".join((
        table(("question", "median (ms)", "p95 (ms)"), rows),
        f"Recall of the changed original: {hit / len(edited):.2f}. Born in bulk with the index: {rate:,.0f} orders/s.",
        table(("part", "bytes an order"), sizes),
    ))  # fmt: skip


def filled(size: int) -> tuple[list[str], float]:
    """Orders of the demo's words at the units of the sample district; their texts, and orders a second."""
    from jiesu.directory import queries as directory
    from jiesu.ops.demo.texts import Writer
    from jiesu.orders import face as orders
    from jiesu.orders.face import NewOrder
    from jiesu.rules.reach import SYSTEM
    from jiesu.rules.terms import RequestType

    stream, texts, begun = Random(1), [], time.perf_counter()
    writer, desk, spent = Writer(stream), directory.root_unit().code, 0.0
    for first in range(0, size, 2000):
        records = []
        for no in range(first, min(first + 2000, size)):
            at = FIRST + timedelta(minutes=4 * no)
            words = writer.request(
                f"{stream.choice(STREETS)}样例{stream.randrange(1, 60)}号院{no % 97}号楼", at
            )
            text = varied(words.text, stream)
            texts.append(text)
            records.append(NewOrder(desk, text, request_type=RequestType.HELP, received_at=at, at=at))
        begun = time.perf_counter()
        orders.open_many(records, by=SYSTEM, at=FIRST)
        spent += time.perf_counter() - begun
    return texts, size / spent


def varied(text: str, stream: Random) -> str:
    """A text with the sentences that a person would add: the demo's few templates alone would all be copies."""
    return text + "".join(stream.choice(LETTERS) for _ in range(60))


def street() -> Any:
    """Whoever leads the first street: sees little of all this."""
    from jiesu.directory import queries as directory
    from jiesu.directory.kinds import UnitKind
    from jiesu.rules.reach import Actor, Seat
    from jiesu.rules.terms import Role

    unit = directory.units().filter(kind=UnitKind.STREET).order_by("path")[0]
    return Actor("person:bench", seats=(Seat(Role.HEAD, unit.code, unit.path),))


def changed(text: str, stream: Random) -> tuple[str, str]:
    """A text, and itself with a tenth of its characters changed."""
    letters = list(text)
    for spot in stream.sample(range(len(letters)), max(1, len(letters) // 10)):
        letters[spot] = stream.choice("的了在是我有和就不人都一")
    return text, "".join(letters)


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def centiles(times: list[float]) -> tuple[str, str]:
    """Median and 95th centile."""
    ordered = sorted(times)
    return f"{ordered[len(ordered) // 2]:.1f}", f"{ordered[int(len(ordered) * 0.95)]:.1f}"
