"""The workflow as two tables one can read aloud: one for the order, one for a unit's share in it.

A step is (verb, from-state) -> to-state. A verb that stays (补充, 查看明文) leads back to where it came from.
Source: requirements d.2. Nothing moves except through these tables (orders.advance).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Desk, OrderState, Verb
from jiesu.rules.terms import OrderState as O
from jiesu.rules.verdict import Refusal

StateT = TypeVar("StateT", O, A)
BORN = ""
"""The state before birth, for records and for new shares."""

_WITH_UNITS = (A.CLAIMED, A.ASSIGNED, A.RESPONDED, A.HANDLING)
_AT_WORK = (A.RESPONDED, A.HANDLING)
_ELSEWHERE = (A.PAUSED, A.ESCALATED, A.WHISTLED, A.PENDING)
_LIVE = (A.SENT, *_WITH_UNITS, *_ELSEWHERE, A.SUBMITTED, A.REVIEWED, A.OBJECTED)
_OPEN = (O.RECORDED, O.ACCEPTED, O.CONSULTED, O.DISPATCHED, O.REPLIED, O.DRAWN, O.RATED)
_SUPERVISED = (O.ACCEPTED, O.CONSULTED, O.DISPATCHED, O.REPLIED, O.DRAWN, O.RATED)
_DONE = (O.REPLIED, O.DRAWN, O.RATED, O.CLOSED)


def _stays(verb: Verb, states: Iterable[StateT]) -> dict[tuple[Verb, str], StateT]:
    """A verb that leads back to where it came from."""
    return {(verb, state): state for state in states}


ORDER_STEPS: Mapping[tuple[Verb, str], OrderState] = MappingProxyType(
    {
        (Verb.RECORD, BORN): O.RECORDED,
        (Verb.ACCEPT, O.RECORDED): O.ACCEPTED,
        (Verb.ANSWER, O.RECORDED): O.ANSWERED,
        (Verb.ANSWER, O.ACCEPTED): O.ANSWERED,
        (Verb.TRANSFER, O.RECORDED): O.TRANSFERRED,
        (Verb.MERGE, O.RECORDED): O.MERGED,
        (Verb.MERGE, O.ACCEPTED): O.MERGED,
        (Verb.MERGE, O.DISPATCHED): O.MERGED,
        (Verb.UNMERGE, O.MERGED): O.RECORDED,
        (Verb.SPLIT, O.RECORDED): O.DIVIDED,
        (Verb.SPLIT, O.ACCEPTED): O.DIVIDED,
        (Verb.WITHDRAW, O.RECORDED): O.WITHDRAWN,
        (Verb.WITHDRAW, O.ACCEPTED): O.WITHDRAWN,
        (Verb.WITHDRAW, O.DISPATCHED): O.WITHDRAWN,
        (Verb.CONSULT, O.ACCEPTED): O.CONSULTED,
        (Verb.OPINE, O.CONSULTED): O.CONSULTED,
        (Verb.CONCLUDE, O.CONSULTED): O.ACCEPTED,
        (Verb.DISPATCH, O.ACCEPTED): O.DISPATCHED,
        (Verb.DISPATCH, O.DISPATCHED): O.DISPATCHED,
        (Verb.DRAW, O.REPLIED): O.DRAWN,
        (Verb.ATTEMPT, O.DRAWN): O.DRAWN,
        (Verb.RATE, O.REPLIED): O.RATED,
        (Verb.RATE, O.DRAWN): O.RATED,
        (Verb.GIVE_UP, O.DRAWN): O.RATED,
        (Verb.REHANDLE, O.RATED): O.DISPATCHED,
        (Verb.REHANDLE, O.CLOSED): O.DISPATCHED,
        (Verb.CLOSE, O.REPLIED): O.CLOSED,
        (Verb.CLOSE, O.RATED): O.CLOSED,
        (Verb.CLOSE, O.DIVIDED): O.CLOSED,
        **_stays(Verb.SUPPLEMENT, (O.RECORDED, O.ACCEPTED, O.CONSULTED, O.DISPATCHED, O.REPLIED, O.DRAWN)),
        **_stays(Verb.PRESS, (*_OPEN, O.DIVIDED)),
        **_stays(Verb.FLAG, _OPEN),
        **_stays(Verb.INSTRUCT, _SUPERVISED),
        **_stays(Verb.INFORM, (O.DISPATCHED, *_DONE, O.MERGED, O.ANSWERED)),
        **_stays(Verb.CALL, _DONE),
        **_stays(Verb.AUDIT, (O.RATED, O.CLOSED)),
        **_stays(Verb.URGE, _SUPERVISED),
        **_stays(Verb.SUPERVISE, _SUPERVISED),
        **_stays(Verb.INVESTIGATE, _SUPERVISED),
        **_stays(Verb.EXPLAIN, (*_SUPERVISED, O.CLOSED)),
        **_stays(Verb.CONFIRM, (*_SUPERVISED, O.CLOSED)),
        **_stays(Verb.INSIST, (*_SUPERVISED, O.CLOSED)),
        **_stays(Verb.REVEAL, O),
    }
)

ASSIGNMENT_STEPS: Mapping[tuple[Verb, str], A] = MappingProxyType(
    {
        (Verb.DISPATCH, BORN): A.SENT,
        (Verb.CLAIM, A.SENT): A.CLAIMED,
        (Verb.FORWARD, A.SENT): A.FORWARDED,
        (Verb.FORWARD, A.CLAIMED): A.FORWARDED,
        (Verb.OBJECT, A.SENT): A.OBJECTED,
        (Verb.OBJECT, A.CLAIMED): A.OBJECTED,
        (Verb.UPHOLD, A.OBJECTED): A.RECALLED,
        (Verb.UPHOLD, A.FORWARDED): A.CLAIMED,
        (Verb.REJECT, A.OBJECTED): A.SENT,
        **{(Verb.RECALL, state): A.RECALLED for state in _LIVE},
        (Verb.RECALL, A.FORWARDED): A.CLAIMED,
        **_stays(Verb.SCREEN, (A.SENT, A.CLAIMED)),
        **_stays(Verb.ENDORSE, (A.SENT, A.CLAIMED)),
        (Verb.ASSIGN, A.CLAIMED): A.ASSIGNED,
        (Verb.ASSIGN, A.ASSIGNED): A.ASSIGNED,
        **{(Verb.RECUSE, state): A.CLAIMED for state in (A.ASSIGNED, *_AT_WORK)},
        (Verb.CONTACT, A.ASSIGNED): A.RESPONDED,
        **_stays(Verb.GRADE, _WITH_UNITS),
        **_stays(Verb.PLAN, _AT_WORK),
        **_stays(Verb.ELEVATE, _WITH_UNITS),
        (Verb.ACT, A.RESPONDED): A.HANDLING,
        (Verb.VISIT, A.RESPONDED): A.HANDLING,
        (Verb.MEET, A.RESPONDED): A.HANDLING,
        (Verb.DELIBERATE, A.RESPONDED): A.HANDLING,
        (Verb.INTERIM, A.RESPONDED): A.HANDLING,
        **_stays(Verb.ACT, (A.HANDLING, A.WHISTLED, A.PENDING)),
        **_stays(Verb.VISIT, (A.HANDLING, *_ELSEWHERE, A.SIGNED)),
        **_stays(Verb.MEET, (A.HANDLING, A.PENDING)),
        **_stays(Verb.DELIBERATE, (A.HANDLING, *_ELSEWHERE)),
        **_stays(Verb.INTERIM, (A.HANDLING, *_ELSEWHERE)),
        **{(Verb.ESCALATE, state): A.ESCALATED for state in _AT_WORK},
        (Verb.ADVISE, A.ESCALATED): A.HANDLING,
        (Verb.TAKE_BACK, A.ESCALATED): A.HANDLING,
        **{(Verb.PAUSE, state): A.PAUSED for state in _AT_WORK},
        (Verb.RESUME, A.PAUSED): A.HANDLING,
        **_stays(Verb.EXTEND, _WITH_UNITS),
        **_stays(Verb.EXEMPT, _WITH_UNITS),
        **_stays(Verb.REGISTER, (A.HANDLING,)),
        (Verb.LIST, A.HANDLING): A.PENDING,
        **_stays(Verb.STRIKE, (A.PENDING,)),
        **_stays(Verb.REMIND, (A.PENDING,)),
        **_stays(Verb.RENEW, (A.PENDING,)),
        (Verb.WRITE_OFF, A.PENDING): A.HANDLING,
        **_stays(Verb.GRANT, (*_WITH_UNITS, *_ELSEWHERE, A.SUBMITTED, A.REVIEWED)),
        **_stays(Verb.DENY, (*_WITH_UNITS, *_ELSEWHERE, A.SUBMITTED, A.REVIEWED)),
        **{(Verb.WHISTLE, state): A.WHISTLED for state in _AT_WORK},
        (Verb.CANCEL, A.WHISTLED): A.HANDLING,
        **_stays(Verb.RESPOND, (A.WHISTLED,)),
        **_stays(Verb.DECLINE, (A.WHISTLED,)),
        **_stays(Verb.ARBITRATE, (A.WHISTLED,)),
        **_stays(Verb.REPORT_IN, (A.WHISTLED,)),
        **_stays(Verb.FEED_BACK, (A.WHISTLED,)),
        (Verb.SETTLE, A.WHISTLED): A.HANDLING,
        **_stays(Verb.EVALUATE, (A.HANDLING, *_ELSEWHERE, A.SUBMITTED, A.REVIEWED, A.SIGNED)),
        (Verb.SUBMIT, A.RESPONDED): A.SUBMITTED,
        (Verb.SUBMIT, A.HANDLING): A.SUBMITTED,
        (Verb.SEND_BACK, A.SUBMITTED): A.HANDLING,
        (Verb.SEND_BACK, A.REVIEWED): A.HANDLING,
        (Verb.REVIEW, A.SUBMITTED): A.REVIEWED,
        (Verb.SIGN, A.REVIEWED): A.SIGNED,
        (Verb.REHANDLE, A.SIGNED): A.HANDLING,
        **_stays(Verb.EXCLUDE, (A.SIGNED,)),
        **_stays(Verb.COUNTERSIGN, (A.SIGNED,)),
        **_stays(Verb.ALLOW, (A.SIGNED,)),
        **_stays(Verb.DISALLOW, (A.SIGNED,)),
    }
)

ORDER_TRAY: Mapping[OrderState, Desk | None] = MappingProxyType(
    {
        O.RECORDED: Desk.INTAKE,
        O.ACCEPTED: Desk.DISPATCH,
        O.CONSULTED: Desk.DISPATCH,
        O.DISPATCHED: Desk.HANDLING,
        O.REPLIED: Desk.FOLLOWUP,
        O.DRAWN: Desk.FOLLOWUP,
        O.RATED: Desk.FOLLOWUP,
        O.DIVIDED: Desk.FOLLOWUP,
        O.CLOSED: None,
        O.ANSWERED: None,
        O.TRANSFERRED: None,
        O.MERGED: None,
        O.WITHDRAWN: None,
    }
)
"""Where an order lies. DISPATCHED lies in handling, by its shares (ASSIGNMENT_TRAY); DIVIDED waits for its parts."""

ASSIGNMENT_TRAY: Mapping[A, Desk | None] = MappingProxyType(
    {
        A.SENT: Desk.HANDLING,
        A.CLAIMED: Desk.HANDLING,
        A.ASSIGNED: Desk.HANDLING,
        A.RESPONDED: Desk.HANDLING,
        A.HANDLING: Desk.HANDLING,
        A.PAUSED: Desk.HANDLING,
        A.ESCALATED: Desk.HANDLING,
        A.WHISTLED: Desk.WHISTLE,
        A.PENDING: Desk.HANDLING,
        A.SUBMITTED: Desk.HANDLING,
        A.REVIEWED: Desk.HANDLING,
        A.OBJECTED: Desk.DISPATCH,
        A.SIGNED: None,
        A.FORWARDED: None,
        A.RECALLED: None,
    }
)
"""Where a share lies. A forwarded share waits for the one it was forwarded to."""

BY_CONSEQUENCE = frozenset({(Verb.UPHOLD, A.FORWARDED)})
"""Steps that another share's step brings about; nobody is offered them."""
FINAL_STATES = frozenset(s for s, desk in ORDER_TRAY.items() if desk is None)
LIVE_SHARES = frozenset(s for s, desk in ASSIGNMENT_TRAY.items() if desk is not None)


