"""Supervision (督办): who supervises what, by when a unit answers, and the side machines beside the order's own.

Source: requirements d.3 (supervision item, joint meeting topic), R244-R286; the day 2/3/4 ladder is in
rules.limits. Numbers are in policies/*/supervision/. Pure: the same input gives the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

from jiesu.rules.calendar import DAY, ZONE, Calendar, wall
from jiesu.rules.spans import Span
from jiesu.rules.terms import Channel, Grade, Level, Outcome, Term, Verb
from jiesu.rules.verdict import Refusal, Sentence, Verdict

T = TypeVar("T")
KINDS = (Verb.URGE, Verb.SUPERVISE, Verb.INVESTIGATE)
"""The three strengths of supervision (催办、督办、查办)."""


class Track(Term):
    """The three tracks of supervision (R251-R253)."""

    LEADERS = ("leaders", "分管区领导、组织部门、监察部门", "Leaders in charge, organisation, inspection")
    CENTRE = ("centre", "区城管指挥中心", "District command centre")
    INSPECTION = ("inspection", "区级督查部门", "District inspection office")


class Subject(Term):
    """What is supervised; each subject belongs to one track (R251-R253)."""

    KEY_AREA = ("key_area", "重点领域", "Key areas")
    INDUSTRY = ("industry", "行业管理", "Industry management")
    THREE_RATES = ("three_rates", "三率情况", "The three rates")
    FREQUENT = ("frequent", "高频诉求", "High-frequency requests")
    REPEATED = ("repeated", "重复诉求", "Repeated requests")
    TIME = ("time", "办理时限", "Limits")
    RESULT = ("result", "办理结果", "Results")
    MATERIALS = ("materials", "材料质量", "Quality of materials")
    FOLLOWUP = ("followup", "回访情况", "Follow-up")
    ASSIGNED = ("assigned", "领导交办", "Assigned by a leader")
    MEDIA = ("media", "媒体集中反映", "Concentrated in the media")


class Origin(Term):
    """How a supervision item came about."""

    PERSON = ("person", "人工下发", "By a person")
    LADDER = ("ladder", "时限阶梯", "By the ladder")
    SAMPLE = ("sample", "抽样双督", "By a double sample")
    LIST = ("list", "领导清单", "From a leader's list")
    OUTSIDE = ("outside", "社会监督", "From outside supervision")


class ItemState(Term):
    """Where a supervision item stands (requirements d.3)."""

    ISSUED = ("issued", "待答复", "To be answered")
    ANSWERED = ("answered", "待核实", "To be verified")
    VERIFIED = ("verified", "已核实", "Verified")
    CLOSED = ("closed", "已办结", "Closed")


ITEM_STEPS: Mapping[tuple[Verb, str], ItemState] = MappingProxyType(
    {
        (Verb.EXPLAIN, ItemState.ISSUED): ItemState.ANSWERED,
        (Verb.CONFIRM, ItemState.ANSWERED): ItemState.VERIFIED,
        (Verb.INSIST, ItemState.ANSWERED): ItemState.ISSUED,
        (Verb.INSIST, ItemState.VERIFIED): ItemState.ISSUED,
    }
)
"""An item is closed only once its effect is verified and the order is no longer with the units (R250)."""


class Misconduct(Term):
    """Kinds of misconduct in handling (R278)."""

    FORMALISM = ("formalism", "形式主义", "Formalism")
    BUREAUCRATISM = ("bureaucratism", "官僚主义", "Bureaucratism")
    INACTION = ("inaction", "不作为", "Inaction")
    RECKLESS = ("reckless", "乱作为", "Reckless action")
    RULES = ("rules", "违规", "Breach of rules")
    DISCIPLINE = ("discipline", "违纪", "Breach of discipline")
    LAW = ("law", "违法", "Breach of law")


class Form(Term):
    """What an accountability decision says (R256, R260)."""

    FIRST = ("first_form", "第一种形态(提醒谈话、批评教育)", "First form (reminder, criticism)")
    NOTICE = ("notice", "通报批评", "Public criticism")
    CHECK = ("check", "责令检查", "Written self-criticism")
    POST = ("post", "组织调整", "Change of post")
    PUNISHED = ("punished", "纪律处分、政务处分", "Disciplinary punishment")


@dataclass(frozen=True, slots=True)
class TrackLine:
    """The subjects that one track supervises."""

    subjects: frozenset[Subject]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """By when a unit answers an item; `by_reply`: the order's own reply is the effect (催办)."""

    within: Span
    by_reply: bool = False
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A share of something with a least number."""

    share: Fraction
    least: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The joint meeting: its weekday (1 is Monday), which grades and tags are offered for its agenda (专题协调)."""

    weekday: int
    grades: frozenset[Grade]
    tags: frozenset[str] = frozenset()
    clause: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise ValueError("a weekday from 1 to 7")


