"""Every cell of verb × role × place: allowed or refused as the table says, and nobody beyond it.

The oracle says in its own words what each reach means; it does not call the code it judges.
"""

from __future__ import annotations

import pytest

from jiesu.rules import reach
from jiesu.rules.reach import Actor, Reach, Seat, Target
from jiesu.rules.terms import Role, Verb

PLACES = {
    "same": ("lake", "/c/east/lake/"),
    "above": ("east", "/c/east/"),
    "top": ("c", "/c/"),
    "below": ("willow", "/c/east/lake/willow/"),
    "beside": ("hill", "/c/east/hill/"),
    "far": ("west", "/c/west/"),
    "alike": ("lak", "/c/east/lak/"),
    "none": ("", "/"),
}
"""Where the actor sits, seen from the unit that is acted on; "alike" shares its first letters and nothing else."""
TARGET = Target(
    unit="lake", path="/c/east/lake/", handler="person:handler", requester="party:7", units=("/c/east/lake/",)
)
KEYS = ("person:handler", "party:7", "person:somebody")
INSIDE = {
    Reach.CITY: set(PLACES),
    Reach.SUBTREE: {"same", "above", "top", "none"},
    Reach.BELOW: {"above", "top", "none"},
    Reach.UNIT: {"same"},
}
BLIND = {Verb.DRAW, Verb.ATTEMPT, Verb.RATE, Verb.GIVE_UP, Verb.AUDIT}
FOR_GUESTS_ONLY = {Verb.OPINE, Verb.ADVISE, Verb.RESPOND, Verb.DECLINE, Verb.REPORT_IN, Verb.FEED_BACK}
FOR_GUESTS_TOO = FOR_GUESTS_ONLY | {Verb.EVALUATE, Verb.CONFIRM, Verb.INSIST}


def expected(verb: Verb, role: Role, place: str, key: str, guests: tuple[str, ...]) -> bool:
    """What the words of the table mean."""
    unit, path = PLACES[place]
    if verb in BLIND and unit and path == TARGET.path:
        return False
    how_far = reach.MAY[verb].get(role)
    if how_far is None:
        return False
    if verb in FOR_GUESTS_TOO and unit in guests:
        return True
    if verb in FOR_GUESTS_ONLY:
        return False
    return key in KEYS[:2] if how_far is Reach.OWN else place in INSIDE[how_far]


@pytest.mark.parametrize("verb", list(Verb), ids=str)
def test_every_cell_is_allowed_or_refused_as_the_table_says(verb: Verb) -> None:
    wrong = []
    for role in Role:
        for place, (unit, path) in PLACES.items():
            for key in KEYS:
                for guests in ((), ("hill",)):
                    target = Target(TARGET.unit, TARGET.path, TARGET.handler, TARGET.requester,
                                    units=TARGET.units, guests=guests)  # fmt: skip
                    actor = Actor(key, seats=(Seat(role, unit, path),))
                    if reach.can(actor, verb, target) is not expected(verb, role, place, key, guests):
                        wrong.append((str(role), place, key, guests))
    assert wrong == []


@pytest.mark.parametrize("verb", list(Verb), ids=str)
def test_some_role_may_do_each_verb_and_no_administrator_may_do_any(verb: Verb) -> None:
    assert reach.MAY[verb]
    assert not {Role.ADMIN, Role.LAW_EDITOR} & reach.MAY[verb].keys()