def order_step(state: str, verb: Verb) -> OrderState:
    """The state an order reaches by `verb` from `state`. Refusal where the table has no such step."""
    try:
        return ORDER_STEPS[verb, state]
    except KeyError:
        raise _impossible(verb, O(state) if state else "—") from None


def assignment_step(state: str, verb: Verb) -> A:
    """The state a share reaches by `verb` from `state`. Refusal where the table has no such step."""
    try:
        return ASSIGNMENT_STEPS[verb, state]
    except KeyError:
        raise _impossible(verb, A(state) if state else "—") from None


def order_follows(order: OrderState, shares: Sequence[A]) -> OrderState:
    """Where an order goes when its shares stand so (首接负责: nothing is done until every share is done).

    All signed -> REPLIED; all recalled -> back to ACCEPTED (dispatch's tray); else it stays.
    Orders that are not with the units do not move.
    """
    if order is not O.DISPATCHED or any(s in LIVE_SHARES for s in shares):
        return order
    return O.REPLIED if A.SIGNED in shares else O.ACCEPTED


def check_share(order: str, verb: Verb, after: A) -> None:
    """Refusal where a step would leave live work on a unit's desk while the order is not with the units."""
    if after in LIVE_SHARES and order != O.DISPATCHED:
        raise _impossible(verb, O(order))


