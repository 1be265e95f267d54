"""Who may do which verb how far: one table, verb × role × reach. Checked inside orders.advance().

Source: requirements d.4; regulation art 14 (first receiver), art 23 (follow-up by the hotline centre);
domain-rules 8.5 (never by the unit itself), 8.13 (recusal).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jiesu.rules.terms import Desk, Role, Term, Verb
from jiesu.rules.verdict import NotYours, Refusal


class Reach(Term):
    """How far a role reaches from the unit it hangs on."""

    OWN = ("own", "本人", "Own")
    UNIT = ("unit", "本单位", "Unit")
    BELOW = ("below", "下级单位", "Units below")
    SUBTREE = ("subtree", "本级及下级", "Unit and below")
    CITY = ("city", "全市", "City")


@dataclass(frozen=True, slots=True)
class Seat:
    """A role that an actor holds in a unit now. `path` is the unit's place in the tree, "/bj/cy/jxq/"; `guided` are
    the paths of the units that the unit guides in its line of business (条)."""

    role: Role
    unit: str = ""
    path: str = "/"
    guided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person, a token, the system. `key` goes into the ledger ("person:17", "system:tick")."""

    key: str
    name: str = ""
    seats: tuple[Seat, ...] = ()
    delegate_for: str = ""

    def holds(self, *roles: Role) -> bool:
        """Whether the actor holds one of the roles anywhere."""
        return any(seat.role in roles for seat in self.seats)

    def sees(self, desk: Desk) -> bool:
        """Whether one of the actor's roles opens this desk."""
        return any(seat.role in DESKS[desk] for seat in self.seats)


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted on, as far as reach asks: the unit whose it is, its path, its persons.

    For an order the unit is the desk that received it; for a share the unit that holds the share.
    `units` are the paths of every unit with a live share (for blindness: 回访不得由承办单位进行).
    `guests` are the codes of units asked to take part (会商, 分级协调, 吹哨).
    """

    unit: str = ""
    path: str = "/"
    handler: str = ""
    requester: str = ""
    recorder: str = ""
    units: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()


SYSTEM = Actor("system", "Jiesu", (Seat(Role.SYSTEM),))
"""The house itself: ticks, automatic dispatch, imports without a person."""

_CENTRE = {Role.AGENT: Reach.SUBTREE, Role.DISPATCHER: Reach.SUBTREE, Role.SYSTEM: Reach.CITY}
_LEADERS = {Role.AREA_LEADER: Reach.UNIT, Role.MAIN_LEADER: Reach.UNIT}
_FOLLOWUP = {Role.FOLLOWUP_AGENT: Reach.SUBTREE, Role.SYSTEM: Reach.CITY}
_UNIT = {Role.REQUEST_CENTRE: Reach.UNIT, Role.HEAD: Reach.UNIT}
_WORK = {Role.HANDLER: Reach.OWN, **_UNIT}
_ON_SITE = {**_WORK, **_LEADERS}
_ABOVE = {Role.DISPATCHER: Reach.BELOW, Role.REQUEST_CENTRE: Reach.BELOW}
_GUEST = {**_UNIT, **_LEADERS, Role.DISPATCHER: Reach.UNIT, Role.DISTRICT_LEADER: Reach.UNIT}
_SUPERVISION = {Role.SUPERVISOR: Reach.SUBTREE, Role.DISTRICT_LEADER: Reach.SUBTREE}
_STREET_TOO = {Role.MAIN_LEADER: Reach.SUBTREE, Role.AREA_LEADER: Reach.SUBTREE}

MAY: Mapping[Verb, Mapping[Role, Reach]] = MappingProxyType(
    {
        Verb.RECORD: {
            Role.GRID_WORKER: Reach.UNIT,
            Role.AGENT: Reach.SUBTREE,
            Role.DISPATCHER: Reach.SUBTREE,
            Role.REQUEST_CENTRE: Reach.UNIT,
            Role.REQUESTER: Reach.CITY,
            Role.SYSTEM: Reach.CITY,
        },
        Verb.ACCEPT: {**_CENTRE, Role.REQUEST_CENTRE: Reach.UNIT},
        Verb.ANSWER: {**_CENTRE, Role.REQUEST_CENTRE: Reach.UNIT},
        Verb.TRANSFER: {Role.AGENT: Reach.SUBTREE, Role.REQUEST_CENTRE: Reach.UNIT},
        Verb.MERGE: {Role.AGENT: Reach.SUBTREE, Role.DISPATCHER: Reach.SUBTREE},
        Verb.UNMERGE: {Role.AGENT: Reach.SUBTREE, Role.DISPATCHER: Reach.SUBTREE},
        Verb.SPLIT: {**_CENTRE, Role.REQUEST_CENTRE: Reach.UNIT},
        Verb.PRESS: {
            **_CENTRE,
            Role.REQUEST_CENTRE: Reach.UNIT,
            Role.FOLLOWUP_AGENT: Reach.SUBTREE,
            Role.REQUESTER: Reach.OWN,
        },
        Verb.FLAG: {
            **_CENTRE,
            **_SUPERVISION,
            **_STREET_TOO,
            Role.REQUEST_CENTRE: Reach.SUBTREE,
            Role.HEAD: Reach.SUBTREE,
        },
        Verb.SUPPLEMENT: {
            Role.AGENT: Reach.SUBTREE,
            Role.DISPATCHER: Reach.SUBTREE,
            Role.REQUESTER: Reach.OWN,
            Role.FOLLOWUP_AGENT: Reach.SUBTREE,
        },
        Verb.WITHDRAW: {Role.AGENT: Reach.SUBTREE, Role.REQUESTER: Reach.OWN},
        Verb.REVEAL: {
            Role.AGENT: Reach.SUBTREE,
            Role.DISPATCHER: Reach.SUBTREE,
            Role.HANDLER: Reach.OWN,
            Role.REQUEST_CENTRE: Reach.UNIT,
            Role.HEAD: Reach.UNIT,
            Role.FOLLOWUP_AGENT: Reach.SUBTREE,
        },
        Verb.CONSULT: {Role.DISPATCHER: Reach.SUBTREE},
        Verb.OPINE: _GUEST,
        Verb.CONCLUDE: {Role.DISPATCHER: Reach.SUBTREE},
        Verb.INSTRUCT: {**_STREET_TOO, Role.DISTRICT_LEADER: Reach.SUBTREE},
        Verb.RECALL: {
            Role.DISPATCHER: Reach.SUBTREE,
            Role.REQUEST_CENTRE: Reach.SUBTREE,
            Role.SYSTEM: Reach.CITY,
        },
        Verb.DISPATCH: {
            Role.DISTRICT_LEADER: Reach.SUBTREE,
            Role.DISPATCHER: Reach.SUBTREE,
            Role.REQUEST_CENTRE: Reach.UNIT,
            Role.SYSTEM: Reach.CITY,
        },
        Verb.FORWARD: {Role.DISPATCHER: Reach.UNIT, Role.REQUEST_CENTRE: Reach.UNIT, Role.SYSTEM: Reach.CITY},
        Verb.OBJECT: {Role.REQUEST_CENTRE: Reach.UNIT, Role.HEAD: Reach.UNIT},
        Verb.UPHOLD: {Role.DISPATCHER: Reach.SUBTREE, Role.REQUEST_CENTRE: Reach.SUBTREE},
        Verb.REJECT: {Role.DISPATCHER: Reach.BELOW, Role.REQUEST_CENTRE: Reach.BELOW},
        Verb.CLAIM: {Role.REQUEST_CENTRE: Reach.UNIT, Role.HEAD: Reach.UNIT, Role.DISPATCHER: Reach.UNIT},
        Verb.ASSIGN: {Role.REQUEST_CENTRE: Reach.UNIT, Role.HEAD: Reach.UNIT},
        Verb.SCREEN: _UNIT,
        Verb.ENDORSE: {Role.HEAD: Reach.UNIT, **_LEADERS},
        Verb.RECUSE: {**_WORK, Role.SUPERVISOR: Reach.SUBTREE},
        Verb.CONTACT: _WORK,
        Verb.GRADE: _WORK,
        Verb.PLAN: _WORK,
        Verb.ACT: _WORK,
        Verb.VISIT: _ON_SITE,
        Verb.MEET: _ON_SITE,
        Verb.DELIBERATE: _ON_SITE,
        Verb.INTERIM: _WORK,
        Verb.ELEVATE: {**_UNIT, **_LEADERS, Role.DISTRICT_LEADER: Reach.SUBTREE},
        Verb.ESCALATE: _UNIT,
        Verb.ADVISE: _GUEST,
        Verb.TAKE_BACK: _UNIT,
        Verb.PAUSE: _WORK,
        Verb.RESUME: {**_WORK, Role.SYSTEM: Reach.CITY},
        Verb.EXTEND: _WORK,
        Verb.EXEMPT: _WORK,
        Verb.REGISTER: {Role.HEAD: Reach.UNIT, **_LEADERS},
        Verb.STRIKE: {**_UNIT, **_LEADERS},
        Verb.GRANT: _ABOVE,
        Verb.DENY: _ABOVE,
        Verb.LIST: _ABOVE,
        Verb.REMIND: {Role.SYSTEM: Reach.CITY, Role.SUPERVISOR: Reach.SUBTREE, **_ABOVE},
        Verb.RENEW: {**_ABOVE, Role.DISTRICT_LEADER: Reach.SUBTREE},
        Verb.WRITE_OFF: _ABOVE,
        Verb.SUBMIT: _WORK,
        Verb.SEND_BACK: {Role.REQUEST_CENTRE: Reach.UNIT, Role.HEAD: Reach.UNIT, **_LEADERS},
        Verb.REVIEW: {Role.REQUEST_CENTRE: Reach.UNIT, Role.HEAD: Reach.UNIT},
        Verb.SIGN: _LEADERS,
        Verb.WHISTLE: {**_UNIT, **_LEADERS},
        Verb.CANCEL: {**_UNIT, **_LEADERS},
        Verb.RESPOND: _GUEST,
        Verb.DECLINE: _GUEST,
        Verb.ARBITRATE: {Role.DISPATCHER: Reach.BELOW, Role.DISTRICT_LEADER: Reach.SUBTREE},
        Verb.REPORT_IN: _GUEST,
        Verb.FEED_BACK: _GUEST,
        Verb.SETTLE: {**_UNIT, **_LEADERS},
        Verb.EVALUATE: {**_UNIT, **_LEADERS, Role.SYSTEM: Reach.CITY},
        Verb.DRAW: _FOLLOWUP,
        Verb.ATTEMPT: _FOLLOWUP,
        Verb.RATE: {**_FOLLOWUP, Role.REQUESTER: Reach.OWN},
        Verb.GIVE_UP: _FOLLOWUP,
        Verb.INFORM: {**_FOLLOWUP, Role.AGENT: Reach.SUBTREE},
        Verb.CALL: {**_STREET_TOO, Role.DISTRICT_LEADER: Reach.SUBTREE, Role.HEAD: Reach.SUBTREE},
        Verb.AUDIT: {Role.FOLLOWUP_AGENT: Reach.SUBTREE, Role.SUPERVISOR: Reach.SUBTREE},
        Verb.REHANDLE: _FOLLOWUP,
        Verb.CLOSE: _FOLLOWUP,
        Verb.URGE: {
            **_SUPERVISION,
            **_STREET_TOO,
            Role.REQUEST_CENTRE: Reach.SUBTREE,
            Role.SYSTEM: Reach.CITY,
        },
        Verb.SUPERVISE: {**_SUPERVISION, **_STREET_TOO, Role.SYSTEM: Reach.CITY},
        Verb.INVESTIGATE: {
            **_SUPERVISION,
            Role.DISCIPLINE: Reach.SUBTREE,
            Role.MAIN_LEADER: Reach.SUBTREE,
            Role.SYSTEM: Reach.CITY,
        },
        Verb.EXPLAIN: {**_UNIT, **_LEADERS, Role.DISPATCHER: Reach.UNIT},
        Verb.CONFIRM: {**_SUPERVISION, **_STREET_TOO, Role.DISCIPLINE: Reach.SUBTREE},
        Verb.INSIST: {**_SUPERVISION, **_STREET_TOO, Role.DISCIPLINE: Reach.SUBTREE},
        Verb.EXCLUDE: _WORK,
        Verb.COUNTERSIGN: {Role.AREA_LEADER: Reach.SUBTREE, Role.MAIN_LEADER: Reach.SUBTREE},
        Verb.ALLOW: {Role.ASSESSOR: Reach.BELOW},
        Verb.DISALLOW: {Role.ASSESSOR: Reach.BELOW},
    }
)
"""Total over the verbs (tested)."""

BLIND = frozenset({Verb.DRAW, Verb.ATTEMPT, Verb.RATE, Verb.GIVE_UP, Verb.AUDIT})
"""Verbs that nobody with a seat in a handling unit may do on that unit's order (domain-rules 8.5)."""

