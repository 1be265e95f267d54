"""吹哨报到: the side machine of a whistle, its clocks, who may call whom, what must be prepared, both scores.

Source: requirements d.3 and R192-R217; 街道办事处条例 arts 5, 44; domain-rules 8.4. Numbers are in policies/*/whistle/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType

from jiesu.rules.calendar import Calendar
from jiesu.rules.spans import Span
from jiesu.rules.terms import Channel, Term, Verb
from jiesu.rules.verdict import Refusal, Sentence, Verdict


class WhistleKind(Term):
    """What a whistle is about; its clocks depend on it."""

    PUBLIC = ("public", "群众诉求", "Citizens' request")
    KEY_WORK = ("key_work", "重点工作", "Key work")
    ENFORCEMENT = ("enforcement", "综合执法", "Joint law enforcement")
    EMERGENCY = ("emergency", "应急处置", "Emergency")


class WhistleState(Term):
    """Where a whistle stands (requirements d.3): the five stages, and how it may end otherwise."""

    DRAFT = ("draft", "草稿", "Draft")
    STARTED = ("started", "启动", "Started")
    RESPONDED = ("responded", "已响应", "Answered")
    REPORTED = ("reported", "已报到", "Reported in")
    FEEDBACK = ("feedback", "已处置反馈", "Fed back")
    EVALUATED = ("evaluated", "考核评价中", "Being evaluated")
    CLOSED = ("closed", "已办结", "Closed")
    DECLINED = ("declined", "不予响应", "Declined")
    CANCELLED = ("cancelled", "已撤哨", "Cancelled")


class CallState(Term):
    """Where one called department stands."""

    CALLED = ("called", "待响应", "To answer")
    RESPONDED = ("responded", "待报到", "To report in")
    REPORTED = ("reported", "待反馈", "To feed back")
    FEEDBACK = ("feedback", "已反馈", "Fed back")
    DECLINED = ("declined", "不予响应，待区级裁定", "Declined, to be ruled on")
    RELEASED = ("released", "同意不予响应", "Released")


class CallRuling(Term):
    """How the district rules on a refusal (协调裁定)."""

    INSIST = ("insist", "仍须响应", "It must answer")
    RELEASE = ("release", "同意不予响应", "It need not answer")


class Piece(Term):
    """What a whistle must bring along (R211)."""

    FACTS = ("facts", "事实情况", "Facts")
    BASIS = ("basis", "法律依据", "Legal basis")
    ACTION = ("action", "拟请部门采取的措施", "Wanted action")
    RESULT = ("result", "期望结果", "Wanted result")
    MATERIALS = ("materials", "佐证材料", "Materials")


class Mark(Term):
    """What is scored: three of the department by the street, two of the whistle by the department."""

    ARRIVAL = ("arrival", "到场", "Arrival")
    DUTY = ("duty", "履职", "Performance of duty")
    RESULT = ("result", "结果", "Result")
    REASON = ("reason", "吹哨理由", "Reason for the whistle")
    PREPARATION = ("preparation", "准备工作", "Preparation")


class Moment(Term):
    """A limit that a called department keeps or misses."""

    RESPONSE = ("response", "响应", "Answer")
    ARRIVAL = ("arrival", "报到", "Reporting in")
    RESULT = ("result", "处置反馈", "Feedback")


OF_CALLED = (Mark.ARRIVAL, Mark.DUTY, Mark.RESULT)
OF_CALLER = (Mark.REASON, Mark.PREPARATION)

CALL_STEPS: Mapping[tuple[Verb, CallState], CallState] = MappingProxyType(
    {
        (Verb.RESPOND, CallState.CALLED): CallState.RESPONDED,
        (Verb.RESPOND, CallState.DECLINED): CallState.RESPONDED,
        (Verb.DECLINE, CallState.CALLED): CallState.DECLINED,
        (Verb.REPORT_IN, CallState.CALLED): CallState.REPORTED,
        (Verb.REPORT_IN, CallState.RESPONDED): CallState.REPORTED,
        (Verb.FEED_BACK, CallState.REPORTED): CallState.FEEDBACK,
        (Verb.FEED_BACK, CallState.FEEDBACK): CallState.FEEDBACK,
    }
)
"""A department that comes at once has answered by coming; one that declined may still change its mind."""

RULINGS: Mapping[CallRuling, CallState] = MappingProxyType(
    {CallRuling.INSIST: CallState.CALLED, CallRuling.RELEASE: CallState.RELEASED}
)

WHISTLE_STEPS: Mapping[tuple[Verb, WhistleState], WhistleState] = MappingProxyType(
    {
        (Verb.WHISTLE, WhistleState.DRAFT): WhistleState.STARTED,
        (Verb.CANCEL, WhistleState.STARTED): WhistleState.CANCELLED,
        (Verb.CANCEL, WhistleState.RESPONDED): WhistleState.CANCELLED,
        (Verb.CANCEL, WhistleState.REPORTED): WhistleState.CANCELLED,
        (Verb.CANCEL, WhistleState.DECLINED): WhistleState.DECLINED,
        (Verb.SETTLE, WhistleState.STARTED): WhistleState.FEEDBACK,
        (Verb.SETTLE, WhistleState.RESPONDED): WhistleState.FEEDBACK,
        (Verb.SETTLE, WhistleState.REPORTED): WhistleState.FEEDBACK,
        (Verb.SETTLE, WhistleState.FEEDBACK): WhistleState.FEEDBACK,
        (Verb.EVALUATE, WhistleState.FEEDBACK): WhistleState.EVALUATED,
        (Verb.EVALUATE, WhistleState.EVALUATED): WhistleState.EVALUATED,
    }
)
"""What the whistling unit's verbs do. Between them the departments' steps say where it stands (`stands`)."""

_RANK: Mapping[CallState, WhistleState] = MappingProxyType(
    {
        CallState.CALLED: WhistleState.STARTED,
        CallState.RESPONDED: WhistleState.RESPONDED,
        CallState.REPORTED: WhistleState.REPORTED,
        CallState.FEEDBACK: WhistleState.FEEDBACK,
    }
)
RUNNING = (WhistleState.STARTED, WhistleState.RESPONDED, WhistleState.REPORTED, WhistleState.FEEDBACK)
ENDED = (WhistleState.CLOSED, WhistleState.DECLINED, WhistleState.CANCELLED)


@dataclass(frozen=True, slots=True)
class KindLimits:
    """By when a called department answers, reports in and has a result, counted from the whistle."""

    respond: Span
    arrive: Span
    result: Span
    clause: str = ""


@dataclass(frozen=True, slots=True)
class CallLine:
    """Which kinds of unit may call which kinds; `same_district`: only those of the own district."""

    callers: frozenset[str]
    called: frozenset[str]
    same_district: bool
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scale of the marks, what each weighs, and what a missed limit costs (双考评)."""

    lowest: int
    highest: int
    weights: Mapping[Mark, Fraction]
    late_off: Fraction
    poor_below: Fraction
    passive_below: Fraction
    clause: str = ""

    def __post_init__(self) -> None:
        for marks in (OF_CALLED, OF_CALLER):
            if not all(mark in self.weights for mark in marks) or sum(self.weights[m] for m in marks) != 1:
                raise ValueError("weights that add up to 1 on each side")
        if not 0 < self.lowest < self.highest:
            raise ValueError("a lowest and a highest mark")