def verbs_from(order: str, share: str | None = None) -> tuple[Verb, ...]:
    """The verbs that the tables open for an order, or for a share of it."""
    if share is None:
        only_shares = {verb for verb, _ in ASSIGNMENT_STEPS} - {Verb.DISPATCH}
        return tuple(v for v, s in ORDER_STEPS if s == order and v not in only_shares)
    return tuple(
        v
        for (v, s), after in ASSIGNMENT_STEPS.items()
        if s == share and (v, s) not in BY_CONSEQUENCE and _fits(order, v, after)
    )


def _fits(order: str, verb: Verb, after: A) -> bool:
    if both_machines(verb):
        return (verb, order) in ORDER_STEPS
    return verb not in _ORDER_VERBS and (after not in LIVE_SHARES or order == O.DISPATCHED)


def is_for_assignment(verb: Verb) -> bool:
    """Whether the verb is said of a share (接件) rather than of the order (受理)."""
    return verb in _ASSIGNMENT_VERBS


def both_machines(verb: Verb) -> bool:
    """Whether one event of this verb moves the share and its order together (再次办理)."""
    return verb in _ORDER_VERBS and verb in _ASSIGNMENT_VERBS


def _impossible(verb: Verb, state: object) -> Refusal:
    return Refusal("“%(verb)s” is not possible while the order is at “%(state)s”.", verb=verb, state=state)


def _verbs(steps: Iterable[tuple[Verb, str]]) -> frozenset[Verb]:
    return frozenset(verb for verb, _ in steps)


_ORDER_VERBS = _verbs(ORDER_STEPS)
_ASSIGNMENT_VERBS = _verbs(k for k in ASSIGNMENT_STEPS if k != (Verb.DISPATCH, BORN))
