"""A small sample town, actors for every seat in it, and orders brought to any state by walking the real verbs.

No builder ever sets a state: `order_at` walks. All names are samples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from jiesu.directory import queries as directory
from jiesu.directory.kinds import AreaLevel, UnitKind, UnitLevel
from jiesu.directory.models import Area, Person, Seat, Unit
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Birth, NewOrder, Order
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import (
    AssignmentState,
    Channel,
    Level,
    Mode,
    OrderState,
    Outcome,
    RequestType,
    Role,
    Satisfied,
    Solved,
    UnitRole,
    Verb,
)

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday 2 March 2026, 09:00 in Beijing."""

UNITS = (
    # code, name, kind, level, parent, area
    ("centre", "样例市热线中心", UnitKind.CITY_CENTRE, UnitLevel.CITY, "", "city"),
    ("east", "样例东区指挥中心", UnitKind.COMMAND_CENTRE, UnitLevel.DISTRICT, "centre", "d-east"),
    ("west", "样例西区指挥中心", UnitKind.COMMAND_CENTRE, UnitLevel.DISTRICT, "centre", "d-west"),
    ("lake", "样例湖滨街道", UnitKind.STREET, UnitLevel.STREET, "east", "s-lake"),
    ("hill", "样例山前街道", UnitKind.STREET, UnitLevel.STREET, "east", "s-hill"),
    ("housing", "样例东区房管局", UnitKind.DISTRICT_DEPARTMENT, UnitLevel.DISTRICT, "east", "d-east"),
    ("heat", "样例热力公司", UnitKind.PUBLIC_SERVICE, UnitLevel.CITY, "centre", "city"),
    ("willow", "样例柳荫社区", UnitKind.COMMUNITY, UnitLevel.COMMUNITY, "lake", "c-willow"),
)
AREAS = (
    ("city", "样例市", AreaLevel.CITY, ""),
    ("d-east", "样例东区", AreaLevel.DISTRICT, "city"),
    ("d-west", "样例西区", AreaLevel.DISTRICT, "city"),
    ("s-lake", "样例湖滨街道", AreaLevel.STREET, "d-east"),
    ("s-hill", "样例山前街道", AreaLevel.STREET, "d-east"),
    ("c-willow", "样例柳荫社区", AreaLevel.COMMUNITY, "s-lake"),
)
STREET_SEATS = (Role.REQUEST_CENTRE, Role.HANDLER, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER)
SEATS: dict[str, tuple[Role, ...]] = {
    "centre": (Role.AGENT, Role.DISPATCHER, Role.FOLLOWUP_AGENT, Role.ASSESSOR, Role.SUPERVISOR, Role.ADMIN,
               Role.LAW_EDITOR),
    "east": (Role.DISPATCHER, Role.DISTRICT_LEADER, Role.SUPERVISOR, *STREET_SEATS),
    "west": (Role.DISPATCHER,),
    "lake": STREET_SEATS,
    "hill": STREET_SEATS,
    "housing": STREET_SEATS,
    "heat": STREET_SEATS,
    "willow": STREET_SEATS,
}  # fmt: skip
PASSWORD = "a-sample-password-9"


@dataclass
class Town:
    """The sample town in the database."""

    units: dict[str, Unit] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)

    def actor(self, role: Role, unit: str) -> Actor:
        """The person who holds that seat, as an actor."""
        return directory.actor_for(self.person(role, unit), AT)

    def person(self, role: Role, unit: str) -> Person:
        """The person who holds that seat; login `unit.role`, password PASSWORD."""
        return Person.objects.get(login=f"{unit}.{role}")


def town() -> Town:
    """Build the sample town: areas, units, one person for every seat."""
    made = Town()
    for code, name, level, parent in AREAS:
        above = made.areas.get(parent)
        path = f"{above.path if above else '/'}{code}/"
        made.areas[code] = Area.objects.create(code=code, name=name, level=level, parent=above, path=path)
    for code, name, kind, level, parent, area in UNITS:
        boss = made.units.get(parent)
        made.units[code] = Unit.objects.create(
            code=code, name=name, kind=kind, level=level, parent=boss, area=made.areas[area],
            path=f"{boss.path if boss else '/'}{code}/", is_public_service=kind is UnitKind.PUBLIC_SERVICE,
        )  # fmt: skip
    for unit, roles in SEATS.items():
        for role in roles:
            login = f"{unit}.{role}"
            person = Person.objects.create_user(login, name=f"样例{role.zh}", password=PASSWORD)
            Seat.objects.create(person=person, unit=made.units[unit], role=role)
    return made