SHARED = frozenset({Verb.REVEAL})
"""Verbs on the order that a unit may do because it holds a live share: the handler must be able to call."""

HELD = frozenset(
    {
        Verb.EXPLAIN,
        Verb.INSTRUCT,
        Verb.CALL,
        Verb.FLAG,
        Verb.PRESS,
        Verb.URGE,
        Verb.SUPERVISE,
        Verb.INVESTIGATE,
        Verb.CONFIRM,
        Verb.INSIST,
    }
)
"""Verbs on the order that are also open to whoever reaches a share that stands, signed ones too: the unit answers
for what it did, and its leaders and supervisors see to it."""

GUEST_ONLY = frozenset({Verb.OPINE, Verb.ADVISE, Verb.RESPOND, Verb.DECLINE, Verb.REPORT_IN, Verb.FEED_BACK})
"""Verbs of those who were asked to take part (会商, 分级协调, 吹哨) and of nobody else."""

GUESTS = GUEST_ONLY | {Verb.EVALUATE, Verb.CONFIRM, Verb.INSIST}
"""Verbs that a unit may do because it was asked to take part in the order (联合督导组 judges its own items)."""

_EVERYWHERE = frozenset(set(Role) - {Role.REQUESTER, Role.SYSTEM})
_STREET = frozenset(
    {Role.REQUEST_CENTRE, Role.HANDLER, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER, Role.DISPATCHER}
)
DESKS: Mapping[Desk, frozenset[Role]] = MappingProxyType(
    {
        Desk.INTAKE: frozenset(
            {Role.AGENT, Role.DISPATCHER, Role.REQUEST_CENTRE, Role.GRID_WORKER, Role.SPECIALIST}
        ),
        Desk.DISPATCH: frozenset({Role.DISPATCHER, Role.REQUEST_CENTRE, Role.DISTRICT_LEADER}),
        Desk.HANDLING: _STREET | {Role.DISTRICT_LEADER},
        Desk.WHISTLE: _STREET | {Role.SUPERVISOR, Role.DISTRICT_LEADER},
        Desk.FOLLOWUP: frozenset({Role.FOLLOWUP_AGENT}),
        Desk.SUPERVISION: _STREET - {Role.HANDLER}
        | {Role.SUPERVISOR, Role.DISCIPLINE, Role.DISTRICT_LEADER, Role.SPECIALIST},
        Desk.ASSESSMENT: frozenset(
            {
                Role.ASSESSOR,
                Role.SUPERVISOR,
                Role.DISTRICT_LEADER,
                Role.AREA_LEADER,
                Role.MAIN_LEADER,
                Role.REQUEST_CENTRE,
                Role.HEAD,
                Role.HANDLER,
            }
        ),
        Desk.INSIGHT: _EVERYWHERE,
        Desk.DIRECTORY: _EVERYWHERE,
        Desk.POLICY: _EVERYWHERE,
        Desk.LEDGER: frozenset({Role.ADMIN, Role.SUPERVISOR, Role.ASSESSOR}),
        Desk.NOTICES: _EVERYWHERE,
    }
)
"""Which roles open which desk; what lies on it is limited by SIGHT."""

