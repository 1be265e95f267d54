"""The registers of supervision (督办台账): meetings, talks, reviews, papers, posts, as side machines with who may.

Each entry of a register has a body that keeps it (issuer) and, where it concerns a unit, that unit. Two tables:
STEPS says where an entry comes by a step, WHO which roles take it, on which side. Source: requirements d.3,
R246-R248, R254-R262, R276-R281, R283-R286.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role, Term
from jiesu.rules.verdict import NotYours, Refusal


class Register(Term):
    """A register: one kind of entry with its own steps."""

    TOPIC = ("topic", "联席会议议题", "Joint meeting topics")
    MEETING = ("meeting", "联席会议", "Joint meetings")
    BREAKFAST = ("breakfast", "区长早餐会", "Breakfast meetings")
    POINT = ("point", "早餐会问题清单", "Problems of breakfast meetings")
    TALK = ("talk", "点评约谈", "Comments and talks")
    REVIEW = ("review", "三级复盘", "Three-level reviews")
    LETTER = ("letter", "建议书", "Recommendation letters")
    OPINION = ("opinion", "监察意见", "Inspection opinions")
    TASK = ("task", "督查任务", "Inspection tasks")
    MEASURE = ("measure", "追责问责", "Accountability")
    MEDIA = ("media", "媒体监督", "Media criticism")
    PUBLIC = ("public", "群众监督", "Reports by the public")
    COORDINATION = ("coordination", "区级统筹协调", "District coordination")
    GUIDANCE = ("guidance", "督导指导", "Guidance staff")
    SPECIALIST = ("specialist", "服务专员", "Service specialists")
    CASE = ("case", "专人包案", "Cases in one person's hands")
    FIELD = ("field", "分管领域", "Fields of leaders")
    COMMITTEE = ("committee", "工委会、主任办公会议题", "Topics of the committee's and directors' meetings")
    WARNING = ("warning", "预警事项", "Warned items")
    COMMAND = ("command", "预警指令", "Commands")
    CALENDAR = ("calendar", "重点调度事项", "Calendar of work")
    PLAN = ("plan", "预案", "Response plans")
    SPOT = ("spot", "季节性点位", "Known places")
    RISK = ("risk", "风险化解", "Risks of orders")


class Step(Term):
    """What is done with an entry. OPEN brings it into being."""

    OPEN = ("open", "登记", "Enter")
    SCHEDULE = ("schedule", "列入议程", "Put on the agenda")
    DISCUSS = ("discuss", "记录讨论", "Record the discussion")
    RESOLVE = ("resolve", "形成决议", "Resolve")
    CARRY = ("carry", "结转下次", "Carry over")
    HELD = ("held", "复查未复发", "Found not to recur")
    RECUR = ("recur", "复查已复发", "Found to recur")
    MEET = ("meet", "召开", "Hold the meeting")
    REPLY = ("reply", "回复", "Reply")
    RETURN = ("return", "退回重报", "Return")
    FINISH = ("finish", "办结销号", "Finish")
    PASS_ON = ("pass_on", "分解下达", "Pass on to units")
    LEVEL = ("level", "逐级复盘", "Review at one level")
    CHECK = ("check", "复查承诺", "Check the promises")
    LOG = ("log", "记录工作", "Log the work")
    ROUTE = ("route", "转入督办", "Take into supervision")
    RECTIFY = ("rectify", "整改到位", "Rectified")
    DISMISS = ("dismiss", "核查不属实", "Not confirmed")
    DECIDE = ("decide", "协调决定", "Decide")
    ACKNOWLEDGE = ("acknowledge", "签收", "Acknowledge")
    VERIFY = ("verify", "核准属实", "Found to be so")
    INSTRUCT = ("instruct", "下达指令", "Instruct a unit")
    PREVENT = ("prevent", "前置处置", "Act before requests come")
    URGE = ("urge", "催办", "Urge")
    REMIND = ("remind", "到期提醒", "Remind of the limit")
    LAUNCH = ("launch", "启动预案", "Launch the plan")
    REASSESS = ("reassess", "处置后评估", "Assess it after handling")


class EntryState(Term):
    """Where an entry stands; each register uses some of these."""

    PROPOSED = ("proposed", "拟上会", "Proposed")
    AGENDA = ("agenda", "列入议程", "On the agenda")
    DISCUSSED = ("discussed", "已讨论", "Discussed")
    RESOLVED = ("resolved", "已决议", "Resolved")
    CARRIED = ("carried", "结转", "Carried over")
    HELD = ("held", "未再发生", "No recurrence")
    RECURRED = ("recurred", "再次发生", "Recurred")
    PLANNED = ("planned", "已排期", "Planned")
    MET = ("met", "已召开", "Held")
    OPEN = ("open", "待办", "Open")
    ANSWERED = ("answered", "已回复", "Answered")
    RUNNING = ("running", "进行中", "Running")
    ROUTED = ("routed", "督办中", "Under supervision")
    DECIDED = ("decided", "已决定", "Decided")
    DISMISSED = ("dismissed", "不属实", "Not confirmed")
    KEPT = ("kept", "已复查", "Checked")
    DONE = ("done", "已办结", "Done")
    TOLD = ("told", "待签收", "To be acknowledged")
    TAKEN = ("taken", "已签收", "Acknowledged")


_R, _S, _E = Register, Step, EntryState
BORN = ""
ENDED = frozenset({_E.HELD, _E.MET, _E.DISMISSED, _E.KEPT, _E.DONE})
"""States in which an entry waits for nobody."""

Table = Mapping[tuple[Step, str], EntryState]
_PAPER: Table = {
    (_S.OPEN, BORN): _E.OPEN,
    (_S.REPLY, _E.OPEN): _E.ANSWERED,
    (_S.RETURN, _E.ANSWERED): _E.OPEN,
    (_S.FINISH, _E.ANSWERED): _E.DONE,
}
_POST: Table = {
    (_S.OPEN, BORN): _E.RUNNING,
    (_S.LOG, _E.RUNNING): _E.RUNNING,
    (_S.FINISH, _E.RUNNING): _E.DONE,
}
_MEETING: Table = {(_S.OPEN, BORN): _E.PLANNED, (_S.MEET, _E.PLANNED): _E.MET}
_OUTSIDE: Table = {
    (_S.OPEN, BORN): _E.OPEN,
    (_S.ROUTE, _E.OPEN): _E.ROUTED,
    (_S.DISMISS, _E.OPEN): _E.DISMISSED,
    (_S.DISMISS, _E.ROUTED): _E.DISMISSED,
    (_S.RECTIFY, _E.ROUTED): _E.DONE,
}
_TASK: Table = {
    (_S.OPEN, BORN): _E.TOLD,
    (_S.ACKNOWLEDGE, _E.TOLD): _E.TAKEN,
    (_S.REPLY, _E.TAKEN): _E.ANSWERED,
    (_S.RETURN, _E.ANSWERED): _E.TAKEN,
    (_S.FINISH, _E.ANSWERED): _E.DONE,
    (_S.URGE, _E.TOLD): _E.TOLD,
    (_S.URGE, _E.TAKEN): _E.TAKEN,
    (_S.REMIND, _E.TOLD): _E.TOLD,
    (_S.REMIND, _E.TAKEN): _E.TAKEN,
}
"""What a unit is to do by a day: told, acknowledged, reported done, finished by whoever asked (R338, R340)."""
_WARNED: Table = {
    (_S.OPEN, BORN): _E.TOLD,
    (_S.ACKNOWLEDGE, _E.TOLD): _E.TAKEN,
    (_S.VERIFY, _E.TAKEN): _E.RUNNING,
    (_S.DISMISS, _E.TAKEN): _E.DISMISSED,
    (_S.REPLY, _E.RUNNING): _E.ANSWERED,
    (_S.RETURN, _E.ANSWERED): _E.RUNNING,
    (_S.FINISH, _E.ANSWERED): _E.DONE,
    **{
        (what, state): state
        for what in (_S.INSTRUCT, _S.PREVENT, _S.URGE, _S.REMIND)
        for state in (_E.TOLD, _E.TAKEN, _E.RUNNING)
    },
}
"""What the machine warns of: the unit acknowledges it, a person verifies it, then it is worked on (R343, R348)."""
STEPS: Mapping[Register, Table] = MappingProxyType(
    {
        _R.TOPIC: {
            (_S.OPEN, BORN): _E.PROPOSED,
            (_S.SCHEDULE, _E.PROPOSED): _E.AGENDA,
            (_S.SCHEDULE, _E.CARRIED): _E.AGENDA,
            (_S.SCHEDULE, _E.RECURRED): _E.AGENDA,
            (_S.DISCUSS, _E.AGENDA): _E.DISCUSSED,
            (_S.RESOLVE, _E.DISCUSSED): _E.RESOLVED,
            (_S.CARRY, _E.AGENDA): _E.CARRIED,
            (_S.CARRY, _E.DISCUSSED): _E.CARRIED,
            (_S.HELD, _E.RESOLVED): _E.HELD,
            (_S.RECUR, _E.RESOLVED): _E.RECURRED,
        },
        _R.MEETING: _MEETING,
        _R.BREAKFAST: _MEETING,
        _R.POINT: _PAPER,
        _R.TALK: {(_S.OPEN, BORN): _E.OPEN, (_S.CHECK, _E.OPEN): _E.KEPT},
        _R.REVIEW: {
            (_S.OPEN, BORN): _E.OPEN,
            (_S.LEVEL, _E.OPEN): _E.OPEN,
            (_S.FINISH, _E.OPEN): _E.DONE,
        },
        _R.LETTER: _PAPER,
        _R.OPINION: _PAPER,
        _R.TASK: {**_PAPER, (_S.PASS_ON, _E.OPEN): _E.OPEN},
        _R.MEASURE: {(_S.OPEN, BORN): _E.DONE},
        _R.MEDIA: _OUTSIDE,
        _R.PUBLIC: _OUTSIDE,
        _R.COORDINATION: {
            (_S.OPEN, BORN): _E.OPEN,
            (_S.DECIDE, _E.OPEN): _E.DECIDED,
            (_S.FINISH, _E.DECIDED): _E.DONE,
        },
        _R.GUIDANCE: _POST,
        _R.SPECIALIST: _POST,
        _R.CASE: _POST,
        _R.FIELD: {(_S.OPEN, BORN): _E.RUNNING, (_S.FINISH, _E.RUNNING): _E.DONE},
        _R.COMMITTEE: {
            (_S.OPEN, BORN): _E.PROPOSED,
            (_S.DISCUSS, _E.PROPOSED): _E.DISCUSSED,
            (_S.DISCUSS, _E.CARRIED): _E.DISCUSSED,
            (_S.CARRY, _E.PROPOSED): _E.CARRIED,
            (_S.CARRY, _E.DISCUSSED): _E.CARRIED,
            (_S.RESOLVE, _E.DISCUSSED): _E.RESOLVED,
            (_S.FINISH, _E.RESOLVED): _E.DONE,
        },
        _R.WARNING: _WARNED,
        _R.COMMAND: _TASK,
        _R.CALENDAR: _TASK,
        _R.PLAN: {
            (_S.OPEN, BORN): _E.RUNNING,
            (_S.LAUNCH, _E.RUNNING): _E.RUNNING,
            (_S.FINISH, _E.RUNNING): _E.DONE,
        },
        _R.SPOT: {
            (_S.OPEN, BORN): _E.RUNNING,
            (_S.PREVENT, _E.RUNNING): _E.RUNNING,
            (_S.FINISH, _E.RUNNING): _E.DONE,
        },
        _R.RISK: {(_S.OPEN, BORN): _E.OPEN, (_S.REASSESS, _E.OPEN): _E.DONE},
    }
)

_ABOVE = frozenset({Role.SUPERVISOR, Role.DISTRICT_LEADER})
_WITH_DISCIPLINE = _ABOVE | {Role.DISCIPLINE}
_LEADERS = frozenset({Role.MAIN_LEADER, Role.AREA_LEADER})
_UNIT = frozenset({Role.REQUEST_CENTRE, Role.HEAD}) | _LEADERS
KEEPS: Mapping[Register, frozenset[Role]] = MappingProxyType(
    {
        _R.TOPIC: _ABOVE | {Role.DISPATCHER},
        _R.MEETING: _ABOVE | {Role.DISPATCHER},
        _R.BREAKFAST: _ABOVE,
        _R.POINT: _ABOVE,
        _R.TALK: _WITH_DISCIPLINE | _LEADERS,
        _R.REVIEW: _ABOVE,
        _R.LETTER: _WITH_DISCIPLINE,
        _R.OPINION: _WITH_DISCIPLINE,
        _R.TASK: _ABOVE,
        _R.MEASURE: _WITH_DISCIPLINE,
        _R.MEDIA: _ABOVE,
        _R.PUBLIC: _ABOVE,
        _R.COORDINATION: _ABOVE,
        _R.GUIDANCE: _ABOVE,
        _R.SPECIALIST: _ABOVE,
        _R.CASE: _ABOVE | _UNIT,
        _R.FIELD: _ABOVE,
        _R.COMMITTEE: _ABOVE | {Role.REQUEST_CENTRE, Role.MAIN_LEADER},
        _R.WARNING: _ABOVE,
        _R.COMMAND: _ABOVE | _UNIT,
        _R.CALENDAR: _ABOVE | _UNIT,
        _R.PLAN: _ABOVE | _UNIT,
        _R.SPOT: _ABOVE | _UNIT,
        _R.RISK: _ABOVE | _UNIT,
    }
)
"""Which roles keep a register: they open its entries and take the body's steps."""