@dataclass(frozen=True, slots=True)
class Local:
    """What a district says otherwise than its city (区级“吹哨报到”工作流程和考评方式, R205); the rest stays the city's.

    `matters` stand beside the city's kind by kind; every other part takes the place of the city's as a whole.
    """

    matters: Mapping[WhistleKind, KindLimits] = field(default_factory=lambda: MappingProxyType({}))
    lines: tuple[CallLine, ...] = ()
    checklist: frozenset[Piece] | None = None
    powers: frozenset[Verb] | None = None
    scores: Scores | None = None
    evaluate_within: Span | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Whistling:
    """The law of whistles of one city, in force from one day on, with what its districts say otherwise (R205)."""

    matters: Mapping[WhistleKind, KindLimits]
    lines: tuple[CallLine, ...]
    checklist: frozenset[Piece]
    powers: frozenset[Verb]
    hotline: frozenset[Channel]
    scores: Scores
    evaluate_within: Span
    districts: Mapping[str, Local] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Dues:
    """The three limits of one call."""

    respond: datetime
    arrive: datetime
    result: datetime


def in_district(law: Whistling, path: str) -> Whistling:
    """The law as it holds for a unit or area: the nearest district on its path ("/city/east/lake/") that says
    something of its own."""
    codes = [code for code in path.split("/") if code in law.districts]
    if not codes:
        return law
    own = law.districts[codes[-1]]
    return replace(
        law,
        matters=MappingProxyType({**law.matters, **own.matters}),
        lines=own.lines or law.lines,
        checklist=law.checklist if own.checklist is None else own.checklist,
        powers=law.powers if own.powers is None else own.powers,
        scores=own.scores or law.scores,
        evaluate_within=own.evaluate_within or law.evaluate_within,
    )


