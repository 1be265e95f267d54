"""Whole lives of orders, and the watch over what becomes due.

`python -m benchmarks life [--lives 400] [--open 1000000] [--record]`. (1) Lives of twelve verbs, singly (each verb a
durable transaction of its own, as people work) and through `advance_many` (as imports and simulation do). (2) The
same lives with 10,000 and with 1,000,000 events in the ledger: what an event costs must not grow with its age.
(3) `orders.watch` over many open shares of which few are due: the time must follow the due ones.
Orders, shares and events that only fill the tables are written by SQL; what is timed is the house's own code.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.common import Place, installation, report, table

AT = datetime.fromisoformat("2026-03-02T01:00:00+00:00")
VERBS = 12
FILL_ORDERS = """
INSERT INTO orders_order (number, state, since, request_type, category, channel, source, external_no, level, urgency,
 desk_id, place, title, text, confidential, anonymous, tags, guests, received_at, solved, satisfied, outcome, round,
 pressed, grade, seq, head, sealed_seq)
SELECT 'F' || lpad(g::text, 12, '0'), %(state)s, %(at)s, 'help', '', 'phone', '', '', 'P3', 4, %(desk)s, '', '停水',
 '停水', false, false, '[]', '[]', %(at)s, '', '', '', 1, 0, '', 10, '\\x00', 10
FROM generate_series(%(low)s, %(high)s) g"""
FILL_EVENTS = """
INSERT INTO orders_event (order_id, seq, verb, before, after, order_state, by, seat, at, law, clause, key, facts, hash)
SELECT o.id, s, 'supplement', 'recorded', 'recorded', 'recorded', 'system:fill', 'system', %(at)s, '', '', '', '{}',
 '\\x00' FROM orders_order o, generate_series(1, 10) s WHERE o.number BETWEEN %(first)s AND %(last)s"""
FILL_SHARES = """
INSERT INTO orders_assignment (order_id, no, unit_id, role, mode, state, since, level, round, due, first_due,
 excluded, dispatched_at, claimed_at, contacted_at, look_at)
SELECT o.id, 1, %(unit)s, 'lead', 'direct', 'handling', %(at)s, 'P3', 1, d.due, d.due, false, %(at)s, %(at)s, %(at)s,
 d.due FROM orders_order o,
 LATERAL (SELECT CASE WHEN right(o.number, 12)::bigint - %(low)s < %(due)s THEN %(soon)s ELSE %(late)s END AS due) d
WHERE o.number BETWEEN %(first)s AND %(last)s"""


def main(words: list[str]) -> None:
    """Lives at two ages of the ledger, then the watch at three sizes; each in one throw-away installation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=400)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    with installation() as place:
        command = [sys.executable, "-m", "benchmarks.life", str(place.data), str(args.lives), str(args.open)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=place.environment())
    told = f"python -m benchmarks life --lives {args.lives} --open {args.open}"
    report("life", told, done.stdout.strip(), record=args.record)


