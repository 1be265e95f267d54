"""The workflow as two tables one can read aloud: one for the order, one for a unit's share in it.

A step is (verb, from-state) -> to-state. A verb that stays (补充, 查看明文) leads back to where it came from.
Source: requirements d.2. Nothing moves except through these tables (orders.advance).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import Desk, OrderState, Verb
from jiesu.rules.terms import OrderState as O
from jiesu.rules.verdict import Refusal

BORN = ""
"""The state before birth, for records and for new shares."""

ORDER_STEPS: Mapping[tuple[Verb, str], OrderState] = MappingProxyType(
    {
        (Verb.RECORD, BORN): O.RECORDED,
        (Verb.ACCEPT, O.RECORDED): O.ACCEPTED,
        (Verb.ANSWER, O.RECORDED): O.ANSWERED,
        (Verb.ANSWER, O.ACCEPTED): O.ANSWERED,
        (Verb.TRANSFER, O.RECORDED): O.TRANSFERRED,
        (Verb.MERGE, O.RECORDED): O.MERGED,
        (Verb.MERGE, O.ACCEPTED): O.MERGED,
        (Verb.WITHDRAW, O.RECORDED): O.WITHDRAWN,
        (Verb.WITHDRAW, O.ACCEPTED): O.WITHDRAWN,
        (Verb.DISPATCH, O.ACCEPTED): O.DISPATCHED,
        (Verb.DISPATCH, O.DISPATCHED): O.DISPATCHED,
        (Verb.DRAW, O.REPLIED): O.DRAWN,
        (Verb.ATTEMPT, O.DRAWN): O.DRAWN,
        (Verb.RATE, O.REPLIED): O.RATED,
        (Verb.RATE, O.DRAWN): O.RATED,
        (Verb.GIVE_UP, O.DRAWN): O.RATED,
        (Verb.REHANDLE, O.RATED): O.DISPATCHED,
        (Verb.CLOSE, O.REPLIED): O.CLOSED,
        (Verb.CLOSE, O.RATED): O.CLOSED,
        **{(Verb.SUPPLEMENT, s): s for s in (O.RECORDED, O.ACCEPTED, O.DISPATCHED, O.REPLIED, O.DRAWN)},
        **{(Verb.REVEAL, s): s for s in O},
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
        (Verb.ASSIGN, A.CLAIMED): A.ASSIGNED,
        (Verb.ASSIGN, A.ASSIGNED): A.ASSIGNED,
        (Verb.CONTACT, A.ASSIGNED): A.RESPONDED,
        (Verb.ACT, A.RESPONDED): A.HANDLING,
        (Verb.ACT, A.HANDLING): A.HANDLING,
        (Verb.SUBMIT, A.RESPONDED): A.SUBMITTED,
        (Verb.SUBMIT, A.HANDLING): A.SUBMITTED,
        (Verb.SEND_BACK, A.SUBMITTED): A.HANDLING,
        (Verb.SEND_BACK, A.REVIEWED): A.HANDLING,
        (Verb.REVIEW, A.SUBMITTED): A.REVIEWED,
        (Verb.SIGN, A.REVIEWED): A.SIGNED,
        (Verb.REHANDLE, A.SIGNED): A.HANDLING,
    }
)

ORDER_TRAY: Mapping[OrderState, Desk | None] = MappingProxyType(
    {
        O.RECORDED: Desk.INTAKE,
        O.ACCEPTED: Desk.DISPATCH,
        O.DISPATCHED: Desk.HANDLING,
        O.REPLIED: Desk.FOLLOWUP,
        O.DRAWN: Desk.FOLLOWUP,
        O.RATED: Desk.FOLLOWUP,
        O.CLOSED: None,
        O.ANSWERED: None,
        O.TRANSFERRED: None,
        O.MERGED: None,
        O.WITHDRAWN: None,
    }
)
"""Where an order lies. DISPATCHED lies in handling, by its shares (ASSIGNMENT_TRAY)."""

ASSIGNMENT_TRAY: Mapping[A, Desk | None] = MappingProxyType(
    {
        A.SENT: Desk.HANDLING,
        A.CLAIMED: Desk.HANDLING,
        A.ASSIGNED: Desk.HANDLING,
        A.RESPONDED: Desk.HANDLING,
        A.HANDLING: Desk.HANDLING,
        A.SUBMITTED: Desk.HANDLING,
        A.REVIEWED: Desk.HANDLING,
        A.OBJECTED: Desk.DISPATCH,
        A.SIGNED: None,
        A.FORWARDED: None,
        A.RECALLED: None,
    }
)
"""Where a share lies. A forwarded share waits for the one it was forwarded to."""

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


def verbs_from(order: str, share: str | None = None) -> tuple[Verb, ...]:
    """The verbs that the tables open for an order, or for a share of it."""
    if share is None:
        only_shares = {verb for verb, _ in ASSIGNMENT_STEPS} - {Verb.DISPATCH}
        return tuple(v for v, s in ORDER_STEPS if s == order and v not in only_shares)
    return tuple(
        v for v, s in ASSIGNMENT_STEPS if s == share and ((v, order) in ORDER_STEPS or v not in _ORDER_VERBS)
    )


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