def new_order(**changes: object) -> NewOrder:
    """A plain sample request: no water in a building of the lake street."""
    told: dict[str, object] = {
        "desk": "centre",
        "text": "柳荫社区三号楼停水两天了，一直没有人来修，请尽快处理。",
        "title": "柳荫社区三号楼停水",
        "channel": Channel.PHONE,
        "request_type": RequestType.HELP,
        "category": "供水",
        "level": Level.P2,
        "area": "c-willow",
        "place": "柳荫社区三号楼",
    }
    return NewOrder(**(told | changes))  # type: ignore[arg-type]


LEAD = "lake"
SHARE_WALK: dict[AssignmentState, tuple[tuple[Verb, Role], ...]] = {
    AssignmentState.SENT: (),
    AssignmentState.CLAIMED: ((Verb.CLAIM, Role.REQUEST_CENTRE),),
    AssignmentState.ASSIGNED: ((Verb.CLAIM, Role.REQUEST_CENTRE), (Verb.ASSIGN, Role.REQUEST_CENTRE)),
}
SHARE_WALK[AssignmentState.RESPONDED] = (*SHARE_WALK[AssignmentState.ASSIGNED], (Verb.CONTACT, Role.HANDLER))
SHARE_WALK[AssignmentState.HANDLING] = (*SHARE_WALK[AssignmentState.RESPONDED], (Verb.ACT, Role.HANDLER))
SHARE_WALK[AssignmentState.SUBMITTED] = (*SHARE_WALK[AssignmentState.HANDLING], (Verb.SUBMIT, Role.HANDLER))
SHARE_WALK[AssignmentState.REVIEWED] = (*SHARE_WALK[AssignmentState.SUBMITTED], (Verb.REVIEW, Role.HEAD))
SHARE_WALK[AssignmentState.SIGNED] = (*SHARE_WALK[AssignmentState.REVIEWED], (Verb.SIGN, Role.AREA_LEADER))
SHARE_WALK[AssignmentState.PAUSED] = (*SHARE_WALK[AssignmentState.HANDLING], (Verb.PAUSE, Role.HANDLER))
SHARE_WALK[AssignmentState.ESCALATED] = (
    *SHARE_WALK[AssignmentState.HANDLING],
    (Verb.ESCALATE, Role.REQUEST_CENTRE),
)
SHARE_WALK[AssignmentState.WHISTLED] = (
    *SHARE_WALK[AssignmentState.HANDLING],
    (Verb.WHISTLE, Role.REQUEST_CENTRE),
)
SHARE_WALK[AssignmentState.PENDING] = (*SHARE_WALK[AssignmentState.HANDLING], (Verb.LIST, Role.DISPATCHER))
SHARE_WALK[AssignmentState.OBJECTED] = ((Verb.OBJECT, Role.REQUEST_CENTRE),)
SHARE_WALK[AssignmentState.FORWARDED] = ((Verb.FORWARD, Role.REQUEST_CENTRE),)
SHARE_WALK[AssignmentState.RECALLED] = ((Verb.OBJECT, Role.REQUEST_CENTRE), (Verb.UPHOLD, Role.DISPATCHER))


def order_at(
    state: OrderState | str, town: Town, *, unit: str = LEAD, at: datetime = AT, **changes: object
) -> Order:
    """An order brought to a state by the shortest walk through the flow table, one minute a step."""
    walk = _Walk(town, unit, at)
    walk.order = orders.open(new_order(**changes), by=town.actor(Role.AGENT, "centre"), at=at)
    for name in _PATHS[OrderState(state)]:
        getattr(walk, name)()
    return walk.fresh()


def share_at(
    state: AssignmentState, town: Town, *, unit: str = LEAD, at: datetime = AT, **changes: object
) -> Assignment:
    """The first share of a dispatched order, brought to a state by walking."""
    walk = _Walk(town, unit, at)
    walk.order = orders.open(new_order(**changes), by=town.actor(Role.AGENT, "centre"), at=at)
    walk.accept()
    walk.dispatch()
    walk.share(state)
    return orders.shares_of(walk.fresh())[0]


