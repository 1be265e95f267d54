"""Clue files (问题线索): opened from an order, transferred, received, concluded; no word of them in the ledger.

Every touch, reading too, is a line of the clue's own log; the lines are chained by hash (R255, R259).
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from jiesu.directory import queries as directory
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.supervision import Misconduct
from jiesu.rules.verdict import NotYours, Refusal
from jiesu.supervision import queries
from jiesu.supervision.models import Clue, ClueAct, ClueLine, ClueState


@transaction.atomic
def open_clue(number: str, *, kind: Misconduct, words: str, by: Actor, at: datetime, about: str = "") -> Clue:
    """立线索: about the order's lead unit where none is named. The unit itself never holds it."""
    order = orders.find(number, by)
    holder = directory.unit(_holder_seat(by))
    unit = directory.unit(about) if about else order.lead
    if not words.strip():
        raise Refusal("Say it in words.")
    if unit is not None and holder.path.startswith(unit.path):
        raise NotYours("A clue about %(unit)s is held outside it.", unit=unit.label)
    clue = Clue.objects.create(
        order=order, about=unit, kind=kind, words=words.strip(), state=ClueState.OPENED, opener=holder,
        holder=holder, opened_at=at,
    )  # fmt: skip
    _line(clue, ClueAct.OPEN, words, by=by, at=at)
    return clue


@transaction.atomic
def read_clue(pk: int, *, by: Actor, at: datetime) -> Clue:
    """查阅: who holds it may read it, and the reading stays in its log."""
    clue = _held(pk, by)
    _line(clue, ClueAct.READ, "", by=by, at=at)
    return clue


@transaction.atomic
def send_clue(pk: int, *, to: str, by: Actor, at: datetime) -> Clue:
    """移送: from now on the other body holds it, and only that one."""
    clue = _held(pk, by)
    unit = directory.unit(to)
    if clue.state not in (ClueState.OPENED, ClueState.RECEIVED):
        raise Refusal("The clue is “%(state)s”; it cannot be transferred now.", state=ClueState(clue.state))
    if not queries.takes_clues(unit):
        raise Refusal("Nobody in %(unit)s may hold a clue.", unit=unit.label)
    if clue.about is not None and unit.path.startswith(clue.about.path):
        raise NotYours("A clue about %(unit)s is held outside it.", unit=clue.about.label)
    _line(clue, ClueAct.SEND, unit.code, by=by, at=at)
    clue.holder, clue.state = unit, ClueState.SENT
    clue.save(update_fields=["holder", "state", "head"])
    return clue


@transaction.atomic
def receive_clue(pk: int, *, by: Actor, at: datetime) -> Clue:
    """签收: the receipt is recorded."""
    clue = _held(pk, by)
    if clue.state != ClueState.SENT:
        raise Refusal("The clue is “%(state)s”; there is nothing to receive.", state=ClueState(clue.state))
    _line(clue, ClueAct.RECEIVE, "", by=by, at=at)
    clue.state, clue.received_at = ClueState.RECEIVED, at
    clue.save(update_fields=["state", "received_at", "head"])
    return clue


@transaction.atomic
def conclude_clue(pk: int, *, outcome: str, by: Actor, at: datetime) -> Clue:
    """处理结果."""
    clue = _held(pk, by)
    if clue.state not in (ClueState.OPENED, ClueState.RECEIVED):
        raise Refusal("The clue is “%(state)s”; it cannot be concluded now.", state=ClueState(clue.state))
    if not outcome.strip():
        raise Refusal("Say it in words.")
    _line(clue, ClueAct.CONCLUDE, outcome, by=by, at=at)
    clue.state, clue.closed_at, clue.outcome = ClueState.CLOSED, at, outcome.strip()
    clue.save(update_fields=["state", "closed_at", "outcome", "head"])
    return clue


def chained(clue: Clue) -> bool:
    """Whether the log of a clue is whole: every line follows from the one before, and the last one is the head."""
    before = b""
    for line in clue.lines.order_by("seq"):
        if bytes(line.hash) != _hash(before, line):
            return False
        before = bytes(line.hash)
    return before == bytes(clue.head)


def _held(pk: int, by: Actor) -> Clue:
    clue = (
        Clue.objects.select_for_update(of=("self",))
        .select_related("order", "about", "holder", "opener")
        .filter(pk=pk)
        .first()
    )
    if clue is None or clue.holder.code not in queries.clue_units(by):
        raise NotYours("There is no such clue that you may see.")
    return clue


def _holder_seat(by: Actor) -> str:
    units = queries.clue_units(by)
    if not units:
        raise NotYours("Only supervision and discipline inspection hold clues.")
    return units[0]


def _line(clue: Clue, act: ClueAct, words: str, *, by: Actor, at: datetime) -> None:
    last = clue.lines.order_by("-seq").first()
    line = ClueLine(
        clue=clue, seq=last.seq + 1 if last else 1, act=act, at=at, by=by.key, unit=queries.clue_units(by)[0],
        print=hashlib.sha256(words.encode()).hexdigest(),
    )  # fmt: skip
    line.hash = _hash(bytes(clue.head), line)
    line.save(force_insert=True)
    clue.head = line.hash
    clue.save(update_fields=["head"])


def _hash(before: bytes, line: ClueLine) -> bytes:
    said = "\n".join(
        [str(line.clue_id), str(line.seq), str(line.act), orders.iso(line.at), line.by, line.unit, line.print]
    )
    return hashlib.sha256(before + said.encode()).digest()
