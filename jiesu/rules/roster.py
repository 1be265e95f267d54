"""The duty roster (24×365值守): turns that repeat, and the hours that nobody covers.

Source: “坚持24×365值守制度” (R042), 7×24 service (R036). Pure: shifts in, gaps out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from jiesu.rules.verdict import Refusal

Period = tuple[datetime, datetime]
MOST_TURNS = 3700
"""Ten years of daily turns: more is a slip of the pen."""


def turns(starts: datetime, ends: datetime, *, every: int, until: datetime) -> Iterator[Period]:
    """A shift and its repetitions every so many days, as long as they start before `until`."""
    if ends <= starts:
        raise Refusal("A shift ends after it begins.")
    if every < 1:
        raise Refusal("A shift comes again after at least one day.")
    step, count = timedelta(days=every), 0
    while starts < until:
        count += 1
        if count > MOST_TURNS:
            raise Refusal("A rotation has at most %(most)s turns.", most=MOST_TURNS)
        yield starts, ends
        starts, ends = starts + step, ends + step


def gaps(shifts: Iterable[Period], *, since: datetime, until: datetime) -> list[Period]:
    """The times between `since` and `until` that no shift covers, in order."""
    found: list[Period] = []
    reached = since
    for starts, ends in sorted(shifts):
        if ends <= reached:
            continue
        if starts >= until:
            break
        if starts > reached:
            found.append((reached, starts))
        reached = ends
    if reached < until:
        found.append((reached, until))
    return found


def hours(periods: Iterable[Period]) -> float:
    """How many hours some periods last together, with one decimal."""
    seconds = sum((ends - starts).total_seconds() for starts, ends in periods)
    return round(seconds / 3600, 1)
