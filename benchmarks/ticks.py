"""What the house does by itself at size: the turn of each room, in a house that is in the middle of its life.

`python -m benchmarks ticks [--sizes 200000,1000000] [--record]`. Orders of two years with callers, places, categories,
lead units, ratings and events are written by SQL: all but those of the last days are closed, told, sealed and read.
Three turns are timed: the first (the days' work and the hour's fall due), one an hour and some new orders later, and a
quiet one a minute after. Each cell: seconds of the processor (this process and its database connection) and by the
clock. What reading learns is left out: that comes once whenever the history has grown by half. Goal: a quiet turn does
not grow with the house, and none lasts longer than a minute.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.common import STREETS, Place, installation, report, table

DAYS = 730
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SAMPLES, ARRIVE = 2000, 60
TURNS = ("first", "an hour later", "a quiet one")
Cost = tuple[float, float]
PARTIES = """
INSERT INTO callers_party (kind, name_hash, phone_hash, minor, first_seen)
SELECT 'person', sha256(('name' || g)::bytea), NULL, false, %(at)s
FROM generate_series(1, %(parties)s) g"""
ORDERS = """
WITH told AS (
 SELECT g, %(at)s - (%(size)s - g) * %(step)s AS received, (%(size)s - g) * %(step)s AS age,
  s.*, 1 + (g * 7919::bigint) %% %(parties)s AS party, u.units[1 + (g * 31::bigint) %% cardinality(u.units)] AS unit,
  a.areas[1 + (g * 31::bigint) %% cardinality(a.areas)] AS place_in, (g * 104729::bigint) %% 100 AS chance
 FROM generate_series(%(low)s, %(high)s) g JOIN bench_samples s ON s.no = (g * 6007::bigint) %% %(samples)s,
 (SELECT array_agg(id ORDER BY id) AS units FROM directory_unit WHERE level = 'street') u,
 (SELECT array_agg(id ORDER BY id) AS areas FROM directory_area WHERE level IN ('community', 'street')) a
), staged AS (
 SELECT told.*, CASE WHEN age < interval '2 hours' THEN 'accepted' WHEN age > interval '12 days' THEN 'closed'
  WHEN age > interval '6 days' AND chance < 85 THEN 'closed' WHEN age > interval '6 days' THEN 'rated'
  ELSE 'dispatched' END AS state FROM told
)
INSERT INTO orders_order (number, state, since, request_type, category, channel, source, external_no, level, urgency,
 desk_id, area_id, place, title, text, requester_id, confidential, anonymous, tags, lead_id, due, guests, received_at,
 accepted_at, dispatched_at, replied_at, rated_at, closed_at, contacted, solved, satisfied, outcome, round, pressed,
 grade, seq, head, sealed_seq)
SELECT to_char(received, 'YYMMDD') || lpad(g::text, 8, '0'), state, received, kind, category,
 CASE chance %% 3 WHEN 0 THEN 'phone' WHEN 1 THEN 'wechat' ELSE 'web' END, '', '', 'P3', 4, %(desk)s, place_in, place,
 title, text, party, chance = 7, false, '[]', CASE WHEN state <> 'accepted' THEN unit END,
 CASE WHEN state <> 'accepted' THEN received + interval '7 days' END, '[]', received, received,
 CASE WHEN state <> 'accepted' THEN received + interval '20 minutes' END,
 CASE WHEN state IN ('rated', 'closed') THEN received + least(age, interval '4 days') END,
 CASE WHEN state IN ('rated', 'closed') THEN received + least(age, interval '5 days') END,
 CASE WHEN state = 'closed' THEN received + least(age, interval '6 days') END,
 CASE WHEN state IN ('rated', 'closed') THEN true END,
 CASE WHEN state IN ('rated', 'closed') THEN CASE WHEN chance < 85 THEN 'yes' ELSE 'no' END ELSE '' END,
 CASE WHEN state IN ('rated', 'closed') THEN CASE WHEN chance < 85 THEN 'yes' ELSE 'no' END ELSE '' END,
 CASE WHEN state IN ('rated', 'closed') THEN CASE WHEN chance < 85 THEN 'double_yes' ELSE 'double_no' END ELSE '' END,
 1, 0, '', CASE state WHEN 'accepted' THEN 2 WHEN 'dispatched' THEN 3 ELSE 5 END, '\\x00',
 CASE state WHEN 'accepted' THEN 2 WHEN 'dispatched' THEN 3 ELSE 5 END FROM staged"""
EVENTS = """
INSERT INTO orders_event (order_id, seq, share, verb, before, after, order_state, by, seat, at, law, clause, key,
 facts, hash)
SELECT o.id, v.seq, v.share, v.verb, '', v.after, v.after, 'system:fill', 'system', v.at, '', '', '', '{}', '\\x00'
FROM orders_order o, LATERAL (VALUES (1, NULL::int, 'record', 'recorded', o.received_at),
 (2, NULL, 'accept', 'accepted', o.received_at), (3, 1, 'dispatch', 'dispatched', o.dispatched_at),
 (4, NULL, 'rate', 'rated', o.rated_at), (5, NULL, 'close', 'closed', o.closed_at))
 AS v (seq, share, verb, after, at) WHERE v.at IS NOT NULL AND o.id BETWEEN %(low)s AND %(high)s"""
SHARES = """
INSERT INTO orders_assignment (order_id, no, unit_id, role, mode, state, since, level, round, due, first_due,
 excluded, dispatched_at, claimed_at, contacted_at, signed_at, look_at)
SELECT o.id, 1, o.lead_id, 'lead', 'direct', CASE WHEN o.replied_at IS NULL THEN 'handling' ELSE 'signed' END,
 o.dispatched_at, 'P3', 1, o.due, o.due, false, o.dispatched_at, o.dispatched_at, o.dispatched_at, o.replied_at,
 CASE WHEN o.replied_at IS NULL THEN %(at)s + random() * interval '2 days' END
