"""The sample town under the shipped law, and many rated orders of it, made by walking real verbs at random."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from jiesu.directory.kinds import AreaLevel, UnitKind, UnitLevel
from jiesu.directory.models import Area, Person, Seat, Source, Unit
from jiesu.followup import actions as followup
from jiesu.orders import face as orders
from jiesu.orders.face import Birth, Order
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.sampling import Means
from jiesu.rules.terms import Mode, Role, Satisfied, Solved, UnitRole, Verb
from tests.builders import AT, Town, new_order, town
from tests.rooms.assessment.results import BAD, GOOD

STEPS = (
    (Verb.CLAIM, Role.REQUEST_CENTRE),
    (Verb.ASSIGN, Role.REQUEST_CENTRE),
    (Verb.CONTACT, Role.HANDLER),
    (Verb.SUBMIT, Role.HANDLER),
    (Verb.REVIEW, Role.HEAD),
    (Verb.SIGN, Role.AREA_LEADER),
)


@pytest.fixture
def place(db: None) -> Town:
    policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
    Source.objects.create(code="outside", name="样例不计入来源", channel="other", counts_in_assessment=False)
    return town()


class City:
    """Makes orders that are received, sent to units, handled and answered."""

    def __init__(self, place: Town) -> None:
        self.place = place

    def order(
        self,
        *ways: tuple[str, Mode],
        at: datetime = AT,
        source: str = "",
        answers: tuple[tuple[bool, Solved, Satisfied], ...] = (),
        **told: object,
    ) -> Order:
        """An order sent to the units named, signed off by each, and answered once a round."""
        agent = self.place.actor(Role.AGENT, "centre")
        order = orders.open(new_order(source=source, **told), by=agent, at=at)
        orders.advance(order.number, Verb.ACCEPT, by=agent, at=at)
        births = tuple(
            Birth(unit=unit, mode=mode, role=UnitRole.ASSIST if n else UnitRole.LEAD, due=at + timedelta(days=1),
                  facts={} if n else {"lead": unit})
            for n, (unit, mode) in enumerate(ways)
        )  # fmt: skip
        if births:
            orders.advance(order.number, Verb.DISPATCH, by=SYSTEM, at=at, births=births)
        for no, (unit, _mode) in enumerate(ways, 1):
            self.sign(order, unit, no, at, STEPS)
        for round_, (contacted, solved, satisfied) in enumerate(answers):
            if round_:
                followup.rehandle(order.number, by=SYSTEM, at=at, why="again")
                self.sign(order, ways[0][0], 1, at, STEPS[3:])
            followup.draw(order.number, by=SYSTEM, at=at, means=Means.CALL)
            followup.rate(
                order.number, contacted=contacted, solved=solved, satisfied=satisfied, by=SYSTEM, at=at
            )
        return orders.find(order.number, SYSTEM)

    def sign(
        self, order: Order, unit: str, no: int, at: datetime, steps: tuple[tuple[Verb, Role], ...]
    ) -> None:
        moves = [
            orders.Move(order.number, verb, self.place.actor(role, unit), at, no,
                        facts={"handler": f"{unit}.{Role.HANDLER}"} if verb is Verb.ASSIGN else {})
            for verb, role in steps
        ]  # fmt: skip
        assert not [r for r in orders.advance_many(moves) if isinstance(r, Exception)]

    def random(self, seed: int, count: int) -> list[Order]:
        """Orders of every sort: several units, passed on, recalled, outside the period, two rounds, not asked."""
        chance = random.Random(seed)
        return [self._any(chance) for _ in range(count)]

    def _any(self, chance: random.Random) -> Order:
        units = chance.sample(["lake", "hill", "housing", "heat", "willow"], chance.choice([1, 1, 1, 2]))
        ways = tuple((unit, chance.choice([Mode.DIRECT, Mode.FORWARDED, Mode.DUAL])) for unit in units)
        told = [
            (chance.random() < 0.9, chance.choice(list(Solved)), chance.choice(list(Satisfied)))
            for _ in range(chance.choice([0, 1, 1, 1, 2]))
        ]
        if told and _double_yes(told[0]):
            told = told[:1]
        at = AT + timedelta(days=chance.choice([-20, 0, 0, 1, 5]), minutes=chance.randrange(300))
        return self.order(*ways, at=at, source=chance.choice(["", "", "", "outside"]), answers=tuple(told))


def _double_yes(answer: tuple[bool, Solved, Satisfied]) -> bool:
    return answer[1] is Solved.YES and answer[2] is not Satisfied.NO


@pytest.fixture
def city(place: Town) -> City:
    return City(place)


@pytest.fixture
def boss(place: Town) -> Actor:
    return place.actor(Role.ASSESSOR, "centre")


@pytest.fixture
def shore(place: Town) -> Unit:
    """A street of the other district."""
    area = Area.objects.create(
        code="s-shore",
        name="样例海岸街道",
        level=AreaLevel.STREET,
        parent=place.areas["d-west"],
        path="/city/d-west/s-shore/",
    )
    west = place.units["west"]
    made = Unit.objects.create(
        code="shore", name="样例海岸街道", kind=UnitKind.STREET, level=UnitLevel.STREET, parent=west, area=area,
        path=f"{west.path}shore/",
    )  # fmt: skip
    for role in (Role.REQUEST_CENTRE, Role.HANDLER, Role.HEAD, Role.AREA_LEADER):
        person = Person.objects.create_user(
            f"shore.{role}", name=f"样例{role.zh}", password="a-sample-password-9"
        )
        Seat.objects.create(person=person, unit=made, role=role)
    place.units["shore"], place.areas["s-shore"] = made, area
    return made


@pytest.fixture
def three(city: City, shore: Unit) -> City:
    """Ten orders each: the shore's all good, the lake's nine, the hill's eight."""
    for n in range(10):
        city.order(("shore", Mode.DIRECT), answers=(GOOD,))
        city.order(("lake", Mode.DIRECT), answers=(GOOD if n else BAD,))
        city.order(("hill", Mode.DIRECT), answers=(GOOD if n > 1 else BAD,))
    return city