SIGHT: Mapping[Role, Reach] = MappingProxyType(
    {
        Role.AGENT: Reach.SUBTREE,
        Role.DISPATCHER: Reach.SUBTREE,
        Role.REQUEST_CENTRE: Reach.SUBTREE,
        Role.HANDLER: Reach.OWN,
        Role.HEAD: Reach.SUBTREE,
        Role.AREA_LEADER: Reach.SUBTREE,
        Role.MAIN_LEADER: Reach.SUBTREE,
        Role.DISTRICT_LEADER: Reach.SUBTREE,
        Role.FOLLOWUP_AGENT: Reach.SUBTREE,
        Role.SUPERVISOR: Reach.SUBTREE,
        Role.DISCIPLINE: Reach.SUBTREE,
        Role.SPECIALIST: Reach.SUBTREE,
        Role.GRID_WORKER: Reach.SUBTREE,
        Role.ASSESSOR: Reach.SUBTREE,
        Role.LAW_EDITOR: Reach.OWN,
        Role.ADMIN: Reach.OWN,
        Role.REQUESTER: Reach.OWN,
        Role.SYSTEM: Reach.CITY,
    }
)
"""How far each role sees orders. Administrators see none by their office (三权分立)."""


ALONG_THE_LINE = frozenset(
    {Role.REQUEST_CENTRE, Role.HEAD, Role.AREA_LEADER, Role.MAIN_LEADER, Role.SUPERVISOR}
)
"""Roles of a department that see the orders of the units on its line too (条块关系, R217): sight alone, no verb; the
seeds say that departments regulate their industry, who in them sees what is assumed."""