@dataclass(frozen=True, slots=True)
class Key:
    """What makes an order a key one (重点件); one of them is enough."""

    tags: frozenset[str] = frozenset()
    levels: frozenset[Level] = frozenset()
    grades: frozenset[Grade] = frozenset()
    pressed: int = 3
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Supervision:
    """The law of supervision of one city, in force from one day on."""

    tracks: Mapping[Track, TrackLine]
    answers: Mapping[Verb, Answer]
    sample: Part
    group: int
    lagging: Part
    review_levels: Sequence[str]
    review_within: Span
    meeting: Meeting
    recurrence_after: Span
    promises_after: Span
    board: time
    key: Key
    repeated: int
    frequent: int
    crowded: int

    def __post_init__(self) -> None:
        said = [subject for line in self.tracks.values() for subject in line.subjects]
        if sorted(said) != sorted(Subject):
            raise ValueError("every subject in exactly one track")
        if set(self.answers) != set(KINDS):
            raise ValueError("an answer time for urge, supervise and investigate")


def item_step(state: str, verb: Verb) -> ItemState:
    """Where an item comes by a verb. Refusal where the table has no such step."""
    try:
        return ITEM_STEPS[verb, state]
    except KeyError:
        raise Refusal(
            "“%(verb)s” is not possible while the order is at “%(state)s”.", verb=verb, state=ItemState(state)
        ) from None


def track_of(law: Supervision, subject: Subject) -> Verdict[Track]:
    """Which track supervises a subject."""
    for track, line in law.tracks.items():
        if subject in line.subjects:
            return Verdict(track, line.clause)
    raise Refusal("No track supervises “%(subject)s”.", subject=subject)


def subject_of(
    law: Supervision, *, channel: str, outcome: str = "", pressed: int = 0, overdue: bool = False
) -> Subject:
    """What of an order is most likely to be supervised; a person may say otherwise."""
    if channel == Channel.LEADER:
        return Subject.ASSIGNED
    if channel == Channel.MEDIA:
        return Subject.MEDIA
    if outcome in (Outcome.DOUBLE_NO, Outcome.MIXED):
        return Subject.RESULT
    if pressed >= law.repeated:
        return Subject.REPEATED
    return Subject.TIME if overdue else Subject.KEY_AREA


def answer_due(law: Supervision, kind: Verb, *, since: datetime, calendar: Calendar) -> Verdict[datetime]:
    """By when the unit answers an item issued at `since`."""
    rule = law.answers[kind]
    due = rule.within.after(since, calendar)
    said = {
        "amount": rule.within.amount, "measure": rule.within.measure, "since": wall(since), "due": wall(due),
    }  # fmt: skip
    step = Sentence("%(amount)s %(measure)s from %(since)s: due %(due)s.", said)
    return Verdict(due, rule.clause, (step,))


def meeting_day(law: Supervision, after: date) -> date:
    """The next day of the joint meeting, the day itself included."""
    return after + ((law.meeting.weekday - after.isoweekday()) % 7) * DAY


def bottom(law: Supervision, ranked: Sequence[T]) -> tuple[T, ...]:
    """The lagging ones of a ranking (the best first): a share of it, at least so many, never the whole (e A53)."""
    rule = law.lagging
    number = max(rule.least, -(-len(ranked) * rule.share.numerator // rule.share.denominator))
    return tuple(ranked[max(len(ranked) - number, 1) :]) if ranked else ()


def is_key(
    law: Supervision, *, tags: Collection[str], level: str, grade: str, pressed: int, outcome: str
) -> bool:
    """Whether an order is a key one (重点件)."""
    return bool(
        law.key.tags & set(tags)
        or level in law.key.levels
        or grade in law.key.grades
        or pressed >= law.key.pressed
        or outcome == Outcome.DOUBLE_NO
    )


def board_moment(law: Supervision, at: datetime) -> datetime:
    """The last moment at which the day's board was to be frozen (R187: every evening at 23:00)."""
    here = at.astimezone(ZONE)
    today = datetime.combine(here.date(), law.board, ZONE)
    return today if here >= today else today - timedelta(days=1)


def effect(solved: int, supervised: int) -> Fraction | None:
    """督办效能: supervised orders solved ÷ supervised orders (R284); None where none was supervised."""
    return Fraction(solved, supervised) if supervised else None