class _Walk:
    def __init__(self, town: Town, unit: str, at: datetime) -> None:
        self.town, self.unit, self.at = town, unit, at
        self.order: Order

    def step(self, verb: Verb, role: Role, unit: str, **more: object) -> None:
        self.at += timedelta(minutes=1)
        by = SYSTEM if role is Role.SYSTEM else self.town.actor(role, unit)
        orders.advance(self.order.number, verb, by=by, at=self.at, **more)  # type: ignore[arg-type]

    def fresh(self) -> Order:
        return orders.find(self.order.number, SYSTEM)

    def accept(self) -> None:
        self.step(Verb.ACCEPT, Role.AGENT, "centre")

    def answer(self) -> None:
        self.step(Verb.ANSWER, Role.AGENT, "centre")

    def transfer(self) -> None:
        self.step(Verb.TRANSFER, Role.AGENT, "centre", facts={"target": "110"})

    def merge(self) -> None:
        other = orders.open(new_order(), by=self.town.actor(Role.AGENT, "centre"), at=self.at)
        self.step(Verb.MERGE, Role.AGENT, "centre", facts={"merged_into": other.number})

    def withdraw(self) -> None:
        self.step(Verb.WITHDRAW, Role.AGENT, "centre")

    def consult(self) -> None:
        self.step(Verb.CONSULT, Role.DISPATCHER, "centre", facts={"guests": ["heat"]})

    def split(self) -> None:
        self.step(Verb.SPLIT, Role.AGENT, "centre")

    def dispatch(self) -> None:
        due = self.at + timedelta(hours=24)
        birth = Birth(unit=self.unit, role=UnitRole.LEAD, mode=Mode.DIRECT, level=Level.P2, due=due,
                      claim_due=self.at + timedelta(minutes=30), contact_due=self.at + timedelta(hours=2),
                      facts={"lead": self.unit, "order_due": due})  # fmt: skip
        self.step(Verb.DISPATCH, Role.DISPATCHER, "centre", births=(birth,))

    def share(self, state: AssignmentState) -> None:
        for verb, role in SHARE_WALK[state]:
            more: dict[str, object] = {"share": 1}
            if verb is Verb.ASSIGN:
                more["facts"] = {"handler": f"{self.unit}.{Role.HANDLER}"}
            if verb in (Verb.ESCALATE, Verb.WHISTLE):
                more["facts"] = {"guests": ["heat"]}
            if verb is Verb.FORWARD:
                more["births"] = (
                    Birth(unit="willow", mode=Mode.FORWARDED, parent=1, facts={"lead": "willow"}),
                )
            self.step(verb, role, "centre" if role is Role.DISPATCHER else self.unit, **more)

    def sign(self) -> None:
        self.share(AssignmentState.SIGNED)

    def draw(self) -> None:
        self.step(Verb.DRAW, Role.FOLLOWUP_AGENT, "centre")

    def rate(self) -> None:
        answers = {
            "contacted": True,
            "solved": Solved.YES,
            "satisfied": Satisfied.YES,
            "outcome": Outcome.DOUBLE_YES,
        }
        self.step(Verb.RATE, Role.FOLLOWUP_AGENT, "centre", facts=answers)

    def close(self) -> None:
        self.step(Verb.CLOSE, Role.FOLLOWUP_AGENT, "centre")


_TO_REPLIED = ("accept", "dispatch", "sign")
_PATHS: dict[OrderState, tuple[str, ...]] = {
    OrderState.RECORDED: (),
    OrderState.ACCEPTED: ("accept",),
    OrderState.CONSULTED: ("accept", "consult"),
    OrderState.DISPATCHED: ("accept", "dispatch"),
    OrderState.REPLIED: _TO_REPLIED,
    OrderState.DRAWN: (*_TO_REPLIED, "draw"),
    OrderState.RATED: (*_TO_REPLIED, "draw", "rate"),
    OrderState.CLOSED: (*_TO_REPLIED, "draw", "rate", "close"),
    OrderState.ANSWERED: ("answer",),
    OrderState.TRANSFERRED: ("transfer",),
    OrderState.MERGED: ("merge",),
    OrderState.DIVIDED: ("split",),
    OrderState.WITHDRAWN: ("withdraw",),
}