def check(actor: Actor, verb: Verb, target: Target) -> Seat:
    """The seat by which the actor may do the verb on the target. Refusal where none allows it."""
    if verb in BLIND and _handles(actor, target):
        raise NotYours("A unit that handled the order may not follow it up itself.")
    allowed = MAY[verb]
    for seat in actor.seats:
        reach = allowed.get(seat.role)
        if reach is None:
            continue
        if verb in GUESTS and seat.unit in target.guests:
            return seat
        if verb not in GUEST_ONLY and _within(reach, seat, actor, target):
            return seat
    raise NotYours("“%(verb)s” is not yours to do on this order.", verb=verb)


def check_any(
    actor: Actor, verb: Verb, order: Target, live: Iterable[Target], held: Iterable[Target] = ()
) -> Seat:
    """As `check` on the order; a verb of SHARED is also open to whoever may do it on one of the live shares,
    a verb of HELD on one of the shares that stand."""
    more = live if verb in SHARED else held if verb in HELD else ()
    for target in (order, *more):
        if can(actor, verb, target):
            return check(actor, verb, target)
    return check(actor, verb, order)


def can(actor: Actor, verb: Verb, target: Target) -> bool:
    """Whether `check` would allow it: buttons and enforcement cannot differ."""
    try:
        check(actor, verb, target)
    except Refusal:
        return False
    return True


def _handles(actor: Actor, target: Target) -> bool:
    return any(seat.path in target.units for seat in actor.seats if seat.unit)


def _within(reach: Reach, seat: Seat, actor: Actor, target: Target) -> bool:
    match reach:
        case Reach.CITY:
            return True
        case Reach.SUBTREE:
            return target.path.startswith(seat.path)
        case Reach.BELOW:
            return target.path.startswith(seat.path) and target.path != seat.path
        case Reach.UNIT:
            return target.path == seat.path
        case _:
            return bool(actor.key) and actor.key in (target.handler, target.requester)
