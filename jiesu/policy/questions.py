"""What a case can ask the law: a question's fields are what the case gives; `answer` asks its judge."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Protocol

from jiesu.policy.dispatching import ForwardWay, WayOf
from jiesu.policy.inside import INSIDE
from jiesu.policy.topics import Topic
from jiesu.policy.whistling import MayCall, WhistleDue, WhistleScore
from jiesu.rules import classes, limits, ranking, routing, sampling, scoring, supervision, thresholds
from jiesu.rules.calendar import Calendar, wall
from jiesu.rules.matters import Matter
from jiesu.rules.spans import Span
from jiesu.rules.terms import Channel, Level, RequestType, Verb
from jiesu.rules.verdict import Refusal


@dataclass(frozen=True, slots=True)
class Laws:
    """The laws of the day that a case is asked on."""

    day: date
    by_topic: Mapping[Topic, Any]

    def __getitem__(self, topic: Topic) -> Any:
        if topic not in self.by_topic:
            raise Refusal("No law on “%(topic)s” was in force on %(day)s.", topic=topic, day=self.day)
        return self.by_topic[topic]

    @property
    def calendar(self) -> Calendar:
        """The working days; an empty calendar where the folder has none (it refuses every year)."""
        none = Calendar({}, None)  # type: ignore[arg-type]
        found: Calendar = self.by_topic.get(Topic.CALENDAR, none)
        return found


class Question(Protocol):
    """What a case asks; its fields are what the case gives."""

    def answer(self, laws: Laws) -> object: ...


@dataclass(frozen=True, slots=True)
class Due:
    """By when a unit must answer."""

    level: Level
    since: datetime
    accepted: datetime | None = None
    clocks: tuple[str, ...] = ()
    statutory: Span | None = None
    roll_over_holiday: bool | None = None

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.LIMITS]
        if self.roll_over_holiday is not None:
            law = dataclasses.replace(law, roll_over_holiday=self.roll_over_holiday)
        statutory = limits.Limit(self.statutory) if self.statutory else None
        return limits.due(
            law, level=self.level, since=self.since, calendar=laws.calendar,
            accepted=self.accepted, clocks=self.clocks, statutory=statutory,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """By when a unit must claim."""

    level: Level
    since: datetime
    clocks: tuple[str, ...] = ()

    def answer(self, laws: Laws) -> object:
        return limits.claim_due(
            laws[Topic.LIMITS], level=self.level, since=self.since, calendar=laws.calendar, clocks=self.clocks
        )


@dataclass(frozen=True, slots=True)
class Contact:
    """By when the requester must be contacted."""

    level: Level
    since: datetime

    def answer(self, laws: Laws) -> object:
        return limits.contact_due(
            laws[Topic.LIMITS], level=self.level, since=self.since, calendar=laws.calendar
        )


@dataclass(frozen=True, slots=True)
class Objection:
    """Until when a unit may object."""

    level: Level
    since: datetime

    def answer(self, laws: Laws) -> object:
        return limits.objection_until(
            laws[Topic.LIMITS], level=self.level, since=self.since, calendar=laws.calendar
        )


@dataclass(frozen=True, slots=True)
class Extended:
    """The limit after an extension."""

    level: Level
    due: datetime
    asked: datetime
    times: int = 0

    def answer(self, laws: Laws) -> object:
        return limits.extended(
            laws[Topic.LIMITS], level=self.level, due=self.due, asked=self.asked, times=self.times,
            calendar=laws.calendar,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubUnit:
    """The limit of a unit below."""

    since: datetime
    due: datetime

    def answer(self, laws: Laws) -> object:
        return limits.sub_unit_due(laws[Topic.LIMITS], since=self.since, due=self.due)


@dataclass(frozen=True, slots=True)
class Rehandle:
    """The limit of another round."""

    first: datetime
    due: datetime
    since: datetime

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.LIMITS]
        return limits.rehandle_due(
            law, first=self.first, due=self.due, since=self.since, calendar=laws.calendar
        )


@dataclass(frozen=True, slots=True)
class Runs:
    """When the shortest special clock of a matter runs out, for one link."""

    ends: limits.Link
    matter: Matter
    starts: Mapping[limits.Link, datetime]
    approved: tuple[str, ...] = ()

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.LIMITS]
        codes = limits.clocks_for(law, self.matter, approved=self.approved)
        return limits.clock_due(law, self.ends, starts=self.starts, calendar=laws.calendar, clocks=codes)


@dataclass(frozen=True, slots=True)
class LevelOf:
    """The level of a matter."""

    matter: Matter

    def answer(self, laws: Laws) -> object:
        return limits.level_for(laws[Topic.LIMITS], self.matter)


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The n-th working day after a day."""

    after: date
    n: int

    def answer(self, laws: Laws) -> object:
        return laws.calendar.nth_working_day(self.after, self.n)


@dataclass(frozen=True, slots=True)
class Leads:
    """The units that may lead, the likeliest first. Units are given as "code kind level place name"."""

    units: tuple[str, ...]
    area_path: str
    category: str = ""
    text: str = ""

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.ROUTING]
        posts = (
            routing.Post(c, name, kind, lvl, area) for c, kind, lvl, area, name in map(str.split, self.units)
        )
        guesses = routing.by_words(law, self.text)
        said = routing.suggest(
            law, routing.Roster(law, posts), area_path=self.area_path, day=laws.day,
            category=self.category, guesses=guesses,
        )  # fmt: skip
        return " ".join(candidate.unit for candidate in said.value.leads)