OFFERS: Mapping[Register, frozenset[Role]] = MappingProxyType({_R.TOPIC: _UNIT})
"""Roles that may open an entry beside those that keep the register (R161: a unit offers a hard order)."""

OF_UNIT: Mapping[Step, frozenset[Role]] = MappingProxyType(
    {
        _S.REPLY: _UNIT,
        _S.LEVEL: _UNIT | _ABOVE,
        _S.PASS_ON: _UNIT | _ABOVE,
        _S.LOG: frozenset(Role),
        _S.ACKNOWLEDGE: _UNIT,
        _S.VERIFY: _UNIT,
        _S.INSTRUCT: _UNIT,
        _S.PREVENT: _UNIT,
    }
)
"""Steps that the unit named in the entry takes (记录工作: the person named in it)."""

ONLY_OF_UNIT = frozenset({_S.REPLY, _S.ACKNOWLEDGE})
"""Steps that nobody takes for the unit."""

OF_EITHER: Mapping[tuple[Register, Step], frozenset[Role]] = MappingProxyType(
    {(_R.WARNING, _S.DISMISS): _UNIT, (_R.RISK, _S.REASSESS): _UNIT}
)
"""Steps that in one register are the unit's too (人工核准: the street finds that a warning is not so)."""

OF_HOUSE = frozenset({_S.HELD, _S.RECUR, _S.REMIND})
"""Steps that time alone takes."""

