"""Fills the demo: day after day what comes in is dispatched, then every order walks as far as it has got."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from jiesu.ops.demo.lives import Life, lives
from jiesu.ops.demo.texts import Writer
from jiesu.ops.demo.town import Town
from jiesu.ops.demo.walk import Case, Walk
from jiesu.orders import face as orders
from jiesu.policy import queries as policy

CHUNK = 400
DAYS = 92


def fill(town: Town, *, count: int, seed: int, now: datetime, step: Callable[[int], None]) -> int:
    """Open `count` requests over three months and walk them; the number of events that were written."""
    stream = Random(seed)
    writer = Writer(stream, policy.in_force("routing", now).rules.code_named)
    walk = Walk(town, writer, stream, end=now, step=lambda _: None)
    told = lives(stream, writer, town, count=count, first=now - timedelta(days=DAYS), last=now)
    for chunk in _chunks(told):
        with policy.remembered():
            _walk_chunk(walk, chunk)
        step(len(chunk))
    orders.seal_all(now)
    return len(told)


def _walk_chunk(walk: Walk, chunk: list[Life]) -> None:
    cases: list[Case] = []
    for _, day in groupby(chunk, key=lambda life: life.received.date()):
        taken = walk.take(list(day))
        walk.send(taken)
        cases += taken
    _live(walk, cases)


def _live(walk: Walk, cases: list[Case]) -> None:
    walk.forward(cases)
    walk.object(cases)
    walk.claim(cases)
    walk.assign(cases)
    walk.contact(cases)
    while cases:
        walk.act(cases)
        walk.submit(cases)
        walk.send_back(cases)
        walk.review(cases)
        walk.sign(cases)
        walk.draw(cases)
        walk.ask(cases)
        cases = walk.decide(cases)


def _chunks(told: list[Life]) -> Iterator[list[Life]]:
    for start in range(0, len(told), CHUNK):
        yield told[start : start + CHUNK]