@dataclass(frozen=True, slots=True)
class Matches:
    """The likeliest category by the catalogue's words."""

    text: str

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.ROUTING]
        return " / ".join(law.path_of(next((g.code for g in routing.by_words(law, self.text)), "")))


@dataclass(frozen=True, slots=True)
class Score:
    """The sheet of one unit: "R S M composite", percentages for show; 无数据 without data."""

    tally: scoring.Tally
    bonus: Fraction = Fraction(0)

    def answer(self, laws: Laws) -> object:
        return _told(scoring.score(self.tally, laws[Topic.SCORING], bonus=self.bonus))


@dataclass(frozen=True, slots=True)
class Summary:
    """One sheet of several, pooled or mean."""

    tallies: tuple[scoring.Tally, ...]
    how: scoring.Summary

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.SCORING]
        return _told(scoring.summarise([scoring.score(t, law) for t in self.tallies], law, self.how))


@dataclass(frozen=True, slots=True)
class Ranks:
    """Units in order with their ranks: "a 1, b 2, c 2, d 4, e –"."""

    tallies: Mapping[str, scoring.Tally]

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.SCORING]
        places = ranking.rank({unit: scoring.score(tally, law) for unit, tally in self.tallies.items()})
        return ", ".join(f"{place.unit} {place.rank or '–'}" for place in places)


@dataclass(frozen=True, slots=True)
class PerTenThousand:
    """万人诉求比."""

    orders: int
    population: int

    def answer(self, laws: Laws) -> object:
        ratio = scoring.per_ten_thousand(self.orders, self.population)
        return "—" if ratio is None else scoring.shown(ratio, 1)


@dataclass(frozen=True, slots=True)
class PeriodOf:
    """The assessment period of a day."""

    day: date

    def answer(self, laws: Laws) -> object:
        return " ".join(map(str, scoring.period_of(self.day, laws[Topic.SCORING])))


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """From when the next follow-up attempt may be made."""

    made: tuple[datetime, ...]
    at: datetime

    def answer(self, laws: Laws) -> object:
        return wall(sampling.next_attempt(laws[Topic.SAMPLING], self.made, self.at))


@dataclass(frozen=True, slots=True)
class DrawShare:
    """Which share of such matters is followed up."""

    request_type: RequestType
    channel: Channel = Channel.PHONE

    def answer(self, laws: Laws) -> object:
        return sampling.share_of(laws[Topic.SAMPLING], Matter(self.request_type, channel=self.channel))


@dataclass(frozen=True, slots=True)
class HowMany:
    """How many units a class takes."""

    units: int

    def answer(self, laws: Laws) -> object:
        law: classes.Classes = laws[Topic.CLASSES]
        return law.how_many(self.units)


@dataclass(frozen=True, slots=True)
class Warn:
    """The colour of a value."""

    kind: str
    value: Fraction

    def answer(self, laws: Laws) -> object:
        return thresholds.warn(laws[Topic.THRESHOLDS], self.kind, self.value).value or "—"


@dataclass(frozen=True, slots=True)
class SupervisedBy:
    """Which track supervises a subject."""

    subject: supervision.Subject

    def answer(self, laws: Laws) -> object:
        return supervision.track_of(laws[Topic.SUPERVISION], self.subject)


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """By when a unit answers a supervision item."""

    kind: Verb
    since: datetime

    def answer(self, laws: Laws) -> object:
        law = laws[Topic.SUPERVISION]
        return supervision.answer_due(law, self.kind, since=self.since, calendar=laws.calendar)


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """The next day of the joint meeting."""

    after: date

    def answer(self, laws: Laws) -> object:
        return supervision.meeting_day(laws[Topic.SUPERVISION], self.after)


QUESTIONS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "supervised_by": SupervisedBy,
        "answer_item": AnswerItem,
        "meeting_day": MeetingDay,
        "due": Due,
        "claim": Claim,
        "contact": Contact,
        "objection": Objection,
        "extended": Extended,
        "sub_unit": SubUnit,
        "rehandle": Rehandle,
        "clock": Runs,
        "level": LevelOf,
        "working_day": WorkingDay,
        "leads": Leads,
        "category": Matches,
        "way": WayOf,
        "forward_way": ForwardWay,
        "score": Score,
        "summary": Summary,
        "ranks": Ranks,
        "per_ten_thousand": PerTenThousand,
        "period": PeriodOf,
        "next_attempt": NextAttempt,
        "draw_share": DrawShare,
        "how_many": HowMany,
        "warn": Warn,
        "whistle_due": WhistleDue,
        "may_call": MayCall,
        "whistle_score": WhistleScore,
        **INSIDE,
    }
)


def _told(sheet: scoring.ScoreSheet) -> str:
    if sheet.total is None:
        return "无数据"
    rates = (scoring.Rate.RESPONSE, scoring.Rate.RESOLUTION, scoring.Rate.SATISFACTION)
    return " ".join(
        str(x) for x in (*(scoring.percent(sheet.rate(r)) for r in rates), scoring.shown(sheet.total))
    )