QUIET = frozenset({_S.ACKNOWLEDGE, _S.VERIFY, _S.LAUNCH})
"""Steps that need no words: one click."""

WARNED = (_R.WARNING, _R.COMMAND, _R.CALENDAR)
"""The registers of the electronic ledger of warned items (预警事项电子台账, R349)."""

SEES: Mapping[Register, frozenset[Role]] = MappingProxyType(
    {_R.MEASURE: _WITH_DISCIPLINE | {Role.MAIN_LEADER}, _R.OPINION: _WITH_DISCIPLINE | _LEADERS}
)
"""Registers that only these roles see; all others are seen by every role of the desk, within its sight."""


def step(register: Register, state: str, what: Step) -> EntryState:
    """Where an entry comes by a step. Refusal where the register has no such step from there."""
    found = STEPS[register].get((what, state))
    if found is None:
        raise Refusal(
            "“%(step)s” is not possible while the entry is at “%(state)s”.",
            step=what, state=EntryState(state) if state else "—",
        )  # fmt: skip
    return found


def sees(register: Register, actor: Actor) -> bool:
    """Whether one of the actor's roles may see a register."""
    return register not in SEES or actor.holds(*SEES[register])


def may_open(register: Register, actor: Actor) -> bool:
    """Whether the actor may open an entry."""
    return actor.holds(*(KEEPS[register] | OFFERS.get(register, frozenset())))


def check(
    register: Register, what: Step, actor: Actor, *, issuer: str, unit: str = "", person: bool = False
) -> None:
    """Refuse a step to whoever may not take it. `issuer` and `unit` are paths, `person`: the one named in it."""
    if actor.holds(Role.SYSTEM) or (what is _S.LOG and person):
        return
    keeps = KEEPS[register] if what is not _S.OPEN else KEEPS[register] | OFFERS.get(register, frozenset())
    ours = any(seat.role in keeps and issuer.startswith(seat.path) for seat in actor.seats)
    roles = OF_UNIT.get(what, frozenset()) if what is not _S.LOG else frozenset()
    roles |= OF_EITHER.get((register, what), frozenset())
    theirs = any(seat.role in roles and unit and unit == seat.path for seat in actor.seats)
    if what in OF_HOUSE or not (theirs or (ours and what not in ONLY_OF_UNIT)):
        raise NotYours("“%(step)s” is not yours to do on this entry.", step=what)
