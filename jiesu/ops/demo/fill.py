"""Fills the demo: day after day what comes in is dispatched, then every order walks as far as it has got.

The requests are drawn from one seeded stream; they are walked in portions, each with a stream of its own, by
as many processes as there are processors.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from django.db import connection

from jiesu.assessment import actions as assessment
from jiesu.assessment import queries as periods
from jiesu.ops.demo.desks import Desks
from jiesu.ops.demo.lives import Life, lives
from jiesu.ops.demo.special import Special
from jiesu.ops.demo.texts import Writer
from jiesu.ops.demo.town import Town
from jiesu.ops.demo.walk import Case, Walk
from jiesu.orders import face as orders
from jiesu.policy import queries as policy
from jiesu.rules.terms import Role
from jiesu.rules.verdict import Refusal

PORTION = 250
DAYS = 92
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Work:
    """Some requests in a row, and what it takes to walk them."""

    town: Town
    told: list[Life]
    seed: str
    now: datetime


def fill(town: Town, *, count: int, seed: int, now: datetime, step: Callable[[int], None]) -> int:
    """Open `count` requests over three months and walk them; how many there were."""
    stream = Random(seed)
    told = lives(stream, _writer(stream, now), town, count=count, first=now - timedelta(days=DAYS), last=now)
    parts = range(0, len(told), PORTION)
    works = [Work(town, told[start : start + PORTION], f"{seed}:{start}", now) for start in parts]
    connection.close()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(min(PROCESSES, os.cpu_count() or 1), mp_context=fork) as pool:
        for done in pool.map(walk_portion, works):
            step(done)
    with policy.remembered():
        Special(town, now=now).all()
        Desks(town, now=now).all()
    _assess(town, now)
    orders.seal_all(now)
    return len(told)


def _assess(town: Town, now: datetime) -> None:
    """考评: the assessor opens the periods of the three months and freezes those whose day has come."""
    by = town.actor(Role.ASSESSOR, "centre")
    for back in (92, 61, 31, 0):
        first, last = periods.days_of(now - timedelta(days=back))
        try:
            period = assessment.open_period(first, last, by=by, at=now)
            assessment.freeze(period.pk, by=by, at=now)
        except Refusal:  # opened already, or not yet to be frozen
            continue


def walk_portion(work: Work, *, close: bool = True) -> int:
    """Walk one portion, as far as its orders have got by now. `close`: the connection of this process afterwards."""
    stream = Random(work.seed)
    walk = Walk(work.town, _writer(stream, work.now), stream, end=work.now)
    cases: list[Case] = []
    with policy.remembered():
        for _, day in groupby(work.told, key=lambda life: life.received.date()):
            taken = walk.take(list(day))
            walk.send(taken)
            cases += taken
        _live(walk, cases)
    if close:
        connection.close()
    return len(work.told)


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


def _writer(stream: Random, now: datetime) -> Writer:
    return Writer(stream, policy.in_force("routing", now).rules.code_named)