def dues(law: Whistling, kind: WhistleKind, since: datetime, calendar: Calendar) -> Verdict[Dues]:
    """By when a department that is called now answers, is there, and has a result."""
    own = law.matters[kind]
    found = Dues(*(span.after(since, calendar) for span in (own.respond, own.arrive, own.result)))
    told = {"kind": kind, "respond": own.respond, "arrive": own.arrive, "result": own.result}
    said = Sentence("%(kind)s: answer in %(respond)s, arrival in %(arrive)s, result in %(result)s.", told)
    return Verdict(found, own.clause, (said,))


def check_prepared(law: Whistling, brought: Mapping[Piece, bool]) -> None:
    """Refuse a whistle that is not prepared as the law asks (R211)."""
    missing = [piece for piece in Piece if piece in law.checklist and not brought.get(piece)]
    if missing:
        raise Refusal("The whistle is not prepared yet; still missing: %(missing)s.", missing=missing)


def check_power(law: Whistling, verb: Verb) -> None:
    """Refuse what the law gives streets no power to do over the departments they call (R215)."""
    if verb not in law.powers:
        raise Refusal("The law in force gives streets no power to “%(verb)s”.", verb=verb)


def may_call(law: Whistling, caller: str, called: str, *, same_district: bool) -> Verdict[bool]:
    """Whether a unit of one kind may call one of another kind."""
    for line in law.lines:
        if caller in line.callers and called in line.called and (same_district or not line.same_district):
            return Verdict(True, line.clause)
    return Verdict(False)


def call_step(state: CallState, verb: Verb) -> CallState:
    """Where a call goes by the department's verb."""
    try:
        return CALL_STEPS[verb, state]
    except KeyError:
        raise Refusal(
            "“%(verb)s” is not possible while the call is at “%(state)s”.", verb=verb, state=state
        ) from None


def whistle_step(state: WhistleState, verb: Verb) -> WhistleState:
    """Where a whistle goes by the whistling unit's verb."""
    try:
        return WHISTLE_STEPS[verb, state]
    except KeyError:
        raise Refusal(
            "“%(verb)s” is not possible while the whistle is at “%(state)s”.", verb=verb, state=state
        ) from None


def stands(calls: Iterable[CallState]) -> WhistleState:
    """Where a running whistle stands: at its slowest department; declined where nobody is left who must come."""
    states = set(calls)
    for call, whistle in _RANK.items():
        if call in states:
            return whistle
    return WhistleState.STARTED if CallState.DECLINED in states else WhistleState.DECLINED


def check_settled(calls: Iterable[tuple[CallState, datetime]], at: datetime) -> None:
    """Refuse to settle while a department may still act inside its limit, or nobody fed anything back."""
    standing = list(calls)
    open_ones = [
        due for state, due in standing if state not in (CallState.FEEDBACK, CallState.RELEASED) and due > at
    ]
    if open_ones:
        raise Refusal("Departments may still act inside their limit; settle when they have fed back.")
    if not any(state is CallState.FEEDBACK for state, _ in standing):
        raise Refusal("Nobody has fed anything back; cancel the whistle instead.")


def missed(limits: Mapping[Moment, tuple[datetime, datetime | None]], at: datetime) -> tuple[Moment, ...]:
    """The limits that were missed: what was done too late, or is not done though its limit is past."""
    return tuple(moment for moment, (due, done) in limits.items() if (done or at) > due)


def score(law: Whistling, marks: Mapping[Mark, int], *, late: int = 0) -> Verdict[Fraction]:
    """The score of one side out of 100: its weighted marks over the highest one, less what was late."""
    rule = law.scores
    for given in marks.values():
        if not rule.lowest <= given <= rule.highest:
            raise Refusal(
                "A mark is between %(lowest)s and %(highest)s.", lowest=rule.lowest, highest=rule.highest
            )
    weighed = sum((rule.weights[mark] * given for mark, given in marks.items()), Fraction(0))
    value: Fraction = max(Fraction(0), weighed / rule.highest * 100 - late * rule.late_off)
    said = Sentence(
        "Marks weighed: %(value)s of 100; limits missed: %(late)s.", {"value": value, "late": late}
    )
    return Verdict(value, rule.clause, (said,))