def measured(place: Place, lives: int, open_shares: int) -> str:
    """Both tables of results."""
    place.enter()
    house = House()
    house.lives(20), house.lives_together(50)  # warm
    rows = []
    for age in (10_000, 1_000_000):
        house.age(age)
        one, many = house.lives(lives), house.lives_together(lives)
        rows.append((f"{house.events():,}", *_rates(lives, one), *_rates(lives, many)))
    head = ("events in the ledger", "lives/s, singly", "ms an event", "lives/s, together", "ms an event")
    watched = []
    for size, due in (
        (open_shares // 10, open_shares // 100),
        (open_shares, open_shares // 100),
        (open_shares, 1000),
    ):
        watched.append((f"{size:,}", f"{due:,}", *house.watch(size, due)))
    below = table(
        ("open shares", "of them due", "seconds", "moments noted", "noted a second", "second turn (s)"),
        watched,
    )
    return table(head, rows) + "\n\n" + below


def _rates(lives: int, seconds: float) -> tuple[str, str]:
    return f"{lives / seconds:.1f}", f"{1000 * seconds / lives / (VERBS + 1):.2f}"


class House:
    """The entered installation, and hands that may do what a life needs."""

    def __init__(self) -> None:
        from jiesu.directory import queries as directory
        from jiesu.directory.models import Person
        from jiesu.rules.reach import SYSTEM, Actor, Seat
        from jiesu.rules.terms import Role

        self.centre = directory.unit(
            next(iter(directory.units().filter(parent=None).values_list("code", flat=True)))
        )
        self.street = directory.units().filter(level="street").order_by("code").first()
        self.handler = Person.objects.create_user("bench.handler", name="样例办件人")
        desk = [
            Seat(r, self.centre.code, self.centre.path)
            for r in (Role.AGENT, Role.DISPATCHER, Role.FOLLOWUP_AGENT)
        ]
        street = [
            Seat(r, self.street.code, self.street.path)
            for r in (Role.REQUEST_CENTRE, Role.HEAD, Role.AREA_LEADER, Role.HANDLER)
        ]
        self.hands = {"centre": Actor("person:bench.centre", seats=tuple(desk)),
                      "street": Actor("person:bench.street", seats=tuple(street)), "system": SYSTEM}  # fmt: skip
        self.filled = 0

    def steps(self) -> list[tuple[str, Any, dict[str, Any]]]:
        """(whose hand, verb, what goes with it): a life from acceptance to archive."""
        from jiesu.orders.face import Birth
        from jiesu.rules.terms import Verb

        birth = Birth(unit=self.street.code, due=AT + timedelta(days=7), facts={"lead": self.street.code})
        said = {"contacted": True, "solved": "yes", "satisfied": "yes", "outcome": "double_yes"}
        share: dict[str, Any] = {"share": 1}
        return [
            ("centre", Verb.ACCEPT, {}),
            ("centre", Verb.DISPATCH, {"births": (birth,)}),
            ("street", Verb.CLAIM, share),
            ("street", Verb.ASSIGN, share | {"facts": {"handler": self.handler.login}}),
            ("street", Verb.CONTACT, share),
            ("street", Verb.ACT, share),
            ("street", Verb.SUBMIT, share),
            ("street", Verb.REVIEW, share),
            ("street", Verb.SIGN, share),
            ("centre", Verb.RATE, {"facts": said}),
            ("centre", Verb.CLOSE, {}),
        ]

    def _new(self) -> Any:
        from jiesu.orders.face import NewOrder
        from jiesu.rules.terms import Level

        return NewOrder(desk=self.centre.code, text="样例小区停水两天了，请尽快处理。", level=Level.P3)

    def lives(self, count: int) -> float:
        """Seconds for so many lives, each verb in a transaction of its own."""
        from jiesu.orders import face as orders

        begun = time.perf_counter()
        for _ in range(count):
            number = orders.open(self._new(), by=self.hands["centre"], at=AT).number
            for minute, (hand, verb, more) in enumerate(self.steps(), start=1):
                orders.advance(number, verb, by=self.hands[hand], at=AT + timedelta(minutes=minute), **more)
        return time.perf_counter() - begun

    def lives_together(self, count: int) -> float:
        """Seconds for so many lives through the bulk ways."""
        from jiesu.orders import face as orders
        from jiesu.orders.face import Event, Move

        begun = time.perf_counter()
        opened = orders.open_many([self._new() for _ in range(count)], by=self.hands["centre"], at=AT)
        for minute, (hand, verb, more) in enumerate(self.steps()[1:], start=1):
            moment = AT + timedelta(minutes=minute)
            moves = [Move(o.number, verb, self.hands[hand], moment, **more) for o in opened]
            done = orders.advance_many(moves)
            assert all(isinstance(one, Event) for one in done), next(
                d for d in done if not isinstance(d, Event)
            )
        return time.perf_counter() - begun

    def age(self, events: int) -> None:
        """Fill the ledger until it has so many events."""
        missing = events - self.events()
        if missing > 0:
            self._fill("closed", -(-missing // 10))

    def events(self) -> int:
        """How many events there are."""
        return int(self._sql("SELECT count(*) FROM orders_event")[0][0])

    def watch(self, size: int, due: int) -> tuple[str, str, str, str]:
        """The watch over so many open shares of which so many are due; and once more when nothing is."""
        from jiesu.orders import face as orders

        self._sql("UPDATE orders_assignment SET look_at = NULL WHERE look_at IS NOT NULL")
        self._sql("TRUNCATE orders_mark CASCADE")
        soon, late = AT + timedelta(days=1), AT + timedelta(days=30)
        self._fill("dispatched", size, shares=True, due=due, soon=soon, late=late)
        begun = time.perf_counter()
        noted = orders.watch(AT + timedelta(days=2))
        seconds = time.perf_counter() - begun
        begun = time.perf_counter()
        assert orders.watch(AT + timedelta(days=2)) == 0
        again = time.perf_counter() - begun
        assert noted >= due, f"{noted} of {due} moments were noted"
        self._sql("UPDATE orders_assignment SET look_at = NULL WHERE look_at IS NOT NULL")
        return f"{seconds:.2f}", f"{noted:,}", f"{noted / seconds:,.0f}", f"{again:.3f}"

    def _fill(self, state: str, count: int, *, shares: bool = False, **more: Any) -> None:
        low, high = self.filled + 1, self.filled + count
        self.filled = high
        told = {
            "state": state, "at": AT, "desk": self.centre.pk, "unit": self.street.pk, "low": low, "high": high,
            "first": f"F{low:012}", "last": f"F{high:012}", **more,
        }  # fmt: skip
        self._sql(FILL_ORDERS, told)
        self._sql(FILL_SHARES if shares else FILL_EVENTS, told)
        self._sql("ANALYZE")

    @staticmethod
    def _sql(text: str, told: dict[str, Any] | None = None) -> list[Any]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET jiesu.tests = 'yes'")
            cursor.execute(text, told)
            return cursor.fetchall() if cursor.description else []


if __name__ == "__main__":
    print(measured(Place(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])))
