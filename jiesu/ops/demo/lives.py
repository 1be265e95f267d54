"""What happens to each order of the demo: drawn once from the seeded stream, then walked by real verbs.

Shares from the source documents: 57.10 % direct and 42.90 % forwarded dispatch, 43.1 % SMS among valid
follow-ups, 97.01 % solved and 97.57 % satisfied (001, 000). The other numbers are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from jiesu.kit import clock
from jiesu.ops.demo.texts import Words, Writer
from jiesu.ops.demo.town import STREETS, Town
from jiesu.rules.terms import Channel, RequestType, Satisfied, Solved

FORWARDED = 0.505
"""Of the matters in STREET_MATTERS; so that 42.90 % of what streets lead in came over the district."""
UNPLACED = 0.22
"""So many requests name no place that could be found: a person must look."""
BY_SMS = 0.463
UNREACHED = 0.05
CHANNELS = (
    (Channel.PHONE, 76), (Channel.WEB, 8), (Channel.WECHAT, 6), (Channel.APP, 4), (Channel.BOARD, 2),
    (Channel.GRID, 2), (Channel.ENTERPRISE, 1), (Channel.MEDIA, 1),
)  # fmt: skip
HOURS = (4, 3, 2, 2, 2, 4, 10, 25, 52, 66, 64, 52, 34, 42, 54, 56, 52, 46, 38, 34, 30, 22, 14, 8)
STREET_WEIGHTS = {"jc": 8, "wj": 26, "sj": 19, "hzh": 13, "xg": 12, "jxq": 22}
STREET_MATTERS = frozenset(
    {"物业管理", "停车", "市容环境", "扰民噪声", "违法建设", "房屋漏水", "飞线充电", "养犬管理",
     "邮政快递", "文化体育", "养老助残", "餐饮油烟", "施工噪声", "道路设施", "园林绿化", "预付卡消费"}
)  # fmt: skip
"""Matters that a street leads in; of these the printed share comes over the district."""
FAMILIES = "赵钱孙李周吴郑王冯陈"


@dataclass(frozen=True, slots=True)
class Life:
    """One request of the demo and what will become of it."""

    words: Words
    received: datetime
    channel: Channel
    street: str
    area: str
    place: str
    name: str
    phone: str
    answered: bool
    forwarded: bool
    unplaced: bool
    objects: bool
    patient: float
    sms: bool
    unreached: bool
    solved: Solved
    satisfied: Satisfied
    actions: int
    sent_back: bool


def lives(
    stream: Random, writer: Writer, town: Town, *, count: int, first: datetime, last: datetime
) -> list[Life]:
    """`count` requests between two moments, in the order in which they are received."""
    moments = sorted(_moment(stream, first, last) for _ in range(count))
    return [_life(stream, writer, town, moment) for moment in moments]


def _moment(stream: Random, first: datetime, last: datetime) -> datetime:
    days = (last - first).days + 1
    while True:
        day = clock.local(first).date() + timedelta(days=stream.randrange(days))
        if day.weekday() >= 5 and stream.random() < 0.35:
            continue
        hour = stream.choices(range(24), HOURS)[0]
        moment = datetime.combine(day, time(hour, stream.randrange(60), stream.randrange(60)), clock.ZONE)
        if first <= moment < last:
            return moment


def _life(stream: Random, writer: Writer, town: Town, received: datetime) -> Life:
    street = stream.choices(STREETS, [STREET_WEIGHTS[s] for s in STREETS])[0]
    area, place = stream.choice(town.places[f"cy-{street}"])
    words = writer.request(place, received)
    inquiry = words.request_type in (RequestType.INQUIRY, RequestType.PRAISE)
    caller = stream.randrange(1, 2400)
    return Life(
        words=words,
        received=received,
        channel=Channel.ENTERPRISE if words.enterprise else stream.choices(*zip(*CHANNELS, strict=True))[0],
        street=street,
        area=area,
        place=place,
        name=f"{FAMILIES[caller % 10]}样例",
        phone=f"1380000{caller:04d}",
        answered=inquiry and stream.random() < 0.7,
        forwarded=words.matter in STREET_MATTERS and stream.random() < FORWARDED,
        unplaced=stream.random() < UNPLACED,
        objects=stream.random() < 0.03,
        patient=stream.random(),
        sms=stream.random() < BY_SMS,
        unreached=stream.random() < UNREACHED,
        solved=stream.choices((Solved.YES, Solved.PARTLY, Solved.NO), (9701, 150, 149))[0],
        satisfied=stream.choices((Satisfied.YES, Satisfied.BASICALLY, Satisfied.NO), (9350, 407, 243))[0],
        actions=stream.choices((1, 2, 3), (6, 3, 1))[0],
        sent_back=stream.random() < 0.04,
    )
