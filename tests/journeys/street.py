"""The lake street of the sample town under the shipped law, its people by their role, and a clock that is told.

`street.it_is(3, "09:15")` says which day of the story it is and what the clock on the wall of the request centre
shows (Beijing). Everything that is done afterwards is done at that moment, by the rooms' own actions.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jiesu.callers.models import Party
from jiesu.directory import queries as directory
from jiesu.directory.kinds import UnitKind, UnitLevel
from jiesu.directory.models import Person, Seat, Shift, Unit
from jiesu.dispatch import actions as dispatch
from jiesu.followup import actions as followup
from jiesu.followup.models import Message
from jiesu.handling import actions as handling
from jiesu.handling import queries as handled
from jiesu.handling.kinds import ActionKind, Reached, Result, Way
from jiesu.intake import actions as intake
from jiesu.intake.drafts import Draft
from jiesu.kit.clock import ZONE
from jiesu.notices import actions as notices
from jiesu.notices import queries as noticed
from jiesu.ops.commands import tick
from jiesu.orders import face as orders
from jiesu.orders.face import Assignment, Event, Order
from jiesu.policy import actions as policy
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import RequestType, Role, Satisfied, Solved, Verb
from jiesu.supervision.models import Board
from tests.builders import AT, PASSWORD, STREET_SEATS, Town, town

MONDAY = date(2026, 3, 2)


class Street:
    """The street, its people and its clock."""

    def __init__(self, first: date = MONDAY) -> None:
        policy.publish(policy.shipped_folder("beijing"), by=SYSTEM, at=AT)
        self.town: Town = town()
        self.first = first
        self.at = self.moment(0, "00:00")
        self.log: list[str] = []
        self.agent, self.asker = self.who(Role.AGENT, "centre"), self.who(Role.FOLLOWUP_AGENT, "centre")
        self.dispatcher, self.district = (self.who(Role.DISPATCHER, unit) for unit in ("centre", "east"))
        self.director, self.handler = self.who(Role.REQUEST_CENTRE), self.who(Role.HANDLER)
        self.head = self.who(Role.HEAD)
        self.leader, self.secretary = self.who(Role.AREA_LEADER), self.who(Role.MAIN_LEADER)

    # --- people and time

    def who(self, role: Role, unit: str = "lake") -> Actor:
        """Whoever holds that seat."""
        return self.town.actor(role, unit)

    def moment(self, day: int, clock: str) -> datetime:
        """A moment of the story: day 1 is its first day."""
        on = self.first + timedelta(days=day - 1)
        return datetime.combine(on, time.fromisoformat(clock), ZONE).astimezone(UTC)

    def it_is(self, day: int, clock: str) -> datetime:
        """Tell the clock; it never goes back."""
        now = self.moment(day, clock)
        assert now >= self.at, "a story does not go back in time"
        self.at = now
        return now

    def tick(self) -> list[str]:
        """What time alone brings about now: the house's whole tick. What the rooms said they did."""
        said: list[str] = []
        assert tick.once(self.at, said.append) == 0, "a room's tick failed"
        self.log += said
        return said

    def department(self, code: str, name: str, kind: UnitKind = UnitKind.DISTRICT_DEPARTMENT) -> Unit:
        """One more department of the east district, with the usual seats."""
        above = self.town.units["east"]
        made = Unit.objects.create(
            code=code, name=name, kind=kind, level=UnitLevel.DISTRICT, parent=above,
            area=self.town.areas["d-east"], path=f"{above.path}{code}/",
        )  # fmt: skip
        self.town.units[code] = made
        for role in STREET_SEATS:
            self.seat(role, code)
        return made

    def seat(self, role: Role, unit: str, login: str = "") -> Actor:
        """One more person, login `unit.role` where none is said."""
        login = login or f"{unit}.{role}"
        person = Person.objects.create_user(login, name=f"样例{role.zh}", password=PASSWORD)
        Seat.objects.create(person=person, unit=self.town.units[unit], role=role)
        return directory.actor_for(person, AT)

    def on_duty(self, role: Role, unit: str, begins: datetime, ends: datetime) -> None:
        """A turn of the duty roster."""
        person = self.town.person(role, unit)
        Shift.objects.create(unit=self.town.units[unit], person=person, starts=begins, ends=ends)

    # --- the hotline

    def call(self, text: str, *, caller: int = 1, **more: Any) -> Order:
        """A caller tells the hotline a request, which is accepted at once. One telephone number for each caller."""
        draft = Draft(**({"text": text, "name": f"样例诉求人{caller}", "phone": phone(caller), "area": "c-willow",
                          "place": "柳荫社区三号楼"} | more))  # fmt: skip
        return intake.take(draft, Verb.ACCEPT, by=self.agent, at=self.at)

    def send(self, order: Order, *units: Any, **more: Any) -> Event:
        """The hotline centre dispatches."""
        return dispatch.dispatch(
            order.number, units=units or ("lake",), by=self.dispatcher, at=self.at, **more
        )

    def given(self, text: str, *units: Any, **more: Any) -> Order:
        """Called and dispatched in the same minute."""
        order = self.call(text, **more)
        self.send(order, *units)
        return self.fresh(order)

    # --- the street's work

    def claim(self, order: Order, no: int = 1, unit: str = "lake") -> Event:
        """接件."""
        return handling.claim(order.number, share=no, by=self.who(Role.REQUEST_CENTRE, unit), at=self.at)

    def assign(self, order: Order, no: int = 1, unit: str = "lake", handler: str = "") -> Event:
        """明确办件人."""
        return handling.assign(
            order.number, share=no, handler=handler or f"{unit}.{Role.HANDLER}",
            by=self.who(Role.REQUEST_CENTRE, unit), at=self.at,
        )  # fmt: skip

    def contact(self, order: Order, no: int = 1, unit: str = "lake") -> Event:
        """响应: the handler rings the requester."""
        return handling.contact(
            order.number, share=no, way=Way.PHONE, reached=Reached.REACHED, note="已与诉求人联系，约定上门",
            by=self.who(Role.HANDLER, unit), at=self.at,
        )  # fmt: skip

    def act(
        self, order: Order, note: str = "到现场查看并处置", no: int = 1, unit: str = "lake", **more: Any
    ) -> Event:
        """办理."""
        return handling.act(
            order.number, share=no, note=note, by=self.who(Role.HANDLER, unit), at=self.at,
            **({"kind": ActionKind.VISIT} | more),
        )  # fmt: skip

    def at_work(self, order: Order, no: int = 1, unit: str = "lake") -> Assignment:
        """Claimed, assigned, contacted and begun, all at this moment."""
        for step in (self.claim, self.assign, self.contact):
            step(order, no, unit)
        self.act(order, no=no, unit=unit)
        return self.share(order, no)

    def reply(self, order: Order, text: str = "问题已解决，已当面告知诉求人。", no: int = 1, unit: str = "lake",
              result: Result = Result.SOLVED) -> Event:  # fmt: skip
        """提交."""
        by = self.who(Role.HANDLER, unit)
        return handling.submit(order.number, share=no, result=result, text=text, by=by, at=self.at)

    def sign(self, order: Order, no: int = 1, unit: str = "lake") -> Event:
        """The head reviews, the leader signs."""
        handling.review(order.number, share=no, by=self.who(Role.HEAD, unit), at=self.at, note="属实")
        leader = Role.MAIN_LEADER if order.request_type == RequestType.REPORT else Role.AREA_LEADER
        return handling.sign(order.number, share=no, by=self.who(leader, unit), at=self.at)

    def answer(self, order: Order, no: int = 1, unit: str = "lake", **more: Any) -> Event:
        """Submitted, reviewed and signed at this moment."""
        self.reply(order, no=no, unit=unit, **more)
        return self.sign(order, no, unit)

    # --- follow-up

    def rate(self, order: Order, solved: Solved, satisfied: Satisfied, *, contacted: bool = True) -> Event:
        """The hotline centre's follow-up agent calls the requester and writes down the three answers."""
        return followup.rate(
            order.number, contacted=contacted, solved=solved, satisfied=satisfied, by=self.asker, at=self.at
        )

    def texts_back(self, caller: int, text: str) -> Event | None:
        """The requester answers the text message."""
        return followup.receive(phone(caller), text, at=self.at)

    # --- what one sees

    def fresh(self, order: Order) -> Order:
        """The order as it stands."""
        return orders.find(order.number, SYSTEM)

    def share(self, order: Order, no: int = 1) -> Assignment:
        """A share as it stands."""
        return orders.share_of(self.fresh(order), no)

    def tray(self, by: Actor) -> list[str]:
        """The numbers that lie on that person's handling desk."""
        return [share.order.number for share in handled.desk(by)]

    def overdue(self, by: Actor) -> list[str]:
        """What is late on that person's desk now."""
        return [share.order.number for share in handled.overdue(handled.desk(by), self.at)]

    def told(self, by: Actor, order: Order) -> list[str]:
        """What that person was told about the order, in Chinese, the first first."""
        about = noticed.of(by).filter(order__number=order.number).order_by("pk")
        return [notices.words(notice, "zh-hans") for notice in about]

    def written(self, order: Order) -> list[str]:
        """The text messages to the requester about how the order goes on."""
        return [
            notices.words(n, "zh-hans") for n in noticed.about(order.number).filter(way="sms").order_by("pk")
        ]

    def messages(self, order: Order) -> list[str]:
        """The text messages of follow-up that left the house about the order."""
        return list(
            Message.objects.filter(order=order, way="out", sent_at__isnull=False).values_list(
                "text", flat=True
            )
        )

    def verbs(self, order: Order) -> list[str]:
        """The verbs of the order's story."""
        return [event.verb for event in orders.timeline(order)]

    def board(self, day: int, unit: str = "lake") -> Board:
        """The board of 23:00 of that day. The clock goes there, the house ticks, and the ledger must hold."""
        self.it_is(day, "23:00")
        self.tick()
        self.holds()
        return Board.objects.get(unit__code=unit, day=self.first + timedelta(days=day - 1))

    def holds(self) -> None:
        """The ledger proves everything that was done."""
        report = orders.verify()
        assert report.holds, report.faults


def phone(caller: int) -> str:
    """The invented telephone number of a caller."""
    return f"138{caller:08d}"


def party(caller_order: Order) -> Party:
    """Who asked."""
    assert caller_order.requester is not None
    return caller_order.requester


def photo(name: str = "现场.jpg") -> SimpleUploadedFile:
    """A photograph from the place."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())