FROM orders_order o WHERE o.lead_id IS NOT NULL AND o.id BETWEEN %(low)s AND %(high)s"""
KNOWN = """
INSERT INTO notices_told (event_id) SELECT id FROM orders_event WHERE order_id BETWEEN %(low)s AND %(high)s;
INSERT INTO subjects_read (order_id, at, by) SELECT id, received_at, '' FROM orders_order
 WHERE id BETWEEN %(low)s AND %(high)s"""


def main(words: list[str]) -> None:
    """Each size in an installation and a process of its own; one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="200000,1000000")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    sizes, found = args.sizes.split(","), []
    for size in sizes:
        with installation() as place:
            command = [sys.executable, "-m", "benchmarks.ticks", str(place.data), size]
            done = subprocess.run(
                command, stdout=subprocess.PIPE, text=True, check=True, env=place.environment()
            )
            found.append(json.loads(done.stdout.splitlines()[-1]))
    heads = ("the turn of", *(f"{int(size):,}: {turn}" for size in sizes for turn in TURNS))
    rows = [
        (name, *("{:.2f} ({:.1f})".format(*told[name][n]) for told in found for n in range(len(TURNS))))
        for name in found[0]
    ]
    report(
        "ticks", f"python -m benchmarks ticks --sizes {args.sizes}", table(heads, rows), record=args.record
    )


def measured(size: int) -> dict[str, list[Cost]]:
    """What each room's turn costs, three times."""
    from jiesu.dispatch import learning
    from jiesu.kit import clock

    begins = clock.now() + timedelta(days=1)  # later than anything that was set up
    learning.learn = lambda at: ""
    fill(size, begins)
    found: dict[str, list[Cost]] = {}
    for at, new in ((begins, ARRIVE), (begins + HOUR, ARRIVE), (begins + HOUR + MINUTE, 0)):
        arrive(new, at - MINUTE)
        for name, cost in turn(at):
            found.setdefault(name, []).append(cost)
    found["all together"] = [(sum(c[n][0] for c in found.values()), sum(c[n][1] for c in found.values()))
                             for n in range(len(TURNS))]  # fmt: skip
    return found


def turn(at: datetime) -> Iterator[tuple[str, Cost]]:
    """The whole house's tick, room by room."""
    from jiesu.ops.commands import tick

    for name, run in tick._turns():
        begun, busy = time.perf_counter(), processor()
        done = run(at)
        cost = processor() - busy, time.perf_counter() - begun
        print(
            f"{at:%H:%M} {name}: {cost[0]:.2f} s ({cost[1]:.2f}); {done or ''}", file=sys.stderr, flush=True
        )
        yield name, cost


def processor() -> float:
    """Seconds that this process and its connection's server process have computed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    spent = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    return time.process_time() + int(spent) / 1e9


def fill(size: int, at: datetime) -> None:
    """Orders with all that hangs on them."""
    from jiesu.directory import queries as directory

    samples(at)
    told: dict[str, Any] = {
        "at": at, "size": size, "step": timedelta(days=DAYS) / size, "parties": size // 3, "samples": SAMPLES,
        "desk": directory.root_unit().pk,
    }  # fmt: skip
    sql("SET jiesu.tests = 'yes'; SET session_replication_role = replica")
    sql(PARTIES, told)
    for low in range(1, size + 1, 100_000):
        part = told | {"low": low, "high": min(low + 99_999, size)}
        for statement in (ORDERS, EVENTS, SHARES, *KNOWN.split(";")):
            sql(statement, part)
    sql("SET session_replication_role = origin; SELECT setval('orders_number', %(size)s)", told)
    sql("VACUUM ANALYZE")


def samples(at: datetime) -> None:
    """The demo's requests with categories of the catalogue, in a table beside."""
    from jiesu.ops.demo.texts import Writer
    from jiesu.policy import queries as policy

    stream = Random(3)
    writer, codes = Writer(stream), sorted(policy.in_force("routing", at).rules.categories)
    sql(
        "CREATE TEMP TABLE bench_samples (no int, title text, text text, place text, category text, kind text)"
    )
    for no in range(SAMPLES):
        place = f"{stream.choice(STREETS)}样例{stream.randrange(1, 60)}号院"
        words = writer.request(place, at).text
        told = (
            no,
            words[:20],
            words,
            place,
            stream.choice(codes),
            stream.choice(("help", "complaint", "inquiry")),
        )
        sql("INSERT INTO bench_samples VALUES (%s, %s, %s, %s, %s, %s)", told)


def arrive(count: int, at: datetime) -> None:
    """So many new orders come in, born by the house."""
    from jiesu.directory import queries as directory
    from jiesu.ops.demo.texts import Writer
    from jiesu.orders import face as orders
    from jiesu.rules.reach import SYSTEM
    from jiesu.rules.terms import RequestType, Verb

    stream, desk = Random(at.isoformat()), directory.root_unit().code
    writer = Writer(stream)
    told = [writer.request(f"{stream.choice(STREETS)}样例{no}号院", at).text for no in range(count)]
    born = orders.open_many(
        [orders.NewOrder(desk, text, request_type=RequestType.HELP, received_at=at, at=at) for text in told],
        by=SYSTEM, at=at,
    )  # fmt: skip
    orders.advance_many([orders.Move(one.number, Verb.ACCEPT, SYSTEM, at) for one in born])


def sql(text: str, told: Any = None) -> None:
    """One statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text, told)


if __name__ == "__main__":
    there = Place(Path(sys.argv[1]))
    there.enter()
    print(json.dumps(measured(int(sys.argv[2]))))
