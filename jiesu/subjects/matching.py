"""From a name in a text to the party of the register: by its other names, its normalised form, its district."""

from __future__ import annotations

from datetime import datetime

from jiesu.callers import queries as callers
from jiesu.directory import queries as directory
from jiesu.directory.kinds import AreaLevel
from jiesu.directory.queries import Area
from jiesu.orders.face import Order
from jiesu.reading import parties
from jiesu.reading.parties import Known, Party, Register
from jiesu.subjects.kinds import LOCAL, SubjectKind, industry_of
from jiesu.subjects.models import Alias, Subject


class Finder:
    """Reads orders and finds or makes their parties; made once for many orders."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.districts = {area.path: area for area in directory.areas().filter(level=AreaLevel.DISTRICT)}
        names = Alias.objects.select_related("subject").order_by("pk")
        self.register = Register(
            [Known(str(one.subject_id), str(one.subject.kind), (one.plain,)) for one in names]
        )

    def read(self, order: Order) -> list[Party]:
        """Whom the words of the order may be about, likeliest first; no private person."""
        title, text = (callers.nameless(order.requester, words) for words in (order.title, order.text))
        return parties.parties(title, text, known=self.register)

    def subject(self, name: str, kind: SubjectKind, order: Order) -> Subject:
        """The party of that name, made where it is new."""
        plain = parties.normal(name).short[:80]
        place = self.district(order) if kind in LOCAL else None
        known = self.known(plain, place)
        if known is not None:
            return known
        made, _ = Subject.objects.get_or_create(
            plain=plain, kind=kind, area=place,
            defaults={"name": name[:80], "industry": industry_of(kind, name), "made_at": self.at},
        )  # fmt: skip
        return made.into or made

    def known(self, plain: str, place: Area | None) -> Subject | None:
        """The one party that goes by another name, in the district or everywhere."""
        named = Alias.objects.select_related("subject__into").filter(plain=plain).order_by("pk")
        here = [
            one.subject.into or one.subject
            for one in named
            if one.subject.area_id in (None, place and place.pk)
        ]
        return here[0] if len({one.pk for one in here}) == 1 else None

    def district(self, order: Order) -> Area | None:
        """The district in which the order lies."""
        path = order.area.path if order.area else ""
        return next((area for above, area in self.districts.items() if path.startswith(above)), None)
